package pay

import (
	"context"
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Effect is what a decision does to an entitlement.
type Effect string

// The effects, see [Effect].
const (
	EffectGrant   Effect = "grant"
	EffectChange  Effect = "change"
	EffectSuspend Effect = "suspend"
	EffectResume  Effect = "resume"
	EffectGrace   Effect = "grace"
	EffectEnd     Effect = "end"
)

// Because is why something is done to an entitlement.
type Because struct {
	Decision      string // the decision it rests on
	Reason        string // in words the family reads: “标准由710元提高到770元”
	Determination string // JSON: how the amount was computed; may be empty
}

func (b *Because) check() *civil.Error {
	switch {
	case b.Decision == "":
		return civil.Refuse("pay_decision_missing", "没有写明依据哪个决定，待遇没有变动：请从决定发起。")
	case b.Reason == "":
		return civil.Refuse("pay_reason_missing", "没有写明变动的原因，待遇没有变动：请填写家庭看得懂的原因。")
	}
	return nil
}

// Change is one entry of what was done to an entitlement.
type Change struct {
	County      string
	ID          string
	Seq         int64 // of the act
	Entitlement string
	Subject
	Effect Effect
	From   civil.Month
	Until  civil.Month // of a grace or a fixed term; 0: none
	Before civil.Fen   // due in the month before
	Amount civil.Fen   // due from then on
	Because
}

// Act names the act that did it.
func (c *Change) Act() string { return fmt.Sprintf("%s/%d", c.County, c.Seq) }

var changeTable = journal.NewTable("entitlement_change",
	journal.Text("entitlement"), journal.Text("household"), journal.Text("programme"), journal.Text("person"), journal.Text("effect"),
	journal.Text("from_month"), journal.Text("until_month"), journal.Int("before"), journal.Int("amount"), journal.Text("basis"),
	journal.Text("reason").Personal(), journal.Text("determination").Personal())

const (
	changeColumns = `v.county, v.id, v.opened, v.entitlement, v.household, v.programme, v.person, v.effect, v.from_month, v.until_month,
		v.before, v.amount, v.basis, v.reason, v.determination`
	selectChange   = `SELECT ` + changeColumns + ` FROM entitlement_change v WHERE v.county = $1 AND v.id = $2`
	selectChanges  = `SELECT ` + changeColumns + ` FROM entitlement_change v WHERE v.county = $1 AND v.entitlement = $3 AND ` + journal.HeldAt + ` ORDER BY v.opened, v.id`
	selectDecision = `SELECT ` + changeColumns + ` FROM entitlement_change v WHERE v.county = $1 AND v.basis = $3 AND ` + journal.HeldAt + ` ORDER BY v.opened, v.id`
	selectSince    = `SELECT ` + changeColumns + ` FROM entitlement_change v WHERE v.county = $1 AND v.from_month >= $3 AND ` + journal.HeldAt + ` ORDER BY v.opened, v.id`
)

func scanChange(row db.Row) (*Change, error) {
	var c Change
	var from string
	var until, reason, determination *string
	err := row.Scan(&c.County, &c.ID, &c.Seq, &c.Entitlement, &c.Household, &c.Programme, &c.Person, &c.Effect, &from, &until,
		&c.Before, &c.Amount, &c.Decision, &reason, &determination)
	if err != nil {
		return nil, err
	}
	c.Reason, c.Determination = textOf(reason), textOf(determination)
	return &c, monthsOf(monthText{&from, &c.From}, monthText{until, &c.Until})
}

// ChangesOf is what was done to an entitlement, the oldest first.
func ChangesOf(ctx context.Context, q db.Query, county, entitlement string) ([]*Change, error) {
	return db.Many(ctx, q, scanChange, selectChanges, county, journal.Latest, entitlement)
}

// write puts the entry down.
func (c *Change) write(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, changeTable, c.ID, journal.Valid{From: c.From.First()}, c.Entitlement, c.Household, c.Programme, c.Person, string(c.Effect),
		c.From.String(), monthOrNil(c.Until), c.Before, c.Amount, c.Decision, c.Reason, textOrNil(c.Determination))
}

// decided is what a decision has done.
func decided(ctx context.Context, q db.Query, county, decision string) ([]*Change, error) {
	return db.Many(ctx, q, scanChange, selectDecision, county, journal.Latest, decision)
}
