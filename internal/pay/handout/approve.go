package handout

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/watch/officer"
)

// digest is the SM3 over a list: who is on it, where it goes, how much.
func digest(people []*Person) string {
	h := sm3.New()
	for _, p := range people {
		if p.on() {
			_, _ = fmt.Fprintf(h, "%s\t%s\t%s\t%s\t%s\t%s\t%d\n", p.ID, p.Class, p.Household, p.Person, p.Payee, p.Division, p.Amount) // a hash.Hash never fails
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// totalOf is how many are on a list and how much they are given.
func totalOf(people []*Person) (n int, total int64, bad int) {
	for _, p := range people {
		switch {
		case p.on():
			n++
			total += p.Amount
		case p.State == Bad:
			bad++
		}
	}
	return n, total, bad
}

// Submit closes the list and gives it to the approvers.
func (d *Desk) Submit(ctx context.Context, who officer.Officer, seen Seen) (*Handout, error) {
	return d.change(ctx, who, seen, "submit", func(w *journal.Write, h *Handout) error {
		people, err := db.Many(ctx, w, d.scanPerson, selectPeople, h.County, h.ID)
		if err != nil {
			return err
		}
		n, total, bad := totalOf(people)
		switch {
		case n == 0:
			return civil.Refuse("handout_list", "名单上还没有人，请先编名单或者上传名单。")
		case bad > 0:
			return civil.Refuse("handout_list", "还有%d行有错，请改好，或者写明理由去掉，再报审批。", bad)
		}
		h.State, h.Digest, h.Maker, h.Approvers = Submitted, digest(people), who.Actor, nil
		h.Note = fmt.Sprintf("报审批：%d份，共%s", n, h.Spoken(total))
		return nil
	}, Draft)
}

// approverTitles are the roles that approve, in words.
var approverTitles = map[string]string{string(casework.County): "县级经办人", string(casework.Finance): "财务", string(casework.City): "市级"}

// Next is the role that approves next; empty when nobody is to any more.
func (d *Desk) Next(h *Handout) string {
	if rule := d.Rule(h); rule != nil && h.State == Submitted && len(h.Approvers) < len(rule.Approvals) {
		return rule.Approvals[len(h.Approvers)]
	}
	return ""
}

// NextTitle is that role in words.
func (d *Desk) NextTitle(h *Handout) string { return approverTitles[d.Next(h)] }

// Approve approves a list as it was shown. The maker does not approve, nobody approves
// twice, and what did not come in is not approved.
func (d *Desk) Approve(ctx context.Context, who officer.Officer, seen Seen, shown string) (*Handout, error) {
	return d.change(ctx, who, seen, "approve", func(w *journal.Write, h *Handout) error {
		next := d.Next(h)
		switch {
		case h.Maker == who.Actor:
			return civil.Conflict.Refuse("handout_own", "名单是您报的，不能自己审批：请由另一人审批。")
		case slices.Contains(h.Approvers, who.Actor):
			return civil.Conflict.Refuse("handout_again", "您已经审批过，下一级要由另一人审批。")
		case !who.Plays(access.Role(next)):
			return civil.Conflict.Refuse("handout_role", "现在要由%s审批。", approverTitles[next])
		}
		people, err := db.Many(ctx, w, d.scanPerson, selectPeople, h.County, h.ID)
		if err != nil {
			return err
		}
		if h.Digest != shown || h.Digest != digest(people) {
			return officer.Stale()
		}
		_, total, _ := totalOf(people)
		if err := d.covered(ctx, w, h, total); err != nil {
			return err
		}
		h.Approvers = append(h.Approvers, who.Actor)
		h.Note = approverTitles[next] + "审批通过，共" + h.Spoken(total)
		if d.Next(h) == "" {
			h.State = Approved
		}
		return nil
	}, Submitted)
}

// covered refuses a list that needs more than came in.
func (d *Desk) covered(ctx context.Context, q db.Query, h *Handout, total int64) error {
	raised, err := db.Int(q.QueryRow(ctx, sumEntries, h.County, h.ID))
	if err == nil && raised < total {
		err = civil.Conflict.Refuse("handout_uncovered", "名单要%s，收到的只有%s，还差%s：请先登记收到的钱物，或者退回减少名单。", h.Spoken(total), h.Spoken(raised), h.Spoken(total-raised))
	}
	return err
}

// SendBack gives a list back to be changed; whoever approved it before approves it again.
func (d *Desk) SendBack(ctx context.Context, who officer.Officer, seen Seen, why string) (*Handout, error) {
	why, err := officer.Words("handout_why", "理由", why, wordsLeast, wordsMost)
	if err != nil {
		return nil, err
	}
	return d.change(ctx, who, seen, "send_back", func(_ *journal.Write, h *Handout) error {
		h.State, h.Digest, h.Approvers, h.Note = Draft, "", nil, "退回："+why
		return nil
	}, Submitted)
}

// Close ends a handout: nothing more is given, and what is left may go back.
func (d *Desk) Close(ctx context.Context, who officer.Officer, seen Seen, why string) (*Handout, error) {
	why, err := officer.Words("handout_why", "情况", why, wordsLeast, wordsMost)
	if err != nil {
		return nil, err
	}
	return d.change(ctx, who, seen, "close", func(w *journal.Write, h *Handout) error {
		if !h.Goods() {
			open, err := d.unpaid(ctx, w, h)
			if err != nil {
				return err
			}
			if open > 0 {
				return civil.Conflict.Refuse("handout_unpaid", "还有%d笔没有到账，等到账或者退回的处理完再办结。", open)
			}
		}
		h.State, h.Note = Closed, "办结："+why
		return nil
	}, Approved, Paying)
}
