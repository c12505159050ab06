package fact

import (
	"encoding/hex"
	"fmt"
	"unsafe"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// OpenSnapshot opens a county's facts. A file that is not a snapshot, is not
// whole, or was made for other facts is refused, never used in part: the caller
// makes a new one from the register. Every byte is looked at once. only names the
// facts, by full name, whose columns are wanted; none means all.
func OpenSnapshot(path string, facts []rule.Fact, only ...string) (*Snapshot, error) {
	file, err := openMapping(path)
	if err != nil {
		return nil, errSnapshotFile(err)
	}
	s, err := readSnapshot(file.data, facts, only...)
	if err != nil {
		_ = file.close()
		return nil, err
	}
	s.file = file
	return s, nil
}

// readSnapshot reads a file in memory. The seal rules out damage; a file that
// somebody sealed on purpose may still say anything, so every length is checked
// before it is used, and what leads out of the file is a refusal.
func readSnapshot(data []byte, facts []rule.Fact, only ...string) (s *Snapshot, err error) {
	seal, ok := sealOf(data)
	if !ok {
		return nil, errSnapshotForeign(nil)
	}
	if !seal.whole(data) {
		return nil, errSnapshotDamaged(nil)
	}
	defer func() {
		if cause := recover(); cause != nil {
			s, err = nil, errSnapshotDamaged(fmt.Errorf("%v", cause))
		}
	}()
	columns, metadata, err := schemaOf(data, len(facts)+mostOwn)
	if err != nil {
		return nil, errSnapshotForeign(err)
	}
	h, err := headerOf(metadata)
	if err != nil {
		return nil, err
	}
	if h.facts != factsHash(facts) {
		return nil, errSnapshotFacts()
	}
	b, err := batchOf(data)
	if err != nil {
		return nil, errSnapshotDamaged(err)
	}
	d := &opener{facts: facts, only: only, batch: b}
	city := d.city(columns)
	if d.wrong != nil {
		return nil, errSnapshotDamaged(d.wrong)
	}
	return &Snapshot{SnapshotHeader: h.SnapshotHeader, City: city, Removed: h.removed, Hash: hex.EncodeToString(seal.content)}, nil
}

// An opener takes a city out of a record batch, whose columns follow each other
// in the order of the schema, outer ones before inner ones. It keeps the first
// thing that is wrong; what it returns after that is not used.
//
// The Arrow library writes these files and could read them, but it copies what
// it reads or, from mapped memory, knows no dictionaries.
type opener struct {
	facts   []rule.Fact
	only    []string // facts wanted; empty: all
	batch   batch
	nodes   int // columns taken
	buffers int // buffers taken
	wrong   error
}

func (d *opener) fail(format string, args ...any) {
	if d.wrong == nil {
		d.wrong = fmt.Errorf(format, args...)
	}
}

// A stored column is a field of the file with its data.
type stored struct {
	shape
	rows    int
	buffers [][]byte
	columns []stored // inside it
}

// next is the column of the next field.
func (d *opener) next(of shape) stored {
	s := stored{shape: of}
	at, count := d.batch.list(batchNodes)
	if d.nodes >= count {
		d.fail("column %s: no such column", s.name)
		return s
	}
	s.rows = d.batch.number(at + 16*d.nodes)
	d.nodes++
	at, count = d.batch.list(batchBuffers)
	for range buffersOf[s.form] {
		if d.buffers >= count {
			d.fail("column %s: no such buffer", s.name)
			return s
		}
		begin, size := d.batch.number(at+16*d.buffers), d.batch.number(at+16*d.buffers+8)
		s.buffers = append(s.buffers, d.batch.body[begin:begin+size])
		d.buffers++
	}
	for _, inner := range of.inner {
		s.columns = append(s.columns, d.next(inner))
	}
	return s
}

func (d *opener) city(columns []shape) *City {
	rows := d.batch.number(d.batch.field(batchLength))
	homes := map[string]stored{}
	for _, of := range columns {
		homes[of.name] = d.next(of)
	}
	list := d.take(homes, nameMembers, rows, formList)
	if d.wrong != nil {
		return nil
	}
	people := map[string]stored{}
	for _, s := range list.columns[0].columns {
		people[s.name] = s
	}
	persons := list.columns[0].rows
	city := &City{Table: &rule.Table{Households: rows, Columns: map[string]*rule.Column{}}}
	city.Table.Start = d.starts(list, persons)
	city.HouseholdID = d.names(d.take(homes, nameHousehold, rows, formText))
	city.PersonID = d.names(d.take(people, namePerson, persons, formText))
	city.Division = numbersOf[civil.Area](d, d.take(homes, nameDivision, rows, formI64), 0)
	city.RejectedHousehold = d.marks(d.take(homes, nameRejected, rows, formTruth))
	city.Until = d.until(d.take(homes, nameUntil, rows, formDate))
	d.columns(city.Table, rule.Household, rows, homes)
	d.columns(city.Table, rule.Person, persons, people)
	return city
}

// take removes a column from those not looked at yet.
func (d *opener) take(from map[string]stored, name string, rows int, as form) stored {
	s, ok := from[name]
	switch {
	case !ok:
		d.fail("no column %s", name)
	case s.form != as || s.rows != rows:
		d.fail("column %s is of form %d with %d rows", name, s.form, s.rows)
	}
	delete(from, name)
	return s
}

// raw is a buffer of a column seen as numbers, at least least of them.
func raw[T any](d *opener, s stored, buffer, least int) []T {
	if d.wrong != nil {
		return nil
	}
	content := s.buffers[buffer]
	var zero T
	size := int(unsafe.Sizeof(zero))
	at := unsafe.Pointer(unsafe.SliceData(content))
	if least < 0 || len(content)/size < least || uintptr(at)%unsafe.Alignof(zero) != 0 {
		d.fail("column %s: buffer %d of %d bytes is too short or not aligned", s.name, buffer, len(content))
		return nil
	}
	return unsafe.Slice((*T)(at), least)
}

// valid is the validity bitmap of a column; nil when every row is known.
func (d *opener) valid(s stored) []byte {
	if d.wrong != nil || len(s.buffers[0]) == 0 {
		return nil
	}
	return raw[byte](d, s, 0, (s.rows+7)/8)
}

// numbersOf is a column of numbers as it lies in the file, with room behind.
func numbersOf[T any](d *opener, s stored, room int) []T { return raw[T](d, s, 1, s.rows+room) }

// starts are the ends of the members' lists, which must not run backwards.
func (d *opener) starts(list stored, persons int) []uint32 {
	start := raw[uint32](d, list, 1, list.rows+1)
	if d.wrong != nil {
		return nil
	}
	if start[0] != 0 || int(start[list.rows]) != persons || d.valid(list) != nil {
		d.fail("the lists of members do not hold %d persons", persons)
	}
	for h := range list.rows {
		if start[h] > start[h+1] || start[h+1]-start[h] > MaxMembers {
			d.fail("the members of row %d end before they begin, or are too many", h)
			break
		}
	}
	return start
}

// names copies texts out of the file, since ids outlive it; where each ends is
// read in the file.
func (d *opener) names(s stored) Names {
	if d.wrong != nil {
		return Names{}
	}
	ends := raw[uint32](d, s, 1, s.rows+1)
	if d.wrong != nil {
		return Names{}
	}
	for i := range s.rows {
		if ends[i] > ends[i+1] {
			d.fail("column %s: text %d ends before it begins", s.name, i)
			return Names{}
		}
	}
	text := raw[byte](d, s, 2, int(ends[s.rows]))
	if d.wrong != nil || ends[0] != 0 {
		d.fail("column %s begins with a gap", s.name)
		return Names{}
	}
	return Names{text: string(text), ends: ends[1:]}
}

func (d *opener) marks(s stored) []bool {
	bits := raw[byte](d, s, 1, (s.rows+7)/8)
	if d.wrong != nil {
		return nil
	}
	out := make([]bool, s.rows)
	for i := range out {
		out[i] = bits[i/8]>>(i%8)&1 == 1
	}
	return out
}

// until reads the days on which facts may change of themselves.
func (d *opener) until(s stored) []civil.Date {
	days := numbersOf[civil.Date](d, s, 0)
	valid := d.valid(s)
	if d.wrong != nil || s.rows == 0 || valid != nil && unset(valid, s.rows) == s.rows {
		return nil
	}
	out := make([]civil.Date, s.rows)
	for i := range out {
		out[i] = days[i]
		if valid != nil && valid[i/8]>>(i%8)&1 == 0 {
			out[i] = Never
		}
	}
	return out
}
