package fact

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// A subject is a person or a household with its records sorted by register.
type subject struct {
	id       string
	records  [][]*Record   // by register
	coverage [][]*Coverage // by register
	permits  []bool        // by register: whether it may be looked at
}

// reset empties a subject for another one.
func (s *subject) reset(id string, registers int) {
	s.id = id
	if len(s.records) != registers {
		s.records, s.coverage, s.permits = make([][]*Record, registers), make([][]*Coverage, registers), make([]bool, registers)
	}
	for i := range registers {
		s.records[i], s.coverage[i], s.permits[i] = s.records[i][:0], s.coverage[i][:0], false
	}
}

// file sorts what is recorded of a household. The household itself may be
// looked at in an authorised register when every member has permitted it.
func (a *Assembler) file(k *Kin) error {
	a.homes.reset(k.Household, len(a.register))
	if err := a.sort(&a.homes, k.Records, k.Coverage); err != nil {
		return err
	}
	for len(a.members) < len(k.Members) {
		a.members = append(a.members, subject{})
	}
	a.members = a.members[:len(k.Members)]
	for i := range a.homes.permits {
		a.homes.permits[i] = len(k.Members) > 0
	}
	for i := range k.Members {
		m, s := &k.Members[i], &a.members[i]
		s.reset(m.ID, len(a.register))
		if err := a.sort(s, m.Records, m.Coverage); err != nil {
			return err
		}
		if err := a.permit(s, m.Permits); err != nil {
			return err
		}
		for i, permitted := range s.permits {
			a.homes.permits[i] = a.homes.permits[i] && permitted
		}
	}
	return nil
}

func (a *Assembler) sort(s *subject, records []Record, coverage []Coverage) error {
	for i := range records {
		r := &records[i]
		if r.Subject != s.id {
			return errMisplaced(r.Subject, s.id)
		}
		if at, read := a.register[r.Register]; read {
			s.records[at] = append(s.records[at], r)
		}
	}
	for i := range coverage {
		c := &coverage[i]
		if c.Subject != s.id {
			return errMisplaced(c.Subject, s.id)
		}
		if at, read := a.register[c.Register]; read {
			s.coverage[at] = append(s.coverage[at], c)
		}
	}
	return nil
}

// permit notes which registers a member lets this business look at today.
func (a *Assembler) permit(s *subject, permits []Permit) error {
	for i := range permits {
		p := &permits[i]
		if p.Person != s.id {
			return errMisplaced(p.Person, s.id)
		}
		if at, read := a.register[p.DataClass]; read && a.options.Business != "" && p.Business == a.options.Business && p.live(a.options.Day) {
			s.permits[at] = true
		}
	}
	return nil
}

func errMisplaced(got, want string) error {
	return civil.Refuse("record_misplaced", "对象“%s”的资料放到了“%s”名下，没有使用，请检查取数。", got, want)
}

// household is a household's fact: of its own records, or of all its members'.
// With members nobody's part may be unknown, so that a sum never says of one
// what he did not allow; without members there is nothing to say.
func (a *Assembler) household(r *recipe) portion {
	if !r.members {
		return r.of(&a.homes)
	}
	if len(a.members) == 0 {
		return portion{}
	}
	sum := portion{state: certain}
	seen := map[string]bool{}
	for i := range a.members {
		p := r.settled(r.mixed(&a.members[i], seen))
		if p.state != certain {
			return p
		}
		if sum = sum.plus(p.value); sum.state == beyond {
			return sum
		}
	}
	return sum
}

