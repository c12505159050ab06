package response

import (
	"testing"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/register"
)

func each(t *testing.T, f func(t *testing.T, o *office)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { f(t, open(t, store)) })
}

func TestAResponseHoldsInItsAreaUntilItsLastDayIsOver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		r := o.begun()
		if r.Number != "YJ-320613-2025-00001" || o.Name(r, o.today()) != "七月一日暴雨一般响应" {
			t.Errorf("%s %s", r.Number, o.Name(r, o.today()))
		}
		for place, holds := range map[civil.Area]bool{town: true, village: true, beside: false, county: false} {
			if found := o.at(place); (found != nil) != holds {
				t.Errorf("at %s: %v", place, found)
			}
		}
		o.now = time.Date(2025, 7, 10, 15, 59, 0, 0, time.UTC) // a minute before midnight in China
		if o.at(village) == nil {
			t.Error("over before its last day is over")
		}
		o.now = o.now.Add(time.Minute)
		if o.at(village) != nil {
			t.Error("it holds after its last day")
		}
		if _, err := o.Extend(t.Context(), chief, Seen{Ref: r.Ref}, "usual", day(t, "2025-07-20"), "水还没有退"); codeOf(err) != "response_over" {
			t.Errorf("extended after its end: %v", err)
		}
	})
}

func TestAResponseIsExtendedRaisedAndEnded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		r := o.begun()
		seen := Seen{Ref: r.Ref}
		for _, test := range []struct {
			name, level, ends, why, code string
		}{
			{"nothing is changed", "usual", "2025-07-10", "水还没有退", "response_ends"},
			{"a level nobody knows", "none", "2025-07-12", "水还没有退", "response_level"},
			{"longer than the packs allow", "usual", "2025-07-31", "水还没有退", "response_ends"},
			{"no reason", "usual", "2025-07-12", "", "response_why"},
		} {
			if _, err := o.Extend(t.Context(), chief, seen, test.level, day(t, test.ends), test.why); codeOf(err) != test.code {
				t.Errorf("%s: %v", test.name, err)
			}
		}
		if _, err := o.Extend(t.Context(), helper, seen, "major", day(t, "2025-07-12"), "水还没有退"); codeOf(err) != "help_not_found" {
			t.Errorf("by a town: %v", err)
		}
		if _, err := o.Extend(t.Context(), chief, seen, "major", day(t, "2025-07-30"), "水还没有退"); err != nil {
			t.Fatal(err)
		}
		if found := o.at(village); found == nil || found.Level != "major" || found.Ends != day(t, "2025-07-30") {
			t.Errorf("after it was raised: %+v", found)
		}
		if _, err := o.End(t.Context(), chief, Seen{Ref: r.Ref, Opened: r.Opened}, "水退了"); codeOf(err) != "help_changed" {
			t.Errorf("on what was changed meanwhile: %v", err)
		}
		if _, err := o.End(t.Context(), chief, seen, "水退了"); err != nil || o.at(village) != nil {
			t.Errorf("after it was ended: %v, %v", o.at(village), err)
		}
		_, past, err := o.Read(t.Context(), chief.Viewer, r.Ref)
		if err != nil || len(past) != 3 || past[0].Note != "结束响应：水退了" {
			t.Errorf("%d versions, %v", len(past), err)
		}
	})
}

func TestOneFormOpensOneResponseAndOnePlaceHasOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		draft := o.draft()
		draft.Once = "form"
		first, err := o.Begin(t.Context(), chief, draft)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.Begin(t.Context(), chief, draft); err != nil || again.ID != first.ID {
			t.Errorf("the same form again: %v, %v", again, err)
		}
		part := o.draft()
		part.Areas = []civil.Area{village}
		if _, err := o.Begin(t.Context(), chief, part); codeOf(err) != "response_open" {
			t.Errorf("in a village of the town: %v", err)
		}
		part.Areas = []civil.Area{beside}
		if r, err := o.Begin(t.Context(), chief, part); err != nil || r.Number != "YJ-320613-2025-00002" {
			t.Errorf("beside it: %v", err)
		}
		if _, err := o.End(t.Context(), chief, Seen{Ref: first.Ref}, "水退了"); err != nil {
			t.Fatal(err)
		}
		part.Areas = []civil.Area{village}
		if _, err := o.Begin(t.Context(), chief, part); err != nil {
			t.Errorf("after the first was ended: %v", err)
		}
	})
}

func TestADraftSaysAllThereIsToSay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		for code, change := range map[string]func(*Draft){
			"response_areas":  func(d *Draft) { d.Areas = nil },
			"response_kind":   func(d *Draft) { d.Kind = "other" },
			"response_title":  func(d *Draft) { d.Title = "雨" },
			"response_words":  func(d *Draft) { d.Words = "" },
			"response_level":  func(d *Draft) { d.Level = "none" },
			"response_ends":   func(d *Draft) { d.Ends = day(t, "2025-06-30") },
			"help_not_found":  func(d *Draft) { d.Division = 320612000000 },
			"response_areas ": func(d *Draft) { d.Areas = []civil.Area{320612001000} },
		} {
			draft := o.draft()
			change(&draft)
			if _, err := o.Begin(t.Context(), chief, draft); codeOf(err)+" " != code && codeOf(err) != code {
				t.Errorf("%s: %v", code, err)
			}
		}
	})
}

