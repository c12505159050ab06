package review

import (
	"testing"

	"pgregory.net/rapid"
)

// However the ratings lie, no county with too few of them is shown, and no hidden
// one is what is left of the sum.
func TestNoSmallCountyCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 20), 1, 8).Draw(t, "counts")
		least := rapid.IntRange(1, 10).Draw(t, "least")
		list := make([]Shown, len(counts))
		for i, n := range counts {
			list[i].Grades[2] = n
		}
		hide(list, least)
		hidden := 0
		for i := range list {
			if list[i].Hidden {
				hidden++
			} else if counts[i] < least {
				t.Fatalf("%v: county %d is shown", counts, i)
			}
		}
		if hidden == 1 && len(list) > 1 {
			t.Fatalf("%v: the one hidden county is the sum less the others", counts)
		}
	})
}
