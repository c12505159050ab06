package fact

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"

	"pgregory.net/rapid"
)

// A drawn row is what one record of a random city says, as cells by column.
type drawn map[string]string

// drawFact draws a value of a fact, tells the builder, and returns the cell.
func drawFact(t *rapid.T, b *Builder, i int) string {
	f := &b.facts[i]
	if f.Engine || rapid.IntRange(0, 3).Draw(t, "known") == 0 {
		return ""
	}
	switch f.Kind {
	case rule.Bool:
		v := rapid.Bool().Draw(t, f.Name)
		b.Bool(i, v)
		return strconv.FormatBool(v)
	case rule.Money:
		v := civil.Fen(rapid.OneOf(rapid.Just(f.Min), rapid.Int64Range(f.Min, f.Max), rapid.Int64Range(f.Min, min(f.Max, 10000))).Draw(t, f.Name))
		b.Money(i, v)
		if v == 0 && rapid.Bool().Draw(t, "word") {
			return "none"
		}
		return v.String()
	case rule.Count:
		v := rapid.Int64Range(f.Min, f.Max).Draw(t, f.Name)
		b.Count(i, v)
		return strconv.FormatInt(v, 10)
	case rule.Code:
		v := rapid.IntRange(0, len(f.Codes)-1).Draw(t, f.Name)
		b.Code(i, v)
		return f.Codes[v].Input
	default:
		v := civil.Date(rapid.Int32Range(-20000, 20000).Draw(t, f.Name))
		b.Date(i, v)
		return v.String()
	}
}

func drawRow(t *rapid.T, b *Builder, level rule.Level, row drawn) drawn {
	for i := range b.facts {
		if b.facts[i].Level == level && !b.facts[i].Engine {
			row[b.facts[i].Name] = drawFact(t, b, i)
		}
	}
	return row
}

// drawCity draws families and returns them as a city and as rows.
func drawCity(t *rapid.T) (want *City, households, persons []drawn) {
	id := rapid.StringMatching(`[a-c户"'=][a-c户"' =]{0,2}[0-9]{1,2}`)
	b := NewBuilder(testFacts)
	var used []string
	for _, h := range rapid.SliceOfNDistinct(id, 0, 6, rapid.ID).Draw(t, "households") {
		division := rapid.SampledFrom([]string{"", "320613001001", "320500000000"}).Draw(t, "division")
		b.Household(h, division)
		households = append(households, drawRow(t, b, rule.Household, drawn{"household_id": h, "division": division}))
		for _, p := range rapid.SliceOfN(id, 0, 4).Draw(t, "members") {
			if slices.Contains(used, p) {
				continue
			}
			used = append(used, p)
			b.Person(p)
			row := drawn{"person_id": p, "household_id": h, "name": rapid.SampledFrom([]string{"", "张三", "a\"b", "c,d", "e\nf"}).Draw(t, "name")}
			persons = append(persons, drawRow(t, b, rule.Person, row))
		}
	}
	want, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return want, households, persons
}

