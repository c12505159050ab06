package register

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// What was opened or closed by acts from one to another, $2 and $3. Each is a
// statement of its own, so that an index answers it however large the table is.
const (
	openedBy = `v.opened >= $2 AND v.opened <= $3`
	closedBy = `v.closed >= $2 AND v.closed <= $3`
	// What begins or ends to hold in the world between two days, $2 and $3,
	// though nothing was written.
	heldBetween = `(v.valid_from > $2 AND v.valid_from <= $3 OR v.valid_to >= $2 AND v.valid_to < $3)`

	someHouseholds = `SELECT v.id FROM household v WHERE v.county = $1 AND `
	someMembers    = `SELECT v.household FROM member v WHERE v.county = $1 AND `
	somePersons    = `SELECT v.id FROM person v WHERE v.county = $1 AND `
	someRecords    = `SELECT v.register, v.subject FROM record v WHERE v.county = $1 AND `
	someMerges     = `SELECT v.merged FROM merge v WHERE v.county = $1 AND `
)

// A sort of rows has a statement for each way of being touched.
type rowSort struct{ opened, closed, between string }

var (
	ofHouseholds = rowSort{someHouseholds + openedBy, someHouseholds + closedBy, someHouseholds + heldBetween}
	ofMembers    = rowSort{someMembers + openedBy, someMembers + closedBy, someMembers + heldBetween}
	ofPersons    = rowSort{somePersons + openedBy, somePersons + closedBy, somePersons + heldBetween}
	ofRecords    = rowSort{someRecords + openedBy, someRecords + closedBy, someRecords + heldBetween}
	ofMerges     = rowSort{someMerges + openedBy, someMerges + closedBy, someMerges + heldBetween}
)

const (
	// Acts of batches that were settled only after an act, $2.
	settledLate = `SELECT p.seq FROM provisional p WHERE p.county = $1 AND p.seq <= $2 AND p.effective > $2 ORDER BY p.seq`
	// The county is written as a list, or SQLite would look through all of it.
	householdsOf  = `SELECT v.household FROM member v WHERE v.county IN ($1, $1) AND v.person_county = $2 AND v.kind <> 'residence' AND v.person IN ` + in64from3
	withStrangers = `SELECT v.household FROM member v WHERE v.county = $1 AND v.person_county <> v.county`
	allOfMembers  = `SELECT v.person FROM member v WHERE v.county = $1 AND v.kind = $2 AND v.household IN ` + in64from3
	allMerges     = `-- across counties
		SELECT v.county, v.merged, v.survivor_county, v.survivor FROM merge v WHERE v.county = $1 OR v.survivor_county = $1`
)

// Before says what facts there are already: those after an act, on a day.
type Before struct {
	Act int64
	Day civil.Date
}

// Touched is what of a county's facts may have become different.
type Touched struct {
	Households []string            // to be read anew, with all their members
	Records    map[string][]string // by register: people about whom nothing but its records has changed; of persons, nothing but their own
}

// Touched says what facts on a day may differ from those there are already:
// households that were changed themselves since, or whose people were, and those
// with members kept in other counties, whose changes stand in other chains; and
// people about whom a register says something else. also are people about whom
// a caller knows something new. When more than limit households are touched the
// answer is nil, and it is cheaper to read them all.
func (r *Register) Touched(ctx context.Context, q db.Query, county string, before Before, day civil.Date, also []string, limit int) (*Touched, error) {
	t := &touching{r: r, q: db.Repeating(q), county: county, before: before, day: day, limit: limit, persons: slices.Clone(also), records: map[string][]string{}}
	for _, step := range []func(context.Context) error{t.acts, t.rows, t.ofPersons, t.ofRecords, t.strangers, t.merged, t.homes, t.siblings} {
		if err := step(ctx); err != nil || len(t.households) > limit || len(t.persons) > limit {
			return nil, err
		}
	}
	whole := make(map[string]bool, len(t.persons))
	for _, id := range t.persons {
		whole[id] = true
	}
	for name, people := range t.records {
		// Who is read with his whole household needs no other reading.
		t.records[name] = slices.DeleteFunc(unique(people), func(id string) bool { return whole[id] })
	}
	return &Touched{Households: t.households, Records: t.records}, nil
}

// touching is one search for what was touched.
type touching struct {
	r          *Register
	q          db.Query
	county     string
	before     Before
	day        civil.Date
	limit      int
	since      [][2]int64 // the acts in question, from one to another
	households []string
	persons    []string // whose households are to be read as a whole
	records    map[string][]string
	neighbours map[string][]string // records that were ever merged with one another
}

// rows finds households, memberships, people and merges that were written about,
// or that begin or end to hold.
func (t *touching) rows(ctx context.Context) (err error) {
	for _, of := range []struct {
		rows rowSort
		into *[]string
	}{{ofMerges, &t.persons}, {ofMerges, &t.households}, {ofHouseholds, &t.households}, {ofMembers, &t.households}} {
		if err := t.each(ctx, of.rows, func(row db.Row) error {
			id, err := db.Text(row)
			*of.into = append(*of.into, id)
			return err
		}); err != nil {
			return err
		}
		*of.into = unique(*of.into)
	}
	return nil
}

