package sample

import (
	"fmt"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// testDivisions is a small part of each city: three counties, two villages and
// one residents' committee in each.
func testDivisions(t testing.TB) *civil.Divisions {
	t.Helper()
	var b strings.Builder
	b.WriteString("code,name,since,until,successors\n320000,江苏省,,,\n")
	for _, city := range []struct {
		code, name string
		counties   []string
	}{
		{"3206", "南通市", []string{"12", "13", "82"}},
		{"3212", "泰州市", []string{"02", "04", "83"}},
		{"3201", "南京市", []string{"02", "15", "18"}},
		{"3205", "苏州市", []string{"08", "09", "83"}},
	} {
		fmt.Fprintf(&b, "%s00,%s,,,\n", city.code, city.name)
		for _, county := range city.counties {
			at := city.code + county
			fmt.Fprintf(&b, "%s,某县,,,\n%s100,某镇,,,\n%s100001,城中社区居委会,,,\n%s100201,东风村,,,\n%s100202,前进村委会,,,\n", at, at, at, at, at)
		}
	}
	d, err := civil.LoadDivisions(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// testParams are the parameters of one city, by hand.
func testParams(standard civil.Fen, rounding string) map[string]rule.Param {
	params := map[string]rule.Param{}
	put := func(name string, v rule.ParamValue) { params[name] = rule.Param{Name: name, Value: v} }
	for name, n := range map[string]int64{
		"low_standard": int64(standard), "dibao_housing_limit": 2, "dibao_vehicle_limit": 0, "dibao_vehicle_value_limit": 0,
		"dibao_asset_months": 24, "dibao_rounding_unit": 100, "dibao_minimum_person": 0, "supplement_child_age": 18,
		"supplement_elder_age": 60, "disposable_income_year": 4_260_800, "minimum_wage": 226_000, "tekun_rounding_unit": 1,
		"orphan_institution": 179_000, "orphan_scattered_set": 0, "elder_amount_1": 5_000, "elder_amount_2": 10_000, "elder_amount_3": 30_000,
	} {
		put(name, rule.ParamValue{Int: n})
	}
	for name, r := range map[string]civil.Ratio{
		"supplement_severe_illness_rate": {Num: 1, Den: 5}, "supplement_child_rate": {Num: 1, Den: 10}, "supplement_elder_rate": {Num: 1, Den: 10},
		"edge_multiple": {Num: 3, Den: 2}, "single_rate": {Num: 1, Den: 1}, "rigid_spending_ratio": {Num: 3, Den: 5}, "tekun_multiple": {Num: 13, Den: 10},
		"care_share_full_self": {Num: 1, Den: 10}, "care_share_half": {Num: 1, Den: 6}, "care_share_full": {Num: 1, Den: 4},
		"orphan_scattered_ratio": {Num: 7, Den: 10}, "unattended_ratio": {Num: 1, Den: 1}, "living_share_no_income": {Num: 1, Den: 1},
		"living_share_other": {Num: 1, Den: 4}, "living_share_multi": {Num: 3, Den: 5},
	} {
		put(name, rule.ParamValue{Ratio: r})
	}
	put("dibao_rounding_point", rule.ParamValue{Code: rounding})
	params["disability_care_amount"] = rule.Param{Name: "disability_care_amount", Split: true,
		Value: rule.ParamValue{Int: 13_000}, Rural: rule.ParamValue{Int: 9_000}}
	return params
}

var testStandards = map[string]civil.Fen{"nantong": 71_000, "taizhou": 71_000, "nanjing": 94_500, "suzhou": 104_500}

func testOptions(t testing.TB, city string, perMille int64, seed uint64) Options {
	t.Helper()
	asOf, err := civil.ParseDate("2025-06-30")
	if err != nil {
		t.Fatal(err)
	}
	rounding := "household"
	if city == "taizhou" {
		rounding = "person"
	}
	params := testParams(testStandards[city], rounding)
	return Options{City: city, Scale: civil.Ratio{Num: perMille, Den: 1000}, Seed: seed, AsOf: asOf, Divisions: testDivisions(t),
		Param: func(name string) (rule.Param, bool) { p, ok := params[name]; return p, ok }}
}

func testCity(t testing.TB, city string, perMille int64, seed uint64) *City {
	t.Helper()
	c, err := New(testOptions(t, city, perMille, seed))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
