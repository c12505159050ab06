package placement

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Due is what is to be paid to a home for somebody in a month.
type Due struct {
	Placement *Placement
	Fee       civil.Fen
	Shares
}

// amounts are what holds of a placement from a month on.
type amounts struct {
	id    string
	since civil.Month
	fee   civil.Fen
	Shares
}

func scanAmounts(row db.Row) (a amounts, err error) {
	var since string
	if err = row.Scan(&a.id, &since, &a.fee, &a.Own, &a.Support, &a.Rest); err != nil {
		return a, err
	}
	a.since, err = civil.ParseMonth(since)
	return a, err
}

// Month is what is due to a home for a month: for everybody who lived there, from the month
// after he came to the month in which he left, by the amounts that held in it. It is for
// those who see the whole county.
func (d *Desk) Month(ctx context.Context, viewer access.Viewer, home register.Ref, month civil.Month) (list []Due, err error) {
	county, err := civil.ParseArea(home.County)
	if err != nil || !viewer.Scope().Covers(county) {
		return nil, officer.Missing()
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		people, err := db.Many(ctx, q, d.scan, selectOfHome, home.County, home.ID)
		if err != nil {
			return err
		}
		all, err := db.Many(ctx, q, scanAmounts, selectAmounts, home.County, home.ID)
		for _, p := range people {
			if held := p.held(all, month); held != nil {
				list = append(list, Due{p, held.fee, held.Shares})
			}
		}
		return err
	})
	return list, err
}

// held are the amounts of a placement in a month; nil when nothing is due for it. What was
// written down last holds.
func (p *Placement) held(all []amounts, month civil.Month) (held *amounts) {
	if p.Entered == 0 || month <= p.Entered.Month() || p.LeftOn != 0 && month > p.LeftOn.Month() {
		return nil
	}
	for i := range all {
		if all[i].id == p.ID && all[i].since <= month {
			held = &all[i]
		}
	}
	return held
}
