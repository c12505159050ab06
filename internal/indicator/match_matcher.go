package indicator

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// The scale of scores, per mille. A row at or above matchThreshold is matched; a
// second measure within matchMargin of the best makes a tie.
const (
	matchExact     = 1000
	matchBare      = 950 // the same but for what stands in brackets
	matchThreshold = 700
	matchMargin    = 30

	matchLongest = 200 // characters of a name; a longer one is a sentence
	matchShort   = 4   // characters of a name below which only the whole name counts
)

// What speaks against a measure takes away so much.
const (
	matchOtherUnit  = 200
	matchOtherValue = 100
	matchNoUnit     = 50  // a name that is only alike, and no unit to bear it out
	matchOtherSort  = 400 // a share against a number
	matchOtherWord  = 150 // 覆盖率 against 达标率, 农村 in one name only
)

// Matcher finds the measure that a printed row is about. It never changes.
type Matcher struct {
	measures []pack.Measure
	entries  []matchEntry
	whole    map[string][]int // entries by full name
	bare     map[string][]int // entries by the name without brackets
	grams    map[matchGram][]int
	weight   map[matchGram]int
}

// matchEntry is one name of a measure.
type matchEntry struct {
	measure    int
	printed    string
	own        bool // the measure's name, not a synonym
	name       matchName
	head       matchHeadWord
	qualifiers uint
	total      int // weight of all its pairs
}

// matchGram is two characters that stand side by side.
type matchGram [2]rune

// NewMatcher makes a matcher. Two measures that share a name once script, marks
// and brackets are set aside are refused: a row could not tell them apart.
func NewMatcher(measures []pack.Measure) (*Matcher, error) {
	m := &Matcher{measures: measures, whole: map[string][]int{}, bare: map[string][]int{}, grams: map[matchGram][]int{}, weight: map[matchGram]int{}}
	for i := range measures {
		for k, printed := range append([]string{measures[i].Name}, measures[i].Synonyms...) {
			e := matchEntry{measure: i, printed: printed, own: k == 0, name: readMatchName(printed)}
			e.head, e.qualifiers = headOfName(e.name.base()), qualifiersOf(e.name.full)
			if err := m.enter(e); err != nil {
				return nil, err
			}
		}
	}
	m.weigh()
	return m, nil
}

// enter takes up one name.
func (m *Matcher) enter(e matchEntry) error {
	own := &m.measures[e.measure]
	if e.name.full == "" {
		return civil.Refuse("measure_name", "%s的名称“%s”里没有一个字，请写出名称。", own.Code, e.printed)
	}
	if known := m.whole[e.name.full]; len(known) > 0 {
		other := known[0]
		if first := m.entries[other].measure; first != e.measure {
			return civil.Refuse("measure_names_alike", "%s的名称“%s”与%s的“%s”是同一个写法，请删去一处。",
				own.Code, e.printed, m.measures[first].Code, m.entries[other].printed)
		}
		return nil // the same name in the other script
	}
	at := len(m.entries)
	m.entries = append(m.entries, e)
	m.whole[e.name.full] = append(m.whole[e.name.full], at)
	if len([]rune(e.name.bare)) >= matchShort {
		m.bare[e.name.bare] = append(m.bare[e.name.bare], at)
	}
	for _, g := range gramsOf(e.name.full) {
		m.grams[g] = append(m.grams[g], at)
	}
	return nil
}

// weigh gives a pair of characters the more weight the fewer measures have it.
func (m *Matcher) weigh() {
	for g, entries := range m.grams {
		of := map[int]bool{}
		for _, at := range entries {
			of[m.entries[at].measure] = true
		}
		m.weight[g] = bits.Len(uint(len(m.measures) / len(of)))
	}
	for i := range m.entries {
		m.entries[i].total = m.totalWeight(gramsOf(m.entries[i].name.full))
	}
}

