package hotline_test

import (
	"slices"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/service/hotline"
)

func TestACallIsHandedOnAnsweredAndCalledBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		c := o.take(agent(), order())
		if c.State != hotline.Open || c.Unit != town || c.Number != "RX-320613-2025-00001" || c.Due.String() != "2025-07-07" {
			t.Fatalf("taken as %s for %s, %s, due %s", c.State, c.Unit, c.Number, c.Due)
		}
		must(t, o.Accept(ctx, clerk(), deed(c, "")))
		must(t, o.Reply(ctx, clerk(), deed(c, "已电话答复：十二月复核。")))
		refused(t, "who answered calls back himself", o.CallBack(ctx, clerk(), deed(c, ""), true, 5), "call_back_denied")
		must(t, o.CallBack(ctx, agent(), deed(c, ""), true, 4))
		f := o.get(c.Ref)
		if f.State != hotline.Closed || f.Grade != 4 || f.Due != 0 || f.Late || f.Reply != "已电话答复：十二月复核。" || f.Phone != "13800000001" {
			t.Errorf("ended as %+v", f.Call)
		}
		var kinds []string
		for i := range f.Steps {
			kinds = append(kinds, f.Steps[i].Kind)
		}
		if got := strings.Join(kinds, " "); got != "take accept reply call_back" {
			t.Errorf("steps %s", got)
		}
	})
}

func TestWhatWasAnsweredAtOnceIsDone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		one := order()
		one.Result = hotline.Answered
		_, err := o.Take(t.Context(), agent(), one)
		refused(t, "answered without an answer", err, "call_reply")
		one.Said.Reply = "每年十二月复核。"
		if c := o.take(agent(), one); c.State != hotline.Closed || c.Due != 0 {
			t.Errorf("it is %s, due %s", c.State, c.Due)
		}
	})
}

func TestWhoIsNotSatisfiedIsNotDoneWith(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		c := o.take(agent(), order())
		must(t, o.Reply(ctx, clerk(), deed(c, "已答复。")))
		refused(t, "dissatisfied and no word of why", o.CallBack(ctx, agent(), deed(c, ""), true, 2), "call_back_words")
		o.pass(24)
		must(t, o.CallBack(ctx, agent(), deed(c, "没有人来看过。"), true, 2))
		if f := o.get(c.Ref); f.State != hotline.Open || f.Reopened != 1 || f.Due.String() != "2025-07-08" {
			t.Errorf("handed back as %s, %d times, due %s", f.State, f.Reopened, f.Due)
		}
		must(t, o.Reply(ctx, clerk(), deed(c, "已上门。")))
		must(t, o.CallBack(ctx, officer(), deed(c, ""), true, 5))
		must(t, o.Reopen(ctx, agent(), deed(c, "来电人说又没有收到。")))
		if f := o.get(c.Ref); f.State != hotline.Open || f.Reopened != 2 {
			t.Errorf("reopened as %s, %d times", f.State, f.Reopened)
		}
	})
}

func TestWhoIsNotReachedIsTriedAgainAndThenLetBe(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		c := o.take(agent(), order())
		must(t, o.Reply(ctx, clerk(), deed(c, "已答复。")))
		for i, want := range []hotline.State{hotline.Replied, hotline.Replied, hotline.Closed} {
			must(t, o.CallBack(ctx, agent(), deed(c, "没有人接。"), false, 0))
			if f := o.get(c.Ref); f.State != want || f.Tries != int64(i+1) {
				t.Errorf("after %d calls it is %s, %d tries", i+1, f.State, f.Tries)
			}
		}
	})
}

