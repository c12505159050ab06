package register

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
)

const selectTwin = `SELECT a.division, a.id FROM search_term a
	WHERE a.county = $1 AND a.subject = $2 AND a.kind = $3 AND a.term = $4 ORDER BY a.division, a.id LIMIT $5`

// Alike are the records in the viewer's scope that may be the person somebody is
// about to register, the likeliest first. The looks are written down.
func (r *Register) Alike(ctx context.Context, viewer access.Viewer, p Person) ([]Pair, error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	own := likeness(&p)
	own.Name = civil.NormalName(p.Name)
	var err error
	if !p.IDNumber.Empty() {
		if own.IDIndex, err = r.keys.AppendIndex(nil, access.IDNumber, p.IDNumber.Reveal()); err != nil {
			return nil, err
		}
	}
	var pairs []Pair
	var subjects []subject
	err = r.db.Read(ctx, func(q db.Query) error {
		refs, err := r.candidates(ctx, q, viewer.Scope(), p)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			other, err := newest(ctx, q, scanPerson, selectPerson, ref)
			if absent(err) || err == nil && !viewer.Scope().Covers(other.Division) {
				continue
			}
			if err != nil {
				return err
			}
			if pair, alike := Compare(own, likeness(other)); alike {
				pairs = append(pairs, pair)
				subjects = append(subjects, subject{PersonKind, ref, other.Division})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	sortPairs(pairs)
	return pairs, r.write(ctx, viewer, Show{Fields: []string{"name", "birth_date", "sex"}}, subjects...)
}

// candidates are the records that share a key with a person.
func (r *Register) candidates(ctx context.Context, q db.Query, scope access.Scope, p Person) (refs []Ref, err error) {
	if !p.IDNumber.Empty() {
		if refs, err = r.indexedAs(ctx, q, access.IDNumber, p.IDNumber.Reveal(), selectByNumber); err != nil {
			return nil, err
		}
	}
	if p.Birth == nil {
		return refs, nil
	}
	places, err := db.Many(ctx, q, scanPlace, selectPlaces, PersonKind)
	if err != nil {
		return nil, err
	}
	for _, county := range placesWithin(places, scope) {
		lines, err := db.Many(ctx, q, scanLine, selectTwin, county, PersonKind, string(TermTwin), TwinKey(p.Name, *p.Birth), groupMax)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			if ref := (Ref{county, l.id}); !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	return refs, nil
}