// writeCSV writes rows with their columns in a random order.
func writeCSV(t *rapid.T, rows []drawn, columns []string) []byte {
	columns = rapid.Permutation(columns).Draw(t, "columns")
	var out bytes.Buffer
	if rapid.Bool().Draw(t, "mark") {
		out.Write(byteOrderMark)
	}
	w := csv.NewWriter(&out)
	w.UseCRLF = rapid.Bool().Draw(t, "crlf")
	_ = w.Write(columns)
	for _, i := range rapid.Permutation(numbers(len(rows))).Draw(t, "rows") {
		var cells []string
		for _, c := range columns {
			cells = append(cells, rows[i][c])
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return out.Bytes()
}

func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func columnsOf(level rule.Level, carried ...string) []string {
	for _, f := range testFacts {
		if f.Level == level && !f.Engine {
			carried = append(carried, f.Name)
		}
	}
	return carried
}

func TestFamiliesWrittenInAnyOrderReadBackEqual(t *testing.T) {
	t.Parallel()
	o := testOptions(t)
	rapid.Check(t, func(t *rapid.T) {
		want, households, persons := drawCity(t)
		for range 2 {
			got, err := ReadCity(
				bytes.NewReader(writeCSV(t, households, columnsOf(rule.Household, "household_id", "division"))),
				bytes.NewReader(writeCSV(t, persons, columnsOf(rule.Person, "person_id", "household_id", "name"))), o)
			if err != nil {
				t.Fatal(err)
			}
			if where := differ(got, want); where != "" {
				t.Fatalf("%s differ: %v", where, got.Rejections)
			}
		}
	})
}

// largeCity is a city of several chunks with refused rows in it.
func largeCity(rows int) (households, persons string) {
	var h, p strings.Builder
	h.WriteString("household_id,division,area_kind,hukou_local,housing_units,financial_assets\n")
	p.WriteString("person_id,household_id,relation,id_number,name,birth_date,sex,hukou_local,wage,business_income,disability_type,points,alive\n")
	for i := range rows {
		if i%3 == 0 {
			fmt.Fprintf(&h, "h%06d,320613001001,urban,true,%d,%d.5\n", i*7919%rows, i%4, i)
		}
		name := "张三"
		if i%5 == 0 {
			name = "\"张\n\"\"三\""
		}
		wage := strconv.Itoa(i % 9000)
		if i%101 == 0 {
			wage = "many"
		}
		fmt.Fprintf(&p, "p%06d,h%06d,01,,%s,19%02d-0%d-1%d,M,true,%s,,none,,true\n", i, i/3*3*7919%rows, name, i%100, i%9+1, i%10, wage)
	}
	return h.String(), p.String()
}

func TestChunksAndCoresDoNotShowInTheCity(t *testing.T) {
	households, persons := largeCity(20000)
	o := testOptions(t)
	read := func(cores, size int) *City {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		city, err := readCity(strings.NewReader(households), strings.NewReader(persons), o, size)
		if err != nil {
			t.Fatal(err)
		}
		return city
	}
	want := read(1, 64<<20)
	if n := len(want.Rejections); n != 199 || want.Table.Persons() != 20000-n {
		t.Fatalf("%d refused, %d persons", n, want.Table.Persons())
	}
	for cores := range 4 {
		if where := differ(read(cores+1, chunkTest), want); where != "" {
			t.Errorf("%d cores: %s differ", cores+1, where)
		}
	}
}

func FuzzReadCity(f *testing.F) {
	f.Add([]byte("household_id,housing_units\nh1,2\n"), []byte("person_id,household_id,wage\np1,h1,3.5\n"))
	f.Add([]byte("household_id\n\"h1\nh2\n"), []byte("person_id,household_id,id_number,sex\np1,h1,11010119800102001X,M\np1,h1,,\n"))
	o := testOptions(f)
	f.Fuzz(func(t *testing.T, households, persons []byte) {
		city, err := ReadCity(bytes.NewReader(households), bytes.NewReader(persons), o)
		if err != nil {
			codeOf(t, err)
			return
		}
		checkCity(t, city)
	})
}

// FuzzReadFolder holds the files of a folder to the same bytes read from memory.
func FuzzReadFolder(f *testing.F) {
	f.Add([]byte("household_id,housing_units\nh1,2\n"), []byte("person_id,household_id,wage\np1,h1,3.5\n"))
	o := testOptions(f)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, households, persons []byte) {
		for name, data := range map[string][]byte{HouseholdsFile: households, PersonsFile: persons} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		city, err := ReadFolder(dir, o)
		other, again := ReadCity(bytes.NewReader(households), bytes.NewReader(persons), o)
		if (err == nil) != (again == nil) {
			t.Fatalf("the folder says %v, memory %v", err, again)
		}
		if err == nil && !reflect.DeepEqual(city.Table, other.Table) {
			t.Fatal("the folder gives another table than memory")
		}
	})
}

// checkCity checks what every city promises.
func checkCity(t *testing.T, c *City) {
	t.Helper()
	ids := all(c.HouseholdID)
	if !slices.IsSorted(ids) || len(slices.Compact(ids)) != c.Table.Households || len(c.Division) != len(ids) || len(c.RejectedHousehold) != len(ids) {
		t.Fatalf("households %q", ids)
	}
	if len(c.Table.Start) != c.Table.Households+1 || c.PersonID.Len() != c.Table.Persons() {
		t.Fatalf("start %v, %d persons", c.Table.Start, c.PersonID.Len())
	}
	for h := range c.Table.Households {
		if !slices.IsSorted(all(c.PersonID)[c.Table.Start[h]:c.Table.Start[h+1]]) {
			t.Fatalf("members of household %d are not sorted", h)
		}
	}
	for name, column := range c.Table.Columns {
		rows := c.Table.Persons()
		if strings.HasPrefix(name, "household.") {
			rows = c.Table.Households
		}
		if n := len(column.Byte) + len(column.I32) + len(column.I64); n != rows+rule.Pad || column.Null != nil && len(column.Null) != n {
			t.Fatalf("%s has %d entries for %d rows", name, n, rows)
		}
	}
	for _, r := range c.Rejections {
		if r.Record < 1 || r.Code == "" || r.Message == "" {
			t.Fatalf("refusal %+v", r)
		}
	}
}
