package assess

import (
	"context"

	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Waiting are the open proposals of a county, for those who have no query in their
// hands.
func Waiting(ctx context.Context, j *journal.Journal, county string) (list []Proposal, err error) {
	err = j.DB().Read(ctx, func(q db.Query) error {
		list, err = Proposals(ctx, q, county)
		return err
	})
	return list, err
}
