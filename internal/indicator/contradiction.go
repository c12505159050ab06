package indicator

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// contradict compares the rows with each other and with the prose.
func (r *Result) contradict() {
	r.contradictRows()
	r.contradictProse()
}

// contradictRows reports two rows of one name that print different figures for the
// same time: the value achieved in one table and the base of the next, or twice the
// same column.
func (r *Result) contradictRows() {
	seen := map[string][]int{}
	for i := range r.Rows {
		key := fold(r.Rows[i].Name) + "|" + fold(r.Rows[i].Unit)
		if sub(r.Rows[i].Name) {
			continue
		}
		for _, before := range seen[key] {
			r.compareRows(&r.Rows[before], &r.Rows[i])
		}
		seen[key] = append(seen[key], i)
	}
}

func (r *Result) compareRows(a, b *Row) {
	if a.Table == b.Table {
		if a.Target != b.Target || a.Base != b.Base || a.Done != b.Done {
			r.report(a.Name, figureOf(a), figureOf(b), "同一张表中两行名称相同，数值不同。")
		}
		return
	}
	if a.Done != "" && b.Base != "" && numeric(fold(a.Done)) && numeric(fold(b.Base)) && !sameDigits(a.Done, b.Base) {
		r.report(a.Name, Figure{a.Done, a.Name, a.Place}, Figure{b.Base, b.Name, b.Place}, "前一张表的完成值与后一张表的基期值不同。")
	}
}

func figureOf(r *Row) Figure {
	var printed []string
	for _, v := range []string{r.Base, r.Target, r.Done} {
		if v != "" {
			printed = append(printed, v)
		}
	}
	return Figure{strings.Join(printed, " "), r.Name, r.Place}
}

func (r *Result) report(name string, first, second Figure, reason string) {
	r.Contradictions = append(r.Contradictions, Contradiction{name, first, second, reason})
}

var digitRun = regexp.MustCompile(`\d+(?:,\d{3})*(?:\.\d+)?`)

// digitsOf lists the numbers of a value in one spelling.
func digitsOf(value string) []string {
	found := digitRun.FindAllString(fold(value), -1)
	for i, d := range found {
		d = strings.ReplaceAll(d, ",", "")
		if strings.Contains(d, ".") {
			d = strings.TrimRight(strings.TrimRight(d, "0"), ".")
		}
		found[i] = d
	}
	return found
}

func sameDigits(a, b string) bool {
	return strings.Join(digitsOf(a), " ") == strings.Join(digitsOf(b), " ")
}

const (
	alike      = 65     // percent of the pairs of characters of a name found in the words before a figure
	pairsMax   = 200000 // comparisons; beyond, the document is too large for a look at every sentence
	shortNames = 5      // names with fewer pairs say too little, unless the sentence has them whole
)

// contradictProse reports figures of sentences that speak of a row and agree with
// none of its values, nor with another row of such a name.
func (r *Result) contradictProse() {
	names := make([]map[string]bool, len(r.Rows))
	for i := range r.Rows {
		names[i] = pairs(fold(r.Rows[i].Name))
	}
	left := pairsMax
	for _, s := range r.sentences {
		said := 0 // the year the sentence speaks of
		for _, f := range figures(s.text) {
			if y := yearOf(fold(f.before)); y > 0 {
				said = y
			}
			if left -= len(r.Rows); left < 0 {
				return
			}
			words := pairs(fold(f.before))
			if len(words) < 3 || changes.MatchString(f.words) {
				continue
			}
			if row := r.spokenOf(names, words, &f); row != nil && r.Tables[row.Table-1].tells(said) {
				value := f.value
				for _, m := range f.more {
					value += "、" + m.value
				}
				r.report(row.Name, figureOf(row), Figure{value, s.text, s.place}, "正文中的数值与表中各列都不相同。")
			}
		}
	}
}

// tells reports that a table has a figure for a year, as far as its head names years.
func (t *Table) tells(year int) bool {
	return year == 0 || len(t.years) == 0 || slices.Contains(t.years, year)
}

// changes are words before a difference, which is no value of the indicator.
var changes = regexp.MustCompile(`增长|提高了|提升了|下降|减少|同比|比“?十|高出|[增新]加?了`)

