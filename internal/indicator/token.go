package indicator

import (
	"regexp"
	"strings"
	"unicode"

	"lianxin/internal/document"
)

// gap is what stands between a token and the one before it.
type gap uint8

const (
	gapSpace gap = iota // one space
	gapWide             // two spaces or more
	gapTab              // a tab or a drawn line: certainly another cell
	gapLine             // a line break
	gapBlank            // a line break with empty lines
	gapCell             // a line that begins with the sign of a new cell
	gapWrap             // a line that certainly continues the cell before
)

// token is a printed piece of a line.
type token struct {
	text   string
	folded string
	gap    gap
	line   int // index in the region
	left   int // display columns, a Chinese character being two
	right  int
	first  int // the same in characters, see metric
	past   int
	shape  shape
	under  string // the heading between the rows that stands right above; a row begins here
}

// line is a physical line of a document.
type line struct {
	text  string
	place document.Place
}

// shape is what a token looks like, computed once.
type shape struct {
	number   int // the row number it could be; -1 when none
	attr     string
	value    bool
	numeric  bool
	dash     bool
	parted   bool
	plain    bool // figures without words other than 达到, 以上 and units
	unit     bool
	han      int
	runes    int
	sentence bool
	ending   bool // ends as the name of an indicator does
	bare     bool // only the end of a name
	unitTail bool // ends with a unit in brackets
	numbered bool // begins with a row number and a stop: 3.城镇登记失业率
	noteWord bool // what stands in the last column everywhere
}

// worded reports a named figure with so many words that it may as well be a piece of
// a name: 每千人口拥有3岁以下.
func (h shape) worded() bool { return h.parted && !h.plain && h.han > 4 }

func shapeOf(folded string) shape {
	n, ok := integer(folded)
	if !ok {
		n = -1
	}
	num := numeric(folded)
	d := dash(folded)
	return shape{
		number: n, attr: attribute(folded), value: num || d, numeric: num, dash: d,
		parted: num && parted(folded), plain: num && plainValue.MatchString(folded), unit: unitLike(folded), han: countHan(folded), runes: runes(folded),
		sentence: strings.ContainsAny(folded, "。；;!！?？"),
		ending:   nameEnding.MatchString(folded), bare: bareEnding.MatchString(folded),
		numbered: numberInName.MatchString(folded) && countHan(folded) > 1,
		unitTail: unitInName.MatchString(folded), noteWord: noteWords.MatchString(folded),
	}
}

// width is the number of display columns of a character.
func width(r rune) int {
	switch {
	case invisible(r):
		return 0
	case r >= 0x1100 && (han(r) || r >= 0x2e80 && r <= 0x303e || r >= 0xff01 && r <= 0xff60 || r >= 0x3041 && r <= 0x33ff):
		return 2
	}
	return 1
}

// displayWidth is the number of display columns of a text.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n += width(r)
	}
	return n
}

// split cuts one line into tokens. A tab at its beginning or two tabs together make
// an empty token, because there the document says that a cell is empty.
func split(text string, at int) []token {
	text = unframe(text)
	var out []token
	var word strings.Builder
	column, left, spaces, tabs := 0, 0, 0, 0
	chars, first := 0, 0
	flush := func() {
		if word.Len() == 0 {
			return
		}
		t := token{text: word.String(), line: at, left: left, right: column, first: first, past: chars, gap: gapSpace}
		switch {
		case tabs > 0:
			t.gap = gapTab
		case spaces > 1:
			t.gap = gapWide
		}
		for n := 1; n < tabs || n == 1 && tabs == 1 && len(out) == 0; n++ {
			out = append(out, token{line: at, left: left, right: left, first: first, past: first, gap: gapTab})
		}
		out = append(out, t)
		word.Reset()
		spaces, tabs = 0, 0
	}
	for _, r := range text {
		switch {
		case r == '\t' || r == '|' || r == '│' || r == '┃' || r == '║' || r == '¦':
			flush()
			tabs++
		case unicode.IsSpace(r):
			flush()
			spaces += max(1, width(r))
		case invisible(r):
		default:
			if word.Len() == 0 {
				left, first = column, chars
			}
			word.WriteRune(r)
		}
		column += width(r)
		chars++
	}
	flush()
	return join(out)
}

