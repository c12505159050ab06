package casework

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/file"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Desk is where cases are worked on. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	register  *register.Register
	keys      access.Keyring
	reserve   Reserve
	responses Responses
	catalogue func() *pack.Catalogue
	calendar  *civil.Calendar
	divisions *civil.Divisions
	judge     Judge
	verifies  Verifies
	pays      Pays
	covers    Covers
	phone     func(civil.Area) string
	files     *file.Cabinet
}

// Judge judges the family of a case; package assess has it.
type Judge interface {
	// Judge judges a household of the store on a day, by the packs in force. It
	// keeps the packs, so that the judgement can be replayed.
	Judge(ctx context.Context, county civil.Area, household string, day civil.Date, actor string) (*assess.Judged, error)
}

// Pays tells what a later stage knows of money: which accounts a family has
// given, and what it is paid. App hands it in.
type Pays interface {
	// HasAccount says whether the payee of a case has an account to be paid to.
	HasAccount(ctx context.Context, q db.Query, c *Case) (bool, error)
	// Entitled is what a household, or a person of it, is paid of a programme in a
	// month; person is empty for a household's benefit, ok false for nothing.
	Entitled(ctx context.Context, q db.Query, county, household, person, programme string, month civil.Month) (amount civil.Fen, covered int, ok bool, err error)
}

// Covers says whether some register answers for the people of a county, so that
// they need not bring a paper. App hands it in.
type Covers func(ctx context.Context, q db.Query, county, register string) (bool, error)

// Options are what a desk works with.
type Options struct {
	Journal   *journal.Journal
	Register  *register.Register
	Keys      access.Keyring
	Catalogue func() *pack.Catalogue // the packs in force now
	Calendar  *civil.Calendar
	Divisions *civil.Divisions
	Judge     Judge
	Verifies  Verifies // nil: departments are not asked from here
	Pays      Pays
	Reserve   Reserve   // nil: nothing is handed out before the papers
	Responses Responses // nil: no response is ever open
	Covers    Covers
	Files     *file.Cabinet
	Phone     func(civil.Area) string // where a family may ask, for a division
}

// New makes a desk. The journal must know the [Tables].
func New(o Options) *Desk {
	return &Desk{
		journal: o.Journal, register: o.Register, keys: o.Keys, catalogue: o.Catalogue,
		calendar: o.Calendar, divisions: o.Divisions, judge: o.Judge, verifies: o.Verifies, pays: o.Pays, reserve: o.Reserve, responses: o.Responses, covers: o.Covers, phone: o.Phone, files: o.Files,
	}
}

// Today is the day it is by the clock of the store.
func (d *Desk) Today() civil.Date { return d.Now().Date() }

// Now is the instant it is by the clock of the store.
func (d *Desk) Now() civil.Instant { return civil.InstantOf(d.journal.DB().Now()) }

// Matter finds a matter, or refuses.
func (d *Desk) Matter(name string) (*pack.Matter, error) {
	if m := d.catalogue().Matter(name); m != nil {
		return m, nil
	}
	return nil, &civil.Error{Kind: civil.NotFound, Code: "matter_unknown", Message: "没有这个事项，请从事项目录中选择。"}
}

// Matters are what can be asked for.
func (d *Desk) Matters() []*pack.Matter { return d.catalogue().Matters() }

// number is a parameter that is a whole number: a limit, a period.
func (d *Desk) number(region civil.Area, name string, day civil.Date) (int64, error) {
	return d.catalogue().Number(name, region.String(), day)
}

// word is a parameter that is a code: yes or no.
func (d *Desk) word(region civil.Area, name string, day civil.Date) string {
	r, _ := d.catalogue().Parameter(name, region.String(), day)
	return r.Value
}

// Place is a division in words, without the province.
func (d *Desk) Place(area civil.Area) string {
	for level := area; level != 0; level = level.Parent() {
		if found, known := d.divisions.Latest(level); known {
			return found.Name
		}
	}
	return area.String()
}

// notFound is said of a case that is not there and of one that is not the visitor's to know.
func notFound() error {
	return &civil.Error{Kind: civil.NotFound, Code: "case_not_found", Message: "没有找到，或不在您的管辖范围。"}
}
