package pay

import (
	"cmp"
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Payment is what one month brought a subject: the lines of all runs of the month,
// and why it is another amount than the month before.
type Payment struct {
	Month civil.Month // of the run
	Subject
	Lines []*Line
	Difference
}

// Payments are what a household was paid or is about to be, the newest month first.
// Lists that are still drafts are not among them. A month that brings nothing after
// one that did is: it says why.
func Payments(ctx context.Context, q db.Query, household register.Ref) ([]Payment, error) {
	lines, err := sorted(db.Many(ctx, q, scanLine, selectLinesHome, household.County, household.ID))
	if err != nil {
		return nil, err
	}
	lines, err = withoutDrafts(ctx, q, household.County, lines)
	if err != nil {
		return nil, err
	}
	if err := entitle(ctx, q, lines); err != nil {
		return nil, err
	}
	all, err := OfHousehold(ctx, q, household)
	if err != nil {
		return nil, err
	}
	known, err := changesOfHousehold(ctx, q, household)
	if err != nil {
		return nil, err
	}
	latest := civil.Month(0)
	for _, l := range lines {
		latest = max(latest, l.RunMonth)
	}
	var list []Payment
	for s, own := range bySubject(lines) {
		a := &account{}
		for _, e := range all {
			if e.Subject == s {
				a.entitlements = append(a.entitlements, e)
			}
		}
		list = append(list, monthly(a, s, own, latest, known)...)
	}
	slices.SortFunc(list, func(a, b Payment) int {
		return cmp.Or(cmp.Compare(b.Month, a.Month), a.Subject.compare(b.Subject))
	})
	return list, nil
}

const selectDrafts = `SELECT v.id FROM pay_run v WHERE v.county = $1 AND v.closed IS NULL AND v.state = 'draft'`

func withoutDrafts(ctx context.Context, q db.Query, county string, lines []*Line) ([]*Line, error) {
	drafts, err := db.Many(ctx, q, db.Text, selectDrafts, county)
	return slices.DeleteFunc(lines, func(l *Line) bool { return slices.Contains(drafts, l.Run) }), err
}

// monthly puts the lines of a subject into months.
func monthly(a *account, s Subject, lines []*Line, latest civil.Month, known []*Change) []Payment {
	by := map[civil.Month][]*Line{}
	for _, l := range lines {
		by[l.RunMonth] = append(by[l.RunMonth], l)
	}
	var list []Payment
	first := latest
	for m := range by {
		first = min(first, m)
	}
	for m := first; m <= latest; m++ {
		if len(by[m]) == 0 && len(by[m-1]) == 0 {
			continue
		}
		list = append(list, Payment{Month: m, Subject: s, Lines: by[m], Difference: compare(a, m, by[m-1], by[m], asOf(known, m))})
	}
	return list
}

const selectHomeChanges = `SELECT ` + changeColumns + ` FROM entitlement_change v WHERE v.county = $1 AND v.household = $3 AND ` + journal.HeldAt + `
	ORDER BY v.opened, v.id`

func changesOfHousehold(ctx context.Context, q db.Query, household register.Ref) ([]*Change, error) {
	return db.Many(ctx, q, scanChange, selectHomeChanges, household.County, journal.Latest, household.ID)
}

// asOf are changes as a month sees them.
func asOf(list []*Change, m civil.Month) changes {
	known := changes{byID: map[string]*Change{}}
	last := map[string]*Change{}
	for _, c := range list {
		known.byID[c.ID] = c
		if c.From <= m {
			last[c.Entitlement] = c
		}
	}
	known.last = func(entitlement string) *Change { return last[entitlement] }
	return known
}

// MonthTotal is what the runs of a month brought in a county by one programme.
type MonthTotal struct {
	Programme  string
	Status     Status
	Lines      int64
	Households int64
	Amount     civil.Fen
}

const selectTotals = `SELECT v.programme, CASE WHEN v.status = 'ready' AND r.state IN ` + sentStates + ` THEN 'sent' ELSE v.status END, count(*),
	count(DISTINCT v.household), CAST(sum(v.amount) AS BIGINT)` + fromLines + ` AND v.run_month = $2 AND v.kind <> 'offset'
	GROUP BY v.programme, CASE WHEN v.status = 'ready' AND r.state IN ` + sentStates + ` THEN 'sent' ELSE v.status END ORDER BY 1, 2`

// SentUnanswered is how totals call lines that have left and are not answered.
const SentUnanswered Status = "sent"

// Totals are the sums of a month by programme and by how its lines stand.
func Totals(ctx context.Context, q db.Query, county string, m civil.Month) ([]MonthTotal, error) {
	return db.Many(ctx, q, func(row db.Row) (t MonthTotal, err error) {
		return t, row.Scan(&t.Programme, &t.Status, &t.Lines, &t.Households, &t.Amount)
	}, selectTotals, county, m.String())
}
