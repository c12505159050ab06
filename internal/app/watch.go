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
	return leads
}

// The kinds of tasks of watching.
const (
	signalTask = "watch.run"  // look for families in a county
	resultTask = "watch.case" // tell a lead what its case came to
)

// rechecked is the news of a recheck.
const rechecked = "rechecked"

// handleWatch lets signals run when facts have changed, and leads hear of their cases.
func (b *bureau) handleWatch() {
	b.worker.Handle(signalTask, b.runSignals)
	b.worker.Handle(resultTask, b.tellLead)
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
}

// runSignals looks for families in the county of the task.
func (b *bureau) runSignals(ctx context.Context, t job.Task) error {
	county, err := civil.ParseArea(t.County)
	if err != nil {
		return err
	}
	return b.look(ctx, county)
}

// look brings the register of people with a low income up to date, and lets signals
// look for families.
func (b *bureau) look(ctx context.Context, county civil.Area) error {
	today := b.desk.Today()
	if _, err := b.tiers.Refresh(ctx, county, today); err != nil {
		return err
	}
	_, err := b.signals.Run(ctx, county, today)
	return err
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
	return signal.Marks{"household.payment_returned": returned, "household.unvisited": unvisited}, err
}

// unvisited are the families that have had a benefit for longer than the visits of a
// county may be apart, and where nobody was within that time.
func (m marker) unvisited(ctx context.Context, q db.Query, county string, day civil.Date) ([]string, error) {
	catalogue, _ := m.b.rules()
	days, err := catalogue.Number("unvisited_days", county, day)
	if err != nil {
		return nil, err
	}
	visits, err := watch.Visits(ctx, q, county)
	if err != nil {
		return nil, err
	}
	surveys, err := casework.SurveyDays(ctx, q, county)
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
		if last := max(visits[home], surveys[home], held[i].From.First()); home != "" && last < limit {
			list = append(list, home)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}
