package register

import (
	"strings"
	"unicode/utf8"

	"lianxin/internal/civil"
)

// queryMax is longer than a name or an address somebody types to find a person.
const queryMax = 64

// Question is what somebody typed, understood: one exact value, or steps that
// are searched one after the other, the closest matches first.
type Question struct {
	ID    string // a whole identity number
	Phone string // a whole mobile number
	Tail  string // the last four of an identity number
	Steps []Step
}

// Step is one way a text may be meant: all its terms must be there.
type Step struct {
	Kind     TermKind
	Terms    []string
	text     string // the folded text the terms are of
	fallback bool   // asked only when the steps before found nothing
}

// Ask understands what somebody typed into the search field: a name or a part
// of one, pinyin initials, an identity number or its last four, a mobile
// number, or an address.
func Ask(text string) (Question, error) {
	folded := Fold(text)
	length := utf8.RuneCountInString(folded)
	switch number := joined(folded); {
	case length == 0:
		return Question{}, civil.Refuse("search_empty", "请输入姓名、拼音首字母、身份证号（或后四位）、手机号或地址。")
	case length > queryMax:
		return Question{}, civil.Refuse("search_long", "查找内容超过%d个字，请缩短后再查。", queryMax)
	case identity(number):
		return Question{ID: number}, nil
	case digits(number) && len(number) == 11 && number[0] == '1':
		return Question{Phone: number}, nil
	case len(number) == tailLength && digits(number[:tailLength-1]) && (digits(number) || number[tailLength-1] == 'X'):
		return Question{Tail: number}, nil
	}
	var steps []Step
	if hasHan(folded) {
		steps = hanSteps(folded, length)
	} else {
		steps = latinSteps(folded)
	}
	if len(steps) == 0 {
		return Question{}, civil.Refuse("search_unclear", "看不出要查什么：请输入姓名、至少两个拼音首字母、完整的身份证号或其后四位、手机号，或带路名的地址。")
	}
	return Question{Steps: steps}, nil
}

// joined is a number without the blanks and hyphens people write it with.
func joined(folded string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(folded))
}

// hanSteps are the steps for a text with Chinese characters: the whole name, a
// part of a name, an address. A text with digits is an address.
func hanSteps(folded string, length int) []Step {
	var steps []Step
	if !strings.ContainsAny(folded, "0123456789") {
		steps = append(steps, Step{Kind: TermName, Terms: []string{folded}, text: folded})
		if pairs := pairsOf(folded); len(pairs) > 0 {
			steps = append(steps, Step{Kind: TermPair, Terms: pairs, text: folded})
		} else if length == 1 {
			steps = append(steps, Step{Kind: TermCharacter, Terms: []string{folded}, text: folded})
		}
	}
	if words := placeWords(folded); len(words) > 0 {
		steps = append(steps, Step{Kind: TermPlace, Terms: words, text: folded, fallback: length < 4 && len(steps) > 0})
	}
	return steps
}

// latinSteps are the steps for a text in Latin letters: pinyin initials, then
// the words of a name.
func latinSteps(folded string) []Step {
	var steps []Step
	if letters(folded) && len(folded) > 1 {
		steps = append(steps, Step{Kind: TermInitials, Terms: []string{folded}, text: folded})
	}
	var words []string
	for word := range strings.FieldsFuncSeq(folded, wordBreak) {
		if !letters(word) {
			return steps
		}
		words = appendOnce(words, word)
	}
	if len(words) > 0 && len(folded) > 1 {
		steps = append(steps, Step{Kind: TermWord, Terms: words, text: folded})
	}
	return steps
}

// matches says whether a name and an address are what a step looks for. The
// terms may be older than the register, so that every find is looked at again.
func (s Step) matches(name, address string) bool {
	folded := Fold(name)
	switch s.Kind {
	case TermName:
		return folded == s.text
	case TermPair, TermCharacter:
		return strings.Contains(folded, s.text)
	case TermInitials:
		for _, initials := range Initials(folded) {
			if initials == s.text || len(s.text) <= initialsMax && strings.HasPrefix(initials, s.text) {
				return true
			}
		}
		return false
	case TermWord:
		return holdsAll(NameTerms(name), TermWord, s.Terms)
	case TermPlace:
		return holdsAll(AddressTerms(address), TermPlace, s.Terms)
	}
	return false
}

func holdsAll(terms []Term, kind TermKind, wanted []string) bool {
	held := map[string]bool{}
	for _, term := range terms {
		if term.Kind == kind {
			held[term.Text] = true
		}
	}
	for _, text := range wanted {
		if !held[text] {
			return false
		}
	}
	return true
}

// identity says whether a text has the form of an identity number of 18
// characters, or of 15 as they were before.
func identity(s string) bool {
	switch len(s) {
	case 15:
		return digits(s)
	case 18:
		return digits(s[:17]) && (digits(s[17:]) || s[17] == 'X')
	}
	return false
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func letters(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return s != ""
}
