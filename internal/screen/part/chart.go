package part

import (
	"encoding/json"

	"lianxin/internal/screen/format"
)

// Graph is a chart and, beside it, the table of its numbers. Numbers come as
// integers in the smallest unit with the digits behind the point, so that nothing
// is rounded on the way.
type Graph struct {
	ID      string
	Finding string // the title says what is to be seen
	Unit    string
	Places  int // digits behind the point: 1 for 万元 in thousands of yuan
	Labels  []string
	Series  []Series
	AsOf    string // 数据截至2025年6月30日
	Source  string
	Lines   bool // over time; else bars
}

// Series is one row of bars. A gap is a number nobody knows.
type Series struct {
	Name   string
	Values []Number
	Paths  []string // where each figure opens its list
}

// Number is an integer, or a gap.
type Number struct {
	N   int
	Gap bool
}

// Numbers are known numbers.
func Numbers(list ...int) []Number {
	out := make([]Number, len(list))
	for i, n := range list {
		out[i] = Number{N: n}
	}
	return out
}

// seriesMax is how many series can be told apart by pattern.
const seriesMax = 5

// shown writes a number with its places.
func (g Graph) shown(n Number) string {
	if n.Gap {
		return "？"
	}
	unit := 1
	for range g.Places {
		unit *= 10
	}
	whole, sign := n.N, ""
	if whole < 0 {
		whole, sign = -whole, "−"
	}
	text := sign + format.Count(whole/unit)
	if g.Places > 0 {
		rest := format.Count(unit + whole%unit)
		digits := ""
		for _, r := range rest {
			if r != ',' {
				digits += string(r)
			}
		}
		text += "." + digits[1:]
	}
	return text
}

// data is what chart.js draws. A graph has only texts and integers, so writing it
// cannot fail.
func (g Graph) data() string {
	type row struct {
		Name   string   `json:"name"`
		Values []*int   `json:"values"`
		Shown  []string `json:"shown"`
		Paths  []string `json:"paths,omitempty"`
	}
	out := struct {
		Unit   string   `json:"unit"`
		Places int      `json:"places"`
		Labels []string `json:"labels"`
		Rows   []row    `json:"rows"`
		Lines  bool     `json:"lines"`
	}{Unit: g.Unit, Places: g.Places, Labels: g.Labels, Lines: g.Lines}
	for _, s := range g.series() {
		r := row{Name: s.Name, Paths: s.Paths}
		for _, n := range s.Values {
			var known *int
			if !n.Gap {
				value := n.N
				known = &value
			}
			r.Values, r.Shown = append(r.Values, known), append(r.Shown, g.shown(n))
		}
		out.Rows = append(out.Rows, r)
	}
	text, _ := json.Marshal(out)
	return string(text)
}

// series are the first ones; more could not be told apart.
func (g Graph) series() []Series { return g.Series[:min(len(g.Series), seriesMax)] }

// spoken is what a screen reader says of the picture.
func (g Graph) spoken() string { return g.Finding + "。图中的数字在后面的表里。" }

// value is the number of a series at a label, a gap where the series is short.
func (s Series) value(i int) Number {
	if i < len(s.Values) {
		return s.Values[i]
	}
	return Number{Gap: true}
}

func (s Series) path(i int) string {
	if i < len(s.Paths) {
		return s.Paths[i]
	}
	return ""
}
