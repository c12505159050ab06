package document

import "strings"

// readText takes every physical line as a paragraph. In the answer of
// pdftotext lines are counted by page; in a file they are counted as an editor
// counts them, and pages only where form feeds stand.
func (d *Document) readText(text string, paged bool) error {
	b := newBudget()
	page, line := 0, 0
	if paged || strings.ContainsRune(text, '\f') {
		page = 1
	}
	for len(text) > 0 {
		var one string
		one, text = cutLine(text)
		line++
		pieces := strings.Split(one, "\f")
		for i, piece := range pieces {
			if i > 0 {
				page++
				if paged {
					line = 1
				}
			}
			// A form feed stands before the first line of its page: nothing in
			// front of it is no line, and nothing after the last one is no page.
			if piece == "" && len(pieces) > 1 && (i == 0 || paged && text == "") {
				continue
			}
			if err := b.block(len(piece)); err != nil {
				return err
			}
			if cellsOf(piece) > maxColumns {
				return refuseColumns()
			}
			d.Blocks = append(d.Blocks, &Paragraph{Text: piece, Place: Place{Page: page, Line: line}})
		}
	}
	return nil
}

// cellsOf counts what may be cells of a line: pieces between tabs, drawn lines or wide
// spaces.
func cellsOf(line string) int {
	cells, spaces := 1, 0
	for _, r := range line {
		switch {
		case r == ' ':
			if spaces++; spaces == 2 {
				cells++
			}
			continue
		case strings.ContainsRune("\t|│\u3000", r):
			cells++
		}
		spaces = 0
	}
	return cells
}

// cutLine takes off the first line, whatever ends it.
func cutLine(text string) (line, rest string) {
	i := strings.IndexAny(text, "\r\n")
	if i < 0 {
		return text, ""
	}
	if strings.HasPrefix(text[i:], "\r\n") {
		return text[:i], text[i+2:]
	}
	return text[:i], text[i+1:]
}

// noteUnreadable names the lines with bytes that mean nothing in the encoding.
func (d *Document) noteUnreadable(text string) {
	if !strings.ContainsRune(text, '\ufffd') {
		return
	}
	for line := 1; len(text) > 0; line++ {
		var one string
		one, text = cutLine(text)
		if strings.ContainsRune(one, '\ufffd') {
			d.note(Place{Line: line}, "此行有无法识别的字节，已用替换符代替，请对照原件。")
		}
	}
}
