package fact

import (
	"math"
	"os"
	"strconv"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// The day and the business of the tests.
const (
	today   = civil.Date(20269) // 2025-06-30
	dibao   = "dibao"
	forever = civil.LastDate
)

// register makes a register of money, text and other fields by type.
func register(name, class string, subject pack.Subject, fields ...pack.Field) *pack.Register {
	r := &pack.Register{Name: name, Class: class, Subject: subject, Fields: fields}
	for _, f := range fields {
		if f.Type == pack.MonthField {
			r.Period = f.Name
		}
	}
	return r
}

func field(name string, t pack.FieldType) pack.Field { return pack.Field{Name: name, Type: t} }

// The registers of the tests. The first field of each is what facts take.
var (
	inPerson   = register("person", "shared", pack.OfPerson, field("birth", pack.DateField), field("place", pack.DivisionField))
	inSchool   = register("enrolment", "shared", pack.OfPerson, field("school", pack.TextField))
	inBank     = register("bank", "authorised", pack.OfPerson, field("balance", pack.MoneyField))
	inVehicle  = register("vehicle", "authorised", pack.OfPerson, field("plate", pack.TextField), field("state", pack.BoolField))
	inWage     = register("wage_base", "authorised", pack.OfPerson, field("base", pack.MoneyField), field("month", pack.MonthField))
	inDeclared = register("declared", "declared", pack.OfPerson, field("income", pack.MoneyField))
	inCard     = register("card", "shared", pack.OfPerson, pack.Field{Name: "kind", Type: pack.CodeField, Codes: []pack.FieldCode{
		{CodeValue: rule.CodeValue{Name: "limb"}}, {CodeValue: rule.CodeValue{Name: "vision"}}}})
	inHome  = register("estate", "authorised", pack.OfHousehold, field("value", pack.MoneyField))
	inDeath = register("death", "shared", pack.OfPerson, field("note", pack.TextField))
	inBurn  = register("cremation", "shared", pack.OfPerson, field("note", pack.TextField))
)

func declaredFact(name string, level rule.Level, kind rule.Kind, class string) pack.Fact {
	f := pack.Fact{Class: class}
	f.Name, f.Level, f.Kind, f.Label = name, level, kind, name
	switch kind {
	case rule.Money:
		f.Max = 100_000_000_00
	case rule.Count:
		f.Max = 9
	case rule.Code:
		f.Codes = []rule.CodeValue{{Name: "none"}, {Name: "vision"}, {Name: "limb"}}
	}
	return f
}

func part(take pack.Take, r *pack.Register, months int) pack.Part {
	p := pack.Part{Take: take, Register: r, Months: months, Round: civil.HalfUp}
	switch take {
	case pack.TakeCount, pack.TakeExists, pack.TakeAbsent:
	case pack.TakeLocal:
		p.Field = &r.Fields[1]
	default:
		p.Field = &r.Fields[0]
	}
	return p
}

// lawBook is the facts and sources of the tests.
func lawBook() (facts []pack.Fact, sources []*pack.FactSource) {
	facts = []pack.Fact{
		declaredFact("birth", rule.Person, rule.Date, "shared"),
		declaredFact("local", rule.Person, rule.Bool, "shared"),
		declaredFact("student", rule.Person, rule.Bool, "shared"),
		declaredFact("alive", rule.Person, rule.Bool, "shared"),
		declaredFact("card", rule.Person, rule.Code, "shared"),
		declaredFact("wage", rule.Person, rule.Money, "authorised"),
		declaredFact("mean", rule.Person, rule.Money, "authorised"),
		declaredFact("income", rule.Person, rule.Money, "authorised"),
		declaredFact("declared", rule.Person, rule.Money, "declared"),
		declaredFact("nobody", rule.Person, rule.Money, "shared"),
		declaredFact("assets", rule.Household, rule.Money, "authorised"),
		declaredFact("vehicles", rule.Household, rule.Count, "authorised"),
		declaredFact("estate", rule.Household, rule.Money, "authorised"),
	}
	source := func(i int, combine pack.Combine, parts ...pack.Part) *pack.FactSource {
		s := &pack.FactSource{Fact: &facts[i], Combine: combine, Parts: parts}
		s.HasNone = facts[i].Kind == rule.Money || facts[i].Kind == rule.Code
		return s
	}
	plates := part(pack.TakeCount, inVehicle, 0)
	plates.Distinct = &inVehicle.Fields[0]
	plates.Where = []pack.Condition{{Field: &inVehicle.Fields[1], Values: []int64{1}}}
	sources = []*pack.FactSource{
		source(0, "", part(pack.TakeValue, inPerson, 0)),
		source(1, "", part(pack.TakeLocal, inPerson, 0)),
		source(2, "", part(pack.TakeExists, inSchool, 0)),
		source(3, pack.CombineAll, part(pack.TakeAbsent, inDeath, 0), part(pack.TakeAbsent, inBurn, 0)),
		source(4, "", part(pack.TakeValue, inCard, 0)),
		source(5, "", part(pack.TakeLatest, inWage, 3)),
		source(6, "", part(pack.TakeMonthsMean, inWage, 3)),
		source(7, pack.CombineFirst, part(pack.TakeLatest, inWage, 3), part(pack.TakeValue, inDeclared, 0)),
		source(8, "", part(pack.TakeValue, inDeclared, 0)),
		source(10, "", part(pack.TakeSum, inBank, 0)),
		source(11, "", plates),
		source(12, "", part(pack.TakeSum, inHome, 0)),
	}
	sources[9].Members, sources[10].Members = true, true
	return facts, sources
}

func newTestAssembler(t testing.TB, day civil.Date, business string) *Assembler {
	t.Helper()
	facts, sources := lawBook()
	a, err := NewAssembler(AssemblerOptions{Facts: facts, Sources: sources, Day: day, Business: business})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// A law says how a family of two is changed before its facts are made.
type law func(*Kin)

func number(n int64) Value      { return Value{Known: true, Number: n} }
func text(s string) Value       { return Value{Known: true, Text: s} }
func month(back int) Value      { return number(int64(today.Month().Add(-back))) }
func always() (a, b civil.Date) { return civil.FirstDate, forever }

// record adds a record about member m, or the household when m is -1.
func record(m int, r *pack.Register, values ...Value) law {
	return func(k *Kin) {
		from, to := always()
		list, id := &k.Records, k.Household
		if m >= 0 {
			list, id = &k.Members[m].Records, k.Members[m].ID
		}
		*list = append(*list, Record{Register: r.Name, Subject: id, Home: 320613000000, From: from, To: to, Values: values})
	}
}

// dated sets the days of the record added last to member m.
func dated(m int, from, to civil.Date) law {
	return func(k *Kin) {
		r := &k.Members[m].Records[len(k.Members[m].Records)-1]
		r.From, r.To = from, to
	}
}

// complete says that registers tell all there is about member m.
func complete(m int, registers ...*pack.Register) law {
	return func(k *Kin) {
		for _, r := range registers {
			from, to := always()
			list, id := &k.Coverage, k.Household
			if m >= 0 {
				list, id = &k.Members[m].Coverage, k.Members[m].ID
			}
			*list = append(*list, Coverage{Register: r.Name, Subject: id, From: from, To: to})
		}
	}
}

// permits lets this business see a register of member m, as edited.
func permits(m int, r *pack.Register, edit func(*Permit)) law {
	return func(k *Kin) {
		p := Permit{Person: k.Members[m].ID, DataClass: r.Name, Business: dibao, From: today - 100, To: today + 100}
		if edit != nil {
			edit(&p)
		}
		k.Members[m].Permits = append(k.Members[m].Permits, p)
	}
}

func couple(laws ...law) *Kin {
	k := &Kin{Household: "h", Division: "320613001001", Members: []Member{{ID: "a"}, {ID: "b"}}}
	for _, l := range laws {
		l(k)
	}
	return k
}

// said is a fact of the household or of member a as text; "?" when unknown.
func said(t testing.TB, city *City, fact string, row int) string {
	t.Helper()
	c := city.Table.Columns[fact]
	switch {
	case c == nil:
		return "?"
	case c.Byte != nil && (c.Byte[row] == rule.UnknownByte || c.Byte[row] == rule.Unknown && fact != "household.vehicles" && fact != "person.card"):
		return "?"
	case c.Byte != nil:
		return strconv.Itoa(int(c.Byte[row]))
	case c.Null != nil && c.Null[row] != 0:
		return "?"
	case c.I64 != nil:
		return strconv.FormatInt(c.I64[row], 10)
	}
	return strconv.Itoa(int(c.I32[row]))
}

func TestWhatTheCityMayKnow(t *testing.T) {
	t.Parallel()
	wage := []law{record(0, inWage, number(300000), month(1))}
	bank := []law{complete(0, inBank), complete(1, inBank), record(0, inBank, number(100)), record(1, inBank, number(7))}
	both := append(bank[:4:4], permits(0, inBank, nil), permits(1, inBank, nil))
	estate := []law{record(-1, inHome, number(500)), complete(-1, inHome)}
	for _, c := range []struct {
		name, fact, want string
		laws             []law
	}{
		{"a wage with a live authorisation is known", "person.wage", "300000", append(wage, permits(0, inWage, nil))},
		{"without an authorisation it is not", "person.wage", "?", wage},
		{"the authorisation ended yesterday", "person.wage", "?", append(wage, permits(0, inWage, func(p *Permit) { p.To = today - 1 }))},
		{"the authorisation ends today", "person.wage", "300000", append(wage, permits(0, inWage, func(p *Permit) { p.To = today }))},
		{"it is signed tomorrow", "person.wage", "?", append(wage, permits(0, inWage, func(p *Permit) { p.From = today + 1 }))},
		{"it was signed today", "person.wage", "300000", append(wage, permits(0, inWage, func(p *Permit) { p.From = today }))},
		{"it was withdrawn today", "person.wage", "?", append(wage, permits(0, inWage, func(p *Permit) { p.Withdrawn, p.WithdrawnOn = true, today }))},
		{"it will be withdrawn tomorrow", "person.wage", "300000", append(wage, permits(0, inWage, func(p *Permit) { p.Withdrawn, p.WithdrawnOn = true, today+1 }))},
		{"it was withdrawn before the days were invented", "person.wage", "?", append(wage, permits(0, inWage, func(p *Permit) { p.Withdrawn, p.WithdrawnOn = true, civil.FirstDate }))},
		{"the other member authorised, not this one", "person.wage", "?", append(wage, permits(1, inWage, nil))},
		{"another data class was authorised", "person.wage", "?", append(wage, permits(0, inBank, nil))},
		{"it was authorised for another business", "person.wage", "?", append(wage, permits(0, inWage, func(p *Permit) { p.Business = "tekun" }))},
		{"it was authorised for no business", "person.wage", "?", append(wage, permits(0, inWage, func(p *Permit) { p.Business = "" }))},
		{"two lapsed authorisations do not make a live one", "person.wage", "?", append(wage,
			permits(0, inWage, func(p *Permit) { p.To = today - 1 }), permits(0, inWage, func(p *Permit) { p.From = today + 1 }))},
		{"a live one among lapsed ones is enough", "person.wage", "300000", append(wage,
			permits(0, inWage, func(p *Permit) { p.To = today - 1 }), permits(0, inWage, nil))},
		{"a declared value does not stand in for one not authorised", "person.income", "?", append(wage, record(0, inDeclared, number(5)))},
		{"a declared value does not override an authorised one", "person.income", "300000", append(wage, permits(0, inWage, nil), record(0, inDeclared, number(5)))},
		{"a declared value fills in where the authorised register has none", "person.income", "5",
			[]law{permits(0, inWage, nil), complete(0, inWage), record(0, inDeclared, number(5))}},
		{"but not where nobody knows whether it has none", "person.income", "?", []law{permits(0, inWage, nil), record(0, inDeclared, number(5))}},
		{"what is declared needs no authorisation", "person.declared", "5", []law{record(0, inDeclared, number(5))}},
		{"a fact without a source is unknown", "person.nobody", "?", append(wage, permits(0, inWage, nil))},

		{"a household's sum of members who all authorised", "household.assets", "107", both},
		{"one member did not authorise", "household.assets", "?", append(bank, permits(0, inBank, nil))},
		{"one member authorised another class", "household.assets", "?", append(bank, permits(0, inBank, nil), permits(1, inWage, nil))},
		{"nobody authorised", "household.assets", "?", bank},
		{"one member's register is not complete", "household.assets", "?",
			[]law{complete(0, inBank), record(0, inBank, number(100)), record(1, inBank, number(7)), permits(0, inBank, nil), permits(1, inBank, nil)}},
		{"a member without a record has none where the register is complete", "household.assets", "100",
			[]law{complete(0, inBank), complete(1, inBank), record(0, inBank, number(100)), permits(0, inBank, nil), permits(1, inBank, nil)}},
		{"a member who did not authorise has no none either", "household.assets", "?",
			[]law{complete(0, inBank), complete(1, inBank), record(0, inBank, number(100)), permits(0, inBank, nil)}},
		{"a household of nobody has no sum", "household.assets", "?", []law{func(k *Kin) { k.Members = nil }}},
		{"a record of the household itself needs all its members", "household.estate", "500",
			append(estate, permits(0, inHome, nil), permits(1, inHome, nil))},
		{"one of them did not authorise that", "household.estate", "?", append(estate, permits(0, inHome, nil))},
		{"a household of nobody has authorised nothing", "household.estate", "?", append(estate, func(k *Kin) { k.Members = nil })},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := newTestAssembler(t, today, dibao)
			if err := a.Add(couple(c.laws...)); err != nil {
				t.Fatal(err)
			}
			city, doubts, err := a.Finish()
			if err != nil || len(doubts) > 0 {
				t.Fatal(err, doubts)
			}
			if got := said(t, city, c.fact, 0); got != c.want {
				t.Errorf("%s is %s, want %s", c.fact, got, c.want)
			}
		})
	}
}

