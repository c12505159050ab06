package register

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// What somebody asks about himself. None of it is for other eyes: whoever shows
// more than names asks with a viewer, and the look is written down.

// Phoned are the records of whoever has a telephone now, for sending them a code.
// A number nobody has, and one that is none, gives nobody.
func (r *Register) Phoned(ctx context.Context, phone access.Private) (list []Ref, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		found, err := r.ByPhone(ctx, q, phone)
		for _, p := range found {
			list = append(list, p.Ref)
		}
		return err
	})
	return list, err
}

// Responsible is the division that is responsible for somebody today.
func (r *Register) Responsible(ctx context.Context, person Ref) (division civil.Area, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		division, err = responsible(ctx, q, PersonKind, person)
		return err
	})
	return division, err
}

// Home is a family somebody belongs to, by names.
type Home struct {
	Kind Relation
	*Household
	People []Relative
}

// HomesOf are the families somebody belongs to on a day: the one he declared
// first, then the household register. Residences are no families.
func (r *Register) HomesOf(ctx context.Context, person Ref, day civil.Date) ([]Home, error) {
	held, err := r.MembershipsOf(ctx, person, On(day))
	if err != nil {
		return nil, err
	}
	var list []Home
	err = r.db.Read(ctx, func(q db.Query) error {
		for _, kind := range []Relation{Declared, Registered} {
			for _, m := range held {
				if m.Kind != kind {
					continue
				}
				h, people, err := r.FamilyNow(ctx, q, Ref{County: m.County, ID: m.Household}, day)
				if absent(err) {
					continue
				}
				if err != nil {
					return err
				}
				list = append(list, Home{kind, h, people})
			}
		}
		return nil
	})
	return list, err
}
