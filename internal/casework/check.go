package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// judgedCase is a judgement computed before the act that keeps it.
type judgedCase struct {
	judged    *assess.Judged
	judgement Judgement
}

// prepare does what an action computes before it is an act: judging needs the
// store as it stands, and takes longer than a writer may be kept waiting.
func (do *doing) prepare(ctx context.Context) error {
	if slices.Contains(do.action.Does, "check") && do.desk.verifies != nil {
		if err := do.desk.verifies.Verify(ctx, do.who, do.file); err != nil {
			return err
		}
	}
	if !slices.Contains(do.action.Does, "judge") {
		return nil
	}
	j, err := do.desk.Try(ctx, do.who, do.file)
	if err != nil {
		return err
	}
	do.judged = j
	return nil
}

// Try judges the family of a case as it stands, without writing anything.
func (d *Desk) Try(ctx context.Context, who Who, f *File) (*judgedCase, error) {
	c := f.Case
	if c.Household == "" || f.Matter.Programme == "" {
		return nil, civil.Refuse("case_unjudgeable", "这件事还没有登记共同生活的家庭成员，不能计算。")
	}
	county, err := civil.ParseArea(c.County)
	if err != nil {
		return nil, err
	}
	judged, err := d.judge.Judge(ctx, county, c.Household, d.Today(), who.Actor)
	if err != nil {
		return nil, err
	}
	out := &judgedCase{judged: judged, judgement: Judgement{
		ID: db.NewID(), Day: judged.Day, Programme: f.Matter.Programme, Bundle: judged.Bundle, Snapshot: judged.Snapshot,
		Outcome: "cannot_decide",
	}}
	j := &out.judgement
	member := -1
	for _, one := range judged.Determinations {
		if one.Programme == f.Matter.Programme && judged.Person(one.Member) == f.beneficiary() {
			member = one.Member
			j.Outcome, j.Amount, j.Covered = outcomeName(one.Outcome), one.Amount, one.Covered
			j.Result.Reasons, j.Result.Missing = one.Reasons, one.Missing
			continue
		}
		j.Result.Others = append(j.Result.Others, Other{
			Programme: one.Programme, Person: judged.Person(one.Member), Outcome: outcomeName(one.Outcome), Amount: one.Amount,
		})
	}
	j.Result.Trace = judged.Trace(f.Matter.Programme, member)
	j.Result.Values = householdValues(j.Result.Trace)
	j.Result.Differences = d.differences(f, judged.Known)
	return out, nil
}

func outcomeName(o rule.Outcome) string {
	switch o {
	case rule.Grant:
		return "grant"
	case rule.Refuse:
		return "refuse"
	}
	return "cannot_decide"
}

// householdValues are the named expressions of the household in a trace.
func householdValues(trace []rule.Step) map[string]string {
	values := map[string]string{}
	for _, s := range trace {
		if s.Member < 0 {
			values[s.Name] = s.Value
		}
	}
	return values
}

// differences holds what was declared against what the departments answered. A
// department that was silent is never a zero.
func (d *Desk) differences(f *File, known map[string]string) (list []Difference) {
	catalogue := d.catalogue()
	for i := range f.Matter.Sections {
		s := &f.Matter.Sections[i]
		if s.Of != "member" {
			continue
		}
		for k := range s.Fields {
			field := &s.Fields[k]
			_, column, kept := strings.Cut(field.Keep, ".")
			fact := catalogue.Fact("person." + column)
			if !kept || fact == nil || fact.Class != "authorised" {
				continue
			}
			for at := range f.Form.Members {
				a := &f.Form.Members[at]
				declared := a.Values[s.Name+"."+field.Name]
				if !Asked(s, field, a.Values) {
					declared = field.Otherwise
				}
				list = append(list, compare(field, a, declared, known[a.Person.ID+":"+column], f.partyName(a.Person.ID)))
			}
		}
	}
	return list
}

func compare(field *pack.FormField, a *MemberAnswers, declared, checked, name string) Difference {
	d := Difference{
		Person: a.Person.ID, Name: name, Fact: field.Keep, Label: field.Label,
		Declared: declared, Checked: checked, Verdict: "same",
	}
	order, numbers := inOrder(declared, checked)
	switch {
	case checked == "":
		d.Verdict = "unanswered"
	case declared == checked, numbers && order == 0, declared == "" && nothingSaid(checked):
	case declared == "", numbers && order < 0:
		d.Verdict = "less"
	default:
		d.Verdict = "more"
	}
	return d
}

// nothingSaid says whether an answer is none or nought: then nothing was left out.
func nothingSaid(checked string) bool { return checked == "0" || checked == "0.00" || checked == "no" }

// inOrder compares two amounts or numbers: 0 and 0.00 are the same.
func inOrder(declared, checked string) (order int, numbers bool) {
	a, errA := civil.ParseYuan(declared)
	b, errB := civil.ParseYuan(checked)
	return cmp.Compare(a, b), errA == nil && errB == nil
}

// keepJudgement writes down what prepare computed.
func keepJudgement(ctx context.Context, do *doing, w *journal.Write) error {
	f, d, j := do.file, do.desk, do.judged.judgement
	j.Opened = w.Seq()
	if err := do.settleSought(ctx, w); err != nil {
		return err
	}
	facts, err := d.keys.Seal(place("case_judgement", "facts", f.Case.County, j.ID), string(do.judged.judged.Facts))
	if err != nil {
		return err
	}
	result, err := d.seal(place("case_judgement", "result", f.Case.County, j.ID), j.Result)
	if err != nil {
		return err
	}
	f.Judgements = append(f.Judgements, j)
	if f.Matter.Kind == pack.Applying {
		f.Case.Amount, f.Case.Covered = j.Amount, j.Covered
	}
	return w.Open(ctx, judgementTable, j.ID, journal.Always, f.Case.ID, j.Day.String(), j.Programme, j.Outcome,
		int64(j.Amount), int64(j.Covered), j.Bundle, j.Snapshot, facts, result)
}

// Judgement is what judging now would say.
func (t *judgedCase) Judgement() *Judgement { return &t.judgement }
