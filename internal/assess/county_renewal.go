package assess

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/register"
)

// renewal brings the facts of one county up to date with the store.
type renewal struct {
	c        *CountyFacts
	q        db.Query
	header   fact.SnapshotHeader
	coverage []Coverage
}

// bring gives the facts as the header wants them: those before when they are
// still right, else those before with what has changed laid over them, else all
// of them made anew. It takes before over, and gives back what its caller has to
// close, also beside an error.
func (u *renewal) bring(ctx context.Context, before *fact.Snapshot, only []string) (*fact.Snapshot, error) {
	usable := before != nil && before.City.Table.Households > 0
	if usable {
		same, err := u.c.sameStore(ctx, u.q, before, u.coverage)
		if err != nil {
			return before, err
		}
		usable = same
	}
	if usable && before.Seq == u.header.Seq && before.Day == u.header.Day {
		return before, nil
	}
	if usable && only != nil {
		// To go on from them all columns are needed.
		if err := before.Close(); err != nil {
			return nil, err
		}
		before = u.c.usable(u.header.County, u.header.Day, nil)
		usable = before != nil
	}
	if usable {
		refreshed, done, err := u.refresh(ctx, before)
		if err != nil || done {
			return refreshed, err
		}
	}
	if before != nil {
		if err := before.Close(); err != nil {
			return nil, err
		}
	}
	return u.renew(ctx, only)
}

// renew makes the facts of everybody.
func (u *renewal) renew(ctx context.Context, only []string) (*fact.Snapshot, error) {
	city, err := u.c.assemble(ctx, u.q, u.header, u.coverage, nil)
	if err != nil {
		return nil, err
	}
	if err := u.write(ctx, city); err != nil {
		return nil, err
	}
	return fact.OpenCounty(u.c.folder, u.header.County, u.c.facts, only...)
}

// compactFrom is the share of a county's households, one in so many, from which
// changes are no longer kept apart from the snapshot they belong to.
const compactFrom = 8

// refresh makes the facts of those that may differ from before, and keeps them
// beside the snapshot. done is false when so much may differ that it is cheaper
// to make all of them anew.
func (u *renewal) refresh(ctx context.Context, before *fact.Snapshot) (out *fact.Snapshot, done bool, err error) {
	what, err := u.touched(ctx, before)
	if err != nil || what == nil {
		return before, false, err
	}
	base, next, err := u.next(ctx, before.City, what)
	if err != nil {
		return before, false, err
	}
	change, err := u.since(before, next)
	if err != nil {
		return before, false, err
	}
	if change.City.Table.Households > before.City.Table.Households/compactFrom || monthEnd(u.header.Day) {
		city, err := fact.Overlay(base, next, u.c.facts)
		if err == nil {
			err = u.write(ctx, city)
		}
		if err == nil {
			err = before.Close()
		}
		if err != nil {
			return nil, false, err
		}
		out, err = fact.OpenCounty(u.c.folder, u.header.County, u.c.facts)
		return out, true, err
	}
	path := fact.ChangeFile(u.c.folder, u.header.County)
	hash, err := fact.WriteChange(path, snapshotOf(before), change, u.c.facts, u.header)
	if err == nil {
		err = u.c.note(ctx, u.q, u.header, hash, u.coverage)
	}
	if err == nil {
		out, err = before.Changed(path, u.c.facts)
	}
	if err != nil {
		return before, false, err
	}
	return out, true, nil
}

// snapshotOf is the hash of the snapshot without the changes beside it.
func snapshotOf(s *fact.Snapshot) string {
	if s.Base != "" {
		return s.Base
	}
	return s.Hash
}

// since is what became of a snapshot: the changes kept beside it, and the next.
func (u *renewal) since(before *fact.Snapshot, next fact.Change) (fact.Change, error) {
	if before.Base == "" {
		return next, nil
	}
	kept, err := fact.OpenSnapshot(fact.ChangeFile(u.c.folder, u.header.County), u.c.facts)
	if err != nil {
		return next, err
	}
	defer func() { _ = kept.Close() }()
	return fact.Change{City: kept.City, Removed: kept.Removed}.Then(next, u.c.facts)
}

