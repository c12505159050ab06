package fact

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"

	"github.com/apache/arrow-go/v18/arrow/ipc"
	"pgregory.net/rapid"
)

var testHeader = SnapshotHeader{County: 320613000000, Seq: 42, Day: 20269, Business: "dibao"}

func TestASnapshotOpensAsTheCityThatWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		want, _, _ := drawCity(rt)
		want.Until = drawUntil(rt, want.Table.Households)
		for i := range want.RejectedHousehold {
			want.RejectedHousehold[i] = rapid.Bool().Draw(rt, "rejected")
		}
		path := filepath.Join(t.TempDir(), "a.arrow")
		if _, err := WriteSnapshot(path, want, testFacts, testHeader); err != nil {
			rt.Fatal(err)
		}
		s, err := OpenSnapshot(path, testFacts)
		if err != nil {
			rt.Fatalf("%v: %v", err, err.(*civil.Error).Err)
		}
		defer s.Close()
		if what := differ(s.City, want); what != "" {
			rt.Fatalf("%s differ", what)
		}
		if err := s.Verify(); err != nil {
			rt.Fatal(err)
		}
	})
}

func drawUntil(t *rapid.T, households int) []civil.Date {
	if households == 0 || rapid.Bool().Draw(t, "never") {
		return nil
	}
	days := rapid.SliceOfN(rapid.SampledFrom([]civil.Date{Never, 20300, 20400}), households, households).Draw(t, "until")
	days[0] = 20269
	return days
}

// smallCity has every kind of column, with known and unknown rows.
func smallCity(t testing.TB) *City {
	t.Helper()
	city := mustRead(t, "household_id,division,area_kind,hukou_local,housing_units,financial_assets\nh1,320613001001,rural,true,2,7.00\nh2,,,,,\nh3,320613001001,urban,false,0,9000000000.00\n",
		"person_id,household_id,birth_date,wage,disability_type,alive,points\np1,h1,1960-01-01,12.34,5,true,300\np2,h1,,,,false,\np3,h3,2001-02-03,0,none,,1\n")
	city.Until = []civil.Date{20300, Never, Never}
	return city
}

