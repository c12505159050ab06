package register

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
)

// eachLoading runs a test on every engine there is.
func eachLoading(t *testing.T, test func(t *testing.T, l *loading)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { test(t, newLoading(t, store)) })
}

const vehicleHeader = "车主,身份证号,号牌号码,品牌型号,初次登记日期\n"

// vehicleLine is a vehicle of the n-th person.
func vehicleLine(t testing.TB, n int, plate, brand string) string {
	t.Helper()
	return fmt.Sprintf("人%s,%s,%s,%s,2020-05-01\n", numeral(n), id(t, n), plate, brand)
}

func TestAFileOfTheHouseholdRegisterMakesPersonsAndHouseholds(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		text := personHeader + personLine(t, 0, "H1") + personLine(t, 2, "H1") + personLine(t, 1, "H2")
		l.want("first", l.load("person", "2025-01-31", text), "rows 3 accepted 3 aside 0 unmatched 0: opened 3 changed 0 same 0 ended 0")
		if got := strings.Join(l.families("2025-01-31"), ", "); got != "H1 人丙, H1 人甲, H2 人乙" {
			t.Errorf("the families are %s", got)
		}
		if got := l.families("2025-01-30"); len(got) != 0 {
			t.Errorf("before the day of the file there is %v", got)
		}
		l.verify()
	})
}

func TestTheSameFileAgainChangesNothing(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		l.people(4)
		o := l.order("vehicle", "2025-02-28", vehicleHeader+vehicleLine(t, 1, "苏F1", "甲")+vehicleLine(t, 9, "苏F9", "甲")+"人丙,"+id(t, 2)+",,甲,\n")
		first := l.take(o)
		l.want("first", first, "rows 3 accepted 1 aside 1 unmatched 1: opened 1 changed 0 same 0 ended 0")
		acts := l.acts()
		second := l.take(o)
		l.want("again", second, told(first))
		if !second.Already || second.Batch != first.Batch || reasons(second) != reasons(first) {
			t.Errorf("the report of the second load is %+v", second)
		}
		if l.acts() != acts {
			t.Errorf("%d acts became %d", acts, l.acts())
		}
		o.Again = true
		l.want("once more on purpose", l.take(o), "rows 3 accepted 1 aside 1 unmatched 1: opened 0 changed 0 same 1 ended 0")
	})
}

// acts is the number of acts of the store.
func (l *loading) acts() (count int64) {
	l.t.Helper()
	err := l.store.Read(l.t.Context(), func(q db.Query) error {
		heads, err := journal.Heads(l.t.Context(), q)
		for _, head := range heads {
			count += head.Seq
		}
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return count
}

func TestAChangedFileWritesOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		l.people(6)
		l.load("vehicle", "2025-02-28", vehicleHeader+vehicleLine(t, 1, "苏F1", "甲")+vehicleLine(t, 2, "苏F2", "甲")+vehicleLine(t, 3, "苏F3", "甲"))
		o := l.order("vehicle", "2025-03-31", vehicleHeader+vehicleLine(t, 1, "苏F1", "甲")+vehicleLine(t, 2, "苏F2", "乙")+vehicleLine(t, 4, "苏F4", "甲"))
		complete := true
		o.Complete = &complete
		l.want("the next month", l.take(o), "rows 3 accepted 3 aside 0 unmatched 0: opened 1 changed 1 same 1 ended 1")
		for asOf, want := range map[string]string{
			"2025-02-28": "人丁 苏F3 甲, 人丙 苏F2 甲, 人乙 苏F1 甲, 人戊 苏F4 甲", // it was registered in 2020, so it was there
			"2025-03-31": "人丙 苏F2 乙, 人乙 苏F1 甲, 人戊 苏F4 甲",
		} {
			if got := strings.Join(l.vehicles(asOf), ", "); got != want {
				t.Errorf("on %s: got %s, want %s", asOf, got, want)
			}
		}
		l.verify()
	})
}