func TestWithoutABusinessNothingAuthorisedIsKnown(t *testing.T) {
	t.Parallel()
	a := newTestAssembler(t, today, "")
	k := couple(record(0, inWage, number(1), month(1)), permits(0, inWage, func(p *Permit) { p.Business = "" }))
	if err := a.Add(k); err != nil {
		t.Fatal(err)
	}
	city, _, err := a.Finish()
	if err != nil {
		t.Fatal(err)
	}
	if got := said(t, city, "person.wage", 0); got != "?" {
		t.Errorf("the wage is %s", got)
	}
}

func TestHowRecordsBecomeFacts(t *testing.T) {
	t.Parallel()
	seen := []law{permits(0, inWage, nil), permits(0, inVehicle, nil), permits(1, inVehicle, nil), permits(0, inBank, nil), permits(1, inBank, nil)}
	cars := []law{complete(0, inVehicle), complete(1, inVehicle)}
	banks := []law{complete(0, inBank), complete(1, inBank)}
	for _, c := range []struct {
		name, fact, want, doubt string
		laws                    []law
	}{
		{"a birth date", "person.birth", "12", "", []law{record(0, inPerson, number(12))}},
		{"a record that says nothing", "person.birth", "?", "", []law{record(0, inPerson)}},
		{"no record, and the register may be wanting", "person.birth", "?", "", nil},
		{"no record and no value for none", "person.birth", "?", "", []law{complete(0, inPerson)}},
		{"two records that agree", "person.birth", "12", "", []law{record(0, inPerson, number(12)), record(0, inPerson, number(12))}},
		{"two records that contradict each other", "person.birth", "?", "fact_conflict", []law{record(0, inPerson, number(12)), record(0, inPerson, number(13))}},
		{"a record that ended", "person.birth", "13", "",
			[]law{record(0, inPerson, number(12)), dated(0, civil.FirstDate, today-1), record(0, inPerson, number(13)), dated(0, today, forever)}},
		{"a date out of the calendar", "person.birth", "?", "fact_range", []law{record(0, inPerson, number(math.MaxInt64))}},
		{"registered in the county", "person.local", "3", "", []law{record(0, inPerson, Value{}, number(320613001001))}},
		{"registered elsewhere", "person.local", "0", "", []law{record(0, inPerson, Value{}, number(320602001001))}},
		{"nobody knows where the record is kept", "person.local", "?", "",
			[]law{record(0, inPerson, Value{}, number(320613001001)), func(k *Kin) { k.Members[0].Records[0].Home = 0 }}},
		{"a pupil", "person.student", "3", "", []law{record(0, inSchool)}},
		{"no pupil, by a complete register", "person.student", "0", "", []law{complete(0, inSchool)}},
		{"no pupil, by a register that may be wanting", "person.student", "?", "", nil},
		{"alive, by two complete registers", "person.alive", "3", "", []law{complete(0, inDeath, inBurn)}},
		{"dead by one is dead", "person.alive", "0", "", []law{record(0, inBurn)}},
		{"not dead by one is not enough", "person.alive", "?", "", []law{complete(0, inDeath)}},
		{"a code by its name", "person.card", "2", "", []law{record(0, inCard, number(0))}},
		{"the other code", "person.card", "1", "", []law{record(0, inCard, number(1))}},
		{"no card", "person.card", "0", "", []law{complete(0, inCard)}},
		{"a code that is none", "person.card", "?", "fact_range", []law{record(0, inCard, number(2))}},

		{"the newest month", "person.wage", "2", "", append(seen, record(0, inWage, number(1), month(3)), record(0, inWage, number(2), month(2)))},
		{"a month too far back", "person.wage", "?", "", append(seen, record(0, inWage, number(1), month(4)))},
		{"a month too far back in a complete register", "person.wage", "0", "", append(seen, record(0, inWage, number(1), month(4)), complete(0, inWage))},
		{"a month to come", "person.wage", "?", "", append(seen, record(0, inWage, number(1), month(-1)))},
		{"a record of no month", "person.wage", "?", "", append(seen, record(0, inWage, number(1), Value{}), record(0, inWage, number(1), month(1)))},
		{"two of the newest month contradict each other", "person.wage", "?", "fact_conflict", append(seen, record(0, inWage, number(1), month(1)), record(0, inWage, number(2), month(1)))},
		{"a mean over months with and without a record", "person.mean", "67", "",
			append(seen, complete(0, inWage), record(0, inWage, number(100), month(3)), record(0, inWage, number(100), month(1)), record(0, inWage, number(999), month(0)))},
		{"a mean of a register that may be wanting", "person.mean", "?", "", append(seen, record(0, inWage, number(100), month(1)))},
		{"a mean over months of which one may be wanting", "person.mean", "?", "", append(seen, record(0, inWage, number(100), month(1)),
			complete(0, inWage), func(k *Kin) { k.Members[0].Coverage[0].From = today.Month().Add(-2).First() })},
		{"coverage in pieces", "person.mean", "33", "", append(seen, record(0, inWage, number(100), month(1)),
			complete(0, inWage, inWage), func(k *Kin) {
				k.Members[0].Coverage[0].From = today.Month().Add(-1).First()
				k.Members[0].Coverage[1].To = today.Month().Add(-1).First() - 1
			})},
		{"coverage in pieces with a gap of a day", "person.mean", "?", "", append(seen, record(0, inWage, number(100), month(1)),
			complete(0, inWage, inWage), func(k *Kin) {
				k.Members[0].Coverage[0].From = today.Month().Add(-1).First()
				k.Members[0].Coverage[1].To = today.Month().Add(-1).First() - 2
			})},

		{"a vehicle of two owners is one", "household.vehicles", "1", "",
			append(append(seen, cars...), record(0, inVehicle, text("苏E1"), number(1)), record(1, inVehicle, text("苏E1"), number(1)))},
		{"two vehicles", "household.vehicles", "2", "",
			append(append(seen, cars...), record(0, inVehicle, text("苏E1"), number(1)), record(1, inVehicle, text("苏E2"), number(1)))},
		{"a scrapped vehicle does not count", "household.vehicles", "1", "",
			append(append(seen, cars...), record(0, inVehicle, text("苏E1"), number(1)), record(1, inVehicle, text("苏E2"), number(0)))},
		{"a vehicle that may be scrapped", "household.vehicles", "?", "",
			append(append(seen, cars...), record(0, inVehicle, text("苏E1"), Value{}))},
		{"a vehicle without a plate", "household.vehicles", "?", "", append(append(seen, cars...), record(0, inVehicle, Value{}, number(1)))},
		{"no vehicle at all", "household.vehicles", "0", "", append(seen, cars...)},
		{"a register of vehicles that may be wanting", "household.vehicles", "?", "", append(seen, cars[0], record(1, inVehicle, text("苏E1"), number(1)))},

		{"a sum beyond 64 bits", "household.assets", "?", "fact_range",
			append(append(seen, banks...), record(0, inBank, number(math.MaxInt64)), record(0, inBank, number(1)))},
		{"a sum of members beyond 64 bits", "household.assets", "?", "fact_range",
			append(append(seen, banks...), record(0, inBank, number(math.MaxInt64)), record(1, inBank, number(1)))},
		{"a sum that wraps around to something small", "household.assets", "?", "fact_range",
			append(append(seen, banks...), record(0, inBank, number(math.MinInt64)), record(1, inBank, number(math.MinInt64)))},
		{"a sum beyond the range", "household.assets", "?", "fact_range", append(append(seen, banks...), record(0, inBank, number(100_000_000_01)))},
		{"an account without a balance", "household.assets", "?", "", append(append(seen, banks...), record(0, inBank, number(1)), record(0, inBank))},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := newTestAssembler(t, today, dibao)
			if err := a.Add(couple(c.laws...)); err != nil {
				t.Fatal(err)
			}
			city, doubts, err := a.Finish()
			if err != nil {
				t.Fatal(err)
			}
			if got := said(t, city, c.fact, 0); got != c.want {
				t.Errorf("%s is %s, want %s", c.fact, got, c.want)
			}
			found := ""
			for _, d := range doubts {
				if d.Fact == c.fact {
					found = d.Code
				}
			}
			if found != c.doubt {
				t.Errorf("doubts %+v, want %q", doubts, c.doubt)
			}
		})
	}
}

