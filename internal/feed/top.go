package feed

import (
	"bytes"
	"errors"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// delimiters are the signs that may separate cells, the more usual first.
var delimiters = []string{",", "\t", ";", "|", "，"}

// lookAtTop reads the top of a file in every way it could be meant and keeps
// the best: for text the delimiter, for a workbook the sheet.
func (p *Plan) lookAtTop(f *file, feeds []*pack.Feed) (layout, error) {
	switch f.format {
	case XLSX:
		return p.chooseSheet(f.book, feeds)
	case HTML:
		rows, err := topOf(newPage(bytes.NewReader(f.sample)))
		return findHeader(feeds, rows, p.options.Batch), err
	}
	return p.chooseDelimiter(f, feeds)
}

// chooseDelimiter takes the sign under which the header says most.
func (p *Plan) chooseDelimiter(f *file, feeds []*pack.Feed) (layout, error) {
	var best layout
	for _, d := range delimiters {
		if d != "," && !bytes.Contains(f.sample, []byte(d)) {
			continue
		}
		sample := bytes.NewReader(f.sample)
		table := &textTable{block: newBlock(sample), scan: scanner{delimiter: []byte(d)}}
		if f.macintosh {
			table.block = newBlock(macLines{sample})
		}
		rows, err := topOf(table)
		if err != nil {
			return best, err
		}
		l := findHeader(feeds, rows, p.options.Batch)
		if p.Delimiter == "" || l.best != nil && l.best.better(best.best) {
			p.Delimiter, best = d, l
		}
	}
	return best, nil
}

// chooseSheet takes the one sheet whose header fits.
func (p *Plan) chooseSheet(book *workbook, feeds []*pack.Feed) (layout, error) {
	var best layout
	var fitting, names []string
	for _, s := range book.sheets {
		names = append(names, s.name)
		if p.options.Sheet != "" && s.name != p.options.Sheet || p.options.Sheet == "" && s.hidden {
			continue
		}
		t, err := book.table(s)
		if err != nil {
			return best, err
		}
		rows, err := topOf(t)
		_ = t.close() // it was only read
		if err != nil {
			return best, err
		}
		l := findHeader(feeds, rows, p.options.Batch)
		if l.best != nil && l.best.whole() {
			fitting = append(fitting, s.name)
		}
		if p.Sheet == "" || l.best != nil && l.best.better(best.best) {
			p.Sheet, best = s.name, l
		}
	}
	switch {
	case p.Sheet == "" && p.options.Sheet != "":
		return best, civil.Refuse("feed_sheet_unknown", "没有名为“%s”的工作表，现有：%s。", shown(p.options.Sheet), strings.Join(names, "、"))
	case len(fitting) > 1:
		return best, civil.Refuse("feed_sheet_ambiguous", "有%d张工作表都像要导入的表：%s，请用 --sheet 指明一张，逐张导入。", len(fitting), strings.Join(fitting, "、"))
	}
	return best, nil
}

// topOf reads the records at the top of a table.
func topOf(t table) ([][]string, error) {
	var rows [][]string
	for len(rows) < headerDepth {
		r, err := t.next()
		if errors.Is(err, eof) {
			break
		}
		if err != nil {
			return nil, err
		}
		cells := make([]string, len(r.cells))
		for i, c := range r.cells {
			cells[i] = string(unwrap(trim(c)))
		}
		rows = append(rows, cells)
	}
	return rows, nil
}

// open starts to read the file of a plan.
func (p *Plan) open() (table, *file, error) {
	f, err := openFile(p.Path, p.Encoding)
	if err != nil {
		return nil, nil, err
	}
	if f.format != p.Format {
		_ = f.close() // it was only read
		return nil, nil, civil.Refuse("feed_changed", "文件在读取期间被换掉了，请重新导入。")
	}
	switch f.format {
	case XLSX:
		for _, s := range f.book.sheets {
			if s.name == p.Sheet {
				t, err := f.book.table(s)
				return t, f, err
			}
		}
		_ = f.close() // it was only read
		return nil, nil, civil.Refuse("feed_changed", "文件在读取期间被换掉了，请重新导入。")
	case HTML:
		return newPage(f.text()), f, nil
	}
	return &textTable{block: newBlock(f.text()), scan: scanner{delimiter: []byte(p.Delimiter)}}, f, nil
}
