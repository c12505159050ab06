package journal

import (
	"context"
	"fmt"

	"lianxin/internal/db"
)

// Things are called by numbers of their own, which go up by one within a county and a
// year. The last of each series is kept: to count what was numbered before takes longer
// every year. An act that comes to nothing gives no number.

const nextOfSeries = `INSERT INTO series (county, head, last) VALUES ($1, $2, 1)
	ON CONFLICT (county, head) DO UPDATE SET last = series.last + 1 RETURNING last`

// Next is the next number of a series of the act's county.
func (w *Write) Next(ctx context.Context, head string) (int64, error) {
	return db.Int(w.tx.QueryRow(ctx, nextOfSeries, w.act.County, head))
}

// Number calls something by letters, the act's county and year, and the next number of
// these, such as DB-320613-2025-00012.
func (w *Write) Number(ctx context.Context, letters string) (string, error) {
	year, _, _ := w.At().Date().YMD()
	head := fmt.Sprintf("%s-%s-%d-", letters, w.act.County, year)
	n, err := w.Next(ctx, head)
	return fmt.Sprintf("%s%05d", head, n), err
}
