package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

func holidays(npm string) (table, error) {
	t := table{name: "holidays.csv", rows: [][]string{{"date", "kind", "name"}}}
	var notices struct {
		Holidays map[string]string `json:"holidays"`
		Workdays map[string]string `json:"workdays"`
	}
	path := filepath.Join(npm, "chinese-days", "dist", "chinese-days.json")
	if err := readJSON(path, &notices); err != nil {
		return t, err
	}
	days := slices.Sorted(maps.Keys(notices.Holidays))
	if len(days) == 0 || len(notices.Workdays) == 0 {
		return t, fmt.Errorf("%s: no days", path)
	}
	from, until := days[0][:4]+"-01-01", days[len(days)-1][:4]+"-12-31"
	t.comment = []string{
		"source: npm chinese-days 1.5.7, from the State Council's yearly notices on holidays",
		"state: notices of " + from[:4] + " to " + until[:4] + "; a day after known_until is only a guess from its weekday",
	}
	rows := [][]string{}
	for _, list := range []struct {
		kind string
		days map[string]string
	}{{"holiday", notices.Holidays}, {"workday", notices.Workdays}} {
		for day, names := range list.days {
			parts := strings.Split(names, ",") // English name, Chinese name, days off
			if len(parts) != 3 {
				return t, fmt.Errorf("%s: %s has %q", path, day, names)
			}
			rows = append(rows, []string{day, list.kind, parts[1]})
		}
	}
	slices.SortFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	t.rows = append(t.rows, []string{from, "known_from", ""})
	t.rows = append(t.rows, rows...)
	t.rows = append(t.rows, []string{until, "known_until", ""})
	return t, nil
}
