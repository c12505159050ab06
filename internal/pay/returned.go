package pay

import (
	"context"

	"lianxin/internal/db"
)

const returnedHomes = `SELECT DISTINCT v.household FROM pay_line v
	WHERE v.county = $1 AND v.closed IS NULL AND v.household <> '' AND v.status IN ('returned', 'again') ORDER BY v.household`

// ReturnedHomes are the households of a county whose money came back from the bank
// and has not been sent again.
func ReturnedHomes(ctx context.Context, q db.Query, county string) ([]string, error) {
	return db.Many(ctx, q, db.Text, returnedHomes, county)
}
