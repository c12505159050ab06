package fact

import (
	"math"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// A recipe is a fact's source made ready for a day.
type recipe struct {
	fact            int // place in the builder
	name, label     string
	level           rule.Level
	kind            rule.Kind
	least, greatest int64 // stored values the fact can have
	members         bool
	combine         pack.Combine
	parts           []ingredient
	none            portion // what having no record anywhere means
}

// An ingredient is a part of a source made ready.
type ingredient struct {
	take       pack.Take
	register   int
	authorised bool
	field      int // place of the field taken, or -1
	period     int // place of the field that places a record in time, or -1
	byMonth    bool
	where      []condition
	distinct   int
	codes      []int64 // the fact's codes by the field's
	truth      bool
	months     int
	round      civil.Rounding
	day        civil.Date
	needs      stretch // the days for which the register must be complete when there is no record
}

type condition struct {
	field  int
	values []int64
}

// stretch is a run of days, both included.
type stretch struct{ from, to civil.Date }

// strictness orders the legal classes.
var strictness = map[string]int{"shared": 1, "declared": 2, "authorised": 3}

const authorised = "authorised"

func (a *Assembler) recipe(f *pack.Fact, s *pack.FactSource, place int) (recipe, error) {
	if err := checkSource(f, s); err != nil {
		return recipe{}, err
	}
	r := recipe{
		fact: place, name: f.FullName(), label: "“" + f.Label + "”", level: f.Level, kind: f.Kind,
		members: s.Members, combine: s.Combine,
	}
	r.least, r.greatest = storable(&f.Fact)
	if s.HasNone {
		r.none = portion{state: certain, value: stored3(f.Kind, s.NoneValue)}
	}
	for i := range s.Parts {
		r.parts = append(r.parts, a.ingredient(f, &s.Parts[i]))
	}
	return r, nil
}

// checkSource holds a source against the law once more: packs are checked when
// they are loaded, but this is where a mistake would tell what nobody may know.
func checkSource(f *pack.Fact, s *pack.FactSource) error {
	subject, strictest, declared := pack.OfPerson, "", false
	if f.Level == rule.Household && !s.Members {
		subject = pack.OfHousehold
	}
	for _, p := range s.Parts {
		class := p.Register.Class
		if p.Register.Subject != subject {
			return civil.Refuse("source_subject", "“%s”不能从登记“%s”得出，那是关于别的对象的记录。", f.FullName(), p.Register.Name)
		}
		if strictness[class] == 0 {
			return civil.Refuse("source_class", "登记“%s”没有法律类别，不能使用。", p.Register.Name)
		}
		if strictness[class] > strictness[strictest] {
			strictest = class
		}
		if class == authorised && declared && s.Combine == pack.CombineFirst {
			return civil.Refuse("source_declared", "“%s”的申报数据不能排在授权核对数据之前，请调换次序。", f.FullName())
		}
		declared = declared || class == "declared"
	}
	if strictest != f.Class {
		return civil.Refuse("source_class", "“%s”的法律类别是 %s，来源登记中最严的是 %s；两者要一致。", f.FullName(), f.Class, strictest)
	}
	if len(s.Parts) > 1 && s.Combine == "" || s.Members && s.Combine != "" && s.Combine != pack.CombineAdd {
		return civil.Refuse("source_combine", "“%s”有几个来源，没有说明怎样合成。", f.FullName())
	}
	return nil
}

// storable is the range of the stored values of a fact.
func storable(f *rule.Fact) (least, greatest int64) {
	switch f.Kind {
	case rule.Bool:
		return rule.False, rule.True
	case rule.Code:
		return 0, int64(len(f.Codes)) - 1
	case rule.Date:
		return int64(civil.FirstDate), int64(civil.LastDate)
	}
	if isByte(f) {
		return max(f.Min, 0), f.Max
	}
	return f.Min, f.Max
}

// stored3 turns 0 and 1 of a Boolean into what a column holds.
func stored3(kind rule.Kind, v int64) int64 {
	if kind == rule.Bool && v != 0 {
		return rule.True
	}
	return v
}

func (a *Assembler) ingredient(f *pack.Fact, p *pack.Part) ingredient {
	place := func(name string) int { return fieldPlace(p.Register, name) }
	in := ingredient{
		take: p.Take, register: a.number(p.Register), authorised: p.Register.Class == authorised,
		field: -1, distinct: -1, months: p.Months, round: p.Round, day: a.options.Day, truth: f.Kind == rule.Bool,
		needs: stretch{a.options.Day, a.options.Day},
	}
	if p.Field != nil {
		in.field = place(p.Field.Name)
		for _, c := range p.Field.Codes {
			if f.Kind != rule.Code {
				break
			}
			in.codes = append(in.codes, int64(slices.IndexFunc(f.Codes, func(v rule.CodeValue) bool { return v.Name == c.Name })))
		}
	}
	if p.Distinct != nil {
		in.distinct = place(p.Distinct.Name)
	}
	for _, c := range p.Where {
		in.where = append(in.where, condition{place(c.Field.Name), c.Values})
	}
	in.period, in.byMonth = a.times[in.register].period, a.times[in.register].byMonth
	if in.windowed() {
		a.times[in.register].window = true
		month := in.day.Month()
		in.needs = stretch{month.Add(-in.months).First(), month.Add(-1).Last()}
	}
	return in
}

// windowed says whether the ingredient looks back over months.
func (in *ingredient) windowed() bool {
	switch in.take {
	case pack.TakeLatest, pack.TakeMonthSum, pack.TakeMonthsSum, pack.TakeMonthsMean:
		return true
	}
	return false
}

// number is the number of a register that is read.
func (a *Assembler) number(r *pack.Register) int {
	i, known := a.register[r.Name]
	if !known {
		i = len(a.register)
		a.register[r.Name] = i
		t := timing{period: fieldPlace(r, r.Period)}
		t.byMonth = t.period >= 0 && r.Fields[t.period].Type == pack.MonthField
		a.times = append(a.times, t)
	}
	return i
}

// fieldPlace is the place of a field in a register's records, or -1.
func fieldPlace(r *pack.Register, name string) int {
	return slices.IndexFunc(r.Fields, func(f pack.Field) bool { return f.Name == name })
}

// The states of a portion.
type state uint8

const (
	unsure  state = iota // not known
	nothing              // known that there is no record
	certain              // known
	beyond               // too large for 64 bits
)

// A portion is what an ingredient, or several together, give.
type portion struct {
	state state
	value int64
	doubt *civil.Error // why recorded things are unsure
}

// plus adds without wrapping.
func (p portion) plus(v int64) portion {
	if v > 0 && p.value > math.MaxInt64-v || v < 0 && p.value < math.MinInt64-v {
		return portion{state: beyond}
	}
	p.value += v
	return p
}

// settled is the portion with having none turned into its value, if it has one.
func (r *recipe) settled(p portion) portion {
	if p.state == nothing {
		return r.none
	}
	return p
}

// of is the fact of one subject.
func (r *recipe) of(s *subject) portion {
	return r.settled(r.mixed(s, nil))
}

// mixed combines the parts for one subject. Unknown parts leave the whole
// unknown, except where known ones settle it.
func (r *recipe) mixed(s *subject, seen map[string]bool) portion {
	if len(r.parts) == 1 {
		return r.parts[0].portion(s, seen)
	}
	switch r.combine {
	case pack.CombineFirst:
		for i := range r.parts {
			if p := r.parts[i].portion(s, seen); p.state != nothing {
				return p
			}
		}
		return portion{state: nothing}
	case pack.CombineAdd:
		return r.added(s, seen)
	}
	return r.truths(s, seen)
}

func (r *recipe) added(s *subject, seen map[string]bool) portion {
	sum := portion{state: nothing}
	for i := range r.parts {
		p := r.parts[i].portion(s, seen)
		switch p.state {
		case unsure, beyond:
			return p
		case nothing:
			if r.none.state != certain {
				return portion{}
			}
		case certain:
			if sum = sum.plus(p.value); sum.state == beyond {
				return sum
			}
			sum.state = certain
		}
	}
	return sum
}

// truths is any or all of the parts: one that settles the matter does so
// whatever the others are.
func (r *recipe) truths(s *subject, seen map[string]bool) portion {
	settles := int64(rule.True)
	if r.combine == pack.CombineAll {
		settles = rule.False
	}
	whole := portion{state: certain, value: rule.True - settles}
	for i := range r.parts {
		p := r.settled(r.parts[i].portion(s, seen))
		switch {
		case p.state == certain && p.value == settles:
			return p
		case p.state != certain && whole.state == certain:
			whole = p
		}
	}
	return whole
}
