package register

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const countPersons = `SELECT count(DISTINCT v.id) FROM person v
	WHERE v.county = $1 AND v.division >= $2 AND v.division <= $3 AND v.name IS NOT NULL AND ` + journal.Holds

// CountPersons is how many records of persons the viewer's divisions are
// responsible for now. Nobody outside the scope is counted.
func (r *Register) CountPersons(ctx context.Context, viewer access.Viewer) (total int64, err error) {
	if err := viewer.Check(); err != nil {
		return 0, err
	}
	err = r.db.Read(ctx, func(q db.Query) error {
		counties, err := db.Many(ctx, q, db.Text, selectCounties)
		if err != nil {
			return err
		}
		for _, county := range counties {
			for _, span := range viewer.Scope().Spans() {
				n, err := db.Int(q.QueryRow(ctx, countPersons, county, span.First, span.Last))
				if err != nil {
					return err
				}
				total += n
			}
		}
		return nil
	})
	return total, err
}
