package feed

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// headerDepth is how many records from the top a header is looked for: titles,
// the sender and the unit may stand above it.
const headerDepth = 30

// A match is one record, or two joined ones, read as the header of a feed.
type match struct {
	feed     *pack.Feed
	at       int // index of the (lower) header record
	cells    []string
	columns  []int            // by cell: position in the feed's columns, or -1
	units    []pack.MoneyUnit // by cell: the unit the header prints
	required int              // how many of the feed's necessary columns are there
	found    int              // how many of its columns are there
}

// matchHeader reads cells as the header of a feed. What is told for the whole
// table needs no column.
func matchHeader(f *pack.Feed, at int, cells []string, told map[string]string) *match {
	m := &match{feed: f, at: at, cells: cells, columns: make([]int, len(cells)), units: make([]pack.MoneyUnit, len(cells))}
	seen := map[int]bool{}
	for i, c := range cells {
		m.columns[i] = -1
		if c == "" {
			continue
		}
		position, unit, ok := f.Column(headerText(c))
		if !ok {
			continue
		}
		m.columns[i], m.units[i] = position, unit
		if !seen[position] {
			seen[position] = true
			m.found++
		}
	}
	for _, name := range f.Header {
		if seen[f.Find(name)] || told[name] != "" {
			m.required++
		}
	}
	return m
}

// ornaments are what a header carries beside its words. A rate, 元/月, is in the
// unit of its money.
var ornaments = strings.NewReplacer("\n", "", "\r", "", "（必填）", "", "(必填)", "", "*", "", "元/月", "元", "元/年", "元", "元／月", "元", "元／年", "元")

// headerText drops the ornaments of a header.
func headerText(cell string) string { return strings.TrimSpace(ornaments.Replace(cell)) }

// whole says whether all necessary columns are there.
func (m *match) whole() bool { return m.required == len(m.feed.Header) }

// better says whether the match explains more of the table than another. How
// many columns a feed demands says nothing: a table that two feeds explain
// equally well could be either.
func (m *match) better(other *match) bool {
	switch {
	case other == nil:
		return true
	case m.whole() != other.whole():
		return m.whole()
	case !m.whole() && m.required != other.required:
		return m.required > other.required
	}
	return m.found > other.found
}

// A layout is the best reading of the top of a table.
type layout struct {
	best  *match
	tied  []*match // of other feeds, as good as the best
	rows  [][]string
	width int // cells of the longest record at the top
}

// findHeader looks for the header of one of the feeds in the records at the top.
// A header over two lines, groups above and columns below, counts only when one
// line alone says less.
func findHeader(feeds []*pack.Feed, rows [][]string, told map[string]string) layout {
	l := layout{rows: rows}
	for _, cells := range rows {
		l.width = max(l.width, len(cells))
	}
	for _, f := range feeds {
		var best *match
		for i, cells := range rows {
			if m := matchHeader(f, i, cells, told); m.found > 0 && m.better(best) {
				best = m
			}
		}
		for i := 1; i < len(rows); i++ {
			if m := matchHeader(f, i, joinLines(rows[i-1], rows[i]), told); best != nil && m.better(best) && !m.repeats() {
				best = m
			}
		}
		switch {
		case best == nil:
		case best.better(l.best):
			l.best, l.tied = best, nil
		case !l.best.better(best):
			l.tied = append(l.tied, best)
		}
	}
	return l
}

// joinLines lays the lower of two header lines over the upper one.
func joinLines(upper, lower []string) []string {
	joined := make([]string, max(len(upper), len(lower)))
	copy(joined, upper)
	for i, c := range lower {
		if c != "" {
			joined[i] = c
		}
	}
	return joined
}

// repeats says whether two cells are the same column.
func (m *match) repeats() bool {
	first, _ := m.doubled()
	return first != ""
}

// doubled names two headers that match one field.
func (m *match) doubled() (first, second string) {
	for i, position := range m.columns {
		if j := slices.Index(m.columns[:i], position); position >= 0 && j >= 0 {
			return m.cells[j], m.cells[i]
		}
	}
	return "", ""
}

// choose keeps, of the headers that match a field, the one a person named.
func (m *match) choose(named map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(named)) {
		header := named[name]
		position := m.feed.Find(name)
		at := slices.IndexFunc(m.cells, func(c string) bool { return c != "" && strings.TrimSpace(c) == strings.TrimSpace(header) })
		switch {
		case position < 0:
			return civil.Refuse("feed_column_unknown", "“%s”没有名为“%s”的字段，请核对 --column。", m.feed.Title, shown(name))
		case at < 0:
			return civil.Refuse("feed_column_unknown", "表里没有“%s”这一列，现有的列是：%s。", shown(header), headerList(m.cells))
		}
		for i := range m.columns {
			if m.columns[i] == position {
				m.columns[i] = -1
			}
		}
		m.columns[at] = position
	}
	return nil
}

// unitWords are what a line “单位：万元” above a table may say of its money.
var unitWords = map[string]pack.MoneyUnit{
	"元": pack.InYuan, "人民币元": pack.InYuan, "万元": pack.InWan, "人民币万元": pack.InWan, "分": pack.InFen,
}

// tableUnit reads the unit of money that stands above the header for the whole
// table; empty when none does.
func tableUnit(rows [][]string) (pack.MoneyUnit, error) {
	var unit pack.MoneyUnit
	for _, cells := range rows {
		for _, c := range cells {
			parts := strings.Split(strings.ReplaceAll(halfWidth(c), " ", ""), "单位:")
			for _, word := range unitTokens(strings.Join(parts[1:], "/")) {
				other, known := unitWords[word]
				switch {
				case known && unit != "" && other != unit:
					return "", civil.Refuse("feed_unit_twice", "表头上方的“%s”写了两种金额单位，请在各金额列的表头里写明单位。", shown(c))
				case known:
					unit = other
				case foreignMoney.MatchString(word):
					return "", civil.Refuse("feed_unit", "不认识表头上方的金额单位“%s”，请把金额换成元或万元。", shown(word))
				}
			}
		}
	}
	return unit, nil
}

// unitTokens cuts a remark into the words that may be units.
func unitTokens(remark string) []string {
	return strings.FieldsFunc(remark, func(r rune) bool { return strings.ContainsRune("、,/;:()[]{}【】〔〕 ", r) })
}

// foreignMoney knows units of money that are not read: thousands, millions and
// other currencies.
var foreignMoney = regexp.MustCompile(`(?i)^(?:(?:人民币)?(?:[十百千]|百万|千万|亿|十亿)[元圆]?|(?:人民币)?角|[万亿]?(?:美元|美金|港元|港币|欧元|日元|英镑|澳元|加元|澳门元|新台币|台币|usd|hkd|eur|jpy|gbp|[$€£]))$`)

// halfWidth turns the full-width forms of ASCII into ASCII.
func halfWidth(s string) string { return strings.Map(halfWidthRune, s) }

func halfWidthRune(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '\u3000':
		return ' '
	}
	return r
}

// checkUnit refuses a money header whose brackets name a unit nobody knows: the
// column would be read as something it is not.
func checkUnit(header string) error {
	text := halfWidth(headerText(header))
	at := strings.IndexAny(text, "([{/【〔:")
	if at < 0 {
		return nil
	}
	for _, word := range unitTokens(text[at:]) {
		if foreignMoney.MatchString(word) {
			return civil.Refuse("feed_unit", "不认识列“%s”的金额单位，请换成元或万元，并在表头里写明。", shown(header))
		}
	}
	return nil
}
