package casework_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
)

func TestAFamilyAsksAndIsDecided(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英", "李强"}, []string{"1971-02-03", "2012-05-06"})
		ref := o.toReview(f)
		file := o.file(ref)
		if file.Case.Stage != "review" || file.Case.Awaits != "county" || !strings.HasPrefix(file.Case.Number, "DB-320613-2025-") {
			t.Fatalf("before the decision: %+v", file.Case)
		}
		j := file.Judgement()
		if j == nil || j.Outcome != "grant" || j.Amount <= 0 {
			t.Fatalf("judged: %+v, missing %v, because %v", j, j.Result.Missing, j.Result.Reasons)
		}
		done := o.do(countyOfficer(), ref, "approve", nil)
		file = o.file(ref)
		letter := file.LetterOf(done.Letter)
		switch decision := file.Decision(); {
		case file.Case.Stage != "approved" || file.Case.Awaits != "nobody" || file.Case.Due != 0:
			t.Errorf("after the decision: %+v", file.Case)
		case decision.Effect != "grant" || decision.Amount != j.Amount || decision.From.String() != "2025-08":
			t.Errorf("decided: %+v", decision)
		case letter == nil || letter.Title != "最低生活保障确认通知书" || !strings.Contains(strings.Join(letter.Body.Paragraphs, "\n"), j.Amount.Words()):
			t.Errorf("letter: %+v", letter)
		}
		again, err := o.Replay(t.Context(), countyOfficer(), ref, j.ID, o.judge)
		if err != nil || !again.Same {
			t.Errorf("replayed: %+v, %v", again, err)
		}
		checked, err := o.CheckLetter(t.Context(), county, letter.Number, letter.Receipt)
		if err != nil || !checked.Genuine || checked.Recipient != "李*" {
			t.Errorf("checked: %+v, %v", checked, err)
		}
		if _, err := o.CheckLetter(t.Context(), county, letter.Number, "AAAAAAAAAAAAAAAA"); err == nil {
			t.Error("a letter is shown to who has another code")
		}
	})
}

func TestWhoMayKnowOfACase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英", "李强"}, []string{"1971-02-03", "1999-05-06"})
		stranger := o.settle([]string{"王芳"}, []string{"1981-02-03"})
		ref := o.begin(f)
		for _, who := range []casework.Who{otherClerk(), resident(stranger.people[0], "王芳"), casework.Public()} {
			if _, err := o.Open(t.Context(), who, ref); !kind(err, civil.NotFound) {
				t.Errorf("%s opens a case that is not his: %v", who.Actor, err)
			}
		}
		o.do(resident(f.people[0], "李秀英"), ref, "submit", nil)
		if _, err := o.Open(t.Context(), resident(f.people[1], "李强"), ref); err != nil {
			t.Errorf("a member does not see the case of his family: %v", err)
		}
		for _, c := range []struct {
			who  casework.Who
			want int
		}{{townClerk(), 1}, {villageWorker(), 1}, {countyOfficer(), 1}, {cityOfficer(), 1}, {otherClerk(), 0}, {casework.Public(), 0}} {
			list, err := o.List(t.Context(), c.who, casework.Query{})
			if err != nil || len(list.Cases) != c.want {
				t.Errorf("%s: %d cases, want %d (%v)", c.who.Actor, len(list.Cases), c.want, err)
			}
			tally, err := o.Count(t.Context(), c.who, "")
			if got := tally.Mine + tally.Others + tally.Ended; err != nil || got != c.want {
				t.Errorf("%s counts %d, lists %d (%v)", c.who.Actor, got, c.want, err)
			}
		}
	})
}

func TestAWindowElsewhereTakesAFamilyInAndItIsRoutedHome(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref, err := o.Begin(t.Context(), otherClerk(), casework.Begin{
			Matter: "dibao", Channel: "window", County: county, Home: village, Intake: other, Form: f.answers(), Once: "w1",
		})
		if err != nil {
			t.Fatal(err)
		}
		o.do(otherClerk(), ref, "submit", nil)
		o.do(otherClerk(), ref, "accept", nil)
		if _, err := o.Do(t.Context(), otherClerk(), casework.Input{Case: ref, Action: "check"}); !kind(err, civil.Denied) {
			t.Errorf("the window elsewhere does the work of the home town: %v", err)
		}
		list, err := o.List(t.Context(), townClerk(), casework.Query{Tab: "mine"})
		if err != nil || len(list.Cases) != 1 {
			t.Errorf("the home town does not have the case: %v, %v", list.Cases, err)
		}
		if list, _ := o.List(t.Context(), otherClerk(), casework.Query{}); len(list.Cases) != 1 {
			t.Error("the window that took it in loses sight of it")
		}
	})
}

