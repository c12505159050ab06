package document

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// shape is what a sheet says about its cells, read before their values.
type shape struct {
	merges     []area
	hiddenRow  map[int]bool
	hiddenCol  map[int]bool
	lastRow    int // with something in it
	lastCol    int
	unsaved    []string // cells whose formula has no saved result
	row, col   int      // where the reading is
	formula    bool     // the open cell has a formula
	value      bool     // the open cell has a value
	wideBlanks int      // rows with formatted but empty cells far out
}

// readSheet gives the cells of a sheet as a table; nil when nothing is in it.
func (d *Document) readSheet(ctx context.Context, a *archive, book *excelize.File, s sheet, b *budget) (*Table, error) {
	sh, err := readShape(a, s.part)
	if err != nil {
		return nil, err
	}
	texts, err := sh.values(ctx, book, s.name)
	if err != nil {
		return nil, err
	}
	d.noteSheet(s.name, sh)
	return sh.table(s.name, texts, b)
}

// readShape reads what a sheet says about its cells.
func readShape(a *archive, part string) (*shape, error) {
	raw, err := a.read(part, maxPart)
	if err != nil {
		return nil, err
	}
	sh := &shape{hiddenRow: map[int]bool{}, hiddenCol: map[int]bool{}}
	if err := eachTag(raw, sh.take); err != nil {
		return nil, err
	}
	if sh.lastRow > maxRows {
		return nil, refuseRows()
	}
	return sh, nil
}

// noteSheet says what of the sheet was left out.
func (d *Document) noteSheet(name string, sh *shape) {
	note := func(ref, text string) {
		d.note(Place{Sheet: name, Ref: ref}, text)
	}
	if n := within(sh.hiddenRow, sh.lastRow); n > 0 {
		note("", "有 "+strconv.Itoa(n)+" 行是隐藏的，未读取。")
	}
	if n := within(sh.hiddenCol, sh.lastCol); n > 0 {
		note("", "有 "+strconv.Itoa(n)+" 列是隐藏的，未读取。")
	}
	for _, ref := range sh.unsaved {
		note(ref, "公式没有保存结果，未读取；请用办公软件打开并保存后重试。")
	}
}

// within counts the members up to a number.
func within(set map[int]bool, last int) int {
	n := 0
	for i := range set {
		if i <= last {
			n++
		}
	}
	return n
}

// take reads one tag.
func (sh *shape) take(t tag) error {
	if t.end {
		if t.name == "c" && sh.formula && !sh.value && len(sh.unsaved) < 100 {
			sh.unsaved = append(sh.unsaved, address(sh.row, sh.col))
		}
		return nil
	}
	switch t.name {
	case "row":
		return sh.takeRow(t)
	case "c":
		return sh.takeCell(t)
	case "f":
		sh.formula = true
	case "v", "is":
		sh.value = true
		sh.lastRow, sh.lastCol = max(sh.lastRow, sh.row), max(sh.lastCol, sh.col)
		if sh.lastCol > maxColumns {
			return refuseColumns()
		}
	case "col":
		return sh.takeColumns(t)
	case "mergeCell":
		m, err := parseArea(t.attr("ref"))
		sh.merges = append(sh.merges, m)
		return err
	}
	return nil
}

// takeRow reads the beginning of a row. Rows come in their order, or the file
// is broken.
func (sh *shape) takeRow(t tag) error {
	n := sh.row + 1
	if r := t.attr("r"); r != "" {
		var err error
		if n, err = strconv.Atoi(r); err != nil {
			return err
		}
	}
	if n <= sh.row || n > sheetRows {
		return errors.New("rows out of order")
	}
	sh.row, sh.col = n, 0
	if truth(t.attr("hidden")) {
		sh.hiddenRow[n] = true
	}
	return nil
}

// takeCell reads the beginning of a cell.
func (sh *shape) takeCell(t tag) error {
	n := sh.col + 1
	if r := t.attr("r"); r != "" {
		row, col, err := parseRef(r)
		if err != nil {
			return err
		}
		if row != sh.row || col <= sh.col {
			return errors.New("cells out of order")
		}
		n = col
	}
	if n > sheetColumns {
		return errors.New("a cell outside the sheet")
	}
	if n > maxColumns && sh.col <= maxColumns {
		// The library makes a row as long as its last cell, empty or not.
		if sh.wideBlanks++; sh.wideBlanks > 100 {
			return refuseColumns()
		}
	}
	sh.col, sh.formula, sh.value = n, false, false
	return nil
}

// takeColumns reads which columns are hidden.
func (sh *shape) takeColumns(t tag) error {
	if !truth(t.attr("hidden")) {
		return nil
	}
	first, err := strconv.Atoi(t.attr("min"))
	if err != nil {
		return err
	}
	last, err := strconv.Atoi(t.attr("max"))
	if err != nil {
		return err
	}
	for c := max(1, first); c <= min(last, maxColumns); c++ {
		sh.hiddenCol[c] = true
	}
	return nil
}

