package assess

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
	"lianxin/internal/sample"
)

// tester is what a test and a property have in common.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// counterRows judges every family of a city at the counter and writes what it says as rows, by its own hand.
func counterRows(t tester, a *Assessor, city *fact.City) []string {
	t.Helper()
	rows := []string{}
	for h := range city.Table.Households {
		family, err := a.Family(city, h)
		if err != nil {
			t.Fatal(err)
		}
		first := int(city.Table.Start[h])
		for i := range family.Determinations {
			d := &family.Determinations[i]
			person, amount, covered := "", "", ""
			if d.Member >= 0 {
				person = city.PersonID.At(first + d.Member)
			}
			if d.Outcome == rule.Grant {
				amount, covered = d.Amount.String(), fmt.Sprint(d.Covered)
			}
			rows = append(rows, strings.Join([]string{city.HouseholdID.At(h), person, d.Programme, d.Outcome.String(), amount, covered,
				strings.Join(d.Reasons, ";"), strings.Join(d.Missing, ";")}, ","))
		}
	}
	slices.SortStableFunc(rows, compareRows)
	return rows
}

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("row %d\n got %s\nwant %s", i, got[i], want[i])
		}
	}
	return fmt.Sprintf("%d rows against %d", len(got), len(want))
}

// judgedDays are cities and days whose law differs: towns and country apart,
// parameters nobody knows, programmes not yet in force.
var judgedDays = []struct{ city, day string }{
	{"nantong", "2016-06-30"}, {"nantong", "2025-06-30"}, {"taizhou", "2021-12-31"}, {"taizhou", "2014-06-30"}, {"nanjing", "2025-06-30"}, {"suzhou", "2025-06-30"},
}

func TestTheCounterAndTheCitySayTheSameOfRandomFamilies(t *testing.T) {
	t.Parallel()
	counties := countyPacks(t)
	for _, c := range []struct {
		name      string
		packs     *pack.Catalogue
		city, day string
		divisions []string
	}{
		{"one program", mustPacks(t), "suzhou", "2025-06-30", []string{"320508001001", ""}},
		{"one program of an earlier law", mustPacks(t), "nantong", "2016-06-30", []string{chongchuan}},
		{"a program for each county", counties, "nantong", "2025-06-30", []string{chongchuan, qidong, rudong, unlisted}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := mustAssessor(t, c.packs, c.city, c.day)
			facts := Facts(c.packs)
			asOf := mustDay(t, c.day)
			rapid.Check(t, func(t *rapid.T) {
				city := built(t, facts, drawFamilies(t, facts, asOf), c.divisions)
				assessment, err := a.Judge(city, rapid.IntRange(1, 4).Draw(t, "workers"))
				if err != nil {
					t.Fatal(err)
				}
				var out bytes.Buffer
				tallies, err := assessment.WriteResults(&out)
				if err != nil {
					t.Fatal(err)
				}
				got, want := []string{}, counterRows(t, a, city)
				if len(want) > 0 {
					got = lines(out.String())
				}
				if !slices.Equal(got, want) {
					t.Fatalf("city against counter: %s", firstDifference(got, want))
				}
				compareTallies(t, tallies, want)
			})
		})
	}
}

// compareTallies adds rows up by programme.
func compareTallies(t tester, tallies []Tally, rows []string) {
	t.Helper()
	counts := map[string]int{}
	amounts := map[string]civil.Fen{}
	for _, row := range rows {
		cells := strings.Split(row, ",")
		counts[cells[2]+" "+cells[3]]++
		if cells[3] == "grant" {
			amount, err := civil.ParseYuan(cells[4])
			if err != nil {
				t.Fatal(err)
			}
			amounts[cells[2]] += amount
		}
	}
	for i := range tallies {
		p := &tallies[i]
		if p.Grants != counts[p.Programme+" grant"] || p.Refusals != counts[p.Programme+" refuse"] || p.CannotDecide != counts[p.Programme+" cannot_decide"] ||
			p.Amount != amounts[p.Programme] || p.Yuan != p.Amount.String() {
			t.Fatalf("the tally of %s is %+v; the rows say %v and %s", p.Programme, p, counts, amounts[p.Programme])
		}
	}
}

