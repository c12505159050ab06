package rule

import (
	"cmp"
	"slices"
	"strings"

	"lianxin/internal/civil"
)

// Counter judges one family at a time and keeps every intermediate value, so
// that reasons, missing facts and the arithmetic can be shown. It runs the same
// kernels as [Program.Judge] on a block of one household. A Counter is for one
// goroutine; what it returned is valid until its next call.
type Counter struct {
	program *Program
	machine *machine
	table   *Table
	engine  []int32 // plan columns of the facts the engine supplies
	seen    []uint32
	stamp   uint32
	answers []Answer
}

// Answer is what one programme says of one subject.
type Answer struct {
	Programme string
	Level     Level
	Member    int // which member of the household; -1 for a household programme
	Outcome   Outcome
	Amount    civil.Fen // per month, when granted
	Covered   int       // persons, when granted
	programme int
}

// Missing is a fact that kept a programme from deciding. Exactly one of the
// three holds: Member >= 0 a member's fact, Member == -1 a fact of the
// household, Parameter a parameter without a value.
type Missing struct {
	Member    int
	Parameter bool
	Name      string
}

// NewCounter makes a counter.
func (p *Program) NewCounter() *Counter {
	c := &Counter{program: p}
	for i := range p.counter.columns {
		if f := &p.facts[p.counter.columns[i].fact]; f.Engine && f.Kind == Bool && f.Level == Person {
			c.engine = append(c.engine, int32(i))
		}
	}
	return c
}

// Family judges household h of a table by every programme. elsewhere marks
// members for whom the facts supplied by the engine are true; nil for nobody.
// Programmes out of whose scope a subject falls give no answer. The error is
// that of [Program.Judge].
func (c *Counter) Family(t *Table, h int, elsewhere []bool) ([]Answer, error) {
	if c.table != t {
		b, err := c.program.bind(c.program.counter, t)
		if err != nil {
			return nil, err
		}
		if c.machine == nil {
			c.machine = newMachine(c.program.counter, b)
		}
		c.machine.bound, c.table = b, t
	}
	m := c.machine
	m.load(h, h+1)
	for _, i := range c.engine {
		bytes := m.truths[Person][m.plan.columns[i].reg].bytes
		for member, there := range elsewhere {
			if there {
				bytes[member] = True
			}
		}
	}
	c.answers = c.answers[:0]
	m.run(c.take)
	return c.answers, nil
}

func (c *Counter) take(programme int, at *collect) {
	p := c.program.programmes[programme]
	m := c.machine
	scope, eligible := m.truthBytes(at.scope, p.level), m.truthBytes(at.eligible, p.level)
	amount, covered := m.vector(at.amount, p.level), m.vector(at.covered, p.level)
	for i := range m.rows[p.level] {
		if scope[i] == False {
			continue
		}
		a := Answer{Programme: p.name, Level: p.level, Member: i, programme: programme}
		if p.level == Household {
			a.Member = -1
		}
		switch {
		case eligible[i] == False:
			a.Outcome = Refuse
		case eligible[i] == Unknown || amount.null(i) || covered.null(i):
			a.Outcome = CannotDecide
		default:
			a.Outcome = Grant
			a.Amount = civil.Fen(amount.at(i, at.amount.k))
			a.Covered = int(covered.at(i, at.covered.k))
		}
		c.answers = append(c.answers, a)
	}
}

func (v vector) null(i int) bool {
	return v.nulls != nil && v.nulls[i/8]>>(i%8*8)&1 != 0
}

// Reasons lists the codes of every false clause of a refusal, sorted.
func (c *Counter) Reasons(a Answer) []string {
	if a.Outcome != Refuse {
		return nil
	}
	p := c.program.programmes[a.programme]
	var codes []string
	for _, k := range p.byCode {
		if v, unknown := c.value(p.clauseNodes[k], max(a.Member, 0)); !unknown && v == 0 {
			codes = append(codes, p.codes[k])
		}
	}
	return codes
}