func TestAnIncompleteFileEndsOnlyWhatThoseItNamesNoLongerHave(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	l.people(6)
	l.load("vehicle", "2025-02-28", vehicleHeader+vehicleLine(t, 1, "苏F1", "甲")+vehicleLine(t, 1, "苏F11", "甲")+vehicleLine(t, 2, "苏F2", "甲"))
	l.want("about one person", l.load("vehicle", "2025-03-31", vehicleHeader+vehicleLine(t, 1, "苏F1", "甲")),
		"rows 1 accepted 1 aside 0 unmatched 0: opened 0 changed 0 same 1 ended 1")
	if got := strings.Join(l.vehicles("2025-03-31"), ", "); got != "人丙 苏F2 甲, 人乙 苏F1 甲" {
		t.Errorf("the vehicles are %s", got)
	}
}

func TestNothingEndsBecauseItsRowCouldNotBeRead(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	l.people(6)
	text := vehicleHeader
	for n := range 6 {
		text += vehicleLine(t, n, fmt.Sprintf("苏F%d", n), "甲")
	}
	l.load("vehicle", "2025-02-28", text)
	bad := id(t, 3)[:17] + "Y" // unreadable; the name tells who it may be
	o := l.order("vehicle", "2025-03-31", vehicleHeader+vehicleLine(t, 0, "苏F0", "甲")+
		"人乙,"+id(t, 1)+",苏F1,甲,2020-02-30\n"+ // a day that is not in the calendar
		"王某,"+id(t, 2)+",苏F2,甲,\n"+ // the name of somebody else
		"人丁,"+bad+",苏F3,甲,\n")
	complete := true
	o.Complete = &complete
	loaded := l.take(o)
	l.want("with bad rows", loaded, "rows 4 accepted 1 aside 3 unmatched 0: opened 0 changed 0 same 1 ended 2")
	if got := reasons(loaded); got != "2 date_invalid, 3 name_mismatch, 4 id_character" && !strings.Contains(got, "3 name_mismatch") {
		t.Errorf("set aside: %s", got)
	}
	if got := strings.Join(l.vehicles("2025-03-31"), ", "); got != "人丁 苏F3 甲, 人丙 苏F2 甲, 人乙 苏F1 甲, 人甲 苏F0 甲" {
		t.Errorf("the vehicles are %s", got)
	}
}

func TestATruncatedFileEndsNothing(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	l.people(4)
	l.load("vehicle", "2025-02-28", vehicleHeader+vehicleLine(t, 1, "苏F1", "甲")+vehicleLine(t, 2, "苏F2", "甲"))
	o := l.order("vehicle", "2025-03-31", vehicleHeader+vehicleLine(t, 1, "苏F1", "甲")+"人丙,"+id(t, 2)+",\"苏F")
	complete := true
	o.Complete = &complete
	loaded := l.take(o)
	if !loaded.Truncated || loaded.Complete || loaded.Ended != 0 {
		t.Errorf("truncated %v, complete %v, ended %d", loaded.Truncated, loaded.Complete, loaded.Ended)
	}
	if len(l.covered("vehicle")) != 0 {
		t.Error("a file without its end tells all there is")
	}
}

