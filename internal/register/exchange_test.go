package register

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

func TestManyPeopleAreReadTogetherAsOneByOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		var ids []string
		for i := range 70 { // more than one statement asks for
			p := w.person(Person{Name: fmt.Sprint("王", i), Division: wenfeng})
			ids = append(ids, p.ID)
		}
		moved := w.newest(Ref{chongchuan, ids[3]})
		moved.Division = hexing
		w.act(chongchuan, func(a *journal.Write) error { return w.ChangePerson(t.Context(), a, moved) })
		struck := w.newest(Ref{chongchuan, ids[4]})
		w.act(chongchuan, func(a *journal.Write) error { return w.StrikePerson(t.Context(), a, struck.Version) })
		err := w.store.Read(t.Context(), func(q db.Query) error {
			people, err := w.PeopleOf(t.Context(), q, chongchuan, append(ids, ids[0], "nobody"), day(t, "2025-06-30"))
			if err != nil || len(people) != 69 {
				t.Errorf("%d people, %v", len(people), err)
			}
			for _, asked := range [][]string{ids, nil} {
				at, err := w.WhereNow(t.Context(), q, chongchuan, asked)
				if _, there := at[ids[4]]; err != nil || len(at) != 69 || at[ids[3]] != hexing || at[ids[0]] != wenfeng || there {
					t.Errorf("%d places, %v, %v", len(at), at[ids[3]], err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestLooksAtManyAreOneActAndNoneOutsideTheScope(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		a, b := w.person(Person{Name: "甲", Division: wenfeng}), w.person(Person{Name: "乙", Division: jinsha})
		show := Show{Fields: []string{"name", "identifier"}, Revealed: []string{"identifier"}, Reason: access.NewPrivate(access.Remark, "SPDCI m1")}
		both := []Shown{{PersonKind, a, wenfeng}, {PersonKind, b, jinsha}}
		err := w.NoteShown(t.Context(), clerk(wenfeng), show, both)
		var refused *civil.Error
		if !errors.As(err, &refused) || refused.Kind != civil.NotFound {
			t.Errorf("outside the scope: %v", err)
		}
		if looks, _ := w.Looks(t.Context(), a); len(looks) != 0 {
			t.Error("half of the looks were written")
		}
		if err := w.NoteShown(t.Context(), clerk(wenfeng, jinsha), show, both); err != nil {
			t.Fatal(err)
		}
		for _, ref := range []Ref{a, b} {
			if looks, err := w.Looks(t.Context(), ref); err != nil || len(looks) != 1 || looks[0].Reason.Reveal() != "SPDCI m1" {
				t.Errorf("%v: %v, %v", ref, looks, err)
			}
		}
	})
}

func TestWhoCameSinceIsToldFromWhoChanged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		home := func() (ref Ref) {
			w.act(chongchuan, func(a *journal.Write) (err error) {
				ref, err = w.PutHousehold(t.Context(), a, Household{Kind: Registered, Division: wenfeng})
				return err
			})
			return ref
		}
		join := func(h, p Ref, kind Relation) {
			w.act(chongchuan, func(a *journal.Write) error {
				_, err := w.PutMember(t.Context(), a, Member{Household: h.ID, Kind: kind, Person: p})
				return err
			})
		}
		old, there := w.person(Person{Name: "老", Division: wenfeng}), home()
		join(there, old, Registered)
		arrived := func(after int64) (a Arrivals, until int64) {
			err := w.store.Read(t.Context(), func(q db.Query) (err error) {
				if until, err = LastAct(t.Context(), q, chongchuan); err != nil {
					return err
				}
				a, err = w.Arrived(t.Context(), q, chongchuan, after, until)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return a, until
		}
		_, mark := arrived(0)
		changed := w.newest(old)
		changed.Address = "人民路2号"
		w.act(chongchuan, func(a *journal.Write) error { return w.ChangePerson(t.Context(), a, changed) })
		born, guest, settler := w.person(Person{Name: "新", Division: wenfeng}), w.person(Person{Name: "客", Division: wenfeng}), w.person(Person{Name: "迁", Division: wenfeng})
		fresh := home()
		join(there, born, Registered)
		join(there, guest, Residence)
		join(fresh, settler, Registered)
		a, next := arrived(mark)
		want := []string{born.ID, guest.ID, settler.ID}
		slices.Sort(want)
		if !slices.Equal(a.People, want) || len(a.Joiners) != 1 || a.Joiners[0].Person != born {
			t.Errorf("came %v, joined %v", a.People, a.Joiners)
		}
		if a, _ := arrived(next); len(a.People)+len(a.Joiners) != 0 {
			t.Errorf("came again: %+v", a)
		}
		// Who came with a batch has come when it is settled.
		late := Ref{}
		if _, err := w.try(chongchuan, "b1", func(a *journal.Write) (err error) {
			late, err = w.PutPerson(t.Context(), a, Person{Name: "批", Division: wenfeng})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		a, next = arrived(next)
		if len(a.People) != 0 {
			t.Errorf("before the batch is settled: %v", a.People)
		}
		w.act(chongchuan, func(act *journal.Write) error { return act.Settle(t.Context(), "b1") })
		if a, _ := arrived(next); !slices.Equal(a.People, []string{late.ID}) {
			t.Errorf("of the batch: %v", a.People)
		}
	})
}
