package pay

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Batch is a list of payments that are made once (一次性发放): a price subsidy, an
// extra month. Whoever decided it gives the list; pay takes it through the same
// review, signatures, file, return and close as a month's run.
type Batch struct {
	County    string
	Programme string
	Month     civil.Month
	Title     string // as families read it: 2026年1月价格临时补贴
	Basis     string // the decision it rests on
	Lines     []BatchLine
}

// BatchLine is one payment of a batch.
type BatchLine struct {
	Household   string
	Person      string // empty: the household's
	Payee       register.Ref
	Division    civil.Area
	Amount      civil.Fen
	Entitlement string // it rests on; may be empty
}

// Purpose is what a run that pays once is for.
type Purpose struct {
	County, ID string // of the run
	Opened     int64
	Programme  string
	Month      civil.Month
	Title      string
	Basis      string
}

var batchTable = journal.NewTable("pay_batch", journal.Text("programme"), journal.Text("month"), journal.Text("title"), journal.Text("basis"))

const (
	selectPurpose = `SELECT v.county, v.id, v.opened, v.programme, v.month, v.title, v.basis FROM pay_batch v
		WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectBatchTitle = `SELECT v.title FROM pay_batch v WHERE v.county = $1 AND v.programme = $2 AND v.month = $3 AND v.closed IS NULL ORDER BY v.opened DESC, v.id LIMIT 1`
	// Who has it already, or is about to: a line that stands, of whatever run but this one.
	selectStanding = `SELECT ` + lineColumns + fromLines + ` AND v.live AND v.kind IN ` + onceKinds + ` AND v.programme = $2 AND v.month = $3 AND v.run <> $4`
	// What a batch left behind when it was sent: frozen, held back, without an account.
	selectLeft = `SELECT ` + lineColumns + fromLines + ` AND v.kind = 'one_off' AND NOT v.live AND v.status IN ('no_account', 'withheld', 'held')
		AND v.run <> $2 AND ($3 = '' OR v.programme = $3) AND v.month <= $4 AND r.state IN ` + sentStates + `
		AND NOT EXISTS (SELECT 1 FROM pay_line n WHERE n.county = v.county AND n.programme = v.programme AND n.month = v.month AND n.household = v.household
			AND n.person = v.person AND n.kind IN ` + onceKinds + ` AND n.live AND n.closed IS NULL AND n.run <> $2)`
)

// onceKinds are the kinds of lines that rest on a batch and not on an entitlement.
const onceKinds = `('one_off', 'one_off_again')`

func scanPurpose(row db.Row) (*Purpose, error) {
	var b Purpose
	var month string
	if err := row.Scan(&b.County, &b.ID, &b.Opened, &b.Programme, &month, &b.Title, &b.Basis); err != nil {
		return nil, err
	}
	return &b, monthsOf(monthText{&month, &b.Month})
}

// PurposeOf is what a run is for; nil when it is no batch.
func PurposeOf(ctx context.Context, q db.Query, county, run string) (*Purpose, error) {
	b, ok, err := db.One(ctx, q, scanPurpose, selectPurpose, county, run)
	if !ok {
		return nil, err
	}
	return b, err
}

// once says whether a line rests on a batch.
func (l *Line) once() bool { return l.Kind == OneOff || l.Kind == OneOffAgain }

// entitle puts the titles of batches on the lines that rest on one, also where another
// run pays what a batch left behind.
func entitle(ctx context.Context, q db.Query, lines []*Line) error {
	known := map[key]string{}
	for _, l := range lines {
		if !l.once() {
			continue
		}
		of := key{Subject: Subject{Programme: l.Programme}, Month: l.Month}
		title, ok := known[of]
		if !ok {
			var err error
			if title, _, err = db.One(ctx, q, db.Text, selectBatchTitle, l.County, l.Programme, l.Month.String()); err != nil {
				return err
			}
			known[of] = title
		}
		l.Batch = title
	}
	return nil
}

// check refuses a batch that nobody could answer for.
func (b *Batch) check() error {
	switch {
	case len(b.County) != 6 || b.Month < monthFirst || b.Programme == "":
		return civil.Refuse("pay_order", "请选择发放的县（市、区）、项目和月份。")
	case b.Title == "" || b.Basis == "":
		return civil.Refuse("pay_batch_basis", "一次性发放要写明名称和依据的决定，请补填。")
	case len(b.Lines) == 0:
		return civil.Refuse("pay_batch_empty", "名单里没有要发的人，没有编制：请核对名单。")
	}
	seen := map[Subject]bool{}
	for i := range b.Lines {
		l := &b.Lines[i]
		s := Subject{b.Programme, l.Household, l.Person}
		switch {
		case l.Household == "" || l.Payee.Zero() || l.Division.Level() < civil.Township:
			return civil.Refuse("pay_batch_line", "名单第%d行没有写明家庭、领款人或所属乡镇（街道），请补齐。", i+1)
		case l.Amount <= 0 || l.Amount > amountMost:
			return civil.Refuse("pay_amount", "名单第%d行的金额%s元不合理，请核对。", i+1, l.Amount)
		case seen[s]:
			return civil.Refuse("pay_batch_twice", "名单第%d行与前面的一行是同一人，请核对后去掉重复的。", i+1)
		}
		seen[s] = true
	}
	return nil
}

// PrepareBatch writes the list of a batch as a draft run. Whoever has this payment
// already, or stands for it in another run, is left out, so that the same list again
// changes nothing and a longer one brings only those who are new. When nobody is left
// the run that has them is given back.
func (p *Pay) PrepareBatch(ctx context.Context, who string, b Batch) (*Run, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	var run *Run
	_, err := p.journal.Do(ctx, header(b.County, "prepare", who), func(w *journal.Write) (err error) {
		run, err = p.prepareBatch(ctx, w, who, b)
		return err
	})
	if err != nil {
		return nil, err
	}
	return run, nil
}

func (p *Pay) prepareBatch(ctx context.Context, w *journal.Write, who string, b Batch) (*Run, error) {
	o := Order{County: b.County, Programme: b.Programme, Month: b.Month, Kind: OneOffRun}
	run, err := likeIn(ctx, w, o, Draft)
	if err != nil {
		return nil, err
	}
	fresh := run == nil
	if fresh {
		run = &Run{County: b.County, ID: newID(), Programme: b.Programme, Month: b.Month, Kind: OneOffRun, State: Draft}
	}
	standing, err := sorted(db.Many(ctx, w, scanLine, selectStanding, b.County, b.Programme, b.Month.String(), run.ID))
	if err != nil {
		return nil, err
	}
	rest := b.without(standing)
	if len(rest) == 0 {
		if !fresh {
			return run, nil
		}
		return GetRun(ctx, w, b.County, standing[len(standing)-1].Run)
	}
	book, err := newBook(ctx, w, o, run.ID)
	if err != nil {
		return nil, err
	}
	for i := range rest {
		l := &rest[i]
		book.add(&Line{Subject: Subject{b.Programme, l.Household, l.Person}, Month: b.Month, Kind: OneOff, Entitlement: l.Entitlement, Division: l.Division, Amount: l.Amount}, l.Payee)
	}
	sortLines(book.lines)
	if err := b.put(ctx, w, run.ID); err != nil {
		return nil, err
	}
	return run, run.prepare(ctx, w, who, book, fresh)
}

// without are the lines of a batch nothing stands for yet.
func (b *Batch) without(standing []*Line) []BatchLine {
	known := map[Subject]bool{}
	for _, l := range standing {
		known[l.Subject] = true
	}
	return slices.DeleteFunc(slices.Clone(b.Lines), func(l BatchLine) bool { return known[Subject{b.Programme, l.Household, l.Person}] })
}

// put keeps what a run is for.
func (b *Batch) put(ctx context.Context, w *journal.Write, run string) error {
	old, err := PurposeOf(ctx, w, b.County, run)
	if err != nil {
		return err
	}
	if old != nil {
		if old.Title == b.Title && old.Basis == b.Basis {
			return nil
		}
		if err := w.Close(ctx, batchTable, old.ID, old.Opened); err != nil {
			return err
		}
	}
	return w.Open(ctx, batchTable, run, journal.Valid{From: b.Month.First(), To: b.Month.Last()}, b.Programme, b.Month.String(), b.Title, b.Basis)
}

// repeat makes the lines of a batch's run anew from those it has: what they pay is
// given, where it goes and whether it may go is as of now.
func (b *book) repeat(ctx context.Context, q db.Query) error {
	stored, err := sorted(db.Many(ctx, q, scanLine, selectLinesRun, b.order.County, b.own))
	if err != nil {
		return err
	}
	for _, l := range stored {
		b.again(l, OneOff)
	}
	return nil
}

// left takes what batches left behind into an ordinary run.
func (b *book) left(ctx context.Context, q db.Query) error {
	list, err := sorted(db.Many(ctx, q, scanLine, selectLeft, b.order.County, b.own, b.order.Programme, b.order.Month.String()))
	if err != nil {
		return err
	}
	done := map[key]bool{}
	for _, l := range list {
		if !done[l.key()] {
			b.again(l, OneOff)
			done[l.key()] = true
		}
	}
	return nil
}

// again makes a line that pays what another one was to pay.
func (b *book) again(l *Line, kind LineKind) {
	origin := ""
	if kind == OneOffAgain {
		origin = l.ID
	}
	b.add(&Line{Subject: l.Subject, Month: l.Month, Kind: kind, Entitlement: l.Entitlement, Division: l.Division, Amount: l.Amount, Origin: origin}, l.Payee)
}
