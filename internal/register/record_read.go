package register

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
)

// mayLook refuses a viewer without purpose, and a look into an authorised
// register about somebody who has given no authorisation that is live.
func (r *Register) mayLook(ctx context.Context, viewer access.Viewer, reg *pack.Register, who []Ref, day civil.Date) error {
	if err := viewer.Check(); err != nil || reg.Class != "authorised" {
		return err
	}
	denied := &civil.Error{Kind: civil.Denied, Code: "authorisation_required",
		Message: "查看“" + reg.Title + "”需要本人有效的核对授权：请先登记授权书，或确认授权没有到期。"}
	if r.permits == nil {
		return denied
	}
	for _, ref := range who {
		if live, err := r.permits.Permitted(ctx, ref, reg.Name, day); err != nil || live {
			return err
		}
	}
	return denied
}

// Records are what a declared register says about a subject as of a day, what it
// says about records merged into it included. The look is written down; fields
// the viewer's roles may not see are left out. For an authorised register the
// subject's authorisation must be live on the day of the look.
func (r *Register) Records(ctx context.Context, viewer access.Viewer, register string, ref Ref, as AsOf, today civil.Date) ([]*Record, error) {
	return r.records(ctx, viewer, register, ref, as, today, func(all []*Record) []*Record { return chosen(all, as.Day) })
}

// RecordHistory are all versions of the records of a subject in a declared
// register, one record after the other, the oldest version first.
func (r *Register) RecordHistory(ctx context.Context, viewer access.Viewer, register string, ref Ref, today civil.Date) ([]*Record, error) {
	return r.records(ctx, viewer, register, ref, On(civil.LastDate), today, func(all []*Record) []*Record { return all })
}

func (r *Register) records(ctx context.Context, viewer access.Viewer, register string, ref Ref, as AsOf, today civil.Date, choose func([]*Record) []*Record) ([]*Record, error) {
	reg, err := r.declared(register)
	if err != nil {
		return nil, err
	}
	var list []*Record
	var who []Ref
	var about subject
	err = r.within(ctx, viewer, string(reg.Subject), ref, as, func(q db.Query, end Ref, division civil.Area) (err error) {
		about = subject{string(reg.Subject), end, division}
		if who, err = family(ctx, q, end, as); err != nil {
			return err
		}
		for _, one := range who {
			seq, err := as.seq(ctx, q, one.County)
			if err != nil {
				return err
			}
			all, err := db.Many(ctx, q, r.scanRecord, selectOf, one.County, seq, register, one.ID)
			if err != nil {
				return err
			}
			list = append(list, choose(all)...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := r.mayLook(ctx, viewer, reg, who, today); err != nil {
		return nil, err
	}
	if err := r.write(ctx, viewer, Show{Fields: shownFields(reg, viewer)}, about); err != nil {
		return nil, err
	}
	return list, r.prepare(reg, viewer, list)
}

// shownFields are the fields of a register that a viewer's roles may see, by
// register and name.
func shownFields(reg *pack.Register, viewer access.Viewer) []string {
	list := []string{reg.Name}
	for i := range reg.Fields {
		if visible(&reg.Fields[i], viewer) {
			list = append(list, reg.Name+"."+reg.Fields[i].Name)
		}
	}
	return list
}

// visible says whether a viewer plays one of the roles a field is visible to. A
// field that names none is seen by whoever may see the record.
func visible(f *pack.Field, viewer access.Viewer) bool {
	roles := make([]access.Role, len(f.VisibleTo))
	for i, role := range f.VisibleTo {
		roles[i] = access.Role(role)
	}
	return len(roles) == 0 || viewer.Plays(roles...)
}

// prepare opens the sealed values of records and takes out what the viewer may
// not see.
func (r *Register) prepare(reg *pack.Register, viewer access.Viewer, list []*Record) error {
	for _, rec := range list {
		if err := r.openSealed(reg, rec); err != nil {
			return err
		}
		for i := range reg.Fields {
			if !visible(&reg.Fields[i], viewer) {
				rec.Values[i] = Value{}
			}
		}
	}
	return nil
}

// recordDivision is the division that decides who may see a record: that of its
// subject today, its own when it is about nobody.
func recordDivision(ctx context.Context, q db.Query, reg *pack.Register, rec *Record) (civil.Area, error) {
	if rec.Subject == "" {
		return rec.Division, nil
	}
	return responsible(ctx, q, string(reg.Subject), Ref{rec.County, rec.Subject})
}
