package ledger

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const (
	selectStand = `SELECT b.account, b.unit, b.floor, b.came, b.went, b.balance FROM ledger_balance b WHERE b.county = $1 AND b.account = $2`
	// The statement adds to what stands, so that two who write at once both count.
	moveBalance = `UPDATE ledger_balance SET came = came + $3, went = went + $4, balance = balance + $3 - $4 WHERE county = $1 AND account = $2`
	moveDay     = `INSERT INTO ledger_day (county, account, day, came, went) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (county, account, day) DO UPDATE SET came = ledger_day.came + excluded.came, went = ledger_day.went + excluded.went`
	sumDays = `SELECT CAST(COALESCE(sum(d.came - d.went), 0) AS BIGINT) FROM ledger_day d WHERE d.county = $1 AND d.account = $2 AND d.day <= $3`
)

// stand is where an account stands.
type stand struct {
	account, unit       string
	floor               int64
	came, went, balance int64
}

func scanStand(row db.Row) (s stand, err error) {
	return s, row.Scan(&s.account, &s.unit, &s.floor, &s.came, &s.went, &s.balance)
}

// flow is what reaches and leaves an account.
type flow struct{ came, went int64 }

// place is an account on a day.
type place struct{ account, day string }

// flows are the sums by account and by day: an account that a hundred thousand
// transfers touch is written once.
type flows struct {
	accounts map[string]flow
	days     map[place]flow
	units    map[string]string
}

func (f *flows) add(account string, t *Transfer, day string, one flow) error {
	sum := f.accounts[account]
	if sum.came += one.came; sum.came > -depth {
		return tooMuch()
	}
	if sum.went += one.went; sum.went > -depth {
		return tooMuch()
	}
	if unit := f.units[account]; unit != "" && unit != t.Unit {
		return wrongUnit(account)
	}
	f.accounts[account], f.units[account] = sum, t.Unit
	at := place{account, day}
	daily := f.days[at]
	f.days[at] = flow{daily.came + one.came, daily.went + one.went}
	return nil
}

func tooMuch() error {
	return civil.Refuse("ledger_amount", "记账的数额合计超出允许的范围，没有记账：请分批办理。")
}

func wrongUnit(account string) error {
	return civil.Conflict.Refuse("ledger_unit_differs", "账户“%s”的单位与这笔记账不同，没有记账。", account)
}

// move brings accounts to where the transfers take them, always in the same order,
// so that two acts do not wait for each other.
func move(ctx context.Context, w *journal.Write, list []Transfer) error {
	f := flows{map[string]flow{}, map[place]flow{}, map[string]string{}}
	days := map[civil.Date]string{}
	for i := range list {
		t := &list[i]
		day, known := days[t.Day]
		if !known {
			day = t.Day.String()
			days[t.Day] = day
		}
		if err := f.add(t.From, t, day, flow{went: t.Amount}); err != nil {
			return err
		}
		if err := f.add(t.To, t, day, flow{came: t.Amount}); err != nil {
			return err
		}
	}
	for _, code := range slices.Sorted(maps.Keys(f.accounts)) {
		if err := f.accounts[code].into(ctx, w, code, f.units[code]); err != nil {
			return err
		}
	}
	places := slices.SortedFunc(maps.Keys(f.days), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.day, b.day))
	})
	for _, at := range places {
		sum := f.days[at]
		if _, err := w.Tx().Exec(ctx, moveDay, w.County(), at.account, at.day, sum.came, sum.went); err != nil {
			return err
		}
	}
	return nil
}

// into moves one account. The sentence for people is made here; that the balance
// holds under any concurrency is the database's to see.
func (f flow) into(ctx context.Context, w *journal.Write, code, unit string) error {
	s, known, err := db.One(ctx, w, scanStand, selectStand, w.County(), code)
	switch {
	case err != nil:
		return err
	case !known:
		return civil.Conflict.Refuse("ledger_account_unknown", "账户“%s”还没有开设，没有记账。", code)
	case s.unit != unit:
		return wrongUnit(code)
	case s.came+f.came > -depth || s.went+f.went > -depth:
		return tooMuch()
	case s.balance+f.came-f.went < s.floor:
		return short(ctx, w, &s, f)
	}
	_, err = w.Tx().Exec(ctx, moveBalance, w.County(), code, f.came, f.went)
	return err
}

// Short is the code of the refusal of a transfer an account does not cover.
const Short = "ledger_short"

func short(ctx context.Context, w *journal.Write, s *stand, f flow) error {
	a, known, err := db.One(ctx, w, scanAccount, selectAccount, w.County(), s.account)
	if err != nil {
		return err
	}
	title := s.account
	if known {
		title = a.Title
	}
	return civil.Conflict.Refuse(Short, "账户“%s”余额%s，要转出%s，不够，没有记账。", title, spoken(s.balance, s.unit), spoken(f.went-f.came, s.unit))
}

// Has says whether an account was opened.
func (l *Ledger) Has(ctx context.Context, q db.Query, county, code string) (bool, error) {
	_, known, err := db.One(ctx, q, scanStand, selectStand, county, code)
	return known, err
}

// Now is where an account stands; one that was never opened has nothing.
func (l *Ledger) Now(ctx context.Context, q db.Query, county, code string) (int64, error) {
	s, _, err := db.One(ctx, q, scanStand, selectStand, county, code)
	return s.balance, err
}

// Balance is where an account stood at the end of a day, by the transfers of that day
// and before as far as they are posted by now.
func (l *Ledger) Balance(ctx context.Context, q db.Query, county, code string, day civil.Date) (int64, error) {
	return db.Int(q.QueryRow(ctx, sumDays, county, code, day.String()))
}
