package indicator

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// In the layouts below no reader can tell all rows: headings without a number as long as
// a name, names that go on below their figures, values in words over several lines. What
// holds for all of them is the promise: a row comes out as it was printed, perhaps
// without its category, or its words are listed as unread.

// ambiguous lays a plan out in one of these ways.
type ambiguous struct {
	name string
	lay  func(t *rapid.T, p plan) []string
}

var (
	headingsOfAnyLength = []string{"健康", "资源配置", "社会保障与就业", "医疗卫生服务体系建设", "城乡基本公共服务均等化", "现代综合交通运输体系"}
	valuesInWords       = []string{"基本建成", "全覆盖", "保持全国前列", "完成省下达任务", "高于全省平均水平"}
)

var ambiguities = []ambiguous{
	{"one cell a line, headings without a number", func(t *rapid.T, p plan) []string {
		wrap := rapid.SampledFrom([]int{8, 10, 12, 99}).Draw(t, "width")
		return p.headed(func(cells []string, name string) (lines []string) {
			for _, c := range cells {
				if c == name {
					lines = append(lines, cut(c, wrap)...)
				} else {
					lines = append(lines, c)
				}
			}
			return lines
		}, p.head()...)
	}},
	{"one row a line, headings without a number", func(t *rapid.T, p plan) []string {
		return p.headed(func(cells []string, _ string) []string { return []string{strings.Join(cells, " ")} }, strings.Join(p.head(), " "))
	}},
	{"names go on below their figures", func(t *rapid.T, p plan) []string {
		wrap := rapid.IntRange(8, 14).Draw(t, "width")
		return p.headed(func(cells []string, name string) []string {
			pieces := cut(name, wrap)
			row := strings.Replace(strings.Join(cells, " "), name, pieces[0], 1)
			return append([]string{row}, pieces[1:]...)
		}, strings.Join(p.head(), " "))
	}},
	{"wide spaces between cells, names go on below", func(t *rapid.T, p plan) []string {
		wrap := rapid.IntRange(6, 14).Draw(t, "width")
		return p.headed(func(cells []string, name string) []string {
			pieces := cut(name, wrap)
			row := strings.Replace(strings.Join(cells, "    "), name, pieces[0], 1)
			return append([]string{row}, pieces[1:]...)
		}, strings.Join(p.head(), "    "))
	}},
	{"pages of a PDF, the columns laid out anew on each", func(t *rapid.T, p plan) []string { return pagesAnew(t, p, false) }},
	{"pages of a PDF that end in the middle of a row", func(t *rapid.T, p plan) []string { return pagesAnew(t, p, true) }},
	{"names begin above their figures", func(t *rapid.T, p plan) []string {
		wrap := rapid.IntRange(8, 14).Draw(t, "width")
		return p.headed(func(cells []string, name string) []string {
			pieces := cut(name, wrap)
			before, after, _ := strings.Cut(strings.Join(cells, " "), name)
			pieces[0] = before + pieces[0]
			pieces[len(pieces)-1] += after
			return pieces
		}, strings.Join(p.head(), " "))
	}},
}

// pagesAnew sets a plan on pages, each with its own widths, with the head printed again or
// not. torn ends pages after any line instead of after a row.
func pagesAnew(t *rapid.T, p plan, torn bool) []string {
	way, again := rapid.IntRange(0, 2).Draw(t, "way"), rapid.Bool().Draw(t, "head printed again")
	var out []string
	for from := 0; from < len(p.rows); {
		to := min(len(p.rows), from+rapid.IntRange(2, 5).Draw(t, "rows of a page"))
		page := p.plain()
		page.rows = page.rows[from:to]
		lines := strings.Split(pageWrapped(page, rapid.IntRange(7, 14).Draw(t, "width"), way, runes), "\n")
		switch {
		case from > 0 && !again:
			lines = lines[1:]
			fallthrough
		case from > 0:
			lines[0] = "\f" + lines[0]
		}
		if k := rapid.IntRange(1, len(lines)).Draw(t, "line"); torn && k > 1 && k < len(lines) {
			lines[k] = "\f" + lines[k]
		}
		out, from = append(out, lines...), to
	}
	return out
}

// headed lays out rows below the headings of their categories.
func (p plan) headed(row func(cells []string, name string) []string, head ...string) []string {
	lines, shown := head, ""
	for _, r := range p.rows {
		if r.category != shown && r.category != "" {
			lines = append(lines, r.category)
		}
		shown = r.category
		plain := p
		plain.categories = false
		lines = append(lines, row(plain.cells(r), r.name)...)
	}
	return lines
}

// cut breaks a text into lines.
func cut(text string, width int) (lines []string) {
	for r := []rune(text); len(r) > 0; r = r[min(width, len(r)):] {
		lines = append(lines, string(r[:min(width, len(r))]))
	}
	return lines
}

// drawDoubtful makes a table with headings, and with values in words where they have
// attributes beside them.
func drawDoubtful(t *rapid.T) plan {
	p := drawPlan(t)
	p.categories = false
	heads := rapid.Permutation(headingsOfAnyLength).Draw(t, "headings")
	per := rapid.IntRange(2, 5).Draw(t, "rows of a heading")
	headed := rapid.Bool().Draw(t, "headed")
	for i := range p.rows {
		p.rows[i].category = ""
		if headed {
			p.rows[i].category = heads[min(i/per, len(heads)-1)]
		}
		if p.attributes && p.units && rapid.IntRange(0, 5).Draw(t, "in words") == 0 {
			p.rows[i].target = rapid.SampledFrom(valuesInWords).Draw(t, "words")
		}
	}
	return p
}

func TestARowIsExactOrUnread(t *testing.T) {
	t.Parallel()
	for _, a := range ambiguities {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				p := drawDoubtful(t)
				text := beforeTable + "表1 “十四五”主要指标\n\n" + strings.Join(a.lay(t, p), "\n") + afterTable
				p.holds(t, Import(textDocument(text)), text)
			})
		})
	}
}

// holds checks the promise: no row that was not printed, and none that is neither read
// nor listed.
func (p plan) holds(t *rapid.T, r *Result, text string) {
	t.Helper()
	printed := map[string]planRow{}
	for _, row := range p.rows {
		printed[row.name] = row
	}
	read := map[string]bool{}
	for _, got := range r.Rows {
		row, ok := printed[got.Name]
		if got.Category == "" {
			row.category = ""
		}
		one := plan{rows: []planRow{row}}
		if !ok || strings.ReplaceAll(plainRow(got), " ", "") != strings.ReplaceAll(one.want(), " ", "") {
			t.Fatalf("read %swant %sof\n%s", plainRow(got), one.want(), text)
		}
		read[got.Name] = true
	}
	listed := ""
	for _, u := range r.Unread {
		listed += strings.ReplaceAll(u.Text+u.Reason, " ", "")
	}
	for _, row := range p.rows {
		if !read[row.name] && !strings.Contains(listed, cut(row.name, 6)[0]) && !strings.Contains(listed, rowlessReason) {
			t.Fatalf("lost %s, unread %v\nof\n%s", row.name, r.Unread, text)
		}
	}
}
