package fact

import (
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// AssemblerOptions say for whom and when facts are made of records.
type AssemblerOptions struct {
	Facts    []pack.Fact
	Sources  []*pack.FactSource
	Day      civil.Date // authorisations, validity and windows are looked at on this day
	Business string     // authorisations for another business do not count; "" is no business at all
}

// An Assembler makes a city of the records of households, one after the other,
// a single family at the counter or a county. It is where the law on data
// stands: what comes from an authorised register exists only for a member who
// has himself authorised that very register for this business, on this day; a
// household's sum exists only when it does for every member; and no record
// means none only where the register is complete for that person. Everything
// else is unknown. Nothing is decided by the order of records.
type Assembler struct {
	options  AssemblerOptions
	builder  *Builder
	recipes  []recipe
	register map[string]int // by name: a number for each register that is read
	times    []timing       // by register
	homes    subject
	members  []subject
	until    []dayOf
	doubts   []Doubt
	ended    bool
}

// timing is how the records of a register stand in time.
type timing struct {
	period  int // place of the field that places a record in time, or -1
	byMonth bool
	window  bool // a recipe looks back over months
}

// A dayOf is a household with the day until which its facts hold.
type dayOf struct {
	household string
	day       civil.Date
}

// NewAssembler prepares the sources. It refuses one that would give a fact
// under a milder right than its records are known by, or the records of
// somebody else.
func NewAssembler(o AssemblerOptions) (*Assembler, error) {
	facts := make([]rule.Fact, len(o.Facts))
	places := map[string]int{}
	for i := range o.Facts {
		facts[i] = o.Facts[i].Fact
		places[facts[i].FullName()] = i
	}
	a := &Assembler{options: o, builder: NewBuilder(facts), register: map[string]int{}}
	for _, s := range o.Sources {
		place, known := places[s.Fact.FullName()]
		if !known {
			return nil, civil.Refuse("source_fact", "没有“%s”这个事实，它的来源不能使用。", s.Fact.FullName())
		}
		r, err := a.recipe(&o.Facts[place], s, place)
		if err != nil {
			return nil, err
		}
		a.recipes = append(a.recipes, r)
	}
	return a, nil
}

// Add makes the facts of one household. An error means that what was handed in
// does not belong together; nothing of it may be used then.
func (a *Assembler) Add(k *Kin) error {
	if a.ended {
		return civil.Refuse("assembler_ended", "这一批事实已经汇总完成，请另建一批。")
	}
	if err := a.file(k); err != nil {
		return err
	}
	a.builder.Household(k.Household, k.Division)
	for i := range a.recipes {
		if r := &a.recipes[i]; r.level == rule.Household {
			a.set(r, k.Household, "", a.household(r))
		}
	}
	for m := range k.Members {
		a.builder.Person(k.Members[m].ID)
		for i := range a.recipes {
			if r := &a.recipes[i]; r.level == rule.Person {
				a.set(r, k.Household, k.Members[m].ID, r.of(&a.members[m]))
			}
		}
	}
	if a.builder.err != nil {
		return a.builder.err
	}
	if day := a.lasting(k); day != Never {
		a.until = append(a.until, dayOf{k.Household, day})
	}
	return nil
}

// Finish is the city of all households and what was left out of it. The
// assembler must not be used afterwards.
func (a *Assembler) Finish() (*City, []Doubt, error) {
	a.ended = true
	city, err := a.builder.Build()
	if err != nil {
		return nil, nil, err
	}
	if len(a.until) > 0 {
		city.Until = make([]civil.Date, city.HouseholdID.Len())
		for i := range city.Until {
			city.Until[i] = Never
		}
	}
	for _, u := range a.until {
		at, _ := city.HouseholdID.search(0, u.household)
		city.Until[at] = u.day
	}
	return city, a.doubts, nil
}

// set stores a result that a fact can have.
func (a *Assembler) set(r *recipe, household, person string, p portion) {
	if p.state == beyond || p.state == certain && (p.value < r.least || p.value > r.greatest) {
		p = portion{state: unsure, doubt: doubtRange}
	}
	if p.doubt != nil {
		a.doubts = append(a.doubts, Doubt{household, person, r.name, p.doubt.Code, r.label + p.doubt.Message})
	}
	if p.state == certain {
		b := a.builder
		b.set(r.fact, r.kind, p.value, r.least, r.greatest)
	}
}

// The reasons why records do not become a fact.
var (
	doubtRange    = civil.Refuse("fact_range", "的合计超出允许范围，按不知道处理，请核对来源数据。")
	doubtConflict = civil.Refuse("fact_conflict", "有互相矛盾的记录，按不知道处理，请核对来源数据。")
)
