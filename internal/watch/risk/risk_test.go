package risk

import (
	"fmt"
	"slices"
	"testing"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

func TestAFamilyComesInWithItsReasonsAndLeavesWithThem(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		b := newBureau(t, store)
		ill, people := b.family(village, "1970-05-05", "甲", "乙")
		near, others := b.family(next, "1970-05-05", "丙")
		b.family(village, "1970-05-05", "丁")
		b.bill(people[0], 30000)
		b.bill(others[0], 15000)
		b.held = []assess.Held{{Programme: "dibao", Person: people[0].ID}, {Programme: "dibao_edge", Person: others[0].ID}}
		if n := b.refresh(); n != 2 {
			t.Errorf("%d families came in", n)
		}
		if got := b.list(chief, Query{}); got != "丙:medium 甲:high" {
			t.Errorf("the register says %s", got)
		}
		if n := b.refresh(); n != 0 {
			t.Errorf("a second run wrote %d", n)
		}
		first := b.day()
		if f := b.of(ill); !slices.Equal(f.Conditions, []string{"illness_over_income"}) || f.Members != 2 || f.VisitOn != first.AddDays(7) || f.Note != "列入：高风险" {
			t.Errorf("kept is %+v", f)
		}
		b.pass(31)
		b.held = b.held[:1]
		if n := b.refresh(); n != 1 {
			t.Errorf("the next month wrote %d", n)
		}
		if f := b.of(near); f.Level != Unclear || f.Note != "中风险转为待核实；不再成立：自费医疗接近支出型" || f.Since != b.day() || f.Entered != first || f.VisitOn != 0 {
			t.Errorf("who is no longer in pay is %+v", f)
		}
		b.pass(370)
		b.held = nil
		if n := b.refresh(); n != 2 {
			t.Errorf("when the bills are old %d changed", n)
		}
		if got := b.list(chief, Query{}); got != "" {
			t.Errorf("still there are %s", got)
		}
		if f := b.of(ill); f.Level != Left || f.Note != "退出：条件不再成立（因病负担超过收入）" {
			t.Errorf("who left is %+v", f)
		}
		for day, want := range map[civil.Date]string{first - 1: "", first: "丙:medium 甲:high", first.AddDays(31): "丙:unclear 甲:high", b.day(): ""} {
			if got := b.list(chief, Query{On: day}); got != want {
				t.Errorf("on %s it was %q, want %q", day, got, want)
			}
		}
		err := b.journal.DB().Read(t.Context(), func(q db.Query) error {
			list, err := On(t.Context(), q, "320613", first)
			if len(list) != 2 {
				t.Errorf("on the first day there were %d", len(list))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestWhatCannotBeJudgedIsNotCalledLow(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	home, people := b.family(village, "1970-05-05", "甲")
	quiet, _ := b.family(village, "1970-05-05", "乙")
	b.bill(people[0], 30000)
	b.refresh()
	f := b.of(home)
	if f.Level != Unclear || len(f.Missing) != 1 || f.Missing[0].Condition != "illness_over_income" || !slices.Contains(f.Missing[0].Facts, "person.wage") {
		t.Errorf("kept is %+v", f)
	}
	if f.VisitOn != 0 {
		t.Errorf("a visit is due on %s though no level is known", f.VisitOn)
	}
	judged, err := b.Judge(t.Context(), quiet, b.day())
	if err != nil || judged.Level != None || !slices.Contains(judged.Unjudged, "illness_over_income") {
		t.Errorf("of whom nothing is known it says %+v, %v", judged, err)
	}
	if judged, err = b.Judge(t.Context(), home, b.day()); err != nil || judged.Level != Unclear || len(judged.Missing) != 1 {
		t.Errorf("live it says %+v, %v", judged, err)
	}
	run, ok, err := b.Last(t.Context(), county)
	if err != nil || !ok || run.Families != 2 || run.Unjudged["illness_over_income"] != 1 || run.Unjudged["several_signals"] != 0 {
		t.Errorf("the run is %+v, %v", run, err)
	}
}

func TestSeveralSignalsAreARisk(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	home, _ := b.family(village, "1970-05-05", "甲")
	for _, test := range []struct {
		signals []string
		want    string
	}{
		{[]string{"medical_burden"}, ""},
		{[]string{"medical_burden", "risk_visit", "beneficiary_assets"}, ""},
		{[]string{"medical_burden", "unemployed"}, "甲:medium"},
		{[]string{"medical_burden", "unemployed", "needy_student"}, "甲:high"},
	} {
		b.known.Signals = map[string][]string{home.ID: test.signals}
		b.refresh()
		if got := b.list(chief, Query{}); got != test.want {
			t.Errorf("with %v it says %q, want %q", test.signals, got, test.want)
		}
	}
	if got := b.of(home).Note; got != "中风险转为高风险；不再成立：不止一项预警；新成立：多项预警同时出现" {
		t.Errorf("the note is %s", got)
	}
}

func TestVisitsFallDueByLevel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		b := newBureau(t, store)
		home, people := b.family(village, "1970-05-05", "甲")
		b.bill(people[0], 30000)
		b.held = []assess.Held{{Programme: "dibao", Person: people[0].ID}}
		b.refresh()
		b.pass(8)
		if got := b.list(chief, Query{Late: true}); got != "甲:high" {
			t.Errorf("late is %q", got)
		}
		if due := b.due(); len(due) != 1 || due[0].Household != home.ID || due[0].Visited != 0 {
			t.Errorf("due is %v", due)
		}
		if err := b.Visited(t.Context(), home, b.day()); err != nil {
			t.Fatal(err)
		}
		if f := b.of(home); f.Visited != b.day() || f.VisitOn != b.day().AddDays(30) || f.Note != "走访过，下次走访日期已更新" {
			t.Errorf("after the visit it is %+v", f)
		}
		if len(b.due()) != 0 || b.list(chief, Query{Late: true}) != "" {
			t.Error("who was visited is still due")
		}
		if err := b.Visited(t.Context(), home, b.day()-3); err != nil || b.of(home).Visited != b.day() {
			t.Errorf("an older visit took its place: %v", err)
		}
		if n := b.refresh(); n != 0 {
			t.Errorf("the run after the visit wrote %d", n)
		}
		err := b.journal.DB().Read(t.Context(), func(q db.Query) error {
			often, err := b.Rhythm(t.Context(), q, home, b.day())
			if often != 30 {
				t.Errorf("its rhythm is %d days", often)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func (b *bureau) due() (list []Waiting) {
	b.t.Helper()
	err := b.journal.DB().Read(b.t.Context(), func(q db.Query) (err error) {
		list, err = Due(b.t.Context(), q, "320613", b.day())
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

func TestAPersonSetsALevelUntilADay(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	home, people := b.family(village, "1970-05-05", "甲")
	quiet, _ := b.family(village, "1970-05-05", "乙")
	b.bill(people[0], 30000)
	b.held = []assess.Held{{Programme: "dibao", Person: people[0].ID}}
	b.refresh()
	set := Setting{Household: home, Division: village, Level: "medium", Until: b.day().AddDays(40), Words: "医药费已由工会承担", Seen: b.of(home).Opened, Once: "one"}
	for _, test := range []struct {
		name, code string
		change     func(s *Setting)
	}{
		{"a level nobody has", "risk_level", func(s *Setting) { s.Level = "low" }},
		{"the level it has", "risk_level", func(s *Setting) { s.Level = "high" }},
		{"no reason", "risk_words", func(s *Setting) { s.Words = "好" }},
		{"a day gone by", "risk_until", func(s *Setting) { s.Until = b.day() }},
		{"for ever", "risk_until", func(s *Setting) { s.Until = b.day().AddDays(4000) }},
		{"an old page", "help_changed", func(s *Setting) { s.Seen = 1 }},
	} {
		s := set
		test.change(&s)
		if got := codeOf(b.Set(t.Context(), chief, s)); got != test.code {
			t.Errorf("%s: %s, want %s", test.name, got, test.code)
		}
	}
	if got := codeOf(b.Set(t.Context(), stranger, set)); got != "help_not_found" {
		t.Errorf("a stranger: %s", got)
	}
	for range 2 { // the same form twice
		if err := b.Set(t.Context(), chief, set); err != nil {
			t.Fatal(err)
		}
	}
	f := b.of(home)
	if f.Level != "medium" || f.Judged != "high" || f.SetBy != "李敏" || f.VisitOn != b.day().AddDays(30) {
		t.Errorf("set is %+v", f)
	}
	b.pass(10)
	if n := b.refresh(); n != 0 {
		t.Errorf("the run wrote %d over what a person has set", n)
	}
	if err := b.Undo(t.Context(), chief, Setting{Household: home, Words: "调错了人家", Seen: f.Opened}); err != nil {
		t.Fatal(err)
	}
	if f = b.of(home); f.Level != "high" || f.Set() {
		t.Errorf("undone is %+v", f)
	}
	if got := codeOf(b.Undo(t.Context(), chief, Setting{Household: home, Words: "调错了人家", Seen: f.Opened})); got != "risk_not_set" {
		t.Errorf("undone twice: %s", got)
	}
	if err := b.Set(t.Context(), helper, Setting{Household: quiet, Division: village, Level: "high", Until: b.day().AddDays(20), Words: "邻居反映断了粮"}); err != nil {
		t.Fatal(err)
	}
	if got := b.list(helper, Query{}); got != "乙:high 甲:high" {
		t.Errorf("the register says %s", got)
	}
	b.pass(21)
	b.refresh()
	if f = b.of(quiet); f.Level != Left || f.Note != "人工调整到期；退出" {
		t.Errorf("after the last day it is %+v", f)
	}
	if n := b.refresh(); n != 0 {
		t.Errorf("the run after that wrote %d", n)
	}
}

func TestEverybodySeesHisOwnVillages(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	for i, at := range []civil.Area{village, next} {
		_, people := b.family(at, "1970-05-05", []string{"甲", "乙"}[i])
		b.bill(people[0], 30000)
		b.held = append(b.held, assess.Held{Programme: "dibao", Person: people[0].ID})
	}
	b.refresh()
	for _, test := range []struct {
		name  string
		query Query
		want  string
	}{
		{"all", Query{}, "甲:high"}, {"a level", Query{Level: "medium"}, ""}, {"a condition", Query{Condition: "illness_over_income"}, "甲:high"},
		{"another condition", Query{Condition: "severe_low"}, ""}, {"elsewhere", Query{Within: next}, ""}, {"before", Query{On: b.day() - 1}, ""},
	} {
		if got := b.list(helper, test.query); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	counts, err := b.Counts(t.Context(), chief.Viewer, Query{})
	if err != nil || len(counts) != 2 || counts[0].Town != village.Township() || counts[0].Level != "high" || counts[0].Families != 1 || counts[0].People != 1 || counts[0].Late != 0 {
		t.Errorf("counted %+v, %v", counts, err)
	}
	page, _, err := b.List(t.Context(), helper.Viewer, Query{Size: 10})
	if err != nil || len(page) != 1 {
		t.Fatalf("%d, %v", len(page), err)
	}
	if now, past, err := b.Of(t.Context(), stranger.Viewer, page[0].Ref); err != nil || now != nil || past != nil {
		t.Errorf("a stranger sees %+v, %v", now, err)
	}
}

func TestTheNumbersAreTheSameHoweverTheyAreCounted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		b := newBureau(t, store)
		b.act(func(w *journal.Write) error {
			for n, level := range []string{"high", "high", "medium", None, Left} {
				f := Family{
					Ref: register.Ref{County: "320613", ID: fmt.Sprintf("home%d", n)}, Since: b.day(), Division: village + civil.Area(n%2), Members: int64(n + 1),
					Level: level, Judged: level, Conditions: []string{"severe_low"}, Entered: b.day(), VisitOn: b.day().AddDays(n),
				}
				if err := f.open(t.Context(), w); err != nil {
					return err
				}
			}
			return nil
		})
		b.pass(1)
		town := village.Township()
		want := []Count{{town, "high", 2, 3, 1}, {town, "medium", 1, 3, 0}, {town, None, 1, 4, 0}}
		for _, q := range []Query{{}, {Level: "medium"}, {Late: true}, {Condition: "severe_low"}, {Condition: "severe_low", Level: "high"}, {On: b.day()}} {
			if got, err := b.Counts(t.Context(), chief.Viewer, q); err != nil || !slices.Equal(got, want) {
				t.Errorf("%+v counts %+v, %v", q, got, err)
			}
		}
		if got, err := b.Counts(t.Context(), stranger.Viewer, Query{}); err != nil || len(got) != 0 {
			t.Errorf("elsewhere there are %+v, %v", got, err)
		}
	})
}

func TestOnlyWhatIsMissingOfWhomItSpeaksIsNamed(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	home, people := b.family(village, "1970-05-05", "甲", "乙")
	b.bill(people[0], 30000)
	b.refresh()
	if f := b.of(home); len(f.Missing) != 1 || slices.Contains(f.Missing[0].Facts, "person.medical_self_pay") {
		t.Errorf("of the other one nothing is asked, but missing is %+v", f.Missing)
	}
}
