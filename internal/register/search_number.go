package register

import (
	"context"
	"errors"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// byIndex finds persons by a whole number, which may be known in any county;
// there are never enough finds for a second page.
func (s *search) byIndex(ctx context.Context, q db.Query, kind access.Kind, number, statement string) error {
	refs, err := s.r.indexedAs(ctx, q, kind, number, statement)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		h, err := s.current(ctx, q, ref)
		if err != nil {
			return err
		}
		if h == nil || len(s.found) == s.size {
			continue
		}
		p, _ := h.value.(*Person)
		held, err := s.r.holdsNumber(p, kind, number)
		if err == nil && held {
			err = s.show(ctx, q, h)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// indexedAs are the records that had a number in some version.
func (r *Register) indexedAs(ctx context.Context, q db.Query, kind access.Kind, number, statement string) ([]Ref, error) {
	entries, err := r.keys.Lookups(kind, number)
	if err != nil {
		return nil, err
	}
	var refs []Ref
	for _, entry := range entries {
		found, err := db.Many(ctx, q, scanRef, statement, entry)
		if err != nil {
			return nil, err
		}
		refs = append(refs, found...)
	}
	slices.SortFunc(refs, Ref.compare)
	return slices.Compact(refs), nil
}

func scanRef(row db.Row) (ref Ref, err error) { return ref, row.Scan(&ref.County, &ref.ID) }

// holdsNumber says whether the newest version still has a number.
func (r *Register) holdsNumber(p *Person, kind access.Kind, number string) (bool, error) {
	index := p.idIndex
	if kind == access.Phone {
		index = p.phoneIndex
	}
	entries, err := r.keys.Lookups(kind, number)
	for _, entry := range entries {
		if string(entry) == string(index) {
			return true, nil
		}
	}
	return false, err
}

// denied says whether an error only says that somebody may not.
func denied(err error) bool {
	var refused *civil.Error
	return errors.As(err, &refused) && refused.Kind == civil.Denied
}

// absent says whether an error only says that something is not there.
func absent(err error) bool {
	var refused *civil.Error
	return errors.As(err, &refused) && refused.Kind == civil.NotFound
}
