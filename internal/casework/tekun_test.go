package casework_test

import (
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

const agreed = "同意，与本人看到的一致，评估属实。"

// provided brings somebody's application for 特困 to its decision, and gives the
// case.
func (o *office) provided(f family, failed int) register.Ref {
	o.t.Helper()
	ref := o.ask("tekun", resident(f.people[0], f.names[0]), f.one(0, supported))
	o.do(townClerk(), ref, "accept", nil)
	o.do(villageWorker(), ref, "survey", with(survey, "second", "张明"))
	o.do(townClerk(), ref, "assess", assessed(failed))
	o.do(villageWorker(), ref, "countersign", map[string]string{"agreed_with": agreed})
	o.do(countyOfficer(), ref, "check", nil)
	o.do(townClerk(), ref, "opine_grant", map[string]string{"opinion": "同意给予供养", "reason": because})
	o.do(resident(f.people[0], f.names[0]), ref, "confirm_preview", nil)
	o.do(townClerk(), ref, "publish", nil)
	o.pass(8)
	o.do(townClerk(), ref, "close_notice", nil)
	o.do(countyOfficer(), ref, "approve", nil)
	return ref
}

var carer = map[string]string{
	"placement": "scattered", "carer": "顾红", "carer_phone": "13800000002", "agreement": "2025-17", "signed": "2025-07-08", "ends": "2026-07-07",
}

func TestTheSixItemsAreSignedByTwoPeople(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王福生"}, []string{"1940-02-03"})
		ref := o.ask("tekun", resident(f.people[0], f.names[0]), f.one(0, supported))
		o.do(townClerk(), ref, "accept", nil)
		o.do(villageWorker(), ref, "survey", with(survey, "second", "张明"))
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "countersign", Values: map[string]string{"agreed_with": agreed}}); !kind(err, civil.Invalid) {
			t.Errorf("signed under nothing: %v", err)
		}
		alone := with(assessed(2), "second", townClerk().Name)
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "assess", Values: alone}); !kind(err, civil.Invalid) {
			t.Errorf("one person assesses as two: %v", err)
		}
		o.do(townClerk(), ref, "assess", assessed(2))
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "countersign", Values: map[string]string{"agreed_with": agreed}}); !kind(err, civil.Invalid) {
			t.Errorf("one person signs twice: %v", err)
		}
		o.do(countyOfficer(), ref, "check", nil)
		opinion := casework.Input{Case: ref, Action: "opine_grant", Values: map[string]string{"opinion": "同意", "reason": because}}
		if _, err := o.Do(t.Context(), townClerk(), opinion); err == nil || !strings.Contains(err.Error(), "第二个人签字") {
			t.Errorf("an opinion without the second signature: %v", err)
		}
		o.do(villageWorker(), ref, "countersign", map[string]string{"agreed_with": agreed})
		o.do(townClerk(), ref, "assess", assessed(4)) // assessed again: signed again
		if _, err := o.Do(t.Context(), townClerk(), opinion); err == nil || !strings.Contains(err.Error(), "第二个人签字") {
			t.Errorf("the signature under the first assessment counts for the second: %v", err)
		}
	})
}

