package app

import (
	"os"
	"testing"

	"lianxin/packs"
)

// TestTheReferencePolicyGivesTheFiguresOfEveryCorrectEngine checks engine and
// loop against the published totals.
func TestTheReferencePolicyGivesTheFiguresOfEveryCorrectEngine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		persons int
		want    referenceTotals
	}{
		{100_000, referenceTotals{100_000, 38_563, [4]int{37_136, 555, 377, 495}, "1285644.00", 540, "564300.00"}},
		{1_000_000, referenceTotals{1_000_000, 385_927, [4]int{371_690, 5_516, 3_958, 4_763}, "12728596.00", 5_208, "5442360.00"}},
	} {
		r, err := runReference(packs.FS, c.persons)
		if err != nil {
			t.Fatal(err)
		}
		if r.Totals != c.want {
			t.Errorf("%d persons: got %+v, want %+v", c.persons, r.Totals, c.want)
		}
		if err := printReference(os.Stdout, r, false); err != nil {
			t.Fatal(err)
		}
	}
}
