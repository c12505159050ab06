package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// kinWorld names what a test makes, so that what is read can be written down.
type kinWorld struct {
	world
	names map[string]string // by id
}

func newKinWorld(w world) *kinWorld { return &kinWorld{w, map[string]string{}} }

func (k *kinWorld) somebody(name string, division civil.Area) Ref {
	ref := k.person(Person{Name: "某" + name, Sex: "F", Division: division})
	k.names[ref.ID] = name
	return ref
}

// home opens a household with members who belong to it from a day on.
func (k *kinWorld) home(name string, kind Relation, division civil.Area, members ...Ref) (ref Ref) {
	k.t.Helper()
	k.act(division.County().String(), func(a *journal.Write) (err error) {
		if ref, err = k.PutHousehold(k.t.Context(), a, Household{Kind: kind, Number: name, Division: division}); err != nil {
			return err
		}
		for _, person := range members {
			if _, err := k.PutMember(k.t.Context(), a, Member{Household: ref.ID, Kind: kind, Person: person}); err != nil {
				return err
			}
		}
		return nil
	})
	k.names[ref.ID] = name
	return ref
}

// owns records a vehicle.
func (k *kinWorld) owns(person Ref, plate string) {
	k.t.Helper()
	reg := k.catalogue.Register("vehicle")
	values := make([]Value, len(reg.Fields))
	for i := range reg.Fields {
		switch f := &reg.Fields[i]; {
		case f.Name == "plate":
			values[i] = Value{Known: true, Text: plate}
		case f.Required && f.Type == pack.TextField:
			values[i] = Value{Known: true, Text: "x"}
		case f.Required:
			values[i] = Value{Known: true}
		}
	}
	k.act(person.County, func(a *journal.Write) error {
		_, err := k.PutRecord(k.t.Context(), a, Record{Register: "vehicle", Subject: person.ID, Values: values})
		return err
	})
}

func (k *kinWorld) merge(kind string, merged, survivor Ref) *journal.Act {
	k.t.Helper()
	return k.act(merged.County, func(a *journal.Write) error {
		return k.Merge(k.t.Context(), a, kind, merged, survivor, "证件号码相同")
	})
}

func (k *kinWorld) unmerge(merged Ref) {
	k.t.Helper()
	k.act(merged.County, func(a *journal.Write) error { return k.Unmerge(k.t.Context(), a, merged) })
}

// kin writes the households of a county down: who is in them, with how many
// vehicles, and which records were merged into his.
func (k *kinWorld) kin(county string, as AsOf, only ...string) string {
	k.t.Helper()
	var lines, homes []string
	err := k.eachKin(county, as, only, func(kin *fact.Kin) error {
		homes = append(homes, kin.Household)
		var members []string
		for _, m := range kin.Members {
			vehicles, cores := 0, 0
			for _, rec := range m.Records {
				if rec.Subject != m.ID {
					k.t.Errorf("a record of %s in the name of %s", rec.Subject, m.ID)
				}
				if rec.Register == PersonKind {
					cores++
				} else {
					vehicles++
				}
			}
			if cores != 1 {
				k.t.Errorf("%s has %d records in the register of persons", k.names[m.ID], cores)
			}
			text := k.names[m.ID]
			if vehicles > 0 {
				text += fmt.Sprint(vehicles)
			}
			for _, id := range m.Merged {
				text += "+" + k.names[id]
			}
			members = append(members, text)
		}
		slices.Sort(members)
		lines = append(lines, k.names[kin.Household]+": "+strings.Join(members, " "))
		return nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
	slices.Sort(lines)
	whole := strings.Join(lines, "; ")
	if only == nil {
		k.oneByOne(county, as, homes, whole)
	}
	return whole
}

// oneByOne reads each household by itself: the same must come of it as of all at once.
func (k *kinWorld) oneByOne(county string, as AsOf, homes []string, whole string) {
	k.t.Helper()
	var alone []string
	for _, id := range homes {
		alone = append(alone, k.kin(county, as, id))
	}
	slices.Sort(alone)
	if got := strings.Join(alone, "; "); got != whole {
		k.t.Errorf("one by one: %s; all at once: %s", got, whole)
	}
}

func (k *kinWorld) eachKin(county string, as AsOf, only []string, f func(*fact.Kin) error) error {
	return k.store.Read(k.t.Context(), func(q db.Query) error {
		return k.EachKin(k.t.Context(), q, county, as, Kindred{Registers: []string{PersonKind, "vehicle"}, Only: only}, f)
	})
}

func TestMergedRecordsAreOneMember(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		k := newKinWorld(w)
		a, b, c := k.somebody("a", wenfeng), k.somebody("b", wenfeng), k.somebody("c", hexing)
		k.owns(a, "苏F00001")
		k.owns(b, "苏F00002")
		k.home("one", Registered, wenfeng, a, b)
		k.home("two", Registered, hexing, c)
		today := On(day(t, "2025-06-30"))
		says := func(when string, as AsOf, want string) {
			t.Helper()
			if got := k.kin(chongchuan, as); got != want {
				t.Errorf("%s: %s, want %s", when, got, want)
			}
		}
		says("before", today, "one: a1 b1; two: c")
		first := k.merge(PersonKind, b, a)
		says("two records in one household", today, "one: a2+b; two: c")
		second := k.merge(PersonKind, a, c)
		says("and both into one of another household, whose own it stays in", today, "two: c2+a+b")
		if second.At > first.At {
			says("as it was known before the second merge", AsOf{today.Day, second.At - 1}, "one: a2+b; two: c")
		}
		k.unmerge(a)
		says("the second undone", today, "one: a2+b; two: c")
		k.unmerge(b)
		says("both undone", today, "one: a1 b1; two: c")
	})
}

