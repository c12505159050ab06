package casework_test

import (
	"context"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// till is a reserve in memory.
type till struct{ left civil.Fen }

func (r *till) Advance(_ context.Context, _ *journal.Write, _ *casework.Case, unit civil.Area, payment string, d *casework.Decision) error {
	if payment != "relief" || unit != town {
		return civil.Refuse("till", "不是这里的备用金。")
	}
	if d.Amount > r.left {
		return &civil.Error{Kind: civil.Conflict, Code: "reserve_short", Message: "备用金不够。"}
	}
	r.left -= d.Amount
	return nil
}

// resolve writes down what a meeting resolved about a case, as the stage of meetings does.
func (o *office) resolve(ref register.Ref, number string) {
	o.t.Helper()
	h := journal.Header{County: county, Kind: "test", Actor: "test", Purpose: "application"}
	if _, err := journal.New(o.store, casework.Tables()...).Do(o.t.Context(), h, func(w *journal.Write) error {
		return o.Resolved(o.t.Context(), w, ref, "李敏", number, "同意一事一议，给三万元。")
	}); err != nil {
		o.t.Fatal(err)
	}
}

func emergency(f family) casework.Answers {
	a := f.one(0, map[string]string{
		"applicant.where_now": "县人民医院", "applicant.cause": "illness", "applicant.happened_on": "2025-06-29", "applicant.hardship": "没钱交住院费。",
	})
	delete(a.Family, "applicant.registered_address")
	delete(a.Family, "applicant.lives_elsewhere")
	return a
}

var relieved = map[string]string{
	"day": "2025-06-30", "second": "顾红", "cause_found": "突发脑出血住院。", "loss": "30000.00", "living_found": "家人在医院陪护。", "signed_by": "王玉兰",
}

func TestAnEmergencyIsHelpedFirstAndTheMoneyIsThere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		o.till.left = 3000_00
		f := o.settle([]string{"王玉兰"}, []string{"1970-02-03"})
		ref := o.ask("relief_urgent", resident(f.people[0], f.names[0]), emergency(f))
		handOut := map[string]string{"amount": "2500", "manner": "cash", "receiver": "王玉兰", "words": "在医院见到本人，马上要交费。"}
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "advance", Values: handOut}); err == nil || !strings.Contains(err.Error(), "一共最多") {
			t.Errorf("more than a town may hand out: %v", err)
		}
		o.do(townClerk(), ref, "advance", with(handOut, "amount", "2000"))
		file := o.file(ref)
		if file.Case.Stage != "aided" || file.Given() != 2000_00 || o.till.left != 1000_00 || file.LetterOf(file.Letters[0].ID) == nil {
			t.Fatalf("after the advance: %+v, given %s, left %s", file.Case, file.Given(), o.till.left)
		}
		other := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		second := o.ask("relief_urgent", resident(other.people[0], other.names[0]), emergency(other))
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: second, Action: "advance", Values: with(handOut, "amount", "1500")}); !kind(err, civil.Conflict) {
			t.Errorf("handed out what is not there: %v", err)
		}
		if o.file(second).Case.Stage != "reported" {
			t.Error("the refused advance changed the case")
		}

		o.pass(7)
		o.do(villageWorker(), ref, "survey", with(relieved, "second", "张明"))
		o.do(townClerk(), ref, "propose", map[string]string{"reason": "住院自己要付三万元，家里没有积蓄。"})
		give := map[string]string{"amount": "19000", "reason": "住院自付三万元，家里没有积蓄，给一万九千元。"}
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "award", Values: give}); err == nil || !strings.Contains(err.Error(), "20,000.00") {
			t.Errorf("with what was given before it is over the limit: %v", err)
		}
		done := o.do(countyOfficer(), ref, "award", with(give, "amount", "18000"))
		file = o.file(ref)
		decision, letter := file.Decision(), file.LetterOf(done.Letter)
		if decision.Effect != "award" || decision.Amount != 18000_00 || decision.From.String() != "2025-07" || file.Given() != 20000_00 {
			t.Errorf("decided %+v, given %s", decision, file.Given())
		}
		if text := strings.Join(letter.Body.Paragraphs, "\n"); !strings.Contains(text, "给予您家临时救助18,000.00 元") {
			t.Errorf("letter: %s", text)
		}

		again := o.ask("relief_urgent", resident(f.people[0], f.names[0]), with2(emergency(f), "applicant.hardship", "又住院了。"))
		o.do(townClerk(), again, "go_on", map[string]string{"reason": "人已安置，不需要马上给现金。"})
		o.do(villageWorker(), again, "survey", with(relieved, "second", "张明"))
		o.do(townClerk(), again, "propose", map[string]string{"reason": "第二次住院，自己要付一万元。"})
		if lacking := o.Lacking(t.Context(), o.file(again), countyOfficer(), o.file(again).Matter.Action("award"), map[string]string{"amount": "1000"}); len(lacking) == 0 || lacking[0].Need != "not_lately" {
			t.Errorf("a second award within the year lacks %v", lacking)
		}
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: again, Action: "award", Values: map[string]string{"amount": "1000", "reason": "第二次住院，自己要付一万元。"}}); err == nil || !strings.Contains(err.Error(), "18,000.00") {
			t.Errorf("a reason alone is no reason to give again: %v", err)
		}
		earlier, months, err := o.Lately(t.Context(), o.file(again))
		if err != nil || months != 12 || len(earlier) != 2 || earlier[0].Amount != 18000_00 || earlier[1].Amount != 2000_00 || earlier[0].Number != file.Case.Number {
			t.Errorf("given lately, of %d months: %+v, %v", months, earlier, err)
		}
		o.do(countyOfficer(), again, "award", map[string]string{"amount": "1000", "reason": "第二次住院，自己要付一万元。", "again": "病情复发，是新的情况。"})
	})
}

