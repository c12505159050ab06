package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// EntryKind is how a debt became less.
type EntryKind string

// The kinds of entries, see [EntryKind].
const (
	Receipt  EntryKind = "receipt"   // 收回: money came
	SetOff   EntryKind = "offset"    // 抵扣: kept back from a later payment
	WriteOff EntryKind = "write_off" // 核销: given up by decision
)

// Recovered is a part of a debt that is settled, for one overpaid month.
type Recovered struct {
	County, ID string
	Opened     int64
	Recovery   string
	Subject
	Month     civil.Month
	Kind      EntryKind
	Amount    civil.Fen
	Day       civil.Date
	Reference string
}

var recoveredTable = journal.NewTable("pay_recovered", journal.Text("recovery"), journal.Text("programme"), journal.Text("household"), journal.Text("person"),
	journal.Text("month"), journal.Text("kind"), journal.Int("amount"), journal.Text("day"), journal.Text("reference"))

const (
	recoveredColumns  = `v.county, v.id, v.opened, v.recovery, v.programme, v.household, v.person, v.month, v.kind, v.amount, v.day, v.reference`
	selectRecovered   = `SELECT ` + recoveredColumns + ` FROM pay_recovered v WHERE v.county = $1 AND v.closed IS NULL AND v.recovery = $2 ORDER BY v.id`
	selectRecoveredOf = `SELECT ` + recoveredColumns + ` FROM pay_recovered v WHERE v.county = $1 AND v.closed IS NULL AND v.household = $2 ORDER BY v.id`
	selectRecoveredIn = `SELECT ` + recoveredColumns + ` FROM pay_recovered v WHERE v.county = $1 AND v.closed IS NULL AND ($2 = '' OR v.programme = $2) ORDER BY v.id`
)

func scanRecovered(row db.Row) (*Recovered, error) {
	var r Recovered
	var month, day string
	err := row.Scan(&r.County, &r.ID, &r.Opened, &r.Recovery, &r.Programme, &r.Household, &r.Person, &month, &r.Kind, &r.Amount, &day, &r.Reference)
	if err != nil {
		return nil, err
	}
	if r.Day, err = civil.ParseDate(day); err != nil {
		return nil, err
	}
	return &r, monthsOf(monthText{&month, &r.Month})
}

// Entries are what has settled parts of a plan.
func Entries(ctx context.Context, q db.Query, county, recovery string) ([]*Recovered, error) {
	return db.Many(ctx, q, scanRecovered, selectRecovered, county, recovery)
}

// settle makes a debt less, the oldest month first, and says what of the amount was
// too much.
func (r *Recovery) settle(ctx context.Context, w *journal.Write, kind EntryKind, amount civil.Fen, day civil.Date, reference string) (left civil.Fen, err error) {
	list, err := OverpaidTo(ctx, w, register.Ref{County: r.County, ID: r.Household})
	if err != nil {
		return amount, err
	}
	for _, o := range list {
		part := min(amount, o.Amount)
		if o.Subject != r.Subject || part == 0 {
			continue
		}
		amount -= part
		if err := o.put(ctx, w, o.Amount-part, r.ID); err != nil {
			return amount, err
		}
		e := Recovered{ID: newID(), Recovery: r.ID, Subject: r.Subject, Month: o.Month, Kind: kind, Amount: part, Day: day, Reference: reference}
		if err := e.open(ctx, w); err != nil {
			return amount, err
		}
	}
	return amount, nil
}

func (r *Recovered) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, recoveredTable, r.ID, journal.Valid{From: r.Day}, r.Recovery, r.Programme, r.Household, r.Person, r.Month.String(), string(r.Kind), r.Amount,
		r.Day.String(), r.Reference)
}

// Money is a payment of a family on its debt.
type Money struct {
	Amount  civil.Fen
	Day     civil.Date
	Receipt string // number of the receipt; one is entered once
}

// Receive enters money a family brought. A receipt that is known, and more than is
// owed, is refused.
func (p *Pay) Receive(ctx context.Context, actor, county, recovery string, m Money) error {
	if m.Receipt == "" {
		return civil.Refuse("pay_receipt_number", "请填写收款凭证的编号。")
	}
	_, err := p.journal.Do(ctx, header(county, "receive", actor), func(w *journal.Write) error {
		r, err := GetRecovery(ctx, w, county, recovery)
		if err != nil {
			return err
		}
		if r.State != PlanOpen {
			return civil.Conflict.Refuse("pay_recovery_state", "这份协议已经%s，不能再登记收款。", r.State.Title())
		}
		known, err := Entries(ctx, w, county, recovery)
		if err != nil {
			return err
		}
		for _, e := range known {
			if e.Kind == Receipt && e.Reference == m.Receipt {
				return civil.Conflict.Refuse("pay_receipt_twice", "凭证%s已经登记过，没有重复登记。", m.Receipt)
			}
		}
		if err := r.receive(ctx, w, m); err != nil {
			return err
		}
		return p.received(ctx, w, r, m)
	})
	return err
}

func (r *Recovery) receive(ctx context.Context, w *journal.Write, m Money) error {
	owed, err := outstanding(ctx, w, r.County, r.Subject)
	switch {
	case err != nil:
		return err
	case m.Amount <= 0 || m.Amount > owed:
		return civil.Refuse("pay_receipt_amount", "收款%s元不合理：应大于0，不超过还没收回的%s元。", m.Amount, owed)
	case m.Day > w.At().Date() || m.Day < r.Day:
		return civil.Refuse("pay_receipt_day", "收款日期（%s）应在协议日期和今天之间，请核对。", m.Day)
	}
	_, err = r.settle(ctx, w, Receipt, m.Amount, m.Day, m.Receipt)
	return err
}

// back is what of the months of a subject has come back, and what was given up.
type back struct{ returned, waived map[civil.Month]civil.Fen }

// take adds an entry.
func (b *back) take(r *Recovered) {
	if b.returned == nil {
		b.returned, b.waived = map[civil.Month]civil.Fen{}, map[civil.Month]civil.Fen{}
	}
	if r.Kind == WriteOff {
		b.waived[r.Month] += r.Amount
	} else {
		b.returned[r.Month] += r.Amount
	}
}

// settled is what need not come back any more for a month.
func (b *back) settled(m civil.Month) civil.Fen { return b.returned[m] + b.waived[m] }
