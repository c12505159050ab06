package plan

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/register"
)

func TestAPlanFromItsDraftToItsEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		p := o.drawn()
		if _, err := o.FollowUp(t.Context(), helper, Seen{Ref: p.Ref}, Visit{Day: day(t, "2025-07-01"), Manner: "visit", Met: "本人", Words: "在家"}); codeOf(err) != "plan_not_running" {
			t.Errorf("a visit before the family agreed: %v", err)
		}
		p, err := o.Agree(t.Context(), helper, Seen{Ref: p.Ref, Opened: p.Opened}, "李秀英", day(t, "2025-07-01"))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := p.VisitOn.String()+" "+p.ReviewOn.String(), "2025-07-31 2026-01-01"; got != want {
			t.Errorf("due %s, want %s", got, want)
		}
		o.rhythm = func(_ context.Context, _ db.Query, home register.Ref, _ civil.Date) (int64, error) {
			return map[register.Ref]int64{family: 7}[home], nil
		}
		o.now = o.now.AddDate(0, 0, 31)
		late, _, err := o.List(t.Context(), chief.Viewer, Query{Plan: "late", Size: 10})
		if err != nil || len(late) != 1 || late[0].Name != "李秀英" || !late[0].Late(o.today()) {
			t.Fatalf("overdue %v %v", late, err)
		}
		if p, err = o.FollowUp(t.Context(), helper, Seen{Ref: p.Ref}, Visit{Day: day(t, "2025-08-01"), Manner: "phone", Met: "女儿", Words: "按时吃药"}); err != nil {
			t.Fatal(err)
		}
		if p.VisitOn != day(t, "2025-08-08") {
			t.Errorf("who is visited every week for another reason is due on %s", p.VisitOn)
		}
		if late, _, err = o.List(t.Context(), chief.Viewer, Query{Plan: "late", Size: 10}); err != nil || len(late) != 0 {
			t.Errorf("still overdue after the visit: %v %v", late, err)
		}
		whole, _, err := o.Of(t.Context(), family)
		if err != nil || len(whole.Measures) != 1 || len(whole.Visits) != 1 || whole.Visits[0].Met != "女儿" {
			t.Fatalf("whole %+v %v", whole, err)
		}
		if _, err = o.Settle(t.Context(), helper, Seen{Ref: p.Ref}, whole.Measures[0].ID, true, "医疗救助3,000元已到账"); err != nil {
			t.Fatal(err)
		}
		if p, err = o.Review(t.Context(), chief, Seen{Ref: p.Ref}, "女儿工作了，不再需要。", true); err != nil || p.State != Ended {
			t.Fatalf("%+v %v", p, err)
		}
		if whole, _, err = o.Of(t.Context(), family); err != nil {
			t.Fatal(err)
		}
		var notes []string
		for _, v := range whole.Past {
			notes = append(notes, v.Note)
		}
		want := "结束方案 一项措施已完成 电话回访 家庭同意，开始执行 加一项措施：现金救助 拟订方案"
		if got := strings.Join(notes, " "); got != want {
			t.Errorf("history %s, want %s", got, want)
		}
		again, err := o.Draw(t.Context(), helper, family, draft())
		if err != nil || again.ID == p.ID {
			t.Fatalf("a second plan after the first ended: %v", err)
		}
		if _, before, err := o.Of(t.Context(), family); err != nil || len(before) != 1 || before[0].Reason != "女儿工作了，不再需要。" {
			t.Errorf("plans before: %v %v", before, err)
		}
	})
}

func TestWhatAPlanIsRefusedFor(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	p := o.drawn()
	seen, ctx := Seen{Ref: p.Ref}, t.Context()
	measure := Measure{Need: "medical", Kind: "cash", Words: "做什么", Doer: "王芳", Due: day(t, "2025-07-20")}
	with := func(change func(m *Measure)) func() error {
		return func() error { m := measure; change(&m); _, err := o.Add(ctx, helper, seen, m); return err }
	}
	drawing := func(change func(d *Draft)) func() error {
		return func() error { d := draft(); change(&d); _, err := o.Revise(ctx, helper, seen, d); return err }
	}
	for _, test := range []struct {
		name, code string
		do         func() error
	}{
		{"a plan without a need", "plan_needs", drawing(func(d *Draft) { d.Needs = nil })},
		{"a need no pack has", "plan_need", drawing(func(d *Draft) { d.Needs = []string{"gold"} })},
		{"a plan of one character", "plan_words", drawing(func(d *Draft) { d.Words = " 病 " })},
		{"a plan nobody answers for", "plan_keeper", drawing(func(d *Draft) { d.Keeper = "" })},
		{"a second plan beside the first", "plan_running", func() error { _, err := o.Draw(ctx, helper, family, draft()); return err }},
		{"a measure of an unknown kind", "measure_kind", with(func(m *Measure) { m.Kind = "magic" })},
		{"a measure for a need the plan has not", "measure_need", with(func(m *Measure) { m.Need = "housing" })},
		{"a measure that does not help this need", "measure_fits", with(func(m *Measure) { m.Kind = "training" })},
		{"a measure due yesterday", "measure_due", with(func(m *Measure) { m.Due = day(t, "2025-06-30") })},
		{"consent of tomorrow", "plan_agreed_on", func() error {
			_, err := o.Agree(ctx, helper, seen, "李秀英", day(t, "2025-07-02"))
			return err
		}},
		{"somebody of the next town", "help_not_found", func() error { _, err := o.Agree(ctx, stranger, seen, "李秀英", o.today()); return err }},
		{"what somebody else has changed", "help_changed", func() error {
			_, err := o.Agree(ctx, helper, Seen{Ref: p.Ref, Opened: p.Opened - 1}, "李秀英", o.today())
			return err
		}},
		{"a measure nobody put there", "help_not_found", func() error { _, err := o.Settle(ctx, helper, seen, "none", true, "做完了"); return err }},
		{"a new look at a plan that does not run", "plan_not_running", func() error { _, err := o.Review(ctx, helper, seen, "继续", false); return err }},
	} {
		if got := codeOf(test.do()); got != test.code {
			t.Errorf("%s: %s, want %s", test.name, got, test.code)
		}
	}
	whole, _, err := o.Of(ctx, family)
	if err != nil || whole.Opened != p.Opened {
		t.Errorf("a refusal changed the plan: %v", err)
	}
}

