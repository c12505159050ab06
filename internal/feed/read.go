package feed

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"lianxin/internal/civil"
)

// A Reading says what is done with the rows of a file. Every function may be
// nil; an error of one ends the reading and comes back from it.
type Reading struct {
	After      int // rows up to this record were taken before and are only counted
	Only       *IDSet
	Row        func(*Row) error
	Quarantine func(Quarantine) error
	Progress   func(done, size int64) // bytes of the file, now and then
}

// Read reads the file row by row, in the order of its records. The report is
// the same however often the file is read and whatever After says, so a load
// that was interrupted goes on where it stopped.
func (p *Plan) Read(ctx context.Context, r Reading) (*Report, error) {
	if r.Only != nil && p.identity < 0 {
		return nil, civil.Refuse("feed_no_number", "“%s”没有身份证号一列，不能按人员名单挑选。", p.Feed.Title)
	}
	t, f, err := p.open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.close() }() // it was only read
	defer func() { _ = t.close() }()
	in := newIntake(ctx, p, r, f)
	if text, ok := t.(*textTable); ok && r.Only != nil && p.splitsBytes() {
		err = in.match(f, text)
	} else {
		err = in.run(t)
	}
	if err != nil {
		return nil, err
	}
	return in.finish(t), nil
}

// An intake is one reading under way.
type intake struct {
	Reading
	ctx     context.Context
	plan    *Plan
	file    *file
	report  *Report
	sieve   *sieve
	repeats *repeats
	totals  *totals
	row     Row
	room    []byte
	line    []byte       // one record in UTF-8
	faults  []Quarantine // of the row at hand
	cells   [][]byte     // of the row at hand
	broken  bool         // the row at hand ends with the file, and part of it is missing
}

func newIntake(ctx context.Context, p *Plan, r Reading, f *file) *intake {
	return &intake{
		Reading: r, ctx: ctx, plan: p, file: f, report: newReport(p), sieve: newSieve(p), repeats: newRepeats(), totals: newTotals(p),
		row: Row{Values: make([]Value, len(p.Fields))},
	}
}

// checkEvery is how many records pass between looks at the context.
const checkEvery = 4096

// run reads all records of a table.
func (in *intake) run(t table) error {
	for n := 1; ; n++ {
		rec, err := t.next()
		if errors.Is(err, eof) {
			return nil
		}
		if err != nil {
			return err
		}
		if n <= in.plan.HeaderRecord {
			continue
		}
		if n%checkEvery == 0 {
			if err := in.pause(in.file.position()); err != nil {
				return err
			}
		}
		if in.Only != nil && !in.wanted(rec) {
			in.report.Passed++
			continue
		}
		if err := in.take(rec, n-in.plan.HeaderRecord); err != nil {
			return err
		}
	}
}

// pause looks at the context and tells how far the reading is.
func (in *intake) pause(done int64) error {
	if in.Progress != nil {
		in.Progress(done, in.file.size)
	}
	return in.ctx.Err()
}

// wanted says whether a record is about one of the people asked for.
func (in *intake) wanted(rec *record) bool {
	cell := in.plan.Fields[in.plan.identity].Cell
	return rec.flaw != faultNone || cell < len(rec.cells) && in.Only.Has(rec.cells[cell])
}

// take decides what a record is.
func (in *intake) take(rec *record, number int) error {
	in.faults, in.cells = in.faults[:0], rec.cells
	in.broken = rec.open && (rec.flaw != faultNone || len(rec.cells) < in.plan.width || halfCharacter(rec.cells))
	if rec.flaw == faultNone && rec.blank() {
		in.report.skip(number, SkipBlank, skipReasons[SkipBlank])
		return nil
	}
	if rec.flaw == faultNone {
		if code := in.sieve.judge(rec.cells); code != "" {
			in.broken = false
			in.report.skip(number, code, skipReasons[code])
			return nil
		}
		if in.sieve.lacking && !in.broken && in.totals.sum(rec.cells) {
			in.report.skip(number, SkipTotal, skipUnnamed)
			return nil
		}
		if first := in.repeats.see(in.repeats.sum(rec.cells, in.plan.serial), number); first != 0 {
			in.report.skip(number, SkipDuplicate, fmt.Sprintf("与第%d条完全相同，只取一次。", first))
			in.totals.line(true)
			in.mapCells(rec) // the file's own sum counts the line
			return nil
		}
	} else {
		in.sieve.record()
	}
	in.report.Rows++
	in.checkShape(rec)
	in.totals.line(len(in.faults) == 0)
	if len(in.faults) == 0 {
		in.mapCells(rec)
	}
	return in.deliver(number)
}

