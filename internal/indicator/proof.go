package indicator

import (
	"slices"
	"strings"
)

// What a name is on a page set with spaces or line breaks alone can be guessed or proved.
// Here it is proved: all ways to give the loose lines to the rows are tried that a page
// could have, and a row stays read only when all of them give it the same name. Nothing
// is weighed: a way is possible or it is not.

// proof is a table as the lines that carry its rows and the loose ones between them.
type proof struct {
	cores []proofCore
	gaps  [][]proofLine // before each core, and after the last

	printed  bool            // there is a column of categories, so that loose lines may be one
	ordered  bool            // the table was read by the order of its cells
	celled   bool            // each line is one cell, so that names stand before their figures
	numbered bool            // names begin with their numbers
	bounded  bool            // the number of a row stands between a heading and its name
	apart    bool            // an empty line stands between any two rows, and nowhere else
	widths   []extentOfNames // by page
}

// extentOfNames is the width of the longest line that is certainly one of a name.
type extentOfNames struct{ full, fullBy int }

// proofCore is a row without its loose lines.
type proofCore struct {
	record int      // its index
	own    []string // the lines of its name that stand beside other cells of it
	above  int      // how many of them stand above the line of its figures
	below  int
	opens  bool // nothing of the row stands above
	closes bool // nor below
	line   bool // it has one line, from the number of the row to its last cell
	blank  bool // an empty line stands before it
	edge   bool // the edge of a page does
	broken bool // cells of it could not be told apart, so that it may be anything
	spills bool // it is, and may have more lines than its own
	page   int  // on which its figures stand
	odd    bool // its lines are no name in any way, so that it may have any
}

// proofLine is a loose line.
type proofLine struct {
	text  string
	blank bool
	edge  bool
	sure  bool // a heading with a sign: 一、 or （一）
	dirty bool // there are other cells on it than a name
}

// allot says what the lines of a gap are: the first belong to the name above, then come
// those of a heading, and the rest belongs to the name below.
type allot struct{ tail, heads int }

// hypothesis is a way in which all names of a table stand around their figures.
type hypothesis struct {
	way      int
	headings bool
}

const (
	gapMax       = 8 // loose lines between two rows
	printedLines = 3 // lines of a category that has a column
)

// proven reports for each core whether its name in the records is the only one possible.
func (p *proof) proven(nameAt func(core int) string) []bool {
	p.measure()
	p.apart = p.setApart()
	p.exclude()
	p.estrange()
	names := make([]map[string]bool, len(p.cores))
	for i := range names {
		names[i] = map[string]bool{}
	}
	for _, h := range p.hypotheses() {
		p.follow(h, names)
	}
	out := make([]bool, len(p.cores))
	for i, c := range p.cores {
		alone := len(c.own) < 2 && len(p.gaps[i]) == 0 && len(p.gaps[i+1]) == 0
		only := len(names[i]) == 1 && names[i][bareText(nameAt(i))]
		out[i] = !c.broken && (alone || only && !c.odd) && !p.besideBroken(i)
	}
	return out
}

// measure finds how wide the lines of names are at least: those are certain which stand
// beside figures or, where each line is a cell, alone between two other cells. Each page
// was laid out anew, so it is measured by itself.
func (p *proof) measure() {
	p.widths = []extentOfNames{{}}
	for i := range p.cores {
		c := &p.cores[i]
		lines := slices.Clone(c.own)
		if p.celled && len(p.gaps[i]) == 1 {
			lines = append(lines, p.gaps[i][0].text)
		}
		turned := slices.ContainsFunc(p.gaps[i], func(l proofLine) bool { return l.edge })
		if c.edge || turned {
			p.widths = append(p.widths, extentOfNames{})
		}
		c.page = len(p.widths) - 1
		for _, text := range lines {
			if w := &p.widths[c.page]; !c.broken && bareText(text) == text {
				w.full, w.fullBy = max(w.full, displayWidth(text)), max(w.fullBy, runes(text))
			}
		}
	}
}

// setApart reports that rows are told apart by empty lines: between any two of them stands
// one, and what stands between two empty lines has the figures of one row.
func (p *proof) setApart() bool {
	lines, blanks := 0, 0
	for i, c := range p.cores {
		here := c.blank || c.edge
		for k, l := range p.gaps[i] {
			lines++
			if l.blank && k > 0 {
				here = true
			}
			here = here || l.blank || l.edge
		}
		if i > 0 && !here {
			return false
		}
		if p.splits(i) > 1 {
			return false
		}
		if c.blank {
			blanks++
		}
	}
	return len(p.cores) > 2 && blanks <= len(p.cores) && lines > 0
}

// splits counts the empty lines in a gap.
func (p *proof) splits(i int) int {
	n := 0
	for _, l := range p.gaps[i] {
		if l.blank {
			n++
		}
	}
	if i < len(p.cores) && p.cores[i].blank {
		n++
	}
	return n
}

// exclude gives up the rows beside a line of which it is not known whose cells it has, and
// those whose lines cannot be one name in any way.
func (p *proof) exclude() {
	for i := range p.gaps {
		dirty := len(p.gaps[i]) > gapMax
		for _, l := range p.gaps[i] {
			dirty = dirty || l.dirty
		}
		if !dirty {
			continue
		}
		p.gaps[i] = []proofLine{{dirty: true, text: textOf(p.gaps[i])}}
		if i > 0 {
			p.cores[i-1].broken = true
		}
		if i < len(p.cores) {
			p.cores[i].broken = true
		}
	}
}

// estrange finds the rows of which the lines are no name in any way.
func (p *proof) estrange() {
	for i := range p.cores {
		may := false
		for _, h := range p.hypotheses() {
			for _, before := range p.allots(i, h) {
				for _, after := range p.allots(i+1, h) {
					may = may || p.possible(i, before, after, h)
				}
			}
		}
		p.cores[i].odd = !may
	}
}

// prove marks the rows as faulty of which the name is not the only one possible.
func (a *audit) prove(p *proof) {
	if p == nil {
		return
	}
	for i := range p.cores {
		c := &p.cores[i]
		rec := &a.records[c.record]
		c.broken = c.broken || rec.fault != "" || nameOf(a.columns, rec) == ""
		c.spills = c.broken && !c.line
	}
	numbers := 0
	for i := range a.records {
		if rec := &a.records[i]; rec.head == "" && numberInName.MatchString(fold(nameOf(a.columns, rec))) {
			numbers++
		}
	}
	p.numbered = numbers*2 > len(p.cores)
	for i, sure := range p.proven(func(i int) string { return nameOf(a.columns, &a.records[p.cores[i].record]) }) {
		if rec := &a.records[p.cores[i].record]; !sure && rec.fault == "" {
			rec.fault = blurredName
		}
	}
	for i, c := range p.cores {
		if rec := &a.records[c.record]; rec.fault != "" {
			rec.beside(textOf(p.gaps[i])+" "+a.linesOf(rec), textOf(p.gaps[i+1]))
		}
	}
}

func textOf(lines []proofLine) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.text)
	}
	return strings.Join(out, " ")
}

// linesOf is what stands on the lines of a row.
func (a *audit) linesOf(rec *record) string {
	var out []string
	for at := rec.first; at <= rec.last; at++ {
		if text := tighten(a.g.lines[at].text); text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, " ")
}

// bareText is a text without its spaces.
func bareText(s string) string { return strings.Join(strings.FieldsFunc(s, isSpace), "") }
