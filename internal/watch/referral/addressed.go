package referral

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/watch/officer"
)

// Addressed is a referral as the office it was passed on to names it.
type Addressed struct {
	Number string
	Unit   string // who answers; it must be whom the need was passed on to
	Turn   int64  // which time it was passed on; 0: the last
	Once   string // one-time key
}

// AnswerFrom takes the answer that the office itself gives. What was passed on to
// another one is for it as if it were not there; an answer to what was passed on once
// more since is refused.
func (d *Desk) AnswerFrom(ctx context.Context, who officer.Officer, a Addressed, reply Reply) (*Referral, error) {
	r, err := d.Numbered(ctx, who.Viewer, a.Number)
	if err != nil {
		return nil, err
	}
	if a.Unit == "" || r.Unit != a.Unit {
		return nil, officer.Missing()
	}
	if a.Turn != 0 && a.Turn != r.Turn {
		return nil, civil.Conflict.Refuse("referral_turn", "这件转办已经是第%d次转，答的是第%d次：请看过现在的内容再答复。", r.Turn, a.Turn)
	}
	return d.Answer(ctx, who, Seen{Ref: r.Ref, Once: a.Once}, reply)
}
