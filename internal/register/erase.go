package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const (
	selectPersonProofs = `SELECT v.opened, v.proof FROM person v WHERE v.county = $1 AND v.id = $2 AND v.name IS NOT NULL ORDER BY v.opened`
	selectRecordProofs = `SELECT v.opened, v.proof FROM record v
		WHERE v.county = $1 AND v.id = $2 AND (v.payload IS NOT NULL OR v.sealed IS NOT NULL) ORDER BY v.opened`
)

// proven is a version that can be erased.
type proven struct {
	opened int64
	proof  []byte
}

func scanProven(row db.Row) (p proven, err error) { return p, row.Scan(&p.opened, &p.proof) }

// ErasePerson empties all versions of a person's record, when the law no longer
// lets the bureau keep them. That there was a record remains, and the chain of
// acts stays whole. The record must have been struck out or have ended.
func (r *Register) ErasePerson(ctx context.Context, w *journal.Write, ref Ref, today civil.Date) error {
	list, err := db.Many(ctx, w, scanPerson, selectPerson, ref.County, now, ref.ID)
	if err != nil {
		return err
	}
	if _, holds := pick(list, today); holds {
		return &civil.Error{Kind: civil.Conflict, Code: "erase_holds", Message: "这条记录仍然有效，不能清除：请先结束或撤销它。"}
	}
	for _, p := range list {
		if p.Name == "" {
			continue // erased already
		}
		rows, err := r.personTerms(p, true)
		if err != nil {
			return err
		}
		if err := dropLines(ctx, w.Tx(), ref.County, PersonKind, rows); err != nil {
			return err
		}
	}
	return eraseAll(ctx, w, personTable, selectPersonProofs, ref)
}

// EraseRecord empties all versions of a declared record after its retention, as
// [Register.ErasePerson] does.
func (r *Register) EraseRecord(ctx context.Context, w *journal.Write, ref Ref, today civil.Date) error {
	list, err := db.Many(ctx, w, r.scanRecord, selectRecord, ref.County, now, ref.ID)
	if err != nil {
		return err
	}
	if _, holds := pick(list, today); holds {
		return &civil.Error{Kind: civil.Conflict, Code: "erase_holds", Message: "这条记录仍然有效，不能清除：请先结束或撤销它。"}
	}
	for _, rec := range list {
		rows, err := r.recordTerms(rec, true)
		if err != nil {
			return err
		}
		if err := dropLines(ctx, w.Tx(), ref.County, recordKind, rows); err != nil {
			return err
		}
	}
	return eraseAll(ctx, w, recordTable, selectRecordProofs, ref)
}

// eraseAll erases every version whose payload is still there.
func eraseAll(ctx context.Context, w *journal.Write, t *journal.Table, statement string, ref Ref) error {
	list, err := db.Many(ctx, w, scanProven, statement, ref.County, ref.ID)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return notFound()
	}
	for _, p := range list {
		if err := w.Erase(ctx, t, ref.ID, p.opened, p.proof); err != nil {
			return err
		}
	}
	return nil
}
