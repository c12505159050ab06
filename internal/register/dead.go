package register

import (
	"context"

	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const selectDead = `SELECT v.id FROM person v WHERE v.county = $1 AND NOT v.alive AND ` + journal.Holds + ` ORDER BY v.id`

// Dead are the people of a county who are known to have died. Of whom nothing is
// known, nothing is said. It is for stages, not for eyes.
func Dead(ctx context.Context, q db.Query, county string) ([]string, error) {
	return db.Many(ctx, q, db.Text, selectDead, county)
}
