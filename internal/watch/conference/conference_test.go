package conference

import (
	"fmt"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/register"
)

const minutes = "会议听取了街道的汇报，各部门发表了意见。"

func TestAHardCaseFromItsProposalToWhatWasDone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		ctx := t.Context()
		i := o.proposed()
		if again := o.proposed(); again.ID != i.ID {
			t.Error("one case waits twice")
		}
		m, err := o.Call(ctx, chief, call(i.Ref))
		if err != nil {
			t.Fatal(err)
		}
		tasks := func() []Task {
			return []Task{{Words: "先行给予临时救助", Unit: "民政局", Due: day(t, "2025-07-10")}, {Words: "修缮房屋", Unit: "住建局", Due: day(t, "2025-09-30")}}
		}
		if _, err := o.Resolve(ctx, chief, Seen{Ref: i.Ref}, "同意", tasks()); codeOf(err) != "meeting_not_held" {
			t.Errorf("resolved before the meeting: %v", err)
		}
		if _, err := o.Hold(ctx, chief, Seen{Ref: m.Ref}, "民政局 李敏", minutes); codeOf(err) != "meeting_early" {
			t.Errorf("held before its day: %v", err)
		}
		o.now = o.now.AddDate(0, 0, 2)
		if _, err := o.Hold(ctx, chief, Seen{Ref: m.Ref, Opened: m.Opened}, "民政局 李敏\n财政局 王五", minutes); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the same form twice
			if i, err = o.Resolve(ctx, chief, Seen{Ref: i.Ref, Once: "k"}, "按低保办理，并修缮房屋。", tasks()); err != nil {
				t.Fatal(err)
			}
		}
		if want := "320613 0123456789abcdef 李敏 HS-320613-2025-00001 按低保办理，并修缮房屋。"; fmt.Sprint(o.notes) != "["+want+"]" {
			t.Errorf("the case got %v, want %s", o.notes, want)
		}
		whole, err := o.Open(ctx, chief.Viewer, m.Ref)
		if err != nil || len(whole.Agenda) != 1 || len(whole.Tasks[i.ID]) != 2 || whole.Minutes != minutes || len(whole.Attending) != 2 {
			t.Fatalf("%+v %v", whole, err)
		}
		o.now = o.now.AddDate(0, 0, 10)
		open, err := o.OpenTasks(ctx, helper.Viewer)
		if err != nil || len(open) != 2 || !open[0].Late(o.today()) || open[1].Late(o.today()) {
			t.Fatalf("%+v %v", open, err)
		}
		for range 2 {
			if err := o.Finish(ctx, helper, Seen{Ref: open[0].Ref}, "已救助5,000元"); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.Finish(ctx, chief, Seen{Ref: open[0].Ref}, "别的"); codeOf(err) != "task_done" {
			t.Errorf("a result written over: %v", err)
		}
		if open, err = o.OpenTasks(ctx, helper.Viewer); err != nil || len(open) != 1 {
			t.Errorf("%v %v", open, err)
		}
		if about, err := o.About(ctx, CaseItem, hardCase); err != nil || len(about) != 1 || about[0].State != Resolved {
			t.Errorf("%v %v", about, err)
		}
	})
}

func TestWhatAMeetingIsRefusedFor(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	ctx := t.Context()
	i := o.proposed()
	m, err := o.Call(ctx, chief, call(i.Ref))
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(c *Call)) func() error {
		return func() error { c := call(); change(&c); _, err := o.Call(ctx, chief, c); return err }
	}
	propose := func(p Proposal) func() error {
		return func() error { _, err := o.Propose(ctx, helper, p); return err }
	}
	for _, test := range []struct {
		name, code string
		do         func() error
	}{
		{"a body no pack has", "meeting_body", with(func(c *Call) { c.Body = "none" })},
		{"a meeting of nobody", "meeting_attending", with(func(c *Call) { c.Attending = " \n" })},
		{"a meeting of yesterday", "meeting_day", with(func(c *Call) { c.Day = o.today() - 1 })},
		{"a meeting nowhere", "meeting_place", with(func(c *Call) { c.Place = "" })},
		{"what stands on another agenda", "item_state", with(func(c *Call) { c.Items = []register.Ref{i.Ref} })},
		{"what is not there", "help_not_found", with(func(c *Call) { c.Items = []register.Ref{{County: county, ID: "none"}} })},
		{"a meeting of the county called by a town", "help_not_found", func() error { _, err := o.Call(ctx, helper, call()); return err }},
		{"a proposal without a reason", "item_why", propose(Proposal{Kind: TopicItem, Division: village, Title: "议题", Words: "说明", Why: "no"})},
		{"a proposal without words", "item_words", propose(Proposal{Kind: TopicItem, Division: village, Title: "议题", Why: Other})},
		{"minutes of nothing", "meeting_early", func() error { _, err := o.Hold(ctx, chief, Seen{Ref: m.Ref}, "民政局", minutes); return err }},
		{"what somebody else has changed", "help_changed", func() error { _, err := o.Cancel(ctx, chief, Seen{Ref: m.Ref, Opened: 99}, "改期"); return err }},
		{"cancelled without a word", "meeting_why", func() error { _, err := o.Cancel(ctx, chief, Seen{Ref: m.Ref}, ""); return err }},
	} {
		if got := codeOf(test.do()); got != test.code {
			t.Errorf("%s: %s, want %s", test.name, got, test.code)
		}
	}
	if _, err := o.Cancel(ctx, chief, Seen{Ref: m.Ref}, "改期"); err != nil {
		t.Fatal(err)
	}
	if list, err := o.Waiting(ctx, chief.Viewer); err != nil || len(list) != 1 {
		t.Errorf("what a cancelled meeting leaves does not wait: %v %v", list, err)
	}
	if _, err := o.Open(ctx, stranger.Viewer, m.Ref); codeOf(err) != "help_not_found" {
		t.Errorf("outside of the division: %v", err)
	}
	if list, err := o.Waiting(ctx, stranger.Viewer); err != nil || len(list) != 0 {
		t.Errorf("outside of the division: %v %v", list, err)
	}
}
