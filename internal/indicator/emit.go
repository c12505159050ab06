package indicator

import "regexp"

// emit is the cost of token t in column c: below zero when it looks like it belongs
// there. It keeps the row number of the path up to date.
func (a *aligner) emit(t, c int, more bool, s *step) int {
	tok, k := a.tokens[t], a.columns[c].kind
	if tok.text == "" {
		return emitEmpty(k)
	}
	switch k {
	case ordinal:
		return emitNumber(tok, s)
	case name:
		return emitName(tok, more)
	case unit:
		return emitUnit(tok)
	case attr:
		return emitAttribute(tok)
	case category:
		return a.emitCategory(t, c)
	case note, unknown, foreign:
		return a.emitNote(tok)
	}
	return emitValue(tok, more)
}

func emitEmpty(k kind) int {
	switch k {
	case name:
		return 800
	case category:
		return -10
	}
	return 40
}

func emitNumber(t token, s *step) int {
	n := t.shape.number
	if n < 0 {
		return 1400
	}
	before := s.number
	s.number = n
	switch {
	case n == before+1:
		return -400
	case n == 1:
		return -50
	case n == before+2:
		return 100
	}
	return 400
}

// bareEnding is the last piece of a broken name; no name begins with it.
var bareEnding = regexp.MustCompile(`^(?:.{0,3}(?:率|比例|占比|数量|总数|比重)|[量数例比重])$`)

func emitName(t token, more bool) int {
	h := t.shape
	cost := -100
	switch {
	case h.attr != "":
		return 1400
	case h.dash:
		return 800
	case more && h.bare:
		cost = 0
	case h.worded():
	case h.numeric && more:
		cost = 250
	case h.numeric:
		cost = 600
	case h.unit && h.han == 0 && t.folded[0] != '(':
		cost = 600
	case h.unit && t.folded[0] != '(':
		cost = 300
	case more && h.han > 0:
		cost = -30
	case more:
		cost = 50
	case h.han == 1:
		cost = 100
	case h.runes <= 4 && h.bare:
		cost = 100
	case h.han == 0:
		cost = 150
	}
	if h.sentence {
		cost += 800
	}
	if more && h.numbered {
		cost += 500 // another name begins
	}
	if h.runes > 45 {
		cost += (h.runes - 45) * 20
	}
	return cost
}

func emitUnit(t token) int {
	h := t.shape
	switch {
	case h.unit:
		return -300
	case h.attr != "", h.numeric:
		return 1200
	case h.dash:
		return 100
	case h.bare:
		return 800
	case h.runes <= 4:
		return 330
	case h.runes <= 8:
		return 500
	}
	return 1000
}

func emitValue(t token, more bool) int {
	h := t.shape
	switch {
	case h.attr != "":
		return 1200
	case h.numeric && more && !h.parted:
		return 200
	case h.worded():
		return 100
	case h.numeric:
		return -200
	case h.dash && more:
		return 300
	case h.dash:
		return -150
	case h.unit && h.runes <= 3:
		return 400
	}
	cost := 260
	if h.runes > 4 && (h.ending || h.unitTail) {
		cost += 200
	}
	if h.runes > 12 {
		cost += 30 * (h.runes - 12)
	}
	if h.han == 0 {
		cost += 200
	}
	return cost
}

func emitAttribute(t token) int {
	h := t.shape
	switch {
	case h.attr != "":
		return -500
	case h.dash:
		return 50
	case h.numeric, h.unit, h.runes > 5:
		return 1200
	}
	return 400
}

// emitCategory: a category is short, and heads several rows rather than coming again
// and again between other cells.
func (a *aligner) emitCategory(t, c int) int {
	tok := a.tokens[t]
	h := tok.shape
	switch {
	case h.value, h.attr != "", h.han == 0, h.sentence:
		return 1200
	}
	cost := 0
	if a.columns[c].implied {
		cost = 70
	}
	switch {
	case h.runes > 16:
		cost += 600
	case h.runes > 12:
		cost += 300
	case h.runes > 8:
		cost += 100
	}
	if h.ending && h.runes > 4 {
		cost += 200
	}
	return cost
}

// noteWords are what stands in the last column of plans everywhere: the level of an
// indicator, that it is new, or the offices that answer for it.
var noteWords = regexp.MustCompile(`^(?:(?:国家|部|省|市|县|区)级?(?:指标)?|国际指标|新增(?:指标)?|延续|修订|(?:\p{Han}{1,12}(?:局|厅|委|会|办)[、,])*\p{Han}{1,12}(?:局|厅|委|委员会|办公室|管理处|总会)|\p{Han}{1,5}(?:处|科|室|司|部))$`)

func (a *aligner) emitNote(t token) int {
	h := t.shape
	switch {
	case h.attr != "":
		return 1000
	case h.numeric:
		return 300
	case h.dash:
		return 0
	case h.sentence && h.runes > 40:
		return 600
	case a.repeats[t.folded] > 1, h.noteWord:
		return -30
	}
	return 100
}