func TestAWrongJoinIsAnErrorAndNeverAFact(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]law{
		"a record of another person":                func(k *Kin) { k.Members[0].Records[0].Subject = "b" },
		"a permit of another person":                permits(0, inWage, func(p *Permit) { p.Person = "b" }),
		"coverage of another person":                func(k *Kin) { k.Members[0].Coverage = []Coverage{{Register: "bank", Subject: "b"}} },
		"a record of a person put to the household": func(k *Kin) { k.Records = k.Members[0].Records },
		"coverage put to the household":             func(k *Kin) { k.Coverage = []Coverage{{Register: "estate", Subject: "a"}} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newTestAssembler(t, today, dibao)
			k := couple(record(0, inWage, number(1), month(1)))
			spoil(k)
			if code := codeOf(t, a.Add(k)); code != "record_misplaced" {
				t.Errorf("got %q", code)
			}
		})
	}
}

func TestASourceUnderAWrongRightIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		spoil      func(facts []pack.Fact, sources []*pack.FactSource)
	}{
		{"a shared fact of an authorised register", "source_class", func(f []pack.Fact, _ []*pack.FactSource) { f[5].Class = "shared" }},
		{"a declared fact of an authorised register", "source_class", func(f []pack.Fact, _ []*pack.FactSource) { f[10].Class = "declared" }},
		{"an authorised fact of a declared register", "source_class", func(f []pack.Fact, _ []*pack.FactSource) { f[8].Class = "authorised" }},
		{"a fact of no class", "source_class", func(f []pack.Fact, _ []*pack.FactSource) { f[0].Class = "" }},
		{"a source with a milder class of its own", "source_class", func(f []pack.Fact, s []*pack.FactSource) {
			milder := f[5]
			milder.Class = "shared"
			s[5].Fact = &milder // the source's own copy says otherwise than the list of facts
			f[5].Class = "shared"
		}},
		{"a register of no class", "source_class", func(_ []pack.Fact, s []*pack.FactSource) {
			r := *inPerson
			r.Class = ""
			s[0].Parts[0].Register = &r
		}},
		{"a declared part before an authorised one", "source_declared", func(_ []pack.Fact, s []*pack.FactSource) {
			s[7].Parts[0], s[7].Parts[1] = s[7].Parts[1], s[7].Parts[0]
		}},
		{"a person's register for a household without its members", "source_subject", func(_ []pack.Fact, s []*pack.FactSource) { s[9].Members = false }},
		{"a household's register for a person", "source_subject", func(_ []pack.Fact, s []*pack.FactSource) { s[0].Parts[0].Register = inHome }},
		{"parts nobody says how to combine", "source_combine", func(_ []pack.Fact, s []*pack.FactSource) { s[3].Combine = "" }},
		{"members of whom the first one counts", "source_combine", func(_ []pack.Fact, s []*pack.FactSource) { s[9].Combine = pack.CombineFirst }},
		{"a fact nobody declared", "source_fact", func(_ []pack.Fact, s []*pack.FactSource) {
			s[0].Fact = &pack.Fact{Fact: rule.Fact{Name: "other", Level: rule.Person}}
		}},
		{"everything in order", "", func([]pack.Fact, []*pack.FactSource) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			facts, sources := lawBook()
			c.spoil(facts, sources)
			_, err := NewAssembler(AssemblerOptions{Facts: facts, Sources: sources, Day: today, Business: dibao})
			if code := codeOf(t, err); code != c.want {
				t.Errorf("got %q, want %q", code, c.want)
			}
		})
	}
}