func TestWhatIsLateGoesToTheCountyOnceUntilSomebodyTouchesIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		c, found := o.take(agent(), order()), o.take(casework.Public(), emergency())
		raise := func(want int) {
			t.Helper()
			if n, err := o.Escalate(ctx, county); err != nil || n != want {
				t.Errorf("raised %d, not %d: %v", n, want, err)
			}
		}
		raise(0)
		o.pass(24 * 20)
		raise(2)
		raise(0)
		f := o.get(c.Ref)
		if last := f.Steps[len(f.Steps)-1]; f.Unit != whole || !f.Late || f.Due.String() != "2025-07-07" || last.Title() != "催办" || !strings.Contains(last.Words, "没有答复") {
			t.Errorf("raised to %s, late %t, due %s: %+v", f.Unit, f.Late, f.Due, last)
		}
		if e := o.get(found.Ref); e.Unit != town {
			t.Errorf("an emergency went away from its town to %s", e.Unit)
		}
		refused(t, "the town answers what the county has", o.Reply(ctx, clerk(), deed(c, "已答复。")), "call_denied")
		must(t, o.Reply(ctx, officer(), deed(c, "县里已电话答复。")))
		o.pass(24 * 20)
		raise(1)
		raise(0)
		f = o.get(c.Ref)
		if last := f.Steps[len(f.Steps)-1]; !strings.Contains(last.Words, "没有回访") || f.State != hotline.Replied {
			t.Errorf("not called back in time: %+v", last)
		}
		must(t, o.CallBack(ctx, agent(), deed(c, ""), true, 4))
		if f := o.get(c.Ref); f.State != hotline.Closed || !f.Late {
			t.Errorf("after the call back %s, late %t", f.State, f.Late)
		}
		o.pass(24 * 20)
		raise(0)
	})
}

func TestAnEmergencyGoesToTheTownByTheHour(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		c := o.take(casework.Public(), emergency())
		if c.Unit != town || c.Urgency != hotline.Emergency || c.Until-c.Taken != 24*60*60*1000 || !c.Waiting() {
			t.Fatalf("%s for %s until %s", c.Urgency, c.Unit, c.Until)
		}
		near := staff("worker", casework.Village, village)
		list, err := o.Emergencies(ctx, near)
		if err != nil || len(list) != 1 || list[0].Where != "汽车站候车室" {
			t.Fatalf("a worker of the town sees %d, %v", len(list), err)
		}
		far, err := o.Emergencies(ctx, staff("far", casework.Village, 320613006001))
		if err != nil || len(far) != 0 {
			t.Errorf("a worker of another town sees %d, %v", len(far), err)
		}
		o.pass(25)
		if f := o.get(c.Ref); !f.Overdue(f.Taken + 25*60*60*1000) {
			t.Error("after a day and an hour nobody is late")
		}
		must(t, o.Respond(ctx, near, deed(c, "见到本人，已送到卫生院。")))
		refused(t, "a second arrival", o.Respond(ctx, clerk(), deed(c, "我也到了。")), "call_responded")
		must(t, o.Reply(ctx, clerk(), deed(c, "已送医，先行救助500元。")))
		if f := o.get(c.Ref); !f.Late || f.State != hotline.Replied {
			t.Errorf("answered late: %v, %s", f.Late, f.State)
		}
	})
}

func TestWhoLeftNoNumberIsNotCalledBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		one := order()
		one.Said.Phone = ""
		c := o.take(agent(), one)
		must(t, o.Reply(t.Context(), clerk(), deed(c, "已核实。")))
		if f := o.get(c.Ref); f.State != hotline.Closed {
			t.Errorf("it is %s", f.State)
		}
	})
}

func TestAFormThatIsSentTwiceTakesOneCallAndAnswersOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		one := order()
		one.Once = "k1"
		first, again := o.take(agent(), one), o.take(agent(), one)
		if first.Ref != again.Ref {
			t.Errorf("two calls: %v, %v", first.Ref, again.Ref)
		}
		reply := hotline.Deed{Call: first.Ref, Words: "已答复。", Once: "k2"}
		must(t, o.Reply(t.Context(), clerk(), reply))
		must(t, o.Reply(t.Context(), clerk(), reply))
		if f := o.get(first.Ref); len(f.Steps) != 2 {
			t.Errorf("%d steps", len(f.Steps))
		}
	})
}

func TestACallIsSeenByThoseResponsibleAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		c := o.take(agent(), order())
		for _, one := range []struct {
			name string
			who  casework.Who
			sees bool
		}{
			{"the town's clerk", clerk(), true},
			{"the village", staff("v", casework.Village, village), true},
			{"the county", officer(), true},
			{"a clerk of another county", staff("x", casework.Town, other), false},
			{"the village next door", staff("v2", casework.Village, 320613005002), false},
			{"an accountant of the county", staff("f", casework.Finance, whole), false},
			{"somebody from the street", casework.Public(), false},
		} {
			_, err := o.Get(ctx, one.who, c.Ref)
			if (err == nil) != one.sees {
				t.Errorf("%s: %v", one.name, err)
			}
			listed, err := o.List(ctx, one.who, hotline.Query{Tab: "open"})
			if err != nil || (len(listed.Calls) == 1) != one.sees {
				t.Errorf("%s lists %d, %v", one.name, len(listed.Calls), err)
			}
		}
		refused(t, "a stranger answers", o.Reply(ctx, staff("x", casework.Town, other), deed(c, "好的。")), "call_not_found")
		refused(t, "the county answers for the town", o.Reply(ctx, officer(), deed(c, "好的。")), "call_denied")
	})
}

