package pay

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// months shows an entitlement: state and amount of each of the months, shortly.
func (o *office) months(household string, from, to string) string {
	o.t.Helper()
	var words []string
	o.read(func(q db.Query) error {
		list, err := OfHousehold(o.t.Context(), q, register.Ref{County: county, ID: household})
		for m := month(o.t, from); m <= month(o.t, to); m++ {
			for _, e := range list {
				words = append(words, fmt.Sprintf("%s %s", e.State(m), e.Due(m)))
			}
		}
		return err
	})
	return strings.Join(words, ", ")
}

func TestWhatADecisionDoesToTheMonths(t *testing.T) {
	t.Parallel()
	on := func(text string) civil.Month { return month(t, text) }
	for _, c := range []struct {
		name      string
		decisions []Decision
		want      string // of 2025-06 to 2025-10; granted 100.00 from 2025-07
	}{
		{"a grant begins with its month", nil,
			"awaited 0.00, in_force 100.00, in_force 100.00, in_force 100.00, in_force 100.00"},
		{"a change holds from its month", []Decision{{Effect: EffectChange, Amount: 120_00, From: on("2025-09")}},
			"awaited 0.00, in_force 100.00, in_force 100.00, in_force 120.00, in_force 120.00"},
		{"an earlier change replaces a later one", []Decision{
			{Effect: EffectChange, Amount: 120_00, From: on("2025-09")}, {Effect: EffectChange, Amount: 90_00, From: on("2025-08")}},
			"awaited 0.00, in_force 100.00, in_force 90.00, in_force 90.00, in_force 90.00"},
		{"a change may reach before the grant", []Decision{{Effect: EffectChange, Amount: 80_00, From: on("2025-06")}},
			"in_force 80.00, in_force 80.00, in_force 80.00, in_force 80.00, in_force 80.00"},
		{"what is suspended is not owed", []Decision{{Effect: EffectSuspend, From: on("2025-08")}, {Effect: EffectResume, From: on("2025-10")}},
			"awaited 0.00, in_force 100.00, suspended 0.00, suspended 0.00, in_force 100.00"},
		{"a change of what is suspended does not pay it", []Decision{{Effect: EffectSuspend, From: on("2025-08")},
			{Effect: EffectChange, Amount: 120_00, From: on("2025-09")}, {Effect: EffectResume, From: on("2025-10")}},
			"awaited 0.00, in_force 100.00, suspended 0.00, suspended 0.00, in_force 120.00"},
		{"a grace pays and ends", []Decision{{Effect: EffectGrace, From: on("2025-08"), Until: on("2025-09")}},
			"awaited 0.00, in_force 100.00, grace 100.00, grace 100.00, ended 0.00"},
		{"a grace pays in full first, then a part", []Decision{
			{Effect: EffectGrace, From: on("2025-08"), Until: on("2025-09"), Taper: Taper{FullUntil: on("2025-08"), Reduced: 40_00}}},
			"awaited 0.00, in_force 100.00, grace 100.00, grace 40.00, ended 0.00"},
		{"a grace may taper from its first month, and never pays more than before", []Decision{
			{Effect: EffectChange, Amount: 30_00, From: on("2025-09")},
			{Effect: EffectGrace, From: on("2025-08"), Until: on("2025-10"), Taper: Taper{FullUntil: on("2025-07"), Reduced: 50_00}}},
			"awaited 0.00, in_force 100.00, grace 50.00, grace 30.00, grace 30.00"},
		{"who is poor again is paid on after a grace", []Decision{
			{Effect: EffectGrace, From: on("2025-08"), Until: on("2025-08"), Taper: Taper{FullUntil: on("2025-07"), Reduced: 40_00}},
			{Effect: EffectResume, Amount: 90_00, From: on("2025-09")}},
			"awaited 0.00, in_force 100.00, grace 40.00, in_force 90.00, in_force 90.00"},
		{"a grace that is over stays over when its end is decided", []Decision{
			{Effect: EffectGrace, From: on("2025-08"), Until: on("2025-08")}, {Effect: EffectEnd, From: on("2025-09")}},
			"awaited 0.00, in_force 100.00, grace 100.00, ended 0.00, ended 0.00"},
		{"an end is the first unpaid month", []Decision{{Effect: EffectEnd, From: on("2025-09")}},
			"awaited 0.00, in_force 100.00, in_force 100.00, ended 0.00, ended 0.00"},
		{"an end brings a planned change down", []Decision{
			{Effect: EffectChange, Amount: 120_00, From: on("2025-10")}, {Effect: EffectEnd, From: on("2025-09")}},
			"awaited 0.00, in_force 100.00, in_force 100.00, ended 0.00, ended 0.00"},
		{"a fixed term ends by itself", []Decision{{Effect: EffectChange, Amount: 70_00, From: on("2025-08"), Until: on("2025-09")}},
			"awaited 0.00, in_force 100.00, in_force 70.00, in_force 70.00, ended 0.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, store *db.DB) {
				o := open(t, store)
				o.family("11", 100_00, "2025-07")
				for _, d := range c.decisions {
					d.Household, d.Reason = "11", "复核"
					o.decide(d, false)
				}
				if got := o.months("11", "2025-06", "2025-10"); got != c.want {
					t.Errorf("got  %s\nwant %s", got, c.want)
				}
			})
		})
	}
}