// truth reads a switch of a workbook.
func truth(s string) bool { return s == "1" || s == "true" }

// values reads the shown text of all rows up to the last with something in it.
func (sh *shape) values(ctx context.Context, book *excelize.File, name string) (texts [][]string, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("sheet: %v", cause) // what the library cannot take
		}
	}()
	rows, err := book.Rows(name)
	if err != nil {
		return nil, err
	}
	total := 0
	for len(texts) < sh.lastRow && rows.Next() {
		if ctx.Err() != nil {
			return nil, refuseCells()
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		cells = cells[:min(len(cells), sh.lastCol)]
		for _, text := range cells {
			total += len(text)
		}
		if total > maxText {
			return nil, refuseBomb()
		}
		texts = append(texts, append([]string(nil), cells...))
	}
	if err := rows.Error(); err != nil {
		return nil, err
	}
	return texts, rows.Close()
}

// table lays the visible rows and columns out, up to the last in which a text
// begins.
func (sh *shape) table(name string, texts [][]string, b *budget) (*Table, error) {
	rowAt, colAt := visible(sh.hiddenRow, sh.lastRow), visible(sh.hiddenCol, sh.lastCol)
	covered := map[[2]int]bool{}
	g := grid{budget: b}
	for _, m := range sh.merges {
		if err := sh.merge(&g, m, name, texts, rowAt, colAt, covered); err != nil {
			return nil, err
		}
	}
	for r, row := range texts {
		for c, text := range row {
			if text == "" || sh.hiddenRow[r+1] || sh.hiddenCol[c+1] || covered[[2]int{r + 1, c + 1}] {
				continue
			}
			s := spot{row: rowAt[r+1], col: colAt[c+1], rows: 1, cols: 1, text: text, place: Place{Sheet: name, Ref: address(r+1, c+1)}}
			if _, err := g.put(s); err != nil {
				return nil, err
			}
		}
	}
	filled := false
	for _, s := range g.spots {
		g.rows = max(g.rows, s.row+s.rows)
		filled = filled || s.text != ""
	}
	if !filled {
		return nil, nil
	}
	t, err := g.table(Place{Sheet: name})
	if err != nil {
		return nil, err
	}
	addressBlanks(t, rowAt, colAt)
	return t, nil
}

// merge puts a merged area as one cell, with text or without. Where the first row or
// column is hidden, the text shows in what is left of the area.
func (sh *shape) merge(g *grid, m area, name string, texts [][]string, rowAt, colAt []int, covered map[[2]int]bool) error {
	m.lastRow, m.lastCol = min(m.lastRow, sh.lastRow), min(m.lastCol, sh.lastCol)
	if m.row > m.lastRow || m.col > m.lastCol {
		return nil
	}
	text := ""
	if m.row <= len(texts) && m.col <= len(texts[m.row-1]) {
		text = texts[m.row-1][m.col-1]
	}
	if g.budget.cells < len(covered)+(m.lastRow-m.row+1)*(m.lastCol-m.col+1) {
		return refuseCells()
	}
	for r := m.row; r <= m.lastRow; r++ {
		for c := m.col; c <= m.lastCol; c++ {
			covered[[2]int{r, c}] = true
		}
	}
	rows, cols := rowAt[m.lastRow+1]-rowAt[m.row], colAt[m.lastCol+1]-colAt[m.col]
	if rows == 0 || cols == 0 {
		return nil
	}
	_, err := g.put(spot{row: rowAt[m.row], col: colAt[m.col], rows: rows, cols: cols, text: text, place: Place{Sheet: name, Ref: address(m.row, m.col)}})
	return err
}

// visible maps sheet rows or columns, counted from 1, to those of the grid,
// counted from 0. A hidden one maps to the next visible one.
func visible(hidden map[int]bool, last int) []int {
	at := make([]int, last+2)
	for i := 1; i <= last; i++ {
		at[i+1] = at[i]
		if !hidden[i] {
			at[i+1]++
		}
	}
	return at
}

// addressBlanks gives empty positions their address too, so that a page can
// point at a missing value.
func addressBlanks(t *Table, rowAt, colAt []int) {
	rows, cols := shownAt(rowAt, len(t.Rows)), shownAt(colAt, t.Width())
	for r, row := range t.Rows {
		for c := range row {
			if row[c].Place.Ref == "" {
				row[c].Place.Ref = address(rows[r], cols[c])
			}
		}
	}
}

// shownAt turns the map of visible around, for n rows or columns of the grid.
func shownAt(at []int, n int) []int {
	list := make([]int, n)
	for i := len(at) - 2; i >= 1; i-- {
		if at[i+1] > at[i] && at[i] < n {
			list[at[i]] = i
		}
	}
	return list
}
