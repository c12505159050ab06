package fact

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// An assembly puts the rows of two shelves into the order of a city.
type assembly struct {
	city       City
	households *shelf
	find       *index   // household id → household
	rank       []uint32 // household row → household, none when left out
}

// newAssembly settles which households there are. The first row of an id is
// the household; a later one is refused and puts the first under reservation,
// since nobody can tell which of them is right.
func newAssembly(s *shelf) *assembly {
	a := &assembly{households: s, rank: make([]uint32, s.rows())}
	a.find = newIndex(s.rows(), s.id)
	order := make([]uint32, 0, s.rows())
	var twice []uint32
	for row := range uint32(s.rows()) {
		a.rank[row] = none
		id := s.id(row)
		if len(id) == 0 {
			continue
		}
		if first := a.find.insert(id, row); first != none {
			s.refuse(row, "household_id", "duplicate_household", messageDuplicateHousehold)
			twice = append(twice, first)
			continue
		}
		order = append(order, row)
	}
	s.sort(order)
	for household, row := range order {
		a.rank[row] = uint32(household)
	}
	for i, row := range a.find.slots {
		if row != none {
			a.find.slots[i] = a.rank[row]
		}
	}
	a.find.at = func(household uint32) []byte { return s.id(order[household]) }
	a.settle(order, twice)
	return a
}

func (a *assembly) settle(order, twice []uint32) {
	s := a.households
	a.city.HouseholdID = s.pick(order)
	a.city.Division = make([]civil.Area, len(order))
	a.city.RejectedHousehold = make([]bool, len(order))
	for household, row := range order {
		a.city.Division[household] = s.division[row]
		a.city.RejectedHousehold[household] = s.refused[row]
	}
	for _, row := range twice {
		a.city.RejectedHousehold[a.rank[row]] = true
	}
	a.city.Table = &rule.Table{Households: len(order), Columns: map[string]*rule.Column{}}
	fillTable(a.city.Table, s, order)
}

// finish places the persons and returns the city.
func (a *assembly) finish(s *shelf) *City {
	a.refuseTwins(s)
	for _, household := range s.suspects {
		a.city.RejectedHousehold[household] = true
	}
	order, start := a.seat(s)
	order = a.limit(s, order, start)
	a.city.Table.Start = start
	a.city.PersonID = s.pick(order)
	fillTable(a.city.Table, s, order)
	a.city.Rejections = slices.Concat(a.households.refusals, s.refusals)
	sortRejections(a.city.Rejections)
	return &a.city
}

// refuseTwins refuses the second row of a person id, whatever else is wrong
// with either, and puts the households of refused rows under reservation.
func (a *assembly) refuseTwins(s *shelf) {
	seen := newIndex(s.rows(), s.id)
	for row := range uint32(s.rows()) {
		id := s.id(row)
		if len(id) > 0 && seen.insert(id, row) != none {
			s.refuse(row, "person_id", "duplicate_person", messageDuplicatePerson)
		}
		if s.refused[row] && s.home[row] != none {
			a.city.RejectedHousehold[s.home[row]] = true
		}
	}
}

// seat gives every accepted person a place: by household, then by person id.
func (a *assembly) seat(s *shelf) (order, start []uint32) {
	start = make([]uint32, a.city.Table.Households+1)
	for row, home := range s.home {
		if !s.refused[row] {
			start[home+1]++
		}
	}
	for h := range a.city.Table.Households {
		start[h+1] += start[h]
	}
	next := slices.Clone(start)
	order = make([]uint32, start[len(start)-1])
	for row, home := range s.home {
		if !s.refused[row] {
			order[next[home]] = uint32(row)
			next[home]++
		}
	}
	for h := range a.city.Table.Households {
		members := order[start[h]:start[h+1]]
		slices.SortFunc(members, func(x, y uint32) int { return bytes.Compare(s.id(x), s.id(y)) })
	}
	return order, start
}

// limit refuses the members beyond the thousandth of a household.
func (a *assembly) limit(s *shelf, order, start []uint32) []uint32 {
	kept, from := uint32(0), start[0]
	for h := range a.city.Table.Households {
		members := order[from:start[h+1]]
		from = start[h+1]
		if len(members) > MaxMembers {
			for _, row := range members[MaxMembers:] {
				s.refuse(row, "household_id", "household_too_large", messageTooLarge)
			}
			a.city.RejectedHousehold[h] = true
			members = members[:MaxMembers]
		}
		kept += uint32(copy(order[kept:], members))
		start[h+1] = kept
	}
	return order[:kept]
}

// sort orders rows bytewise by id. Most ids of a city begin alike, so rows are
// compared by the eight bytes behind the common beginning first, which sit
// beside the row number instead of somewhere in the arena.
func (s *shelf) sort(rows []uint32) {
	ascending := func(a, b uint32) int { return bytes.Compare(s.id(a), s.id(b)) }
	if slices.IsSortedFunc(rows, ascending) {
		return
	}
	shared := s.id(rows[0])
	for _, row := range rows {
		id, n := s.id(row), 0
		for n < len(shared) && n < len(id) && shared[n] == id[n] {
			n++
		}
		shared = shared[:n]
	}
	type keyed struct {
		key uint64
		row uint32
	}
	list := make([]keyed, len(rows))
	for i, row := range rows {
		var key [8]byte
		copy(key[:], s.id(row)[len(shared):])
		list[i] = keyed{binary.BigEndian.Uint64(key[:]), row}
	}
	slices.SortFunc(list, func(a, b keyed) int {
		if c := cmp.Compare(a.key, b.key); c != 0 {
			return c
		}
		return ascending(a.row, b.row)
	})
	for i, k := range list {
		rows[i] = k.row
	}
}

// fillTable makes a column of every fact of a shelf, on all cores, and lets go
// of the shelf's values one by one, so that a city never lies in memory twice.
func fillTable(t *rule.Table, s *shelf, order []uint32) {
	made := make([]*rule.Column, len(s.values))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(made); i = int(next.Add(1)) - 1 {
				if len(s.values[i]) > 0 {
					made[i] = columnOf(s.values[i], order)
					s.values[i] = nil
				}
			}
		})
	}
	wait.Wait()
	for i, c := range made {
		if c != nil {
			t.Columns[s.facts[i].FullName()] = c
		}
	}
}
