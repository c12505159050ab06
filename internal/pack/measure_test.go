package pack

import (
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"lianxin/packs"
)

func TestAMeasureIsReadWhole(t *testing.T) {
	t.Parallel()
	c := loaded(t, txtar.File{Name: "help/measures/plan.yaml", Data: []byte(`measures:
  - code: D24
    name: 家庭照护床位新增数
    area: 养老服务
    formula: count
    numerator: 当年签约并建成的床位数
    filter: 当年新增
    unit: 张
    other_units: [户/年, 户]
    better: higher
    register: 床位登记
    source: 规划
    status: proposed
    note: 不是累计
    synonyms: [新增家庭照护床位, 新增家庭養老床位]
  - {code: A13, name: 之比, area: 救助, formula: ratio, numerator: 特困标准, denominator: 低保标准, unit: 倍, better: lower, register: 登记, source: 规划, status: confirmed}
`)})
	if len(c.Measures()) != 2 {
		t.Fatalf("got %+v", c.Measures())
	}
	beds, ratio := c.Measures()[0], c.Measures()[1]
	if beds.Code != "D24" || beds.Formula != Count || beds.Denominator != "" || beds.Filter != "当年新增" || beds.Better != HigherIsBetter ||
		beds.Pack != "help" || beds.Place != (Place{"help/measures/plan.yaml", 2, 5}) || beds.Status != Proposed {
		t.Errorf("got %+v", beds)
	}
	if !slices.Equal(beds.Synonyms, []string{"新增家庭照护床位", "新增家庭養老床位"}) || !slices.Equal(beds.OtherUnits, []string{"户/年", "户"}) {
		t.Errorf("got %q and %q", beds.Synonyms, beds.OtherUnits)
	}
	if ratio.Formula != Quotient || ratio.Denominator != "低保标准" || ratio.Better != LowerIsBetter || len(ratio.Synonyms) != 0 {
		t.Errorf("got %+v", ratio)
	}
}

func TestTheShippedMeasuresAreTheEightyProposedOnes(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	number := map[byte]int{}
	for _, m := range c.Measures() {
		number[m.Code[0]]++
		if m.Status != Proposed || len(m.Synonyms) == 0 || !strings.Contains(m.Source, "项") && !strings.Contains(m.Source, "正文") {
			t.Errorf("%s is %s, has %d synonyms and comes from %q", m.Code, m.Status, len(m.Synonyms), m.Source)
		}
	}
	want := map[byte]int{'A': 14, 'B': 3, 'C': 6, 'D': 24, 'E': 11, 'F': 10, 'G': 12}
	total := 0
	for field, n := range want {
		total += n
		if number[field] != n {
			t.Errorf("field %c has %d measures, want %d", field, number[field], n)
		}
	}
	if total != 80 || len(c.Measures()) != total {
		t.Errorf("got %d measures, want %d", len(c.Measures()), total)
	}
}

// The table of the README is written by hand; it must not fall behind.
func TestTheReadmeListsEveryShippedMeasure(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	text, err := packs.FS.ReadFile("planning/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range c.Measures() {
		denominator := m.Denominator
		if denominator == "" {
			denominator = "—"
		}
		if row := "| " + m.Code + " | " + m.Name + " |"; !strings.Contains(string(text), row) || !strings.Contains(string(text), "| "+m.Numerator+" | "+denominator+" | "+m.Unit+" |") {
			t.Errorf("the README does not list %s %q with its parts", m.Code, m.Name)
		}
	}
}
