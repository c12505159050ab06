package fact

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"lianxin/internal/rule"
)

// columns joins the column of every fact, on all cores.
func (o *overlay) columns(t *rule.Table, facts []rule.Fact) {
	made := make([]*rule.Column, len(facts))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(facts); i = int(next.Add(1)) - 1 {
				made[i] = o.column(&facts[i])
			}
		})
	}
	wait.Wait()
	for i, c := range made {
		if c != nil {
			t.Columns[facts[i].FullName()] = c
		}
	}
}

// column joins the column of one fact, nil when no row of it is known.
func (o *overlay) column(f *rule.Fact) *rule.Column {
	base, change := o.base.Table.Columns[f.FullName()], o.change.Table.Columns[f.FullName()]
	if base == nil && change == nil {
		return nil
	}
	spans := o.homes
	if f.Level == rule.Person {
		spans = o.people
	}
	if base == nil {
		base = unknownColumn(f, o.rows(o.base, f))
	}
	if change == nil {
		change = unknownColumn(f, o.rows(o.change, f))
	}
	c := &rule.Column{}
	rows, known := length(spans), 0
	switch {
	case isByte(f):
		c.Byte = splice(spans, base.Byte, change.Byte, rule.Pad)
		known = rangedBytes(c, rows, unknownByte(f))
	case base.I64 != nil || change.I64 != nil:
		known = joinWide(c, spans, rows, base, change)
	default:
		c.I32 = splice(spans, base.I32, change.I32, rule.Pad)
		c.Null = joinNulls(spans, rows, base, change)
		known, _ = rangedNumbers(c, c.I32[:rows])
	}
	if known == 0 {
		return nil
	}
	return c
}

func (o *overlay) rows(c *City, f *rule.Fact) int {
	if f.Level == rule.Person {
		return c.Table.Persons()
	}
	return c.Table.Households
}

// joinWide joins columns of which one needs 64 bits. The result does not when
// the wide values have gone.
func joinWide(c *rule.Column, spans []span, rows int, base, change *rule.Column) (known int) {
	c.I64 = splice(spans, widened(base), widened(change), rule.Pad)
	c.Null = joinNulls(spans, rows, base, change)
	known, _ = rangedNumbers(c, c.I64[:rows])
	if c.Min > math.MinInt32 && c.Max <= math.MaxInt32 {
		c.I32 = make([]int32, len(c.I64))
		for i, x := range c.I64 {
			c.I32[i] = int32(x)
		}
		c.I64 = nil
	}
	return known
}

func widened(c *rule.Column) []int64 {
	if c.I64 != nil {
		return c.I64
	}
	out := make([]int64, len(c.I32))
	for i, x := range c.I32 {
		out[i] = int64(x)
	}
	return out
}

// joinNulls joins the marks of unknown rows; nil when nothing is unknown.
func joinNulls(spans []span, rows int, base, change *rule.Column) []uint8 {
	if base.Null == nil && change.Null == nil {
		return nil
	}
	out := make([]uint8, rows+rule.Pad)
	at, unknowns := 0, 0
	for _, s := range spans {
		from := base.Null
		if s.fresh {
			from = change.Null
		}
		if from != nil {
			copy(out[at:], from[s.from:s.to])
		}
		at += s.to - s.from
	}
	for _, mark := range out {
		unknowns += int(mark)
	}
	if unknowns == 0 {
		return nil
	}
	return out
}

// rangedBytes finds the range of a column of bytes and how many rows are known.
func rangedBytes(c *rule.Column, rows int, gap uint8) (known int) {
	var seen [256]int
	for _, x := range c.Byte[:rows] {
		seen[x]++
	}
	known = rows - seen[gap]
	seen[gap] = 0
	first := true
	for x, n := range seen {
		if n > 0 && first {
			c.Min, first = int64(x), false
		}
		if n > 0 {
			c.Max = int64(x)
		}
	}
	return known
}

// rangedNumbers finds the range of the known values. hidden is not 0 when an
// unknown row holds something, which the rules engine does not expect: it adds
// before it looks.
func rangedNumbers[T int32 | int64](c *rule.Column, values []T) (known int, hidden T) {
	if len(values) == 0 {
		return 0, 0
	}
	var low, high T
	if c.Null == nil {
		low, high = values[0], values[0]
		for _, x := range values {
			low, high = min(low, x), max(high, x)
		}
		c.Min, c.Max = int64(low), int64(high)
		return len(values), 0
	}
	for i, x := range values {
		if c.Null[i] != 0 {
			hidden |= x
			continue
		}
		if known == 0 {
			low, high = x, x
		}
		known++
		low, high = min(low, x), max(high, x)
	}
	c.Min, c.Max = int64(low), int64(high)
	return known, hidden
}
