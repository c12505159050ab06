package document

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// printer sets tables on pages as a browser or an office program does, and remembers where
// each word came to stand.
type printer struct {
	pages   [][]placed
	em      int
	leading int
	pad     int
	way     int
	left    []int // of each column
	wide    []int
	y       int
}

func (p *printer) page() {
	p.pages = append(p.pages, nil)
	p.y = 5 * p.em
}

func (p *printer) word(col int, text string, y int) {
	n := len(p.pages) - 1
	width := len([]rune(text)) * p.em
	x := p.left[col] + (p.wide[col]-width)/2
	p.pages[n] = append(p.pages[n], placed{text, x, x + width, y})
}

// wrap breaks a text where its column ends.
func (p *printer) wrap(col int, text string) (out []string) {
	most := p.wide[col] / p.em
	for r := []rune(text); len(r) > 0; r = r[min(most, len(r)):] {
		out = append(out, string(r[:min(most, len(r))]))
	}
	return out
}

// row sets the cells and gives from where to where they stand.
func (p *printer) row(cells []string) (top, bottom int) {
	lines, most := make([][]string, len(cells)), 1
	for c, text := range cells {
		lines[c] = p.wrap(c, text)
		most = max(most, len(lines[c]))
	}
	top = p.y + p.pad
	bottom = top + (most-1)*p.leading
	for c := range cells {
		at := top
		switch n := len(lines[c]); p.way {
		case atMiddle:
			at = (top + bottom - (n-1)*p.leading) / 2
		case atBottom:
			at = bottom - (n-1)*p.leading
		}
		for i, text := range lines[c] {
			p.word(c, text, at+i*p.leading)
		}
	}
	p.y = bottom + p.leading + p.pad + p.em/12
	return top, bottom
}

// Whatever the way a table is set on its pages, a row comes out as it was printed or is
// marked, and a category stands beside its own rows or beside none.
func TestTablesOfPagesComeOutAsPrinted(t *testing.T) {
	t.Parallel()
	whole, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := &printer{em: rapid.IntRange(800, 1600).Draw(t, "em"), way: rapid.IntRange(atMiddle, atBottom).Draw(t, "way")}
		p.leading = p.em * rapid.IntRange(115, 180).Draw(t, "leading") / 100
		p.pad = p.em * rapid.IntRange(0, 60).Draw(t, "padding") / 100
		x := p.em * 3
		for _, w := range []int{2, rapid.IntRange(4, 12).Draw(t, "name"), 3, 4, 4, 3} {
			p.left, p.wide = append(p.left, x), append(p.wide, w*p.em)
			x += w*p.em + p.em*rapid.IntRange(60, 150).Draw(t, "gap")/100
		}
		p.page()
		head := []string{"序号", "指标名称", "单位", "现状值", "目标值", "属性"}
		p.row(head)
		var want [][]string
		for i := range rapid.IntRange(4, 20).Draw(t, "rows") {
			if i > 0 && rapid.IntRange(0, 5).Draw(t, "turn") == 0 {
				if p.page(); rapid.Bool().Draw(t, "head again") {
					p.row(head)
				}
			}
			name := fmt.Sprintf("甲%s率", strings.Repeat("项", rapid.IntRange(2, 30).Draw(t, "long")))
			cells := []string{fmt.Sprint(i + 1), name, rapid.SampledFrom([]string{"百分比", "平方公里", "个"}).Draw(t, "unit"), fmt.Sprint(100 + i), rapid.SampledFrom([]string{"保持稳定", "达到省定要求", "55"}).Draw(t, "goal"), "约束性"}
			want = append(want, cells)
			p.row(cells)
		}
		got := map[string]bool{}
		for _, m := range measure(p.pages) {
			for _, row := range m.table.Rows {
				if !row[0].Doubt && len(row) == 6 {
					got[textsOf(row)] = true
				}
			}
		}
		delete(got, strings.Join(head, "|"))
		for _, cells := range want {
			if all++; got[strings.Join(cells, "|")] {
				whole++
			}
			delete(got, strings.Join(cells, "|"))
		}
		if len(got) > 0 {
			t.Fatalf("rows nobody printed: %v", got)
		}
	})
	if whole*100 < all*95 {
		t.Errorf("%d of %d rows are whole", whole, all)
	}
}

func textsOf(row []Cell) string {
	var out []string
	for _, c := range row {
		out = append(out, strings.ReplaceAll(c.Text, "\n", ""))
	}
	return strings.Join(out, "|")
}

