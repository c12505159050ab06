package response

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Met is a family that a response is to meet.
type Met struct {
	Household string // in the county of the response
	Person    string // who stands for it, in the same county; empty: not known
	Name      string
	Division  civil.Area
	Tiers     []string // in which its people are; empty: it has a file
}

// Reach finds the families of some divisions that belong to tiers or, with files, that
// have a file, each once. App hands it in.
type Reach func(ctx context.Context, q db.Query, county string, areas []civil.Area, tiers []string, files bool) ([]Met, error)

// Desk is where responses are kept. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	keys      access.Keyring
	catalogue func() *pack.Catalogue
	divisions *civil.Divisions
	reach     Reach
}

// Options are what a desk works with.
type Options struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Catalogue func() *pack.Catalogue // the packs in force now
	Divisions *civil.Divisions
	Reach     Reach
}

// New makes a desk. The journal must know the [Tables].
func New(o Options) *Desk {
	return &Desk{journal: o.Journal, keys: o.Keys, catalogue: o.Catalogue, divisions: o.Divisions, reach: o.Reach}
}

// today is the day it is by the clock of the store.
func (d *Desk) today() civil.Date { return civil.InstantOf(d.journal.DB().Now()).Date() }

var (
	responseTable = journal.NewTable("response", journal.Text("number"), journal.Text("division"), journal.Text("areas"), journal.Text("kind"),
		journal.Text("title"), journal.Text("level"), journal.Text("began"), journal.Text("ends"), journal.Text("state"), journal.Int("started"),
		journal.Text("words"), journal.Text("note"), journal.Text("by_name"), journal.Text("once"))
	familyTable = journal.NewTable("response_family", journal.Text("response"), journal.Text("household"), journal.Text("person"),
		journal.Text("name").Personal(), journal.Text("division"), journal.Text("tiers"), journal.Text("state"), journal.Text("visited_on"),
		journal.Text("manner"), journal.Text("result"), journal.Bytes("body").Personal().Sealed("body"), journal.Text("by_name"), journal.Text("once"))
	reliefTable = journal.NewTable("response_relief", journal.Text("response"), journal.Text("case_county"), journal.Text("casefile"),
		journal.Text("household"), journal.Text("number"), journal.Int("amount"), journal.Int("given"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{responseTable, familyTable, reliefTable} }

// Limits of texts.
const (
	wordsLeast = 2
	wordsMost  = 1000
	titleLeast = 4
	titleMost  = 40
)