// portion is what an ingredient gives for one subject. The permit is looked at
// before anything else is; seen holds what earlier members have counted.
func (in *ingredient) portion(s *subject, seen map[string]bool) portion {
	if in.authorised && !s.permits[in.register] {
		return portion{}
	}
	var list []*Record
	for _, r := range s.records[in.register] {
		counts, known := in.counts(r)
		if !known {
			return portion{}
		}
		if counts {
			list = append(list, r)
		}
	}
	switch in.take {
	case pack.TakeExists, pack.TakeAbsent:
		return in.existence(s, len(list) > 0)
	case pack.TakeCount:
		if !in.complete(s, in.needs) {
			return portion{}
		}
		return in.counted(list, seen)
	}
	if len(list) == 0 {
		if in.complete(s, in.needs) {
			return portion{state: nothing}
		}
		return portion{}
	}
	switch in.take {
	case pack.TakeLatest, pack.TakeMonthSum:
		list = in.newest(list)
	case pack.TakeValue, pack.TakeLocal:
	default:
		// One record more or fewer changes these, so the register must be complete.
		if !in.complete(s, in.needs) {
			return portion{}
		}
	}
	return in.taken(list)
}

// counts says whether a record is of the time that is looked at and fulfils the
// conditions; not known when it does not say.
func (in *ingredient) counts(r *Record) (counts, known bool) {
	if in.period >= 0 {
		v := r.value(in.period)
		if !v.Known {
			return false, false
		}
		if !in.timely(v.Number) {
			return false, true
		}
	}
	if !in.windowed() && (in.day < r.From || in.day > r.To) {
		return false, true
	}
	known = true
	for _, c := range in.where {
		v := r.value(c.field)
		if v.Known && !slices.Contains(c.values, v.Number) {
			return false, true
		}
		known = known && v.Known
	}
	return known, known
}

// timely says whether a record of a month or day is of the time looked at: not
// later than the day, and inside the window where there is one.
func (in *ingredient) timely(period int64) bool {
	month, today := civil.Month(period), in.day.Month()
	if !in.byMonth {
		if period > int64(in.day) || period < int64(civil.FirstDate) {
			return false
		}
		month = civil.Date(period).Month()
	}
	switch in.take {
	case pack.TakeLatest, pack.TakeMonthSum:
		return month <= today && month >= today.Add(-in.months)
	case pack.TakeMonthsSum, pack.TakeMonthsMean:
		return month < today && month >= today.Add(-in.months)
	}
	return month <= today
}

// value is a field of a record.
func (r *Record) value(field int) Value {
	if field >= len(r.Values) {
		return Value{}
	}
	return r.Values[field]
}

// newest keeps the records of the newest period; for a sum that is a month.
func (in *ingredient) newest(list []*Record) []*Record {
	key := func(r *Record) int64 {
		period := r.value(in.period).Number
		if in.take == pack.TakeMonthSum && !in.byMonth {
			return int64(civil.Date(period).Month())
		}
		return period
	}
	last := key(list[0])
	for _, r := range list {
		last = max(last, key(r))
	}
	return slices.DeleteFunc(list, func(r *Record) bool { return key(r) != last })
}

// complete says whether the register tells all there is for these days.
func (in *ingredient) complete(s *subject, days stretch) bool {
	for from := days.from; ; {
		reached := from
		for _, c := range s.coverage[in.register] {
			if c.From <= reached && c.To >= reached {
				if c.To >= days.to {
					return true
				}
				reached = c.To + 1
			}
		}
		if reached == from {
			return false
		}
		from = reached
	}
}

func (in *ingredient) existence(s *subject, exists bool) portion {
	if !exists && !in.complete(s, in.needs) {
		return portion{}
	}
	truth := int64(rule.False)
	if exists == (in.take == pack.TakeExists) {
		truth = rule.True
	}
	return portion{state: certain, value: truth}
}

// counted is how many records there are, of those that agree in a field one.
func (in *ingredient) counted(list []*Record, seen map[string]bool) portion {
	if in.distinct < 0 {
		return portion{state: certain, value: int64(len(list))}
	}
	if seen == nil {
		seen = map[string]bool{}
	}
	n := int64(0)
	for _, r := range list {
		v := r.value(in.distinct)
		if !v.Known {
			return portion{}
		}
		if key := v.key(); !seen[key] {
			seen[key] = true
			n++
		}
	}
	return portion{state: certain, value: n}
}
