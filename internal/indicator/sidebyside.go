package indicator

import "lianxin/internal/document"

// Some plans save paper and print two indicators in one row: the same labels come
// twice in the head. Such a grid is unfolded into one with a row for each.

// unfold gives the grid with one indicator a row; the same grid when it has so already.
func unfold(t *document.Table) *document.Table {
	at, half := foldedAt(t)
	if half == 0 {
		return t
	}
	out := &document.Table{Place: t.Place}
	put := func(r, from int) {
		var row []document.Cell
		for c := from; c < from+half; c++ {
			cell := t.Rows[r][c]
			cell.Row, cell.Col = len(out.Rows), c-from
			row = append(row, cell)
		}
		out.Rows = append(out.Rows, row)
	}
	put(at, 0)
	below := len(t.Rows)
	if across := at+1 < below && goesAcross(t, at+1, half); across {
		for r := at + 1; r < below; r++ {
			put(r, 0)
			put(r, half)
		}
		return out
	}
	for _, from := range []int{0, half} {
		for r := at + 1; r < below; r++ {
			put(r, from)
		}
	}
	return out
}

// foldedAt finds the head whose labels come twice; half is how many they are, 0 when
// there is none.
func foldedAt(t *document.Table) (at, half int) {
	half = t.Width() / 2
	if half < 2 || t.Width()%2 != 0 {
		return 0, 0
	}
	for r, row := range t.Rows {
		names, same := 0, true
		for c := 0; c < half && same; c++ {
			label, ok := headOf(row[c].Text)
			if ok && label.kind == name {
				names++
			}
			same = ok && fold(row[c].Text) == fold(row[c+half].Text) && !(row[c].Row == row[c+half].Row && row[c].Col == row[c+half].Col)
		}
		if same && names == 1 {
			return r, half
		}
	}
	return 0, 0
}

// goesAcross reports that the number on the right follows the one on the left.
func goesAcross(t *document.Table, r, half int) bool {
	left, ok := integer(fold(t.Rows[r][0].Text))
	right, also := integer(fold(t.Rows[r][half].Text))
	return !ok || !also || right == left+1
}