// covered lists for which days a register is told completely.
func (l *loading) covered(register string) (list []string) {
	l.t.Helper()
	err := l.store.Read(l.t.Context(), func(q db.Query) error {
		all, err := feed.Covered(l.t.Context(), q, l.catalogue, journal.Latest)
		for _, c := range all {
			if c.Register == register {
				list = append(list, fmt.Sprintf("%s %s %s", c.Place, c.From, c.To))
			}
		}
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return list
}

func TestACompleteFileTellsForWhichDaysItDoes(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	l.people(3)
	complete := true
	o := l.order("vehicle", "2025-03-31", vehicleHeader+vehicleLine(t, 1, "苏F1", "甲"))
	o.Complete = &complete
	l.take(o)
	o = l.order("wage_base", "2025-06-30", "姓名,身份证号,单位名称,缴费年月,缴费基数\n人乙,"+id(t, 1)+",某厂,2025-03,4000\n人乙,"+id(t, 1)+",某厂,2025-05,4000\n")
	o.Complete = &complete
	l.take(o)
	for register, want := range map[string]string{
		"person": "320600 2025-01-31 9999-12-31", "vehicle": "320600 2025-03-31 9999-12-31", "wage_base": "320600 2025-03-01 2025-05-31",
	} {
		if got := strings.Join(l.covered(register), ", "); got != want {
			t.Errorf("%s is told for %s, want %s", register, got, want)
		}
	}
}

func TestRowsAreKeptOnlyForWhomTheyAreAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, row, want string }{
		{"number and name agree", "人乙,{1},苏F1,甲,", "accepted 1 aside 0 unmatched 0"},
		{"the number with a small x", "人乙,{1x},苏F1,甲,", "accepted 1 aside 0 unmatched 0"},
		{"blanks in the name", " 人 乙 ,{1},苏F1,甲,", "accepted 1 aside 0 unmatched 0"},
		{"a number that nobody has", "人乙,{7},苏F1,甲,", "accepted 0 aside 0 unmatched 1"},
		{"a name that somebody else has", "人丙,{1},苏F1,甲,", "accepted 0 aside 1 unmatched 0"},
		{"a name alone", "人乙,,苏F1,甲,", "accepted 0 aside 1 unmatched 0"},
		{"a number alone", ",{1},苏F1,甲,", "accepted 1 aside 0 unmatched 0"},
		{"a number with a wrong check character", "人乙,{1bad},苏F1,甲,", "accepted 0 aside 1 unmatched 0"},
		{"a number of the first generation", "人乙,320699600101001,苏F1,甲,", "accepted 0 aside 1 unmatched 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLoading(t, dbtest.Open(t))
			l.people(4)
			number := id(t, 1)
			bad := number[:17] + "0"
			if number[17] == '0' {
				bad = number[:17] + "1"
			}
			row := strings.NewReplacer("{1}", number, "{1x}", strings.ToLower(number), "{1bad}", bad, "{7}", id(t, 7)).Replace(c.row)
			loaded := l.load("vehicle", "2025-03-31", vehicleHeader+row+"\n")
			if got := told(loaded); !strings.Contains(got, c.want) {
				t.Errorf("got %s, want %s (%s)", got, c.want, reasons(loaded))
			}
			if kept := len(l.vehicles("2025-03-31")); kept != loaded.Accepted {
				t.Errorf("%d vehicles are kept", kept)
			}
		})
	}
}

func TestWhoIsNotKnownLeavesNoTrace(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	l.people(2)
	stranger := id(t, 7)
	l.load("vehicle", "2025-03-31", vehicleHeader+"陌生人,"+stranger+",苏F77777,甲,\n")
	copied := t.TempDir() + "/copy.db"
	if err := l.store.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{stranger, "陌生人", "苏F77777", id(t, 0), id(t, 1)} {
		if contains(t, copied, secret) {
			t.Errorf("the store has %q in it", secret)
		}
	}
	if !contains(t, copied, "人甲") {
		t.Error("the search of the store finds nothing at all")
	}
}

func TestWhatIsSetAsideIsSealed(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	l.people(2)
	loaded := l.load("vehicle", "2025-03-31", vehicleHeader+"人甲,"+id(t, 0)+",苏F1,甲,昨日前后\n")
	if loaded.QuarantinedRows != 1 || !strings.Contains(loaded.Quarantined[0].Reason, "昨*") {
		t.Fatalf("set aside: %v", loaded.Quarantined)
	}
	copied := t.TempDir() + "/copy.db"
	if err := l.store.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if contains(t, copied, "昨日前后") || contains(t, copied, id(t, 0)) {
		t.Error("what a row says stands open in the quarantine")
	}
}

