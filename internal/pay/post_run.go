package pay

import (
	"context"
	"slices"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// release posts that a run may be paid: what its lines draw from the funds, and what
// had come back and is sent again. A run its funds do not cover is refused.
func (p *Pay) release(ctx context.Context, w *journal.Write, r *Run, lines []*Line) error {
	draws, err := p.draws(ctx, w, r, lines)
	if err != nil {
		return err
	}
	if short := draws.short(); short != nil {
		return short.refusal()
	}
	b := newPosting(w)
	account := runAccount(r.ID)
	if err := b.account(ctx, account, "发放批次："+spoken(r.Month)+r.Kind.Title(), false); err != nil {
		return err
	}
	// The same run may be released, sent back and released again.
	prefix := "release." + r.ID + "." + strconv.FormatInt(w.Seq(), 10) + "."
	for _, d := range draws.list {
		if err := b.fund(ctx, p, d.Source); err != nil {
			return err
		}
		b.move(postRelease, prefix+d.Source+"."+d.Programme, fundAccount(d.Source, yearOf(b.day)), account, d.Amount, r.ID, d.Programme)
	}
	if err := p.resend(ctx, b, prefix, r, lines); err != nil {
		return err
	}
	return b.post(ctx)
}

// fund opens the account of a source in the year of the act. Until somebody gives it a
// budget it may be overdrawn: what is drawn is written down all the same.
func (p *posting) fund(ctx context.Context, names *Pay, source string) error {
	a := names.fundAccount(p.w.County(), source, yearOf(p.day), true)
	return p.account(ctx, a.Code, a.Title, a.Overdraw)
}

// resend posts the lines that send again what had come back. Of a line that is no
// longer owed whole the rest goes back to the funds.
func (p *Pay) resend(ctx context.Context, b *posting, prefix string, r *Run, lines []*Line) error {
	for _, l := range lines {
		if !l.listed() || l.Origin == "" {
			continue
		}
		origin, err := GetLine(ctx, b.w, r.County, l.Origin)
		if err != nil {
			return err
		}
		b.move(postRelease, prefix+l.ID, returnedAccount, runAccount(r.ID), l.Amount, r.ID, l.Programme)
		if err := p.giveBack(ctx, b, prefix+l.ID+".rest", origin, origin.Amount-l.Amount, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// giveBack brings money that came back for a line to the sources that bear it.
func (p *Pay) giveBack(ctx context.Context, b *posting, prefix string, l *Line, amount civil.Fen, subject string) error {
	for _, part := range p.split(l.County, l.Programme, l.RunMonth, amount) {
		if err := b.fund(ctx, p, part.Source); err != nil {
			return err
		}
		b.move(postForgo, prefix+"."+part.Source, returnedAccount, fundAccount(part.Source, yearOf(b.day)), part.Amount, subject, l.Programme)
	}
	return nil
}

// unrelease takes back what was posted when a run was released: its list goes back to
// those who made it, and what it drew to the funds. A reversal keeps the programme in
// its note, by which the uses of a fund are added up.
func (r *Run) unrelease(ctx context.Context, w *journal.Write) error {
	standing, err := books.Standing(ctx, w, r.County, r.ID)
	if err != nil {
		return err
	}
	// What went from returned money back to a fund comes first from there again.
	slices.Reverse(standing)
	for i := range standing {
		if err := books.Reverse(ctx, w, standing[i].ID, w.At().Date(), standing[i].Note); err != nil {
			return err
		}
	}
	return nil
}

// released says whether the money of a run in a state is drawn.
func (s RunState) released() bool {
	return s != Draft && s != Frozen && s != Reviewed && s != Discarded
}

// forgone posts that a line is not sent again.
func (p *Pay) forgone(ctx context.Context, w *journal.Write, l *Line) error {
	b := newPosting(w)
	if err := p.giveBack(ctx, b, "forgone."+l.ID, l, l.Amount, l.ID); err != nil {
		return err
	}
	return b.post(ctx)
}

// settled posts what the bank says of a line; was is how it stood before.
func (b *posting) settled(ctx context.Context, r *Run, l *Line, was Status) error {
	run := runAccount(r.ID)
	if l.Status == Paid {
		if err := b.account(ctx, paidAccount(l.Programme), "已发放："+l.Programme, false); err != nil {
			return err
		}
		b.move(postCredit, "credited."+l.ID, run, paidAccount(l.Programme), l.Amount, l.ID, "")
		return nil
	}
	if err := b.account(ctx, returnedAccount, "退回待处理", false); err != nil {
		return err
	}
	if was == Paid {
		b.move(postReturn, "recalled."+l.ID, paidAccount(l.Programme), run, l.Amount, l.ID, "到账后退回")
	}
	b.move(postReturn, "returned."+l.ID, run, returnedAccount, l.Amount, l.ID, l.Code)
	return nil
}
