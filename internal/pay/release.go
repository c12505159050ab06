package pay

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// verdict checks what everybody who answers for a list has to see: the list he was
// shown, whole, and nothing in it that is no longer owed. It gives the list, so that
// nobody has to read it again.
func (p *Pay) verdict(ctx context.Context, w *journal.Write, r *Run, seen Seen) ([]*Line, error) {
	lines, err := Lines(ctx, w, r)
	if err != nil {
		return nil, err
	}
	now := r.fingerprint(lines)
	if seen.Hash != r.Hash || now != r.Hash {
		return nil, civil.Stale.Refuse("pay_list_changed", "清单在您打开以后有改动，先前的签字已经作废：请重新打开，核对后再办理。")
	}
	old, err := p.outdated(ctx, w, r, lines, now)
	if err != nil {
		return nil, err
	}
	if len(old) > 0 {
		return nil, civil.Conflict.Refuse("pay_lines_outdated", "有%d笔在冻结以后不再按清单应发（停发、减少或换了账户）：请把它们暂缓，或退回重新编制。", len(old))
	}
	return lines, nil
}

// outsider refuses somebody who worked on the list.
func (r *Run) outsider(actor string) error {
	if slices.Contains(r.Makers, actor) {
		return civil.Denied.Refuse("pay_maker", "编制或改动过清单的人不能复核和签发，请由其他人办理。")
	}
	return nil
}

// Approve is the finance review's consent (复核通过).
func (p *Pay) Approve(ctx context.Context, actor string, seen Seen) (*Run, error) {
	return p.step(ctx, "review", actor, seen.County, seen.Run, func(w *journal.Write, r *Run) error {
		if err := r.in(Frozen); err != nil {
			return err
		}
		if err := r.outsider(actor); err != nil {
			return err
		}
		if _, err := p.verdict(ctx, w, r, seen); err != nil {
			return err
		}
		r.Reviewer, r.Note = actor, ""
		return r.move(ctx, w, Reviewed)
	})
}

// SendBack makes a draft of a list that has not left, with the reason for those who
// prepared it. Whatever was signed is void.
func (p *Pay) SendBack(ctx context.Context, actor string, seen Seen, reason string) (*Run, error) {
	if reason == "" {
		return nil, civil.Refuse("pay_reason_missing", "请写明退回的原因，编制的人才知道改什么。")
	}
	return p.step(ctx, "send_back", actor, seen.County, seen.Run, func(w *journal.Write, r *Run) error {
		if err := r.in(Frozen, Reviewed, Approved); err != nil {
			return err
		}
		r.unsign()
		r.Hash, r.Note = "", reason
		return r.move(ctx, w, Draft)
	})
}

// Sign is the first of the two signatures under a reviewed list.
func (p *Pay) Sign(ctx context.Context, actor string, seen Seen) (*Run, error) {
	return p.step(ctx, "sign", actor, seen.County, seen.Run, func(w *journal.Write, r *Run) error {
		if err := r.in(Reviewed); err != nil {
			return err
		}
		if r.First != "" {
			return civil.Conflict.Refuse("pay_signed", "这份清单已经有第一人签字，请由另一人复签。")
		}
		if err := r.outsider(actor); err != nil {
			return err
		}
		if _, err := p.verdict(ctx, w, r, seen); err != nil {
			return err
		}
		r.First = actor
		return r.move(ctx, w, Reviewed)
	})
}

// Release is the second signature, by somebody else, who types the sum again.
func (p *Pay) Release(ctx context.Context, actor string, seen Seen, sum civil.Fen) (*Run, error) {
	return p.step(ctx, "release", actor, seen.County, seen.Run, func(w *journal.Write, r *Run) error {
		if err := r.in(Reviewed); err != nil {
			return err
		}
		if r.First == "" {
			return civil.Conflict.Refuse("pay_unsigned", "这份清单还没有第一人签字，请先签字。")
		}
		if err := r.outsider(actor); err != nil {
			return err
		}
		if actor == r.First {
			return civil.Denied.Refuse("pay_same_signer", "两次签字要由两个人完成，请由另一人复签。")
		}
		lines, err := p.verdict(ctx, w, r, seen)
		if err != nil {
			return err
		}
		if sum != r.Total {
			return civil.Refuse("pay_sum", "输入的总金额%s元与清单不一致，没有签发：请对照清单重新输入。", sum)
		}
		if err := p.release(ctx, w, r, lines); err != nil {
			return err
		}
		r.Second = actor
		return r.move(ctx, w, Approved)
	})
}

// Withhold takes a line out of a list that has not left. In a frozen list the
// fingerprint changes and all signatures are void. What stays due comes with a
// later run.
func (p *Pay) Withhold(ctx context.Context, actor string, seen Seen, line, reason string) (*Run, error) {
	if reason == "" {
		return nil, civil.Refuse("pay_reason_missing", "请写明暂缓发放的原因。")
	}
	return p.step(ctx, "withhold", actor, seen.County, seen.Run, func(w *journal.Write, r *Run) error {
		if err := r.in(Draft, Frozen, Reviewed, Approved); err != nil {
			return err
		}
		l, err := GetLine(ctx, w, r.County, line)
		if err != nil {
			return err
		}
		if l.Run != r.ID || !l.listed() {
			return civil.Conflict.Refuse("pay_line_not_listed", "这条记录不在待发的清单里，不需要暂缓。")
		}
		l.Status, l.Live, l.Reason = Withheld, false, reason
		if err := l.put(ctx, w); err != nil {
			return err
		}
		if l.Origin != "" {
			if err := markOrigin(ctx, w, l.Origin, Again); err != nil {
				return err
			}
		}
		return r.relist(ctx, w, actor)
	})
}

// relist counts and fingerprints a list that somebody changed.
func (r *Run) relist(ctx context.Context, w *journal.Write, actor string) error {
	lines, err := Lines(ctx, w, r)
	if err != nil {
		return err
	}
	r.made(actor)
	r.unsign()
	r.Lines, r.Total, _ = totals(lines)
	if r.State == Draft {
		return r.move(ctx, w, Draft)
	}
	r.Hash = r.fingerprint(lines)
	return r.move(ctx, w, Frozen)
}
