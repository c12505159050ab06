package pay

import (
	"context"
	"maps"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Fund is how the money of a source stands in a year.
type Fund struct {
	Source    string
	Title     string
	Account   string // in the ledger; empty while nothing was given or drawn
	Planned   civil.Fen
	Allotted  civil.Fen // confirmed, less what was taken back
	Drawn     civil.Fen // for runs that are released, less what came back to the fund
	Balance   civil.Fen
	Open      bool      // it may be overdrawn
	Expected  civil.Fen // to the end of the year
	ByProgram []Spent
}

// Left is what is left at the end of the year, or missing.
func (f *Fund) Left() civil.Fen { return f.Balance - f.Expected }

// Spent is what a programme was planned to take and took from a source.
type Spent struct {
	Programme      string
	Planned, Drawn civil.Fen
}

// FundDesk is the money of a county in a year.
type FundDesk struct {
	County     string
	Year       int
	Funds      []Fund
	Allotments []*Allotment
	Forecast   *Forecast
}

// FundDesk reads the money of a county in a year.
func (p *Pay) FundDesk(ctx context.Context, county string, year int, today civil.Date, changes []Planned) (*FundDesk, error) {
	d := &FundDesk{County: county, Year: year}
	err := p.journal.DB().Read(ctx, func(q db.Query) (err error) {
		if d.Allotments, err = Allotments(ctx, q, county, year); err != nil {
			return err
		}
		if d.Forecast, err = p.ForecastFor(ctx, q, county, year, today, changes); err != nil {
			return err
		}
		plan, err := Budgets(ctx, q, county, year)
		if err != nil {
			return err
		}
		for _, s := range p.Sources() {
			f := Fund{Source: s.Name, Title: s.Title, Open: true, Expected: d.Forecast.Sources[s.Name]}
			if err := f.read(ctx, q, county, year, plan); err != nil {
				return err
			}
			d.Funds = append(d.Funds, f)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// read fills a fund from the ledger and the plan.
func (f *Fund) read(ctx context.Context, q db.Query, county string, year int, plan []Budget) error {
	spent := map[string]civil.Fen{}
	code := fundAccount(f.Source, year)
	known, err := books.Has(ctx, q, county, code)
	if err != nil {
		return err
	}
	if known {
		a, err := books.GetAccount(ctx, q, county, code)
		if err != nil {
			return err
		}
		balance, err := books.Now(ctx, q, county, code)
		if err != nil {
			return err
		}
		f.Account, f.Open, f.Balance = code, a.Overdraw, civil.Fen(balance)
		sums, err := books.Uses(ctx, q, county, code)
		if err != nil {
			return err
		}
		for _, u := range sums {
			if u.Kind == postAllotment {
				f.Allotted += civil.Fen(u.Came - u.Went)
				continue
			}
			f.Drawn += civil.Fen(u.Went - u.Came)
			spent[u.Note] += civil.Fen(u.Went - u.Came)
		}
	}
	f.programmes(plan, spent)
	return nil
}

// programmes puts the plan beside what was drawn.
func (f *Fund) programmes(plan []Budget, spent map[string]civil.Fen) {
	names := map[string]Spent{}
	for _, b := range plan {
		if b.Source == f.Source {
			f.Planned += b.Amount
			names[b.Programme] = Spent{b.Programme, b.Amount, 0}
		}
	}
	for programme, sum := range spent {
		s := names[programme]
		s.Programme, s.Drawn = programme, sum
		names[programme] = s
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		f.ByProgram = append(f.ByProgram, names[name])
	}
}

// Allotment reads one (NotFound when there is none).
func (p *Pay) Allotment(ctx context.Context, county, id string) (a *Allotment, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		var known bool
		if a, known, err = db.One(ctx, q, scanAllotment, selectAllotment, county, id); err == nil && !known {
			err = civil.NotFound.Refuse("fund_allotment_unknown", "没有找到这笔资金登记，请重新打开资金页面。")
		}
		return err
	})
	return a, err
}

// CoversOf are how the funds stand beside what a run takes from them.
func (p *Pay) CoversOf(ctx context.Context, r *Run, lines []*Line) (list []Cover, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = p.Covers(ctx, q, r, lines)
		return err
	})
	return list, err
}

// CostsOf are what the programmes of a county cost in a month by what is owed.
func (p *Pay) CostsOf(ctx context.Context, county string, m civil.Month) (list []Cost, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		all, err := entitlements(ctx, q, selectOfCounty, county, journal.Latest, "")
		sums := map[string]civil.Fen{}
		for _, e := range all {
			sums[e.Programme] += e.Due(m)
		}
		for _, name := range slices.Sorted(maps.Keys(sums)) {
			if sums[name] > 0 {
				list = append(list, Cost{name, sums[name]})
			}
		}
		return err
	})
	return list, err
}
