package risk

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/rule"
	"lianxin/internal/watch/signal"
)

// judge judges the conditions of a county on a day.
type judge struct {
	catalogue  *pack.Catalogue
	levels     []pack.RiskLevel
	conditions []pack.RiskCondition
	program    *rule.Program
}

func newJudge(c *pack.Catalogue, county civil.Area, day civil.Date) (*judge, error) {
	policy, err := c.RiskPolicy(county, day)
	if err != nil {
		return nil, err
	}
	program, err := rule.Compile(policy)
	if err != nil {
		return nil, err
	}
	return &judge{c, c.RiskLevels(county, day), c.RiskConditions(county, day), program}, nil
}

// columns are the facts the conditions read, for opening a snapshot with these alone.
func (j *judge) columns() []string {
	names := []string{}
	for i := range j.conditions {
		for _, prefix := range []string{pack.RiskPrefix, pack.RiskAmongPrefix} {
			for _, name := range j.program.Reads(prefix + j.conditions[i].Name) {
				if f := j.catalogue.Fact(name); f != nil && !f.Engine && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	slices.Sort(names)
	return names
}

// finding is what the conditions say of one family.
type finding struct {
	division   civil.Area
	level      string
	conditions []string
	missing    []Missing
}

// found is what they say of many: of whom there is something to say, by household, and
// of how many other families each condition could not be judged.
type found struct {
	families map[string]*finding
	unjudged map[string]int64
	looked   int64
}

// table is what is known of the families of a city.
func (j *judge) table(city *fact.City, held []assess.Held, known *Known) *rule.Table {
	t := signal.Table(j.catalogue, city, held, known.Marks)
	by := signal.Marks{}
	counts := make([]uint8, t.Households+rule.Pad)
	most := 0
	for h := range t.Households {
		id := city.HouseholdID.At(h)
		for _, name := range known.Signals[id] {
			by[pack.SignalFact(name)] = append(by[pack.SignalFact(name)], id)
			if s := j.catalogue.Signal(name); s != nil && s.Kind == pack.SignalEntitled && counts[h] < pack.SignalsMost {
				counts[h]++
			}
		}
		most = max(most, int(counts[h]))
	}
	for name, ids := range by {
		t.Columns[name] = signal.Column(city, ids)
	}
	t.Columns[pack.SignalsOpenFact] = &rule.Column{Byte: counts, Max: int64(most)}
	return t
}

// find judges all families of a city.
func (j *judge) find(city *fact.City, held []assess.Held, known *Known) (*found, error) {
	t := j.table(city, held, known)
	verdicts, err := j.program.Judge(t, rule.Options{})
	if err != nil {
		return nil, err
	}
	by := map[string]*rule.Verdict{}
	for i := range verdicts {
		by[verdicts[i].Programme] = &verdicts[i]
	}
	out := &found{families: map[string]*finding{}, unjudged: map[string]int64{}}
	open := map[int][]string{} // conditions that speak of a family and cannot be judged, by row
	for h := range t.Households {
		if city.RejectedHousehold[h] {
			continue
		}
		out.looked++
		for i := range j.conditions {
			name := j.conditions[i].Name
			switch answer(by[pack.RiskPrefix+name], by[pack.RiskAmongPrefix+name], t, h) {
			case holds:
				f := out.of(city, h)
				f.conditions = append(f.conditions, name)
			case unclear:
				out.of(city, h)
				open[h] = append(open[h], name)
			case unjudged:
				out.unjudged[name]++
			}
		}
	}
	if err := j.lacks(t, city, open, out); err != nil {
		return nil, err
	}
	for _, f := range out.families {
		f.level = j.level(f)
	}
	return out, nil
}

func (o *found) of(city *fact.City, h int) *finding {
	id := city.HouseholdID.At(h)
	if o.families[id] == nil {
		o.families[id] = &finding{division: city.Division[h]}
	}
	return o.families[id]
}

// said is the answer of a condition for a family.
type said uint8

const (
	silent   said = iota // it does not hold
	unjudged             // it is not known whether it speaks of the family
	unclear              // it speaks of the family, and cannot be judged
	holds
)

// answer is what a condition says of a family: of its people the best answer.
func answer(condition, among *rule.Verdict, t *rule.Table, h int) said {
	if condition.Level == rule.Household {
		return one(condition.Outcome[h], among.Outcome[h])
	}
	best := silent
	for p := t.Start[h]; p < t.Start[h+1]; p++ {
		best = max(best, one(condition.Outcome[p], among.Outcome[p]))
	}
	return best
}

func one(condition, among rule.Outcome) said {
	switch {
	case condition == rule.Grant:
		return holds
	case condition == rule.CannotDecide && among == rule.Grant:
		return unclear
	case condition == rule.CannotDecide:
		return unjudged
	}
	return silent
}

// lacks says which facts are missing where a condition speaks of a family and cannot be
// judged.
func (j *judge) lacks(t *rule.Table, city *fact.City, open map[int][]string, out *found) error {
	counter := j.program.NewCounter()
	for h, names := range open {
		answers, err := counter.Family(t, h, nil)
		if err != nil {
			return err
		}
		spoken := map[string][]int{} // of whom each condition speaks
		for _, a := range answers {
			if name, ours := strings.CutPrefix(a.Programme, pack.RiskAmongPrefix); ours && a.Outcome == rule.Grant {
				spoken[name] = append(spoken[name], a.Member)
			}
		}
		facts := map[string][]string{}
		for _, a := range answers {
			name, ours := strings.CutPrefix(a.Programme, pack.RiskPrefix)
			if !ours || !slices.Contains(names, name) || !slices.Contains(spoken[name], a.Member) {
				continue
			}
			for _, m := range counter.Missing(a) {
				facts[name] = append(facts[name], missingName(m))
			}
		}
		f := out.of(city, h)
		for _, name := range names {
			slices.Sort(facts[name])
			f.missing = append(f.missing, Missing{name, slices.Compact(facts[name])})
		}
	}
	return nil
}

// missingName is the full name of what is missing.
func missingName(m rule.Missing) string {
	switch {
	case m.Parameter:
		return m.Name
	case m.Member >= 0:
		return rule.Person.String() + "." + m.Name
	}
	return rule.Household.String() + "." + m.Name
}

// level is the gravest level of the conditions that hold.
func (j *judge) level(f *finding) string {
	for i := range j.levels {
		for k := range j.conditions {
			if j.conditions[k].Level == j.levels[i].Name && slices.Contains(f.conditions, j.conditions[k].Name) {
				return j.levels[i].Name
			}
		}
	}
	if len(f.missing) > 0 {
		return Unclear
	}
	return None
}

// Judged is what the conditions say of one family now, whether it is in the register or not.
type Judged struct {
	Level      string
	Conditions []string
	Missing    []Missing // of conditions that speak of it
	Unjudged   []string  // conditions of which it is not even known whether they speak of it
}

// Judge judges one family by what is known of it now. Nothing is written.
func (d *Desk) Judge(ctx context.Context, home register.Ref, day civil.Date) (out Judged, err error) {
	county, err := civil.ParseArea(home.County)
	if err != nil {
		return out, err
	}
	j, err := newJudge(d.catalogue(), county, day)
	if err != nil {
		return out, err
	}
	city, err := d.facts(d.catalogue()).Some(ctx, county, day, []string{home.ID})
	if err != nil {
		return out, err
	}
	held, known, err := d.beside(ctx, home.County, day)
	if err != nil {
		return out, err
	}
	found, err := j.find(city, held, &known)
	if err != nil {
		return out, err
	}
	out.Level = None
	if f := found.families[home.ID]; f != nil {
		out.Level, out.Conditions, out.Missing = f.level, f.conditions, f.missing
	}
	for i := range j.conditions {
		if found.unjudged[j.conditions[i].Name] > 0 {
			out.Unjudged = append(out.Unjudged, j.conditions[i].Name)
		}
	}
	return out, nil
}

// beside is what is known of a county beside its facts.
func (d *Desk) beside(ctx context.Context, county string, day civil.Date) (held []assess.Held, known Known, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		if held, err = d.inPay.Held(ctx, q, county, day); err != nil {
			return err
		}
		known, err = d.around.Known(ctx, q, county, day)
		return err
	})
	return held, known, err
}

// Reads are the facts each condition of a county reads, by full name.
func (d *Desk) Reads(county civil.Area, day civil.Date) (map[string][]string, error) {
	j, err := newJudge(d.catalogue(), county, day)
	if err != nil {
		return nil, err
	}
	reads := map[string][]string{}
	for i := range j.conditions {
		name := j.conditions[i].Name
		for _, fact := range append(j.program.Reads(pack.RiskPrefix+name), j.program.Reads(pack.RiskAmongPrefix+name)...) {
			if f := j.catalogue.Fact(fact); f != nil && !f.Engine && !slices.Contains(reads[name], fact) {
				reads[name] = append(reads[name], fact)
			}
		}
		slices.Sort(reads[name])
	}
	return reads, nil
}
