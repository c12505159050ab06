package handout

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Entry is money or goods that came in for a handout.
type Entry struct {
	register.Ref
	Opened  int64
	Handout string
	Source  string
	Giver   string // empty: anonymous, or a fund
	Amount  int64  // fen or pieces
	Receipt string
	CameOn  civil.Date
	State   string // came in, was taken back, or went back as a rest
	Note    string
	ByName  string
	once    string
}

var entryTable = journal.NewTable("handout_entry", journal.Text("handout"), journal.Text("source"), journal.Text("giver").Personal(), journal.Int("amount"),
	journal.Text("receipt"), journal.Text("came_on"), journal.Text("state"), journal.Text("note"), journal.Text("by_name"), journal.Text("once"))

const (
	entryColumns    = `v.county, v.id, v.opened, v.handout, v.source, v.giver, v.amount, v.receipt, v.came_on, v.state, v.note, v.by_name, v.once`
	selectEntry     = `SELECT ` + entryColumns + ` FROM handout_entry v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectEntries   = `SELECT ` + entryColumns + ` FROM handout_entry v WHERE v.county = $1 AND v.handout = $2 AND v.closed IS NULL ORDER BY v.came_on, v.id`
	selectEntrySent = `SELECT v.id FROM handout_entry v WHERE v.county = $1 AND v.handout = $2 AND v.once = $3 LIMIT 1`
	sumEntries      = `SELECT CAST(COALESCE(sum(v.amount), 0) AS BIGINT) FROM handout_entry v WHERE v.county = $1 AND v.handout = $2 AND v.state = 'in' AND v.closed IS NULL`
)

// The states of an entry in its column.
const (
	CameIn    = "in"
	TakenBack = "back" // it had been written down by mistake
	PutBack   = "rest" // what was left over went back to the giver
)

func scanEntry(row db.Row) (*Entry, error) {
	var e Entry
	var giver *string
	var day string
	err := row.Scan(&e.County, &e.ID, &e.Opened, &e.Handout, &e.Source, &giver, &e.Amount, &e.Receipt, &day, &e.State, &e.Note, &e.ByName, &e.once)
	if err != nil {
		return nil, err
	}
	if giver != nil {
		e.Giver = *giver
	}
	e.CameOn, err = civil.ParseDate(day)
	return &e, err
}

func (e *Entry) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, entryTable, e.ID, journal.Always, e.Handout, e.Source, nilOr(e.Giver), e.Amount, e.Receipt, e.CameOn.String(), e.State, e.Note, e.ByName, e.once)
}

func nilOr(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// amountMost is the most of one entry: a hundred million yuan, or as many pieces.
const amountMost = 10_000_000_000

// TakeIn writes down what came in for a handout that is not done yet.
func (d *Desk) TakeIn(ctx context.Context, who officer.Officer, seen Seen, e Entry) error {
	_, err := d.Journal.Do(ctx, header(who, seen.County, "entry"), func(w *journal.Write) error {
		h, err := get(ctx, w, seen.Ref)
		if err != nil {
			return err
		}
		if err := who.Covers(h.Division); err != nil {
			return err
		}
		e.Ref, e.Handout, e.State, e.ByName, e.once = register.Ref{County: h.County, ID: db.NewID()}, h.ID, CameIn, who.Name, who.Once(seen.Once)
		if _, there, err := db.One(ctx, w, db.Text, selectEntrySent, h.County, h.ID, e.once); err != nil || there && e.once != "" {
			return err
		}
		if err := d.checkEntry(h, &e, w.At().Date()); err != nil {
			return err
		}
		err = d.Pay.Earmark(ctx, w, pay.Earmark{
			ID: "entry." + e.ID, Purpose: h.ID, Title: "收到的：" + h.Title, Source: e.Source, Unit: h.ledgerUnit(), Amount: e.Amount, Note: e.Receipt,
		})
		if err != nil {
			return err
		}
		return e.open(ctx, w)
	})
	return err
}

func (d *Desk) checkEntry(h *Handout, e *Entry, today civil.Date) error {
	e.Giver, e.Receipt = strings.TrimSpace(e.Giver), strings.TrimSpace(e.Receipt)
	rule := d.Rule(h)
	switch {
	case h.State == Closed:
		return civil.Conflict.Refuse("handout_state", "这一批已经办结，不能再登记收到的钱物。")
	case rule == nil || rule.SourceNamed(e.Source) == nil:
		return civil.Refuse("handout_source", "请选择是从哪里来的。")
	case e.Amount <= 0 || e.Amount > amountMost:
		return civil.Refuse("handout_amount", "请写收到多少，要大于零。")
	case len([]rune(e.Giver)) > nameMost:
		return civil.Refuse("handout_giver", "捐赠人最多%d个字。", nameMost)
	case e.Receipt == "" || len([]rune(e.Receipt)) > nameMost:
		return civil.Refuse("handout_receipt", "请写收据或者文件的编号，最多%d个字。", nameMost)
	case e.CameOn == 0 || e.CameOn > today:
		return civil.Refuse("handout_came", "请写收到的日期，不能晚于今天。")
	}
	return nil
}

// TakeBack takes an entry back that was written down by mistake. What the approved list
// needs stays.
func (d *Desk) TakeBack(ctx context.Context, who officer.Officer, ref register.Ref, why string) (handout register.Ref, err error) {
	if why, err = officer.Words("handout_why", "理由", why, wordsLeast, wordsMost); err != nil {
		return handout, err
	}
	_, err = d.Journal.Do(ctx, header(who, ref.County, "entry_back"), func(w *journal.Write) error {
		e, there, err := db.One(ctx, w, scanEntry, selectEntry, ref.County, ref.ID)
		if err != nil {
			return err
		}
		if !there {
			return officer.Missing()
		}
		handout = register.Ref{County: e.County, ID: e.Handout}
		h, err := get(ctx, w, handout)
		if err != nil {
			return err
		}
		if err := who.Covers(h.Division); err != nil || e.State != CameIn {
			return err
		}
		if err := d.spares(ctx, w, h, e.Amount); err != nil {
			return err
		}
		if err := d.Pay.Undo(ctx, w, "entry."+e.ID, why); err != nil {
			return err
		}
		if err := w.Close(ctx, entryTable, e.ID, e.Opened); err != nil {
			return err
		}
		e.State, e.Note, e.ByName = TakenBack, why, who.Name
		return e.open(ctx, w)
	})
	return handout, err
}

// spares refuses to take away what an approved list still needs.
func (d *Desk) spares(ctx context.Context, q db.Query, h *Handout, amount int64) error {
	if h.State == Draft || h.State == Submitted {
		return nil
	}
	raised, err := db.Int(q.QueryRow(ctx, sumEntries, h.County, h.ID))
	if err != nil {
		return err
	}
	needed, err := db.Int(q.QueryRow(ctx, sumListed, h.County, h.ID))
	if err != nil {
		return err
	}
	if raised-amount < needed {
		return civil.Conflict.Refuse("handout_needed", "已审批的名单要%s，收到%s，这一笔不能撤销。", h.Spoken(needed), h.Spoken(raised))
	}
	return nil
}

// Entries are what came in for a handout, the first first.
func (d *Desk) Entries(ctx context.Context, h *Handout) (list []*Entry, err error) {
	err = d.read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanEntry, selectEntries, h.County, h.ID)
		return err
	})
	return list, err
}

// Entry is one entry for a viewer.
func (d *Desk) Entry(ctx context.Context, who officer.Officer, ref register.Ref) (e *Entry, h *Handout, err error) {
	err = d.read(ctx, func(q db.Query) error {
		found, there, err := db.One(ctx, q, scanEntry, selectEntry, ref.County, ref.ID)
		if err != nil {
			return err
		}
		if !there {
			return officer.Missing()
		}
		e = found
		if h, err = get(ctx, q, register.Ref{County: e.County, ID: e.Handout}); err != nil {
			return err
		}
		return who.Covers(h.Division)
	})
	return e, h, err
}
