package pay

import (
	"context"

	"lianxin/internal/db"
	"lianxin/internal/register"
)

// Purse is what a family may know of its own money.
type Purse struct {
	Entitlements []*Entitlement
	Payments     []Payment // the newest month first
	Account      *Account  // of the person asked for, by its tail; nil when none is known
}

// PurseOf is the money of a household, and where that of one of its people goes.
func (p *Pay) PurseOf(ctx context.Context, household, person register.Ref) (purse Purse, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) (err error) {
		if purse.Entitlements, err = OfHousehold(ctx, q, household); err != nil {
			return err
		}
		if purse.Payments, err = Payments(ctx, q, household); err != nil {
			return err
		}
		account, known, err := AccountOf(ctx, q, household.County, person)
		if err == nil && known {
			purse.Account = account
		}
		return err
	})
	return purse, err
}