func TestACaseOfSomebodyWhoseHomeIsElsewhereIsSeenByTheCountyThatKnowsHim(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		for name, stranger := range map[string]bool{"of the register": false, "in no register": true} {
			form := o.settle([]string{"李秀英"}, []string{"1971-02-03"}).answers()
			if stranger {
				form.Members[0].Person = register.Ref{}
			}
			ref, err := o.Begin(t.Context(), otherClerk(), casework.Begin{
				Matter: "dibao", Channel: "window", County: county, Home: other, Intake: other, Form: form, Once: name,
			})
			if err != nil {
				t.Fatal(err)
			}
			o.do(otherClerk(), ref, "submit", nil)
			if _, err := o.Open(t.Context(), countyOfficer(), ref); err != nil {
				t.Errorf("the county does not see the case of somebody %s: %v", name, err)
			}
			if _, err := o.Open(t.Context(), townClerk(), ref); (err == nil) == stranger {
				t.Errorf("the town of somebody %s: %v", name, err)
			}
		}
	})
}

func TestAnActionIsRefusedToWhomItDoesNotBelong(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref := o.begin(f)
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "approve"}); !kind(err, civil.NotFound) {
			t.Errorf("a draft is seen by the county: %v", err)
		}
		o.do(resident(f.people[0], "李秀英"), ref, "submit", nil)
		for _, c := range []struct {
			who    casework.Who
			action string
			want   civil.Kind
		}{
			{resident(f.people[0], "李秀英"), "accept", civil.Denied},
			{villageWorker(), "accept", civil.Denied},
			{countyOfficer(), "approve", civil.Conflict},
			{townClerk(), "nothing_of_the_kind", civil.NotFound},
		} {
			if _, err := o.Do(t.Context(), c.who, casework.Input{Case: ref, Action: c.action}); !kind(err, c.want) {
				t.Errorf("%s by %s: %v", c.action, c.who.Name, err)
			}
		}
	})
}

func TestAFormThatIsSentTwiceActsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref := o.begin(f)
		if again := o.begin(f); again != ref {
			t.Errorf("the same form opened a second case")
		}
		who := resident(f.people[0], "李秀英")
		in := casework.Input{Case: ref, Action: "submit", Once: "k1"}
		first, err := o.Do(t.Context(), who, in)
		if err != nil {
			t.Fatal(err)
		}
		second, err := o.Do(t.Context(), who, in)
		if err != nil || !second.Again || second.Number != first.Number || second.Step != first.Step {
			t.Errorf("sent again: %+v, %v", second, err)
		}
	})
}

func TestWhoRestsOnAnOldStateIsTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref := o.begin(f)
		o.do(resident(f.people[0], "李秀英"), ref, "submit", nil)
		seen := o.file(ref).Case.Opened
		o.do(townClerk(), ref, "mark_near_kin", map[string]string{"kin_name": "李某", "kin_relation": "兄弟"})
		_, err := o.Do(t.Context(), secondClerk(), casework.Input{Case: ref, Action: "accept", Seen: seen})
		if !kind(err, civil.Stale) || !strings.Contains(err.Error(), "张明") {
			t.Errorf("the second clerk is not told who was faster: %v", err)
		}
	})
}

func TestAnObjectionLeadsToANewSurvey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref := o.begin(f)
		who := resident(f.people[0], "李秀英")
		o.do(who, ref, "submit", nil)
		o.do(townClerk(), ref, "accept", nil)
		o.do(villageWorker(), ref, "survey", with(survey, "second", "张明"))
		o.do(countyOfficer(), ref, "check", nil)
		o.do(townClerk(), ref, "opine_grant", map[string]string{"opinion": "同意", "reason": because})
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "publish"}); !kind(err, civil.Invalid) {
			t.Errorf("a notice hangs out before the family has seen it: %v", err)
		}
		o.do(who, ref, "confirm_preview", nil)
		o.do(townClerk(), ref, "publish", nil)
		board, err := o.Board(t.Context(), village)
		if err != nil || len(board) != 1 || board[0].Body.Name != "李秀英" || board[0].Body.Amount != 0 || board[0].Body.Members != 0 {
			t.Fatalf("the board shows %+v, %v", board, err)
		}
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "close_notice"}); !kind(err, civil.Invalid) {
			t.Errorf("a notice ends before its time: %v", err)
		}
		notice := board[0]
		_, err = o.Object(t.Context(), casework.Public(), notice.Case.County, notice.ID, map[string]string{"words": "他家儿子有汽车。"}, "p1")
		if err != nil {
			t.Fatal(err)
		}
		o.pass(9)
		if _, err := o.Do(t.Context(), townClerk(), casework.Input{Case: ref, Action: "close_notice"}); !kind(err, civil.Invalid) {
			t.Errorf("a notice ends with an objection open: %v", err)
		}
		o.do(townClerk(), ref, "resurvey", map[string]string{"reason": "有人反映有车，重新调查核实。"})
		if got, _ := o.Notice(t.Context(), county, notice.ID); !got.Over || got.Body.Name != "" {
			t.Errorf("a notice that was taken down still shows %+v", got.Body)
		}
		o.do(townClerk(), ref, "settle_objection", map[string]string{"upheld": "no", "findings": "车是别人的", "reason": "查实车辆不属于这个家庭。"})
		if got := o.file(ref).Objections[0]; got.State != "rejected" {
			t.Errorf("objection %+v", got)
		}
	})
}

