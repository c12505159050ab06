package indicator

import (
	"regexp"
	"strconv"
	"strings"

	"lianxin/internal/document"
)

// record is one row as the layout gave it: a printed text for each column.
type record struct {
	cells  []string
	place  document.Place
	until  document.Place
	head   string // a line across the table which heads the rows below
	first  int    // the lines of text it stands on
	last   int
	aside  string    // what stands there in columns of categories, read by places
	pieces []string  // the lines of its name
	set    *setLines // how its name is set on the page; nil where that is not known
	way    int
	torn   bool   // words in a cell of several lines may be those of two
	seen   string // all that stands around it, where it is not known what is part of it
	fault  string // why its cells cannot be told apart; empty when they can

	unsorted bool // without a category of its own it has none, not that of the row above
}

// unitInName finds the unit at the end of a name: …覆盖率（%）, …数，张.
var unitInName = regexp.MustCompile(`^(.*\S)\s*[（(〔\[]\s*(?:单位[:：]\s*)?((?:[^（()）〔〕\[\]]|[（(][^（()）]{1,4}[)）]){1,12})\s*[)）〕\]]$`)

// unitBeforeSub finds it between a name and the part of it that has a cell of its own.
var unitBeforeSub = regexp.MustCompile(`^(.*\S)[（(]([^（()）]{1,12})[）)] (\S.*)$`)

// assemble makes rows of the records of one table, or of the rest of the table above.
func (r *Result) assemble(t Table, columns []column, records []record, last *above) {
	if !last.goesOn(&t, columns, records) {
		t.Number = len(r.Tables) + 1
		for _, c := range columns {
			if c.year > 0 {
				t.years = append(t.years, c.year)
			}
		}
		r.Tables = append(r.Tables, t)
		*last = above{columns: columns, made: &maker{result: r, table: t, columns: columns}}
	}
	if last.made.broken {
		last.made.category, last.made.steps = "", nil
	}
	for i := range records {
		last.made.add(&records[i], following(records, i))
	}
	last.made.broken = records[len(records)-1].fault != ""
	last.apart = false
}

func following(records []record, i int) *record {
	if i+1 < len(records) {
		return &records[i+1]
	}
	return nil
}

// maker turns records into rows and remembers what goes on over several rows.
type maker struct {
	result   *Result
	table    Table
	columns  []column
	category string
	steps    []string // the text of each column of categories
	parent   string
	number   int
	broken   bool // the last row before a head printed again was not read
}

func (m *maker) add(rec, next *record) {
	if rec.head == unsureHeading {
		m.category, m.steps = "", nil
		return
	}
	if rec.head != "" {
		m.category, m.steps = joinName([]string{rec.head}), nil
		return
	}
	row := Row{Table: m.table.Number, Place: rec.place, Until: rec.until}
	for i, c := range m.columns {
		row.set(c, rec.cells[i])
	}
	m.sort(&row, rec)
	row.takeUnit(indexOf(m.columns, unit) >= 0)
	row.takeNumber()
	m.takeNext(&row, next)
	if m.refuse(&row, rec, next) {
		return
	}
	m.checkNumber(&row)
	if sub(row.Name) && row.No == "" && m.parent != "" {
		row.Others = append(row.Others, Field{"上级", m.parent})
	} else {
		m.parent = row.Name
	}
	m.result.Rows = append(m.result.Rows, row)
}

// sort gives a row its category: the printed one, or that of the row above. Of several
// columns the left ones are the wider, and a new text in one ends those right of it.
func (m *maker) sort(row *Row, rec *record) {
	if m.steps == nil {
		m.steps = make([]string, len(m.columns))
	}
	fresh, printed := rec.unsorted, false
	for i, c := range m.columns {
		if c.kind != category {
			continue
		}
		if text := rec.cells[i]; text != "" || fresh {
			fresh = fresh || text != m.steps[i]
			m.steps[i] = text
			printed = printed || text != ""
		}
	}
	if printed || rec.unsorted {
		var steps []string
		for _, text := range m.steps {
			if text != "" && (len(steps) == 0 || steps[len(steps)-1] != text) {
				steps = append(steps, text)
			}
		}
		m.category = strings.Join(steps, "/")
	}
	row.Category = m.category
}

// set puts the text of one cell where it belongs.
func (r *Row) set(c column, text string) {
	if text == "" {
		return
	}
	switch c.kind {
	case ordinal:
		r.No = text
	case name:
		r.Name = text
	case unit:
		r.Unit = text
	case base:
		r.Base = text
	case target:
		r.Target = text
	case done:
		r.Done = text
	case category: // see sort
	case attr:
		if r.Attribute = attribute(fold(text)); r.Attribute == "" && !dash(fold(text)) {
			r.Others = append(r.Others, Field{c.label, text})
		}
	default:
		label := c.label
		if label == "" {
			label = "备注"
		}
		r.Others = append(r.Others, Field{label, text})
	}
}

