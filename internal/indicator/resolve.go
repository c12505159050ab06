package indicator

import (
	"regexp"
	"sort"
	"strings"
)

var (
	completionWords = regexp.MustCompile(`完成|实现情况|执行情况|达成`)
	planWords       = regexp.MustCompile(`主要指标|发展指标|规划指标|目标|规划`)
)

// resolve says which column of figures is the base, the target and the value
// achieved. A column that has only a year gets its part from the other columns and
// from the title. Columns of figures that remain, other years and growth, become
// notes. ok is false when the head is not that of an indicator table.
func resolve(columns []column, title string) (out []column, ok bool) {
	out = append([]column(nil), columns...)
	for i := range out {
		if out[i].kind == category && indexOf(out, attr) < 0 && indexOf(out, foreign) < 0 && indexOf(out, name) < i && strings.HasSuffix(out[i].folded, "类型") {
			out[i].kind = attr
		}
	}
	if !evident(out, fold(title)) {
		return nil, false
	}
	placeYears(out, fold(title))
	single(out, target, func(y int) int { return targetRank(y, fold(title)) })
	single(out, done, func(y int) int { return y })
	yearly(out)
	single(out, base, func(y int) int { return baseRank(y, out) })
	if from, to := indexOf(out, base), indexOf(out, target); from >= 0 && to >= 0 && out[to].year > 0 && out[from].year > out[to].year {
		return nil, false // no plan ends before it begins: the labels were put together wrongly
	}
	for i := range out {
		if out[i].kind == growth || out[i].kind == unknown || out[i].kind == year || out[i].kind == foreign {
			out[i].kind = note
		}
	}
	return out, true
}

// evident decides whether a head with these columns heads an indicator table.
func evident(columns []column, title string) bool {
	has := map[kind]int{}
	for _, c := range columns {
		has[c.kind]++
	}
	strong := namesIndicators(columns)
	switch {
	case has[name] == 0 || has[base]+has[target]+has[done]+has[year] == 0:
		return false
	case has[attr] > 0 && (strong || has[foreign] == 0):
		return true
	case has[foreign] > 0:
		return false
	case !strong:
		return has[unit] > 0 && has[target] > 0
	case has[target] > 0 || has[done] > 0:
		return true
	}
	if strings.Contains(title, "统计") {
		return false
	}
	first, last := yearRange(columns)
	if has[base]+has[year] == 1 {
		return last%5 == 0 && (last == planYear(title) || strings.Contains(title, "目标")) // the one year is that in which the plan ends
	}
	if has[base]+has[year] == 2 && last-first == 5 && last%5 == 0 {
		return true // the first and the last year of a plan, and none between
	}
	return has[base]+has[year] == 2 && last-first >= 3 && (completionWords.MatchString(title) || planWords.MatchString(title))
}

var planName = regexp.MustCompile(`十[一二三四五六七八]五`)

// planYear is the year in which the plan a title names ends; 0 when it names none.
func planYear(title string) int { return plans[planName.FindString(title)] }

func yearRange(columns []column) (first, last int) {
	for _, c := range columns {
		if (c.kind == year || c.kind == base) && c.year > 0 {
			if first == 0 || c.year < first {
				first = c.year
			}
			last = max(last, c.year)
		}
	}
	return first, last
}

