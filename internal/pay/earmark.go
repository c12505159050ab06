package pay

import (
	"context"
	"errors"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
)

// Money or goods that came in for one purpose (专款专用), such as donations for a
// handout, are kept apart from the funds of the years: what is paid by the programme
// HANDOUT.PURPOSE is drawn from them alone, and never more than came in.
//
//	came in             source.SOURCE, or of a fund fund.SOURCE.YEAR → fund.for-PURPOSE
//	taken back          the same, reversed
//	paid                fund.for-PURPOSE → run.RUN, as from any fund
//	handed out in kind  fund.for-PURPOSE → handed.for-PURPOSE; undone: reversed
//	left over, returned fund.for-PURPOSE → rest.for-PURPOSE

// earmarked is how the source of what came in for one purpose begins.
const earmarked = "for-"

const (
	postEarmark = "pay.earmark"
	postHanded  = "pay.handed"
	postRest    = "pay.rest"
)

// Earmark is money or goods for one purpose.
type Earmark struct {
	ID      string // by it the same is posted once
	Purpose string
	Title   string // of the purpose, for the account
	Source  string // a fund source, whose fund of the year it is taken from, or any other giver
	Unit    string // of the ledger
	Amount  int64
	Note    string
}

func (e *Earmark) account() string { return fundAccount(earmarked+e.Purpose, 0) }

// move opens the accounts of a transfer and posts it.
func (e *Earmark) move(ctx context.Context, w *journal.Write, kind, from, to, subject string) error {
	return books.Post(ctx, w, ledger.Transfer{
		ID: e.ID, From: from, To: to, Unit: e.Unit, Amount: e.Amount, Kind: kind, Subject: subject, Day: w.At().Date(), Note: e.Note,
	})
}

func (e *Earmark) open(ctx context.Context, w *journal.Write, code, title string, overdraw bool) error {
	known, err := books.Has(ctx, w, w.County(), code)
	if err != nil || known {
		return err
	}
	return books.Open(ctx, w, ledger.Account{County: w.County(), Code: code, Unit: e.Unit, Title: title, Overdraw: overdraw})
}

// Earmark takes money or goods in for a purpose, within the act that writes them down.
// A fund that does not cover it refuses the act (Conflict).
func (p *Pay) Earmark(ctx context.Context, w *journal.Write, e Earmark) error {
	from := "source." + e.Source + "." + e.Unit
	if e.Unit == ledger.Fen && slices.ContainsFunc(p.Sources(), func(s Source) bool { return s.Name == e.Source }) {
		b := newPosting(w)
		if err := b.fund(ctx, p, e.Source); err != nil {
			return err
		}
		from = fundAccount(e.Source, yearOf(w.At().Date()))
	} else if err := e.open(ctx, w, from, "来源："+p.sourceTitle(e.Source), true); err != nil {
		return err
	}
	if err := e.open(ctx, w, e.account(), e.Title, false); err != nil {
		return err
	}
	err := e.move(ctx, w, postEarmark, from, e.account(), e.Purpose)
	if short(err) {
		return civil.Conflict.Refuse("handout_amount", "%s今年剩下的不够，没有登记：请先登记下达的资金，或换一项来源。", p.sourceTitle(e.Source))
	}
	return err
}

func short(err error) bool {
	var refused *civil.Error
	return errors.As(err, &refused) && refused.Code == ledger.Short
}

// Undo takes back what was posted under an id: an entry that was wrong. What has been
// given since cannot be taken back (Conflict).
func (p *Pay) Undo(ctx context.Context, w *journal.Write, id, note string) error {
	err := books.Reverse(ctx, w, id, w.At().Date(), note)
	if short(err) {
		return civil.Conflict.Refuse("handout_spent", "这一笔已经发出去一部分，不能撤销。")
	}
	return err
}

// HandOut posts goods that somebody was given.
func (p *Pay) HandOut(ctx context.Context, w *journal.Write, e Earmark, to string) error {
	return e.leave(ctx, w, "handed."+earmarked+e.Purpose, postHanded, to)
}

// HandBack takes back that somebody was given goods: he was not after all.
func (p *Pay) HandBack(ctx context.Context, w *journal.Write, to, note string) error {
	standing, err := books.Standing(ctx, w, w.County(), to)
	for i := range standing {
		if err := books.Reverse(ctx, w, standing[i].ID, w.At().Date(), note); err != nil {
			return err
		}
	}
	return err
}

// PutBack posts what was left over and went back to whoever had given it.
func (p *Pay) PutBack(ctx context.Context, w *journal.Write, e Earmark) error {
	return e.leave(ctx, w, "rest."+earmarked+e.Purpose, postRest, e.Purpose)
}

func (e *Earmark) leave(ctx context.Context, w *journal.Write, account, kind, subject string) error {
	if err := e.open(ctx, w, account, e.Title, false); err != nil {
		return err
	}
	err := e.move(ctx, w, kind, e.account(), account, subject)
	if short(err) {
		return civil.Conflict.Refuse("handout_short", "收到的已经不够再发：请核对收到的数量。")
	}
	return err
}

// Earmarked is what is there of what came in for a purpose.
func Earmarked(ctx context.Context, q db.Query, county, purpose string) (left int64, err error) {
	e := Earmark{Purpose: purpose}
	known, err := books.Has(ctx, q, county, e.account())
	if err != nil || !known {
		return 0, err
	}
	return books.Now(ctx, q, county, e.account())
}

const selectLinesOnce = `SELECT ` + lineColumns + fromLines + ` AND v.programme = $2 AND v.kind IN ` + onceKinds

// OnceLines are the lines by which a payment that is made once was paid or came back,
// of all runs that are not drafts.
func OnceLines(ctx context.Context, q db.Query, county, programme string) ([]*Line, error) {
	lines, err := sorted(db.Many(ctx, q, scanLine, selectLinesOnce, county, programme))
	if err != nil {
		return nil, err
	}
	return withoutDrafts(ctx, q, county, lines)
}