// A narrow column whose cells all take two lines has none at the height of the others; its
// words are cells all the same.
func TestAColumnWithNothingAtTheHeightOfTheOthersIsOne(t *testing.T) {
	t.Parallel()
	for name, narrow := range map[string]int{"at the left": 0, "within": 2, "at the right": 4} {
		p := &printer{em: 1000, leading: 1500, pad: 400, way: atMiddle}
		x := 3000
		for c := range 5 {
			wide := 8000
			if c == narrow {
				wide = 2000
			}
			p.left, p.wide, x = append(p.left, x), append(p.wide, wide), x+wide+800
		}
		p.page()
		var want []string
		for i := range 6 {
			cells := []string{"甲一项率", "乙二项率", "丙三项率", fmt.Sprint(i + 1), "达到百分百"}
			if cells[narrow] = "约束性"; i == 0 {
				cells = []string{"第一栏", "第二栏", "第三栏", "第四栏", "第五栏"}
			}
			p.row(cells)
			want = append(want, strings.Join(cells, "|"))
		}
		var got []string
		for _, m := range measure(p.pages) {
			for _, row := range m.table.Rows {
				got = append(got, textsOf(row))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: the rows are %q, want %q", name, got, want)
		}
	}
}

// A category in the middle of its rows is theirs, when there is one way to part them.
func TestACellOverSeveralRowsIsGivenToThem(t *testing.T) {
	t.Parallel()
	p := &printer{em: 1000, leading: 1400, pad: 300, left: []int{3000, 8000, 17000, 21000}, wide: []int{4000, 7000, 3000, 3000}}
	p.page()
	p.row([]string{"类别", "指标名称", "单位", "目标值"})
	type span struct {
		text string
		rows int
	}
	for _, s := range []span{{"社会救助", 2}, {"养老服务", 3}} {
		top, bottom := 0, 0
		for i := range s.rows {
			a, b := p.row([]string{"", fmt.Sprintf("第%d项很长的指标名称覆盖率", i+1), "个", "55"})
			if i == 0 {
				top = a
			}
			bottom = b
		}
		p.word(0, s.text, (top+bottom)/2)
	}
	tables := measure(p.pages)
	if len(tables) != 1 {
		t.Fatalf("%d tables", len(tables))
	}
	for i, want := range []string{"类别", "社会救助", "社会救助", "养老服务", "养老服务", "养老服务"} {
		if got := tables[0].table.Rows[i][0]; got.Text != want || got.Doubt {
			t.Errorf("row %d: %q %v, want %q", i, got.Text, got.Doubt, want)
		}
	}
}

// Text in two columns and lists are no tables.
func TestTextInColumnsIsNoTable(t *testing.T) {
	t.Parallel()
	p := &printer{em: 1000, leading: 1400, left: []int{3000, 18000}, wide: []int{12000, 12000}}
	p.page()
	for range 30 {
		p.row([]string{"坚持以人民为中心的发展思想", "完善覆盖全民的保障体系"})
	}
	if got := measure(p.pages); len(got) > 0 {
		t.Errorf("%d tables", len(got))
	}
}

const bboxAnswer = `<!DOCTYPE html><html><body><doc>
  <page width="594.9" height="550.0">
    <word xMin="56.99" yMin="49.25" xMax="126.97" yMax="75.24">指标 </word>
    <word xMin="10" yMin="1" xMax="12.5" yMax="3">A&amp;B</word>
    <word xMin="9" yMin="1" xMax="9" yMax="3">empty</word>
  </page>
  <page width="594.9" height="550.0"></page></doc></body></html>`

func TestPlacesOfWordsAreRead(t *testing.T) {
	t.Parallel()
	pages, err := decodeWords(strings.NewReader(bboxAnswer))
	if err != nil || len(pages) != 2 || len(pages[0]) != 2 || len(pages[1]) != 0 {
		t.Fatalf("%v, %v", pages, err)
	}
	if got, want := pages[0][0], (placed{"指标", 5699, 12697, 6224}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if pages[0][1].text != "A&B" {
		t.Errorf("got %q", pages[0][1].text)
	}
}

// A table takes the place of the lines that hold the same characters, and of no others.
func TestATableTakesThePlaceOfItsLines(t *testing.T) {
	t.Parallel()
	p := &printer{em: 1000, leading: 1400, pad: 300, left: []int{3000, 8000, 16000}, wide: []int{4000, 7000, 3000}}
	p.page()
	lines := []string{"序号   指标   目标值"}
	p.row([]string{"序号", "指标", "目标值"})
	for i := range 4 {
		p.row([]string{fmt.Sprint(i + 1), "某项覆盖率", "九十五"})
		lines = append(lines, fmt.Sprintf(" %d  某项覆盖率  九十五", i+1))
	}
	for _, c := range []struct {
		last string
		want string
	}{{lines[4], "paragraph table paragraph"}, {"4 某项覆盖率 九十六", "paragraph paragraph paragraph paragraph paragraph paragraph paragraph"}} {
		d := &Document{}
		for i, text := range append(append([]string{"发展目标"}, lines[:4]...), c.last, "注：略") {
			d.Blocks = append(d.Blocks, &Paragraph{Text: text, Place: Place{Page: 1, Line: i + 1}})
		}
		d.put(measure(p.pages))
		var got []string
		for _, b := range d.Blocks {
			if _, ok := b.(*Table); ok {
				got = append(got, "table")
			} else {
				got = append(got, "paragraph")
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v", c.last, got)
		}
	}
}

func FuzzPlacesOfWords(f *testing.F) {
	f.Add([]byte(bboxAnswer))
	f.Fuzz(func(t *testing.T, raw []byte) {
		pages, err := decodeWords(bytes.NewReader(raw))
		if err != nil {
			return
		}
		for _, m := range measure(pages) {
			for _, row := range m.table.Rows {
				if len(row) != m.table.Width() {
					t.Fatalf("a row of %d cells in a table of %d", len(row), m.table.Width())
				}
			}
		}
	})
}
