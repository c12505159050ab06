package casework

import (
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Case is one version of a case.
type Case struct {
	register.Ref       // home county of the applicant, and id
	Opened       int64 // the act that opened the version: what an editor has seen
	Number       string
	Matter       string
	Stage        string
	Awaits       string // who has to do something
	Applicant    register.Ref
	Name         string // of the applicant
	Household    string // the declared family; empty before it is submitted
	Division     civil.Area
	Intake       civil.Area
	Channel      string
	Assignee     string
	Marks        []string // see the marks below, ascending
	Origin       string
	Submitted    civil.Instant
	Accepted     civil.Instant
	Since        civil.Instant
	Due          civil.Date // 0: nothing runs
	Paused       bool
	Amount       civil.Fen
	Covered      int
	Effective    civil.Month // from which what was decided holds; 0: nothing is decided
}

// Marks of a case.
const (
	NearKin   = "near_kin"  // 近亲属备案: the county visits before it decides
	Hard      = "hard"      // 疑难: the longer limit
	Delegated = "delegated" // the town decides
	Drawn     = "drawn"     // to be visited by lot
	Complaint = "complaint" // somebody complained: the county visits
)

// Marked says whether a case bears a mark.
func (c *Case) Marked(mark string) bool { return slices.Contains(c.Marks, mark) }

// mark gives a case a mark, once.
func (c *Case) mark(mark string) {
	if !c.Marked(mark) {
		c.Marks = append(c.Marks, mark)
		slices.Sort(c.Marks)
	}
}

const caseColumns = `v.county, v.id, v.opened, v.number, v.matter, v.stage, v.awaits, v.applicant_county, v.applicant, v.name,
	v.household, v.division, v.intake, v.channel, v.assignee, v.marks, v.origin, v.submitted, v.accepted, v.since, v.due, v.paused,
	v.amount, v.covered, v.effective`

func scanCase(row db.Row) (*Case, error) {
	var c Case
	var name, due *string
	var division, intake, marks, effective string
	err := row.Scan(&c.County, &c.ID, &c.Opened, &c.Number, &c.Matter, &c.Stage, &c.Awaits, &c.Applicant.County, &c.Applicant.ID, &name,
		&c.Household, &division, &intake, &c.Channel, &c.Assignee, &marks, &c.Origin, &c.Submitted, &c.Accepted, &c.Since, &due, &c.Paused,
		&c.Amount, &c.Covered, &effective)
	if err != nil {
		return nil, err
	}
	c.Name, c.Marks = textOf(name), strings.Fields(marks)
	if c.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	if c.Intake, err = civil.ParseArea(intake); err != nil {
		return nil, err
	}
	if c.Due, err = dayOf(due); err != nil {
		return nil, err
	}
	if effective != "" {
		c.Effective, err = civil.ParseMonth(effective)
	}
	return &c, err
}

func (c *Case) row() []any {
	effective := ""
	if c.Effective != 0 {
		effective = c.Effective.String()
	}
	return []any{
		c.Number, c.Matter, c.Stage, c.Awaits, c.Applicant.County, c.Applicant.ID, orNull(c.Name), c.Household,
		areaText(c.Division), areaText(c.Intake), c.Channel, c.Assignee, strings.Join(c.Marks, " "), c.Origin,
		int64(c.Submitted), int64(c.Accepted), int64(c.Since), dayText(c.Due), c.Paused, int64(c.Amount), int64(c.Covered), effective,
	}
}

const (
	selectCase      = `SELECT ` + caseColumns + ` FROM casefile v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectNumbered  = `SELECT ` + caseColumns + ` FROM casefile v WHERE v.county = $1 AND v.number = $2 AND v.number <> '' AND ` + journal.Holds
	selectOfFamily  = `SELECT ` + caseColumns + ` FROM casefile v WHERE v.county = $1 AND v.household = $2 AND v.household <> '' AND ` + journal.Holds + ` ORDER BY v.id`
	selectVersions  = `SELECT ` + caseColumns + ` FROM casefile v WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened`
	selectPersonHas = `-- across counties
		SELECT DISTINCT p.county, p.casefile FROM case_party p WHERE p.person = $1 AND p.person_county = $2 AND p.closed IS NULL`
)

// textOf is a text of the store, empty for NULL.
func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// orNull is NULL for an empty text.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// dayOf is a day of the store, 0 for NULL.
func dayOf(text *string) (civil.Date, error) {
	if text == nil {
		return 0, nil
	}
	return civil.ParseDate(*text)
}

// dayText is a day as the store keeps it, NULL for 0.
func dayText(day civil.Date) any {
	if day == 0 {
		return nil
	}
	return day.String()
}

// areaText is a division as the store keeps it: always twelve digits, so that a
// subtree is one range.
func areaText(area civil.Area) string {
	text := area.String()
	for len(text) < 12 {
		text += "0"
	}
	return text
}
