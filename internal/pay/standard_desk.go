package pay

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/rule"
)

// FamilyJudge judges one family by what is in force, and again what was kept of it;
// package assess has it.
type FamilyJudge interface {
	Judge(ctx context.Context, county civil.Area, household string, day civil.Date, actor string) (*assess.Judged, error)
	Replay(ctx context.Context, county civil.Area, bundle, hash string, facts []byte, day civil.Date) (*assess.Judged, error)
}

// Homes finds the family somebody belongs to on a day, as judgements take it: the
// one he declared, or else the household he is registered in. The zero reference
// means none.
type Homes func(ctx context.Context, person register.Ref, day civil.Date) (register.Ref, error)

// Law is the packs together with the standards decided in the store.
type Law interface {
	// Catalogue is what is in force now.
	Catalogue() *pack.Catalogue
	// Try refuses standards with which the packs could not be read.
	Try(standards []*Standard) error
	// Renew takes in what was decided since it was last read.
	Renew(ctx context.Context) error
}

// Standards is the desk of standards: what is in force, what was decided here, and
// what a new standard does to those in pay. It is safe for use by many goroutines.
type Standards struct {
	pay   *Pay
	judge FamilyJudge
	homes Homes
	law   Law
}

// NewStandards makes the desk.
func NewStandards(p *Pay, judge FamilyJudge, homes Homes, law Law) *Standards {
	return &Standards{pay: p, judge: judge, homes: homes, law: law}
}

func (s *Standards) catalogue() *pack.Catalogue { return s.law.Catalogue() }

// InForce are all parameters in a region on a day, with their sources. A day to come
// shows what is decided for it.
func (s *Standards) InForce(region string, day civil.Date) []pack.Resolved {
	return s.catalogue().Parameters(region, day)
}

// Decided are the standards decided in this store that concern a region: its own,
// those of wider regions and those of counties in it, withdrawn ones too. An empty
// region means all.
func (s *Standards) Decided(ctx context.Context, region string) (list []*Standard, err error) {
	err = s.pay.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = DecidedStandards(ctx, q)
		return err
	})
	if err != nil || region == "" {
		return list, err
	}
	area, err := civil.ParseArea(region)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(o *Standard) bool {
		other, err := civil.ParseArea(o.Region)
		return err != nil || !area.Contains(other) && !other.Contains(area)
	}), nil
}

// decides is the part of the country whose standards somebody may decide.
func decides(who casework.Who) access.Scope {
	var areas []civil.Area
	for _, p := range who.Posts {
		if p.Role == casework.City && p.Division.Level() == civil.City || p.Role == casework.County && p.Division.Level() == civil.County {
			areas = append(areas, p.Division)
		}
	}
	scope, err := access.NewScope(areas...)
	if err != nil {
		return access.Scope{}
	}
	return scope
}

