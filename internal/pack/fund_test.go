package pack

import (
	"fmt"
	"testing"
	"testing/fstest"

	"lianxin/internal/civil"
	"lianxin/packs"
)

func TestTheSharesOfTheNarrowestRuleHold(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name      string
		county    civil.Area
		programme string
		month     string
		want      string
	}{
		{"a county without a rule of its own bears all", 320102000000, "dibao", "2026-03", "county:1000 "},
		{"the city's rule goes before the country's", 320613000000, "dibao", "2026-03", "central:300 province:200 city:150 county:350 "},
		{"a rule that names the programme goes first", 320613000000, "disability_living", "2026-03", "province:300 city:200 county:400 lottery:100 "},
		{"before a rule began the wider one holds", 320613000000, "dibao", "2023-12", "county:1000 "},
		{"before all rules there is none", 320613000000, "dibao", "2006-12", ""},
	} {
		m, err := civil.ParseMonth(test.month)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if rule, ok := c.FundShares(test.county, test.programme, m); ok {
			for _, s := range rule.Shares {
				got += fmt.Sprintf("%s:%d ", s.Source, s.Permille)
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if len(c.FundSources()) != 5 {
		t.Errorf("%d sources", len(c.FundSources()))
	}
}

func TestSharesThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	const head = "sources:\n  - {name: city, title: 市级}\n  - {name: county, title: 县级}\nshares:\n  - region: \"320600\"\n    from: 2024-01\n    source: 某文件\n    status: proposed\n    parts:\n"
	for _, test := range []struct{ name, parts, want string }{
		{"parts that are less than the whole", "      - {source: city, permille: 999}\n", "fund_parts"},
		{"parts that are more", "      - {source: city, permille: 600}\n      - {source: county, permille: 401}\n", "fund_parts"},
		{"a source nobody names", "      - {source: town, permille: 1000}\n", "unknown_fund_source"},
		{"a source twice", "      - {source: city, permille: 500}\n      - {source: city, permille: 500}\n", "duplicate_name"},
		{"a part of nothing", "      - {source: city, permille: 0}\n      - {source: county, permille: 1000}\n", "out_of_range"},
	} {
		_, err := Load(fstest.MapFS{
			"x/pack.yaml":  {Data: []byte("pack: x\ntitle: 试\n")},
			"x/funds.yaml": {Data: []byte(head + test.parts)},
		})
		list, _ := err.(Errors)
		found := false
		for _, problem := range list {
			found = found || problem.Code == test.want
		}
		if !found {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}
