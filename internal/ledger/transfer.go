package ledger

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Transfer moves an amount from one account to another.
type Transfer struct {
	ID       string // by it a transfer is posted once
	From, To string // codes of accounts
	Unit     string
	Amount   int64  // more than nothing
	Kind     string // what happened: "pay.release"
	Subject  string // to what: a run, a line, a decision
	Day      civil.Date
	Reverses string // the transfer it undoes; set by Reverse alone
	Note     string
}

// AmountMost is the largest amount of one transfer.
const AmountMost = 1_000_000_000_000_000

var transferTable = journal.NewTable("ledger_transfer", journal.Int("n"), journal.Text("from_account"), journal.Text("to_account"), journal.Text("unit"),
	journal.Int("amount"), journal.Text("kind"), journal.Text("subject"), journal.Text("day"), journal.Text("reverses"), journal.Text("note"))

const (
	transferColumns = `v.id, v.from_account, v.to_account, v.unit, v.amount, v.kind, v.subject, v.day, v.reverses, v.note`
	selectTransfer  = `SELECT ` + transferColumns + ` FROM ledger_transfer v WHERE v.county = $1 AND v.id = $2`
	selectSubject   = `SELECT ` + transferColumns + ` FROM ledger_transfer v WHERE v.county = $1 AND v.subject = $2 ORDER BY v.opened, v.n`
	selectPlace     = `SELECT COALESCE(max(v.n), 0) FROM ledger_transfer v WHERE v.county = $1 AND v.opened = $2`
	selectReversing = `SELECT v.id FROM ledger_transfer v WHERE v.county = $1 AND v.reverses = $2 AND v.reverses <> ''`
	// Sixteen ids at once: to ask for each by itself would cost more than to post it.
	selectTransfers = `SELECT ` + transferColumns + ` FROM ledger_transfer v WHERE v.county = $1
		AND v.id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`
)

// askedAtOnce is how many ids selectTransfers asks for.
const askedAtOnce = 16

func scanTransfer(row db.Row) (t Transfer, err error) {
	var day string
	if err = row.Scan(&t.ID, &t.From, &t.To, &t.Unit, &t.Amount, &t.Kind, &t.Subject, &day, &t.Reverses, &t.Note); err != nil {
		return t, err
	}
	t.Day, err = civil.ParseDate(day)
	return t, err
}

func (t *Transfer) check() error {
	switch {
	case !named(t.ID) || !named(t.Kind) || len(t.Subject) > codeMost || len(t.Note) > codeMost:
		return civil.Refuse("ledger_transfer", "这笔记账缺少编号或事由，没有记账。")
	case t.Amount <= 0 || t.Amount > AmountMost:
		return civil.Refuse("ledger_amount", "记账的数额要大于零且在允许的范围内，没有记账。")
	case t.From == t.To:
		return civil.Refuse("ledger_same_account", "转出和转入是同一个账户，没有记账。")
	case t.Day < civil.FirstDate:
		return civil.Refuse("ledger_day", "这笔记账没有写明日期，没有记账。")
	}
	return nil
}

// Post moves what the transfers say, in the county of the act. All of it is posted or
// nothing; what the same transfers moved before is not moved again.
func (l *Ledger) Post(ctx context.Context, w *journal.Write, list ...Transfer) error {
	for i := range list {
		if err := list[i].check(); err != nil {
			return err
		}
		if list[i].Reverses != "" {
			return civil.Refuse("ledger_reversal", "冲正要按原记账办理，没有记账。")
		}
	}
	return post(ctx, w, list)
}

func post(ctx context.Context, w *journal.Write, list []Transfer) error {
	fresh, err := unknown(ctx, w, list)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if err := move(ctx, w, fresh); err != nil {
		return err
	}
	before, err := db.Int(w.QueryRow(ctx, selectPlace, w.County(), w.Seq()))
	if err != nil {
		return err
	}
	for i := range fresh {
		t := &fresh[i]
		err := w.Open(ctx, transferTable, t.ID, journal.Valid{From: t.Day}, before+int64(i)+1, t.From, t.To, t.Unit, t.Amount, t.Kind, t.Subject,
			t.Day.String(), t.Reverses, t.Note)
		if err != nil {
			return err
		}
	}
	return nil
}

// unknown are the transfers of a list that were not posted before.
func unknown(ctx context.Context, w *journal.Write, list []Transfer) ([]Transfer, error) {
	known := make(map[string]Transfer, len(list))
	fresh := make([]Transfer, 0, len(list))
	for part := range slices.Chunk(list, askedAtOnce) {
		args := []any{w.County()}
		for i := range askedAtOnce {
			args = append(args, part[min(i, len(part)-1)].ID)
		}
		stored, err := db.Many(ctx, w, scanTransfer, selectTransfers, args...)
		if err != nil {
			return nil, err
		}
		for _, t := range stored {
			known[t.ID] = t
		}
	}
	for _, t := range list {
		switch old, stands := known[t.ID]; {
		case !stands:
			known[t.ID] = t
			fresh = append(fresh, t)
		case old != t:
			return nil, civil.Conflict.Refuse("ledger_id_taken", "编号“%s”下已经有另一笔记账，没有重复记账：请核对后重新办理。", t.ID)
		}
	}
	return fresh, nil
}

// Reverse undoes a transfer by one the other way. A transfer is reversed once, and a
// reversal never: whoever wants it back posts anew.
func (l *Ledger) Reverse(ctx context.Context, w *journal.Write, id string, day civil.Date, note string) error {
	t, known, err := db.One(ctx, w, scanTransfer, selectTransfer, w.County(), id)
	switch {
	case err != nil:
		return err
	case !known:
		return &civil.Error{Kind: civil.NotFound, Code: "ledger_transfer_unknown", Message: "没有找到要冲正的记账，请重新打开对账单。"}
	case t.Reverses != "":
		return civil.Conflict.Refuse("ledger_reversal_stands", "这笔本身就是冲正，不能再冲正：需要恢复的请重新记账。")
	}
	_, done, err := db.One(ctx, w, db.Text, selectReversing, w.County(), id)
	if err != nil {
		return err
	}
	if done {
		return civil.Conflict.Refuse("ledger_reversed", "这笔记账已经冲正过，没有再次冲正。")
	}
	counter := Transfer{
		ID: "reversal." + t.ID, From: t.To, To: t.From, Unit: t.Unit, Amount: t.Amount,
		Kind: t.Kind, Subject: t.Subject, Day: day, Reverses: t.ID, Note: note,
	}
	if err := counter.check(); err != nil {
		return err
	}
	return post(ctx, w, []Transfer{counter})
}

// Of are the transfers of a subject, the oldest first, reversals among them.
func (l *Ledger) Of(ctx context.Context, q db.Query, county, subject string) ([]Transfer, error) {
	return db.Many(ctx, q, scanTransfer, selectSubject, county, subject)
}

// Standing are the transfers of a subject that were not reversed and are no
// reversals.
func (l *Ledger) Standing(ctx context.Context, q db.Query, county, subject string) ([]Transfer, error) {
	all, err := l.Of(ctx, q, county, subject)
	undone := map[string]bool{}
	for i := range all {
		undone[all[i].Reverses] = true
	}
	return slices.DeleteFunc(all, func(t Transfer) bool { return t.Reverses != "" || undone[t.ID] }), err
}
