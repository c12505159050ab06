package feed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// How long one act of a load may hold the store. While others write it is so short
// that a clerk who saves something at that moment does not notice. What an act costs
// besides its rows is spent less often in longer ones, so while nobody has written
// for a time they are longer: whoever is the first to save waits that long, once.
const (
	slice      = 40 * time.Millisecond
	aloneSlice = 3 * slice
	aloneAfter = 10 * time.Second
)

// sliceNow is how long the next acts may be.
func (r *run) sliceNow() time.Duration {
	if heard := time.Duration(r.heard.Load()); heard != 0 && r.now()-heard < aloneAfter {
		return slice
	}
	return aloneSlice
}

// store writes a page as one act. taken is told as soon as it is sure that the
// page need not be taken again.
func (r *run) store(ctx context.Context, p *Page, taken chan<- struct{}) error {
	var once sync.Once
	release := func() {
		once.Do(func() {
			if taken != nil {
				select {
				case taken <- struct{}{}:
				case <-ctx.Done():
				}
			}
		})
	}
	defer release()
	if len(p.Changes) == 0 && len(p.aside) == 0 {
		r.idle.add(p.Tally)
		return nil
	}
	began := r.now()
	var next progress
	acts := map[string]int64{}
	h := journal.Header{County: journal.Nowhere, Kind: "load.slice", Actor: r.order.Actor, Purpose: loadPurpose, Batch: r.batch.ID,
		Note: fmt.Sprintf("%s 至第%d条", r.batch.Feed, max(p.last, r.done.record))}
	_, err := r.loader.Journal.Do(ctx, h, func(w *journal.Write) error {
		if err := r.settle(ctx, w, p); err != nil {
			return err
		}
		release()
		next = r.done
		next.tally.add(r.idle)
		next.tally.add(p.Tally)
		next.record = max(next.record, p.last)
		if err := r.write(ctx, w, p, acts); err != nil {
			return err
		}
		return next.move(ctx, w, r.batch.ID)
	})
	if err != nil {
		return conflicting(err)
	}
	r.done, r.idle = next, Tally{}
	for county, seq := range acts {
		r.own[county] = seq
	}
	r.adapt(p.Len(), r.now()-began)
	return nil
}

// conflicting explains a version that somebody holds who is not seen: another
// load that is not closed.
func conflicting(err error) error {
	var refusal *civil.Error
	if errors.As(err, &refusal) && refusal.Kind == civil.Stale {
		return &civil.Error{Kind: civil.Conflict, Code: "load_conflict", Err: err,
			Message: "文件里的记录有一部分正由另一个还没有读完的文件修改：请先读完或放弃那一个，再继续。"}
	}
	return err
}

// settle takes a page again when what it was decided on no longer holds, until
// it does. The chains it writes to are held from here on.
func (r *run) settle(ctx context.Context, w *journal.Write, p *Page) error {
	for {
		fresh := p.epoch == r.epoch
		for _, county := range countiesOf(p) {
			part, err := w.In(ctx, county)
			if err != nil {
				return err
			}
			head := part.Seq() - 1
			if head != p.heads[county] && (head != p.heads[county]+1 || r.own[county] != head) {
				fresh = false
			}
		}
		if fresh || p.rest {
			if !fresh {
				return errStale
			}
			return nil
		}
		if err := r.retake(ctx, w, p); err != nil {
			return err
		}
	}
}

// errStale says that a page of the rest was decided on what no longer holds.
var errStale = errors.New("others have written meanwhile")

func (r *run) retake(ctx context.Context, w *journal.Write, p *Page) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.epoch++
	p.clear()
	if err := r.look(ctx, w, p); err != nil {
		return err
	}
	p.Afresh, p.Again = true, true
	if err := r.taking.Take(ctx, w, p); err != nil {
		return err
	}
	// Inside the act the chains already count it only when it ends.
	p.epoch = r.epoch
	return nil
}

// countiesOf are the counties a page writes to, in the order in which all loads
// queue for them.
func countiesOf(p *Page) []string {
	var list []string
	for i := range p.Changes {
		if at, there := slices.BinarySearch(list, p.Changes[i].County); !there {
			list = slices.Insert(list, at, p.Changes[i].County)
		}
	}
	return list
}

// write does what a page says.
func (r *run) write(ctx context.Context, w *journal.Write, p *Page, acts map[string]int64) error {
	part := w
	for i := range p.Changes {
		c := &p.Changes[i]
		if part.County() != c.County {
			var err error
			if part, err = w.In(ctx, c.County); err != nil {
				return err
			}
			acts[c.County] = part.Seq()
		}
		if c.Closes != 0 {
			if err := part.Close(ctx, c.Table, c.ID, c.Closes); err != nil {
				return err
			}
		}
		if c.Open {
			if err := part.Open(ctx, c.Table, c.ID, c.Valid, c.Values...); err != nil {
				return err
			}
		}
	}
	return r.loader.keepAside(ctx, w, r.batch, p.aside)
}

func (r *run) now() time.Duration {
	if r.order.Clock == nil {
		return 0
	}
	return r.order.Clock()
}

// adapt sizes the next pages so that a slice takes as long as it may.
func (r *run) adapt(rows int, took time.Duration) {
	if took <= 0 || rows == 0 {
		return
	}
	fitting := int64(rows) * int64(r.sliceNow()) / int64(took)
	// Half the way there: one slow moment does not make all slices small.
	r.rows.Store(min(mostRows, max(leastRows, (r.rows.Load()+fitting)/2)))
}
