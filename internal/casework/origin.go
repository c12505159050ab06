package casework

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// OriginTopic is the news that a case which comes of something else, such as a
// lead, was decided or has ended: [OfOrigin] as its body.
const OriginTopic = "casework.origin"

// OfOrigin is what earlier stages hear of such a case.
type OfOrigin struct {
	Case   string `json:"case"`
	Origin string `json:"origin"`
}

// tellOrigin tells of a case that comes of something else.
func (do *doing) tellOrigin(ctx context.Context, w *journal.Write) error {
	f := do.file
	if f.Case.Origin == "" {
		return nil
	}
	decided := slices.ContainsFunc(f.Decisions, func(d Decision) bool { return d.Opened == w.Seq() })
	stage := f.Matter.Stage(f.Case.Stage)
	if !decided && (stage == nil || !stage.End) {
		return nil
	}
	return w.Tell(ctx, OriginTopic, OfOrigin{f.Case.ID, f.Case.Origin})
}

const (
	surveyDays = `SELECT c.household, max(v.day) FROM case_survey v JOIN casefile c ON c.county = v.county AND c.id = v.casefile AND c.closed IS NULL
		WHERE v.county = $1 AND c.household <> '' AND ` + journal.Holds + ` GROUP BY c.household`
	outcomes = `SELECT c.household, v.effect FROM case_decision v JOIN casefile c ON c.county = v.county AND c.id = v.casefile AND c.closed IS NULL
		WHERE v.county = $1 AND c.household <> '' AND v.effect IN ('grant', 'award', 'advance', 'refuse') AND ` + journal.Holds + ` ORDER BY v.opened`
)

// SurveyDays are the days of the last surveys of families of a county, by household.
func SurveyDays(ctx context.Context, q db.Query, county string) (map[string]civil.Date, error) {
	return db.Days(ctx, q, surveyDays, county)
}

// Outcomes say of families of a county, by household, whether what they asked for
// last was granted.
func Outcomes(ctx context.Context, q db.Query, county string) (map[string]bool, error) {
	granted := map[string]bool{}
	err := db.Each(ctx, q, func(row db.Row) error {
		var household, effect string
		err := row.Scan(&household, &effect)
		granted[household] = effect != "refuse"
		return err
	}, outcomes, county)
	return granted, err
}

const refusedSince = `SELECT c.household, c.matter, v.effect, a.at FROM case_decision v JOIN casefile c ON c.county = v.county AND c.id = v.casefile AND c.closed IS NULL
	JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 AND c.household <> '' AND v.effect IN ('grant', 'award', 'advance', 'refuse') AND ` + journal.Holds + ` ORDER BY v.opened`

// Refused is a matter that was refused to a household.
type Refused struct{ Household, Matter string }

// RefusedSince are the matters of a county whose last decision for a household refused
// what it asked for, on a day or later.
func RefusedSince(ctx context.Context, q db.Query, county string, day civil.Date) ([]Refused, error) {
	last := map[Refused]bool{}
	err := db.Each(ctx, q, func(row db.Row) error {
		var one Refused
		var effect string
		var at civil.Instant
		err := row.Scan(&one.Household, &one.Matter, &effect, &at)
		last[one] = effect == "refuse" && at.Date() >= day
		return err
	}, refusedSince, county)
	maps.DeleteFunc(last, func(_ Refused, refused bool) bool { return !refused })
	return slices.SortedFunc(maps.Keys(last), func(a, b Refused) int {
		return cmp.Or(strings.Compare(a.Household, b.Household), strings.Compare(a.Matter, b.Matter))
	}), err
}