func TestTheCountyVisitsBeforeItDecidesOnNearKin(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref := o.toReview(f)
		o.do(countyOfficer(), ref, "mark_near_kin", map[string]string{"kin_name": "李某", "kin_relation": "兄弟"})
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "approve"}); !kind(err, civil.Invalid) {
			t.Errorf("decided without a visit: %v", err)
		}
		o.do(countyOfficer(), ref, "visit", map[string]string{"day": o.Today().String(), "second": "孙伟", "findings": "情况属实"})
		o.do(countyOfficer(), ref, "approve", nil)
	})
}

func TestARefusalIsAPersonsWithAReasonAndCanBeOverturned(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref := o.toReview(f)
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "refuse"}); !kind(err, civil.Invalid) {
			t.Errorf("refused without a reason: %v", err)
		}
		done := o.do(countyOfficer(), ref, "refuse", map[string]string{"reason": "家庭实际收入高于标准，见入户调查记录。"})
		letter := o.file(ref).LetterOf(done.Letter)
		text := strings.Join(letter.Body.Paragraphs, "\n")
		for _, want := range []string{"家庭实际收入高于标准", "60日", "李敏"} {
			if !strings.Contains(text, want) {
				t.Errorf("the letter does not say %q:\n%s", want, text)
			}
		}
		o.refusedSince(o.Today(), casework.Refused{Household: o.file(ref).Case.Household, Matter: "dibao"})
		o.refusedSince(o.Today() + 1)
		o.do(townClerk(), ref, "send_refusal", nil)
		who := resident(f.people[0], "李秀英")
		o.do(who, ref, "appeal", map[string]string{"words": "我没有收入，请重新核实。"})
		o.do(cityOfficer(), ref, "overturn", map[string]string{"reason": "复议认定原决定依据不足，应当重新办理。"})
		file := o.file(ref)
		if file.Case.Stage != "review" {
			t.Fatalf("after the review: %s", file.Case.Stage)
		}
		// What was found before no longer counts.
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "approve"}); !kind(err, civil.Invalid) {
			t.Errorf("decided again without judging again: %v", err)
		}
		o.do(countyOfficer(), ref, "judge_again", nil)
		o.do(countyOfficer(), ref, "visit", map[string]string{"day": o.Today().String(), "second": "孙伟", "findings": "情况属实"})
		o.do(countyOfficer(), ref, "approve", nil)
		o.refusedSince(o.Today() - 400)
	})
}

// refusedSince holds what was refused since a day against what is wanted.
func (o *office) refusedSince(day civil.Date, want ...casework.Refused) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(q db.Query) error {
		got, err := casework.RefusedSince(o.t.Context(), q, "320613", day)
		if !slices.Equal(got, want) {
			o.t.Errorf("refused since %s: %v, want %v", day, got, want)
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestAnAppealAfterItsTimeIsRefusedWithTheDay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref := o.toReview(f)
		o.do(countyOfficer(), ref, "refuse", map[string]string{"reason": "家庭实际收入高于标准，见入户调查记录。"})
		o.do(townClerk(), ref, "send_refusal", nil)
		o.pass(90)
		_, err := o.Do(t.Context(), resident(f.people[0], "李秀英"), casework.Input{Case: ref, Action: "appeal", Values: map[string]string{"words": "不同意"}})
		if !kind(err, civil.Invalid) || !strings.Contains(err.Error(), "截止") {
			t.Errorf("appeal after its time: %v", err)
		}
	})
}

func kind(err error, want civil.Kind) bool {
	var refused *civil.Error
	return errors.As(err, &refused) && refused.Kind == want
}
