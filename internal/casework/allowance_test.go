package casework_test

import (
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/register"
)

func TestSomebodyIsWarnedBeforeHisCertificateRunsOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王玉兰"}, []string{"1970-02-03"})
		o.records(f.people[0], "disability_certificate", map[string]string{"type": "limb", "grade": "1", "valid_to": "2025-10-15"})
		b := o.benefit(f.household, f)
		b.Programme, b.Person = "disability_care", f.people[0].ID
		if got := o.recertify(b); len(got) != 0 {
			t.Fatalf("warned three months before: %v", got)
		}
		o.pass(50)
		got := o.recertify(b)
		if len(got) != 1 || len(o.recertify(b)) != 0 {
			t.Fatalf("opened %v, and again", got)
		}
		c := o.file(got[0])
		if c.Case.Matter != "disability_care_change" || len(c.Letters) != 1 || c.Letters[0].Recipient != "王玉兰" {
			t.Fatalf("opened %+v with %d letters", c.Case, len(c.Letters))
		}
		if text := strings.Join(c.Letters[0].Body.Paragraphs, "\n"); !strings.Contains(text, "残疾人证到2025年10月15日为止") {
			t.Errorf("the letter says %s", text)
		}
		o.do(townClerk(), got[0], "dismiss", map[string]string{"reason": "已经换证，残联的数据已更新。"})
	})
}

func TestTheDayOfAnotherWindowIsTheDayOnWhichItWasAskedFor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王玉兰"}, []string{"1970-02-03"})
		o.records(f.people[0], "disability_certificate", map[string]string{"type": "limb", "grade": "1"})
		ref := o.ask("disability_care", resident(f.people[0], f.names[0]), f.one(0, map[string]string{"member.other_allowance": "no"}))
		far := map[string]string{"day": "2025-05-28", "taken_at": "上海市浦东新区某街道", "receipt": "SH-2025-7"}
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "note_intake", Values: with(far, "day", "2025-07-28")}); err == nil {
			t.Error("taken in tomorrow")
		}
		o.do(townClerk(), ref, "note_intake", far)
		o.do(townClerk(), ref, "accept", nil)
		o.do(countyOfficer(), ref, "verify_certificate", map[string]string{"opinion_of_federation": "valid"})
		o.do(secondOfficer(), ref, "approve", nil)
		if d := o.file(ref).Decision(); d.From.String() != "2025-05" {
			t.Errorf("paid from %s", d.From)
		}
	})
}

func TestAnAllowanceForAnotherProvinceIsTakenInPassedOnAndAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		form := casework.Answers{Family: map[string]string{
			"applicant.name": "赵秀兰", "applicant.id_number": "11010519491231002X", "applicant.phone": "13800000003",
			"applicant.home_place": "安徽省阜阳市颍上县江口镇", "applicant.address": "和兴街道9号", "applicant.wants": "care", "applicant.certificate_number": "11010519491231002X41",
		}, Members: []casework.MemberAnswers{{Values: map[string]string{"member.name": "赵秀兰", "member.id_number": "11010519491231002X", "member.relation": "self"}}}}
		ref, err := o.Begin(t.Context(), townClerk(), casework.Begin{Matter: "allowance_elsewhere", Channel: "window", County: county, Home: town, Intake: town, Form: form, Once: "far"})
		if err != nil {
			t.Fatal(err)
		}
		done := o.do(townClerk(), ref, "submit", nil)
		if l := o.file(ref).LetterOf(done.Letter); l == nil || l.Title != "跨省通办收件回执" {
			t.Errorf("the receipt is %+v", l)
		}
		o.do(townClerk(), ref, "forward", map[string]string{"to_office": "颍上县民政局", "manner": "system", "sent_number": "QG-1"})
		done = o.do(townClerk(), ref, "answer", map[string]string{"result": "granted", "words": "同意，每月80元，自2025年6月起发。"})
		file := o.file(ref)
		if text := strings.Join(file.LetterOf(done.Letter).Body.Paragraphs, "\n"); file.Case.Stage != "answered" || !strings.Contains(text, "每月80元") {
			t.Errorf("answered at %s: %s", file.Case.Stage, text)
		}
	})
}

func TestWhoeverReachesTheAgeIsFoundJudgedAndConfirmedByAPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		young := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		f := o.settle([]string{"王福生"}, []string{"1945-06-20"}) // eighty in June 2025
		reach := func(held bool) []register.Ref {
			opened, err := o.Reach(t.Context(), 320613000000, func(programme, person string) bool { return held && person == f.people[0].ID })
			if err != nil {
				t.Fatal(err)
			}
			return opened
		}
		if got := reach(true); len(got) != 0 {
			t.Errorf("found who has it: %v", got)
		}
		got := reach(false)
		if len(got) != 1 || len(reach(false)) != 0 {
			t.Fatalf("found %v, and again", got)
		}
		file := o.file(got[0])
		if file.Case.Applicant == young.people[0] || file.Case.Stage != "review" || file.Judgement() == nil || file.Judgement().Outcome != "grant" || len(file.Decisions) != 0 {
			t.Fatalf("opened %+v, judged %+v", file.Case, file.Judgement())
		}
		confirm := casework.Input{Case: got[0], Action: "approve"}
		if _, err := o.Do(t.Context(), countyOfficer(), confirm); err == nil || !strings.Contains(err.Error(), "领款账户") {
			t.Errorf("confirmed without an account: %v", err)
		}
		o.do(townClerk(), got[0], "name_account", map[string]string{"bank": "江苏农商银行", "account": "6230660000000001", "holder": "王福生", "capacity": "own"})
		done := o.do(countyOfficer(), got[0], "approve", nil)
		file = o.file(got[0])
		if d := file.Decision(); d.Effect != "grant" || d.From.String() != "2025-07" || d.Amount != 50_00 || file.LetterOf(done.Letter).Title != "尊老金发放通知书" {
			t.Errorf("decided %+v", d)
		}
	})
}

func TestAYearlyLookComesEveryYear(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王福生"}, []string{"1940-02-03"})
		b := o.benefit(f.household, f)
		b.Programme, b.Person = "elder", f.people[0].ID
		for year := range 2 {
			o.now = o.now.AddDate(1, 1, 0)
			got := o.recertify(b)
			if len(got) != 1 || len(o.recertify(b)) != 0 {
				t.Fatalf("in year %d: %v", year+1, got)
			}
			o.do(villageWorker(), got[0], "face_seen", map[string]string{"day": o.Today().String(), "second": "张明", "manner": "visit", "living_found": "身体硬朗。"})
			if file := o.file(got[0]); file.Case.Stage != "dismissed" || len(file.Surveys) != 1 {
				t.Errorf("in year %d: %s", year+1, file.Case.Stage)
			}
		}
	})
}
