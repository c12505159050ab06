package watch

import (
	"context"

	"lianxin/internal/db"
	"lianxin/internal/register"
)

// Family are the leads about a family that somebody may see, the newest first.
func (d *Desk) Family(ctx context.Context, who Who, household register.Ref) (list []*File, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		all, err := d.OfHousehold(ctx, q, household)
		for _, f := range all {
			if who.scope().Covers(f.Division) {
				list = append(list, f)
			}
		}
		return err
	})
	return list, err
}
