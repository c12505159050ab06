package register

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Asked is somebody a department is asked about: what it has to be told so that
// it finds the right person, and nothing else of him.
type Asked struct {
	Ref      Ref
	End      Ref // the record that speaks for him; another one than Ref when his was merged
	Name     string
	Birth    civil.Date // 0: nobody knows
	Number   access.Private
	Division civil.Area
	Hukou    civil.Area // where he is registered; 0: nobody knows
}

// Elsewhere says whether he is known to be registered in another county than the one that
// keeps his record.
func (a *Asked) Elsewhere() bool { return a.Hukou != 0 && a.Hukou.County().String() != a.Ref.County }

// AskedAbout reads whom a department is to be asked about. It is for no eyes: what
// it gives goes into a question that an authorisation covers.
func (r *Register) AskedAbout(ctx context.Context, q db.Query, ref Ref) (a Asked, err error) {
	a.Ref = ref
	if a.End, err = follow(ctx, q, ref, On(civil.LastDate)); err != nil {
		return a, err
	}
	p, err := one(ctx, q, scanPerson, selectPerson, ref, On(civil.LastDate))
	if err != nil {
		return a, err
	}
	if err := r.unseal(p, IDNumberField); err != nil {
		return a, err
	}
	a.Name, a.Number, a.Division, a.Hukou = p.Name, p.IDNumber, p.Division, p.HukouDivision
	if p.Birth != nil {
		a.Birth = *p.Birth
	}
	return a, nil
}

// RecordsFor are what a declared register says about somebody on a day, sealed
// fields sealed. It is for no eyes: whoever shows something of it has asked for
// the authorisation, and writes the look down.
func (r *Register) RecordsFor(ctx context.Context, q db.Query, register string, ref Ref, as AsOf) ([]*Record, error) {
	if _, err := r.declared(register); err != nil {
		return nil, err
	}
	seq, err := as.seq(ctx, q, ref.County)
	if err != nil {
		return nil, err
	}
	all, err := db.Many(ctx, q, r.scanRecord, selectOf, ref.County, seq, register, ref.ID)
	return chosen(all, as.Day), err
}
