package register

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// ByNumber finds whoever has an identity number now, in whatever county; a
// merged record is answered by the one it was merged into. Sealed fields stay
// sealed. It is for stages that act on a number somebody has given of himself,
// and for no eyes: see [Register.Identify].
func (r *Register) ByNumber(ctx context.Context, q db.Query, number access.Private) ([]*Person, error) {
	return r.byIndexNow(ctx, q, access.IDNumber, number.Reveal(), selectByNumber)
}

// ByPhone finds whoever has a telephone now: several people may share one.
func (r *Register) ByPhone(ctx context.Context, q db.Query, phone access.Private) ([]*Person, error) {
	return r.byIndexNow(ctx, q, access.Phone, phone.Reveal(), selectByPhone)
}

func (r *Register) byIndexNow(ctx context.Context, q db.Query, kind access.Kind, number, statement string) ([]*Person, error) {
	refs, err := r.indexedAs(ctx, q, kind, number, statement)
	if err != nil {
		return nil, err
	}
	var list []*Person
	seen := map[Ref]bool{}
	for _, ref := range refs {
		end, err := follow(ctx, q, ref, On(civil.LastDate))
		if err != nil {
			return nil, err
		}
		if seen[end] {
			continue
		}
		seen[end] = true
		p, err := one(ctx, q, scanPerson, selectPerson, end, On(civil.LastDate))
		if absent(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		held, err := r.holdsNumber(p, kind, number)
		if err != nil {
			return nil, err
		}
		if held || end != ref {
			list = append(list, p)
		}
	}
	return list, nil
}

// Identify finds the one person who stands before a clerk: whole number and name
// must both be right, and then he may be registered anywhere, for people apply
// where they are. The look is written down with the actor's own scope; a wrong
// name is answered like an unknown number.
func (r *Register) Identify(ctx context.Context, viewer access.Viewer, number access.Private, name string) (*Person, error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	var found *Person
	err := r.db.Read(ctx, func(q db.Query) error {
		list, err := r.ByNumber(ctx, q, number)
		for _, p := range list {
			if civil.NormalName(p.Name) == civil.NormalName(name) {
				found = p
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, notFound()
	}
	h := journal.Header{County: found.County, Kind: "look.identify", Actor: viewer.Actor, Purpose: string(viewer.Purpose)}
	_, err = r.journal.Do(ctx, h, func(w *journal.Write) error {
		return w.Open(ctx, lookTable, db.NewID(), journal.Always, viewer.Actor, string(viewer.Purpose), viewer.Scope().String(),
			PersonKind, found.ID, "name "+IDNumberField, "", nil)
	})
	return found, err
}

// NameOf is the name of somebody who looks at his own things, or of a party of a
// case that is shown to whoever may see the case. No look is written down for it.
func (r *Register) NameOf(ctx context.Context, q db.Query, ref Ref) (string, error) {
	end, err := follow(ctx, q, ref, On(civil.LastDate))
	if err != nil {
		return "", err
	}
	p, err := one(ctx, q, scanPerson, selectPerson, end, On(civil.LastDate))
	if err != nil {
		return "", err
	}
	return p.Name, nil
}

// Relative is somebody of a household, by name.
type Relative struct {
	Person Ref
	Name   string
	Head   bool
}

// FamilyNow is a household with its members and their names as they are known on
// a day, for a case that is opened about it. No look is written down for it: the
// act that opens the case stands for it.
func (r *Register) FamilyNow(ctx context.Context, q db.Query, ref Ref, day civil.Date) (*Household, []Relative, error) {
	h, err := one(ctx, q, scanHousehold, selectHousehold, ref, On(day))
	if err != nil {
		return nil, nil, err
	}
	members, err := r.Members(ctx, h.Ref, On(day))
	if err != nil {
		return nil, nil, err
	}
	var list []Relative
	for _, m := range members {
		name, err := r.NameOf(ctx, q, m.Person)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, Relative{m.Person, name, m.Head})
	}
	return h, list, nil
}

// NoteLook writes down that somebody looked at people whom a case he may open is
// about, wherever they are registered.
func (r *Register) NoteLook(ctx context.Context, viewer access.Viewer, refs []Ref, fields string) error {
	if len(refs) == 0 {
		return nil
	}
	h := journal.Header{County: refs[0].County, Kind: "look", Actor: viewer.Actor, Purpose: string(viewer.Purpose)}
	_, err := r.journal.Do(ctx, h, func(w *journal.Write) error {
		for _, ref := range refs {
			part, err := w.In(ctx, ref.County)
			if err != nil {
				return err
			}
			err = part.Open(ctx, lookTable, db.NewID(), journal.Always, viewer.Actor, string(viewer.Purpose), viewer.Scope().String(),
				PersonKind, ref.ID, fields, "", nil)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return err
}
