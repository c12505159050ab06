package spdci

import (
	"context"
	"slices"
	"sync"

	"lianxin/internal/access"
	"lianxin/internal/api/spdci/query"
	"lianxin/internal/civil"
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