func TestPartsThatAddUpNeedAValueForHavingNone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		hasNone    bool
		laws       []law
	}{
		{"both have a record", "12", false, []law{record(0, inDeclared, number(5)), record(0, inPerson, number(7))}},
		{"one has none, and none is nothing", "5", true, []law{record(0, inDeclared, number(5)), complete(0, inPerson)}},
		{"one has none, and nobody says what that means", "?", false, []law{record(0, inDeclared, number(5)), complete(0, inPerson)}},
		{"one is unknown", "?", true, []law{record(0, inDeclared, number(5))}},
		{"both have none", "0", true, []law{complete(0, inDeclared, inPerson)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			facts := []pack.Fact{declaredFact("support", rule.Person, rule.Money, "declared")}
			sources := []*pack.FactSource{{Fact: &facts[0], Combine: pack.CombineAdd, HasNone: c.hasNone,
				Parts: []pack.Part{part(pack.TakeValue, inDeclared, 0), part(pack.TakeValue, inPerson, 0)}}}
			a, err := NewAssembler(AssemblerOptions{Facts: facts, Sources: sources, Day: today})
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Add(couple(c.laws...)); err != nil {
				t.Fatal(err)
			}
			city, _, err := a.Finish()
			if err != nil {
				t.Fatal(err)
			}
			if got := said(t, city, "person.support", 0); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestUntilWhichDayFactsHold(t *testing.T) {
	t.Parallel()
	nextMonth := today.Month().Add(1).First()
	for _, c := range []struct {
		name string
		want civil.Date
		laws []law
	}{
		{"nothing is recorded", Never, nil},
		{"a record that stands", Never, []law{record(0, inPerson, number(1))}},
		{"a record that ends", today + 4, []law{record(0, inPerson, number(1)), dated(0, today-9, today+3)}},
		{"a record that ended", Never, []law{record(0, inPerson, number(1)), dated(0, today-9, today-1)}},
		{"a record that ends today", today + 1, []law{record(0, inPerson, number(1)), dated(0, today-9, today)}},
		{"a record to come", today + 5, []law{record(0, inPerson, number(1)), dated(0, today+5, forever)}},
		{"coverage that ends", today + 8, []law{complete(0, inPerson), func(k *Kin) { k.Members[0].Coverage[0].To = today + 7 }}},
		{"an authorisation that ends", today + 101, []law{permits(1, inBank, nil)}},
		{"an authorisation to come", today + 2, []law{permits(1, inBank, func(p *Permit) { p.From = today + 2 })}},
		{"an authorisation that will be withdrawn", today + 6, []law{permits(1, inBank, func(p *Permit) { p.Withdrawn, p.WithdrawnOn = true, today+6 })}},
		{"an authorisation for another business", Never, []law{permits(1, inBank, func(p *Permit) { p.Business = "tekun" })}},
		{"records by month move with the months", nextMonth, []law{record(0, inWage, number(1), month(2))}},
		{"the household's own record", today + 4, []law{record(-1, inHome, number(1)), func(k *Kin) { k.Records[0].To = today + 3 }}},
		{"a register no fact is made of", Never, []law{func(k *Kin) {
			k.Members[0].Records = []Record{{Register: "other", Subject: "a", From: today - 1, To: today + 1}}
		}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			city, _ := assembled(t, today, []*Kin{couple(c.laws...)})
			got := Never
			if city.Until != nil {
				got = city.Until[0]
			}
			if got != c.want {
				t.Errorf("until %s, want %s", got, c.want)
			}
		})
	}
}

func TestARecordOfALaterMonthCountsFromThatMonthOn(t *testing.T) {
	t.Parallel()
	monthly := register("allowance", "shared", pack.OfPerson, field("amount", pack.MoneyField), field("month", pack.MonthField))
	facts := []pack.Fact{declaredFact("allowance", rule.Person, rule.Money, "shared")}
	sources := []*pack.FactSource{{Fact: &facts[0], Parts: []pack.Part{part(pack.TakeSum, monthly, 0)}, HasNone: true}}
	for _, c := range []struct {
		day  civil.Date
		want string
		till civil.Date
	}{{today, "0", today + 1}, {today + 1, "8", Never}} {
		a, err := NewAssembler(AssemblerOptions{Facts: facts, Sources: sources, Day: c.day})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Add(couple(record(0, monthly, number(8), month(-1)), complete(0, monthly))); err != nil {
			t.Fatal(err)
		}
		city, _, err := a.Finish()
		if err != nil {
			t.Fatal(err)
		}
		till := Never
		if city.Until != nil {
			till = city.Until[0]
		}
		if got := said(t, city, "person.allowance", 0); got != c.want || till != c.till {
			t.Errorf("on %s: %s until %s, want %s until %s", c.day, got, till, c.want, c.till)
		}
	}
}

func TestAnAssemblerIsUsedOnce(t *testing.T) {
	t.Parallel()
	a := newTestAssembler(t, today, dibao)
	if _, _, err := a.Finish(); err != nil {
		t.Fatal(err)
	}
	if code := codeOf(t, a.Add(couple())); code != "assembler_ended" {
		t.Errorf("got %q", code)
	}
	a = newTestAssembler(t, today, dibao)
	for range 2 {
		if err := a.Add(couple()); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := a.Finish(); codeOf(t, err) != "duplicate_household" {
		t.Errorf("the same household twice: %v", err)
	}
}

func TestTheSourcesOfAllPacksAreWithinTheLaw(t *testing.T) {
	t.Parallel()
	catalogue, err := pack.Load(os.DirFS("../../packs"))
	if err != nil {
		t.Fatal(err)
	}
	sources := catalogue.Sources()
	if _, err := NewAssembler(AssemblerOptions{Facts: catalogue.Facts(), Sources: sources, Day: today, Business: dibao}); err != nil || len(sources) == 0 {
		t.Errorf("%d sources: %v", len(sources), err)
	}
}
