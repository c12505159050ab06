package spdci

import (
	"context"
	"lianxin/internal/access"
	"lianxin/internal/api/spdci/query"
	"lianxin/internal/db"
	"lianxin/internal/fact"
)

// visible says of people's rows which are in the scope: by the division that is
// responsible for each now, not by where his household is.
func (f *finder) visible(ctx context.Context, scope access.Scope, county string, city *fact.City, rows []uint32) ([]bool, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = city.PersonID.At(int(row))
	}
	out := make([]bool, len(rows))
	err := f.server.Journal.DB().Read(ctx, func(q db.Query) error {
		at, err := f.server.Register.WhereNow(ctx, q, county, ids)
		if err != nil {
			return err
		}
		elsewhere := map[string][]string{} // households with members kept in other counties
		for i, id := range ids {
			division, here := at[id]
			if out[i] = here && scope.Covers(division); !here {
				home := city.HouseholdID.At(query.Home(city.Table, rows[i]))
				elsewhere[home] = append(elsewhere[home], id)
			}
		}
		if len(elsewhere) == 0 {
			return nil
		}
		return f.strangers(ctx, q, scope, county, elsewhere, ids, out)
	})
	return out, err
}

// strangers finds out about members whose records other counties keep.
func (f *finder) strangers(ctx context.Context, q db.Query, scope access.Scope, county string, elsewhere map[string][]string, ids []string, out []bool) error {
	homes := make([]string, 0, len(elsewhere))
	for home := range elsewhere {
		homes = append(homes, home)
	}
	members, err := f.server.Register.MembersOfHomes(ctx, q, county, homes, f.server.Now().Date())
	if err != nil {
		return err
	}
	byCounty := map[string][]string{}
	for _, m := range members {
		if m.Person.County != county {
			byCounty[m.Person.County] = append(byCounty[m.Person.County], m.Person.ID)
		}
	}
	for other, people := range byCounty {
		at, err := f.server.Register.WhereNow(ctx, q, other, people)
		if err != nil {
			return err
		}
		for i, id := range ids {
			if division, there := at[id]; there && scope.Covers(division) {
				out[i] = true
			}
		}
	}
	return nil
}

// rowOf is where a household and one of its members stand in a city; ok is false
// when they are not there.
func rowOf(city *fact.City, e entry) (home, person int, ok bool) {
	ids := city.HouseholdID
	home, found := locate(ids.Len(), func(i int) string { return ids.At(i) }, e.home)
	if !found || e.person == "" {
		return home, 0, found
	}
	for p := city.Table.Start[home]; p < city.Table.Start[home+1]; p++ {
		if city.PersonID.At(int(p)) == e.person {
			return home, int(p), true
		}
	}
	return home, 0, false
}

// locate finds a text among ascending ones.
func locate(n int, at func(int) string, text string) (int, bool) {
	low, high := 0, n
	for low < high {
		middle := (low + high) / 2
		if at(middle) < text {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < n && at(low) == text
}
