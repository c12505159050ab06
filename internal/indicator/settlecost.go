package indicator

import (
	"regexp"
	"strings"
)

// cost judges one row: its name put together from the lines around it, and its heading.
func (j *judge) cost(i int, before, after choice) int {
	s := j.s
	parts := s.name(i, before, after)
	cost := j.nameCost(parts) + j.headingCost(i, before)
	if before.heads > 0 && after.heads > 0 {
		cost += 60 // it heads one row only
	}
	for _, p := range append(s.loose[i][before.tail+before.heads:len(s.loose[i]):len(s.loose[i])], s.loose[i+1][:after.tail]...) {
		if p.mixed {
			cost += wrongAt
		}
	}
	head := len(s.loose[i]) - before.tail - before.heads
	if j.set.above && j.set.below && head+after.tail > 0 {
		cost += 100 * max(0, abs(head-after.tail)-1)
		if after.tail == 0 || head == 0 {
			cost += 60
		}
	}
	if i == len(s.cores)-1 {
		cost += wrongAt * max(0, len(s.loose[i+1])-s.beyond-after.tail)
	}
	return cost
}

// nameCost judges the lines of a name. A line is broken only where it is full.
func (j *judge) nameCost(parts []string) int {
	if len(parts) == 0 {
		return never / 10
	}
	cost, text := 0, fold(joinName(parts))
	if len(parts) > 1 && runes(parts[0]) == 1 {
		cost += 300 // the last line of something else
	}
	for i, part := range parts[:len(parts)-1] {
		switch {
		case j.s.cells:
			cost += 1000
		case !j.filled(part):
			cost += 300
		case j.full < narrow:
			cost += 150
		}
		folded, next := fold(joinName(parts[:i+1])), fold(parts[i+1])
		switch {
		case numberInName.MatchString(next):
			cost += 300
		case !balanced(folded):
		case unitEnds(joinName(parts[:i+1])):
			cost += 200
		case unitBehind(folded):
			cost += 300
		case ended.MatchString(folded) && !bareEnding.MatchString(next):
			cost += 220
		}
	}
	switch {
	case !balanced(text):
		cost += 300
	case restOfName(text) || beginsNone(text):
		cost += 300
	case innerUnit(text):
		cost += 200
	case bareEnding.MatchString(text):
		cost += 100
	case !nameEnding.MatchString(text) && !sub(text):
		cost += 40
	}
	return cost
}

// unitEnds reports a name with its unit in brackets behind it.
func unitEnds(name string) bool {
	m := unitInName.FindStringSubmatch(name)
	return m != nil && unitLike(fold(m[2])) && !divisions.MatchString(m[2])
}

// unitBehind reports a name with its unit behind it: 合格率/%.
func unitBehind(folded string) bool {
	cut := strings.LastIndexAny(folded, "/,")
	return cut > 0 && unitLike(folded[cut+1:])
}

// restOfName reports the end of a name, perhaps with its unit: 率，%.
func restOfName(folded string) bool {
	if cut := strings.IndexAny(folded, "(,/"); cut > 0 {
		folded = folded[:cut]
	}
	return bareEnding.MatchString(folded) && runes(folded) < 3 || commonEnding.MatchString(folded)
}

// commonEnding matches a word with which names end and none begins.
var commonEnding = regexp.MustCompile(`^(?:覆盖|达标|完成|合格|建成|普及|保有|持有|利用)率$`)

// beginsNone reports a text that cannot begin a name.
func beginsNone(folded string) bool {
	switch firstRune(folded) {
	case ')', ']', ',', '、', '/', '%', ':', '。':
		return true
	}
	return unitLike(folded) || depth(folded) < 0
}

// narrow is how wide, in character columns, names are where none has to be broken.
const narrow = 11

// filled reports a line as long as lines of names are here, but for what could not be
// broken.
func (j *judge) filled(text string) bool {
	return displayWidth(text) >= j.full-earlyMax || runes(text) >= j.fullBy-1
}

// strange reports lines that head nothing: a unit, a single character, an office, or
// several words.
func (j *judge) strange(i int, before choice) bool {
	for _, p := range j.s.loose[i][before.tail : before.tail+before.heads] {
		if h := shapeOf(fold(p.text)); h.unit || h.noteWord || h.runes < 2 || h.bare || p.mixed {
			return true
		}
	}
	return false
}

// repeated reports a line that comes twice, as a heading does not.
func (j *judge) repeated(folded string) bool {
	times := 0
	for _, l := range j.s.loose {
		for _, p := range l {
			if fold(p.text) == folded {
				times++
			}
		}
	}
	return times > 1
}

// headingCost judges the lines of a heading.
func (j *judge) headingCost(i int, before choice) int {
	if before.heads == 0 {
		if i == 0 && j.set.headings && !j.s.cores[0].category && !j.s.cores[0].headed {
			return 100 // the first row has none, and others have
		}
		return 0
	}
	text := fold(j.s.headingAt(i, before))
	h := shapeOf(text)
	cost := 10 + 60*(before.heads-1)
	switch {
	case !balanced(text) || beginsNone(text) || !wordy(h) || h.han < 2 || h.bare:
		cost += 400
	case j.strange(i, before):
		cost += 300
	case anyDigit.MatchString(text), strings.ContainsRune(text, '('), firstRune(text) == '每':
		cost += 200
	}
	if h.ending && h.runes > 4 {
		cost += 150
	}
	if j.repeated(text) {
		cost += 100
	}
	if c := indexOf(j.s.f.columns, category); c < 0 || j.s.f.columns[c].implied {
		if h.runes < 3 {
			cost += 300
		}
		cost += 200 * (before.heads - 1)
	}
	if h.runes > 16 {
		cost += 200
	}
	return cost
}
