package casework_test

import (
	"slices"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// inForce brings a family into pay and gives its declared household.
func (o *office) inForce(f family) register.Ref {
	o.t.Helper()
	ref := o.toReview(f)
	o.do(countyOfficer(), ref, "approve", nil)
	return register.Ref{County: county, ID: o.file(ref).Case.Household}
}

// raise opens a change that a recheck proposes.
func (o *office) raise(household register.Ref, origin string) register.Ref {
	o.t.Helper()
	ref, err := o.Raise(o.t.Context(), countyOfficer(), casework.Raise{
		Matter: "dibao_change", Start: "recheck", County: household.County, Household: household.ID, Origin: origin, Note: "复核建议减少。",
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return ref
}

func TestAProposalOpensOneCaseHoweverOftenItIsRaised(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		household := o.inForce(o.settle([]string{"李秀英"}, []string{"1971-02-03"}))
		ref := o.raise(household, "p1")
		if again := o.raise(household, "p1"); again != ref {
			t.Error("the same proposal opened a second case")
		}
		f := o.file(ref)
		if f.Case.Stage != "opened" || f.Case.Awaits != "town" || f.Parties[0].Signed == 0 {
			t.Errorf("raised: %+v, %+v", f.Case, f.Parties)
		}
		if _, err := o.Raise(t.Context(), otherClerk(), casework.Raise{Matter: "dibao_change", Start: "recheck", County: household.County, Household: household.ID}); !kind(err, civil.NotFound) {
			t.Errorf("a case is opened by who may not know the family: %v", err)
		}
	})
}

// changing is a change that waits for its decision.
func (o *office) changing(household register.Ref) register.Ref {
	o.t.Helper()
	return o.looked(o.raise(household, "p1"))
}

// looked has an office look into a change.
func (o *office) looked(ref register.Ref) register.Ref {
	o.t.Helper()
	o.do(townClerk(), ref, "take_up", nil)
	o.do(townClerk(), ref, "survey", with(survey, "day", o.Today().String()))
	o.do(countyOfficer(), ref, "check", nil)
	return ref
}

func TestAReductionIsToldHeardAndDecidedByAPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		household := o.inForce(o.settle([]string{"李秀英"}, []string{"1971-02-03"}))
		o.pays[household.ID] = 90000 // more than the rules now say
		ref := o.changing(household)
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "reduce", Values: map[string]string{"reason": "家里收入增加，应当减少。"}}); err == nil {
			t.Error("the town reduces by itself")
		}
		done := o.do(townClerk(), ref, "inform", map[string]string{"intends": "reduce", "reason": "家里收入增加，拟减少金额。"})
		letter := o.file(ref).LetterOf(done.Letter)
		if letter == nil || !strings.Contains(strings.Join(letter.Body.Paragraphs, "\n"), "900.00 元") {
			t.Errorf("the family is not told what it has now: %+v", letter)
		}
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "no_reply"}); !kind(err, civil.Invalid) {
			t.Errorf("decided before the family could speak: %v", err)
		}
		o.do(resident(o.file(ref).Parties[0].Person, "李秀英"), ref, "reply", map[string]string{"words": "同意。"})
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "raise"}); !kind(err, civil.Invalid) {
			t.Errorf("an action that is not against the family lowers its amount: %v", err)
		}
		o.do(countyOfficer(), ref, "reduce", map[string]string{"reason": "收入增加，按差额减少，家庭已同意。"})
		f := o.file(ref)
		if d := f.Decision(); f.Case.Stage != "changed" || d.Effect != "change" || d.Amount >= 90000 || d.RemedyUntil == 0 {
			t.Errorf("decided %+v at %s", d, f.Case.Stage)
		}
	})
}

func TestAGracePeriodHasAnEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		household := o.inForce(o.settle([]string{"李秀英"}, []string{"1971-02-03"}))
		ref := o.changing(household)
		o.do(townClerk(), ref, "inform", map[string]string{"intends": "grace", "reason": "就业后收入超过标准，拟渐退。"})
		o.do(resident(o.file(ref).Parties[0].Person, "李秀英"), ref, "reply", map[string]string{"words": "同意。"})
		reason := "就业后收入超过标准，给予渐退期。"
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "grace", Values: map[string]string{"until": "2026-07", "reason": reason}}); !kind(err, civil.Invalid) {
			t.Errorf("a grace period of a year: %v", err)
		}
		o.do(countyOfficer(), ref, "grace", map[string]string{"until": "2026-01", "reason": reason})
	})
}