func TestAMergedRecordBringsItsMembershipWhereTheOtherHasNone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		k := newKinWorld(w)
		a, b, c := k.somebody("a", wenfeng), k.somebody("b", wenfeng), k.somebody("c", wenfeng)
		k.home("one", Registered, wenfeng, b)
		k.home("two", Registered, wenfeng, c)
		family := k.home("family", Declared, wenfeng, b)
		k.merge(PersonKind, b, a)
		if got := k.kin(chongchuan, On(day(t, "2025-06-30"))); got != "family: a+b; two: c" {
			t.Errorf("the declaration of the one speaks for the other: %s", got)
		}
		k.merge(PersonKind, a, c)
		if got := k.kin(chongchuan, On(day(t, "2025-06-30"))); got != "family: c+a+b" {
			t.Errorf("a declaration stands before a registration, whosever it is: %s", got)
		}
		if got := k.kin(chongchuan, On(day(t, "2025-06-30")), family.ID); got != "family: c+a+b" {
			t.Errorf("the family alone: %s", got)
		}
	})
}

func TestARecordMergedIntoOneOfAnotherCountyIsReadThere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		k := newKinWorld(w)
		here, there, wife := k.somebody("here", wenfeng), k.somebody("there", jinsha), k.somebody("wife", wenfeng)
		k.owns(here, "苏F00001")
		k.owns(there, "苏F00002")
		k.home("one", Registered, wenfeng, here, wife)
		home := k.home("two", Registered, jinsha, there)
		k.merge(PersonKind, here, there)
		today := On(day(t, "2025-06-30"))
		if got := k.kin(chongchuan, today); got != "one: wife" {
			t.Errorf("where he was: %s", got)
		}
		if got := k.kin(tongzhou, today); got != "two: there2+here" {
			t.Errorf("where he is: %s", got)
		}
		k.unmerge(here)
		k.act(tongzhou, func(a *journal.Write) error {
			members, err := k.Members(t.Context(), home, today)
			if err != nil {
				return err
			}
			return k.StrikeMember(t.Context(), a, members[0].Version)
		})
		k.merge(PersonKind, here, there)
		if got := k.kin(chongchuan, today) + " | " + k.kin(tongzhou, today); got != "one: there2+here wife | " {
			t.Errorf("belonging nowhere there, he stays where he was: %s", got)
		}
	})
}

func TestATransferIsFollowedFromItsDayOn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		k := newKinWorld(w)
		here := w.person(Person{Name: "张伟", Division: wenfeng, Version: Version{Valid: Since(day(t, "2020-01-01"))}})
		k.names[here.ID] = "here"
		k.owns(here, "苏F00001")
		k.home("one", Registered, wenfeng, here)
		var there Ref
		w.act(chongchuan, func(act *journal.Write) (err error) {
			there, err = w.TransferPerson(t.Context(), act, w.newest(here), jinsha, day(t, "2024-06-01"))
			return err
		})
		k.names[there.ID] = "there"
		for on, want := range map[string]string{"2024-05-31": "one: here1", "2024-06-01": "one: there1+here"} {
			if got := k.kin(chongchuan, On(day(t, on))); got != want {
				t.Errorf("on %s: %s, want %s", on, got, want)
			}
		}
	})
}

func TestMergedHouseholdsAreOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		k := newKinWorld(w)
		a, b := k.somebody("a", wenfeng), k.somebody("b", wenfeng)
		one, two := k.home("one", Registered, wenfeng, a), k.home("two", Registered, wenfeng, b)
		k.merge(HouseholdKind, two, one)
		today := On(day(t, "2025-06-30"))
		if got := k.kin(chongchuan, today); got != "one: a b" {
			t.Errorf("merged: %s", got)
		}
		k.unmerge(two)
		if got := k.kin(chongchuan, today); got != "one: a; two: b" {
			t.Errorf("undone: %s", got)
		}
	})
}

func TestAPortionIsReadInRunsAndInLists(t *testing.T) {
	t.Parallel()
	var whole []string
	for i := range 200 {
		whole = append(whole, fmt.Sprintf("%04d", i))
	}
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.SampledFrom(whole), 1, 60, rapid.ID[string]).Draw(t, "ids")
		slices.Sort(ids)
		n := runOf(ids, whole)
		for i := 1; i <= n && i < len(ids); i++ {
			before, _ := slices.BinarySearch(whole, ids[i-1])
			at, _ := slices.BinarySearch(whole, ids[i])
			if near := at-before <= runGap; near != (i < n) {
				t.Fatalf("%v: the run of %d is cut wrongly at %d", ids, n, i)
			}
		}
	})
	if runOf([]string{"x", "y"}, nil) != 1 {
		t.Error("where nobody knows the neighbours there are no runs")
	}
}

// FuzzPlainPayload holds the fast reading of payloads against the strict one:
// where it answers it says the same.
func FuzzPlainPayload(f *testing.F) {
	catalogue, err := packsOnce()
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{"", "{}", `{"plate":"苏F00001","state":"normal"}`, `{"value":12,"state":"scrapped"}`, `{"plate":"a\\"b"}`, `{"value":1e3}`, `{"plate":1}`, `{"state":"normal","plate":"x"}`, `{"plate" : "x"}`, `{"value":-0}`} {
		f.Add(text)
	}
	reg := catalogue.Register("vehicle")
	f.Fuzz(func(t *testing.T, text string) {
		fast := make([]fact.Value, len(reg.Fields))
		if !plainPayload(reg, text, fast) {
			return
		}
		slow := make([]Value, len(reg.Fields))
		if err := decode(reg, []byte(text), slow); err != nil {
			if json.Valid([]byte(text)) {
				t.Fatalf("%q is read, and refused by decode: %v", text, err)
			}
			return
		}
		for i := range slow {
			want := factValue(slow[i])
			if reg.Fields[i].Protected() {
				want = fact.Value{}
			}
			if fast[i] != want {
				t.Fatalf("%q: %s is %v, want %v", text, reg.Fields[i].Name, fast[i], want)
			}
		}
	})
}

func TestOfSeveralDeclarationsTheLastOneCounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		k := newKinWorld(w)
		a, b := k.somebody("a", wenfeng), k.somebody("b", wenfeng)
		k.home("one", Declared, wenfeng, a, b)
		k.home("two", Declared, hexing, a)
		if got := k.kin(chongchuan, On(day(t, "2025-06-30"))); got != "one: b; two: a" {
			t.Errorf("%s", got)
		}
	})
}

func TestAReadingThatIsCalledOffEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	p := &portions[int]{ids: [][]string{{"a"}, {"b"}}, room: make(chan struct{}, 1), done: []chan []int{make(chan []int, 1), make(chan []int, 1)}, failed: make(chan error, 1)}
	var readers sync.WaitGroup
	// The reader is called off between two portions, where it has nothing to say.
	readers.Go(func() {
		p.room <- struct{}{}
		p.done[0] <- []int{1}
		<-ctx.Done()
	})
	err := p.hand(ctx, func(int) error {
		cancel()
		return nil
	})
	readers.Wait()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a reading that was called off ended with %v", err)
	}
}
