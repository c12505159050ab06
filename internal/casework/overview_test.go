package casework_test

import (
	"testing"

	"lianxin/internal/casework"
)

func TestTheOverviewCountsWhatTheListsShow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ref := o.toReview(o.settle([]string{"李秀英"}, []string{"1950-01-01"}))
		o.pass(200)
		standings, err := o.Overview(t.Context(), countyOfficer())
		if err != nil {
			t.Fatal(err)
		}
		if len(standings) != 1 || standings[0].Count != 1 || standings[0].Overdue != 1 || standings[0].Town != town || standings[0].Stage != "review" {
			t.Errorf("standings %+v", standings)
		}
		if none, err := o.Overview(t.Context(), otherClerk()); err != nil || len(none) != 0 {
			t.Errorf("elsewhere: %+v %v", none, err)
		}
		trail, err := o.Trail(t.Context(), countyOfficer(), ref)
		if err != nil || len(trail) < 8 || trail[0].Kind != "case.begin" || len(trail[0].Hash) == 0 {
			t.Fatalf("the trail is %+v %v", trail, err)
		}
		for i := 1; i < len(trail); i++ {
			if trail[i].Seq <= trail[i-1].Seq {
				t.Errorf("act %d stands behind %d", trail[i].Seq, trail[i-1].Seq)
			}
		}
		if _, err := o.Trail(t.Context(), otherClerk(), ref); err == nil {
			t.Error("somebody elsewhere reads the acts of a case")
		}
	})
}

func TestDecisionsAreListedNewestFirstAndInPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		for _, name := range []string{"李秀英", "王小二", "赵大爷"} {
			f := o.settle([]string{name}, []string{"1950-01-01"})
			ref := o.begin(f)
			o.do(resident(f.people[0], name), ref, "submit", nil)
			o.do(townClerk(), ref, "accept", nil)
			o.do(townClerk(), ref, "terminate", map[string]string{"reason": "家庭书面要求不再办理。"})
			o.pass(1)
		}
		first, err := o.Decisions(t.Context(), countyOfficer(), casework.DecisionQuery{Size: 2})
		if err != nil || len(first.List) != 2 || first.Next == "" || first.List[0].At < first.List[1].At || first.List[0].Case.Name != "赵大爷" {
			t.Fatalf("the first page is %+v %v", first, err)
		}
		rest, err := o.Decisions(t.Context(), countyOfficer(), casework.DecisionQuery{Size: 2, After: first.Next})
		if err != nil || len(rest.List) != 1 || rest.Next != "" || rest.List[0].Case.Name != "李秀英" {
			t.Errorf("the second page is %+v %v", rest, err)
		}
		today := first.List[0].At.Date()
		if one, err := o.Decisions(t.Context(), countyOfficer(), casework.DecisionQuery{From: today, Until: today}); err != nil || len(one.List) != 1 {
			t.Errorf("of the day: %+v %v", one, err)
		}
		if none, err := o.Decisions(t.Context(), otherClerk(), casework.DecisionQuery{}); err != nil || len(none.List) != 0 {
			t.Errorf("elsewhere: %+v %v", none, err)
		}
		if none, err := o.Decisions(t.Context(), countyOfficer(), casework.DecisionQuery{Effect: "end"}); err != nil || len(none.List) != 0 {
			t.Errorf("of an effect nobody decided: %+v %v", none, err)
		}
	})
}

func TestSpeedCountsLimitsAndCasesThatEndedInTheirTown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1950-01-01"})
		begun := o.Today()
		ref := o.begin(f)
		o.do(resident(f.people[0], "李秀英"), ref, "submit", nil)
		o.do(townClerk(), ref, "accept", nil)
		o.pass(90) // longer than any time limit of the matter
		o.do(townClerk(), ref, "terminate", map[string]string{"reason": "家庭书面要求不再办理。"})
		list, err := o.Speeds(t.Context(), countyOfficer(), begun, o.Today())
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		if s := list[0]; s.Town != town || s.Met < 1 || s.Late != s.Met || s.Ended != 1 || s.Days != 90 {
			t.Errorf("speed %+v", s)
		}
		if before, err := o.Speeds(t.Context(), countyOfficer(), begun, begun+89); err != nil || len(before) != 0 {
			t.Errorf("before: %+v, %v", before, err)
		}
		if none, err := o.Speeds(t.Context(), otherClerk(), begun, o.Today()); err != nil || len(none) != 0 {
			t.Errorf("elsewhere: %+v, %v", none, err)
		}
	})
}
