package assess

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// Classified are the classes of one family: those whose condition holds for it or for
// one of its people, and those of which it is not known.
type Classified struct {
	In      []string
	Unclear []string
}

// Classify sorts families of the store into the classes of their county on a day, by
// what is known of them. Which circle a family stands in is not asked: a class speaks
// only of families in its own.
func (c *CountyFacts) Classify(ctx context.Context, county civil.Area, households []string, day civil.Date) (map[string]*Classified, error) {
	found := map[string]*Classified{}
	if len(households) == 0 {
		return found, nil
	}
	policy, err := c.catalogue.ClassPolicy(county, day)
	if err != nil {
		return nil, err
	}
	program, err := rule.Compile(policy)
	if err != nil {
		return nil, err
	}
	city, err := c.Some(ctx, county, day, households)
	if err != nil {
		return nil, err
	}
	verdicts, err := program.Judge(city.Table, rule.Options{})
	if err != nil {
		return nil, err
	}
	for i := range verdicts {
		name, ours := strings.CutPrefix(verdicts[i].Programme, pack.ClassPrefix)
		if !ours {
			continue
		}
		for h := range city.Table.Households {
			id := city.HouseholdID.At(h)
			if found[id] == nil {
				found[id] = &Classified{}
			}
			found[id].add(name, holdsFor(&verdicts[i], city.Table, h))
		}
	}
	return found, nil
}

// Some are the facts of some families of a county, as they are known now.
func (c *CountyFacts) Some(ctx context.Context, county civil.Area, day civil.Date, households []string) (city *fact.City, err error) {
	header := fact.SnapshotHeader{County: county, Day: day, Business: c.business}
	err = c.journal.DB().Read(ctx, func(q db.Query) error {
		coverage, err := c.known.Coverage(ctx, q, county.String())
		if err != nil {
			return err
		}
		city, err = c.assemble(ctx, q, header, coverage, households)
		return err
	})
	return city, err
}

// holdsFor is the answer of a class for a household: of its people the best one.
func holdsFor(v *rule.Verdict, t *rule.Table, h int) rule.Outcome {
	if v.Level == rule.Household {
		return v.Outcome[h]
	}
	best := rule.Refuse
	for p := t.Start[h]; p < t.Start[h+1]; p++ {
		best = max(best, v.Outcome[p])
	}
	return best
}

func (c *Classified) add(name string, outcome rule.Outcome) {
	switch outcome {
	case rule.Grant:
		c.In = append(c.In, name)
	case rule.CannotDecide:
		c.Unclear = append(c.Unclear, name)
	}
}
