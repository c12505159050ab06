package register

import (
	"context"
	"encoding/hex"
	"slices"
	"strconv"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Record is one version of a record in a declared register. It lies in the
// county of its subject, or of its division when it has none.
type Record struct {
	Version
	Register string // a register the packs declare
	Subject  string // id of whom it is about; empty for registers about a place or nobody
	Key      string // with the subject, what tells records of the register apart
	Division civil.Area
	Values   []Value // in the order of the register's fields

	sealed []byte
	seen   civil.Area // the division by which the reader was allowed to see it
}

var recordTable = journal.NewTable("record",
	journal.Text("register"), journal.Text("subject_kind"), journal.Text("subject"), journal.Text("key"), journal.Text("division"),
	journal.Text("payload").Personal(), journal.Bytes("sealed").Personal().Sealed("sealed"))

const (
	recordColumns = versionColumns + `, v.register, v.subject, v.key, v.division, v.payload, v.sealed`
	selectRecord  = `SELECT ` + recordColumns + ` FROM record v WHERE v.county = $1 AND v.id = $3 AND ` + seen + ` ORDER BY v.opened`
	selectOf      = `SELECT ` + recordColumns + ` FROM record v
		WHERE v.county = $1 AND v.register = $3 AND v.subject = $4 AND ` + seen + ` ORDER BY v.id, v.opened`
	selectKeyed = `SELECT ` + recordColumns + ` FROM record v
		WHERE v.county = $1 AND v.register = $3 AND v.subject = $4 AND v.key = $5 AND ` + seen + ` ORDER BY v.id, v.opened`
	selectRegister = `SELECT ` + recordColumns + ` FROM record v
		WHERE v.county = $1 AND v.register = $3 AND ` + seen + ` ORDER BY v.subject, v.id, v.opened`
)

// scanRecord reads a record of a register; sealed fields stay sealed.
func (r *Register) scanRecord(row db.Row) (*Record, error) {
	var rec Record
	var s versionScan
	var division, payload *string
	err := row.Scan(append(s.into(), &rec.Register, &rec.Subject, &rec.Key, &division, &payload, &rec.sealed)...)
	if err != nil {
		return nil, err
	}
	if rec.Version, err = s.version(); err != nil {
		return nil, err
	}
	if rec.Division, err = areaOf(division); err != nil {
		return nil, err
	}
	reg, err := r.declared(rec.Register)
	if err != nil {
		return nil, err
	}
	rec.Values = make([]Value, len(reg.Fields))
	return &rec, decode(reg, []byte(textOf(payload)), rec.Values)
}

// declared is a register that packs declare; core registers have tables of
// their own and are refused.
func (r *Register) declared(name string) (*pack.Register, error) {
	reg := r.catalogue.Register(name)
	if reg == nil || reg.Core {
		return nil, civil.Refuse("register_unknown", "业务包里没有声明“%s”这种登记。", name)
	}
	return reg, nil
}

// PutRecord opens a record (Invalid when its register does not describe it). It
// does not look whether there is one already, see [Register.SaveRecord].
func (r *Register) PutRecord(ctx context.Context, w *journal.Write, rec Record) (Ref, error) {
	reg, err := r.declared(rec.Register)
	if err != nil {
		return Ref{}, err
	}
	return put(ctx, w, recordTable, rec.Valid, func(ref Ref) ([]any, error) { return r.recordRow(reg, ref, &rec) })
}

// ChangeRecord opens the next version of a record, as [Register.ChangePerson] does.
func (r *Register) ChangeRecord(ctx context.Context, w *journal.Write, rec Record) error {
	reg, err := r.declared(rec.Register)
	if err != nil {
		return err
	}
	return change(ctx, w, recordTable, rec.Version, rec.Valid, func(ref Ref) ([]any, error) { return r.recordRow(reg, ref, &rec) })
}

// StrikeRecord closes a record that was a mistake, or that a complete feed no
// longer has.
func (r *Register) StrikeRecord(ctx context.Context, w *journal.Write, seen Version) error {
	return strike(ctx, w, recordTable, seen)
}

// Saved says what [Register.SaveRecord] did.
type Saved uint8

// What became of a record, see [Saved].
const (
	Opened Saved = iota + 1
	Changed
	Unchanged
)

// SaveRecord makes the register say what a record says: it opens the record, or
// the next version of the one with its subject and key, or does nothing when the
// register says so already. Loading a file twice therefore changes nothing.
func (r *Register) SaveRecord(ctx context.Context, w *journal.Write, rec Record) (Ref, Saved, error) {
	reg, err := r.declared(rec.Register)
	if err != nil {
		return Ref{}, 0, err
	}
	held, err := r.keyed(ctx, w, reg, rec)
	if err != nil {
		return Ref{}, 0, err
	}
	if held == nil {
		ref, err := r.PutRecord(ctx, w, rec)
		return ref, Opened, err
	}
	if err := r.openSealed(reg, held); err != nil {
		return Ref{}, 0, err
	}
	valid := rec.Valid.normal()
	if slices.EqualFunc(held.Values, rec.Values, Value.equal) && held.Division == rec.Division && held.Valid == valid {
		return held.Ref, Unchanged, nil
	}
	rec.Version = held.Version
	rec.Valid = valid
	return held.Ref, Changed, r.ChangeRecord(ctx, w, rec)
}

// keyed is the newest version of the record with the subject and key of another
// one; nil when there is none.
func (r *Register) keyed(ctx context.Context, w *journal.Write, reg *pack.Register, rec Record) (held *Record, err error) {
	if err := checkFields(reg, rec.Values, nil); err != nil {
		return nil, err
	}
	keys, err := r.recordKeys(reg, rec.Division, rec.Values)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		list, err := db.Many(ctx, w, r.scanRecord, selectKeyed, w.County(), now, rec.Register, rec.Subject, key)
		if err != nil {
			return nil, err
		}
		_ = byThing(list, func(versions []*Record) error { // the function never fails
			if one, there := last(versions); there {
				held = one
			}
			return nil
		})
		if held != nil {
			return held, nil
		}
	}
	return nil, nil
}

