package fact

import (
	"reflect"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// The facts of the tests, one or more of every kind and width.
var testFacts = []rule.Fact{
	{Name: "area_kind", Level: rule.Household, Kind: rule.Code, Label: "城乡", Codes: []rule.CodeValue{{Input: "urban", Name: "urban"}, {Input: "rural", Name: "rural"}}},
	{Name: "hukou_local", Level: rule.Household, Kind: rule.Bool, Label: "本地户籍"},
	{Name: "housing_units", Level: rule.Household, Kind: rule.Count, Max: 99, Label: "住房套数"},
	{Name: "financial_assets", Level: rule.Household, Kind: rule.Money, Max: 1_000_000_000_000, Label: "金融资产"},
	{Name: "birth_date", Level: rule.Person, Kind: rule.Date, Label: "出生日期"},
	{Name: "hukou_local", Level: rule.Person, Kind: rule.Bool, Label: "本地户籍"},
	{Name: "wage", Level: rule.Person, Kind: rule.Money, Max: 100_000_000_00, Label: "工资"},
	{Name: "business_income", Level: rule.Person, Kind: rule.Money, Min: -100_000_000_00, Max: 100_000_000_00, Label: "经营净收入"},
	{Name: "disability_type", Level: rule.Person, Kind: rule.Code, Label: "残疾类别", Codes: []rule.CodeValue{{Input: "none", Name: "none"}, {Input: "1", Name: "vision"}, {Input: "5", Name: "intellect"}}},
	{Name: "points", Level: rule.Person, Kind: rule.Count, Max: 300, Label: "分值"},
	{Name: "alive", Level: rule.Person, Kind: rule.Bool, Label: "健在"},
	{Name: "covered_elsewhere", Level: rule.Person, Kind: rule.Bool, Engine: true},
}

const (
	factAreaKind = iota
	factHouseholdLocal
	factHousing
	factAssets
	factBirth
	factPersonLocal
	factWage
	factBusiness
	factDisability
	factPoints
	factAlive
	factCovered
)

func testOptions(t testing.TB) Options {
	t.Helper()
	asOf, err := civil.ParseDate("2025-06-30")
	if err != nil {
		t.Fatal(err)
	}
	regions, err := civil.LoadRegions(strings.NewReader("code,name,first,last\n320602,崇川区,1991,2020\n110101,东城区,1980,2024\n"))
	if err != nil {
		t.Fatal(err)
	}
	return Options{Facts: testFacts, AsOf: asOf, Regions: regions}
}

func mustRead(t testing.TB, households, persons string) *City {
	t.Helper()
	city, err := ReadCity(strings.NewReader(households), strings.NewReader(persons), testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	return city
}

func all(n Names) []string {
	list := make([]string, n.Len())
	for i := range list {
		list[i] = n.At(i)
	}
	return list
}

// differ says where two cities are not the same, "" when they are.
func differ(got, want *City) string {
	switch {
	case !reflect.DeepEqual(all(got.HouseholdID), all(want.HouseholdID)):
		return "household ids"
	case !reflect.DeepEqual(all(got.PersonID), all(want.PersonID)):
		return "person ids"
	case !reflect.DeepEqual(got.Division, want.Division):
		return "divisions"
	case !reflect.DeepEqual(got.RejectedHousehold, want.RejectedHousehold):
		return "rejected households"
	case !reflect.DeepEqual(got.Until, want.Until):
		return "days"
	case !reflect.DeepEqual(got.Rejections, want.Rejections):
		return "rejections"
	case got.Table.Households != want.Table.Households || !reflect.DeepEqual(got.Table.Start, want.Table.Start):
		return "members of households"
	case len(got.Table.Columns) != len(want.Table.Columns):
		return "number of columns"
	}
	for name, c := range want.Table.Columns {
		if !reflect.DeepEqual(got.Table.Columns[name], c) {
			return name
		}
	}
	return ""
}

// codeOf is the code of a civil error, "" for nil.
func codeOf(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	refused, ok := err.(*civil.Error)
	if !ok {
		t.Fatalf("%T is not a civil error: %v", err, err)
	}
	return refused.Code
}
