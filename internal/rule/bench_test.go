package rule_test

import (
	"testing"

	"lianxin/internal/rule"
	"lianxin/internal/rule/oracle"
)

// BenchmarkCounterFamily judges one family as a counter does: all answers, the
// reasons of refusals and what is missing. Each programme stands alone, and
// once all of them together.
func BenchmarkCounterFamily(b *testing.B) {
	family := pair()
	family.Members = append(family.Members, map[string]any{"wage": nil, "ill": true}, map[string]any{"birth": int64(asOf) - 65*366, "ill": false})
	tab := table([]oracle.Family{family})
	programmes := town().Programmes
	single := func(name string) func(p *rule.Policy) {
		return func(p *rule.Policy) {
			kept := p.Programmes[:0]
			for _, programme := range p.Programmes {
				if programme.Name == name || programme.Name == "support" { // the others ask whether support is granted
					kept = append(kept, programme)
				}
			}
			p.Programmes = kept
		}
	}
	for i := range programmes {
		name := programmes[i].Name
		b.Run(name, func(b *testing.B) { benchFamily(b, mustTown(b, single(name)), tab) })
	}
	b.Run("all", func(b *testing.B) { benchFamily(b, mustTown(b, nil), tab) })
}

func benchFamily(b *testing.B, program *rule.Program, tab *rule.Table) {
	counter := program.NewCounter()
	b.ReportAllocs()
	for b.Loop() {
		answers, err := counter.Family(tab, 0, nil)
		if err != nil {
			b.Fatal(err)
		}
		for _, a := range answers {
			counter.Reasons(a)
			counter.Missing(a)
		}
	}
}

// BenchmarkJudge judges a small town by all programmes on one core, in households.
func BenchmarkJudge(b *testing.B) {
	program, tab := mustTown(b, nil), scattered(10_000, 5)
	for b.Loop() {
		if _, err := program.Judge(tab, rule.Options{Reasons: true, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*tab.Households), "ns/household")
}

// BenchmarkCompile is what a change of a rule costs before anything is judged.
func BenchmarkCompile(b *testing.B) {
	p := town()
	for b.Loop() {
		if _, err := rule.Compile(p); err != nil {
			b.Fatal(err)
		}
	}
}
