package register

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Person is somebody as of a day, for a viewer. The viewer must have a purpose
// and a scope that covers the person today, and the look is written down before
// anything is shown. Somebody outside the scope is not there (NotFound). A
// merged record is answered by the one it was merged into, and a day before a
// transfer by the record of the county that was left. Sealed fields are opened
// only when they are asked for.
func (r *Register) Person(ctx context.Context, viewer access.Viewer, ref Ref, as AsOf, show Show) (*Person, error) {
	var p *Person
	var division civil.Area
	err := r.within(ctx, viewer, PersonKind, ref, as, func(q db.Query, end Ref, area civil.Area) (err error) {
		division = area
		p, err = r.personOn(ctx, q, end, as)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := r.write(ctx, viewer, show, subject{PersonKind, p.Ref, division}); err != nil {
		return nil, err
	}
	if err := r.unseal(p, show.Fields...); err != nil {
		return nil, err
	}
	return p, r.readExtra(PersonKind, p.Ref, &p.More)
}

// personOn is a person as of a day, in the county that was left when the day is
// before a transfer.
func (r *Register) personOn(ctx context.Context, q db.Query, ref Ref, as AsOf) (*Person, error) {
	for range mergesMax {
		p, err := one(ctx, q, scanPerson, selectPerson, ref, as)
		if err == nil {
			return p, nil
		}
		before, there, wrong := transferredFrom(ctx, q, ref, as)
		if wrong != nil || !there {
			return nil, firstError(wrong, err)
		}
		ref = before
	}
	return nil, notFound()
}

// transferredFrom is the record somebody had before a transfer that lies after the day.
func transferredFrom(ctx context.Context, q db.Query, ref Ref, as AsOf) (Ref, bool, error) {
	list, err := origins(ctx, q, ref, as)
	for _, m := range list {
		if m.Reason == Transferred && as.Day < m.Valid.From {
			return Ref{m.County, m.Merged}, true, nil
		}
	}
	return Ref{}, false, err
}

// responsible is the division that a record belongs to today: that of the
// newest version of whoever speaks for it now.
func responsible(ctx context.Context, q db.Query, kind string, ref Ref) (civil.Area, error) {
	end, err := follow(ctx, q, ref, On(civil.LastDate))
	if err != nil {
		return 0, err
	}
	return divisionOf(ctx, q, kind, end)
}

func firstError(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// History are all versions of a person's record, the oldest first, also those
// that no longer speak for any day. The look is written down.
func (r *Register) History(ctx context.Context, viewer access.Viewer, ref Ref, show Show) ([]*Person, error) {
	var list []*Person
	var division civil.Area
	err := r.within(ctx, viewer, PersonKind, ref, AsOf{}, func(q db.Query, _ Ref, area civil.Area) (err error) {
		division = area
		list, err = db.Many(ctx, q, scanPerson, selectPerson, ref.County, now, ref.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := r.write(ctx, viewer, show, subject{PersonKind, ref, division}); err != nil {
		return nil, err
	}
	for _, p := range list {
		if err := r.unseal(p, show.Fields...); err != nil {
			return nil, err
		}
		if err := r.readExtra(PersonKind, p.Ref, &p.More); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Household is a household as of a day and who belonged to it, for a viewer
// whose scope covers it. The look is written down; whose names are wanted too is
// asked for with [Register.Person].
func (r *Register) Household(ctx context.Context, viewer access.Viewer, ref Ref, as AsOf) (*Household, []*Member, error) {
	var h *Household
	var division civil.Area
	err := r.within(ctx, viewer, HouseholdKind, ref, as, func(q db.Query, end Ref, area civil.Area) (err error) {
		division = area
		if h, err = one(ctx, q, scanHousehold, selectHousehold, end, as); err != nil {
			return err
		}
		return r.readExtra(HouseholdKind, h.Ref, &h.More)
	})
	if err != nil {
		return nil, nil, err
	}
	show := Show{Fields: []string{"number", "address", "members"}}
	if err := r.write(ctx, viewer, show, subject{HouseholdKind, h.Ref, division}); err != nil {
		return nil, nil, err
	}
	members, err := r.Members(ctx, h.Ref, as)
	return h, members, err
}

// Organisation is an organisation as of a day, for a viewer whose scope covers
// it. Organisations are no persons: the look is not written down.
func (r *Register) Organisation(ctx context.Context, viewer access.Viewer, ref Ref, as AsOf) (o *Organisation, err error) {
	err = r.within(ctx, viewer, OrganisationKind, ref, as, func(q db.Query, end Ref, _ civil.Area) (err error) {
		if o, err = one(ctx, q, scanOrganisation, selectOrganisation, end, as); err != nil {
			return err
		}
		return r.readExtra(OrganisationKind, o.Ref, &o.More)
	})
	return o, err
}

// Facility is a facility as of a day, for a viewer whose scope covers it.
func (r *Register) Facility(ctx context.Context, viewer access.Viewer, ref Ref, as AsOf) (f *Facility, err error) {
	err = r.within(ctx, viewer, FacilityKind, ref, as, func(q db.Query, end Ref, _ civil.Area) (err error) {
		if f, err = one(ctx, q, scanFacility, selectFacility, end, as); err != nil {
			return err
		}
		return r.readExtra(FacilityKind, f.Ref, &f.More)
	})
	return f, err
}

// within finds the record that speaks for one, refuses it when the division
// that is responsible for it today is outside the scope, and reads it.
func (r *Register) within(ctx context.Context, viewer access.Viewer, kind string, ref Ref, as AsOf, read func(q db.Query, end Ref, division civil.Area) error) error {
	if err := viewer.Check(); err != nil {
		return err
	}
	return r.db.Read(ctx, func(q db.Query) error {
		division, err := responsible(ctx, q, kind, ref)
		if err != nil {
			return err
		}
		if !viewer.Scope().Covers(division) {
			return notFound()
		}
		end, err := follow(ctx, q, ref, as)
		if err != nil {
			return err
		}
		return read(q, end, division)
	})
}
