package pay

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Share is the part of a programme's payments that a source of money bears.
type Share struct {
	Source   string
	Permille int64
}

// Source is who gives the money: a level of government, or the lottery's fund.
type Source struct{ Name, Title string }

// countySource bears everything where no rule says otherwise: a county answers for
// what it grants.
const countySource = "county"

// sourceTitle is a source in words.
func (p *Pay) sourceTitle(name string) string {
	if p.names.Sources != nil {
		for _, s := range p.names.Sources() {
			if s.Name == name {
				return s.Title
			}
		}
	}
	if name == countySource {
		return "县级财政资金"
	}
	if strings.HasPrefix(name, earmarked) {
		return "这一批收到的专项资金"
	}
	return name
}

// Sources are all sources of money that are known.
func (p *Pay) Sources() []Source {
	if p.names.Sources == nil {
		return []Source{{countySource, p.sourceTitle(countySource)}}
	}
	return p.names.Sources()
}

// Part is what a source bears of an amount.
type Part struct {
	Source string
	Amount civil.Fen
}

// wholeShare is all shares together.
const wholeShare = 1000

// split divides an amount among the sources of a programme. The fen that cannot be
// divided go to those whose parts were cut most, the first of equals first, so that
// the parts add up to the amount.
func (p *Pay) split(county, programme string, m civil.Month, amount civil.Fen) []Part {
	var shares []Share
	if _, batch, of := strings.Cut(programme, "."); of {
		shares = []Share{{earmarked + batch, wholeShare}}
	} else if p.names.Shares != nil {
		shares = p.names.Shares(county, programme, m)
	}
	if len(shares) == 0 {
		shares = []Share{{countySource, wholeShare}}
	}
	return divide(shares, amount)
}

func divide(shares []Share, amount civil.Fen) []Part {
	if amount <= 0 {
		return nil
	}
	parts := make([]Part, len(shares))
	order := make([]int, len(shares))
	cut := make([]int64, len(shares))
	rest := amount
	for i, s := range shares {
		// In two steps, so that no product leaves the numbers.
		whole, more := int64(amount)/wholeShare*s.Permille, int64(amount)%wholeShare*s.Permille
		parts[i] = Part{s.Source, civil.Fen(whole + more/wholeShare)}
		cut[i], order[i] = more%wholeShare, i
		rest -= parts[i].Amount
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(cut[b], cut[a]) })
	for i := 0; rest > 0; i, rest = i+1, rest-1 {
		parts[order[i%len(order)]].Amount++
	}
	return slices.DeleteFunc(parts, func(p Part) bool { return p.Amount == 0 })
}

// Draw is what a run takes from a source for a programme.
type Draw struct {
	Source    string
	Programme string
	Amount    civil.Fen
}

// Cover is how a source stands beside what a run takes from it.
type Cover struct {
	Source    string
	Title     string
	Needed    civil.Fen
	Available civil.Fen
	Open      bool // it may be overdrawn: nobody gave it a budget, or it was declared open
}

// Short is what is missing; nothing when the source covers it.
func (c *Cover) Short() civil.Fen {
	if c.Open {
		return 0
	}
	return max(0, c.Needed-c.Available)
}

func (c *Cover) refusal() error {
	return civil.Conflict.Refuse("fund_short", "本批次应由%s承担%s元，账上只有%s元，还缺%s元，没有签发：请先登记下达的资金，或把预算声明为开放。",
		c.Title, c.Needed, c.Available, c.Short())
}

// drawing is what a run takes from all sources.
type drawing struct {
	list   []Draw
	covers []Cover
}

func (d *drawing) short() *Cover {
	for i := range d.covers {
		if d.covers[i].Short() > 0 {
			return &d.covers[i]
		}
	}
	return nil
}

// draws divides the lines of a run among the sources. What is sent again was drawn
// when it first left.
func (p *Pay) draws(ctx context.Context, q db.Query, r *Run, lines []*Line) (*drawing, error) {
	sums := map[string]civil.Fen{}
	for _, l := range lines {
		if l.listed() && l.Origin == "" {
			sums[l.Programme] += l.Amount
		}
	}
	var d drawing
	needed := map[string]civil.Fen{}
	for programme, sum := range sums {
		for _, part := range p.split(r.County, programme, r.Month, sum) {
			d.list = append(d.list, Draw{part.Source, programme, part.Amount})
			needed[part.Source] += part.Amount
		}
	}
	slices.SortFunc(d.list, func(a, b Draw) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Programme, b.Programme))
	})
	for source, amount := range needed {
		c, err := p.cover(ctx, q, r.County, source, amount)
		if err != nil {
			return nil, err
		}
		d.covers = append(d.covers, c)
	}
	slices.SortFunc(d.covers, func(a, b Cover) int { return cmp.Compare(a.Source, b.Source) })
	return &d, nil
}

func (p *Pay) cover(ctx context.Context, q db.Query, county, source string, needed civil.Fen) (Cover, error) {
	c := Cover{Source: source, Title: p.sourceTitle(source), Needed: needed, Open: true}
	code := fundAccount(source, yearOf(civil.InstantOf(p.journal.DB().Now()).Date()))
	known, err := books.Has(ctx, q, county, code)
	if err != nil || !known {
		return c, err
	}
	a, err := books.GetAccount(ctx, q, county, code)
	if err != nil {
		return c, err
	}
	balance, err := books.Now(ctx, q, county, code)
	c.Available, c.Open = civil.Fen(balance), a.Overdraw
	return c, err
}

// Covers are how the funds stand beside what a run takes from them, before it is
// released. A run whose money is drawn needs nothing more.
func (p *Pay) Covers(ctx context.Context, q db.Query, r *Run, lines []*Line) ([]Cover, error) {
	if r.State.released() {
		return nil, nil
	}
	d, err := p.draws(ctx, q, r, lines)
	if err != nil {
		return nil, err
	}
	return d.covers, nil
}