func monthEnd(day civil.Date) bool { return day.AddDays(1).Month() != day.Month() }

// write writes the facts of everybody.
func (u *renewal) write(ctx context.Context, city *fact.City) error {
	path := fact.SnapshotFile(u.c.folder, u.header.County)
	hash, err := fact.WriteSnapshot(path, city, u.c.facts, u.header)
	if err != nil {
		return err
	}
	// What was kept beside the facts before is in these. After an update of the program it
	// may be of other facts: then nobody could open these with it.
	if err := os.Remove(fact.ChangeFile(u.c.folder, u.header.County)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return outcomesUnwritten(err)
	}
	if err := u.c.note(ctx, u.q, u.header, hash, u.coverage); err != nil {
		return err
	}
	if !monthEnd(u.header.Day) {
		return nil
	}
	// Month-ends are kept, so that figures as of a past day need no rebuilding.
	kept := fact.MonthEndFile(u.c.folder, u.header.County, u.header.Day)
	if err := os.Remove(kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return outcomesUnwritten(err)
	}
	return fact.KeepSnapshot(path, kept)
}

// differing is what of a county's facts may differ from those there are.
type differing struct {
	households []string            // everything of them
	records    map[string][]string // by register: people of whom only what rests on its records
}

// touched finds out what may differ; nil when it is cheaper to read everything.
func (u *renewal) touched(ctx context.Context, before *fact.Snapshot) (*differing, error) {
	county := u.header.County.String()
	people, err := u.c.known.Since(ctx, u.q, county, before.Seq)
	if err != nil {
		return nil, err
	}
	limit := before.City.Table.Households/4 + 64
	since := register.Before{Act: before.Seq, Day: before.Day}
	touched, err := u.c.register.Touched(ctx, u.q, county, since, u.header.Day, people, limit)
	if err != nil || touched == nil {
		return nil, err
	}
	if strangers := missing(before.City, touched.Records[register.PersonKind]); len(strangers) > 0 {
		// Of whom there are no facts yet, all of his household is read.
		touched, err = u.c.register.Touched(ctx, u.q, county, since, u.header.Day, append(people, strangers...), limit)
		if err != nil || touched == nil {
			return nil, err
		}
	}
	out := &differing{households: touched.Households, records: touched.Records}
	for i, until := range before.City.Until {
		if until <= u.header.Day {
			out.households = append(out.households, before.City.HouseholdID.At(i))
		}
	}
	slices.Sort(out.households)
	out.households = slices.Compact(out.households)
	if len(out.households) > limit {
		return nil, nil
	}
	return out, nil
}

// missing are those people who are not in a city.
func missing(city *fact.City, people []string) []string {
	if len(people) == 0 {
		return nil
	}
	unseen := make(map[string]bool, len(people))
	for _, id := range people {
		unseen[id] = true
	}
	for p := range city.Table.Persons() {
		delete(unseen, city.PersonID.At(p))
	}
	return slices.Sorted(maps.Keys(unseen))
}

// next is what has become of a city: base is the city with what rests on single
// registers made anew, and the change is those households and the ones read anew
// as a whole.
func (u *renewal) next(ctx context.Context, city *fact.City, what *differing) (base *fact.City, change fact.Change, err error) {
	base, amended, rest, err := u.amend(ctx, city, what)
	if err != nil {
		return nil, change, err
	}
	households := append(nonNil(what.households), rest...)
	slices.Sort(households)
	households = slices.Compact(households)
	if len(households) == 0 {
		return base, fact.Change{City: amended}, nil
	}
	whole, err := u.c.assemble(ctx, u.q, u.header, u.coverage, households)
	if err != nil {
		return nil, change, err
	}
	there := map[string]bool{}
	for i := range whole.HouseholdID.Len() {
		there[whole.HouseholdID.At(i)] = true
	}
	var removed []string
	for _, id := range households {
		if !there[id] {
			removed = append(removed, id)
		}
	}
	change, err = fact.Change{City: amended}.Then(fact.Change{City: whole, Removed: removed}, u.c.facts)
	return base, change, err
}
