package spdci

import (
	"context"
	"slices"
	"sync"

	"lianxin/internal/access"
	"lianxin/internal/api/spdci/query"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/rule"
)

// entry is one record that was found: a member of a household, or, without a
// person, the household.
type entry struct {
	county string // of the household
	home   string
	person string
}

// finder searches the columns of all counties. It keeps the lists it found for a
// while, so that a later page goes on in the list the first was cut from, whoever
// was entered meanwhile.
type finder struct {
	server *Server
	mutex  sync.Mutex
	lists  map[string]*list
	kept   int // entries in all lists
}

// list is what one query found.
type list struct {
	entries []entry
	made    civil.Instant
}

// Limits of lists: how long one is kept, in milliseconds; how many entries one may
// have; and how many all of them.
const (
	listLife = 10 * aMinute
	listMost = 1_000_000
	keptMost = 3_000_000
)

// wanted is a search over all counties.
type wanted struct {
	plan  *query.Plan
	home  bool // households are wanted, otherwise people
	scope access.Scope
	key   string // under which the list is kept
	size  int
	page  int // from 1
}

// page is a part of what a query finds, and how much it finds in all.
func (f *finder) page(ctx context.Context, w wanted) ([]entry, int, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	now := f.server.Now()
	l := f.lists[w.key]
	if w.page == 1 || l == nil || now >= l.made+listLife || now < l.made {
		entries, err := f.find(ctx, w, now.Date())
		if err != nil {
			return nil, 0, err
		}
		if len(entries) > listMost {
			return nil, 0, &fault{rjctTooMany, "找到的记录超过一百万条，请增加条件后再查。"}
		}
		l = &list{entries, now}
		f.keep(w.key, l, now)
	}
	from := min(int64(len(l.entries)), int64(w.page-1)*int64(w.size))
	to := min(int64(len(l.entries)), from+int64(w.size))
	return l.entries[from:to], len(l.entries), nil
}

// keep keeps a list, and drops the oldest ones when there are too many.
func (f *finder) keep(key string, l *list, now civil.Instant) {
	if f.lists == nil {
		f.lists = map[string]*list{}
	}
	drop := func(key string) {
		f.kept -= len(f.lists[key].entries)
		delete(f.lists, key)
	}
	for old, was := range f.lists {
		if old == key || now >= was.made+listLife {
			drop(old)
		}
	}
	for f.kept+len(l.entries) > keptMost && len(f.lists) > 0 {
		oldest := ""
		for old, was := range f.lists {
			if oldest == "" || was.made < f.lists[oldest].made {
				oldest = old
			}
		}
		drop(oldest)
	}
	f.lists[key] = l
	f.kept += len(l.entries)
}

// sortable is an entry with what it is sorted by.
type sortable struct {
	entry
	keys []query.Key
}

// find runs a query over all counties. Who is found is in the scope himself, and of
// a household its division is: what is counted is what may be shown.
func (f *finder) find(ctx context.Context, w wanted, day civil.Date) ([]entry, error) {
	counties, err := f.server.Counties(ctx)
	if err != nil {
		return nil, err
	}
	var all []sortable
	err = f.each(ctx, counties, day, func(s *fact.Snapshot) error {
		found, err := f.inCounty(ctx, w, s)
		all = append(all, found...)
		return err
	})
	if err != nil {
		return nil, err
	}
	if w.plan.Sorted() {
		slices.SortStableFunc(all, func(a, b sortable) int { return w.plan.Compare(a.keys, b.keys) })
	}
	entries := make([]entry, len(all))
	for i := range all {
		entries[i] = all[i].entry
	}
	return entries, nil
}

// each opens the facts of one county after the other.
func (f *finder) each(ctx context.Context, counties []civil.Area, day civil.Date, visit func(*fact.Snapshot) error) error {
	facts := f.server.Facts()
	for _, county := range counties {
		snapshot, _, err := facts.Open(ctx, county, day)
		if err != nil {
			return err
		}
		err = visit(snapshot)
		if wrong := snapshot.Close(); err == nil {
			err = wrong
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *finder) inCounty(ctx context.Context, w wanted, s *fact.Snapshot) ([]sortable, error) {
	city, county := s.City, s.County.String()
	rows := w.plan.Match(city)
	if len(rows) == 0 {
		return nil, nil
	}
	if w.plan.Level() == rule.Household {
		return f.households(ctx, w, s, rows)
	}
	visible, err := f.visible(ctx, w.scope, county, city, rows)
	if err != nil {
		return nil, err
	}
	var found []sortable
	last := -1
	for i, row := range rows {
		if !visible[i] {
			continue
		}
		home := query.Home(city.Table, row)
		e := sortable{entry{county, city.HouseholdID.At(home), city.PersonID.At(int(row))}, w.plan.Keys(city, row, home)}
		if w.home {
			if home == last || !w.scope.Covers(city.Division[home]) {
				continue
			}
			last, e.person = home, ""
		}
		found = append(found, e)
	}
	return found, nil
}

// households are what a query about households found: they, or their members.
func (f *finder) households(ctx context.Context, w wanted, s *fact.Snapshot, rows []uint32) ([]sortable, error) {
	city, county := s.City, s.County.String()
	var found []sortable
	var people []uint32
	for _, row := range rows {
		home := int(row)
		if w.home {
			if w.scope.Covers(city.Division[home]) {
				found = append(found, sortable{entry{county, city.HouseholdID.At(home), ""}, w.plan.Keys(city, row, home)})
			}
			continue
		}
		for person := city.Table.Start[home]; person < city.Table.Start[home+1]; person++ {
			people = append(people, person)
		}
	}
	visible, err := f.visible(ctx, w.scope, county, city, people)
	if err != nil {
		return nil, err
	}
	for i, person := range people {
		if visible[i] {
			home := query.Home(city.Table, person)
			found = append(found, sortable{entry{county, city.HouseholdID.At(home), city.PersonID.At(int(person))}, w.plan.Keys(city, uint32(home), home)})
		}
	}
	return found, nil
}

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