func TestAFormSentTwiceActsOnce(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	p := o.drawn()
	for range 2 {
		if _, err := o.Add(t.Context(), helper, Seen{Ref: p.Ref, Opened: p.Opened, Once: "k1"}, Measure{Need: "education", Kind: "pair", Words: "志愿者辅导功课", Doer: "社工站", Due: day(t, "2025-09-01")}); err != nil {
			t.Fatal(err)
		}
	}
	whole, _, err := o.Of(t.Context(), family)
	if err != nil || len(whole.Measures) != 2 {
		t.Errorf("%d measures %v", len(whole.Measures), err)
	}
}

func TestFilesFollowWhatIsInPay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		standing := func(id, circle string, classes ...string) Standing {
			return Standing{Household: id, Name: "户" + id, Division: village, Circle: circle, Classes: classes, Programmes: []string{circle}, Members: 2}
		}
		everybody := []string{"a", "b", "c", family.ID}
		keep := func(only []string, list ...Standing) string {
			t.Helper()
			k, err := o.Keep(t.Context(), "machine:household", county, only, list)
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(k)
		}
		for _, step := range []struct{ name, got, want string }{
			{"two families come", keep(everybody, standing("a", "dibao", "dibao_elder"), standing("b", "tekun")), "{2 0 0}"},
			{"nothing has changed", keep(everybody, standing("a", "dibao", "dibao_elder"), standing("b", "tekun")), "{0 0 0}"},
			{"one moves to another circle", keep(everybody, standing("a", "edge"), standing("b", "tekun")), "{0 1 0}"},
			{"one alone is looked at", keep([]string{"c"}, standing("c", "dibao")), "{1 0 0}"},
			{"one is no longer in pay", keep(everybody, standing("a", "edge"), standing("c", "dibao")), "{0 0 1}"},
			{"and comes back", keep(everybody, standing("a", "edge"), standing("b", "tekun"), standing("c", "dibao")), "{1 0 0}"},
		} {
			if step.got != step.want {
				t.Errorf("%s: %s, want %s", step.name, step.got, step.want)
			}
		}
		o.file()
		if got := keep(everybody, standing("a", "edge"), standing("b", "tekun"), standing("c", "dibao")); got != "{0 0 0}" {
			t.Errorf("a file somebody opened: %s", got)
		}
		list, next, err := o.List(t.Context(), helper.Viewer, Query{Size: 2})
		if err != nil || len(list) != 2 || next == "" {
			t.Fatalf("first page %v %q %v", list, next, err)
		}
		rest, next, err := o.List(t.Context(), helper.Viewer, Query{Size: 2, After: next})
		if err != nil || len(rest) != 2 || next != "" {
			t.Errorf("second page %v %q %v", rest, next, err)
		}
		tallies, err := o.Tallies(t.Context(), helper.Viewer, Query{})
		if err != nil || len(tallies) != 4 {
			t.Errorf("tallies %v %v", tallies, err)
		}
		for _, who := range []access.Viewer{stranger.Viewer, in("x", other).Viewer} {
			if list, _, err := o.List(t.Context(), who, Query{Size: 9}); err != nil || len(list) != 0 {
				t.Errorf("outside of the division %v %v", list, err)
			}
		}
	})
}

func TestPlansOfADayInTheMonthAreLookedAtOnThatDayOrTheLast(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.now = time.Date(2025, 8, 31, 2, 0, 0, 0, time.UTC)
	o.file()
	p, err := o.Draw(t.Context(), helper, family, draft())
	if err == nil {
		p, err = o.Add(t.Context(), helper, Seen{Ref: p.Ref}, Measure{Need: "medical", Kind: "cash", Words: "申请", Doer: "王芳", Due: day(t, "2025-09-20")})
	}
	if err == nil {
		p, err = o.Agree(t.Context(), helper, Seen{Ref: p.Ref}, "李秀英", o.today())
	}
	if err != nil || p.ReviewOn.String() != "2026-02-28" {
		t.Errorf("%v %v", p, err)
	}
}
