package casework

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/file"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// BundleSource is the source of an answer that was given on the first form of a bundle.
const BundleSource = "bundle"

// shareFrom carries the answers of the first case of a bundle to the others, when one
// of them was saved. Somebody who is faster is not disturbed: it is done again before
// they are sent.
func (d *Desk) shareFrom(ctx context.Context, who Who, ref register.Ref) error {
	var list []*Bundle
	err := d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, scanBundle, selectBundleWith, ref.County, ref.ID)
		return err
	})
	for _, b := range list {
		if slices.ContainsFunc(b.Parts, func(p BundlePart) bool { return p.Case == ref }) {
			err = errors.Join(err, d.share(ctx, who, b))
		}
	}
	return err
}

func (d *Desk) share(ctx context.Context, who Who, b *Bundle) error {
	lead, err := d.Open(ctx, who, register.Ref{County: b.County, ID: b.Lead})
	if err != nil {
		return err
	}
	for _, p := range b.Parts {
		if p.Case.ID == b.Lead {
			continue
		}
		f, err := d.Open(ctx, who, p.Case)
		if err != nil {
			return err
		}
		if f.Case.Stage != draftStage {
			continue
		}
		form, err := d.shared(ctx, who, lead, f)
		if err != nil {
			return err
		}
		_, err = d.save(ctx, who, p.Case, f.Case.Opened, form)
		var refused *civil.Error
		if errors.As(err, &refused) && refused.Kind == civil.Stale {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// shared is the form of a case with what the lead answers filled in. What the family
// has answered there itself stays.
func (d *Desk) shared(ctx context.Context, who Who, lead, f *File) (Answers, error) {
	form := Answers{Family: maps.Clone(f.Form.Family), Agreed: f.Form.Agreed}
	for _, m := range f.Form.Members {
		m.Values, m.Source = cloneOf(m.Values), cloneOf(m.Source)
		form.Members = append(form.Members, m)
	}
	if len(form.Members) == 0 || len(lead.Form.Members) == 0 {
		return form, nil
	}
	for i := range f.Matter.Sections {
		s := &f.Matter.Sections[i]
		for k := range s.Fields {
			carry(lead, s, &s.Fields[k], &form)
		}
	}
	if err := d.sharePapers(ctx, who, lead, f, &form); err != nil {
		return form, err
	}
	if source := form.Members[0].Source; !lead.Form.Agreed && source[signatureKey] == BundleSource {
		form.Agreed = false // what was signed on the first form was changed since
		delete(form.Family, signatureKey)
		delete(source, signatureKey)
	}
	if lead.Form.Agreed && !form.Agreed && len(Check(f.Matter, &form)) == 0 {
		return form, d.shareSignature(ctx, who, lead, f, &form)
	}
	return form, nil
}

func cloneOf(values map[string]string) map[string]string {
	if values == nil {
		return map[string]string{}
	}
	return maps.Clone(values)
}

// carry fills in one answer, where the lead asks the same.
func carry(lead *File, s *pack.Section, field *pack.FormField, form *Answers) {
	to, source := form.Family, form.Members[0].Source
	if s.Of == "member" {
		to = form.Members[0].Values
	}
	key := s.Name + "." + field.Name
	if to[key] != "" && source[key] != BundleSource {
		return
	}
	from, fromKey := sameQuestion(lead.Matter, s, field)
	if from == nil {
		return
	}
	values := lead.Form.Family
	if from.Of == "member" {
		values = lead.Form.Members[0].Values
	}
	value, err := Read(&field.Field, values[fromKey])
	if err != nil || value == "" {
		return
	}
	to[key], source[key] = value, BundleSource
}

// sameQuestion finds the question of a matter that asks the same as a field of
// another: of the same subject, kept in or filled from the same place, or else of the
// same name and type.
func sameQuestion(m *pack.Matter, of *pack.Section, field *pack.FormField) (*pack.Section, string) {
	for _, alike := range []func(*pack.FormField) bool{
		func(f *pack.FormField) bool { return field.Keep != "" && f.Keep == field.Keep },
		func(f *pack.FormField) bool { return field.Prefill != "" && f.Prefill == field.Prefill },
		func(f *pack.FormField) bool { return f.Name == field.Name && f.Type == field.Type },
	} {
		for i := range m.Sections {
			s := &m.Sections[i]
			if s.Of != of.Of {
				continue
			}
			for k := range s.Fields {
				if alike(&s.Fields[k]) {
					return s, s.Name + "." + s.Fields[k].Name
				}
			}
		}
	}
	return nil, ""
}

// sharePapers copies papers both matters want, so that each case has its own.
func (d *Desk) sharePapers(ctx context.Context, who Who, lead, f *File, form *Answers) error {
	for i := range f.Matter.Papers {
		paper := &f.Matter.Papers[i]
		at := slices.IndexFunc(lead.Matter.Papers, func(p pack.Paper) bool { return p.Name == paper.Name && p.Of == paper.Of })
		from, to := lead.Form.Family, form.Family
		if paper.Of == "member" {
			from, to = lead.Form.Members[0].Values, form.Members[0].Values
		}
		key := paperKey(paper.Name)
		if at < 0 || to[key] != "" || from[key] == "" {
			continue
		}
		var copies []string
		for _, id := range strings.Fields(from[key]) {
			made, err := d.copyFile(ctx, who, lead.Case.Ref, f.Case.Ref, id, "paper")
			if err != nil {
				return err
			}
			copies = append(copies, made)
		}
		to[key] = strings.Join(copies, " ")
	}
	return nil
}

// signatureKey is where the id of the applicant's signature stands among the answers.
const signatureKey = "declaration.signature"

// shareSignature lets the promise signed on the first form hold for another, which
// says nothing the first did not.
func (d *Desk) shareSignature(ctx context.Context, who Who, lead, f *File, form *Answers) error {
	if id := lead.Form.Family[signatureKey]; id != "" {
		made, err := d.copyFile(ctx, who, lead.Case.Ref, f.Case.Ref, id, "signature")
		if err != nil {
			return err
		}
		form.Family[signatureKey] = made
	}
	form.Agreed, form.Members[0].Source[signatureKey] = true, BundleSource
	return nil
}

func (d *Desk) copyFile(ctx context.Context, who Who, from, to register.Ref, id, kind string) (string, error) {
	found, data, err := d.Attachment(ctx, who, from, id)
	if err != nil {
		return "", err
	}
	return d.Attach(ctx, who, to, bytes.NewReader(data), file.Note{Kind: kind, Name: found.Name})
}
