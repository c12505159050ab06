package casework

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Bundle is several matters asked for at once by one applicant, on one form. Each has
// a case of its own and is decided by its own office.
type Bundle struct {
	register.Ref
	Opened  int64
	Name    string // of the packs
	Lead    string // id of the case whose answers serve the others
	Parts   []BundlePart
	Channel string
	Person  register.Ref
	At      civil.Instant

	once string
}

// BundlePart is one matter of a bundle with its case.
type BundlePart struct {
	Matter string
	Case   register.Ref
}

// Has says whether a matter has been begun in the bundle.
func (b *Bundle) Has(matter string) bool {
	return slices.ContainsFunc(b.Parts, func(p BundlePart) bool { return p.Matter == matter })
}

const (
	bundleColumns    = `v.county, v.id, v.opened, v.bundle, v.lead, v.parts, v.channel, v.person, v.once, a.at`
	fromBundle       = ` FROM case_bundle v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectBundle     = `SELECT ` + bundleColumns + fromBundle + `WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectBundleWith = `SELECT ` + bundleColumns + fromBundle + `JOIN casefile c ON c.county = v.county AND c.id = $2 AND c.closed IS NULL
		WHERE v.county = $1 AND v.person = c.applicant AND ` + journal.Holds
	selectBundleOnce = `SELECT ` + bundleColumns + fromBundle + `WHERE v.county = $1 AND v.person = $2 AND v.once = $3 AND ` + journal.Holds
	selectBundlesOf  = `SELECT ` + bundleColumns + fromBundle + `WHERE v.county = $1 AND v.person = $2 AND ` + journal.Holds + ` ORDER BY v.id DESC`
)

func scanBundle(row db.Row) (*Bundle, error) {
	var b Bundle
	var parts string
	err := row.Scan(&b.County, &b.ID, &b.Opened, &b.Name, &b.Lead, &parts, &b.Channel, &b.Person.ID, &b.once, &b.At)
	b.Person.County = b.County
	for _, part := range strings.Fields(parts) {
		matter, id, _ := strings.Cut(part, "=")
		b.Parts = append(b.Parts, BundlePart{matter, register.Ref{County: b.County, ID: id}})
	}
	return &b, err
}

func (b *Bundle) row() []any {
	var parts []string
	for _, p := range b.Parts {
		parts = append(parts, p.Matter+"="+p.Case.ID)
	}
	return []any{b.Name, b.Lead, strings.Join(parts, " "), b.Channel, b.Person.ID, b.once}
}

// BundleBegin says with what a bundle begins.
type BundleBegin struct {
	Bundle  string
	Matters []string // which of its parts
	Begin            // of every case; Matter and Form are given by Form
	Fill    func(*pack.Matter) Answers
}

// Bundles are the bundles that can be asked for by a channel today.
func (d *Desk) Bundles(channel string) (list []*pack.Bundle) {
	for _, b := range d.catalogue().Bundles() {
		if slices.Contains(b.Channels, channel) {
			list = append(list, b)
		}
	}
	return list
}

