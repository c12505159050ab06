package register

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/packs"
)

// The counties and townships of the tests.
const (
	chongchuan = "320613"
	tongzhou   = "320612"
	wenfeng    = civil.Area(320613005000)
	hexing     = civil.Area(320613006000)
	jinsha     = civil.Area(320612100000)
)

// packsOnce reads the packs once for all tests.
var packsOnce = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

// world is a register over a fresh store.
type world struct {
	*Register
	t     testing.TB
	store *db.DB
}

// each runs a test on a register over every engine there is.
func each(t *testing.T, test func(t *testing.T, w world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { test(t, newWorld(t, store)) })
}

func newWorld(t testing.TB, store *db.DB) world {
	t.Helper()
	catalogue, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	return world{New(journal.New(store, Tables()...), keys, catalogue, nil), t, store}
}

// act does something in a county as one act.
func (w world) act(county string, f func(a *journal.Write) error) *journal.Act {
	w.t.Helper()
	act, err := w.try(county, "", f)
	if err != nil {
		w.t.Fatal(err)
	}
	return act
}

func (w world) try(county, batch string, f func(a *journal.Write) error) (*journal.Act, error) {
	return w.journal.Do(w.t.Context(), journal.Header{County: county, Kind: "test", Actor: "li", Purpose: "application", Batch: batch}, f)
}

// person registers somebody and gives the record's name.
func (w world) person(p Person) (ref Ref) {
	w.t.Helper()
	w.act(p.Division.County().String(), func(a *journal.Write) (err error) {
		ref, err = w.PutPerson(w.t.Context(), a, p)
		return err
	})
	return ref
}

// newest is the version of a person somebody would change.
func (w world) newest(ref Ref) Person {
	w.t.Helper()
	var p *Person
	err := w.store.Read(w.t.Context(), func(q db.Query) (err error) {
		p, err = newest(w.t.Context(), q, scanPerson, selectPerson, ref)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return *p
}

// index makes all search terms.
func (w world) index() {
	w.t.Helper()
	var counties []string
	if err := w.store.Read(w.t.Context(), func(q db.Query) (err error) {
		counties, err = db.Many(w.t.Context(), q, db.Text, selectCounties)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	for _, county := range counties {
		for _, kind := range Searchables() {
			for more := true; more; {
				var err error
				if more, err = w.IndexTerms(w.t.Context(), county, kind); err != nil {
					w.t.Fatal(err)
				}
			}
		}
	}
}

// verify holds the store to its own chains.
func (w world) verify() {
	w.t.Helper()
	report, err := w.journal.Verify(w.t.Context(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, fault := range report.Findings {
		w.t.Errorf("the chain does not hold: %v", fault)
	}
}

// clerk sees some divisions.
func clerk(areas ...civil.Area) access.Viewer {
	return access.Viewer{Actor: "wang", Roles: []access.Role{"clerk"}, Divisions: areas, Purpose: "application"}
}

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func dayPointer(t testing.TB, text string) *civil.Date {
	t.Helper()
	d := day(t, text)
	return &d
}

// code is the code of a refusal, the text of another error, empty for none.
func code(err error) string {
	var refused *civil.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refused):
		return refused.Code
	}
	return err.Error()
}

// number is an identity number of somebody who cannot exist.
func number(t testing.TB, birth string, seq int) access.Private {
	t.Helper()
	id := civil.MakeID(civil.SampleRegion, day(t, birth), seq)
	if id == "" {
		t.Fatal("no such number")
	}
	return access.NewPrivate(access.IDNumber, id)
}

// dump writes what a statement gives, a row a line.
func (w world) dump(statement string) (string, error) {
	var b strings.Builder
	err := w.store.Read(context.Background(), func(q db.Query) error {
		rows, err := q.Query(context.Background(), statement)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			fmt.Fprintln(&b, values...)
		}
		return rows.Err()
	})
	return b.String(), err
}

// forgetTerms empties the tables of terms, as if they had never been made.
func (w world) forgetTerms(t *rapid.T) {
	for _, statement := range []string{
		`DELETE FROM search_term WHERE county = '320613'`, `DELETE FROM search_mark WHERE county = '320613'`,
		`DELETE FROM search_place WHERE county = '320613'`,
	} {
		if _, err := w.try(chongchuan, "", func(a *journal.Write) error {
			_, err := a.Tx().Exec(context.Background(), statement)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}
