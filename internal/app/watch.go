package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch"
	"lianxin/internal/watch/officer"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/risk"
	"lianxin/internal/watch/signal"
	"lianxin/internal/watch/tier"
)

// newLeads wires leads and the signals that find them.
func (b *bureau) newLeads() *watch.Desk {
	now := func() *pack.Catalogue { c, _ := b.rules(); return c }
	leads := watch.New(watch.Options{
		Journal: b.journal, Register: b.register, Keys: b.keys, Catalogue: now, Calendar: b.calendar, Files: b.files,
	})
	b.signals = signal.New(signal.Options{
		Journal: b.journal, Leads: leads, Catalogue: now, InPay: held{}, Marker: marker{b}, Decided: casework.Outcomes,
		Facts: func(c *pack.Catalogue) signal.Facts { return b.factsOf(c) },
	})
	b.tiers = tier.New(b.journal, b.register, now, func(c *pack.Catalogue) tier.Facts { return b.factsOf(c) }, held{})
	b.risks = risk.New(risk.Options{
		Journal: b.journal, Register: b.register, Catalogue: now, InPay: held{}, Around: marker{b},
		Facts: func(c *pack.Catalogue) risk.Facts { return b.factsOf(c) },
	})
	return leads
}

// The kinds of tasks of watching.
const (
	signalTask = "watch.run"  // look for families in a county
	resultTask = "watch.case" // tell a lead what its case came to
	visitTask  = "watch.risk" // tell the register of families at risk that somebody visited
)

// rechecked is the news of a recheck.
const rechecked = "rechecked"

// handleWatch lets signals run when facts have changed, and leads hear of their cases.
func (b *bureau) handleWatch() {
	b.worker.Handle(signalTask, b.runSignals)
	b.worker.Handle(resultTask, b.tellLead)
	b.worker.Handle(visitTask, b.tellRisk)
	b.worker.Listen("watch.facts", func(ctx context.Context, tx *db.Tx, n journal.News) error {
		if _, err := civil.ParseArea(n.County); err != nil || n.County == journal.Nowhere {
			return nil
		}
		return job.Put(ctx, tx, n.County, signalTask, "run", 0, nil)
	}, rechecked, feed.LoadedTopic)
	b.worker.Listen("watch.cases", func(ctx context.Context, tx *db.Tx, n journal.News) error {
		var news casework.OfOrigin
		if err := json.Unmarshal([]byte(n.Body), &news); err != nil {
			return err
		}
		if _, ok := watch.OfOrigin(news.Origin); !ok {
			return nil
		}
		return job.Put(ctx, tx, n.County, resultTask, news.Case, 0, news)
	}, casework.OriginTopic)
	b.worker.Listen("watch.visits", func(ctx context.Context, tx *db.Tx, n journal.News) error {
		var news officer.Visitation
		if err := json.Unmarshal([]byte(n.Body), &news); err != nil {
			return err
		}
		return job.Put(ctx, tx, n.County, visitTask, news.Household+" "+news.Day, 0, news)
	}, officer.VisitedTopic)
}

// tellRisk tells the register of families at risk that somebody visited one.
func (b *bureau) tellRisk(ctx context.Context, t job.Task) error {
	var news officer.Visitation
	if err := t.Read(&news); err != nil {
		return err
	}
	day, err := civil.ParseDate(news.Day)
	if err != nil {
		return err
	}
	return b.risks.Visited(ctx, register.Ref{County: t.County, ID: news.Household}, day)
}

// runSignals looks for families in the county of the task.
func (b *bureau) runSignals(ctx context.Context, t job.Task) error {
	county, err := civil.ParseArea(t.County)
	if err != nil {
		return err
	}
	return b.look(ctx, county)
}

// look brings what is known of the families of a county up to date.
func (b *bureau) look(ctx context.Context, county civil.Area) error {
	_, err := b.watchOn(ctx, county, b.desk.Today())
	return err
}

// watchOn brings the register of people with a low income up to date, lets signals look
// for families, and with what they found the register of families at risk.
func (b *bureau) watchOn(ctx context.Context, county civil.Area, day civil.Date) (*signal.Run, error) {
	if _, err := b.tiers.Refresh(ctx, county, day); err != nil {
		return nil, err
	}
	run, err := b.signals.Run(ctx, county, day)
	if err != nil {
		return nil, err
	}
	_, err = b.risks.Refresh(ctx, county, day)
	return run, err
}

