package letter

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func texts(lines []line) []string {
	var list []string
	for _, l := range lines {
		list = append(list, l.text)
	}
	return list
}

func TestLinesEndWhereChineseLinesMay(t *testing.T) {
	t.Parallel()
	const size = 10 * pt
	for name, c := range map[string]struct {
		text string
		wide int // characters to a line
		want string
	}{
		"a comma is not first":          {"一二三四，五", 4, "一二三|四，五"},
		"two signs are not first":       {"一二三四）。五", 5, "一二三|四）。五"},
		"a bracket is not last":         {"一二三（四五", 4, "一二三|（四五"},
		"a title stays in its marks":    {"见《办法》", 2, "见|《办|法》"},
		"an amount stays with its yuan": {"每月1,143.00 元整", 6, "每月|1,143.00 元|整"},
		"a date is not cut":             {"于2025-06-30前", 6, "于|2025-06-30|前"},
		"a year stays with its word":    {"从二2025年起", 4, "从二|2025年|起"},
		"a dot in a name is not first":  {"买合曼·买提", 3, "买合|曼·买|提"},
		"blanks at an end go":           {"one two three", 4, "one two|three"},
		"a word too long is cut":        {"abcdefghij", 2, "abc|def|ghij"},
		"signs without end are cut":     {"。。。。。", 2, "。。|。。|。"},
		"paragraphs":                    {"一\n\n二", 4, "一||二"},
		"nothing":                       {"", 4, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(texts(fonts(t).breaks(c.text, size, length(c.wide)*size, 0)), "|")
			if got != c.want {
				t.Errorf("the lines are %s, want %s", got, c.want)
			}
		})
	}
}

func TestNoCharacterIsLostBetweenLines(t *testing.T) {
	t.Parallel()
	f := fonts(t)
	letters := rapid.SampledFrom([]rune("一二三四五六七八元年万abcXYZ0123456789.,-/:，。、；：？！（）《》“”‘’·… %￥"))
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(letters, 0, 120).Draw(t, "text"))
		size := rapid.SampledFrom([]length{9 * pt, 12 * pt, 18 * pt}).Draw(t, "size")
		width := size * length(rapid.IntRange(2, 30).Draw(t, "width"))
		indent := rapid.SampledFrom([]length{0, size}).Draw(t, "indent")
		lines := f.breaks(text, size, width, indent)
		if got, want := strings.ReplaceAll(strings.Join(texts(lines), ""), " ", ""), strings.ReplaceAll(text, " ", ""); got != want {
			t.Fatalf("%q became %q", want, got)
		}
		for i, l := range lines {
			room := width
			if l.first {
				room -= indent
			}
			if f.width(l.text, size) > room && utf8.RuneCountInString(l.text) > 1 {
				t.Fatalf("the line %q is wider than %d", l.text, room)
			}
			if l.first != (i == 0) {
				t.Fatalf("line %d of one paragraph says first is %t", i, l.first)
			}
		}
	})
}

func TestWidthsAreThoseOfTheFont(t *testing.T) {
	t.Parallel()
	f := fonts(t)
	if got := f.width("一二，", 12*pt); got != 36*pt {
		t.Errorf("three Chinese characters of 12 points are %d wide, want %d", got, 36*pt)
	}
	if got := f.width("1,143.00", 12*pt); got <= 12*pt*3 || got >= 12*pt*6 {
		t.Errorf("an amount is %d wide", got)
	}
}
