package review

import (
	"context"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

func TestAComplaintIsLookedIntoAnsweredAndCalledBackAbout(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		c, ctx := open(t, store), context.Background()
		r := c.complain(family, said("form-1"))
		if again := c.complain(family, said("form-1")); !again.Again || again.Number != r.Number {
			t.Fatalf("the same form gave %+v after %+v", again, r)
		}
		if got := c.must(officer, r.Ref); got.State != Open || got.Handler != county || got.VerifyDue.String() != "2026-03-09" || got.Phone.Reveal() != "13800001234" {
			t.Fatalf("registered as %+v", got)
		}
		if list, err := c.Waiting(ctx, bureau); err != nil || len(list) != 1 || list[0] != (Waiting{county, 1, 0}) {
			t.Errorf("what waits: %+v, %v", list, err)
		}
		c.now = c.now.AddDate(0, 0, 8)
		if list, err := c.Waiting(ctx, officer); err != nil || len(list) != 1 || list[0] != (Waiting{county, 1, 1}) {
			t.Errorf("what is late: %+v, %v", list, err)
		}
		if list, err := c.Waiting(ctx, stranger); err != nil || len(list) != 0 {
			t.Errorf("elsewhere: %+v, %v", list, err)
		}
		_, err := c.Complaint(ctx, clerk, r.Ref)
		refused(t, err, "complaint_not_found")
		_, err = c.Complaint(ctx, stranger, r.Ref)
		refused(t, err, "complaint_not_found")
		c.did(c.Verify(ctx, officer, Handling{Complaint: r.Ref, Finding: Founded, Words: "当天有人请假，没有安排顶岗；已改为两人轮班。"}))
		refused(t, c.Verify(ctx, officer, Handling{Complaint: r.Ref, Finding: Founded, Words: "再核实一次看看"}), "review_changed")
		c.did(c.Reply(ctx, officer, Handling{Complaint: r.Ref, Words: "对不起，让您久等。窗口已改为两人轮班。"}))
		c.did(c.CallBack(ctx, officer, Handling{Complaint: r.Ref, Reached: true, Content: 4}))
		if list, err := c.Waiting(ctx, bureau); err != nil || len(list) != 0 {
			t.Errorf("after the end: %+v, %v", list, err)
		}
		got := c.must(family, r.Ref)
		if got.State != Closed || got.Content != 4 || got.Answer == "" {
			t.Fatalf("ended as %+v", got)
		}
		if report, err := c.journal.Verify(ctx, nil); err != nil || len(report.Findings) != 0 {
			t.Fatalf("the record is not whole: %+v, %v", report, err)
		}
		steps, err := c.Steps(ctx, got)
		if err != nil || len(steps) != 4 || steps[1].Result != string(Founded) || steps[3].Act != "call" {
			t.Fatalf("steps %+v, %v", steps, err)
		}
	})
}

func TestNobodyLooksIntoWhatIsSaidAboutHimself(t *testing.T) {
	t.Parallel()
	c, ctx := open(t, dbtest.Open(t)), context.Background()
	s := said("")
	s.Kind, s.Concerned = BadRating, clerk.Actor
	r := c.complain(family, s)
	h := Handling{Complaint: r.Ref, Finding: Founded, Words: "已经向本人道歉"}
	refused(t, c.Verify(ctx, clerk, h), "review_concerned")
	c.did(c.Verify(ctx, clerk2, h))
}

func TestWhoIsNotContentIsLookedAfterByTheOfficeAbove(t *testing.T) {
	t.Parallel()
	c, ctx := open(t, dbtest.Open(t)), context.Background()
	r := c.complain(family, said(""))
	round := func(h Handling) {
		h.Complaint, h.Finding, h.Words = r.Ref, Unfounded, "调了监控，没有发现"
		c.did(c.Verify(ctx, bureau, h))
		c.did(c.Reply(ctx, bureau, h))
		c.did(c.CallBack(ctx, bureau, Handling{Complaint: r.Ref, Reached: true, Content: 1}))
	}
	round(Handling{})
	if got := c.must(bureau, r.Ref); got.State != Open || got.Handler != city || got.Round != 2 {
		t.Fatalf("after the first round: %+v", got)
	}
	_, err := c.Complaint(ctx, officer, r.Ref)
	refused(t, err, "complaint_not_found")
	round(Handling{})
	if got := c.must(bureau, r.Ref); got.State != Closed || got.Content != 1 {
		t.Fatalf("after the last round: %+v", got)
	}
}

