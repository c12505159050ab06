package review

import (
	"context"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Waiting is what one office still has to look after.
type Waiting struct {
	Office civil.Area
	Open   int
	Late   int // of these, those whose time has run out
}

const countWaiting = `-- across counties
	SELECT v.handler, count(1), CAST(sum(CASE WHEN v.state = 'open' AND v.verify_due < $3 OR v.state = 'verified' AND v.due < $3 THEN 1 ELSE 0 END) AS BIGINT)
	FROM complaint v WHERE v.handler BETWEEN $1 AND $2 AND v.state <> 'closed' AND ` + journal.Holds + `
	GROUP BY v.handler ORDER BY v.handler`

// Waiting counts, office by office, what the visitor's offices still have to look after.
func (o *Office) Waiting(ctx context.Context, who casework.Who) (list []Waiting, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scopeOf(who).Spans() {
			part, err := db.Many(ctx, q, scanWaiting, countWaiting, span.First, span.Last, o.today().String())
			if err != nil {
				return err
			}
			list = append(list, part...)
		}
		return nil
	})
	return list, err
}

func scanWaiting(row db.Row) (w Waiting, err error) {
	var office string
	if err := row.Scan(&office, &w.Open, &w.Late); err != nil {
		return w, err
	}
	w.Office, err = civil.ParseArea(office)
	return w, err
}
