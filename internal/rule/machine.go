package rule

import "unsafe"

// Rows of one block. The registers of both levels for a block of this size stay in the second-level cache.
const (
	blockPersons    = 2048
	blockHouseholds = 1024
)

// truths is a register of three-valued Booleans: the same memory as words and as bytes.
type truths struct {
	words []uint64
	bytes []uint8
}

func newTruths(rows int) truths {
	words := make([]uint64, rows/8+2)
	return truths{words: words, bytes: unsafe.Slice((*uint8)(unsafe.Pointer(&words[0])), len(words)*8)}
}

// numbers is a register of integers with their nulls; dirty says whether any row of the block is null.
type numbers struct {
	values []int64
	nulls  truths
	dirty  bool
}

// vector is an integer operand during one block: a register's values or a slice of a column.
type vector struct {
	wide   []int64
	narrow []int32
	nulls  []uint64 // nil when no row of the block is null
}

// machine runs a plan over blocks of one table. Each worker has its own.
type machine struct {
	plan     *plan
	bound    *bound
	truths   [3][]truths
	numbers  [3][]numbers
	running  []int64
	spare    truths // for the nulls of a conditional sum
	termRoom [4]vector
	wideRoom []int64 // for a fused sum whose columns turn out wide

	capacity [3]int // rows the registers have room for

	// the block
	rows    [3]int
	start   []uint32
	base    uint32
	first   [3]int   // row in the table where the block begins, by level
	columns []vector // integer columns, by plan column
	bytes   [][]uint8
	nulls   []truths // null words of integer columns, copied so that they are aligned
}

func newMachine(p *plan, b *bound) *machine {
	m := &machine{plan: p, bound: b}
	m.columns, m.bytes, m.nulls = make([]vector, len(p.columns)), make([][]uint8, len(p.columns)), make([]truths, len(p.columns))
	m.grow(64, 64)
	return m
}

// grow makes room for blocks of up to so many persons and households.
func (m *machine) grow(persons, households int) {
	capacity := [3]int{Person: persons, Household: households}
	for _, level := range []Level{Person, Household} {
		rows := capacity[level] + Pad
		m.truths[level] = make([]truths, m.plan.registers[level].truths)
		for i := range m.truths[level] {
			m.truths[level][i] = newTruths(rows)
		}
		m.numbers[level] = make([]numbers, m.plan.registers[level].numbers)
		for i := range m.numbers[level] {
			m.numbers[level][i] = numbers{values: make([]int64, rows), nulls: newTruths(rows)}
		}
	}
	for i, c := range m.plan.columns {
		m.nulls[i] = newTruths(capacity[c.level] + Pad)
	}
	m.running = make([]int64, persons+Pad+1)
	m.spare = newTruths(persons + Pad)
	m.wideRoom = make([]int64, persons+Pad)
	m.capacity = capacity
	m.fillFixed()
}

func (m *machine) fillFixed() {
	for _, f := range m.plan.fixed {
		if f.truth {
			fill(m.truths[f.level][f.reg].bytes, truthByte(f.k != 0, f.absent))
			continue
		}
		r := &m.numbers[f.level][f.reg]
		if f.absent {
			fill(r.nulls.bytes, 1)
			r.dirty = true
			continue
		}
		fill(r.values, f.k)
	}
}

func fill[T any](d []T, v T) {
	for i := range d {
		d[i] = v
	}
}

func truthByte(v, unknown bool) uint8 {
	switch {
	case unknown:
		return Unknown
	case v:
		return True
	}
	return False
}

// load points the machine at a block: households [from, to) of the table.
func (m *machine) load(from, to int) {
	t := m.bound.table
	m.start = t.Start[from : to+1]
	m.base = m.start[0]
	persons := int(m.start[to-from] - m.base)
	m.rows = [3]int{Person: persons, Household: to - from}
	m.first = [3]int{Person: int(m.base), Household: from}
	if persons > m.capacity[Person] || to-from > m.capacity[Household] {
		m.grow(max(persons, blockPersons+MaxMembers), max(to-from, blockHouseholds))
	}
	for i := range m.plan.columns {
		m.loadColumn(i)
	}
}

func (m *machine) loadColumn(i int) {
	c := &m.plan.columns[i]
	from := m.first[c.level]
	rows := m.rows[c.level]
	to := from + rows
	source := m.bound.columns[i]
	if source.Byte != nil {
		if c.truth {
			copy(m.truths[c.level][c.reg].bytes, source.Byte[from:to])
			return
		}
		m.bytes[i] = source.Byte[from:to]
		return
	}
	v := vector{}
	if source.I32 != nil {
		v.narrow = source.I32[from:to]
	} else {
		v.wide = source.I64[from:to]
	}
	if source.Null != nil {
		words := m.nulls[i].words[:(rows+7)/8]
		if len(words) > 0 {
			words[len(words)-1] = 0
		}
		copy(m.nulls[i].bytes, source.Null[from:to])
		if anyWord(words) {
			v.nulls = words
		}
	}
	m.columns[i] = v
}

// vector resolves an integer operand of some level; constants have none.
func (m *machine) vector(at operand, level Level) vector {
	switch at.place {
	case inColumn:
		return m.columns[at.i]
	case inRegister:
		r := &m.numbers[level][at.i]
		v := vector{wide: r.values[:m.rows[level]]}
		if r.dirty {
			v.nulls = r.nulls.words[:m.words(level)]
		}
		return v
	}
	return vector{}
}

func (m *machine) words(level Level) int { return (m.rows[level] + 7) / 8 }

// truth resolves a Boolean operand as words.
func (m *machine) truth(at operand, level Level) []uint64 {
	return m.truths[level][at.i].words[:m.words(level)]
}

// truthBytes resolves a Boolean operand as bytes, with its padding.
func (m *machine) truthBytes(at operand, level Level) []uint8 {
	return m.truths[level][at.i].bytes
}

// setNulls makes a result null where either operand is.
func (m *machine) setNulls(r *numbers, level Level, a, b []uint64) {
	r.dirty = a != nil || b != nil
	if !r.dirty {
		return
	}
	d := r.nulls.words[:m.words(level)]
	switch {
	case b == nil:
		copy(d, a)
	case a == nil:
		copy(d, b)
	default:
		orWords(d, a, b)
	}
}
