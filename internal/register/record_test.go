package register

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// valuesOf puts values at the places of their fields.
func valuesOf(t testing.TB, reg *pack.Register, named map[string]Value) []Value {
	t.Helper()
	values := make([]Value, len(reg.Fields))
	for name, v := range named {
		at := slices.IndexFunc(reg.Fields, func(f pack.Field) bool { return f.Name == name })
		if at < 0 {
			t.Fatalf("the register %s has no field %s", reg.Name, name)
		}
		v.Known = true
		values[at] = v
	}
	return values
}

// death is a record of the shared register of deaths.
func (w world) death(subject Ref, named map[string]Value) Record {
	w.t.Helper()
	return Record{Register: "death", Subject: subject.ID, Division: wenfeng, Values: valuesOf(w.t, w.catalogue.Register("death"), named)}
}

// save saves a record in the county of a subject.
func (w world) save(county string, rec Record) (ref Ref, what Saved) {
	w.t.Helper()
	w.act(county, func(a *journal.Write) (err error) {
		ref, what, err = w.SaveRecord(w.t.Context(), a, rec)
		return err
	})
	return ref, what
}

func TestSavingARecordTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		who := w.person(Person{Name: "张伟", Division: wenfeng})
		named := map[string]Value{"origin": {Int: 0}, "died": {Int: int64(day(t, "2024-01-02"))}, "cause": {Text: "心脏病"}}
		first, opened := w.save(chongchuan, w.death(who, named))
		second, unchanged := w.save(chongchuan, w.death(who, named))
		named["cause"] = Value{Text: "脑卒中"}
		third, changed := w.save(chongchuan, w.death(who, named))
		named["origin"] = Value{Int: 1}
		fourth, other := w.save(chongchuan, w.death(who, named))
		if first != second || first != third || first == fourth {
			t.Errorf("the records are %v %v %v %v", first, second, third, fourth)
		}
		if opened != Opened || unchanged != Unchanged || changed != Changed || other != Opened {
			t.Errorf("what was done: %v %v %v %v", opened, unchanged, changed, other)
		}
		viewer, today := clerk(wenfeng), day(t, "2025-01-01")
		list, err := w.Records(t.Context(), viewer, "death", who, On(today), today)
		if err != nil || len(list) != 2 {
			t.Fatalf("want two records, got %d (%v)", len(list), err)
		}
		reg := w.catalogue.Register("death")
		cause := slices.IndexFunc(reg.Fields, func(f pack.Field) bool { return f.Name == "cause" })
		if list[0].Values[cause].Known {
			t.Error("a clerk sees the cause of death, which is for verifiers")
		}
		viewer.Roles = []access.Role{"verifier"}
		history, err := w.RecordHistory(t.Context(), viewer, "death", who, today)
		if err != nil || len(history) != 3 || history[0].Values[cause].Text != "心脏病" || history[1].Values[cause].Text != "脑卒中" {
			t.Errorf("the history has %d versions (%v)", len(history), err)
		}
		if looks, err := w.Looks(t.Context(), who); err != nil || len(looks) != 2 || slices.Contains(looks[0].Fields, "death.cause") {
			t.Errorf("the looks: %v (%v)", looks, err)
		}
		if _, err := w.Records(t.Context(), clerk(hexing), "death", who, On(today), today); code(err) != "register_not_found" {
			t.Errorf("outside the scope: %v", err)
		}
		w.verify()
	})
}

func TestARecordItsRegisterDoesNotDescribeIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		who := w.person(Person{Name: "张伟", Division: wenfeng})
		ok := map[string]Value{"origin": {Int: 0}}
		for want, rec := range map[string]Record{
			"register_unknown": {Register: "castle", Subject: who.ID},
			"record_fields":    {Register: "death", Subject: who.ID, Values: make([]Value, 2)},
			"record_required":  w.death(who, nil),
			"record_code":      w.death(who, map[string]Value{"origin": {Int: 99}}),
			"record_text":      w.death(who, map[string]Value{"origin": {Int: 0}, "home": {Text: strings.Repeat("馆", 101)}}),
			"record_subject":   w.death(Ref{}, ok),
		} {
			if _, err := w.try(chongchuan, "", func(a *journal.Write) error {
				_, _, err := w.SaveRecord(t.Context(), a, rec)
				return err
			}); code(err) != want {
				t.Errorf("want %s, got %v", want, err)
			}
		}
		if _, err := w.try(chongchuan, "", func(a *journal.Write) error {
			_, _, err := w.SaveRecord(t.Context(), a, Record{Register: "person", Subject: who.ID})
			return err
		}); code(err) != "register_unknown" {
			t.Errorf("a core register is written as a declared one: %v", err)
		}
	})
}

// permits lets some people be looked at until a day.
type permits map[string]civil.Date

