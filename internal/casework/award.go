package casework

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Reserve hands out money a town keeps ready for emergencies. App hands it in.
type Reserve interface {
	// Advance posts what is handed out for a case within the act that decides it; a
	// reserve that does not cover it refuses the act.
	Advance(ctx context.Context, w *journal.Write, c *Case, unit civil.Area, payment string, decision *Decision) error
}

// award gives an amount once, paid in the month of the decision.
func award(ctx context.Context, do *doing, w *journal.Write) error {
	decision, err := do.given(ctx, w, "award")
	if err != nil {
		return err
	}
	return w.Tell(ctx, DecidedTopic, Decided{
		Case: do.file.Case.ID, Decision: decision.ID, Effect: decision.Effect, Programme: do.file.Matter.Pays,
		Household: do.file.Case.Household, Person: do.file.beneficiary(), Amount: int64(decision.Amount),
		From: monthText(decision.From), Until: monthText(decision.Until),
	})
}

// advance hands an amount out at once, from the reserve of the acting unit.
func advance(ctx context.Context, do *doing, w *journal.Write) error {
	if do.desk.reserve == nil {
		return civil.Refuse("reserve_none", "这里没有设立备用金，请直接报县级审批。")
	}
	decision, err := do.given(ctx, w, "advance")
	if err != nil {
		return err
	}
	return do.desk.reserve.Advance(ctx, w, do.file.Case, do.unit, do.file.Matter.Pays, decision)
}

// given writes down what is given: the amount an officer decides, within what the
// action may come to together with what the case was given before.
func (do *doing) given(ctx context.Context, w *journal.Write, effect string) (*Decision, error) {
	f := do.file
	amount, err := civil.ParseYuan(do.values["amount"])
	if err != nil || amount <= 0 {
		return nil, Faults{{"amount", -1, "请写明给多少元，要大于0。"}}
	}
	if do.response, err = do.desk.responseAt(ctx, w, f, day(w)); err != nil {
		return nil, err
	}
	if err := do.within(amount, day(w)); err != nil {
		return nil, err
	}
	if err := do.ceiling(amount, day(w)); err != nil {
		return nil, err
	}
	decision := Decision{
		ID: db.NewID(), Opened: w.Seq(), Effect: effect, Words: do.values["reason"], Decider: do.who.Name,
		Office: do.desk.Place(do.unit), From: day(w).Month(), At: w.At(), Amount: amount,
	}
	if j := f.Judgement(); j != nil {
		decision.Judgement = j.ID
	}
	if err := do.instalments(&decision); err != nil {
		return nil, err
	}
	if err := do.remedy(&decision, day(w)); err != nil {
		return nil, err
	}
	f.Case.Amount, f.Case.Covered, f.Case.Effective = amount, len(f.Form.Members), decision.From
	f.Decisions = append(f.Decisions, decision)
	if err := w.Open(ctx, decisionTable, decision.ID, journal.Always, decision.row(f.Case.ID)...); err != nil || do.response == nil {
		return &decision, err
	}
	return &decision, do.desk.responses.Relieved(ctx, w, do.response, f.Case, &decision)
}

// within refuses more than the action may come to with what was given before.
func (do *doing) within(amount civil.Fen, today civil.Date) error {
	if do.action.Limit == "" {
		return nil
	}
	before := do.file.Given()
	most, err := do.desk.most(do.file, do.action.Limit, do.response, today)
	if err != nil || before+amount <= most {
		return err
	}
	under := ""
	if do.response != nil {
		under = "按“" + do.response.Title + "”，"
	}
	return Faults{{"amount", -1, under + "这一步连同已经给的" + before.Words() + "，一共最多" + most.Words() + "：超过的请" + do.beyond() + "。"}}
}

// beyond is who may give more than an action may: a meeting, where the next way on from
// here needs one, else the office above.
func (do *doing) beyond() string {
	if do.meetingGives() {
		return "先提请会商，一事一议"
	}
	return "报上一级审批"
}

// meetingGives says whether more may be given from here as a meeting resolved.
func (do *doing) meetingGives() bool {
	return slices.ContainsFunc(do.file.Matter.Actions, func(a *pack.Action) bool {
		return has(a.From, do.file.Case.Stage) && has(a.Does, "award") && has(a.Needs, "resolved")
	})
}

// Given is what the family was given on this case so far.
func (f *File) Given() (sum civil.Fen) {
	for i := range f.Decisions {
		if d := &f.Decisions[i]; d.Effect == "award" || d.Effect == "advance" {
			sum += d.Amount
		}
	}
	return sum
}
