package verify

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

const county = "320613"

// office is a store with one person in it.
type office struct {
	t        *testing.T
	store    *db.DB
	journal  *journal.Journal
	register *register.Register
	loader   *feed.Loader
	person   register.Ref
}

func open(t *testing.T, store *db.DB) *office {
	t.Helper()
	catalogue, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, store: store, journal: journal.New(store, slices.Concat(feed.Tables(), register.Tables(), Tables())...)}
	o.register = register.New(o.journal, keys, catalogue, Gate{store})
	o.loader = &feed.Loader{Journal: o.journal, Keys: keys, Catalogue: catalogue, Sinks: map[string]feed.Sink{"authorisation": Sink(o.register)}}
	o.act(func(w *journal.Write) (err error) {
		o.person, err = o.register.PutPerson(t.Context(), w, register.Person{
			Name: "人甲", IDNumber: access.NewPrivate(access.IDNumber, number(t)), Division: 320613005001,
		})
		return err
	})
	return o
}

func number(t testing.TB) string {
	t.Helper()
	return civil.MakeID(civil.SampleRegion, day(t, "1960-01-01"), 1)
}

func day(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (o *office) try(f func(w *journal.Write) error) error {
	_, err := o.journal.Do(o.t.Context(), journal.Header{County: county, Kind: "test", Actor: "li", Purpose: "application"}, f)
	return err
}

func (o *office) act(f func(w *journal.Write) error) {
	o.t.Helper()
	if err := o.try(f); err != nil {
		o.t.Fatal(err)
	}
}

// letter is a letter over vehicles for dibao, of the first half of 2025.
func (o *office) letter() Authorisation {
	return Authorisation{
		Person: o.person, Number: "S1", Business: []string{"dibao"}, Classes: []string{"vehicle"},
		Signed: day(o.t, "2025-01-10"), Ends: day(o.t, "2025-06-30"),
	}
}

func (o *office) all() (list []*Authorisation) {
	o.t.Helper()
	if err := o.store.Read(o.t.Context(), func(q db.Query) (err error) {
		list, err = Of(o.t.Context(), q, o.person)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return list
}

func code(err error) string {
	var refusal *civil.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refusal):
		return refusal.Code
	}
	return err.Error()
}

func TestAQuestionIsAskedOnlyUnderALiveLetter(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		o.act(func(w *journal.Write) error {
			_, err := Sign(t.Context(), w, o.letter())
			return err
		})
		stranger := register.Ref{County: county, ID: db.NewID()}
		for _, c := range []struct {
			name            string
			person          register.Ref
			class, business string
			day             string
			live            bool
		}{
			{"on the first day", o.person, "vehicle", "dibao", "2025-01-10", true},
			{"on the last day", o.person, "vehicle", "dibao", "2025-06-30", true},
			{"the day before", o.person, "vehicle", "dibao", "2025-01-09", false},
			{"the day after", o.person, "vehicle", "dibao", "2025-07-01", false},
			{"other data", o.person, "bank_account", "dibao", "2025-03-01", false},
			{"another business", o.person, "vehicle", "tekun", "2025-03-01", false},
			{"no business", o.person, "vehicle", "", "2025-03-01", false},
			{"somebody else", stranger, "vehicle", "dibao", "2025-03-01", false},
		} {
			err := store.Read(t.Context(), func(q db.Query) error {
				return Ask(t.Context(), q, c.person, c.class, c.business, day(t, c.day))
			})
			if want := map[bool]string{true: "", false: "authorisation_missing"}[c.live]; code(err) != want {
				t.Errorf("%s: got %v, want %q", c.name, err, want)
			}
			permitted, err := Gate{store}.Permitted(t.Context(), c.person, c.class, day(t, c.day))
			if want := c.live || c.business != "dibao" && c.class == "vehicle"; err != nil || permitted != want && c.person == o.person {
				t.Errorf("%s: the gate says %v, %v", c.name, permitted, err)
			}
		}
	})
}

