package document

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// compareGrid holds the only table of a document against a layout.
func compareGrid(t *rapid.T, d *Document, want [][]Cell) {
	tables := d.Tables()
	if len(tables) != 1 {
		t.Fatalf("%d tables in %q, want one", len(tables), texts(d))
	}
	got := tables[0]
	if len(got.Rows) != len(want) || got.Width() != len(want[0]) {
		t.Fatalf("%d×%d positions, want %d×%d\n%s", len(got.Rows), got.Width(), len(want), len(want[0]), texts(d))
	}
	for r, row := range want {
		for c, w := range row {
			g := got.Rows[r][c]
			if g.Text != w.Text || g.Row != w.Row || g.Col != w.Col {
				t.Fatalf("position %d,%d: got %q from %d,%d, want %q from %d,%d", r, c, g.Text, g.Row, g.Col, w.Text, w.Row, w.Col)
			}
			if g.Place.Row != w.Row+1 || g.Place.Col != w.Col+1 || g.Place.Table != 1 {
				t.Fatalf("position %d,%d: place %+v does not name the cell", r, c, g.Place)
			}
		}
	}
}

func TestTablesWrittenAsHTMLAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		l := drawLayout(rt, true, true)
		// A browser shows white space at the edge of a cell nowhere, a blank in
		// front of which nothing stands included.
		compareGrid(rt, open(t, "a.html", []byte(l.asHTML(rapid.Bool().Draw(rt, "loose")))), l.grid())
	})
}

func TestTablesWrittenAsDocxAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		l := drawLayout(rt, true, true)
		compareGrid(rt, open(t, "a.docx", docxOf(t, l.asDocx(rapid.IntRange(1, 5).Draw(rt, "cut")))), l.grid())
	})
}

func TestTablesWrittenAsXlsxAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		l := drawLayout(rt, true, false)
		d := open(t, "a.xlsx", xlsxOf(t, "", file{"指标", l.asSheet()}))
		compareGrid(rt, d, l.grid())
		for _, row := range d.Tables()[0].Rows {
			for _, c := range row {
				if c.Place.Sheet != "指标" || c.Place.Ref != address(c.Row+1, c.Col+1) {
					rt.Fatalf("place %+v of the cell at %d,%d", c.Place, c.Row, c.Col)
				}
			}
		}
	})
}

func TestTablesWrittenAsMarkdownAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		l := drawLayout(rt, false, true)
		compareGrid(rt, open(t, "a.md", []byte(l.asMarkdown())), l.grid())
	})
}

func TestTextComesOutAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) string { return drawText(rt, true) }), 1, 12).Draw(rt, "lines")
		lines = append(lines, "末行")
		end := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(rt, "end")
		d := open(t, "a.txt", []byte(strings.Join(lines, end)+end))
		if len(d.Blocks) != len(lines) {
			rt.Fatalf("%d lines, want %d", len(d.Blocks), len(lines))
		}
		for i, line := range lines {
			if p := d.Blocks[i].(*Paragraph); p.Text != line || p.Place.Line != i+1 {
				rt.Fatalf("line %d: got %q at %+v, want %q", i+1, p.Text, p.Place, line)
			}
		}
	})
}
