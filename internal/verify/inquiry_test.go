package verify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

func TestEveryQuestionNeedsALiveLetter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		letter  func(a *Authorisation)
		born    string
		refusal string // of every class; empty: all are asked
	}{
		{"a letter that is live", nil, "1960-01-01", ""},
		{"no letter at all", func(a *Authorisation) { a.Classes = []string{"exit_entry"} }, "1960-01-01", "authorisation_missing"},
		{"another business", func(a *Authorisation) { a.Business = []string{"tekun"} }, "1960-01-01", "authorisation_missing"},
		{"signed tomorrow", func(a *Authorisation) { a.Signed = day(t, "2025-07-01") }, "1960-01-01", "authorisation_missing"},
		{"ended yesterday", func(a *Authorisation) { a.Ends = day(t, "2025-06-29") }, "1960-01-01", "authorisation_lapsed"},
		{"ends today", func(a *Authorisation) { a.Ends = day(t, "2025-06-30") }, "1960-01-01", ""},
		{"withdrawn today", func(a *Authorisation) { a.Withdrawn = day(t, "2025-06-30") }, "1960-01-01", "authorisation_withdrawn"},
		{"withdrawn from tomorrow on", func(a *Authorisation) { a.Withdrawn = day(t, "2025-07-01") }, "1960-01-01", ""},
		{"a child who signed himself", nil, "2015-01-01", "authorisation_minor"},
		{"a child whose guardian is not named", func(a *Authorisation) { a.Capacity = "guardian" }, "2015-01-01", "authorisation_minor"},
		{"a child by its guardian", func(a *Authorisation) { a.Capacity, a.Signer = "guardian", "人甲" }, "2015-01-01", ""},
		{"a guardian's letter after the child has grown", func(a *Authorisation) { a.Capacity, a.Signer = "guardian", "人甲" }, "2007-06-29", "authorisation_grown"},
		{"on the birthday itself", func(a *Authorisation) { a.Capacity, a.Signer = "guardian", "人甲" }, "2007-06-30", "authorisation_grown"},
		{"the day before", func(a *Authorisation) { a.Capacity, a.Signer = "guardian", "人甲" }, "2007-07-01", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t, dbtest.Open(t))
			who := b.born("人丙", c.born)
			b.people = []register.Ref{who}
			b.sign(who, "S1", c.letter)
			f := b.ask(b.order())
			asked := b.classesAsked("人丙")
			if c.refusal == "" && len(asked) != 17 || c.refusal != "" && len(asked) != 0 {
				t.Errorf("asked about %d classes", len(asked))
			}
			for _, i := range f.Items {
				if i.Refusal != c.refusal {
					t.Errorf("%s: %q, want %q", i.Class, i.Refusal, c.refusal)
				}
			}
			if want := map[bool]Conclusion{true: Clear, false: Pending}[c.refusal == ""]; f.Conclusion != want {
				t.Errorf("the conclusion is %s", f.Conclusion)
			}
		})
	}
}

func TestALetterCoversOnlyWhoSignedIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		wife := b.born("人乙", "1962-02-02")
		b.sign(b.person, "S1", func(a *Authorisation) { a.Classes = []string{"vehicle", "pension"} })
		b.people = []register.Ref{b.person, wife}
		b.say = func(q Question) (Answer, error) {
			a, err := b.nothing(q)
			// A department that says more than it was asked.
			a.Replies = append(a.Replies, Reply{N: 1, Class: "bank_account", Records: []Raw{{"bank": "某行"}}}, Reply{N: 2, Class: "vehicle", Records: []Raw{car}})
			return a, err
		}
		f := b.ask(b.order())
		if got := b.classesAsked("人甲"); !slices.Equal(got, []string{"pension", "vehicle"}) {
			t.Errorf("asked about %v", got)
		}
		if got := b.classesAsked("人乙"); got != nil {
			t.Errorf("the wife, who signed nothing, was asked about: %v", got)
		}
		if len(b.held(wife)) != 0 {
			t.Error("something of the wife was stored")
		}
		for _, i := range f.Items {
			if i.Person == wife && (i.State != Refused || i.Records != nil) || i.Class == "bank_account" && i.Records != nil {
				t.Errorf("%+v", i)
			}
		}
		if !strings.Contains(f.Sources[0].Aside, "没有问的人") {
			t.Errorf("what was said beside the question: %q", f.Sources[0].Aside)
		}
	})
}

func TestAMergedRecordIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	twin := b.born("人丁", "1960-01-01")
	b.sign(twin, "S1", nil)
	b.act(func(w *journal.Write) error {
		return b.office.register.Merge(t.Context(), w, register.PersonKind, twin, b.person, "同一个人")
	})
	b.people = []register.Ref{twin, b.person}
	f := b.ask(b.order())
	if len(b.asked) != 0 {
		t.Errorf("%d questions were sent", len(b.asked))
	}
	for _, i := range f.Items {
		want := map[register.Ref]string{twin: "person_merged", b.person: "authorisation_missing"}[i.Person]
		if i.Refusal != want {
			t.Errorf("%s: %s, want %s", i.Person, i.Refusal, want)
		}
	}
}

func TestWithdrawingBetweenPlanningAndSendingStopsTheQuestion(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		b.sign(b.person, "S1", nil)
		i, err := b.Start(t.Context(), b.order())
		if err != nil {
			t.Fatal(err)
		}
		b.withdraw(b.person)
		if _, err := b.Continue(t.Context(), t.Context(), county, i.ID, "staff:li", ""); err != nil {
			t.Fatal(err)
		}
		f := b.whole(i.ID)
		if len(b.asked) != 0 || f.Items[0].State != Refused || f.Items[0].Refusal != "authorisation_withdrawn" || f.Conclusion != Pending {
			t.Errorf("%d questions were sent; %+v", len(b.asked), f.Items[0])
		}
	})
}

func TestWithdrawingBeforeTheAnswerComesLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		b.sign(b.person, "S1", nil)
		once := make(chan struct{}, 8)
		b.say = func(q Question) (Answer, error) {
			if q.Department == "police" {
				b.withdraw(b.person)
				close(once)
			} else {
				<-once
			}
			return b.with("vehicle", car)(q)
		}
		f := b.ask(b.order())
		for _, i := range f.Items {
			if i.State != Dropped || i.Records != nil {
				t.Errorf("%s: %s with %v", i.Class, i.State, i.Records)
			}
		}
		if len(b.held(b.person)) != 0 || f.Conclusion != Pending {
			t.Errorf("stored %d, concluded %s", len(b.held(b.person)), f.Conclusion)
		}
	})
}

func TestWithdrawingBetweenTwoTriesStopsTheSecond(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	b.sign(b.person, "S1", func(a *Authorisation) { a.Classes = []string{"vehicle"} })
	b.say = func(Question) (Answer, error) {
		b.withdraw(b.person)
		return Answer{}, errors.New("down")
	}
	f := b.ask(b.order())
	if len(b.asked) != 1 || f.State != Reported {
		t.Errorf("%d questions were sent, %s", len(b.asked), f.State)
	}
}

func TestAHiddenCarIsFoundObjectedToAndCheckedAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		b.sign(b.person, "S1", nil)
		b.say = b.with("vehicle", car, car)
		f := b.ask(b.order())
		if f.Conclusion != Over || f.Report().Score != 40 || len(f.Report().Body.Compared.Differences) != 1 {
			t.Fatalf("%s, %d points, %+v", f.Conclusion, f.Report().Score, f.Report().Body.Compared)
		}
		if d := f.Report().Body.Compared.Differences[0]; d.Title != "机动车" || d.Checked != 1 || !d.Silent {
			t.Errorf("the difference is %+v", d)
		}
		if held := b.held(b.person); len(held) != 1 {
			t.Errorf("the register has %d cars", len(held))
		}
		checked, err := b.Check(t.Context(), county, f.Number, f.Report().Receipt)
		if err != nil || !checked.Genuine || checked.Conclusion != Over {
			t.Errorf("the report says %+v, %v", checked, err)
		}
		if _, err := b.Check(t.Context(), county, f.Number, "AAAAAAAAAAAA"); code(err) != "report_not_found" {
			t.Errorf("with a wrong code: %v", err)
		}

		protest := Protest{County: county, Inquiry: f.ID, Words: "车三月就卖了，有合同。", Files: []string{"f1"}, Actor: "resident:1", Purpose: "self", Once: "k1"}
		id, err := b.Object(t.Context(), protest)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := b.Object(t.Context(), protest); again != id || err != nil {
			t.Errorf("the same form once more: %s, %v", again, err)
		}
		if o := b.whole(f.ID).Objection(); o == nil || o.Due != day(t, "2025-07-14") || o.Words != protest.Words {
			t.Fatalf("the objection is %+v", o)
		}
		sold := Raw{"plate": "苏F12345", "state": "已过户", "first_registered": "20190305"}
		b.say = b.with("vehicle", sold)
		again, err := b.Recheck(t.Context(), t.Context(), county, f.ID, "staff:li", "李敏", "请核对转移登记")
		if err != nil {
			t.Fatal(err)
		}
		if !b.asked[len(b.asked)-1].Recheck || again.Conclusion != Clear || again.Previous != f.ID {
			t.Errorf("the recheck is %+v", again)
		}
		before := b.whole(f.ID)
		if before.State != Replaced || before.Report().Conclusion != Over || before.Objections[0].State != Upheld || before.Objections[0].Words != protest.Words {
			t.Errorf("the first is %s, its objection %+v", before.State, before.Objections[0])
		}
		if string(before.Report().Digest) != string(f.Report().Digest) {
			t.Error("the first report has changed")
		}
		if held := b.held(b.person); len(held) != 1 {
			t.Errorf("the register has %d cars", len(held))
		}
		if _, err := b.Recheck(t.Context(), t.Context(), county, f.ID, "staff:li", "李敏", ""); code(err) != "recheck_state" {
			t.Errorf("what was replaced is checked again: %v", err)
		}
	})
}

