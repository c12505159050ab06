package fact

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"unsafe"

	"lianxin/internal/civil"
	"lianxin/internal/rule"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// WriteSnapshot writes the facts of one county under path and returns the
// content hash. The file takes its name when it is complete and on disk; a
// reader finds the old one or the new one, never a part. The same city and
// header always give the same bytes. What was refused on the way in is not
// kept, only that a household is under reservation.
func WriteSnapshot(path string, city *City, facts []rule.Fact, h SnapshotHeader) (hash string, err error) {
	h.Base = ""
	return writeFile(path, city, nil, facts, h)
}

// WriteChange writes what became of some households since the snapshot with
// the hash base, so that a refresh need not write the whole county. The hash
// it returns stands for the snapshot and the changes together.
func WriteChange(path, base string, change Change, facts []rule.Fact, h SnapshotHeader) (hash string, err error) {
	h.Base = base
	return writeFile(path, change.City, change.Removed, facts, h)
}

func writeFile(path string, city *City, removed []string, facts []rule.Fact, h SnapshotHeader) (hash string, err error) {
	file, err := encodeSnapshot(city, removed, facts, h)
	if err != nil {
		return "", err
	}
	if err := replaceFile(path, file); err != nil {
		return "", errSnapshotFile(err)
	}
	return hashOf(file), nil
}

