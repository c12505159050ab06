package document

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Spans beyond these are cut, as the standard says.
const (
	widestSpan  = 1_000
	tallestSpan = 65_534
)

// startTabular takes a start tag of a table. Row and cell tags end what is open,
// because HTML lets authors leave out the end tags.
func (p *page) startTabular(t html.Token) error {
	p.space = false
	if t.DataAtom == atom.Table {
		// A table directly inside another, outside its cells, ends that one.
		if p.top().draft != nil {
			if err := p.closeTable(); err != nil {
				return err
			}
		}
		return p.beginTable(Place{Line: p.line})
	}
	if p.open() == nil {
		return p.breakParagraph() // a cell without a table is only text
	}
	switch t.DataAtom {
	case atom.Thead, atom.Tbody, atom.Tfoot:
		if err := p.closeGroup(); err != nil {
			return err
		}
		p.open().head = t.DataAtom == atom.Thead
	case atom.Tr:
		if err := p.closeCell(); err != nil {
			return err
		}
		return p.open().grid.beginRow()
	case atom.Td, atom.Th:
		if err := p.closeCell(); err != nil {
			return err
		}
		return p.openCell(t)
	}
	return nil
}

// openCell opens a cell, in a row of its own when none is open.
func (p *page) openCell(t html.Token) error {
	d := p.open()
	if d.grid.rows == 0 {
		if err := d.grid.beginRow(); err != nil {
			return err
		}
	}
	s := spot{rows: 1, cols: 1, header: d.head || t.DataAtom == atom.Th, place: Place{Line: p.line}}
	for _, a := range t.Attr {
		switch a.Key {
		case "colspan":
			s.cols = max(1, min(span(a.Val, 1), widestSpan))
		case "rowspan":
			s.rows = min(span(a.Val, 1), tallestSpan) // 0 is the rest of the group
		}
	}
	p.beginCell(s)
	return nil
}

// span reads a number as HTML does: the digits in front count.
func span(s string, otherwise int) int {
	s = strings.TrimLeftFunc(s, blank)
	s = strings.TrimPrefix(s, "+")
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end == 0 {
		return otherwise
	}
	n, err := strconv.Atoi(s[:end])
	if err != nil {
		return tallestSpan // more digits than a number has
	}
	return n
}

// endTabular takes an end tag of a table.
func (p *page) endTabular(a atom.Atom) error {
	p.space = false
	d := p.open()
	switch {
	case d == nil:
		return p.breakParagraph()
	case a == atom.Table:
		return p.closeTable()
	case a == atom.Td || a == atom.Th || a == atom.Tr:
		return p.closeCell()
	case a == atom.Thead || a == atom.Tbody || a == atom.Tfoot:
		if err := p.closeGroup(); err != nil {
			return err
		}
		p.open().head = false
	case a == atom.Caption:
		return p.breakParagraph()
	}
	return nil
}

// closeCell closes the open cell of the innermost table, if there is one.
func (p *page) closeCell() error {
	p.space = false
	if p.top().draft != nil || !p.inCell() {
		// Text between the tags of a table is no cell's: it stands before it.
		return p.endParagraph(false)
	}
	d, s, held, err := p.endCell()
	if err != nil {
		return err
	}
	i, err := d.grid.add(s)
	if err != nil {
		return err
	}
	if held != nil {
		d.nested[i] = held
	}
	return nil
}

// closeGroup ends a group of rows.
func (p *page) closeGroup() error {
	if err := p.closeCell(); err != nil {
		return err
	}
	p.open().grid.endGroup()
	return nil
}

// closeTable ends the innermost table.
func (p *page) closeTable() error {
	if err := p.closeCell(); err != nil {
		return err
	}
	return p.endTable()
}