func TestAWithdrawnLetterNoLongerHolds(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.act(func(w *journal.Write) error {
		_, err := Sign(t.Context(), w, o.letter())
		return err
	})
	read := *o.all()[0]
	o.act(func(w *journal.Write) error { return Withdraw(t.Context(), w, read, day(t, "2025-03-05")) })
	a := o.all()[0]
	if !a.Live("vehicle", "dibao", day(t, "2025-03-04")) || a.Live("vehicle", "dibao", day(t, "2025-03-05")) {
		t.Errorf("%+v", a)
	}
	err := o.try(func(w *journal.Write) error { return Withdraw(t.Context(), w, read, day(t, "2025-02-01")) })
	if code(err) != "changed_meanwhile" {
		t.Errorf("a letter changed meanwhile: %v", err)
	}
	err = o.store.Read(t.Context(), func(q db.Query) error {
		all, err := PermitsOf(t.Context(), q, county, journal.Latest, Wanted{Business: "dibao", Classes: []string{"vehicle", "bank_account"}})
		if p := all[o.person.ID]; len(p) != 1 || p[0].DataClass != "vehicle" || !p[0].Withdrawn || p[0].WithdrawnOn != day(t, "2025-03-05") {
			t.Errorf("the permits are %v", all)
		}
		other, err2 := PermitsOf(t.Context(), q, county, journal.Latest, Wanted{Business: "tekun", Classes: []string{"vehicle"}})
		if len(other) != 0 {
			t.Errorf("for another business %v", other)
		}
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestALetterThatCannotCountIsRefused(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	for name, c := range map[string]struct {
		change func(a *Authorisation)
		want   string
	}{
		"without a number":              {func(a *Authorisation) { a.Number = "" }, "authorisation_incomplete"},
		"without data":                  {func(a *Authorisation) { a.Classes = nil }, "authorisation_incomplete"},
		"without business":              {func(a *Authorisation) { a.Business = nil }, "authorisation_incomplete"},
		"ends before it begins":         {func(a *Authorisation) { a.Ends = a.Signed - 1 }, "authorisation_span"},
		"withdrawn before it was given": {func(a *Authorisation) { a.Withdrawn = a.Signed - 1 }, "authorisation_withdrawn_early"},
		"of nobody":                     {func(a *Authorisation) { a.Person = register.Ref{} }, "authorisation_person"},
		"in another county":             {func(a *Authorisation) { a.Person.County = "320612" }, "authorisation_county"},
	} {
		a := o.letter()
		c.change(&a)
		err := o.try(func(w *journal.Write) error {
			_, err := Sign(t.Context(), w, a)
			return err
		})
		if code(err) != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func TestLettersAreLoadedFromAFile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		load := func(withdrawn string) *feed.Loaded {
			t.Helper()
			text := "授权书编号,授权人姓名,授权人身份证号,授权范围,办理事项,签署日期,有效期至,撤回日期\n" +
				"S1,人甲," + number(t) + ",公安、机动车登记,低保、低保边缘,2025-01-10,," + withdrawn + "\n" +
				"S2,人甲," + number(t) + ",机动车登记,低保,2025-02-10,2025-01-01,\n" +
				"S3,人乙," + number(t) + ",机动车登记,低保,2025-02-10,,\n" +
				"S4,人乙," + civil.MakeID(civil.SampleRegion, day(t, "1970-01-01"), 3) + ",机动车登记,低保,2025-02-10,,\n"
			path := filepath.Join(t.TempDir(), "letters.csv")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			order := feed.Order{Path: path, Reference: day(t, "2025-03-31"), ReferenceTold: true, Actor: "li"}
			order.AsOf, order.Sample = order.Reference, true
			loaded, err := o.loader.Load(t.Context(), order)
			if err != nil {
				t.Fatal(err)
			}
			return loaded
		}
		first := load("")
		var codes []string
		for _, q := range first.Quarantined {
			codes = append(codes, fmt.Sprintf("%d %s", q.Record, q.Code))
		}
		if first.Opened != 1 || first.Unmatched != 1 || strings.Join(codes, ", ") != "2 authorisation_span, 3 name_mismatch" {
			t.Fatalf("opened %d, unmatched %d, set aside %v", first.Opened, first.Unmatched, codes)
		}
		a := o.all()[0]
		if !a.Live("vehicle", "dibao_edge", day(t, "2030-01-01")) || !slices.Contains(a.Classes, "exit_entry") {
			t.Errorf("the letter is %+v", a)
		}
		if second := load("2025-03-20"); second.Changed != 1 || second.Opened != 0 {
			t.Errorf("the withdrawal changed %d and opened %d", second.Changed, second.Opened)
		}
		if o.all()[0].Live("vehicle", "dibao", day(t, "2025-03-20")) {
			t.Error("the withdrawn letter holds")
		}
	})
}
