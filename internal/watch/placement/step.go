package placement

import (
	"context"
	"errors"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/watch/officer"
)

// Steps are what is done about a placement, in words.
var Steps = [][2]string{
	{"propose", "提出安排"}, {"bed", "排到床位"}, {"agree", "登记同意"}, {"approve", "批准入住"}, {"refuse", "不予批准"}, {"withdraw", "撤销安排"}, {"enter", "登记入住"},
	{"visit", "登记探访"}, {"review", "重新评估"}, {"leave", "登记离开"}, {"undo", "更正上一步"},
}

// StepTitle is a step in words.
func StepTitle(name string) string { return titleOf(Steps, name) }

// Seen is what somebody acts on, as he saw it.
type Seen = officer.Seen

// follows says from which states a step can be taken.
var follows = map[string][]State{
	"bed": {Waiting}, "agree": {Proposed}, "approve": {Agreed}, "refuse": {Agreed}, "withdraw": {Waiting, Proposed, Agreed, Approved}, "enter": {Approved},
	"visit": {Living}, "review": {Living}, "leave": {Living}, "undo": {Agreed, Approved, Living, Left},
}

// Open says whether a step can be taken now.
func (p *Placement) Open(step string) bool { return slices.Contains(follows[step], p.State) }

// change makes the next version of a placement by a step.
func (d *Desk) change(ctx context.Context, who officer.Officer, seen Seen, step string, f func(w *journal.Write, p *Placement, g *pack.PlacementGround) error) (*Placement, error) {
	var out *Placement
	_, err := d.journal.Do(ctx, who.Header(seen.County, "placement."+step), func(w *journal.Write) error {
		p, there, err := db.One(ctx, w, d.scan, selectPlacement, seen.County, seen.ID)
		if err != nil {
			return err
		}
		if !there {
			return officer.Missing()
		}
		if err := who.Covers(p.Division); err != nil {
			return err
		}
		out = p
		once := who.Once(seen.Once)
		switch {
		case once != "" && once == p.once:
			return nil
		case seen.Opened != 0 && seen.Opened != p.Opened:
			return officer.Stale()
		case !p.Open(step):
			return civil.Conflict.Refuse("placement_state", "这一件现在是“%s”，不能%s。", p.State.Title(), StepTitle(step))
		}
		g := d.Rule(p)
		if g == nil {
			return civil.Conflict.Refuse("placement_ground", "现在的政策包里没有“%s”这种入住对象，请联系管理员。", p.Ground)
		}
		if err := d.stillLives(ctx, w, p, step); err != nil {
			return err
		}
		before := p.Opened
		p.Step, p.ByName, p.once = step, who.Name, once
		if err := f(w, p, g); err != nil {
			return err
		}
		if err := w.Close(ctx, placementTable, p.ID, before); err != nil {
			return err
		}
		return d.open(ctx, w, p)
	})
	return out, err
}

// stillLives refuses a step towards a home for somebody who has died, as the register says.
func (d *Desk) stillLives(ctx context.Context, w *journal.Write, p *Placement, step string) error {
	if !slices.Contains([]string{"bed", "agree", "approve", "enter"}, step) {
		return nil
	}
	dead, err := d.sources.Dead(ctx, w, p.County, []string{p.Person})
	if err == nil && dead[p.Person] {
		err = civil.Conflict.Refuse("placement_person", "登记显示%s已经去世，不能%s：属实的请撤销安排，登记有误的先更正。", p.Name, StepTitle(step))
	}
	return err
}

// words takes what is said of a step.
func (p *Placement) words(what, text string) (err error) {
	p.Words, err = officer.Words("placement_words", what, text, wordsLeast, wordsMost)
	return err
}

// Offer is the bed that somebody who waits is given: it may be in another home than the one
// he waits for, at another price.
type Offer struct {
	Home   string // facility of the same county
	Fee    civil.Fen
	RestBy string
}

// Bed gives somebody who waits a bed that has become free.
func (d *Desk) Bed(ctx context.Context, who officer.Officer, seen Seen, offer Offer) (*Placement, error) {
	return d.change(ctx, who, seen, "bed", func(w *journal.Write, p *Placement, g *pack.PlacementGround) error {
		p.Home, p.Fee, p.Words = offer.Home, offer.Fee, ""
		if err := d.takesBed(ctx, w, p, false); err != nil {
			return err
		}
		return d.priced(g, p, offer.RestBy, w.At().Date())
	})
}

// Consent is who agreed, and when.
type Consent struct {
	Signer string // of Signers
	By     string // a guardian's name; empty: the person himself
	Day    civil.Date
	Words  string
}

