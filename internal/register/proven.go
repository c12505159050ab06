package register

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// SelfOpened is the kind of the act by which somebody whom a city's app has proven gets
// a record, because the registers have none of him.
const SelfOpened = "person.self"

// Proven finds the record of somebody whose number and name another system has proven.
// It refuses who is in no register (NotFound, resident_unknown), a name other than the
// register's (Denied, resident_name), and the number of somebody who died (Denied,
// resident_dead).
func (r *Register) Proven(ctx context.Context, number access.Private, name string) (ref Ref, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		ref, err = r.proven(ctx, q, number, name)
		return err
	})
	return ref, err
}

func (r *Register) proven(ctx context.Context, q db.Query, number access.Private, name string) (Ref, error) {
	found, err := r.ByNumber(ctx, q, number)
	if err != nil {
		return Ref{}, err
	}
	at := slices.IndexFunc(found, func(p *Person) bool { return civil.NormalName(p.Name) == civil.NormalName(name) })
	switch {
	case len(found) == 0:
		return Ref{}, civil.NotFound.Refuse("resident_unknown", "登记里还没有您，请告诉我们您住在哪个乡镇（街道）。")
	case at < 0:
		return Ref{}, civil.Denied.Refuse("resident_name", "您的姓名和民政登记的不一样，不能登录。请带身份证到窗口核对；确实改过姓名的，窗口当场更正。")
	case found[at].Alive != nil && !*found[at].Alive:
		return Ref{}, civil.Denied.Refuse("resident_dead", "登记显示这个证件号的人已经去世，不能登录。登记有误的，请带身份证到窗口更正。")
	}
	return found[at].Ref, nil
}

// OpenSelf opens the record of somebody whom another system has proven and whom no
// register has, in the town where he says he lives. Whoever has got one meanwhile is
// found. It refuses a number that is none of a resident.
func (r *Register) OpenSelf(ctx context.Context, p Person) (ref Ref, err error) {
	birth, ok := bornBy(p.IDNumber.Reveal())
	if !ok {
		return ref, civil.Refuse("resident_number", "这种证件不能在网上登记，请带证件到窗口办。")
	}
	p.IDType, p.Birth = "resident", &birth
	h := journal.Header{County: p.Division.County().String(), Kind: SelfOpened, Actor: "system:door", Purpose: "self"}
	_, err = r.journal.Do(ctx, h, func(w *journal.Write) error {
		if ref, err = r.proven(ctx, w, p.IDNumber, p.Name); !absent(err) {
			return err
		}
		ref, err = r.PutPerson(ctx, w, p)
		return err
	})
	return ref, err
}

// bornBy is the day of birth in the number of a resident's card; ok is false of every
// other paper, and of a number that is none.
func bornBy(number string) (birth civil.Date, ok bool) {
	const permits = "89" // of those from Hong Kong, Macao, Taiwan and from abroad
	if !civil.CheckDigit(number) || strings.ContainsAny(number[:1], permits) {
		return 0, false
	}
	birth, err := civil.ParseDate(number[6:10] + "-" + number[10:12] + "-" + number[12:14])
	return birth, err == nil
}

// Standing is what one register says of somebody.
type Standing struct {
	Register *pack.Register
	Records  []*Record
	Barred   bool // it may be looked into only with his authorisation, and there is none
}

// Standings are what some declared registers say of somebody today, for himself or for
// whoever is his guardian. One look is written down for all of them, with the names of
// those that were looked into.
func (r *Register) Standings(ctx context.Context, viewer access.Viewer, ref Ref, names []string, today civil.Date) (list []Standing, err error) {
	as := On(today)
	var about subject
	var who []Ref
	err = r.within(ctx, viewer, PersonKind, ref, as, func(q db.Query, end Ref, division civil.Area) (err error) {
		about = subject{PersonKind, end, division}
		if who, err = family(ctx, q, end, as); err != nil {
			return err
		}
		for _, name := range names {
			reg, err := r.declared(name)
			if err != nil {
				return err
			}
			one := Standing{Register: reg}
			for _, ref := range who {
				records, err := r.RecordsFor(ctx, q, name, ref, as)
				if err != nil {
					return err
				}
				one.Records = append(one.Records, records...)
			}
			list = append(list, one)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, r.opened(ctx, viewer, about, who, list, today)
}

// opened takes out what may not be looked into, writes the look down and opens the rest.
func (r *Register) opened(ctx context.Context, viewer access.Viewer, about subject, who []Ref, list []Standing, today civil.Date) error {
	var seen []string
	for i := range list {
		one := &list[i]
		switch err := r.mayLook(ctx, viewer, one.Register, who, today); {
		case denied(err):
			one.Barred, one.Records = true, nil
		case err != nil:
			return err
		default:
			seen = append(seen, one.Register.Name)
		}
	}
	if err := r.write(ctx, viewer, Show{Fields: seen}, about); err != nil {
		return err
	}
	for _, one := range list {
		if err := r.prepare(one.Register, viewer, one.Records); err != nil {
			return err
		}
	}
	return nil
}