func TestARepeatedRecordIsTakenOnce(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		l.people(4)
		text := vehicleHeader + vehicleLine(t, 1, "苏F1", "甲") + vehicleLine(t, 2, "苏F2", "甲") + vehicleLine(t, 1, "苏F1", "乙")
		loaded := l.load("vehicle", "2025-02-28", text)
		l.want("first", loaded, "rows 3 accepted 2 aside 1 unmatched 0: opened 2 changed 0 same 0 ended 0")
		if reasons(loaded) != "3 record_repeated" {
			t.Errorf("set aside: %s", reasons(loaded))
		}
		loaded = l.load("vehicle", "2025-03-31", text+vehicleLine(t, 3, "苏F3", "甲"))
		l.want("in the next month too", loaded, "rows 4 accepted 3 aside 1 unmatched 0: opened 1 changed 0 same 2 ended 0")
		loaded = l.load("person", "2025-03-31", personHeader+personLine(t, 0, "H0")+personLine(t, 0, "H1"))
		if reasons(loaded) != "2 person_repeated" {
			t.Errorf("somebody in two households: %s", reasons(loaded))
		}
	})
}

func TestPeopleMoveAndLeave(t *testing.T) {
	t.Parallel()
	eachLoading(t, func(t *testing.T, l *loading) {
		l.load("person", "2025-01-31", personHeader+personLine(t, 0, "A")+personLine(t, 2, "A")+personLine(t, 4, "B"))
		loaded := l.load("person", "2025-02-28", personHeader+personLine(t, 0, "A")+personLine(t, 2, "B"))
		l.want("one moved, one left", loaded, "rows 2 accepted 2 aside 0 unmatched 0: opened 0 changed 0 same 2 ended 2")
		for asOf, want := range map[string]string{
			"2025-02-27": "A 人丙, A 人甲, B 人戊",
			"2025-02-28": "A 人甲, B 人丙",
		} {
			if got := l.families(asOf); strings.Join(got, ", ") != want {
				t.Errorf("on %s: got %v, want %s", asOf, got, want)
			}
		}
		l.verify()
	})
}

func TestAnOlderListIsRefusedAfterANewerOne(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	l.people(3)
	if _, err := l.try(l.order("person", "2024-12-31", personHeader+personLine(t, 0, "A"))); code(err) != "load_older" {
		t.Errorf("got %v", err)
	}
}

func TestAChangedNameNeedsTheOldOneBesideIt(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	l.people(2)
	header, row := "身份证号,姓名,曾用名,户号,与户主关系,区划\n", ",户主,"+village(0)+"\n"
	if loaded := l.load("person", "2025-02-28", header+id(t, 0)+",新名,,H0"+row); reasons(loaded) != "1 name_mismatch" {
		t.Errorf("set aside: %s", reasons(loaded))
	}
	if loaded := l.load("person", "2025-03-31", header+id(t, 0)+",新名,人甲,H0"+row); loaded.Changed != 1 {
		t.Errorf("%s, set aside: %s", told(loaded), reasons(loaded))
	}
	if names := l.names("2025-03-31"); !slices.Contains(slices.Collect(maps.Values(names)), "新名") {
		t.Errorf("the names are %v", names)
	}
}

func TestTwoPeopleWithOneNumberAreNotGuessedBetween(t *testing.T) {
	t.Parallel()
	l := newLoading(t, dbtest.Open(t))
	l.people(2)
	twin := l.person(Person{Name: "人甲", IDNumber: number(t, "1960-01-01", 0), Division: wenfeng})
	text := vehicleHeader + vehicleLine(t, 0, "苏F1", "甲")
	if loaded := l.load("vehicle", "2025-02-28", text); reasons(loaded) != "1 person_ambiguous" {
		t.Fatalf("set aside: %s", reasons(loaded))
	}
	var other Ref
	for ref, name := range l.names("2025-02-28") {
		if name == "人甲" && ref != twin {
			other = ref
		}
	}
	l.act(chongchuan, func(a *journal.Write) error {
		return l.Merge(t.Context(), a, PersonKind, twin, other, "同一人")
	})
	loaded := l.load("vehicle", "2025-03-31", text)
	l.want("after the merge", loaded, "rows 1 accepted 1 aside 0 unmatched 0: opened 1 changed 0 same 0 ended 0")
}

// contains searches the bytes of a file.
func contains(t *testing.T, path, text string) bool {
	t.Helper()
	return bytes.Contains(readFile(t, path), []byte(text))
}
