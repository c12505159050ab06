package verify

import (
	"slices"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
)

// answered are the classes that departments are held to have answered about somebody.
func (b *bureau) answered(person string, people []string) (classes []string, all []fact.Coverage) {
	b.t.Helper()
	err := b.store.Read(b.t.Context(), func(q db.Query) error {
		list, err := Answers(b.t.Context(), q, county, journal.Latest, people, func(civil.Date) (int, error) { return 12, nil })
		all = list[person]
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range all {
		classes = append(classes, c.Register)
	}
	slices.Sort(classes)
	return classes, all
}

func TestAnAnswerSpeaksOfWhomItWasAskedAboutAndAsLongAsItsReport(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		b.sign(b.person, "S1", func(a *Authorisation) { a.Classes = []string{"vehicle", "pension"} })
		b.say = b.with("vehicle", car)
		f := b.ask(b.order())
		if f.State != Reported {
			t.Fatalf("the inquiry is %s", f.State)
		}
		classes, all := b.answered(b.person.ID, nil)
		if !slices.Equal(classes, []string{"pension", "vehicle"}) {
			t.Fatalf("answered are %v", classes)
		}
		for _, c := range all {
			if c.Subject != b.person.ID || c.From.String() != "2024-06-01" || c.To != f.Until {
				t.Errorf("%s is covered from %s to %s, the report holds until %s", c.Register, c.From, c.To, f.Until)
			}
		}
		if some, _ := b.answered(b.person.ID, []string{b.person.ID, "nobody"}); !slices.Equal(some, classes) {
			t.Errorf("asked for one person: %v", some)
		}
		if none, _ := b.answered(b.person.ID, []string{"nobody"}); len(none) != 0 {
			t.Errorf("asked for somebody else: %v", none)
		}
		people := mustSince(b, f.Opened-1) // after the letter was signed
		if !slices.Contains(people, b.person.ID) {
			t.Error("what was answered about him is not looked at again")
		}
	})
}

func TestADepartmentThatWasNotAskedOrIsSilentSaysNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bureau) {
		b.sign(b.person, "S1", func(a *Authorisation) { a.Classes = []string{"pension"} })
		b.say = func(Question) (Answer, error) { return Answer{}, nil }
		b.ask(b.order())
		if classes, _ := b.answered(b.person.ID, nil); len(classes) != 0 {
			t.Errorf("without an answer these are known: %v", classes)
		}
	})
}

func mustSince(b *bureau, act int64) (people []string) {
	b.t.Helper()
	err := b.store.Read(b.t.Context(), func(q db.Query) (err error) {
		people, err = Since(b.t.Context(), q, county, act)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return people
}
