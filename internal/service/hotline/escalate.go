package hotline

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// What was raised once is raised again only after somebody has touched it; its last day
// stays, so that it stands among those that are late until it is done.
const lateCalls = `SELECT ` + callColumns + fromCall + `
	WHERE v.county = $1 AND v.due <> '' AND v.due < $2 AND v.state IN ('open', 'handling', 'replied') AND ` + journal.Holds + `
	AND NOT EXISTS (SELECT 1 FROM hotline_step s WHERE s.county = v.county AND s.call = v.id AND s.kind = 'escalate' AND s.opened >= v.opened)
	ORDER BY v.due, v.id LIMIT $3`

// lateAtOnce is how many calls one act raises.
const lateAtOnce = 200

// escalator raises what is late.
const escalator = "machine:hotline"

// Escalate hands every call of a county that was not answered, or whose caller was not
// called back, in time to the county itself. An emergency stays with the town where the
// person is, and is called in again. It ends nothing.
func (d *Desk) Escalate(ctx context.Context, county string) (raised int, err error) {
	for {
		n, err := d.escalate(ctx, county)
		raised += n
		if err != nil || n < lateAtOnce {
			return raised, err
		}
	}
}

func (d *Desk) escalate(ctx context.Context, county string) (n int, err error) {
	today := d.now().Date().String()
	waiting := false
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err := db.Many(ctx, q, scanCall, lateCalls, county, today, int64(1))
		waiting = len(list) > 0
		return err
	})
	if err != nil || !waiting {
		return 0, err
	}
	h := journal.Header{County: county, Kind: "hotline.escalate", Actor: escalator, Purpose: "petition"}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		n = 0
		late, err := db.Many(ctx, w, scanCall, lateCalls, county, today, int64(lateAtOnce))
		if err != nil {
			return err
		}
		for _, c := range late {
			if err := d.raise(ctx, w, c); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// raise hands one late call to the county.
func (d *Desk) raise(ctx context.Context, w *journal.Write, c *Call) error {
	words := "逾期没有答复"
	if c.State == Replied {
		words = "逾期没有回访"
	}
	var unit civil.Area
	if county := c.Division.County(); c.Unit != county && c.Until == 0 {
		c.Unit, unit = county, county
		words += "，由县（市、区）督办。"
	} else {
		words += "，再次催办。"
	}
	c.Late = c.Late || c.State != Replied
	if err := d.note(ctx, w, c, stepEscalate, "到期自动催办", unit, words, ""); err != nil {
		return err
	}
	return c.change(ctx, w)
}
