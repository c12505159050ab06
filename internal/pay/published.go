package pay

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// PaidAt is what is paid of a programme at a place in a month, for a list that the
// law has published. What is suspended is not on it.
func (p *Pay) PaidAt(ctx context.Context, place civil.Area, programme string, m civil.Month, limit int) (list []Entry, err error) {
	scope, err := access.NewScope(place)
	if err != nil {
		return nil, err
	}
	f := Filter{Spans: scope.Spans(), Programme: programme, Month: m}
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		all, err := List(ctx, q, place.County().String(), f, Cursor{}, limit)
		for i := range all {
			if all[i].State != Suspended {
				list = append(list, all[i])
			}
		}
		return err
	})
	return list, err
}
