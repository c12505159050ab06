package register

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// names are the names of a page.
func names(found FoundPersons) string {
	var list []string
	for _, p := range found.Persons {
		list = append(list, p.Name)
	}
	return strings.Join(list, " ")
}

func TestPersonsAreFoundByWhatAClerkTypes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		id := number(t, "1980-01-02", 1)
		w.person(Person{Name: "張偉", IDNumber: id, Phone: access.NewPrivate(access.Phone, "13800001234"), Address: "人民中路88号3幢502室", Division: wenfeng})
		w.person(Person{Name: "张伟国", Address: "人民中路90号", Division: wenfeng, FormerName: "张爱国"})
		w.person(Person{Name: "单雄信", Address: "文峰小区8栋", Division: hexing})
		w.person(Person{Name: "阿卜杜拉·艾力", Division: hexing})
		w.person(Person{Name: "John Smith", Division: jinsha})
		w.index()
		city := clerk(320600000000)
		for _, c := range []struct{ name, text, want string }{
			{"the whole name first, then those that begin with it", "张伟", "張偉 张伟国"},
			{"a part of a name", "伟国", "张伟国"},
			{"three characters", "张伟国", "张伟国"},
			{"the former name", "爱国", "张伟国"},
			{"one character", "雄", "单雄信"},
			{"initials", "zw", "張偉 张伟国"},
			{"all initials", "ZWG", "张伟国"},
			{"a surname with a reading of its own", "sxx", "单雄信"},
			{"the other reading", "dxx", "单雄信"},
			{"a long name without its dot", "杜拉", "阿卜杜拉·艾力"},
			{"the initials of a long name", "abdlal", "阿卜杜拉·艾力"},
			{"a Latin word", "smith", "John Smith"},
			{"two Latin words", "Smith, JOHN", "John Smith"},
			{"an identity number", id.Reveal(), "張偉"},
			{"its last four", id.Reveal()[14:], "張偉"},
			{"a telephone", "138 0000 1234", "張偉"},
			{"an address", "人民中路88号", "張偉"},
			{"a road", "人民中路", "張偉 张伟国"},
			{"two characters of a place", "文峰", "单雄信"},
			{"nobody", "赵六", ""},
			{"pairs that nobody has together", "张雄", ""},
			{"somebody else's number", number(t, "1980-01-02", 3).Reveal(), ""},
		} {
			found, err := w.Search(t.Context(), city, c.text, Page{})
			if err != nil || names(found) != c.want {
				t.Errorf("%s: %q finds %q, want %q (%v)", c.name, c.text, names(found), c.want, err)
			}
		}
		w.verify()
	})
}

