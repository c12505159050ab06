package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Finding is something in a file that came back which does not fit the run. An open
// one keeps the run open.
type Finding struct {
	County, ID string
	Opened     int64
	Run        string
	Answer     string // id of the file
	Fault
	Resolution string // what somebody found out; empty: open
}

var (
	returnTable = journal.NewTable("pay_return", journal.Text("run"), journal.Text("file_hash"), journal.Int("paid_lines"), journal.Int("paid_total"),
		journal.Int("returned_lines"), journal.Int("returned_total"))
	findingTable = journal.NewTable("pay_finding", journal.Text("run"), journal.Text("answer"), journal.Text("kind"), journal.Int("place"),
		journal.Text("told"), journal.Text("resolution"))
)

const (
	findingColumns = `v.county, v.id, v.opened, v.run, v.answer, v.kind, v.place, v.told, v.resolution`
	selectFindings = `SELECT ` + findingColumns + ` FROM pay_finding v WHERE v.county = $1 AND v.run = $2 AND v.closed IS NULL ORDER BY v.id`
	selectReturns  = `SELECT v.file_hash FROM pay_return v WHERE v.county = $1 AND v.run = $2 AND v.closed IS NULL ORDER BY v.id`
)

func scanFinding(row db.Row) (f Finding, err error) {
	return f, row.Scan(&f.County, &f.ID, &f.Opened, &f.Run, &f.Answer, &f.Kind, &f.Place, &f.Told, &f.Resolution)
}

func (f *Finding) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, findingTable, f.ID, journal.Always, f.Run, f.Answer, string(f.Kind), f.Place, f.Told, f.Resolution)
}

// Findings are those of a run, resolved ones too.
func Findings(ctx context.Context, q db.Query, county, run string) ([]Finding, error) {
	return db.Many(ctx, q, scanFinding, selectFindings, county, run)
}

// Settled is what a file brought.
type Settled struct {
	Run           *Run
	Paid          int64 // lines answered by this file
	PaidTotal     civil.Fen
	Returned      int64
	ReturnedTotal civil.Fen
	Missing       int64 // lines of the run nobody has answered yet
	Findings      []Fault
}

// ReadReturn takes a file that came back for a run. Lines that fit are settled at
// once; what does not fit is put down and keeps the run open. The same file again is
// refused (Conflict), and so is one of another run.
func (p *Pay) ReadReturn(ctx context.Context, actor, county, run string, raw []byte) (*Settled, error) {
	var result *Settled
	_, err := p.step(ctx, "return", actor, county, run, func(w *journal.Write, r *Run) error {
		if err := r.in(Sent, PartlyReturned, MadeGood, Matched); err != nil {
			return err
		}
		m, err := p.newMatching(ctx, w, r, raw)
		if err != nil {
			return err
		}
		if err := m.settle(ctx, w); err != nil {
			return err
		}
		result = &m.result
		return nil
	})
	return result, err
}

// matching holds one file against the lines of a run.
type matching struct {
	run      *Run
	format   *Format
	answer   *Answer
	lines    []*Line // as they were sent: place i is number i+1
	accounts map[revision]*Account
	hash     string
	answered map[int64]bool // by this file
	posting  *posting
	result   Settled
}

func (p *Pay) newMatching(ctx context.Context, w *journal.Write, r *Run, raw []byte) (*matching, error) {
	format, err := FormatNamed(r.Format)
	if err != nil {
		return nil, err
	}
	m := &matching{run: r, format: format, hash: hashOf(raw), answered: map[int64]bool{}, posting: newPosting(w), result: Settled{Run: r}}
	known, err := db.Many(ctx, w, db.Text, selectReturns, r.County, r.ID)
	if err != nil {
		return nil, err
	}
	for _, hash := range known {
		if hash == m.hash {
			return nil, civil.Conflict.Refuse("return_twice", "这个回盘文件已经读过，没有重复登记。")
		}
	}
	if m.answer, err = ParseAnswer(format, raw); err != nil {
		return nil, err
	}
	if m.answer.Headed && m.answer.Run != r.ID {
		return nil, civil.Conflict.Refuse("return_other_run", "这个回盘文件是另一个批次的，没有登记：请核对文件。")
	}
	all, err := Lines(ctx, w, r)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if l.listed() {
			m.lines = append(m.lines, l)
		}
	}
	m.accounts, err = p.numbers(ctx, w, r.County, m.lines)
	return m, err
}

// settle answers lines, puts down what does not fit, and moves the run.
func (m *matching) settle(ctx context.Context, w *journal.Write) error {
	m.result.Findings = m.answer.Faults
	var back []*Line
	var sums [2]Settled // of all lines of the file, new or not: what its head must say
	for i := range m.answer.Lines {
		a := &m.answer.Lines[i]
		l, code, fault := m.match(a)
		if fault != nil {
			m.result.Findings = append(m.result.Findings, *fault)
			continue
		}
		m.answered[a.Seq] = true
		which := &sums[1]
		if code.Paid {
			which = &sums[0]
		}
		which.Paid, which.PaidTotal = which.Paid+1, which.PaidTotal+l.Amount
		took, err := m.take(ctx, w, l, a, code)
		if err != nil {
			return err
		}
		if took && !code.Paid {
			back = append(back, l)
		}
	}
	m.head(sums)
	if err := m.posting.post(ctx); err != nil {
		return err
	}
	if err := m.record(ctx, w); err != nil {
		return err
	}
	if err := m.move(ctx, w); err != nil {
		return err
	}
	return reconcileAll(ctx, w, back, m.run.ID)
}

