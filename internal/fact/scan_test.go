package fact

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// scanAll reads every record of a text; a faulty one appears as its fault.
func scanAll(data []byte, want int) (records [][]string, faults []fault) {
	s := scanner{want: want}
	for len(data) > 0 {
		n, flaw := s.next(data, true)
		if !blank(data[:n]) {
			var fields []string
			for _, f := range s.fields {
				fields = append(fields, string(f))
			}
			records, faults = append(records, fields), append(faults, flaw)
		}
		data = data[n:]
	}
	return records, faults
}

func TestRecords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		text   string
		want   [][]string
		faults []fault
	}{
		{"lines end with LF or CRLF or the file", "a,b\nc,d\r\ne,f", [][]string{{"a", "b"}, {"c", "d"}, {"e", "f"}}, []fault{0, 0, 0}},
		{"blank lines are not records", "a,b\n\n\r\nc,d\n", [][]string{{"a", "b"}, {"c", "d"}}, []fault{0, 0}},
		{"empty fields are fields", ",\n\"\",\n", [][]string{{"", ""}, {"", ""}}, []fault{0, 0}},
		{"quotes hold commas, quotes and line ends", "\"a,1\",\"b\"\"\r\n2\"\r\nc,d\n", [][]string{{"a,1", "b\"\n2"}, {"c", "d"}}, []fault{0, 0}},
		{"a wrong number of fields costs its line", "a\nb,c,d\ne,f\n", [][]string{{"a"}, {"b", "c", "d"}, {"e", "f"}}, []fault{faultFields, faultFields, 0}},
		{"a quote inside a bare field costs its line", "a\"x,b\nc,d\n", [][]string{{"a\"x", "b"}, {"c", "d"}}, []fault{faultQuotes, 0}},
		{"text behind a closing quote costs its line", "\"a\"x,b\nc,d\n", [][]string{{"\"a\"x", "b"}, {"c", "d"}}, []fault{faultQuotes, 0}},
		{"a quote never closed costs its line and not the file", "\"a,b\nc,d\ne,f\n", [][]string{{"\"a", "b"}, {"c", "d"}, {"e", "f"}}, []fault{faultQuotes, 0, 0}},
		{"two stray quotes do not draw in the lines between", "\"a,b\nc,d\n\"e,f\ng,h\n", [][]string{{"\"a", "b"}, {"c", "d"}, {"\"e", "f"}, {"g", "h"}}, []fault{faultQuotes, 0, faultQuotes, 0}},
		{"a record of several lines with a wrong number of fields is given up line by line", "\"a\nb\",c,d\ne,f\n", [][]string{{"\"a"}, {"b\"", "c", "d"}, {"e", "f"}}, []fault{faultQuotes, faultQuotes, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			records, faults := scanAll([]byte(c.text), 2)
			if !reflect.DeepEqual(records, c.want) || !reflect.DeepEqual(faults, c.faults) {
				t.Errorf("got %q %v, want %q %v", records, faults, c.want, c.faults)
			}
		})
	}
}

func TestARecordLongerThanTheLimitIsRefusedAlone(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxRecord)
	for name, text := range map[string]string{
		"in one line":    long + ",y\na,b\n",
		"in quotes":      "\"" + strings.Repeat("x\n", maxRecord/2) + "\",y\na,b\n",
		"without an end": "\"" + long,
		"just behind":    "\"x\n\",\"" + strings.Repeat("x", maxRecord-7) + "\"z\na,b\n",
	} {
		records, faults := scanAll([]byte(text), 2)
		if faults[0] == faultNone {
			t.Errorf("%s: accepted", name)
		}
		if last := len(faults) - 1; last > 0 && (faults[last] != faultNone || records[last][0] != "a") {
			t.Errorf("%s: the record behind it is lost", name)
		}
	}
}

// sameAsStandard compares the scanner with encoding/csv up to the first record
// that encoding/csv refuses; behind that the two may resume at different lines.
func sameAsStandard(t *testing.T, data []byte, want int) {
	t.Helper()
	if len(data) > maxRecord {
		return
	}
	records, faults := scanAll(data, want)
	standard := csv.NewReader(bytes.NewReader(data))
	standard.FieldsPerRecord = want
	if want == 0 {
		standard.FieldsPerRecord = -1
	}
	for i := 0; ; i++ {
		expected, err := standard.Read()
		if errors.Is(err, io.EOF) {
			if i != len(records) {
				t.Fatalf("%q: %d records, want %d", data, len(records), i)
			}
			return
		}
		if i >= len(records) {
			t.Fatalf("%q: record %d is missing", data, i)
		}
		if err != nil {
			if faults[i] == faultNone {
				t.Fatalf("%q: record %d accepted, encoding/csv says %v", data, i, err)
			}
			return
		}
		if faults[i] != faultNone || !reflect.DeepEqual(records[i], expected) {
			t.Fatalf("%q: record %d is %q (fault %d), want %q", data, i, records[i], faults[i], expected)
		}
	}
}

