package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const (
	sealedPersons = `SELECT ` + personColumns + ` FROM person v WHERE v.county = $1 AND v.id > $3 AND ` + seen + ` AND ` + journal.Holds + `
		AND (v.id_sealed IS NOT NULL OR v.phone_sealed IS NOT NULL OR v.sealed IS NOT NULL) ORDER BY v.id, v.opened LIMIT $4`
	sealedHouseholds = `SELECT ` + householdColumns + ` FROM household v WHERE v.county = $1 AND v.id > $3 AND ` + seen + ` AND ` + journal.Holds + `
		AND v.sealed IS NOT NULL ORDER BY v.id, v.opened LIMIT $4`
	sealedOrganisations = `SELECT ` + organisationColumns + ` FROM organisation v WHERE v.county = $1 AND v.id > $3 AND ` + seen + ` AND ` + journal.Holds + `
		AND v.sealed IS NOT NULL ORDER BY v.id, v.opened LIMIT $4`
	sealedFacilities = `SELECT ` + facilityColumns + ` FROM facility v WHERE v.county = $1 AND v.id > $3 AND ` + seen + ` AND ` + journal.Holds + `
		AND v.sealed IS NOT NULL ORDER BY v.id, v.opened LIMIT $4`
	sealedRecords = `SELECT ` + recordColumns + ` FROM record v WHERE v.county = $1 AND v.id > $3 AND ` + seen + ` AND ` + journal.Holds + `
		AND v.sealed IS NOT NULL ORDER BY v.id, v.opened LIMIT $4`
)

// Sealed are the kinds of records with protected fields.
func Sealed() []string {
	return []string{PersonKind, HouseholdKind, OrganisationKind, FacilityKind, recordKind}
}

// Reseal brings protected fields of records of one kind in a county under the
// current keys: the first limit records behind an id. It opens a next version of
// each that needs it and says behind which id to go on; empty when all are done.
// A job calls it after the keys were rotated, act by act, while everybody works
// on. It is for what persons are looked up by: sealed values of all tables and all
// versions are sealed again by the journal, where they stand.
func (r *Register) Reseal(ctx context.Context, w *journal.Write, kind, after string, limit int) (next string, err error) {
	switch kind {
	case PersonKind:
		return reseal(ctx, w, scanPerson, sealedPersons, after, limit, r.resealPerson)
	case HouseholdKind:
		return reseal(ctx, w, scanHousehold, sealedHouseholds, after, limit, func(ctx context.Context, w *journal.Write, h *Household) error {
			if renew, err := r.renewExtra(kind, h.Ref, &h.More); err != nil || !renew {
				return err
			}
			return r.ChangeHousehold(ctx, w, *h)
		})
	case OrganisationKind:
		return reseal(ctx, w, scanOrganisation, sealedOrganisations, after, limit, func(ctx context.Context, w *journal.Write, o *Organisation) error {
			if renew, err := r.renewExtra(kind, o.Ref, &o.More); err != nil || !renew {
				return err
			}
			return r.ChangeOrganisation(ctx, w, *o)
		})
	case FacilityKind:
		return reseal(ctx, w, scanFacility, sealedFacilities, after, limit, func(ctx context.Context, w *journal.Write, f *Facility) error {
			if renew, err := r.renewExtra(kind, f.Ref, &f.More); err != nil || !renew {
				return err
			}
			return r.ChangeFacility(ctx, w, *f)
		})
	case recordKind:
		return reseal(ctx, w, r.scanRecord, sealedRecords, after, limit, r.resealRecord)
	}
	return "", civil.Refuse("subject_kind", "只有人员、家庭、单位和设施的记录可以这样办理。")
}

// reseal reads the next records and lets f renew each.
func reseal[T versioned](ctx context.Context, w *journal.Write, scan func(db.Row) (T, error), statement, after string, limit int, f func(context.Context, *journal.Write, T) error) (string, error) {
	list, err := db.Many(ctx, w, scan, statement, w.County(), now, after, limit)
	if err != nil {
		return "", err
	}
	for _, one := range list {
		if err := f(ctx, w, one); err != nil {
			return "", err
		}
	}
	if len(list) < limit {
		return "", nil
	}
	return list[len(list)-1].version().ID, nil
}

func (r *Register) resealPerson(ctx context.Context, w *journal.Write, p *Person) error {
	renew, err := r.renewExtra(PersonKind, p.Ref, &p.More)
	if err != nil {
		return err
	}
	if !renew && !r.outdated(p.idSealed, p.idIndex) && !r.outdated(p.phoneSealed, p.phoneIndex) {
		return nil
	}
	if err := r.unseal(p, IDNumberField, PhoneField); err != nil {
		return err
	}
	return r.ChangePerson(ctx, w, *p)
}

func (r *Register) resealRecord(ctx context.Context, w *journal.Write, rec *Record) error {
	reg, err := r.declared(rec.Register)
	if err != nil || !r.keys.NeedsReseal(rec.sealed) {
		return err
	}
	if err := r.openSealed(reg, rec); err != nil {
		return err
	}
	return r.ChangeRecord(ctx, w, *rec)
}

// renewExtra opens what a record holds beyond its columns when it is sealed under
// an old key, and says whether it is.
func (r *Register) renewExtra(kind string, ref Ref, e *Extra) (bool, error) {
	if e.sealed == nil || !r.keys.NeedsReseal(e.sealed) {
		return false, nil
	}
	return true, r.readExtra(kind, ref, e)
}

// outdated says whether a sealed field or its index is not under the current keys.
func (r *Register) outdated(sealed, index []byte) bool {
	return sealed != nil && (r.keys.NeedsReseal(sealed) || r.keys.NeedsReindex(index))
}