// KeepSnapshot keeps the snapshot at path under another name, where a later
// snapshot does not replace it. Keeping it twice changes nothing.
func KeepSnapshot(path, kept string) error {
	err := os.Link(path, kept)
	if err == nil {
		return nil
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	file, err := os.ReadFile(path) // a disk that knows no links
	if err == nil {
		err = replaceFile(kept, file)
	}
	if err != nil {
		return errSnapshotFile(err)
	}
	return nil
}

// replaceFile writes a file beside its place and moves it there.
func replaceFile(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name last. Not every system can do that to a folder;
// there the name lasts as well as the system makes it.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = folder.Sync()
	return folder.Close()
}

// encodeSnapshot is the whole file in memory.
func encodeSnapshot(city *City, removed []string, facts []rule.Fact, h SnapshotHeader) ([]byte, error) {
	if len(city.HouseholdID.text) > math.MaxInt32 || len(city.PersonID.text) > math.MaxInt32 {
		return nil, civil.Refuse("snapshot_too_large", "一个县的编号总长超过 2 GiB，请按县分开保存快照。")
	}
	e := &encoder{city: city, rows: city.Table.Households}
	fields, columns, err := e.households(facts)
	if err != nil {
		return nil, err
	}
	metadata := h.metadata(facts, removed)
	schema := arrow.NewSchema(fields, &metadata)
	record := array.NewRecordBatch(schema, columns, int64(e.rows+rule.Pad))
	var out bytes.Buffer
	out.Grow(e.size + 1<<16)
	w, err := ipc.NewFileWriter(&out, ipc.WithSchema(schema))
	if err == nil {
		err = errors.Join(w.Write(record), w.Close())
	}
	if err != nil {
		return nil, errSnapshotFile(err)
	}
	file := out.Bytes()
	if err := trimRows(file, len(columns), e.rows, city.Table.Persons()); err != nil {
		return nil, err
	}
	return appendSeal(file), nil
}

// An encoder makes Arrow columns of a city's. Every column is [rule.Pad] rows
// longer than the city; [trimRows] takes them out of the file's count again,
// so that they lie behind the rows where only the rules engine looks.
type encoder struct {
	city *City
	rows int // of the level at work
	size int // bytes of all columns so far
}

func (e *encoder) households(facts []rule.Fact) ([]arrow.Field, []arrow.Array, error) {
	homes, names, err := factColumns(facts, rule.Household)
	if err != nil {
		return nil, nil, err
	}
	fields := []arrow.Field{
		{Name: nameHousehold, Type: arrow.BinaryTypes.String},
		{Name: nameDivision, Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: nameRejected, Type: arrow.FixedWidthTypes.Boolean},
		{Name: nameUntil, Type: arrow.FixedWidthTypes.Date32, Nullable: true},
	}
	columns := []arrow.Array{e.ids(e.city.HouseholdID), e.divisions(), e.rejected(), e.until()}
	for i, f := range homes {
		c := e.city.Table.Columns[f.FullName()]
		fields = append(fields, factField(f, names[i], c != nil && c.I64 != nil))
		columns = append(columns, e.fact(f, c))
	}
	list, err := e.members(facts)
	if err != nil {
		return nil, nil, err
	}
	return append(fields, arrow.Field{Name: nameMembers, Type: list.DataType()}), append(columns, list), nil
}

// members is the list column; its padding rows hold the padding of the persons.
func (e *encoder) members(facts []rule.Fact) (arrow.Array, error) {
	people, names, err := factColumns(facts, rule.Person)
	if err != nil {
		return nil, err
	}
	homes, start := e.rows, e.city.Table.Start
	e.rows = e.city.Table.Persons()
	defer func() { e.rows = homes }()
	fields := []arrow.Field{{Name: namePerson, Type: arrow.BinaryTypes.String}}
	children := []arrow.ArrayData{e.ids(e.city.PersonID).Data()}
	for i, f := range people {
		c := e.city.Table.Columns[f.FullName()]
		fields = append(fields, factField(f, names[i], c != nil && c.I64 != nil))
		children = append(children, e.fact(f, c).Data())
	}
	person := arrow.StructOf(fields...)
	data := array.NewData(person, e.rows+rule.Pad, []*memory.Buffer{nil}, children, 0, 0)
	ends := make([]int32, homes+rule.Pad+1)
	for i, end := range start {
		ends[i] = int32(end)
	}
	for i := homes + 1; i < len(ends); i++ {
		ends[i] = int32(e.rows)
	}
	ends[len(ends)-1] = int32(e.rows + rule.Pad)
	list := arrow.ListOfField(arrow.Field{Name: "member", Type: person})
	return e.array(list, homes+rule.Pad, 0, []*memory.Buffer{nil, e.buffer(bytesOf(ends))}, data), nil
}

func (e *encoder) ids(n Names) arrow.Array {
	offsets := make([]uint32, e.rows+rule.Pad+1)
	copy(offsets[1:], n.ends)
	for i := e.rows + 1; i < len(offsets); i++ {
		offsets[i] = offsets[e.rows]
	}
	text := unsafe.Slice(unsafe.StringData(n.text), len(n.text))
	return e.array(arrow.BinaryTypes.String, e.rows+rule.Pad, 0, []*memory.Buffer{nil, e.buffer(bytesOf(offsets)), e.buffer(text)})
}

func (e *encoder) divisions() arrow.Array {
	values := make([]civil.Area, e.rows+rule.Pad)
	copy(values, e.city.Division)
	return e.numbers(arrow.PrimitiveTypes.Int64, bytesOf(values), func(row int) bool { return values[row] == 0 })
}

func (e *encoder) until() arrow.Array {
	values := make([]civil.Date, e.rows+rule.Pad)
	copy(values, e.city.Until)
	none := e.city.Until == nil
	for i, day := range values[:e.rows] {
		if day == Never {
			values[i] = 0
		}
	}
	return e.numbers(arrow.FixedWidthTypes.Date32, bytesOf(values), func(row int) bool { return none || e.city.Until[row] == Never })
}

func (e *encoder) rejected() arrow.Array {
	marks := make([]uint8, e.rows+rule.Pad)
	for i, refused := range e.city.RejectedHousehold {
		if refused {
			marks[i] = 1
		}
	}
	bitmap := packed(e.rows, e.rows+rule.Pad, false, wordsOf(marks))
	return e.array(arrow.FixedWidthTypes.Boolean, e.rows+rule.Pad, 0, []*memory.Buffer{nil, e.buffer(bitmap)})
}

// numbers is a column of fixed width; null says which rows are unknown.
func (e *encoder) numbers(t arrow.DataType, values []byte, null func(row int) bool) arrow.Array {
	marks := make([]uint8, e.rows+rule.Pad)
	for row := range e.rows {
		if null(row) {
			marks[row] = 1
		}
	}
	return e.masked(t, values, marks)
}

func (e *encoder) masked(t arrow.DataType, values []byte, nulls []uint8) arrow.Array {
	if nulls == nil {
		return e.array(t, e.rows+rule.Pad, 0, []*memory.Buffer{nil, e.buffer(values)})
	}
	word := wordsOf(nulls)
	valid := packed(e.rows, e.rows+rule.Pad, true, func(row int) uint64 { return ^word(row) })
	return e.array(t, e.rows+rule.Pad, unset(valid, e.rows), []*memory.Buffer{e.buffer(valid), e.buffer(values)})
}
