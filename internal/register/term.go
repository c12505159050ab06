package register

import (
	"strings"
	"unicode"

	"lianxin/internal/civil"
)

// TermKind says what a search term is a piece of. It is one letter in the table
// of terms.
type TermKind string

// The kinds of term, see [TermKind].
const (
	TermName      TermKind = "n" // a whole folded name
	TermCharacter TermKind = "c" // one character of a name
	TermPair      TermKind = "b" // two neighbouring characters of a name
	TermWord      TermKind = "w" // one word of a name in Latin letters
	TermInitials  TermKind = "i" // the beginning of the pinyin initials
	TermTail      TermKind = "t" // the last four of an identity number, as a keyed index
	TermPlace     TermKind = "a" // a piece of an address
	TermTwin      TermKind = "k" // what likely duplicates have in common
	TermField     TermKind = "f" // the value of a declared field
)

// Term is a piece of text under which a subject is found.
type Term struct {
	Kind TermKind
	Text string
}

// initialsMax is the number of initials up to which every beginning is a term.
const initialsMax = 4

// termList collects terms, each once.
type termList struct {
	list []Term
	seen map[Term]bool
}

func (t *termList) add(kind TermKind, text string) {
	term := Term{kind, text}
	if text == "" || t.seen[term] {
		return
	}
	if t.seen == nil {
		t.seen = make(map[Term]bool, 24)
	}
	t.seen[term] = true
	t.list = append(t.list, term)
}

// NameTerms are the terms of a name: the whole, its characters and pairs, its
// words where it is written in Latin letters, and the beginnings of its pinyin
// initials, for every usual reading.
func NameTerms(name string) []Term {
	var terms termList
	folded := Fold(name)
	terms.add(TermName, folded)
	if !hasHan(folded) {
		for word := range strings.FieldsFuncSeq(folded, wordBreak) {
			terms.add(TermWord, word)
		}
		return terms.list
	}
	addCharacters(&terms, folded)
	for _, initials := range Initials(folded) {
		for n := 2; n <= min(initialsMax, len(initials)); n++ {
			terms.add(TermInitials, initials[:n])
		}
		terms.add(TermInitials, initials)
	}
	return terms.list
}

// addCharacters adds the characters and the neighbouring pairs of a name; the
// dot between the parts of a foreign name is no character of it.
func addCharacters(terms *termList, folded string) {
	before := rune(0)
	for _, r := range folded {
		if wordBreak(r) {
			before = 0
			continue
		}
		terms.add(TermCharacter, string(r))
		if before != 0 {
			terms.add(TermPair, string([]rune{before, r}))
		}
		before = r
	}
}

// pairsOf are the neighbouring pairs of a folded text, each once.
func pairsOf(folded string) []string {
	var terms termList
	addCharacters(&terms, folded)
	var list []string
	for _, term := range terms.list {
		if term.Kind == TermPair {
			list = append(list, term.Text)
		}
	}
	return list
}

// wordBreak says whether a character stands between the parts of a name.
func wordBreak(r rune) bool {
	return r == '·' || r == '.' || r == '-' || r == '\'' || r == ',' || unicode.IsSpace(r)
}

func hasHan(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}

// tailLength is how many characters at the end of an identity number people
// know each other by.
const tailLength = 4

// Tail is the end of an identity number that a clerk may search by; empty when
// the number is shorter. It is only ever stored as a keyed index.
func Tail(number string) string {
	number = strings.ToUpper(civil.NormalName(number))
	if len(number) < 15 {
		return ""
	}
	return number[len(number)-tailLength:]
}
