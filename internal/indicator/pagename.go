package indicator

import (
	"regexp"
	"strings"
)

// Between two lines with figures stand pieces of two names. What is judged here is how
// well the lines of one row go together.

// ended matches a name that is whole.
var ended = regexp.MustCompile(`(?:率|比例|占比|比重|数量|总数)(?:\([^()]*\))?$`)

// rowCost judges one row: lines begin..end around the carrying line at.
func (p *page) rowCost(begin, at, end, way int) int {
	c := indexOf(p.columns, name)
	above, below, cost := 0, 0, 0
	var parts []string
	for i := begin; i < end; i++ {
		if i > begin {
			cost += p.breakCost(i, at)
		}
		if p.lines[i].cells[c] == "" {
			continue
		}
		parts = append(parts, p.lines[i].cells[c])
		if i < at {
			above++
		} else if i > at {
			below++
		}
	}
	cost += p.partsCost(begin, end, parts) + p.numberCost(begin, end)
	return cost + wayCost(above, below, way) + p.sidesCost(begin, at, end, way)
}

// partsCost judges the lines of a name, once for all ways to set it.
func (p *page) partsCost(begin, end int, parts []string) int {
	if len(parts) > partsMax {
		return never * len(parts)
	}
	key := [2]int{begin, end}
	cost, ok := p.judged[key]
	if !ok && *p.effort > 0 {
		*p.effort--
		cost = nameCost(parts) + p.earlyCost(parts)
		p.judged[key] = cost
	}
	return cost
}

// partsMax is how many lines a name may take.
const partsMax = 10

// wayCost judges the lines of a cell above and below that of the figures.
func wayCost(above, below, way int) int {
	switch difference := abs(above - below); {
	case way == setTop:
		return 300 * above
	case way == setBottom:
		return 300 * below
	case difference > 1:
		return 300 * difference
	default:
		return 5 * difference
	}
}

// sidesCost judges the other cells that take several lines, such as the offices that
// answer for an indicator: they are set as the names are.
func (p *page) sidesCost(begin, at, end, way int) int {
	cost := 0
	for c, col := range p.columns {
		if col.kind == name || col.kind == category || col.kind == ordinal {
			continue
		}
		above, below, short := 0, 0, false
		for i := begin; i < end; i++ {
			text := p.lines[i].cells[c]
			if text == "" {
				continue
			}
			if short {
				cost += 120 // as in earlyCost
			}
			short = displayWidth(text) < p.full[c]-earlyMax
			if i < at {
				above++
			} else if i > at {
				below++
			}
		}
		if cost += wayCost(above, below, way); (above+below)%2 != 0 && way == setMiddle && p.lines[at].cells[c] == "" {
			cost += 100 // half of its lines are lacking
		}
	}
	return cost
}

// breakCost is the cost of a row that goes on over the beginning of line i.
func (p *page) breakCost(i, at int) int {
	switch l := p.lines[i]; {
	case l.under != "":
		return never
	case l.blank && p.apart:
		return 400
	case l.blank && p.close:
		return 250
	case l.blank && i != at:
		return 40
	}
	return 0
}

// earlyCost judges where the lines of a name are broken: a line is full before the next
// begins, so a short one is the end of a name.
func (p *page) earlyCost(parts []string) int {
	cost := 0
	for _, part := range parts[:max(0, len(parts)-1)] {
		if displayWidth(part) < p.full[indexOf(p.columns, name)]-earlyMax {
			cost += 120
		}
	}
	return cost
}

// earlyMax is by how many character columns a line may end early because what follows
// could not be broken.
const earlyMax = 3

// fullOf is the width of the longest line of a column.
func (p *page) fullOf(c int) int {
	full := 0
	for _, l := range p.lines {
		full = max(full, displayWidth(l.cells[c]))
	}
	return full
}

// inner matches a bracket in the midst of a name.
var inner = regexp.MustCompile(`\(([^()]{1,10})\)\p{Han}{2}`)

// divisions are words for parts of a country and its people, which names print in
// brackets as often as units.
var divisions = regexp.MustCompile(`[县区市省村镇乡街社]|居民|职工|学生|人口|老人|老年人|儿童`)

// innerUnit reports a unit in brackets in the midst of a name: there a name had ended.
func innerUnit(folded string) bool {
	for _, m := range inner.FindAllStringSubmatch(folded, -1) {
		if unitLike(m[1]) && !divisions.MatchString(m[1]) {
			return true
		}
	}
	return false
}

// nameCost judges the lines of a name: it should be whole, and no second name.
func nameCost(parts []string) int {
	cost := 0
	text := fold(joinName(parts))
	for i := range len(parts) - 1 {
		if numberInName.MatchString(fold(parts[i+1])) {
			cost += 300
		}
		switch before := fold(joinName(parts[:i+1])); { // a name that had come to its end goes on
		case ended.MatchString(before):
			cost += 150
		case nameEnding.MatchString(before):
			cost += 50
		}
	}
	if innerUnit(text) {
		cost += 200
	}
	if len(parts) > 0 && unitLike(fold(parts[0])) && firstRune(fold(parts[0])) == '(' {
		cost += 200
	}
	if len(parts) > 0 && (bareEnding.MatchString(fold(parts[0])) || strings.ContainsRune("(（)）、，", firstRune(parts[0]))) {
		cost += 100 // the end of the name above
	}
	switch {
	case text == "":
		cost += 600
	case !balanced(text):
		cost += 300
	case !nameEnding.MatchString(text):
		cost += 60
	}
	return cost
}

// numberCost judges the row numbers between two lines: a row has one.
func (p *page) numberCost(begin, end int) int {
	c := indexOf(p.columns, ordinal)
	if c < 0 {
		return 0
	}
	numbers := 0
	for i := begin; i < end; i++ {
		if p.lines[i].cells[c] != "" {
			numbers++
		}
	}
	return 400 * abs(numbers-1)
}
