package pack

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// line is a resolved parameter in one line of text.
func line(r Resolved) string {
	value := r.Value
	if r.Split() {
		value = r.Urban + "/" + r.Rural
	}
	if r.Unknown {
		return "unknown"
	}
	text := fmt.Sprintf("%s %s %s %s", value, r.Region, r.Since, r.Status)
	if r.Carried {
		text += " carried"
	}
	return text
}

func find(t *testing.T, list []Resolved, name string) Resolved {
	t.Helper()
	i := slices.IndexFunc(list, func(r Resolved) bool { return r.Name == name })
	if i < 0 {
		t.Fatalf("no parameter %s", name)
	}
	return list[i]
}

func TestAParameterComesFromTheNearestRegionAndTheLatestDay(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	for _, test := range []struct {
		name, region, day, parameter, want string
	}{
		{"before any value", "320600", "2014-12-31", "low_standard", "unknown"},
		{"the province where the city has none yet", "320600", "2015-12-30", "low_standard", "500.00 320000 2015-01-01 proposed"},
		{"the city from its first day, town and country", "320600", "2015-12-31", "low_standard", "593.00/501.00 320600 2015-12-31 confirmed"},
		{"the last day of the old value", "320600", "2019-12-31", "low_standard", "593.00/501.00 320600 2015-12-31 confirmed"},
		{"the first day of the new value", "320600", "2020-01-01", "low_standard", "710.00 320600 2020-01-01 confirmed"},
		{"the last day it is known", "320600", "2020-12-31", "low_standard", "710.00 320600 2020-01-01 confirmed"},
		{"carried forward after that", "320600", "2021-01-01", "low_standard", "710.00 320600 2020-01-01 confirmed carried"},
		{"a county without its own value", "320602", "2022-01-01", "low_standard", "710.00 320600 2020-01-01 confirmed carried"},
		{"a county before its own value", "320613", "2021-06-30", "low_standard", "710.00 320600 2020-01-01 confirmed carried"},
		{"a county with its own value", "320613", "2021-07-01", "low_standard", "800.00 320613 2021-07-01 confirmed"},
		{"a city of the province without values", "320500", "2022-01-01", "low_standard", "500.00 320000 2015-01-01 proposed"},
		{"another province", "330100", "2022-01-01", "low_standard", "unknown"},
		{"the nation", "330100", "2022-01-01", "limit", "1 000000 2014-05-01 confirmed"},
		{"a code", "320600", "2022-01-01", "rounding_point", "household 000000 2014-05-01 proposed"},
		{"a truth", "320600", "2022-01-01", "strict", "false 000000 2014-05-01 proposed"},
		{"never given", "320600", "2022-01-01", "later", "unknown"},
		{"a formula over town and country", "320600", "2016-01-01", "line", "889.50/751.50 320600 2015-12-31 confirmed"},
		{"a formula with a proposed input", "320500", "2016-01-01", "line", "750.00 320000 2015-01-01 proposed"},
		{"a formula with a carried input", "320600", "2021-01-01", "line", "1065.00 320600 2020-01-01 confirmed carried"},
		{"a formula with an input of the county", "320682", "2022-01-01", "line", "1420.00 320682 2022-01-01 proposed carried"},
		{"a formula with an unknown input", "330100", "2022-01-01", "line", "unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := find(t, c.Parameters(test.region, day(t, test.day)), test.parameter)
			if line(got) != test.want {
				t.Errorf("got %s, want %s", line(got), test.want)
			}
		})
	}
}

