package casework

import (
	"context"
	"errors"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// BundleFile is a bundle with its cases, as a visitor may see them.
type BundleFile struct {
	*Bundle
	Pack  *pack.Bundle // nil when the packs have it no more
	Files []*File      // in the order of the parts; those not the visitor's to know are left out
}

// OpenBundle reads a bundle for a visitor. One of which he may know no case is not there.
func (d *Desk) OpenBundle(ctx context.Context, who Who, ref register.Ref) (*BundleFile, error) {
	var b *Bundle
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		found, known, err := db.One(ctx, q, scanBundle, selectBundle, ref.County, ref.ID)
		if err == nil && !known {
			err = notFound()
		}
		b = found
		return err
	})
	if err != nil {
		return nil, err
	}
	out := &BundleFile{Bundle: b, Pack: d.catalogue().Bundle(b.Name)}
	for _, p := range b.Parts {
		f, err := d.Open(ctx, who, p.Case)
		var refused *civil.Error
		switch {
		case errors.As(err, &refused) && refused.Kind == civil.NotFound:
		case err != nil:
			return nil, err
		default:
			out.Files = append(out.Files, f)
		}
	}
	if len(out.Files) == 0 {
		return nil, notFound()
	}
	return out, nil
}

// BundlesOf are the bundles of those a resident speaks for, the newest first.
func (d *Desk) BundlesOf(ctx context.Context, who Who) (list []*Bundle, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, person := range who.Persons {
			found, err := db.Many(ctx, q, scanBundle, selectBundlesOf, person.County, person.ID)
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return list, err
}

// BundleOf is the bundle a case of the visitor's is a part of, nil for none.
func (d *Desk) BundleOf(ctx context.Context, who Who, ref register.Ref) (whole *Bundle, err error) {
	if _, err := d.Open(ctx, who, ref); err != nil {
		return nil, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err := db.Many(ctx, q, scanBundle, selectBundleWith, ref.County, ref.ID)
		for _, b := range list {
			if slices.ContainsFunc(b.Parts, func(p BundlePart) bool { return p.Case == ref }) {
				whole = b
			}
		}
		return err
	})
	return whole, err
}

// BundleLine is a bundle in the list of an office.
type BundleLine struct {
	*Bundle
	Name string // of the applicant
}

const selectBundlesBegun = `-- across counties
	SELECT ` + bundleColumns + `, c.name` + fromBundle + `JOIN casefile c ON c.county = v.county AND c.id = v.lead AND c.closed IS NULL
	WHERE c.intake BETWEEN $1 AND $2 AND v.channel <> 'phone' AND v.id < $3 AND ` + journal.Holds + ` ORDER BY v.id DESC LIMIT $4`

// bundlesShown is how many bundles a list has on one page.
const bundlesShown = 20

// pastAll is behind every id of the store.
const pastAll = "~"

// BundlesBegun are the bundles that were begun at the windows of an office, the newest
// first. Next is where the list goes on, empty at its end.
func (d *Desk) BundlesBegun(ctx context.Context, who Who, office civil.Area, before string) (list []BundleLine, next string, err error) {
	if !who.scope().Covers(office) {
		return nil, "", notFound()
	}
	if before == "" {
		before = pastAll
	}
	scope, err := access.NewScope(office)
	if err != nil {
		return nil, "", err
	}
	scan := func(row db.Row) (line BundleLine, err error) {
		var name *string
		line.Bundle, err = scanBundle(withLast{row, &name})
		line.Name = textOf(name)
		return line, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		for _, span := range scope.Spans() { // one office is one span
			list, err = db.Many(ctx, q, scan, selectBundlesBegun, span.First, span.Last, before, int64(bundlesShown+1))
		}
		return err
	})
	if len(list) > bundlesShown {
		list = list[:bundlesShown]
		next = list[bundlesShown-1].ID
	}
	return list, next, err
}

// withLast is a row with one column more than its scanner knows of.
type withLast struct {
	db.Row
	last any
}

// Scan implements db.Row.
func (w withLast) Scan(dest ...any) error { return w.Row.Scan(append(dest, w.last)...) }
