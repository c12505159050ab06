package assess

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// The table of these tests: house, roof and edge are programmes of households,
// the others of persons.
var conflictProgrammes = []string{"house", "roof", "edge", "keep", "care", "child", "old"}

// relation reads "a > b" (b gives way), "a - b" (b is cut), "a ? b" (the person
// chooses), "a ^ b" (the higher one), "a = b" (both).
func relation(t *testing.T, text string) pack.Conflict {
	t.Helper()
	part := strings.Fields(text)
	kinds := map[string]pack.Relation{">": pack.Exclusive, "-": pack.Difference, "?": pack.Choice, "^": pack.Higher, "=": pack.Compatible}
	kind, ok := kinds[part[1]]
	if !ok {
		t.Fatalf("%q is no relation", text)
	}
	c := pack.Conflict{A: part[0], B: part[2], Relation: kind}
	if kind == pack.Exclusive || kind == pack.Difference {
		c.Wins = part[0]
	}
	return c
}

// person and family write a granted determination.
func person(programme string, member int, amount civil.Fen) Determination {
	return Determination{Programme: programme, Member: member, Outcome: rule.Grant, Amount: amount, Covered: 1}
}

func family(programme string, amount civil.Fen, covers ...bool) Determination {
	d := Determination{Programme: programme, Member: -1, Outcome: rule.Grant, Amount: amount, covers: covers}
	for _, c := range covers {
		if c {
			d.Covered++
		}
	}
	return d
}

func other(programme string, member int, outcome rule.Outcome) Determination {
	d := Determination{Programme: programme, Member: member, Outcome: outcome, Reasons: []string{"own"}}
	if outcome == rule.CannotDecide {
		d.Reasons, d.Missing = nil, []string{"household:vehicles"}
	}
	return d
}

// show writes a determination shortly: "house grant 1.00 2", "old[0] refuse conflict:keep".
func show(d *Determination) string {
	name := d.Programme
	if d.Member >= 0 {
		name = fmt.Sprintf("%s[%d]", name, d.Member)
	}
	switch d.Outcome {
	case rule.Grant:
		return fmt.Sprintf("%s grant %s %d", name, d.Amount, d.Covered)
	case rule.Refuse:
		return name + " refuse " + strings.Join(d.Reasons, ";")
	}
	return name + " cannot_decide " + strings.Join(d.Missing, ";")
}

