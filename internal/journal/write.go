package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Write is an act being done. It reads what it has written itself. It is for
// one goroutine and ends with the function it was given to.
type Write struct {
	tx      *db.Tx
	header  Header
	act     *Act
	prover  *prover
	buffers map[*Table]*buffer
	order   []*Table
	entries []entry
	news    int64
	others  []*Write // the same act's part in the chains of other counties
	first   *Write   // set in such a part
}

// buffer holds new versions of a table back, so that they go out together.
type buffer struct {
	rows [][]any
}

// held is how many versions of one table are held back.
const held = 512

// At is the instant of the act.
func (w *Write) At() civil.Instant { return w.act.At }

// Seq is the number of the act in its chain.
func (w *Write) Seq() int64 { return w.act.Seq }

// County is whose chain the act is in.
func (w *Write) County() string { return w.act.County }

// Ref names the act.
func (w *Write) Ref() string { return w.act.Ref() }

// In is the part of the act in another county: its own link of that county's
// chain, in the same transaction, caused by this act.
func (w *Write) In(ctx context.Context, county string) (*Write, error) {
	first := w
	if w.first != nil {
		first = w.first
	}
	if county == first.act.County {
		return first, nil
	}
	for _, other := range first.others {
		if other.act.County == county {
			return other, nil
		}
	}
	h := first.header
	h.County, h.Cause = county, first.Ref()
	if err := h.check(); err != nil {
		return nil, err
	}
	other, err := begin(ctx, first.tx, h)
	if err != nil {
		return nil, err
	}
	other.first = first
	first.others = append(first.others, other)
	return other, nil
}

// Open writes a new version of the thing named id. values are those of the
// table's own columns, in order: string, int64, bool, []byte, the integers and
// days of package civil, or nil.
func (w *Write) Open(ctx context.Context, t *Table, id string, valid Valid, values ...any) error {
	if len(values) != len(t.own) {
		return fmt.Errorf("journal: table %s has %d columns of its own, got %d values", t.name, len(t.own), len(values))
	}
	row := make([]any, len(lead)+len(values))
	row[0], row[1], row[2] = w.act.County, id, w.act.Seq
	row[4], row[5] = plain(valid.From), plain(valid.To)
	for i, value := range values {
		row[len(lead)+i] = plain(value)
	}
	salt := w.prover.salt()
	e, err := w.prover.version(salt, t.name, w.act.County, id, w.act.Seq, proven(row))
	if err != nil {
		return err
	}
	proof := make([]byte, 0, wholeProof)
	row[6] = append(append(proof, salt...), e[:]...)
	w.entries = append(w.entries, e)
	return w.hold(ctx, t, row)
}

// proven are the values of a row that its proof speaks of beside its key.
func proven(row []any) []any {
	values := make([]any, 0, len(row)-5)
	return append(append(values, row[4:6]...), row[len(lead):]...)
}

func (w *Write) hold(ctx context.Context, t *Table, row []any) error {
	b := w.buffers[t]
	if b == nil {
		b = &buffer{}
		w.buffers[t] = b
		w.order = append(w.order, t)
	}
	if b.rows = append(b.rows, row); len(b.rows) < held {
		return nil
	}
	return w.flush(ctx)
}

// flush writes all versions held back, tables in the order they came.
func (w *Write) flush(ctx context.Context) error {
	for _, t := range w.order {
		b := w.buffers[t]
		if err := w.tx.Insert(ctx, t.insert, b.rows); err != nil {
			return err
		}
		b.rows = b.rows[:0]
	}
	return nil
}

// Close ends the version of id that was opened by act number opened. When
// another act has closed it meanwhile the error is a civil.Error of kind Stale.
func (w *Write) Close(ctx context.Context, t *Table, id string, opened int64) error {
	if opened == w.act.Seq {
		return fmt.Errorf("journal: table %s: an act cannot close what it opened itself", t.name)
	}
	n, err := w.tx.Exec(ctx, t.close, w.act.County, id, opened, w.act.Seq)
	if err != nil {
		return err
	}
	if n != 1 {
		return &civil.Error{Kind: civil.Stale, Code: "changed_meanwhile",
			Message: "这条记录刚刚被别人改过：请重新打开，核对后再办理。"}
	}
	w.entries = append(w.entries, w.prover.closing(t.name, w.act.County, id, opened, w.act.Seq))
	return nil
}

// Erase empties the personal columns of a version for good. The chain stays
// whole: the version's hash remains, and nobody can guess from it what stood there.
func (w *Write) Erase(ctx context.Context, t *Table, id string, opened int64, proof []byte) error {
	if len(proof) != wholeProof {
		return fmt.Errorf("journal: table %s: the version is erased already, or its proof is damaged", t.name)
	}
	version := entry(proof[saltSize:])
	left := appendInt(append([]byte(nil), version[:]...), w.act.Seq)
	n, err := w.tx.Exec(ctx, t.erase, w.act.County, id, opened, left)
	if err != nil {
		return err
	}
	if n != 1 {
		return fmt.Errorf("journal: table %s has no version to erase", t.name)
	}
	w.entries = append(w.entries, w.prover.erasing(t.name, w.act.County, id, opened, version))
	return nil
}

const insertNews = `INSERT INTO news (county, seq, n, topic, body) VALUES ($1, $2, $3, $4, $5)`

// Tell says something to later stages. It is heard when the act is done, and
// not when it fails. body is written as JSON and should name rows, not people.
// An act that waits for its batch tells nothing: the act that settles it does.
func (w *Write) Tell(ctx context.Context, topic string, body any) error {
	if w.header.Batch != "" {
		return fmt.Errorf("journal: a provisional act cannot tell %q; the act that settles its batch can", topic)
	}
	written, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.news++
	_, err = w.tx.Exec(ctx, insertNews, w.act.County, w.act.Seq, w.news, topic, string(written))
	return err
}

// Query reads inside the act, its own writing included.
func (w *Write) Query(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	if err := w.flush(ctx); err != nil {
		return nil, err
	}
	return w.tx.Query(ctx, statement, args...)
}

// QueryRow reads one row inside the act, its own writing included.
func (w *Write) QueryRow(ctx context.Context, statement string, args ...any) *sql.Row {
	// A failure to write shows again when the act is finished, where it undoes
	// everything; the row read until then decides nothing.
	_ = w.flush(ctx)
	return w.tx.QueryRow(ctx, statement, args...)
}

// Tx is the act's transaction, for technical rows that are no business record:
// tasks, leases, search terms.
func (w *Write) Tx() *db.Tx { return w.tx }
