package casework

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Speed is how fast the cases of one town were dealt with in a stretch of days.
type Speed struct {
	Town  civil.Area
	Met   int // time limits that ended
	Late  int // of these, those that were not kept
	Ended int // cases that ended
	Days  int // of all of these together, from handing in to the end
}

const (
	selectMet = `-- across counties
	SELECT substr(c.division, 1, 9), count(1), CAST(sum(CASE WHEN v.stopped > v.due THEN 1 ELSE 0 END) AS BIGINT)
	FROM case_clock v JOIN casefile c ON c.county = v.county AND c.id = v.casefile AND c.closed IS NULL
	WHERE c.division BETWEEN $1 AND $2 AND c.number <> '' AND v.stopped BETWEEN $3 AND $4 AND ` + journal.Holds + `
	GROUP BY substr(c.division, 1, 9) ORDER BY substr(c.division, 1, 9)`
	selectEnded = `-- across counties
	SELECT substr(v.division, 1, 9), count(1), CAST(sum((v.since - v.submitted) / 86400000) AS BIGINT)
	FROM casefile v WHERE v.division BETWEEN $1 AND $2 AND v.number <> '' AND v.awaits = 'nobody' AND v.submitted > 0 AND v.since >= $3 AND v.since < $4 AND v.closed IS NULL
	GROUP BY substr(v.division, 1, 9) ORDER BY substr(v.division, 1, 9)`
)

// Speeds are the towns of a visitor's divisions in which a time limit or a case ended
// from one day to another.
func (d *Desk) Speeds(ctx context.Context, who Who, from, until civil.Date) ([]*Speed, error) {
	by, order := map[civil.Area]*Speed{}, []*Speed(nil)
	of := func(town string) (*Speed, error) {
		area, err := civil.ParseArea(strings.TrimSpace(town) + "000")
		if err == nil && by[area] == nil {
			by[area] = &Speed{Town: area}
			order = append(order, by[area])
		}
		return by[area], err
	}
	add := func(first, second func(*Speed) *int) func(db.Row) error {
		return func(row db.Row) error {
			var town string
			var a, b int
			if err := row.Scan(&town, &a, &b); err != nil {
				return err
			}
			s, err := of(town)
			if err == nil {
				*first(s) += a
				*second(s) += b
			}
			return err
		}
	}
	met := add(func(s *Speed) *int { return &s.Met }, func(s *Speed) *int { return &s.Late })
	ended := add(func(s *Speed) *int { return &s.Ended }, func(s *Speed) *int { return &s.Days })
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range who.scope().Spans() {
			if err := db.Each(ctx, q, met, selectMet, span.First, span.Last, from.String(), until.String()); err != nil {
				return err
			}
			if err := db.Each(ctx, q, ended, selectEnded, span.First, span.Last, int64(startOf(from)), int64(startOf(until+1))); err != nil {
				return err
			}
		}
		return nil
	})
	return order, err
}
