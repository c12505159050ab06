package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// unit is what organisations and facilities have in common for a file.
type unit struct {
	Version
	sort                                    string // which of the two
	filing                                  string // of a facility: its filing number
	Name, USCC, Kind, Organisation, Address string
	Division                                civil.Area
	More                                    Extra
}

// number is what tells a unit apart from others of its name: the credit code of an
// organisation, the filing number of a facility. Many have none.
func (u *unit) number() string {
	if u.sort == OrganisationKind {
		return u.USCC
	}
	return u.filing
}

const (
	organisationsHeld = `-- across counties
		SELECT ` + heldColumns + `, v.name, v.uscc, v.kind, v.address, v.division, v.payload, v.sealed FROM organisation v WHERE ` + journal.HeldBy
	facilitiesHeld = `-- across counties
		SELECT ` + heldColumns + `, v.name, v.kind, v.organisation, v.address, v.division, v.payload, v.sealed FROM facility v WHERE ` + journal.HeldBy
)

// eachUnit calls f for every organisation, and for every facility where these
// are asked for.
func (r *Register) eachUnit(ctx context.Context, q db.Query, batch, kind string, f func(*unit)) error {
	err := db.Each(ctx, q, func(row db.Row) error {
		o, err := scanOrganisation(row)
		if err == nil {
			f(&unit{Version: o.Version, sort: OrganisationKind, Name: o.Name, USCC: o.USCC, Kind: o.Kind, Address: o.Address, Division: o.Division, More: o.More})
		}
		return err
	}, organisationsHeld, batch)
	if err != nil || kind == OrganisationKind {
		return err
	}
	at := -1
	if reg := r.core(FacilityKind); reg != nil {
		at = fieldAt(reg, filingField)
	}
	return db.Each(ctx, q, func(row db.Row) error {
		o, err := scanFacility(row)
		if err != nil {
			return err
		}
		one := &unit{Version: o.Version, sort: FacilityKind, Name: o.Name, Kind: o.Kind, Organisation: o.Organisation, Address: o.Address, Division: o.Division, More: o.More}
		if at >= 0 {
			if err := r.readExtra(FacilityKind, o.Ref, &o.More); err != nil {
				return err
			}
			one.filing = o.More.Values[at].Text
		}
		f(one)
		return nil
	}, facilitiesHeld, batch)
}
