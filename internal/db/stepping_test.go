package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

// shade is a type made of a text.
type shade string

const (
	makePaint = `CREATE TABLE paint (county TEXT NOT NULL, n BIGINT NOT NULL, name TEXT, mixed BOOLEAN NOT NULL, tin BYTEA, PRIMARY KEY (county, n))`
	putPaint  = `INSERT INTO paint (county, n, name, mixed, tin) VALUES ($1, $2, $3, $4, $5)`
	paints    = `SELECT v.n, v.name, v.mixed, v.tin, v.name || ' costs $1' FROM paint v WHERE v.county IN ($1, $1) AND v.n >= $2 AND v.county = $1 ORDER BY v.n`
)

func painted(t *testing.T, store *db.DB) {
	t.Helper()
	err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), makePaint); err != nil {
			return err
		}
		for n := range 20 {
			var name any
			if n%3 > 0 {
				name = fmt.Sprint("paint", n)
			}
			if _, err := tx.Exec(t.Context(), putPaint, "320602", n, name, n%2 == 0, []byte{byte(n), 7}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// paint is one row in all the types that rows are read into.
func paint(row db.Row) (string, error) {
	var n int
	var name *shade
	var mixed bool
	var tin []byte
	var costs sql.NullString
	err := row.Scan(&n, &name, &mixed, &tin, &costs)
	text := "none"
	if name != nil {
		text = string(*name)
	}
	return fmt.Sprint(n, text, mixed, tin, costs), err
}

func TestWhoReadsManyRowsReadsTheSame(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		painted(t, store)
		err := store.Read(t.Context(), func(q db.Query) error {
			want, err := db.Many(t.Context(), q, paint, paints, "320602", 5)
			if err != nil {
				return err
			}
			again := db.Repeating(q)
			for range 3 {
				got, err := db.Many(t.Context(), again, paint, paints, "320602", 5)
				if err != nil || !slices.Equal(got, want) || len(got) != 15 {
					t.Errorf("got %q (%v), want %q", got, err, want)
				}
			}
			_, err = db.Many(t.Context(), again, func(row db.Row) (s string, err error) {
				return s, row.Scan(new(int), &s, new(bool), new([]byte), new(any))
			}, paints, "320602", 0)
			if err == nil {
				t.Error("nothing is read into a text that has no room for it")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestWhoReadsManyRowsMayAskTheSameMeanwhileAndGiveUp(t *testing.T) {
	t.Parallel()
	store := dbtest.Open(t)
	painted(t, store)
	err := store.Read(t.Context(), func(q db.Query) error {
		again, rows := db.Repeating(q), 0
		err := db.Each(t.Context(), again, func(db.Row) error {
			inner, err := db.Many(t.Context(), again, paint, paints, "320602", 10)
			rows += len(inner)
			return err
		}, paints, "320602", 15)
		if rows != 50 || err != nil {
			t.Errorf("%d rows inside five, %v", rows, err)
		}
		stop := errors.New("enough")
		if err := db.Each(t.Context(), again, func(db.Row) error { return stop }, paints, "320602", 0); !errors.Is(err, stop) {
			t.Errorf("the caller's error is %v", err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := db.Many(gone, again, paint, paints, "320602", 0); !errors.Is(err, context.Canceled) {
			t.Errorf("who has gone is told %v", err)
		}
		if _, err := db.Many(t.Context(), again, paint, paints, "320602"); err == nil {
			t.Error("a statement lacks an argument and runs all the same")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
