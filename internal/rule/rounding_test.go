package rule

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
)

// The roundings the language names; Exact is Down once nothing is left over.
var roundings = []civil.Rounding{civil.Down, civil.Up, civil.HalfUp}

func TestRoundingsAreThoseOfCivil(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		x, d  int64
		round civil.Rounding
		want  int64
	}{
		{"down", 19, 10, civil.Down, 1},
		{"down below zero", -11, 10, civil.Down, -2},
		{"up", 11, 10, civil.Up, 2},
		{"up below zero", -19, 10, civil.Up, -1},
		{"a half up", 15, 10, civil.HalfUp, 2},
		{"a half below zero goes away from zero", -15, 10, civil.HalfUp, -2},
		{"less than a half", 14, 10, civil.HalfUp, 1},
		{"less than a half below zero", -14, 10, civil.HalfUp, -1},
		{"nothing", 0, 7, civil.Up, 0},
		{"by one", -7, 1, civil.HalfUp, -7},
		{"without a rest", -20, 10, civil.Exact, -2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := divideRounded(c.x, c.d, c.round); got != c.want {
				t.Errorf("%d/%d %s is %d, want %d", c.x, c.d, c.round, got, c.want)
			}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		x, d := rapid.Int64Range(-1<<60, 1<<60).Draw(t, "x"), rapid.Int64Range(1, 1<<60).Draw(t, "d")
		how := rapid.SampledFrom(roundings).Draw(t, "rounding")
		want, err := civil.Fen(x).Div(d, how)
		if err != nil {
			t.Fatal(err)
		}
		if got := divideRounded(x, d, how); got != int64(want) {
			t.Fatalf("%d/%d %s is %d, civil says %d", x, d, how, got, want)
		}
	})
}

// TestTheReciprocalAndTheSlowWayAgreeWithCivil draws a proven range and values
// from it, its ends included: where a reciprocal is taken it must be exact.
func TestTheReciprocalAndTheSlowWayAgreeWithCivil(t *testing.T) {
	t.Parallel()
	fast := 0
	rapid.Check(t, func(t *rapid.T) {
		num, den := rapid.Int64Range(0, 1_000_000).Draw(t, "num"), rapid.Int64Range(1, 1_000_000).Draw(t, "den")
		lo := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(-1<<40, 1<<40)).Draw(t, "lo")
		hi := lo + rapid.OneOf(rapid.Int64Range(0, 1000), rapid.Int64Range(0, 1<<41)).Draw(t, "width")
		how := rapid.SampledFrom(roundings).Draw(t, "rounding")
		values := append(rapid.SliceOfN(rapid.Int64Range(lo, hi), 1, 20).Draw(t, "values"), lo, hi)
		slow, quick := make([]int64, len(values)), make([]int64, len(values))
		roundSlow(slow, values, rounder{mul: num, div: den, add: int64(how)}, 1)
		r := newRounder(num, den, how, lo, hi)
		if r.reciprocal != 0 {
			fast++
			share(quick, values, r, 1)
		}
		for i, x := range values {
			want, err := civil.Fen(x).Share(civil.Ratio{Num: num, Den: den}, how)
			if err != nil {
				t.Fatal(err)
			}
			if slow[i] != int64(want) || r.reciprocal != 0 && quick[i] != int64(want) {
				t.Fatalf("%d × %d/%d %s: slowly %d, by reciprocal %d, civil says %d", x, num, den, how, slow[i], quick[i], want)
			}
		}
	})
	if fast == 0 {
		t.Error("no draw took the reciprocal, so nothing was compared")
	}
}

// TestTheReciprocalIsExactAtTheEdgeOfItsProof walks the greatest values a
// divisor allows, where an inexact reciprocal would first be wrong.
func TestTheReciprocalIsExactAtTheEdgeOfItsProof(t *testing.T) {
	t.Parallel()
	for _, den := range []int64{2, 3, 5, 7, 10, 12, 100, 999_983, 1 << 20, 1<<20 + 1, 1<<30 - 1, 1 << 30} {
		for _, how := range roundings {
			top := ((1<<62)/den-den)/2 - 1 // the greatest a half-up of this divisor allows
			r := newRounder(1, den, how, 0, top)
			if r.reciprocal == 0 {
				t.Errorf("1/%d %s of at most %d takes no reciprocal", den, how, top)
				continue
			}
			for x := top - 8; x <= top; x++ {
				got := make([]int64, 1)
				if share(got, []int64{x}, r, 1); got[0] != divideRounded(x, den, how) {
					t.Errorf("%d/%d %s is %d by reciprocal, want %d", x, den, how, got[0], divideRounded(x, den, how))
				}
			}
		}
	}
	for _, c := range []struct {
		name             string
		num, den, lo, hi int64
	}{
		{"a value below zero", 1, 10, -1, 100},
		{"a divisor of one", 3, 1, 0, 100},
		{"a product near the end of 64 bits", math.MaxInt64 / 4, 3, 0, 4},
		{"a value near the end of 64 bits", 1, 3, 0, math.MaxInt64},
		{"a value past what the reciprocal is exact for", 1, 3, 0, 1 << 62},
	} {
		if r := newRounder(c.num, c.den, civil.Down, c.lo, c.hi); r.reciprocal != 0 {
			t.Errorf("%s takes a reciprocal that is not proven", c.name)
		}
	}
}