func TestNothingOutsideTheScopeIsFoundOrCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		id := number(t, "1980-01-02", 1)
		inside := Person{Name: "张伟", Address: "人民中路1号", Division: wenfeng}
		outside := Person{Name: "张伟", Address: "人民中路1号", Division: hexing, IDNumber: id, Phone: access.NewPrivate(access.Phone, "13800001234")}
		far := outside
		far.Division = jinsha
		ref := w.person(inside)
		w.person(outside)
		w.person(far)
		w.index()
		for _, c := range []struct {
			viewer access.Viewer
			want   int
		}{
			{clerk(wenfeng), 1}, {clerk(hexing), 1}, {clerk(320613000000), 2}, {clerk(320600000000), 3}, {clerk(wenfeng, jinsha), 2},
			{clerk(320613007000), 0}, {clerk(320500000000), 0},
		} {
			for _, text := range []string{"张伟", "张", "zw", "人民中路1号"} {
				found, err := w.Search(t.Context(), c.viewer, text, Page{})
				if err != nil || len(found.Persons) != c.want || found.Next != "" {
					t.Errorf("%v finds %d by %q, want %d (%v)", c.viewer.Divisions, len(found.Persons), text, c.want, err)
				}
			}
			if n, err := w.CountPersons(t.Context(), c.viewer); err != nil || n != int64(c.want) {
				t.Errorf("%v counts %d, want %d (%v)", c.viewer.Divisions, n, c.want, err)
			}
		}
		for _, text := range []string{id.Reveal(), id.Reveal()[14:], "13800001234"} {
			if found, err := w.Search(t.Context(), clerk(wenfeng), text, Page{}); err != nil || len(found.Persons) != 0 {
				t.Errorf("a number outside the scope is found by %q (%v)", text, err)
			}
		}
		// Who moved away is no longer found, even before the terms are made again.
		moved := w.newest(ref)
		moved.Division = hexing
		w.act(chongchuan, func(a *journal.Write) error { return w.ChangePerson(t.Context(), a, moved) })
		for range 2 {
			if found, err := w.Search(t.Context(), clerk(wenfeng), "张伟", Page{}); err != nil || len(found.Persons) != 0 {
				t.Errorf("who moved away is found by %v (%v)", names(found), err)
			}
			w.index()
		}
		if found, err := w.Search(t.Context(), clerk(hexing), "张伟", Page{}); err != nil || len(found.Persons) != 2 {
			t.Errorf("who moved here is not found (%v)", err)
		}
		if _, err := w.Search(t.Context(), access.Viewer{Actor: "wang", Purpose: "application"}, "张伟", Page{}); code(err) != "scope_required" {
			t.Errorf("nobody's scope is everybody's: %v", err)
		}
		if looks, err := w.Looks(t.Context(), ref); err != nil || len(looks) == 0 {
			t.Errorf("being listed is no look (%v)", err)
		}
	})
}

func TestPagesHoldEverybodyOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		var refs []Ref
		places := []civil.Area{wenfeng, hexing, jinsha}
		w.act(chongchuan, func(a *journal.Write) error {
			for i := range 30 {
				there, err := a.In(t.Context(), places[i%3].County().String())
				if err != nil {
					return err
				}
				name := []string{"张伟", "张伟国"}[i%2]
				ref, err := w.PutPerson(t.Context(), there, Person{Name: name, Division: places[i%3]})
				if err != nil {
					return err
				}
				refs = append(refs, ref)
			}
			return nil
		})
		w.index()
		for _, size := range []int{1, 4, 7, 30, 100} {
			var got []Ref
			page := Page{Size: size}
			for range 40 {
				found, err := w.Search(t.Context(), clerk(320600000000), "张伟", page)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range found.Persons {
					got = append(got, p.Ref)
				}
				if page.After = found.Next; page.After == "" {
					break
				}
			}
			seen := map[Ref]bool{}
			for _, ref := range got {
				if seen[ref] {
					t.Errorf("%v is on two pages of %d", ref, size)
				}
				seen[ref] = true
			}
			if len(got) != len(refs) {
				t.Errorf("pages of %d hold %d of %d", size, len(got), len(refs))
			}
		}
		for _, page := range []Page{{Size: -1}, {Size: pageMax + 1}, {After: "x"}, {After: "0.320613.320613005000.' OR 1=1 --xx"}} {
			if _, err := w.Search(t.Context(), clerk(wenfeng), "张伟", page); code(err) != "page_size" && code(err) != "page_after" {
				t.Errorf("the page %+v: %v", page, err)
			}
		}
	})
}

func TestAMergedRecordIsFoundAsTheOneItWasMergedInto(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		a := w.person(Person{Name: "张伟", Division: wenfeng})
		b := w.person(Person{Name: "章卫", Division: wenfeng})
		w.act(chongchuan, func(act *journal.Write) error { return w.Merge(t.Context(), act, PersonKind, b, a, "同一人") })
		w.index()
		for _, text := range []string{"章卫", "张伟", "zw"} {
			found, err := w.Search(t.Context(), clerk(wenfeng), text, Page{})
			if err != nil || len(found.Persons) != 1 || found.Persons[0].Ref != a {
				t.Errorf("%s finds %v (%v)", text, found.Persons, err)
			}
		}
	})
}