func TestAResolvedParameterSaysWhereItComesFrom(t *testing.T) {
	t.Parallel()
	c := loaded(t, txtar.File{Name: "base/data/region-codes.csv", Data: []byte("code,name,first,last\n320000,江苏省,1980,2020\n320600,南通市,1983,2020\n320613,崇川区,2020,2020\n320682,如皋市,1991,2020\n320500,苏州市,1983,2020\n")})
	list := c.Parameters("320613", day(t, "2022-01-01"))
	standard, edge := find(t, list, "low_standard"), find(t, list, "line")
	if standard.RegionTitle != "崇川区" || standard.Source != "区" || standard.Label != "低保标准" || standard.Unit != "yuan/month" || standard.Kind != rule.Money {
		t.Errorf("got %+v", standard)
	}
	if edge.Formula != "share_exact(low_standard, multiple)" || edge.Source != "57号 第8条（公式：share_exact(low_standard, multiple)）" || edge.Value != "1200.00" {
		t.Errorf("got %+v", edge)
	}
	if nationwide := find(t, list, "limit"); nationwide.RegionTitle != "全国" {
		t.Errorf("got %+v", nationwide)
	}
	if without := find(t, loaded(t).Parameters("320600", day(t, "2022-01-01")), "low_standard"); without.RegionTitle != "南通" {
		t.Errorf("without the table the city's title serves: %+v", without)
	}
	if list := c.Parameters("nantong", day(t, "2022-01-01")); list != nil {
		t.Errorf("got %v for no region", list)
	}
}

func TestOnlyCountiesWithValuesOfTheirOwnNeedTheirOwnPolicy(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	for _, test := range []struct {
		city, day string
		want      []string
	}{
		{"320600", "2021-06-30", nil},
		{"320600", "2021-07-01", []string{"320613"}},
		{"320600", "2022-01-01", []string{"320613", "320682"}},
		{"320500", "2022-01-01", nil},
		{"320602", "2022-01-01", nil},
		{"南通", "2022-01-01", nil},
	} {
		if got := c.ParameterRegions(test.city, day(t, test.day)); !slices.Equal(got, test.want) {
			t.Errorf("%s on %s: got %v, want %v", test.city, test.day, got, test.want)
		}
	}
}

func TestAPolicyHasTheProgrammesOfTheDay(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	for _, test := range []struct {
		region, day string
		programmes  string
		warnings    string
	}{
		{"320600", "2014-04-30", "", "programme_not_in_force[dibao] programme_not_in_force[tekun]"},
		{"320600", "2014-05-01", "dibao", "programme_not_in_force[tekun] parameter_unknown[low_standard]"},
		{"320600", "2016-02-10", "dibao tekun", ""},
		{"320600", "2021-01-01", "dibao tekun", "parameter_carried[low_standard]"},
		{"320613", "2022-01-01", "dibao tekun", ""},
		{"320600", "2030-01-01", "dibao", "programme_ended[tekun] parameter_carried[low_standard]"},
	} {
		policy, warnings, err := c.Policy(test.region, day(t, test.day), nil)
		if err != nil {
			t.Fatal(err)
		}
		var programmes, said []string
		for _, p := range policy.Programmes {
			programmes = append(programmes, p.Name)
		}
		for _, w := range warnings {
			said = append(said, w.Code+fmt.Sprint(w.Names))
			if !strings.HasSuffix(w.Message, "。") {
				t.Errorf("%q is no sentence", w.Message)
			}
		}
		if got := strings.Join(programmes, " "); got != test.programmes {
			t.Errorf("%s %s: programmes %q, want %q", test.region, test.day, got, test.programmes)
		}
		if got := strings.Join(said, " "); got != test.warnings {
			t.Errorf("%s %s: warnings %q, want %q", test.region, test.day, got, test.warnings)
		}
		if _, err := rule.Compile(policy); err != nil {
			t.Errorf("%s %s: %v", test.region, test.day, err)
		}
	}
}