// Missing lists the facts that kept a programme from deciding: those of its
// unknown scope and clauses, of its amount and of the number of persons covered,
// all of them, so that a family is asked once. Sorted by member, then name.
func (c *Counter) Missing(a Answer) []Missing {
	if a.Outcome != CannotDecide {
		return nil
	}
	p := c.program.programmes[a.programme]
	row := max(a.Member, 0)
	c.restamp()
	missing := make([]Missing, 0, 8)
	c.gather(p.scopeNode, row, &missing)
	for _, n := range p.clauseNodes {
		c.gather(n, row, &missing)
	}
	if p.amountNode != none {
		c.gather(p.amountNode, row, &missing)
	}
	if p.covered != none {
		c.gather(p.covered, row, &missing)
	}
	return sortMissing(missing)
}

// Covers says for each member whether a household programme covers him; unknown counts as not covered.
func (c *Counter) Covers(a Answer) []bool {
	p := c.program.programmes[a.programme]
	covers := make([]bool, c.machine.rows[Person])
	if p.covers == nil {
		return covers
	}
	for i := range covers {
		v, unknown := c.value(p.covers.root, i)
		covers[i] = !unknown && v != 0
	}
	return covers
}

// Conditions calls f for the scope ("scope") and every clause of every
// programme that is known for some subject of the family.
func (c *Counter) Conditions(f func(programme, code string, holds bool)) {
	for _, p := range c.program.programmes {
		for i := range c.machine.rows[p.level] {
			if v, unknown := c.value(p.scopeNode, i); !unknown {
				f(p.name, "scope", v != 0)
			}
			for k, n := range p.clauseNodes {
				if v, unknown := c.value(n, i); !unknown {
					f(p.name, p.codes[k], v != 0)
				}
			}
		}
	}
}

func sortMissing(missing []Missing) []Missing {
	slices.SortFunc(missing, func(a, b Missing) int {
		switch {
		case a.Parameter != b.Parameter && a.Parameter:
			return 1
		case a.Parameter != b.Parameter:
			return -1
		case a.Member != b.Member:
			return cmp.Compare(a.Member, b.Member)
		}
		return strings.Compare(a.Name, b.Name)
	})
	return slices.Compact(missing)
}

func (c *Counter) restamp() {
	size := len(c.program.nodes) * max(c.machine.rows[Person], 1)
	if len(c.seen) < size {
		c.seen = make([]uint32, size)
		c.stamp = 0
	}
	c.stamp++
}

// value is a node's value in a row of its level: for a person node the member, for others it is not read.
func (c *Counter) value(n int32, row int) (k int64, unknown bool) {
	node := &c.program.nodes[n]
	switch {
	case node.op == opConst:
		return node.k, false
	case node.op == opAbsent:
		return 0, true
	}
	if node.level == Household {
		row = 0
	}
	at := c.program.counter.slots[n]
	if node.kind == Bool {
		b := c.machine.truthBytes(at, node.level)[row]
		return int64(b >> 1), b == Unknown
	}
	v := c.machine.vector(at, node.level)
	return v.at(row, at.k), v.null(row)
}

// gather adds the facts by which a node is unknown, as cel-go merges unknowns:
// a strict operation by all its unknown arguments, && and || likewise when their
// result is unknown, a conditional by its condition or else by the branch taken.
func (c *Counter) gather(n int32, row int, missing *[]Missing) {
	if _, unknown := c.value(n, row); !unknown {
		return
	}
	node := &c.program.nodes[n]
	if node.level == Household {
		row = 0
	}
	mark := &c.seen[int(n)*max(c.machine.rows[Person], 1)+row]
	if *mark == c.stamp {
		return
	}
	*mark = c.stamp
	switch {
	case node.op == opAbsent:
		for _, name := range strings.Split(node.text, absentSeparator) {
			*missing = append(*missing, Missing{Member: -1, Parameter: true, Name: name})
		}
	case node.op == opFact || node.op == opAge:
		at := Missing{Member: row, Name: c.program.facts[node.fact].Name}
		if node.level == Household {
			at.Member = -1
		}
		*missing = append(*missing, at)
	case node.aggregate():
		for member := range c.machine.rows[Person] {
			c.gather(node.a, member, missing)
		}
	case node.op == opIf:
		condition, unknown := c.value(node.a, row)
		switch {
		case unknown:
			c.gather(node.a, row, missing)
		case condition != 0:
			c.gather(node.b, row, missing)
		default:
			c.gather(node.c, row, missing)
		}
	default:
		for _, a := range node.args() {
			c.gather(a, row, missing)
		}
	}
}
