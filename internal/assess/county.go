package assess

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/rule"
)

// Known is what the stages before this one know beside the registers. App hands
// it in.
type Known interface {
	// PermitsOf are what people of a county have authorised, by person, for one
	// business and some data classes; people nil means everybody.
	PermitsOf(ctx context.Context, q db.Query, county, business string, classes, people []string) (map[string][]fact.Permit, error)
	// Coverage is what complete feeds say of a county.
	Coverage(ctx context.Context, q db.Query, county string) ([]Coverage, error)
	// Since are the people of a county whose authorisations an act after that
	// one changed.
	Since(ctx context.Context, q db.Query, county string, act int64) (people []string, err error)
}

// SomeAnswers is what Known may offer beside: what departments answered about single
// people of a county who were asked about one by one; people nil means everybody.
type SomeAnswers interface {
	AnswersOf(ctx context.Context, q db.Query, county string, people []string) (map[string][]fact.Coverage, error)
}

// told is what is known of people beside the registers: what they permit, and what
// was answered about them alone.
type told struct {
	permits map[string][]fact.Permit
	answers map[string][]fact.Coverage
}

// CountyFacts keeps one snapshot of facts for each county beside the store and
// brings it up to date when it is opened. Different counties may be opened at once,
// one county not.
type CountyFacts struct {
	register  *register.Register
	journal   *journal.Journal
	catalogue *pack.Catalogue
	known     Known
	folder    string
	business  string // authorisations given for another business do not count
	facts     []rule.Fact
	registers []string
	silent    int // place of the field that names the register about which somebody was not answered
	hukou     int // place of the field that says where a person is registered; -1 when there is none
}

// NewCountyFacts makes the facts of a store for one business. The snapshots lie
// in the store's data folder.
func NewCountyFacts(j *journal.Journal, r *register.Register, catalogue *pack.Catalogue, known Known, folder, business string) *CountyFacts {
	c := &CountyFacts{
		register: r, journal: j, catalogue: catalogue, known: known,
		folder: filepath.Join(folder, "snapshots"), business: business, facts: Facts(catalogue), hukou: -1,
	}
	if people := catalogue.Register(register.PersonKind); people != nil {
		c.hukou = slices.IndexFunc(people.Fields, func(f pack.Field) bool { return f.Name == "registered_division" })
	}
	for _, source := range catalogue.Sources() {
		for i := range source.Parts {
			if name := source.Parts[i].Register.Name; !slices.Contains(c.registers, name) {
				c.registers = append(c.registers, name)
			}
		}
	}
	if silence := catalogue.Register(unanswered); silence != nil {
		c.registers = append(c.registers, unanswered)
		c.silent = slices.IndexFunc(silence.Fields, func(f pack.Field) bool { return f.Name == "register" })
	}
	return c
}

// Open opens the facts of a county for a day, made or refreshed first when the
// store or the day has moved on. The files they lie in are in the folder.
func (c *CountyFacts) Open(ctx context.Context, county civil.Area, day civil.Date) (*fact.Snapshot, string, error) {
	return c.open(ctx, county, day, nil)
}

// open is Open with the columns of some facts only, or of all when only is nil.
func (c *CountyFacts) open(ctx context.Context, county civil.Area, day civil.Date, only []string) (out *fact.Snapshot, folder string, err error) {
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return nil, "", outcomesUnwritten(err)
	}
	header := fact.SnapshotHeader{County: county, Day: day, Business: c.business}
	out = c.usable(county, day, only)
	err = c.journal.DB().Read(ctx, func(q db.Query) error {
		header.Seq, err = register.LastAct(ctx, q, county.String())
		if err != nil {
			return err
		}
		coverage, err := c.known.Coverage(ctx, q, county.String())
		if err != nil {
			return err
		}
		u := &renewal{c: c, q: q, header: header, coverage: coverage}
		out, err = u.bring(ctx, out, only)
		return err
	})
	if err != nil {
		if out != nil {
			_ = out.Close()
		}
		return nil, "", err
	}
	return out, c.folder, nil
}

