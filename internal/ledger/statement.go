package ledger

import (
	"cmp"
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Entry is a transfer as one of its accounts sees it.
type Entry struct {
	Transfer
	Opened  int64 // the act that posted it
	Place   int64 // in the act
	Other   string
	Change  int64 // what it did to the account: more or less than nothing
	Balance int64 // of the account behind it
}

// Cursor is where a page of a statement begins: behind an entry.
type Cursor struct {
	Day    civil.Date
	Opened int64
	Place  int64
	// Balance is that of the account behind the entry, so that the next page goes on
	// without adding up the ones before.
	Balance int64
}

// Statement is a page of what happened to an account, the oldest first.
type Statement struct {
	Account Account
	From    civil.Date // first day
	To      civil.Date // last day
	Before  int64      // balance in front of the page
	Entries []Entry
	After   int64   // balance behind the page
	Next    *Cursor // nil: the page is the last
}

// pageMost is the longest page of a statement.
const pageMost = 500

// Two halves, each by its own index, of which the page is the beginning.
const (
	entryColumns  = transferColumns + `, v.opened, v.n`
	behindCursor  = ` AND v.day >= $3 AND v.day <= $4 AND (v.day > $5 OR v.day = $5 AND (v.opened > $6 OR v.opened = $6 AND v.n > $7)) ORDER BY v.day, v.opened, v.n LIMIT $8`
	selectLeft    = `SELECT ` + entryColumns + ` FROM ledger_transfer v WHERE v.county = $1 AND v.from_account = $2` + behindCursor
	selectReached = `SELECT ` + entryColumns + ` FROM ledger_transfer v WHERE v.county = $1 AND v.to_account = $2` + behindCursor
)

func scanEntry(row db.Row) (e Entry, err error) {
	e.Transfer, err = scanTransfer(withPlace{row, &e})
	return e, err
}

// withPlace scans where a transfer stands behind its own columns.
type withPlace struct {
	row  db.Row
	into *Entry
}

// Scan implements db.Row.
func (r withPlace) Scan(into ...any) error {
	return r.row.Scan(append(into, &r.into.Opened, &r.into.Place)...)
}

// Statement is a page of an account between two days, behind a cursor; the zero
// Cursor begins at the first day.
func (l *Ledger) Statement(ctx context.Context, q db.Query, county, code string, from, to civil.Date, behind Cursor, limit int) (*Statement, error) {
	limit = min(max(limit, 1), pageMost)
	a, err := l.GetAccount(ctx, q, county, code)
	if err != nil {
		return nil, err
	}
	s := &Statement{Account: a, From: from, To: to, Before: behind.Balance}
	if behind.Opened == 0 {
		behind.Day = from
		if s.Before, err = l.Balance(ctx, q, county, code, from.AddDays(-1)); err != nil {
			return nil, err
		}
	}
	for _, statement := range []string{selectLeft, selectReached} {
		half, err := db.Many(ctx, q, scanEntry, statement, county, code, from.String(), to.String(), behind.Day.String(), behind.Opened, behind.Place, limit+1)
		if err != nil {
			return nil, err
		}
		s.Entries = append(s.Entries, half...)
	}
	s.finish(limit)
	return s, nil
}

const (
	eachLeft    = `SELECT ` + transferColumns + ` FROM ledger_transfer v WHERE v.county = $1 AND v.from_account = $2`
	eachReached = `SELECT ` + transferColumns + ` FROM ledger_transfer v WHERE v.county = $1 AND v.to_account = $2`
)

// Each calls f for every transfer of an account, in no order.
func (l *Ledger) Each(ctx context.Context, q db.Query, county, code string, f func(t *Transfer) error) error {
	for _, statement := range []string{eachLeft, eachReached} {
		err := db.Each(ctx, q, func(row db.Row) error {
			t, err := scanTransfer(row)
			if err != nil {
				return err
			}
			return f(&t)
		}, statement, county, code)
		if err != nil {
			return err
		}
	}
	return nil
}

// finish puts the two halves together and adds them up.
func (s *Statement) finish(limit int) {
	slices.SortFunc(s.Entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Opened, b.Opened), cmp.Compare(a.Place, b.Place))
	})
	more := len(s.Entries) > limit
	s.Entries = s.Entries[:min(limit, len(s.Entries))]
	s.After = s.Before
	for i := range s.Entries {
		e := &s.Entries[i]
		e.Change, e.Other = e.Amount, e.From
		if e.From == s.Account.Code {
			e.Change, e.Other = -e.Amount, e.To
		}
		s.After += e.Change
		e.Balance = s.After
	}
	if last := len(s.Entries) - 1; more {
		e := &s.Entries[last]
		s.Next = &Cursor{Day: e.Day, Opened: e.Opened, Place: e.Place, Balance: e.Balance}
	}
}
