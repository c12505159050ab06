package watch

import (
	"slices"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/register"
)

func TestALeadIsAcceptedVisitedAndClosed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		b := newBureau(t, store)
		lead := b.reported()
		b.do(b.village, Input{Lead: lead, Action: Accept})
		visit := Input{Lead: lead, Action: Visit, Day: day(t, "2025-06-30"), Met: "钱二本人", Words: "住院三周，自付四万元", Once: "v1"}
		b.do(b.village, visit)
		b.do(b.village, visit)
		f := b.get(lead)
		if f.State != Visited || f.Assignee != "v" || len(f.Steps) != 3 || f.Steps[2].Met != "钱二本人" {
			t.Fatalf("after a visit that was sent twice: %s, %d steps", f.State, len(f.Steps))
		}
		b.do(b.village, Input{Lead: lead, Action: Close, Result: Told, Words: "已告知临时救助政策，家里说先不办"})
		if f = b.get(lead); f.State != Closed || f.Result != Told || f.Due != 0 {
			t.Errorf("closed it is %s, %s, due %s", f.State, f.Result, f.Due)
		}
		if err := b.Do(t.Context(), b.village, Input{Lead: lead, Action: Reopen, Words: "家里又来说想办"}); code(err) != "lead_action" {
			t.Errorf("a village reopened it: %v", err)
		}
		b.do(b.town, Input{Lead: lead, Action: Reopen, Words: "家里又来说想办"})
		if f = b.get(lead); f.State != Accepted || f.Result != "" {
			t.Errorf("reopened it is %s, %s", f.State, f.Result)
		}
	})
}

func TestNobodyActsOnALeadThatIsNotHis(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	lead := b.reported()
	other := b.village
	other.Posts = []Post{{villageRole, village + 1}}
	if _, err := b.Open(t.Context(), other, lead); code(err) != "lead_not_found" {
		t.Errorf("another village opened it: %v", err)
	}
	if list, err := b.List(t.Context(), other, Query{}); err != nil || len(list.Leads) != 0 {
		t.Errorf("another village lists %v, %v", list.Leads, err)
	}
	auditor := b.town
	auditor.Posts = []Post{{"auditor", village.County()}}
	if got := Allowed(auditor, b.get(lead).Lead); got != nil {
		t.Errorf("an auditor may %v", got)
	}
	seen := b.get(lead).Opened
	b.do(b.village, Input{Lead: lead, Action: Accept, Seen: seen})
	if err := b.Do(t.Context(), b.town, Input{Lead: lead, Action: Pass, Seen: seen, Words: "请县里会商"}); code(err) != "lead_changed" {
		t.Errorf("who came second was told %v", err)
	}
}

func TestFormsOfALeadAreRefusedByField(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	lead := b.reported()
	today := day(t, "2025-06-30")
	for _, c := range []struct {
		name, want string
		in         Input
	}{
		{"a visit without a day", "visit_day", Input{Action: Visit, Met: "本人", Words: "情况属实"}},
		{"a visit tomorrow", "visit_day", Input{Action: Visit, Day: today + 1, Met: "本人", Words: "情况属实"}},
		{"a visit to nobody", "visit_met", Input{Action: Visit, Day: today, Words: "情况属实"}},
		{"a visit without words", "lead_words", Input{Action: Visit, Day: today, Met: "本人"}},
		{"an end without a result", "lead_result", Input{Action: Close, Words: "情况属实"}},
		{"a grant by hand", "lead_result", Input{Action: Close, Words: "情况属实", Result: Granted}},
		{"an end by the village that has not been there", "lead_action", Input{Action: Close, Words: "情况属实", Result: NotSo}},
	} {
		c.in.Lead = lead
		if err := b.Do(t.Context(), b.village, c.in); code(err) != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func TestALeadNobodySeesToGoesUp(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		b := newBureau(t, store)
		lead := b.reported()
		for _, want := range []struct {
			days, raised int
			level        Level
			notices      int
		}{{7, 0, AtVillage, 0}, {1, 1, AtTown, 1}, {0, 0, AtTown, 1}, {14, 1, AtCounty, 2}, {14, 1, AtCounty, 3}} {
			b.wait(want.days)
			raised, err := b.Escalate(t.Context(), county)
			if f := b.get(lead); err != nil || raised != want.raised || f.Level != want.level || f.Notices != want.notices {
				t.Fatalf("after %d days more: raised %d, %s, %d notices, %v; want %+v", want.days, raised, f.Level, f.Notices, err, want)
			}
		}
		if f := b.get(lead); f.State != Fresh {
			t.Errorf("the clock made it %s", f.State)
		}
	})
}

func TestACaseClosesItsLead(t *testing.T) {
	t.Parallel()
	casefile := register.Ref{County: county, ID: "case000000000001"}
	for _, c := range []struct {
		name   string
		o      Outcome
		state  State
		result Result
	}{
		{"granted", Outcome{Granted: true, Words: "每月发400元"}, Closed, Granted},
		{"refused", Outcome{Words: "收入高于标准"}, Closed, Refused},
		{"taken back", Outcome{Ended: true}, Visited, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t, dbtest.Open(t))
			lead := b.reported()
			for range 2 {
				if err := b.Began(t.Context(), b.village, lead, casefile, "低保"); err != nil {
					t.Fatal(err)
				}
			}
			if f := b.get(lead); f.State != InCase || f.Case != casefile || len(f.Steps) != 2 || Allowed(b.village, f.Lead) != nil {
				t.Fatalf("with a case it is %s, %v, %d steps", f.State, f.Case, len(f.Steps))
			}
			c.o.Lead, c.o.Case = lead, casefile
			for range 2 {
				if err := b.Came(t.Context(), c.o); err != nil {
					t.Fatal(err)
				}
			}
			if f := b.get(lead); f.State != c.state || f.Result != c.result || len(f.Steps) != 3 {
				t.Errorf("then it is %s, %s, %d steps", f.State, f.Result, len(f.Steps))
			}
		})
	}
}

func TestTheListShowsWhatRunsOutFirst(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	for i, urgent := range []bool{false, true, false} {
		if _, err := b.Report(t.Context(), b.village, Report{Source: ByVillage, Name: string(rune('甲' + i)), Division: village, Words: "家里很困难", Urgent: urgent}); err != nil {
			t.Fatal(err)
		}
	}
	var numbers []string
	for q := (Query{Tab: "open", Size: 1}); ; {
		page, err := b.List(t.Context(), b.town, q)
		if err != nil || len(page.Leads) != 1 {
			t.Fatalf("a page has %d leads, %v", len(page.Leads), err)
		}
		numbers = append(numbers, page.Leads[0].Number)
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if len(numbers) != 3 || numbers[0] != "XS-320613-2025-00002" || !slices.Contains(numbers, "XS-320613-2025-00003") {
		t.Errorf("the pages show %v", numbers)
	}
	b.wait(3)
	if tally, err := b.Count(t.Context(), b.town, 0); err != nil || tally.Open != 3 || tally.Late != 1 {
		t.Errorf("counted %+v, %v", tally, err)
	}
	if late, err := b.List(t.Context(), b.town, Query{Tab: "late"}); err != nil || len(late.Leads) != 1 {
		t.Errorf("late are %d, %v", len(late.Leads), err)
	}
}
