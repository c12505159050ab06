package casework_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// refusal is the code with which something was refused.
func refusal(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func TestAFamilyAsksForTheSameBenefitOnceAtATime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英", "李小明"}, []string{"1971-02-03", "2003-05-06"})
		first := o.begin(f)
		o.do(resident(f.people[0], f.names[0]), first, "submit", nil)
		begin := casework.Begin{Matter: "dibao", Channel: "window", County: county, Home: village, Intake: town, Form: f.answers(), Once: "again"}
		if _, err := o.Begin(t.Context(), townClerk(), begin); refusal(err) != "case_twice" {
			t.Fatalf("begun again: %v", err)
		}
		mother, son := begin.Form.Members[0], begin.Form.Members[1]
		begin.Form.Members = []casework.MemberAnswers{son, mother} // for whom nothing runs yet as applicant
		second, err := o.Begin(t.Context(), townClerk(), begin)
		if err != nil {
			t.Fatal(err)
		}
		submit := casework.Input{Case: second, Action: "submit"}
		if _, err := o.Do(t.Context(), townClerk(), submit); refusal(err) != "case_twice" {
			t.Fatalf("a second case of the family: %v", err)
		}
		other := o.settle([]string{"王玉兰"}, []string{"1970-02-03"})
		o.do(resident(other.people[0], other.names[0]), o.begin(other), "submit", nil)
		o.do(townClerk(), first, "withdraw", nil)
		if _, err := o.Do(t.Context(), townClerk(), submit); err != nil {
			t.Errorf("after the first was withdrawn: %v", err)
		}
	})
}

func TestTwoOfAFamilyMayAskForABenefitOfTheirOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王玉兰", "王强"}, []string{"1970-02-03", "1995-03-04"})
		ask := func(i int, once string) (register.Ref, error) {
			form := f.one(i, map[string]string{"member.other_allowance": "no"})
			ref, err := o.Begin(t.Context(), townClerk(), casework.Begin{Matter: "disability_care", Channel: "window", County: county, Home: village, Intake: town, Form: form, Once: once})
			if err == nil {
				_, err = o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "submit"})
			}
			return ref, err
		}
		for i := range f.people {
			o.records(f.people[i], "disability_certificate", map[string]string{"type": "limb", "grade": "1"})
			if _, err := ask(i, "of "+f.names[i]); err != nil {
				t.Errorf("%s: %v", f.names[i], err)
			}
		}
		if _, err := ask(0, "once more"); refusal(err) != "case_twice" {
			t.Errorf("the same person again: %v", err)
		}
	})
}

func TestWhatIsPaidIsNotGrantedAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref := o.toReview(f)
		household := o.file(ref).Case.Household
		o.pays[household] = 50000
		approve := casework.Input{Case: ref, Action: "approve"}
		if _, err := o.Do(t.Context(), countyOfficer(), approve); refusal(err) != "decision_twice" {
			t.Fatalf("granted beside what is paid: %v", err)
		}
		delete(o.pays, household)
		if _, err := o.Do(t.Context(), countyOfficer(), approve); err != nil {
			t.Errorf("when nothing is paid any more: %v", err)
		}
	})
}

func TestWhoBeginsIsToldWhatIsPaidAlready(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref := o.toReview(f)
		household, applicant := o.file(ref).Case.Household, f.people[0]
		told := func(name string) string {
			t.Helper()
			m, err := o.Matter(name)
			if err != nil {
				t.Fatal(err)
			}
			words, err := o.PaidAlready(t.Context(), m, applicant)
			if err != nil {
				t.Fatal(err)
			}
			return words
		}
		reports := func() (names []string) {
			t.Helper()
			list, err := o.Reports(t.Context(), applicant)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range list {
				names = append(names, m.Name)
			}
			return names
		}
		if words := told("dibao"); words != "" {
			t.Errorf("nothing is paid: %s", words)
		}
		if names := reports(); len(names) != 0 {
			t.Errorf("of what is not paid nothing can change: %v", names)
		}
		o.pays[household] = 500_00
		if names := reports(); !slices.Contains(names, "dibao_change") || slices.Contains(names, "dibao") {
			t.Errorf("it is paid, and what changed is told by %v", names)
		}
		if words := told("dibao"); !strings.Contains(words, "每月500.00 元") || !strings.Contains(words, "请办“") {
			t.Errorf("it is paid: %s", words)
		}
		if words := told("relief_urgent"); words != "" {
			t.Errorf("relief may be asked for again: %s", words)
		}
		if words := told("dibao_edge"); !strings.Contains(words, "接着算") {
			t.Errorf("what holds for a term is asked for anew: %s", words)
		}
		if _, err := o.Begin(t.Context(), townClerk(), casework.Begin{Matter: "relief_urgent", Channel: "window", County: county, Home: village, Intake: town, Form: emergency(f), Once: "relief"}); err != nil {
			t.Errorf("relief beside it: %v", err)
		}
	})
}
