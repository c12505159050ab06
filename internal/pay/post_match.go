package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/ledger"
)

// Tally is a number of lines and their sum.
type Tally struct {
	Lines int64
	Sum   civil.Fen
}

func (t *Tally) add(amount civil.Fen) { t.Lines, t.Sum = t.Lines+1, t.Sum+amount }

// MatchRow is one thing as the list, the bank and the ledger say it.
type MatchRow struct {
	Title              string
	List, Bank, Ledger Tally
}

// Agrees says whether all three say the same.
func (r *MatchRow) Agrees() bool { return r.List == r.Bank && r.Bank == r.Ledger }

// Match holds a run's list, the bank's answers and the ledger side by side (三方核对).
type Match struct {
	Run         *Run
	Offered     MatchRow // 应发
	Paid        MatchRow // 到账
	Returned    MatchRow // 退回
	Waiting     MatchRow // 待回盘
	Differences []MatchLine
}

// Rows are all of it, in the order of a page.
func (m *Match) Rows() []MatchRow { return []MatchRow{m.Offered, m.Paid, m.Returned, m.Waiting} }

// Agrees says whether the three sides agree in all sums and in every line.
func (m *Match) Agrees() bool {
	for _, row := range m.Rows() {
		if !row.Agrees() {
			return false
		}
	}
	return len(m.Differences) == 0
}

// MatchLine is a line that the ledger has otherwise than the list.
type MatchLine struct {
	Line   *Line
	Ledger civil.Fen // what it says was credited
	Back   civil.Fen // what it says came back
}

const selectReturnSums = `SELECT v.paid_lines, v.paid_total, v.returned_lines, v.returned_total FROM pay_return v
	WHERE v.county = $1 AND v.run = $2 AND v.closed IS NULL ORDER BY v.id`

// posted is what the ledger says of a line.
type posted struct{ credited, back civil.Fen }

// MatchOf holds the three sides of a run against each other.
func (p *Pay) MatchOf(ctx context.Context, county, run string) (m *Match, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		m, err = matchOf(ctx, q, county, run)
		return err
	})
	return m, err
}

func matchOf(ctx context.Context, q db.Query, county, run string) (*Match, error) {
	r, err := GetRun(ctx, q, county, run)
	if err != nil {
		return nil, err
	}
	lines, err := Lines(ctx, q, r)
	if err != nil {
		return nil, err
	}
	m := &Match{Run: r, Offered: MatchRow{Title: "应发"}, Paid: MatchRow{Title: "到账"}, Returned: MatchRow{Title: "退回"}, Waiting: MatchRow{Title: "待回盘"}}
	m.list(lines)
	if err := m.bank(ctx, q); err != nil {
		return nil, err
	}
	by, err := m.ledger(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		m.compare(l, by[l.ID])
	}
	return m, nil
}

// list counts the lines by how they stand.
func (m *Match) list(lines []*Line) {
	for _, l := range lines {
		if !l.listed() {
			continue
		}
		m.Offered.List.add(l.Amount)
		switch l.Status {
		case Ready:
			m.Waiting.List.add(l.Amount)
		case Paid:
			m.Paid.List.add(l.Amount)
		default:
			m.Returned.List.add(l.Amount)
		}
	}
}

// bank adds up the answers. A line that was credited and came back later is in two of
// them: as often as answers say more than there are answered lines.
func (m *Match) bank(ctx context.Context, q db.Query) error {
	if m.Run.FileHash != "" {
		m.Offered.Bank = Tally{m.Run.Lines, m.Run.Total}
	}
	err := db.Each(ctx, q, func(row db.Row) error {
		var paid, back Tally
		err := row.Scan(&paid.Lines, &paid.Sum, &back.Lines, &back.Sum)
		m.Paid.Bank = Tally{m.Paid.Bank.Lines + paid.Lines, m.Paid.Bank.Sum + paid.Sum}
		m.Returned.Bank = Tally{m.Returned.Bank.Lines + back.Lines, m.Returned.Bank.Sum + back.Sum}
		return err
	}, selectReturnSums, m.Run.County, m.Run.ID)
	answered := Tally{m.Offered.List.Lines - m.Waiting.List.Lines, m.Offered.List.Sum - m.Waiting.List.Sum}
	twice := Tally{m.Paid.Bank.Lines + m.Returned.Bank.Lines - answered.Lines, m.Paid.Bank.Sum + m.Returned.Bank.Sum - answered.Sum}
	m.Paid.Bank = Tally{m.Paid.Bank.Lines - twice.Lines, m.Paid.Bank.Sum - twice.Sum}
	if m.Run.FileHash != "" {
		m.Waiting.Bank = Tally{m.Offered.Bank.Lines - m.Paid.Bank.Lines - m.Returned.Bank.Lines, m.Offered.Bank.Sum - m.Paid.Bank.Sum - m.Returned.Bank.Sum}
	}
	return err
}

// ledger reads what moved through the account of the run.
func (m *Match) ledger(ctx context.Context, q db.Query) (map[string]posted, error) {
	by := map[string]posted{}
	var drawn, balance civil.Fen
	account := runAccount(m.Run.ID)
	err := books.Each(ctx, q, m.Run.County, account, func(t *ledger.Transfer) error {
		amount := civil.Fen(t.Amount)
		one := by[t.Subject]
		switch {
		case t.Subject == m.Run.ID && t.To == account:
			drawn += amount
			balance += amount
			return nil
		case t.Subject == m.Run.ID && t.From == account:
			drawn -= amount
			balance -= amount
			return nil
		case t.Kind == postCredit:
			one.credited += amount
			balance -= amount
		case t.To == account: // credited, and came back
			one.credited -= amount
			balance += amount
		default:
			one.back += amount
			balance -= amount
		}
		by[t.Subject] = one
		return nil
	})
	for _, one := range by {
		if one.credited > 0 {
			m.Paid.Ledger.add(one.credited)
		}
		if one.back > 0 {
			m.Returned.Ledger.add(one.back)
		}
	}
	// Money is drawn in sums: the ledger has no lines of it before the bank has answered.
	m.Offered.Ledger = Tally{m.Offered.List.Lines, drawn}
	m.Waiting.Ledger = Tally{m.Offered.Ledger.Lines - m.Paid.Ledger.Lines - m.Returned.Ledger.Lines, balance}
	return by, err
}

// compare notes a line whose money the ledger has elsewhere than its status says.
func (m *Match) compare(l *Line, has posted) {
	var want posted
	switch l.Status {
	case Paid:
		want.credited = l.Amount
	case Returned, Again, Reissued, Forgone:
		want.back = l.Amount
	}
	if want != has {
		m.Differences = append(m.Differences, MatchLine{l, has.credited, has.back})
	}
}