// recordRow are the values of a record's columns.
func (r *Register) recordRow(reg *pack.Register, ref Ref, rec *Record) ([]any, error) {
	about := reg.Subject != pack.OfNone && reg.Subject != pack.OfPlace
	if about != (rec.Subject != "") {
		return nil, civil.Refuse("record_subject", "“%s”的记录没有写对是关于谁的，请核对。", reg.Title)
	}
	open, secret, err := encode(reg, rec.Values, nil)
	if err != nil {
		return nil, err
	}
	keys, err := r.recordKeys(reg, rec.Division, rec.Values)
	if err != nil {
		return nil, err
	}
	var sealed any
	if secret != nil {
		if sealed, err = r.keys.Seal(recordPlace(ref), string(secret)); err != nil {
			return nil, err
		}
	}
	var payload any
	if open != nil {
		payload = string(open)
	}
	return []any{rec.Register, string(reg.Subject), rec.Subject, keys[0], areaText(rec.Division), payload, sealed}, nil
}

func recordPlace(ref Ref) access.Place {
	return access.Place{Table: "record", Field: "sealed", County: ref.County, ID: ref.ID}
}

// openSealed puts the sealed values of a record into their places.
func (r *Register) openSealed(reg *pack.Register, rec *Record) error {
	if rec.sealed == nil {
		return nil
	}
	text, err := r.keys.Open(recordPlace(rec.Ref), rec.sealed)
	if err != nil {
		return err
	}
	return decode(reg, text, rec.Values)
}

// recordKeys are the texts that tell records of one subject apart; a place is
// told apart by its division, because it is no record itself. A protected
// field enters as its blind index, so that there is one text for each index key
// still in use, the current one first.
func (r *Register) recordKeys(reg *pack.Register, division civil.Area, values []Value) ([]string, error) {
	var room [128]byte
	keys := [][]byte{room[:0]}
	if reg.Subject == pack.OfPlace {
		keys[0] = appendPart(keys[0], fullCode(division))
	}
	for _, name := range reg.Key {
		i := fieldAt(reg, name)
		if i < 0 || i >= len(values) {
			continue
		}
		f := &reg.Fields[i]
		if !f.Protected() || !values[i].Known {
			part := decodedKey(f, values[i])
			for k := range keys {
				keys[k] = appendPart(keys[k], part)
			}
			continue
		}
		entries, err := r.keys.Lookups(protectedKind(f), values[i].Text)
		if err != nil {
			return nil, err
		}
		for len(keys) < len(entries) {
			keys = append(keys, slices.Clone(keys[0]))
		}
		for k := range keys {
			keys[k] = appendPart(keys[k], hex.EncodeToString(entries[k]))
		}
	}
	texts := make([]string, len(keys))
	for k := range keys {
		texts[k] = string(keys[k])
	}
	return texts, nil
}

// fieldAt is the place of a field among those of a register, or -1.
func fieldAt(reg *pack.Register, name string) int {
	for i := range reg.Fields {
		if reg.Fields[i].Name == name {
			return i
		}
	}
	return -1
}

// appendPart adds a part to a key, its length before it, so that no two lists of
// parts give one text.
func appendPart(key []byte, part string) []byte {
	key = append(strconv.AppendInt(key, int64(len(part)), 10), ':')
	return append(key, part...)
}

// decodedKey is a value of the key as it never changes: codes by name, dates as
// written.
func decodedKey(f *pack.Field, v Value) string {
	if !v.Known {
		return ""
	}
	if f.Type == pack.CodeField && !f.Several && v.Int >= 0 && v.Int < int64(len(f.Codes)) {
		return f.Codes[v.Int].Name
	}
	return plainText(f, v)
}

// EachRecord calls f for every record of a declared register in a county as of
// a day, one subject after the other. Sealed fields stay sealed.
func (r *Register) EachRecord(ctx context.Context, county, register string, as AsOf, f func(*Record) error) error {
	if _, err := r.declared(register); err != nil {
		return err
	}
	return r.db.Read(ctx, func(q db.Query) error {
		seq, err := as.seq(ctx, q, county)
		if err != nil {
			return err
		}
		return eachThing(ctx, q, r.scanRecord, as.Day, f, selectRegister, county, seq, register)
	})
}
