package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Handover is that the file of a run went to the bank. Until then it can be
// recalled; from then on its money is gone as far as anybody knows.
type Handover struct {
	County, ID string
	Opened     int64
	Run        string
	FileHash   string
	Receipt    string
}

var handoverTable = journal.NewTable("pay_handover", journal.Text("run"), journal.Text("file_hash"), journal.Text("receipt"))

const (
	selectHandover  = `SELECT v.county, v.id, v.opened, v.run, v.file_hash, v.receipt FROM pay_handover v WHERE v.county = $1 AND v.run = $2 AND v.closed IS NULL`
	selectFileParts = `SELECT v.id, v.opened FROM pay_file v WHERE v.county = $1 AND v.run = $2 AND v.closed IS NULL ORDER BY v.part`
)

func scanHandover(row db.Row) (h Handover, err error) {
	return h, row.Scan(&h.County, &h.ID, &h.Opened, &h.Run, &h.FileHash, &h.Receipt)
}

// HandedOver is when the file of a run went to the bank; false while it has not, as
// far as anybody has said.
func HandedOver(ctx context.Context, q db.Query, county, run string) (Handover, bool, error) {
	return db.One(ctx, q, scanHandover, selectHandover, county, run)
}

// HandOver says that the file went to the bank. A file with money in it that was
// frozen since is refused: it is to be recalled and made anew.
func (p *Pay) HandOver(ctx context.Context, actor, county, run, receipt string) (*Run, error) {
	if receipt == "" {
		return nil, civil.Refuse("pay_receipt", "请写明银行的受理凭证号，或者接收的人。")
	}
	return p.step(ctx, "hand_over", actor, county, run, func(w *journal.Write, r *Run) error {
		if err := r.in(Sent); err != nil {
			return err
		}
		if _, done, err := HandedOver(ctx, w, county, run); err != nil || done {
			return err
		}
		if n, err := r.frozenSince(ctx, w); err != nil || n > 0 {
			return orFrozen(err, n)
		}
		return w.Open(ctx, handoverTable, newID(), journal.Always, r.ID, r.FileHash, receipt)
	})
}

func orFrozen(err error, n int) error {
	if err != nil {
		return err
	}
	return civil.Conflict.Refuse("pay_file_frozen", "文件生成以后有%d笔被冻结，不能交给银行：请召回文件，重新签发后再生成。", n)
}

// FrozenSince counts the lines of a file that were frozen after it was made.
func (r *Run) FrozenSince(ctx context.Context, q db.Query) (int, error) { return r.frozenSince(ctx, q) }

func (r *Run) frozenSince(ctx context.Context, q db.Query) (int, error) {
	lines, err := Lines(ctx, q, r)
	if err != nil {
		return 0, err
	}
	i, err := iced(ctx, q, r.County)
	n := 0
	for _, l := range lines {
		if l.listed() && l.Status == Ready && i.why(l, l.Payee) != "" {
			n++
		}
	}
	return n, err
}

// Recall takes back a file that never reached the bank: whoever recalls it says how
// he knows. The list is as before the signatures, without what is frozen; a new file
// needs them again.
func (p *Pay) Recall(ctx context.Context, actor, county, run, reason string) (*Run, error) {
	if reason == "" {
		return nil, civil.Refuse("pay_reason_missing", "请写明为什么召回，以及怎样确认银行没有收到或没有执行这个文件。")
	}
	return p.step(ctx, "recall", actor, county, run, func(w *journal.Write, r *Run) error {
		if err := r.in(Sent); err != nil {
			return err
		}
		if _, gone, err := HandedOver(ctx, w, county, run); err != nil || gone {
			if err != nil {
				return err
			}
			return civil.Conflict.Refuse("pay_handed_over", "这个文件已经交给银行，不能召回：已经发出的按多发处理。")
		}
		return r.recall(ctx, w, actor, reason)
	})
}

func (r *Run) recall(ctx context.Context, w *journal.Write, actor, reason string) error {
	answered, err := db.Many(ctx, w, db.Text, selectReturns, r.County, r.ID)
	if err != nil {
		return err
	}
	if len(answered) > 0 {
		return civil.Conflict.Refuse("pay_handed_over", "银行已经对这个文件回盘，不能召回：已经发出的按多发处理。")
	}
	if err := r.dropFile(ctx, w); err != nil {
		return err
	}
	lines, err := Lines(ctx, w, r)
	if err != nil {
		return err
	}
	if err := r.unoffset(ctx, w, lines); err != nil {
		return err
	}
	i, err := iced(ctx, w, r.County)
	if err != nil {
		return err
	}
	for _, l := range lines {
		why := i.why(l, l.Payee)
		if !l.listed() || why == "" {
			continue
		}
		if _, err := hold(ctx, w, []*Line{l}, why, func(*Line) bool { return true }); err != nil {
			return err
		}
	}
	r.Format, r.FileHash, r.Note = "", "", reason
	if err := r.relist(ctx, w, actor); err != nil {
		return err
	}
	return reconcileAll(ctx, w, lines, r.ID)
}

// dropFile takes the file of a run out of the store: it is not given out any more.
func (r *Run) dropFile(ctx context.Context, w *journal.Write) error {
	type part struct {
		id     string
		opened int64
	}
	parts, err := db.Many(ctx, w, func(row db.Row) (f part, err error) { return f, row.Scan(&f.id, &f.opened) }, selectFileParts, r.County, r.ID)
	if err != nil {
		return err
	}
	for _, f := range parts {
		if err := w.Close(ctx, fileTable, f.id, f.opened); err != nil {
			return err
		}
	}
	return nil
}
