package placement

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/register"
)

func TestAPlacementGoesFromProposalToLeaving(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		p := o.proposed("wang")
		if p.Number != "RZ-320613-2025-00001" || p.State != Proposed || p.Own != 800_00 || p.Support != 1500_00 || p.Rest != 300_00 || p.RestBy != "侄子王强" {
			t.Errorf("proposed: %+v", p)
		}
		if b := o.beds(); b.Free() != 1 || b.Kept != 1 || b.Others != 8 {
			t.Errorf("after the proposal: %+v", b)
		}
		seen := Seen{Ref: p.Ref}
		if _, err := o.Approve(t.Context(), chief, seen, "符合条件，同意。"); coded(err) != "placement_state" {
			t.Errorf("approved before she agreed: %v", err)
		}
		if _, err := o.Agree(t.Context(), helper, seen, Consent{Signer: "guardian", Day: o.today(), Words: "说明过。"}); coded(err) != "placement_by" {
			t.Errorf("a guardian without a name: %v", err)
		}
		if _, err := o.Agree(t.Context(), helper, seen, Consent{Signer: "guardian", By: "王强", Day: day(t, "2025-06-30"), Words: "说明过。"}); coded(err) != "placement_day" {
			t.Errorf("signed before it was proposed: %v", err)
		}
		if p, err := o.Agree(t.Context(), helper, seen, Consent{Signer: "guardian", By: "王强", Day: o.today(), Words: "说明过。"}); err != nil || p.By != "王强" {
			t.Fatalf("%+v, %v", p, err)
		}
		if _, err := o.Approve(t.Context(), helper, seen, "同意。"); coded(err) != "placement_approver" {
			t.Errorf("approved by the town: %v", err)
		}
		if _, err := o.Approve(t.Context(), chief, seen, "符合条件，同意。"); err != nil {
			t.Fatal(err)
		}
		o.now = o.now.AddDate(0, 0, 10)
		if _, err := o.Enter(t.Context(), helper, seen, day(t, "2025-07-12")); coded(err) != "placement_day" {
			t.Errorf("moved in tomorrow: %v", err)
		}
		p, err := o.Enter(t.Context(), helper, seen, day(t, "2025-07-05"))
		if err != nil || p.VisitBy != day(t, "2025-10-03") || p.ReviewBy != day(t, "2026-07-31") {
			t.Fatalf("%+v, %v", p, err)
		}
		if b := o.beds(); b.Living != 1 || b.Kept != 0 || b.Free() != 1 {
			t.Errorf("after she moved in: %+v", b)
		}
		if p, err = o.Visit(t.Context(), helper, seen, day(t, "2025-07-11"), "吃得好，同屋的人和气。"); err != nil || p.VisitBy != day(t, "2025-10-09") || p.By != "王强" {
			t.Errorf("%+v, %v", p, err)
		}
		if _, err := o.Leave(t.Context(), helper, seen, Parting{Day: day(t, "2025-07-04"), Reason: "home", Words: "侄子接回家。"}); coded(err) != "placement_day" {
			t.Errorf("left before she came: %v", err)
		}
		if p, err = o.Leave(t.Context(), helper, seen, Parting{Day: day(t, "2025-07-11"), Reason: "home", Words: "侄子接回家。"}); err != nil || p.State != Left {
			t.Fatal(err)
		}
		for text, there := range map[string]bool{"2025-07-04": false, "2025-07-05": true, "2025-07-10": true, "2025-07-11": false} {
			if p.On(day(t, text)) != there {
				t.Errorf("on %s: %v", text, p.On(day(t, text)))
			}
		}
		if b := o.beds(); b.Free() != 2 {
			t.Errorf("after she left: %+v", b)
		}
		_, past, _, err := o.Read(t.Context(), helper.Viewer, p.Ref)
		if err != nil || len(past) != 6 || past[0].Step != "leave" || past[0].Words != "侄子接回家。" {
			t.Errorf("%d versions, %v", len(past), err)
		}
		if len(o.provided) != 0 {
			t.Errorf("who is no 特困 is not provided for: %v", o.provided)
		}
	})
}

