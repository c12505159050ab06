package watch

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const lateLeads = `SELECT ` + leadColumns + ` FROM lead v WHERE v.county = $1 AND v.due < $2 AND v.state IN ('new', 'accepted', 'visited') AND ` +
	journal.Holds + ` ORDER BY v.due, v.id LIMIT $3`

// lateAtOnce is how many leads one act raises.
const lateAtOnce = 200

// Escalate raises every lead of a county nobody has seen to in time to the next
// level, with a notice; those of the county get the next notice. It ends nothing.
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
	today := d.Today()
	var list []*Lead
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, scanLead, lateLeads, county, today.String(), int64(lateAtOnce))
		return err
	})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	due, err := d.within(county, escalateDays, today)
	if err != nil {
		return 0, err
	}
	who := Machine()
	h := journal.Header{County: county, Kind: "lead.escalate", Actor: who.Actor, Purpose: string(who.Purpose)}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		n = 0
		late, err := db.Many(ctx, w, scanLead, lateLeads, county, today.String(), int64(lateAtOnce))
		if err != nil {
			return err
		}
		for _, l := range late {
			if err := raise(ctx, w, who, l, due); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// raise moves one late lead up.
func raise(ctx context.Context, w *journal.Write, who Who, l *Lead, due civil.Date) error {
	next := *l
	next.Notices, next.Due = l.Notices+1, due
	title := "逾期，再次催办" + LevelTitles[l.Level]
	if level, above := l.Level.above(); above {
		next.Level = level
		title = "逾期，升级到" + LevelTitles[level]
	}
	if err := change(ctx, w, l, &next); err != nil {
		return err
	}
	return note(ctx, w, who, l.Ref, Step{Action: "escalate", Title: title}, "")
}