func TestACallIsPassedWithinItsCounty(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		c := o.take(agent(), order())
		refused(t, "without a reason", o.Pass(ctx, clerk(), deed(c, ""), whole), "call_pass_words")
		refused(t, "to another county", o.Pass(ctx, clerk(), deed(c, "不是我们的。"), other), "call_unit")
		must(t, o.Pass(ctx, clerk(), deed(c, "人住在那边。"), second))
		refused(t, "by who gave it away", o.Reply(ctx, clerk(), deed(c, "好的。")), "call_denied")
		must(t, o.Pass(ctx, agent(), deed(c, "县里答复。"), whole))
		must(t, o.Reply(ctx, officer(), deed(c, "已答复。")))
	})
}

func TestWhatIsLackingInACallIsSaid(t *testing.T) {
	t.Parallel()
	each(t, lacking)
}

func lacking(t *testing.T, o *office) {
	t.Helper()
	for _, one := range []struct {
		name, code string
		alter      func(*hotline.Taking)
	}{
		{"no class", "call_class", func(c *hotline.Taking) { c.Class = "" }},
		{"a result the class has not", "call_result", func(c *hotline.Taking) { c.Result = hotline.Helped }},
		{"no words", "call_words", func(c *hotline.Taking) { c.Said.Words = " " }},
		{"too many words", "call_words", func(c *hotline.Taking) { c.Said.Words = strings.Repeat("说", 1001) }},
		{"a county for a place", "call_division", func(c *hotline.Taking) { c.Division = whole }},
		{"a name without end", "call_long", func(c *hotline.Taking) { c.Name = strings.Repeat("名", 51) }},
		{"an urgency nobody knows", "call_urgency", func(c *hotline.Taking) { c.Urgency = "soon" }},
	} {
		taking := order()
		one.alter(&taking)
		_, err := o.Take(t.Context(), agent(), taking)
		refused(t, one.name, err, one.code)
	}
	helped := emergency()
	helped.Said.Where = ""
	_, err := o.Take(t.Context(), agent(), helped)
	refused(t, "an emergency nowhere", err, "call_where")
}

func TestListsCountAndReportWhatCame(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		var calls []*hotline.Call
		for range 5 {
			calls = append(calls, o.take(agent(), order()))
		}
		must(t, o.Reply(ctx, clerk(), deed(calls[0], "已答复。")))
		must(t, o.CallBack(ctx, agent(), deed(calls[0], ""), true, 5))
		must(t, o.Reply(ctx, clerk(), deed(calls[1], "已答复。")))
		o.pass(24 * 10)
		must(t, o.Reply(ctx, clerk(), deed(calls[2], "迟了。")))
		tally, err := o.Tally(ctx, clerk())
		if err != nil || tally != (hotline.Tally{Open: 2, Back: 2, Closed: 1, Overdue: 3}) {
			t.Errorf("counted %+v, %v", tally, err)
		}
		var ids []string
		for after := ""; ; {
			page, err := o.List(ctx, agent(), hotline.Query{Size: 2, After: after})
			must(t, err)
			for _, c := range page.Calls {
				ids = append(ids, c.ID)
			}
			if after = page.Next; after == "" {
				break
			}
		}
		slices.Sort(ids)
		if len(ids) != 5 || len(slices.Compact(ids)) != 5 {
			t.Errorf("pages give %d calls", len(ids))
		}
		report, err := o.Report(ctx, agent(), calls[0].Day, calls[0].Day.AddDays(30))
		must(t, err)
		want := hotline.Count{Key: "question", Calls: 5, Done: 1, Late: 1, Graded: 1, Satisfied: 1}
		if len(report.Classes) != 1 || report.Classes[0] != want || len(report.Days) != 1 || report.Units[0].Key != "320613005000" {
			t.Errorf("reported %+v", report)
		}
		earlier, err := o.From(ctx, agent(), "138 0000 0001")
		if err != nil || len(earlier) != 5 {
			t.Errorf("%d earlier calls from the number, %v", len(earlier), err)
		}
	})
}