func TestOnlyWhomAGroundMeansIsProposed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		for _, test := range []struct {
			name, person, code string
			change             func(*Draft)
		}{
			{"nobody", "wang", "placement_person", func(d *Draft) { d.Person = "" }},
			{"no home", "wang", "placement_home", func(d *Draft) { d.Home = "" }},
			{"a home whose beds nobody knows", "wang", "placement_home", func(d *Draft) { d.Home = "h2" }},
			{"a home that is not there", "wang", "help_not_found", func(d *Draft) { d.Home = "h3" }},
			{"no ground", "wang", "placement_ground", func(d *Draft) { d.Ground = "none" }},
			{"not in pay", "wang", "placement_ground", func(d *Draft) { d.Ground = "tekun" }},
			{"provided for already", "li", "placement_ground", func(d *Draft) { d.Ground = "elder" }},
			{"too young", "zhao", "placement_ground", func(d *Draft) { d.Ground, d.Confirmed = "elder", []string{"1", "2", "3"} }},
			{"not all was seen", "wang", "placement_confirmed", func(d *Draft) { d.Confirmed = []string{"1", "3"} }},
			{"too much income", "wang", "placement_income", func(d *Draft) { d.Income = 2000_01 }},
			{"no fee", "wang", "placement_fee", func(d *Draft) { d.Fee = 0 }},
			{"nobody pays the rest", "wang", "placement_rest", func(d *Draft) { d.RestBy = "" }},
			{"no care", "wang", "placement_care", func(d *Draft) { d.Care = "" }},
			{"no words", "wang", "placement_words", func(d *Draft) { d.Words = "" }},
			{"of another town", "qian", "help_not_found", func(*Draft) {}},
			{"as it should be", "wang", "", func(d *Draft) { d.Income = 2000_00 }},
			{"a second time", "wang", "placement_person", func(*Draft) {}},
		} {
			draft := o.draft(test.person)
			test.change(&draft)
			if _, err := o.Propose(t.Context(), helper, draft); coded(err) != test.code {
				t.Errorf("%s: %v", test.name, err)
			}
		}
		o.people["li"].Dead = true
		if _, err := o.Propose(t.Context(), helper, o.draft("li")); coded(err) != "placement_person" {
			t.Errorf("of the dead: %v", err)
		}
	})
}

func TestTheLastBedIsGivenOnceHoweverManyAsk(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		const clerks = 12
		for i := range clerks {
			o.people[fmt.Sprint("p", i)] = &Person{Name: "张三", Division: village, Born: day(t, "1950-01-01")}
		}
		codes := make([]string, clerks)
		var wait sync.WaitGroup
		for i := range clerks {
			wait.Go(func() {
				draft := o.draft("wang")
				draft.Person = fmt.Sprint("p", i)
				draft.Wait = i%4 == 3
				p, err := o.Propose(t.Context(), helper, draft)
				codes[i] = coded(err)
				if err == nil {
					codes[i] = string(p.State)
				}
			})
		}
		wait.Wait()
		counted := map[string]int{}
		for _, code := range codes {
			counted[code]++
		}
		if b := o.beds(); b.Kept != 2 || b.Free() != 0 || counted["proposed"] != 2 || counted["waiting"]+counted["placement_full"] != clerks-2 || b.Waiting != counted["waiting"] {
			t.Errorf("%v: %+v", counted, b)
		}
	})
}

