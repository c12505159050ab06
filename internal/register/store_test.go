package register

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

func TestAPersonIsReadAsOfAnyDayAndAsKnownAtAnyInstant(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		alive := true
		ref := w.person(Person{Name: "張 偉", OriginalName: "張 偉", Sex: "M", Birth: dayPointer(t, "1980-01-02"), Alive: &alive,
			IDType: "resident", IDNumber: number(t, "1980-01-02", 1), Phone: access.NewPrivate(access.Phone, "138-0000-1234"),
			Address: "人民中路1号", Division: wenfeng, Nation: "汉族", HukouDivision: wenfeng, FormerName: "张卫",
			Version: Version{Valid: Since(day(t, "2020-01-01"))}})
		moved := w.newest(ref)
		moved.Address, moved.Division, moved.Valid = "青年西路2号", hexing, Since(day(t, "2024-06-01"))
		moving := w.act(chongchuan, func(a *journal.Write) error { return w.ChangePerson(t.Context(), a, moved) })
		corrected := w.newest(ref)
		corrected.Valid, corrected.Address = Since(day(t, "2022-01-01")), "跃龙路3号"
		correcting := w.act(chongchuan, func(a *journal.Write) error { return w.ChangePerson(t.Context(), a, corrected) })
		viewer := clerk(320613000000)
		show := Show{Fields: []string{"name", "address", IDNumberField, PhoneField}}
		for _, c := range []struct {
			name string
			as   AsOf
			want string
		}{
			{"before the record begins", On(day(t, "2019-12-31")), "register_not_found"},
			{"before the correction begins", On(day(t, "2021-12-31")), "人民中路1号"},
			{"after the correction begins", On(day(t, "2022-01-01")), "跃龙路3号"},
			{"today as known before the correction", AsOf{day(t, "2025-01-01"), correcting.At - 1}, "青年西路2号"},
			{"2023 as known before the correction", AsOf{day(t, "2023-01-01"), correcting.At - 1}, "人民中路1号"},
			{"today as known before the move", AsOf{day(t, "2025-01-01"), moving.At - 1}, "人民中路1号"},
			{"before anything was known", AsOf{day(t, "2025-01-01"), 1}, "register_not_found"},
		} {
			got := "?"
			p, err := w.Person(t.Context(), viewer, ref, c.as, show)
			if got = code(err); err == nil {
				got = p.Address
			}
			// Two acts may fall into one millisecond; then the instant cannot tell them apart.
			if correcting.At == moving.At && c.as.Known != 0 {
				continue
			}
			if got != c.want {
				t.Errorf("%s: got %s, want %s", c.name, got, c.want)
			}
		}
		p, err := w.Person(t.Context(), viewer, ref, On(day(t, "2021-01-01")), show)
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != "張偉" || p.OriginalName != "張 偉" || p.Sex != "M" || *p.Birth != day(t, "1980-01-02") || !*p.Alive ||
			p.IDNumber.Reveal() != number(t, "1980-01-02", 1).Reveal() || p.Phone.Reveal() != "138-0000-1234" ||
			p.Nation != "汉族" || p.HukouDivision != wenfeng || p.FormerName != "张卫" || p.Death != nil || p.HukouLocal != nil {
			t.Errorf("not what was written: %s %s", p.Name, p.OriginalName)
		}
		history, err := w.History(t.Context(), viewer, ref, show)
		if err != nil || len(history) != 3 || history[0].Address != "人民中路1号" || history[2].Address != "跃龙路3号" {
			t.Errorf("the history has %d versions (%v)", len(history), err)
		}
		w.verify()
	})
}

func TestAVersionIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		dead, alive := day(t, "2020-01-01"), true
		for _, c := range []struct {
			want string
			p    Person
		}{
			{"person_name", Person{Division: wenfeng}},
			{"person_name", Person{Name: " \u200b", Division: wenfeng}},
			{"person_division", Person{Name: "张伟"}},
			{"person_sex", Person{Name: "张伟", Division: wenfeng, Sex: "男"}},
			{"person_death", Person{Name: "张伟", Division: wenfeng, Death: &dead, Alive: &alive}},
			{"person_death_early", Person{Name: "张伟", Division: wenfeng, Death: &dead, Birth: dayPointer(t, "2021-01-01")}},
			{"register_span", Person{Name: "张伟", Division: wenfeng, Version: Version{Valid: Span{dead, dead - 1}}}},
			{"index_value", Person{Name: "张伟", Division: wenfeng, IDNumber: access.NewPrivate(access.IDNumber, "三二零六")}},
		} {
			act, err := w.try(chongchuan, "", func(a *journal.Write) error {
				_, err := w.PutPerson(t.Context(), a, c.p)
				return err
			})
			if code(err) != c.want || act != nil {
				t.Errorf("want %s, got %v", c.want, err)
			}
		}
		ref := w.person(Person{Name: "张伟", Division: wenfeng})
		seen := w.newest(ref)
		change := func(county string) error {
			_, err := w.try(county, "", func(a *journal.Write) error { return w.ChangePerson(t.Context(), a, seen) })
			return err
		}
		if err := change(tongzhou); code(err) != "register_version" {
			t.Errorf("an act of another county: %v", err)
		}
		if err := change(chongchuan); err != nil {
			t.Errorf("the first change: %v", err)
		}
		if err := change(chongchuan); code(err) != "changed_meanwhile" {
			t.Errorf("a change of what somebody else has changed: %v", err)
		}
	})
}

func TestALookNeedsAPurposeAndIsWrittenDown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		ref := w.person(Person{Name: "张伟", IDNumber: number(t, "1980-01-02", 1), Division: wenfeng})
		today := On(day(t, "2025-01-01"))
		masked := Show{Fields: []string{"name"}}
		for _, c := range []struct {
			name   string
			viewer access.Viewer
			show   Show
			want   string
		}{
			{"no actor", access.Viewer{Divisions: []civil.Area{wenfeng}, Purpose: "application"}, masked, "purpose_required"},
			{"no purpose", access.Viewer{Actor: "wang", Divisions: []civil.Area{wenfeng}}, masked, "purpose_required"},
			{"a purpose of one's own", access.Viewer{Actor: "wang", Divisions: []civil.Area{wenfeng}, Purpose: "curiosity"}, masked, "purpose_unknown"},
			{"no division", access.Viewer{Actor: "wang", Purpose: "application"}, masked, "scope_required"},
			{"another township", clerk(hexing), masked, "register_not_found"},
			{"another county", clerk(jinsha), masked, "register_not_found"},
			{"no field", clerk(wenfeng), Show{}, "look_fields"},
			{"a number in clear without a reason", clerk(wenfeng), Show{Fields: []string{IDNumberField}, Revealed: []string{IDNumberField}}, "reason_required"},
		} {
			if p, err := w.Person(t.Context(), c.viewer, ref, today, c.show); code(err) != c.want || p != nil {
				t.Errorf("%s: want %s, got %v", c.name, c.want, err)
			}
		}
		if looks, err := w.Looks(t.Context(), ref); err != nil || len(looks) != 0 {
			t.Errorf("refused looks are written down: %v (%v)", looks, err)
		}
		_, err := w.Person(t.Context(), clerk(wenfeng), Ref{chongchuan, "0000000000000000"}, today, masked)
		_, outside := w.Person(t.Context(), clerk(hexing), ref, today, masked)
		if err == nil || outside == nil || err.Error() != outside.Error() {
			t.Errorf("who is not there (%v) can be told from who is elsewhere (%v)", err, outside)
		}
		p, err := w.Person(t.Context(), clerk(wenfeng), ref, today, masked)
		if err != nil || !p.IDNumber.Empty() {
			t.Errorf("a field that was not asked for is opened (%v)", err)
		}
		clear := Show{Fields: []string{"name", IDNumberField}, Revealed: []string{IDNumberField}, Reason: access.NewPrivate(access.Remark, "核对证件")}
		if p, err = w.Person(t.Context(), clerk(wenfeng), ref, today, clear); err != nil || p.IDNumber.Empty() {
			t.Errorf("the number was asked for: %v", err)
		}
		looks, err := w.Looks(t.Context(), ref)
		if err != nil || len(looks) != 2 {
			t.Fatalf("want two looks, got %v (%v)", looks, err)
		}
		if l := looks[1]; l.Actor != "wang" || l.Purpose != "application" || l.Scope == "" || l.Reason.Reveal() != "核对证件" ||
			!slices.Equal(l.Revealed, []string{IDNumberField}) || l.At == 0 || l.Act == "" {
			t.Errorf("the look does not say who, why and what: %+v", l)
		}
		w.verify()
	})
}

