package ledger

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"lianxin/internal/db"
)

// Finding is an account that does not stand where its transfers left it, or a
// transfer that cannot be right.
type Finding struct {
	Account string
	Code    string
	Message string
}

const (
	sumReached = `SELECT v.to_account, v.unit, CAST(sum(v.amount) AS BIGINT) FROM ledger_transfer v WHERE v.county = $1 GROUP BY v.to_account, v.unit`
	sumLeft    = `SELECT v.from_account, v.unit, CAST(sum(v.amount) AS BIGINT) FROM ledger_transfer v WHERE v.county = $1 GROUP BY v.from_account, v.unit`
	allStands  = `SELECT b.account, b.unit, b.floor, b.came, b.went, b.balance FROM ledger_balance b WHERE b.county = $1`
	dayReached = `SELECT v.to_account, v.day, CAST(sum(v.amount) AS BIGINT) FROM ledger_transfer v WHERE v.county = $1 GROUP BY v.to_account, v.day`
	dayLeft    = `SELECT v.from_account, v.day, CAST(sum(v.amount) AS BIGINT) FROM ledger_transfer v WHERE v.county = $1 GROUP BY v.from_account, v.day`
	allDays    = `SELECT d.account, d.day, d.came, d.went FROM ledger_day d WHERE d.county = $1`
	strayed    = `SELECT v.id, v.from_account, v.to_account, v.unit, v.amount, v.kind, v.subject, v.day, v.reverses, v.note FROM ledger_transfer v WHERE v.county = $1 AND v.reverses <> ''
		AND NOT EXISTS (SELECT 1 FROM ledger_transfer o WHERE o.county = v.county AND o.id = v.reverses AND o.reverses = ''
			AND o.from_account = v.to_account AND o.to_account = v.from_account AND o.unit = v.unit AND o.amount = v.amount)`
	allFloors = `SELECT v.id, v.unit, v.overdraw FROM ledger_account v WHERE v.county = $1 AND v.closed IS NULL`
)

// Verify holds every account of a county against its transfers. That the transfers
// themselves are as their acts left them is for the journal to verify.
func (l *Ledger) Verify(ctx context.Context, q db.Query, county string) ([]Finding, error) {
	var v verification
	for _, check := range []func(context.Context, db.Query, string) error{v.accounts, v.balances, v.days, v.reversals} {
		if err := check(ctx, q, county); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(v.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return v.found, nil
}

// verification is what has been found so far.
type verification struct {
	stands map[string]stand
	found  []Finding
}

func (v *verification) report(account, code, format string, args ...any) {
	v.found = append(v.found, Finding{account, code, fmt.Sprintf(format, args...)})
}

// accounts holds the units and floors of the balances against the accounts as they
// were opened.
func (v *verification) accounts(ctx context.Context, q db.Query, county string) error {
	v.stands = map[string]stand{}
	err := db.Each(ctx, q, func(row db.Row) error {
		s, err := scanStand(row)
		v.stands[s.account] = s
		return err
	}, allStands, county)
	if err != nil {
		return err
	}
	opened := map[string]bool{}
	err = db.Each(ctx, q, func(row db.Row) error {
		var a Account
		if err := row.Scan(&a.Code, &a.Unit, &a.Overdraw); err != nil {
			return err
		}
		opened[a.Code] = true
		if s, known := v.stands[a.Code]; !known || s.unit != a.Unit || s.floor != a.floor() {
			v.report(a.Code, "ledger_account_differs", "账户%s的单位或透支限制与开设时不同。", a.Code)
		}
		return nil
	}, allFloors, county)
	for _, code := range slices.Sorted(maps.Keys(v.stands)) {
		if !opened[code] {
			v.report(code, "ledger_account_unopened", "账户%s没有开设记录。", code)
		}
	}
	return err
}

// balances holds what came and went against the transfers.
func (v *verification) balances(ctx context.Context, q db.Query, county string) error {
	sums := map[place]flow{}
	if err := gather(ctx, q, sums, county, sumReached, sumLeft); err != nil {
		return err
	}
	for _, s := range v.stands {
		at := place{s.account, s.unit}
		if sum := sums[at]; sum != (flow{s.came, s.went}) || s.balance != s.came-s.went {
			v.report(s.account, "ledger_balance_differs", "账户%s的余额是%s，按记账应为%s。", s.account, spoken(s.balance, s.unit), spoken(sum.came-sum.went, s.unit))
		}
		delete(sums, at)
	}
	for at := range sums {
		v.report(at.account, "ledger_balance_missing", "账户%s有记账而没有余额。", at.account)
	}
	return nil
}

// days holds the sums of days against the transfers.
func (v *verification) days(ctx context.Context, q db.Query, county string) error {
	sums := map[place]flow{}
	if err := gather(ctx, q, sums, county, dayReached, dayLeft); err != nil {
		return err
	}
	err := db.Each(ctx, q, func(row db.Row) error {
		var at place
		var kept flow
		if err := row.Scan(&at.account, &at.day, &kept.came, &kept.went); err != nil {
			return err
		}
		if sums[at] != kept {
			v.report(at.account, "ledger_day_differs", "账户%s在%s的发生额与记账不同。", at.account, at.day)
		}
		delete(sums, at)
		return nil
	}, allDays, county)
	for at := range sums {
		v.report(at.account, "ledger_day_missing", "账户%s在%s有记账而没有发生额。", at.account, at.day)
	}
	return err
}

// gather adds up transfers by account and something else, from both sides.
func gather(ctx context.Context, q db.Query, sums map[place]flow, county, reached, left string) error {
	for i, statement := range []string{reached, left} {
		err := db.Each(ctx, q, func(row db.Row) error {
			var at place
			var amount int64
			if err := row.Scan(&at.account, &at.day, &amount); err != nil {
				return err
			}
			sum := sums[at]
			if i == 0 {
				sum.came = amount
			} else {
				sum.went = amount
			}
			sums[at] = sum
			return nil
		}, statement, county)
		if err != nil {
			return err
		}
	}
	return nil
}

// reversals finds reversals that mirror no transfer.
func (v *verification) reversals(ctx context.Context, q db.Query, county string) error {
	list, err := db.Many(ctx, q, scanTransfer, strayed, county)
	for _, t := range list {
		v.report(t.From, "ledger_reversal_strayed", "冲正%s与它所冲的记账不相符。", t.ID)
	}
	return err
}