// match finds the line an answer is about, and what does not fit.
func (m *matching) match(a *AnswerLine) (*Line, Code, *Fault) {
	if a.Seq < 1 || a.Seq > int64(len(m.lines)) {
		return nil, Code{}, fault(UnknownLine, a, "清单里没有第%d笔。", a.Seq)
	}
	l := m.lines[a.Seq-1]
	number := m.accounts[revision{l.Account, l.Revision}].Number.Reveal()
	code, known := m.format.Code(a.Code)
	switch {
	case m.answered[a.Seq]:
		return nil, code, fault(Twice, a, "第%d笔在同一个文件里回了两次。", a.Seq)
	case a.Amount != l.Amount:
		return nil, code, fault(AmountDiffers, a, "第%d笔报送%s元，回盘写%s元。", a.Seq, l.Amount, a.Amount)
	case a.Account != number:
		return nil, code, fault(AccountDiffers, a, "第%d笔的账号与报送的不同。", a.Seq)
	case !known:
		return nil, code, fault(CodeUnknown, a, "第%d笔的返回码不在返回码表里，请向银行查明。", a.Seq)
	case code.Paid && l.Status != Ready && l.Status != Paid:
		return nil, code, fault(Contradicts, a, "第%d笔先前已登记退回，这个文件写到账。", a.Seq)
	}
	return l, code, nil
}

func fault(kind FindingKind, a *AnswerLine, format string, args ...any) *Fault {
	var one Answer
	one.fault(kind, a.Place, format, args...)
	return &one.Faults[0]
}

// take settles a line. Money that was credited and came back later counts as
// returned; what is known already changes nothing.
func (m *matching) take(ctx context.Context, w *journal.Write, l *Line, a *AnswerLine, code Code) (bool, error) {
	was := l.Status
	switch {
	case code.Paid && l.Status == Paid, !code.Paid && l.Status != Ready && l.Status != Paid:
		return false, nil
	case code.Paid:
		l.Status = Paid
		m.result.Paid++
		m.result.PaidTotal += l.Amount
	default:
		l.Status = Returned
		m.result.Returned++
		m.result.ReturnedTotal += l.Amount
	}
	l.Code, l.Reason = a.Code, code.Reason
	if err := m.posting.settled(ctx, m.run, l, was); err != nil {
		return false, err
	}
	return true, l.put(ctx, w)
}

// head holds the file's head against its own lines.
func (m *matching) head(sums [2]Settled) {
	a := m.answer
	if !a.Headed || len(a.Lines) == 0 {
		return
	}
	var whole Answer
	if a.PaidCount != sums[0].Paid || a.ReturnedCount != sums[1].Paid {
		whole.fault(CountDiffers, 1, "汇总行写到账%d笔、退回%d笔，核对得到账%d笔、退回%d笔。", a.PaidCount, a.ReturnedCount, sums[0].Paid, sums[1].Paid)
	}
	if a.PaidSum != sums[0].PaidTotal || a.ReturnedSum != sums[1].PaidTotal {
		whole.fault(SumDiffers, 1, "汇总行写到账%s元、退回%s元，核对得到账%s元、退回%s元。", a.PaidSum, a.ReturnedSum, sums[0].PaidTotal, sums[1].PaidTotal)
	}
	m.result.Findings = append(m.result.Findings, whole.Faults...)
}

// record keeps that the file was read and what did not fit.
func (m *matching) record(ctx context.Context, w *journal.Write) error {
	id, s := newID(), &m.result
	err := w.Open(ctx, returnTable, id, journal.Always, m.run.ID, m.hash, s.Paid, s.PaidTotal, s.Returned, s.ReturnedTotal)
	if err != nil {
		return err
	}
	for _, told := range s.Findings {
		f := Finding{ID: newID(), Run: m.run.ID, Answer: id, Fault: told}
		if err := f.open(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// move brings the run to where its lines are.
func (m *matching) move(ctx context.Context, w *journal.Write) error {
	returned := false
	for _, l := range m.lines {
		switch l.Status {
		case Ready:
			m.result.Missing++
		case Returned, Again, Reissued, Forgone:
			returned = true
		}
	}
	to := m.run.State
	switch {
	case to == MadeGood && m.result.Returned == 0: // it stays so
	case returned:
		to = PartlyReturned
	case m.result.Missing == 0:
		to = Matched
	}
	return m.run.move(ctx, w, to)
}

// reconcileAll looks again at everybody whose money came back: once for a subject.
func reconcileAll(ctx context.Context, w *journal.Write, lines []*Line, basis string) error {
	done := map[Subject]bool{}
	for _, l := range lines {
		if done[l.Subject] {
			continue
		}
		done[l.Subject] = true
		if err := reconcile(ctx, w, l.Subject, basis); err != nil {
			return err
		}
	}
	return nil
}