func (p permits) Permitted(_ context.Context, person Ref, register string, on civil.Date) (bool, error) {
	until, there := p[person.ID+" "+register]
	return there && on <= until, nil
}

func TestAnAuthorisedRegisterIsClosedWithoutALiveAuthorisation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		who, other := w.person(Person{Name: "张伟", Division: wenfeng}), w.person(Person{Name: "王芳", Division: wenfeng})
		reg := w.catalogue.Register("vehicle")
		until := day(t, "2025-06-30")
		for _, owner := range []Ref{who, other} {
			w.save(chongchuan, Record{Register: "vehicle", Subject: owner.ID, Division: wenfeng,
				Values: valuesOf(t, reg, map[string]Value{"plate": {Text: "苏F12345"}, "value": {Int: 8_000_000}})})
		}
		w.index()
		ask := func(ref Ref, on civil.Date) string {
			_, err := w.Records(t.Context(), clerk(wenfeng), "vehicle", ref, On(on), on)
			return code(err)
		}
		if got := ask(who, until); got != "authorisation_required" {
			t.Errorf("without anybody who keeps authorisations: %q", got)
		}
		w.permits = permits{who.ID + " vehicle": until, other.ID + " house": until}
		for _, c := range []struct {
			name string
			ref  Ref
			on   civil.Date
			want string
		}{
			{"the last day", who, until, ""}, {"the day after", who, until + 1, "authorisation_required"},
			{"another data class", other, until, "authorisation_required"},
		} {
			if got := ask(c.ref, c.on); got != c.want {
				t.Errorf("%s: got %q, want %q", c.name, got, c.want)
			}
		}
		list, _, err := w.SearchRecords(t.Context(), clerk(wenfeng), "vehicle", "plate", "苏f12345", Page{}, until)
		if err != nil || len(list) != 1 || list[0].Subject != who.ID {
			t.Errorf("a search shows %d records (%v)", len(list), err)
		}
		if _, err := w.ExportRecords(t.Context(), clerk(wenfeng), "vehicle", []string{chongchuan}, On(until), &bytes.Buffer{}); code(err) != "export_authorised" {
			t.Errorf("the export: %v", err)
		}
	})
}

func TestRecordsAreSearchedByAFieldWithinTheScope(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		here, there := w.person(Person{Name: "张伟", Division: wenfeng}), w.person(Person{Name: "王芳", Division: hexing})
		for _, who := range []Ref{here, there} {
			rec := w.death(who, map[string]Value{"origin": {Int: 0}, "home": {Text: "南通殡仪馆"}})
			if who == there {
				rec.Division = hexing
			}
			w.save(chongchuan, rec)
		}
		w.index()
		today := day(t, "2025-01-01")
		find := func(viewer access.Viewer, field, text string) []string {
			t.Helper()
			var ids []string
			for page := (Page{Size: 1}); ; {
				list, next, err := w.SearchRecords(t.Context(), viewer, "death", field, text, page, today)
				if err != nil {
					t.Fatal(err)
				}
				for _, rec := range list {
					ids = append(ids, rec.Subject)
				}
				if page.After = next; next == "" {
					return ids
				}
			}
		}
		if got := find(clerk(320613000000), "home", "南通殡仪馆"); !slices.Equal(got, []string{here.ID, there.ID}) {
			t.Errorf("the county finds %v", got)
		}
		if got := find(clerk(wenfeng), "origin", "公安户口注销"); !slices.Equal(got, []string{here.ID}) {
			t.Errorf("the township finds %v", got)
		}
		if got := find(clerk(wenfeng), "home", "南通"); len(got) != 0 {
			t.Errorf("a part of a value finds %v", got)
		}
		// The subject moved: who was responsible no longer sees the record.
		moved := w.newest(here)
		moved.Division = hexing
		w.act(chongchuan, func(a *journal.Write) error { return w.ChangePerson(t.Context(), a, moved) })
		if got := find(clerk(wenfeng), "home", "南通殡仪馆"); len(got) != 0 {
			t.Errorf("the township that was left finds %v", got)
		}
		for field, want := range map[string]string{"died": "record_field", "cause": "record_field", "nothing": "record_field"} {
			if _, _, err := w.SearchRecords(t.Context(), clerk(wenfeng), "death", field, "x", Page{}, today); code(err) != want {
				t.Errorf("by %s: want %s, got %v", field, want, err)
			}
		}
	})
}

