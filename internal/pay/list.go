package pay

import (
	"context"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Filter says which entitlements of a county are wanted. Spans are what the viewer
// may see, see [access.Scope.Spans]; without one there is nothing.
type Filter struct {
	Spans     []access.Span
	Programme string // empty: all
	Month     civil.Month
	State     State // InForce, Suspended or Grace; empty: all of them
}

// Cursor is where a page of a list begins: behind a row.
type Cursor struct{ Division, ID string }

// Entry is an entitlement as it stands in the month of a list.
type Entry struct {
	Entitlement string
	Subject
	Case string
	Stretch
}

// Cursor is the place behind the entry.
func (e *Entry) Cursor() Cursor { return Cursor{e.Division.String(), e.ID} }

// pageMost is the longest page of a list.
const pageMost = 500

const (
	inList = ` FROM entitlement v WHERE v.county = $1 AND ` + journal.HeldAt + ` AND v.division BETWEEN $3 AND $4
		AND v.from_month <= $5 AND (v.to_month IS NULL OR v.to_month >= $5) AND ($6 = '' OR v.programme = $6) AND ($7 = '' OR v.state = $7)`
	selectPage = `SELECT ` + entitlementColumns + inList + ` AND (v.division > $8 OR v.division = $8 AND v.id > $9)
		ORDER BY v.division, v.id LIMIT $10`
	countPage  = `SELECT count(*)` + inList
	selectTown = `SELECT substr(v.division, 1, 9), v.programme, count(*), CAST(sum(v.covered_count) AS BIGINT), CAST(sum(CASE WHEN v.state = 'suspended' THEN 0 ELSE v.amount END) AS BIGINT)` + inList + `
		GROUP BY substr(v.division, 1, 9), v.programme ORDER BY substr(v.division, 1, 9), v.programme`
)

func (f *Filter) args(county string, span access.Span, more ...any) []any {
	return append([]any{county, journal.Latest, span.First, span.Last, f.Month.String(), f.Programme, string(f.State)}, more...)
}

// List is a page of the entitlements that stand in a month, in the order of their
// divisions, behind a cursor. An entitlement stands in it once.
func List(ctx context.Context, q db.Query, county string, f Filter, behind Cursor, limit int) ([]Entry, error) {
	limit = min(max(limit, 1), pageMost)
	var page []Entry
	for _, span := range f.Spans {
		if span.Last < behind.Division || len(page) == limit {
			continue
		}
		rows, err := db.Many(ctx, q, scanStretch, selectPage, f.args(county, span, behind.Division, behind.ID, limit-len(page))...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			page = append(page, Entry{Entitlement: r.of.ID, Subject: r.of.Subject, Case: r.of.Case, Stretch: r.stretch})
		}
	}
	return page, nil
}

// Count is how long the whole list is.
func Count(ctx context.Context, q db.Query, county string, f Filter) (int64, error) {
	var sum int64
	for _, span := range f.Spans {
		n, err := db.Int(q.QueryRow(ctx, countPage, f.args(county, span)...))
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// Town is what stands in a month in one town by one programme.
type Town struct {
	Town      civil.Area
	Programme string
	Count     int64
	Covered   int64 // people
	Amount    civil.Fen
}

// Towns are the sums of a list by town and programme.
func Towns(ctx context.Context, q db.Query, county string, f Filter) ([]Town, error) {
	var list []Town
	for _, span := range f.Spans {
		part, err := db.Many(ctx, q, scanTown, selectTown, f.args(county, span)...)
		if err != nil {
			return nil, err
		}
		for _, t := range part {
			// Two villages of one town may be two spans.
			if n := len(list); n > 0 && list[n-1].Town == t.Town && list[n-1].Programme == t.Programme {
				list[n-1].Count += t.Count
				list[n-1].Covered += t.Covered
				list[n-1].Amount += t.Amount
				continue
			}
			list = append(list, t)
		}
	}
	return list, nil
}

func scanTown(row db.Row) (t Town, err error) {
	var town string
	if err := row.Scan(&town, &t.Programme, &t.Count, &t.Covered, &t.Amount); err != nil {
		return t, err
	}
	t.Town, err = civil.ParseArea(strings.TrimSpace(town))
	return t, err
}

// InPay gives a recheck what is in pay by these books; it implements
// [assess.InPay]. A suspended entitlement is in pay with the amount that is
// suspended: nobody is to be found anew whose money only rests.
type InPay struct{}

const selectHeld = `SELECT ` + entitlementColumns + ` FROM entitlement v WHERE v.county = $1 AND ` + journal.HeldAt + `
	AND v.from_month <= $3 AND (v.to_month IS NULL OR v.to_month >= $3) ORDER BY v.household, v.programme, v.person`

// Held implements [assess.InPay]. Of a household's benefit the payee stands for the
// household when he is in it, otherwise its first covered member.
func (InPay) Held(ctx context.Context, q db.Query, county string, day civil.Date) ([]assess.Held, error) {
	rows, err := db.Many(ctx, q, scanStretch, selectHeld, county, journal.Latest, day.Month().String())
	list := make([]assess.Held, 0, len(rows))
	for _, r := range rows {
		list = append(list, assess.Held{Programme: r.of.Programme, Person: r.standsFor(), Amount: r.stretch.Amount})
	}
	return list, err
}

// standsFor is the person by whom a recheck finds the household.
func (r *scanned) standsFor() string { return r.person().ID }

// person is the same with the home county. Of a person's benefit it is among those
// it covers.
func (r *scanned) person() register.Ref {
	for _, ref := range r.stretch.Covered {
		if ref.ID == r.of.Person || r.of.Person == "" && ref == r.stretch.Payee {
			return ref
		}
	}
	switch {
	case r.of.Person != "":
		return register.Ref{County: r.of.County, ID: r.of.Person}
	case len(r.stretch.Covered) > 0:
		return r.stretch.Covered[0]
	}
	return r.stretch.Payee
}

const selectKept = `SELECT DISTINCT v.programme FROM entitlement v WHERE v.county = $1 ORDER BY v.programme`

// Kept are the programmes the books of a county keep, also those of which nothing
// is in pay any more.
func Kept(ctx context.Context, q db.Query, county string) ([]string, error) {
	return db.Many(ctx, q, func(row db.Row) (name string, err error) { return name, row.Scan(&name) }, selectKept, county)
}

// HeldIn are the entitlements of a county that stand in a month, whole: who is
// covered and by which household.
func HeldIn(ctx context.Context, q db.Query, county string, m civil.Month) ([]Entry, error) {
	rows, err := db.Many(ctx, q, scanStretch, selectHeld, county, journal.Latest, m.String())
	list := make([]Entry, 0, len(rows))
	for _, r := range rows {
		list = append(list, Entry{Entitlement: r.of.ID, Subject: r.of.Subject, Case: r.of.Case, Stretch: r.stretch})
	}
	return list, err
}

const selectHouseholdsHeld = `SELECT DISTINCT v.household FROM entitlement v WHERE v.county = $1 AND ` + journal.HeldAt + `
	AND v.from_month <= $4 AND (v.to_month IS NULL OR v.to_month >= $3) AND v.household > $5 ORDER BY v.household LIMIT $6`

// HouseholdsHeld are the first so many households of a county, in order, after one of
// them, of which an entitlement stands in some month of a stretch.
func HouseholdsHeld(ctx context.Context, q db.Query, county string, first, last civil.Month, after string, most int) ([]string, error) {
	return db.Many(ctx, q, db.Text, selectHouseholdsHeld, county, journal.Latest, first.String(), last.String(), after, most)
}

const selectEnded = `SELECT DISTINCT v.household, v.programme FROM entitlement v WHERE v.county = $1 AND ` + journal.HeldAt + `
	AND v.to_month >= $3 AND v.to_month < $4 ORDER BY v.household, v.programme`

// Lapsed is a programme a household had.
type Lapsed struct{ Household, Programme string }

// EndedIn are the programmes of households of a county whose entitlement ended in a month
// of a stretch, the last one left out. Whether they have another one now is not asked.
func EndedIn(ctx context.Context, q db.Query, county string, first, before civil.Month) ([]Lapsed, error) {
	return db.Many(ctx, q, func(row db.Row) (s Lapsed, err error) {
		err = row.Scan(&s.Household, &s.Programme)
		return s, err
	}, selectEnded, county, journal.Latest, first.String(), before.String())
}