// Agree writes down that the person, or his guardian, agreed and signed.
func (d *Desk) Agree(ctx context.Context, who officer.Officer, seen Seen, c Consent) (*Placement, error) {
	return d.change(ctx, who, seen, "agree", func(w *journal.Write, p *Placement, _ *pack.PlacementGround) (err error) {
		if !known(Signers, c.Signer) {
			return civil.Refuse("placement_signer", "请选择是谁同意的。")
		}
		p.By = p.Name
		if c.Signer == "guardian" {
			if p.By, err = officer.Words("placement_by", "监护人姓名", c.By, wordsLeast, nameMost); err != nil {
				return err
			}
		}
		if c.Day < p.Began || c.Day > w.At().Date() {
			return civil.Refuse("placement_day", "签订日期应在提出安排（%s）到今天之间。", p.Began.Words())
		}
		p.State, p.Signer, p.Signed = Agreed, c.Signer, c.Day
		return p.words("怎样说明、怎样同意的", c.Words)
	})
}

// Approve lets somebody who agreed move in.
func (d *Desk) Approve(ctx context.Context, who officer.Officer, seen Seen, words string) (*Placement, error) {
	return d.change(ctx, who, seen, "approve", func(w *journal.Write, p *Placement, g *pack.PlacementGround) error {
		if err := d.approves(who, p, g, w.At().Date()); err != nil {
			return err
		}
		p.State = Approved
		return p.words("批准的意见", words)
	})
}

// Refuse does not let somebody move in; the bed is free again.
func (d *Desk) Refuse(ctx context.Context, who officer.Officer, seen Seen, words string) (*Placement, error) {
	return d.change(ctx, who, seen, "refuse", func(w *journal.Write, p *Placement, g *pack.PlacementGround) error {
		if err := d.approves(who, p, g, w.At().Date()); err != nil {
			return err
		}
		p.State = Withdrawn
		return p.words("不予批准的理由", words)
	})
}

// approves refuses who may not approve: a town where the county approves, and whoever
// made the proposal.
func (d *Desk) approves(who officer.Officer, p *Placement, g *pack.PlacementGround, today civil.Date) error {
	byCounty, known := d.catalogue().Parameter(g.Approves, p.County, today)
	switch {
	case (!known || byCounty.Value != "no") && !slices.Contains(who.Roles, "county"):
		return civil.Refuse("placement_approver", "这里由县级民政部门批准。")
	case who.Actor == p.Proposer:
		return civil.Conflict.Refuse("placement_approver", "这一件是您提出的，要由另一个人批准。")
	}
	return nil
}

// Withdraw ends a placement before anybody moved in; the bed is free again.
func (d *Desk) Withdraw(ctx context.Context, who officer.Officer, seen Seen, words string) (*Placement, error) {
	return d.change(ctx, who, seen, "withdraw", func(_ *journal.Write, p *Placement, _ *pack.PlacementGround) error {
		p.State = Withdrawn
		return p.words("撤销的理由", words)
	})
}

// Enter writes down that somebody has moved in. The amounts hold from the next month on.
func (d *Desk) Enter(ctx context.Context, who officer.Officer, seen Seen, day civil.Date) (*Placement, error) {
	return d.change(ctx, who, seen, "enter", func(w *journal.Write, p *Placement, g *pack.PlacementGround) error {
		if day < p.Signed || day > w.At().Date() {
			return civil.Refuse("placement_day", "入住日期应在签订协议（%s）到今天之间。", p.Signed.Words())
		}
		home, err := d.counted(ctx, w, p.HomeRef())
		if err != nil {
			return err
		}
		if !home.Running {
			return home.closed()
		}
		if home.Beds.Free() < 0 {
			return civil.Conflict.Refuse("placement_full", "“%s”台账里的床位比在住和已留的人少，现在住不进：请先核对台账的床位数和在住人数。", home.Name)
		}
		p.State, p.Entered, p.Since, p.Words = Living, day, day.Month().Add(1), ""
		if err := d.next(p, g, day, true); err != nil {
			return err
		}
		return d.provided(ctx, w, p, g, home.Name, day)
	})
}

// next says by when somebody is visited next and, with review, looked at anew.
func (d *Desk) next(p *Placement, g *pack.PlacementGround, day civil.Date, review bool) error {
	days, err := d.catalogue().Number(g.Visit, p.County, day)
	if err != nil {
		return err
	}
	p.VisitBy = day.AddDays(int(days))
	if !review {
		return nil
	}
	months, err := d.catalogue().Number(g.Review, p.County, day)
	p.ReviewBy = day.Month().Add(int(months)).Last()
	return err
}

// provided tells the register how somebody is provided for, where the ground says so.
func (d *Desk) provided(ctx context.Context, w *journal.Write, p *Placement, g *pack.PlacementGround, home string, day civil.Date) error {
	if !g.Provides {
		return nil
	}
	return d.sources.Provided(ctx, w, p.PersonRef(), p.Division, home, day)
}

// Visit writes down what was found where somebody lives.
func (d *Desk) Visit(ctx context.Context, who officer.Officer, seen Seen, day civil.Date, words string) (*Placement, error) {
	return d.change(ctx, who, seen, "visit", func(w *journal.Write, p *Placement, g *pack.PlacementGround) error {
		if day < p.Entered || day > w.At().Date() {
			return civil.Refuse("placement_day", "探访日期应在入住（%s）到今天之间。", p.Entered.Words())
		}
		if err := p.words("看到的情况", words); err != nil {
			return err
		}
		return d.next(p, g, day, false)
	})
}

