package casework

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// countersign is the signature of a second person under what was found out. Whoever
// found it out does not sign twice.
func countersign(_ context.Context, do *doing, _ *journal.Write) error {
	found := do.file.foundByTwo()
	if found == nil {
		return civil.Refuse("findings_missing", "还没有登记查明的情况，没有可以签字确认的。")
	}
	if found.Actor == do.who.Actor {
		return civil.Refuse("countersign_own", "“%s”是您登记的，要由另一个人看过再签字。", found.Title)
	}
	return nil
}

// needCountersigned asks for that signature under what two people have to find out.
func needCountersigned(n *needing) string {
	found := n.file.foundByTwo()
	if found == nil || n.file.did("countersign", found.Opened) != nil {
		return ""
	}
	return "“" + found.Title + "”还没有第二个人签字：请另一位评估人看过后签字。"
}

// foundByTwo is the last step of this round with findings that two people answer
// for: one whose form names the second. Nil for none.
func (f *File) foundByTwo() *Step {
	for i := len(f.Steps) - 1; i >= 0 && f.Steps[i].Opened > f.since(); i-- {
		a := f.Matter.Action(f.Steps[i].Action)
		if a != nil && slices.Contains(a.Does, "findings") && slices.ContainsFunc(a.Form, func(q pack.FormField) bool { return q.Name == "second" }) {
			return &f.Steps[i]
		}
	}
	return nil
}

// takenElsewhere makes the day on which another window took the application in the
// day on which it was asked for.
func takenElsewhere(_ context.Context, do *doing, w *journal.Write) error {
	taken, err := civil.ParseDate(do.values["day"])
	if err != nil || taken > day(w) {
		return Faults{{"day", -1, "收件日期不能晚于今天（" + day(w).Words() + "）。"}}
	}
	if c := do.file.Case; c.Submitted == 0 || taken < c.Submitted.Date() {
		c.Submitted = civil.Instant(startOf(taken))
	}
	return nil
}

// follow opens another application for the same person, where an officer found
// that he may be entitled to something else. It waits at the window of his town
// until somebody fills it in with him; it asks for nothing by itself.
func follow(ctx context.Context, do *doing, w *journal.Write) error {
	f, d := do.file, do.desk
	name := do.values["follows"]
	m := d.catalogue().Matter(name)
	if m == nil {
		return nil // none of the codes that name no matter
	}
	if m.Kind != pack.Applying || !slices.Contains(m.Channels, "window") {
		return civil.Refuse("follow_matter", "“%s”不能在窗口另起申请，请选别的。", m.Title)
	}
	form := Answers{Family: map[string]string{}, Members: []MemberAnswers{{Person: f.Case.Applicant, Values: named(m, f.Case.Name)}}}
	return d.open(ctx, w, do.who, Begin{
		Matter: m.Name, Channel: "window", County: f.Case.County, Home: f.Case.Division, Intake: f.Case.Division.Township(),
		Origin: "follow:" + f.Case.ID + ":" + m.Name, Form: form, Offered: true,
	}, m, register.Ref{County: f.Case.County, ID: db.NewID()}, "")
}

// noticeTitle is how a notice of a case is headed.
func (f *File) noticeTitle() string {
	if f.Matter.Kind == pack.Changing {
		return f.Matter.Short + "公示"
	}
	return f.Matter.Short + "初审公示"
}
