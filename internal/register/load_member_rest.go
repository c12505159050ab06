package register

import (
	"context"

	"lianxin/internal/db"
	"lianxin/internal/feed"
)

// rest ends the belonging of people the household register no longer has.
func (m *members) rest(ctx context.Context, q db.Query, p *feed.Page) (bool, error) {
	if p.Afresh {
		if err := m.refresh(ctx, q); err != nil {
			return false, err
		}
	}
	if !m.batch.Complete || m.none {
		return false, nil
	}
	county, after, err := turn(ctx, q, p.After())
	if err != nil || county == "" {
		return false, err
	}
	list, err := db.Many(ctx, q, scanMember, membersNext, m.batch.ID, county, after.First, after.ID, string(m.homes.kind), int64(restAtOnce))
	if err != nil {
		return false, err
	}
	next := feed.Cursor{County: county, ID: wholeCounty}
	if len(list) == restAtOnce {
		last := list[len(list)-1]
		next.First, next.ID = last.Household, last.ID
	}
	p.Until(next)
	missing, err := m.missing(ctx, q, county, list)
	for _, one := range missing {
		p.Tally.Ended++
		p.Changes = append(p.Changes, m.ending(one))
	}
	return true, err
}

// missing are those of some belongings whose people the file should name and
// does not.
func (m *members) missing(ctx context.Context, q db.Query, county string, list []*Member) ([]*Member, error) {
	var missing []*Member
	var households []string
	persons := map[string][]string{}
	for _, one := range list {
		if one.Valid.To < m.batch.Reference {
			continue
		}
		named, err := m.present.seen(m.present.of(one.Person.ID, ""))
		if err != nil {
			return nil, err
		}
		if named {
			continue
		}
		missing = append(missing, one)
		households = append(households, one.Household)
		persons[one.Person.County] = append(persons[one.Person.County], one.Person.ID)
	}
	if len(missing) == 0 {
		return nil, nil
	}
	kept := map[string]bool{}
	for home, ids := range persons {
		spared, err := m.doubts.spared(ctx, q, m.batch.ID, home, ids)
		if err != nil {
			return nil, err
		}
		for id, keep := range spared {
			kept[id] = kept[id] || keep
		}
	}
	inside, err := m.inside(ctx, q, county, households)
	var out []*Member
	for _, one := range missing {
		if err == nil && !kept[one.Person.ID] && inside[one.Household] {
			out = append(out, one)
		}
	}
	return out, err
}

// inside are those of some households that lie where the file speaks of.
func (m *members) inside(ctx context.Context, q db.Query, county string, ids []string) (map[string]bool, error) {
	inside := map[string]bool{}
	err := asking(ids, func(args []any) error {
		return db.Each(ctx, q, func(row db.Row) error {
			one, err := scanHousehold(row)
			if err == nil {
				inside[one.ID] = m.batch.Place.Contains(one.Division)
			}
			return err
		}, householdsHeld, args...)
	}, m.batch.ID, county)
	return inside, err
}
