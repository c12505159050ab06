package watch

import (
	"encoding/json"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Lead is one version of a lead.
type Lead struct {
	register.Ref       // county that is responsible, and id
	Opened       int64 // the act that opened the version: what an editor has seen
	Number       string
	Person       register.Ref // whom it is about; zero: not known, or the whole family
	Household    string       // in the same county; empty: not known
	Name         string
	Division     civil.Area
	State        State
	Level        Level // who has to see to it
	Colour       Colour
	Due          civil.Date // the last day for the next step; 0: nothing runs
	Notices      int        // how often it was told that it is late
	Reported     civil.Instant
	Since        civil.Instant // of the state
	Assignee     string        // account of whoever accepted it
	Result       Result
	Case         register.Ref // begun from it; zero: none
	contact      []byte
}

// State says how far a lead has come.
type State string

// The states of a lead.
const (
	Fresh    State = "new"
	Accepted State = "accepted"
	Visited  State = "visited"
	InCase   State = "case"
	Closed   State = "closed"
)

// StateTitles are the states in words.
var StateTitles = map[State]string{Fresh: "待接收", Accepted: "待走访", Visited: "已走访", InCase: "已申请", Closed: "已办结"}

// Level says who has to see to a lead.
type Level string

// The levels, from below.
const (
	AtVillage Level = "village"
	AtTown    Level = "town"
	AtCounty  Level = "county"
)

// LevelTitles are the levels in words.
var LevelTitles = map[Level]string{AtVillage: "村（居）", AtTown: "乡镇（街道）", AtCounty: "县（市、区）"}

// above is the next level; the county has none.
func (l Level) above() (Level, bool) {
	switch l {
	case AtVillage:
		return AtTown, true
	case AtTown:
		return AtCounty, true
	}
	return l, false
}

// Colour says how much hangs on a lead.
type Colour string

// The colours, the most urgent first.
const (
	Red    Colour = "red"
	Yellow Colour = "yellow"
	Blue   Colour = "blue"
)

// stronger is the more urgent of two colours.
func stronger(a, b Colour) Colour {
	rank := map[Colour]int{Red: 3, Yellow: 2, Blue: 1}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// Result says what came of a lead.
type Result string

// The results of a lead.
const (
	Granted    Result = "granted"    // a case was begun, and something is given
	Refused    Result = "refused"    // a case was begun, and nothing is given
	Told       Result = "told"       // the family knows what there is, and does not want it
	NotSo      Result = "not_so"     // what was reported is not so
	Department Result = "department" // another department sees to it
	Unchanged  Result = "unchanged"  // it is so, and changes nothing
	Changed    Result = "changed"    // what is in pay was put right
)

// ResultTitles are the results in words.
var ResultTitles = map[Result]string{
	Granted: "已救助", Refused: "申请未获批准", Told: "政策已告知，暂不申请", NotSo: "情况不属实",
	Department: "转其他部门", Unchanged: "情况属实，不影响待遇", Changed: "待遇已变更",
}

// Contact is how a family is reached.
type Contact struct {
	Phone   string `json:"phone,omitempty"`
	Address string `json:"address,omitempty"`
}

const (
	leadColumns = `v.county, v.id, v.opened, v.number, v.person_county, v.person, v.household, v.name, v.division, v.state, v.level,
	v.colour, v.due, v.notices, v.reported, v.since, v.assignee, v.result, v.case_county, v.casefile, v.contact`
	selectLead = `SELECT ` + leadColumns + ` FROM lead v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
)

func scanLead(row db.Row) (*Lead, error) {
	var l Lead
	var name, due *string
	var division string
	err := row.Scan(&l.County, &l.ID, &l.Opened, &l.Number, &l.Person.County, &l.Person.ID, &l.Household, &name, &division, &l.State, &l.Level,
		&l.Colour, &due, &l.Notices, &l.Reported, &l.Since, &l.Assignee, &l.Result, &l.Case.County, &l.Case.ID, &l.contact)
	if err != nil {
		return nil, err
	}
	l.Name = textOf(name)
	if l.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	l.Due, err = dayFrom(due)
	return &l, err
}

func (l *Lead) row() []any {
	var contact any
	if len(l.contact) > 0 {
		contact = l.contact
	}
	return []any{
		l.Number, l.Person.County, l.Person.ID, l.Household, orNull(l.Name), areaText(l.Division), string(l.State), string(l.Level),
		string(l.Colour), dayWord(l.Due), int64(l.Notices), int64(l.Reported), int64(l.Since), l.Assignee, string(l.Result),
		l.Case.County, l.Case.ID, contact,
	}
}

// reachBy seals how the family is reached.
func (d *Desk) reachBy(l *Lead, c Contact) error {
	if c == (Contact{}) {
		return nil
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	l.contact, err = d.keys.Seal(contactPlace(l.County, l.ID), string(text))
	return err
}

// contactOf opens what reachBy sealed.
func (d *Desk) contactOf(l *Lead) (c Contact, err error) {
	if len(l.contact) == 0 {
		return c, nil
	}
	text, err := d.keys.Open(contactPlace(l.County, l.ID), l.contact)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(text), &c)
}
