package indicator

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A style lays a table out as text, in one of the ways plans are met with.
type style struct {
	name string
	lay  func(t *rapid.T, p plan) string
}

const (
	brokenNames   = "names broken over lines"
	setWithSpaces = "set with spaces"
	cellsAlone    = "one cell a line"
	oneSpace      = "one row a line, one space between cells"
	wideSpaces    = "one row a line, wide spaces between cells"
)

var styles = []style{
	{oneSpace, func(t *rapid.T, p plan) string { return rowLines(t, p, " ", 0) }},
	{"one row a line, tabs between cells", func(t *rapid.T, p plan) string { return rowLines(t, p, "\t", 0) }},
	{wideSpaces, func(t *rapid.T, p plan) string { return rowLines(t, p, "    ", 0) }},
	{brokenNames, func(t *rapid.T, p plan) string { return rowLines(t, p, " ", rapid.IntRange(6, 14).Draw(t, "width")) }},
	{setWithSpaces + ", names at the top", func(t *rapid.T, p plan) string { return pageLines(t, p, 0) }},
	{setWithSpaces + ", names in the middle", func(t *rapid.T, p plan) string { return pageLines(t, p, 1) }},
	{setWithSpaces + ", names at the bottom", func(t *rapid.T, p plan) string { return pageLines(t, p, 2) }},
	{setWithSpaces + " by characters, names at the top", func(t *rapid.T, p plan) string { return pageLinesBy(t, p, 0, runes) }},
	{setWithSpaces + " by characters, names in the middle", func(t *rapid.T, p plan) string { return pageLinesBy(t, p, 1, runes) }},
	{"names of one line, in columns of spaces", func(t *rapid.T, p plan) string { return pageWrapped(p, 99, 0, displayWidth) }},
	{cellsAlone, cellLines},
	{"one cell a line, each begun by a tab", tabbedCells},
	{"drawn with bars", func(t *rapid.T, p plan) string { return rowLines(t, p, " | ", 0) }},
}

// rowLines writes a row as a line; names longer than wrap are broken, with the rest
// of the row on a line of its own, as programs that read PDF do.
func rowLines(t *rapid.T, p plan, between string, wrap int) string {
	blank := rapid.Bool().Draw(t, "blank lines")
	var lines []string
	shown := ""
	head := strings.Join(p.head(), between)
	lines = append(lines, head)
	for i, r := range p.rows {
		if i > 0 && rapid.IntRange(0, 9).Draw(t, "page break") == 0 {
			lines = append(lines, "— 7 —", head)
		}
		cells := p.cells(r)
		if p.categories && strings.Contains(between, " ") {
			if r.category == shown {
				cells = cells[1:]
			}
			shown = r.category
		}
		lines = append(lines, wrapName(strings.Join(cells, between), r.name, wrap)...)
	}
	if blank {
		return strings.Join(lines, "\n\n")
	}
	return strings.Join(lines, "\n")
}

func wrapName(row, name string, wrap int) []string {
	n := []rune(name)
	if wrap == 0 || len(n) <= wrap {
		return []string{row}
	}
	before, after, _ := strings.Cut(row, name)
	var lines []string
	if before = strings.TrimSpace(before); before != "" {
		lines = append(lines, before)
	}
	for len(n) > 0 {
		lines = append(lines, string(n[:min(wrap, len(n))]))
		n = n[min(wrap, len(n)):]
	}
	return append(lines, strings.TrimSpace(after))
}

func cellLines(t *rapid.T, p plan) string {
	between := rapid.SampledFrom([]string{"\n", "\n\n"}).Draw(t, "between")
	lines := p.head()
	shown := ""
	for _, r := range p.rows {
		cells := p.cells(r)
		if p.categories {
			if r.category == shown {
				cells = cells[1:]
			}
			shown = r.category
		}
		lines = append(lines, cells...)
	}
	return strings.Join(lines, between)
}

func tabbedCells(t *rapid.T, p plan) string {
	var b strings.Builder
	for _, h := range p.head() {
		b.WriteString("\t" + h + "\n")
	}
	shown := ""
	for _, r := range p.rows {
		b.WriteString("\n")
		for i, c := range p.cells(r) {
			if i == 0 && p.categories {
				if c == shown {
					c = ""
				} else {
					shown = c
				}
			}
			if n := []rune(c); c == r.name && len(n) > 15 {
				c = string(n[:12]) + "\n\n" + string(n[12:])
			}
			b.WriteString("\t" + c + "\n")
		}
	}
	return b.String()
}

// pageLines sets the cells in columns of spaces as they are seen, a Chinese character
// being two.
func pageLines(t *rapid.T, p plan, way int) string { return pageLinesBy(t, p, way, displayWidth) }

// pageLinesBy sets them by a measure: that of the eye or, as pdftotext does, one in
// which all characters are alike. A long name takes several lines, and the rest of its
// row stands beside the first, the middle or the last of them.
func pageLinesBy(t *rapid.T, p plan, way int, measure func(string) int) string {
	return pageWrapped(p, rapid.IntRange(8, 14).Draw(t, "width"), way, measure)
}

