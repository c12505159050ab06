package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Facility is one version of what the register says about a place where
// something is done for people: a home, a station, a hall.
type Facility struct {
	Version
	Name         string
	Kind         string
	Organisation string // id of who runs it, in the same county; empty when nobody is known
	Address      string
	Division     civil.Area
	More         Extra
}

var facilityTable = journal.NewTable("facility",
	journal.Text("name").Personal(), journal.Text("kind"), journal.Text("organisation"),
	journal.Text("address").Personal(), journal.Text("division"),
	journal.Text("payload").Personal(), journal.Bytes("sealed").Personal().Sealed("extra"))

const (
	facilityColumns  = versionColumns + `, v.name, v.kind, v.organisation, v.address, v.division, v.payload, v.sealed`
	selectFacility   = `SELECT ` + facilityColumns + ` FROM facility v WHERE v.county = $1 AND v.id = $3 AND ` + seen + ` ORDER BY v.opened`
	selectFacilities = `SELECT ` + facilityColumns + ` FROM facility v WHERE v.county = $1 AND ` + seen + ` ORDER BY v.id, v.opened`
)

func scanFacility(row db.Row) (*Facility, error) {
	var f Facility
	var s versionScan
	var name, kind, organisation, address, division *string
	err := row.Scan(append(s.into(), &name, &kind, &organisation, &address, &division, &f.More.payload, &f.More.sealed)...)
	if err != nil {
		return nil, err
	}
	f.Name, f.Kind, f.Organisation, f.Address = textOf(name), textOf(kind), textOf(organisation), textOf(address)
	if f.Division, err = areaOf(division); err != nil {
		return nil, err
	}
	f.Version, err = s.version()
	return &f, err
}

// PutFacility opens the record of a facility (Invalid without name or division).
func (r *Register) PutFacility(ctx context.Context, w *journal.Write, f Facility) (Ref, error) {
	return put(ctx, w, facilityTable, f.Valid, func(ref Ref) ([]any, error) { return f.row(r, ref) })
}

// ChangeFacility opens the next version, as [Register.ChangePerson] does.
func (r *Register) ChangeFacility(ctx context.Context, w *journal.Write, f Facility) error {
	return change(ctx, w, facilityTable, f.Version, f.Valid, func(ref Ref) ([]any, error) { return f.row(r, ref) })
}

// StrikeFacility closes a record that was a mistake.
func (r *Register) StrikeFacility(ctx context.Context, w *journal.Write, seen Version) error {
	return strike(ctx, w, facilityTable, seen)
}

func (f *Facility) row(r *Register, ref Ref) ([]any, error) {
	if civil.NormalName(f.Name) == "" || f.Division == 0 {
		return nil, civil.Refuse("facility_name", "设施名称或所属区划为空，没有登记：请补填。")
	}
	payload, sealed, err := r.extraColumns(FacilityKind, ref, &f.More, ref == f.Ref)
	if err != nil {
		return nil, err
	}
	return []any{civil.NormalName(f.Name), nothing(f.Kind), nothing(f.Organisation), nothing(f.Address), areaText(f.Division), payload, sealed}, nil
}

// EachFacility calls f for every facility of a county as of a day, by id.
func (r *Register) EachFacility(ctx context.Context, county string, as AsOf, f func(*Facility) error) error {
	return r.db.Read(ctx, func(q db.Query) error {
		seq, err := as.seq(ctx, q, county)
		if err != nil {
			return err
		}
		read := func(one *Facility) error {
			if err := r.readExtra(FacilityKind, one.Ref, &one.More); err != nil {
				return err
			}
			return f(one)
		}
		return eachThing(ctx, q, scanFacility, as.Day, read, selectFacilities, county, seq)
	})
}

// FacilityNow is a facility as of a day, for a stage that acts upon it.
func (r *Register) FacilityNow(ctx context.Context, q db.Query, ref Ref, day civil.Date) (*Facility, error) {
	f, err := one(ctx, q, scanFacility, selectFacility, ref, On(day))
	if err != nil {
		return nil, err
	}
	return f, r.readExtra(FacilityKind, f.Ref, &f.More)
}

// Field is what packs declare of a facility under a name.
func (r *Register) Field(f *Facility, name string) Value {
	reg := r.core(FacilityKind)
	if reg == nil {
		return Value{}
	}
	for i := range reg.Fields {
		if reg.Fields[i].Name == name && i < len(f.More.Values) {
			return f.More.Values[i]
		}
	}
	return Value{}
}

// Code is the code a facility has in a field that holds one; empty for none.
func (r *Register) Code(f *Facility, name string) string {
	v, reg := r.Field(f, name), r.core(FacilityKind)
	if !v.Known || reg == nil || reg.Field(name) == nil || int(v.Int) >= len(reg.Field(name).Codes) {
		return ""
	}
	return reg.Field(name).Codes[v.Int].Name
}
