package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// hit is a find as it is looked at again: the newest version of a record,
// whatever day it speaks for.
type hit struct {
	ref                   Ref
	name, former, address string
	division              civil.Area
	value                 any // the *Person, *Organisation or *Facility
}

// readHit reads the newest version of a record.
type readHit func(ctx context.Context, q db.Query, ref Ref) (*hit, error)

func readPerson(ctx context.Context, q db.Query, ref Ref) (*hit, error) {
	p, err := newest(ctx, q, scanPerson, selectPerson, ref)
	if err != nil {
		return nil, err
	}
	return &hit{p.Ref, p.Name, p.FormerName, p.Address, p.Division, p}, nil
}

func readOrganisation(ctx context.Context, q db.Query, ref Ref) (*hit, error) {
	o, err := newest(ctx, q, scanOrganisation, selectOrganisation, ref)
	if err != nil {
		return nil, err
	}
	return &hit{o.Ref, o.Name, "", o.Address, o.Division, o}, nil
}

func readFacility(ctx context.Context, q db.Query, ref Ref) (*hit, error) {
	f, err := newest(ctx, q, scanFacility, selectFacility, ref)
	if err != nil {
		return nil, err
	}
	return &hit{f.Ref, f.Name, "", f.Address, f.Division, f}, nil
}

// take looks at a find again, because the terms may be older than the register,
// and puts it on the page.
func (s *search) take(ctx context.Context, q db.Query, steps []Step, at position) error {
	h, err := s.current(ctx, q, Ref{at.county, at.id})
	if h == nil || err != nil {
		return err
	}
	for i, step := range steps[:at.step+1] {
		if i < at.step && step.Kind == TermTail {
			continue // the same question under another key; a record stands under one
		}
		fits, err := s.fits(step, h)
		if err != nil {
			return err
		}
		if fits != (i == at.step) {
			return nil // gone, or on an earlier page
		}
	}
	return s.show(ctx, q, h)
}

// current is a record that the viewer may see; nil when there is none.
func (s *search) current(ctx context.Context, q db.Query, ref Ref) (*hit, error) {
	h, err := s.read(ctx, q, ref)
	if absent(err) || err == nil && !s.scope.Covers(h.division) {
		return nil, nil
	}
	return h, err
}

// fits says whether a record is what a step looks for.
func (s *search) fits(step Step, h *hit) (bool, error) {
	if step.Kind != TermTail {
		return step.matches(h.name, h.address) || h.former != "" && step.Kind != TermPlace && step.matches(h.former, ""), nil
	}
	p, _ := h.value.(*Person)
	if p == nil {
		return false, nil
	}
	if err := s.r.unseal(p, IDNumberField); err != nil {
		return false, err
	}
	return Tail(p.IDNumber.Reveal()) == step.text, nil
}

// show puts a record on the page, or the one it was merged into, once.
func (s *search) show(ctx context.Context, q db.Query, h *hit) error {
	end, err := follow(ctx, q, h.ref, On(civil.LastDate))
	if err != nil {
		return err
	}
	if end != h.ref {
		if h, err = s.current(ctx, q, end); h == nil || err != nil {
			return err
		}
	}
	if !s.shown[h.ref] {
		s.shown[h.ref] = true
		s.found = append(s.found, h)
	}
	return nil
}