func TestTheFamiliesOfTheAreaAreMetAndCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		r := o.begun()
		query := Query{Size: 20}
		list, _, err := o.Families(t.Context(), helper.Viewer, r.Ref, query)
		if err != nil || len(list) != 1 || list[0].Name != "李秀英" || list[0].Tiers[0] != "T2" {
			t.Fatalf("listed %v, %v", list, err)
		}
		if others, _, err := o.Families(t.Context(), stranger.Viewer, r.Ref, query); err != nil || len(others) != 0 {
			t.Errorf("from elsewhere: %v, %v", others, err)
		}
		if own, err := o.CountOwn(t.Context(), stranger.Viewer, r); err != nil || own.Listed != 0 {
			t.Errorf("of another town %d, %v", own.Listed, err)
		}
		o.met = append(o.met, Met{Household: "dddd", Name: "新来的", Division: village})
		for want := 1; want >= 0; want-- {
			if n, err := o.Enlist(t.Context(), chief, r.Ref); err != nil || n != want {
				t.Errorf("%d are new, not %d: %v", n, want, err)
			}
		}
		seen := Seen{Ref: list[0].Ref}
		visit := Visit{Day: day(t, "2025-07-01"), Manner: "visit", Result: "missed", Words: "门关着，邻居说在亲戚家。"}
		if _, err := o.Visit(t.Context(), helper, seen, visit); err != nil {
			t.Fatal(err)
		}
		figures, err := o.Count(t.Context(), chief.Viewer, r)
		if err != nil || figures.Listed != 2 || figures.Visited != 0 || figures.First != -1 {
			t.Errorf("nobody was met: %+v, %v", figures, err)
		}
		visit.Result, visit.Words = "help", "屋里进水，没有吃的。"
		if _, err := o.Visit(t.Context(), helper, seen, visit); err != nil {
			t.Fatal(err)
		}
		o.now = o.now.Add(37 * time.Minute)
		o.gives(r, "one", "320613", "aaaa", 1000_00)
		o.gives(r, "two", "320613", "aaaa", 500_00)
		o.gives(r, "three", "320612", "aaaa", 300_00) // of another county: another family
		figures, err = o.Count(t.Context(), chief.Viewer, r)
		if err != nil || figures.Visited != 1 || figures.Help != 1 || figures.Times != 3 || figures.Helped != 2 || figures.Amount != 1800_00 || figures.First != 37 {
			t.Errorf("counted %+v, %v", figures, err)
		}
		if f, err := o.Family(t.Context(), helper.Viewer, list[0].Ref); err != nil || f.Given != 1500_00 || f.Words != "屋里进水，没有吃的。" || !f.Visited {
			t.Errorf("the family: %+v, %v", f, err)
		}
		if err := o.journal.DB().Read(t.Context(), func(q db.Query) error {
			of, err := o.Of(t.Context(), q, register.Ref{County: "320612", ID: "casethree"})
			if err == nil && (of == nil || of.ID != r.ID) {
				t.Errorf("of the case: %v", of)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

func TestAVisitIsWrittenDownByWhoMayKnowTheFamily(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		r := o.begun()
		list, _, err := o.Families(t.Context(), chief.Viewer, r.Ref, Query{Size: 20})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		seen := Seen{Ref: list[0].Ref}
		good := Visit{Day: day(t, "2025-07-01"), Manner: "phone", Result: "safe", Words: "都好。"}
		for code, change := range map[string]func(*Visit){
			"visit_day":    func(v *Visit) { v.Day = day(t, "2025-07-02") },
			"visit_day ":   func(v *Visit) { v.Day = day(t, "2025-06-30") },
			"visit_manner": func(v *Visit) { v.Manner = "" },
			"visit_result": func(v *Visit) { v.Result = "" },
			"visit_words":  func(v *Visit) { v.Words = "" },
		} {
			v := good
			change(&v)
			if _, err := o.Visit(t.Context(), helper, seen, v); codeOf(err) != code && codeOf(err)+" " != code {
				t.Errorf("%s: %v", code, err)
			}
		}
		if _, err := o.Visit(t.Context(), stranger, seen, good); codeOf(err) != "help_not_found" {
			t.Errorf("from elsewhere: %v", err)
		}
		if _, err := o.Family(t.Context(), stranger.Viewer, list[0].Ref); codeOf(err) != "help_not_found" {
			t.Errorf("read from elsewhere: %v", err)
		}
		if _, _, err := o.Read(t.Context(), stranger.Viewer, r.Ref); codeOf(err) != "help_not_found" {
			t.Errorf("the response from elsewhere: %v", err)
		}
		if own, err := o.List(t.Context(), helper.Viewer); err != nil || len(own) != 1 {
			t.Errorf("the town's: %v, %v", own, err)
		}
		if none, err := o.List(t.Context(), stranger.Viewer); err != nil || len(none) != 0 {
			t.Errorf("another town's: %v, %v", none, err)
		}
	})
}
