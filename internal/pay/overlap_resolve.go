package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// relationWords say why two benefits do not go together.
var relationWords = map[pack.Relation]string{
	SameBenefit: "同一项待遇不能在两处享受", pack.Exclusive: "两项只能享受一项", pack.Choice: "两项只能由本人选一项",
	pack.Difference: "已享受另一项的，只补差额", pack.Higher: "两项只能就高享受一项",
}

// Why says why the money waits, with the title of the other benefit where titles are
// known.
func (o *Overlap) Why(title func(programme string) string) string {
	if title == nil {
		return relationWords[o.Relation] + "，等待处理"
	}
	text := relationWords[o.Relation] + "：已在享" + title(o.Other.Programme)
	if o.Other.County != o.County {
		text += "（" + o.Other.County + "）"
	}
	return text + "，等待处理"
}

// GetOverlap reads one (NotFound when there is none).
func GetOverlap(ctx context.Context, q db.Query, county, id string) (*Overlap, error) {
	o, ok, err := db.One(ctx, q, scanOverlap, selectOverlap, county, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, civil.NotFound.Refuse("pay_overlap_unknown", "没有找到这条重复享受，请重新打开列表。")
	}
	return o, nil
}

// ResolveOverlap is what a person decides about an overlap: to stop the benefit from a
// month on, or to let both be paid, for instance because the difference is computed
// already. What was let be holds until one of the amounts changes.
func (p *Pay) ResolveOverlap(ctx context.Context, actor, county, id string, stop civil.Month, words string) error {
	if words == "" {
		return civil.Refuse("pay_reason_missing", "请写明处理的理由。")
	}
	_, err := p.journal.Do(ctx, header(county, "overlap", actor), func(w *journal.Write) error {
		o, err := GetOverlap(ctx, w, county, id)
		if err != nil {
			return err
		}
		if o.State != OverlapOpen {
			return civil.Conflict.Refuse("pay_overlap_done", "这条重复享受已经处理过，请重新打开列表。")
		}
		if stop == 0 {
			return o.move(ctx, w, OverlapKept, words)
		}
		e, err := Get(ctx, w, register.Ref{County: county, ID: o.Household}, o.Entitlement)
		if err != nil {
			return err
		}
		why := Because{Decision: "overlap:" + o.ID, Reason: relationWords[o.Relation] + "：" + words}
		if _, err := p.endFrom(ctx, w, e, stop, why); err != nil {
			return err
		}
		return o.move(ctx, w, OverlapStopped, words)
	})
	return err
}

// overlapped holds the money of benefits that give way.
func (b *book) overlapped(ctx context.Context, q db.Query) error {
	list, err := Overlaps(ctx, q, b.order.County, OverlapOpen)
	for _, o := range list {
		if b.ice.subjects[o.Subject] == "" {
			b.ice.subjects[o.Subject] = o.Why(nil)
		}
	}
	return err
}
