package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
)

// roofFinder finds the registered households that the rows of a file are about:
// by their number, and otherwise by the identity number of one of their members.
// A number and a member that do not belong together find nothing.
type roofFinder struct {
	homes  *homes
	people *Finder
	merged merges
}

func (r *Register) newRoofFinder(ctx context.Context, q db.Query, b *feed.Batch) (f *roofFinder, err error) {
	f = &roofFinder{}
	if f.homes, err = r.newHomes(ctx, q, b, Registered); err != nil {
		return nil, err
	}
	if f.people, err = r.NewFinder(ctx, q, b); err != nil {
		return nil, err
	}
	f.merged, err = mergesHeld(ctx, q, b.ID, HouseholdKind)
	return f, err
}

var (
	errRoofTwice    = civil.Refuse("household_ambiguous", "登记里不止一户用这个户号，请补填行政区划，说明是哪个区县的。")
	errRoofMismatch = civil.Refuse("household_mismatch", "户号与身份证号不是同一户，请核对是哪一个错了。")
)

const (
	livesIn = `-- across counties
		SELECT v.person_county, v.person, v.county, v.household FROM member v
		WHERE v.person IN ` + Among + ` AND v.kind = $34 AND v.valid_to IS NULL AND ` + journal.HeldBy
	roofsOf = `SELECT ` + heldColumns + householdOwn + ` FROM household v WHERE v.id IN ` + Among + ` AND v.county = $34 AND ` + journal.HeldBy
)

// Find implements [subjects].
func (f *roofFinder) Find(ctx context.Context, q db.Query, p *feed.Page) (found []Match, skip []bool, err error) {
	if p.Afresh {
		if f.merged, err = mergesHeld(ctx, q, f.homes.batch.ID, HouseholdKind); err != nil {
			return nil, nil, err
		}
	}
	persons, skip, err := f.people.Find(ctx, q, p)
	if err != nil {
		return nil, nil, err
	}
	list, err := f.homes.look(ctx, q, p, skip)
	if err != nil {
		return nil, nil, err
	}
	lives, err := f.lives(ctx, q, persons)
	if err != nil {
		return nil, nil, err
	}
	found = make([]Match, p.Len())
	for row := range p.Len() {
		if skip[row] {
			continue
		}
		var problem *civil.Error
		if found[row], problem = f.one(p, row, list, lives[persons[row].Ref]); problem != nil {
			skip[row] = true
			p.SetAside(row, f.homes.batch.Header("household_number"), problem)
		}
	}
	return found, skip, f.divisions(ctx, q, found)
}

// one is the household of a row, without its division where only a member says
// which it is.
func (f *roofFinder) one(p *feed.Page, row int, list found, lives Ref) (Match, *civil.Error) {
	number := p.Cell(row, f.homes.number)
	if !number.Known {
		return Match{Ref: f.merged.follow(lives)}, nil
	}
	one := f.homes.of(p, row, list)
	switch {
	case one == nil && len(list[number.Text]) > 1 && p.Cell(row, f.homes.division).Int == 0:
		return Match{}, errRoofTwice
	case one == nil:
		return Match{}, nil
	}
	ref := f.merged.follow(one.Ref)
	if lives != (Ref{}) && f.merged.follow(lives) != ref {
		return Match{}, errRoofMismatch
	}
	return Match{Ref: ref}, nil
}

// lives are the households in which people are registered.
func (f *roofFinder) lives(ctx context.Context, q db.Query, persons []Match) (map[Ref]Ref, error) {
	lives := map[Ref]Ref{}
	var ids []string
	for i := range persons {
		if !persons[i].Zero() {
			ids = append(ids, persons[i].ID)
		}
	}
	err := asking(unique(ids), func(args []any) error {
		return db.Each(ctx, q, func(row db.Row) error {
			var person, household Ref
			if err := row.Scan(&person.County, &person.ID, &household.County, &household.ID); err != nil {
				return err
			}
			lives[person] = household
			return nil
		}, livesIn, args...)
	}, f.homes.batch.ID, string(Registered))
	return lives, err
}

// divisions fills in where the households of a page are, which those who may see
// the records are told by.
func (f *roofFinder) divisions(ctx context.Context, q db.Query, page []Match) error {
	ask := map[string][]string{}
	for i := range page {
		if !page[i].Zero() {
			ask[page[i].County] = append(ask[page[i].County], page[i].ID)
		}
	}
	places := map[Ref]civil.Area{}
	for county, ids := range ask {
		err := asking(unique(ids), func(args []any) error {
			return db.Each(ctx, q, func(row db.Row) error {
				one, err := scanHousehold(row)
				if err == nil {
					places[one.Ref] = one.Division
				}
				return err
			}, roofsOf, args...)
		}, f.homes.batch.ID, county)
		if err != nil {
			return err
		}
	}
	for i := range page {
		page[i].Division = places[page[i].Ref]
	}
	return nil
}
