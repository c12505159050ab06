package journal_test

import (
	"errors"
	"testing"
	"time"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

func TestNumbersGoUpByOneWithinACountyAndAYear(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		now := time.Date(2025, 12, 31, 15, 0, 0, 0, time.UTC)
		store.SetClock(func() time.Time { return now })
		j := journal.New(store)
		numbered := func(county, letters string, fails error) string {
			t.Helper()
			var number string
			_, err := j.Do(t.Context(), journal.Header{County: county, Kind: "test", Actor: "user:1", Purpose: "test"}, func(w *journal.Write) (err error) {
				if number, err = w.Number(t.Context(), letters); err == nil {
					err = fails
				}
				return err
			})
			if !errors.Is(err, fails) {
				t.Fatal(err)
			}
			return number
		}
		broken := errors.New("broken")
		for _, step := range []struct {
			county, letters string
			fails           error
			want            string
			later           time.Duration
		}{
			{"320613", "DB", nil, "DB-320613-2025-00001", 0},
			{"320613", "DB", broken, "DB-320613-2025-00002", 0},
			{"320613", "DB", nil, "DB-320613-2025-00002", 0},
			{"320613", "TK", nil, "TK-320613-2025-00001", 0},
			{"320602", "DB", nil, "DB-320602-2025-00001", 0},
			{"320613", "DB", nil, "DB-320613-2026-00001", 2 * time.Hour}, // it is new year in China
		} {
			now = now.Add(step.later)
			if got := numbered(step.county, step.letters, step.fails); got != step.want {
				t.Errorf("%s, want %s", got, step.want)
			}
		}
	})
}
