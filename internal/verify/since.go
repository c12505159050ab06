package verify

import (
	"context"
	"slices"

	"lianxin/internal/db"
)

// What was opened or closed since an act, $2, and what by acts of batches that
// were settled since. Each is a statement of its own, so that an index answers it.
const (
	openedSince  = `SELECT v.person FROM authorisation v WHERE v.county = $1 AND v.opened > $2`
	closedSince  = `SELECT v.person FROM authorisation v WHERE v.county = $1 AND v.closed > $2`
	settledSince = `SELECT v.person FROM provisional p JOIN authorisation v ON v.county = p.county AND v.opened = p.seq
		WHERE p.county = $1 AND p.seq <= $2 AND p.effective > $2`
	endedSince = `SELECT v.person FROM provisional p JOIN authorisation v ON v.county = p.county AND v.closed = p.seq
		WHERE p.county = $1 AND p.seq <= $2 AND p.effective > $2`
)

// Since are the people of a county whose letters, or what was answered about them, an
// act after that one changed:
// what may be known of them has to be looked at again.
func Since(ctx context.Context, q db.Query, county string, act int64) ([]string, error) {
	var people []string
	for _, statement := range []string{openedSince, closedSince, settledSince, endedSince, askedSince} {
		found, err := db.Many(ctx, q, db.Text, statement, county, act)
		if err != nil {
			return nil, err
		}
		people = append(people, found...)
	}
	slices.Sort(people)
	return slices.Compact(people), nil
}
