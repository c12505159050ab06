package db_test

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

// word is a table of the tests that is nothing but its key.
var word = db.NewSet("word", "county", "text")

const makeWord = `CREATE TABLE word (county TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (county, text))`

func words(from, to int) [][]any {
	var rows [][]any
	for i := from; i < to; i++ {
		rows = append(rows, []any{"320602", fmt.Sprint("word", i)})
	}
	return rows
}

func TestARowOfASetMayBeThereAlready(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		for _, span := range [][2]int{{0, 40}, {30, 35}, {20, 130}, {0, 130}} {
			err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
				if span[1] == 40 {
					if _, err := tx.Exec(t.Context(), makeWord); err != nil {
						return err
					}
				}
				return tx.Insert(t.Context(), word, words(span[0], span[1]))
			})
			if err != nil {
				t.Fatal(span, err)
			}
		}
		err := store.Read(t.Context(), func(q db.Query) error {
			n, err := db.Int(q.QueryRow(t.Context(), `SELECT count(*) FROM word WHERE county = $1`, "320602"))
			if n != 130 {
				t.Errorf("%d words are there, want 130", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestSQLiteKeepsATableThatIsOnlyItsKeyOnce(t *testing.T) {
	t.Parallel()
	store := dbtest.Open(t)
	err := store.Read(t.Context(), func(q db.Query) error {
		indexes, err := db.Int(q.QueryRow(t.Context(), `SELECT count(*) FROM sqlite_schema WHERE tbl_name = $1`, "search_term"))
		if indexes != 1 {
			t.Errorf("the table of search terms is kept in %d trees", indexes)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// bare are tables with the columns of a declared record, with less and less
// around them: as the store has it, without the indexes, without any key; and the
// table of the widest mapping, benefits in pay, as the store has it.
var bare = []struct {
	name, key string
	indexes   []string
}{
	{"as stored", `, PRIMARY KEY (county, id, opened)`, []string{`CREATE INDEX bare_opened ON bare (county, opened)`, `CREATE INDEX bare_subject ON bare (county, register, subject)`}},
	{"key alone", `, PRIMARY KEY (county, id, opened)`, nil},
	{"no key", ``, nil},
	{"widest", `, PRIMARY KEY (county, id, opened)`, []string{`CREATE INDEX bare_person ON bare (county, person, programme)`}},
}

var bareTable = db.NewTable("bare", "county", "id", "opened", "closed", "valid_from", "valid_to", "proof",
	"register", "subject_kind", "subject", "key", "division", "payload", "sealed")

var widestTable = db.NewTable("bare", "county", "id", "opened", "closed", "valid_from", "valid_to", "proof", "person", "programme", "amount",
	"start_month", "end_month", "covered", "category", "certificate", "bank", "holder", "reviewed", "note", "account")

const makeWidest = `CREATE TABLE bare (county TEXT NOT NULL, id TEXT NOT NULL, opened BIGINT NOT NULL, closed BIGINT, valid_from TEXT, valid_to TEXT,
	proof BYTEA NOT NULL, person TEXT NOT NULL, programme TEXT NOT NULL, amount BIGINT NOT NULL, start_month TEXT NOT NULL, end_month TEXT, covered BIGINT,
	category TEXT, certificate TEXT, bank TEXT, holder TEXT, reviewed TEXT, note TEXT, account BYTEA`

// widestRows are benefits as a load of the widest mapping brings them.
func widestRows(slice, rows int) [][]any {
	list := make([][]any, rows)
	proof, account := make([]byte, 48), make([]byte, 48)
	for i := range list {
		n := slice*rows + i
		list[i] = []any{
			fmt.Sprint(320601 + i*10/rows), db.NewID(), int64(slice), nil, "2025-01-01", "2026-12-31", proof, fmt.Sprintf("d2067c7a%08d", n), "dibao", int64(10050 + n%900),
			"2025-01", "2026-12", int64(1 + n%5), nil, fmt.Sprintf("ZS%07d", n), "江苏银行", "张某某", "2025-06-30", fmt.Sprintf("第%d批", n%7), account,
		}
	}
	return list
}

const makeBare = `CREATE TABLE bare (county TEXT NOT NULL, id TEXT NOT NULL, opened BIGINT NOT NULL, closed BIGINT, valid_from TEXT, valid_to TEXT,
	proof BYTEA NOT NULL, register TEXT NOT NULL, subject_kind TEXT NOT NULL, subject TEXT NOT NULL, key TEXT NOT NULL, division TEXT, payload TEXT, sealed BYTEA`

// bareRows are records as a load of one register brings them to ten counties, a
// county after the other, two of each person.
func bareRows(slice, rows int) [][]any {
	list := make([][]any, rows)
	proof := make([]byte, 48)
	for i := range list {
		county := fmt.Sprint(320601 + i*10/rows)
		person := fmt.Sprintf("d2067c7a%08d", slice*rows+i/2)
		list[i] = []any{
			county, db.NewID(), int64(slice), nil, "2024-06-01", nil, proof, "income_tax", "person", person, fmt.Sprintf("8:business33:某市某某商贸有限公司7:2024-%02d", i%12),
			county + "119215", `{"month":"2024-06","kind":"business","payer":"某市某某商贸有限公司","income":587100}`, nil,
		}
	}
	return list
}

// processorTime is what this process has had of all cores, which says more than
// the clock on a machine that others use too.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkInsert is the least that a load of one version a row takes in SQLite:
// rows of a declared record inserted in acts of four thousand, with nothing read,
// decided or hashed.
func BenchmarkInsert(b *testing.B) {
	const slice = 4000
	for _, c := range bare {
		b.Run(c.name, func(b *testing.B) {
			store, err := db.Open(b.Context(), filepath.Join(b.TempDir(), "bare.db"))
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = store.Close() })
			write := func(f func(tx *db.Tx) error) {
				if err := store.Write(b.Context(), db.Ordinary, f); err != nil {
					b.Fatal(err)
				}
			}
			table, columns, rowsOf := bareTable, makeBare, bareRows
			if c.name == "widest" {
				table, columns, rowsOf = widestTable, makeWidest, widestRows
			}
			for _, statement := range append([]string{columns + c.key + `)`}, c.indexes...) {
				write(func(tx *db.Tx) error {
					_, err := tx.Exec(b.Context(), statement)
					return err
				})
			}
			n, used := 0, time.Duration(0)
			for b.Loop() {
				b.StopTimer()
				n++
				rows := rowsOf(n, slice)
				before := processorTime(b)
				b.StartTimer()
				write(func(tx *db.Tx) error { return tx.Insert(b.Context(), table, rows) })
				used += processorTime(b) - before
			}
			b.ReportMetric(float64(n*slice)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(used.Microseconds())/float64(n*slice), "cpu-us/row")
		})
	}
}