func TestWhoWaitsIsGivenABedWhenOneIsFree(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		o.homes["h1"].Residents = 9
		first := o.proposed("wang")
		draft := o.draft("li")
		draft.Wait = true
		second, err := o.Propose(t.Context(), helper, draft)
		if err != nil || second.State != Waiting {
			t.Fatalf("%+v, %v", second, err)
		}
		offer := Offer{Home: "h1", Fee: 2800_00}
		if _, err := o.Bed(t.Context(), helper, Seen{Ref: second.Ref}, offer); coded(err) != "placement_full" {
			t.Errorf("no bed is free: %v", err)
		}
		if _, err := o.Withdraw(t.Context(), helper, Seen{Ref: first.Ref}, "本人不愿意去了。"); err != nil {
			t.Fatal(err)
		}
		if second, err = o.Bed(t.Context(), helper, Seen{Ref: second.Ref}, offer); err != nil || second.State != Proposed || second.Own != 2800_00 {
			t.Errorf("%+v, %v", second, err)
		}
		counts, _, err := o.Count(t.Context(), helper.Viewer)
		if err != nil || counts[Proposed] != 1 || counts[Withdrawn] != 1 {
			t.Errorf("%v, %v", counts, err)
		}
	})
}

func TestWhoNeedsMostWaitsBeforeOthersOnEveryPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		o.homes["h1"].Residents = 10
		want := []string{"full0", "full1", "half0", "half1", "half2"}
		for i, name := range []string{"half0", "full0", "half1", "full1", "half2"} {
			o.now = o.now.AddDate(0, 0, 1)
			o.people[name] = &Person{Name: name, Division: village, Born: day(t, "1950-01-01")}
			draft := o.draft("wang")
			draft.Person, draft.Care, draft.Wait = name, name[:4], true
			if p, err := o.Propose(t.Context(), helper, draft); err != nil || p.State != Waiting {
				t.Fatalf("%d: %+v, %v", i, p, err)
			}
		}
		var got []string
		query := Query{Tab: string(Waiting), Size: 2}
		for pages := 0; pages == 0 || query.After != "" && pages < 5; pages++ {
			list, next, err := o.List(t.Context(), helper.Viewer, query)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range list {
				got = append(got, p.Name)
			}
			query.After = next
		}
		if !slices.Equal(got, want) {
			t.Errorf("they wait in the order %v", got)
		}
	})
}

func TestNobodyMovesInWhoHasDiedOrWhereAHomeHasClosed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		p := o.approved("wang")
		o.people["wang"].Dead = true
		if _, err := o.Enter(t.Context(), helper, Seen{Ref: p.Ref}, o.today()); coded(err) != "placement_person" {
			t.Errorf("the dead: %v", err)
		}
		if _, _, dead, err := o.Read(t.Context(), helper.Viewer, p.Ref); err != nil || !dead {
			t.Errorf("the dead are not marked: %v", err)
		}
		o.people["wang"].Dead, o.homes["h1"].Running = false, false
		if _, err := o.Enter(t.Context(), helper, Seen{Ref: p.Ref}, o.today()); coded(err) != "placement_home" {
			t.Errorf("into a home that has closed: %v", err)
		}
		o.people["wang"].Dead = true
		if _, err := o.Withdraw(t.Context(), helper, Seen{Ref: p.Ref}, "已经去世。"); err != nil {
			t.Fatal(err)
		}
		if _, _, dead, err := o.Read(t.Context(), helper.Viewer, p.Ref); err != nil || dead {
			t.Errorf("what is over is still to be done: %v", err)
		}
	})
}

func TestABedForNursingIsNeededForFullCare(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		draft := o.draft("li")
		draft.Care = "full"
		if _, err := o.Propose(t.Context(), helper, draft); err != nil {
			t.Fatal(err)
		}
		draft = o.draft("wang")
		draft.Care = "full"
		if _, err := o.Propose(t.Context(), helper, draft); coded(err) != "placement_full" {
			t.Errorf("a second bed for nursing: %v", err)
		}
		o.homes["h1"].Accepts = "self"
		draft.Care = "half"
		if _, err := o.Propose(t.Context(), helper, draft); coded(err) != "placement_home" {
			t.Errorf("in a home that does not nurse: %v", err)
		}
	})
}

