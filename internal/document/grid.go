package document

// spot is a cell as its document declares it: where it begins and how far it
// reaches.
type spot struct {
	row, col   int
	rows, cols int
	text       string
	header     bool
	place      Place
}

// grid lays cells out. Rows and columns count from 0.
type grid struct {
	budget *budget
	spots  []spot
	rows   int   // rows begun
	next   int   // where the next cell of the last row may begin
	until  []int // for each column, the first row that nothing from above reaches into
	group  int   // index of the first spot of the row group, see endGroup
	flows  bool  // cells follow each other in their row, so that a row may end early
}

// beginRow opens the next row.
func (g *grid) beginRow() error {
	if g.rows >= maxRows {
		return refuseRows()
	}
	g.rows++
	g.next = 0
	return g.budget.block(0)
}

// free is the column in which the next cell of the row will begin: the first
// that no cell from above reaches into.
func (g *grid) free() int {
	row := g.rows - 1
	for g.next < len(g.until) && g.until[g.next] > row {
		g.next++
	}
	return g.next
}

// add puts a cell at the next free column and gives its index. A span of 0 rows
// means all that are left in the row group.
func (g *grid) add(s spot) (int, error) {
	s.row, s.col = g.rows-1, g.free()
	if s.rows <= 0 {
		s.rows = maxRows
	}
	return g.put(s)
}

// put places a cell whose beginning is known.
func (g *grid) put(s spot) (int, error) {
	end := s.col + s.cols
	if s.cols < 1 || end > maxColumns {
		return 0, refuseColumns()
	}
	if err := g.budget.block(len(s.text)); err != nil {
		return 0, err
	}
	for len(g.until) < end {
		g.until = append(g.until, 0)
	}
	for c := s.col; c < end; c++ {
		g.until[c] = max(g.until[c], s.row+s.rows)
	}
	g.next = end
	g.spots = append(g.spots, s)
	return len(g.spots) - 1, nil
}

// endGroup cuts off cells that reach past the last row: HTML says that no cell
// reaches out of its row group, and no table has rows that were never begun.
func (g *grid) endGroup() {
	for i := g.group; i < len(g.spots); i++ {
		s := &g.spots[i]
		s.rows = min(s.rows, g.rows-s.row)
	}
	for c := range g.until {
		g.until[c] = min(g.until[c], g.rows)
	}
	g.group = len(g.spots)
}

// width is the number of columns in which a cell begins. A title that says it
// spans a hundred columns makes no table of a hundred columns.
func (g *grid) width() int {
	w := 0
	for _, s := range g.spots {
		w = max(w, s.col+1)
	}
	return w
}

// table fills the grid. Where cells overlap, which only broken documents have,
// the position stays with the cell that came first.
func (g *grid) table(at Place) (*Table, error) {
	g.endGroup()
	width := g.width()
	if err := g.budget.grid(g.rows, width); err != nil {
		return nil, err
	}
	flat := make([]Cell, g.rows*width)
	t := &Table{Rows: make([][]Cell, g.rows), Place: at}
	for r := range t.Rows {
		t.Rows[r] = flat[r*width : (r+1)*width : (r+1)*width]
		for c := range t.Rows[r] {
			t.Rows[r][c] = Cell{Row: -1}
		}
	}
	for _, s := range g.spots {
		s.place.Row, s.place.Col = s.row+1, s.col+1
		one := Cell{Text: s.text, Place: s.place, Row: s.row, Col: s.col, Header: s.header}
		for r := s.row; r < s.row+s.rows; r++ {
			for c := s.col; c < min(s.col+s.cols, width); c++ {
				if t.Rows[r][c].Row < 0 {
					t.Rows[r][c] = one
				}
			}
		}
	}
	for r, row := range t.Rows {
		absent := g.flows
		for c := width - 1; c >= 0; c-- {
			if absent = absent && row[c].Row < 0; row[c].Row < 0 {
				row[c] = Cell{Row: r, Col: c, Place: Place{Sheet: at.Sheet, Row: r + 1, Col: c + 1}, Absent: absent}
			}
		}
	}
	return t, nil
}
