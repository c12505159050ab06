package pay

import (
	"context"
	"encoding/hex"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/db"
	"lianxin/internal/register"
)

// identity is by which name and number somebody is known. Numbers stay sealed until a
// file needs them.
type identity struct {
	ref           register.Ref
	name          string
	sealed, index []byte
}

// key is what is the same for all records of one person: the index of his number, or
// the record itself where no number is known.
func (i *identity) key() string {
	if len(i.index) > 0 {
		return hex.EncodeToString(i.index)
	}
	return i.ref.String()
}

// peopleAtOnce is how many records one statement asks for.
const peopleAtOnce = 32

const selectPeople = `SELECT v.county, v.id, v.name, v.id_sealed, v.id_index FROM person v WHERE v.county = $1 AND v.closed IS NULL AND v.id IN
	($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
	ORDER BY v.id, v.valid_from`

func scanIdentity(row db.Row) (i identity, err error) {
	var name *string
	err = row.Scan(&i.ref.County, &i.ref.ID, &name, &i.sealed, &i.index)
	i.name = textOf(name)
	return i, err
}

// identities reads who some people are. Whoever has no record is missing.
func identities(ctx context.Context, q db.Query, people []register.Ref) (map[register.Ref]identity, error) {
	known := map[register.Ref]identity{}
	by := map[string][]string{}
	for _, ref := range people {
		by[ref.County] = append(by[ref.County], ref.ID)
	}
	for county, ids := range by {
		slices.Sort(ids)
		for part := range slices.Chunk(slices.Compact(ids), peopleAtOnce) {
			args := []any{county}
			for i := range peopleAtOnce {
				args = append(args, part[min(i, len(part)-1)])
			}
			found, err := db.Many(ctx, q, scanIdentity, selectPeople, args...)
			if err != nil {
				return nil, err
			}
			for _, one := range found {
				known[one.ref] = one
			}
		}
	}
	return known, nil
}

// number opens somebody's identity number for a file; empty when none is known.
func (p *Pay) number(i identity) (string, error) {
	if i.sealed == nil {
		return "", nil
	}
	at := access.Place{Table: register.PersonKind, Field: register.IDNumberField, County: i.ref.County, ID: i.ref.ID}
	number, err := p.keys.Open(at, i.sealed)
	return string(number), err
}
