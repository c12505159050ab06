package assess

import (
	"context"
	"errors"
	"io/fs"
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
	// Permits are the authorisations given by people of a county, by person.
	Permits(ctx context.Context, q db.Query, county string) (map[string][]fact.Permit, error)
	// Coverage is what complete feeds say of a county.
	Coverage(ctx context.Context, q db.Query, county string) ([]Coverage, error)
	// Since are the people of a county whose authorisations an act after that
	// one changed.
	Since(ctx context.Context, q db.Query, county string, act int64) (people []string, err error)
}

// CountyFacts keeps one snapshot of facts for each county beside the store and
// brings it up to date when it is opened. It is for one goroutine.
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
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return nil, "", outcomesUnwritten(err)
	}
	header := fact.SnapshotHeader{County: county, Day: day, Business: c.business}
	before := c.usable(county, day)
	if before != nil {
		defer func() { _ = before.Close() }()
	}
	err := c.journal.DB().Read(ctx, func(q db.Query) (err error) {
		header.Seq, err = register.LastAct(ctx, q, county.String())
		if err != nil {
			return err
		}
		coverage, err := c.known.Coverage(ctx, q, county.String())
		switch {
		case err != nil:
			return err
		case before == nil || before.City.Table.Households == 0:
			return c.renew(ctx, q, header, coverage)
		}
		same, err := c.sameStore(ctx, q, before, coverage)
		switch {
		case err != nil:
			return err
		case !same:
			return c.renew(ctx, q, header, coverage)
		case before.Seq == header.Seq && before.Day == day:
			return nil
		}
		return c.refresh(ctx, q, before, header, coverage)
	})
	if err != nil {
		return nil, "", err
	}
	snapshot, err := fact.OpenCounty(c.folder, county, c.facts)
	return snapshot, c.folder, err
}

// usable are the facts there are, if they can be built upon: of the same
// business, and not of a later day.
func (c *CountyFacts) usable(county civil.Area, day civil.Date) *fact.Snapshot {
	// A snapshot that is missing, damaged or of other facts is made anew.
	s, err := fact.OpenCounty(c.folder, county, c.facts)
	if err != nil {
		return nil
	}
	if s.Business != c.business || s.Day > day || s.County != county {
		_ = s.Close()
		return nil
	}
	return s
}

// renew makes the facts of everybody.
func (c *CountyFacts) renew(ctx context.Context, q db.Query, h fact.SnapshotHeader, coverage []Coverage) error {
	city, err := c.assemble(ctx, q, h, coverage, nil)
	if err != nil {
		return err
	}
	return c.write(ctx, q, city, h, coverage)
}

// compactFrom is the share of a county's households, one in so many, from which
// changes are no longer kept apart from the snapshot they belong to.
const compactFrom = 8

// refresh makes the facts of those that may differ from before, and keeps them
// beside the snapshot.
func (c *CountyFacts) refresh(ctx context.Context, q db.Query, before *fact.Snapshot, h fact.SnapshotHeader, coverage []Coverage) error {
	households, ok, err := c.touched(ctx, q, before, h)
	if err != nil {
		return err
	}
	if !ok {
		return c.renew(ctx, q, h, coverage)
	}
	next, err := c.change(ctx, q, h, coverage, households)
	if err != nil {
		return err
	}
	base, err := fact.OpenSnapshot(fact.SnapshotFile(c.folder, h.County), c.facts)
	if err != nil {
		return err
	}
	defer func() { _ = base.Close() }()
	change, err := c.since(base, h.County, next)
	if err != nil {
		return err
	}
	if change.City.Table.Households > base.City.Table.Households/compactFrom || monthEnd(h.Day) {
		city, err := fact.Overlay(base.City, change, c.facts)
		if err != nil {
			return err
		}
		return c.write(ctx, q, city, h, coverage)
	}
	hash, err := fact.WriteChange(fact.ChangeFile(c.folder, h.County), base.Hash, change, c.facts, h)
	if err != nil {
		return err
	}
	return c.note(ctx, q, h, hash, coverage)
}

