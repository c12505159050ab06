package conference

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Cases is where a resolution about a case is noted; package casework has it. App hands
// it in.
type Cases interface {
	// Resolved notes in a case what a meeting resolved about it, within the same act.
	Resolved(ctx context.Context, w *journal.Write, ref register.Ref, by, number, words string) error
}

// Desk is where meetings are kept. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	keys      access.Keyring
	catalogue func() *pack.Catalogue
	cases     Cases
}

// Options are what a desk works with.
type Options struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Catalogue func() *pack.Catalogue // the packs in force now
	Cases     Cases                  // nil: resolutions stand here alone
}

// New makes a desk. The journal must know the [Tables].
func New(o Options) *Desk {
	return &Desk{journal: o.Journal, keys: o.Keys, catalogue: o.Catalogue, cases: o.Cases}
}

// today is the day it is by the clock of the store.
func (d *Desk) today() civil.Date { return civil.InstantOf(d.journal.DB().Now()).Date() }

// Support is what the packs say of helping in a division today.
func (d *Desk) Support(division civil.Area) pack.Support {
	return d.catalogue().Support(division.County(), d.today())
}

var (
	meetingTable = journal.NewTable("conference", journal.Text("body"), journal.Text("division"), journal.Text("title"), journal.Text("day"),
		journal.Text("place"), journal.Text("chair"), journal.Text("attending"), journal.Text("state"), journal.Bytes("minutes").Personal().Sealed("minutes"),
		journal.Text("note"), journal.Text("by_name"), journal.Text("once"))
	itemTable = journal.NewTable("conference_item", journal.Text("conference"), journal.Text("conference_county"), journal.Text("division"),
		journal.Text("kind"), journal.Text("ref_county"), journal.Text("ref_id"), journal.Text("title"), journal.Text("why"), journal.Text("state"),
		journal.Text("number"), journal.Text("resolved_on"), journal.Bytes("body_text").Personal().Sealed("body_text"), journal.Text("by_name"), journal.Text("once"))
	taskTable = journal.NewTable("conference_task", journal.Text("item"), journal.Text("division"), journal.Text("unit"), journal.Text("due"),
		journal.Text("state"), journal.Text("done_on"), journal.Bytes("body").Personal().Sealed("body"), journal.Text("by_name"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{meetingTable, itemTable, taskTable} }

func place(table, field, county, id string) access.Place {
	return access.Place{Table: table, Field: field, County: county, ID: id}
}

// Limits of texts.
const (
	wordsLeast   = 2
	wordsMost    = 2000
	titleMost    = 100
	minutesLeast = 10
	minutesMost  = 10_000
)
