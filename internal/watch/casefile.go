package watch

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Origin is how a case says that it comes of a lead.
func Origin(lead register.Ref) string { return originPrefix + lead.County + "/" + lead.ID }

// originPrefix is what such an origin begins with.
const originPrefix = "lead:"

// OfOrigin is the lead an origin names; ok is false when it names none.
func OfOrigin(origin string) (lead register.Ref, ok bool) {
	const county = len("320613")
	if len(origin) < len(originPrefix)+county+2 || origin[:len(originPrefix)] != originPrefix {
		return lead, false
	}
	rest := origin[len(originPrefix):]
	return register.Ref{County: rest[:county], ID: rest[county+1:]}, rest[county] == '/'
}

// Began says that a case was begun from a lead. Saying so twice is saying it once.
func (d *Desk) Began(ctx context.Context, who Who, lead, casefile register.Ref, title string) error {
	f, err := d.Open(ctx, who, lead)
	if err != nil {
		return err
	}
	if f.Case == casefile {
		return nil
	}
	if f.State == Closed || f.State == InCase {
		return &civil.Error{Kind: civil.Conflict, Code: "lead_case", Message: "这条线索已经办结或已经有一份申请，请打开看最新情况。"}
	}
	h := journal.Header{County: lead.County, Kind: "lead.case", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf, Durable: true}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		l, known, err := db.One(ctx, w, scanLead, selectLead, lead.County, lead.ID)
		if err != nil || !known || l.Case == casefile {
			return err
		}
		next := *l
		next.State, next.Case, next.Due = InCase, casefile, 0
		if err := change(ctx, w, l, &next); err != nil {
			return err
		}
		return note(ctx, w, who, lead, Step{Action: "case", Title: "帮助申请：" + title}, "")
	})
	return err
}

// Outcome is what a case about a lead came to.
type Outcome struct {
	Lead    register.Ref
	Case    register.Ref
	Granted bool
	Ended   bool   // without a decision: the family took it back
	Words   string // what was decided, in a sentence
}

// Came closes a lead with what its case came to. A case that ended without a
// decision gives the lead back to those who visit. Saying it twice changes nothing.
func (d *Desk) Came(ctx context.Context, o Outcome) error {
	who := Machine()
	h := journal.Header{County: o.Lead.County, Kind: "lead.result", Actor: who.Actor, Purpose: string(who.Purpose), Durable: true}
	_, err := d.journal.Do(ctx, h, func(w *journal.Write) error {
		l, known, err := db.One(ctx, w, scanLead, selectLead, o.Lead.County, o.Lead.ID)
		if err != nil || !known || l.State == Closed || l.Case.ID != "" && l.Case != o.Case {
			return err
		}
		next := *l
		step := Step{Action: "result", Words: o.Words}
		if o.Ended {
			if l.State != InCase {
				return nil
			}
			next.State, next.Case = Visited, register.Ref{}
			step.Title = "申请已撤回或终止，线索继续办理"
			if next.Due, err = d.within(l.County, escalateDays, w.At().Date()); err != nil {
				return err
			}
		} else {
			next.State, next.Case, next.Due, next.Result = Closed, o.Case, 0, Refused
			if o.Granted {
				next.Result = Granted
			}
			step.Title = "自动办结：" + ResultTitles[next.Result]
		}
		if err := change(ctx, w, l, &next); err != nil {
			return err
		}
		if next.State == Closed {
			if err := d.tellClosed(ctx, w, &next); err != nil {
				return err
			}
		}
		return note(ctx, w, who, l.Ref, step, "")
	})
	return err
}
