package indicator

import (
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/pack"
)

// MatchOutcome says what became of a row.
type MatchOutcome string

// The three outcomes.
const (
	MatchFound     MatchOutcome = "matched"
	MatchTied      MatchOutcome = "tied"      // several measures are equally near; somebody has to choose
	MatchUnmatched MatchOutcome = "unmatched" // no measure is near enough
)

// Match is the answer for one row.
type Match struct {
	Row     MatchRow
	Outcome MatchOutcome
	Measure *pack.Measure // nil unless matched
	Score   int           // per mille; of the best candidate, 0 when there is none
	Reasons []string      // Chinese, for and against
	Nearest []Candidate   // the measures of a tie, or the nearest one that was not near enough
}

// Candidate is a measure a row might be about.
type Candidate struct {
	Measure *pack.Measure
	Score   int
	Reasons []string
}

// Why is the reasons as one line.
func (m *Match) Why() string { return strings.Join(m.Reasons, "；") }

// Match finds the measure of each row. Rows do not influence each other: two plans
// may have the same measure, and so may two rows of one plan.
func (m *Matcher) Match(rows []MatchRow) []Match {
	list := make([]Match, len(rows))
	for i := range rows {
		list[i] = m.match(rows[i])
	}
	return list
}

func (m *Matcher) match(row MatchRow) Match {
	answer := Match{Row: row, Outcome: MatchUnmatched}
	if len([]rune(row.Name)) > matchLongest {
		answer.Reasons = []string{"名称太长，不像是指标名称"}
		return answer
	}
	names := readMatchNames(row.Name)
	if len(names) == 0 {
		answer.Reasons = []string{"名称是空的"}
		return answer
	}
	list := m.candidates(row, names[0])
	for _, name := range names[1:] {
		list = better(list, m.candidates(row, name))
	}
	return decide(answer, list)
}

// better is the list whose first candidate scores higher.
func better(a, b []Candidate) []Candidate {
	if len(a) == 0 || len(b) > 0 && b[0].Score > a[0].Score {
		return b
	}
	return a
}

// candidates are the measures a row might be about, the nearest first.
func (m *Matcher) candidates(row MatchRow, name matchName) []Candidate {
	unit := readMatchUnit(row.Unit)
	if unit == "" {
		unit = name.unit
	}
	var list []Candidate
	for _, found := range m.nearest(name) {
		own := &m.measures[m.entries[found.entry].measure]
		c := Candidate{Measure: own, Score: found.score, Reasons: found.reasons}
		c.hear(unit, []string{row.Base, row.Target})
		c.Score = max(c.Score, 0)
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(a, b Candidate) int { return b.Score - a.Score })
	return list
}

// hear lets the unit and the values speak for or against the measure.
func (c *Candidate) hear(unit string, cells []string) {
	say := func(format string, args ...any) { c.Reasons = append(c.Reasons, fmt.Sprintf(format, args...)) }
	switch compareUnits(unit, c.Measure) {
	case unitMissing:
		say("没有单位可比")
		if c.Score < matchBare {
			c.Score -= matchNoUnit
		}
	case unitSame:
		say("单位一致")
	case unitAlike:
		say("单位同类（%s，定义用%s）", unit, c.Measure.Unit)
	case unitOther:
		say("单位不同（%s，定义用%s）", unit, c.Measure.Unit)
		c.Score -= matchOtherUnit
	}
	switch found, known := implausible(unit, cells, c.Measure); {
	case found:
		say("数值不像这个指标的数值")
		c.Score -= matchOtherValue
	case known:
		say("数值在合理范围内")
	}
}

// decide chooses among candidates, or says why none is chosen.
func decide(answer Match, list []Candidate) Match {
	if len(list) == 0 {
		answer.Reasons = []string{"没有名称相近的指标定义"}
		return answer
	}
	best := list[0]
	answer.Score, answer.Reasons = best.Score, best.Reasons
	if best.Score < matchThreshold {
		answer.Nearest = list[:1]
		answer.Reasons = append([]string{"最接近的是" + best.Measure.Code + "“" + best.Measure.Name + "”，但把握不够"}, best.Reasons...)
		return answer
	}
	tied := 1
	for tied < len(list) && list[tied].Score >= matchThreshold && best.Score-list[tied].Score <= matchMargin {
		tied++
	}
	if tied > 1 && (best.Score < matchExact || list[1].Score == best.Score) {
		var codes []string
		for _, c := range list[:tied] {
			codes = append(codes, c.Measure.Code)
		}
		answer.Outcome, answer.Nearest = MatchTied, list[:tied]
		answer.Reasons = []string{strings.Join(codes, "、") + "同样接近，请人工选定"}
		return answer
	}
	answer.Outcome, answer.Measure = MatchFound, best.Measure
	return answer
}
