package part

import (
	"context"
	"strings"
	"testing"
)

func TestANumberOfAChartIsNeitherRoundedNorTakenForZero(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		places int
		n      Number
		want   string
	}{
		{0, Number{N: 12345}, "12,345"}, {1, Number{N: 4123}, "412.3"}, {2, Number{N: -5}, "−0.05"},
		{1, Number{N: 120340}, "12,034.0"}, {3, Number{N: 1007}, "1.007"}, {0, Number{Gap: true}, "？"}, {0, Number{}, "0"},
	} {
		if got := (Graph{Places: c.places}).shown(c.n); got != c.want {
			t.Errorf("%+v with %d places is %q, want %q", c.n, c.places, got, c.want)
		}
	}
}

func TestAChartHasNoMoreSeriesThanCanBeToldApartAndNoHoleInItsTable(t *testing.T) {
	t.Parallel()
	g := Graph{ID: "g", Labels: []string{"a", "b"}}
	for range seriesMax + 2 {
		g.Series = append(g.Series, Series{Name: "s", Values: Numbers(1)})
	}
	var b strings.Builder
	if err := Chart(g).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(b.String(), "？"); got != seriesMax {
		t.Errorf("each of the %d series lacks one number, %d gaps are shown", seriesMax, got)
	}
}
