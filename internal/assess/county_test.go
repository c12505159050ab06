package assess

import (
	"slices"
	"strings"
	"testing"

	"lianxin/internal/pack"
)

const (
	chongchuan = "320613001001" // judged by the figures of Nantong, 710.00
	qidong     = "320681100001" // with a standard of its own in these tests, 800.00
	rudong     = "320623100001" // with an assets limit of its own
	unlisted   = ""             // division unknown
)

// countyPacks are the packs of the program with two counties of Nantong that go their own way.
func countyPacks(t *testing.T) *pack.Catalogue {
	t.Helper()
	tree := copied(t)
	edit(t, tree, "cities/nantong/parameters.yaml", "values:\n", `values:
  - {name: low_standard, region: "320681", since: 2024-01-01, value: 800.00, status: confirmed, source: 测试}
  - {name: dibao_asset_months, region: "320623", since: 2024-01-01, value: 1, status: confirmed, source: 测试}
`)
	c, err := pack.Load(tree)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// threeCounties has households of three counties, whose ids alternate.
func threeCounties() (households, persons string) {
	divisions := []string{qidong, chongchuan, rudong, unlisted}
	for i, wage := range []string{"700", "709.99", "710", "750", "799.99", "800", "1064.99", "1065", "1200", ""} {
		for k, division := range divisions {
			id := string(rune('a'+i)) + string(rune('0'+k))
			h := household(id, division)
			if i == 0 {
				h = strings.Replace(h, ",0,0,0\n", ",0,2000,0\n", 1) // above one month of the standard
			}
			households += h
			persons += grown(id+"p", id, wage)
		}
	}
	return households, persons
}

func TestACountyWithAStandardOfItsOwnIsJudgedByIt(t *testing.T) {
	t.Parallel()
	c := countyPacks(t)
	a := mustAssessor(t, c, "nantong", "2025-06-30")
	h, p := threeCounties()
	results, _ := written(t, a, mustCity(t, c, "2025-06-30", h, p), 2)
	rows := lines(results)
	for _, want := range []string{
		"d0,,dibao,grant,50.00,1,,", // 800 - 750
		"d1,,dibao,refuse,,,income_not_below_standard,",
		"d3,,dibao,refuse,,,income_not_below_standard,",
		"e0,,dibao,grant,1.00,1,,", // 0.01, rounded up
		"f0,,dibao,refuse,,,income_not_below_standard,",
		"f0,,dibao_edge,grant,0.00,1,,",
		"h0,,dibao_edge,grant,0.00,1,,", // 1065 is below 1200, the line of this county
		"h1,,dibao_edge,refuse,,,income_not_below_edge_line,",
		"i0,,dibao_edge,refuse,,,income_not_below_edge_line,",
		"a1,,dibao,grant,10.00,1,,",
		"a2,,dibao,refuse,,,assets_over_limit,",
		"a0,,dibao,grant,100.00,1,,",
		"j0,,dibao,cannot_decide,,,,j0p:wage",
	} {
		if !slices.Contains(rows, want) {
			t.Errorf("no row %s", want)
		}
	}
	if !slices.IsSortedFunc(rows, compareRows) {
		t.Error("the rows are not sorted by household, person and programme")
	}
}

// compareRows orders rows by their first three cells, bytewise.
func compareRows(a, b string) int {
	x, y := strings.SplitN(a, ",", 4), strings.SplitN(b, ",", 4)
	return slices.Compare(x[:3], y[:3])
}

func TestJudgingEachCountyAloneGivesTheSameRows(t *testing.T) {
	t.Parallel()
	c := countyPacks(t)
	a := mustAssessor(t, c, "nantong", "2025-06-30")
	h, p := threeCounties()
	for _, workers := range []int{1, 3} {
		together, _ := written(t, a, mustCity(t, c, "2025-06-30", h, p), workers)
		var alone []string
		for k := range 4 {
			mine := func(text string) string {
				var kept strings.Builder
				for line := range strings.Lines(text) {
					if line[1] == byte('0'+k) {
						kept.WriteString(line)
					}
				}
				return kept.String()
			}
			results, _ := written(t, a, mustCity(t, c, "2025-06-30", mine(h), mine(p)), workers)
			alone = append(alone, lines(results)...)
		}
		slices.SortFunc(alone, compareRows)
		if got := lines(together); !slices.Equal(got, alone) {
			t.Errorf("%d workers: the city has %d rows, its counties %d, or they differ", workers, len(got), len(alone))
		}
	}
}

func TestTheCounterJudgesAFamilyByItsCountyToo(t *testing.T) {
	t.Parallel()
	c := countyPacks(t)
	a := mustAssessor(t, c, "nantong", "2025-06-30")
	h, p := threeCounties()
	city := mustCity(t, c, "2025-06-30", h, p)
	results, _ := written(t, a, city, 2)
	if got, want := counterRows(t, a, city), lines(results); !slices.Equal(got, want) {
		t.Errorf("counter and city differ:\n%s", firstDifference(got, want))
	}
}

func TestHouseholdsOfAnotherCityAreCounted(t *testing.T) {
	t.Parallel()
	c := mustPacks(t)
	a := mustAssessor(t, c, "nantong", "2025-06-30")
	city := mustCity(t, c, "2025-06-30", household("a", chongchuan)+household("b", "320508001001")+household("c", ""), "")
	if got := a.Outside(city); got != 1 {
		t.Errorf("got %d households outside, want 1", got)
	}
}