func TestRoundingToAUnitIsCivils(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.Int64Range(2, 100_000).Draw(t, "unit")
		values := rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 1, 20).Draw(t, "values")
		how := rapid.SampledFrom(roundings).Draw(t, "rounding")
		r := newRounder(1, unit, how, 0, 1<<40)
		got, slow := make([]int64, len(values)), make([]int64, len(values))
		share(got, values, r, unit)
		for i := range values {
			values[i] = -values[i]
		}
		roundSlow(slow, values, rounder{mul: 1, div: unit, add: int64(how)}, unit)
		for i, x := range values {
			above, _ := civil.Fen(-x).RoundTo(civil.Fen(unit), how)
			below, _ := civil.Fen(x).RoundTo(civil.Fen(unit), how)
			if got[i] != int64(above) || slow[i] != int64(below) {
				t.Fatalf("±%d to %d %s: %d and %d, civil says %d and %d", -x, unit, how, got[i], slow[i], above, below)
			}
		}
	})
}

// TestRoundedExpressionsAgreeWithCivil runs each function of the language over
// amounts on both sides of zero, through both plans.
func TestRoundedExpressionsAgreeWithCivil(t *testing.T) {
	t.Parallel()
	amounts := []int64{-71_205, -71_200, -15, -5, -1, 0, 1, 5, 14, 15, 16, 35, 50, 51, 99, 100, 101, 71_205, 500_000}
	ratio, unit, heads := civil.Ratio{Num: 7, Den: 30}, civil.Fen(50), int64(3)
	for _, how := range roundings {
		for form, want := range map[string]func(f civil.Fen) (civil.Fen, error){
			"share_" + how.String() + "(person.loss, part)":    func(f civil.Fen) (civil.Fen, error) { return f.Share(ratio, how) },
			"div_" + how.String() + "(person.loss, heads)":     func(f civil.Fen) (civil.Fen, error) { return f.Div(heads, how) },
			"round_" + how.String() + "(person.loss, unit)":    func(f civil.Fen) (civil.Fen, error) { return f.RoundTo(unit, how) },
			"share_" + how.String() + "(person.gain, part)":    func(f civil.Fen) (civil.Fen, error) { return max(f, 0).Share(ratio, how) },
			"div_" + how.String() + "(person.gain, heads)":     func(f civil.Fen) (civil.Fen, error) { return max(f, 0).Div(heads, how) },
			"round_" + how.String() + "(person.gain, unit)":    func(f civil.Fen) (civil.Fen, error) { return max(f, 0).RoundTo(unit, how) },
			"share_exact(person.loss, whole)":                  func(f civil.Fen) (civil.Fen, error) { return f.Mul(3) },
			"div_" + how.String() + "(unit * 0 - unit, heads)": func(civil.Fen) (civil.Fen, error) { return (-unit).Div(heads, how) },
		} {
			t.Run(form, func(t *testing.T) {
				t.Parallel()
				got := amountsOf(t, form, amounts, ratio, unit, heads)
				for i, x := range amounts {
					if fen, err := want(civil.Fen(x)); err != nil || got[i] != fen {
						t.Errorf("%s of %d is %s, civil says %s, %v", form, x, got[i], fen, err)
					}
				}
			})
		}
	}
}

// amountsOf pays an expression to one person each and reads what the city and the counter granted.
func amountsOf(t *testing.T, form string, amounts []int64, ratio civil.Ratio, unit civil.Fen, heads int64) []civil.Fen {
	t.Helper()
	p := &Policy{
		Facts: []Fact{
			{Name: "loss", Level: Person, Kind: Money, Min: -500_000, Max: 500_000},
			{Name: "gain", Level: Person, Kind: Money, Max: 500_000},
		},
		Params: []Param{
			{Name: "part", Kind: Ratio, Value: ParamValue{Ratio: ratio}}, {Name: "whole", Kind: Ratio, Value: ParamValue{Ratio: civil.Ratio{Num: 3, Den: 1}}},
			{Name: "unit", Kind: Money, Value: ParamValue{Int: int64(unit)}}, {Name: "heads", Kind: Count, Value: ParamValue{Int: heads}},
		},
		Programmes: []Programme{{Name: "p", Level: Person, Scope: Source{Text: "true"}, Amount: &Source{Text: form}}},
	}
	program, err := Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	tab := &Table{Households: 1, Start: []uint32{0, uint32(len(amounts))}, Columns: map[string]*Column{}}
	loss, gain := &Column{I32: make([]int32, len(amounts)+Pad), Min: -500_000, Max: 500_000}, &Column{I32: make([]int32, len(amounts)+Pad), Max: 500_000}
	for i, x := range amounts {
		loss.I32[i], gain.I32[i] = int32(x), int32(max(x, 0))
	}
	tab.Columns["person.loss"], tab.Columns["person.gain"] = loss, gain
	verdicts, err := program.Judge(tab, Options{})
	if err != nil || len(verdicts[0].Grants) != len(amounts) {
		t.Fatalf("%d of %d are granted, %v", len(verdicts[0].Grants), len(amounts), err)
	}
	answers, err := program.NewCounter().Family(tab, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]civil.Fen, len(amounts))
	for i, g := range verdicts[0].Grants {
		if out[i] = g.Amount; answers[i].Amount != g.Amount {
			t.Errorf("%s of %d: the city pays %s, the counter %s", form, amounts[i], g.Amount, answers[i].Amount)
		}
	}
	return out
}