func TestWhatIsAboveTheLimitIsGivenOnlyAsAMeetingResolved(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王玉兰"}, []string{"1970-02-03"})
		ref := o.ask("relief_urgent", resident(f.people[0], f.names[0]), emergency(f))
		o.do(townClerk(), ref, "go_on", map[string]string{"reason": "人已安置，不需要马上给现金。"})
		o.do(villageWorker(), ref, "survey", with(relieved, "second", "张明"))
		o.do(townClerk(), ref, "propose", map[string]string{"reason": "房屋烧光，自己要付四万元。"})
		give := map[string]string{"amount": "30000", "reason": "房屋全部烧毁，会商议定给三万元。"}
		try := func(action string, values map[string]string) error {
			_, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: action, Values: values})
			return err
		}
		if err := try("award", give); err == nil || !strings.Contains(err.Error(), "先提请会商") {
			t.Errorf("above the limit: %v", err)
		}
		if err := try("award_by_conference", give); err == nil || !strings.Contains(err.Error(), "还没有会议") {
			t.Errorf("without a meeting: %v", err)
		}
		o.resolve(ref, "HS-320613-2025-00001")
		if err := try("award_by_conference", with(give, "amount", "50001")); err == nil {
			t.Error("a meeting gave more than there may be")
		}
		done := o.do(countyOfficer(), ref, "award_by_conference", give)
		file := o.file(ref)
		if text := strings.Join(file.LetterOf(done.Letter).Body.Paragraphs, ""); file.Given() != 30000_00 || !strings.Contains(text, "一事一议，HS-320613-2025-00001") {
			t.Errorf("given %s: %s", file.Given(), text)
		}
		if err := try("award_more", with(give, "amount", "1000")); err == nil {
			t.Error("more than the limit in parts, though no meeting said so")
		}
		o.do(countyOfficer(), ref, "award_more_by_conference", with(give, "amount", "10000"))
		if got := o.file(ref).Given(); got != 40000_00 {
			t.Errorf("in two parts %s", got)
		}
	})
}

func with2(a casework.Answers, key, value string) casework.Answers {
	a.Family[key] = value
	return a
}
