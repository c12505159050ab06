package pay

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
)

// A town keeps a reserve (备用金) from which it helps at once, in cash or goods, before
// the papers: it is filled from a county's fund, and what is handed out is posted in
// the act that decides it, so that nothing is given that is not there.
//
//	filled      fund.SOURCE.YEAR → reserve.TOWN
//	handed out  reserve.TOWN → handed.PROGRAMME

const reserveClass = "reserve"

// handedAccount is what was handed out; what banks paid stands in paid.PROGRAMME.
func handedAccount(programme string) string { return "handed." + programme }

func reserveAccount(town civil.Area) string { return reserveClass + "." + town.Township().String() }

const (
	postRefill  = "pay.reserve"
	postAdvance = "pay.advance"
)

// Advance is money a town has handed out before the papers.
type Advance struct {
	Decision  string
	Case      string
	Programme string
	Town      civil.Area
	Amount    civil.Fen
	Note      string
}

// Refill is money put into the reserve of a town.
type Refill struct {
	County string
	Town   civil.Area
	Source string // a fund source
	Amount civil.Fen
	Note   string
	Once   string // key of the form that was sent; a second time does nothing
}

// Reserve is the reserve of a town.
type Reserve struct {
	Account string
	Title   string
	Filled  civil.Fen // ever
	Given   civil.Fen // ever
	Left    civil.Fen
}

// Refill moves money of this year's fund into a town's reserve.
func (p *Pay) Refill(ctx context.Context, who string, r Refill) error {
	switch {
	case r.Town.Level() < civil.Township || r.Town.County().String()[:6] != r.County:
		return civil.Refuse("reserve_town", "请选择本县（市、区）的乡镇（街道）。")
	case r.Amount <= 0 || r.Amount > amountMost:
		return civil.Refuse("pay_amount", "备用金的金额%s元不合理，请核对。", r.Amount)
	case !slices.ContainsFunc(p.Sources(), func(s Source) bool { return s.Name == r.Source }):
		return civil.Refuse("reserve_source", "请选择备用金从哪项资金拨付。")
	}
	_, err := p.journal.Do(ctx, header(r.County, "reserve", who), func(w *journal.Write) error {
		b := newPosting(w)
		if err := b.fund(ctx, p, r.Source); err != nil {
			return err
		}
		if err := b.account(ctx, reserveAccount(r.Town), p.place(r.Town)+"临时救助备用金", false); err != nil {
			return err
		}
		id := r.Once
		if id == "" {
			id = newID()
		}
		b.move(postRefill, "reserve."+id, fundAccount(r.Source, yearOf(w.At().Date())), reserveAccount(r.Town), r.Amount, r.Town.Township().String(), r.Note)
		return b.post(ctx)
	})
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Code == ledger.Short {
		return civil.Conflict.Refuse("reserve_fund_short", "这项资金今年剩下的不够%s，没有拨付：请先登记下达的资金，或换一项来源。", r.Amount.Words())
	}
	return err
}

// Advance posts what a town hands out, within the act that decides it. A reserve that
// does not cover it refuses the act (Conflict).
func (p *Pay) Advance(ctx context.Context, w *journal.Write, a Advance) error {
	b := newPosting(w)
	if err := b.account(ctx, reserveAccount(a.Town), p.place(a.Town)+"临时救助备用金", false); err != nil {
		return err
	}
	if err := b.account(ctx, handedAccount(a.Programme), "当场给付："+p.programme(a.Programme), false); err != nil {
		return err
	}
	b.move(postAdvance, "advance."+a.Decision, reserveAccount(a.Town), handedAccount(a.Programme), a.Amount, a.Case, a.Note)
	var refused *civil.Error
	if err := b.post(ctx); errors.As(err, &refused) && refused.Code == ledger.Short {
		return civil.Conflict.Refuse("reserve_short", "%s的备用金不够%s，请先请县（市、区）补足，或者直接报县级审批。", p.place(a.Town), a.Amount.Words())
	} else if err != nil {
		return err
	}
	return nil
}

// Handed is what a family was handed out at once.
type Handed struct {
	Case      string
	Programme string
	Day       civil.Date
	Amount    civil.Fen
}

// HandedOut are what some cases of a county were handed out at once, in their order.
func (p *Pay) HandedOut(ctx context.Context, county string, cases ...string) (list []Handed, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		for _, one := range cases {
			moved, err := books.Standing(ctx, q, county, one)
			if err != nil {
				return err
			}
			for _, t := range moved {
				if programme, is := strings.CutPrefix(t.To, handedAccount("")); is && t.Kind == postAdvance {
					list = append(list, Handed{one, programme, t.Day, civil.Fen(t.Amount)})
				}
			}
		}
		return nil
	})
	return list, err
}

// ReserveDesk are the reserves of a county's towns, for a page.
func (p *Pay) ReserveDesk(ctx context.Context, county string) (list []Reserve, err error) {
	err = p.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = Reserves(ctx, q, county)
		return err
	})
	return list, err
}

// Town is whose reserve it is; 0 when the account's name does not say so.
func (r *Reserve) Town() civil.Area {
	area, err := civil.ParseArea(strings.TrimPrefix(r.Account, reserveClass+"."))
	if err != nil {
		return 0
	}
	return area
}

// Reserves are the reserves of a county's towns.
func Reserves(ctx context.Context, q db.Query, county string) (list []Reserve, err error) {
	const most = 500
	accounts, err := books.Class(ctx, q, county, reserveClass, "", most)
	for i := range accounts {
		a := &accounts[i]
		list = append(list, Reserve{Account: a.Code, Title: a.Title, Filled: civil.Fen(a.Came), Given: civil.Fen(a.Went), Left: civil.Fen(a.Balance)})
	}
	return list, err
}

// place is a division in words.
func (p *Pay) place(area civil.Area) string {
	if p.names.Place != nil {
		return p.names.Place(area)
	}
	return area.String()
}
