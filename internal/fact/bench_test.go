package fact

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// The benchmark reads as many columns as the contract of the two files has.
func benchFacts() []rule.Fact {
	facts := append([]rule.Fact(nil), testFacts...)
	for _, name := range []string{"property_income", "pension", "transfer_income", "excluded_income"} {
		facts = append(facts, rule.Fact{Name: name, Level: rule.Person, Kind: rule.Money, Max: 100_000_000_00})
	}
	for _, name := range []string{"student", "severe_illness", "supporter_unable", "in_prison"} {
		facts = append(facts, rule.Fact{Name: name, Level: rule.Person, Kind: rule.Bool})
	}
	for _, name := range []string{"disability_grade", "self_care_failed"} {
		facts = append(facts, rule.Fact{Name: name, Level: rule.Person, Kind: rule.Count, Max: 6})
	}
	for _, name := range []string{"labour_ability", "placement", "guardian_status"} {
		facts = append(facts, rule.Fact{Name: name, Level: rule.Person, Kind: rule.Code, Codes: []rule.CodeValue{{Input: "none", Name: "none"}, {Input: "full", Name: "full"}}})
	}
	return facts
}

// benchCity writes a city of so many persons; 25 columns for each.
func benchCity(b *testing.B, persons int) (households, people []byte) {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	var h, p bytes.Buffer
	h.WriteString("household_id,division,area_kind,hukou_local,housing_units,financial_assets\n")
	p.WriteString("person_id,household_id,relation,id_number,name,birth_date,sex,hukou_local,wage,business_income,property_income,pension,transfer_income,excluded_income," +
		"labour_ability,student,disability_type,disability_grade,severe_illness,self_care_failed,placement,supporter_unable,guardian_status,in_prison,alive\n")
	home, left := 0, 0
	for i := range persons {
		if left == 0 {
			home++
			left = 1 + random.IntN(4)
			fmt.Fprintf(&h, "H%08d,320613001001,urban,true,%d,%d.00\n", home, random.IntN(3), random.IntN(500000))
		}
		left--
		birth := civil.Date(random.IntN(20000))
		seq := random.IntN(999)
		line := p.AvailableBuffer()
		line = fmt.Appendf(line, "P%09d,H%08d,01,%s,张小明,%s,%c,true,", i, home, civil.MakeID("320602", birth, seq), birth, "FM"[seq&1])
		line = strconv.AppendInt(line, int64(random.IntN(20000)), 10)
		line = append(line, ".50,0,0,1200.00,,0,full,false,none,0,false,0,none,,none,false,true\n"...)
		p.Write(line)
	}
	return h.Bytes(), p.Bytes()
}

// BenchmarkReadCity reads a city from memory. LIANXIN_BENCH_PERSONS sets its
// size; 1300000 is a tenth of Suzhou.
func BenchmarkReadCity(b *testing.B) {
	persons := 100_000
	if n, err := strconv.Atoi(os.Getenv("LIANXIN_BENCH_PERSONS")); err == nil {
		persons = n
	}
	o := testOptions(b)
	o.Facts = benchFacts()
	households, people := benchCity(b, persons)
	b.SetBytes(int64(len(households) + len(people)))
	b.ReportAllocs()
	for b.Loop() {
		city, err := ReadCity(bytes.NewReader(households), bytes.NewReader(people), o)
		if err != nil {
			b.Fatal(err)
		}
		if city.Table.Persons() != persons {
			b.Fatalf("%d persons, refused %v", city.Table.Persons(), city.Rejections[0])
		}
	}
}
