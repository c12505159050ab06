package indicator

import (
	"encoding/csv"
	"os"
	"testing"
)

// pairsRecalled is how many of a thousand names of other plans find their measure. It was
// measured when the pairs were written; a name that is only similar has to stay without.
const pairsRecalled = 940

// Names as other plans word them, each with its measure or none: names of the same matters
// that mean something else, and those of other ministries. No match may be wrong.
func TestPairsOfNamesAndMeasures(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/match/pairs.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	pairs, err := csv.NewReader(file).ReadAll()
	if err != nil || len(pairs) < 201 {
		t.Fatalf("%d pairs, %v", len(pairs)-1, err)
	}
	m, found, labelled := shippedMatcher(t), 0, 0
	for _, p := range pairs[1:] {
		match := m.match(MatchRow{Name: p[0], Unit: p[1]})
		got := codeOf(&match)
		if p[2] != "" {
			labelled++
		}
		switch {
		case got == "":
			t.Logf("%s（%s）has no measure, wanted %q", p[0], p[1], p[2])
		case got != p[2]:
			t.Errorf("%s（%s）: got %s, want %q: %s", p[0], p[1], got, p[2], match.Why())
		default:
			found++
		}
	}
	if recall := found * 1000 / labelled; recall < pairsRecalled {
		t.Errorf("%d of %d names find their measure, %d per mille", found, labelled, recall)
	} else {
		t.Logf("%d of %d names find their measure, %d per mille", found, labelled, recall)
	}
}

// A name that was cut at the comma inside its bracket would match whatever ends alike.
func TestNoNameOfAMeasureIsAPiece(t *testing.T) {
	t.Parallel()
	for _, e := range shippedMatcher(t).entries {
		if depth(e.printed) != 0 {
			t.Errorf("%q opens a bracket it does not close", e.printed)
		}
	}
}
