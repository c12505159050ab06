package pay

import (
	"context"
	"encoding/json"
	"fmt"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Raise is a new amount of an entitlement by a standard, with what is needed to
// compute it again.
type Raise struct {
	County      string
	ID          string
	Standard    string // its id
	Entitlement string
	Subject
	From          civil.Month // first month of the new amount
	Before, After civil.Fen   // a month
	Day           civil.Date  // as of which the family was judged
	Bundle        string      // the packs it was judged by
	Snapshot      string      // SM3 of the facts
	Name          string      // of the officer who confirmed it
	Confirmation  string      // why he did
	Words         string      // why, as the family reads it
	facts         []byte
}

// decision is what the change of an entitlement rests on.
func (r *Raise) decision() string { return r.Standard + "/" + r.Household }

var raiseTable = journal.NewTable("standard_amount",
	journal.Text("standard"), journal.Text("entitlement"), journal.Text("programme"), journal.Text("household"), journal.Text("person"),
	journal.Text("from_month"), journal.Int("before"), journal.Int("amount"), journal.Text("day"), journal.Text("bundle"), journal.Text("snapshot"),
	journal.Bytes("facts").Personal().Sealed("facts"), journal.Text("name"), journal.Text("reason"))

const (
	raiseColumns = `v.county, v.id, v.standard, v.entitlement, v.programme, v.household, v.person, v.from_month, v.before, v.amount, v.day,
		v.bundle, v.snapshot, v.name, v.reason`
	selectRaises = `SELECT ` + raiseColumns + ` FROM standard_amount v WHERE v.county = $1 AND v.standard = $3 AND ` + journal.HeldAt + ` ORDER BY v.household, v.id`
	selectRaise  = `SELECT ` + raiseColumns + ` FROM standard_amount v WHERE v.county = $1 AND v.id = $3 AND ` + journal.HeldAt
	raiseFacts   = `SELECT v.facts FROM standard_amount v WHERE v.county = $1 AND v.id = $3 AND ` + journal.HeldAt
)

func scanRaise(row db.Row) (*Raise, error) {
	var r Raise
	var from, day string
	err := row.Scan(&r.County, &r.ID, &r.Standard, &r.Entitlement, &r.Programme, &r.Household, &r.Person, &from, &r.Before, &r.After, &day,
		&r.Bundle, &r.Snapshot, &r.Name, &r.Confirmation)
	if err != nil {
		return nil, err
	}
	if r.Day, err = civil.ParseDate(day); err != nil {
		return nil, err
	}
	return &r, monthsOf(monthText{&from, &r.From})
}

// Raises are the amounts a standard has raised in a county.
func Raises(ctx context.Context, q db.Query, county, standard string) ([]*Raise, error) {
	return db.Many(ctx, q, scanRaise, selectRaises, county, journal.Latest, standard)
}

// place is where the facts are sealed.
func (r *Raise) place() access.Place {
	return access.Place{Table: "standard_amount", Field: "facts", County: r.County, ID: r.ID}
}

// raise gives an entitlement its new amount, once. It says false when the standard
// has raised it before, or when it is no longer what the raise was computed from:
// such a family is to be looked at again. month is the first one of the standard.
func (p *Pay) raise(ctx context.Context, w *journal.Write, month civil.Month, r *Raise) (bool, error) {
	if done, err := carriedOut(ctx, w, r.decision(), r.Subject); err != nil || done {
		return false, err
	}
	list, err := OfHousehold(ctx, w, register.Ref{County: w.County(), ID: r.Household})
	if err != nil {
		return false, err
	}
	for _, e := range list {
		if e.ID != r.Entitlement {
			continue
		}
		stands := since(e, month)
		if stands.trouble != "" || stands.from != r.From || stands.amount != r.Before {
			return false, nil
		}
		return true, p.raised(ctx, w, e, r)
	}
	return false, nil
}

func (p *Pay) raised(ctx context.Context, w *journal.Write, e *Entitlement, r *Raise) error {
	sealed, err := p.keys.Seal(r.place(), string(r.facts))
	if err != nil {
		return err
	}
	err = w.Open(ctx, raiseTable, r.ID, journal.Valid{From: r.From.First()}, r.Standard, r.Entitlement, r.Programme, r.Household, r.Person,
		r.From.String(), r.Before, r.After, r.Day.String(), r.Bundle, r.Snapshot, sealed, r.Name, r.Confirmation)
	if err != nil {
		return err
	}
	determination, err := json.Marshal(map[string]string{
		"standard": r.Standard, "judgement": r.ID, "bundle": r.Bundle, "snapshot": r.Snapshot, "day": r.Day.String(),
	})
	if err != nil {
		return err
	}
	why := Because{Decision: r.decision(), Reason: r.Words, Determination: string(determination)}
	return p.Change(ctx, w, e, r.From, 0, NewTerms{Amount: &r.After}, why)
}

// standing is what an entitlement pays from a month on, if it is one amount.
type standing struct {
	from    civil.Month // the first month it holds, not before the one asked for
	amount  civil.Fen
	trouble string // why it is not one amount that can be raised; in words
}

// since looks at the months of an entitlement from one on. Months that were
// decided one by one are not one amount: a single new one would undo decisions.
func since(e *Entitlement, m civil.Month) (s standing) {
	for i := range e.Stretches {
		one := &e.Stretches[i]
		if one.To != 0 && one.To < m {
			continue
		}
		switch {
		case one.State == Grace:
			s.trouble = "渐退期内，是否调整由经办人决定"
		case s.from == 0:
			s.from, s.amount = max(m, one.From), one.Amount
		case one.Amount != s.amount:
			s.trouble = fmt.Sprintf("%s以来金额变动过，要分月核定", spoken(m))
		}
	}
	return s
}