func TestAGraceTapersAsThePacksSay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		household := o.inForce(o.settle([]string{"李秀英"}, []string{"1971-02-03"}))
		o.pays[household.ID] = 71001
		ref := o.changing(household)
		o.do(townClerk(), ref, "inform", map[string]string{"intends": "grace", "reason": "就业后收入超过标准，拟渐退。"})
		o.do(resident(o.file(ref).Parties[0].Person, "李秀英"), ref, "reply", map[string]string{"words": "同意。"})
		values := map[string]string{"until": "2025-09", "full_until": "2025-09", "reason": "就业后收入超过标准，先全额后减半。"}
		for _, full := range []string{"2025-09", "2025-05", "八月"} {
			values["full_until"] = full
			if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "grace", Values: values}); !kind(err, civil.Invalid) {
				t.Errorf("in full until %s: %v", full, err)
			}
		}
		values["full_until"] = "2025-07"
		done := o.do(countyOfficer(), ref, "grace", values)
		f := o.file(ref)
		if d := f.Decision(); d.FullUntil.String() != "2025-07" || d.Reduced != 35501 {
			t.Errorf("in full until %s, then %s", d.FullUntil, d.Reduced)
		}
		if words := strings.Join(f.LetterOf(done.Letter).Body.Paragraphs, "\n"); !strings.Contains(words, "先全额发到2025年7月，每月710.01 元；以后每月发355.01 元") {
			t.Errorf("the family reads: %s", words)
		}
		if slices.ContainsFunc(o.Allowed(f, countyOfficer()), func(a *pack.Action) bool { return a.Name == "carry_on" }) {
			t.Error("what is not in grace could be carried on")
		}
	})
}

func TestBeforeAGraceIsOverAPersonLooksOnceMore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		people := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		b := o.benefit(o.inForce(people), people)
		b.Grace, b.Until = true, b.Since+2 // September
		if got := o.recertify(b); len(got) != 0 {
			t.Errorf("looked at months before the end: %v", got)
		}
		o.now = o.now.AddDate(0, 2, 5)
		got := o.recertify(b)
		if len(got) != 1 || len(o.recertify(b)) != 0 {
			t.Fatalf("opened %v, and again", got)
		}
		if f := o.file(got[0]); f.Steps[0].Title != "立案：渐退期满" || !strings.Contains(f.Steps[0].Words, "2025年9月") {
			t.Errorf("opened %+v", f.Steps[0])
		}
		o.pays[b.Household] = 71000
		ref := o.looked(got[0])
		o.do(townClerk(), ref, "propose", map[string]string{"reason": "又失业了，收入低于标准，建议接着发。"})
		o.do(countyOfficer(), ref, "carry_on", nil)
		if d := o.file(ref).Decision(); d.Effect != "resume" || d.From != b.Until+1 || d.Amount <= 0 || d.Until != 0 {
			t.Errorf("decided %+v", d)
		}
	})
}

func TestTheEndOfAGraceCutsNoMonthThatWasPromised(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		people := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		b := o.benefit(o.inForce(people), people)
		b.Grace, b.Until = true, b.Since+2
		o.now = o.now.AddDate(0, 2, 1) // 31 August: the last month is still to come
		got := o.recertify(b)
		if len(got) != 1 {
			t.Fatalf("opened %v", got)
		}
		ref := o.looked(got[0])
		o.do(townClerk(), ref, "inform", map[string]string{"intends": "end", "reason": "仍高于标准，期满停发。"})
		o.do(resident(o.file(ref).Parties[0].Person, "李秀英"), ref, "reply", map[string]string{"words": "同意。"})
		o.do(countyOfficer(), ref, "visit", map[string]string{"day": o.Today().String(), "second": "孙伟", "findings": "属实。"})
		o.do(countyOfficer(), ref, "end", map[string]string{"reason": "收入仍高于标准，渐退期满停发。"})
		if d := o.file(ref).Decision(); d.Effect != "end" || d.From != b.Until+1 {
			t.Errorf("ends with %s, promised until %s", d.From, b.Until)
		}
	})
}
