package fact

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// benchCounties is how many counties the benchmarks of snapshots have, and
// benchPersons how many people live in all of them. LIANXIN_BENCH_PERSONS sets
// the latter; 12750000 is Suzhou.
const benchCounties = 10

func benchPersons() int {
	if n, err := strconv.Atoi(os.Getenv("LIANXIN_BENCH_PERSONS")); err == nil {
		return n
	}
	return 200_000
}

// benchCounty makes a county of so many persons with ids as the store has them.
func benchCounty(b *testing.B, facts []rule.Fact, seed uint64, persons int) *City {
	b.Helper()
	random := rand.New(rand.NewPCG(seed, 7))
	builder := NewBuilder(facts)
	for left := persons; left > 0; {
		builder.Household(benchID(random), "320613001001")
		benchRow(builder, random, rule.Household)
		for range min(left, 1+random.IntN(4)) {
			left--
			builder.Person(benchID(random))
			benchRow(builder, random, rule.Person)
		}
	}
	city, err := builder.Build()
	if err != nil {
		b.Fatal(err)
	}
	return city
}

func benchID(random *rand.Rand) string { return fmt.Sprintf("%016x", random.Uint64()) }

// benchRow sets nine facts of ten.
func benchRow(b *Builder, random *rand.Rand, level rule.Level) {
	for i := range b.facts {
		f := &b.facts[i]
		if f.Level != level || f.Engine || random.IntN(10) == 0 {
			continue
		}
		switch f.Kind {
		case rule.Bool:
			b.Bool(i, random.IntN(2) == 0)
		case rule.Money:
			b.Money(i, civil.Fen(random.Int64N(1_000_000)))
		case rule.Count:
			b.Count(i, random.Int64N(f.Max))
		case rule.Code:
			b.Code(i, random.IntN(len(f.Codes)))
		default:
			b.Date(i, civil.Date(random.IntN(20000)))
		}
	}
}

// benchChange gives some households of a county other facts and members.
func benchChange(b *testing.B, facts []rule.Fact, base *City, persons int) *City {
	b.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	builder := NewBuilder(facts)
	step := max(1, base.Table.Persons()/persons)
	for h := 0; h < base.Table.Households; h += step {
		builder.Household(base.HouseholdID.At(h), "320613001001")
		benchRow(builder, random, rule.Household)
		for p := base.Table.Start[h]; p < base.Table.Start[h+1]; p++ {
			builder.Person(base.PersonID.At(int(p)))
			benchRow(builder, random, rule.Person)
		}
	}
	city, err := builder.Build()
	if err != nil {
		b.Fatal(err)
	}
	return city
}

// eachCounty does something for every county, two at a time.
func eachCounty(b *testing.B, do func(i int) error) {
	b.Helper()
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for i := range benchCounties {
		next <- i
	}
	close(next)
	wait.Wait()
}

// BenchmarkSnapshot writes, opens, verifies and refreshes the snapshots of a
// city of ten counties, of which 100000 people in all counties have changed.
func BenchmarkSnapshot(b *testing.B) {
	facts := benchFacts()
	folder := b.TempDir()
	paths, changes := make([]string, benchCounties), make([]*City, benchCounties)
	eachCounty(b, func(i int) error {
		county := benchCounty(b, facts, uint64(i), benchPersons()/benchCounties)
		changes[i] = benchChange(b, facts, county, 100_000/benchCounties)
		paths[i] = filepath.Join(folder, strconv.Itoa(i))
		_, err := WriteSnapshot(paths[i], county, facts, testHeader)
		return err
	})
	runtime.GC()
	open := func(b *testing.B, use func(i int, s *Snapshot) error) {
		b.ReportAllocs()
		for b.Loop() {
			eachCounty(b, func(i int) error {
				s, err := OpenSnapshot(paths[i], facts)
				if err != nil {
					return err
				}
				defer s.Close()
				return use(i, s)
			})
		}
	}
	b.Run("open", func(b *testing.B) {
		open(b, func(int, *Snapshot) error { return nil })
	})
	b.Run("verify", func(b *testing.B) {
		open(b, func(_ int, s *Snapshot) error { return s.Verify() })
	})
	b.Run("write", func(b *testing.B) {
		open(b, func(i int, s *Snapshot) error {
			_, err := WriteSnapshot(paths[i], s.City, facts, testHeader)
			return err
		})
	})
	b.Run("overlay", func(b *testing.B) {
		open(b, func(i int, s *Snapshot) error {
			_, err := Overlay(s.City, Change{City: changes[i]}, facts)
			return err
		})
	})
	b.Run("change", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			eachCounty(b, func(i int) error {
				_, err := WriteChange(paths[i]+".change", "", Change{City: changes[i]}, facts, testHeader)
				return err
			})
		}
	})
}

// BenchmarkAssembler makes the facts of 100000 people in couples with four
// records, a coverage and two permits each.
func BenchmarkAssembler(b *testing.B) {
	couples := make([]*Kin, 1000)
	for i := range couples {
		k := couple()
		for m := range k.Members {
			for _, l := range []law{
				record(m, inPerson, number(12), number(320613001001)), record(m, inWage, number(300000), month(1)),
				record(m, inBank, number(5000)), record(m, inVehicle, text("苏E1"), number(1)),
				complete(m, inBank, inVehicle, inWage, inDeath, inBurn), permits(m, inBank, nil), permits(m, inWage, nil),
			} {
				l(k)
			}
		}
		couples[i] = k
	}
	b.ReportAllocs()
	for b.Loop() {
		a := newTestAssembler(b, today, dibao)
		for i := range 50_000 {
			k := couples[i%len(couples)]
			k.Household = strconv.Itoa(i)
			for m := range k.Members {
				rename(&k.Members[m], strconv.Itoa(i)+"p"+strconv.Itoa(m))
			}
			if err := a.Add(k); err != nil {
				b.Fatal(err)
			}
		}
		if _, _, err := a.Finish(); err != nil {
			b.Fatal(err)
		}
	}
}

// rename gives a member and all that is recorded of him another id.
func rename(m *Member, id string) {
	m.ID = id
	for i := range m.Records {
		m.Records[i].Subject = id
	}
	for i := range m.Coverage {
		m.Coverage[i].Subject = id
	}
	for i := range m.Permits {
		m.Permits[i].Person = id
	}
}