// pageWrapped sets them with names of so many characters a line.
func pageWrapped(p plan, wrap, way int, measure func(string) int) string {
	at := []int{}
	widths := []int{}
	for i, h := range p.head() {
		w := measure(h)
		for _, r := range p.rows {
			w = max(w, min(measure(p.cells(r)[i]), measure(strings.Repeat("名", wrap))))
		}
		widths = append(widths, w)
		at = append(at, 1)
		if i > 0 {
			at[i] = at[i-1] + widths[i-1] + 3
		}
	}
	place := func(cells []string) string {
		line := ""
		for i, c := range cells {
			if c != "" {
				line += strings.Repeat(" ", at[i]-measure(line)) + c
			}
		}
		return line
	}
	lines := []string{place(p.head())}
	shown := ""
	for _, r := range p.rows {
		cells := p.cells(r)
		if p.categories {
			if r.category == shown {
				cells[0] = ""
			}
			shown = r.category
		}
		lines = append(lines, pageRow(cells, r.name, wrap, way, place)...)
	}
	return strings.Join(lines, "\n")
}

func pageRow(cells []string, name string, wrap, way int, place func([]string) string) []string {
	var pieces []string
	for n := []rune(name); len(n) > 0; n = n[min(wrap, len(n)):] {
		pieces = append(pieces, string(n[:min(wrap, len(n))]))
	}
	carrier := []int{0, (len(pieces) - 1) / 2, len(pieces) - 1}[way]
	var lines []string
	for i, piece := range pieces {
		row := make([]string, len(cells))
		for c := range cells {
			if cells[c] == name {
				row[c] = piece
			} else if i == carrier {
				row[c] = cells[c]
			}
		}
		lines = append(lines, place(row))
	}
	return lines
}

// beforeTable and afterTable stand around the table, as in a plan.
const (
	beforeTable = "（四）发展目标\n\n到2025年，主要指标如下表所示，各项工作走在前列，\n服务更加便捷。\n\n"
	afterTable  = "\n\n注：本表数据以年末统计为准。\n\n三、主要任务\n\n（一）健全体系。加强能力建设，建设3个中心、20个站点，服务5000人次以上。\n"
)

func TestTableInAnyTextLayout(t *testing.T) {
	t.Parallel()
	for _, s := range styles {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				p := drawPlan(t)
				readBack(t, p, s, lay(t, p, s))
			})
		})
	}
}

// fit takes the categories from a plan where no reader could tell them from the first
// line of a name.
func (s style) fit(p plan) plan {
	if s.name == brokenNames && !p.numbers {
		return p.plain()
	}
	return p
}

// lay sets a plan between other text.
func lay(t *rapid.T, p plan, s style) string {
	p = s.fit(p)
	title := "表1 “十四五”主要指标\n\n"
	if p.completion {
		title = "表1 “十三五”主要指标完成情况\n\n"
	}
	return beforeTable + title + s.lay(t, p) + afterTable
}

// readBack compares what is read with what was laid out.
func readBack(t interface {
	Helper()
	Fatalf(string, ...any)
}, p plan, s style, text string) {
	t.Helper()
	p = s.fit(p)
	r := Import(textDocument(text))
	// A space at the place where a name is broken is lost in the layout itself.
	if s.doubtful(p) {
		leaveOutUnread(&p, r)
	} else if len(r.Unread) > 0 {
		t.Fatalf("unread %v\nof\n%s", r.Unread, text)
	}
	leaveOut(&p, r.Rows)
	if got := plainRows(r.Rows); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(p.want(), " ", "") {
		t.Fatalf("%sunread %v\nof\n%s", otherRows(got, p.want()), r.Unread, text)
	}
}

// doubtful reports a layout in which no reader can tell every name from a heading or from
// its neighbour: there a row may be unread, but never another, and never lost.
func (s style) doubtful(p plan) bool {
	beside := p.categories && slices.Contains([]string{cellsAlone, oneSpace, wideSpaces}, s.name)
	return (s.name == brokenNames || beside) && !p.numbers || strings.HasPrefix(s.name, setWithSpaces)
}

// leaveOutUnread takes from the plan the rows that are listed as unread.
func leaveOutUnread(p *plan, r *Result) {
	listed := ""
	for _, u := range r.Unread {
		listed += strings.ReplaceAll(u.Text, " ", "")
	}
	var kept []planRow
	for _, row := range p.rows {
		if strings.Contains(plainRows(r.Rows), "｜"+row.name+"｜") || !strings.Contains(listed, strings.ReplaceAll(cut(row.name, 6)[0], " ", "")) {
			kept = append(kept, row)
		}
	}
	p.rows = kept
}

// leaveOut takes from the plan the categories that were not read. Beside which of its
// rows a category stands cannot always be told from the page, but it is never another.
func leaveOut(p *plan, rows []Row) {
	p.rows = append([]planRow(nil), p.rows...)
	for i := range p.rows {
		if i < len(rows) && rows[i].Category == "" {
			p.rows[i].category = ""
		}
	}
}

// otherRows shows only what differs.
func otherRows(got, want string) string {
	var b strings.Builder
	show := func(sign, a, other string) {
		for line := range strings.Lines(a) {
			if !strings.Contains("\n"+other, "\n"+line) {
				b.WriteString(sign + line)
			}
		}
	}
	show("want ", want, got)
	show("read ", got, want)
	return b.String()
}
