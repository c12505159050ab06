package assess

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Found says what the last recheck of a county still finds wrong among what is in pay.
type Found struct {
	AsOf civil.Date     // day of the last recheck; 0: there was none
	Lost map[string]int // by programme: what is in pay and should not be, as long as nobody has acted on it
}

const (
	selectLastRun = `SELECT COALESCE(max(v.as_of), '') FROM run v WHERE v.county = $1 AND v.closed IS NULL`
	countLost     = `SELECT v.programme, count(*) FROM proposal v WHERE v.county = $1 AND v.kind = 'loss' AND v.closed IS NULL GROUP BY v.programme`
)

// LastFound counts by an index what waits: it reads no family.
func LastFound(ctx context.Context, j *journal.Journal, county string) (found Found, err error) {
	found.Lost = map[string]int{}
	err = j.DB().Read(ctx, func(q db.Query) error {
		var day string
		if err := q.QueryRow(ctx, selectLastRun, county).Scan(&day); err != nil || day == "" {
			return err
		}
		if found.AsOf, err = civil.ParseDate(day); err != nil {
			return err
		}
		_, err := db.Many(ctx, q, func(row db.Row) (one struct{}, err error) {
			var programme string
			var n int
			err = row.Scan(&programme, &n)
			found.Lost[programme] = n
			return one, err
		}, countLost, county)
		return err
	})
	return found, err
}

// thousand is the whole in permille.
const thousand = 1000

// Precise is the share of what is in pay in which the last recheck found nothing that
// rules it out (动态精准率), in permille and rounded down; ok is false where nothing is
// in pay or nothing was rechecked.
func (f *Found) Precise(programme string, inPay int) (permille int, ok bool) {
	if f.AsOf == 0 || inPay <= 0 {
		return 0, false
	}
	return max(0, inPay-f.Lost[programme]) * thousand / inPay, true
}
