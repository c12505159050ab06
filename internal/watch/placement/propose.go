package placement

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Draft is a proposal as a town makes it.
type Draft struct {
	Household register.Ref
	Person    string
	Home      string // facility of the same county
	Ground    string
	Care      string
	Confirmed []string // of what the ground asks: which were seen, by their place
	Fee       civil.Fen
	Income    civil.Fen
	RestBy    string
	Words     string
	Origin    string // case, lead or file: where the need was found
	OriginID  string
	Wait      bool // where no bed is free the person waits
	Once      string
}

// Propose keeps a bed for somebody, or lets him wait for one.
func (d *Desk) Propose(ctx context.Context, who officer.Officer, draft Draft) (*Placement, error) {
	if err := who.Check(); err != nil {
		return nil, err
	}
	words, err := officer.Words("placement_words", "为什么要住机构", draft.Words, wordsLeast, wordsMost)
	if err != nil {
		return nil, err
	}
	county := draft.Household.County
	p := &Placement{
		Ref: register.Ref{County: county, ID: db.NewID()}, Household: draft.Household.ID, Person: draft.Person, Home: draft.Home, Ground: draft.Ground, Care: draft.Care,
		Fee: draft.Fee, Income: draft.Income, Proposer: who.Actor, Origin: draft.Origin, OriginID: draft.OriginID, Step: "propose", Words: words, ByName: who.Name, once: who.Once(draft.Once),
	}
	sent := false
	_, err = d.journal.Do(ctx, who.Header(county, "placement.propose"), func(w *journal.Write) error {
		id, there, err := db.One(ctx, w, db.Text, selectSent, county, p.once)
		if err != nil || there && p.once != "" {
			p.ID, sent = id, err == nil
			return err
		}
		if err := d.fits(ctx, w, who, p, &draft); err != nil {
			return err
		}
		if err := d.takesBed(ctx, w, p, draft.Wait); err != nil {
			return err
		}
		if p.Number, err = w.Number(ctx, "RZ"); err != nil {
			return err
		}
		p.Began = w.At().Date()
		return d.open(ctx, w, p)
	})
	if err != nil || !sent {
		return p, err
	}
	p, _, _, err = d.Read(ctx, who.Viewer, p.Ref)
	return p, err
}

// takesBed keeps a bed of the home, or with wait puts the person among those who wait. It
// runs in the act that writes: acts of a county come one after the other, so that of two
// who ask for the last bed the second finds it taken.
func (d *Desk) takesBed(ctx context.Context, w *journal.Write, p *Placement, wait bool) error {
	home, err := d.counted(ctx, w, p.HomeRef())
	if err != nil {
		return err
	}
	p.State = Proposed
	err = home.room(p.Care)
	if err != nil && wait && codeOf(err) == "placement_full" {
		p.State, err = Waiting, nil
	}
	if err != nil {
		return err
	}
	hold, err := d.catalogue().Number(d.Rule(p).Hold, p.County, w.At().Date())
	p.Due = w.At().Date().AddDays(int(hold))
	return err
}

// fits refuses somebody who is not of the ground, and completes the placement by what is
// known of him.
func (d *Desk) fits(ctx context.Context, w *journal.Write, who officer.Officer, p *Placement, draft *Draft) error {
	if p.Person == "" {
		return civil.Refuse("placement_person", "请选择给谁安排。")
	}
	if p.Home == "" {
		return civil.Refuse("placement_home", "请选择一家养老机构。")
	}
	today := w.At().Date()
	person, err := d.sources.Person(ctx, w, draft.Household, p.Person, today)
	if err != nil {
		return err
	}
	if err := who.Covers(person.Division); err != nil {
		return err
	}
	p.Name, p.Division = person.Name, person.Division
	if person.Dead {
		return civil.Conflict.Refuse("placement_person", "登记显示%s已经去世，不能安排入住。登记有误的，请先更正。", person.Name)
	}
	if err := d.placedOnce(ctx, w, p); err != nil {
		return err
	}
	g := d.Rule(p)
	if g == nil {
		return civil.Refuse("placement_ground", "请选择按哪一种对象安排。")
	}
	if err := d.ofGround(g, person, p, draft, today); err != nil {
		return err
	}
	return d.priced(g, p, draft.RestBy, today)
}

