package pay

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Budget is one version of what a county plans to spend in a year on a programme from
// a source.
type Budget struct {
	County    string
	Opened    int64
	Year      int
	Source    string
	Programme string
	Amount    civil.Fen
	Basis     string // the document, or how it was worked out
}

var budgetTable = journal.NewTable("fund_budget", journal.Int("year"), journal.Text("source"), journal.Text("programme"), journal.Int("amount"), journal.Text("basis"))

const (
	budgetColumns = `v.county, v.opened, v.year, v.source, v.programme, v.amount, v.basis`
	selectBudget  = `SELECT ` + budgetColumns + ` FROM fund_budget v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectBudgets = `SELECT ` + budgetColumns + ` FROM fund_budget v WHERE v.county = $1 AND v.year = $2 AND v.closed IS NULL ORDER BY v.source, v.programme`
)

func scanBudget(row db.Row) (b Budget, err error) {
	return b, row.Scan(&b.County, &b.Opened, &b.Year, &b.Source, &b.Programme, &b.Amount, &b.Basis)
}

func (b *Budget) id() string { return strconv.Itoa(b.Year) + "." + b.Source + "." + b.Programme }

// Budgets are the plan of a county and year.
func Budgets(ctx context.Context, q db.Query, county string, year int) ([]Budget, error) {
	return db.Many(ctx, q, scanBudget, selectBudgets, county, year)
}

// SetBudget writes lines of a year's plan. What stands already as it is wanted is left;
// a line of nothing stays as such, so that the plan says that nothing is planned.
func (p *Pay) SetBudget(ctx context.Context, actor, county string, year int, basis string, lines []Budget) error {
	if basis == "" {
		return civil.Refuse("fund_document", "请填写预算文件的文号，或说明是怎样测算的。")
	}
	_, err := p.journal.Do(ctx, header(county, "budget", actor), func(w *journal.Write) error {
		for _, line := range lines {
			line.County, line.Year, line.Basis = county, year, basis
			if err := p.setBudget(ctx, w, line); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

func (p *Pay) setBudget(ctx context.Context, w *journal.Write, b Budget) error {
	if err := p.checkFund(b.Source, b.Year, w.At().Date()); err != nil {
		return err
	}
	if b.Programme == "" || b.Amount < 0 || b.Amount > allotmentMost {
		return civil.Refuse("fund_amount", "预算%s元不合理：请按项目填写，不小于0。", b.Amount)
	}
	old, known, err := db.One(ctx, w, scanBudget, selectBudget, b.County, b.id())
	if err != nil {
		return err
	}
	if known {
		if old.Amount == b.Amount && old.Basis == b.Basis {
			return nil
		}
		if err := w.Close(ctx, budgetTable, b.id(), old.Opened); err != nil {
			return err
		}
	}
	year, err := civil.NewMonth(b.Year, 1)
	if err != nil {
		return err
	}
	return w.Open(ctx, budgetTable, b.id(), journal.Valid{From: year.First(), To: year.Add(monthsInYear - 1).Last()}, b.Year, b.Source, b.Programme, b.Amount, b.Basis)
}

const monthsInYear = 12

// Cost is what a programme costs in a month, as entitlements have it or as a
// judgement of everybody in a city finds it.
type Cost struct {
	Programme string
	Amount    civil.Fen
}

// Plan works a year's budget out from what its programmes cost a month and what is
// planned to change: for every source what it bears of every programme.
func (p *Pay) Plan(county string, year int, now []Cost, changes []Planned) ([]Budget, error) {
	first, err := civil.NewMonth(year, 1)
	if err != nil {
		return nil, err
	}
	type line struct{ source, programme string }
	sums := map[line]civil.Fen{}
	for _, one := range now {
		for m := first; m < first.Add(monthsInYear); m++ {
			amount := max(0, one.Amount+plannedIn(changes, one.Programme, m))
			for _, part := range p.split(county, one.Programme, m, amount) {
				sums[line{part.Source, one.Programme}] += part.Amount
			}
		}
	}
	list := make([]Budget, 0, len(sums))
	for at, sum := range sums {
		list = append(list, Budget{County: county, Year: year, Source: at.source, Programme: at.programme, Amount: sum})
	}
	slices.SortFunc(list, func(a, b Budget) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Programme, b.Programme))
	})
	return list, nil
}