func TestACarThatTheDepartmentNoLongerHasIsStruck(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	b.sign(b.person, "S1", nil)
	b.say = b.with("vehicle", car)
	f := b.ask(b.order())
	b.say = b.nothing
	if _, err := b.Recheck(t.Context(), t.Context(), county, f.ID, "staff:li", "李敏", ""); err != nil {
		t.Fatal(err)
	}
	if held := b.held(b.person); len(held) != 0 {
		t.Errorf("the register still has %d cars", len(held))
	}
}

func TestADepartmentThatFailsIsAskedAgainUntilItsTimeIsOver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		b.sign(b.person, "S1", nil)
		b.say = func(q Question) (Answer, error) {
			if q.Department == "tax" {
				return Answer{}, errors.New("down")
			}
			return b.nothing(q)
		}
		f := b.ask(b.order())
		if f.State != Asking || len(f.waiting()) != 1 || f.waiting()[0].Fault != "department_failed" {
			t.Fatalf("%s, %+v", f.State, f.waiting())
		}
		keys := map[string]bool{}
		for _, q := range b.asked {
			if q.Department == "tax" {
				keys[q.Key] = true
			}
		}
		if len(keys) != 1 {
			t.Errorf("the same question went out under %d keys", len(keys))
		}
		b.now = b.now.AddDate(0, 0, 4)
		i, err := b.Continue(t.Context(), t.Context(), county, f.ID, "machine:verify", "")
		if err != nil || i.State != Reported || i.Conclusion != Pending {
			t.Fatalf("%+v, %v", i, err)
		}
		if s := b.whole(f.ID).Sources[2]; s.Result != Silent {
			t.Errorf("the silent department is %s", s.Result)
		}
	})
}

func TestAnInquiryOfACaseIsOpenedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		b.sign(b.person, "S1", nil)
		first, err := b.Start(t.Context(), b.order())
		if err != nil {
			t.Fatal(err)
		}
		second, err := b.Start(t.Context(), b.order())
		if err != nil || first.ID != second.ID || first.Number != "HD-320613-2025-00001" {
			t.Errorf("%s and %s, %v", first.Number, second.Number, err)
		}
	})
}

