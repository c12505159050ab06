package fact

import (
	"cmp"
	"slices"
	"sort"
	"unsafe"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// A Change is what became of some households: those of the city look as they do
// there, with all their members; those removed are gone.
type Change struct {
	City    *City
	Removed []string
}

// Then is this change and the next one together, so that the changes since a
// snapshot stay one change.
func (c Change) Then(next Change, facts []rule.Fact) (Change, error) {
	city, err := Overlay(c.City, next, facts)
	if err != nil {
		return Change{}, err
	}
	removed := slices.Concat(c.Removed, next.Removed)
	slices.Sort(removed)
	removed = slices.DeleteFunc(slices.Compact(removed), func(id string) bool {
		_, back := city.HouseholdID.search(0, id)
		return back
	})
	return Change{City: city, Removed: removed}, nil
}

// Overlay is a city in which the households of a change stand for those of the
// same id in base, are added where base has none, and those removed are left
// out. It equals the city that would be assembled anew from the same
// households, to the last bit of every column, and shares no memory with base,
// so that a snapshot may be closed. Refusals and warnings are not carried over.
//
// A person who is a member of two households afterwards is refused: his move
// changed both, and one of them was forgotten.
func Overlay(base *City, change Change, facts []rule.Fact) (*City, error) {
	o, err := newOverlay(base, change)
	if err != nil {
		return nil, err
	}
	return o.city(facts), nil
}

// laid is Overlay, except that what the change leaves as it is may be base's own
// memory. It says whether that is so.
func laid(base *City, change Change, facts []rule.Fact) (city *City, shared bool, err error) {
	o := &overlay{base: base, change: change.City}
	if err := o.merge(change.Removed); err != nil {
		return nil, false, err
	}
	if len(change.Removed) > 0 || !o.sameMembers() {
		if err := o.distinct(); err != nil {
			return nil, false, err
		}
		return o.city(facts), false, nil
	}
	return o.patched(facts), true, nil
}

func newOverlay(base *City, change Change) (*overlay, error) {
	o := &overlay{base: base, change: change.City}
	if err := o.merge(change.Removed); err != nil {
		return nil, err
	}
	return o, o.distinct()
}

// city lays everything end to end.
func (o *overlay) city(facts []rule.Fact) *City {
	base, change := o.base, o.change
	city := &City{
		HouseholdID: joinNames(o.homes, base.HouseholdID, change.HouseholdID),
		PersonID:    joinNames(o.people, base.PersonID, change.PersonID),
		Division:    splice(o.homes, base.Division, change.Division, 0),
		Until:       o.until(),

		RejectedHousehold: splice(o.homes, base.RejectedHousehold, change.RejectedHousehold, 0),
		Table:             &rule.Table{Households: length(o.homes), Start: o.start(), Columns: map[string]*rule.Column{}},
	}
	o.columns(city.Table, facts)
	return city
}

// A span is a run of rows of the base, or of the change when it is fresh.
type span struct {
	fresh    bool
	from, to int
}

// length is how many rows spans have.
func length(spans []span) int {
	rows := 0
	for _, s := range spans {
		rows += s.to - s.from
	}
	return rows
}

// put appends a span; it grows the last one when it follows it.
func put(spans []span, s span) []span {
	if s.from == s.to {
		return spans
	}
	if last := len(spans) - 1; last >= 0 && spans[last].fresh == s.fresh && spans[last].to == s.from {
		spans[last].to = s.to
		return spans
	}
	return append(spans, s)
}

type overlay struct {
	base, change *City
	homes        []span // households in the order of their ids
	people       []span // their members
}

// A turn is a household at which the base is left.
type turn struct {
	id  string
	row int // of the change; -1 for one that is removed
}

// merge finds the spans. Each turn is looked up in the part of the base behind
// the one before, so that a few changes cost a few searches.
func (o *overlay) merge(removed []string) error {
	turns := make([]turn, 0, o.change.HouseholdID.Len()+len(removed))
	for row := range o.change.HouseholdID.Len() {
		turns = append(turns, turn{o.change.HouseholdID.At(row), row})
	}
	for _, id := range removed {
		turns = append(turns, turn{id, -1})
	}
	slices.SortFunc(turns, func(a, b turn) int { return cmp.Compare(a.id, b.id) })
	at, ids := 0, o.base.HouseholdID
	for i, t := range turns {
		if i > 0 && turns[i-1].id == t.id {
			return civil.Refuse("household_twice", "户“%s”在变更中出现了两次，请只保留一处。", t.id)
		}
		next, found := ids.search(at, t.id)
		o.put(span{false, at, next})
		if t.row >= 0 {
			o.put(span{true, t.row, t.row + 1})
		}
		if found {
			next++
		}
		at = next
	}
	o.put(span{false, at, ids.Len()})
	return nil
}

func (o *overlay) put(s span) {
	o.homes = put(o.homes, s)
	start := o.base.Table.Start
	if s.fresh {
		start = o.change.Table.Start
	}
	o.people = put(o.people, span{s.fresh, int(start[s.from]), int(start[s.to])})
}

// distinct refuses a person of the change who is still a member of a household
// of the base.
func (o *overlay) distinct() error {
	fresh, old := o.change.PersonID, o.base.PersonID
	if fresh.Len() == 0 {
		return nil
	}
	find := newIndex(fresh.Len(), func(row uint32) []byte { return fresh.bytes(int(row)) })
	for row := range fresh.Len() {
		find.insert(fresh.bytes(row), uint32(row))
	}
	for _, s := range o.people {
		for row := s.from; row < s.to && !s.fresh; row++ {
			if find.find(old.bytes(row)) != none {
				return civil.Refuse("duplicate_person", "人员“%s”同时在两户中，请把他原来的户也列入变更。", old.At(row))
			}
		}
	}
	return nil
}

// search finds a text in an ascending list from a place on: where it is or would be.
func (n Names) search(from int, text string) (at int, found bool) {
	at = from + sort.Search(n.Len()-from, func(i int) bool { return n.At(from+i) >= text })
	return at, at < n.Len() && n.At(at) == text
}

// bytes is text number i as bytes that must not be changed.
func (n Names) bytes(i int) []byte {
	text := n.At(i)
	return unsafe.Slice(unsafe.StringData(text), len(text))
}

func (o *overlay) start() []uint32 {
	start := make([]uint32, 1, length(o.homes)+1)
	for _, s := range o.homes {
		from := o.base.Table.Start
		if s.fresh {
			from = o.change.Table.Start
		}
		shift := start[len(start)-1] - from[s.from]
		for _, end := range from[s.from+1 : s.to+1] {
			start = append(start, end+shift)
		}
	}
	return start
}

// until joins the days; a city that has none holds for ever.
func (o *overlay) until() []civil.Date {
	days := splice(o.homes, lasting(o.base), lasting(o.change), 0)
	if !slices.ContainsFunc(days, func(d civil.Date) bool { return d != Never }) {
		return nil
	}
	return days
}

func lasting(c *City) []civil.Date {
	if c.Until != nil {
		return c.Until
	}
	return slices.Repeat([]civil.Date{Never}, c.Table.Households)
}

// splice lays spans of two lists end to end, with room behind.
func splice[T any](spans []span, base, change []T, room int) []T {
	rows := length(spans)
	out := make([]T, rows+room)
	at := 0
	for _, s := range spans {
		from := base
		if s.fresh {
			from = change
		}
		at += copy(out[at:], from[s.from:s.to])
	}
	return out
}

func joinNames(spans []span, base, change Names) Names {
	size := 0
	for _, s := range spans {
		list := base
		if s.fresh {
			list = change
		}
		size += int(list.begin(s.to) - list.begin(s.from))
	}
	out := names{text: make([]byte, 0, size), ends: make([]uint32, 0, length(spans))}
	for _, s := range spans {
		list := base
		if s.fresh {
			list = change
		}
		begin := list.begin(s.from)
		shift := uint32(len(out.text)) - begin
		out.text = append(out.text, list.text[begin:list.begin(s.to)]...)
		for _, end := range list.ends[s.from:s.to] {
			out.ends = append(out.ends, end+shift)
		}
	}
	return out.seal()
}

// begin is where text number i begins, or the last one ends.
func (n Names) begin(i int) uint32 {
	if i == 0 {
		return 0
	}
	return n.ends[i-1]
}
