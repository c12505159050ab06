package casework

import (
	"context"
	"slices"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
)

// Replayer judges again what a case kept; package assess has it.
type Replayer interface {
	Replay(ctx context.Context, county civil.Area, bundle, hash string, facts []byte, day civil.Date) (*assess.Judged, error)
}

// Replayed is a judgement of a case judged again.
type Replayed struct {
	Judgement Judgement // as it was kept
	Again     Judgement // as it is now found
	Same      bool      // outcome, amount, numbers, reasons and every step, bit for bit
}

// Replay judges a judgement of a case again, with its own packs and facts.
func (d *Desk) Replay(ctx context.Context, who Who, ref register.Ref, judgement string, with Replayer) (*Replayed, error) {
	f, err := d.Open(ctx, who, ref)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(f.Judgements, func(j Judgement) bool { return j.ID == judgement })
	if at < 0 {
		return nil, notFound()
	}
	j := f.Judgements[at]
	var sealed []byte
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		_, _, err := db.One(ctx, q, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&sealed) }, selectFacts, ref.County, j.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	facts, err := d.keys.Open(place("case_judgement", "facts", ref.County, j.ID), sealed)
	if err != nil {
		return nil, err
	}
	county, err := civil.ParseArea(ref.County)
	if err != nil {
		return nil, err
	}
	judged, err := with.Replay(ctx, county, j.Bundle, j.Snapshot, facts, j.Day)
	if err != nil {
		return nil, err
	}
	out := &Replayed{Judgement: j, Again: Judgement{ID: j.ID, Day: j.Day, Programme: j.Programme, Bundle: j.Bundle, Snapshot: judged.Snapshot, Outcome: "cannot_decide"}}
	for _, one := range judged.Determinations {
		if one.Programme == j.Programme && one.Member < 0 {
			out.Again.Outcome, out.Again.Amount, out.Again.Covered = outcomeName(one.Outcome), one.Amount, one.Covered
			out.Again.Result.Reasons, out.Again.Result.Missing = one.Reasons, one.Missing
		}
	}
	out.Again.Result.Trace = judged.Trace(j.Programme, -1)
	out.Same = out.Again.Outcome == j.Outcome && out.Again.Amount == j.Amount && out.Again.Covered == j.Covered &&
		slices.Equal(out.Again.Result.Reasons, j.Result.Reasons) && slices.Equal(out.Again.Result.Missing, j.Result.Missing) &&
		slices.Equal(out.Again.Result.Trace, j.Result.Trace)
	return out, nil
}
