package register

import (
	"crypto/rand"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"lianxin/internal/access"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/packs"
)

// roofRegister is a register about households, as a pack may declare one.
const roofRegister = `registers:
  - name: old_house
    title: 危旧房台账
    subject: household
    department: 住建
    class: shared
    key: [house]
    fields:
      - {name: house, type: text, label: 房屋编号, required: true, max: 64}
      - {name: grade, type: text, label: 危险等级, max: 10}
    source: 测试
    status: proposed
feeds:
  - name: old_house
    title: 危旧房台账数据
    register: old_house
    population: 本市户籍家庭
    covers: registered
    complete: false
    period: none
    replaces: nothing
    header: [house, grade]
    columns:
      - {field: household_number, aliases: [家庭户号]}
      - {field: id_number, aliases: [户主身份证号]}
      - {field: name, aliases: [户主姓名]}
      - {field: division, aliases: [所在区划]}
      - {field: house, aliases: [房号]}
      - {field: grade, aliases: [等级]}
    source: 测试
    status: proposed
`

// roofPacks are all packs and that register.
var roofPacks = sync.OnceValues(func() (*pack.Catalogue, error) {
	files := fstest.MapFS{"base/registers/old_house.yaml": {Data: []byte(roofRegister)}}
	err := fs.WalkDir(packs.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(packs.FS, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		return nil, err
	}
	return pack.Load(files)
})

func newRoofs(t *testing.T, store *db.DB) *loading {
	t.Helper()
	catalogue, err := roofPacks()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(rand.Reader, day(t, "2025-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	l := &loading{world: world{New(journal.New(store, slices.Concat(feed.Tables(), Tables())...), keys, catalogue, nil), t, store}}
	l.loader = &feed.Loader{Journal: l.journal, Keys: keys, Catalogue: catalogue, Sinks: l.Sinks(), Declared: l.DeclaredSink()}
	return l
}

// roofs are the records of the register as "household's number house grade".
func (l *loading) roofs() string {
	l.t.Helper()
	var list []string
	for _, county := range []string{chongchuan, tongzhou} {
		numbers := map[string]string{}
		err := l.EachHousehold(l.t.Context(), county, On(day(l.t, "2025-12-31")), func(h *Household) error {
			numbers[h.ID] = h.Number
			return nil
		})
		if err == nil {
			err = l.EachRecord(l.t.Context(), county, "old_house", On(day(l.t, "2025-12-31")), func(r *Record) error {
				list = append(list, fmt.Sprintf("%s %s %s %s", numbers[r.Subject], r.Division, r.Values[0].Text, r.Values[1].Text))
				return nil
			})
		}
		if err != nil {
			l.t.Fatal(err)
		}
	}
	slices.Sort(list)
	return strings.Join(list, "; ")
}

func TestAHouseholdIsFoundByItsNumberOrAMember(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		l := newRoofs(t, store)
		l.load("person", "2025-01-31", personHeader+personLine(t, 0, "A1")+personLine(t, 2, "A2")+personLine(t, 1, "A1")+personLine(t, 3, "B1"))
		first := l.load("old_house", "2025-02-28", "家庭户号,户主身份证号,户主姓名,所在区划,房号,等级\n"+
			"A1,,,320613005001,F1,C\n"+ // a number that two counties have, with the county
			"A1,,,,F2,C\n"+ // and without
			",,,,F9,D\n"+ // about nobody
			"B1,,,,F3,D\n"+
			","+id(t, 2)+",人"+numeral(2)+",,F4,B\n"+ // by a member
			"B1,"+id(t, 2)+",,,F5,B\n"+ // two different households
			","+id(t, 2)+",王五,,F6,B\n"+ // not his name
			"Z9,,,,F7,B\n") // unknown
		l.want("first", first, "rows 8 accepted 3 aside 3 unmatched 2: opened 3 changed 0 same 0 ended 0")
		if got, want := reasons(first), "2 household_ambiguous, 6 household_mismatch, 7 name_mismatch"; got != want {
			t.Errorf("set aside %s, want %s", got, want)
		}
		if got, want := l.roofs(), "A1 320613005001 F1 C; A2 320613005001 F4 B; B1 320612101001 F3 D"; got != want {
			t.Errorf("kept %s, want %s", got, want)
		}
		second := l.load("old_house", "2025-03-31", "家庭户号,所在区划,房号,等级\nA1,320613005001,F1,D\nB1,,F3,D\n")
		l.want("second", second, "rows 2 accepted 2 aside 0 unmatched 0: opened 0 changed 1 same 1 ended 0")
		if got, want := l.roofs(), "A1 320613005001 F1 D; A2 320613005001 F4 B; B1 320612101001 F3 D"; got != want {
			t.Errorf("kept %s, want %s", got, want)
		}
	})
}

func TestHouseholdsThatWereMergedAreFoundUnderBothNumbers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		l := newRoofs(t, store)
		l.load("person", "2025-01-31", personHeader+personLine(t, 0, "A1")+personLine(t, 2, "A2"))
		ids := map[string]string{}
		if err := l.EachHousehold(t.Context(), chongchuan, On(day(t, "2025-02-01")), func(h *Household) error {
			ids[h.Number] = h.ID
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		l.act(chongchuan, func(a *journal.Write) error {
			return l.Merge(t.Context(), a, HouseholdKind, Ref{chongchuan, ids["A2"]}, Ref{chongchuan, ids["A1"]}, "同一户")
		})
		l.load("old_house", "2025-02-28", "家庭户号,房号,等级\nA1,F1,C\nA2,F2,D\n")
		if got, want := l.roofs(), "A1 320613005001 F1 C; A1 320613005001 F2 D"; got != want {
			t.Errorf("kept %s, want %s", got, want)
		}
	})
}
