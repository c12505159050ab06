package assess

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/rule"
)

// ChangeKind says how a judgement differs from what is in pay.
type ChangeKind string

// The kinds of change. None of them changes anything by itself: a gain is a
// lead to ask the family about, the others are put before a person to decide.
const (
	Gain      ChangeKind = "gain"      // may be entitled and has nothing
	Loss      ChangeKind = "loss"      // has something and no longer fulfils the conditions
	NewAmount ChangeKind = "amount"    // has something, of another amount
	Undecided ChangeKind = "undecided" // has something, and a fact is missing to say whether rightly
)

// Held is a benefit that is in pay.
type Held struct {
	Programme string
	Person    string // the beneficiary; of a household's benefit one of its members
	Amount    civil.Fen
}

// Change is one difference between what was judged and what is in pay.
type Change struct {
	Kind      ChangeKind
	Programme string
	Household string // empty when the beneficiary is in no household
	Person    string // empty for a household's benefit
	Before    civil.Fen
	After     civil.Fen
	Covered   int
	Reasons   []string // of a loss
	Missing   []string // of what cannot be decided
}

// NotRegistered stands in Missing when the beneficiary is in no household of
// the county.
const NotRegistered = "register"

// subject is one household or person under one programme.
type subject struct {
	programme int // place in Settled.Programmes
	row       uint32
}

// Compare holds what was judged against what is in pay in a county. The list is
// sorted by programme, household and person and does not depend on the workers.
//
// A missing fact blocks nothing through the table of conflicts, so beside a
// benefit in pay that can no longer be decided, as when an authorisation was
// withdrawn, stands what would give way to it. As long as nobody has decided
// that benefit is in pay, and no lead is made of the other one.
func (a *Assessor) Compare(city *fact.City, s *Settled, held []Held, workers int) ([]Change, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	before, changes := a.locate(city, s, held, workers)
	open := s.open(city, before)
	var explain []int
	for i := range s.Programmes {
		p := &s.Programmes[i]
		for _, award := range p.Grants {
			amount, had := before[subject{i, award.Subject}]
			if had && amount == award.Amount || a.waits(city, p, award.Subject, open) {
				continue
			}
			c := Change{Kind: Gain, Programme: p.Name, Before: amount, After: award.Amount, Covered: int(award.Covered)}
			if had {
				c.Kind = NewAmount
			}
			c.name(city, p, award.Subject)
			changes = append(changes, c)
		}
	}
	places := map[int]subject{}
	for at, amount := range before {
		p := &s.Programmes[at.programme]
		if p.Outcome[at.row] == rule.Grant {
			continue
		}
		c := Change{Kind: Loss, Programme: p.Name, Before: amount}
		if p.Outcome[at.row] == rule.CannotDecide {
			c.Kind = Undecided
		}
		c.name(city, p, at.row)
		places[len(changes)] = at
		explain = append(explain, len(changes))
		changes = append(changes, c)
	}
	if err := a.explain(city, s, changes, explain, places, workers); err != nil {
		return nil, err
	}
	slices.SortFunc(changes, compareChanges)
	return changes, nil
}

// openBenefit is a benefit in pay that cannot be decided.
type openBenefit struct {
	programme string
	person    int // its row; -1 for a household's
}

// open are the benefits in pay that cannot be decided, by household.
func (s *Settled) open(city *fact.City, before map[subject]civil.Fen) map[int][]openBenefit {
	list := map[int][]openBenefit{}
	for at := range before {
		p := &s.Programmes[at.programme]
		if p.Outcome[at.row] != rule.CannotDecide {
			continue
		}
		b := openBenefit{p.Name, -1}
		if p.Level == rule.Person {
			b.person = int(at.row)
		}
		h := p.household(city.Table, at.row)
		list[h] = append(list[h], b)
	}
	return list
}

// waits says whether what is granted to somebody would give way to, or be
// chosen against, a benefit in pay of a common person that cannot be decided.
func (a *Assessor) waits(city *fact.City, p *SettledProgramme, row uint32, open map[int][]openBenefit) bool {
	if len(open) == 0 {
		return false
	}
	return slices.ContainsFunc(open[p.household(city.Table, row)], func(b openBenefit) bool {
		common := p.Level == rule.Household || b.person < 0 || b.person == int(row)
		return common && a.table.above(b.programme, p.Name)
	})
}

