package register

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// What other systems are told is read many people at a time. None of these
// functions asks for a viewer: whoever hands something on has asked for the scope,
// and writes the looks down with [Register.NoteShown] before anything leaves.

const (
	somePeople = `SELECT ` + personColumns + ` FROM person v WHERE v.county = $1 AND ` + seen + ` AND v.id IN ` + in64from3 + ` ORDER BY v.id, v.opened`
	someHomes  = `SELECT ` + householdColumns + ` FROM household v WHERE v.county = $1 AND ` + seen + ` AND v.id IN ` + in64from3 + ` ORDER BY v.id, v.opened`
	someOfHome = `SELECT ` + memberColumns + ` FROM member v WHERE v.county = $1 AND ` + seen + ` AND v.household IN ` + in64from3 + ` ORDER BY v.id, v.opened`
	someOfWhom = `-- across counties
		SELECT ` + memberColumns + ` FROM member v WHERE v.person_county = $1 AND ` + seen + ` AND v.person IN ` + in64from3 + ` ORDER BY v.county, v.id, v.opened`
	wherePeople = `SELECT v.id, v.division FROM person v WHERE v.county = $1 AND ` + journal.HeldAt + ` AND v.id IN ` + in64from3
	whereAll    = `SELECT v.id, v.division FROM person v WHERE v.county = $1 AND ` + journal.HeldAt
)

// PeopleOf are some people of a county as of a day, by id, sealed fields sealed. Who
// is not there on that day is left out.
func (r *Register) PeopleOf(ctx context.Context, q db.Query, county string, ids []string, day civil.Date) ([]*Person, error) {
	return bulk(ctx, q, scanPerson, somePeople, county, ids, day)
}

// HomesWith are some households of a county as of a day, by id.
func (r *Register) HomesWith(ctx context.Context, q db.Query, county string, ids []string, day civil.Date) ([]*Household, error) {
	return bulk(ctx, q, scanHousehold, someHomes, county, ids, day)
}

// MembersOfHomes is everybody's belonging to some households of a county on a day.
func (r *Register) MembersOfHomes(ctx context.Context, q db.Query, county string, households []string, day civil.Date) ([]*Member, error) {
	return bulk(ctx, q, scanMember, someOfHome, county, households, day)
}

// HomesOfPeople are the households some people of a county belong to on a day, in
// whatever county those are.
func (r *Register) HomesOfPeople(ctx context.Context, q db.Query, county string, people []string, day civil.Date) ([]*Member, error) {
	return bulk(ctx, q, scanMember, someOfWhom, county, people, day)
}

// bulk reads things by id, or by something they belong to, some at a time.
func bulk[T versioned](ctx context.Context, q db.Query, scan func(db.Row) (T, error), statement, county string, ids []string, day civil.Date) (list []T, err error) {
	q = db.Repeating(q)
	for part := range slices.Chunk(unique(slices.Clone(ids)), batch) {
		all, err := db.Many(ctx, q, scan, statement, fill([]any{county, now}, part)...)
		if err != nil {
			return nil, err
		}
		list = append(list, chosen(all, day)...)
	}
	return list, nil
}

// fewPeople is up to how many people are asked for by id; for more, reading the
// column of a whole county is faster.
const fewPeople = 4096

// WhereNow says where people of a county are now: the division that is responsible
// for each. Of nil ids it says it of everybody.
func (r *Register) WhereNow(ctx context.Context, q db.Query, county string, ids []string) (map[string]civil.Area, error) {
	at := make(map[string]civil.Area, len(ids))
	take := func(row db.Row) error {
		var id string
		var division *string
		if err := row.Scan(&id, &division); err != nil {
			return err
		}
		area, err := areaOf(division)
		at[id] = area
		return err
	}
	if ids == nil || len(ids) > fewPeople {
		return at, db.Each(ctx, q, take, whereAll, county, now)
	}
	q = db.Repeating(q)
	for part := range slices.Chunk(ids, batch) {
		if err := db.Each(ctx, q, take, wherePeople, fill([]any{county, now}, part)...); err != nil {
			return nil, err
		}
	}
	return at, nil
}