// BeginBundle opens a case for each of the matters, as drafts. A form that is sent
// twice opens them once. It refuses (Conflict) a matter the applicant has asked for
// already and that has not ended.
func (d *Desk) BeginBundle(ctx context.Context, who Who, b BundleBegin) (register.Ref, error) {
	declared := d.catalogue().Bundle(b.Bundle)
	if declared == nil {
		return register.Ref{}, &civil.Error{Kind: civil.NotFound, Code: "bundle_unknown", Message: "没有这件事，请从办事指南里选择。"}
	}
	if len(b.Matters) == 0 {
		return register.Ref{}, civil.Refuse("bundle_nothing", "请至少选一项要申请的。")
	}
	var person register.Ref
	for _, name := range b.Matters {
		if part := declared.Part(name); part == nil || part.After != "" {
			return register.Ref{}, civil.Refuse("bundle_part", "选的事项不在“%s”里，请重新选择。", declared.Title)
		}
	}
	made := &Bundle{Ref: register.Ref{County: b.County, ID: db.NewID()}, Name: declared.Name, Channel: b.Channel, once: onceKey(who, Input{Action: "bundle", Once: b.Once})}
	for _, part := range declared.Parts { // in the order of the packs, whatever was ticked first
		if !slices.Contains(b.Matters, part.Matter) {
			continue
		}
		m, err := d.Matter(part.Matter)
		if err != nil {
			return register.Ref{}, err
		}
		one := b.Begin
		one.Matter, one.Form, one.Once = part.Matter, b.Fill(m), cmp.Or(b.Once, db.NewID())+" "+part.Matter
		if len(one.Form.Members) == 0 {
			return register.Ref{}, civil.Refuse("case_applicant", "没有写明申请人和户籍所在地，请补填。")
		}
		if person.Zero() {
			person = one.Form.Members[0].Person
			made.Person = person
			if before, again, err := d.bundleBefore(ctx, made); err != nil || again {
				return before, err
			}
			if err := d.asked(ctx, who, person, b.Matters); err != nil {
				return register.Ref{}, err
			}
		}
		ref, err := d.Begin(ctx, who, one)
		if err != nil {
			return register.Ref{}, err
		}
		made.Parts = append(made.Parts, BundlePart{part.Matter, ref})
	}
	made.Lead = made.Parts[0].Case.ID
	return d.keepBundle(ctx, who, made)
}

// bundleBefore finds the bundle the same form began.
func (d *Desk) bundleBefore(ctx context.Context, b *Bundle) (ref register.Ref, again bool, err error) {
	if b.once == "" {
		return ref, false, nil
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		found, known, err := db.One(ctx, q, scanBundle, selectBundleOnce, b.County, b.Person.ID, b.once)
		if err == nil && known {
			ref, again = found.Ref, true
		}
		return err
	})
	return ref, again, err
}

func (d *Desk) keepBundle(ctx context.Context, who Who, b *Bundle) (register.Ref, error) {
	h := journal.Header{County: b.County, Kind: "case.bundle", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf}
	_, err := d.journal.Do(ctx, h, func(w *journal.Write) error {
		if b.once != "" {
			before, known, err := db.One(ctx, w, scanBundle, selectBundleOnce, b.County, b.Person.ID, b.once)
			if err != nil || known {
				b = before
				return cmp.Or(err, errSentBefore)
			}
		}
		return w.Open(ctx, bundleTable, b.ID, journal.Always, b.row()...)
	})
	if errors.Is(err, errSentBefore) {
		err = nil
	}
	return b.Ref, err
}

// asked refuses matters that somebody has asked for already.
func (d *Desk) asked(ctx context.Context, who Who, person register.Ref, matters []string) error {
	for _, name := range matters {
		c, err := d.OpenCase(ctx, who, person, name)
		if err != nil {
			return err
		}
		if c != nil {
			m, err := d.Matter(name)
			if err != nil {
				return err
			}
			return civil.Conflict.Refuse("bundle_asked", "“%s”已经在办，不用再申请。请去掉这一项，别的可以一起办。", m.Title)
		}
	}
	return nil
}

// OpenCase is the case of a matter somebody has asked for that has not ended, as far
// as the visitor may know of it; nil for none.
func (d *Desk) OpenCase(ctx context.Context, who Who, person register.Ref, matter string) (open *Case, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		refs, err := db.Many(ctx, q, scanRef, selectPersonHas, person.ID, person.County)
		for _, ref := range refs {
			if err != nil {
				return err
			}
			var c *Case
			var known bool
			c, known, err = db.One(ctx, q, scanCase, selectCase, ref.County, ref.ID)
			if err == nil && known && c.Matter == matter && c.Awaits != nobody && c.Applicant == person && who.sees(c, nil) {
				open = c
			}
		}
		return err
	})
	return open, err
}
