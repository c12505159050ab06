package fact

import (
	"encoding/binary"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"lianxin/internal/rule"
)

// columns joins the column of every fact.
func (o *overlay) columns(t *rule.Table, facts []rule.Fact) { o.joined(t, facts, o.column) }

// joined makes the column of every fact, on all cores.
func (o *overlay) joined(t *rule.Table, facts []rule.Fact, column func(*rule.Fact) *rule.Column) {
	made := make([]*rule.Column, len(facts))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(facts); i = int(next.Add(1)) - 1 {
				made[i] = column(&facts[i])
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
	// Two counts take turns, since nearly all values are alike and the next would
	// wait for the one before.
	var seen, odd [256]int
	values := c.Byte[:rows]
	for ; len(values) >= 2; values = values[2:] {
		seen[values[0]]++
		odd[values[1]]++
	}
	for _, x := range values {
		seen[x]++
	}
	for x, n := range odd {
		seen[x] += n
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
	first := 0
	for first < len(values) && c.Null != nil && c.Null[first] != 0 {
		hidden |= values[first]
		first++
	}
	if first == len(values) {
		c.Min, c.Max = 0, 0
		return 0, hidden
	}
	low, high := values[first], values[first]
	// Eight rows at once where all are known, which is nearly everywhere.
	for rest := values[first:]; len(rest) > 0; {
		n := min(8, len(rest))
		if n == 8 && (c.Null == nil || binary.LittleEndian.Uint64(c.Null[len(values)-len(rest):]) == 0) {
			x := rest[:8:8]
			low = min(low, min(x[0], x[1], x[2], x[3]), min(x[4], x[5], x[6], x[7]))
			high = max(high, max(x[0], x[1], x[2], x[3]), max(x[4], x[5], x[6], x[7]))
			known += 8
		} else {
			for i, x := range rest[:n] {
				if c.Null != nil && c.Null[len(values)-len(rest)+i] != 0 {
					hidden |= x
					continue
				}
				low, high = min(low, x), max(high, x)
				known++
			}
		}
		rest = rest[n:]
	}
	c.Min, c.Max = int64(low), int64(high)
	return known, hidden
}
