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

func TestReasonsSpeakForAndAgainst(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		title   string
		row     MatchRow
		outcome MatchOutcome
		code    string
		score   int
		why     string
	}{
		{"the same name and unit", MatchRow{Name: "主动发现机制建成率", Unit: "％"}, MatchFound, "A05", 1000, "名称与A05的别名一致；单位一致"},
		{"a name in the other script", MatchRow{Name: "困難群眾主動發現機制建成率", Unit: "%", Target: "100"}, MatchFound, "A05", 1000, "名称与A05的名称一致；单位一致；数值在合理范围内"},
		{"a bracket nobody else prints", MatchRow{Name: "困难群众主动发现机制建成率（试点）"}, MatchFound, "A05", 950, "不计括号里的字，名称与A05的名称一致；没有单位可比"},
		{"another unit", MatchRow{Name: "困难群众主动发现机制建成率", Unit: "个"}, MatchFound, "A05", 800, "名称与A05的名称一致；单位不同（个，定义用%）"},
		{"a unit of another kind", MatchRow{Name: "持证社工人数", Unit: "人次"}, MatchFound, "F06", 800, "名称与F06的别名一致；单位不同（人次，定义用人）"},
		{"a larger unit of the same kind", MatchRow{Name: "家庭适老化改造户数", Unit: "万户", Target: "2.6"}, MatchFound, "D18", 1000, "名称与D18的名称一致；单位同类（万户，定义用户）"},
		{"a share above a hundred", MatchRow{Name: "困难群众主动发现机制建成率", Unit: "%", Target: "1,045"}, MatchFound, "A05", 900, "名称与A05的名称一致；单位一致；数值不像这个指标的数值"},
		{"half a centre", MatchRow{Name: "街道老年人日间照料中心", Unit: "个", Target: "2.5"}, MatchFound, "D04", 900, "名称与D04的别名一致；单位一致；数值不像"},
		{"a growth of the same noun", MatchRow{Name: "城乡低保标准年均增长率", Unit: "%"}, MatchUnmatched, "", 0, "把握不够"},
		{"one per head, one in all", MatchRow{Name: "每万人拥有社会工作者总数", Unit: "人"}, MatchUnmatched, "", 0, "把握不够"},
		{"no name", MatchRow{Name: " —— "}, MatchUnmatched, "", 0, "名称是空的"},
		{"a sentence", MatchRow{Name: strings.Repeat("养老", 101)}, MatchUnmatched, "", 0, "名称太长，不像是指标名称"},
		{"nothing alike", MatchRow{Name: "粮食产量"}, MatchUnmatched, "", 0, "没有名称相近的指标定义"},
	} {
		t.Run(test.title, func(t *testing.T) {
			t.Parallel()
			found := shippedMatcher(t).match(test.row)
			if found.Outcome != test.outcome || codeOf(&found) != test.code || test.score > 0 && found.Score != test.score || !strings.Contains(found.Why(), test.why) {
				t.Errorf("got %s %q %d %s", found.Outcome, codeOf(&found), found.Score, found.Why())
			}
		})
	}
}

func TestTiesAreReportedAndNotGuessed(t *testing.T) {
	t.Parallel()
	m, err := NewMatcher([]pack.Measure{
		{Code: "A01", Name: "养老服务中心（站）覆盖率", Unit: "%", Formula: pack.Share},
		{Code: "A02", Name: "养老服务中心（点）覆盖率", Unit: "%", Formula: pack.Share},
		{Code: "A03", Name: "福利彩票销量", Unit: "亿元", Formula: pack.Sum},
	})
	if err != nil {
		t.Fatal(err)
	}
	found := m.match(MatchRow{Name: "养老服务中心覆盖率", Unit: "%"})
	if found.Outcome != MatchTied || found.Measure != nil || len(found.Nearest) != 2 || found.Why() != "A01、A02同样接近，请人工选定" {
		t.Errorf("got %s %s", found.Outcome, found.Why())
	}
	if found = m.match(MatchRow{Name: "养老服务中心(站)覆盖率", Unit: "%"}); codeOf(&found) != "A01" {
		t.Errorf("the whole name must win: got %s %s", found.Outcome, found.Why())
	}
	both := m.Match([]MatchRow{{Name: "福利彩票销量"}, {Name: "福利彩票销量", Unit: "亿元"}})
	if codeOf(&both[0]) != "A03" || codeOf(&both[1]) != "A03" {
		t.Error("one measure serves the rows of two plans")
	}
}

func TestMeasuresThatARowCouldNotTellApartAreRefused(t *testing.T) {
	t.Parallel()
	for want, measures := range map[string][]pack.Measure{
		"measure_names_alike: A02的名称“養老服務 覆蓋率（％）”与A01的“养老服务覆盖率”是同一个写法，请删去一处。": {{Code: "A01", Name: "养老服务覆盖率"}, {Code: "A02", Name: "B", Synonyms: []string{"養老服務 覆蓋率（％）"}}},
		"measure_name: A01的名称“（%）”里没有一个字，请写出名称。":                              {{Code: "A01", Name: "（%）"}},
	} {
		if _, err := NewMatcher(measures); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