// halfCharacter says whether the last cell ends inside a character.
func halfCharacter(cells [][]byte) bool {
	last := cells[len(cells)-1]
	r, n := utf8.DecodeLastRune(last)
	return n > 0 && r == utf8.RuneError
}

// fault adds a reason against the row at hand.
func (in *intake) fault(column string, problem *civil.Error) {
	in.faults = append(in.faults, Quarantine{Column: column, Code: problem.Code, Reason: in.discreet(problem)})
}

var (
	errCut    = civil.Refuse("row_truncated", "这是文件的最后一行，只有半行，文件可能没有传完，请重新取得文件。")
	errQuotes = civil.Refuse("row_quotes", "这一行的引号不成对，分不清各列，请改正后重新导出。")
	errLong   = civil.Refuse("row_long", "这一行长得不像一条记录，请检查引号和换行。")
	errEmpty  = civil.Refuse("cell_required", "必填的列是空的，请补上。")
)

// checkShape refuses a record whose cells cannot be told apart, or are more or
// fewer than the header has.
func (in *intake) checkShape(rec *record) {
	switch {
	case in.broken:
		in.fault("", errCut)
	case rec.flaw == faultLong:
		in.fault("", errLong)
	case rec.flaw != faultNone:
		in.fault("", errQuotes)
	case len(rec.cells) > in.plan.width:
		for _, c := range rec.cells[in.plan.width:] {
			if len(trim(c)) > 0 {
				in.fault("", refuseCount(len(rec.cells), in.plan.width))
				return
			}
		}
	case len(rec.cells) < in.plan.width && !rec.short:
		in.checkShort(rec)
	}
}

// checkShort lets a line of text end early when only columns that may be empty
// are missing: old spreadsheets leave out separators at the end of a line.
func (in *intake) checkShort(rec *record) {
	for _, f := range in.plan.Fields {
		if f.Cell >= len(rec.cells) && f.Required {
			in.fault("", refuseCount(len(rec.cells), in.plan.width))
			return
		}
	}
	in.report.padded++
}

func refuseCount(got, want int) *civil.Error {
	return civil.Refuse("row_fields", "这一行有%d列，表头有%d列，可能有内容串了列，请核对逗号、换行和引号。", got, want)
}

// mapCells reads every cell by its field.
func (in *intake) mapCells(rec *record) {
	for i := range in.plan.Fields {
		f, v := &in.plan.Fields[i], &in.row.Values[i]
		var cell []byte
		if f.Cell < len(rec.cells) {
			cell = rec.cells[f.Cell]
		}
		var problem *civil.Error
		in.room, problem = v.read(cell, f, in.plan, in.room)
		in.totals.add(i, v, problem != nil)
		switch {
		case problem != nil:
			in.fault(f.Header, problem)
		case f.Required && !v.Known:
			in.fault(f.Header, errEmpty)
		}
	}
}

// deliver hands on the row, or the reasons against it.
func (in *intake) deliver(number int) error {
	if len(in.faults) == 0 {
		in.report.Accepted++
		for i := range in.row.Values {
			if code := in.row.Values[i].Unsure; code != "" && in.row.Values[i].Known {
				in.report.Unsure[code]++
			}
		}
		in.row.Record = number
		if in.Row == nil || number <= in.After {
			return nil
		}
		return in.Row(&in.row)
	}
	in.report.QuarantinedRows++
	for _, q := range in.faults {
		q.Record = number
		in.report.quarantine(q)
		if in.Quarantine == nil || number <= in.After {
			continue
		}
		q.cells = in.cells
		if err := in.Quarantine(q); err != nil {
			return err
		}
	}
	return nil
}

// finish says what only the end of the file shows.
func (in *intake) finish(t table) *Report {
	r := in.report
	if in.broken {
		r.truncate("文件最后一行只有半行，文件可能没有传完。")
	}
	if why := t.cut(); why != "" {
		r.truncate(why)
	}
	read := r.Rows + r.SkippedRows[SkipDuplicate] + r.Passed
	if s := in.sieve; s.atEnd && s.count != read {
		r.truncate(fmt.Sprintf("文件末尾写明共%d条，实际读到%d条，文件可能没有传完。", s.count, read))
	}
	if text, ok := t.(*textTable); ok && text.loose && !r.Truncated {
		r.Remarks = append(r.Remarks, "文件最后一行没有换行，请确认这一行是完整的。")
	}
	if r.padded > 0 {
		r.Remarks = append(r.Remarks, fmt.Sprintf("有%d行末尾缺列，缺的列按空白处理。", r.padded))
	}
	r.Remarks = append(r.Remarks, t.remarks()...)
	if r.Rows+r.Passed == 0 {
		r.Remarks = append(r.Remarks, "表头下面没有记录。")
	}
	return r
}