func (c *Change) name(city *fact.City, p *SettledProgramme, row uint32) {
	h := p.household(city.Table, row)
	c.Household = city.HouseholdID.At(h)
	if p.Level == rule.Person {
		c.Person = city.PersonID.At(int(row))
	}
}

func compareChanges(a, b Change) int {
	return cmp.Or(strings.Compare(a.Programme, b.Programme), strings.Compare(a.Household, b.Household),
		strings.Compare(a.Person, b.Person), strings.Compare(string(a.Kind), string(b.Kind)), cmp.Compare(a.Before, b.Before))
}

// locate finds the row of everything that is in pay. What nobody judges any
// more, or whose beneficiary is not there, becomes a change at once.
func (a *Assessor) locate(city *fact.City, s *Settled, held []Held, workers int) (map[subject]civil.Fen, []Change) {
	programmes := map[string]int{}
	for i := range s.Programmes {
		programmes[s.Programmes[i].Name] = i
	}
	rows := RowsOf(city, held, workers)
	before := map[subject]civil.Fen{}
	lost := map[about]civil.Fen{}
	for _, h := range held {
		i, judged := programmes[h.Programme]
		if !judged {
			continue // nothing is known against a benefit the packs do not speak of
		}
		row, there := rows[h.Person]
		if !there {
			lost[about{h.Programme, "", h.Person}] += h.Amount
			continue
		}
		if s.Programmes[i].Level == rule.Household {
			row = uint32(householdOf(city.Table, row))
		}
		before[subject{i, row}] += h.Amount
	}
	var changes []Change
	for who, amount := range lost {
		changes = append(changes, Change{Kind: Undecided, Programme: who.programme, Person: who.person, Before: amount, Missing: []string{NotRegistered}})
	}
	return before, changes
}

// RowsOf finds the rows of the few who have something among all persons.
func RowsOf(city *fact.City, held []Held, workers int) map[string]uint32 {
	wanted := make(map[string]bool, len(held))
	for _, h := range held {
		wanted[h.Person] = true
	}
	found := make([]map[string]uint32, workers)
	total := city.PersonID.Len()
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Go(func() {
			mine := map[string]uint32{}
			for row := total * worker / workers; row < total*(worker+1)/workers; row++ {
				if id := city.PersonID.At(row); wanted[id] {
					mine[id] = uint32(row)
				}
			}
			found[worker] = mine
		})
	}
	wait.Wait()
	rows := found[0]
	for _, more := range found[1:] {
		for id, row := range more {
			rows[id] = row
		}
	}
	return rows
}

// explain judges the families of some changes once more, for the reasons of a
// loss and for what is missing.
func (a *Assessor) explain(city *fact.City, s *Settled, changes []Change, which []int, places map[int]subject, workers int) error {
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Go(func() {
			clerk := a.newClerk(city)
			for i := worker; i < len(which) && errs[worker] == nil; i += workers {
				c, at := &changes[which[i]], places[which[i]]
				errs[worker] = clerk.explain(c, &s.Programmes[at.programme], at.row)
			}
		})
	}
	wait.Wait()
	return cmp.Or(errs...)
}

func (c *clerk) explain(change *Change, p *SettledProgramme, row uint32) error {
	h := p.household(c.city.Table, row)
	if c.city.RejectedHousehold[h] {
		change.Missing = []string{RowRejected}
		return nil
	}
	determinations, err := c.judge(c.a.programAt(c.city, h), c.city.Table, h, h)
	if err != nil {
		return err
	}
	member := -1
	if p.Level == rule.Person {
		member = int(row - c.city.Table.Start[h])
	}
	for _, d := range determinations {
		if d.Programme == p.Name && d.Member == member {
			change.Reasons, change.Missing = d.Reasons, d.Missing
			return nil
		}
	}
	change.Reasons = []string{OutOfScope}
	return nil
}

// OutOfScope stands in Reasons when a programme no longer speaks of somebody
// who has its benefit.
const OutOfScope = "scope"
