package casework_test

import (
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/register"
)

// spent is the form of a family that spent much.
func (f family) spent(cause, amount string) casework.Answers {
	a := f.answers()
	a.Family["household.cause"], a.Family["household.spent"], a.Family["household.spent_for"] = cause, amount, "6月至8月住院三次。"
	return a
}

// spending brings a case of spending before the county.
func (o *office) spending(f family, cause, once string) register.Ref {
	o.t.Helper()
	who := resident(f.people[0], f.names[0])
	ref, err := o.Begin(o.t.Context(), who, casework.Begin{
		Matter: "relief_spending", Channel: "phone", County: county, Home: village, Intake: village, Form: f.spent(cause, "36000"), Once: once,
	})
	if err != nil {
		o.t.Fatal(err)
	}
	o.do(who, ref, "submit", nil)
	o.do(townClerk(), ref, "accept", nil)
	o.do(villageWorker(), ref, "survey", map[string]string{
		"day": o.Today().String(), "second": "张明", "present": "本人", "members_found": "一人", "income_found": "在享低保", "spent_found": "36000", "living_found": "靠低保生活",
	})
	o.do(townClerk(), ref, "spending_only", map[string]string{"held": "dibao", "reason": "低保证号DB-12，2024年起在享，只核实支出。"})
	o.do(townClerk(), ref, "opine_grant", map[string]string{"opinion": "同意救助", "reason": "住院自付三万六千元，票据已核实。"})
	o.do(who, ref, "confirm_preview", nil)
	o.do(townClerk(), ref, "publish", nil)
	o.pass(8)
	o.do(townClerk(), ref, "close_notice", nil)
	return ref
}

func TestReliefForSpendingHasACeilingForEachCauseAndIsPaidInParts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王玉兰"}, []string{"1970-02-03"})
		ref := o.spending(f, "medical", "first")
		give := map[string]string{"class": "medical_large", "spent_found": "36000", "amount": "3601", "instalments": "3", "reason": "住院自付三万六千元，按一成给。"}
		refused := func(values map[string]string, want string) {
			t.Helper()
			if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "award", Values: values}); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s of class %s: %v", values["amount"], values["class"], err)
			}
		}
		refused(give, "3,600.00 元")
		refused(with(give, "class", "other", "amount", "3000"), "2倍")
		refused(with(give, "amount", "3000", "instalments", "13"), "分几个月")
		done := o.do(countyOfficer(), ref, "award", with(give, "amount", "3600"))
		file := o.file(ref)
		d, text := file.Decision(), strings.Join(file.LetterOf(done.Letter).Body.Paragraphs, "\n")
		if d.Amount != 3600_00 || d.From.String() != "2025-07" || d.Until.String() != "2025-09" || !strings.Contains(text, "分到2025年9月") {
			t.Errorf("decided %+v; %s", d, text)
		}

		same, other := o.spending(f, "medical", "second"), o.spending(f, "school", "third")
		lacks := func(ref register.Ref) bool {
			file := o.file(ref)
			lacking := o.Lacking(t.Context(), file, countyOfficer(), file.Matter.Action("award"), map[string]string{"amount": "1000"})
			return len(lacking) > 0 && lacking[0].Need == "not_lately"
		}
		if !lacks(same) || lacks(other) {
			t.Errorf("again for the same cause %t, for another %t", lacks(same), lacks(other))
		}
		big := map[string]string{"amount": "30000", "reason": "自付金额特别大，一事一议给三万元。"}
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: other, Action: "award_by_conference", Values: big}); err == nil {
			t.Error("given as a meeting resolved that never met")
		}
		o.resolve(other, "HS-320613-2025-00002")
		o.resolve(same, "HS-320613-2025-00003")
		o.do(countyOfficer(), other, "award_by_conference", big)
		if got := o.file(other).Given(); got != 30000_00 {
			t.Errorf("a conference gave %s", got)
		}
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: same, Action: "award_by_conference", Values: with(big, "amount", "50001")}); err == nil {
			t.Error("a conference gave more than there may be")
		}
	})
}

func TestATermThatEndsIsAskedForAgainWithLastYearsAnswers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		form := f.answers()
		for _, key := range []string{"bank", "account", "holder", "capacity"} {
			delete(form.Family, "payee."+key)
		}
		o.records(f.people[0], "pension", map[string]string{"kind": "employee", "month": "2025-06", "amount": "900.00"})
		who := resident(f.people[0], "李秀英")
		recognise := func(ref register.Ref) *casework.Decision {
			o.do(townClerk(), ref, "accept", nil)
			o.do(villageWorker(), ref, "survey", with(survey, "second", "张明", "day", o.Today().String()))
			o.do(countyOfficer(), ref, "check", nil)
			o.do(townClerk(), ref, "opine_grant", map[string]string{"opinion": "同意认定", "reason": because})
			o.do(who, ref, "confirm_preview", nil)
			o.do(townClerk(), ref, "publish", nil)
			o.pass(8)
			o.do(townClerk(), ref, "close_notice", nil)
			o.do(countyOfficer(), ref, "approve", nil)
			return o.file(ref).Decision()
		}
		first := o.ask("dibao_edge", who, form)
		d := recognise(first)
		b := o.benefit(register.Ref{County: county, ID: o.file(first).Case.Household}, f)
		b.Programme, b.Since, b.Until = "dibao_edge", d.From, d.Until
		o.now = o.now.AddDate(0, 10, 20)
		if got := o.recertify(b); len(got) != 0 {
			t.Fatalf("reminded too early: %v", got)
		}
		o.pass(25)
		got := o.recertify(b)
		if len(got) != 1 || len(o.recertify(b)) != 0 {
			t.Fatalf("reminded %v, and again", got)
		}
		draft := o.file(got[0])
		if draft.Case.Stage != "draft" || draft.Form.Agreed || draft.Form.Family["household.hardship"] != form.Family["household.hardship"] || len(draft.Letters) != 1 {
			t.Fatalf("begun anew as %+v with %v", draft.Case, draft.Form.Family)
		}
		o.records(f.people[0], "pension", map[string]string{"kind": "employee", "month": o.Today().Month().String(), "amount": "900.00"})
		again := draft.Form
		again.Agreed = true
		if _, err := o.Save(t.Context(), who, got[0], 0, again); err != nil {
			t.Fatal(err)
		}
		o.do(who, got[0], "submit", nil)
		if renewed := recognise(got[0]); renewed.From <= d.From {
			t.Errorf("renewed from %s after %s", renewed.From, d.Until)
		}
	})
}

func TestOneOfAFamilyIsProvidedForAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英", "李强"}, []string{"1971-02-03", "1999-05-06"})
		o.records(f.people[0], "disability_certificate", map[string]string{"type": "limb", "grade": "1"})
		o.records(f.people[1], "pension", map[string]string{"kind": "employee", "month": "2025-06", "amount": "1800.00"})
		ref := o.ask("dibao_single", resident(f.people[0], "李秀英"), f.answers())
		o.do(resident(f.people[1], "李强"), ref, "sign", nil)
		o.do(townClerk(), ref, "accept", nil)
		o.do(villageWorker(), ref, "survey", with(survey, "second", "张明"))
		o.do(countyOfficer(), ref, "check", nil)
		file := o.file(ref)
		if j := file.Judgement(); j.Outcome != "grant" || j.Covered != 1 || j.Amount <= 0 {
			t.Fatalf("judged %s %s of %d, because %v, missing %v", j.Outcome, j.Amount, j.Covered, j.Result.Reasons, j.Result.Missing)
		}
	})
}
