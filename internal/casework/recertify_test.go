package casework_test

import (
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// benefit is what a family has in pay since July 2025.
func (o *office) benefit(household register.Ref, f family) casework.Benefit {
	o.t.Helper()
	since, err := civil.ParseMonth("2025-07")
	if err != nil {
		o.t.Fatal(err)
	}
	return casework.Benefit{ID: "e-" + household.ID, Programme: "dibao", Household: household.ID, Since: since, Covered: f.people}
}

// recertify runs the clockwork and gives what it opened.
func (o *office) recertify(list ...casework.Benefit) []register.Ref {
	o.t.Helper()
	opened, err := o.Recertify(o.t.Context(), 320613000000, list)
	if err != nil {
		o.t.Fatal(err)
	}
	return opened
}

func TestABenefitIsLookedAtAgainInItsTimeAndOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		b := o.benefit(o.inForce(f), f) // decided in July 2025; nobody is able to work
		moved := o.benefit(o.inForce(o.settle([]string{"王强"}, []string{"1971-02-03"})), f)
		moved.Household, moved.Programme = b.Household, "nothing_reviews_this"
		if got := o.recertify(b, moved); len(got) != 0 {
			t.Fatalf("opened at once: %v", got)
		}
		o.now = o.now.AddDate(0, 6, 0) // January: time for those whose income is unstable
		if got := o.recertify(b); len(got) != 0 {
			t.Errorf("a family without anybody able to work is looked at after half a year: %v", got)
		}
		o.now = o.now.AddDate(0, 6, 0)
		got := o.recertify(b)
		if len(got) != 1 || len(o.recertify(b)) != 0 {
			t.Fatalf("opened %v, and again", got)
		}
		c := o.file(got[0])
		if c.Case.Matter != "dibao_change" || c.Case.Stage != "opened" || c.Case.Awaits != "town" || c.Steps[0].Title != "立案：定期复核" || !strings.Contains(c.Steps[0].Words, "12个月") {
			t.Errorf("opened %+v, %+v", c.Case, c.Steps)
		}
		o.do(townClerk(), got[0], "dismiss", map[string]string{"reason": "家里情况没有变化，核实过了。"})
		if again := o.recertify(b); len(again) != 0 {
			t.Errorf("what a person dismissed is opened again: %v", again)
		}
	})
}

func TestWhoeverMayFindWorkIsLookedAtTwiceAYear(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		b := o.benefit(o.inForce(f), f)
		ask := o.settle([]string{"王强"}, []string{"1971-02-03"})
		unknown := o.benefit(ask.household, ask) // taken over from elsewhere: nobody asked anything
		o.now = o.now.AddDate(0, 7, 0)
		got := o.recertify(b, unknown)
		if len(got) != 1 || o.file(got[0]).Case.Household != unknown.Household {
			t.Fatalf("opened %v", got)
		}
		if words := o.file(got[0]).Steps[0].Words; !strings.Contains(words, "6个月") {
			t.Errorf("the reason is %q", words)
		}
	})
}

func TestADeathBecomesACaseAndStopsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英", "李强"}, []string{"1971-02-03", "2012-05-06"})
		household := o.inForce(f)
		b := o.benefit(household, f)
		viewer := access.Viewer{Actor: "staff:test", Roles: []access.Role{casework.Town}, Divisions: []civil.Area{town}, Purpose: "application"}
		p, err := o.register.Person(t.Context(), viewer, f.people[1], register.On(o.Today()), register.Show{Fields: []string{"name"}})
		if err != nil {
			t.Fatal(err)
		}
		dead := false
		p.Alive = &dead
		h := journal.Header{County: county, Kind: "test", Actor: "test", Purpose: "application"}
		if _, err := journal.New(o.store, register.Tables()...).Do(t.Context(), h, func(w *journal.Write) error { return o.register.ChangePerson(t.Context(), w, *p) }); err != nil {
			t.Fatal(err)
		}
		got := o.recertify(b)
		if len(got) != 1 || len(o.recertify(b)) != 0 {
			t.Fatalf("opened %v, and again", got)
		}
		if c := o.file(got[0]); c.Steps[0].Title != "立案：成员去世" || c.Case.Stage != "opened" || len(c.Decisions) != 0 {
			t.Errorf("opened %+v, %+v", c.Case, c.Steps)
		}
	})
}