// takeUnit moves a unit in brackets from the end of the name to the unit, when the
// table has no column for it or the cell is empty.
func (r *Row) takeUnit(column bool) {
	if column && r.Unit != "" {
		return
	}
	if at, rest, ok := unitBeside(r.Name); ok && !column {
		r.Name, r.Unit = r.Name[:at], rest
		return
	}
	if m := unitInName.FindStringSubmatch(r.Name); m != nil && unitLike(fold(m[2])) {
		r.Name, r.Unit = m[1], m[2]
		return
	}
	if m := unitBeforeSub.FindStringSubmatch(r.Name); m != nil && unitLike(fold(m[2])) {
		r.Name, r.Unit = m[1]+" "+m[3], m[2]
	}
}

// unitBeside finds the unit behind a name and a stroke or comma: 用水量，立方米/万元. The
// first stroke after which there is nothing but a unit is the one between them.
func unitBeside(name string) (at int, rest string, ok bool) {
	for i, r := range name {
		if i == 0 || r != '/' && r != '，' {
			continue
		}
		if rest = name[i+len(string(r)):]; unitLike(fold(rest)) && firstRune(rest) != '（' {
			return i, rest, true
		}
	}
	return 0, "", false
}

// numberInName finds the number of a row that is printed in front of its name.
var numberInName = regexp.MustCompile(`^[（(]?(\d{1,3})(?:[.．、)）])\s*(\D.*)$`)

// takeNumber moves it to where it belongs when the table has no column for it.
func (r *Row) takeNumber() {
	if r.No != "" {
		return
	}
	if m := numberInName.FindStringSubmatch(r.Name); m != nil {
		r.No, r.Name = m[1], m[2]
	}
}

// numberBeforeDigit matches what may be a number in front of a name that begins with a
// digit, 10.80周岁及以上…, or a figure in it, 3.5岁以下….
var numberBeforeDigit = regexp.MustCompile(`^[（(]?(\d{1,3})[.．、)）](\d.*)$`)

// takeNext takes a number in front of a digit when it is the one that comes next: that of
// the row above goes before it or, in the first row, that of the row below behind it.
func (m *maker) takeNext(row *Row, next *record) {
	found := numberBeforeDigit.FindStringSubmatch(row.Name)
	if row.No != "" || found == nil || found[1] != strconv.Itoa(m.number+1) {
		return
	}
	if m.number == 0 && (next == nil || numberInFront(nameOf(m.columns, next)) != "2") {
		return
	}
	row.No, row.Name = found[1], found[2]
}

// numberInFront is what may be the number of its row in front of a name; empty when nothing is.
func numberInFront(text string) string {
	for _, form := range []*regexp.Regexp{numberInName, numberBeforeDigit} {
		if m := form.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	return ""
}

// sub reports the name of a row that divides the one above.
func sub(name string) bool {
	folded := fold(name)
	return subWords.MatchString(folded)
}

var subWords = regexp.MustCompile(`^其中|^#|^(?:[(—-]*)(?:城市|农村|城镇|乡村|城区|市区|县城|男|女|男性|女性|市本级)(?:地区|居民)?[)]*(?:[:：,、(].{0,12})?$`)

// refuse lists a record as unread when it lacks what makes a row.
func (m *maker) refuse(row *Row, rec, next *record) bool {
	printed := printedRow(rec)
	if rec.fault != "" && rec.seen != "" {
		printed = rec.seen
	}
	switch {
	case row.Name == "" && printed == "":
		return true
	case rec.fault != "":
		m.unread(rec, printed, rec.fault)
		if n, ok := integer(fold(row.No)); ok {
			m.number = n
		}
		return true
	case row.Name == "":
		m.unread(rec, printed, "这一行没有读到指标名称。")
		return true
	case row.Base == "" && row.Target == "" && row.Done == "":
		if next != nil && next.head == "" && sub(nameOf(m.columns, next)) {
			m.parent = row.Name
			m.checkNumber(row)
			return true
		}
		m.unread(rec, printed, "这一行没有读到任何数值。")
		return true
	}
	return false
}

func nameOf(columns []column, rec *record) string {
	if i := indexOf(columns, name); i >= 0 {
		return rec.cells[i]
	}
	return ""
}

func printedRow(rec *record) string {
	var kept []string
	for _, c := range rec.cells {
		if c != "" {
			kept = append(kept, c)
		}
	}
	return strings.Join(kept, " ")
}

func (m *maker) unread(rec *record, text, reason string) {
	m.result.Unread = append(m.result.Unread, Unread{Place: rec.place, Text: text, Reason: reason})
}

// checkNumber lists row numbers that were jumped over: a row stood there.
func (m *maker) checkNumber(row *Row) {
	n, ok := integer(fold(row.No))
	if !ok {
		return
	}
	if m.number > 0 && n > m.number+1 {
		m.result.Unread = append(m.result.Unread, Unread{
			Place: row.Place, Text: row.No + " " + row.Name,
			Reason: "序号不连续，这一行之前的序号没有读到。",
		})
	}
	m.number = n
}
