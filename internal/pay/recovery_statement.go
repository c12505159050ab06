package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Statement is how a plan stands on a day, as the family may read it.
type Statement struct {
	*Recovery
	Entries     []*Recovered
	Waivers     []*Waiver
	Returned    civil.Fen // money that came and that was kept back
	Waived      civil.Fen
	Outstanding civil.Fen
	Instalments []Instalment
	Overdue     civil.Fen // due by the day and not there
}

// Instalment is one part of a plan.
type Instalment struct {
	Number int
	Due    civil.Date
	Amount civil.Fen
	Paid   civil.Fen // of it, as what has come is counted from the first one on
	State  InstalmentState
}

// InstalmentState is how an instalment stands.
type InstalmentState string

// The states, see [InstalmentState].
const (
	InstalmentPaid    InstalmentState = "paid"    // 已还
	InstalmentOverdue InstalmentState = "overdue" // 逾期
	InstalmentAhead   InstalmentState = "ahead"   // 未到期
)

// Title is the state in words.
func (s InstalmentState) Title() string {
	switch s {
	case InstalmentPaid:
		return "已还"
	case InstalmentOverdue:
		return "逾期"
	}
	return "未到期"
}

// Title is the state in words.
func (s PlanState) Title() string {
	switch s {
	case PlanReplaced:
		return "另行约定"
	case PlanWrittenOff:
		return "核销"
	}
	return "执行中"
}

// Title is the kind in words.
func (k EntryKind) Title() string {
	switch k {
	case SetOff:
		return "抵扣"
	case WriteOff:
		return "核销"
	}
	return "收款"
}

// Done says whether nothing is left of the debt.
func (s *Statement) Done() bool { return s.Outstanding == 0 }

// StatementOf reads how a plan stands on a day.
func StatementOf(ctx context.Context, q db.Query, county, recovery string, today civil.Date) (*Statement, error) {
	r, err := GetRecovery(ctx, q, county, recovery)
	if err != nil {
		return nil, err
	}
	s := &Statement{Recovery: r}
	if s.Entries, err = Entries(ctx, q, county, recovery); err != nil {
		return nil, err
	}
	if s.Waivers, err = Waivers(ctx, q, county, recovery); err != nil {
		return nil, err
	}
	if s.Outstanding, err = outstanding(ctx, q, county, r.Subject); err != nil {
		return nil, err
	}
	for _, e := range s.Entries {
		if e.Kind == WriteOff {
			s.Waived += e.Amount
		} else {
			s.Returned += e.Amount
		}
	}
	if r.State == PlanOpen {
		s.schedule(today)
	}
	return s, nil
}

// schedule counts what has come against the instalments, from the first one on. The
// last one is what is left.
func (s *Statement) schedule(today civil.Date) {
	total := s.Returned + s.Outstanding
	came := s.Returned
	due := s.First
	for n, rest := 1, total; rest > 0; n++ {
		one := Instalment{Number: n, Due: due.Last(), Amount: min(s.Instalment, rest), State: InstalmentAhead}
		one.Paid = min(came, one.Amount)
		came -= one.Paid
		rest -= one.Amount
		switch {
		case one.Paid == one.Amount:
			one.State = InstalmentPaid
		case one.Due < today:
			one.State = InstalmentOverdue
			s.Overdue += one.Amount - one.Paid
		}
		s.Instalments = append(s.Instalments, one)
		due++
	}
}

// Recoveries are the plans of a county as they stand on a day, the newest first.
func Recoveries(ctx context.Context, q db.Query, county string, today civil.Date) ([]*Statement, error) {
	plans, err := db.Many(ctx, q, scanRecovery, selectRecoveries, county)
	if err != nil {
		return nil, err
	}
	list := make([]*Statement, 0, len(plans))
	for _, r := range plans {
		s, err := StatementOf(ctx, q, county, r.ID, today)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}