// Renewal is what a review found.
type Renewal struct {
	Care   string
	Fee    civil.Fen
	Income civil.Fen
	RestBy string
	Words  string
}

// Review looks at care and money anew; what it finds holds from the next month on.
func (d *Desk) Review(ctx context.Context, who officer.Officer, seen Seen, r Renewal) (*Placement, error) {
	return d.change(ctx, who, seen, "review", func(w *journal.Write, p *Placement, g *pack.PlacementGround) error {
		today := w.At().Date()
		if !known(pack.Cares, r.Care) {
			return civil.Refuse("placement_care", "请选择需要的照料程度。")
		}
		if err := d.stillCared(ctx, w, p, r.Care); err != nil {
			return err
		}
		p.Care, p.Fee, p.Income, p.Since = r.Care, r.Fee, r.Income, max(p.Since, today.Month().Add(1))
		if err := d.priced(g, p, r.RestBy, today); err != nil {
			return err
		}
		if err := p.words("评估的情况", r.Words); err != nil {
			return err
		}
		visit := p.VisitBy
		err := d.next(p, g, today, true)
		p.VisitBy = visit
		return err
	})
}

// stillCared refuses more care than the home gives or has beds for.
func (d *Desk) stillCared(ctx context.Context, w *journal.Write, p *Placement, care string) error {
	home, err := d.counted(ctx, w, p.HomeRef())
	switch {
	case err != nil:
		return err
	case !home.Takes(care):
		return civil.Conflict.Refuse("placement_care", "“%s”不接收需要%s的人：请先换一家机构。", home.Name, CareTitle(care))
	case care == fullCare && p.Care != fullCare && home.Beds.Nursing >= 0 && home.Beds.Nursed >= home.Beds.Nursing:
		return civil.Conflict.Refuse("placement_care", "“%s”的护理型床位已经用完：请先换一家机构，或者等床位空出来。", home.Name)
	}
	return nil
}

// Parting is when and why somebody left.
type Parting struct {
	Day    civil.Date
	Reason string // of Reasons
	Words  string
}

// Leave writes down that somebody has left; his bed is free from that day on.
func (d *Desk) Leave(ctx context.Context, who officer.Officer, seen Seen, parting Parting) (*Placement, error) {
	return d.change(ctx, who, seen, "leave", func(w *journal.Write, p *Placement, g *pack.PlacementGround) error {
		switch {
		case !known(Reasons, parting.Reason):
			return civil.Refuse("placement_reason", "请选择为什么离开。")
		case parting.Day < p.Entered || parting.Day > w.At().Date():
			return civil.Refuse("placement_day", "离开日期应在入住（%s）到今天之间。", p.Entered.Words())
		}
		p.State, p.LeftOn, p.Reason = Left, parting.Day, parting.Reason
		if err := p.words("离开的情况", parting.Words); err != nil || parting.Reason == "died" {
			return err
		}
		return d.provided(ctx, w, p, g, "", parting.Day)
	})
}

// Undo puts right the last step, which was a mistake: what was before it holds again. A bed
// that was given away meanwhile does not come back. It is for the county.
func (d *Desk) Undo(ctx context.Context, who officer.Officer, seen Seen, words string) (*Placement, error) {
	return d.change(ctx, who, seen, "undo", func(w *journal.Write, p *Placement, g *pack.PlacementGround) error {
		if !slices.Contains(who.Roles, "county") {
			return civil.Refuse("placement_approver", "更正由县级民政部门办理：请告诉他们哪一步登记错了。")
		}
		past, err := db.Many(ctx, w, d.scan, selectPast, p.County, p.ID)
		if err != nil {
			return err
		}
		if len(past) < 2 || past[1].State == p.State || past[0].Step == "undo" {
			return civil.Conflict.Refuse("placement_state", "上一步不是换状态的一步，不能更正：写错了的，请再登记一次。")
		}
		if err := d.placedOnce(ctx, w, p); err != nil {
			return err
		}
		was, now := *past[1], *p
		*p = was
		p.Opened, p.Step, p.ByName, p.once = now.Opened, now.Step, now.ByName, now.once
		if err := p.words("为什么更正", words); err != nil {
			return err
		}
		home, err := d.counted(ctx, w, p.HomeRef())
		if err != nil {
			return err
		}
		if p.State.keeps() && !now.State.keeps() {
			if err := home.room(p.Care); err != nil {
				return err
			}
		}
		switch {
		case p.State == Living:
			return d.provided(ctx, w, p, g, home.Name, p.Entered)
		case now.State == Living:
			return d.provided(ctx, w, p, g, "", now.Entered)
		}
		return nil
	})
}

// codeOf is the code of a refusal.
func codeOf(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}