// Open opens the sealed fields of a person for somebody whose look was written down.
func (r *Register) Open(p *Person, fields ...string) error { return r.unseal(p, fields...) }

// Shown is a record another system was shown, with the division responsible for it.
type Shown struct {
	Kind     string // PersonKind or HouseholdKind
	Ref      Ref
	Division civil.Area
}

// NoteShown writes a viewer's looks at many records down, as one act. A record
// outside his scope is refused, and nothing is written.
func (r *Register) NoteShown(ctx context.Context, viewer access.Viewer, show Show, list []Shown) error {
	subjects := make([]subject, len(list))
	for i, s := range list {
		subjects[i] = subject{s.Kind, s.Ref, s.Division}
	}
	return r.write(ctx, viewer, show, subjects...)
}

// What came into a county with acts behind one and up to another: those that count
// of themselves, and those of a batch that was settled in between.
const (
	arrivedActs = `($2 < v.opened AND v.opened <= $3 AND NOT EXISTS (SELECT 1 FROM provisional p WHERE p.county = v.county AND p.seq = v.opened)
		OR EXISTS (SELECT 1 FROM provisional p WHERE p.county = v.county AND p.seq = v.opened AND $2 < p.effective AND p.effective <= $3))`
	arrivedPeople  = `SELECT DISTINCT v.id FROM person v WHERE v.county = $1 AND v.closed IS NULL AND ` + arrivedActs + ` ORDER BY v.id`
	arrivedMembers = `SELECT ` + memberColumns + ` FROM member v WHERE v.county = $1 AND v.closed IS NULL AND ` + arrivedActs + ` ORDER BY v.id, v.opened`
	knownBefore    = `SELECT v.id FROM person v WHERE v.county = $1 AND ` + seen + ` AND v.id IN ` + in64from3
	homesBefore    = `SELECT v.id FROM household v WHERE v.county = $1 AND ` + seen + ` AND v.id IN ` + in64from3
	joinedBefore   = `SELECT v.id FROM member v WHERE v.county = $1 AND ` + seen + ` AND v.id IN ` + in64from3
)

// Arrivals are what came into a county behind an act.
type Arrivals struct {
	People  []string  // of whom there was no record
	Joiners []*Member // who came to a household there was already, residences left out
}

// Arrived says who came into a county with acts behind one and up to another.
func (r *Register) Arrived(ctx context.Context, q db.Query, county string, after, until int64) (a Arrivals, err error) {
	if a.People, err = db.Many(ctx, q, db.Text, arrivedPeople, county, after, until); err != nil {
		return a, err
	}
	if a.People, err = newcomers(ctx, q, knownBefore, county, after, a.People); err != nil {
		return a, err
	}
	members, err := db.Many(ctx, q, scanMember, arrivedMembers, county, after, until)
	if err != nil {
		return a, err
	}
	var ids, homes []string
	for _, m := range members {
		ids, homes = append(ids, m.ID), append(homes, m.Household)
	}
	if ids, err = newcomers(ctx, q, joinedBefore, county, after, ids); err != nil {
		return a, err
	}
	fresh, err := newcomers(ctx, q, homesBefore, county, after, unique(homes))
	if err != nil {
		return a, err
	}
	joined, made := setOf(ids), setOf(fresh)
	for _, m := range members {
		if m.Kind != Residence && joined[m.ID] && !made[m.Household] {
			a.Joiners = append(a.Joiners, m)
		}
	}
	return a, nil
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, one := range list {
		set[one] = true
	}
	return set
}

// newcomers are those of a list of ids that were not there up to an act.
func newcomers(ctx context.Context, q db.Query, statement, county string, after int64, ids []string) ([]string, error) {
	before := map[string]bool{}
	for part := range slices.Chunk(ids, batch) {
		found, err := db.Many(ctx, q, db.Text, statement, fill([]any{county, after}, part)...)
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			before[id] = true
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return before[id] }), nil
}
