package feed

import (
	"context"
	"sync"
	"sync/atomic"

	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// A run is a file being taken in: one goroutine reads it page by page, one asks
// what the pages mean, and the caller writes them.
type run struct {
	loader *Loader
	order  *Order
	batch  *Batch
	taking Taking
	done   progress
	since  int // rows up to here were stored by a load that was interrupted
	months *periods
	rows   atomic.Int64 // of the next page
	heard  atomic.Int64 // when somebody else was last seen to write; 0: never

	mutex sync.Mutex // of taking, epoch and seen
	epoch int        // counts how often a page had to be taken again
	seen  map[string]int64
	own   map[string]int64 // the last act of this load in each county
	idle  Tally            // of pages that changed nothing, not yet written down

	only   *IDSet // whom rows may be about; nil: anybody
	cursor Cursor // of the rest
	read   Report // what the reader counted
}

// Pages begin small, so that a load is seen to move, and follow the clock.
const (
	firstRows = 1000
	leastRows = 200
	mostRows  = 20000
)

// run reads, takes and writes the rest of a file, and closes its batch.
func (l *Loader) run(ctx context.Context, o *Order, b *Batch, sink Sink, people *foreseen, done progress) (*Loaded, error) {
	r := &run{
		loader: l, order: o, batch: b, done: done, since: done.record,
		months: newPeriods(b.Plan), seen: map[string]int64{}, own: map[string]int64{},
	}
	r.rows.Store(firstRows)
	err := l.Journal.DB().Read(ctx, func(q db.Query) (err error) {
		if err := r.look(ctx, q, nil); err != nil {
			return err
		}
		r.taking, err = sink.Begin(ctx, q, b)
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.only, err = people.wait(); err != nil {
		return nil, err
	}
	report, err := r.pass(ctx)
	if err != nil {
		return nil, err
	}
	return r.finish(ctx, report)
}

// pagesAhead is how many pages are read before their turn, so that the reader has
// something to do while the others wait for each other.
const pagesAhead = 2

// pass takes all rows of the file through the three goroutines.
func (r *run) pass(ctx context.Context) (*Report, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	pages, ready, taken := make(chan *Page, pagesAhead), make(chan *Page), make(chan struct{})
	var report *Report
	var workers sync.WaitGroup
	workers.Go(func() {
		defer close(pages)
		var err error
		if report, err = r.cut(ctx, pages); err != nil {
			stop(err)
		}
	})
	workers.Go(func() {
		defer close(ready)
		if err := r.takeAll(ctx, pages, ready, taken); err != nil {
			stop(err)
		}
	})
	for p := range ready {
		if err := r.store(ctx, p, taken); err != nil {
			stop(err)
			break
		}
	}
	if err := context.Cause(ctx); err != nil {
		for range ready { // lets the others go
		}
		workers.Wait()
		return nil, err
	}
	workers.Wait()
	return report, context.Cause(ctx)
}

// remembers says whether rows that are stored already have to be seen again,
// because what the file lacks is decided by all of them.
func (r *run) remembers() bool { return r.batch.Plan.Feed.Replaces != pack.ReplacesNothing }

// cut cuts the file into pages.
func (r *run) cut(ctx context.Context, pages chan<- *Page) (*Report, error) {
	var p *Page
	constants := constantCells(r.batch.Plan)
	send := func() error {
		if p == nil {
			return nil
		}
		p.settle()
		select {
		case pages <- p:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		p = nil
		return nil
	}
	room := func(record int) error {
		if p != nil && (p.Len() >= int(r.rows.Load()) || len(p.aside) >= leastRows || p.Replay && record > r.since) {
			if err := send(); err != nil {
				return err
			}
		}
		if p == nil {
			plan := r.batch.Plan
			p = &Page{
				Replay: record <= r.since, columns: len(plan.Fields), constants: constants,
				number: plan.place("id_number"), name: plan.place("name"),
			}
			p.room(int(r.rows.Load()))
		}
		return nil
	}
	reading := Reading{Progress: r.order.Progress, Only: r.only}
	if !r.remembers() {
		reading.After = r.since
	}
	reading.Row = func(row *Row) error {
		if err := room(row.Record); err != nil {
			return err
		}
		p.add(row)
		return nil
	}
	reading.Quarantine = func(q Quarantine) error {
		if err := room(q.Record); err != nil {
			return err
		}
		p.doubt(r.batch.Plan, q)
		return nil
	}
	report, err := r.batch.Plan.Read(ctx, reading)
	if err == nil {
		err = send()
	}
	return report, err
}

// doubt keeps a row that could not be read.
func (p *Page) doubt(plan *Plan, q Quarantine) {
	p.last = q.Record
	p.Doubts = append(p.Doubts, Doubt{cellOf(plan, q.cells, "id_number"), cellOf(plan, q.cells, "name")})
	if p.Replay {
		return
	}
	var line []byte
	for i, c := range q.cells {
		if i > 0 {
			line = append(line, '\t')
		}
		line = append(line, c...)
	}
	q.cells = nil
	p.aside = append(p.aside, aside{Quarantine: q, stage: asRead, line: string(line)})
}

// cellOf is what a record has in the column of a field.
func cellOf(plan *Plan, cells [][]byte, field string) string {
	at := plan.place(field)
	if at < 0 || at >= len(plan.Fields) || plan.Fields[at].Cell >= len(cells) {
		return ""
	}
	return string(unwrap(trim(cells[plan.Fields[at].Cell])))
}

// takeAll asks what each page means while the page before is being written. It
// asks about the next only when the writer has begun with this one, so that at
// most one page is on its way into the store.
func (r *run) takeAll(ctx context.Context, pages <-chan *Page, ready chan<- *Page, taken <-chan struct{}) error {
	for p := range pages {
		if err := r.take(ctx, p); err != nil {
			return err
		}
		r.note(p)
		if p.Replay {
			continue
		}
		select {
		case ready <- p:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		select {
		case <-taken:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// note keeps which months the rows speak of.
func (r *run) note(p *Page) {
	if r.months.at < 0 {
		return
	}
	for row := range p.Len() {
		r.months.see(p.Cell(row, r.months.at))
	}
}

func (r *run) take(ctx context.Context, p *Page) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.loader.Journal.DB().Read(ctx, func(q db.Query) error {
		if err := r.look(ctx, q, p); err != nil {
			return err
		}
		return r.taking.Take(ctx, db.Repeating(q), p)
	})
}

const foreignAct = `SELECT v.seq FROM act v WHERE v.county = $1 AND v.seq > $2 AND v.seq <= $3 AND v.batch <> $4 LIMIT 1`

// look notes where all chains end while a page is taken, and whether anybody
// else has acted since the page before.
func (r *run) look(ctx context.Context, q db.Query, p *Page) error {
	list, err := journal.Heads(ctx, q)
	if err != nil {
		return err
	}
	heads := make(map[string]int64, len(list))
	foreign := false
	for _, head := range list {
		heads[head.County] = head.Seq
		if p == nil || foreign || head.County == journal.Nowhere || head.Seq == r.seen[head.County] {
			continue
		}
		if _, foreign, err = db.One(ctx, q, db.Int, foreignAct, head.County, r.seen[head.County], head.Seq, r.batch.ID); err != nil {
			return err
		}
	}
	r.seen = heads
	if foreign {
		r.heard.Store(int64(r.now()) + 1)
	}
	if p != nil {
		p.heads, p.epoch, p.Afresh = heads, r.epoch, foreign
	}
	return nil
}
