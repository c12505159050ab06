package journal

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// The act from which a provisional act counts, when that is no act yet: it waits
// for its batch, or the batch was given up. Both are beyond every act's number.
const (
	pending   = `4611686018427387904`
	abandoned = `4611686018427387905`
)

const (
	holdAct     = `INSERT INTO provisional (county, seq, batch, effective) VALUES ($1, $2, $3, ` + pending + `)`
	settleBatch = `UPDATE provisional SET effective = $3 WHERE county = $1 AND batch = $2 AND effective = ` + pending
	dropBatch   = `UPDATE provisional SET effective = ` + abandoned + ` WHERE county = $1 AND batch = $2 AND effective = ` + pending
	seqAt       = `SELECT CAST(coalesce(max(seq), 0) AS BIGINT) FROM act WHERE county = $1 AND at <= $2`
)

// Latest is an act number after all acts and before whatever is pending: with
// HeldAt it gives the state now, as Holds does.
const Latest int64 = 1<<62 - 1

// Settle makes the acts of a batch count from this act on, all at once. It is
// done in every county that has acts of the batch, see Write.In.
func (w *Write) Settle(ctx context.Context, batch string) error {
	return w.end(ctx, settleBatch, batch, batch, w.act.Seq)
}

// abandons marks, in Act.Settles, a batch that was given up.
const abandons = "-"

// Abandon gives a batch up for good: what its acts opened is never seen, and
// what they closed holds as before.
func (w *Write) Abandon(ctx context.Context, batch string) error {
	return w.end(ctx, dropBatch, abandons+batch, batch)
}

func (w *Write) end(ctx context.Context, statement, settles, batch string, args ...any) error {
	if w.header.Batch != "" || w.act.Settles != "" {
		return civil.Refuse("batch_settle", "一次操作只能结一个批次，且不能属于另一个批次。")
	}
	w.act.Settles = settles
	_, err := w.tx.Exec(ctx, statement, append([]any{w.act.County, batch}, args...)...)
	return err
}

// The conditions under which a version is part of the state of the store. They
// speak of a table called v.
//
// Holds: the state now. HeldAt: the state after act number $2, see SeqAt. HeldBy:
// the state now as batch $1 sees it while it is open, its own acts counting.
const (
	Holds = `(v.closed IS NULL OR EXISTS (SELECT 1 FROM provisional p WHERE p.county = v.county AND p.seq = v.closed AND p.effective >= ` + pending + `))
		AND NOT EXISTS (SELECT 1 FROM provisional p WHERE p.county = v.county AND p.seq = v.opened AND p.effective >= ` + pending + `)`
	HeldBy = `(v.closed IS NULL OR EXISTS (SELECT 1 FROM provisional p WHERE p.county = v.county AND p.seq = v.closed AND p.effective >= ` + pending + ` AND p.batch <> $1))
		AND NOT EXISTS (SELECT 1 FROM provisional p WHERE p.county = v.county AND p.seq = v.opened AND p.effective >= ` + pending + ` AND p.batch <> $1)`
	HeldAt = `+v.opened <= $2
		AND NOT EXISTS (SELECT 1 FROM provisional p WHERE p.county = v.county AND p.seq = v.opened AND p.effective > $2)
		AND (v.closed IS NULL OR v.closed > $2 OR EXISTS (SELECT 1 FROM provisional p WHERE p.county = v.county AND p.seq = v.closed AND p.effective > $2))`
)

// SeqAt is the number of a county's last act at an instant; 0 before the first.
// With HeldAt it gives the state that was recorded then.
func SeqAt(ctx context.Context, q db.Query, county string, at civil.Instant) (int64, error) {
	return db.Int(q.QueryRow(ctx, seqAt, county, int64(at)))
}

const pendingAt = `SELECT p.seq FROM provisional p WHERE p.county = $1 AND p.effective > $2`

// Sight is which acts of a county count after act number Seq. Whoever reads very
// many rows asks it of each of them instead of the store, as HeldAt would.
type Sight struct {
	Seq     int64
	pending map[int64]bool // acts up to Seq which count only from a later one on
}

// SightAt is what is known of a county after an act; [Latest] for now.
func SightAt(ctx context.Context, q db.Query, county string, seq int64) (Sight, error) {
	acts, err := db.Many(ctx, q, db.Int, pendingAt, county, seq)
	s := Sight{Seq: seq, pending: make(map[int64]bool, len(acts))}
	for _, act := range acts {
		s.pending[act] = true
	}
	return s, err
}

// Knows says whether an act counts as far as is known.
func (s *Sight) Knows(act int64) bool { return act <= s.Seq && !s.pending[act] }

// Holds says whether a version that one act opened and another closed, 0 for
// none, is part of the state: what HeldAt says.
func (s *Sight) Holds(opened, closed int64) bool {
	return s.Knows(opened) && (closed == 0 || !s.Knows(closed))
}

const selectNews = `SELECT n.seq, n.n, n.topic, n.body FROM news n
	WHERE n.county = $1 AND n.seq > $2 ORDER BY n.seq, n.n`

// News is something an act told.
type News struct {
	County string
	Seq, N int64
	Topic  string
	Body   string // JSON
}

// NewsAfter reads what acts of a county told after act number seq.
func NewsAfter(ctx context.Context, q db.Query, county string, seq int64) ([]News, error) {
	return db.Many(ctx, q, func(row db.Row) (News, error) {
		n := News{County: county}
		return n, row.Scan(&n.Seq, &n.N, &n.Topic, &n.Body)
	}, selectNews, county, seq)
}

const selectNewsPage = `SELECT n.seq, n.n, n.topic, n.body, a.at FROM news n JOIN act a ON a.county = n.county AND a.seq = n.seq
	WHERE n.county = $1 AND (n.seq, n.n) > ($2, $3) ORDER BY n.seq, n.n LIMIT $4`

// Told is news with the instant of its act, for whoever reads it page by page.
type Told struct {
	News
	At civil.Instant
}

// NewsPage reads what acts of a county told behind a piece of news, at most limit.
func NewsPage(ctx context.Context, q db.Query, county string, seq, n int64, limit int) ([]Told, error) {
	return db.Many(ctx, q, func(row db.Row) (Told, error) {
		t := Told{News: News{County: county}}
		return t, row.Scan(&t.Seq, &t.N, &t.Topic, &t.Body, &t.At)
	}, selectNewsPage, county, seq, n, int64(limit))
}

const selectChains = `-- across counties
	SELECT county, seq, at, hash FROM chain ORDER BY county`

// Head is where a chain ends.
type Head struct {
	County string        `json:"county"`
	Seq    int64         `json:"seq"`
	At     civil.Instant `json:"at"`
	Hash   []byte        `json:"hash"`
}

// Heads are the ends of all chains, by county.
func Heads(ctx context.Context, q db.Query) ([]Head, error) {
	return db.Many(ctx, q, func(row db.Row) (h Head, err error) {
		return h, row.Scan(&h.County, &h.Seq, &h.At, &h.Hash)
	}, selectChains)
}
