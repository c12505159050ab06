package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// GrownName is the name of somebody who was born on a day or before it, for a list
// that the law has published; empty for whoever is younger, died, or of whom the
// birthday is not known. No look is written down for it: what is published is for
// everybody to see.
func (r *Register) GrownName(ctx context.Context, ref Ref, born civil.Date) (name string, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		end, err := follow(ctx, q, ref, On(civil.LastDate))
		if err != nil {
			return err
		}
		p, err := one(ctx, q, scanPerson, selectPerson, end, On(civil.LastDate))
		if err == nil && p.Birth != nil && *p.Birth <= born && (p.Alive == nil || *p.Alive) {
			name = p.Name
		}
		return err
	})
	return name, err
}
