package register

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// A version counts as touched since an act when it was opened or closed later,
// or by an act of a batch that was settled later. They speak of v, of $1, the
// county, and of $2, the act.
const (
	touchedSince = `(v.opened > $2 OR v.closed > $2 OR v.opened IN (SELECT p.seq FROM provisional p WHERE p.county = $1 AND p.effective > $2)
		OR v.closed IN (SELECT p.seq FROM provisional p WHERE p.county = $1 AND p.effective > $2))`
	// What begins or ends to hold in the world between two days, $2 and $3,
	// though nothing was written.
	heldBetween       = `(v.valid_from > $2 AND v.valid_from <= $3 OR v.valid_to >= $2 AND v.valid_to < $3)`
	turnedHouseholds  = `SELECT v.id FROM household v WHERE v.county = $1 AND ` + heldBetween
	turnedMembers     = `SELECT v.household FROM member v WHERE v.county = $1 AND ` + heldBetween
	turnedPersons     = `SELECT v.id FROM person v WHERE v.county = $1 AND ` + heldBetween
	turnedRecords     = `SELECT v.subject FROM record v WHERE v.county = $1 AND v.subject <> '' AND ` + heldBetween
	touchedHouseholds = `SELECT v.id FROM household v WHERE v.county = $1 AND ` + touchedSince
	touchedMembers    = `SELECT v.household FROM member v WHERE v.county = $1 AND ` + touchedSince
	touchedPersons    = `SELECT v.id FROM person v WHERE v.county = $1 AND ` + touchedSince
	touchedRecords    = `SELECT v.subject FROM record v WHERE v.county = $1 AND v.subject <> '' AND ` + touchedSince
	householdsOf      = `SELECT v.household FROM member v WHERE v.county = $1 AND v.person_county = $2 AND v.kind <> $3 AND v.person IN ` + in64
	withForeigners    = `SELECT v.household FROM member v WHERE v.county = $1 AND v.person_county <> $1`
	allOfMembers      = `SELECT v.person FROM member v WHERE v.county = $1 AND v.person_county = $1 AND v.kind = $2 AND v.household IN ` + in64From3
)

// in64From3 are the placeholders of a list of 64 ids after two others.
const in64From3 = `($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
	$35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66)`

// Before says what facts there are already: those after an act, on a day.
type Before struct {
	Act int64
	Day civil.Date
}

// Touched are the households of a county whose facts on a day may differ from
// those there are already: those that were changed themselves since, those of
// people who were, and those with members kept in other counties, whose changes
// stand in other chains. also are people about whom a caller knows something
// new. When more than limit are touched the answer is many, and it is cheaper to
// read them all.
func (r *Register) Touched(ctx context.Context, q db.Query, county string, before Before, day civil.Date, also []string, limit int) (households []string, many bool, err error) {
	acts, days := []any{county, before.Act}, []any{county, before.Day.String(), day.String()}
	persons, err := gather(ctx, q, slices.Clone(also), limit, acts, touchedPersons, touchedRecords)
	if err == nil {
		persons, err = gather(ctx, q, persons, limit, days, turnedPersons, turnedRecords)
	}
	if err == nil {
		households, err = gather(ctx, q, nil, limit, acts, touchedHouseholds, touchedMembers)
	}
	if err == nil {
		households, err = gather(ctx, q, households, limit, days, turnedHouseholds, turnedMembers)
	}
	if err != nil || len(persons) > limit || len(households) > limit {
		return nil, true, err
	}
	strangers, err := db.Many(ctx, q, db.Text, withForeigners, county)
	if err != nil {
		return nil, true, err
	}
	households = append(households, strangers...)
	for part := range slices.Chunk(persons, batch) {
		found, err := db.Many(ctx, q, db.Text, householdsOf, fill([]any{county, county, string(Residence)}, part)...)
		if err != nil {
			return nil, true, err
		}
		households = append(households, found...)
	}
	// A record may be about a household itself; ids of persons are in no way
	// mistaken for those of households, because no two records share an id.
	households = append(households, persons...)
	households, err = r.withSiblings(ctx, q, county, unique(households))
	return households, len(households) > limit, err
}

// withSiblings adds the households that members of declared families are
// registered in: whether somebody is judged there depends on the declaration.
func (r *Register) withSiblings(ctx context.Context, q db.Query, county string, households []string) ([]string, error) {
	var persons []string
	for part := range slices.Chunk(households, batch) {
		found, err := db.Many(ctx, q, db.Text, allOfMembers, fill([]any{county, string(Declared)}, part)...)
		if err != nil {
			return nil, err
		}
		persons = append(persons, found...)
	}
	for part := range slices.Chunk(unique(persons), batch) {
		found, err := db.Many(ctx, q, db.Text, householdsOf, fill([]any{county, county, string(Residence)}, part)...)
		if err != nil {
			return nil, err
		}
		households = append(households, found...)
	}
	return unique(households), nil
}

// gather runs statements over what was touched and stops reading beyond a limit.
func gather(ctx context.Context, q db.Query, list []string, limit int, args []any, statements ...string) ([]string, error) {
	for _, statement := range statements {
		if len(list) > limit {
			return list, nil
		}
		found, err := db.Many(ctx, q, db.Text, statement, args...)
		if err != nil {
			return nil, err
		}
		list = unique(append(list, found...))
	}
	return list, nil
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// LastAct is the last act of a county's chain.
func LastAct(ctx context.Context, q db.Query, county string) (int64, error) {
	return journal.SeqAt(ctx, q, county, 1<<62)
}