func FuzzRecordsAgainstEncodingCSV(f *testing.F) {
	for _, seed := range []string{"", "a,b\n", "a,b\r\n\"c\",\"d\"\"\"\n", "\"a\r\nb\",c\r", "\"\",\n,", "a\"b,c\n", "\"a\"b,c\n", "\"a", "\r", "a,b\r\r\n", "\"a\r\",b\n", "a\rb,c"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sameAsStandard(t, data, 2)
		sameAsStandard(t, data, 0)
	})
}

// sameInChunks checks that cutting a stream into chunks changes nothing:
// neither which records there are nor what is in them.
func sameInChunks(t testing.TB, data []byte) {
	t.Helper()
	data = append([]byte("x,y\n"), data...)
	records, faults := scanAll(data, 2)
	source := newChunks(uneven{bytes.NewReader(data)}, chunkTest)
	i := 0
	for {
		k, err := source.next()
		if errors.Is(err, io.EOF) {
			break
		}
		r, f := scanAll(k.data, 2)
		source.release(k.buffer)
		for j := range r {
			if i >= len(records) || f[j] != faults[i] {
				t.Fatalf("record %d is cut differently", i)
			}
			if faults[i] != faultLong && !reflect.DeepEqual(r[j], records[i]) {
				t.Fatalf("record %d: got %q, want %q", i, r[j], records[i])
			}
			i++
		}
	}
	if i != len(records) {
		t.Fatalf("%d records, want %d", i, len(records))
	}
}

func TestChunksCutOnlyBetweenRecords(t *testing.T) {
	t.Parallel()
	pieces := []string{"a,b\n", "\"c\nd\",e\r\n", "\"", ",", "\n", "\"f\"\"g\",h\n", "\r\n", "i\"j,k\n", "\"l\",\"m\"\n", strings.Repeat("n,o\n", 9999), strings.Repeat("p", maxRecord-50), strings.Repeat("\"q\n\",r\n", 7000)}
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 1))
		var data []byte
		for len(data) < 3*chunkTest {
			data = append(data, pieces[random.IntN(len(pieces))]...)
		}
		sameInChunks(t, data)
	}
}

func FuzzChunks(f *testing.F) {
	f.Add([]byte("a,b\n\"c\nd\",e\n"), uint16(700))
	f.Add([]byte("\"a,b\nc,d\n"), uint16(5000))
	f.Fuzz(func(t *testing.T, seed []byte, pad uint16) {
		filler := "f," + strings.Repeat("z", int(pad)) + "\n"
		var data []byte
		for len(data) < 2*chunkTest {
			data = append(append(data, seed...), filler...)
		}
		sameInChunks(t, data)
	})
}

const chunkTest = 3 * maxRecord

// uneven delivers a stream in small, uneven pieces.
type uneven struct{ in io.Reader }

func (r uneven) Read(p []byte) (int, error) { return r.in.Read(p[:min(len(p), 4099)]) }

func TestALineLongerThanAChunkIsOneRecord(t *testing.T) {
	t.Parallel()
	text := "x,y\na,b\n" + strings.Repeat("q", 5*chunkTest) + "\nc,d\n" + strings.Repeat("r", chunkTest) + "\n\"e\",f\n"
	source := newChunks(strings.NewReader(text), chunkTest)
	var firsts []string
	for {
		k, err := source.next()
		if errors.Is(err, io.EOF) {
			break
		}
		records, faults := scanAll(k.data, 2)
		for i, r := range records {
			if faults[i] == faultLong {
				r = []string{"long"}
			}
			firsts = append(firsts, r[0])
		}
	}
	if want := []string{"x", "a", "long", "c", "long", "e"}; !reflect.DeepEqual(firsts, want) {
		t.Errorf("got %q, want %q", firsts, want)
	}
}

func TestTheLineBehindALongOneIsReadWholeWhereverChunksEnd(t *testing.T) {
	t.Parallel()
	for long := 2*chunkTest - 8; long < 2*chunkTest+2; long++ {
		sameInChunks(t, []byte(strings.Repeat("q", long)+"\nc,d\n"))
	}
}
