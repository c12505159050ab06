package pay

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/rule"
)

// AdjustKind is what a standard does to one entitlement.
type AdjustKind string

// The kinds, see [AdjustKind]. Only the first is done by an adjustment: the rest is
// for people, the first two of it excepted, where there is nothing to do.
const (
	AdjustRaise     AdjustKind = "raise"     // 提高
	AdjustNothing   AdjustKind = "unchanged" // 不变
	AdjustLess      AdjustKind = "less"      // 会减少
	AdjustLoss      AdjustKind = "loss"      // 会失去
	AdjustUndecided AdjustKind = "undecided" // 不能决定
	AdjustByHand    AdjustKind = "by_hand"   // 要逐户核定
)

var adjustTitles = map[AdjustKind]string{
	AdjustRaise: "提高", AdjustNothing: "不变", AdjustLess: "会减少", AdjustLoss: "会失去", AdjustUndecided: "不能决定", AdjustByHand: "逐户核定",
}

// AdjustKinds are all kinds, in the order in which they are told.
var AdjustKinds = []AdjustKind{AdjustRaise, AdjustNothing, AdjustLess, AdjustLoss, AdjustUndecided, AdjustByHand}

// Title is the kind in words.
func (k AdjustKind) Title() string { return adjustTitles[k] }

// AdjustLine is one entitlement in an adjustment.
type AdjustLine struct {
	Entitlement string
	Subject
	Division      civil.Area
	Kind          AdjustKind
	Done          bool // the standard has raised it already
	From          civil.Month
	Before, After civil.Fen // a month
	Reasons       []string  // of a loss: codes of the clauses
	Missing       []string  // where it cannot be decided: as determinations name them
	Words         string    // where a person has to look: why

	person register.Ref   // by whom the family is found
	kept   *keptJudgement // of a raise that is to be done
}

// keptJudgement is what makes a judgement repeatable.
type keptJudgement struct {
	day              civil.Date
	bundle, snapshot string
	facts            []byte
}

// Adjustment is what a standard does to the entitlements of a county.
type Adjustment struct {
	Standard *Standard
	County   string
	From     civil.Month  // in which the standard takes effect
	AsOf     civil.Date   // as of which families are judged
	Lines    []AdjustLine // by division and household
	Count    map[AdjustKind]int
	Done     int       // of those raised: already
	Before   civil.Fen // a month, of those that are raised
	After    civil.Fen
	Hash     string // SM3 over the raises, the same before, while and after they are done
	Words    string // why, as families read it
}

// planner makes the adjustment of one county.
type planner struct {
	s          *Standards
	programmes []string
	actor      string
	county     civil.Area
	out        *Adjustment
}

// plan holds every entitlement that the standard may touch against what the family
// would be granted now.
func (s *Standards) plan(ctx context.Context, actor string, standard *Standard, county civil.Area) (*Adjustment, error) {
	p := &planner{s: s, actor: actor, county: county, out: &Adjustment{
		Standard: standard, County: county.String(), From: standard.Since.Month(), AsOf: max(standard.Since, s.today()),
		Count: map[AdjustKind]int{}, Words: s.words(standard),
	}}
	for _, programme := range s.catalogue().Reached(standard.Parameter) {
		p.programmes = append(p.programmes, programme.Name)
	}
	if err := p.gather(ctx); err != nil {
		return nil, err
	}
	if err := p.judgeAll(ctx); err != nil {
		return nil, err
	}
	p.out.sum()
	return p.out, nil
}

