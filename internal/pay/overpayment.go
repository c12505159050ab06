package pay

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Overpayment is what was paid for a month beyond what is due for it. It is open
// until it becomes due after all, or somebody decides about it.
type Overpayment struct {
	County string
	ID     string
	Opened int64
	Subject
	Month  civil.Month
	Amount civil.Fen
	Basis  string // the decision, or the run, that showed it
}

var overpaymentTable = journal.NewTable("overpayment", journal.Text("programme"), journal.Text("household"), journal.Text("person"),
	journal.Text("month"), journal.Int("amount"), journal.Text("basis"))

const (
	overpaymentColumns = `v.county, v.id, v.opened, v.programme, v.household, v.person, v.month, v.amount, v.basis`
	selectOverpaid     = `SELECT ` + overpaymentColumns + ` FROM overpayment v WHERE v.county = $1 AND v.closed IS NULL AND v.household = $2
		ORDER BY v.programme, v.person, v.month`
	selectOverpayments = `SELECT ` + overpaymentColumns + ` FROM overpayment v WHERE v.county = $1 AND v.closed IS NULL AND ($2 = '' OR v.programme = $2)
		ORDER BY v.household, v.programme, v.person, v.month`
)

func scanOverpayment(row db.Row) (*Overpayment, error) {
	var o Overpayment
	var month string
	if err := row.Scan(&o.County, &o.ID, &o.Opened, &o.Programme, &o.Household, &o.Person, &month, &o.Amount, &o.Basis); err != nil {
		return nil, err
	}
	return &o, monthsOf(monthText{&month, &o.Month})
}

// Overpayments are the open ones of a county, of one programme or of all.
func Overpayments(ctx context.Context, q db.Query, county, programme string) ([]*Overpayment, error) {
	return db.Many(ctx, q, scanOverpayment, selectOverpayments, county, programme)
}

// OverpaidTo are the open ones of a household.
func OverpaidTo(ctx context.Context, q db.Query, household register.Ref) ([]*Overpayment, error) {
	return db.Many(ctx, q, scanOverpayment, selectOverpaid, household.County, household.ID)
}

// reconcile holds what has left for a subject against what is due, month by month,
// and puts down what is too much. What is too little needs no record: the next run
// finds it.
func reconcile(ctx context.Context, w *journal.Write, s Subject, basis string) error {
	account, err := read(ctx, w, w.County(), s)
	if err != nil {
		return err
	}
	known, err := OverpaidTo(ctx, w, register.Ref{County: w.County(), ID: s.Household})
	if err != nil {
		return err
	}
	done := map[civil.Month]bool{}
	for _, o := range known {
		if o.Subject != s {
			continue
		}
		done[o.Month] = true
		if err := o.put(ctx, w, account.over(o.Month), basis); err != nil {
			return err
		}
	}
	for _, l := range slices.Concat(account.lines, account.lost) { // in order, so that acts are alike
		over := account.over(l.Month)
		if done[l.Month] || over == 0 {
			continue
		}
		done[l.Month] = true
		o := Overpayment{ID: newID(), Subject: s, Month: l.Month, Amount: over, Basis: basis}
		if err := o.open(ctx, w); err != nil {
			return err
		}
		if err := o.post(ctx, w, 0, over); err != nil {
			return err
		}
	}
	return nil
}

// put brings an open overpayment to another amount; 0 ends it.
func (o *Overpayment) put(ctx context.Context, w *journal.Write, amount civil.Fen, basis string) error {
	if o.Amount == amount {
		return nil
	}
	if err := w.Close(ctx, overpaymentTable, o.ID, o.Opened); err != nil {
		return err
	}
	if err := o.post(ctx, w, o.Amount, amount); err != nil || amount == 0 {
		return err
	}
	o.Amount, o.Basis = amount, basis
	return o.open(ctx, w)
}

func (o *Overpayment) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, overpaymentTable, o.ID, journal.Valid{From: o.Month.First(), To: o.Month.Last()},
		o.Programme, o.Household, o.Person, o.Month.String(), o.Amount, o.Basis)
}

// account is everything about one subject: what is due and what was paid.
type account struct {
	entitlements []*Entitlement
	lines        []*Line
	lost         []*Line // of batches, for months he did not live to see
	back         back
}

func read(ctx context.Context, q db.Query, county string, s Subject) (*account, error) {
	all, err := OfHousehold(ctx, q, register.Ref{County: county, ID: s.Household})
	if err != nil {
		return nil, err
	}
	var a account
	for _, e := range all {
		if e.Subject == s {
			a.entitlements = append(a.entitlements, e)
		}
	}
	if a.lines, err = db.Many(ctx, q, scanLine, selectLinesSubj, county, s.Household, s.Programme, s.Person); err != nil {
		return nil, err
	}
	if a.lost, err = lostLines(ctx, q, county, s); err != nil {
		return nil, err
	}
	entries, err := db.Many(ctx, q, scanRecovered, selectRecoveredOf, county, s.Household)
	for _, e := range entries {
		if e.Subject == s {
			a.back.take(e)
		}
	}
	return &a, err
}

// due is what the books owe for a month: nothing before an entitlement's first
// month in them.
func (a *account) due(m civil.Month) civil.Fen {
	var sum civil.Fen
	for _, e := range a.entitlements {
		if m >= e.Books {
			sum += e.Due(m)
		}
	}
	return sum
}

// over is what left for a month beyond what is due for it and has not been settled. A
// batch owes what it gave, unless it was for somebody who did not live to see the month.
func (a *account) over(m civil.Month) civil.Fen {
	out, lost := outOf(a.lines, m), outOf(a.lost, m)
	return max(0, max(0, out-a.due(m))+lost-a.back.settled(m))
}

// outOf is what has left for a month.
func outOf(lines []*Line, m civil.Month) (sum civil.Fen) {
	for _, l := range lines {
		if l.Month == m && l.Live && l.out() {
			sum += l.Amount
		}
	}
	return sum
}

// live is what stands for the money of a month, without what the family has brought
// back: should the month be owed after all, that is owed too.
func (a *account) live(m civil.Month) civil.Fen {
	sum := -a.back.returned[m]
	for _, l := range a.lines {
		if l.Live && l.Month == m {
			sum += l.Amount
		}
	}
	return sum
}