// watchNightly raises leads nobody has seen to, and puts down that new ones are looked
// for, county by county: a county is a task of its own, so that none waits for another
// and none is begun anew because another took long.
func (b *bureau) watchNightly(ctx context.Context) error {
	err := b.eachCounty(ctx, func(ctx context.Context, county civil.Area) error {
		_, err := b.leads.Escalate(ctx, county.String())
		return err
	})
	counties, listed := b.recordedCounties(ctx)
	_, put := b.journal.Do(ctx, systemHeader(journal.Nowhere, "watch.night"), func(w *journal.Write) error {
		for _, code := range counties {
			if county, parsed := civil.ParseArea(code); parsed != nil || county.Level() != civil.County {
				continue
			}
			if err := job.Put(ctx, w.Tx(), code, signalTask, "run", 0, nil); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, listed, put)
}

// tellLead tells a lead what the case about it came to.
func (b *bureau) tellLead(ctx context.Context, t job.Task) error {
	var news casework.OfOrigin
	if err := t.Read(&news); err != nil {
		return err
	}
	lead, ok := watch.OfOrigin(news.Origin)
	if !ok {
		return nil
	}
	f, err := b.desk.Read(ctx, register.Ref{County: t.County, ID: news.Case})
	if err != nil {
		return err
	}
	o := watch.Outcome{Lead: lead, Case: f.Case.Ref}
	given := func(d casework.Decision) bool {
		return d.Effect == "grant" || d.Effect == "award" || d.Effect == "advance"
	}
	switch d := f.Decision(); {
	case slices.ContainsFunc(f.Decisions, given):
		o.Granted, o.Words = true, f.Matter.Short+"："+d.Words
	case d != nil && d.Effect == "refuse":
		o.Words = f.Matter.Short + "：" + d.Words
	default:
		o.Ended = true
	}
	return b.leads.Came(ctx, o)
}

// marker gives signals the facts that no register has.
type marker struct{ b *bureau }

// Marks implements signal.Marker.
func (m marker) Marks(ctx context.Context, q db.Query, county string, day civil.Date) (signal.Marks, error) {
	returned, err := pay.ReturnedHomes(ctx, q, county)
	if err != nil {
		return nil, err
	}
	unvisited, err := m.unvisited(ctx, q, county, day)
	if err != nil {
		return nil, err
	}
	due, err := m.riskDue(ctx, q, county, day)
	return signal.Marks{"household.payment_returned": returned, "household.unvisited": unvisited, "household.risk_visit_due": due}, err
}

// riskSignal is the signal that asks for the next visit to a family at risk.
const riskSignal = "risk_visit"

// riskDue are the families at risk whose visit is due, or soon will be, and of whom no
// open lead has said so since they were visited last.
func (m marker) riskDue(ctx context.Context, q db.Query, county string, day civil.Date) ([]string, error) {
	catalogue, _ := m.b.rules()
	ahead, err := catalogue.Number("risk_ahead_days", county, day)
	if err != nil {
		return nil, err
	}
	said, err := watch.OpenSince(ctx, q, county, riskSignal)
	if err != nil {
		return nil, err
	}
	due, err := risk.Due(ctx, q, county, day.AddDays(int(ahead)))
	var list []string
	for _, one := range due {
		if asked, open := said[one.Household]; !open || asked <= one.Visited {
			list = append(list, one.Household)
		}
	}
	return list, err
}

// Known implements risk.Around.
func (m marker) Known(ctx context.Context, q db.Query, county string, day civil.Date) (k risk.Known, err error) {
	if k.Signals, err = watch.SignalsOpen(ctx, q, county); err != nil {
		return k, err
	}
	if k.Marks, err = m.helpLost(ctx, q, county, day); err != nil {
		return k, err
	}
	k.Visits, err = m.visits(ctx, q, county)
	return k, err
}

// helpLost are the families whose help ended, or was refused, lately. Whether they have
// other help now is asked by the conditions.
func (m marker) helpLost(ctx context.Context, q db.Query, county string, day civil.Date) (signal.Marks, error) {
	catalogue, _ := m.b.rules()
	months, err := catalogue.Number("risk_lately_months", county, day)
	if err != nil {
		return nil, err
	}
	lapsed, err := pay.EndedIn(ctx, q, county, day.Month().Add(-int(months)), day.Month())
	if err != nil {
		return nil, err
	}
	var ended []string
	for _, one := range lapsed {
		if catalogue.TierOf(one.Programme) != nil {
			ended = append(ended, one.Household)
		}
	}
	since := day.Month().Add(-int(months)).First()
	decided, err := casework.RefusedSince(ctx, q, county, since)
	var refused []string
	for _, one := range decided {
		if m := catalogue.Matter(one.Matter); m != nil && catalogue.TierOf(m.Programme) != nil {
			refused = append(refused, one.Household)
		}
	}
	return signal.Marks{"household.benefit_ended": ended, "household.application_refused": refused}, err
}

// visits are the last visits to families of a county, for whatever reason.
func (m marker) visits(ctx context.Context, q db.Query, county string) (map[string]civil.Date, error) {
	last := map[string]civil.Date{}
	for _, read := range []func(context.Context, db.Query, string) (map[string]civil.Date, error){watch.Visits, casework.SurveyDays, plan.VisitDays} {
		days, err := read(ctx, q, county)
		if err != nil {
			return nil, err
		}
		for id, day := range days {
			last[id] = max(last[id], day)
		}
	}
	return last, nil
}

// unvisited are the families that have had a benefit for longer than the visits of a
// county may be apart, and where nobody was within that time.
func (m marker) unvisited(ctx context.Context, q db.Query, county string, day civil.Date) ([]string, error) {
	catalogue, _ := m.b.rules()
	days, err := catalogue.Number("unvisited_days", county, day)
	if err != nil {
		return nil, err
	}
	visits, err := m.visits(ctx, q, county)
	if err != nil {
		return nil, err
	}
	held, err := pay.HeldIn(ctx, q, county, day.Month())
	if err != nil {
		return nil, err
	}
	limit := day.AddDays(-int(days))
	var list []string
	for i := range held {
		home := held[i].Household
		if last := max(visits[home], held[i].From.First()); home != "" && last < limit {
			list = append(list, home)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}
