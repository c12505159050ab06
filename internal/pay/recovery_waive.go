package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// WaiverState is how far a proposal to give up a debt is.
type WaiverState string

// The states, see [WaiverState].
const (
	WaiverProposed WaiverState = "proposed"
	WaiverApproved WaiverState = "approved"
	WaiverRefused  WaiverState = "refused"
)

// Waiver is one version of a proposal to give up what is left of a debt (核销).
type Waiver struct {
	County, ID string
	Opened     int64
	Recovery   string
	Amount     civil.Fen
	Proposer   string
	Reason     string
	State      WaiverState
	Decider    string
	Words      string
}

var waiverTable = journal.NewTable("pay_write_off", journal.Text("recovery"), journal.Int("amount"), journal.Text("proposer"), journal.Text("reason"),
	journal.Text("state"), journal.Text("decider"), journal.Text("words"))

const (
	waiverColumns = `v.county, v.id, v.opened, v.recovery, v.amount, v.proposer, v.reason, v.state, v.decider, v.words`
	selectWaiver  = `SELECT ` + waiverColumns + ` FROM pay_write_off v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectWaivers = `SELECT ` + waiverColumns + ` FROM pay_write_off v WHERE v.county = $1 AND v.closed IS NULL AND v.recovery = $2 ORDER BY v.id`
)

func scanWaiver(row db.Row) (*Waiver, error) {
	var v Waiver
	return &v, row.Scan(&v.County, &v.ID, &v.Opened, &v.Recovery, &v.Amount, &v.Proposer, &v.Reason, &v.State, &v.Decider, &v.Words)
}

func (v *Waiver) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, waiverTable, v.ID, journal.Always, v.Recovery, v.Amount, v.Proposer, v.Reason, string(v.State), v.Decider, v.Words)
}

// Waivers are the proposals about a plan, the oldest first.
func Waivers(ctx context.Context, q db.Query, county, recovery string) ([]*Waiver, error) {
	return db.Many(ctx, q, scanWaiver, selectWaivers, county, recovery)
}

// ProposeWaiver asks that what is left of a debt be given up.
func (p *Pay) ProposeWaiver(ctx context.Context, actor, county, recovery, reason string) (v *Waiver, err error) {
	if reason == "" {
		return nil, civil.Refuse("pay_reason_missing", "请写明为什么收不回来，附上做过的追讨。")
	}
	_, err = p.journal.Do(ctx, header(county, "waiver", actor), func(w *journal.Write) error {
		r, err := GetRecovery(ctx, w, county, recovery)
		if err != nil {
			return err
		}
		list, err := Waivers(ctx, w, county, recovery)
		if err != nil {
			return err
		}
		for _, old := range list {
			if old.State == WaiverProposed {
				return civil.Conflict.Refuse("pay_waiver_pending", "这份协议已经有人申请核销，请先决定那一份。")
			}
		}
		owed, err := outstanding(ctx, w, county, r.Subject)
		if err != nil {
			return err
		}
		if owed == 0 || r.State != PlanOpen {
			return civil.Conflict.Refuse("pay_recovery_nothing", "这户没有多发的钱要追回，请核对。")
		}
		v = &Waiver{County: county, ID: newID(), Recovery: recovery, Amount: owed, Proposer: actor, Reason: reason, State: WaiverProposed}
		return v.open(ctx, w)
	})
	return v, err
}

// DecideWaiver is the second person's word about it. Whoever proposed it may not
// decide, and what is owed must be what was proposed.
func (p *Pay) DecideWaiver(ctx context.Context, actor, county, waiver string, approve bool, words string) error {
	if words == "" {
		return civil.Refuse("pay_reason_missing", "请写明决定的理由。")
	}
	_, err := p.journal.Do(ctx, header(county, "waive", actor), func(w *journal.Write) error {
		v, ok, err := db.One(ctx, w, scanWaiver, selectWaiver, county, waiver)
		switch {
		case err != nil:
			return err
		case !ok:
			return civil.NotFound.Refuse("pay_waiver_unknown", "没有找到这份核销申请，请重新打开协议。")
		case v.State != WaiverProposed:
			return civil.Conflict.Refuse("pay_waiver_decided", "这份核销申请已经决定过，请重新打开协议。")
		case v.Proposer == actor:
			return civil.Denied.Refuse("pay_waiver_same", "申请核销的人不能自己批准，请由另一人决定。")
		}
		if err := w.Close(ctx, waiverTable, v.ID, v.Opened); err != nil {
			return err
		}
		v.State, v.Decider, v.Words = WaiverRefused, actor, words
		if approve {
			v.State = WaiverApproved
			if err := v.carryOut(ctx, w); err != nil {
				return err
			}
		}
		return v.open(ctx, w)
	})
	return err
}

func (v *Waiver) carryOut(ctx context.Context, w *journal.Write) error {
	r, err := GetRecovery(ctx, w, v.County, v.Recovery)
	if err != nil {
		return err
	}
	owed, err := outstanding(ctx, w, v.County, r.Subject)
	if err != nil {
		return err
	}
	if owed != v.Amount {
		return civil.Conflict.Refuse("pay_waiver_amount", "申请核销%s元，现在还没收回的是%s元：请退回，按现在的金额重新申请。", v.Amount, owed)
	}
	if _, err := r.settle(ctx, w, WriteOff, v.Amount, w.At().Date(), v.ID); err != nil {
		return err
	}
	if err := v.post(ctx, w, r); err != nil {
		return err
	}
	return r.move(ctx, w, PlanWrittenOff, v.Reason)
}
