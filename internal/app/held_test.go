package app

import (
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

func TestABenefitThatEndedInTheBooksDoesNotComeBackFromTheListOfTheMove(t *testing.T) {
	t.Parallel()
	c := newChanging(t, 1)
	b := &bureau{office: c.office}
	b.pay = pay.New(c.office.journal, c.office.keys, pay.Names{})
	of := func(programme string) (list []assess.Held) {
		t.Helper()
		err := c.office.db.Read(t.Context(), func(q db.Query) error {
			all, err := held{}.Held(t.Context(), q, c.county, c.day)
			list = slices.DeleteFunc(all, func(h assess.Held) bool { return h.Programme != programme })
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	decide := func(d pay.Decision) {
		t.Helper()
		h := journal.Header{County: c.county, Kind: "pay.decide", Actor: "system:test", Purpose: "payment"}
		if _, err := c.office.journal.Do(t.Context(), h, func(w *journal.Write) error { return b.pay.Decided(t.Context(), w, d) }); err != nil {
			t.Fatal(err)
		}
	}
	listed, others := len(of("dibao")), len(of("disability_care"))
	if listed < 2 || others == 0 {
		t.Fatalf("the city moved in with %d and %d", listed, others)
	}
	payee := register.Ref{County: c.county, ID: c.people[0]}
	division, _ := civil.ParseArea(c.county + "001001")
	from, _ := civil.NewMonth(2025, 7)
	grant := pay.Decision{
		ID: "d1", County: c.county, Programme: "dibao", Household: "h1", Effect: pay.EffectGrant, Amount: 100_00, From: from, Division: division,
		Payee: payee, Covered: []register.Ref{payee}, Reason: "认定",
		Account: &pay.Account{Person: payee, Holder: "张三", Number: access.NewPrivate(access.Account, "6230660012345678"), BankName: "江苏农商银行", Capacity: pay.Own},
	}
	decide(grant)
	if list := of("dibao"); len(list) != 1 || list[0].Person != payee.ID || list[0].Amount != 100_00 {
		t.Errorf("the books say one of them: %+v", list)
	}
	if n := len(of("disability_care")); n != others {
		t.Errorf("of a programme that is in no book there are %d, want %d", n, others)
	}
	decide(pay.Decision{ID: "d2", County: c.county, Programme: "dibao", Household: "h1", Effect: pay.EffectEnd, From: from, Reason: "停发"})
	if list := of("dibao"); len(list) != 0 {
		t.Errorf("it ended, and the list brings back %d", len(list))
	}
}
