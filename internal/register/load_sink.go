package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
)

// Sinks are the sinks of the core registers this package keeps, by register;
// [Register.DeclaredSink] is that of all others.
func (r *Register) Sinks() map[string]feed.Sink {
	return map[string]feed.Sink{
		PersonKind: r.PersonSink(), HouseholdKind: r.HouseholdSink(),
		OrganisationKind: r.OrganisationSink(), FacilityKind: r.FacilitySink(),
	}
}

const someSealed = `-- across counties
	SELECT v.county, v.id, v.id_sealed FROM person v WHERE v.id_sealed IS NOT NULL LIMIT 1`

// KeysFit refuses keys that are not those of the store (Unavailable): with them
// nobody would be found, and everybody registered a second time.
func (r *Register) KeysFit(ctx context.Context) error {
	return r.db.Read(ctx, func(q db.Query) error {
		var ref Ref
		sealed, some, err := db.One(ctx, q, func(row db.Row) (b []byte, err error) {
			return b, row.Scan(&ref.County, &ref.ID, &b)
		}, someSealed)
		if err != nil || !some {
			return err
		}
		if _, err := r.keys.Open(personPlace(ref, IDNumberField), sealed); err != nil {
			return &civil.Error{Kind: civil.Unavailable, Code: "keys_foreign", Err: err,
				Message: "密钥文件不是这个数据库的：已存的证件号打不开。请换用建库时的密钥文件。"}
		}
		return nil
	})
}