func TestAStepThatWasAMistakeIsUndone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		p := o.living("li")
		seen := Seen{Ref: p.Ref}
		if _, err := o.Leave(t.Context(), helper, seen, Parting{Day: o.today(), Reason: "home", Words: "接回家。"}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Undo(t.Context(), helper, seen, "记错了人。"); coded(err) != "placement_approver" {
			t.Errorf("by the town: %v", err)
		}
		p, err := o.Undo(t.Context(), chief, seen, "记错了人。")
		if err != nil || p.State != Living || p.LeftOn != 0 || p.Words != "记错了人。" {
			t.Errorf("%+v, %v", p, err)
		}
		if fmt.Sprint(o.provided) != "[和平敬老院 2025-07-01 — 2025-07-01 和平敬老院 2025-07-01]" {
			t.Errorf("provided for: %v", o.provided)
		}
		if _, err := o.Undo(t.Context(), chief, seen, "再改一次。"); coded(err) != "placement_state" {
			t.Errorf("twice: %v", err)
		}
		if _, err := o.Leave(t.Context(), helper, seen, Parting{Day: o.today(), Reason: "died", Words: "去世。"}); err != nil {
			t.Fatal(err)
		}
		o.homes["h1"].Residents = 10
		if _, err := o.Undo(t.Context(), chief, seen, "记错了人。"); coded(err) != "placement_full" {
			t.Errorf("into a bed that was given away: %v", err)
		}
		if len(o.provided) != 3 {
			t.Errorf("of the dead nothing is written: %v", o.provided)
		}
	})
}

func TestWhoIsPlacedAgainIsNotPutBackWhereHeWas(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		p := o.living("wang")
		if _, err := o.Leave(t.Context(), helper, Seen{Ref: p.Ref}, Parting{Day: o.today(), Reason: "moved", Words: "换一家。"}); err != nil {
			t.Fatal(err)
		}
		again := o.proposed("wang")
		if _, err := o.Undo(t.Context(), chief, Seen{Ref: p.Ref}, "记错了人。"); coded(err) != "placement_person" {
			t.Errorf("in two places at once: %v", err)
		}
		if _, err := o.Withdraw(t.Context(), helper, Seen{Ref: again.Ref}, "不去了。"); err != nil {
			t.Fatal(err)
		}
		if p, err := o.Undo(t.Context(), chief, Seen{Ref: p.Ref}, "记错了人。"); err != nil || p.State != Living {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

func TestAMonthIsDueByTheAmountsThatHeldInIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		p := o.living("wang")
		seen := Seen{Ref: p.Ref}
		o.now = time.Date(2025, 9, 15, 2, 0, 0, 0, time.UTC)
		if p, err := o.Review(t.Context(), helper, seen, Renewal{Care: "half", Fee: 2400_00, Income: 1000_00, RestBy: "侄子王强", Words: "收费降了。"}); err != nil || p.Rest != 100_00 {
			t.Fatalf("%+v, %v", p, err)
		}
		o.now = time.Date(2025, 11, 3, 2, 0, 0, 0, time.UTC)
		if _, err := o.Leave(t.Context(), helper, seen, Parting{Day: day(t, "2025-11-02"), Reason: "moved", Words: "换到县里。"}); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]string{"2025-07": "[]", "2025-08": "[2600.00 1500.00 300.00]", "2025-09": "[2600.00 1500.00 300.00]", "2025-10": "[2400.00 1500.00 100.00]", "2025-11": "[2400.00 1500.00 100.00]", "2025-12": "[]"} {
			list, err := o.Month(t.Context(), chief.Viewer, o.homes["h1"].Ref, month(t, text))
			var said []string
			for _, one := range list {
				said = append(said, one.Fee.String(), one.Support.String(), one.Rest.String())
			}
			if err != nil || fmt.Sprint(said) != want {
				t.Errorf("%s: %v, %v", text, said, err)
			}
		}
		if _, err := o.Month(t.Context(), helper.Viewer, o.homes["h1"].Ref, month(t, "2025-08")); coded(err) != "help_not_found" {
			t.Errorf("by a town: %v", err)
		}
	})
}

