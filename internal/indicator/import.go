package indicator

import "lianxin/internal/document"

// Import reads the indicator tables of a document. It never fails: what it cannot
// read is listed in the result.
func Import(doc *document.Document) *Result {
	r := &Result{Document: doc.Name}
	var run []*document.Paragraph
	last := &above{}
	title := ""
	flush := func() {
		if len(run) > 0 {
			g := regionOf(run)
			title = g.lastTitle()
			r.readRegion(g)
		}
		run = nil
	}
	for _, b := range doc.Blocks {
		switch b := b.(type) {
		case *document.Paragraph:
			run = append(run, b)
		case *document.Table:
			flush()
			r.readGrid(b, title, last)
			title = ""
		}
	}
	flush()
	r.contradict()
	return r
}
