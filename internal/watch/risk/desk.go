package risk

import (
	"context"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/signal"
)

// Desk keeps the register. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	register  *register.Register
	catalogue func() *pack.Catalogue
	facts     func(*pack.Catalogue) Facts
	inPay     assess.InPay
	around    Around
}

// Facts gives the families of counties as they are known now; package assess has it.
type Facts interface {
	Each(ctx context.Context, counties []civil.Area, day civil.Date, only []string, visit func(*fact.Snapshot) error) error
	Some(ctx context.Context, county civil.Area, day civil.Date, households []string) (*fact.City, error)
}

// Known is what is known of the families of a county beside its facts, by household.
type Known struct {
	Marks   signal.Marks          // facts no register has
	Signals map[string][]string   // those of leads that are not closed
	Visits  map[string]civil.Date // the last visit, for whatever reason
}

// Around gives what is known beside the facts. App hands it in.
type Around interface {
	Known(ctx context.Context, q db.Query, county string, day civil.Date) (Known, error)
}

// Options are what a desk works with.
type Options struct {
	Journal   *journal.Journal
	Register  *register.Register
	Catalogue func() *pack.Catalogue      // the packs in force now
	Facts     func(*pack.Catalogue) Facts // for one run
	InPay     assess.InPay
	Around    Around
}

// New makes a desk. The journal must know the [Tables].
func New(o Options) *Desk {
	return &Desk{o.Journal, o.Register, o.Catalogue, o.Facts, o.InPay, o.Around}
}

// today is the day it is by the clock of the store.
func (d *Desk) today() civil.Date { return civil.InstantOf(d.journal.DB().Now()).Date() }

var (
	table = journal.NewTable("household_risk", journal.Text("name").Personal(), journal.Text("division"), journal.Int("members"), journal.Text("level"),
		journal.Text("judged"), journal.Text("conditions"), journal.Text("unclear"), journal.Text("entered"), journal.Text("visited"), journal.Text("visit_on"),
		journal.Text("set_until"), journal.Text("set_words").Personal(), journal.Text("set_by"), journal.Text("note"), journal.Text("by_name"), journal.Text("once"))
	runTable = journal.NewTable("risk_run", journal.Text("day"), journal.Int("families"), journal.Text("unjudged"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{table, runTable} }

// The levels that no pack names.
const (
	Unclear = "unclear" // a condition speaks of the family and cannot be judged
	None    = "none"    // no condition holds; in the register: a person has said so
	Left    = "left"    // the family was in the register
)
