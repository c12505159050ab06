package rule

import (
	"encoding/binary"
	"math/bits"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
	"unsafe"

	"lianxin/internal/civil"
)

// Program is a compiled policy. It is immutable and safe for use by many goroutines.
type Program struct {
	asOf        civil.Date
	facts       []Fact
	params      []Param
	nodes       []node
	expressions []*expression // what a trace shows, users after what they use
	byName      map[string]*expression
	named       map[string]int32 // facts, parameters and eligibilities, for traces
	programmes  []*programme
	ages        []uint8 // completed years by days since birth
	city        *plan
	grants      *plan
	counter     *plan
}

func newProgram(c *compiler, programmes []*programme) *Program {
	p := &Program{
		asOf: c.policy.AsOf, facts: c.policy.Facts, params: c.policy.Params,
		expressions: c.order, byName: c.expressions, named: c.names(), programmes: programmes, ages: agesByDays(c.policy.AsOf),
	}
	p.nodes = c.nodes // after names, which may add some
	p.city, p.grants, p.counter = newPlan(p, forCity), newPlan(p, forGrants), newPlan(p, forCounter)
	return p
}

// names gives every name a trace may show a node.
func (c *compiler) names() map[string]int32 {
	named := map[string]int32{}
	for name, i := range c.facts {
		named[name] = c.fact(i)
	}
	for name, i := range c.params {
		if p := &c.policy.Params[i]; c.splittable(p) {
			l := &lowering{c: c, level: Household}
			named[name], _ = l.param(nil, p)
		}
	}
	for name, p := range c.eligible {
		named[name] = p.eligible
	}
	return named
}

// Outcome is the answer of one programme for one subject.
type Outcome uint8

// The outcomes.
const (
	OutOfScope   Outcome = iota // the programme does not speak of this subject: no row
	Refuse                      // a clause is false
	CannotDecide                // no clause is false, and something needed is unknown
	Grant
)

func (o Outcome) String() string {
	return [...]string{"out_of_scope", "refuse", "cannot_decide", "grant"}[o]
}

// Verdict is what a programme answers for all its subjects of a table.
type Verdict struct {
	Programme string
	Level     Level
	Outcome   []Outcome // by person or household row; nil with Options.GrantsOnly
	Reasons   []uint32  // bit k: clause k is false; nil unless asked for
	Grants    []Award   // in order of rows
}

// Award is one grant.
type Award struct {
	Subject uint32 // row
	Covered uint32 // persons
	Amount  civil.Fen
}

// Options of [Program.Judge].
type Options struct {
	GrantsOnly bool // leave Outcome and Reasons out: who is granted what, and nothing else
	Reasons    bool // collect which clauses were false
	Workers    int  // 0: as many as there are processors
}

// chunk is how many blocks a worker takes at a time.
const chunk = 16

// Judge answers every programme for every household and person of a table. The
// result does not depend on the number of workers. It returns an Invalid
// civil.Error when the table breaks what the program was proven for: a fact out
// of its declared range, or a household over MaxMembers.
func (p *Program) Judge(t *Table, o Options) ([]Verdict, error) {
	pl := p.city
	if o.GrantsOnly {
		pl = p.grants
	}
	b, err := p.bind(pl, t)
	if err != nil {
		return nil, err
	}
	verdicts := p.newVerdicts(t, o)
	blocks := blocksOf(t)
	chunks := (len(blocks) - 1 + chunk - 1) / chunk
	awards := make([][][]Award, chunks)
	var next atomic.Int64
	var wait sync.WaitGroup
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	for range min(workers, max(chunks, 1)) {
		wait.Go(func() {
			m := newMachine(pl, b)
			for {
				i := int(next.Add(1)) - 1
				if i >= chunks {
					return
				}
				awards[i] = m.judge(verdicts, blocks[i*chunk:min((i+1)*chunk+1, len(blocks))])
			}
		})
	}
	wait.Wait()
	for i := range verdicts {
		for _, chunk := range awards {
			verdicts[i].Grants = append(verdicts[i].Grants, chunk[i]...)
		}
	}
	return verdicts, nil
}

func (p *Program) newVerdicts(t *Table, o Options) []Verdict {
	verdicts := make([]Verdict, len(p.programmes))
	for i, programme := range p.programmes {
		rows := t.Households
		if programme.level == Person {
			rows = t.Persons()
		}
		verdicts[i] = Verdict{Programme: programme.name, Level: programme.level}
		if o.GrantsOnly {
			continue
		}
		verdicts[i].Outcome = make([]Outcome, rows)
		if o.Reasons {
			verdicts[i].Reasons = make([]uint32, rows)
		}
	}
	return verdicts
}

// blocksOf cuts a table into blocks of whole households: the first household of each, and one more entry.
func blocksOf(t *Table) []int {
	blocks := []int{0}
	for first := 0; first < t.Households; {
		// The last household may go over the line: whole households only.
		rest := t.Start[first+1 : min(first+blockHouseholds, t.Households)]
		full := t.Start[first] + blockPersons
		first += 1 + sort.Search(len(rest), func(i int) bool { return rest[i] >= full })
		blocks = append(blocks, first)
	}
	return blocks
}

