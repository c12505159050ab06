package casework_test

import (
	"context"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
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
		o.do(countyOfficer(), again, "award", map[string]string{"amount": "1000", "reason": "病情复发，属于新的情况，再给一千元。"})
	})
}

func with2(a casework.Answers, key, value string) casework.Answers {
	a.Family[key] = value
	return a
}
