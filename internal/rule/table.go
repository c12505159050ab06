package rule

// Table holds the facts of many households as columns. Members of household h
// are the persons Start[h] to Start[h+1]. A table is read-only once built.
type Table struct {
	Households int
	Start      []uint32           // Households+1 entries
	Columns    map[string]*Column // by full fact name, "person.wage"; an absent column is unknown for everybody
}

// Persons is the number of persons in the table.
func (t *Table) Persons() int { return int(t.Start[t.Households]) }

// Column is one fact for every person or household. Exactly one of Byte, I32
// and I64 is set. Every slice is padded with Pad entries beyond the rows.
//
//	Byte  Bool: 0 false, 1 unknown, 3 true
//	      Code: position in Fact.Codes; 255 unknown
//	      Count with Fact.Max <= 254: the number; 255 unknown
//	I32   Money, Count, Date (civil.Date) when all values fit
//	I64   Money, Count otherwise
//
// Null marks unknown rows of I32 and I64 with 1 (the value there is 0); nil when nothing is unknown.
type Column struct {
	Byte []uint8
	I32  []int32
	I64  []int64
	Null []uint8
	Min  int64 // over known rows; 0 when none
	Max  int64
}

// The stored forms of a three-valued Boolean and the unknown mark of other byte columns.
const (
	False   = 0
	Unknown = 1
	True    = 3

	UnknownByte = 255
)

// Pad is the number of spare entries behind the rows of each column slice,
// so that kernels may read a whole word at the end.
const Pad = 64

// Select copies some households, in the order given, to a table of their own.
func (t *Table) Select(households []int) *Table {
	out := &Table{Households: len(households), Start: make([]uint32, 1, len(households)+1), Columns: make(map[string]*Column, len(t.Columns))}
	var persons []int
	for _, h := range households {
		for p := t.Start[h]; p < t.Start[h+1]; p++ {
			persons = append(persons, int(p))
		}
		out.Start = append(out.Start, uint32(len(persons)))
	}
	for name, c := range t.Columns {
		rows := households
		if level, _ := levelOf(name); level == Person {
			rows = persons
		}
		out.Columns[name] = &Column{
			Byte: pick(c.Byte, rows), I32: pick(c.I32, rows), I64: pick(c.I64, rows), Null: pick(c.Null, rows), Min: c.Min, Max: c.Max,
		}
	}
	return out
}

func pick[T any](from []T, rows []int) []T {
	if from == nil {
		return nil
	}
	out := make([]T, len(rows)+Pad)
	for i, row := range rows {
		out[i] = from[row]
	}
	return out
}
