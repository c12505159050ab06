package register

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// readingTable says how surnames with several readings are read, and which
// characters of given names have more than one usual reading.
//
//go:embed data/reading.txt
var readingTable string

// readingsMax is the number of readings a whole name may have; the likeliest
// come first, and a name that has more is found under these.
const readingsMax = 8

// readings are the exceptions to the dictionary's first reading.
type readings struct {
	surname map[string][][]string // a surname's readings, each a syllable a character
	given   map[rune][]string
}

var loadReadings = sync.OnceValue(func() readings { return readReadings(readingTable) })

// readReadings reads lines “s SURNAME reading…” and “g CHARACTER reading…”. A
// line of another kind is left out; a test holds our own table to the format.
func readReadings(table string) readings {
	list := readings{surname: map[string][][]string{}, given: map[rune][]string{}}
	for line := range strings.Lines(table) {
		words := strings.Fields(line)
		if len(words) < 3 {
			continue
		}
		switch name := []rune(words[1]); {
		case words[0] == "s":
			for _, reading := range words[2:] {
				if syllables := strings.Split(reading, "-"); len(syllables) == len(name) {
					list.surname[words[1]] = append(list.surname[words[1]], syllables)
				}
			}
		case words[0] == "g" && len(name) == 1:
			list.given[name[0]] = words[2:]
		}
	}
	return list
}

// Readings are the ways a folded name is read, the likeliest first: for each a
// syllable a character, without tones. A character nobody knows the reading of,
// and everything that is no Chinese character, has none; a name without any
// reading gives nil.
func Readings(folded string) [][]string {
	table := loadReadings()
	var list [][]string
	name := []rune(folded)
	if begin := surnameLength(table, name); begin > 0 {
		for _, reading := range table.surname[string(name[:begin])] {
			list = append(list, append([]string(nil), reading...))
		}
		name = name[begin:]
	}
	if list == nil {
		list = [][]string{nil}
	}
	for _, r := range name {
		if choices := table.of(r); len(choices) > 0 {
			list = extend(list, choices)
		}
	}
	if len(list[0]) == 0 {
		return nil
	}
	return list
}

// surnameLength is the number of characters of a surname the table lists: two
// before one, and none when the name has nothing behind it or is a foreign one.
func surnameLength(table readings, name []rune) int {
	for _, r := range name {
		if r == '·' {
			return 0
		}
	}
	for _, n := range []int{2, 1} {
		if len(name) > n && table.surname[string(name[:n])] != nil {
			return n
		}
	}
	return 0
}

// extend puts every choice behind every reading, the first choices first, up to
// the limit.
func extend(list [][]string, choices []string) [][]string {
	if len(choices) == 1 {
		for i := range list {
			list[i] = append(list[i], choices[0])
		}
		return list
	}
	longer := make([][]string, 0, len(list)*len(choices))
	for _, choice := range choices {
		for _, reading := range list {
			if len(longer) == readingsMax {
				return longer
			}
			longer = append(longer, append(append([]string(nil), reading...), choice))
		}
	}
	return longer
}

// of are the usual readings of one character.
func (t readings) of(r rune) []string {
	if choices, listed := t.given[r]; listed {
		return choices
	}
	first, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	if first == "" {
		return nil
	}
	return []string{strings.Map(toneless, first)}
}

// toned are the vowels with their tone marks, each group behind its plain letter.
const toned = "aāáǎà eēéěè iīíǐì oōóǒò uūúǔù vüǖǘǚǜ nńňǹ mḿ"

var tonelessLetters = sync.OnceValue(func() map[rune]rune {
	letters := map[rune]rune{'ê': 'e', 'ế': 'e', 'ề': 'e'}
	for _, group := range strings.Fields(toned) {
		for _, r := range group {
			letters[r] = rune(group[0])
		}
	}
	return letters
})

// toneless is the plain letter; combining marks, which stand behind letters
// that have no form of their own, disappear.
func toneless(r rune) rune {
	if plain, marked := tonelessLetters()[r]; marked {
		return plain
	}
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

// Initials are the first letters of the readings of a folded name, each once.
func Initials(folded string) []string {
	var list []string
	for _, reading := range Readings(folded) {
		letters := make([]byte, 0, len(reading))
		for _, syllable := range reading {
			letters = append(letters, syllable[0])
		}
		list = appendOnce(list, string(letters))
	}
	return list
}

func appendOnce(list []string, text string) []string {
	for _, known := range list {
		if known == text {
			return list
		}
	}
	return append(list, text)
}
