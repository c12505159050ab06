package casework

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Guardian is who asks for the applicant of a case on a phone of his own: a parent for
// a child, a grown child for a parent. He sees this case and nothing else of him.
type Guardian struct {
	ID     string
	Opened int64
	Person register.Ref
	Kind   string // of the packs
	State  string // see the states below
	Name   string
	Files  []string // pictures of the paper that shows it
	Words  string   // of who looked at it, or objected
}

// States of a guardian.
const (
	GuardianShown     = "shown"     // the household register shows it
	GuardianDeclared  = "declared"  // he says so; an office looks at his paper
	GuardianConfirmed = "confirmed" // it has looked
	GuardianRefused   = "refused"   // it is not so
	GuardianObjected  = "objected"  // the applicant does not want it
	GuardianSettled   = "settled"   // the applicant goes on by himself
)

// acts says whether the guardian stands in for the applicant now.
func (g *Guardian) acts() bool {
	return g != nil && slices.Contains([]string{GuardianShown, GuardianDeclared, GuardianConfirmed}, g.State)
}

// Known says whether it is more than his own word: only then is the applicant's
// family shown to him.
func (g *Guardian) Known() bool { return g.acts() && g.State != GuardianDeclared }

const selectGuardians = `SELECT v.id, v.opened, v.person_county, v.person, v.kind, v.state, v.name, v.files, v.words
	FROM case_guardian v WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.opened`

func scanGuardian(row db.Row) (g *Guardian, err error) {
	g = &Guardian{}
	var name, words *string
	var files string
	err = row.Scan(&g.ID, &g.Opened, &g.Person.County, &g.Person.ID, &g.Kind, &g.State, &name, &files, &words)
	g.Name, g.Files, g.Words = textOf(name), strings.Fields(files), textOf(words)
	return g, err
}

func (g *Guardian) row(c string) []any {
	return []any{c, g.Person.County, g.Person.ID, g.Kind, g.State, orNull(g.Name), strings.Join(g.Files, " "), orNull(g.Words)}
}

// Guards says whether a visitor is the guardian of the case, and may act as one.
func (f *File) Guards(who Who) bool {
	return f.Guardian.acts() && slices.Contains(who.Persons, f.Guardian.Person)
}

// Ward is somebody for whom a resident may ask, as the household register shows.
type Ward struct {
	Person register.Ref
	Name   string
	Kind   *pack.Guardian
}

// headCode is what the head of a household is to himself, where nothing else is written.
const headCode = "02"

// Wards are those for whom somebody may ask for a matter on his phone, by the
// household registers he stands in.
func (d *Desk) Wards(ctx context.Context, person register.Ref, m *pack.Matter) (list []Ward, err error) {
	return d.wardsAs(ctx, person, m.Guardians)
}

// Minors are the children for whom somebody acts as a parent, by the household registers
// he stands in, until they are grown.
func (d *Desk) Minors(ctx context.Context, person register.Ref) ([]Ward, error) {
	return d.wardsAs(ctx, person, d.catalogue().ParentKinds())
}

func (d *Desk) wardsAs(ctx context.Context, person register.Ref, kinds []string) (list []Ward, err error) {
	homes, err := d.register.HomesOf(ctx, person, d.Today())
	if err != nil || len(kinds) == 0 {
		return nil, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, h := range homes {
			if h.Kind != register.Registered {
				continue
			}
			members, err := d.register.Members(ctx, h.Ref, register.On(d.Today()))
			if err != nil {
				return err
			}
			of := relationOf(members, person)
			for _, one := range h.People {
				kind, err := d.kindOf(ctx, q, kinds, one.Person, func(g *pack.Guardian) bool { return g.Shows(of, relationOf(members, one.Person)) })
				if err != nil {
					return err
				}
				if kind != nil && one.Person != person {
					list = append(list, Ward{one.Person, one.Name, kind})
				}
			}
		}
		return nil
	})
	return d.ofAge(ctx, person, list, err)
}

// ofAge leaves out those for whom somebody is too young himself to ask.
func (d *Desk) ofAge(ctx context.Context, person register.Ref, list []Ward, err error) (fit []Ward, _ error) {
	if err != nil {
		return nil, err
	}
	for _, w := range list {
		old, err := d.grown(ctx, w.Kind, person)
		if err != nil {
			return nil, err
		}
		if old {
			fit = append(fit, w)
		}
	}
	return fit, nil
}

// grown says whether somebody is old enough to be a guardian of a kind.
func (d *Desk) grown(ctx context.Context, g *pack.Guardian, person register.Ref) (ok bool, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		birth, err := register.BirthOf(ctx, q, person)
		if err == nil {
			ok, err = d.ageFits(&pack.Guardian{From: g.Least}, person, birth)
		}
		return err
	})
	return ok, err
}

// relationOf is what somebody is to the head of a household.
func relationOf(members []*register.Member, person register.Ref) string {
	for _, m := range members {
		if m.Person == person {
			if m.Head && m.Relation == "" {
				return headCode
			}
			return m.Relation
		}
	}
	return ""
}

// kindOf is the first of some kinds of guardian that holds for somebody of the
// age of a person; nil for none.
func (d *Desk) kindOf(ctx context.Context, q db.Query, kinds []string, person register.Ref, holds func(*pack.Guardian) bool) (*pack.Guardian, error) {
	for _, name := range kinds {
		g := d.catalogue().Guardian(name)
		if g == nil || !holds(g) {
			continue
		}
		birth, err := register.BirthOf(ctx, q, person)
		if err != nil {
			return nil, err
		}
		if ok, err := d.ageFits(g, person, birth); err != nil || ok {
			return g, err
		}
	}
	return nil, nil
}

// ageFits says whether somebody is of the age a kind of guardian is for. Of whom no
// day of birth is known, only a kind without an age fits.
func (d *Desk) ageFits(g *pack.Guardian, person register.Ref, birth civil.Date) (bool, error) {
	county, err := civil.ParseArea(person.County)
	if err != nil {
		return false, err
	}
	for _, bound := range []struct {
		parameter string
		fits      func(age, bound int64) bool
	}{
		{g.Until, func(age, bound int64) bool { return age < bound }},
		{g.From, func(age, bound int64) bool { return age >= bound }},
	} {
		if bound.parameter == "" {
			continue
		}
		years, err := d.number(county, bound.parameter, d.Today())
		if err != nil || birth == 0 || !bound.fits(int64(civil.Age(birth, d.Today())), years) {
			return false, err
		}
	}
	return true, nil
}

// ClaimedWard finds somebody for whom a resident says he is the guardian, by number and
// name. Whoever is not found and whoever does not fit is answered alike, so that
// nobody learns from it who is registered.
func (d *Desk) ClaimedWard(ctx context.Context, m *pack.Matter, kind, number, name string) (w Ward, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		found, err := d.register.ByNumber(ctx, q, access.NewPrivate(access.IDNumber, number))
		if err != nil {
			return err
		}
		for _, p := range found {
			if civil.NormalName(p.Name) != civil.NormalName(name) {
				continue
			}
			g, err := d.kindOf(ctx, q, m.Guardians, p.Ref, func(g *pack.Guardian) bool { return g.Name == kind })
			if err != nil {
				return err
			}
			if g != nil {
				w = Ward{p.Ref, p.Name, g}
				return nil
			}
		}
		return &civil.Error{Kind: civil.Invalid, Code: "guardian_ward", Message: "按您填的，不能在手机上替他（她）申请这一项。请核对姓名、身份证号和您是他（她）的什么人；没有填错的，请带证明到窗口办。"}
	})
	return w, err
}
