package signal

import (
	"slices"
	"strings"

	"lianxin/internal/assess"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// inPay is what is in pay in a county, by programme: rows of persons, and rows of
// the households they are of.
type inPay struct {
	persons    map[string]map[int]bool
	households map[string]map[int]bool
}

// payOf finds the beneficiaries among the people of a snapshot. Who is in no
// household of the county signals nothing.
func payOf(city *fact.City, held []assess.Held, workers int) *inPay {
	p := &inPay{persons: map[string]map[int]bool{}, households: map[string]map[int]bool{}}
	if len(held) == 0 {
		return p
	}
	rows := assess.RowsOf(city, held, workers)
	for i := range held {
		if row, there := rows[held[i].Person]; there {
			p.add(held[i].Programme, int(row), householdOf(city.Table, row))
		}
	}
	return p
}

func (p *inPay) add(programme string, person, household int) {
	if p.persons[programme] == nil {
		p.persons[programme], p.households[programme] = map[int]bool{}, map[int]bool{}
	}
	p.persons[programme][person] = true
	p.households[programme][household] = true
}

// columns gives the table the facts of what is paid. What is paid to nobody needs no
// column: the engine reads a fact it is not given as false.
func (p *inPay) columns(c *pack.Catalogue, t *rule.Table) {
	for _, programme := range c.Programmes() {
		if len(p.households[programme.Name]) == 0 {
			continue
		}
		t.Columns[pack.PaidFact(rule.Household, programme.Name)] = column(t.Households, p.households[programme.Name])
		if programme.Level == rule.Person {
			t.Columns[pack.PaidFact(rule.Person, programme.Name)] = column(t.Persons(), p.persons[programme.Name])
		}
	}
}

// paid says whether one of the signal's programmes is in pay: to the person where
// the programme and the signal are of persons, to the family otherwise.
func (p *inPay) paid(s *pack.Signal, h Hit) bool {
	return slices.ContainsFunc(s.Programmes, func(name string) bool {
		if h.Person >= 0 && p.persons[name][h.Person] {
			return true
		}
		return h.Person < 0 && p.households[name][h.Household]
	})
}

// column is a Boolean fact that is true of some rows and false of all others.
func column(rows int, of map[int]bool) *rule.Column {
	c := &rule.Column{Byte: make([]uint8, rows+rule.Pad)}
	for row := range of {
		c.Byte[row] = rule.True
	}
	return c
}

// rowsOf are the places of ids in a list that ascends.
func rowsOf(names fact.Names, ids []string) map[int]bool {
	rows := map[int]bool{}
	for _, id := range ids {
		lo, hi := 0, names.Len()
		for lo < hi {
			if mid := (lo + hi) / 2; strings.Compare(names.At(mid), id) < 0 {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		if lo < names.Len() && names.At(lo) == id {
			rows[lo] = true
		}
	}
	return rows
}