// unframe takes away the drawn sides of a line of a table.
func unframe(text string) string {
	const sides = "|│┃║"
	inner := strings.TrimSpace(text)
	if inner == "" || !strings.ContainsRune(sides, firstRune(inner)) {
		return text
	}
	inner = inner[len(string(firstRune(inner))):]
	if inner != "" && strings.ContainsRune(sides, lastRune(inner)) {
		inner = inner[:len(inner)-len(string(lastRune(inner)))]
	}
	return inner
}

// join puts together what spaces inside a cell tore apart.
func join(tokens []token) []token {
	tokens = joinSpaced(tokens)
	tokens = joinNeighbours(tokens)
	for i := range tokens {
		tokens[i].folded = fold(tokens[i].text)
		tokens[i].shape = shapeOf(tokens[i].folded)
	}
	return tokens
}

const (
	spacedMax  = 40 // characters of a word set wide
	bracketMax = 12 // tokens inside a bracket that was torn apart
)

// joinSpaced puts single characters set wide (南 通) together.
func joinSpaced(tokens []token) []token {
	var out []token
	for i := 0; i < len(tokens); {
		end := i + 1
		if tokens[i].text == "年" && i > 0 && yearDigits.MatchString(tokens[i-1].text) {
			out = append(out, tokens[i]) // 2020 年 属 性
			i = end
			continue
		}
		for end < len(tokens) && end-i < spacedMax && lone(tokens[i]) && lone(tokens[end]) && tokens[end].gap != gapTab &&
			tokens[end].left-tokens[end-1].right == tokens[i+1].left-tokens[i].right {
			end++
		}
		if both := tokens[i].text + tokens[min(i+1, len(tokens)-1)].text; end-i == 2 && !headWord(both) &&
			(tokens[i+1].left-tokens[i].right > 2 || unitLike(tokens[i+1].text) && bareEnding.MatchString(tokens[i].text)) {
			end = i + 1 // two short cells, not one word
		}
		t := tokens[i]
		for _, more := range tokens[i+1 : end] {
			t.text += more.text
			t.right, t.past = more.right, more.past
		}
		out = append(out, t)
		i = end
	}
	return out
}

func headWord(s string) bool {
	_, ok := headOf(s)
	return ok
}

func lone(t token) bool {
	r := []rune(t.text)
	return len(r) == 1 && han(r[0])
}

var (
	qualifies = regexp.MustCompile(`^(?:以上|以下|左右|以内|及以上|及以下|以上\*|\*)$`)
	announces = regexp.MustCompile(`^(?:不低于|不少于|不高于|不超过|大于|小于|高于|低于|超过|达到|约|不低於|不少於|不高於|不超過|大於|小於|低於|高於|超過|達到|約|≥|≤|>|<|>=|<=|≧|≦|每年)$`)
)

// joinNeighbours puts tokens one space apart together when a bracket is open
// between them, or when one only qualifies the figure in the other.
func joinNeighbours(tokens []token) []token {
	var out []token
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if len(out) > 0 && t.gap == gapSpace && belongs(&out[len(out)-1], t, tokens[i:]) {
			last := &out[len(out)-1]
			last.text += " " + t.text
			last.right, last.past = t.right, t.past
			continue
		}
		out = append(out, t)
	}
	return out
}

func belongs(last *token, t token, rest []token) bool {
	before, here := fold(last.text), fold(t.text)
	if before == "" || here == "" {
		return false
	}
	if !balanced(before) {
		return closes(before, rest)
	}
	lastRune := []rune(before)[len([]rune(before))-1]
	digitBefore := lastRune >= '0' && lastRune <= '9' || lastRune == '%' || lastRune == '‰'
	return digitBefore && qualifies.MatchString(here) || announces.MatchString(before) && here[0] >= '0' && here[0] <= '9'
}

// closes reports whether the bracket open in before is closed by a token to come on
// this line, with nothing but single spaces between.
func closes(before string, rest []token) bool {
	for i, t := range rest {
		if i > 0 && t.gap != gapSpace || i > bracketMax {
			return false
		}
		before += fold(t.text)
		if balanced(before) {
			return true
		}
	}
	return false
}
