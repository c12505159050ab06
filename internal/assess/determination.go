package assess

import (
	"slices"
	"sort"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/rule"
)

// What stands in Missing where it is not a fact or a parameter.
const (
	RowRejected = "row_rejected" // a row of the household was refused
	ByChoice    = "choice"       // the law leaves it to the person
)

// conflictReason is how a refusal names the programme it gave way to.
const conflictReason = "conflict:"

// Determination is what one programme says of one household or person.
type Determination struct {
	Programme string
	Member    int // the person's place in the household; -1 for a household programme
	Outcome   rule.Outcome
	Amount    civil.Fen // per month, when granted; 0.00 for a recognition
	Covered   int       // persons, when granted
	Reasons   []string  // when refused: every false clause, or conflict:PROGRAMME; sorted
	Missing   []string  // when it cannot be decided, sorted

	covers []bool // household programmes in conflict: whom they cover
}

// missingNames writes missing facts as results do: a member's fact with his id, the household's and parameters by kind.
func missingNames(missing []rule.Missing, id func(member int) string) []string {
	names := make([]string, len(missing))
	for i, m := range missing {
		switch {
		case m.Parameter:
			names[i] = "parameter:" + m.Name
		case m.Member < 0:
			names[i] = "household:" + m.Name
		default:
			names[i] = id(m.Member) + ":" + m.Name
		}
	}
	sort.Strings(names)
	return slices.Compact(names)
}

// Family is one household's determinations with their traces.
type Family struct {
	Determinations []Determination
	counter        *rule.Counter
	answers        []rule.Answer
	id             func(member int) string
}

// Family judges household h of a city at the counter. The result is valid until
// the assessor's caller drops it; each call makes its own counter.
func (a *Assessor) Family(city *fact.City, h int) (*Family, error) {
	clerk := a.newClerk(city)
	program := a.programAt(city, h)
	determinations, err := clerk.judge(program, city.Table, h, h)
	if err != nil {
		return nil, err
	}
	if city.RejectedHousehold != nil && city.RejectedHousehold[h] {
		reject(determinations)
	}
	f := &Family{Determinations: determinations, id: clerk.idOf(h)}
	f.counter = a.programs[program].NewCounter()
	answers, err := f.counter.Family(city.Table, h, nil)
	f.answers = slices.Clone(answers)
	return f, err
}

// Trace shows how a determination came, before conflicts.
func (f *Family) Trace(programme string, member int) []rule.Step {
	for _, answer := range f.answers {
		if answer.Programme == programme && answer.Member == member {
			return f.counter.Trace(answer)
		}
	}
	return nil
}

// Answer is what the programme alone says, before conflicts; ok is false when it is out of scope.
func (f *Family) Answer(programme string, member int) (d Determination, ok bool) {
	for _, answer := range f.answers {
		if answer.Programme == programme && answer.Member == member {
			return determine(f.counter, answer, f.id), true
		}
	}
	return Determination{}, false
}

func determine(counter *rule.Counter, answer rule.Answer, id func(int) string) Determination {
	return Determination{
		Programme: answer.Programme, Member: answer.Member, Outcome: answer.Outcome, Amount: answer.Amount, Covered: answer.Covered,
		Reasons: counter.Reasons(answer), Missing: missingNames(counter.Missing(answer), id),
	}
}

// reject makes every determination of a household undecided because one of its rows was refused.
func reject(determinations []Determination) {
	for i := range determinations {
		d := &determinations[i]
		*d = Determination{Programme: d.Programme, Member: d.Member, Outcome: rule.CannotDecide, Missing: []string{RowRejected}}
	}
}

func sortByName(order []int, names []string) {
	sort.SliceStable(order, func(i, j int) bool { return strings.Compare(names[order[i]], names[order[j]]) < 0 })
}

// clerk judges one family after the other; each goroutine has its own.
type clerk struct {
	a        *Assessor
	city     *fact.City
	counters []*rule.Counter
}

func (a *Assessor) newClerk(city *fact.City) *clerk {
	return &clerk{a: a, city: city, counters: make([]*rule.Counter, len(a.programs))}
}

// counter makes a program's counter when it is first needed.
func (c *clerk) counter(program int) *rule.Counter {
	if c.counters[program] == nil {
		c.counters[program] = c.a.programs[program].NewCounter()
	}
	return c.counters[program]
}

// idOf names the members of household h of the city.
func (c *clerk) idOf(h int) func(member int) string {
	first := int(c.city.Table.Start[h])
	return func(member int) string { return c.city.PersonID.At(first + member) }
}

// judge gives a family's determinations with conflicts applied, in the order of
// the programmes. The household is row of table and h of the city: they differ
// where a county is judged from a table of its own.
func (c *clerk) judge(program int, table *rule.Table, row, h int) ([]Determination, error) {
	counter := c.counter(program)
	answers, err := counter.Family(table, row, nil)
	if err != nil {
		return nil, err
	}
	id := c.idOf(h)
	determinations := make([]Determination, len(answers))
	grants := 0
	for i, answer := range answers {
		determinations[i] = determine(counter, answer, id)
		if answer.Outcome == rule.Grant {
			grants++
			determinations[i].covers = counter.Covers(answer)
		}
	}
	if grants < 2 {
		return determinations, nil
	}
	again := func(programme string, elsewhere []bool) (Determination, bool, error) {
		answers, err := counter.Family(table, row, elsewhere)
		for _, answer := range answers {
			if answer.Programme == programme && answer.Member < 0 {
				d := determine(counter, answer, id)
				d.covers = counter.Covers(answer)
				return d, true, err
			}
		}
		return Determination{}, false, err
	}
	return determinations, c.a.table.apply(determinations, again)
}
