package pay

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
)

// What a desk reads: each function opens the store by itself, because pages have no
// query in their hands. Who may see a county's money the caller has asked before.

// RunStep is a version of a run with the act that made it so: who, when, what.
type RunStep struct {
	*Run
	Act   string // kind: prepare, freeze, review …
	Actor string
	At    civil.Instant
}

// RunDesk is a run with everything that is known about it.
type RunDesk struct {
	*Run
	Steps    []RunStep // the oldest first
	Lines    []*Line   // in the order of the file
	Findings []Finding
	Outdated []*Line // no longer owed as they stand; only of a list that has not left
}

const selectRunSteps = `SELECT ` + runColumns + `, a.kind, a.actor, a.at FROM pay_run v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened`

// Runs are the runs of a county from a month on, the newest first.
func (p *Pay) Runs(ctx context.Context, county string, since civil.Month) (list []*Run, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = Runs(ctx, q, county, since)
		return err
	})
	return list, err
}

// RunDesk reads a run (NotFound when there is none).
func (p *Pay) RunDesk(ctx context.Context, county, id string) (*RunDesk, error) {
	var d RunDesk
	err := p.journal.DB().Read(ctx, func(q db.Query) (err error) {
		if d.Run, err = GetRun(ctx, q, county, id); err != nil {
			return err
		}
		if d.Steps, err = db.Many(ctx, q, scanRunStep, selectRunSteps, county, id); err != nil {
			return err
		}
		if d.Lines, err = Lines(ctx, q, d.Run); err != nil {
			return err
		}
		if d.Findings, err = Findings(ctx, q, county, id); err != nil {
			return err
		}
		switch d.State {
		case Draft, Frozen, Reviewed, Approved:
			d.Outdated, err = p.outdated(ctx, q, d.Run, d.Lines, d.fingerprint(d.Lines))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

func scanRunStep(row db.Row) (s RunStep, err error) {
	s.Run, err = scanRun(behind{row, []any{&s.Act, &s.Actor, &s.At}})
	return s, err
}

// behind scans columns that stand behind those of a known row.
type behind struct {
	db.Row
	more []any
}

// Scan implements db.Row.
func (b behind) Scan(into ...any) error { return b.Row.Scan(append(into, b.more...)...) }

// Line reads one line (NotFound when there is none).
func (p *Pay) Line(ctx context.Context, county, id string) (l *Line, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		l, err = GetLine(ctx, q, county, id)
		return err
	})
	return l, err
}

// AccountsOf are the accounts some lines are paid to, as they were when the list was
// made. A line without an account has none.
func (p *Pay) AccountsOf(ctx context.Context, lines []*Line) (map[*Line]*Account, error) {
	found := map[*Line]*Account{}
	err := p.journal.DB().Read(ctx, func(q db.Query) error {
		for _, l := range lines {
			if l.Account == "" {
				continue
			}
			a, known, err := db.One(ctx, q, scanAccount, selectRevision, l.County, l.Account, l.Revision)
			if err != nil {
				return err
			}
			if known {
				found[l] = a
			}
		}
		return nil
	})
	return found, err
}

// Foresee is Preview for a desk: what a run would pay, and nothing of it is written.
func (p *Pay) Foresee(ctx context.Context, o Order) (v *Preview, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		v, err = p.Preview(ctx, q, o)
		return err
	})
	return v, err
}

// PaymentsOf are what a household was paid, the newest month first.
func (p *Pay) PaymentsOf(ctx context.Context, household register.Ref) (list []Payment, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = Payments(ctx, q, household)
		return err
	})
	return list, err
}

// EntitlementsOf are all entitlements of a household.
func (p *Pay) EntitlementsOf(ctx context.Context, household register.Ref) (list []*Entitlement, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = OfHousehold(ctx, q, household)
		return err
	})
	return list, err
}

// Overpaid are the open overpayments of a county, of one programme or of all.
func (p *Pay) Overpaid(ctx context.Context, county, programme string) (list []*Overpayment, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = Overpayments(ctx, q, county, programme)
		return err
	})
	return list, err
}

// MonthDesk is the money of a county in a month: what is due by towns, and what the
// runs brought.
type MonthDesk struct {
	Towns  []Town
	Totals []MonthTotal
}

// MonthDesk reads the sums of a county in a month.
func (p *Pay) MonthDesk(ctx context.Context, county string, f Filter) (m MonthDesk, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		if m.Towns, err = Towns(ctx, q, county, f); err != nil {
			return err
		}
		m.Totals, err = Totals(ctx, q, county, f.Month)
		return err
	})
	return m, err
}

// Listed says whether the line is in the file for the bank.
func (l *Line) Listed() bool { return l.listed() }

// actTitles are what was done to a run, in words.
var actTitles = map[string]string{
	"prepare": "编制清单", "freeze": "冻结清单", "review": "复核通过", "send_back": "退回重新编制", "sign": "第一人签字", "release": "第二人复签",
	"withhold": "暂缓一笔", "discard": "作废", "file": "生成银行文件", "hand_over": "交银行", "recall": "召回文件", "event": "因变动冻结", "return": "读入回盘", "retry": "退回的再发", "forgo": "退回的不再发", "resolve": "查明回盘问题", "close": "结清",
}

// Title says what the act of a step was.
func (s *RunStep) Title() string {
	if title := actTitles[strings.TrimPrefix(s.Act, "pay.")]; title != "" {
		return title
	}
	return s.State.Title()
}

// statusTitles are how lines stand, in words.
var statusTitles = map[Status]string{
	Ready: "待发", NoAccount: "缺账户", Withheld: "暂缓", Held: "冻结", Paid: "已到账", Returned: "已退回", Again: "退回待重发", Reissued: "已重发", Forgone: "不再发",
	SentUnanswered: "已报送，待回盘",
}

// Title is the status in words.
func (s Status) Title() string { return statusTitles[s] }

// kindTitles are what lines pay, in words.
var kindTitles = map[LineKind]string{Regular: "当月", Arrears: "补发", Reissue: "退回重发", Offset: "抵扣", OneOff: "一次性发放", OneOffAgain: "一次性发放退回重发"}

// Title is the kind in words.
func (k LineKind) Title() string { return kindTitles[k] }

// Title is the kind of a run in words.
func (k RunKind) Title() string {
	switch k {
	case Supplementary:
		return "补发批次"
	case OneOffRun:
		return "一次性发放"
	}
	return "月度发放"
}