func TestSomebodyProvidedForIsAssessedAgainAndPaidMore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王福生"}, []string{"1940-02-03"})
		ref := o.provided(f, 0)
		o.do(townClerk(), ref, "arrange_care", carer)
		o.do(villageWorker(), ref, "care_visit", map[string]string{"day": o.Today().String(), "second": "张明", "present": "本人", "kept": "full", "living_found": "三餐有人送，精神好。"})
		first := o.file(ref)
		if first.Case.Stage != "approved" || len(first.Surveys) != 2 {
			t.Fatalf("after the care was arranged: %s, %d visits", first.Case.Stage, len(first.Surveys))
		}
		o.pays[first.Case.Household] = first.Decision().Amount
		change := o.reported(f, "tekun_change", first, map[string]string{"change.change_kind": "care", "change.change_note": "中风以后下不了床。"})
		o.do(townClerk(), change, "take_up", nil)
		o.do(townClerk(), change, "assess", with(assessed(5), "day", o.Today().String()))
		o.do(villageWorker(), change, "countersign", map[string]string{"agreed_with": agreed})
		o.do(townClerk(), change, "judge_again", nil)
		o.do(townClerk(), change, "propose", map[string]string{"reason": "重新评估五项不能自理，应改为全护理。"})
		done := o.do(countyOfficer(), change, "raise", nil)
		file := o.file(change)
		if d := file.Decision(); d.Effect != "change" || d.Amount <= first.Decision().Amount || file.LetterOf(done.Letter) == nil {
			t.Errorf("decided %+v after %s", d, first.Decision().Amount)
		}
		for _, c := range file.Clocks {
			if c.Clock == "TK-04" && (c.Stopped == 0 || c.Units != 10) {
				t.Errorf("the limit of the new assessment: %+v", c)
			}
		}
	})
}

// reported opens a change that somebody reports from his phone.
func (o *office) reported(f family, matter string, first *casework.File, family map[string]string) register.Ref {
	o.t.Helper()
	form := casework.Answers{Agreed: true, Family: family, Members: []casework.MemberAnswers{{Person: f.people[0], Values: map[string]string{}}}}
	for _, s := range o.matter(matter).Sections {
		for _, q := range s.Fields {
			if s.Of != "member" || !q.Required {
				continue
			}
			value := map[string]string{"name": f.names[0], "id_number": f.numbers[0], "relation": "self"}[q.Name]
			if value == "" {
				value = "0"
			}
			form.Members[0].Values[s.Name+"."+q.Name] = value
		}
	}
	who := resident(f.people[0], f.names[0])
	ref, err := o.Begin(o.t.Context(), who, casework.Begin{Matter: matter, Channel: "phone", County: county, Home: village, Intake: village, Form: form, Once: matter})
	if err != nil {
		o.t.Fatal(err)
	}
	o.do(who, ref, "submit", nil)
	if got := o.file(ref).Case.Household; got != first.Case.Household {
		o.t.Fatalf("the change is about household %s, the benefit about %s", got, first.Case.Household)
	}
	return ref
}

func TestADeathEndsProvisionAfterANoticeAndNotBefore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王福生"}, []string{"1940-02-03"})
		first := o.file(o.provided(f, 0))
		o.pays[first.Case.Household] = first.Decision().Amount
		o.die(f.people[0])
		b := o.benefit(register.Ref{County: county, ID: first.Case.Household}, f)
		b.Programme, b.Person = "tekun", f.people[0].ID
		got := o.recertify(b)
		if len(got) != 1 || len(o.recertify(b)) != 0 {
			t.Fatalf("opened %v", got)
		}
		ref := got[0]
		o.do(townClerk(), ref, "take_up", nil)
		o.do(townClerk(), ref, "judge_again", nil)
		o.do(townClerk(), ref, "skip_hearing", map[string]string{"reason": "本人已经去世，没有可以告知的人。"})
		end := map[string]string{"follows": "none", "reason": "本人7月去世，从次月起终止供养。"}
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "end", Values: end}); err == nil {
			t.Error("ended before the notice")
		}
		o.do(countyOfficer(), ref, "propose_end", map[string]string{"reason": "本人已经去世，拟终止供养。"})
		o.do(townClerk(), ref, "publish_end", nil)
		if n := o.file(ref).Notice("opinion"); n == nil || n.Body.Opinion != "拟终止救助供养" || n.Body.Title != "特困变更公示" {
			t.Errorf("published %+v", n)
		}
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "close_end"}); !kind(err, civil.Invalid) {
			t.Errorf("the notice ended before its time: %v", err)
		}
		o.pass(8)
		o.do(townClerk(), ref, "close_end", nil)
		done := o.do(countyOfficer(), ref, "end", end)
		file := o.file(ref)
		if d := file.Decision(); d.Effect != "end" || d.From != o.Today().Month().Add(1) || file.LetterOf(done.Letter).Title != "特困人员救助供养终止决定书" {
			t.Errorf("decided %+v", d)
		}
	})
}

