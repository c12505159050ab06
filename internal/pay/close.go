package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

const (
	countUnanswered = `SELECT count(*) FROM pay_line v WHERE v.county = $1 AND v.run = $2 AND v.closed IS NULL AND v.status = 'ready'`
	countOpen       = `SELECT count(*) FROM pay_finding v WHERE v.county = $1 AND v.run = $2 AND v.closed IS NULL AND v.resolution = ''`
	// A returned line is made good when another one stands for it that has left.
	countReturned = `SELECT count(*) FROM pay_line v WHERE v.county = $1 AND v.run = $2 AND v.closed IS NULL AND (v.status IN ('returned', 'again')
		OR v.status = 'reissued' AND NOT EXISTS (SELECT 1 FROM pay_line n JOIN pay_run r ON r.county = n.county AND r.id = n.run AND r.closed IS NULL
			WHERE n.county = v.county AND n.origin = v.id AND n.closed IS NULL AND n.status NOT IN ('withheld', 'held') AND r.state IN ` + sentStates + `))`
	selectFinding = `SELECT ` + findingColumns + ` FROM pay_finding v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
)

// Resolve says what somebody found out about a finding. It is his word; lines are
// settled by files alone.
func (p *Pay) Resolve(ctx context.Context, actor, county, finding, resolution string) error {
	if resolution == "" {
		return civil.Refuse("finding_resolution", "请写明核查的结果。")
	}
	_, err := p.journal.Do(ctx, header(county, "resolve", actor), func(w *journal.Write) error {
		f, ok, err := db.One(ctx, w, scanFinding, selectFinding, county, finding)
		switch {
		case err != nil:
			return err
		case !ok:
			return civil.NotFound.Refuse("finding_unknown", "没有找到这条回盘问题，请重新打开批次。")
		case f.Resolution != "":
			return civil.Conflict.Refuse("finding_resolved", "这条回盘问题已经有人处理过，请重新打开批次。")
		}
		if err := w.Close(ctx, findingTable, f.ID, f.Opened); err != nil {
			return err
		}
		f.Resolution = resolution
		return f.open(ctx, w)
	})
	return err
}

// Close ends a run: every line is answered, every finding is resolved, and what came
// back is sent again or no longer owed.
func (p *Pay) Close(ctx context.Context, actor, county, run string) (*Run, error) {
	return p.step(ctx, "close", actor, county, run, func(w *journal.Write, r *Run) error {
		if err := r.in(Sent, PartlyReturned, MadeGood, Matched); err != nil {
			return err
		}
		for _, c := range []struct{ statement, code, message string }{
			{countUnanswered, "pay_unanswered", "还有%d笔银行没有回盘，不能结清：请向银行索取。"},
			{countOpen, "pay_findings_open", "回盘还有%d个问题没有查明，不能结清：请逐条核查。"},
			{countReturned, "pay_returns_open", "还有%d笔退回的没有重发，不能结清：请更正账户后重发，或确认不再发放。"},
		} {
			n, err := db.Int(w.QueryRow(ctx, c.statement, r.County, r.ID))
			if err != nil {
				return err
			}
			if n > 0 {
				return civil.Conflict.Refuse(c.code, c.message, n)
			}
		}
		return r.move(ctx, w, Closed)
	})
}

// Retry says that a returned line may be sent again as it is: the bank erred, or has
// unblocked the account.
func (p *Pay) Retry(ctx context.Context, actor, county, line, reason string) error {
	return p.dispose(ctx, "retry", actor, county, line, reason, func(ctx context.Context, w *journal.Write, l *Line) error {
		gone, err := goneFor(ctx, w, l)
		if err != nil {
			return err
		}
		if gone {
			return civil.Conflict.Refuse("pay_dead", "享受的人已经死亡，退回的钱不能再发：请确认不再发，退回资金来源。")
		}
		l.Status = Again
		return l.put(ctx, w)
	})
}

// Forgo says that a returned line is not sent again. It is refused while the money
// is owed: first a decision must end or change the entitlement.
func (p *Pay) Forgo(ctx context.Context, actor, county, line, reason string) error {
	return p.dispose(ctx, "forgo", actor, county, line, reason, func(ctx context.Context, w *journal.Write, l *Line) error {
		a, err := read(ctx, w, county, l.Subject)
		if err != nil {
			return err
		}
		gone, err := goneFor(ctx, w, l)
		if err != nil {
			return err
		}
		if owed := a.due(l.Month) - (a.live(l.Month) - l.Amount); owed > 0 && !l.once() && !gone {
			return civil.Conflict.Refuse("pay_still_owed", "这笔钱里还有%s元应发，不能不发：停发或减少要先作出决定。", owed)
		}
		// What was to be paid once, or to somebody who is dead, stays claimed: nothing brings it back.
		l.Status, l.Live = Forgone, l.once() || gone
		if err := l.put(ctx, w); err != nil {
			return err
		}
		if err := p.forgone(ctx, w, l); err != nil {
			return err
		}
		return originsMadeGood(ctx, w, []*Line{{Origin: l.ID}})
	})
}

// dispose does something about a line that came back.
func (p *Pay) dispose(ctx context.Context, kind, actor, county, line, reason string, f func(context.Context, *journal.Write, *Line) error) error {
	if reason == "" {
		return civil.Refuse("pay_reason_missing", "请写明理由。")
	}
	_, err := p.journal.Do(ctx, header(county, kind, actor), func(w *journal.Write) error {
		l, err := GetLine(ctx, w, county, line)
		if err != nil {
			return err
		}
		if l.Status != Returned && l.Status != Again {
			return civil.Conflict.Refuse("pay_line_not_returned", "这条记录不是退回待处理的，请重新打开清单。")
		}
		l.Reason = reason
		return f(ctx, w, l)
	})
	return err
}

// originsMadeGood moves the runs whose returned lines are all made good, now that
// lines which stand for some of them have left.
func originsMadeGood(ctx context.Context, w *journal.Write, lines []*Line) error {
	done := map[string]bool{}
	for _, l := range lines {
		if l.Origin == "" {
			continue
		}
		origin, err := GetLine(ctx, w, w.County(), l.Origin)
		if err != nil {
			return err
		}
		if done[origin.Run] {
			continue
		}
		done[origin.Run] = true
		r, err := GetRun(ctx, w, w.County(), origin.Run)
		if err != nil {
			return err
		}
		n, err := db.Int(w.QueryRow(ctx, countReturned, r.County, r.ID))
		if err != nil {
			return err
		}
		if n == 0 && r.State == PartlyReturned {
			if err := r.move(ctx, w, MadeGood); err != nil {
				return err
			}
		}
	}
	return nil
}
