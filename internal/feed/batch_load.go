package feed

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// A Loader takes files into the store, each as one batch: slice by slice, so
// that nobody waits for it, and seen by nobody before the act that closes it.
type Loader struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Catalogue *pack.Catalogue
	Sinks     map[string]Sink // by register
	Declared  Sink            // of all registers that packs declare

	MatchAbove int64 // bytes from which a file is matched in memory; 0: a size that has proved good
}

// An Order says which file is to be taken in, and how.
type Order struct {
	Options
	Path          string
	Reference     civil.Date // the day of which the file speaks
	ReferenceTold bool       // somebody said so; otherwise it is today
	Since         civil.Date // told: the day from which on a complete file tells all there is; 0: the reference
	Place         civil.Area // division whose people the file speaks of
	Actor         string
	Again         bool // also when the same file was taken in before

	Holder   string                   // names this program among those that may load
	Alive    func(holder string) bool // whether another program still runs; nil: it does until it has long been silent
	Clock    func() time.Duration     // time that goes on; nil: slices keep their first size
	Progress func(done, size int64)   // bytes of the file
}

// The purpose acts of a load are done for.
const loadPurpose = "feed"

// lease is how long a load may be silent before another program may go on with it.
const lease = 10 * time.Second

// Load takes a file in. When the same bytes were taken in before as the same
// thing, nothing changes and the report of then is returned. A load that was
// interrupted goes on where it stopped.
func (l *Loader) Load(ctx context.Context, o Order) (*Loaded, error) {
	// The bytes are summed up while somebody finds out what they mean.
	sum, wrong := "", make(chan error, 1)
	go func() {
		var err error
		sum, err = digest(o.Path)
		wrong <- err
	}()
	plan, err := Inspect(o.Path, l.Catalogue, o.Options)
	if err != nil {
		return nil, cmp.Or(<-wrong, err)
	}
	sink, err := l.sinkOf(plan)
	if err != nil {
		return nil, cmp.Or(<-wrong, err)
	}
	reading, stop := context.WithCancel(ctx)
	people := l.foresee(reading, plan, sink)
	defer func() { _, _ = people.wait() }() // nobody reads on after the load
	defer stop()
	if unread := <-wrong; unread != nil {
		return nil, unread
	}
	told, err := o.told()
	if err != nil {
		return nil, err
	}
	if o.Place == 0 {
		if o.Place, err = l.city(ctx); err != nil {
			return nil, err
		}
	}
	want := &Batch{
		ID: db.NewID(), State: Open, File: fileName(o.Path), SM3: sum, Feed: plan.Feed.Name, Register: plan.Feed.Register.Name,
		Encoding: plan.Encoding, Place: o.Place, Reference: o.Reference, Complete: plan.Complete, told: told,
	}
	b, done, err := l.begin(ctx, &o, want)
	if err != nil {
		return nil, err
	}
	if b.State == Closed {
		return l.again(ctx, b)
	}
	b.Plan = plan
	return l.run(ctx, &o, b, sink, people, done)
}

// sinkOf is where the rows of a file go; it refuses a file that cannot be kept.
func (l *Loader) sinkOf(plan *Plan) (Sink, error) {
	sink := l.Sinks[plan.Feed.Register.Name]
	if sink == nil && !plan.Feed.Register.Core {
		sink = l.Declared
	}
	if sink == nil {
		return nil, civil.Refuse("load_register", "“%s”还不能存入数据库，可以先用 --dry-run 检查文件。", plan.Feed.Title)
	}
	if plan.Complete && plan.Feed.Covers == pack.CoversListed {
		return nil, civil.Refuse("load_listed", "“%s”只说名单上的人，不能当作完整的数据读入：请去掉 --complete。", plan.Feed.Title)
	}
	return sink, nil
}

// city is the one city of the store; none when there is nobody, or people of
// several.
func (l *Loader) city(ctx context.Context) (city civil.Area, err error) {
	err = l.Journal.DB().Read(ctx, func(q db.Query) error {
		heads, err := journal.Heads(ctx, q)
		for _, head := range heads {
			area, wrong := civil.ParseArea(head.County)
			switch {
			case wrong != nil || head.County == journal.Nowhere:
			case city != 0 && area.City() != city:
				city = -1
			case city == 0:
				city = area.City()
			}
		}
		return err
	})
	return max(city, 0), err
}

