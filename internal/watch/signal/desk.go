package signal

import (
	"context"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/watch"
)

// Desk switches signals on, tries them and runs them. It is safe for use by many
// goroutines.
type Desk struct {
	journal   *journal.Journal
	leads     *watch.Desk
	catalogue func() *pack.Catalogue
	facts     func(*pack.Catalogue) Facts
	inPay     assess.InPay
	marker    Marker
	decided   Decided
}

// Facts gives the facts of counties as they are known now; package assess has it.
type Facts interface {
	Each(ctx context.Context, counties []civil.Area, day civil.Date, only []string, visit func(*fact.Snapshot) error) error
}

// Marker gives the facts no register has. App hands it in.
type Marker interface {
	Marks(ctx context.Context, q db.Query, county string, day civil.Date) (Marks, error)
}

// Decided gives what applications came to, by household of a county: true where
// something was granted, false where it was not. App hands it in; nil: nothing is known.
type Decided func(ctx context.Context, q db.Query, county string) (map[string]bool, error)

// Options are what a desk works with.
type Options struct {
	Journal   *journal.Journal
	Leads     *watch.Desk
	Catalogue func() *pack.Catalogue      // the packs in force now
	Facts     func(*pack.Catalogue) Facts // for one run
	InPay     assess.InPay
	Marker    Marker // nil: there are no such facts
	Decided   Decided
}

// New makes a desk. The journal must know the [Tables].
func New(o Options) *Desk {
	return &Desk{
		journal: o.Journal, leads: o.Leads, catalogue: o.Catalogue, facts: o.Facts, inPay: o.InPay, marker: o.Marker, decided: o.Decided,
	}
}

// Leads is where families that were found are worked on.
func (d *Desk) Leads() *watch.Desk { return d.leads }

var (
	switchTable = journal.NewTable("signal_switch", journal.Bool("runs"), journal.Text("day"), journal.Text("by_name").Personal(),
		journal.Text("words").Personal(), journal.Text("trial"))
	trialTable = journal.NewTable("signal_trial", journal.Text("signal"), journal.Text("day"), journal.Text("packs"), journal.Int("found"),
		journal.Int("served"), journal.Int("granted"), journal.Int("wrong"), journal.Text("towns"))
	runTable = journal.NewTable("signal_run", journal.Text("day"), journal.Text("snapshot"), journal.Int("found"), journal.Int("leads"),
		journal.Int("joined"), journal.Text("signals"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{switchTable, trialTable, runTable} }

// about is what is known of a county beside its facts.
type about struct {
	held    []assess.Held
	marks   Marks
	results map[string]watch.Result
	granted map[string]bool // what applications came to
	said    map[watch.Said]civil.Date
}

func (d *Desk) about(ctx context.Context, county string, day civil.Date) (a about, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		if a.held, err = d.inPay.Held(ctx, q, county, day); err != nil {
			return err
		}
		if d.marker != nil {
			if a.marks, err = d.marker.Marks(ctx, q, county, day); err != nil {
				return err
			}
		}
		if d.decided != nil {
			if a.granted, err = d.decided(ctx, q, county); err != nil {
				return err
			}
		}
		if a.results, err = watch.Known(ctx, q, county); err != nil {
			return err
		}
		a.said, err = watch.Signalled(ctx, q, county)
		return err
	})
	return a, err
}

// monthsBefore is the day some months before another one; the last of a month that
// is too short.
func monthsBefore(day civil.Date, months int) civil.Date {
	month := day.Month().Add(-months)
	return min(month.First()+day-day.Month().First(), month.Last())
}
