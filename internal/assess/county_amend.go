package assess

import (
	"context"
	"slices"

	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/rule"
)

// amendment makes anew those facts of some people that rest on a few registers,
// since a feed touches many people and few registers.
type amendment struct {
	u         *renewal
	sources   []*pack.FactSource // of the facts to be made anew
	facts     []rule.Fact
	registers []string // that these are made of
	together  bool     // some of the facts are the household's, so that all its members are read
	touched   map[string]bool
}

// amend gives the city with what rests on the records that were touched made
// anew, and these households by themselves. rest are households that have to be
// read as a whole all the same.
func (u *renewal) amend(ctx context.Context, city *fact.City, what *differing) (all, households *fact.City, rest []string, err error) {
	a := u.amendment(what.records)
	whole := make(map[string]bool, len(what.households))
	for _, id := range what.households {
		whole[id] = true
	}
	// Whose silence was recorded is covered by fewer registers: all may differ.
	silent := map[string]bool{}
	for _, id := range what.records[unanswered] {
		silent[id] = true
	}
	var rows []int
	var people [][]string // by row
	for h := range city.Table.Households {
		mine, anew := a.of(city, h, silent)
		switch {
		case len(mine) == 0 && !anew || whole[city.HouseholdID.At(h)]:
		case anew:
			rest = append(rest, city.HouseholdID.At(h))
		default:
			rows = append(rows, h)
			people = append(people, mine)
		}
	}
	if len(rows) == 0 {
		none, err := fact.NewBuilder(u.c.facts).Build()
		return city, none, rest, err
	}
	part, err := a.make(ctx, city, rows, people)
	if err != nil {
		return nil, nil, nil, err
	}
	all, err = fact.Amend(city, part, a.facts)
	if err != nil {
		return nil, nil, nil, err
	}
	return all, all.Select(rows), rest, nil
}

func (u *renewal) amendment(records map[string][]string) *amendment {
	a := &amendment{u: u, touched: map[string]bool{}}
	facts := map[string]rule.Fact{}
	for _, f := range u.c.facts {
		facts[f.FullName()] = f
	}
	read := map[string]bool{}
	for _, source := range u.c.catalogue.Sources() {
		if !slices.ContainsFunc(source.Parts, func(p pack.Part) bool { return len(records[p.Register.Name]) > 0 }) {
			continue
		}
		a.sources = append(a.sources, source)
		a.facts = append(a.facts, facts[source.Fact.FullName()])
		a.together = a.together || source.Fact.Level == rule.Household
		for i := range source.Parts {
			name := source.Parts[i].Register.Name
			for _, id := range records[name] {
				a.touched[id] = true
			}
			if !read[name] {
				read[name] = true
				a.registers = append(a.registers, name)
			}
		}
	}
	if u.c.catalogue.Register(unanswered) != nil {
		a.registers = append(a.registers, unanswered)
	}
	return a
}

// of are the members of a household who have to be read. anew says that one of
// them was not answered about.
func (a *amendment) of(city *fact.City, h int, silent map[string]bool) (people []string, anew bool) {
	from, to := int(city.Table.Start[h]), int(city.Table.Start[h+1])
	some := false
	for p := from; p < to; p++ {
		id := city.PersonID.At(p)
		anew = anew || silent[id]
		if a.touched[id] {
			some = true
			people = append(people, id)
		}
	}
	if !some || !a.together {
		return people, anew
	}
	people = people[:0]
	for p := from; p < to; p++ {
		people = append(people, city.PersonID.At(p))
	}
	return people, anew
}

// atOnce is how many households are read before facts are made of them, so that
// what is read of a county never lies in memory at once.
const atOnce = 8192

// make reads the people of some households and makes the facts in question.
func (a *amendment) make(ctx context.Context, city *fact.City, rows []int, people [][]string) (*fact.City, error) {
	assembler, err := a.u.c.assembler(a.u.header, a.sources)
	if err != nil {
		return nil, err
	}
	for from := 0; from < len(rows); from += atOnce {
		to := min(from+atOnce, len(rows))
		members, err := a.read(ctx, slices.Concat(people[from:to]...))
		if err != nil {
			return nil, err
		}
		var kin fact.Kin
		for _, h := range rows[from:to] {
			kin.Household, kin.Members = city.HouseholdID.At(h), kin.Members[:0]
			for p := city.Table.Start[h]; p < city.Table.Start[h+1]; p++ {
				if m := members[city.PersonID.At(int(p))]; m != nil {
					kin.Members = append(kin.Members, *m)
				}
			}
			if err := assembler.Add(&kin); err != nil {
				return nil, err
			}
		}
	}
	part, _, err := assembler.Finish()
	return part, err
}

// read reads some people, with all that has to be known of them.
func (a *amendment) read(ctx context.Context, people []string) (map[string]*fact.Member, error) {
	u, county := a.u, a.u.header.County.String()
	permits, err := u.c.permitsOf(ctx, u.q, county, people)
	if err != nil {
		return nil, err
	}
	members := make(map[string]*fact.Member, len(people))
	want := register.Kindred{Registers: a.registers, Ended: silence}
	err = u.c.register.EachMemberOf(ctx, u.q, county, register.On(u.header.Day), want, people, func(m *fact.Member) error {
		members[m.ID] = m
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		u.c.know(m, u.header.County, permits, u.coverage)
	}
	return members, nil
}