// sealed is a small city as a file in memory.
func sealed(t testing.TB) []byte {
	t.Helper()
	file, err := encodeSnapshot(smallCity(t), nil, testFacts, testHeader)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestADamagedSnapshotIsNeverUsed(t *testing.T) {
	t.Parallel()
	file := sealed(t)
	refused := func(what string, data []byte) {
		s, err := readSnapshot(data, testFacts)
		if code := codeOf(t, err); s != nil || code != "snapshot_damaged" && code != "snapshot_foreign" {
			t.Fatalf("%s: %v, %q", what, s, code)
		}
	}
	for i := range file {
		for _, bit := range []byte{1, 128} {
			file[i] ^= bit
			refused(fmt.Sprintf("bit %d of byte %d turned", bit, i), file)
			file[i] ^= bit
		}
	}
	for n := range file {
		refused(fmt.Sprintf("cut to %d bytes", n), file[:n])
	}
	refused("longer", append(slices.Clone(file), 0))
	refused("twice", append(slices.Clone(file), file...))
	if _, err := readSnapshot(file, testFacts); err != nil {
		t.Fatalf("the file itself: %v", err)
	}
}

// reseal seals a file that was changed on purpose.
func reseal(file []byte) []byte {
	if len(file) < sealSize+tailSize {
		return file
	}
	file = slices.Clone(file)
	tail := len(file) - tailSize
	length := binary.LittleEndian.Uint32(file[tail:]) - sealSize
	file = binary.LittleEndian.AppendUint32(file[:tail-sealSize], length)
	return appendSeal(append(file, arrowMark...))
}

// buffersNamed are the buffers of the first column of a name; changing them changes the file.
func buffersNamed(t testing.TB, file []byte, column string) [][]byte {
	t.Helper()
	columns, _, err := schemaOf(file, len(testFacts)+mostOwn)
	if err != nil {
		t.Fatal(err)
	}
	b, err := batchOf(file)
	if err != nil {
		t.Fatal(err)
	}
	d := &opener{facts: testFacts, batch: b}
	var found [][]byte
	var look func(s stored)
	look = func(s stored) {
		if s.name == column && found == nil {
			found = s.buffers
		}
		for _, inner := range s.columns {
			look(inner)
		}
	}
	for _, of := range columns {
		look(d.next(of))
	}
	return found
}

func TestASnapshotSealedOnPurposeIsCheckedAllTheSame(t *testing.T) {
	t.Parallel()
	put := binary.LittleEndian.PutUint32
	for _, c := range []struct {
		name, column, want string
		buffer             int
		forge              func(b []byte)
	}{
		{"nothing changed", "members", "", 1, func([]byte) {}},
		{"members that end before they begin", "members", "snapshot_damaged", 1, func(b []byte) { put(b[4:], 3); put(b[8:], 2) }},
		{"members that do not begin at the first", "members", "snapshot_damaged", 1, func(b []byte) { put(b, 1) }},
		{"members beyond the last", "members", "snapshot_damaged", 1, func(b []byte) { put(b[12:], 4) }},
		{"an id that ends before it begins", "person_id", "snapshot_damaged", 1, func(b []byte) { put(b[4:], 5) }},
		{"ids that begin with a gap", "person_id", "snapshot_damaged", 1, func(b []byte) { put(b, 1) }},
		{"ids longer than their text", "person_id", "snapshot_damaged", 1, func(b []byte) { put(b[12:], 1<<30) }},
		{"a code out of the list", "area_kind", "snapshot_damaged", 1, func(b []byte) { b[0] = 9 }},
		{"a number out of the range", "points", "snapshot_damaged", 1, func(b []byte) { put(b, 301) }},
		{"an amount below the range", "wage_fen", "snapshot_damaged", 1, func(b []byte) { put(b, 1<<31) }},
		{"an amount in an unknown row", "wage_fen", "snapshot_damaged", 1, func(b []byte) { put(b[4:], 1) }},
		{"a mark without its bit", "housing_units", "snapshot_damaged", 1, func(b []byte) { b[0] = 255 }},
		{"a bit without its mark", "housing_units", "snapshot_damaged", 0, func(b []byte) { b[0] = 0 }},
		{"a truth in an unknown row stays unknown", "hukou_local", "", 1, func(b []byte) { b[0] = 255 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file := sealed(t)
			c.forge(buffersNamed(t, file, c.column)[c.buffer])
			s, err := readSnapshot(reseal(file), testFacts)
			if code := codeOf(t, err); code != c.want {
				t.Fatalf("got %q, want %q", code, c.want)
			}
			if err == nil && s.City.Table.Columns["household.hukou_local"].Byte[1] != rule.Unknown {
				t.Error("an unknown row became known")
			}
		})
	}
}

func TestASnapshotOfOtherFactsIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		change     func(facts []rule.Fact) []rule.Fact
	}{
		{"the same facts", "", func(f []rule.Fact) []rule.Fact { return f }},
		{"in another order", "", func(f []rule.Fact) []rule.Fact { slices.Reverse(f); return f }},
		{"under another label", "", func(f []rule.Fact) []rule.Fact { f[factWage].Label = "收入"; return f }},
		{"one fact fewer", "snapshot_facts", func(f []rule.Fact) []rule.Fact { return f[1:] }},
		{"a wider range", "snapshot_facts", func(f []rule.Fact) []rule.Fact { f[factWage].Max++; return f }},
		{"codes in another order", "snapshot_facts", func(f []rule.Fact) []rule.Fact {
			f[factAreaKind].Codes = []rule.CodeValue{f[factAreaKind].Codes[1], f[factAreaKind].Codes[0]}
			return f
		}},
		{"another name", "snapshot_facts", func(f []rule.Fact) []rule.Fact { f[factWage].Name = "salary"; return f }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := readSnapshot(sealed(t), c.change(slices.Clone(testFacts)))
			if code := codeOf(t, err); code != c.want {
				t.Fatalf("got %q, want %q", code, c.want)
			}
			if err == nil {
				if what := differ(s.City, smallCity(t)); what != "" && what != "rejections" {
					t.Errorf("%s differ", what)
				}
			}
		})
	}
}

