package pay

import (
	"context"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
)

// Every step that moves money posts it in the same act, so that the ledger and the
// lists cannot come apart:
//
//	released            fund.SOURCE.YEAR → run.RUN; what had come back: returned → run.RUN
//	no longer released  the same, reversed
//	credited            run.RUN → paid.PROGRAMME
//	came back           run.RUN → returned; credited before: paid.PROGRAMME → run.RUN → returned
//	not sent again      returned → fund.SOURCE.YEAR
//	overpaid            overpaid.PROGRAMME → receivable.HOUSEHOLD; less of it: the other way
//	paid back           receivable.HOUSEHOLD → overpaid.PROGRAMME → recovered.SOURCE
//	kept back           receivable.HOUSEHOLD → overpaid.PROGRAMME, for the money never left
//	written off         receivable.HOUSEHOLD → overpaid.PROGRAMME → writeoff
//
// So that what a family owes is what its receivable holds, and paid and overpaid of a
// programme together are what was rightly spent on it.
//
// The money of a line moves by a transfer of its own, whose id is made of the line's:
// no line can be credited twice, whatever a program does wrong. What is not about a
// line is posted in sums.

// books is the ledger within an act: there it needs no journal.
var books = ledger.New(nil)

// The accounts that are one in a county; the others are named by what they are about.
const (
	returnedAccount = "returned"
	writeoffAccount = "writeoff"
)

func runAccount(run string) string        { return "run." + run }
func paidAccount(programme string) string { return "paid." + programme }
func overpaidAccount(prog string) string  { return "overpaid." + prog }
func receivableAccount(h string) string   { return "receivable." + h }
func recoveredAccount(src string) string  { return "recovered." + src }

func fundAccount(source string, year int) string {
	if strings.HasPrefix(source, earmarked) {
		return "fund." + source // what was given for one purpose belongs to no year
	}
	return "fund." + source + "." + strconv.Itoa(year)
}

// yearOf is the budget year of a day.
func yearOf(day civil.Date) int {
	year, _, _ := day.YMD()
	return year
}

// The kinds of transfers, see the table above.
const (
	postRelease   = "pay.release"
	postCredit    = "pay.credited"
	postReturn    = "pay.returned"
	postForgo     = "pay.forgone"
	postOverpaid  = "pay.overpaid"
	postLess      = "pay.overpaid_less"
	postRecovered = "pay.recovered"
	postWriteoff  = "pay.writeoff"
)

// posting collects the transfers of an act and opens what accounts they need.
type posting struct {
	w    *journal.Write
	day  civil.Date
	open map[string]bool
	list []ledger.Transfer
}

func newPosting(w *journal.Write) *posting {
	return &posting{w: w, day: w.At().Date(), open: map[string]bool{}}
}

// account makes sure that an account is there. One that is keeps its limit: whether a
// fund may be overdrawn is for its own acts to say.
func (p *posting) account(ctx context.Context, code, title string, overdraw bool) error {
	if p.open[code] {
		return nil
	}
	p.open[code] = true
	known, err := books.Has(ctx, p.w, p.w.County(), code)
	if err != nil || known {
		return err
	}
	return books.Open(ctx, p.w, ledger.Account{County: p.w.County(), Code: code, Unit: ledger.Fen, Title: title, Overdraw: overdraw})
}

// move notes a transfer.
func (p *posting) move(kind, id, from, to string, amount civil.Fen, subject, note string) {
	p.list = append(p.list, ledger.Transfer{
		ID: id, From: from, To: to, Unit: ledger.Fen, Amount: int64(amount), Kind: kind, Subject: subject, Day: p.day, Note: note,
	})
}

// post posts what was noted.
func (p *posting) post(ctx context.Context) error {
	if len(p.list) == 0 {
		return nil
	}
	return books.Post(ctx, p.w, p.list...)
}

// overpaid posts a change of what was overpaid for a month.
func (o *Overpayment) post(ctx context.Context, w *journal.Write, before, now civil.Fen) error {
	p := newPosting(w)
	if err := p.account(ctx, overpaidAccount(o.Programme), "多发待收回的对应账户："+o.Programme, true); err != nil {
		return err
	}
	if err := p.account(ctx, receivableAccount(o.Household), "应收回多发款", false); err != nil {
		return err
	}
	id := "overpaid." + o.ID + "." + strconv.FormatInt(w.Seq(), 10)
	switch {
	case now > before:
		p.move(postOverpaid, id, overpaidAccount(o.Programme), receivableAccount(o.Household), now-before, o.ID, o.Month.String())
	case now < before:
		p.move(postLess, id, receivableAccount(o.Household), overpaidAccount(o.Programme), before-now, o.ID, o.Month.String())
	}
	return p.post(ctx)
}

// received posts that a family has paid back: the sources get what they bore. What it
// owes became less with the overpayment itself.
func (p *Pay) received(ctx context.Context, w *journal.Write, r *Recovery, m Money) error {
	b := newPosting(w)
	if err := b.account(ctx, overpaidAccount(r.Programme), "多发款："+p.programme(r.Programme), true); err != nil {
		return err
	}
	id := "recovered." + r.ID + "." + strconv.FormatInt(w.Seq(), 10) + "."
	for _, part := range p.split(r.County, r.Programme, m.Day.Month(), m.Amount) {
		if err := b.account(ctx, recoveredAccount(part.Source), "已收回多发款："+p.sourceTitle(part.Source), false); err != nil {
			return err
		}
		b.move(postRecovered, id+part.Source, overpaidAccount(r.Programme), recoveredAccount(part.Source), part.Amount, r.ID, "")
	}
	return b.post(ctx)
}

// post posts that a debt was given up by decision.
func (v *Waiver) post(ctx context.Context, w *journal.Write, r *Recovery) error {
	b := newPosting(w)
	if err := b.account(ctx, writeoffAccount, "已核销多发款", false); err != nil {
		return err
	}
	b.move(postWriteoff, "writeoff."+v.ID, overpaidAccount(r.Programme), writeoffAccount, v.Amount, r.ID, "")
	return b.post(ctx)
}

// programme is a programme in words.
func (p *Pay) programme(name string) string {
	if p.names.Programme != nil {
		return p.names.Programme(name)
	}
	return name
}
