package placement

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Person is somebody who may be placed, as the stages know him.
type Person struct {
	Name       string
	Division   civil.Area
	Born       civil.Date // 0: not known
	Dead       bool
	Programmes []string // he, or his household, is in pay by
}

// Sources are where a desk learns of homes and people. App hands them in.
type Sources struct {
	Homes  func(ctx context.Context, county civil.Area, day civil.Date) ([]Home, error)
	Home   func(ctx context.Context, q db.Query, ref register.Ref, day civil.Date) (*Home, error)
	Person func(ctx context.Context, q db.Query, household register.Ref, person string, day civil.Date) (*Person, error)
	Dead   func(ctx context.Context, q db.Query, county string, people []string) (map[string]bool, error)
	// Provided writes down that somebody is provided for by an institution from a day on,
	// or, with an empty name, at home.
	Provided func(ctx context.Context, w *journal.Write, person register.Ref, division civil.Area, home string, from civil.Date) error
}

// Desk is where placements are kept. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	keys      access.Keyring
	catalogue func() *pack.Catalogue
	divisions *civil.Divisions
	sources   Sources
}

// Options are what a desk works with.
type Options struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Catalogue func() *pack.Catalogue // the packs in force now
	Divisions *civil.Divisions
	Sources   Sources
}

// New makes a desk. The journal must know the [Tables].
func New(o Options) *Desk {
	return &Desk{journal: o.Journal, keys: o.Keys, catalogue: o.Catalogue, divisions: o.Divisions, sources: o.Sources}
}

// today is the day it is by the clock of the store.
func (d *Desk) today() civil.Date { return civil.InstantOf(d.journal.DB().Now()).Date() }

var placementTable = journal.NewTable("placement", journal.Text("number"), journal.Text("household"), journal.Text("person"), journal.Text("name").Personal(),
	journal.Text("division"), journal.Text("home"), journal.Text("ground"), journal.Text("care"), journal.Text("state"), journal.Int("fee"), journal.Int("income"),
	journal.Int("own"), journal.Int("support"), journal.Int("rest"), journal.Text("since"), journal.Text("began"), journal.Text("entered"), journal.Text("left_on"),
	journal.Text("reason"), journal.Text("due"), journal.Text("visit_by"), journal.Text("review_by"), journal.Text("proposer"), journal.Text("origin"), journal.Text("origin_id"), journal.Text("step"),
	journal.Bytes("body").Personal().Sealed("body"), journal.Text("by_name"), journal.Text("once"))

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{placementTable} }

// Limits of texts.
const (
	wordsLeast = 2
	wordsMost  = 1000
	nameMost   = 50
)
