package register

import (
	"fmt"
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/journal"
)

// phoned are how many records have a number.
func (w world) phoned(number string) int {
	w.t.Helper()
	list, err := w.Phoned(w.t.Context(), access.NewPrivate(access.Phone, number))
	if err != nil {
		w.t.Fatal(err)
	}
	return len(list)
}

// window registers a telephone as a window does; an empty one is taken away.
func (w world) window(ref Ref, number string) {
	w.t.Helper()
	seen := w.newest(ref)
	if _, err := w.journal.Do(w.t.Context(), journal.Header{County: ref.County, Kind: PhoneAct, Actor: "li", Purpose: "application"}, func(a *journal.Write) error {
		return w.SetPhone(w.t.Context(), a, seen, access.NewPrivate(access.Phone, number), false)
	}); err != nil {
		w.t.Fatal(err)
	}
}

func TestAFileChangesNoTelephoneThatAWindowRegistered(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		file := func(asOf, address, phone string) string {
			t.Helper()
			text := "身份证号,姓名,户号,与户主关系,区划,住址,联系电话\n"
			for n := 0; n < 6; n += 2 {
				text += id(t, n) + ",人" + numeral(n) + ",H" + numeral(n) + ",户主," + village(n) + "," + address + "," + phone + fmt.Sprint(n) + "\n"
			}
			return told(l.load("person", asOf, text))
		}
		file("2025-01-31", "甲路1号", "1380000000")
		var people []Ref
		for n := 0; n < 6; n += 2 {
			list, err := l.Phoned(t.Context(), access.NewPrivate(access.Phone, "1380000000"+fmt.Sprint(n)))
			if err != nil || len(list) != 1 {
				t.Fatalf("person %d: %v, %v", n, list, err)
			}
			people = append(people, list...)
		}
		l.window(people[0], "13900000009")
		l.window(people[1], "")

		// The file says another number of all three: it holds of whom no window registered one.
		if got := file("2025-02-28", "甲路1号", "1370000000"); got != "rows 3 accepted 3 aside 0 unmatched 0: opened 0 changed 1 same 2 ended 0" {
			t.Errorf("another number: %s", got)
		}
		// What else it says, of them and of their households, is taken and leaves the telephone as it is.
		if got := file("2025-03-31", "乙路2号", "1360000000"); got != "rows 3 accepted 3 aside 0 unmatched 0: opened 0 changed 6 same 0 ended 0" {
			t.Errorf("another address and number: %s", got)
		}
		var got []int
		for _, number := range []string{"13900000009", "13700000000", "13600000000", "13800000002", "13700000002", "13600000002", "13700000004", "13600000004"} {
			got = append(got, l.phoned(number))
		}
		if want := []int{1, 0, 0, 0, 0, 0, 0, 1}; !slices.Equal(got, want) {
			t.Errorf("who signs in by the numbers: %v, want %v", got, want)
		}
		if a := l.newest(people[0]).Address; a != "乙路2号" {
			t.Errorf("the address is %q", a)
		}
		l.verify()
	})
}

func TestANumberOfSomebodyElseIsRegisteredOnlyWhereBothWantIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		mother := w.person(Person{Name: "李秀英", Division: wenfeng})
		son := w.person(Person{Name: "李强", Division: jinsha})
		phone := access.NewPrivate(access.Phone, "13800000011")
		set := func(ref Ref, shared bool) string {
			t.Helper()
			seen := w.newest(ref)
			_, err := w.try(ref.County, "", func(a *journal.Write) error { return w.SetPhone(t.Context(), a, seen, phone, shared) })
			return code(err)
		}
		for _, c := range []struct {
			what   string
			of     Ref
			shared bool
			want   string
			then   int
		}{
			{"nobody else has it", mother, false, "", 1},
			{"it is his own already", mother, false, "", 1},
			{"another county's record has it", son, false, "phone_shared", 1},
			{"they share it", son, true, "", 2},
		} {
			if got := set(c.of, c.shared); got != c.want || w.phoned("13800000011") != c.then {
				t.Errorf("%s: %q, of %d people; want %q, of %d", c.what, got, w.phoned("13800000011"), c.want, c.then)
			}
		}
	})
}
