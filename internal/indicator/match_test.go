package indicator

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"lianxin/internal/pack"
	"lianxin/packs"
)

var updateMatch = flag.Bool("update-match", false, "write the matches that were found into testdata/match/want.csv; read them before you commit")

// shipped is the matcher of the measures that ship with the program.
var shipped = sync.OnceValues(func() (*Matcher, error) {
	c, err := pack.Load(packs.FS)
	if err != nil {
		return nil, err
	}
	return NewMatcher(c.Measures())
})

func shippedMatcher(t testing.TB) *Matcher {
	t.Helper()
	m, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fixture reads rows and the codes they belong to.
func fixture(t testing.TB, name string) (rows []MatchRow, codes []string) {
	t.Helper()
	file, err := os.Open("testdata/match/" + name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if rows, err = ReadMatchRows(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/match/" + name + "_codes.csv")
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(records) != len(rows)+1 {
		t.Fatalf("%d codes for %d rows, %v", len(records)-1, len(rows), err)
	}
	for i, record := range records[1:] {
		if record[0] != rows[i].Table || record[1] != rows[i].No || record[2] != rows[i].Name {
			t.Fatalf("code %d is for %q, the row is %q", i+1, record[2], rows[i].Name)
		}
		codes = append(codes, record[3])
	}
	return rows, codes
}

func codeOf(m *Match) string {
	if m.Measure == nil {
		return ""
	}
	return m.Measure.Code
}

func TestEveryRowOfTheTablesOfFourPlansFindsItsMeasure(t *testing.T) {
	t.Parallel()
	rows, codes := fixture(t, "rows")
	if len(rows) != 139 {
		t.Fatalf("got %d rows, want those of all tables", len(rows))
	}
	for i, found := range shippedMatcher(t).Match(rows) {
		if codeOf(&found) != codes[i] || found.Score != matchExact {
			t.Errorf("%s %s %q: got %q with %d, want %s: %s", rows[i].Table, rows[i].No, rows[i].Name, codeOf(&found), found.Score, codes[i], found.Why())
		}
	}
}

// Targets in prose are worded freely: one may stay without a measure, none may
// get a wrong one.
func TestNoTargetInProseFindsAWrongMeasure(t *testing.T) {
	t.Parallel()
	rows, codes := fixture(t, "prose")
	matched := 0
	for i, found := range shippedMatcher(t).Match(rows) {
		code := codeOf(&found)
		if code != "" && code != codes[i] {
			t.Errorf("%s %s %q: got %s, want %q: %s", rows[i].Table, rows[i].No, rows[i].Name, code, codes[i], found.Why())
		}
		if code != "" {
			matched++
		}
	}
	if matched < 45 {
		t.Errorf("only %d of %d are matched", matched, len(rows))
	}
}

// A plan nobody has seen prints names nobody wrote down. So each name is taken
// away from the measures before the row that prints it is matched.
func TestANameNobodyWroteDownFindsItsMeasureOrNone(t *testing.T) {
	t.Parallel()
	all := shippedMatcher(t).measures
	for _, test := range []struct {
		fixture string
		least   int
	}{{"rows", 105}, {"prose", 34}} {
		rows, codes := fixture(t, test.fixture)
		right := 0
		for i, row := range rows {
			m, err := NewMatcher(without(all, readMatchName(row.Name).full))
			if err != nil {
				t.Fatal(err)
			}
			found := m.match(row)
			switch code := codeOf(&found); code {
			case "":
			case codes[i]:
				right++
			default:
				t.Errorf("%q: got %s with %d, want %q: %s", row.Name, code, found.Score, codes[i], found.Why())
			}
		}
		if right < test.least {
			t.Errorf("%s: only %d of %d find their measure", test.fixture, right, len(rows))
		}
	}
}

// without is the measures without one name, in every spelling.
func without(measures []pack.Measure, full string) []pack.Measure {
	var list []pack.Measure
	for _, m := range measures {
		var names []string
		for _, name := range append([]string{m.Name}, m.Synonyms...) {
			if spelled(name) != full {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			m.Name, m.Synonyms = names[0], names[1:]
			list = append(list, m)
		}
	}
	return list
}

// fulls keeps the names of the measures as they are compared.
var fulls sync.Map

func spelled(name string) string {
	if full, known := fulls.Load(name); known {
		return full.(string)
	}
	full := readMatchName(name).full
	fulls.Store(name, full)
	return full
}

func TestIndicatorsOfOtherOfficesStayUnmatched(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/match/strangers.txt")
	if err != nil {
		t.Fatal(err)
	}
	m, names := shippedMatcher(t), 0
	for line := range strings.Lines(string(text)) {
		name := strings.TrimSpace(line)
		if name == "" || strings.HasPrefix(name, "#") {
			continue
		}
		names++
		for _, unit := range []string{"", "%", "个", "人"} {
			if found := m.match(MatchRow{Name: name, Unit: unit}); found.Outcome != MatchUnmatched {
				t.Errorf("%s（%s）: %s %s with %d: %s", name, unit, found.Outcome, codeOf(&found), found.Score, found.Why())
			}
		}
	}
	if names < 120 {
		t.Errorf("looked at %d names", names)
	}
}

func TestTheMatchesAreThoseThatWereReviewed(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	out := csv.NewWriter(&got)
	record := func(cells ...string) {
		if err := out.Write(cells); err != nil {
			t.Fatal(err)
		}
	}
	record("table", "no", "name", "outcome", "code", "measure", "score", "reasons")
	for _, name := range []string{"rows", "prose"} {
		rows, _ := fixture(t, name)
		for _, m := range shippedMatcher(t).Match(rows) {
			measure := ""
			if m.Measure != nil {
				measure = m.Measure.Name
			}
			record(m.Row.Table, m.Row.No, m.Row.Name, string(m.Outcome), codeOf(&m), measure, strconv.Itoa(m.Score), m.Why())
		}
	}
	out.Flush()
	const golden = "testdata/match/want.csv"
	if *updateMatch {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the matches have changed; run with -update-match and read the difference:\n%s", firstDifference(got.String(), string(want)))
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("line %d: %s", i+1, a[i])
		}
	}
	return "lines are missing at the end"
}