// spokenOf finds the row a figure speaks of; nil when there is none or when a row of
// such a name has the figure.
func (r *Result) spokenOf(names []map[string]bool, words map[string]bool, f *figure) *Row {
	var found *Row
	best := 0
	for i := range r.Rows {
		row := &r.Rows[i]
		if len(names[i]) == 0 || fold(row.Unit) != f.unit || len(names[i]) < shortNames && !row.called(f) {
			continue
		}
		likeness := max(share(names[i], words), turned(names[i], f), row.nearly(f))
		if likeness < alike || narrower(names[i], f) {
			continue
		}
		if row.has(f) {
			return nil
		}
		if likeness > best {
			found, best = row, likeness
		}
	}
	return found
}

// whole matches words before a name that leave it what it is.
var whole = regexp.MustCompile(`^(?:到|至|截至|截止|20\d\d年[末底]?|目前|现在|当前|[全我本](?:国|省|市|县|区)|[使将])*`)

// called reports that the words of a figure are the name of the row and nothing else:
// 森林覆盖率 is short, and the same in 城区森林覆盖率 is another thing.
func (r *Row) called(f *figure) bool {
	name := fold(r.Name)
	return runes(name) >= shortNames-1 && whole.ReplaceAllString(fold(f.name()), "") == name
}

// turned is the likeness seen from the sentence: prose shortens the names of tables,
// so that all its words are found in the name and not the other way round.
func turned(name map[string]bool, f *figure) int {
	words := pairs(fold(f.name()))
	if len(words) < 5 {
		return 0
	}
	return share(words, name) * 9 / 10
}

// narrowerBy is how many characters in front of a name make it that of a part.
const narrowerBy = 5

// narrower reports that the words of a figure begin with a qualifier which the name of the
// row does not have: 生活不能自理特困人员集中供养率 is about some of those of whom
// 特困人员集中供养率 speaks.
func narrower(name map[string]bool, f *figure) bool {
	if f.unit != "%" {
		return false // a sum has no part of its own name
	}
	words := []rune(whole.ReplaceAllString(fold(f.name()), ""))
	for i := 0; i+1 < len(words); i++ {
		if name[string(words[i:i+2])] {
			return i >= narrowerBy && !said.MatchString(string(words[:i]))
		}
	}
	return false
}

// said matches words in front of a name which say only that it grows, or whose it is.
var said = regexp.MustCompile(`(?:实现|完成|达到|提高|提升|确保|推进|加强|建设|力争|全面|持续|进一步|全市|全省|全县|全区)`)

// nearly is the likeness of a figure that misses a value of the row by very little:
// there half of the characters of the name are enough to ask.
func (r *Row) nearly(f *figure) int {
	figure, ok := scaled(digitsOf(f.digit)[0])
	if !ok || f.unit == "%" {
		return 0
	}
	name, _, _ := strings.Cut(fold(r.Name), "(")
	known, all := 0, 0
	for _, c := range name {
		if all++; strings.ContainsRune(fold(f.before), c) {
			known++
		}
	}
	for _, d := range append(digitsOf(r.Base), digitsOf(r.Done)...) {
		v, ok := scaled(d)
		if ok && v != figure && 50*abs(v-figure) < figure && all > 3 && known*5 >= all*3 {
			return alike
		}
	}
	return 0
}

// scaled reads a printed number in thousandths; ok is false for numbers that are too
// long or too fine to compare so.
func scaled(digits string) (int, bool) {
	whole, part, _ := strings.Cut(digits, ".")
	if len(whole) > 12 || len(part) > 3 {
		return 0, false
	}
	n, err := strconv.Atoi(whole + (part + "000")[:3])
	return n, err == nil
}

// has reports that all numbers of a figure are printed in the row.
func (r *Row) has(f *figure) bool {
	printed := append(append(digitsOf(r.Base), digitsOf(r.Target)...), digitsOf(r.Done)...)
	for _, one := range append([]figure{*f}, f.more...) {
		if !slices.Contains(printed, digitsOf(one.digit)[0]) {
			return false
		}
	}
	return true
}

// pairs lists the pairs of neighbouring characters.
func pairs(folded string) map[string]bool {
	out := map[string]bool{}
	r := []rune(folded)
	for i := 0; i+1 < len(r); i++ {
		if han(r[i]) && han(r[i+1]) {
			out[string(r[i:i+2])] = true
		}
	}
	return out
}

// share is the part, in percent, of the pairs of a name that the words have too.
func share(name, words map[string]bool) int {
	both := 0
	for p := range name {
		if words[p] {
			both++
		}
	}
	return both * 100 / len(name)
}
