package civil

import (
	"io"
	"slices"
	"strings"
)

// Division is one administrative division during the time its code and name held.
type Division struct {
	Code       Area
	Name       string
	Since      Date   // first day; FirstDate when it is older than the record
	Until      Date   // last day; LastDate while it is in force
	Successors []Area // who took it over, when it was merged, split or renamed
}

// In says whether the division was in force on a day.
func (d Division) In(day Date) bool { return d.Since <= day && day <= d.Until }

// Divisions is the list of divisions of the cities that were loaded, with the
// codes that were retired. It is read-only after loading.
type Divisions struct {
	sorted []Division // by code, then by first day
	byCode map[Area][]Division
}

var divisionHeader = []string{"code", "name", "since", "until", "successors"}

// LoadDivisions reads tables with the columns code,name,since,until,successors.
// Empty days mean “before the record” and “still in force”; successors are joined
// by a plus sign. Every division but a province needs its parent.
func LoadDivisions(tables ...io.Reader) (*Divisions, error) {
	d := &Divisions{byCode: map[Area][]Division{}}
	for _, table := range tables {
		err := readTable(table, "区划代码表", divisionHeader, func(fields []string) error {
			division, err := parseDivision(fields)
			d.sorted = append(d.sorted, division)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(d.sorted, func(a, b Division) int {
		if a.Code != b.Code {
			return order(a.Code < b.Code)
		}
		return int(a.Since) - int(b.Since)
	})
	if err := d.index(); err != nil {
		return nil, err
	}
	return d, nil
}

func parseDivision(fields []string) (Division, error) {
	code, err := ParseArea(fields[0])
	if err != nil {
		return Division{}, err
	}
	d := Division{Code: code, Name: strings.Clone(fields[1]), Since: FirstDate, Until: LastDate}
	if d.Name == "" {
		return d, Refuse("division_name", "区划代码%s没有名称。", code)
	}
	for i, day := range []*Date{&d.Since, &d.Until} {
		if text := fields[2+i]; text != "" {
			if *day, err = ParseDate(text); err != nil {
				return d, err
			}
		}
	}
	if d.Since > d.Until {
		return d, Refuse("division_dates", "区划代码%s的启用日期晚于停用日期。", code)
	}
	if fields[4] == "" {
		return d, nil
	}
	for text := range strings.SplitSeq(fields[4], "+") {
		successor, err := ParseArea(text)
		if err != nil {
			return d, err
		}
		d.Successors = append(d.Successors, successor)
	}
	return d, nil
}

// index refuses what no lookup could answer: two divisions of one code on one day
// and a division, or a successor, that hangs in the air.
func (d *Divisions) index() error {
	for start := 0; start < len(d.sorted); {
		end := start + 1
		for ; end < len(d.sorted) && d.sorted[end].Code == d.sorted[start].Code; end++ {
			if d.sorted[end].Since <= d.sorted[end-1].Until {
				return Refuse("division_twice", "区划代码%s在同一天有两条记录。", d.sorted[end].Code)
			}
		}
		d.byCode[d.sorted[start].Code] = d.sorted[start:end]
		start = end
	}
	for _, division := range d.sorted {
		if parent := division.Code.Parent(); parent != 0 && d.byCode[parent] == nil {
			return Refuse("division_parent", "区划代码%s的上级%s不在表中。", division.Code, parent)
		}
		for _, successor := range division.Successors {
			if d.byCode[successor] == nil {
				return Refuse("division_successor", "区划代码%s的后继%s不在表中。", division.Code, successor)
			}
		}
	}
	return nil
}

// Lookup is the division that had the code on a day.
func (d *Divisions) Lookup(code Area, day Date) (Division, bool) {
	for _, division := range d.byCode[code] {
		if division.In(day) {
			return division, true
		}
	}
	return Division{}, false
}

// Latest is the last division that had the code, also when it is retired.
func (d *Divisions) Latest(code Area) (Division, bool) {
	versions := d.byCode[code]
	if len(versions) == 0 {
		return Division{}, false
	}
	return versions[len(versions)-1], true
}

// Under lists the divisions of one level that lay in an area on a day, by code.
func (d *Divisions) Under(area Area, level Level, day Date) []Division {
	start, _ := slices.BinarySearchFunc(d.sorted, area, func(division Division, code Area) int {
		return int(division.Code - code)
	})
	var found []Division
	for _, division := range d.sorted[start:] {
		if !area.Contains(division.Code) {
			break
		}
		if division.Code.Level() == level && division.In(day) {
			found = append(found, division)
		}
	}
	return found
}

// FullName joins the names from the province down, 江苏省南通市崇川区; it is empty
// when the code was not in force on that day.
func (d *Divisions) FullName(code Area, day Date) string {
	name := ""
	for ; code != 0; code = code.Parent() {
		division, ok := d.Lookup(code, day)
		if !ok {
			return ""
		}
		name = division.Name + name
	}
	return name
}