func TestWhatNoDecisionMayDo(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 100_00, "2025-07")
	o.decide(Decision{Household: "12", Effect: EffectGrant, Amount: 1, From: month(t, "2025-01"), Until: month(t, "2025-03"), Reason: "短期"}, true)
	for name, c := range map[string]struct {
		d    Decision
		want string
	}{
		"a second one in the same month":    {Decision{Household: "11", Effect: EffectGrant, Amount: 5, From: month(t, "2025-12")}, "entitlement_twice"},
		"a second one that runs into it":    {Decision{Household: "11", Effect: EffectGrant, Amount: 5, From: month(t, "2025-01")}, "entitlement_twice"},
		"one of a person beside it":         {Decision{Household: "11", Person: "p11", Effect: EffectGrant, Amount: 5, From: month(t, "2025-01")}, ""},
		"another programme beside it":       {Decision{Household: "11", Programme: "elder", Effect: EffectGrant, Amount: 5, From: month(t, "2025-01")}, ""},
		"a new one after the end":           {Decision{Household: "12", Effect: EffectGrant, Amount: 5, From: month(t, "2025-04")}, ""},
		"a change of nothing":               {Decision{Household: "15", Effect: EffectChange, Amount: 5, From: month(t, "2025-04")}, "entitlement_unknown"},
		"a resumption of what runs":         {Decision{Household: "11", Effect: EffectResume, From: month(t, "2025-08")}, "entitlement_not_suspended"},
		"a grace that ends first":           {Decision{Household: "11", Effect: EffectGrace, From: month(t, "2025-08"), Until: month(t, "2025-07")}, "grace_span"},
		"a negative amount":                 {Decision{Household: "16", Effect: EffectGrant, Amount: -1, From: month(t, "2025-04")}, "pay_amount"},
		"a slip of the pen":                 {Decision{Household: "16", Effect: EffectGrant, Amount: amountMost + 1, From: month(t, "2025-04")}, "pay_amount"},
		"no month":                          {Decision{Household: "16", Effect: EffectGrant, Amount: 1}, "pay_months"},
		"no effect":                         {Decision{Household: "11", From: month(t, "2025-08")}, "pay_effect"},
		"a determination that is no JSON":   {Decision{Household: "16", Effect: EffectGrant, Amount: 1, From: month(t, "2025-04"), Determination: "{"}, "pay_determination"},
		"a division that is a whole county": {Decision{Household: "16", Effect: EffectGrant, Amount: 1, From: month(t, "2025-04"), Division: 320613000000}, "pay_division"},
	} {
		c.d.Reason = "测试"
		if err := o.tryDecide(c.d, false); code(err) != c.want {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	if err := o.tryDecide(Decision{Household: "11", Effect: EffectEnd, From: month(t, "2025-08")}, false); code(err) != "pay_reason_missing" {
		t.Errorf("an end without a reason: %v", err)
	}
}

func TestADecisionIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 100_00, "2025-07")
	for range 2 {
		o.decide(Decision{ID: "d1", Household: "11", Effect: EffectEnd, From: month(t, "2025-09"), Reason: "死亡"}, false)
	}
	o.decide(Decision{ID: "d2", Household: "11", Effect: EffectGrant, Amount: 50_00, From: month(t, "2025-10"), Reason: "重新申请"}, false)
	// The hearing of the old decision comes once more: the new entitlement stays.
	o.decide(Decision{ID: "d1", Household: "11", Effect: EffectEnd, From: month(t, "2025-09"), Reason: "死亡"}, false)
	if got, want := o.months("11", "2025-10", "2025-10"), "ended 0.00, in_force 50.00"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	o.read(func(q db.Query) error {
		list := must[[]*Entitlement](t)(OfCase(t.Context(), q, county, "case11"))
		changed := must[[]*Change](t)(ChangesOf(t.Context(), q, county, list[0].ID))
		if len(list) != 2 || len(changed) != 2 || changed[1].Effect != EffectEnd || changed[1].Before != 100_00 {
			t.Errorf("%d entitlements, changes %+v", len(list), changed)
		}
		one := must[*Entitlement](t)(Get(t.Context(), q, register.Ref{County: county, ID: "11"}, list[1].ID))
		if one.ID != list[1].ID || one.At(month(t, "2025-10")).Amount != 50_00 {
			t.Errorf("one is %+v", one)
		}
		return nil
	})
}

func TestAListShowsAScopePageByPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		for i := range 7 {
			o.decide(Decision{Household: fmt.Sprint(10 + i), Effect: EffectGrant, Amount: 100_00, From: month(t, "2025-07"),
				Division: hamlet + civil.Area(i%2), Reason: "审核同意"}, true)
		}
		o.decide(Decision{Household: "20", Effect: EffectGrant, Amount: 100_00, From: month(t, "2025-07"), Division: 320613006001, Reason: "审核同意"}, true)
		o.decide(Decision{Household: "10", Effect: EffectSuspend, From: month(t, "2025-08"), Reason: "复核"}, true)
		scope, err := access.NewScope(town)
		if err != nil {
			t.Fatal(err)
		}
		f := Filter{Spans: scope.Spans(), Month: month(t, "2025-08")}
		o.read(func(q db.Query) error {
			seen := map[string]bool{}
			var behind Cursor
			for {
				page := must[[]Entry](t)(List(t.Context(), q, county, f, behind, 3))
				if len(page) == 0 {
					break
				}
				for _, e := range page {
					seen[e.Household] = true
				}
				behind = page[len(page)-1].Cursor()
			}
			if n := must[int64](t)(Count(t.Context(), q, county, f)); n != 7 || len(seen) != 7 || seen["20"] {
				t.Errorf("counted %d, listed %v", n, seen)
			}
			towns := must[[]Town](t)(Towns(t.Context(), q, county, f))
			if len(towns) != 1 || towns[0].Count != 7 || towns[0].Amount != 600_00 || towns[0].Town != town {
				t.Errorf("the towns are %+v", towns)
			}
			f.State = Suspended
			if n := must[int64](t)(Count(t.Context(), q, county, f)); n != 1 {
				t.Errorf("%d are suspended", n)
			}
			if n := must[int64](t)(Count(t.Context(), q, county, Filter{Month: f.Month})); n != 0 {
				t.Errorf("without a scope %d are seen", n)
			}
			return nil
		})
	})
}

