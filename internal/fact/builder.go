package fact

import (
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// blockRows is how many rows a builder gathers before it puts them away.
const blockRows = 1 << 16

// A Builder makes a city from values that are already typed. Rows come one
// after the other: a household, its facts, then each of its members with
// theirs. A fact that is not set is unknown.
//
//	b := fact.NewBuilder(facts)
//	b.Household("h1", "320613001001")
//	b.Code(areaKind, 0)
//	b.Person("p1")
//	b.Money(wage, 1200_00)
//	city, err := b.Build()
//
// The first mistake is kept and returned by [Builder.Build]; calls after it do
// nothing.
type Builder struct {
	facts  []rule.Fact
	slots  []int // by fact: its place among the facts of its level
	homes  pile
	people pile
	err    error
}

// A pile is a shelf under construction with its open row.
type pile struct {
	shelf    *shelf
	facts    []*rule.Fact
	block    *block
	open     bool
	id       string
	division civil.Area
	home     uint32
	values   []int64
}

// NewBuilder makes a builder for these facts. The facts must not be changed
// while it is in use.
func NewBuilder(facts []rule.Fact) *Builder {
	b := &Builder{facts: facts, slots: make([]int, len(facts))}
	for i := range facts {
		p := b.pile(facts[i].Level)
		b.slots[i] = len(p.facts)
		p.facts = append(p.facts, &facts[i])
	}
	for _, p := range []*pile{&b.homes, &b.people} {
		p.values = make([]int64, len(p.facts))
		p.block = newBlock(p.facts, 0)
	}
	b.homes.shelf = newShelf(HouseholdsFile, b.homes.facts)
	b.people.shelf = newShelf(PersonsFile, b.people.facts)
	return b
}

func (b *Builder) pile(l rule.Level) *pile {
	if l == rule.Person {
		return &b.people
	}
	return &b.homes
}

// row opens a row whose facts a schema has already read and checked.
func (b *Builder) row(p *pile, r *row) {
	b.begin(p, string(r.id))
	copy(p.values, r.values)
}

// Household begins a household; division is twelve digits, or "" when unknown.
func (b *Builder) Household(id, division string) {
	area, err := parseDivision([]byte(division))
	if err != nil && b.err == nil {
		b.err = err
	}
	b.flush(&b.people)
	b.begin(&b.homes, id)
	b.homes.division = area
}

// Person begins a member of the current household.
func (b *Builder) Person(id string) {
	if !b.homes.open {
		b.fail("no_household", "人员“%s”之前没有户。", id)
	}
	b.begin(&b.people, id)
	b.settle()
}

// settle says whose member the open person is.
func (b *Builder) settle() {
	b.people.home = uint32(b.homes.shelf.rows() + b.homes.block.rows())
}

func (b *Builder) begin(p *pile, id string) {
	b.flush(p)
	if !usableID([]byte(id)) {
		b.fail("id_form", "编号“%s”为空、太长或含有不允许的符号。", id)
	}
	if b.err != nil {
		return
	}
	p.open, p.id = true, id
	for i := range p.values {
		p.values[i] = unknown
	}
}

// flush puts the open row away.
func (b *Builder) flush(p *pile) {
	if !p.open || b.err != nil {
		return
	}
	p.open = false
	p.block.ids.add([]byte(p.id))
	p.block.refused = append(p.block.refused, false)
	if p == &b.people {
		p.block.home = append(p.block.home, p.home)
	} else {
		p.block.division = append(p.block.division, p.division)
	}
	for i := range p.block.values {
		p.block.values[i].add(p.values[i])
	}
	if p.block.rows() == blockRows {
		b.store(p)
	}
}

func (b *Builder) store(p *pile) {
	if err := p.shelf.take(p.block); err != nil && b.err == nil {
		b.err = err
	}
	p.block = newBlock(p.facts, p.block.rows())
}

// Bool sets a fact of the current household or person to true or false.
func (b *Builder) Bool(fact int, v bool) {
	stored := int64(rule.False)
	if v {
		stored = rule.True
	}
	b.set(fact, rule.Bool, stored, rule.False, rule.True)
}

// Money sets an amount.
func (b *Builder) Money(fact int, v civil.Fen) { b.setRanged(fact, rule.Money, int64(v)) }

// Count sets a number.
func (b *Builder) Count(fact int, v int64) { b.setRanged(fact, rule.Count, v) }

// Code sets a code by its position in the fact's list.
func (b *Builder) Code(fact, position int) {
	last := int64(-1)
	if fact >= 0 && fact < len(b.facts) {
		last = int64(len(b.facts[fact].Codes)) - 1
	}
	b.set(fact, rule.Code, int64(position), 0, last)
}

// Date sets a day.
func (b *Builder) Date(fact int, v civil.Date) {
	b.set(fact, rule.Date, int64(v), int64(civil.FirstDate), int64(civil.LastDate))
}

func (b *Builder) setRanged(fact int, kind rule.Kind, v int64) {
	low, high := int64(0), int64(0)
	if fact >= 0 && fact < len(b.facts) {
		if low, high = b.facts[fact].Min, b.facts[fact].Max; isByte(&b.facts[fact]) {
			low = max(low, 0)
		}
	}
	b.set(fact, kind, v, low, high)
}

func (b *Builder) set(fact int, kind rule.Kind, v, low, high int64) {
	if b.err != nil {
		return
	}
	if fact < 0 || fact >= len(b.facts) {
		b.fail("no_fact", "没有第 %d 个事实。", fact)
		return
	}
	f := &b.facts[fact]
	p := b.pile(f.Level)
	switch {
	case f.Kind != kind:
		b.fail("fact_kind", "%s 的类型是 %s，不是 %s。", f.FullName(), f.Kind, kind)
	case !p.open:
		b.fail("no_row", "设置 %s 之前没有开始户或人员。", f.FullName())
	case v < low || v > high:
		b.fail("fact_range", "%s 的值超出范围。", f.FullName())
	default:
		p.values[b.slots[fact]] = v
	}
}

func (b *Builder) fail(code, format string, args ...any) {
	if b.err == nil {
		b.err = civil.Refuse(code, format, args...)
	}
}

// Build makes the city. A duplicate id and a household that is too large are
// errors here, not refused rows. The builder must not be used afterwards.
func (b *Builder) Build() (*City, error) {
	b.flush(&b.people)
	b.flush(&b.homes)
	b.store(&b.people)
	b.store(&b.homes)
	if b.err != nil {
		return nil, b.err
	}
	a := newAssembly(b.homes.shelf)
	if err := firstRefusal(b.homes.shelf); err != nil {
		return nil, err
	}
	for i, row := range b.people.shelf.home {
		b.people.shelf.home[i] = a.rank[row]
	}
	city := a.finish(b.people.shelf)
	if err := firstRefusal(b.people.shelf); err != nil {
		return nil, err
	}
	return city, nil
}

func firstRefusal(s *shelf) error {
	if len(s.refusals) == 0 {
		return nil
	}
	r := s.refusals[0]
	return &civil.Error{Kind: civil.Invalid, Code: r.Code, Message: r.Message, Err: fmt.Errorf("%s %s", r.Column, s.id(uint32(r.Record-1)))}
}