// placeYears gives each column with only a year its part.
func placeYears(columns []column, title string) {
	goal := 0
	for _, c := range columns {
		if c.kind == target {
			goal = max(goal, c.year, 1)
		}
	}
	claimBase(columns, goal)
	var open []int
	for i, c := range columns {
		if c.kind == year {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return
	}
	sort.SliceStable(open, func(a, b int) bool { return columns[open[a]].year < columns[open[b]].year })
	last := open[len(open)-1]
	switch {
	case indexOf(columns, done) >= 0: // a column that says so goes before a bare year
	case completionWords.MatchString(title) && columns[last].year >= goal:
		columns[last].kind = done
	case goal == 0:
		aim := planEnd(columns, open, title)
		columns[aim].kind, goal = target, columns[aim].year
	}
	for _, i := range open {
		switch {
		case columns[i].kind != year:
		case goal > 1 && columns[i].year >= goal && len(open) > 1:
			columns[i].kind = note // an outlook beyond the plan
		default:
			columns[i].kind = base
		}
	}
}

// claimBase finds where the plan begins among the columns that say more than a year:
// “2020年实际” or “2020年预计” beside a target or a bare later year, “2015年实际” beside
// “2020年完成”.
func claimBase(columns []column, goal int) {
	if indexOf(columns, base) >= 0 {
		return
	}
	reached, bare := 0, 0
	for _, c := range columns {
		switch c.kind {
		case done:
			reached = max(reached, c.year)
		case year:
			bare = max(bare, c.year)
		}
	}
	for i, c := range columns {
		early := c.year > 0 && c.year < goal
		switch {
		case c.kind == done && (early || c.year > 0 && c.year < bare || goal == 0 && c.year > 0 && c.year < reached && indexOf(columns, year) < 0),
			c.kind == target && early && strings.Contains(c.folded, "预计"):
			columns[i].kind = base
			return
		}
	}
}

// planEnd chooses the target among columns of bare years in their order: the year in
// which the plan of the title ends, else the last end of a five-year plan that
// follows the one before it within five years. Later years are an outlook.
func planEnd(columns []column, open []int, title string) int {
	end, begin := yearOf(title), columns[open[0]].year
	years := map[int]bool{}
	for _, i := range open {
		years[columns[i].year] = true
	}
	for _, i := range open {
		if y := columns[i].year; begin%5 != 0 && y%5 == 0 && years[y+5] {
			begin = y
		}
	}
	found, step := -1, begin-begin%5
	for _, i := range open {
		switch y := columns[i].year; {
		case y > begin && y == end:
			return i
		case y > begin && y%5 == 0 && y-step <= 5:
			found, step = i, y
		}
	}
	if found < 0 {
		return open[len(open)-1]
	}
	return found
}

// yearly leaves a table without a base when its figures are those of each year of the
// plan: they are steps towards the target, and none of them is where the plan began.
func yearly(columns []column) {
	aim := indexOf(columns, target)
	if aim < 0 || columns[aim].year == 0 {
		return
	}
	within := 0
	for _, c := range columns {
		switch {
		case c.kind != base:
		case c.year <= columns[aim].year-5 || !bareYear.MatchString(c.folded):
			return
		default:
			within++
		}
	}
	for i := range columns {
		if within > 1 && columns[i].kind == base {
			columns[i].kind = note
		}
	}
}

// bareYear is a label that says a year and nothing else.
var bareYear = regexp.MustCompile(`^20\d\d年?(?:\(.{1,4}\))?$`)

// baseRank prefers the year in which the plan before the target's ended, then the
// latest one.
func baseRank(y int, columns []column) int {
	if i := indexOf(columns, target); i >= 0 && y > 0 && columns[i].year == y+5 {
		return 1 << 20
	}
	return y
}

// targetRank prefers the year in which the plan of the title ends; without a title
// the nearest one after the middle of a plan, so that 2025 goes before 2023 and 2035.
func targetRank(y int, title string) int {
	if end := yearOf(title); end > 0 && y == end {
		return 1 << 20
	}
	if y%5 == 0 && y <= 2030 {
		return 1<<10 + y
	}
	return y
}

// single leaves one column of a kind, the one of the highest rank; the others stay
// as notes under their own head.
func single(columns []column, k kind, rank func(int) int) {
	best := -1
	for i, c := range columns {
		if c.kind != k {
			continue
		}
		if best < 0 || rank(c.year) > rank(columns[best].year) {
			best = i
		}
	}
	for i := range columns {
		if columns[i].kind == k && i != best {
			columns[i].kind = note
		}
	}
}

// goalNames are labels under which a plan may print its indicators as well as the
// figures to be reached; which of the two is told by the other columns.
var goalNames = regexp.MustCompile(`^(?:主要|发展|具体|预期|规划|总体|工作)*目标$`)

// nameByGoal makes a column like 主要目标 the name of a head that has attributes, figures
// and no other name.
func nameByGoal(columns []column) {
	if indexOf(columns, name) >= 0 || indexOf(columns, attr) < 0 {
		return
	}
	found, figures := -1, 0
	for i, c := range columns {
		switch {
		case found < 0 && c.kind == target && goalNames.MatchString(c.folded):
			found = i
		case c.kind.value():
			figures++
		}
	}
	if found >= 0 && figures > 0 {
		columns[found].kind = name
	}
}

// indexOf is the first column of a kind, -1 when there is none.
func indexOf(columns []column, k kind) int {
	for i, c := range columns {
		if c.kind == k {
			return i
		}
	}
	return -1
}