// placedOnce refuses a placement of somebody of whom there is another that is not over.
func (d *Desk) placedOnce(ctx context.Context, w *journal.Write, p *Placement) error {
	list, err := db.Many(ctx, w, d.scan, selectOfPerson, p.County, p.Person)
	if err != nil {
		return err
	}
	if at := slices.IndexFunc(list, func(o *Placement) bool { return o.ID != p.ID && o.State.open() }); at >= 0 {
		return civil.Conflict.Refuse("placement_person", "%s已经有入住安排（%s，%s）：请在那一件上办理。", p.Name, list[at].Number, list[at].State.Title())
	}
	return nil
}

// ofGround refuses somebody whom a ground does not mean.
func (d *Desk) ofGround(g *pack.PlacementGround, person *Person, p *Placement, draft *Draft, today civil.Date) error {
	holds := func(names []string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(person.Programmes, name) })
	}
	switch {
	case len(g.Programmes) > 0 && !holds(g.Programmes):
		return civil.Refuse("placement_ground", "%s现在没有享受“%s”要求的待遇：请先办理认定，或者改选对象。", person.Name, g.Title)
	case holds(g.Excludes):
		return civil.Refuse("placement_ground", "%s是特困人员，请按特困人员集中供养安排。", person.Name)
	case !known(pack.Cares, p.Care):
		return civil.Refuse("placement_care", "请选择需要的照料程度。")
	}
	for i := range g.Asks {
		if !slices.Contains(draft.Confirmed, AskName(i)) {
			return civil.Refuse("placement_confirmed", "“%s”还没有核实：全部核实过才能安排。", g.Asks[i])
		}
	}
	if g.Age != "" {
		age, err := d.catalogue().Number(g.Age, p.County, today)
		if err != nil {
			return err
		}
		switch {
		case person.Born == 0:
			return civil.Refuse("placement_ground", "登记里没有%s的出生日期，不能判断年龄：请先更正户籍登记。", person.Name)
		case grown(person.Born, int(age)) > today:
			return civil.Refuse("placement_ground", "%s还没有满%d周岁，不属于“%s”。", person.Name, age, g.Title)
		}
	}
	if g.Income == "" {
		return nil
	}
	most, err := d.catalogue().Money(g.Income, p.County, today)
	if err == nil && p.Income > most {
		err = civil.Refuse("placement_income", "本人月收入%s元，高于%s元，不属于“%s”。", p.Income, most, g.Title)
	}
	return err
}

// AskName is the name of what a ground asks, by its place.
func AskName(i int) string { return string(rune('1' + i)) }

// grown is the day on which somebody reaches an age.
func grown(born civil.Date, age int) civil.Date {
	year, month, day := born.YMD()
	if birthday, err := civil.NewDate(year+age, month, day); err == nil {
		return birthday
	}
	birthday, _ := civil.NewDate(year+age, month+1, 1) // born on a 29th of February
	return birthday
}

// priced shares the fee and refuses a rest that nobody pays.
func (d *Desk) priced(g *pack.PlacementGround, p *Placement, restBy string, today civil.Date) (err error) {
	switch {
	case p.Fee <= 0 || p.Fee > feeMost:
		return civil.Refuse("placement_fee", "机构的月收费请填大于零、不超过%s元的数。", feeMost)
	case p.Income < 0 || p.Income > feeMost:
		return civil.Refuse("placement_income", "本人月收入请填不小于零、不超过%s元的数，没有收入填0。", feeMost)
	}
	if p.Shares, err = d.shares(g, p.County, p.Fee, p.Income, today); err != nil {
		return err
	}
	p.RestBy = ""
	if p.Rest > 0 {
		p.RestBy, err = officer.Words("placement_rest", "本人和补助合起来还差"+p.Rest.String()+"元，谁来出", restBy, wordsLeast, nameMost)
	}
	return err
}

// feeMost is what no home asks for in a month.
const feeMost = civil.Fen(100_000_00)
