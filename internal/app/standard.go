package app

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

// law is the packs of a store with the standards decided in it. It is safe for use
// by many goroutines.
type law struct {
	db     *db.DB
	packs  fs.FS
	base   *pack.Catalogue // of the packs alone
	now    atomic.Pointer[inForce]
	looked atomic.Int64 // when it was last seen whether more was decided, in ms
	turn   sync.Mutex   // of whoever reads anew
}

// inForce is what holds until more is decided.
type inForce struct {
	catalogue *pack.Catalogue
	files     fs.FS
	act       int64 // the last one that changed a decided standard
	left      []string
}

// openLaw reads what was decided in a store.
func openLaw(ctx context.Context, d *db.DB, packs fs.FS, base *pack.Catalogue) (*law, error) {
	l := &law{db: d, packs: packs, base: base}
	return l, l.Renew(ctx)
}

// Renew implements [pay.Law]: it takes in what was decided since, if anything was.
func (l *law) Renew(ctx context.Context) error {
	l.turn.Lock()
	defer l.turn.Unlock()
	return l.renew(ctx)
}

// renew is Renew for whoever has the turn.
func (l *law) renew(ctx context.Context) error {
	l.looked.Store(time.Now().UnixMilli())
	next := &inForce{catalogue: l.base, files: l.packs}
	var standards []*pay.Standard
	err := l.db.Read(ctx, func(q db.Query) (err error) {
		if next.act, err = pay.StandardAct(ctx, q); err != nil {
			return err
		}
		if last := l.now.Load(); next.act == 0 || last != nil && last.act == next.act {
			return nil
		}
		standards, err = pay.DecidedStandards(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	if last := l.now.Load(); last != nil && last.act == next.act {
		return nil
	}
	if err := next.take(l, standards); err != nil {
		return err
	}
	l.now.Store(next)
	return nil
}

// take reads the packs with standards.
func (f *inForce) take(l *law, standards []*pay.Standard) error {
	files, left, err := withDecided(l.packs, l.base, standards)
	f.left = left
	if err != nil || files == nil {
		return err
	}
	f.files = files
	f.catalogue, err = pack.Load(files)
	return err
}

// Try implements [pay.Law].
func (l *law) Try(standards []*pay.Standard) error {
	if err := new(inForce).take(l, standards); err != nil {
		return &civil.Error{Kind: civil.Invalid, Code: "standard_unreadable", Message: "业务包加上这项标准后读不通，没有保存：请核对地区代码和数值。", Err: err}
	}
	return nil
}

// Another program may decide a standard in the same store: how often that is looked
// for, and how long the look may take.
const (
	lookEvery    = int64(time.Second / time.Millisecond)
	lookPatience = time.Second
)

// inForce is what holds now. What this program decided holds at once; what another
// one did, a second later.
func (l *law) inForce() *inForce {
	last := l.looked.Load()
	if time.Now().UnixMilli()-last >= lookEvery && l.turn.TryLock() {
		defer l.turn.Unlock()
		// Whoever asks may be writing: the look must not wait for a connection that
		// only comes free when he is done. What holds goes on holding meanwhile.
		ctx, cancel := context.WithTimeout(context.Background(), lookPatience)
		defer cancel()
		_ = l.renew(ctx)
	}
	return l.now.Load()
}

// Catalogue implements [pay.Law].
func (l *law) Catalogue() *pack.Catalogue { return l.inForce().catalogue }

// warn says which decided standards the packs have no place for.
func (f *inForce) warn(to io.Writer) {
	for _, text := range f.left {
		fmt.Fprintln(to, text)
	}
}

// over are other packs with the standards decided in the store.
func (l *law) over(ctx context.Context, packs fs.FS) (*pack.Catalogue, error) {
	base, err := pack.Load(packs)
	if err != nil {
		return nil, err
	}
	other, err := openLaw(ctx, l.db, packs, base)
	if err != nil {
		return nil, err
	}
	return other.inForce().catalogue, nil
}

// familyOf implements [pay.Homes].
func (b *bureau) familyOf(ctx context.Context, person register.Ref, day civil.Date) (register.Ref, error) {
	held, err := b.register.MembershipsOf(ctx, person, register.On(day))
	for _, kind := range []register.Relation{register.Declared, register.Registered} {
		for _, m := range held {
			if m.Kind == kind {
				return register.Ref{County: m.County, ID: m.Household}, nil
			}
		}
	}
	return register.Ref{}, err
}
