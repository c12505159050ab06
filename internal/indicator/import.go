package indicator

import "lianxin/internal/document"

// linesMax is how many lines of text are searched for tables. Plans have a few thousand;
// a hundred times as many are something else, and would take minutes.
const linesMax = 25000

// Import reads the indicator tables of a document. It never fails: what it cannot
// read is listed in the result.
func Import(doc *document.Document) *Result {
	r := &Result{Document: doc.Name, Notes: doc.Notes}
	var run []*document.Paragraph
	metrics := metricsOf(doc)
	last := &above{}
	title, lines := "", 0
	var tooLong []Unread
	flush := func() {
		if len(run) > 0 {
			g := regionOf(run, metrics)
			title = g.lastTitle()
			last.below = last.width > 0 && !last.apart
			last.apart = last.apart || len(g.tokens) > 0
			r.readRegion(g, last)
			last.apart = last.apart || g.endsInText()
		}
		run = nil
	}
	for _, b := range doc.Blocks {
		switch b := b.(type) {
		case *document.Paragraph:
			if lines++; lines <= linesMax {
				run = append(run, b)
			} else if lines == linesMax+1 {
				tooLong = append(tooLong, Unread{b.Place, b.Text, "文件太长，从这里起没有找指标表；请只保留需要的部分后重试。"})
			}
		case *document.Table:
			flush()
			r.readGrid(b, title, last)
			title = ""
		}
	}
	flush()
	r.Unread = append(r.Unread, tooLong...)
	r.contradict()
	return r
}
