package pay

import (
	"maps"
	"slices"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/pack"
)

func TestWhatThePacksMaySayIsWhatThisPackageKnows(t *testing.T) {
	t.Parallel()
	for _, kind := range pack.PayEventKinds {
		if EventKind(kind).Title() == kind {
			t.Errorf("the event %s has no title", kind)
		}
	}
	if len(pack.PayEventKinds) != len(eventTitles) {
		t.Errorf("%d kinds, %d titles", len(pack.PayEventKinds), len(eventTitles))
	}
	states := slices.Sorted(maps.Keys(stateTitles))
	for _, state := range pack.PayStates {
		if !slices.Contains(states, RunState(state)) {
			t.Errorf("a run is never %s", state)
		}
	}
}

func TestAnEventKeepsTheRuleItWasToldUnder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		freezes := true
		o.names.Rules = func(string, civil.Date) pack.PayRules {
			return pack.PayRules{Events: []pack.PayEvent{{Kind: "custody", Freezes: freezes, First: "same"}}}
		}
		o.family("11", 500_00, "2026-01")
		h := o.happening("11", "2026-01-03")
		if _, err := o.Report(t.Context(), "staff:town", county, h); code(err) != "pay_event_kind" {
			t.Errorf("a death without a rule is answered with %q", code(err))
		}
		h.Kind = Custody
		o.report(h)
		freezes = false
		r := must[*Run](t)(o.Prepare(t.Context(), "staff:maker", o.order("2026-01")))
		if l := o.line(r, "11"); l == nil || l.Status != Held {
			t.Errorf("after the rule has changed the line stands as %+v", l)
		}
	})
}

func TestWithoutLimitsNothingIsAgreed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		debt := o.overpay("11")
		o.names.Rules = nil
		if _, err := o.Agree(t.Context(), "staff:fin", county, o.agreement(debt)); code(err) != "pay_limit_missing" {
			t.Errorf("an agreement without limits is answered with %q", code(err))
		}
	})
}
