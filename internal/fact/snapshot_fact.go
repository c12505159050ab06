package fact

import (
	"slices"
	"unsafe"

	"lianxin/internal/rule"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// fact is the column of one fact. Numbers and dates go to the file as they lie
// in memory: what stands in an unknown row is what the rules engine expects
// there, and Arrow's own bitmap tells everybody else that it is null. Truths
// are bits in Arrow, and codes point into a dictionary of their names.
func (e *encoder) fact(f *rule.Fact, c *rule.Column) arrow.Array {
	if c == nil {
		c = unknownColumn(f, e.rows)
	}
	switch {
	case f.Kind == rule.Bool:
		return e.truths(c.Byte)
	case c.Byte != nil:
		return e.bytes(f, c.Byte)
	case c.I64 != nil:
		return e.masked(arrowType(f, true), bytesOf(c.I64), c.Null)
	}
	return e.masked(arrowType(f, false), bytesOf(c.I32), c.Null)
}

// unknownColumn stands for a fact nobody knows, so that its column is in the
// file all the same.
func unknownColumn(f *rule.Fact, rows int) *rule.Column {
	marks := make([]uint8, rows+rule.Pad)
	if !isByte(f) {
		for i := range rows {
			marks[i] = 1
		}
		return &rule.Column{I32: make([]int32, rows+rule.Pad), Null: marks}
	}
	for i := range rows {
		marks[i] = unknownByte(f)
	}
	return &rule.Column{Byte: marks}
}

func (e *encoder) truths(column []uint8) arrow.Array {
	word := wordsOf(column)
	values := packed(e.rows, e.rows+rule.Pad, false, func(row int) uint64 { return word(row) >> 1 })
	valid := packed(e.rows, e.rows+rule.Pad, true, func(row int) uint64 { w := word(row); return w>>1 | ^w })
	return e.array(arrow.FixedWidthTypes.Boolean, e.rows+rule.Pad, unset(valid, e.rows), []*memory.Buffer{e.buffer(valid), e.buffer(values)})
}

func (e *encoder) bytes(f *rule.Fact, column []uint8) arrow.Array {
	valid := packed(e.rows, e.rows+rule.Pad, true, func(row int) uint64 {
		known := uint64(0)
		for i, x := range column[row : row+8] {
			if x != rule.UnknownByte {
				known |= 1 << (8 * i)
			}
		}
		return known
	})
	nulls := unset(valid, e.rows)
	t := arrowType(f, false)
	if f.Kind != rule.Code {
		return e.array(t, e.rows+rule.Pad, nulls, []*memory.Buffer{e.buffer(valid), e.buffer(column)})
	}
	if nulls > 0 {
		// Some readers follow the place even of a null, so it must exist.
		column = slices.Clone(column)
		for i, x := range column {
			if x == rule.UnknownByte {
				column[i] = 0
			}
		}
	}
	buffers := []*memory.Buffer{e.buffer(valid), e.buffer(column)}
	return array.MakeFromData(array.NewDataWithDictionary(t, e.rows+rule.Pad, buffers, nulls, 0, dictionary(f)))
}

// dictionary is the names of a fact's codes.
func dictionary(f *rule.Fact) *array.Data {
	offsets, text := make([]int32, 1, len(f.Codes)+1), []byte(nil)
	for _, c := range f.Codes {
		text = append(text, c.Name...)
		offsets = append(offsets, int32(len(text)))
	}
	return array.NewData(arrow.BinaryTypes.String, len(f.Codes),
		[]*memory.Buffer{nil, memory.NewBufferBytes(bytesOf(offsets)), memory.NewBufferBytes(text)}, nil, 0, 0)
}

func (e *encoder) array(t arrow.DataType, length, nulls int, buffers []*memory.Buffer, children ...arrow.ArrayData) arrow.Array {
	return array.MakeFromData(array.NewData(t, length, buffers, children, nulls, 0))
}

func (e *encoder) buffer(content []byte) *memory.Buffer {
	e.size += len(content) + 64
	return memory.NewBufferBytes(content)
}

// bytesOf is a list of numbers as the bytes they are in memory.
func bytesOf[T any](list []T) []byte {
	if len(list) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(list))), len(list)*int(unsafe.Sizeof(list[0])))
}
