package verify

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/packs"
)

// bureau is an office that asks, over a fresh store, with departments the test
// answers for and a clock it moves.
type bureau struct {
	*Office
	*office
	now    time.Time
	mutex  sync.Mutex
	say    func(q Question) (Answer, error)
	asked  []Question
	people []register.Ref
	keys   access.Keyring
}

// catalogues are read once.
var catalogues = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

func newBureau(t *testing.T, store *db.DB) *bureau {
	t.Helper()
	b := &bureau{now: time.Date(2025, 6, 30, 1, 0, 0, 0, time.UTC)}
	store.SetClock(func() time.Time { b.mutex.Lock(); defer b.mutex.Unlock(); return b.now })
	b.office = open(t, store)
	catalogue, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	file, err := packs.FS.Open("base/data/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	calendar, err := civil.LoadCalendar(file)
	if err != nil {
		t.Fatal(err)
	}
	b.keys = b.loader.Keys
	b.Office = New(Options{
		Journal: b.office.journal, Register: b.office.register, Keys: b.keys, Catalogue: func() *pack.Catalogue { return catalogue }, Calendar: calendar,
		Asker: func(string) Asker { return b }, Place: func(a civil.Area) string { return a.String() }, Pause: time.Millisecond,
	})
	b.say = b.nothing
	b.people = []register.Ref{b.person}
	return b
}

// Ask implements Asker: the test answers.
func (b *bureau) Ask(ctx context.Context, q Question) (Answer, error) {
	b.mutex.Lock()
	b.asked = append(b.asked, q)
	say := b.say
	b.mutex.Unlock()
	return say(q)
}

// nothing is what departments say that have nothing about anybody.
func (b *bureau) nothing(q Question) (a Answer, err error) {
	for _, p := range q.People {
		for _, class := range p.Classes {
			a.Replies = append(a.Replies, Reply{N: p.N, Class: class})
		}
	}
	return a, nil
}

// with says something of one class about the first person, and nothing else.
func (b *bureau) with(class string, records ...Raw) func(Question) (Answer, error) {
	return func(q Question) (Answer, error) {
		a, err := b.nothing(q)
		for i := range a.Replies {
			if a.Replies[i].N == 1 && a.Replies[i].Class == class {
				a.Replies[i].Records = records
			}
		}
		return a, err
	}
}

// born registers somebody born on a day.
func (b *bureau) born(name, birth string) register.Ref {
	b.t.Helper()
	var ref register.Ref
	on := day(b.t, birth)
	b.act(func(w *journal.Write) (err error) {
		ref, err = b.office.register.PutPerson(b.t.Context(), w, register.Person{
			Name: name, IDNumber: access.NewPrivate(access.IDNumber, civil.MakeID(civil.SampleRegion, on, 7)), Birth: &on, Division: 320613005001,
		})
		return err
	})
	return ref
}

// sign signs a letter over all classes for dibao, changed as the test likes.
func (b *bureau) sign(person register.Ref, number string, change func(a *Authorisation)) {
	b.t.Helper()
	catalogue, _ := catalogues()
	a := Authorisation{Person: person, Number: number, Business: []string{"assistance", "dibao"}, Classes: catalogue.Inquiry().Classes(), Signed: day(b.t, "2025-01-10"), Capacity: "self"}
	if change != nil {
		change(&a)
	}
	b.act(func(w *journal.Write) error {
		_, err := Sign(b.t.Context(), w, a)
		return err
	})
}

// withdraw withdraws all letters of a person from today on.
func (b *bureau) withdraw(person register.Ref) {
	b.t.Helper()
	b.act(func(w *journal.Write) error {
		list, err := Of(b.t.Context(), w, person)
		for _, a := range list {
			if err == nil && a.Withdrawn == 0 {
				err = Withdraw(b.t.Context(), w, *a, b.today())
			}
		}
		return err
	})
}

func (b *bureau) order() Order {
	return Order{
		County: county, Business: "dibao", Members: b.people, Household: "h1", Division: 320613005001, Cause: ForCase, Origin: "case1",
		Actor: "staff:li", Asker: "李敏",
	}
}

// ask asks and gives the inquiry whole.
func (b *bureau) ask(order Order) *File {
	b.t.Helper()
	patience, end := context.WithTimeout(b.t.Context(), 10*time.Second)
	defer end()
	i, err := b.Office.Ask(b.t.Context(), patience, order)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.whole(i.ID)
}

func (b *bureau) whole(id string) *File {
	b.t.Helper()
	f, err := b.File(b.t.Context(), county, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

// classesAsked are the classes departments were asked about a person by name.
func (b *bureau) classesAsked(name string) (list []string) {
	for _, q := range b.asked {
		for _, p := range q.People {
			if p.Name == name {
				list = append(list, p.Classes...)
			}
		}
	}
	slices.Sort(list)
	return list
}

// held is what the vehicle register says of a person.
func (b *bureau) held(person register.Ref) (list []*register.Record) {
	b.t.Helper()
	err := b.store.Read(b.t.Context(), func(q db.Query) (err error) {
		list, err = b.office.register.RecordsFor(b.t.Context(), q, "vehicle", person, register.On(b.today()))
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

func each(t *testing.T, test func(t *testing.T, b *bureau)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { test(t, newBureau(t, store)) })
}

var car = Raw{"号牌号码": "苏F12345", "机动车状态": "正常", "初次登记日期": "2019年3月5日", "现值": "3.5万元"}
