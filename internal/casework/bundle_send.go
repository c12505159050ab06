package casework

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

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
		return register.Ref{}, civil.Conflict.Refuse("bundle_offer", "这一项现在还不能接着申请，要等前面的有了结果。")
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
