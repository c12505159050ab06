package assess

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"lianxin/internal/fact"
	"lianxin/internal/rule"
)

// Settled is everybody of a city judged, conflicts applied, as columns: what a
// recheck keeps. Why somebody was refused and what is missing is not in it; it
// is found again by judging the one family.
type Settled struct {
	Programmes []SettledProgramme // by name
}

// SettledProgramme is what one programme says of everybody.
type SettledProgramme struct {
	Name    string
	Level   rule.Level
	Outcome []rule.Outcome // by household or person, in the order of the city; nil when only grants were asked for
	Grants  []rule.Award   // ascending by row
}

// Settle judges everybody of a city. It gives the same answers as
// [Assessor.Judge] and [Assessor.Family], on any number of workers; 0 means all
// processors. The error is that of rule.Program.Judge.
func (a *Assessor) Settle(city *fact.City, workers int) (*Settled, error) {
	return a.settle(city, rule.Options{Workers: workers})
}

// grants is Settle without the outcomes: who is granted what, and nothing else.
func (a *Assessor) grants(city *fact.City, workers int) (*Settled, error) {
	return a.settle(city, rule.Options{Workers: workers, GrantsOnly: true})
}

// unsettled is what grants gives before conflicts are applied, whatever rows
// were refused.
func (a *Assessor) unsettled(city *fact.City, workers int) (*Settled, error) {
	_, out, err := a.each(city, rule.Options{Workers: workers, GrantsOnly: true})
	return out, err
}

// each judges every programme by itself.
func (a *Assessor) each(city *fact.City, o rule.Options) (*Assessment, *Settled, error) {
	judged, err := a.judge(city, o)
	if err != nil {
		return nil, nil, err
	}
	out := &Settled{Programmes: make([]SettledProgramme, len(a.names))}
	for place, k := range a.order {
		out.Programmes[place] = judged.gather(k)
	}
	return judged, out, nil
}

func (a *Assessor) settle(city *fact.City, o rule.Options) (*Settled, error) {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	judged, out, err := a.each(city, o)
	if err != nil {
		return nil, err
	}
	settled, err := judged.resolve(out.contested(city), o.Workers)
	if err != nil {
		return nil, err
	}
	out.replace(city, settled)
	return out, nil
}

// gather brings what all parts say of one programme into the order of the city.
func (s *Assessment) gather(k int) SettledProgramme {
	a := s.assessor
	p := SettledProgramme{Name: a.names[k], Level: a.levels[a.names[k]]}
	if len(s.parts) == 1 && s.parts[0].rows == nil {
		v := &s.parts[0].verdicts[k]
		p.Outcome, p.Grants = v.Outcome, v.Grants
		return p
	}
	total := s.city.Table.Households
	if p.Level == rule.Person {
		total = s.city.Table.Persons()
	}
	if s.parts[0].verdicts[k].Outcome != nil {
		p.Outcome = make([]rule.Outcome, total)
	}
	for i := range s.parts {
		part := &s.parts[i]
		v, next := &part.verdicts[k], 0
		for row, h := range part.rows {
			from, to, shift := uint32(row), uint32(row+1), h-row
			if p.Level == rule.Person {
				from, to = part.table.Start[row], part.table.Start[row+1]
				shift = int(s.city.Table.Start[h]) - int(from)
			}
			if v.Outcome != nil {
				copy(p.Outcome[int(from)+shift:], v.Outcome[from:to])
			}
			for ; next < len(v.Grants) && v.Grants[next].Subject < to; next++ {
				award := v.Grants[next]
				award.Subject = uint32(int(award.Subject) + shift)
				p.Grants = append(p.Grants, award)
			}
		}
	}
	slices.SortFunc(p.Grants, bySubject)
	return p
}

func bySubject(a, b rule.Award) int { return cmp.Compare(a.Subject, b.Subject) }

// contested lists the households in which more than one thing is granted, since
// only among these do conflicts act, and those under reservation.
func (s *Settled) contested(city *fact.City) []int {
	t := city.Table
	granted := make([]uint8, t.Households)
	for i := range s.Programmes {
		p := &s.Programmes[i]
		household := 0
		for _, award := range p.Grants {
			if p.Level == rule.Household {
				household = int(award.Subject)
			} else {
				for t.Start[household+1] <= award.Subject {
					household++
				}
			}
			granted[household] = min(granted[household]+1, 2)
		}
	}
	var list []int
	for h, n := range granted {
		if n > 1 || city.RejectedHousehold[h] {
			list = append(list, h)
		}
	}
	return list
}

// resolved is one household's determinations, conflicts applied.
type resolved struct {
	household      int
	determinations []Determination
}

// portionOfFamilies is how many families a worker takes at a time.
const portionOfFamilies = 64

// resolve judges families with conflicts applied.
func (s *Assessment) resolve(households []int, workers int) ([]resolved, error) {
	out := make([]resolved, len(households))
	errs := make([]error, workers)
	var next atomic.Int64
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Go(func() {
			clerk := s.assessor.newClerk(s.city)
			for errs[worker] == nil {
				from := int(next.Add(portionOfFamilies)) - portionOfFamilies
				if from >= len(households) {
					return
				}
				for i := from; i < min(from+portionOfFamilies, len(households)); i++ {
					h := households[i]
					ds, err := clerk.judge(s.assessor.programAt(s.city, h), s.city.Table, h, h)
					if err != nil {
						errs[worker] = err
						return
					}
					if s.city.RejectedHousehold[h] {
						reject(ds)
					}
					out[i] = resolved{h, ds}
				}
			}
		})
	}
	wait.Wait()
	return out, cmp.Or(errs...)
}

// replace puts families with conflicts applied in the place of what each
// programme alone had said of them.
func (s *Settled) replace(city *fact.City, families []resolved) {
	contested := make(map[int]bool, len(families))
	place := make(map[string]int, len(s.Programmes))
	for _, f := range families {
		contested[f.household] = true
	}
	for i := range s.Programmes {
		p := &s.Programmes[i]
		place[p.Name] = i
		p.Grants = slices.DeleteFunc(slices.Clone(p.Grants), func(award rule.Award) bool {
			return contested[p.household(city.Table, award.Subject)]
		})
	}
	for _, f := range families {
		for _, d := range f.determinations {
			p := &s.Programmes[place[d.Programme]]
			subject := uint32(f.household)
			if d.Member >= 0 {
				subject = city.Table.Start[f.household] + uint32(d.Member)
			}
			if p.Outcome != nil {
				p.Outcome[subject] = d.Outcome
			}
			if d.Outcome == rule.Grant {
				p.Grants = append(p.Grants, rule.Award{Subject: subject, Covered: uint32(d.Covered), Amount: d.Amount})
			}
		}
	}
	for i := range s.Programmes {
		slices.SortFunc(s.Programmes[i].Grants, bySubject)
	}
}

// household is the household of a subject.
func (p *SettledProgramme) household(t *rule.Table, subject uint32) int {
	if p.Level == rule.Household {
		return int(subject)
	}
	return householdOf(t, subject)
}

// householdOf is the household of a person.
func householdOf(t *rule.Table, person uint32) int {
	// The last household that begins at the person or before has him; one
	// without members begins where the next one does.
	next, _ := slices.BinarySearch(t.Start[:t.Households+1], person+1)
	return next - 1
}
