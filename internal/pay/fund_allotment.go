package pay

import (
	"context"
	"slices"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
)

// AllotmentState is how far an allotment is.
type AllotmentState string

// The states, see [AllotmentState].
const (
	AllotmentProposed  AllotmentState = "proposed"  // 待确认
	AllotmentConfirmed AllotmentState = "confirmed" // 已入账
	AllotmentRefused   AllotmentState = "refused"   // 未予确认
)

// Allotment is one version of money a source gives a county for a year, or takes back.
type Allotment struct {
	County, ID string
	Opened     int64
	Source     string
	Year       int
	Amount     civil.Fen
	Back       bool // it is taken back
	Document   string
	Day        civil.Date // of the document
	State      AllotmentState
	Proposer   string
	Decider    string
	Words      string
}

var allotmentTable = journal.NewTable("fund_allotment", journal.Text("source"), journal.Int("year"), journal.Int("amount"), journal.Bool("back"),
	journal.Text("document"), journal.Text("day"), journal.Text("state"), journal.Text("proposer"), journal.Text("decider"), journal.Text("words"))

const (
	allotmentColumns = `v.county, v.id, v.opened, v.source, v.year, v.amount, v.back, v.document, v.day, v.state, v.proposer, v.decider, v.words`
	selectAllotment  = `SELECT ` + allotmentColumns + ` FROM fund_allotment v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectAllotments = `SELECT ` + allotmentColumns + ` FROM fund_allotment v WHERE v.county = $1 AND v.year = $2 AND v.closed IS NULL ORDER BY v.id`
)

func scanAllotment(row db.Row) (*Allotment, error) {
	var a Allotment
	var day string
	err := row.Scan(&a.County, &a.ID, &a.Opened, &a.Source, &a.Year, &a.Amount, &a.Back, &a.Document, &day, &a.State, &a.Proposer, &a.Decider, &a.Words)
	if err != nil {
		return nil, err
	}
	a.Day, err = civil.ParseDate(day)
	return &a, err
}

func (a *Allotment) open(ctx context.Context, w *journal.Write) error {
	a.Opened = w.Seq()
	return w.Open(ctx, allotmentTable, a.ID, journal.Valid{From: a.Day}, a.Source, a.Year, a.Amount, a.Back, a.Document, a.Day.String(),
		string(a.State), a.Proposer, a.Decider, a.Words)
}

// allotmentMost is the largest amount of one notice: more than any county is given.
const allotmentMost civil.Fen = 100_000_000_000_00

// The years a budget may be of, seen from a day: the last, this and the next.
func budgetYears(today civil.Date) (first, last int) { return yearOf(today) - 1, yearOf(today) + 1 }

func (p *Pay) checkFund(source string, year int, today civil.Date) error {
	if !slices.ContainsFunc(p.Sources(), func(s Source) bool { return s.Name == source }) {
		return civil.Refuse("fund_source", "请选择资金来源。")
	}
	if first, last := budgetYears(today); year < first || year > last {
		return civil.Refuse("fund_year", "预算年度%d不在%d年到%d年之间，请核对。", year, first, last)
	}
	return nil
}

func (a *Allotment) check(today civil.Date) error {
	switch {
	case a.Amount <= 0 || a.Amount > allotmentMost:
		return civil.Refuse("fund_amount", "金额%s元不合理：应大于0，请按文件填写。", a.Amount)
	case a.Document == "":
		return civil.Refuse("fund_document", "请填写资金下达（收回）文件的文号。")
	case a.Day > today:
		return civil.Refuse("fund_day", "文件日期（%s）晚于今天，请核对。", a.Day)
	}
	return nil
}

// ProposeAllotment enters what a notice gives or takes back. Nothing moves until
// another person has confirmed it. One notice is entered once for a source and year.
func (p *Pay) ProposeAllotment(ctx context.Context, actor string, a Allotment) (*Allotment, error) {
	_, err := p.journal.Do(ctx, header(a.County, "allot", actor), func(w *journal.Write) error {
		today := w.At().Date()
		if err := p.checkFund(a.Source, a.Year, today); err != nil {
			return err
		}
		if err := a.check(today); err != nil {
			return err
		}
		list, err := Allotments(ctx, w, a.County, a.Year)
		if err != nil {
			return err
		}
		for _, o := range list {
			if o.Source == a.Source && o.Document == a.Document && o.Back == a.Back && o.State != AllotmentRefused {
				return civil.Conflict.Refuse("fund_document_twice", "文件“%s”已经登记过%s元，没有重复登记：请核对文号。", a.Document, o.Amount)
			}
		}
		a.ID, a.State, a.Proposer, a.Decider, a.Words = newID(), AllotmentProposed, actor, "", ""
		return a.open(ctx, w)
	})
	if err != nil {
		return nil, err
	}
	return &a, nil
}

// DecideAllotment is the second person's word: confirmed, the money stands on the
// account of its source. Whoever entered it may not confirm it.
func (p *Pay) DecideAllotment(ctx context.Context, actor, county, id string, confirm bool, words string) error {
	if !confirm && words == "" {
		return civil.Refuse("pay_reason_missing", "请写明不予确认的原因。")
	}
	_, err := p.journal.Do(ctx, header(county, "allot_decide", actor), func(w *journal.Write) error {
		a, known, err := db.One(ctx, w, scanAllotment, selectAllotment, county, id)
		switch {
		case err != nil:
			return err
		case !known:
			return civil.NotFound.Refuse("fund_allotment_unknown", "没有找到这笔资金登记，请重新打开资金页面。")
		case a.State != AllotmentProposed:
			return civil.Conflict.Refuse("fund_allotment_decided", "这笔资金登记已经处理过，请重新打开资金页面。")
		case a.Proposer == actor:
			return civil.Denied.Refuse("fund_same_person", "登记资金的人不能自己确认，请由另一人对照文件确认。")
		}
		if err := w.Close(ctx, allotmentTable, a.ID, a.Opened); err != nil {
			return err
		}
		a.State, a.Decider, a.Words = AllotmentRefused, actor, words
		if confirm {
			a.State = AllotmentConfirmed
			if err := p.takeIn(ctx, w, a); err != nil {
				return err
			}
		}
		return a.open(ctx, w)
	})
	return err
}

// The kind of transfers that bring money, or take it back.
const postAllotment = "fund.allotment"

// takeIn posts an allotment. The first one of a source and year gives it a budget: from
// then on it may not be overdrawn, unless it is already or was declared open.
func (p *Pay) takeIn(ctx context.Context, w *journal.Write, a *Allotment) error {
	b := newPosting(w)
	outside, fund := "source."+a.Source, fundAccount(a.Source, a.Year)
	if err := b.account(ctx, outside, "来源："+p.sourceTitle(a.Source), true); err != nil {
		return err
	}
	known, err := books.Has(ctx, w, a.County, fund)
	if err != nil {
		return err
	}
	if !known {
		if err := books.Open(ctx, w, p.fundAccount(a.County, a.Source, a.Year, false)); err != nil {
			return err
		}
	}
	if a.Back {
		b.move(postAllotment, "allotment."+a.ID, fund, outside, a.Amount, a.ID, "")
	} else {
		b.move(postAllotment, "allotment."+a.ID, outside, fund, a.Amount, a.ID, "")
	}
	return b.post(ctx)
}

// fundAccount is the account of a source in a year.
func (p *Pay) fundAccount(county, source string, year int, open bool) ledger.Account {
	return ledger.Account{
		County: county, Code: fundAccount(source, year), Unit: ledger.Fen, Overdraw: open,
		Title: strconv.Itoa(year) + "年" + p.sourceTitle(source),
	}
}

// DeclareOpen says whether the budget of a source and year is open: payments go out
// although the money has not been allotted yet. To close one that is overdrawn is
// refused.
func (p *Pay) DeclareOpen(ctx context.Context, actor, county, source string, year int, open bool, reason string) error {
	if reason == "" {
		return civil.Refuse("pay_reason_missing", "请写明理由和依据的文件。")
	}
	h := header(county, "fund_open", actor)
	h.Note = reason
	_, err := p.journal.Do(ctx, h, func(w *journal.Write) error {
		if err := p.checkFund(source, year, w.At().Date()); err != nil {
			return err
		}
		return books.Open(ctx, w, p.fundAccount(county, source, year, open))
	})
	return err
}

// Allotments are those of a county and budget year, the oldest first.
func Allotments(ctx context.Context, q db.Query, county string, year int) ([]*Allotment, error) {
	return db.Many(ctx, q, scanAllotment, selectAllotments, county, year)
}