// digest is the SM3 of a file's bytes.
func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", unavailable(path, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	sum := sm3.New()
	if _, err := io.CopyBuffer(sum, f, make([]byte, 1<<20)); err != nil {
		return "", unavailable(path, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// begin finds the batch of a file, or opens it. Whoever asks at the same moment
// queues for the same chain, so that there is one batch of a file.
func (l *Loader) begin(ctx context.Context, o *Order, want *Batch) (found *Batch, done progress, err error) {
	if prior, err := l.closed(ctx, o, want); err != nil || prior != nil {
		return prior, done, err
	}
	h := journal.Header{County: journal.Nowhere, Kind: "load.begin", Actor: o.Actor, Purpose: loadPurpose, Note: want.Feed}
	_, err = l.Journal.Do(ctx, h, func(w *journal.Write) error {
		found, err = l.same(ctx, w, o, want)
		switch {
		case err != nil:
			return err
		case found != nil && found.State == Closed:
			return errNothing
		case found != nil:
			done, err = claim(ctx, w, o, found.ID)
			return err
		}
		if err := l.admit(ctx, w, want); err != nil {
			return err
		}
		values, err := want.row()
		if err != nil {
			return err
		}
		want.opened, found = w.Seq(), want
		if err := w.Open(ctx, batchTable, want.ID, journal.Always, values...); err != nil {
			return err
		}
		done = progress{holder: o.Holder}
		return done.start(ctx, w, want.ID)
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return found, done, err
}

// errNothing ends an act in which there is nothing to do.
var errNothing = errors.New("nothing to do")

// closed finds the batch of a file that was taken in whole, without an act.
func (l *Loader) closed(ctx context.Context, o *Order, want *Batch) (found *Batch, err error) {
	err = l.Journal.DB().Read(ctx, func(q db.Query) error {
		found, err = l.same(ctx, q, o, want)
		return err
	})
	if found != nil && found.State != Closed {
		found = nil
	}
	return found, err
}

// same is the batch of the same bytes, said to be the same thing.
func (l *Loader) same(ctx context.Context, q db.Query, o *Order, want *Batch) (*Batch, error) {
	list, err := db.Many(ctx, q, scanBatch, selectSame, journal.Nowhere, want.SM3, want.Feed, want.told)
	if err != nil {
		return nil, err
	}
	for _, b := range list {
		if b.State == Open || !o.Again {
			return b, nil
		}
	}
	return nil, nil
}

// admit refuses a file that may not be begun now.
func (l *Loader) admit(ctx context.Context, w *journal.Write, want *Batch) error {
	under, ok, err := db.One(ctx, w, scanBatch, selectOpen, journal.Nowhere, want.Register)
	if err != nil {
		return err
	}
	if ok {
		return &civil.Error{Kind: civil.Conflict, Code: "load_open",
			Message: fmt.Sprintf("同一登记还有一个文件“%s”没有读完：请先再次读入它，或用 --abandon %s 放弃。", under.File, under.ID)}
	}
	f := l.Catalogue.Feed(want.Feed)
	if f.Register.Period != "" || f.Replaces != pack.ReplacesAll {
		return nil
	}
	newest, err := db.Text(w.QueryRow(ctx, newestDay, journal.Nowhere, want.Feed, want.Place.String()))
	if err != nil {
		return err
	}
	if newest > want.Reference.String() {
		return &civil.Error{Kind: civil.Conflict, Code: "load_older",
			Message: fmt.Sprintf("已经读入过 %s 的“%s”，不能再读入更早的（%s）：请核对 --as-of。", newest, f.Title, want.Reference)}
	}
	return nil
}

// again is the report of a batch that was taken in before.
func (l *Loader) again(ctx context.Context, b *Batch) (*Loaded, error) {
	report := b.report
	report.Already = true
	err := l.Journal.DB().Read(ctx, func(q db.Query) (err error) {
		report.Quarantined, err = l.aside(ctx, q, b.ID, "")
		return err
	})
	if report.Quarantined == nil {
		report.Quarantined = []Quarantine{}
	}
	return report, err
}
