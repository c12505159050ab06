package casework_test

import (
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// one is the form of somebody who asks for himself alone, in the sections of matters
// about one person.
func (f family) one(at int, more map[string]string) casework.Answers {
	a := casework.Answers{Agreed: true, Family: map[string]string{
		"applicant.name": f.names[at], "applicant.id_number": f.numbers[at], "applicant.phone": "13800000001",
		"applicant.registered_address": "和兴街道1号", "applicant.lives_elsewhere": "no", "applicant.by_proxy": "no",
		"payee.bank": "江苏农商银行", "payee.account": "6230660000000001", "payee.holder": f.names[at], "payee.capacity": "own",
	}}
	member := map[string]string{"member.name": f.names[at], "member.id_number": f.numbers[at], "member.relation": "self"}
	for key, value := range more {
		if strings.HasPrefix(key, "member.") {
			member[key] = value
			continue
		}
		a.Family[key] = value
	}
	a.Members = []casework.MemberAnswers{{Person: f.people[at], Values: member}}
	return a
}

// ask opens and submits a case of one matter.
func (o *office) ask(matter string, who casework.Who, form casework.Answers) register.Ref {
	o.t.Helper()
	ref, err := o.Begin(o.t.Context(), who, casework.Begin{
		Matter: matter, Channel: "phone", County: county, Home: village, Intake: village, Form: form, Once: matter + who.Actor + o.Today().String(),
	})
	if err != nil {
		o.t.Fatal(err)
	}
	o.do(who, ref, "submit", nil)
	return ref
}

var supported = map[string]string{
	"member.labour_ability": "none", "member.has_work": "no", "member.has_pension": "no", "member.has_property": "no",
	"support.hardship": "一个人住，腿脚不便。", "support.has_supporter": "no", "support.care_wish": "home",
}

func assessed(failed int) map[string]string {
	values := map[string]string{"day": "2025-06-30", "second": "顾红", "supporter_unable": "yes", "supporter_reason": "没有配偶和子女。"}
	for i, item := range []string{"eats", "dresses", "gets_up", "toilets", "walks", "bathes"} {
		values[item] = "no"
		if i < failed {
			values[item] = "yes"
		}
	}
	return values
}

func TestSixItemsOfSelfCareDecideWhatAPersonIsPaid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		amounts := map[int]civil.Fen{}
		for _, failed := range []int{0, 2, 6} {
			f := o.settle([]string{"王玉" + []string{"兰", "", "芳", "", "", "", "梅"}[failed]}, []string{"1940-02-0" + string(rune('3'+failed))})
			ref := o.ask("tekun", resident(f.people[0], f.names[0]), f.one(0, supported))
			o.do(townClerk(), ref, "accept", nil)
			o.do(villageWorker(), ref, "survey", with(survey, "second", "张明"))
			o.do(townClerk(), ref, "assess", assessed(failed))
			o.do(countyOfficer(), ref, "check", nil)
			file := o.file(ref)
			j := file.Judgement()
			if j.Outcome != "grant" {
				t.Fatalf("%d items: %s, missing %v, because %v", failed, j.Outcome, j.Result.Missing, j.Result.Reasons)
			}
			if got := file.Steps[len(file.Steps)-2].Detail["self_care_failed"]; got != string(rune('0'+failed)) {
				t.Errorf("%d items are counted as %q", failed, got)
			}
			amounts[failed] = j.Amount
		}
		if !(amounts[0] < amounts[2] && amounts[2] < amounts[6]) {
			t.Errorf("paid %v", amounts)
		}
	})
}

func TestWithoutTheAssessmentThatIsUnknown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王玉兰"}, []string{"1940-02-03"})
		ref := o.ask("tekun", resident(f.people[0], f.names[0]), f.one(0, supported))
		o.do(townClerk(), ref, "accept", nil)
		o.do(countyOfficer(), ref, "check", nil)
		j := o.file(ref).Judgement()
		if j.Outcome != "cannot_decide" || !strings.Contains(strings.Join(j.Result.Missing, " "), "supporter_unable") {
			t.Errorf("judged: %s, missing %v", j.Outcome, j.Result.Missing)
		}
	})
}

