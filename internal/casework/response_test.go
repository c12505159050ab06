package casework_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// crisis is a response in memory: where it is open, and what was given under it.
type crisis struct {
	open  *casework.Response
	area  civil.Area
	given []civil.Fen
}

func (c *crisis) At(_ context.Context, _ db.Query, places []civil.Area, matter string, day civil.Date) (*casework.Response, error) {
	if c.open == nil || matter != "relief_urgent" || day > c.open.Until || !slices.ContainsFunc(places, c.area.Contains) {
		return nil, nil
	}
	return c.open, nil
}

func (c *crisis) Of(context.Context, db.Query, register.Ref) (*casework.Response, error) {
	if len(c.given) == 0 {
		return nil, nil
	}
	return c.open, nil
}

func (c *crisis) Relieved(_ context.Context, _ *journal.Write, _ *casework.Response, _ *casework.Case, d *casework.Decision) error {
	c.given = append(c.given, d.Amount)
	return nil
}

// storm is a response in an area until the last of June.
func storm(t *testing.T, area civil.Area) *crisis {
	return &crisis{area: area, open: &casework.Response{
		Title: "六月暴雨重大响应", Until: mustDay(t, "2025-06-30"), Waives: []string{"not_lately"},
		Replaces: map[string]string{"relief_town_limit": "response_major_town_limit", "relief_case_limit": "response_major_case_limit", "relief_papers_days": "response_papers_days"},
	}}
}

func TestAnOpenResponseRaisesWhatMayBeGivenAndIsNamed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		o.till.left = 30000_00
		*o.crisis = *storm(t, village) // where the family lives; the town deals with it
		f := o.settle([]string{"王玉兰"}, []string{"1970-02-03"})
		ref := o.ask("relief_urgent", resident(f.people[0], f.names[0]), emergency(f))
		handOut := map[string]string{"amount": "10001", "manner": "cash", "receiver": "王玉兰", "words": "家里进水，马上要有地方住。"}
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "advance", Values: handOut}); err == nil || !strings.Contains(err.Error(), "按“六月暴雨重大响应”") || !strings.Contains(err.Error(), "10,000.00") {
			t.Errorf("above the limit of the response: %v", err)
		}
		done := o.do(townClerk(), ref, "advance", with(handOut, "amount", "6000"))
		file := o.file(ref)
		if text := strings.Join(file.LetterOf(done.Letter).Body.Paragraphs, ""); !strings.Contains(text, "按六月暴雨重大响应给予") {
			t.Errorf("the letter: %s", text)
		}
		if len(o.crisis.given) != 1 || o.crisis.given[0] != 6000_00 {
			t.Errorf("the response counts %v", o.crisis.given)
		}
		for i := range file.Clocks {
			if c := &file.Clocks[i]; c.Clock == "LS-02" && c.Units != 20 {
				t.Errorf("the papers are due within %d days", c.Units)
			}
		}
		now, given, err := o.Response(t.Context(), file)
		if err != nil || now == nil || given == nil {
			t.Fatalf("the page is told %v and %v, %v", now, given, err)
		}
		if most, err := o.Limit(file, "relief_case_limit", now); err != nil || most != 50000_00 {
			t.Errorf("in all %s, %v", most, err)
		}
	})
}

func TestWhereNoResponseIsOpenTheUsualLimitsHold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		o.till.left = 30000_00
		handOut := map[string]string{"amount": "2001", "manner": "cash", "receiver": "王玉兰", "words": "家里进水，马上要有地方住。"}
		for i, where := range []struct {
			name string
			area civil.Area
			days int
		}{{"elsewhere", 320613999000, 0}, {"after its last day", village, 1}} {
			*o.crisis = *storm(t, where.area)
			o.pass(where.days)
			f := o.settle([]string{[]string{"王玉兰", "李秀英"}[i]}, []string{"1970-02-03"})
			ref := o.ask("relief_urgent", resident(f.people[0], f.names[0]), emergency(f))
			if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "advance", Values: handOut}); err == nil || !strings.Contains(err.Error(), "2,000.00") {
				t.Errorf("%s: %v", where.name, err)
			}
			done := o.do(townClerk(), ref, "advance", with(handOut, "amount", "2000"))
			if text := strings.Join(o.file(ref).LetterOf(done.Letter).Body.Paragraphs, ""); strings.Contains(text, "响应") || len(o.crisis.given) != 0 {
				t.Errorf("%s it is said: %s", where.name, text)
			}
		}
	})
}

func TestAResponseLeavesOutThatSomethingWasGivenLately(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王玉兰"}, []string{"1970-02-03"})
		give := map[string]string{"amount": "1000", "reason": "家里进水，自己要付一千元。"}
		ready := func(hardship string) register.Ref {
			ref := o.ask("relief_urgent", resident(f.people[0], f.names[0]), with2(emergency(f), "applicant.hardship", hardship))
			o.do(townClerk(), ref, "go_on", map[string]string{"reason": "人已安置，不需要马上给现金。"})
			o.do(villageWorker(), ref, "survey", with(relieved, "second", "张明"))
			o.do(townClerk(), ref, "propose", map[string]string{"reason": "家里进水，没有积蓄。"})
			return ref
		}
		o.do(countyOfficer(), ready("家里进水。"), "award", give)
		o.pass(1)
		again := ready("又进水了。")
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: again, Action: "award", Values: give}); err == nil {
			t.Fatal("given again within the year without a word")
		}
		*o.crisis = *storm(t, town)
		o.crisis.open.Until = o.Today()
		o.do(countyOfficer(), again, "award", give)
	})
}