// totalWeight adds up pairs; a pair no measure has weighs most.
func (m *Matcher) totalWeight(grams []matchGram) int {
	total := 0
	for _, g := range grams {
		if w, known := m.weight[g]; known {
			total += w
		} else {
			total += bits.Len(uint(len(m.measures)))
		}
	}
	return total
}

// gramsOf lists the different pairs of a name.
func gramsOf(name string) []matchGram {
	var list []matchGram
	seen := map[matchGram]bool{}
	last := rune(0)
	for i, r := range name {
		if g := (matchGram{last, r}); i > 0 && !seen[g] {
			seen[g] = true
			list = append(list, g)
		}
		last = r
	}
	return list
}

// near is how a name is like an entry before units and values are heard.
type near struct {
	entry   int
	score   int
	reasons []string
}

// nearest finds, for each measure, its name that is most like n.
func (m *Matcher) nearest(n matchName) []near {
	best := map[int]near{}
	keep := func(found near) {
		measure := m.entries[found.entry].measure
		if old, is := best[measure]; !is || found.score > old.score || found.score == old.score && found.entry < old.entry {
			best[measure] = found
		}
	}
	for _, at := range m.whole[n.full] {
		keep(near{at, matchExact, []string{"名称与" + m.called(at) + "一致"}})
	}
	for _, key := range []string{n.full, n.bare} {
		for _, at := range m.bare[key] {
			keep(near{at, matchBare, []string{"不计括号里的字，名称与" + m.called(at) + "一致"}})
		}
	}
	if len([]rune(n.bare)) >= matchShort {
		for _, at := range m.whole[n.bare] {
			keep(near{at, matchBare, []string{"不计括号里的字，名称与" + m.called(at) + "一致"}})
		}
	}
	asked := matchEntry{name: n, head: headOfName(n.base()), qualifiers: qualifiersOf(n.full), total: m.totalWeight(gramsOf(n.full))}
	for at, shared := range m.shared(n.full) {
		keep(m.alike(&asked, at, shared))
	}
	list := make([]near, 0, len(best))
	for _, found := range best {
		list = append(list, found)
	}
	slices.SortFunc(list, func(a, b near) int { return a.entry - b.entry })
	return list
}

// called names an entry for a reason: A05的名称, A05的别名“…”.
func (m *Matcher) called(at int) string {
	e := &m.entries[at]
	if e.own {
		return m.measures[e.measure].Code + "的名称"
	}
	return m.measures[e.measure].Code + "的别名"
}

// shared weighs the pairs each entry has in common with a name.
func (m *Matcher) shared(full string) map[int]int {
	found := map[int]int{}
	for _, g := range gramsOf(full) {
		for _, at := range m.grams[g] {
			found[at] += m.weight[g]
		}
	}
	return found
}

// alike scores a name that is not the same. Where it contains the whole entry, what
// it has besides counts half; where it is the shorter one, it may mean more.
func (m *Matcher) alike(asked *matchEntry, at, shared int) near {
	e := &m.entries[at]
	found := near{entry: at, score: min(2*shared*1000/max(asked.total+e.total, 1), matchBare-1)}
	switch {
	case len([]rune(e.name.full)) > matchShort && strings.Contains(asked.name.full, e.name.full):
		found.score = min((found.score+1000)/2, matchBare-1)
		found.reasons = append(found.reasons, "名称包含"+m.called(at)+"“"+e.printed+"”")
	default:
		found.reasons = append(found.reasons, fmt.Sprintf("名称与%s“%s”相近（%d‰）", m.called(at), e.printed, found.score))
	}
	if loss, reason := asked.head.against(e.head); loss > 0 {
		found.score -= loss
		found.reasons = append(found.reasons, reason)
	}
	if differing := asked.qualifiers ^ e.qualifiers; differing != 0 {
		found.score -= matchOtherWord
		found.reasons = append(found.reasons, "只有一个名称限定了"+qualifierNames(differing))
	}
	return found
}
