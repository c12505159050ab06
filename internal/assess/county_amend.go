package assess

import (
	"context"
	"slices"
	"sync"

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
	unasked   bool     // none of them is people's own record, and where somebody is registered does not matter
	together  bool     // some of the facts are the household's, so that all its members are read
	touched   map[string]bool
	coverage  []Coverage // of these registers
	classes   []string   // those of them for which it matters what somebody has permitted
	near      []string   // everybody of the county in order, when many of them are read
	told      *told      // of all of these; nil: it is asked of a few at a time
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
	part, made, more, err := a.make(ctx, city, rows, people)
	if err != nil {
		return nil, nil, nil, err
	}
	all, err = fact.Amend(city, part, a.facts)
	if err != nil {
		return nil, nil, nil, err
	}
	return all, all.Select(made), append(rest, more...), nil
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
	a.limit(u.coverage)
	a.unasked = len(records[register.PersonKind]) == 0 && !slices.Contains(a.registers, register.PersonKind) &&
		!slices.ContainsFunc(a.coverage, func(v Coverage) bool { return v.Covers == pack.CoversRegistered })
	if u.c.catalogue.Register(unanswered) != nil {
		a.registers = append(a.registers, unanswered)
	}
	return a
}

// authorised is the class of registers about which only those may be asked who
// have permitted it.
const authorised = "authorised"

// limit keeps of what is known beside the registers only what is about these.
func (a *amendment) limit(coverage []Coverage) {
	a.classes = slices.DeleteFunc(slices.Clone(nonNil(a.registers)), func(name string) bool {
		reg := a.u.c.catalogue.Register(name)
		return reg == nil || reg.Class != authorised
	})
	for _, v := range coverage {
		if !slices.Contains(a.registers, v.Register) {
			continue
		}
		a.coverage = append(a.coverage, v)
		if v.Covers == pack.CoversRequested && !slices.Contains(a.classes, v.Register) {
			a.classes = append(a.classes, v.Register)
		}
	}
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

// make reads the people of some households and makes the facts in question. made
// are the households of which it has, and rest those that have to be read as a
// whole: somebody is no longer a member there, or is registered elsewhere now, on
// which everything known of him depends. What is read next is read while facts
// are made of what was.
func (a *amendment) make(ctx context.Context, city *fact.City, rows []int, people [][]string) (part *fact.City, made []int, rest []string, err error) {
	assembler, err := a.assembler()
	if err != nil {
		return nil, nil, nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	ready := make(chan amended, 1)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(ready)
		a.readAll(ctx, city, rows, people, ready)
	})
	defer func() {
		stop()
		reading.Wait()
	}()
	for chunk := range ready {
		if chunk.err != nil {
			return nil, nil, nil, chunk.err
		}
		for i, h := range chunk.rows {
			kin, same := chunk.kin(city, h, chunk.people[i])
			if !same {
				rest = append(rest, city.HouseholdID.At(h))
				continue
			}
			if err := assembler.Add(kin); err != nil {
				return nil, nil, nil, err
			}
			made = append(made, h)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, nil, err // what was read until it was called off is not all
	}
	part, _, err = assembler.Finish()
	return part, made, rest, err
}

// assembler makes of records the facts in question and no others.
func (a *amendment) assembler() (*fact.Assembler, error) {
	var facts []pack.Fact
	for _, f := range a.u.c.catalogue.Facts() {
		if slices.ContainsFunc(a.sources, func(s *pack.FactSource) bool { return s.Fact.FullName() == f.FullName() }) {
			facts = append(facts, f)
		}
	}
	return a.u.c.assembler(a.u.header, facts, a.sources)
}

// readAll reads the people of some households, so many at a time, until nobody
// wants more.
func (a *amendment) readAll(ctx context.Context, city *fact.City, rows []int, people [][]string, ready chan<- amended) {
	err := a.neighbours(ctx, city, people)
	for from := 0; from < len(rows); from += atOnce {
		chunk := amended{err: err}
		if err == nil {
			to := min(from+atOnce, len(rows))
			chunk.rows, chunk.people = rows[from:to], people[from:to]
			chunk.members, chunk.err = a.read(ctx, slices.Concat(chunk.people...))
		}
		select {
		case ready <- chunk:
		case <-ctx.Done():
			return
		}
		if chunk.err != nil {
			return
		}
	}
}

// amended are some households and what was read of their people.
type amended struct {
	rows    []int
	people  [][]string
	members map[string]*fact.Member
	err     error
}

// kin is a household with those of its people who were read, in the order of the
// city; same says that all of them were found as the city has them.
func (c *amended) kin(city *fact.City, h int, people []string) (kin *fact.Kin, same bool) {
	kin = &fact.Kin{Household: city.HouseholdID.At(h)}
	for _, id := range people {
		m := c.members[id]
		if m == nil || m.Moved {
			return nil, false
		}
		kin.Members = append(kin.Members, *m)
	}
	return kin, true
}

// nearShare is the share of a county's people, one in so many, from which on those
// to be read are worth being looked for among their neighbours.
const nearShare = 8

// neighbours notes everybody of the city in order, when many of them are to be
// read, and what is known of them all beside the registers.
func (a *amendment) neighbours(ctx context.Context, city *fact.City, people [][]string) (err error) {
	count := 0
	for _, some := range people {
		count += len(some)
	}
	if count < city.Table.Persons()/nearShare {
		return nil
	}
	a.near = make([]string, city.Table.Persons())
	for p := range a.near {
		a.near[p] = city.PersonID.At(p)
	}
	slices.Sort(a.near)
	a.told, err = a.u.c.tell(ctx, a.u.q, a.u.header.County.String(), a.classes, nil)
	return err
}

// read reads some people, with all that has to be known of them.
func (a *amendment) read(ctx context.Context, people []string) (map[string]*fact.Member, error) {
	u, county, told := a.u, a.u.header.County.String(), a.told
	if told == nil {
		var err error
		if told, err = u.c.tell(ctx, u.q, county, a.classes, nonNil(people)); err != nil {
			return nil, err
		}
	}
	members := make(map[string]*fact.Member, len(people))
	want := register.Kindred{Registers: a.registers, Ended: silence, Near: a.near, Unasked: a.unasked}
	err := u.c.register.EachMemberOf(ctx, u.q, county, register.On(u.header.Day), want, people, func(m *fact.Member) error {
		members[m.ID] = m
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		u.c.know(m, u.header.County, told, a.coverage)
	}
	return members, nil
}