func TestAnExportIsPlainMaskedAndInScope(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		here, there := w.person(Person{Name: "张伟", Division: wenfeng}), w.person(Person{Name: "王芳", Division: hexing})
		w.save(chongchuan, w.death(here, map[string]Value{"origin": {Int: 1}, "home": {Text: "=cmd|' /C calc'!A0"}, "cause": {Text: "心脏病"}}))
		w.save(chongchuan, w.death(there, map[string]Value{"origin": {Int: 1}, "home": {Text: "别处"}}))
		var out bytes.Buffer
		viewer := clerk(wenfeng)
		viewer.Roles = []access.Role{"verifier"}
		n, err := w.ExportRecords(t.Context(), viewer, "death", []string{chongchuan, tongzhou}, On(day(t, "2025-01-01")), &out)
		if err != nil || n != 1 {
			t.Fatalf("%d records were written (%v)", n, err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("the file has %d rows (%v)", len(rows), err)
		}
		text := strings.Join(rows[1], "|")
		if !strings.Contains(text, "|'=cmd") || strings.Contains(text, "心脏病") || strings.Contains(text, "别处") || !strings.Contains(text, "民政火化") {
			t.Errorf("the row is %s", text)
		}
		w.verify()
	})
}

func TestRecordsOfAMergedPersonAreReadTogether(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		a, b := w.person(Person{Name: "张伟", Division: wenfeng}), w.person(Person{Name: "張偉", Division: jinsha})
		w.save(chongchuan, w.death(a, map[string]Value{"origin": {Int: 0}}))
		w.save(tongzhou, w.death(b, map[string]Value{"origin": {Int: 1}}))
		w.act(tongzhou, func(act *journal.Write) error { return w.Merge(t.Context(), act, PersonKind, b, a, "同一人") })
		today := day(t, "2025-01-01")
		for _, ref := range []Ref{a, b} {
			if list, err := w.Records(t.Context(), clerk(wenfeng), "death", ref, On(today), today); err != nil || len(list) != 2 {
				t.Errorf("%v has %d records (%v)", ref, len(list), err)
			}
		}
		w.act(tongzhou, func(act *journal.Write) error { return w.Unmerge(t.Context(), act, b) })
		if list, err := w.Records(t.Context(), clerk(wenfeng), "death", a, On(today), today); err != nil || len(list) != 1 {
			t.Errorf("after the undoing there are %d (%v)", len(list), err)
		}
	})
}

func TestEveryTypeOfValueIsReadBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	catalogue, err := packsOnce()
	if err != nil {
		t.Fatal(err)
	}
	for _, reg := range catalogue.Registers() {
		t.Run("the register "+reg.Name, func(t *testing.T) {
			t.Parallel()
			values := make([]Value, len(reg.Fields))
			for i := range reg.Fields {
				values[i] = specimen(&reg.Fields[i])
			}
			open, secret, err := encode(reg, values, nil)
			if err != nil {
				t.Fatal(err)
			}
			back := make([]Value, len(reg.Fields))
			for _, text := range [][]byte{open, secret} {
				if err := decode(reg, text, back); err != nil {
					t.Fatal(err)
				}
			}
			for i := range back {
				if !back[i].equal(values[i]) {
					t.Errorf("%s was %+v and is %+v", reg.Fields[i].Name, values[i], back[i])
				}
				if reg.Fields[i].Protected() && bytes.Contains(open, []byte(values[i].Text)) {
					t.Errorf("%s lies open", reg.Fields[i].Name)
				}
			}
		})
	}
}

// specimen is some value of a field.
func specimen(f *pack.Field) Value {
	v := Value{Known: true, Int: 1}
	if f.Ranged {
		v.Int = max(f.Min, min(f.Max, 1))
	}
	switch f.Type {
	case pack.TextField, pack.TailField, pack.USCCField, pack.IDNumberField, pack.PhoneField, pack.AccountField, pack.DiagnosisField:
		v = Value{Known: true, Text: "4\"\\"}
	case pack.CodeField:
		v.Int = int64(len(f.Codes) - 1)
		if f.Several {
			v = Value{Known: true, List: []int{0, len(f.Codes) - 1}}
		}
	case pack.ClassesField:
		v = Value{Known: true, Classes: []string{"vehicle", "house"}}
	case pack.DivisionField:
		v.Int = int64(wenfeng)
	case pack.MonthField:
		v.Int = int64(civil.Date(20000).Month())
	}
	return v
}

func FuzzDecode(f *testing.F) {
	catalogue, err := packsOnce()
	if err != nil {
		f.Fatal(err)
	}
	reg := catalogue.Register("death")
	f.Add([]byte(`{"origin":"police","died":"2024-01-02"}`))
	f.Add([]byte(`{"origin":null}`))
	f.Add([]byte(`{"died":"2024-13-02"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		values := make([]Value, len(reg.Fields))
		if err := decode(reg, text, values); err != nil {
			if code(err) != "record_unreadable" {
				t.Fatalf("the refusal is %v", err)
			}
			return
		}
		for i, v := range values {
			if f := &reg.Fields[i]; v.Known && f.Type == pack.CodeField && int(v.Int) >= len(f.Codes) {
				t.Fatalf("a code out of the list: %+v", v)
			}
		}
	})
}
