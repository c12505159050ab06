package journal

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"lianxin/internal/db"
)

// Sealed says that a column holds values that are sealed under keys which change, and
// the name under which they are bound to their place.
func (c Column) Sealed(field string) Column {
	c.sealed = field
	return c
}

// Place is where a sealed value stands, in the words of package access, which comes
// after this one.
type Place struct{ Table, Field, County, ID string }

// Renewer seals a value again under the current key; nil for one that is already.
type Renewer func(at Place, sealed []byte) ([]byte, error)

// Seals says whether a table has sealed columns.
func (t *Table) Seals() bool { return t.renew != "" }

// Tables are the tables of versions the journal knows.
func (j *Journal) Tables() []*Table { return append([]*Table(nil), j.tables...) }

// resealMost is how many bytes of sealed values one act brings under new keys, so that
// large ones do not fill the memory.
const resealMost = 8 << 20

// errEnough ends the reading of versions.
var errEnough = errors.New("journal: enough for one act")

// stale is a version whose sealed values are to be written anew.
type stale struct {
	id     string
	opened int64
	proof  []byte
	own    []any // values of all own columns, the new ones included
	span   []any // from, to
	now    entry
}

// Reseal writes the sealed values of versions of a table in the act's county anew, as
// f seals them: the first limit versions behind a place, former ones too. It gives the
// place behind which to go on, empty when all are done.
//
// No version is opened by it: whose a record is, when it was written and by whom stays
// as it was. The proof of a version keeps what it said before and which act renewed
// it, so that the chain still holds. A version that is not as its act left it is let
// alone: nobody's change becomes true by being sealed again.
func (w *Write) Reseal(ctx context.Context, t *Table, behind string, limit int, f Renewer) (next string, err error) {
	id, number, _ := strings.Cut(behind, " ")
	opened, _ := strconv.ParseInt(number, 10, 64) // the beginning has none
	var list []*stale
	seen, read := 0, 0
	cells := newCells(t)
	if err := w.flush(ctx); err != nil {
		return "", err
	}
	err = db.Each(ctx, w, func(row db.Row) error {
		if err := row.Scan(cells.into...); err != nil {
			return err
		}
		seen++
		next = cells.id + " " + strconv.FormatInt(cells.opened, 10)
		one, size, err := w.renewed(t, cells, f)
		if err != nil {
			return err
		}
		if one != nil {
			list = append(list, one)
		}
		if read += size; read >= resealMost {
			return errEnough
		}
		return nil
	}, t.some, w.act.County, id, opened, int64(limit))
	enough := errors.Is(err, errEnough)
	if err != nil && !enough {
		return "", err
	}
	for _, one := range list {
		if err := w.rewrite(ctx, t, one); err != nil {
			return "", err
		}
	}
	if seen < limit && !enough {
		next = ""
	}
	return next, nil
}

// renewed is a version with its sealed values anew; nil where nothing is to be done.
func (w *Write) renewed(t *Table, c *cells, f Renewer) (*stale, int, error) {
	if !whole(c.proof) {
		return nil, 0, nil
	}
	values, size, changed := c.values(), 0, false
	held, err := w.prover.version(c.proof[:saltSize], t.name, w.act.County, c.id, c.opened, nil, values)
	if err != nil || held != entry(c.proof[saltSize:wholeProof]) {
		return nil, 0, err
	}
	one := &stale{id: c.id, opened: c.opened, proof: bytes.Clone(c.proof), now: held}
	one.span, one.own = append(one.span, values[:2]...), append(one.own, values[2:]...)
	for i := range t.own {
		sealed, held := one.own[i].([]byte)
		one.own[i] = kept(one.own[i])
		if t.own[i].sealed == "" || !held {
			continue
		}
		size += len(sealed)
		anew, err := f(Place{t.name, t.own[i].sealed, w.act.County, c.id}, sealed)
		if err != nil {
			return nil, 0, fmt.Errorf("table %s, %s: %w", t.name, c.id, err)
		}
		if anew != nil {
			one.own[i], changed = anew, true
		}
	}
	if !changed {
		return nil, size, nil
	}
	return one, size, nil
}

// kept is a value that outlives the row it was read from.
func kept(value any) any {
	if b, ok := value.([]byte); ok {
		return bytes.Clone(b)
	}
	return value
}

// rewrite writes a version's sealed values and its proof.
func (w *Write) rewrite(ctx context.Context, t *Table, one *stale) error {
	anew, err := w.prover.version(one.proof[:saltSize], t.name, w.act.County, one.id, one.opened, nil, append(one.span, one.own...))
	if err != nil {
		return err
	}
	proof := append(append([]byte(nil), one.proof[:saltSize]...), anew[:]...)
	proof = append(appendInt(proof, w.act.Seq), one.now[:]...)
	proof = append(proof, one.proof[wholeProof:]...)
	args := []any{w.act.County, one.id, one.opened, proof}
	for i := range t.own {
		if t.own[i].sealed != "" {
			args = append(args, one.own[i])
		}
	}
	n, err := w.tx.Exec(ctx, t.renew, args...)
	if err != nil {
		return err
	}
	if n != 1 {
		return fmt.Errorf("journal: table %s has no version to seal again", t.name)
	}
	w.entries = append(w.entries, w.prover.resealing(t.name, w.act.County, one.id, one.opened, one.now, anew))
	return nil
}

// A proof is followed by what the version's hash was before each time its values were
// sealed again, the last time first: the act that did it, and the hash.
const beforeSize = 8 + hashSize

// whole says whether a proof is that of a version that was not erased.
func whole(proof []byte) bool {
	return len(proof) >= wholeProof && (len(proof)-wholeProof)%beforeSize == 0
}

// gone says whether a proof is that of an erased version.
func gone(proof []byte) bool {
	return len(proof) >= erasedSize && (len(proof)-erasedSize)%beforeSize == 0
}

// resealing hashes that a version's values were sealed again.
func (p *prover) resealing(table, county, id string, opened int64, before, after entry) entry {
	p.text = appendAll(p.text[:0], "reseal", table, county, id)
	p.text = append(append(appendInt(p.text, opened), before[:]...), after[:]...)
	return p.hash()
}

// origin follows what is behind a proof back to the hash the version was opened with,
// and counts each renewal for the act that did it.
func (v *verifier) origin(t *Table, id string, opened int64, made entry, behind []byte) entry {
	for ; len(behind) >= beforeSize; behind = behind[beforeSize:] {
		before := entry(behind[8:beforeSize])
		by := int64(binary.BigEndian.Uint64(behind))
		v.enter(t, id, by, v.prover.resealing(t.name, v.county, id, opened, before, made))
		made = before
	}
	return made
}
