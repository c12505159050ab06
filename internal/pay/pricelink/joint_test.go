package pricelink

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// On any list everybody alive is paid once, in the best group he claims, and of two
// counties in the smaller one; whoever is struck out is told where he is paid.
func TestOnAnyListEverybodyIsPaidOnceInTheBestGroup(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(rt, "claims")
		claims := make([]*Claim, n)
		type best struct {
			rank   int
			county string
		}
		model, dead := map[string]best{}, map[string]bool{}
		for i := range claims {
			who := fmt.Sprint("n", rapid.IntRange(0, 7).Draw(rt, "who"))
			if _, known := dead[who]; !known {
				dead[who] = rapid.IntRange(0, 9).Draw(rt, "dead") == 0
			}
			rank, county := rapid.IntRange(0, 3).Draw(rt, "rank"), fmt.Sprint(320600+rapid.IntRange(1, 3).Draw(rt, "county"))
			claims[i] = &Claim{County: county, Group: fmt.Sprint("g", rank), RollPerson: fmt.Sprint("row", i), Amount: 89_00, rank: rank, who: who, dead: dead[who]}
			if b, known := model[who]; !known || rank < b.rank || rank == b.rank && county < b.county {
				model[who] = best{rank, county}
			}
		}
		join(claims)
		paid := map[string]int{}
		for _, c := range claims {
			b := model[c.who]
			switch {
			case c.Struck == "":
				paid[c.who]++
				if c.Amount != 89_00 || c.rank != b.rank || c.County != b.county || dead[c.who] {
					rt.Fatalf("%s is paid %s in %s of %s, best is %v", c.who, c.Amount, c.Group, c.County, b)
				}
			case c.Amount != 0:
				rt.Fatalf("somebody struck out has %s", c.Amount)
			case dead[c.who] != (c.Struck == DeadStruck):
				rt.Fatalf("struck out as %s, dead %v", c.Struck, dead[c.who])
			case c.Struck == GroupStruck && c.rank == b.rank, c.Struck == CountyStruck && (c.rank != b.rank || c.County == b.county),
				c.Struck == TwiceStruck && (c.rank != b.rank || c.County != b.county):
				rt.Fatalf("struck out as %s: %s of %s, best %v", c.Struck, c.Group, c.County, b)
			case c.Struck != DeadStruck && (c.ByCounty != b.county || c.ByGroup != fmt.Sprint("g", b.rank)):
				rt.Fatalf("told to be paid in %s of %s, best %v", c.ByGroup, c.ByCounty, b)
			}
		}
		for who := range model {
			if want := 1; dead[who] && paid[who] != 0 || !dead[who] && paid[who] != want {
				rt.Fatalf("%s is paid %d times", who, paid[who])
			}
		}
	})
}

// The list does not depend on the order in which the claims were read.
func TestTheOrderOfTheClaimsDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		make := func(i int) *Claim {
			return &Claim{County: fmt.Sprint(320600 + i%3), Group: fmt.Sprint("g", i%2), RollPerson: fmt.Sprint("row", i), Amount: 1, rank: i % 2, who: fmt.Sprint("n", i%5)}
		}
		order := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}).Draw(rt, "order")
		var one, two []*Claim
		for i, j := range order {
			one, two = append(one, make(i)), append(two, make(j))
		}
		join(one)
		join(two)
		for i := range one {
			if one[i].canonical() != two[i].canonical() {
				rt.Fatalf("%s or %s", one[i].canonical(), two[i].canonical())
			}
		}
	})
}
