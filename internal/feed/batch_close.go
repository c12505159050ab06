package feed

import (
	"context"
	"errors"
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// A Cursor is a place in what is recorded, behind which the rest goes on.
type Cursor struct{ County, First, Second, ID string }

// LoadedTopic is the news that a batch was closed.
const LoadedTopic = "feed.loaded"

// LoadedNews is its body: in the chain of every county the batch wrote to.
type LoadedNews struct {
	Batch    string `json:"batch"`
	Feed     string `json:"feed"`
	Register string `json:"register"`
}

// finish ends what the file no longer has, and closes the batch.
func (r *run) finish(ctx context.Context, report *Report) (*Loaded, error) {
	r.read = *report
	out := &Loaded{File: r.batch.File, Batch: r.batch.ID, SM3: r.batch.SM3, AsOf: r.batch.Reference.String(), Place: r.batch.Place.String(),
		Report: *report, Since: r.order.Since, Resumed: r.since}
	if r.months.any && r.batch.Plan.Feed.Period == pack.ByMonth {
		out.FirstPeriod, out.LastPeriod = r.months.first, r.months.last
	}
	if r.batch.Place == 0 {
		// The first file of a store says itself which city it is.
		city, err := r.loader.city(ctx)
		if err != nil {
			return nil, err
		}
		r.batch.Place, out.Place = city, city.String()
	}
	if r.batch.Place == 0 && out.Complete {
		out.Complete, r.batch.Complete = false, false
		out.Remarks = append(out.Remarks, "库里不止一座城市，没有用 --place 说明文件是哪里的，表里没有的记录一律保留。")
	}
	if out.Truncated && out.Complete {
		out.Complete, r.batch.Complete = false, false
		out.Remarks = append(out.Remarks, "文件不完整，表里没有的记录一律保留，不作终止。")
	}
	r.batch.report = out
	if r.batch.Ends() != pack.ReplacesNothing {
		if err := r.endRest(ctx); err != nil {
			return nil, err
		}
	}
	return out, r.close(ctx, out)
}

// endRest goes through what is recorded, page by page.
func (r *run) endRest(ctx context.Context) error {
	for more, stale := true, 0; more; {
		p := &Page{rest: true, cursor: r.cursor}
		err := r.loader.Journal.DB().Read(ctx, func(q db.Query) (err error) {
			if err := r.look(ctx, q, p); err != nil {
				return err
			}
			more, err = r.taking.Rest(ctx, q, p)
			return err
		})
		if err == nil {
			err = r.store(ctx, p, nil)
		}
		if errors.Is(err, errStale) && stale < staleMost {
			more, stale = true, stale+1
			continue
		}
		if err != nil {
			return err
		}
		r.cursor, stale = p.cursor, 0
	}
	return nil
}

// staleMost is how often in a row others may come in between.
const staleMost = 100

const hasActs = `SELECT v.seq FROM provisional v WHERE v.county = $1 AND v.batch = $2 LIMIT 1`

// close settles the batch in every county, at once.
func (r *run) close(ctx context.Context, out *Loaded) error {
	b := r.batch
	h := journal.Header{County: journal.Nowhere, Kind: "load.close", Actor: r.order.Actor, Purpose: loadPurpose, Note: b.Feed, Durable: true}
	_, err := r.loader.Journal.Do(ctx, h, func(w *journal.Write) error {
		done := r.done
		done.tally.add(r.idle)
		if err := done.move(ctx, w, b.ID); err != nil {
			return err
		}
		r.count(out, done.tally)
		taken, err := r.loader.aside(ctx, w, b.ID, asTaken)
		if err != nil {
			return err
		}
		closed := *b
		closed.State, closed.report = Closed, out
		if err := b.end(ctx, w, &closed, (*journal.Write).Settle); err != nil {
			return err
		}
		out.mixIn(taken)
		return nil
	})
	return err
}

// count brings together what the reader and what the register counted. Rows that
// were matched in memory were passed over by the reader: they are about nobody.
func (r *run) count(out *Loaded, t Tally) {
	read := &r.read
	out.Tally = t
	out.Unmatched += read.Passed
	out.Passed = 0
	out.Rows = read.Rows + read.Passed
	out.Accepted = read.Accepted - t.Unmatched - t.Aside
	out.QuarantinedRows = read.QuarantinedRows + t.Aside
}

// end settles or abandons a batch wherever it wrote, and writes down that it did.
func (b *Batch) end(ctx context.Context, w *journal.Write, last *Batch, over func(*journal.Write, context.Context, string) error) error {
	heads, err := journal.Heads(ctx, w)
	if err != nil {
		return err
	}
	for _, head := range heads {
		_, wrote, err := db.One(ctx, w, db.Int, hasActs, head.County, b.ID)
		if err != nil {
			return err
		}
		if !wrote {
			continue
		}
		part, err := w.In(ctx, head.County)
		if err != nil {
			return err
		}
		if err := over(part, ctx, b.ID); err != nil {
			return err
		}
		if last.State == Closed && head.County != journal.Nowhere {
			if err := part.Tell(ctx, LoadedTopic, LoadedNews{b.ID, b.Feed, b.Register}); err != nil {
				return err
			}
		}
	}
	if last.State == Closed {
		if err := w.Tell(ctx, LoadedTopic, LoadedNews{b.ID, b.Feed, b.Register}); err != nil {
			return err
		}
	}
	values, err := last.row()
	if err != nil {
		return err
	}
	if err := w.Close(ctx, batchTable, b.ID, b.opened); err != nil {
		return err
	}
	if err := w.Open(ctx, batchTable, b.ID, journal.Always, values...); err != nil {
		return err
	}
	return dropped(ctx, w.Tx(), b.ID)
}

// Abandon gives an open batch up: what it wrote is never seen. A file whose
// batch was abandoned can be taken in from the beginning.
func (l *Loader) Abandon(ctx context.Context, o Order, id string) (*Batch, error) {
	var b *Batch
	h := journal.Header{County: journal.Nowhere, Kind: "load.abandon", Actor: o.Actor, Purpose: loadPurpose, Durable: true}
	_, err := l.Journal.Do(ctx, h, func(w *journal.Write) error {
		found, ok, err := db.One(ctx, w, scanBatch, selectBatch, journal.Nowhere, id)
		switch {
		case err != nil:
			return err
		case !ok:
			return &civil.Error{Kind: civil.NotFound, Code: "batch_not_found", Message: "没有这个批次，请核对编号。"}
		case found.State != Open:
			return &civil.Error{Kind: civil.Conflict, Code: "batch_closed", Message: fmt.Sprintf("文件“%s”的批次已经结束，不能放弃。", found.File)}
		}
		if _, err := claim(ctx, w, &o, id); err != nil {
			return err
		}
		last := *found
		last.State = Abandoned
		b = &last
		return found.end(ctx, w, &last, (*journal.Write).Abandon)
	})
	return b, err
}
