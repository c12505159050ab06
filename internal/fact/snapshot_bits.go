package fact

import (
	"encoding/binary"
	"math/bits"

	"lianxin/internal/rule"
)

// Arrow keeps truth in bits and the rules engine in bytes; these are the ways
// between them, eight rows at a time.
const (
	ones    = 0x0101010101010101
	gather8 = 0x0102040810204080 // moves bit 0 of each byte of a word to its highest byte
)

// spread has bit i of its index in byte i.
var spread = func() (table [256]uint64) {
	for x := range table {
		for i := range 8 {
			table[x] |= uint64(x>>i&1) << (8 * i)
		}
	}
	return table
}()

// packed makes a bitmap for rows from words of eight bytes, of which bit 0 of
// each byte counts. Rows beyond the end have the bit set when beyond says so.
func packed(rows, length int, beyond bool, word func(row int) uint64) []byte {
	out := make([]byte, (length+7)/8)
	full := rows / 8
	for i := range full {
		out[i] = uint8(word(i*8) & ones * gather8 >> 56)
	}
	if rest := rows % 8; rest > 0 {
		out[full] = uint8(word(full*8)&ones*gather8>>56) & (1<<rest - 1)
	}
	if beyond {
		for row := rows; row < length; row++ {
			out[row/8] |= 1 << (row % 8)
		}
	}
	return out
}

// unset counts the rows of a bitmap that have no bit.
func unset(bitmap []byte, rows int) int {
	set, at := 0, 0
	for ; at+8 <= rows/8; at += 8 {
		set += bits.OnesCount64(binary.LittleEndian.Uint64(bitmap[at:]))
	}
	for _, b := range bitmap[at : rows/8] {
		set += bits.OnesCount8(b)
	}
	if rest := rows % 8; rest > 0 {
		set += bits.OnesCount8(bitmap[rows/8] & (1<<rest - 1))
	}
	return rows - set
}

// wordsOf reads eight bytes of a padded column.
func wordsOf(column []uint8) func(row int) uint64 {
	return func(row int) uint64 { return binary.LittleEndian.Uint64(column[row:]) }
}

// unpackNulls turns a validity bitmap into the marks of a column. nil when
// nothing is unknown.
func unpackNulls(valid []byte, rows int) []uint8 {
	if valid == nil || unset(valid, rows) == 0 {
		return nil
	}
	out := make([]uint8, rows+rule.Pad)
	unpack(out, rows, func(i int) uint64 { return spread[^valid[i]] })
	return out
}

// unpackTruths turns a bitmap of values and one of validity into three-valued
// bytes: 0 false, 1 unknown, 3 true.
func unpackTruths(values, valid []byte, rows int) []uint8 {
	out := make([]uint8, rows+rule.Pad)
	if valid == nil {
		unpack(out, rows, func(i int) uint64 { return spread[values[i]] * rule.True })
		return out
	}
	unpack(out, rows, func(i int) uint64 {
		return spread[values[i]&valid[i]]*rule.True | spread[^valid[i]]*rule.Unknown
	})
	return out
}

// marked is a copy of a column of bytes with the mark for unknown where the
// bitmap has none.
func marked(column, valid []byte, rows int) []uint8 {
	out := make([]uint8, rows+rule.Pad)
	word := wordsOf(column)
	unpack(out, rows, func(i int) uint64 { return word(i*8) | spread[^valid[i]]*rule.UnknownByte })
	return out
}

// unpack writes eight rows at a time.
func unpack(out []uint8, rows int, word func(i int) uint64) {
	for i := range (rows + 7) / 8 {
		binary.LittleEndian.PutUint64(out[i*8:], word(i))
	}
}
