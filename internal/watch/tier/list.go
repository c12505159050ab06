package tier

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Query says who is wanted.
type Query struct {
	Scope  access.Scope
	Tier   string     // empty: all
	Within civil.Area // 0: the whole scope
	After  string     // Next of the page before
	Size   int        // 1 to 100; 0: 20
}

// Page is a page of the register, family by family.
type Page struct {
	People []Person
	Next   string
}

const (
	pageUsual = 20
	pageMax   = 100
)

const listPeople = `-- across counties
	SELECT ` + columns + ` FROM low_income v WHERE v.division BETWEEN $1 AND $2 AND ($3 = '' OR v.tier = $3)
	AND (v.division, v.household, v.id) > ($4, $5, $6) AND ` + journal.Holds + ` ORDER BY v.division, v.household, v.id LIMIT $7`

// List is a page of the people within a scope, as they stand now.
func (d *Desk) List(ctx context.Context, query Query) (Page, error) {
	size := query.Size
	if size == 0 {
		size = pageUsual
	}
	if size < 1 || size > pageMax {
		return Page{}, civil.Refuse("page_size", "每页应为1到%d条。", pageMax)
	}
	behind := strings.Split(query.After, "_")
	if len(behind) != 3 {
		behind = []string{"", "", ""}
	}
	var out Page
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range query.spans() {
			part, err := db.Many(ctx, q, scan, listPeople, span.First, span.Last, query.Tier, behind[0], behind[1], behind[2], int64(size+1))
			if err != nil {
				return err
			}
			out.People = append(out.People, part...)
		}
		return nil
	})
	slices.SortFunc(out.People, func(a, b Person) int { return strings.Compare(a.place(), b.place()) })
	if len(out.People) > size {
		out.People = out.People[:size]
		out.Next = out.People[size-1].place()
	}
	return out, err
}

// place is where somebody stands in the list.
func (p *Person) place() string { return areaText(p.Division) + "_" + p.Household + "_" + p.ID }

func (q *Query) spans() []access.Span {
	if q.Within != 0 {
		return q.Scope.Within(q.Within).Spans()
	}
	return q.Scope.Spans()
}

const peopleWithin = `SELECT ` + columns + ` FROM low_income v WHERE v.county = $1 AND v.division BETWEEN $2 AND $3 AND ` + journal.Holds + ` ORDER BY v.division, v.household, v.tier, v.id`

// Within are all people of a county in a stretch of its divisions, family by family, of
// each family those most in need first; for work that no visitor asks for.
func Within(ctx context.Context, q db.Query, county string, span access.Span) ([]Person, error) {
	return db.Many(ctx, q, scan, peopleWithin, county, span.First, span.Last)
}

// Count is how many people and families of a tier there are in a town.
type Count struct {
	Town     civil.Area
	Tier     string
	People   int
	Families int
}

const countPeople = `-- across counties
	SELECT substr(v.division, 1, 9), v.tier, count(1), count(DISTINCT v.household) FROM low_income v
	WHERE v.division BETWEEN $1 AND $2 AND ` + journal.Holds + ` GROUP BY substr(v.division, 1, 9), v.tier ORDER BY substr(v.division, 1, 9), v.tier`

// Counts are the numbers within a scope, by town and tier.
func (d *Desk) Counts(ctx context.Context, query Query) (list []Count, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range query.spans() {
			part, err := db.Many(ctx, q, scanCount, countPeople, span.First, span.Last)
			if err != nil {
				return err
			}
			list = append(list, part...)
		}
		return nil
	})
	return list, err
}

func scanCount(row db.Row) (c Count, err error) {
	var town string
	if err := row.Scan(&town, &c.Tier, &c.People, &c.Families); err != nil {
		return c, err
	}
	c.Town, err = civil.ParseArea(town)
	return c, err
}

const (
	ofHousehold = `SELECT ` + columns + ` FROM low_income v WHERE v.county = $1 AND v.household = $2 AND ` + journal.Holds + ` ORDER BY v.tier, v.id`
	onDay       = `SELECT ` + columns + ` FROM low_income v WHERE v.county = $1 AND ` + journal.HeldAt + ` ORDER BY v.division, v.household, v.id`
	ofPerson    = `SELECT ` + columns + `, b.at, coalesce(e.at, 0) FROM low_income v JOIN act b ON b.county = v.county AND b.seq = v.opened
		LEFT JOIN act e ON e.county = v.county AND e.seq = v.closed WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened`
)

// OfHousehold are the people of a family that belong to a tier, those most in need
// first: the family's tier is that of the first.
func OfHousehold(ctx context.Context, q db.Query, household register.Ref) ([]Person, error) {
	return db.Many(ctx, q, scan, ofHousehold, household.County, household.ID)
}

// On is the register of a county as it stood at the end of a day.
func On(ctx context.Context, q db.Query, county string, day civil.Date) ([]Person, error) {
	seq, err := journal.SeqAt(ctx, q, county, endOf(day))
	if err != nil {
		return nil, err
	}
	return db.Many(ctx, q, scan, onDay, county, seq)
}

// endOf is the last instant of a day in China.
func endOf(day civil.Date) civil.Instant {
	const dayLength, ahead = 24 * 60 * 60 * 1000, 8 * 60 * 60 * 1000
	return civil.Instant(int64(day)*dayLength - ahead + dayLength - 1)
}

// Past is a stretch of time in which somebody belonged to a tier.
type Past struct {
	Person
	From, To civil.Instant // To 0: still
}

// History is how somebody's tier has changed, the oldest first.
func History(ctx context.Context, q db.Query, person register.Ref) ([]Past, error) {
	return db.Many(ctx, q, func(row db.Row) (p Past, err error) {
		p.Person, err = scan(more{row, []any{&p.From, &p.To}})
		return p, err
	}, ofPerson, person.County, person.ID)
}

// more scans columns that stand behind those of a known row.
type more struct {
	db.Row
	into []any
}

// Scan implements db.Row.
func (m more) Scan(into ...any) error { return m.Row.Scan(append(into, m.into...)...) }

// Past is how somebody's tier has changed, the oldest first.
func (d *Desk) Past(ctx context.Context, person register.Ref) (list []Past, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = History(ctx, q, person)
		return err
	})
	return list, err
}