func TestWhatIsOutsideOfADivisionIsNotThere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		p := o.living("wang")
		if _, _, _, err := o.Read(t.Context(), stranger.Viewer, p.Ref); coded(err) != "help_not_found" {
			t.Errorf("read from elsewhere: %v", err)
		}
		if _, err := o.Visit(t.Context(), stranger, Seen{Ref: p.Ref}, o.today(), "看过。"); coded(err) != "help_not_found" {
			t.Errorf("visited from elsewhere: %v", err)
		}
		list, more, err := o.OfHome(t.Context(), stranger.Viewer, o.homes["h1"].Ref, o.today())
		if err != nil || len(list) != 0 || more != 1 {
			t.Errorf("another town sees %d and %d more, %v", len(list), more, err)
		}
		if _, err := o.Visit(t.Context(), helper, Seen{Ref: p.Ref, Opened: p.Opened - 1}, o.today(), "看过。"); coded(err) != "help_changed" {
			t.Errorf("on what was changed meanwhile: %v", err)
		}
		o.people["wang"].Dead = true
		list, next, err := o.List(t.Context(), helper.Viewer, Query{Tab: string(Living), Size: 20})
		if err != nil || len(list) != 1 || next != "" {
			t.Fatal(list, next, err)
		}
		if dead, err := o.Dead(t.Context(), list); err != nil || !dead[p.ID] {
			t.Errorf("who has died: %v, %v", dead, err)
		}
		if list, _, err := o.List(t.Context(), helper.Viewer, Query{Tab: "late", Size: 20}); err != nil || len(list) != 0 {
			t.Errorf("late too early: %v, %v", list, err)
		}
		o.now = o.now.AddDate(0, 0, 91)
		if _, late, err := o.Count(t.Context(), helper.Viewer); err != nil || late != 1 {
			t.Errorf("%d are late, %v", late, err)
		}
	})
}

func TestOneFormMakesOnePlacement(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		draft := o.draft("wang")
		draft.Once = "form"
		first, err := o.Propose(t.Context(), helper, draft)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.Propose(t.Context(), helper, draft); err != nil || again.ID != first.ID || again.Number != first.Number {
			t.Errorf("the same form again: %+v, %v", again, err)
		}
	})
}

func TestTheSharesMakeTheFee(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := func(name string) civil.Fen { return civil.Fen(rapid.Int64Range(0, 10_000_00).Draw(t, name)) }
		fee, income, keep, limit := amount("fee"), amount("income"), amount("keep"), amount("limit")
		s := Split(fee, income, keep, limit)
		switch {
		case s.Own+s.Support+s.Rest != fee:
			t.Errorf("%+v do not make %s", s, fee)
		case s.Own < 0 || s.Support < 0 || s.Rest < 0:
			t.Errorf("below zero: %+v", s)
		case s.Own > 0 && income-s.Own < keep:
			t.Errorf("%s are left of %s, not %s", income-s.Own, income, keep)
		case s.Support > limit || s.Rest > 0 && (s.Support < limit || s.Own < income-keep):
			t.Errorf("somebody pays the rest although there is more: %+v", s)
		}
	})
}

