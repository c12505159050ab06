package plan

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Desk is where files and plans are kept. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	keys      access.Keyring
	catalogue func() *pack.Catalogue
	rhythm    Rhythm
}

// Rhythm says within how many days a family has to be visited for another reason than
// its plan; 0: there is none. App hands it in.
type Rhythm func(ctx context.Context, q db.Query, household register.Ref, day civil.Date) (days int64, err error)

// Options are what a desk works with.
type Options struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Catalogue func() *pack.Catalogue // the packs in force now
	Rhythm    Rhythm                 // nil: plans alone say how often
}

// New makes a desk. The journal must know the [Tables].
func New(o Options) *Desk {
	return &Desk{journal: o.Journal, keys: o.Keys, catalogue: o.Catalogue, rhythm: o.Rhythm}
}

// today is the day it is by the clock of the store.
func (d *Desk) today() civil.Date { return civil.InstantOf(d.journal.DB().Now()).Date() }

// Support is what the packs say of helping in a division today.
func (d *Desk) Support(division civil.Area) pack.Support {
	return d.catalogue().Support(division.County(), d.today())
}

var (
	fileTable = journal.NewTable("household_file", journal.Text("name").Personal(), journal.Text("division"), journal.Text("circle"),
		journal.Text("classes"), journal.Text("unclear"), journal.Text("programmes"), journal.Int("members"), journal.Text("since"),
		journal.Text("state"), journal.Text("origin"), journal.Text("once"))
	planTable = journal.NewTable("household_plan", journal.Text("household"), journal.Text("division"), journal.Text("state"),
		journal.Text("needs"), journal.Text("keeper"), journal.Text("unit"), journal.Text("agreed_by").Personal(), journal.Text("agreed_on"),
		journal.Text("visit_on"), journal.Text("review_on"), journal.Bytes("body").Personal().Sealed("body"), journal.Text("note"), journal.Text("by_name"),
		journal.Text("once"))
	measureTable = journal.NewTable("plan_measure", journal.Text("plan"), journal.Text("need"), journal.Text("kind"), journal.Text("doer"),
		journal.Text("due"), journal.Text("state"), journal.Text("done_on"), journal.Bytes("body").Personal().Sealed("body"))
	visitTable = journal.NewTable("plan_visit", journal.Text("plan"), journal.Text("day"), journal.Text("manner"), journal.Text("by_name"),
		journal.Bytes("body").Personal().Sealed("body"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table {
	return []*journal.Table{fileTable, planTable, measureTable, visitTable}
}

// place is where a sealed text of this package stands.
func place(table, county, id string) access.Place {
	return access.Place{Table: table, Field: "body", County: county, ID: id}
}

func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
