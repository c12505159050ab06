package casework

import (
	"strings"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// Imagined is what a programme would say of a family that only told of itself.
type Imagined struct {
	Prospect
	Member     int // his place in the family, from 0; -1: all of them
	Amount     civil.Fen
	Covered    int
	Arithmetic []string // how the amount came, a sentence a step
	Gaps       []Gap    // what is not known, one by one
}

// Gap is one fact that is not known.
type Gap struct {
	Fact   string // household.area_kind; empty for a figure of the place
	Member int    // whose; -1: the family's
	Words  string
}

// Imagined puts into words what was judged of a family that is in no register.
// names are those of its people, in their order.
func (d *Desk) Imagined(judged *assess.Judged, names []string) (list []Imagined) {
	file := &File{}
	place := map[string]int{}
	for i, name := range names {
		id := judged.Person(i)
		place[id] = i
		file.Parties = append(file.Parties, Party{Person: register.Ref{ID: id}, Name: name, Role: memberRole})
	}
	for _, one := range judged.Determinations {
		j := &Judgement{Programme: one.Programme, Result: Result{Reasons: one.Reasons, Missing: one.Missing, Trace: judged.Trace(one.Programme, one.Member)}}
		out := Imagined{
			Prospect: Prospect{Programme: one.Programme, Title: one.Programme, Outcome: outcomeName(one.Outcome), Matter: d.matterFor(one.Programme), Reasons: d.Reasons(file, j)},
			Member:   one.Member, Amount: one.Amount, Covered: one.Covered,
		}
		if programme := d.catalogue().Programme(one.Programme); programme != nil {
			out.Title = programme.Title
		}
		if one.Member >= 0 && one.Member < len(names) {
			out.Name = names[one.Member]
		}
		if out.Outcome == "grant" && out.Amount > 0 {
			out.Arithmetic = d.Arithmetic(file, j)
		}
		for _, name := range one.Missing {
			out.Gaps = append(out.Gaps, d.gap(file, place, name))
		}
		list = append(list, out)
	}
	return list
}

// gap is one missing fact in words.
func (d *Desk) gap(file *File, place map[string]int, name string) Gap {
	l := Gap{Member: -1, Words: d.missing(file, name)}
	whose, what, _ := strings.Cut(name, ":")
	switch whose {
	case "parameter":
	case "household":
		l.Fact = "household." + what
	default:
		l.Fact = "person." + what
		if at, known := place[whose]; known {
			l.Member = at
		}
	}
	return l
}
