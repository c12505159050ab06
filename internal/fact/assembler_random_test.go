package fact

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"

	"pgregory.net/rapid"
)

var allRegisters = []*pack.Register{inPerson, inSchool, inBank, inVehicle, inWage, inDeclared, inCard, inHome, inDeath, inBurn}

// drawDays draws a stretch of days around today.
func drawDays(t *rapid.T) (from, to civil.Date) {
	edge := rapid.SampledFrom([]civil.Date{civil.FirstDate, today - 100, today - 40, today - 1, today, today + 1, today + 2, today + 40, forever})
	return edge.Draw(t, "from"), edge.Draw(t, "to")
}

func drawValue(t *rapid.T, f pack.Field) Value {
	if rapid.IntRange(0, 9).Draw(t, "blank") == 0 {
		return Value{}
	}
	switch f.Type {
	case pack.MonthField:
		return month(rapid.IntRange(-2, 5).Draw(t, "month"))
	case pack.TextField:
		return text(rapid.SampledFrom([]string{"苏E1", "苏E2"}).Draw(t, "text"))
	case pack.DivisionField:
		return number(rapid.SampledFrom([]int64{320613001001, 320602001001}).Draw(t, "division"))
	case pack.CodeField, pack.BoolField:
		return number(rapid.Int64Range(0, 1).Draw(t, "code"))
	}
	return number(rapid.SampledFrom([]int64{0, 1, 2, 700, 100_000_000_00, 100_000_000_01}).Draw(t, "number"))
}

func drawRecords(t *rapid.T, id string) (records []Record, coverage []Coverage) {
	for range rapid.IntRange(0, 6).Draw(t, "records") {
		r := rapid.SampledFrom(allRegisters).Draw(t, "register")
		from, to := drawDays(t)
		record := Record{Register: r.Name, Subject: id, Home: 320613000000, From: from, To: to}
		for _, f := range r.Fields {
			record.Values = append(record.Values, drawValue(t, f))
		}
		records = append(records, record)
	}
	for _, r := range allRegisters {
		if rapid.Bool().Draw(t, "covered") {
			from, to := drawDays(t)
			coverage = append(coverage, Coverage{Register: r.Name, Subject: id, From: from, To: to})
		}
	}
	return records, coverage
}

func drawKin(t *rapid.T, i int) *Kin {
	k := &Kin{Household: "h" + strconv.Itoa(i)}
	k.Records, k.Coverage = drawRecords(t, k.Household)
	for m := range rapid.IntRange(0, 3).Draw(t, "members") {
		member := Member{ID: k.Household + "p" + strconv.Itoa(m)}
		member.Records, member.Coverage = drawRecords(t, member.ID)
		for range rapid.IntRange(0, 4).Draw(t, "permits") {
			from, to := drawDays(t)
			member.Permits = append(member.Permits, Permit{
				Person: member.ID, DataClass: rapid.SampledFrom(allRegisters).Draw(t, "class").Name,
				Business: rapid.SampledFrom([]string{dibao, dibao, "tekun"}).Draw(t, "business"), From: from, To: to,
				Withdrawn: rapid.IntRange(0, 3).Draw(t, "withdrawn") == 0, WithdrawnOn: today + civil.Date(rapid.IntRange(-2, 2).Draw(t, "on")),
			})
		}
		k.Members = append(k.Members, member)
	}
	return k
}

func drawKins(t *rapid.T) []*Kin {
	var list []*Kin
	for i := range rapid.IntRange(1, 3).Draw(t, "households") {
		list = append(list, drawKin(t, i))
	}
	return list
}

func assembled(t testing.TB, day civil.Date, list []*Kin) (*City, []Doubt) {
	t.Helper()
	a := newTestAssembler(t, day, dibao)
	for _, k := range list {
		if err := a.Add(k); err != nil {
			t.Fatal(err)
		}
	}
	city, doubts, err := a.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return city, doubts
}

// allowed says whether somebody lets the business see a register today; written
// again here, by the words of the law.
func allowed(m *Member, register string) bool {
	for _, p := range m.Permits {
		if p.Person == m.ID && p.DataClass == register && p.Business == dibao &&
			p.From <= today && today <= p.To && (!p.Withdrawn || p.WithdrawnOn > today) {
			return true
		}
	}
	return false
}

// authorisedOnly lists the registers that need an authorisation.
func needsPermit(register string) bool {
	return slices.ContainsFunc(allRegisters, func(r *pack.Register) bool { return r.Name == register && r.Class == "authorised" })
}

