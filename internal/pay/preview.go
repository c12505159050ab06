package pay

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Order says which run is wanted.
type Order struct {
	County    string
	Programme string // empty: all
	Month     civil.Month
	Kind      RunKind
}

func (o *Order) check() error {
	switch {
	case len(o.County) != 6 || o.Month < monthFirst:
		return civil.Refuse("pay_order", "请选择发放的县（市、区）和月份。")
	case o.Kind != Monthly && o.Kind != Supplementary && o.Kind != OneOffRun:
		return civil.Refuse("pay_order_kind", "请选择月度发放或补发批次。")
	}
	return nil
}

// Preview is what a run would pay, with what differs from the month before. Nothing
// of it is written.
type Preview struct {
	Order
	Families []PreviewFamily // by division and household
	Lines    int64           // in the file
	Total    civil.Fen
	Last     civil.Fen // what the month before brought, of the same programme
	Blocked  int64     // lines without an account
}

// PreviewFamily is a subject in a preview.
type PreviewFamily struct {
	Subject
	Division civil.Area
	Lines    []*Line
	Difference
}

// Preview shows a run before it is prepared, or a draft as it would be now.
func (p *Pay) Preview(ctx context.Context, q db.Query, o Order) (*Preview, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	own := ""
	run, err := like(ctx, q, o)
	if err != nil {
		return nil, err
	}
	if run != nil {
		own = run.ID
	}
	b, err := assemble(ctx, q, o, own)
	if err != nil {
		return nil, err
	}
	var last []*Line
	if o.Kind == Monthly {
		if last, err = sorted(db.Many(ctx, q, scanLine, selectLinesLast, o.County, (o.Month - 1).String(), o.Programme)); err != nil {
			return nil, err
		}
	}
	known, err := b.changes(ctx, q)
	if err != nil {
		return nil, err
	}
	return b.preview(last, known)
}

// like is the run of an order that is not finished, or the monthly run in whatever
// state, for there is only one.
func like(ctx context.Context, q db.Query, o Order) (*Run, error) {
	list, err := db.Many(ctx, q, scanRun, selectRunLike, o.County, o.Programme, o.Month.String(), string(o.Kind))
	for _, r := range list {
		if o.Kind == Monthly || r.State == Draft || o.Kind == Supplementary && (r.State == Frozen || r.State == Reviewed || r.State == Approved) {
			return r, nil
		}
	}
	return nil, err
}

// likeIn is the run of an order that is in a state; nil when there is none.
func likeIn(ctx context.Context, q db.Query, o Order, state RunState) (*Run, error) {
	list, err := db.Many(ctx, q, scanRun, selectRunLike, o.County, o.Programme, o.Month.String(), string(o.Kind))
	for _, r := range list {
		if r.State == state {
			return r, nil
		}
	}
	return nil, err
}

func (b *book) preview(last []*Line, known changes) (*Preview, error) {
	v := &Preview{Order: b.order}
	before, now := bySubject(last), bySubject(b.lines)
	subjects := map[Subject]bool{}
	for s := range before {
		subjects[s] = true
	}
	for s := range now {
		subjects[s] = true
	}
	for s := range maps.Keys(subjects) {
		a := b.accounts[s]
		if a == nil {
			a = &account{}
		}
		f := PreviewFamily{Subject: s, Lines: now[s], Difference: compare(a, b.order.Month, before[s], now[s], known)}
		f.Division = divisionOf(append(slices.Clone(now[s]), before[s]...))
		v.Families = append(v.Families, f)
		v.Last += f.Last
	}
	slices.SortFunc(v.Families, func(a, b PreviewFamily) int {
		return cmp.Or(cmp.Compare(a.Division, b.Division), a.Subject.compare(b.Subject))
	})
	v.Lines, v.Total, v.Blocked = totals(b.lines)
	return v, nil
}

func (s Subject) compare(o Subject) int {
	return cmp.Or(cmp.Compare(s.Household, o.Household), cmp.Compare(s.Programme, o.Programme), cmp.Compare(s.Person, o.Person))
}

func divisionOf(lines []*Line) civil.Area {
	if len(lines) == 0 {
		return 0
	}
	return lines[0].Division
}

func bySubject(lines []*Line) map[Subject][]*Line {
	by := map[Subject][]*Line{}
	for _, l := range lines {
		by[l.Subject] = append(by[l.Subject], l)
	}
	return by
}

// totals count what is in the file, and what is not for want of an account. Amounts
// are bounded, see amountMost, so that the sum cannot leave a Fen.
func totals(lines []*Line) (count int64, total civil.Fen, blocked int64) {
	for _, l := range lines {
		switch {
		case l.listed():
			count++
			total += l.Amount
		case l.Status == NoAccount:
			blocked++
		}
	}
	return count, total, blocked
}