// ofPersons finds people whose own records were written about. What begins or
// ends to hold by itself may change whether somebody is a member at all.
func (t *touching) ofPersons(ctx context.Context) error {
	own := func(row db.Row) error {
		id, err := db.Text(row)
		t.records[PersonKind] = append(t.records[PersonKind], id)
		return err
	}
	for _, acts := range t.since {
		for _, statement := range []string{ofPersons.opened, ofPersons.closed} {
			if err := db.Each(ctx, t.q, own, statement, t.county, acts[0], acts[1]); err != nil {
				return err
			}
		}
	}
	if t.before.Day == t.day {
		return nil
	}
	found, err := db.Many(ctx, t.q, db.Text, ofPersons.between, t.county, t.before.Day.String(), t.day.String())
	t.persons = unique(append(t.persons, found...))
	return err
}

// acts finds the acts that count since: the later ones, and those of batches that
// were settled later, with what may lie between them.
func (t *touching) acts(ctx context.Context) error {
	t.since = [][2]int64{{t.before.Act + 1, now}}
	late, err := db.Many(ctx, t.q, db.Int, settledLate, t.county, t.before.Act)
	for _, act := range late {
		if last := &t.since[len(t.since)-1]; len(t.since) > 1 && act <= last[1]+runGap {
			last[1] = act
			continue
		}
		t.since = append(t.since, [2]int64{act, act})
	}
	return err
}

// each reads all rows of a sort that were touched.
func (t *touching) each(ctx context.Context, rows rowSort, f func(db.Row) error) error {
	for _, acts := range t.since {
		for _, statement := range []string{rows.opened, rows.closed} {
			if err := db.Each(ctx, t.q, f, statement, t.county, acts[0], acts[1]); err != nil {
				return err
			}
		}
	}
	if t.before.Day == t.day {
		return nil
	}
	return db.Each(ctx, t.q, f, rows.between, t.county, t.before.Day.String(), t.day.String())
}

// ofRecords finds the subjects of records. Of a household all is read anew.
func (t *touching) ofRecords(ctx context.Context) error {
	about := map[string]pack.Subject{}
	return t.each(ctx, ofRecords, func(row db.Row) error {
		var name, subject string
		if err := row.Scan(&name, &subject); err != nil {
			return err
		}
		if _, known := about[name]; !known {
			if reg := t.r.catalogue.Register(name); reg != nil {
				about[name] = reg.Subject
			} else {
				about[name] = pack.OfHousehold
			}
		}
		switch {
		case subject == "":
		case about[name] == pack.OfPerson:
			t.records[name] = append(t.records[name], subject)
		default:
			t.households = append(t.households, subject)
		}
		return nil
	})
}

// strangers adds the households with members kept in other counties.
func (t *touching) strangers(ctx context.Context) error {
	found, err := db.Many(ctx, t.q, db.Text, withStrangers, t.county)
	t.households = unique(append(t.households, found...))
	return err
}

// merged adds whoever is or was one with somebody touched: what is written about
// one record is read with the other. Where the other is of another county nobody
// here sees what was written, so it counts as touched always.
func (t *touching) merged(ctx context.Context) error {
	t.neighbours = map[string][]string{}
	abroad := map[string]bool{}
	err := db.Each(ctx, t.q, func(row db.Row) error {
		var merged, survivor Ref
		if err := row.Scan(&merged.County, &merged.ID, &survivor.County, &survivor.ID); err != nil {
			return err
		}
		t.neighbours[merged.ID] = append(t.neighbours[merged.ID], survivor.ID)
		t.neighbours[survivor.ID] = append(t.neighbours[survivor.ID], merged.ID)
		if merged.County != survivor.County {
			abroad[merged.ID], abroad[survivor.ID] = true, true
		}
		return nil
	}, allMerges, t.county)
	if err != nil || len(t.neighbours) == 0 {
		return err
	}
	for id := range abroad {
		t.persons, t.households = append(t.persons, id), append(t.households, id)
	}
	for name, people := range t.records {
		t.records[name] = slices.DeleteFunc(people, func(id string) bool {
			if t.neighbours[id] != nil {
				t.persons = append(t.persons, id)
			}
			return t.neighbours[id] != nil
		})
	}
	t.persons, t.households = spread(t.persons, t.neighbours), spread(t.households, t.neighbours)
	return nil
}

// spread adds neighbours, and theirs, to a list.
func spread(list []string, neighbours map[string][]string) []string {
	list = unique(list)
	seen := map[string]bool{}
	for i := 0; i < len(list); i++ {
		for _, id := range neighbours[list[i]] {
			if !seen[id] {
				seen[id] = true
				list = append(list, id)
			}
		}
	}
	return unique(list)
}

// homes adds the households of people.
func (t *touching) homes(ctx context.Context) error {
	return t.homesOf(ctx, t.persons)
}

func (t *touching) homesOf(ctx context.Context, persons []string) error {
	for part := range slices.Chunk(persons, batch) {
		found, err := db.Many(ctx, t.q, db.Text, householdsOf, fill([]any{t.county, t.county}, part)...)
		if err != nil {
			return err
		}
		t.households = append(t.households, found...)
	}
	t.households = unique(t.households)
	return nil
}

// siblings adds the households that members of declared families are registered
// in: whether somebody is judged there depends on the declaration.
func (t *touching) siblings(ctx context.Context) error {
	var persons []string
	for part := range slices.Chunk(t.households, batch) {
		found, err := db.Many(ctx, t.q, db.Text, allOfMembers, fill([]any{t.county, string(Declared)}, part)...)
		if err != nil {
			return err
		}
		persons = append(persons, found...)
	}
	return t.homesOf(ctx, spread(persons, t.neighbours))
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// LastAct is the last act of a county's chain.
func LastAct(ctx context.Context, q db.Query, county string) (int64, error) {
	return journal.SeqAt(ctx, q, county, 1<<62)
}
