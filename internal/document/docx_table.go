package document

import (
	"encoding/xml"
	"errors"
	"strconv"
)

// rowState is what is known of the row being read.
type rowState struct {
	open    bool
	begun   bool // it is a row of the grid
	dropped bool // the whole row was deleted
	header  bool
	before  int         // columns left out in front
	merged  map[int]int // cells that the next row may go on with
}

// startTable takes a start tag of a table and says whether it read the whole
// element.
func (w *word) startTable(name string) (bool, error) {
	if name == "tbl" {
		if w.top().draft != nil || w.para > 0 {
			return false, errors.New("a table between rows")
		}
		w.hidden = false
		return false, w.beginTable(Place{})
	}
	d := w.top().draft
	if name == "tcPr" && w.inCell() && d == nil {
		return true, w.cellProperties(w.open())
	}
	if d == nil {
		return false, errors.New("a row outside a table")
	}
	switch name {
	case "tr":
		d.row = rowState{open: true, merged: map[int]int{}}
	case "trPr":
		return true, w.rowProperties(d)
	case "tc":
		if d.row.dropped {
			return true, w.dec.Skip()
		}
		if err := d.begin(); err != nil {
			return false, err
		}
		w.beginCell(spot{rows: 1, cols: 1, header: d.row.header})
	}
	return false, nil
}

// begin makes the row a row of the grid, once it is known not to be deleted.
func (d *draft) begin() error {
	if !d.row.open {
		return errors.New("a cell outside a row")
	}
	if d.row.begun {
		return nil
	}
	d.row.begun = true
	if err := d.grid.beginRow(); err != nil {
		return err
	}
	d.grid.next = d.row.before
	return nil
}

// rowProperties reads what is said of a row.
func (w *word) rowProperties(d *draft) error {
	return w.properties(func(e xml.StartElement) {
		switch e.Name.Local {
		case "gridBefore":
			d.row.before = count(e)
		case "tblHeader":
			d.row.header = on(e)
		case "del":
			d.row.dropped = true
		}
	})
}

// cellProperties reads the spans of a cell.
func (w *word) cellProperties(d *draft) error {
	changed := false
	return w.properties(func(e xml.StartElement) {
		if e.Name.Local == "tcPrChange" {
			changed = true
		}
		if changed {
			return
		}
		switch e.Name.Local {
		case "gridSpan":
			d.cell.cols = max(1, count(e))
		case "vMerge":
			d.joins = attribute(e, "val") != "restart"
			d.starts = !d.joins
		case "hMerge":
			d.widens = attribute(e, "val") != "restart"
		}
	})
}

// count reads a number of columns; a broken one is refused as too many later.
func count(e xml.StartElement) int {
	n, err := strconv.Atoi(attribute(e, "val"))
	if err != nil || n > maxColumns {
		return maxColumns + 1
	}
	return max(0, n)
}

// endOfTable takes an end tag of a table.
func (w *word) endOfTable(name string) error {
	switch name {
	case "tc":
		if !w.inCell() || w.top().draft != nil {
			return errors.New("a cell ends that never began")
		}
		return w.closeCell()
	case "tr":
		d := w.top().draft
		if d == nil {
			return errors.New("a row ends that never began")
		}
		if !d.row.dropped {
			if err := d.begin(); err != nil {
				return err
			}
		}
		if !d.row.dropped {
			d.merged = d.row.merged
		}
		d.row = rowState{}
	case "tbl":
		if w.top().draft == nil {
			return errors.New("a table ends that never began")
		}
		return w.endTable()
	}
	return nil
}

// closeCell puts the cell where its row has come to. A cell that continues the
// one above it makes that one taller; its own text is not printed.
func (w *word) closeCell() error {
	d, s, held, err := w.endCell()
	if err != nil {
		return err
	}
	joins, starts, widens := d.joins, d.starts, d.widens
	d.joins, d.starts, d.widens = false, false, false
	g := &d.grid
	s.row, s.col = g.rows-1, g.next
	if above, ok := d.merged[s.col]; ok && joins {
		g.spots[above].rows = s.row - g.spots[above].row + 1
		d.row.merged[s.col] = above
		g.next += s.cols
		if g.next > maxColumns {
			return refuseColumns()
		}
		return nil
	}
	if last := len(g.spots) - 1; widens && last >= 0 && g.spots[last].row == s.row {
		g.spots[last].cols += s.cols
		g.next += s.cols
		if g.next > maxColumns {
			return refuseColumns()
		}
		return nil
	}
	i, err := g.put(s)
	if err != nil {
		return err
	}
	if starts {
		d.row.merged[s.col] = i
	}
	if held != nil {
		d.nested[i] = held
	}
	return nil
}
