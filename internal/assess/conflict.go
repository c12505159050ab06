package assess

import (
	"slices"
	"sort"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// The table of conflicts speaks only among granted determinations of the same
// person; a household programme touches the persons it covers. It is applied in
// this order: choices first, since a programme that waits for one neither wins
// nor loses; then, each programme after those it would give way to, exclusions
// and differences. See packs/assistance/README.md for the rules in words.

// conflictTable is the table as one day needs it.
type conflictTable struct {
	choices [][2]string
	loses   map[string][]pack.Conflict // by the programme that gives way
	higher  []pack.Conflict
	order   []string // every programme after those that win over it
}

func newConflictTable(conflicts []pack.Conflict, programmes []string, asOf civil.Date) *conflictTable {
	t := &conflictTable{loses: map[string][]pack.Conflict{}}
	for _, c := range latest(conflicts, asOf) {
		if !slices.Contains(programmes, c.A) || !slices.Contains(programmes, c.B) {
			continue
		}
		switch c.Relation {
		case pack.Choice:
			t.choices = append(t.choices, [2]string{c.A, c.B})
		case pack.Exclusive, pack.Difference:
			t.loses[c.Loses()] = append(t.loses[c.Loses()], c)
		case pack.Higher:
			t.higher = append(t.higher, c)
		}
	}
	t.order = t.inOrder(programmes)
	return t
}

// latest keeps for each pair of programmes the line that took effect last by a day.
func latest(conflicts []pack.Conflict, asOf civil.Date) []pack.Conflict {
	var kept []pack.Conflict
	at := map[[2]string]int{}
	for _, c := range conflicts {
		pair := [2]string{min(c.A, c.B), max(c.A, c.B)}
		i, known := at[pair]
		switch {
		case c.Since > asOf:
		case !known:
			at[pair] = len(kept)
			kept = append(kept, c)
		case c.Since > kept[i].Since:
			kept[i] = c
		}
	}
	return kept
}

// inOrder puts every programme after its winners. The loader refuses tables in which two programmes beat each other.
func (t *conflictTable) inOrder(programmes []string) []string {
	var order []string
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, c := range t.loses[name] {
			visit(c.Wins)
		}
		order = append(order, name)
	}
	for _, name := range programmes {
		visit(name)
	}
	return order
}

// above says whether a programme, granted, would change what another one gives.
func (t *conflictTable) above(programme, other string) bool {
	of := func(a, b string) bool { return a == programme && b == other || a == other && b == programme }
	return slices.ContainsFunc(t.loses[other], func(c pack.Conflict) bool { return c.Wins == programme }) ||
		slices.ContainsFunc(t.choices, func(pair [2]string) bool { return of(pair[0], pair[1]) }) ||
		slices.ContainsFunc(t.higher, func(c pack.Conflict) bool { return of(c.A, c.B) })
}

// rejudge judges a household programme again while some members are covered elsewhere.
type rejudge func(programme string, elsewhere []bool) (d Determination, ok bool, err error)

// apply changes a family's determinations by the table.
func (t *conflictTable) apply(ds []Determination, again rejudge) error {
	waiting := t.choose(ds)
	t.preferHigher(ds)
	for _, name := range t.order {
		if len(t.loses[name]) == 0 {
			continue
		}
		for i := range ds {
			if ds[i].Programme != name || ds[i].Outcome != rule.Grant {
				continue
			}
			if err := t.giveWay(ds, i, waiting, again); err != nil {
				return err
			}
		}
	}
	return nil
}

// touches says whether two determinations concern a common person, and which
// members: those whom both cover, or all of d's where both are the household's.
func touches(d, winner *Determination) (members []int, yes bool) {
	switch {
	case d.Member >= 0 && winner.Member >= 0:
		return []int{d.Member}, d.Member == winner.Member
	case d.Member >= 0:
		return []int{d.Member}, winner.covers[d.Member]
	case winner.Member >= 0:
		return []int{winner.Member}, d.covers[winner.Member]
	}
	for i, covered := range d.covers {
		if covered {
			members = append(members, i)
		}
	}
	return members, true
}