// Each opens the facts of one county after the other, as [CountyFacts.Open]
// does, and lets go of them when visit returns. only names the facts, by full
// name, whose columns are wanted; none means all.
func (c *CountyFacts) Each(ctx context.Context, counties []civil.Area, day civil.Date, only []string, visit func(*fact.Snapshot) error) error {
	return fact.EachCounty(counties, func(county civil.Area) (*fact.Snapshot, error) {
		snapshot, _, err := c.open(ctx, county, day, only)
		return snapshot, err
	}, visit)
}

// usable are the facts there are, if they can be built upon: of the same
// business, and not of a later day.
func (c *CountyFacts) usable(county civil.Area, day civil.Date, only []string) *fact.Snapshot {
	// A snapshot that is missing, damaged or of other facts is made anew.
	s, err := fact.OpenCounty(c.folder, county, c.facts, only...)
	if err != nil {
		return nil
	}
	if s.Business != c.business || s.Day > day || s.County != county {
		_ = s.Close()
		return nil
	}
	return s
}

// nonNil keeps “none” apart from “all”.
func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// assemble makes the facts of some households, or of all when only is nil.
func (c *CountyFacts) assemble(ctx context.Context, q db.Query, h fact.SnapshotHeader, coverage []Coverage, only []string) (*fact.City, error) {
	assembler, err := c.assembler(h, c.catalogue.Facts(), c.catalogue.Sources())
	if err != nil {
		return nil, err
	}
	want := register.Kindred{Registers: c.registers, Ended: silence, Only: only}
	// What people permit is many times what registers say of them: it is asked for a
	// portion at a time.
	want.Beside = func(ctx context.Context, q db.Query, part []*fact.Kin) error {
		var people []string
		for _, kin := range part {
			people = append(people, everybody(kin)...)
		}
		told, err := c.tell(ctx, q, h.County.String(), c.registers, nonNil(people))
		if err != nil {
			return err
		}
		for _, kin := range part {
			for i := range kin.Members {
				c.know(&kin.Members[i], h.County, told, coverage)
			}
			kin.Coverage = coverHousehold(kin.Household, coverage)
		}
		return nil
	}
	if err := c.register.EachKin(ctx, q, h.County.String(), register.On(h.Day), want, assembler.Add); err != nil {
		return nil, err
	}
	city, _, err := assembler.Finish()
	return city, err
}

// everybody are the people of a household and all records merged into theirs.
func everybody(kin *fact.Kin) []string {
	var people []string
	for i := range kin.Members {
		people = append(append(people, kin.Members[i].ID), kin.Members[i].Merged...)
	}
	return people
}

// tell is what is known beside the registers of some people, or of more; of
// everybody when people is nil. Of permits only those of the classes are needed.
func (c *CountyFacts) tell(ctx context.Context, q db.Query, county string, classes, people []string) (t *told, err error) {
	t = &told{}
	if t.permits, err = c.known.PermitsOf(ctx, q, county, c.business, classes, people); err != nil {
		return nil, err
	}
	if some, ok := c.known.(SomeAnswers); ok {
		t.answers, err = some.AnswersOf(ctx, q, county, people)
	}
	return t, err
}

func (c *CountyFacts) assembler(h fact.SnapshotHeader, facts []pack.Fact, sources []*pack.FactSource) (*fact.Assembler, error) {
	return fact.NewAssembler(fact.AssemblerOptions{Facts: facts, Sources: sources, Day: h.Day, Business: c.business})
}

// know adds to what registers say of a person what may be asked about him, and
// of whom departments have told all there is. What he permitted under a record
// that was merged into this one is his permission too.
func (c *CountyFacts) know(m *fact.Member, county civil.Area, told *told, coverage []Coverage) {
	m.Permits = told.permits[m.ID]
	for _, id := range m.Merged {
		for _, p := range told.permits[id] {
			p.Person = m.ID
			m.Permits = append(slices.Clip(m.Permits), p)
		}
	}
	m.Coverage = append(c.cover(m, county, coverage), told.answers[m.ID]...)
}
