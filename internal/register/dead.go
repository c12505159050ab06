package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const selectDead = `SELECT v.id FROM person v WHERE v.county = $1 AND NOT v.alive AND ` + journal.Holds + ` ORDER BY v.id`

// Dead are the people of a county who are known to have died. Of whom nothing is
// known, nothing is said. It is for stages, not for eyes.
func Dead(ctx context.Context, q db.Query, county string) ([]string, error) {
	return db.Many(ctx, q, db.Text, selectDead, county)
}

// Life is when somebody was born, where that is known, and whether the register says
// that he died.
type Life struct {
	Birth civil.Date // 0: not known
	Dead  bool
}

const selectLives = `SELECT v.id, v.birth_date, v.alive FROM person v WHERE v.county = $1 AND v.id IN ` + Among + ` AND ` + journal.Holds

// Lives are the lives of some people of a county, by the ids of their records. It is for
// stages, not for eyes.
func Lives(ctx context.Context, q db.Query, county string, ids []string) (map[string]Life, error) {
	found := make(map[string]Life, len(ids))
	scan := func(row db.Row) error {
		var id string
		var birth *string
		var alive *bool
		if err := row.Scan(&id, &birth, &alive); err != nil {
			return err
		}
		one := Life{Dead: alive != nil && !*alive}
		day, err := dayOf(birth)
		if day != nil {
			one.Birth = *day
		}
		found[id] = one
		return err
	}
	err := asking(ids, func(args []any) error { return db.Each(ctx, q, scan, selectLives, args...) }, county)
	return found, err
}