// sampleCity draws a sample city, writes it and reads it back, as its users do.
func sampleCity(t *testing.T, c *pack.Catalogue, a *Assessor, name, day string, thousandths int64) *fact.City {
	t.Helper()
	table, err := os.Open(filepath.Join("..", "..", "packs", "base", "data", "divisions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	divisions, err := civil.LoadDivisions(table)
	if err != nil {
		t.Fatal(err)
	}
	asOf := mustDay(t, day)
	policy, _, err := c.Policy(a.city.Region, asOf, nil)
	if err != nil {
		t.Fatal(err)
	}
	city, err := sample.New(sample.Options{
		City: name, Scale: civil.Ratio{Num: thousandths, Den: 1000}, Seed: 11, AsOf: asOf, Divisions: divisions,
		Param: func(name string) (rule.Param, bool) {
			i := slices.IndexFunc(policy.Params, func(p rule.Param) bool { return p.Name == name && !p.Unknown })
			if i < 0 {
				return rule.Param{}, false
			}
			return policy.Params[i], true
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := city.WriteCSV(dir); err != nil {
		t.Fatal(err)
	}
	facts, err := fact.ReadFolder(dir, fact.Options{Facts: Facts(c), AsOf: asOf, Sample: true})
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func TestASampleCityOfManyChunksIsWrittenAsTheCounterSaysByAnyNumberOfWorkers(t *testing.T) {
	t.Parallel()
	c := mustPacks(t)
	a := mustAssessor(t, c, "suzhou", "2025-06-30")
	city := sampleCity(t, c, a, "suzhou", "2025-06-30", 1)
	if city.Table.Households <= 2*chunkHouseholds {
		t.Fatalf("%d households are no more than two chunks", city.Table.Households)
	}
	want := counterRows(t, a, city)
	seen := map[string]bool{}
	for _, row := range want {
		cells := strings.Split(row, ",")
		seen[cells[2]+" "+cells[3]] = true
	}
	for _, programme := range a.names {
		for _, outcome := range outcomes {
			if !seen[programme+" "+outcome.String()] {
				t.Errorf("nobody gets %s %s, so it was not compared", programme, outcome)
			}
		}
	}
	for _, workers := range []int{1, 2, 7} {
		results, tallies := written(t, a, city, workers)
		if got := lines(results); !slices.Equal(got, want) {
			t.Fatalf("%d workers: %s", workers, firstDifference(got, want))
		}
		compareTallies(t, tallies, want)
	}
}

func TestAHouseholdWithARefusedRowIsDecidedByNobodyInTheCityAndAtTheCounter(t *testing.T) {
	t.Parallel()
	c := mustPacks(t)
	a := mustAssessor(t, c, "suzhou", "2025-06-30")
	h := household("a", "320508001001") + household("b", "320508001001")
	p := grown("ap", "a", "100") + strings.Replace(grown("aq", "a", "100"), "true\n", "yes\n", 1) + grown("bp", "b", "100")
	city := mustCity(t, c, "2025-06-30", h, p)
	results, _ := written(t, a, city, 2)
	want := []string{
		"a,,dibao,cannot_decide,,,,row_rejected", "a,,dibao_edge,cannot_decide,,,,row_rejected", "a,,rigid,cannot_decide,,,,row_rejected",
		"b,,dibao,grant,945.00,1,,", "b,,dibao_edge,refuse,,,income_below_standard,", "b,,rigid,refuse,,,rigid_spending_not_above_ratio,",
	}
	if got := lines(results); !slices.Equal(got, want) {
		t.Errorf("in the city: %s", firstDifference(got, want))
	}
	if got := counterRows(t, a, city); !slices.Equal(got, want) {
		t.Errorf("at the counter: %s", firstDifference(got, want))
	}
}

// refusing takes so many bytes and no more.
type refusing struct{ left int }

func (w *refusing) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, os.ErrClosed
	}
	return len(p), nil
}

func TestAFullDiskEndsTheWritingWithItsError(t *testing.T) {
	t.Parallel()
	c := mustPacks(t)
	a := mustAssessor(t, c, "suzhou", "2025-06-30")
	var h, p strings.Builder
	for i := range 12_000 { // several chunks, more than one buffer
		id := fmt.Sprintf("h%05d", i)
		h.WriteString(household(id, "320508001001"))
		p.WriteString(grown(id+"p", id, "100"))
	}
	assessment, err := a.Judge(mustCity(t, c, "2025-06-30", h.String(), p.String()), 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []int{0, 1 << 20} {
		if _, err := assessment.WriteResults(&refusing{room}); err != os.ErrClosed {
			t.Errorf("with room for %d bytes: got %v", room, err)
		}
	}
}