func TestAFamilyIsRecognisedWithoutMoneyForATerm(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		form := f.answers()
		for _, key := range []string{"bank", "account", "holder", "capacity"} {
			delete(form.Family, "payee."+key)
		}
		o.records(f.people[0], "pension", map[string]string{"kind": "employee", "month": "2025-06", "amount": "900.00"})
		ref := o.ask("dibao_edge", resident(f.people[0], "李秀英"), form)
		o.do(townClerk(), ref, "accept", nil)
		o.do(villageWorker(), ref, "survey", with(survey, "second", "张明"))
		o.do(countyOfficer(), ref, "check", nil)
		if j := o.file(ref).Judgement(); j.Outcome != "grant" || j.Amount != 0 {
			t.Fatalf("judged %s %s, because %v, missing %v", j.Outcome, j.Amount, j.Result.Reasons, j.Result.Missing)
		}
		o.do(townClerk(), ref, "opine_grant", map[string]string{"opinion": "同意认定", "reason": because})
		o.do(resident(f.people[0], "李秀英"), ref, "confirm_preview", nil)
		o.do(townClerk(), ref, "publish", nil)
		o.pass(8)
		o.do(townClerk(), ref, "close_notice", nil)
		done := o.do(countyOfficer(), ref, "approve", nil)
		file := o.file(ref)
		decision, letter := file.Decision(), file.LetterOf(done.Letter)
		if decision.Amount != 0 || decision.From.String() != "2025-08" || decision.Until.String() != "2026-07" {
			t.Errorf("decided %+v", decision)
		}
		if text := strings.Join(letter.Body.Paragraphs, "\n"); letter.Title != "低保边缘家庭认定通知书" || !strings.Contains(text, "到2026年7月为止") || strings.Contains(text, "最低生活保障") {
			t.Errorf("letter: %s %s", letter.Title, text)
		}
	})
}

func TestAnAllowanceIsPaidFromTheMonthInWhichItWasAskedFor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王玉兰", "王强"}, []string{"1970-02-03", "1996-05-06"})
		o.records(f.people[0], "disability_certificate", map[string]string{"type": "limb", "grade": "1"})
		ref := o.ask("disability_care", resident(f.people[0], f.names[0]), f.one(0, map[string]string{"member.other_allowance": "no"}))
		o.do(townClerk(), ref, "accept", nil)
		o.pass(20)
		o.do(countyOfficer(), ref, "verify_certificate", map[string]string{"opinion_of_federation": "valid"})
		if j := o.file(ref).Judgement(); j.Outcome != "grant" {
			t.Fatalf("judged %s, because %v, missing %v", j.Outcome, j.Result.Reasons, j.Result.Missing)
		}
		o.do(secondOfficer(), ref, "approve", nil)
		file := o.file(ref)
		if decision := file.Decision(); decision.From.String() != "2025-06" || decision.Amount <= 0 {
			t.Errorf("decided %+v", decision)
		}
		members, err := o.register.Members(t.Context(), register.Ref{County: county, ID: file.Case.Household}, register.On(o.Today()))
		if err != nil || len(members) != 2 || file.Case.Household != f.household.ID {
			t.Errorf("asking for one person changed the family: %v (%v)", members, err)
		}
	})
}

func secondOfficer() casework.Who {
	return staff("officer2", "赵文", casework.County, 320613000000)
}

// records writes what a department would say of somebody, by fields as people
// write them.
func (o *office) records(person register.Ref, name string, fields map[string]string) {
	o.t.Helper()
	c, _ := packsOnce()
	reg := c.Register(name)
	rec := register.Record{Register: name, Subject: person.ID, Division: village, Values: make([]register.Value, len(reg.Fields))}
	rec.Valid = register.Since(mustDay(o.t, "2020-01-01"))
	for i := range reg.Fields {
		if text, said := fields[reg.Fields[i].Name]; said {
			value, err := casework.Value(&reg.Fields[i], text)
			if err != nil {
				o.t.Fatal(err)
			}
			rec.Values[i] = value
		}
	}
	h := journal.Header{County: county, Kind: "test", Actor: "test", Purpose: "application"}
	_, err := journal.New(o.store, register.Tables()...).Do(o.t.Context(), h, func(w *journal.Write) error {
		_, _, err := o.register.SaveRecord(o.t.Context(), w, rec)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestWhatDepartmentsAnsweredAboutOnePersonIsKnownOfThatPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		o.silent = true
		f := o.settle([]string{"李秀英", "李强"}, []string{"1971-02-03", "1999-05-06"})
		ref := o.begin(f)
		o.do(resident(f.people[0], "李秀英"), ref, "submit", nil)
		o.do(resident(f.people[1], "李强"), ref, "sign", nil)
		o.do(townClerk(), ref, "accept", nil)
		judged := func() *casework.Judgement {
			o.do(countyOfficer(), ref, "check", nil)
			return o.file(ref).Judgement()
		}
		if j := judged(); j.Outcome != "cannot_decide" || len(j.Result.Missing) == 0 {
			t.Fatalf("while nobody has answered: %s", j.Outcome)
		}
		o.answers = map[string][]fact.Coverage{}
		answer := func(person register.Ref) {
			c, _ := packsOnce()
			for _, r := range c.Registers() {
				if r.Class == "authorised" {
					o.answers[person.ID] = append(o.answers[person.ID], fact.Coverage{Register: r.Name, Subject: person.ID, From: mustDay(t, "2024-06-01"), To: mustDay(t, "2025-09-28")})
				}
			}
		}
		answer(f.people[0])
		if j := judged(); j.Outcome != "cannot_decide" {
			t.Errorf("with one of two answered about: %s", j.Outcome)
		}
		answer(f.people[1])
		if j := judged(); j.Outcome != "grant" {
			t.Errorf("with all answered about: %s, missing %v, because %v", j.Outcome, j.Result.Missing, j.Result.Reasons)
		}
	})
}
