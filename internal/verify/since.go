package verify

import (
	"context"

	"lianxin/internal/db"
)

const selectSince = `SELECT DISTINCT v.person FROM authorisation v WHERE v.county = $1 AND (v.opened > $2 OR v.closed > $2
	OR v.opened IN (SELECT p.seq FROM provisional p WHERE p.county = $1 AND p.effective > $2)
	OR v.closed IN (SELECT p.seq FROM provisional p WHERE p.county = $1 AND p.effective > $2))`

// Since are the people of a county whose letters an act after that one changed:
// what may be known of them has to be looked at again.
func Since(ctx context.Context, q db.Query, county string, act int64) ([]string, error) {
	return db.Many(ctx, q, db.Text, selectSince, county, act)
}