func TestAPolicyAsksAProgrammeThatIsNotInForceAndHearsNo(t *testing.T) {
	t.Parallel()
	c := loaded(t, txtar.File{Name: "help/conflicts.yaml", Data: []byte("conflicts: []\n")}, txtar.File{Name: "help/tests/dibao.yaml"},
		txtar.File{Name: "help/rules/old.yaml", Data: []byte(`programme: old
title: 旧
level: person
in_force: 2000-01-01
law: 例
scope: "true"
clauses:
  - {code: not_dibao, label: 低保, refusal: 不是低保。, expr: household.eligible_dibao, source: 例}
`)})
	policy, _, err := c.Policy("320600", day(t, "2010-01-01"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rule.Compile(policy); err != nil {
		t.Fatal(err)
	}
	found := slices.ContainsFunc(policy.Definitions, func(d rule.Definition) bool {
		return d.Name == "household.eligible_dibao" && d.Expr.Text == "false"
	})
	if !found {
		t.Errorf("household.eligible_dibao is not false: %+v", policy.Definitions)
	}
}

func TestAnOverrideIsUsedAlsoByFormulas(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	policy, warnings, err := c.Policy("320600", day(t, "2021-12-31"), map[string]string{"low_standard": "800.02", "rounding_point": "person", "multiple": "1/2"})
	if err != nil {
		t.Fatal(err)
	}
	params := map[string]rule.Param{}
	for _, p := range policy.Params {
		params[p.Name] = p
	}
	if params["low_standard"].Value.Int != 80002 || params["line"].Value.Int != 40001 || params["rounding_point"].Value.Code != "person" || !params["later"].Unknown {
		t.Errorf("got %+v", params)
	}
	if len(warnings) != 0 {
		t.Errorf("a given value is not carried: %v", warnings)
	}
	for _, test := range []struct {
		name, region string
		overrides    map[string]string
		want         string
	}{
		{"an unknown name", "320600", map[string]string{"low_standart": "1"}, "unknown_parameter: 没有名为“low_standart”的参数，是不是“low_standard”？"},
		{"a value of another kind", "320600", map[string]string{"limit": "1.5"}, "wrong_type: 参数“limit”应是整数，现在是“1.5”。"},
		{"a code nobody declared", "320600", map[string]string{"rounding_point": "x"}, "unknown_word: 参数“rounding_point”只能是 person、household，现在是“x”。"},
		{"a formula that is not exact", "320600", map[string]string{"multiple": "1/3", "low_standard": "1.00"}, "formula: 参数“line”的公式用这些值无法算出，请核对指定的值。"},
		{"no region", "南通", nil, "region_form: 地区“南通”应是六位行政区划代码，如 320600；全国写 000000。"},
	} {
		_, _, err := c.Policy(test.region, day(t, "2021-12-31"), test.overrides)
		var refusal *civil.Error
		if !errors.As(err, &refusal) || refusal.Code+": "+refusal.Message != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}

func TestAValueIsPrintedAsItIsRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind rule.Kind
		text string
	}{
		{rule.Money, "1045.00"}, {rule.Money, "-0.05"}, {rule.Count, "-3"}, {rule.Ratio, "0.25"}, {rule.Ratio, "1/6"},
		{rule.Bool, "true"}, {rule.Bool, "false"}, {rule.Code, "a"},
	} {
		d := &Declaration{Name: "x", Kind: test.kind, Codes: []string{"a"}}
		v, err := d.Parse(test.text)
		if err != nil || d.Print(v) != test.text {
			t.Errorf("%s %q: got %q, %v", test.kind, test.text, d.Print(v), err)
		}
	}
}

func TestReferencesAreTheNamesAnExpressionReads(t *testing.T) {
	t.Parallel()
	s := rule.Source{Line: 10, Column: 5, Text: "sum(person.wage) > low && 金 in [\"low_standard\", 'a\\'b'] // later\n  ? larger (x1, 2u) : true"}
	var got []string
	for _, r := range references(s) {
		got = append(got, fmt.Sprintf("%s@%d:%d", r.name, r.line, r.column))
	}
	if want := []string{"person.wage@10:9", "low@10:24", "x1@11:17"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
