package pay

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Planned is a change of what a programme costs a month that is not decided yet: a
// standard that may be raised, tried by a what-if.
type Planned struct {
	Programme string
	From      civil.Month
	Monthly   civil.Fen // more than now, or less
}

// PlannedOf are the changes a what-if found, from a month on.
func PlannedOf(effects []assess.Effect, from civil.Month) []Planned {
	sums := map[string]civil.Fen{}
	for i := range effects {
		sums[effects[i].Programme] += effects[i].After - effects[i].Before
	}
	var list []Planned
	for _, programme := range slices.Sorted(maps.Keys(sums)) {
		if sums[programme] != 0 {
			list = append(list, Planned{programme, from, sums[programme]})
		}
	}
	return list
}

func plannedIn(changes []Planned, programme string, m civil.Month) (sum civil.Fen) {
	for _, c := range changes {
		if c.Programme == programme && m >= c.From {
			sum += c.Monthly
		}
	}
	return sum
}

// Expected is what a programme will draw in a month that is still to come. The month
// of today holds everything that is owed up to it and has not been drawn.
type Expected struct {
	Month     civil.Month
	Programme string
	Amount    civil.Fen
}

// Forecast is what a county will draw from its funds to the end of a year.
type Forecast struct {
	Year     int
	Expected []Expected // by month and programme
	Sources  map[string]civil.Fen
	Total    civil.Fen
}

// What has left, or is released to leave, for months up to one; what was overpaid
// stands for nothing.
const selectDrawn = `SELECT v.programme, v.household, v.person, CAST(sum(v.amount) AS BIGINT)
	FROM pay_line v JOIN pay_run r ON r.county = v.county AND r.id = v.run AND r.closed IS NULL
	WHERE v.county = $1 AND v.closed IS NULL AND v.live AND v.kind NOT IN ` + onceKinds + ` AND v.month <= $2
		AND (r.state = 'approved' OR r.state IN ` + sentStates + `)
	GROUP BY v.programme, v.household, v.person`

// ForecastFor adds up what entitlements owe to the end of a year as they are known
// today, less what has been drawn, with changes that are only planned.
func (p *Pay) ForecastFor(ctx context.Context, q db.Query, county string, year int, today civil.Date, changes []Planned) (*Forecast, error) {
	first, err := civil.NewMonth(year, 1)
	if err != nil {
		return nil, err
	}
	last, now := first.Add(monthsInYear-1), max(today.Month(), first)
	sums, err := owedFrom(ctx, q, county, now, last)
	if err != nil {
		return nil, err
	}
	for programme := range planned(changes) {
		for m := now; m <= last; m++ {
			sums[Expected{Month: m, Programme: programme}] += plannedIn(changes, programme, m)
		}
	}
	f := &Forecast{Year: year, Sources: map[string]civil.Fen{}}
	for at, amount := range sums {
		at.Amount = max(0, amount)
		if at.Amount == 0 {
			continue
		}
		f.Expected = append(f.Expected, at)
		f.Total += at.Amount
		for _, part := range p.split(county, at.Programme, at.Month, at.Amount) {
			f.Sources[part.Source] += part.Amount
		}
	}
	slices.SortFunc(f.Expected, func(a, b Expected) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Programme, b.Programme))
	})
	return f, nil
}

func planned(changes []Planned) map[string]bool {
	names := map[string]bool{}
	for _, c := range changes {
		names[c.Programme] = true
	}
	return names
}

// owedFrom are the sums of what is owed and not drawn: in the first month all up to it,
// then month by month. The keys have no amount.
func owedFrom(ctx context.Context, q db.Query, county string, now, last civil.Month) (map[Expected]civil.Fen, error) {
	list, err := entitlements(ctx, q, selectOfCounty, county, journal.Latest, "")
	if err != nil {
		return nil, err
	}
	drawn, err := drawnTo(ctx, q, county, last)
	if err != nil {
		return nil, err
	}
	accounts := map[Subject]*account{}
	for _, e := range list {
		a := accounts[e.Subject]
		if a == nil {
			a = &account{}
			accounts[e.Subject] = a
		}
		a.entitlements = append(a.entitlements, e)
	}
	sums := map[Expected]civil.Fen{}
	for s, a := range accounts {
		left := drawn[s]
		for m := now; m <= last; m++ {
			due := a.due(m)
			if m == now {
				due = a.dueBefore(now + 1)
			}
			// What was drawn beyond its months stands for later ones.
			stands := min(left, due)
			left -= stands
			sums[Expected{Month: m, Programme: s.Programme}] += due - stands
		}
	}
	return sums, nil
}

// drawnTo is what was drawn for every subject for months up to one.
func drawnTo(ctx context.Context, q db.Query, county string, last civil.Month) (map[Subject]civil.Fen, error) {
	drawn := map[Subject]civil.Fen{}
	err := db.Each(ctx, q, func(row db.Row) error {
		var s Subject
		var sum civil.Fen
		err := row.Scan(&s.Programme, &s.Household, &s.Person, &sum)
		drawn[s] += sum
		return err
	}, selectDrawn, county, last.String())
	if err != nil {
		return nil, err
	}
	over, err := Overpayments(ctx, q, county, "")
	for _, o := range over {
		if o.Month <= last {
			drawn[o.Subject] -= o.Amount
		}
	}
	return drawn, err
}
