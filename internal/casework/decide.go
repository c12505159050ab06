package casework

import (
	"context"
	"maps"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// DecidedTopic is the news of a decision: [Decided] as its body.
const DecidedTopic = "casework.decided"

// Decided is what later stages hear of a decision. It names rows, not people.
type Decided struct {
	Case      string `json:"case"`
	Decision  string `json:"decision"`
	Effect    string `json:"effect"`
	Programme string `json:"programme"`
	Household string `json:"household"`
	Person    string `json:"person,omitempty"` // of a person's benefit
	Amount    int64  `json:"amount"`
	Covered   int    `json:"covered"`
	From      string `json:"from"`
	Until     string `json:"until,omitempty"`
}

// decide writes a decision down, and tells whoever pays. A grant or change holds
// from the next month on.
func decide(what string) effect {
	return func(ctx context.Context, do *doing, w *journal.Write) error {
		f, d := do.file, do.desk
		decision := Decision{
			ID: db.NewID(), Opened: w.Seq(), Effect: what, Words: do.values["reason"], Decider: do.who.Name,
			Office: d.Place(do.unit), From: day(w).Month().Add(1), At: w.At(),
		}
		if what == "grant" {
			from, err := do.begins(ctx, w, decision.From)
			if err != nil {
				return err
			}
			decision.From = from
		}
		if text := do.values["from_month"]; text != "" {
			from, err := civil.ParseMonth(text)
			if err != nil {
				return err
			}
			decision.From = from
		}
		if text := do.values["until"]; text != "" {
			until, err := civil.ParseMonth(text)
			if err != nil {
				return err
			}
			decision.Until = until
		}
		if j := f.Judgement(); j != nil {
			decision.Judgement, decision.Amount, decision.Covered = j.ID, j.Amount, j.Covered
		}
		switch what {
		case "resume":
			decision.From = f.suspendedFrom(decision.From)
		case "refuse", "terminate":
			decision.Amount, decision.Covered, decision.From = 0, 0, 0
		case "suspend", "end":
			decision.Amount, decision.Covered = 0, 0
			if what == "end" { // what was promised until then is paid
				decision.From = max(decision.From, f.Case.graceEnd()+1)
			}
		}
		if err := do.bounds(ctx, w, &decision); err != nil {
			return err
		}
		if err := do.remedy(&decision, day(w)); err != nil {
			return err
		}
		f.Case.Amount, f.Case.Covered, f.Case.Effective = decision.Amount, decision.Covered, decision.From
		f.Decisions = append(f.Decisions, decision)
		if err := w.Open(ctx, decisionTable, decision.ID, journal.Always, decision.row(f.Case.ID)...); err != nil {
			return err
		}
		if err := decision.keepTaper(ctx, w, f.Case.ID); err != nil {
			return err
		}
		return do.tell(ctx, w, &decision)
	}
}

// suspendedFrom is the month from which payment was suspended: what is resumed is
// made up for from then on.
func (f *File) suspendedFrom(otherwise civil.Month) civil.Month {
	for i := len(f.Decisions) - 1; i >= 0; i-- {
		if f.Decisions[i].Effect == "suspend" {
			return f.Decisions[i].From
		}
	}
	return otherwise
}

// bounds holds a decision to what its action may do: one that is not marked as
// against the family never lowers what it is paid, and a grace period has an end.
func (do *doing) bounds(ctx context.Context, w *journal.Write, decision *Decision) error {
	f, d := do.file, do.desk
	switch decision.Effect {
	case "grant":
		if decision.Amount <= 0 && d.paid(f.Matter) {
			return civil.Refuse("decision_nothing", "按计算结果没有可发的金额：请先补齐还不知道的事实，重新核对计算，再作决定。")
		}
		if err := do.notHeld(ctx, w, decision.From); err != nil {
			return err
		}
		return do.term(decision, day(w))
	case "change":
		before, _, held, err := d.pays.Entitled(ctx, w, f.Case.County, f.Case.Household, f.beneficiary(), f.Matter.Programme, decision.From)
		if err != nil || !held {
			return err
		}
		if decision.Amount < before && !do.action.Danger {
			return civil.Refuse("decision_lowers", "按计算结果，金额会从%s减到%s：减少要先告知家庭、听取意见，请办理“减发”的步骤。", before.Words(), decision.Amount.Words())
		}
		if decision.Amount > before && do.action.Danger {
			return civil.Refuse("decision_raises", "按计算结果，金额会从%s增加到%s，不是减少，请办理“增加”。", before.Words(), decision.Amount.Words())
		}
	case "grace":
		months, err := d.number(f.Case.Division.County(), f.Matter.Grace, day(w))
		if err != nil {
			return err
		}
		if last := decision.From.Add(int(months) - 1); decision.Until < decision.From || decision.Until > last {
			return Faults{{"until", -1, "渐退期从" + decision.From.Words() + "起，最长到" + last.Words() + "，请重新选择。"}}
		}
		return do.taper(ctx, w, decision)
	case "resume":
		if last := f.Case.graceEnd(); last != 0 {
			return carriesOn(decision, last)
		}
	}
	return nil
}

// carriesOn refuses to go on paying by a case of a grace what is over, or nothing.
func carriesOn(decision *Decision, last civil.Month) error {
	if decision.Amount <= 0 {
		return civil.Refuse("decision_nothing", "按计算结果没有可发的金额，不能接着发：请重新核对计算，或者办理停发。")
	}
	if decision.From > last+1 {
		return civil.Refuse("grace_over", "渐退期到%s已满，不能接着发：请家庭重新申请。", last.Words())
	}
	return nil
}

// paid says whether the matter's programme pays an amount; some only recognise a
// family, which opens other help.
func (d *Desk) paid(m *pack.Matter) bool {
	p := d.catalogue().Programme(m.Programme)
	return p == nil || p.Amount != nil
}

// term ends what is granted for a fixed time.
func (do *doing) term(decision *Decision, today civil.Date) error {
	if do.file.Matter.Lasts == "" || decision.Until != 0 {
		return nil
	}
	months, err := do.desk.number(do.file.Case.Division.County(), do.file.Matter.Lasts, today)
	if err == nil {
		decision.Until = decision.From.Add(int(months) - 1)
	}
	return err
}

// remedy works out until when a review may be asked for.
func (do *doing) remedy(decision *Decision, today civil.Date) error {
	if do.file.Matter.Remedy == nil {
		return nil
	}
	days, err := do.desk.number(do.file.Case.Division.County(), do.file.Matter.Remedy.Days, today)
	if err != nil {
		return err
	}
	decision.RemedyUntil, _, err = do.desk.calendar.Deadline(today, int(days))
	return err
}

// tell says what was decided to whoever pays; what moves no money is not told.
func (do *doing) tell(ctx context.Context, w *journal.Write, decision *Decision) error {
	switch decision.Effect {
	case "refuse", "terminate", "keep":
		return nil
	}
	return w.Tell(ctx, DecidedTopic, Decided{
		Case: do.file.Case.ID, Decision: decision.ID, Effect: decision.Effect, Programme: do.file.Matter.Programme,
		Household: do.file.Case.Household, Person: do.file.beneficiary(), Amount: int64(decision.Amount), Covered: decision.Covered,
		From: monthText(decision.From), Until: monthText(decision.Until),
	})
}

// correct mends slips of the pen in the form: “SECTION.FIELD” of the family, or
// with the place of a member before it, as “1:SECTION.FIELD”. What rules read is
// not corrected but changed, by a matter of its own.
func correct(ctx context.Context, do *doing, w *journal.Write) error {
	f := do.file
	var again Answers
	again.Family = maps.Clone(f.Form.Family)
	again.Agreed = f.Form.Agreed
	for _, m := range f.Form.Members {
		m.Values = maps.Clone(m.Values)
		again.Members = append(again.Members, m)
	}
	f.Form = again // an act may run twice: what was read stays as it was
	for key, typed := range do.in.Values {
		values, name, ok := f.correctable(key)
		if !ok {
			continue
		}
		field := formField(f.Matter, name)
		if field == nil {
			continue
		}
		value, err := Read(&field.Field, typed)
		if err != nil {
			return Faults{{name, -1, messageOf(err)}}
		}
		values[name] = value
	}
	return do.desk.writeForm(ctx, w, f.Case.Ref, &f.Form)
}

// transfer hands a family in pay to another county without a gap: the entitlement
// there begins with the month after the last one here.
func transfer(ctx context.Context, do *doing, w *journal.Write) error {
	area, err := civil.ParseArea(do.values["to"])
	if err != nil {
		return Faults{{"to", -1, "请选择迁往的乡镇（街道）。"}}
	}
	if area.County() == do.file.Case.Division.County() {
		do.file.Case.Division = area
		return nil
	}
	do.file.Case.Division = area
	return w.Tell(ctx, TransferredTopic, Transferred{
		Case: do.file.Case.ID, Household: do.file.Case.Household, Person: do.file.beneficiary(), Programme: do.file.Matter.Programme,
		To: areaText(area), From: monthText(day(w).Month().Add(1)),
	})
}

// TransferredTopic is the news that a family moved to another county.
const TransferredTopic = "casework.transferred"

// Transferred is its body.
type Transferred struct {
	Case      string `json:"case"`
	Household string `json:"household"`
	Person    string `json:"person,omitempty"`
	Programme string `json:"programme"`
	To        string `json:"to"`   // division
	From      string `json:"from"` // month
}