func TestAnOrderThatSaysTooLittleIsRefused(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	for name, c := range map[string]struct {
		change func(o *Order)
		want   string
	}{
		"nobody":                 {func(o *Order) { o.Members = nil }, "inquiry_nobody"},
		"no business":            {func(o *Order) { o.Business = "" }, "inquiry_business"},
		"no cause":               {func(o *Order) { o.Cause = "" }, "inquiry_cause"},
		"of nobody's department": {func(o *Order) { o.Cause = Ordered }, "inquiry_orderer"},
		"data nobody is asked":   {func(o *Order) { o.Classes = []string{"exit_entry"} }, "inquiry_class"},
		"of tomorrow":            {func(o *Order) { o.Reference = day(t, "2025-07-01") }, "inquiry_reference"},
	} {
		order := b.order()
		c.change(&order)
		if _, err := b.Start(t.Context(), order); code(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestARepeatedCheckFindsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		b.sign(b.person, "S1", nil)
		b.say = b.with("vehicle", car)
		order := b.order()
		viewer := access.Viewer{Actor: "staff:li", Roles: []access.Role{"county_officer"}, Divisions: []civil.Area{320613000000}, Purpose: "review"}
		for _, origin := range []string{"2025-06", "2025-07"} {
			order.Cause, order.Origin = Periodic, origin
			b.ask(order)
		}
		list, err := b.Findings(t.Context(), viewer, county)
		if err != nil || len(list) != 1 || len(list[0].Summary.Lines) != 2 {
			t.Fatalf("%d findings, %v", len(list), err)
		}
		if err := b.Settle(t.Context(), county, list[0].ID, list[0].Opened, "staff:li", "已入户，车已报废，不影响待遇。"); err != nil {
			t.Fatal(err)
		}
		order.Origin = "2025-08"
		b.ask(order)
		if list, err = b.Findings(t.Context(), viewer, county); err != nil || len(list) != 0 {
			t.Errorf("what was looked into is found again: %d, %v", len(list), err)
		}
		b.say = b.with("vehicle", car, Raw{"plate": "苏F99999", "state": "正常"})
		order.Origin = "2025-09"
		b.ask(order)
		if list, err = b.Findings(t.Context(), viewer, county); err != nil || len(list) != 1 {
			t.Errorf("a second car is not found: %d, %v", len(list), err)
		}
	})
}

func TestWhoAskedAboutWhomIsWrittenDown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		wife := b.born("人乙", "1962-02-02")
		b.people = []register.Ref{b.person, wife}
		b.sign(b.person, "S1", nil)
		f := b.ask(b.order())
		viewer := access.Viewer{Actor: "staff:audit", Roles: []access.Role{"county_officer"}, Divisions: []civil.Area{320613000000}, Purpose: "inspection"}
		list, err := b.Looks(t.Context(), viewer, county, 0)
		if err != nil || len(list) != 2 {
			t.Fatalf("%d looks, %v", len(list), err)
		}
		for _, l := range list {
			want := map[register.Ref][2]int64{b.person: {17, 0}, wife: {0, 17}}[l.Person]
			if l.Actor != "staff:li" || l.Number != f.Number || [2]int64{l.Classes, l.Refused} != want || l.Person == b.person && l.Letters != "S1" {
				t.Errorf("%+v", l)
			}
		}
		elsewhere := viewer
		elsewhere.Divisions = []civil.Area{320612000000}
		if list, err := b.Looks(t.Context(), elsewhere, county, 0); err != nil || len(list) != 0 {
			t.Errorf("another county sees %d, %v", len(list), err)
		}
		if _, err := b.Open(t.Context(), elsewhere, county, f.ID); code(err) != "inquiry_not_found" {
			t.Errorf("another county opens it: %v", err)
		}
		if _, err := b.Open(t.Context(), viewer, county, f.ID); err != nil {
			t.Fatal(err)
		}
		seen, err := b.office.register.Looks(t.Context(), b.person)
		if err != nil || len(seen) != 1 || seen[0].Actor != "staff:audit" {
			t.Errorf("the look at the report: %+v, %v", seen, err)
		}
	})
}

func TestTheChainHoldsAfterAnInquiry(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		b.sign(b.person, "S1", nil)
		b.say = b.with("vehicle", car)
		b.ask(b.order())
		err := b.store.Read(t.Context(), func(q db.Query) error {
			heads, err := journal.Heads(t.Context(), q)
			if len(heads) == 0 {
				t.Error("no chain")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestPatienceEndsAndAskingGoesOn(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	b.sign(b.person, "S1", nil)
	b.say = func(q Question) (Answer, error) {
		time.Sleep(60 * time.Millisecond)
		return Answer{}, errors.New("slow")
	}
	patience, end := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer end()
	i, err := b.Office.Ask(t.Context(), patience, b.order())
	if err != nil || i.State != Asking {
		t.Fatalf("%+v, %v", i, err)
	}
	b.say = b.nothing
	if i, err = b.Continue(t.Context(), t.Context(), county, i.ID, "machine:verify", ""); err != nil || i.State != Reported {
		t.Errorf("%+v, %v", i, err)
	}
}