func TestTheTableOfConflicts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		table []string
		given []Determination
		left  civil.Fen // what each member left over gets when a household programme is judged again; below 0: it is refused
		want  []string
	}{
		{"of two programmes of one person the loser gives way", []string{"keep > care"},
			[]Determination{person("keep", 0, 500), person("care", 0, 900)}, 0, []string{"keep[0] grant 5.00 1", "care[0] refuse conflict:keep"}},
		{"two persons do not touch each other", []string{"keep > care"},
			[]Determination{person("keep", 0, 500), person("care", 1, 900)}, 0, []string{"keep[0] grant 5.00 1", "care[1] grant 9.00 1"}},
		{"the order of the answers does not matter", []string{"keep > care"},
			[]Determination{person("care", 0, 900), person("keep", 0, 500)}, 0, []string{"care[0] refuse conflict:keep", "keep[0] grant 5.00 1"}},
		{"a winner that is refused wins nothing", []string{"keep > care"},
			[]Determination{other("keep", 0, rule.Refuse), person("care", 0, 900)}, 0, []string{"keep[0] refuse own", "care[0] grant 9.00 1"}},
		{"a winner that cannot be decided wins nothing", []string{"keep > care"},
			[]Determination{other("keep", 0, rule.CannotDecide), person("care", 0, 900)}, 0, []string{"keep[0] cannot_decide household:vehicles", "care[0] grant 9.00 1"}},
		{"one that lost wins nothing in turn", []string{"keep > care", "care > old"},
			[]Determination{person("old", 0, 100), person("care", 0, 200), person("keep", 0, 300)}, 0,
			[]string{"old[0] grant 1.00 1", "care[0] refuse conflict:keep", "keep[0] grant 3.00 1"}},
		{"both winners are named, sorted", []string{"keep > old", "care > old"},
			[]Determination{person("old", 0, 100), person("keep", 0, 200), person("care", 0, 300)}, 0,
			[]string{"old[0] refuse conflict:care;conflict:keep", "keep[0] grant 2.00 1", "care[0] grant 3.00 1"}},
		{"compatible programmes stand side by side", []string{"keep = care", "house = keep"},
			[]Determination{family("house", 900, true), person("keep", 0, 100), person("care", 0, 200)}, 0,
			[]string{"house grant 9.00 1", "keep[0] grant 1.00 1", "care[0] grant 2.00 1"}},

		{"a household loses one member and is judged again for the others", []string{"keep > house"},
			[]Determination{family("house", 3000, true, true, true), person("keep", 1, 500)}, 700, []string{"house grant 14.00 2", "keep[1] grant 5.00 1"}},
		{"a household loses members to several programmes", []string{"keep > house", "child > house"},
			[]Determination{family("house", 3000, true, true, true), person("keep", 1, 500), person("child", 2, 500)}, 700,
			[]string{"house grant 7.00 1", "keep[1] grant 5.00 1", "child[2] grant 5.00 1"}},
		{"a member whom the household does not cover takes nothing from it", []string{"keep > house"},
			[]Determination{family("house", 3000, true, false), person("keep", 1, 500)}, 700, []string{"house grant 30.00 1", "keep[1] grant 5.00 1"}},
		{"a household that loses all its members gives way", []string{"keep > house"},
			[]Determination{family("house", 3000, true, true), person("keep", 0, 500), person("keep", 1, 500)}, 700,
			[]string{"house refuse conflict:keep", "keep[0] grant 5.00 1", "keep[1] grant 5.00 1"}},
		{"a household that is refused when judged again gives way", []string{"keep > house"},
			[]Determination{family("house", 3000, true, true), person("keep", 0, 500)}, -1, []string{"house refuse conflict:keep", "keep[0] grant 5.00 1"}},
		{"a person gives way to the household that covers him", []string{"house > care"},
			[]Determination{family("house", 3000, true, false), person("care", 0, 100), person("care", 1, 100)}, 0,
			[]string{"house grant 30.00 1", "care[0] refuse conflict:house", "care[1] grant 1.00 1"}},
		{"the withdrawn member is free for what the household would have beaten", []string{"keep > house", "house > care"},
			[]Determination{family("house", 3000, true, true), person("keep", 0, 500), person("care", 0, 100), person("care", 1, 100)}, 700,
			[]string{"house grant 7.00 1", "keep[0] grant 5.00 1", "care[0] grant 1.00 1", "care[1] refuse conflict:house"}},
		{"of two household programmes the loser goes whole", []string{"house > roof"},
			[]Determination{family("house", 3000, true, false), family("roof", 0, true, true)}, 700, []string{"house grant 30.00 1", "roof refuse conflict:house"}},
		{"a household that gave way lets the next one stand", []string{"house > roof", "keep > house"},
			[]Determination{family("roof", 0, true), family("house", 3000, true), person("keep", 0, 500)}, 700,
			[]string{"roof grant 0.00 1", "house refuse conflict:keep", "keep[0] grant 5.00 1"}},

		{"both sides of a choice wait", []string{"keep ? child"},
			[]Determination{person("keep", 0, 500), person("child", 0, 900)}, 0, []string{"keep[0] cannot_decide choice", "child[0] cannot_decide choice"}},
		{"a choice of one person leaves the other alone", []string{"keep ? child"},
			[]Determination{person("keep", 0, 500), person("child", 1, 900)}, 0, []string{"keep[0] grant 5.00 1", "child[1] grant 9.00 1"}},
		{"a choice needs two grants", []string{"keep ? child"},
			[]Determination{person("keep", 0, 500), other("child", 0, rule.Refuse)}, 0, []string{"keep[0] grant 5.00 1", "child[0] refuse own"}},
		{"whoever would give way to one that waits waits with it", []string{"keep ? child", "keep > care", "care > old"},
			[]Determination{person("old", 0, 100), person("care", 0, 200), person("keep", 0, 500), person("child", 0, 900)}, 0,
			[]string{"old[0] cannot_decide choice", "care[0] cannot_decide choice", "keep[0] cannot_decide choice", "child[0] cannot_decide choice"}},
		{"a household waits for the choice of a member it covers", []string{"keep ? child", "keep > house"},
			[]Determination{family("house", 3000, true, true), person("keep", 0, 500), person("child", 0, 900)}, 700,
			[]string{"house cannot_decide choice", "keep[0] cannot_decide choice", "child[0] cannot_decide choice"}},
		{"and does not wait for one it does not cover", []string{"keep ? child", "keep > house"},
			[]Determination{family("house", 3000, false, true), person("keep", 0, 500), person("child", 0, 900)}, 700,
			[]string{"house grant 30.00 1", "keep[0] cannot_decide choice", "child[0] cannot_decide choice"}},
		{"what is only less by a difference waits too", []string{"keep ? old", "keep - child"},
			[]Determination{person("keep", 0, 500), person("old", 0, 100), person("child", 0, 900)}, 0,
			[]string{"keep[0] cannot_decide choice", "old[0] cannot_decide choice", "child[0] cannot_decide choice"}},

		{"a difference is cut by what the winner pays", []string{"keep - child"},
			[]Determination{person("keep", 0, 500), person("child", 0, 900)}, 0, []string{"keep[0] grant 5.00 1", "child[0] grant 4.00 1"}},
		{"of a household's amount the person's share, rounded down", []string{"house - child"},
			[]Determination{family("house", 1000, true, true, true), person("child", 2, 900)}, 0, []string{"house grant 10.00 3", "child[2] grant 5.67 1"}},
		{"the share is that of the household as it stands after its own conflicts", []string{"house - child", "keep > house"},
			[]Determination{person("child", 2, 900), family("house", 3000, true, true, true), person("keep", 0, 500)}, 200,
			[]string{"child[2] grant 7.00 1", "house grant 4.00 2", "keep[0] grant 5.00 1"}},
		{"nothing is left when the winner pays as much", []string{"keep - child"},
			[]Determination{person("keep", 0, 900), person("child", 0, 900)}, 0, []string{"keep[0] grant 9.00 1", "child[0] refuse conflict:keep"}},
		{"nothing is left when the winner pays more", []string{"keep - child"},
			[]Determination{person("keep", 0, 901), person("child", 0, 900)}, 0, []string{"keep[0] grant 9.01 1", "child[0] refuse conflict:keep"}},
		{"two differences are both taken off", []string{"keep - child", "old - child"},
			[]Determination{person("keep", 0, 300), person("old", 0, 200), person("child", 0, 900)}, 0,
			[]string{"keep[0] grant 3.00 1", "old[0] grant 2.00 1", "child[0] grant 4.00 1"}},
		{"one that gives way elsewhere is not cut first", []string{"keep - child", "old > child"},
			[]Determination{person("keep", 0, 300), person("old", 0, 200), person("child", 0, 900)}, 0,
			[]string{"keep[0] grant 3.00 1", "old[0] grant 2.00 1", "child[0] refuse conflict:old"}},

		{"the higher of two amounts stays", []string{"care ^ old"},
			[]Determination{person("care", 0, 300), person("old", 0, 400)}, 0, []string{"care[0] refuse conflict:old", "old[0] grant 4.00 1"}},
		{"the first of the pair where they are equal", []string{"care ^ old"},
			[]Determination{person("old", 0, 300), person("care", 0, 300)}, 0, []string{"old[0] refuse conflict:care", "care[0] grant 3.00 1"}},
		{"the higher one goes by the person", []string{"care ^ old"},
			[]Determination{person("care", 0, 300), person("old", 1, 400)}, 0, []string{"care[0] grant 3.00 1", "old[1] grant 4.00 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var conflicts []pack.Conflict
			for _, text := range c.table {
				conflicts = append(conflicts, relation(t, text))
			}
			table := newConflictTable(conflicts, conflictProgrammes, 100)
			ds := slices.Clone(c.given)
			again := func(programme string, elsewhere []bool) (Determination, bool, error) {
				return judgedAgain(c.given, programme, elsewhere, c.left), true, nil
			}
			if err := table.apply(ds, again); err != nil {
				t.Fatal(err)
			}
			var got []string
			for i := range ds {
				got = append(got, show(&ds[i]))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// judgedAgain grants a household programme the same amount for each member left.
func judgedAgain(given []Determination, programme string, elsewhere []bool, each civil.Fen) Determination {
	i := slices.IndexFunc(given, func(d Determination) bool { return d.Programme == programme })
	covers := slices.Clone(given[i].covers)
	count := civil.Fen(0)
	for m := range covers {
		covers[m] = covers[m] && !elsewhere[m]
		if covers[m] {
			count++
		}
	}
	if each < 0 || count == 0 {
		return other(programme, -1, rule.Refuse)
	}
	return family(programme, each*count, covers...)
}

func TestARelationNotYetInForceAndOneAboutAnotherProgrammeDoNothing(t *testing.T) {
	t.Parallel()
	late := relation(t, "keep > care")
	late.Since = 101
	ended := relation(t, "gone > old")
	ds := []Determination{person("keep", 0, 500), person("care", 0, 900), person("old", 0, 100)}
	never := func(string, []bool) (Determination, bool, error) { panic("nobody is judged again") }
	if err := newConflictTable([]pack.Conflict{late, ended}, conflictProgrammes, 100).apply(ds, never); err != nil {
		t.Fatal(err)
	}
	for i := range ds {
		if ds[i].Outcome != rule.Grant {
			t.Errorf("%s", show(&ds[i]))
		}
	}
	if err := newConflictTable([]pack.Conflict{late}, conflictProgrammes, 101).apply(ds, never); err != nil || ds[1].Outcome != rule.Refuse {
		t.Errorf("on its first day the relation does nothing: %s, %v", show(&ds[1]), err)
	}
}

func TestAnErrorOfTheSecondJudgementIsHandedOn(t *testing.T) {
	t.Parallel()
	broken := civil.Refuse("broken", "坏了。")
	ds := []Determination{family("house", 3000, true, true), person("keep", 0, 500)}
	err := newConflictTable([]pack.Conflict{relation(t, "keep > house")}, conflictProgrammes, 100).apply(ds,
		func(string, []bool) (Determination, bool, error) { return Determination{}, false, broken })
	if err != broken {
		t.Errorf("got %v", err)
	}
}