// TestTermsMadeInPartsAreTheTermsMadeAtOnce lets the job run at any moment of a
// random history and compares what it left with what one run over everything
// makes.
func TestTermsMadeInPartsAreTheTermsMadeAtOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		often := newWorld(t, dbtest.Open(t))
		var refs []Ref
		batch, open := 0, false
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			name := rapid.SampledFrom([]string{"张伟", "张偉国", "单雄信", "李芳"}).Draw(rt, "name")
			place := rapid.SampledFrom([]civil.Area{wenfeng, hexing}).Draw(rt, "place")
			under := ""
			if open {
				under = fmt.Sprint("load", batch)
			}
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0, 1:
				_, err := often.try(chongchuan, under, func(a *journal.Write) error {
					ref, err := often.PutPerson(t.Context(), a, Person{Name: name, Division: place})
					if under == "" {
						refs = append(refs, ref)
					}
					return err
				})
				if err != nil {
					rt.Fatal(err)
				}
			case 2, 3:
				if len(refs) == 0 || under != "" {
					continue
				}
				p := often.newest(refs[rapid.IntRange(0, len(refs)-1).Draw(rt, "who")])
				p.Name, p.Division = name, place
				often.act(chongchuan, func(a *journal.Write) error { return often.ChangePerson(t.Context(), a, p) })
			case 4:
				if open {
					often.act(chongchuan, func(a *journal.Write) error { return a.Settle(t.Context(), under) })
				}
				open, batch = !open, batch+1
			case 5:
				often.index()
			}
		}
		often.index()
		want := often.terms(rt)
		often.forgetTerms(rt)
		often.index()
		if got := often.terms(rt); got != want {
			rt.Fatalf("made in parts:\n%s\nmade at once:\n%s", want, got)
		}
	})
}

// terms are all lines of the table of terms.
func (w world) terms(t *rapid.T) string {
	rows, err := w.dump(`SELECT kind, term, division, id FROM search_term WHERE county = '320613' ORDER BY kind, term, division, id`)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestKeysAreRotatedWhileEverybodyWorksOn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		id := number(t, "1980-01-02", 1)
		ref := w.person(Person{Name: "张伟", IDNumber: id, Phone: access.NewPrivate(access.Phone, "13800001234"), Division: wenfeng})
		w.person(Person{Name: "李芳", Division: wenfeng})
		phone := make([]Value, len(w.catalogue.Register(FacilityKind).Fields))
		phone[slices.IndexFunc(w.catalogue.Register(FacilityKind).Fields, func(f pack.Field) bool { return f.Name == "phone" })] = Value{Known: true, Text: "85000000"}
		w.act(chongchuan, func(a *journal.Write) error {
			_, err := w.PutFacility(t.Context(), a, Facility{Name: "敬老院", Division: wenfeng, More: Extra{Values: phone}})
			return err
		})
		w.save(chongchuan, w.death(ref, map[string]Value{"origin": {Int: 0}, "cause": {Text: "心脏病"}}))
		w.index()
		for _, use := range []access.Use{access.Sealing, access.Indexing} {
			rotated, err := w.keys.Rotate(use, day(t, "2026-01-01"), rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			w.keys = rotated
		}
		finds := func(when string) {
			t.Helper()
			w.index()
			for _, text := range []string{id.Reveal(), id.Reveal()[14:], "13800001234"} {
				found, err := w.Search(t.Context(), clerk(wenfeng), text, Page{})
				if err != nil || len(found.Persons) != 1 || !found.Persons[0].IDNumber.Equal(id) {
					t.Errorf("%s: %d are found by %q (%v)", when, len(found.Persons), text, err)
				}
			}
		}
		finds("before the job")
		job := func() (entries int64) {
			for _, kind := range Sealed() {
				next := ""
				for first := true; first || next != ""; first = false {
					act := w.act(chongchuan, func(a *journal.Write) (err error) {
						next, err = w.Reseal(t.Context(), a, kind, next, 1)
						return err
					})
					entries += act.Entries
				}
			}
			return entries
		}
		if n := job(); n != 6 {
			t.Errorf("the job closed and opened %d versions, want 6 for three records", n)
		}
		finds("after the job")
		p := w.newest(ref)
		if w.keys.NeedsReseal(p.idSealed) || w.keys.NeedsReindex(p.idIndex) || w.keys.NeedsReindex(p.phoneIndex) {
			t.Error("the job left a field under the old keys")
		}
		rows, err := w.dump(`SELECT kind, term FROM search_term WHERE county = '320613' AND kind = 't'`)
		if err != nil || strings.Count(rows, "\n") != 1 {
			t.Errorf("the end of the number stands under several keys: %q (%v)", rows, err)
		}
		if n := job(); n != 0 {
			t.Errorf("the job found %d more to do", n)
		}
		if w.keys, err = w.keys.Drop(access.Indexing, 1); err != nil {
			t.Fatal(err)
		}
		finds("without the old index key")
		w.verify()
	})
}