// die lets the register say that somebody died.
func (o *office) die(person register.Ref) {
	o.t.Helper()
	viewer := access.Viewer{Actor: "staff:test", Roles: []access.Role{casework.Town}, Divisions: []civil.Area{town}, Purpose: "application"}
	p, err := o.register.Person(o.t.Context(), viewer, person, register.On(o.Today()), register.Show{Fields: []string{"name"}})
	if err != nil {
		o.t.Fatal(err)
	}
	dead := false
	p.Alive = &dead
	h := journal.Header{County: county, Kind: "test", Actor: "test", Purpose: "application"}
	if _, err := journal.New(o.store, register.Tables()...).Do(o.t.Context(), h, func(w *journal.Write) error { return o.register.ChangePerson(o.t.Context(), w, *p) }); err != nil {
		o.t.Fatal(err)
	}
}

func TestAChildProvidedForIsLookedAtBeforeItIsGrown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王小强"}, []string{"2009-08-20"}) // sixteen in August 2025
		b := o.benefit(f.household, f)
		b.Programme, b.Person = "tekun", f.people[0].ID
		if got := o.recertify(b); len(got) != 0 {
			t.Fatalf("opened two months before: %v", got)
		}
		o.pass(25)
		got := o.recertify(b)
		if len(got) != 1 || len(o.recertify(b)) != 0 {
			t.Fatalf("opened %v", got)
		}
		c := o.file(got[0])
		if c.Steps[0].Title != "立案：到了规定的年龄" || !strings.Contains(c.Steps[0].Words, "16周岁") || c.Case.Applicant != f.people[0] {
			t.Errorf("opened %+v", c.Steps[0])
		}
		o.do(townClerk(), got[0], "dismiss", map[string]string{"reason": "未满18周岁，按第24条继续供养。"})
		o.now = o.now.AddDate(2, 0, 0)
		got = o.recertify(b)
		if len(got) != 1 || !strings.Contains(o.file(got[0]).Steps[0].Words, "18周岁") {
			t.Errorf("at eighteen: %v", got)
		}
	})
}

func TestWhatFollowsTheEndWaitsAtTheWindow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王福生"}, []string{"1940-02-03"})
		first := o.file(o.provided(f, 0))
		o.pays[first.Case.Household] = first.Decision().Amount
		ref := o.reported(f, "tekun_change", first, map[string]string{"change.change_kind": "supporter", "change.change_note": "找到了儿子，愿意赡养。"})
		o.do(townClerk(), ref, "take_up", nil)
		o.do(townClerk(), ref, "judge_again", nil)
		o.do(townClerk(), ref, "inform", map[string]string{"intends": "end", "reason": "义务人有履行能力，拟终止供养。"})
		o.do(resident(f.people[0], f.names[0]), ref, "reply", map[string]string{"words": "同意，跟儿子过。"})
		o.do(countyOfficer(), ref, "propose_end", map[string]string{"reason": "义务人有履行能力，拟终止供养。"})
		o.do(townClerk(), ref, "publish_end", nil)
		o.pass(8)
		o.do(townClerk(), ref, "close_end", nil)
		o.do(countyOfficer(), ref, "end", map[string]string{"follows": "dibao", "reason": "义务人有履行能力，从次月起终止供养。"})
		mine, err := o.Mine(t.Context(), resident(f.people[0], f.names[0]))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range mine {
			if c.Matter == "dibao" && c.Stage == "draft" && c.Number != "" && c.Name == f.names[0] {
				return
			}
		}
		t.Errorf("nothing waits for him: %+v", mine)
	})
}
