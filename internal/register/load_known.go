package register

import (
	"context"

	"lianxin/internal/db"
	"lianxin/internal/feed"
)

const (
	countNumbers = `-- across counties
		SELECT CAST(count(v.id_index) AS BIGINT) FROM person v`
	everyNumber = `-- across counties
		SELECT v.county, v.id, v.id_sealed FROM person v WHERE v.id_sealed IS NOT NULL`
)

// KnownNumbers are the identity numbers of everybody, also those somebody had
// before; nil when they are more than most. They are opened in memory for as
// long as one file is matched against them, and go nowhere else.
func (r *Register) KnownNumbers(ctx context.Context, q db.Query, most int) (*feed.IDSet, error) {
	count, err := db.Int(q.QueryRow(ctx, countNumbers))
	if err != nil || count > int64(most) {
		return nil, err
	}
	set := feed.NewIDSet(int(count))
	var number []byte
	err = db.Each(ctx, q, func(row db.Row) error {
		var ref Ref
		var sealed []byte
		if err := row.Scan(&ref.County, &ref.ID, &sealed); err != nil {
			return err
		}
		var err error
		if number, err = r.keys.AppendOpen(number[:0], personPlace(ref, IDNumberField), sealed); err == nil {
			set.Add(number) // what is no number of 18 characters finds nobody
		}
		return err
	}, everyNumber)
	return set, err
}

// Known implements [feed.Knower]. A file that says who belongs to a family also
// names people who are new.
func (s declaredSink) Known(ctx context.Context, q db.Query, most int) (*feed.IDSet, error) {
	return s.register.KnownNumbers(ctx, q, most)
}
