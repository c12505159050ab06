package pay

import (
	"bytes"
	"fmt"

	"lianxin/internal/civil"
)

// FindingKind is what does not fit in a file that came back.
type FindingKind string

// The kinds of findings, see [FindingKind].
const (
	Unreadable     FindingKind = "unreadable"      // a line is no record
	NoHeader       FindingKind = "no_header"       // the head is missing
	NoTrailer      FindingKind = "no_trailer"      // the file breaks off
	CountDiffers   FindingKind = "count_differs"   // the number of lines is another one
	SumDiffers     FindingKind = "sum_differs"     // the sum is another one
	CheckDiffers   FindingKind = "check_differs"   // the trailer's check is another one
	UnknownLine    FindingKind = "unknown_line"    // the run has no such line
	Twice          FindingKind = "twice"           // a line is answered twice
	AmountDiffers  FindingKind = "amount_differs"  // another amount than was sent
	AccountDiffers FindingKind = "account_differs" // another account than was sent
	CodeUnknown    FindingKind = "code_unknown"    // the table has no such code
	Contradicts    FindingKind = "contradicts"     // an earlier file said otherwise
)

// Fault is something in a file that does not fit.
type Fault struct {
	Kind  FindingKind
	Place int64 // line of the file; 0: the whole
	Told  string
}

// Answer is what a bank says about a file.
type Answer struct {
	UnitCode      string
	Run           string
	PaidCount     int64
	PaidSum       civil.Fen
	ReturnedCount int64
	ReturnedSum   civil.Fen
	Lines         []AnswerLine
	Faults        []Fault // what is wrong with the file by itself
	Headed        bool    // it has a head
}

// AnswerLine is what it says about a line.
type AnswerLine struct {
	Place   int64 // in the file that came back
	Seq     int64 // in the file that was sent
	Account string
	Amount  civil.Fen
	Code    string
	Text    string
}

// Limits of a file that comes back.
const (
	answerMost      = 64 << 20
	answerLinesMost = 500_000
)

// WriteAnswer writes an answer as a bank would: for tests, and for the bank of the
// sample city.
func (f *Format) WriteAnswer(a *Answer) ([]byte, error) {
	w := writer{format: f}
	err := w.record(f.Answer.Header, values{
		"unit_code": a.UnitCode, "run": a.Run, "paid_count": a.PaidCount, "paid_sum": a.PaidSum,
		"returned_count": a.ReturnedCount, "returned_sum": a.ReturnedSum,
	})
	if err != nil {
		return nil, err
	}
	var sum civil.Fen
	var check int64
	for i := range a.Lines {
		l := &a.Lines[i]
		sum += l.Amount
		check = entry(check, l.Account)
		err := w.record(f.Answer.Line, values{"seq": l.Seq, "account": l.Account, "amount": l.Amount, "code": l.Code, "text": l.Text})
		if err != nil {
			return nil, err
		}
	}
	if err := w.record(f.Answer.Trailer, values{"count": int64(len(a.Lines)), "sum": sum, "check": check}); err != nil {
		return nil, err
	}
	return w.out.Bytes(), nil
}

// ParseAnswer reads a file that came back. What does not fit in it is named in the
// answer; only a file that is none of this format is refused.
func ParseAnswer(f *Format, raw []byte) (*Answer, error) {
	if len(raw) > answerMost {
		return nil, civil.Refuse("return_large", "回盘文件超过64MB，请核对是否选错了文件。")
	}
	lines := bytes.Split(bytes.TrimPrefix(raw, []byte("\ufeff")), []byte("\n"))
	if len(lines) > answerLinesMost {
		return nil, civil.Refuse("return_long", "回盘文件超过%d行，请核对是否选错了文件。", answerLinesMost)
	}
	a := &Answer{}
	var sum civil.Fen
	var check int64
	closed := false
	for i, raw := range lines {
		line, place := bytes.TrimRight(raw, "\r"), int64(i+1)
		switch {
		case len(bytes.TrimSpace(line)) == 0:
		case a.header(f, line):
		case a.line(f, line, place):
			last := &a.Lines[len(a.Lines)-1]
			sum += last.Amount // bounded line by line, see amountMost
			check = entry(check, last.Account)
		case a.trailer(f, line, place, sum, check):
			closed = true
		default:
			a.fault(Unreadable, place, "第%d行不是这种格式的记录，没有采用。", place)
		}
	}
	switch {
	case !a.Headed && !closed && len(a.Lines) == 0:
		return nil, civil.Refuse("return_format", "文件不是“%s”格式的回盘文件，请核对格式和文件。", f.Title)
	case !a.Headed:
		a.fault(NoHeader, 0, "回盘文件没有汇总行，无法核对笔数和金额。")
	}
	if !closed {
		a.fault(NoTrailer, 0, "回盘文件没有校验行，可能没有传完，请向银行重取。")
	}
	return a, nil
}

func (a *Answer) fault(kind FindingKind, place int64, format string, args ...any) {
	a.Faults = append(a.Faults, Fault{Kind: kind, Place: place, Told: fmt.Sprintf(format, args...)})
}

// header reads the head; a second one is no head.
func (a *Answer) header(f *Format, line []byte) bool {
	c, ok := f.split(f.Answer.Header, line)
	if !ok || a.Headed {
		return false
	}
	var good [4]bool
	a.PaidCount, good[0] = c.number("paid_count")
	a.PaidSum, good[1] = c.money(f.Answer.Header, "paid_sum")
	a.ReturnedCount, good[2] = c.number("returned_count")
	a.ReturnedSum, good[3] = c.money(f.Answer.Header, "returned_sum")
	if good != [4]bool{true, true, true, true} {
		return false
	}
	a.UnitCode, a.Run, a.Headed = c["unit_code"], c["run"], true
	return true
}

func (a *Answer) line(f *Format, line []byte, place int64) bool {
	c, ok := f.split(f.Answer.Line, line)
	if !ok {
		return false
	}
	seq, okSeq := c.number("seq")
	amount, okAmount := c.money(f.Answer.Line, "amount")
	if !okSeq || !okAmount || amount > amountMost {
		return false
	}
	a.Lines = append(a.Lines, AnswerLine{Place: place, Seq: seq, Account: c["account"], Amount: amount, Code: c["code"], Text: c["text"]})
	return true
}

// trailer reads the end and holds it against the lines before it.
func (a *Answer) trailer(f *Format, line []byte, place int64, sum civil.Fen, check int64) bool {
	c, ok := f.split(f.Answer.Trailer, line)
	if !ok {
		return false
	}
	count, okCount := c.number("count")
	total, okTotal := c.money(f.Answer.Trailer, "sum")
	told, okCheck := c.number("check")
	if !okCount || !okTotal || !okCheck {
		return false
	}
	if count != int64(len(a.Lines)) {
		a.fault(CountDiffers, place, "校验行写%d笔，文件里有%d笔。", count, len(a.Lines))
	}
	if total != sum {
		a.fault(SumDiffers, place, "校验行写%s元，文件里合计%s元。", total, sum)
	}
	if told != check {
		a.fault(CheckDiffers, place, "校验行的账号校验数是%d，算得%d。", told, check)
	}
	return true
}