func TestARecheckReadsWhatIsInPay(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 100_00, "2025-07")
	o.decide(Decision{Household: "12", Person: "child", Programme: "orphan", Effect: EffectGrant, Amount: 200_00, From: month(t, "2025-07"), Reason: "认定"}, true)
	var reader assess.InPay = InPay{}
	o.read(func(q db.Query) error {
		held := must[[]assess.Held](t)(reader.Held(t.Context(), q, county, month(t, "2025-07").First()))
		want := []assess.Held{{Programme: "dibao", Person: "p11", Amount: 100_00}, {Programme: "orphan", Person: "child", Amount: 200_00}}
		if fmt.Sprint(held) != fmt.Sprint(want) {
			t.Errorf("held are %+v", held)
		}
		before := must[[]assess.Held](t)(reader.Held(t.Context(), q, county, month(t, "2025-06").Last()))
		whole := must[[]Entry](t)(HeldIn(t.Context(), q, county, month(t, "2025-07")))
		if len(before) != 0 || len(whole) != 2 || len(whole[0].Covered) != 1 {
			t.Errorf("before: %+v; whole: %+v", before, whole)
		}
		if lapsed := must[[]Lapsed](t)(EndedIn(t.Context(), q, county, month(t, "2025-01"), month(t, "2026-01"))); len(lapsed) != 0 {
			t.Errorf("what goes on has ended: %+v", lapsed)
		}
		return nil
	})
}

func TestAnAccountHasVersionsAndNoNumberInTheClear(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		set := func(a Account) error {
			return o.try(county, func(w *journal.Write) error {
				_, err := o.SetAccount(t.Context(), w, a)
				return err
			})
		}
		first := o.account("11", "6217 0000 0000 0011")
		for range 2 {
			if err := set(first); err != nil {
				t.Fatal(err)
			}
		}
		second := first
		second.Capacity = Keeper
		if err := set(second); code(err) != "account_agreement" {
			t.Errorf("a keeper without an agreement: %v", err)
		}
		second.Agreement = "代保管2025-1"
		if err := set(second); err != nil {
			t.Fatal(err)
		}
		o.act(func(w *journal.Write) error {
			next, err := o.Reseal(t.Context(), w, "", 1)
			if next == "" {
				t.Error("a full page says that all are done")
			}
			return err
		})
		o.read(func(q db.Query) error {
			history := must[[]*Account](t)(AccountHistory(t.Context(), q, county, person("11")))
			if len(history) != 2 || history[1].Revision != 2 || history[1].Tail != "0011" || !history[1].Number.Empty() {
				t.Errorf("the history is %+v", history)
			}
			found := must[[]*Account](t)(o.AccountsByNumber(t.Context(), q, county, "6217-0000-0000-0011"))
			if len(found) != 1 || found[0].Agreement == "" || strings.Contains(fmt.Sprintf("%+v", *found[0]), "62170000") {
				t.Errorf("found are %+v", found)
			}
			return nil
		})
		for name, change := range map[string]func(*Account){
			"account_holder":    func(a *Account) { a.Holder = "人\n甲" },
			"account_number":    func(a *Account) { a.Number = access.NewPrivate(access.Account, "1234567") },
			"account_bank":      func(a *Account) { a.BankName = "" },
			"account_bank_code": func(a *Account) { a.BankCode = "10230600001X" },
			"account_capacity":  func(a *Account) { a.Capacity = "" },
			"account_person":    func(a *Account) { a.Person = register.Ref{} },
		} {
			a := first
			change(&a)
			if err := set(a); code(err) != name {
				t.Errorf("got %v, want %s", err, name)
			}
		}
	})
}

func TestKeysAreRotatedUnderAFrozenList(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 100_00, "2025-07")
	r := o.signed(o.order("2025-07"))
	keys, err := o.keys.Rotate(access.Sealing, month(t, "2025-07").First(), rand.Reader)
	if err == nil {
		keys, err = keys.Rotate(access.Indexing, month(t, "2025-07").First(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	o.keys = keys
	o.act(func(w *journal.Write) error {
		_, err := o.Reseal(t.Context(), w, "", 100)
		return err
	})
	file := must[*File](t)(o.BankFile(t.Context(), "staff:fin", county, r.ID, "csv"))
	if !strings.Contains(string(file.Body), number("11")) {
		t.Error("the file lacks the account")
	}
	o.read(func(q db.Query) error {
		if found := must[[]*Account](t)(o.AccountsByNumber(t.Context(), q, county, number("11"))); len(found) != 1 || found[0].Revision != 1 {
			t.Errorf("after the rotation found are %+v", found)
		}
		return nil
	})
}