// choose makes both sides of a choice wait. It returns which determinations wait.
func (t *conflictTable) choose(ds []Determination) []bool {
	waiting := make([]bool, len(ds))
	for _, pair := range t.choices {
		for i := range ds {
			for j := range ds {
				if ds[i].Programme != pair[0] || ds[j].Programme != pair[1] || ds[i].Outcome != rule.Grant || ds[j].Outcome != rule.Grant {
					continue
				}
				if _, yes := touches(&ds[i], &ds[j]); yes {
					waiting[i], waiting[j] = true, true
				}
			}
		}
	}
	for i := range ds {
		if waiting[i] {
			ds[i].wait()
		}
	}
	return waiting
}

// wait leaves a determination to the person's choice; whom it covers stays known.
func (d *Determination) wait() {
	d.Outcome, d.Amount, d.Covered = rule.CannotDecide, 0, 0
	d.Missing = []string{ByChoice}
}

// lose refuses a determination in favour of others.
func (d *Determination) lose(winners []string) {
	d.Outcome, d.Amount, d.Covered, d.Reasons = rule.Refuse, 0, 0, nil
	for _, w := range winners {
		d.Reasons = append(d.Reasons, conflictReason+w)
	}
	sort.Strings(d.Reasons)
	d.Reasons = slices.Compact(d.Reasons)
}

// preferHigher keeps the higher of two amounts; the first of the pair where they are equal.
func (t *conflictTable) preferHigher(ds []Determination) {
	for _, c := range t.higher {
		for i := range ds {
			for j := range ds {
				if ds[i].Programme != c.A || ds[j].Programme != c.B || ds[i].Outcome != rule.Grant || ds[j].Outcome != rule.Grant {
					continue
				}
				if _, yes := touches(&ds[i], &ds[j]); !yes {
					continue
				}
				if ds[j].Amount > ds[i].Amount {
					ds[i].lose([]string{c.B})
				} else {
					ds[j].lose([]string{c.A})
				}
			}
		}
	}
}

// giveWay settles what a granted determination loses to those that win over it.
func (t *conflictTable) giveWay(ds []Determination, i int, waiting []bool, again rejudge) error {
	d := &ds[i]
	var winners, cutBy []string
	elsewhere := make([]bool, len(d.covers))
	whole := false
	for _, c := range t.loses[d.Programme] {
		for j := range ds {
			w := &ds[j]
			if w.Programme != c.Wins || w.Outcome != rule.Grant && !waiting[j] {
				continue
			}
			members, yes := touches(d, w)
			if !yes {
				continue
			}
			if waiting[j] {
				waiting[i] = true
				d.wait()
				return nil
			}
			if c.Relation == pack.Difference {
				d.Amount -= w.share()
				cutBy = append(cutBy, c.Wins)
				continue
			}
			winners = append(winners, c.Wins)
			whole = whole || d.Member >= 0 || w.Member < 0
			for _, m := range members {
				if d.Member < 0 {
					elsewhere[m] = true
				}
			}
		}
	}
	switch {
	case len(cutBy) > 0 && d.Amount <= 0:
		d.lose(append(cutBy, winners...))
		return nil
	case len(winners) == 0:
		return nil
	case whole:
		d.lose(winners)
		return nil
	}
	return d.withdraw(winners, elsewhere, again)
}

// withdraw judges a household programme again without the members who are covered elsewhere.
func (d *Determination) withdraw(winners []string, elsewhere []bool, again rejudge) error {
	left, ok, err := again(d.Programme, elsewhere)
	switch {
	case err != nil:
		return err
	case ok && left.Outcome == rule.Grant && left.Covered > 0:
		*d = left
	default:
		d.lose(winners)
	}
	return nil
}

// share is what a granted determination pays for one person: of a household's
// amount his part, rounded down to the fen.
func (d *Determination) share() civil.Fen {
	if d.Member < 0 && d.Covered > 0 {
		return d.Amount / civil.Fen(d.Covered)
	}
	return d.Amount
}
