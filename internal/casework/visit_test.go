package casework_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
)

func TestLotsAreTheSameForEverybodyWhoDrawsAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		among := rapid.SliceOfDistinct(rapid.StringMatching(`[0-9a-z]{1,6}`), func(s string) string { return s }).Draw(t, "among")
		slices.Sort(among)
		n := rapid.IntRange(-1, 12).Draw(t, "n")
		first := casework.Lots("seed", among, n)
		if len(first) != max(0, min(n, len(among))) || !slices.IsSorted(first) {
			t.Fatalf("drew %q, want %d of %q", first, n, among)
		}
		mixed := slices.Clone(among)
		slices.Reverse(mixed)
		if again := casework.Lots("seed", mixed, n); !slices.Equal(first, again) {
			t.Fatalf("drew %q, then %q", first, again)
		}
		for _, id := range first {
			if !slices.Contains(among, id) {
				t.Fatalf("drew %q, which is not among them", id)
			}
		}
	})
	among := []string{"a", "b", "c", "d", "e", "f", "g"}
	if strings.Join(casework.Lots("seed", among, 3), "") == strings.Join(casework.Lots("another", among, 3), "") {
		t.Error("another seed draws the same")
	}
}

func TestTheCountyVisitsWhomItDrewBeforeItDecides(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		whole := civil.Area(320613000000)
		var refs []register.Ref
		for _, name := range []string{"李秀英", "王强", "赵霞"} {
			refs = append(refs, o.toReview(o.settle([]string{name}, []string{"1971-02-03"})))
		}
		o.do(countyOfficer(), refs[2], "mark_near_kin", map[string]string{"kin_name": "赵大明", "kin_relation": "兄弟"}) // is visited anyway
		pools, err := o.Pools(t.Context(), countyOfficer(), whole)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(pools, func(p casework.Pool) bool { return p.Matter.Name == "dibao" })
		if p := pools[at]; len(p.Cases) != 2 || p.Draws != 1 || p.Share != (civil.Ratio{Num: 1, Den: 10}) {
			t.Fatalf("to draw from: %d cases, %d of them, share %v", len(p.Cases), p.Draws, p.Share)
		}
		for _, who := range []casework.Who{townClerk(), otherClerk(), cityOfficer()} {
			if _, err := o.DrawVisits(t.Context(), who, whole, "dibao"); !kind(err, civil.NotFound) {
				t.Errorf("%s draws: %v", who.Name, err)
			}
		}
		draw, err := o.DrawVisits(t.Context(), countyOfficer(), whole, "dibao")
		if err != nil || len(draw.Among) != 2 || len(draw.Drawn) != 1 {
			t.Fatalf("drew %+v (%v)", draw, err)
		}
		if _, err := o.DrawVisits(t.Context(), countyOfficer(), whole, "dibao"); !kind(err, civil.Conflict) {
			t.Errorf("drew again until somebody else comes out: %v", err)
		}
		list, err := o.Draws(t.Context(), whole)
		if err != nil || len(list) != 1 || !list[0].Again() || list[0].Seed != draw.Seed || list[0].Actor != countyOfficer().Actor {
			t.Fatalf("kept is %+v (%v)", list, err)
		}
		list[0].Seed = "another"
		list[0].Drawn = []string{"x"}
		if list[0].Again() {
			t.Error("a list that was changed is the same again")
		}
		ref := register.Ref{County: county, ID: draw.Drawn[0]}
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "approve"}); !kind(err, civil.Invalid) || !strings.Contains(err.Error(), "先入户") {
			t.Errorf("decided before the visit: %v", err)
		}
		o.do(countyOfficer(), ref, "visit", map[string]string{"day": o.Today().String(), "second": "周敏", "findings": "情况属实，家中陈设简单。"})
		visits, err := o.Visits(t.Context(), countyOfficer(), whole)
		if err != nil || len(visits) != 1 || visits[0].ID != ref.ID || visits[0].Visited != o.Today() {
			t.Errorf("the visits are %+v (%v)", visits, err)
		}
		if _, err := o.Visits(t.Context(), otherClerk(), whole); !kind(err, civil.NotFound) {
			t.Errorf("somebody elsewhere reads them: %v", err)
		}
		o.do(countyOfficer(), ref, "approve", nil)
	})
}