// judge runs some blocks and writes their rows of the verdicts, which no other worker touches.
func (m *machine) judge(verdicts []Verdict, blocks []int) [][]Award {
	awards := make([][]Award, len(verdicts))
	for i := range len(blocks) - 1 {
		m.load(blocks[i], blocks[i+1])
		m.run(func(programme int, at *collect) {
			m.take(&verdicts[programme], at, &awards[programme])
		})
	}
	return awards
}

// take writes one programme's outcomes of the block and collects its grants.
func (m *machine) take(v *Verdict, at *collect, awards *[]Award) {
	level := v.Level
	eligible := m.truth(at.eligible, level)
	amount, covered := m.vector(at.amount, level), m.vector(at.covered, level)
	first, rows := m.first[level], m.rows[level]
	for w := range eligible {
		if eligible[w]&(lowBits<<1) == 0 { // hardly anybody is granted anything
			continue
		}
		granted := m.granted(eligible[w], w, amount, covered)
		if w == len(eligible)-1 && rows%8 != 0 {
			granted &= firstBytes[rows%8]
		}
		for ; granted != 0; granted &= granted - 1 {
			i := w*8 + bits.TrailingZeros64(granted)/8
			persons, known := covered.at(i, at.covered.k), true
			if at.counted {
				persons, known = m.countCovered(at.members, i)
			}
			if known {
				*awards = append(*awards, Award{Subject: uint32(first + i), Amount: civil.Fen(amount.at(i, at.amount.k)), Covered: uint32(persons)})
			}
		}
	}
	if v.Outcome != nil {
		m.takeOutcomes(v, at, eligible, amount, covered)
	}
}

// countCovered counts whom a household programme covers in household i of the
// block; it is not known when it is not for one of them.
func (m *machine) countCovered(members operand, i int) (persons int64, known bool) {
	if members.place == inConstant {
		return int64(m.start[i+1] - m.start[i]), true
	}
	for _, b := range m.truthBytes(members, Person)[m.start[i]-m.base : m.start[i+1]-m.base] {
		if b == Unknown {
			return 0, false
		}
		persons += int64(b >> 1)
	}
	return persons, true
}

// granted has 1 in every byte of a word that is eligible with a known amount and number of persons.
func (m *machine) granted(eligible uint64, w int, amount, covered vector) uint64 {
	granted := eligible >> 1 & lowBits
	if amount.nulls != nil {
		granted &^= amount.nulls[w]
	}
	if covered.nulls != nil {
		granted &^= covered.nulls[w]
	}
	return granted
}

// takeOutcomes writes eight outcomes at a time: a false scope gives 0; else
// false eligibility 1, unknown 2, true 3, and an unknown amount brings 3 back to 2.
func (m *machine) takeOutcomes(v *Verdict, at *collect, eligible []uint64, amount, covered vector) {
	first, rows := m.first[v.Level], m.rows[v.Level]
	scope := m.truth(at.scope, v.Level)
	out := outcomeBytes(v.Outcome[first : first+rows])
	for w := range scope {
		x := (lowBits + eligible[w]&lowBits + m.granted(eligible[w], w, amount, covered)) & (scope[w] & lowBits * 0xFF)
		if len(out) < w*8+8 {
			storeTail(out[w*8:], x)
		} else {
			binary.LittleEndian.PutUint64(out[w*8:], x)
		}
	}
	if v.Reasons != nil {
		m.takeReasons(v, at, v.Outcome[first:first+rows])
	}
}

// outcomeBytes is the same memory as bytes, so that eight outcomes are stored at once.
func outcomeBytes(out []Outcome) []uint8 {
	return unsafe.Slice((*uint8)(unsafe.SliceData(out)), len(out))
}

// storeTail stores the outcomes of the last rows of a block, fewer than eight.
func storeTail(out []uint8, x uint64) {
	for i := range out {
		out[i] = uint8(x)
		x >>= 8
	}
}

// at is a row's value, k where the operand is a constant.
func (v vector) at(i int, k int64) int64 {
	switch {
	case v.wide != nil:
		return v.wide[i]
	case v.narrow != nil:
		return int64(v.narrow[i])
	}
	return k
}

func (m *machine) takeReasons(v *Verdict, at *collect, out []Outcome) {
	first := m.first[v.Level]
	reasons := v.Reasons[first : first+len(out)]
	anyone := false
	for _, o := range out {
		anyone = anyone || o == Refuse
	}
	if !anyone {
		return
	}
	for k, clause := range at.clauses {
		bytes := m.truthBytes(clause, v.Level)[:len(out)]
		for i := range out {
			reasons[i] |= uint32(^bytes[i]&1) << k
		}
	}
	for i, o := range out {
		if o != Refuse {
			reasons[i] = 0
		}
	}
}

// Clauses lists the reason codes of a programme in the order of the bits of Verdict.Reasons.
func (p *Program) Clauses(programme string) []string {
	for _, q := range p.programmes {
		if q.name == programme {
			return q.codes
		}
	}
	return nil
}
