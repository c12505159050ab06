package handout

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

// Programme is under which pay keeps these payments; each handout is one of its own:
// the programme, a dot, and the handout.
const Programme = "handout"

// Register tells people apart and knows their names; the register does.
type Register interface {
	Numbered(ctx context.Context, q db.Query, county string, ids []string) (map[string]register.Numbered, error)
	NameOf(ctx context.Context, q db.Query, ref register.Ref) (string, error)
	ByNumber(ctx context.Context, q db.Query, number access.Private) ([]*register.Person, error)
	PutPerson(ctx context.Context, w *journal.Write, p register.Person) (register.Ref, error)
	HomesOf(ctx context.Context, person register.Ref, day civil.Date) ([]register.Home, error)
}

// Options are what a desk works with.
type Options struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Catalogue func() *pack.Catalogue // the packs in force now
	Divisions *civil.Divisions
	Register  Register
	Pay       *pay.Pay
}

// Desk is where handouts are kept. It is safe for use by many goroutines.
type Desk struct{ Options }

// New makes a desk. The journal must know the [Tables].
func New(o Options) *Desk { return &Desk{o} }

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{handoutTable, entryTable, personTable} }

func (d *Desk) today() civil.Date { return civil.InstantOf(d.Journal.DB().Now()).Date() }

func (d *Desk) read(ctx context.Context, f func(q db.Query) error) error {
	return d.Journal.DB().Read(ctx, f)
}

// Limits of texts.
const (
	wordsLeast = 2
	wordsMost  = 1000
	titleLeast = 4
	titleMost  = 40
	nameMost   = 40
)
