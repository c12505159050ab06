package app

import (
	"context"
	"slices"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pay"
)

// held is what a recheck takes to be in pay: what the books of pay say of every
// programme they keep in a county, and of all others the lists with which the city
// moved in. A county moves a programme into the books whole, so that a list never
// brings back what has ended since.
type held struct{}

// Held implements [assess.InPay].
func (held) Held(ctx context.Context, q db.Query, county string, day civil.Date) ([]assess.Held, error) {
	kept, err := pay.Kept(ctx, q, county)
	if err != nil {
		return nil, err
	}
	list, err := assess.TakenOver{}.Held(ctx, q, county, day)
	if err != nil || len(kept) == 0 {
		return list, err
	}
	list = slices.DeleteFunc(list, func(h assess.Held) bool { return slices.Contains(kept, h.Programme) })
	books, err := pay.InPay{}.Held(ctx, q, county, day)
	return append(list, books...), err
}