// hidden is the list without anything nobody may see: whatever it said, the
// facts must be the same without it.
func hidden(list []*Kin) []*Kin {
	var out []*Kin
	for _, k := range list {
		c := *k
		c.Members = slices.Clone(k.Members)
		everybody := func(register string) bool {
			return len(k.Members) > 0 && !slices.ContainsFunc(k.Members, func(m Member) bool { return !allowed(&m, register) })
		}
		c.Records = slices.DeleteFunc(slices.Clone(k.Records), func(r Record) bool { return needsPermit(r.Register) && !everybody(r.Register) })
		c.Coverage = slices.DeleteFunc(slices.Clone(k.Coverage), func(v Coverage) bool { return needsPermit(v.Register) && !everybody(v.Register) })
		for i := range c.Members {
			m := &c.Members[i]
			m.Records = slices.DeleteFunc(slices.Clone(m.Records), func(r Record) bool { return needsPermit(r.Register) && !allowed(m, r.Register) })
			m.Coverage = slices.DeleteFunc(slices.Clone(m.Coverage), func(v Coverage) bool { return needsPermit(v.Register) && !allowed(m, v.Register) })
		}
		out = append(out, &c)
	}
	return out
}

func TestWhatNobodyMaySeeChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		list := drawKins(rt)
		want, doubts := assembled(t, today, hidden(list))
		got, others := assembled(t, today, list)
		got.Until, want.Until = nil, nil // a day that comes too early tells nothing
		if what := differ(got, want); what != "" {
			rt.Fatalf("%s differ", what)
		}
		if !slices.Equal(doubts, others) {
			rt.Fatalf("doubts %v, want %v", others, doubts)
		}
	})
}

func TestNoMemberShowsInASumAnotherDidNotAllow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		k := drawKin(rt, 0)
		city, _ := assembled(t, today, []*Kin{k})
		for fact, register := range map[string]string{"household.assets": "bank", "household.vehicles": "vehicle", "household.estate": "estate"} {
			all := len(k.Members) > 0
			for i := range k.Members {
				all = all && allowed(&k.Members[i], register)
			}
			if got := said(t, city, fact, 0); !all && got != "?" {
				rt.Fatalf("%s is %s", fact, got)
			}
		}
	})
}

func TestTheOrderOfRecordsMakesNoDifference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		list := drawKins(rt)
		want, _ := assembled(t, today, list)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		shuffle := func(n int, swap func(i, j int)) { random.Shuffle(n, swap) }
		shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for _, k := range list {
			shuffle(len(k.Members), func(i, j int) { k.Members[i], k.Members[j] = k.Members[j], k.Members[i] })
			for i := range k.Members {
				m := &k.Members[i]
				shuffle(len(m.Records), func(i, j int) { m.Records[i], m.Records[j] = m.Records[j], m.Records[i] })
				shuffle(len(m.Coverage), func(i, j int) { m.Coverage[i], m.Coverage[j] = m.Coverage[j], m.Coverage[i] })
				shuffle(len(m.Permits), func(i, j int) { m.Permits[i], m.Permits[j] = m.Permits[j], m.Permits[i] })
			}
		}
		got, _ := assembled(t, today, list)
		if what := differ(got, want); what != "" {
			rt.Fatalf("%s differ", what)
		}
	})
}

func TestFactsHoldUntilTheDayThatIsSaid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		list := []*Kin{drawKin(rt, 0)}
		want, _ := assembled(t, today, list)
		until := Never
		if want.Until != nil {
			until = want.Until[0]
		}
		if until <= today {
			rt.Fatalf("until %s", until)
		}
		day := min(until-1, today+civil.Date(rapid.IntRange(1, 120).Draw(rt, "later")))
		got, _ := assembled(t, day, list)
		got.Until, want.Until = nil, nil
		if what := differ(got, want); what != "" {
			rt.Fatalf("on %s %s differ, said to hold until %s", day, what, until)
		}
	})
}

func TestACountyAssembledInTwoPartsIsTheCounty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		list := drawKins(rt)
		want, _ := assembled(t, today, list)
		cut := rapid.IntRange(0, len(list)).Draw(rt, "cut")
		base, _ := assembled(t, today, list[:cut])
		rest, _ := assembled(t, today, list[cut:])
		facts, _ := lawBook()
		got, err := Overlay(base, Change{City: rest}, rulesOf(facts))
		if err != nil {
			rt.Fatal(err)
		}
		if what := differ(got, want); what != "" {
			rt.Fatalf("%s differ", what)
		}
	})
}

func rulesOf(facts []pack.Fact) []rule.Fact {
	out := make([]rule.Fact, len(facts))
	for i := range facts {
		out[i] = facts[i].Fact
	}
	return out
}