func TestWhoIsNeverReachedIsTriedAsOftenAsThePacksSay(t *testing.T) {
	t.Parallel()
	c, ctx := open(t, dbtest.Open(t)), context.Background()
	r := c.complain(family, said(""))
	c.did(c.Verify(ctx, officer, Handling{Complaint: r.Ref, Finding: Partly, Words: "排队叫号机坏了"}))
	c.did(c.Reply(ctx, officer, Handling{Complaint: r.Ref, Words: "叫号机已修好"}))
	for try := 1; try <= 3; try++ {
		if got := c.must(officer, r.Ref); got.State != Answered {
			t.Fatalf("before try %d: %s", try, got.State)
		}
		c.did(c.CallBack(ctx, officer, Handling{Complaint: r.Ref}))
	}
	if got := c.must(officer, r.Ref); got.State != Closed || got.Content != 0 {
		t.Fatalf("after three tries: %+v", got)
	}
}

func TestAnAnonymousWordKeepsNothingOfWhoSaidIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		c, ctx := open(t, store), context.Background()
		s := said("form-1")
		s.Anonymous = true
		r := c.complain(family, s)
		got := c.must(officer, r.Ref)
		if !got.Anonymous() || got.Name != "" || !got.Person.Zero() {
			t.Fatalf("kept %+v", got)
		}
		if mine, err := c.Mine(ctx, family); err != nil || len(mine) != 0 {
			t.Fatalf("found by the person: %v, %v", mine, err)
		}
		err := store.Read(ctx, func(q db.Query) error {
			actors, err := db.Many(ctx, q, db.Text, `SELECT actor FROM act WHERE county = $1`, "320613")
			for _, actor := range actors {
				if actor == family.Actor {
					t.Error("the journal names who said it")
				}
			}
			return err
		})
		c.did(err)
		_, err = c.Track(ctx, r.Number, "WRONG2")
		refused(t, err, "complaint_code")
		c.did(c.Verify(ctx, officer, Handling{Complaint: r.Ref, Finding: Founded, Words: "已经核实清楚"}))
		c.did(c.Reply(ctx, officer, Handling{Complaint: r.Ref, Words: "谢谢您的提醒"}))
		tracked, err := c.Track(ctx, r.Number, r.Code)
		if err != nil || tracked.State != Closed || tracked.Answer != "谢谢您的提醒" {
			t.Fatalf("tracked %+v, %v", tracked, err)
		}
	})
}

func TestABadRatingOfAWindowIsFollowedUpAndAGoodOneIsNot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		c, ctx := open(t, store), context.Background()
		visit := func(grade int64, once string) Thanks {
			thanks, err := c.RateVisit(ctx, family, Rated{Division: town, Channel: AtWindow, Grade: grade, Words: "等太久", Phone: "13800001234", Once: once})
			c.did(err)
			return thanks
		}
		if visit(5, "a").FollowUp != nil || visit(3, "b").FollowUp != nil {
			t.Fatal("a good rating is followed up")
		}
		bad := visit(2, "c")
		if bad.FollowUp == nil || visit(2, "c").ID != bad.ID {
			t.Fatalf("the bad rating gave %+v", bad)
		}
		if got := c.must(clerk, bad.FollowUp.Ref); got.Kind != BadRating || got.Handler != town || got.Words != "到窗口办事，评价为“不满意”。等太久" {
			t.Fatalf("followed up as %+v", got)
		}
		c.days(10)
		tally, err := c.Count(ctx, officer)
		late, listErr := c.List(ctx, officer, Query{Overdue: true})
		if err != nil || listErr != nil || tally != (Tally{Open: 1, Late: 1}) || len(late.List) != 1 {
			t.Fatalf("tally %+v, late %d, %v, %v", tally, len(late.List), err, listErr)
		}
		c.did(c.Verify(ctx, clerk, Handling{Complaint: bad.FollowUp.Ref, Finding: Founded, Words: "已经加开一个窗口"}))
		figures, err := c.Figures(ctx, officer, day(t, "2026-03-01"), day(t, "2026-03-31"))
		if err != nil || len(figures) != 1 || figures[0].Grades != [5]int{1, 0, 1, 1, 0} || figures[0].Followed != 1 || figures[0].Named != 3 {
			t.Fatalf("figures %+v, %v", figures, err)
		}
		if none, err := c.Figures(ctx, officer, day(t, "2026-03-03"), day(t, "2026-03-31")); err != nil || len(none) != 0 {
			t.Fatalf("of other days %+v, %v", none, err)
		}
	})
}

func day(t *testing.T, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWhatCannotBeLookedIntoIsRefused(t *testing.T) {
	t.Parallel()
	c := open(t, dbtest.Open(t))
	for name, one := range map[string]struct {
		change func(*Said)
		code   string
	}{
		"without words":              {func(s *Said) { s.Words = " " }, "complaint_words"},
		"of a kind nobody knows":     {func(s *Said) { s.Kind = "praise" }, "complaint_kind"},
		"about nobody":               {func(s *Said) { s.Division = 0 }, "complaint_division"},
		"with a number nobody dials": {func(s *Said) { s.Phone = "电话" }, "complaint_phone"},
	} {
		s := said("")
		one.change(&s)
		_, err := c.Complain(context.Background(), family, s)
		t.Run(name, func(t *testing.T) { refused(t, err, one.code) })
	}
}