// since is what became of a snapshot: the changes kept beside it, and the next.
func (c *CountyFacts) since(base *fact.Snapshot, county civil.Area, next fact.Change) (fact.Change, error) {
	kept, err := fact.OpenSnapshot(fact.ChangeFile(c.folder, county), c.facts)
	if errors.Is(err, fs.ErrNotExist) {
		return next, nil
	}
	if err != nil {
		return next, err
	}
	defer func() { _ = kept.Close() }()
	if kept.Base != base.Hash {
		return next, nil
	}
	return fact.Change{City: kept.City, Removed: kept.Removed}.Then(next, c.facts)
}

func monthEnd(day civil.Date) bool { return day.AddDays(1).Month() != day.Month() }

// write writes the facts of everybody.
func (c *CountyFacts) write(ctx context.Context, q db.Query, city *fact.City, h fact.SnapshotHeader, coverage []Coverage) error {
	path := fact.SnapshotFile(c.folder, h.County)
	hash, err := fact.WriteSnapshot(path, city, c.facts, h)
	if err != nil {
		return err
	}
	if err := c.note(ctx, q, h, hash, coverage); err != nil {
		return err
	}
	if !monthEnd(h.Day) {
		return nil
	}
	// Month-ends are kept, so that figures as of a past day need no rebuilding.
	kept := fact.MonthEndFile(c.folder, h.County, h.Day)
	if err := os.Remove(kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return outcomesUnwritten(err)
	}
	return fact.KeepSnapshot(path, kept)
}

// touched are the households that may differ from the facts before; ok is false
// when it is cheaper to read everything.
func (c *CountyFacts) touched(ctx context.Context, q db.Query, before *fact.Snapshot, h fact.SnapshotHeader) (households []string, ok bool, err error) {
	people, err := c.known.Since(ctx, q, h.County.String(), before.Seq)
	if err != nil {
		return nil, false, err
	}
	limit := before.City.Table.Households/4 + 64
	households, many, err := c.register.Touched(ctx, q, h.County.String(), register.Before{Act: before.Seq, Day: before.Day}, h.Day, people, limit)
	if err != nil || many {
		return nil, false, err
	}
	for i, until := range before.City.Until {
		if until <= h.Day {
			households = append(households, before.City.HouseholdID.At(i))
		}
	}
	slices.Sort(households)
	households = slices.Compact(households)
	return households, len(households) <= limit, nil
}

// change is what has become of some households.
func (c *CountyFacts) change(ctx context.Context, q db.Query, h fact.SnapshotHeader, coverage []Coverage, households []string) (change fact.Change, err error) {
	if change.City, err = c.assemble(ctx, q, h, coverage, nonNil(households)); err != nil {
		return change, err
	}
	there := map[string]bool{}
	for i := range change.City.HouseholdID.Len() {
		there[change.City.HouseholdID.At(i)] = true
	}
	for _, id := range households {
		if !there[id] {
			change.Removed = append(change.Removed, id)
		}
	}
	return change, nil
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
	assembler, err := fact.NewAssembler(fact.AssemblerOptions{
		Facts: c.catalogue.Facts(), Sources: c.catalogue.Sources(), Day: h.Day, Business: c.business,
	})
	if err != nil {
		return nil, err
	}
	county := h.County.String()
	permits, err := c.known.Permits(ctx, q, county)
	if err != nil {
		return nil, err
	}
	err = c.register.EachKin(ctx, county, register.On(h.Day), register.Kindred{Registers: c.registers, Only: only}, func(kin *fact.Kin) error {
		for i := range kin.Members {
			m := &kin.Members[i]
			m.Permits = permits[m.ID]
			m.Coverage = c.cover(m, h.County, coverage)
		}
		kin.Coverage = coverHousehold(kin.Household, coverage)
		return assembler.Add(kin)
	})
	if err != nil {
		return nil, err
	}
	city, _, err := assembler.Finish()
	return city, err
}
