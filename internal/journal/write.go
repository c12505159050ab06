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
	county  any // of the act, and its number, as every row has them
	seq     any
	room    []any // for rows to come
	prover  *prover
	buffers map[*Table]*buffer
	order   []*Table
	entries []entry
	news    int64
	others  []*Write // the same act's part in the chains of other counties
	first   *Write   // set in such a part
}

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
	row := w.row(len(lead) + len(values))
	row[0], row[1], row[2] = w.county, id, w.seq
	row[4], row[5] = plain(valid.From), plain(valid.To)
	for i, value := range values {
		row[len(lead)+i] = plain(value)
	}
	return w.hold(ctx, t, row)
}

// The rooms for rows begin small, because most acts write one, and double.
const (
	roomFirst = 32
	roomMost  = 4096
)

// row is an empty row.
func (w *Write) row(cells int) []any {
	if len(w.room) < cells {
		w.room = make([]any, max(cells, min(roomMost, roomFirst+2*cap(w.room))))
	}
	row := w.room[:cells:cells]
	w.room = w.room[cells:]
	return row
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
	if !whole(proof) {
		return fmt.Errorf("journal: table %s: the version is erased already, or its proof is damaged", t.name)
	}
	version := entry(proof[saltSize:wholeProof])
	left := append(appendInt(append([]byte(nil), version[:]...), w.act.Seq), proof[wholeProof:]...)
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

// Provisional says whether the act counts only when its batch is settled.
func (w *Write) Provisional() bool { return w.header.Batch != "" }

// Tell says something to later stages. It is heard when the act is done, and
// not when it fails. body is written as JSON and should name rows, not people.
// An act that waits for its batch tells nothing: the act that settles it does.
func (w *Write) Tell(ctx context.Context, topic string, body any) error {
	if w.Provisional() {
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
