package db

import (
	"fmt"
	"path/filepath"
	"testing"
)

const (
	makeShelf   = `CREATE TABLE shelf (county TEXT NOT NULL, id TEXT NOT NULL, n BIGINT, truth BOOLEAN, words TEXT, bytes BYTEA, PRIMARY KEY (county, id))`
	selectShelf = `SELECT id, n, truth, words, bytes, typeof(n) || typeof(truth) || typeof(words) || typeof(bytes) FROM shelf WHERE county = $1 ORDER BY id`
	countShelf  = `SELECT count(*) FROM shelf WHERE county = $1`
)

var shelf = NewTable("shelf", "county", "id", "n", "truth", "words", "bytes")

// openShelf is a store with one table, and what writes to it.
func openShelf(t *testing.T) (*DB, func(func(tx *Tx) error) error) {
	t.Helper()
	store, err := Open(t.Context(), filepath.Join(t.TempDir(), "shelf.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	write := func(f func(tx *Tx) error) error { return store.Write(t.Context(), Ordinary, f) }
	err = write(func(tx *Tx) error {
		_, err := tx.Exec(t.Context(), makeShelf)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return store, write
}

// shelfRows have every type a row is made of, and nothing in every place.
func shelfRows(from, to int) [][]any {
	var rows [][]any
	for i := from; i < to; i++ {
		row := []any{"320602", fmt.Sprintf("%04d", i), int64(i), i%2 == 0, fmt.Sprint("字", i), []byte{0, byte(i), 0}}
		switch i % 5 {
		case 1:
			row[2], row[3] = nil, nil
		case 2:
			row[4], row[5] = nil, nil
		case 3:
			row[4], row[5] = "", []byte(nil)
		case 4:
			row[4], row[5] = "a\x00b", []byte{}
		}
		rows = append(rows, row)
	}
	return rows
}

func TestThisDriverCanBeFilledDirectly(t *testing.T) {
	t.Parallel()
	_, write := openShelf(t)
	err := write(func(tx *Tx) error {
		insert, err := tx.inserting(t.Context(), shelf.lite[0])
		if err == nil && insert.direct == nil {
			t.Error("the driver is made in another way now: loads are slower, see newFilling")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBothWaysToSQLiteStoreTheSame(t *testing.T) {
	t.Parallel()
	var told [2]string
	for way := range told {
		store, write := openShelf(t)
		err := write(func(tx *Tx) error {
			if way == 1 {
				for _, text := range shelf.lite {
					insert, err := tx.inserting(t.Context(), text)
					if err != nil {
						return err
					}
					insert.direct = nil
				}
			}
			return tx.Insert(t.Context(), shelf, shelfRows(0, 100))
		})
		if err != nil {
			t.Fatal(err)
		}
		err = store.Read(t.Context(), func(q Query) error {
			return Each(t.Context(), q, func(row Row) error {
				var id, types string
				var n, truth, words any
				var octets []byte
				err := row.Scan(&id, &n, &truth, &words, &octets, &types)
				told[way] += fmt.Sprintf("%s %v %v %q %v %v %s\n", id, n, truth, words, octets, octets == nil, types)
				return err
			}, selectShelf, "320602")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if told[0] == "" || told[0] != told[1] {
		t.Errorf("stored past the driver:\n%s\nby the driver:\n%s", told[0], told[1])
	}
}

func TestAFailedInsertUndoesItsTransaction(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{1, perStatement, 3 * perStatement} {
		store, write := openShelf(t)
		if err := write(func(tx *Tx) error { return tx.Insert(t.Context(), shelf, shelfRows(20, 21)) }); err != nil {
			t.Fatal(err)
		}
		err := write(func(tx *Tx) error {
			// Whoever takes no notice of the error has written nothing either.
			_ = tx.Insert(t.Context(), shelf, shelfRows(21-rows, 21))
			return nil
		})
		if !IsUnique(err) {
			t.Errorf("a key that is there already: %v", err)
		}
		err = store.Read(t.Context(), func(q Query) error {
			n, err := Int(q.QueryRow(t.Context(), countShelf, "320602"))
			if n != 1 {
				t.Errorf("%d rows are there after an insert of %d failed", n, rows)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAValueOfNoColumnIsRefused(t *testing.T) {
	t.Parallel()
	_, write := openShelf(t)
	for _, bad := range [][][]any{
		{{"320602", "1", struct{}{}, nil, nil, nil}},
		{{"320602", "1", nil, nil, nil}},
		{{nil, "1", nil, nil, nil, nil}},
	} {
		if err := write(func(tx *Tx) error { return tx.Insert(t.Context(), shelf, bad) }); err == nil {
			t.Errorf("%v was stored", bad)
		}
	}
}
