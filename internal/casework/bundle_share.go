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
	"lianxin/internal/journal"
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

// BundleSent is what came of sending one case of a bundle.
type BundleSent struct {
	BundlePart
	Number string
	Err    error // why it was not sent; nil: it was
}

// SubmitBundle sends every case of a bundle that is still a draft. Each is sent by
// itself: one that lacks something stays a draft, and the others go.
func (d *Desk) SubmitBundle(ctx context.Context, who Who, ref register.Ref, once string) ([]BundleSent, error) {
	b, err := d.OpenBundle(ctx, who, ref)
	if err != nil {
		return nil, err
	}
	// While the lead is a draft its last answers may not have come to the others.
	if err := d.share(ctx, who, b.Bundle); err != nil {
		return nil, err
	}
	var sent []BundleSent
	for _, p := range b.Parts {
		f, err := d.Open(ctx, who, p.Case)
		if err != nil {
			return nil, err
		}
		if f.Case.Stage != draftStage {
			continue
		}
		action := submission(f.Matter)
		if action == nil {
			continue
		}
		done, err := d.Do(ctx, who, Input{Case: p.Case, Action: action.Name, Seen: f.Case.Opened, Once: once + " " + p.Matter})
		sent = append(sent, BundleSent{p, done.Number, err})
	}
	return sent, nil
}

// submission is the action that sends the form of a matter, nil where nobody does.
func submission(m *pack.Matter) *pack.Action {
	for _, a := range m.Actions {
		if slices.Contains(a.Does, "declare") {
			return a
		}
	}
	return nil
}

// ContinueBundle begins a part that is offered once another was not granted, with the
// answers of that one.
func (d *Desk) ContinueBundle(ctx context.Context, who Who, ref register.Ref, matter, once string) (register.Ref, error) {
	b, err := d.OpenBundle(ctx, who, ref)
	if err != nil {
		return register.Ref{}, err
	}
	if !slices.Contains(b.Offers(), matter) {
		return register.Ref{}, &civil.Error{Kind: civil.Conflict, Code: "bundle_offer", Message: "这一项现在还不能接着申请，要等前面的有了结果。"}
	}
	m, err := d.Matter(matter)
	if err != nil {
		return register.Ref{}, err
	}
	before := b.of(b.Pack.Part(matter).After)
	begin := Begin{
		Matter: matter, Channel: b.Channel, County: b.County, Home: before.Case.Division, Intake: before.Case.Intake, Once: once,
		Form: continued(before, m),
	}
	made, err := d.Begin(ctx, who, begin)
	if err != nil {
		return register.Ref{}, err
	}
	h := journal.Header{County: b.County, Kind: "case.bundle", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		changed := *b.Bundle
		changed.Parts = append(slices.Clone(b.Parts), BundlePart{matter, made})
		if err := w.Close(ctx, bundleTable, b.ID, b.Opened); err != nil {
			return err
		}
		return w.Open(ctx, bundleTable, b.ID, journal.Always, changed.row()...)
	})
	return made, err
}

// continued are the answers of a case as far as another matter asks the same.
func continued(before *File, m *pack.Matter) Answers {
	form := Answers{Family: map[string]string{}}
	for i := range before.Form.Members {
		if m.Subject == pack.OfPerson && i > 0 {
			break
		}
		member := MemberAnswers{Person: before.Form.Members[i].Person, Values: map[string]string{}, Source: map[string]string{}}
		one := Answers{Family: form.Family, Members: []MemberAnswers{member}}
		lead := *before
		lead.Form.Members = before.Form.Members[i:]
		for k := range m.Sections {
			for f := range m.Sections[k].Fields {
				carry(&lead, &m.Sections[k], &m.Sections[k].Fields[f], &one)
			}
		}
		form.Members = append(form.Members, member)
	}
	return form
}

// of is the case of a part, nil where there is none.
func (b *BundleFile) of(matter string) *File {
	for _, f := range b.Files {
		if f.Case.Matter == matter {
			return f
		}
	}
	return nil
}

// Offers are the parts that may be asked for now: their turn has come because
// another ended without a grant.
func (b *BundleFile) Offers() (list []string) {
	if b.Pack == nil {
		return nil
	}
	for _, p := range b.Pack.Parts {
		if p.After == "" || b.Has(p.Matter) {
			continue
		}
		f := b.of(p.After)
		if f == nil {
			continue
		}
		if s := f.Stage(); s != nil && s.End && s.Mark == "refused" {
			list = append(list, p.Matter)
		}
	}
	return list
}
