package pay

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Prepare writes the list of a run as a draft. Repeated, it brings the draft up to
// date and writes nothing that is there already. A monthly run that is no longer a
// draft is refused (Conflict): what is due beyond it comes with a supplementary run
// or the next month.
func (p *Pay) Prepare(ctx context.Context, actor string, o Order) (*Run, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if _, err := p.Screen(ctx, actor, o.County, o.Month); err != nil {
		return nil, err
	}
	var run *Run
	_, err := p.journal.Do(ctx, header(o.County, "prepare", actor), func(w *journal.Write) (err error) {
		if run, err = like(ctx, w, o); err != nil {
			return err
		}
		if run == nil && o.Kind == OneOffRun {
			return civil.Refuse("pay_batch_list", "一次性发放的名单由作出决定的业务给出，请从那里编制。")
		}
		if run != nil && run.State != Draft {
			return civil.Conflict.Refuse("pay_run_exists", "%s的这个批次已经“%s”，不能重新编制：需要改动的请先退回，漏发的用补发批次。", spoken(o.Month), run.State.Title())
		}
		fresh := run == nil
		if fresh {
			run = &Run{County: o.County, ID: newID(), Programme: o.Programme, Month: o.Month, Kind: o.Kind, State: Draft}
		}
		b, err := assemble(ctx, w, o, run.ID)
		if err != nil {
			return err
		}
		return run.prepare(ctx, w, actor, b, fresh)
	})
	if err != nil {
		return nil, err
	}
	return run, nil
}

func (r *Run) prepare(ctx context.Context, w *journal.Write, actor string, b *book, fresh bool) error {
	changed, err := r.replaceLines(ctx, w, b.lines)
	if err != nil {
		return err
	}
	if !fresh && !changed && slices.Contains(r.Makers, actor) {
		return nil
	}
	r.made(actor)
	r.Lines, r.Total, _ = totals(b.lines)
	if fresh {
		return r.open(ctx, w)
	}
	return r.move(ctx, w, Draft)
}

// replaceLines makes the lines of a draft those that are wanted.
func (r *Run) replaceLines(ctx context.Context, w *journal.Write, wanted []*Line) (changed bool, err error) {
	stored, err := Lines(ctx, w, r)
	if err != nil {
		return false, err
	}
	held := map[key]*Line{}
	for _, l := range stored {
		held[l.key()] = l
	}
	for _, l := range wanted {
		old := held[l.key()]
		delete(held, l.key())
		if old != nil && old.canonical() == l.canonical() {
			continue
		}
		changed = true
		if old != nil {
			l.ID, l.Opened = old.ID, old.Opened
			err = l.put(ctx, w)
		} else {
			l.ID = newID()
			err = l.open(ctx, w)
		}
		if err == nil && l.Live && l.Origin != "" {
			err = markOrigin(ctx, w, l.Origin, Reissued)
		}
		if err != nil {
			return false, err
		}
	}
	for _, l := range stored { // in order, so that acts are alike
		if held[l.key()] == nil {
			continue
		}
		changed = true
		if err := l.remove(ctx, w); err != nil {
			return false, err
		}
	}
	return changed, nil
}

// remove takes a line out of a draft. What it would have sent again may be again.
func (l *Line) remove(ctx context.Context, w *journal.Write) error {
	if err := w.Close(ctx, lineTable, l.ID, l.Opened); err != nil {
		return err
	}
	if l.Live && l.Origin != "" {
		return markOrigin(ctx, w, l.Origin, Again)
	}
	return nil
}

// markOrigin says of a returned line whether another one stands for it.
func markOrigin(ctx context.Context, w *journal.Write, id string, status Status) error {
	l, err := GetLine(ctx, w, w.County(), id)
	if err != nil || l.Status == status {
		return err
	}
	l.Status, l.Live = status, status != Reissued
	return l.put(ctx, w)
}

// canonical is a line as the fingerprint of a list reads it.
func (l *Line) canonical() string {
	return strings.Join([]string{
		l.Programme, l.Household, l.Person, l.Month.String(), string(l.Kind), l.Entitlement, l.Division.String(), l.Payee.String(),
		l.Account, fmt.Sprint(l.Revision), fmt.Sprint(int64(l.Amount)), string(l.Status), l.Origin, l.Reason,
	}, "\t") + "\n"
}

// fingerprint is the SM3 over a run's head and its lines in the order of the file.
func (r *Run) fingerprint(lines []*Line) string {
	h := sm3.New()
	write := func(text string) { _, _ = h.Write([]byte(text)) } // a hash.Hash never fails
	write(strings.Join([]string{r.County, r.ID, r.Programme, r.Month.String(), string(r.Kind)}, "\t") + "\n")
	for _, l := range lines {
		write(l.canonical())
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Discard gives a draft up.
func (p *Pay) Discard(ctx context.Context, actor, county, run, reason string) (*Run, error) {
	return p.step(ctx, "discard", actor, county, run, func(w *journal.Write, r *Run) error {
		if err := r.in(Draft); err != nil {
			return err
		}
		lines, err := Lines(ctx, w, r)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if err := l.remove(ctx, w); err != nil {
				return err
			}
		}
		r.Note = reason
		return r.move(ctx, w, Discarded)
	})
}

// Freeze gives the list its fingerprint. It refuses an empty list, and one that is
// no longer what would be prepared now.
func (p *Pay) Freeze(ctx context.Context, actor, county, run string) (*Run, error) {
	return p.step(ctx, "freeze", actor, county, run, func(w *journal.Write, r *Run) error {
		if err := r.in(Draft); err != nil {
			return err
		}
		lines, err := Lines(ctx, w, r)
		if err != nil {
			return err
		}
		if r.Lines == 0 {
			return civil.Refuse("pay_run_empty", "清单里没有可以发放的记录，不能冻结：请先补齐领款账户，或作废这个批次。")
		}
		b, err := assemble(ctx, w, r.order(), r.ID)
		if err != nil {
			return err
		}
		r.Hash = r.fingerprint(lines)
		if r.Hash != r.fingerprint(b.lines) {
			return civil.Conflict.Refuse("pay_run_outdated", "清单编制以后待遇或账户有变动，请重新编制并看过变化后再冻结。")
		}
		if err := p.found(ctx, w, r, r.Hash); err != nil {
			return err
		}
		r.made(actor)
		return r.move(ctx, w, Frozen)
	})
}

// order is what a run was ordered as.
func (r *Run) order() Order {
	return Order{County: r.County, Programme: r.Programme, Month: r.Month, Kind: r.Kind}
}

// Outdated are the lines of a run that are no longer owed as they stand, or whose
// account is another one since. What is owed beyond a line is no fault of it.
func Outdated(ctx context.Context, q db.Query, r *Run) ([]*Line, error) {
	lines, err := Lines(ctx, q, r)
	if err != nil {
		return nil, err
	}
	return r.outdated(ctx, q, lines)
}

func (r *Run) outdated(ctx context.Context, q db.Query, lines []*Line) ([]*Line, error) {
	b, err := assemble(ctx, q, r.order(), r.ID)
	if err != nil {
		return nil, err
	}
	wanted := map[key]*Line{}
	for _, l := range b.lines {
		wanted[l.key()] = l
	}
	var list []*Line
	for _, l := range lines {
		now := wanted[l.key()]
		if (l.listed() || l.Kind == Offset && l.Live) && (now == nil || now.Amount < l.Amount || now.Payee != l.Payee || now.Account != l.Account || now.Revision != l.Revision) {
			list = append(list, l)
		}
	}
	return list, nil
}