func TestWhatIsErasedIsGoneAndTheChainHolds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		today := day(t, "2025-01-01")
		ref := w.person(Person{Name: "张伟", IDNumber: number(t, "1980-01-02", 1), Address: "人民中路1号", Division: wenfeng})
		death, _ := w.save(chongchuan, w.death(ref, map[string]Value{"origin": {Int: 0}, "home": {Text: "南通殡仪馆"}}))
		w.index()
		erase := func(f func(a *journal.Write) error) string {
			_, err := w.try(chongchuan, "", f)
			return code(err)
		}
		person := func(a *journal.Write) error { return w.ErasePerson(t.Context(), a, ref, today) }
		record := func(a *journal.Write) error { return w.EraseRecord(t.Context(), a, death, today) }
		if got := erase(person); got != "erase_holds" {
			t.Errorf("a record that holds: %q", got)
		}
		p := w.newest(ref)
		p.Valid.To = day(t, "2019-12-31")
		w.act(chongchuan, func(a *journal.Write) error { return w.ChangePerson(t.Context(), a, p) })
		w.act(chongchuan, func(a *journal.Write) error {
			list, err := w.keyed(t.Context(), a, w.catalogue.Register("death"), w.death(ref, map[string]Value{"origin": {Int: 0}}))
			if err != nil {
				return err
			}
			return w.StrikeRecord(t.Context(), a, list.Version)
		})
		if got := erase(person) + erase(record); got != "" {
			t.Fatalf("erasing: %s", got)
		}
		if got := erase(person); got != "register_not_found" {
			t.Errorf("erasing twice: %q", got)
		}
		rows, err := w.dump(`SELECT name, address, id_sealed, id_index FROM person WHERE county = '320613'`)
		if err != nil || strings.Trim(strings.ReplaceAll(rows, "<nil>", ""), " \n") != "" {
			t.Errorf("something is left of the person: %q (%v)", rows, err)
		}
		rows, err = w.dump(`SELECT payload, sealed FROM record WHERE county = '320613'`)
		if err != nil || strings.Trim(strings.ReplaceAll(rows, "<nil>", ""), " \n") != "" {
			t.Errorf("something is left of the record: %q (%v)", rows, err)
		}
		rows, err = w.dump(`SELECT kind, term FROM search_term WHERE county = '320613'`)
		if err != nil || slices.ContainsFunc(strings.Split(rows, "\n"), func(s string) bool { return s != "" }) {
			t.Errorf("something is left of the terms: %q (%v)", rows, err)
		}
		w.index()
		if found, err := w.Search(t.Context(), clerk(wenfeng), "张伟", Page{}); err != nil || len(found.Persons) != 0 {
			t.Errorf("who was erased is found (%v)", err)
		}
		w.verify()
	})
}
