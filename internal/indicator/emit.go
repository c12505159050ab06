package indicator

// emit is the cost of token t in column c: below zero when it looks like it belongs
// there. It keeps the row number of the path up to date.
func (a *aligner) emit(t, c int, more bool, s *step) float64 {
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

func emitEmpty(k kind) float64 {
	switch k {
	case name:
		return 8
	case category:
		return -0.1
	}
	return 0.4
}

func emitNumber(t token, s *step) float64 {
	n := t.shape.number
	if n < 0 {
		return 14
	}
	before := s.number
	s.number = n
	switch {
	case n == before+1:
		return -4
	case n == 1:
		return -0.5
	case n == before+2:
		return 1
	}
	return 4
}

func emitName(t token, more bool) float64 {
	h := t.shape
	cost := -1.0
	switch {
	case h.attr != "":
		return 14
	case h.dash:
		return 8
	case h.numeric && more:
		cost = 2.5
	case h.numeric:
		cost = 6
	case h.unit && h.han == 0 && t.folded[0] != '(':
		cost = 6
	case h.unit && t.folded[0] != '(':
		cost = 3
	case more && h.han > 0:
		cost = -0.3
	case more:
		cost = 0.5
	case h.han == 1:
		cost = 1
	case h.han == 0:
		cost = 3
	}
	if h.sentence {
		cost += 8
	}
	if h.runes > 45 {
		cost += float64(h.runes-45) * 0.2
	}
	return cost
}

func emitUnit(t token) float64 {
	h := t.shape
	switch {
	case h.unit:
		return -3
	case h.attr != "", h.numeric:
		return 12
	case h.dash:
		return 1
	case h.runes <= 4:
		return 2.5
	case h.runes <= 8:
		return 5
	}
	return 10
}

func emitValue(t token, more bool) float64 {
	h := t.shape
	switch {
	case h.attr != "":
		return 12
	case h.numeric && more && !h.parted:
		return 2
	case h.numeric:
		return -2
	case h.dash && more:
		return 3
	case h.dash:
		return -1.5
	case h.unit && h.runes <= 3:
		return 4
	}
	cost := 2.0
	if h.runes > 12 {
		cost += 0.3 * float64(h.runes-12)
	}
	if h.han == 0 {
		cost += 2
	}
	return cost
}

func emitAttribute(t token) float64 {
	h := t.shape
	switch {
	case h.attr != "":
		return -5
	case h.dash:
		return 0.5
	case h.numeric, h.unit, h.runes > 5:
		return 12
	}
	return 4
}

// emitCategory: a category is short, and heads several rows rather than coming again
// and again between other cells.
func (a *aligner) emitCategory(t, c int) float64 {
	tok := a.tokens[t]
	h := tok.shape
	switch {
	case h.value, h.attr != "", h.han == 0, h.sentence:
		return 12
	}
	cost := 0.2
	if a.columns[c].implied {
		cost = 0.7
	}
	switch {
	case h.runes > 16:
		cost += 6
	case h.runes > 12:
		cost += 3
	case h.runes > 8:
		cost++
	}
	if nameEnding.MatchString(tok.folded) && h.runes > 4 {
		cost += 2
	}
	return cost
}

func (a *aligner) emitNote(t token) float64 {
	h := t.shape
	switch {
	case h.attr != "":
		return 10
	case h.numeric:
		return 3
	case h.dash:
		return 0
	case h.sentence && h.runes > 40:
		return 6
	case a.repeats[t.folded] > 1:
		return -0.3
	}
	return 0.6
}
