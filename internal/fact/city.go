package fact

import (
	"cmp"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// The names of the two files of a city.
const (
	HouseholdsFile = "households.csv"
	PersonsFile    = "persons.csv"
)

// MaxMembers is the largest household that is judged.
const MaxMembers = 1000

// Never is the day until which facts hold that no passing of time can change.
const Never = civil.LastDate

// Options say what the files may hold.
type Options struct {
	Facts   []rule.Fact
	AsOf    civil.Date           // nobody is born after this day
	Regions *civil.RegionHistory // for the first six digits of resident ID numbers; without it none is accepted
	Sample  bool                 // the people are made up: region 320699 is theirs
}

// City is what the files said. It is read-only.
type City struct {
	Table             *rule.Table
	HouseholdID       Names        // bytewise ascending
	PersonID          Names        // bytewise ascending inside each household
	Division          []civil.Area // by household; 0 when not known
	RejectedHousehold []bool       // by household: one of its rows was refused
	Until             []civil.Date // by household: the first day on which its facts may differ though nothing is written; nil when no day is
	Rejections        []Rejection
	Warnings          []Warning
}

// Select is a city of some of the households, given by ascending row, each once.
// Refusals and warnings are not carried over. It shares no memory with this one.
func (c *City) Select(households []int) *City {
	out := &City{
		Table: c.Table.Select(households), HouseholdID: c.HouseholdID.pick(households),
		Division: make([]civil.Area, len(households)), RejectedHousehold: make([]bool, len(households)),
	}
	var members []int
	for i, h := range households {
		out.Division[i], out.RejectedHousehold[i] = c.Division[h], c.RejectedHousehold[h]
		for person := c.Table.Start[h]; person < c.Table.Start[h+1]; person++ {
			members = append(members, int(person))
		}
	}
	out.PersonID = c.PersonID.pick(members)
	if c.Until != nil {
		out.Until = make([]civil.Date, len(households))
		for i, h := range households {
			out.Until[i] = c.Until[h]
		}
	}
	return out
}

// Rejection is one reason why one row was refused. A row may have several.
type Rejection struct {
	File    string
	Record  int    // from 1 after the header
	Column  string // "" when the whole row is meant
	Code    string // stable
	Message string // one Chinese sentence
}

// Warning is something about a whole file that its sender should know.
type Warning struct {
	File    string
	Column  string
	Code    string
	Message string
}

// parseDivision reads twelve digits, or nothing.
func parseDivision(text []byte) (civil.Area, *civil.Error) {
	if len(text) == 0 {
		return 0, nil
	}
	if len(text) != 12 {
		return 0, civil.Refuse("division_form", "行政区划代码应为 12 位数字，不知道就留空。")
	}
	area, err := civil.ParseAreaBytes(text)
	if err != nil {
		return 0, refusal(err)
	}
	return area, nil
}

// sortRejections orders by file, record and column; reasons for the same cell
// keep the order in which they were found.
func sortRejections(list []Rejection) {
	slices.SortStableFunc(list, func(a, b Rejection) int {
		if c := cmp.Compare(a.File, b.File); c != 0 {
			return c
		}
		if c := cmp.Compare(a.Record, b.Record); c != 0 {
			return c
		}
		return cmp.Compare(a.Column, b.Column)
	})
}
