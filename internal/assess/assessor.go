package assess

import (
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// Assessor judges the families of one city on one day. It is immutable and safe
// for use by many goroutines.
type Assessor struct {
	catalogue   *pack.Catalogue
	city        pack.City
	asOf        civil.Date
	programs    []*rule.Program       // the city's first, then those of counties with figures of their own
	byCounty    map[civil.Area]int    // which program judges a county; 0 for all others
	table       *conflictTable        // of the programmes in force
	order       []int                 // programmes by name, as results list them
	names       []string              // programmes in the order of the programs
	levels      map[string]rule.Level // by programme
	Warnings    []pack.Warning        // what a reader of results should know, city-wide
	index       map[string]int        // by programme: its place in names
	reasonTexts []*reasonTexts        // by programme
}

// New compiles the programmes in force in a city on a day. overrides set
// parameters by name, as a what-if does, for everybody; by NAME@REGION for one
// county, city or province alone. The error is a civil.Error or the
// rule.CompileErrors of a pack.
func New(c *pack.Catalogue, city pack.City, asOf civil.Date, overrides map[string]string) (*Assessor, error) {
	return newAssessor(c, city, asOf, overrides, "", nil)
}

// newAssessor compiles all programmes, or what the answers of one rest upon:
// through conflicts too, as far as these are given.
func newAssessor(c *pack.Catalogue, city pack.City, asOf civil.Date, overrides map[string]string, only string, conflicts []pack.Conflict) (*Assessor, error) {
	a := &Assessor{catalogue: c, city: city, asOf: asOf, byCounty: map[civil.Area]int{}, levels: map[string]rule.Level{}, index: map[string]int{}}
	set, err := readOverrides(overrides)
	if err == nil {
		err = set.within(city.Region)
	}
	if err != nil {
		return nil, err
	}
	for i, region := range set.regions(city.Region, c.ParameterRegions(city.Region, asOf)) {
		policy, warnings, err := c.Policy(region, asOf, set.in(region))
		if err != nil {
			return nil, fmt.Errorf("assess.New(%s, %s): %w", region, asOf, err)
		}
		if only != "" {
			restrict(policy, conflicts, only, asOf)
		}
		program, err := rule.Compile(policy)
		if err != nil {
			return nil, fmt.Errorf("assess.New(%s, %s): %w", region, asOf, err)
		}
		a.programs = append(a.programs, program)
		if i == 0 {
			a.Warnings = warnings
			a.programmes(policy)
			continue
		}
		county, err := civil.ParseArea(region)
		if err != nil {
			return nil, fmt.Errorf("assess.New(%s, %s): %w", region, asOf, err)
		}
		a.byCounty[county] = i
	}
	a.table = newConflictTable(c.Conflicts(), a.names, asOf)
	return a, nil
}

// programmes notes the programmes of the city's policy. A county's policy has
// the same ones in the same order: what is in force does not depend on the place.
func (a *Assessor) programmes(policy *rule.Policy) {
	for i := range policy.Programmes {
		p := &policy.Programmes[i]
		a.names = append(a.names, p.Name)
		a.levels[p.Name] = p.Level
		a.index[p.Name] = i
		a.reasonTexts = append(a.reasonTexts, &reasonTexts{})
		a.order = append(a.order, i)
	}
	sortByName(a.order, a.names)
}

// Facts are the facts of a catalogue as the rules engine wants them.
func Facts(c *pack.Catalogue) []rule.Fact {
	all := c.Facts()
	facts := make([]rule.Fact, len(all))
	for i := range all {
		facts[i] = all[i].Fact
	}
	return facts
}

// programOf says which program judges a household.
func (a *Assessor) programOf(division civil.Area) int {
	if division == 0 || len(a.byCounty) == 0 {
		return 0
	}
	return a.byCounty[division.County()]
}

// programAt says which program judges household h of a city.
func (a *Assessor) programAt(city *fact.City, h int) int {
	if h >= len(city.Division) {
		return 0
	}
	return a.programOf(city.Division[h])
}

// Outside counts the households whose division lies outside the city; they are judged by the city's figures.
func (a *Assessor) Outside(city *fact.City) int {
	region, err := civil.ParseArea(a.city.Region)
	if err != nil {
		return 0
	}
	outside := 0
	for _, division := range city.Division {
		if division != 0 && division.City() != region.City() {
			outside++
		}
	}
	return outside
}