// TestWhateverIsDoneBedsAndPeopleAreGivenOnce takes steps at random: the home never has more
// people placed than beds, nor anybody two placements that are not over.
func TestWhateverIsDoneBedsAndPeopleAreGivenOnce(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	turn := 0
	rapid.Check(t, func(t *rapid.T) {
		turn++
		home := fmt.Sprint("home", turn)
		o.homes[home] = &Home{Ref: register.Ref{County: "320613", ID: home}, Name: home, Division: beside, Beds: rapid.IntRange(1, 4).Draw(t, "beds"), Nursing: 1, Residents: 1, Running: true}
		var seen []Seen
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			step := rapid.IntRange(0, 9).Draw(t, "step")
			if step < 3 || len(seen) == 0 {
				person := fmt.Sprint("one", turn, "-", rapid.IntRange(0, 5).Draw(t, "person"))
				o.people[person] = &Person{Name: person, Division: village, Born: civil.FirstDate + 1}
				draft := o.draft("wang")
				draft.Person, draft.Home, draft.Wait = person, home, rapid.Bool().Draw(t, "wait")
				draft.Care = rapid.SampledFrom([]string{"half", "full"}).Draw(t, "care")
				if p, err := o.Propose(context.Background(), helper, draft); err == nil {
					seen = append(seen, Seen{Ref: p.Ref})
				}
			} else {
				_ = o.stepAtRandom(step, home, rapid.SampledFrom(seen).Draw(t, "one")) // refused or not, what must hold holds
			}
			o.holds(t, home, len(seen))
		}
	})
}

// stepAtRandom takes one of the steps.
func (o *office) stepAtRandom(step int, home string, seen Seen) (err error) {
	ctx, today := context.Background(), o.today()
	switch step {
	case 3:
		_, err = o.Bed(ctx, helper, seen, Offer{Home: home, Fee: 2600_00, RestBy: "侄子"})
	case 4:
		_, err = o.Agree(ctx, helper, seen, Consent{Signer: "self", Day: today, Words: "说明过。"})
	case 5:
		_, err = o.Approve(ctx, chief, seen, "同意。")
	case 6:
		_, err = o.Enter(ctx, helper, seen, today)
	case 7:
		_, err = o.Leave(ctx, helper, seen, Parting{Day: today, Reason: "home", Words: "回家。"})
	case 8:
		_, err = o.Undo(ctx, chief, seen, "记错了。")
	default:
		_, err = o.Withdraw(ctx, helper, seen, "不去了。")
	}
	return err
}

// holds says what of a home's beds and people does not hold.
func (o *office) holds(t *rapid.T, home string, all int) {
	c, err := o.Home(context.Background(), helper.Viewer, o.homes[home].Ref)
	if err != nil {
		t.Fatal(err)
	}
	if c.Beds.Free() < 0 || c.Beds.FreeNursing() < 0 {
		t.Fatalf("more people than beds: %+v", c.Beds)
	}
	list, _, err := o.OfHome(context.Background(), chief.Viewer, o.homes[home].Ref, o.today())
	if err != nil || len(list) > all {
		t.Fatalf("%d of %d, %v", len(list), all, err)
	}
	open := map[string]bool{}
	for _, p := range list {
		if p.State.open() && open[p.Person] {
			t.Fatalf("%s is placed twice", p.Person)
		}
		open[p.Person] = open[p.Person] || p.State.open()
	}
}

func TestBedsAreCountedOnceWhateverTheFilingCounted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := Home{Ref: register.Ref{ID: "h"}, Beds: rapid.IntRange(0, 50).Draw(t, "beds"), Nursing: -1, Residents: rapid.IntRange(-1, 50).Draw(t, "residents"), Reported: 100}
		var rooms []room
		living, counted := 0, 0
		for range rapid.IntRange(0, 10).Draw(t, "rooms") {
			r := room{home: "h", state: string(Living), care: "self", entered: civil.Date(rapid.IntRange(1, 200).Draw(t, "entered"))}
			living++
			if r.entered <= 100 {
				counted++
			}
			rooms = append(rooms, r)
		}
		b := h.count(rooms)
		if want := max(0, max(0, h.Residents)-counted); b.Others != want || b.Living != living || b.Free() != h.Beds-want-living {
			t.Errorf("%+v of %+v", b, h)
		}
	})
}