func TestAFactThatTakesTheNameOfAnotherColumnIsRefused(t *testing.T) {
	t.Parallel()
	facts := append(slices.Clone(testFacts), rule.Fact{Name: "members", Level: rule.Household, Kind: rule.Count, Max: 9})
	_, err := WriteSnapshot(filepath.Join(t.TempDir(), "a"), smallCity(t), facts, testHeader)
	if code := codeOf(t, err); code != "column_duplicate" {
		t.Errorf("got %q", code)
	}
}

func TestAnyArrowReaderSeesTheFacts(t *testing.T) {
	t.Parallel()
	r, err := ipc.NewFileReader(bytes.NewReader(sealed(t)))
	if err != nil {
		t.Fatal(err)
	}
	record, err := r.RecordBatchAt(0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := record.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"area_kind":"rural","division":320613001001,"financial_assets_fen":700,"household_id":"h1","housing_units":2,"hukou_local":true,` +
		`"members":[{"alive":true,"birth_date":"1960-01-01","business_income_fen":null,"disability_type":"intellect","hukou_local":null,"person_id":"p1","points":300,"wage_fen":1234},` +
		`{"alive":false,"birth_date":null,"business_income_fen":null,"disability_type":null,"hukou_local":null,"person_id":"p2","points":null,"wage_fen":null}],"rejected":false,"until":"2025-07-31"},` +
		`{"area_kind":null,"division":null,"financial_assets_fen":null,"household_id":"h2","housing_units":null,"hukou_local":null,"members":[],"rejected":false,"until":null},` +
		`{"area_kind":"urban","division":320613001001,"financial_assets_fen":900000000000,"household_id":"h3","housing_units":0,"hukou_local":false,` +
		`"members":[{"alive":null,"birth_date":"2001-02-03","business_income_fen":null,"disability_type":"none","hukou_local":null,"person_id":"p3","points":1,"wage_fen":0}],"rejected":false,"until":null}]`
	if compact := strings.ReplaceAll(string(got), "\n", ""); compact != want {
		t.Errorf("got\n%s\nwant\n%s", compact, want)
	}
}

// FuzzSnapshot opens bytes as they are and sealed anew. Whatever they say,
// nothing is read beyond the file and every row can be walked.
func FuzzSnapshot(f *testing.F) {
	f.Add(sealed(f))
	f.Add([]byte(arrowMark + arrowMark))
	empty, err := NewBuilder(testFacts).Build()
	if err != nil {
		f.Fatal(err)
	}
	file, err := encodeSnapshot(empty, []string{"gone"}, testFacts, testHeader)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, data := range [][]byte{data, reseal(data)} {
			s, err := readSnapshot(data, testFacts)
			if err != nil {
				codeOf(t, err)
				continue
			}
			for h := range s.City.Table.Households {
				_ = s.City.HouseholdID.At(h)
				for p := s.City.Table.Start[h]; p < s.City.Table.Start[h+1]; p++ {
					_ = s.City.PersonID.At(int(p))
				}
			}
			s.City.Table.Select([]int{})
			for i := range testFacts {
				c := s.City.Table.Columns[testFacts[i].FullName()]
				if c != nil && len(c.Byte)+len(c.I32)+len(c.I64) < rule.Pad {
					t.Fatalf("%s has no padding", testFacts[i].FullName())
				}
			}
		}
	})
}
