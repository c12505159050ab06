package register

import (
	"context"
	"errors"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Applicant is somebody who stands before a clerk and asks for something, with
// the people of the household he is registered in: what a form is filled in from
// before anybody is asked.
type Applicant struct {
	*Person
	Household *Household // nil: he is in none
	Head      bool       // he is the head of the household
	Family    []Kinsman  // of the household, himself left out
}

// Kinsman is somebody of a household with what the register says of him.
type Kinsman struct {
	*Person
	Relation string // to the head, by the pack's code list
	Head     bool
}

// IdentifyFamily is [Register.Identify] with the household: who knows a person's
// whole number and name has him before him, and the register then tells what the
// person would otherwise have to bring. Numbers and telephones are opened for the
// form. Each look is written down with the actor's own scope.
func (r *Register) IdentifyFamily(ctx context.Context, viewer access.Viewer, number access.Private, name string, day civil.Date) (*Applicant, error) {
	found, err := r.Identify(ctx, viewer, number, name)
	if err != nil {
		return nil, err
	}
	a := &Applicant{Person: found}
	held, err := r.MembershipsOf(ctx, found.Ref, On(day))
	if err != nil {
		return nil, err
	}
	err = r.db.Read(ctx, func(q db.Query) error {
		at := slices.IndexFunc(held, func(m *Member) bool { return m.Kind == Registered })
		if at < 0 {
			return nil
		}
		return r.kinsmen(ctx, q, a, Ref{County: held[at].County, ID: held[at].Household}, day)
	})
	if err != nil {
		return nil, err
	}
	people := []*Person{found}
	for _, k := range a.Family {
		people = append(people, k.Person)
	}
	if err := r.noteFamily(ctx, viewer, people[1:]); err != nil {
		return nil, err
	}
	for _, p := range people {
		if err := errors.Join(r.unseal(p, IDNumberField, PhoneField), r.readExtra(PersonKind, p.Ref, &p.More)); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// kinsmen reads the household of an applicant and who else belongs to it.
func (r *Register) kinsmen(ctx context.Context, q db.Query, a *Applicant, home Ref, day civil.Date) (err error) {
	if a.Household, err = one(ctx, q, scanHousehold, selectHousehold, home, On(day)); err != nil {
		return err
	}
	if err := r.readExtra(HouseholdKind, a.Household.Ref, &a.Household.More); err != nil {
		return err
	}
	members, err := r.Members(ctx, home, On(day))
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Person == a.Ref {
			a.Head = m.Head
			continue
		}
		end, err := follow(ctx, q, m.Person, On(day))
		if err != nil {
			return err
		}
		p, err := one(ctx, q, scanPerson, selectPerson, end, On(day))
		if absent(err) {
			continue
		}
		if err != nil {
			return err
		}
		a.Family = append(a.Family, Kinsman{p, m.Relation, m.Head})
	}
	return nil
}

// noteFamily writes the looks at the family of an applicant down.
func (r *Register) noteFamily(ctx context.Context, viewer access.Viewer, people []*Person) error {
	if len(people) == 0 {
		return nil
	}
	h := journal.Header{County: people[0].County, Kind: "look.identify", Actor: viewer.Actor, Purpose: string(viewer.Purpose)}
	_, err := r.journal.Do(ctx, h, func(w *journal.Write) error {
		for _, p := range people {
			part, err := w.In(ctx, p.County)
			if err != nil {
				return err
			}
			err = part.Open(ctx, lookTable, db.NewID(), journal.Always, viewer.Actor, string(viewer.Purpose), viewer.Scope().String(),
				PersonKind, p.ID, "name "+IDNumberField+" "+PhoneField, "", nil)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// FamilyOf is a household with the names of its people, for a viewer whose scope
// covers it. The look is written down.
func (r *Register) FamilyOf(ctx context.Context, viewer access.Viewer, ref Ref, day civil.Date) (*Household, []Relative, error) {
	h, members, err := r.Household(ctx, viewer, ref, On(day))
	if err != nil {
		return nil, nil, err
	}
	var list []Relative
	err = r.db.Read(ctx, func(q db.Query) error {
		for _, m := range members {
			name, err := r.NameOf(ctx, q, m.Person)
			if err != nil {
				return err
			}
			list = append(list, Relative{m.Person, name, m.Head})
		}
		return nil
	})
	return h, list, err
}
