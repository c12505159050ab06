package register

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Numbered is somebody as far as lists have to tell him from others: by the entry
// of his identity number under the current key, which says nothing to a reader.
type Numbered struct {
	Entry []byte // nil when no number is known
	Dead  bool   // the register says that he died
}

const selectWhoNumbered = `SELECT v.id, v.id_sealed, v.id_index, v.alive FROM person v WHERE v.county = $1 AND v.id IN ` + Among + ` AND ` + journal.Holds

// Numbered finds people of a county by the ids of their records. Who is not in the
// register any more is not in the answer.
func (r *Register) Numbered(ctx context.Context, q db.Query, county string, ids []string) (map[string]Numbered, error) {
	found := make(map[string]Numbered, len(ids))
	scan := func(row db.Row) error {
		var id string
		var sealed, entry []byte
		var alive *bool
		if err := row.Scan(&id, &sealed, &entry, &alive); err != nil {
			return err
		}
		// An entry under an earlier key would not be found among those of today.
		if sealed != nil && r.keys.NeedsReindex(entry) {
			number, err := r.keys.OpenPrivate(access.IDNumber, personPlace(Ref{County: county, ID: id}, IDNumberField), sealed)
			if err != nil {
				return err
			}
			if entry, err = r.keys.AppendIndex(nil, access.IDNumber, number.Reveal()); err != nil {
				return err
			}
		}
		found[id] = Numbered{Entry: entry, Dead: alive != nil && !*alive}
		return nil
	}
	err := asking(ids, func(args []any) error { return db.Each(ctx, q, scan, selectWhoNumbered, args...) }, county)
	return found, err
}
