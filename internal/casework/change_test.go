package casework_test

import (
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
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
	ref := o.raise(household, "p1")
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