// Decide puts a standard down and lets it hold from its day on. Nobody's money
// changes by it alone: see [Standards.Adjust].
func (s *Standards) Decide(ctx context.Context, who casework.Who, order Standard) (*Standard, error) {
	order.Decider, order.Name = who.Actor, who.Name
	within := decides(who)
	if err := order.check(s.catalogue(), within, s.today()); err != nil {
		return nil, err
	}
	known, err := s.Decided(ctx, "")
	if err != nil {
		return nil, err
	}
	if err := s.law.Try(append(known, &order)); err != nil {
		return nil, err
	}
	var out *Standard
	h := header(journal.Nowhere, "standard_decide", who.Actor)
	h.Note = who.OnBehalf
	_, err = s.pay.journal.Do(ctx, h, func(w *journal.Write) (err error) {
		out, err = s.pay.Decide(ctx, w, s.catalogue(), within, order)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, s.law.Renew(ctx)
}

// Withdraw takes a standard back that has not taken effect.
func (s *Standards) Withdraw(ctx context.Context, who casework.Who, id, reason string) error {
	h := header(journal.Nowhere, "standard_withdraw", who.Actor)
	h.Note = who.OnBehalf
	_, err := s.pay.journal.Do(ctx, h, func(w *journal.Write) error { return s.pay.Withdraw(ctx, w, decides(who), id, reason) })
	if err != nil {
		return err
	}
	return s.law.Renew(ctx)
}

func (s *Standards) today() civil.Date { return civil.InstantOf(s.pay.journal.DB().Now()).Date() }

// sums are the roles that may see what a standard does to a county.
var sums = []access.Role{casework.City, casework.County, casework.Finance, casework.Auditor}

// subject finds the standard, and refuses one that cannot be applied in a county by
// somebody in these roles.
func (s *Standards) subject(ctx context.Context, who casework.Who, id, county string, roles ...access.Role) (*Standard, civil.Area, error) {
	area, err := civil.ParseArea(county)
	if err != nil || area.Level() != civil.County {
		return nil, 0, civil.Refuse("standard_county", "请选择要调整的县（市、区）。")
	}
	if !slices.ContainsFunc(who.Posts, func(p casework.Post) bool { return slices.Contains(roles, p.Role) && p.Division.Contains(area) }) {
		return nil, 0, civil.Denied.Refuse("standard_adjust_scope", "您不能办理%s的标准调整：请由该县（市、区）民政部门的经办人办理。", county)
	}
	known, err := s.Decided(ctx, county)
	if err != nil {
		return nil, 0, err
	}
	at := slices.IndexFunc(known, func(o *Standard) bool { return o.ID == id })
	switch {
	case at < 0:
		return nil, 0, errNoStandard()
	case known[at].Withdrawn != "":
		return nil, 0, civil.Conflict.Refuse("standard_withdrawn", "这项标准已经撤回，不能按它调整。")
	}
	// Somebody else's program may have decided it a moment ago.
	return known[at], area, s.law.Renew(ctx)
}

// PreviewAdjust says what a standard does to everybody in pay in a county. Of
// families nothing is written; the packs they are judged by are kept.
func (s *Standards) PreviewAdjust(ctx context.Context, who casework.Who, standard, county string) (*Adjustment, error) {
	found, area, err := s.subject(ctx, who, standard, county, sums...)
	if err != nil {
		return nil, err
	}
	return s.plan(ctx, who.Actor, found, area)
}

// AdjustOrder confirms what a preview showed.
type AdjustOrder struct {
	Standard string
	County   string
	Hash     string // of the preview
	Reason   string
}

// Adjusted is what an adjustment did.
type Adjusted struct {
	*Adjustment     // as it was confirmed
	Raised      int // just now
	Earlier     int // were raised already
	Moved       int // somebody changed the entitlement meanwhile, and it was left as it is
	Acts        int
}

// familiesAtOnce is how many families one act raises.
const familiesAtOnce = 200

// Adjust raises what the preview says is to be raised, from the month in which the
// standard takes effect, and only for somebody else than who decided the standard:
// money changes by two people. Months that were paid give arrears by themselves. All else
// is left to people. What was broken off goes on when it is asked for again with the
// same preview, and nobody is raised twice.
func (s *Standards) Adjust(ctx context.Context, who casework.Who, o AdjustOrder) (*Adjusted, error) {
	standard, area, err := s.subject(ctx, who, o.Standard, o.County, casework.County)
	if err != nil {
		return nil, err
	}
	o.Reason = strings.TrimSpace(o.Reason)
	switch {
	case who.Actor == standard.Decider:
		return nil, civil.Denied.Refuse("standard_adjust_own", "这项标准是您决定的，不能由您一个人再调整金额：请由该县（市、区）民政部门的另一人核对后确认。")
	case who.Name == "":
		return nil, civil.Denied.Refuse("standard_adjust_name", "没有写明由谁确认，没有调整：请登录后办理。")
	case o.Reason == "" || len([]rune(o.Reason)) > noteMost:
		return nil, civil.Refuse("standard_reason", "请写明确认调整的理由，最多%d个字。", noteMost)
	}
	plan, err := s.plan(ctx, who.Actor, standard, area)
	if err != nil {
		return nil, err
	}
	if plan.Hash != o.Hash {
		return nil, civil.Stale.Refuse("standard_preview_changed", "预览之后有家庭的情况变了，没有调整：请重新预览，核对后再确认。")
	}
	out := &Adjusted{Adjustment: plan, Earlier: plan.Done}
	h := header(plan.County, "standard_adjust", who.Actor)
	h.Note = who.OnBehalf
	for batch := range slices.Chunk(plan.raises(who.Name, o.Reason), familiesAtOnce) {
		var raised int
		_, err := s.pay.journal.Do(ctx, h, func(w *journal.Write) error {
			raised = 0
			for _, family := range batch {
				for _, r := range family {
					done, err := s.pay.raise(ctx, w, plan.From, r)
					if err != nil {
						return err
					}
					if done {
						raised++
					}
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		out.Acts++
		out.Raised += raised
	}
	out.Moved = plan.Count[AdjustRaise] - out.Earlier - out.Raised
	return out, nil
}

// raises are what is still to be done, by families.
func (a *Adjustment) raises(name, confirmation string) (families [][]*Raise) {
	place := map[string]int{}
	for i := range a.Lines {
		l := &a.Lines[i]
		if l.Kind != AdjustRaise || l.Done {
			continue
		}
		r := &Raise{
			County: a.County, ID: newID(), Standard: a.Standard.ID, Entitlement: l.Entitlement, Subject: l.Subject, From: l.From,
			Before: l.Before, After: l.After, Day: l.kept.day, Bundle: l.kept.bundle, Snapshot: l.kept.snapshot,
			Name: name, Confirmation: confirmation, Words: a.Words, facts: l.kept.facts,
		}
		at, known := place[l.Household]
		if !known {
			at = len(families)
			place[l.Household] = at
			families = append(families, nil)
		}
		families[at] = append(families[at], r)
	}
	return families
}

// Raised are the amounts a standard has raised in a county.
func (s *Standards) Raised(ctx context.Context, who casework.Who, standard, county string) (list []*Raise, err error) {
	if _, _, err := s.subject(ctx, who, standard, county, sums...); err != nil {
		return nil, err
	}
	err = s.pay.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = Raises(ctx, q, county, standard)
		return err
	})
	return list, err
}

// RaiseReplayed is a raise computed again.
type RaiseReplayed struct {
	*Raise
	Again civil.Fen // 0 when nothing is granted
	Trace []rule.Step
	Same  bool
}

// Replay computes a raise again from what was kept of it.
func (s *Standards) Replay(ctx context.Context, who casework.Who, county, id string) (*RaiseReplayed, error) {
	out := &RaiseReplayed{}
	var sealed []byte
	err := s.pay.journal.DB().Read(ctx, func(q db.Query) error {
		found, known, err := db.One(ctx, q, scanRaise, selectRaise, county, journal.Latest, id)
		if err != nil {
			return err
		}
		if !known {
			return civil.NotFound.Refuse("raise_unknown", "没有找到这次调整的记录，请核对。")
		}
		out.Raise = found
		sealed, _, err = db.One(ctx, q, func(row db.Row) (b []byte, err error) { return b, row.Scan(&b) }, raiseFacts, county, journal.Latest, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	_, area, err := s.subject(ctx, who, out.Standard, county, sums...)
	if err != nil {
		return nil, err
	}
	facts, err := s.pay.keys.Open(out.place(), sealed)
	if err != nil {
		return nil, err
	}
	judged, err := s.judge.Replay(ctx, area, out.Bundle, out.Snapshot, facts, out.Day)
	if err != nil {
		return nil, err
	}
	for _, d := range judged.Determinations {
		if d.Programme == out.Programme && judged.Person(d.Member) == out.Person {
			out.Trace = judged.Trace(d.Programme, d.Member)
			if d.Outcome == rule.Grant {
				out.Again = d.Amount
			}
		}
	}
	out.Same = out.Again == out.After
	return out, nil
}