func TestNothingPersonalIsPrintedOrLogged(t *testing.T) {
	t.Parallel()
	p := Person{Version: Version{Ref: Ref{chongchuan, "x"}}, Name: "张伟", Address: "人民中路1号", IDNumber: number(t, "1980-01-02", 1)}
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("seen", "person", p, "pointer", &p)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		fmt.Fprintf(&b, verb+verb, p, &p)
	}
	for _, secret := range []string{"张", "人民", "1980", "320699"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%q is printed: %s", secret, b.String())
		}
	}
}

func TestWhatWasNotOpenedIsCarriedOnUnlessItIsTakenOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		ref := w.person(Person{Name: "张伟", IDNumber: number(t, "1980-01-02", 1), Division: wenfeng})
		seen := w.newest(ref)
		seen.Address = "人民中路1号"
		w.act(chongchuan, func(a *journal.Write) error { return w.ChangePerson(t.Context(), a, seen) })
		show := Show{Fields: []string{IDNumberField}}
		p, err := w.Person(t.Context(), clerk(wenfeng), ref, On(day(t, "2025-01-01")), show)
		if err != nil || !p.IDNumber.Equal(number(t, "1980-01-02", 1)) {
			t.Errorf("a change of the address lost the number (%v)", err)
		}
		next := *p
		next.ForgetNumber()
		w.act(chongchuan, func(a *journal.Write) error { return w.ChangePerson(t.Context(), a, next) })
		if p, err = w.Person(t.Context(), clerk(wenfeng), ref, On(day(t, "2025-01-01")), show); err != nil || !p.IDNumber.Empty() {
			t.Errorf("the number was to be taken out (%v)", err)
		}
	})
}

func TestALoadIsNotSeenBeforeItIsSettled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		var ref Ref
		if _, err := w.try(chongchuan, "load1", func(a *journal.Write) (err error) {
			ref, err = w.PutPerson(t.Context(), a, Person{Name: "张伟", Division: wenfeng})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		w.index()
		show, today := Show{Fields: []string{"name"}}, On(day(t, "2025-01-01"))
		if _, err := w.Person(t.Context(), clerk(wenfeng), ref, today, show); code(err) != "register_not_found" {
			t.Errorf("half a load is seen: %v", err)
		}
		if found, err := w.Search(t.Context(), clerk(wenfeng), "张伟", Page{}); err != nil || len(found.Persons) != 0 {
			t.Errorf("half a load is found: %v", err)
		}
		if n, err := w.CountPersons(t.Context(), clerk(wenfeng)); err != nil || n != 0 {
			t.Errorf("half a load is counted: %d (%v)", n, err)
		}
		w.act(chongchuan, func(a *journal.Write) error { return a.Settle(t.Context(), "load1") })
		w.index()
		if _, err := w.Person(t.Context(), clerk(wenfeng), ref, today, show); err != nil {
			t.Errorf("a settled load is not seen: %v", err)
		}
		if found, err := w.Search(t.Context(), clerk(wenfeng), "张伟", Page{}); err != nil || len(found.Persons) != 1 {
			t.Errorf("a settled load is not found: %v", err)
		}
		w.verify()
	})
}
