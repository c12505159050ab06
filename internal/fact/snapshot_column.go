package fact

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"lianxin/internal/rule"
)

// columns makes the facts of a level columns of a table. Nothing else may be
// left among the stored columns.
func (d *opener) columns(t *rule.Table, level rule.Level, rows int, from map[string]stored) {
	facts, names, err := factColumns(d.facts, level)
	if err != nil {
		d.fail("%w", err)
		return
	}
	for i, f := range facts {
		if d.wrong != nil {
			return
		}
		as := factForm(f)
		if as == formI32 && from[names[i]].form == formI64 {
			as = formI64
		}
		column := d.take(from, names[i], rows, as)
		if len(d.only) > 0 && !slices.Contains(d.only, f.FullName()) {
			continue
		}
		if c := d.fact(f, column); c != nil {
			t.Columns[f.FullName()] = c
		}
	}
	for name := range from {
		d.fail("nobody knows the column %s", name)
	}
}

// factForm is how a fact's column lies in a file; numbers may be wider.
func factForm(f *rule.Fact) form {
	switch {
	case f.Kind == rule.Bool:
		return formTruth
	case f.Kind == rule.Code:
		return formCode
	case isByte(f):
		return formByte
	case f.Kind == rule.Date:
		return formDate
	}
	return formI32
}

// fact is one column, nil when no row is known. The range of its values is
// computed here and never believed: the rules engine was proven for it.
func (d *opener) fact(f *rule.Fact, s stored) *rule.Column {
	if d.wrong != nil {
		return nil
	}
	c := &rule.Column{}
	known := 0
	switch s.form {
	case formTruth:
		known = d.truths(c, s)
	case formByte, formCode:
		known = d.bytes(c, s)
	case formI64:
		c.I64, c.Null = numbersOf[int64](d, s, rule.Pad), unpackNulls(d.valid(s), s.rows)
		known = measured(d, c, c.I64, s)
	default:
		c.I32, c.Null = numbersOf[int32](d, s, rule.Pad), unpackNulls(d.valid(s), s.rows)
		known = measured(d, c, c.I32, s)
	}
	if d.wrong != nil || known == 0 {
		return nil
	}
	if (f.Kind == rule.Money || f.Kind == rule.Count) && (c.Min < f.Min || c.Max > f.Max) ||
		f.Kind == rule.Code && c.Max >= int64(len(f.Codes)) {
		d.fail("column %s has values from %d to %d", s.name, c.Min, c.Max)
	}
	return c
}

func (d *opener) truths(c *rule.Column, s stored) (known int) {
	values, valid := raw[byte](d, s, 1, (s.rows+7)/8), d.valid(s)
	if d.wrong != nil {
		return 0
	}
	c.Byte = unpackTruths(values, valid, s.rows)
	unknowns := 0
	if valid != nil {
		unknowns = unset(valid, s.rows)
	}
	truths := 0
	for row := 0; row < s.rows; row += 8 {
		word := binary.LittleEndian.Uint64(c.Byte[row:]) >> 1 & ones // 1 for true, 0 for the others
		if row+8 > s.rows {
			word &= 1<<(8*(s.rows-row)) - 1
		}
		truths += bits.OnesCount64(word)
	}
	known = s.rows - unknowns
	if truths > 0 {
		c.Max = rule.True
	}
	if truths == known && known > 0 {
		c.Min = rule.True
	}
	return known
}

// bytes takes a column of bytes as it lies in the file, except that codes which
// are not known are marked in a copy.
func (d *opener) bytes(c *rule.Column, s stored) (known int) {
	c.Byte = numbersOf[uint8](d, s, rule.Pad)
	valid := d.valid(s)
	if d.wrong != nil {
		return 0
	}
	unknowns := 0
	if valid != nil {
		unknowns = unset(valid, s.rows)
	}
	if unknowns > 0 && s.form == formCode {
		c.Byte = marked(c.Byte, valid, s.rows)
	}
	known = rangedBytes(c, s.rows, rule.UnknownByte)
	if known+unknowns != s.rows {
		d.fail("column %s: its bitmap and its marks differ", s.name)
	}
	return known
}

// measured takes the range of a column; an unknown row must hold nothing.
func measured[T int32 | int64](d *opener, c *rule.Column, values []T, s stored) (known int) {
	if d.wrong != nil {
		return 0
	}
	known, hidden := rangedNumbers(c, values[:s.rows])
	if hidden != 0 {
		d.fail("column %s has values in unknown rows", s.name)
	}
	return known
}