// gather lists the entitlements, and which of them are done.
func (p *planner) gather(ctx context.Context) error {
	var all []*Entitlement
	done := map[Subject]*Raise{}
	err := p.s.pay.journal.DB().Read(ctx, func(q db.Query) (err error) {
		if all, err = entitlements(ctx, q, selectOfCounty, p.out.County, journal.Latest, ""); err != nil {
			return err
		}
		raises, err := Raises(ctx, q, p.out.County, p.out.Standard.ID)
		for _, r := range raises {
			done[r.Subject] = r
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range all {
		if slices.Contains(p.programmes, e.Programme) {
			p.add(e, done[e.Subject])
		}
	}
	slices.SortStableFunc(p.out.Lines, func(a, b AdjustLine) int {
		return cmp.Or(cmp.Compare(a.Division, b.Division), a.Subject.compare(b.Subject))
	})
	return nil
}

// add makes the line of an entitlement; its kind stays open where the family has to
// be judged.
func (p *planner) add(e *Entitlement, done *Raise) {
	stands := since(e, p.out.From)
	if stands.from == 0 && stands.trouble == "" {
		return // it ended before
	}
	l := AdjustLine{Entitlement: e.ID, Subject: e.Subject, From: stands.from, Before: stands.amount, After: stands.amount}
	last := &e.Stretches[len(e.Stretches)-1]
	l.Division, l.person = last.Division, (&scanned{of: *e, stretch: *last}).person()
	switch end := e.end(); {
	case done != nil && done.Entitlement == e.ID:
		l.Kind, l.Done, l.From, l.Before, l.After = AdjustRaise, true, done.From, done.Before, done.After
	case stands.trouble != "":
		l.Kind, l.Words = AdjustByHand, stands.trouble
	case end != 0 && end < p.out.AsOf.Month():
		l.Kind, l.Words = AdjustByHand, spoken(end)+"后已停发，此前几个月是否补发由经办人决定"
	}
	p.out.Lines = append(p.out.Lines, l)
}

// judgeAll judges the families of the open lines, each once and one after the
// other: a judgement reads through several connections of its own, and as many
// side by side as there are processors would wait for each other's.
func (p *planner) judgeAll(ctx context.Context) error {
	families := map[string][]*AdjustLine{}
	var order []string
	for i := range p.out.Lines {
		l := &p.out.Lines[i]
		if l.Kind != "" {
			continue
		}
		if families[l.Household] == nil {
			order = append(order, l.Household)
		}
		families[l.Household] = append(families[l.Household], l)
	}
	for _, household := range order {
		if err := p.judge(ctx, families[household]); err != nil {
			return err
		}
	}
	return nil
}

// judge finds out what one family would be granted now. An entitlement outlives
// the household it was granted to: who has declared a family since is judged in it.
func (p *planner) judge(ctx context.Context, lines []*AdjustLine) error {
	home, err := p.s.homes(ctx, lines[0].person, p.out.AsOf)
	if err != nil {
		return err
	}
	area, err := civil.ParseArea(home.County)
	if home.Zero() || err != nil {
		setAside(lines, "登记里没有这个家庭在这一天的情况")
		return nil
	}
	judged, err := p.s.judge.Judge(ctx, area, home.ID, p.out.AsOf, p.actor)
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind == civil.NotFound {
		setAside(lines, refused.Message)
		return nil
	}
	if err != nil {
		return err
	}
	for _, l := range lines {
		l.weigh(judged)
		if l.Kind == AdjustRaise {
			l.kept = &keptJudgement{judged.Day, judged.Bundle, judged.Snapshot, judged.Facts}
		}
	}
	return nil
}

// setAside leaves lines to people.
func setAside(lines []*AdjustLine, why string) {
	for _, l := range lines {
		l.Kind, l.Words = AdjustUndecided, why
	}
}

// weigh holds an entitlement against a judgement of the family.
func (l *AdjustLine) weigh(judged *assess.Judged) {
	at := slices.IndexFunc(judged.Determinations, func(d assess.Determination) bool {
		return d.Programme == l.Programme && judged.Person(d.Member) == l.Person
	})
	l.After = 0
	if at < 0 {
		l.Kind, l.Words = AdjustLoss, "已不在这项待遇的范围内"
		return
	}
	d := &judged.Determinations[at]
	l.Reasons, l.Missing = d.Reasons, d.Missing
	switch {
	case d.Outcome == rule.CannotDecide:
		l.Kind, l.After = AdjustUndecided, l.Before
	case d.Outcome != rule.Grant:
		l.Kind = AdjustLoss
	case d.Amount > l.Before:
		l.Kind, l.After = AdjustRaise, d.Amount
	case d.Amount < l.Before:
		l.Kind, l.After = AdjustLess, d.Amount
	default:
		l.Kind, l.After = AdjustNothing, d.Amount
	}
}

// sum counts the lines and puts the raises under one hash. What is done and what is
// to be done count alike, so that a restart confirms the same.
func (a *Adjustment) sum() {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s\n", a.Standard.ID, a.County)
	for i := range a.Lines {
		l := &a.Lines[i]
		a.Count[l.Kind]++
		if l.Kind != AdjustRaise {
			continue
		}
		if l.Done {
			a.Done++
		}
		a.Before += l.Before
		a.After += l.After
		fmt.Fprintf(&text, "%s %s %d %s %s\n", l.Entitlement, l.Subject, l.From, l.Before, l.After)
	}
	hash := sm3.Sum([]byte(text.String()))
	a.Hash = hex.EncodeToString(hash[:])
}

// String names a subject for a list that is put under a hash.
func (s Subject) String() string { return s.Programme + "/" + s.Household + "/" + s.Person }

// words say what a standard changes, as families read it.
func (s *Standards) words(standard *Standard) string {
	c := s.catalogue()
	d := c.Declaration(standard.Parameter)
	if d == nil {
		return "标准调整为" + standard.Text()
	}
	unit := ""
	if d.Kind == rule.Money {
		unit = "元"
	}
	before, _ := c.Parameter(standard.Parameter, standard.Region, standard.Since.AddDays(-1))
	urban, rural := before.Value, before.Value
	if before.Split() {
		urban, rural = before.Urban, before.Rural
	}
	if standard.Rural == "" && !before.Split() {
		return d.Label + step(urban, standard.Value, unit)
	}
	country := standard.Rural
	if country == "" {
		country = standard.Value
	}
	return d.Label + "：城市" + step(urban, standard.Value, unit) + "，农村" + step(rural, country, unit)
}

// step is a change of one figure in words.
func step(before, after, unit string) string {
	before, after = strings.TrimSuffix(before, ".00"), strings.TrimSuffix(after, ".00")
	switch {
	case before == "":
		return "定为" + after + unit
	case before == after:
		return "仍为" + after + unit
	}
	return "由" + before + unit + "提高到" + after + unit
}
