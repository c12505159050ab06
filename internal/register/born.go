package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const (
	selectMoved = `SELECT v.id FROM person v WHERE v.county = $1 AND NOT v.hukou_local AND ` + journal.Holds + ` ORDER BY v.id`
	selectBirth = `SELECT v.birth_date FROM person v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectBorn  = `SELECT v.id FROM person v WHERE v.county = $1 AND v.birth_date >= $2 AND v.birth_date <= $3
		AND (v.alive IS NULL OR v.alive) AND (v.hukou_local IS NULL OR v.hukou_local) AND ` + journal.Holds + ` ORDER BY v.birth_date, v.id`
)

// Moved are the people of a county who are known to be registered elsewhere. It is
// for stages, not for eyes.
func Moved(ctx context.Context, q db.Query, county string) ([]string, error) {
	return db.Many(ctx, q, db.Text, selectMoved, county)
}

// BirthOf is when somebody was born; 0 when the register does not say.
func BirthOf(ctx context.Context, q db.Query, ref Ref) (civil.Date, error) {
	list, err := db.Many(ctx, q, func(row db.Row) (text *string, err error) { return text, row.Scan(&text) }, selectBirth, ref.County, ref.ID)
	if err != nil {
		return 0, err
	}
	var last civil.Date
	for _, text := range list {
		if text == nil {
			continue
		}
		if last, err = civil.ParseDate(*text); err != nil {
			return 0, err
		}
	}
	return last, nil
}

// Born are the people of a county who were born between two days, the oldest first,
// but not those who are known to have died or to be registered elsewhere. It reads
// the whole county and is for work by night.
func Born(ctx context.Context, q db.Query, county string, from, to civil.Date) ([]string, error) {
	return db.Many(ctx, q, db.Text, selectBorn, county, from.String(), to.String())
}
