package ledger

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Stood is an account and where it stands, for a list.
type Stood struct {
	Account
	Came, Went, Balance int64
}

const (
	selectClass = `SELECT b.county, b.account, b.unit, a.title, a.overdraw, b.came, b.went, b.balance FROM ledger_balance b
		JOIN ledger_account a ON a.county = b.county AND a.id = b.account AND a.closed IS NULL
		WHERE b.county = $1 AND b.class = $2 AND b.account > $3 ORDER BY b.account LIMIT $4`
	selectClasses = `SELECT b.class, b.unit, count(*), CAST(sum(b.came) AS BIGINT), CAST(sum(b.went) AS BIGINT), CAST(sum(b.balance) AS BIGINT)
		FROM ledger_balance b WHERE b.county = $1 GROUP BY b.class, b.unit ORDER BY b.class, b.unit`
)

func scanStood(row db.Row) (s Stood, err error) {
	return s, row.Scan(&s.County, &s.Code, &s.Unit, &s.Title, &s.Overdraw, &s.Came, &s.Went, &s.Balance)
}

// Class are the accounts of a class, such as "fund", behind a code.
func (l *Ledger) Class(ctx context.Context, q db.Query, county, class, behind string, limit int) ([]Stood, error) {
	return db.Many(ctx, q, scanStood, selectClass, county, class, behind, min(max(limit, 1), pageMost))
}

// ClassSum is all accounts of a class and unit together.
type ClassSum struct {
	Class, Unit         string
	Count               int64
	Came, Went, Balance int64
}

// Classes are the sums of a county's accounts; the balances of a unit add up to
// nothing.
func (l *Ledger) Classes(ctx context.Context, q db.Query, county string) ([]ClassSum, error) {
	return db.Many(ctx, q, func(row db.Row) (s ClassSum, err error) {
		return s, row.Scan(&s.Class, &s.Unit, &s.Count, &s.Came, &s.Went, &s.Balance)
	}, selectClasses, county)
}

// Use is what reached and left an account by one kind of transfer with one note.
type Use struct {
	Kind, Note string
	Came, Went int64
}

const selectUses = `SELECT v.kind, v.note, CAST(sum(CASE WHEN v.to_account = $2 THEN v.amount ELSE 0 END) AS BIGINT),
	CAST(sum(CASE WHEN v.from_account = $2 THEN v.amount ELSE 0 END) AS BIGINT)
	FROM ledger_transfer v WHERE v.county = $1 AND (v.to_account = $2 OR v.from_account = $2) GROUP BY v.kind, v.note ORDER BY v.kind, v.note`

// Uses are the sums of an account by what moved it.
func (l *Ledger) Uses(ctx context.Context, q db.Query, county, code string) ([]Use, error) {
	return db.Many(ctx, q, func(row db.Row) (u Use, err error) { return u, row.Scan(&u.Kind, &u.Note, &u.Came, &u.Went) }, selectUses, county, code)
}

// Chart is what a desk shows of a county's accounts.
type Chart struct {
	Classes  []ClassSum
	Accounts []Stood // of one class
	Findings []Finding
}

// Chart reads the sums of a county and the accounts of one class. Whether they stand
// where their transfers left them is only looked at when asked, for that reads all.
func (l *Ledger) Chart(ctx context.Context, county, class, behind string, limit int, verify bool) (c Chart, err error) {
	err = l.journal.DB().Read(ctx, func(q db.Query) error {
		if c.Classes, err = l.Classes(ctx, q, county); err != nil {
			return err
		}
		if c.Accounts, err = l.Class(ctx, q, county, class, behind, limit); err != nil || !verify {
			return err
		}
		c.Findings, err = l.Verify(ctx, q, county)
		return err
	})
	return c, err
}

// Page is Statement for a desk.
func (l *Ledger) Page(ctx context.Context, county, code string, from, to civil.Date, behind Cursor, limit int) (s *Statement, err error) {
	err = l.journal.DB().Read(ctx, func(q db.Query) error {
		s, err = l.Statement(ctx, q, county, code, from, to, behind, limit)
		return err
	})
	return s, err
}
