package access

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"lianxin/internal/civil"
)

// hidden stands for what a mask leaves out. It is always of one length: the length
// of what is hidden is nobody's business either.
const hidden = "****"

// Lengths in characters. A number shorter than its kind's least length is hidden
// whole, because what the mask leaves would be most of it.
const (
	idMin          = 15
	mobileLength   = 11
	phoneMin       = 10
	accountMin     = 10
	reportMin      = 16
	headShown      = 6
	mobileHead     = 3
	tailShown      = 4
	surnameMax     = 4
	mobileFirst    = '1'
	foreignNameDot = '·'
)

// Mask is how a list or a form shows a text to somebody who may know that it is
// there and not what it is. A kind without a mask of its own is hidden whole.
func Mask(kind Kind, text string) string {
	if text == "" {
		return ""
	}
	switch kind {
	case Name:
		return MaskName(text)
	case IDNumber:
		return MaskIDNumber(text)
	case Phone:
		return MaskPhone(text)
	case Account:
		return MaskAccount(text)
	case Address:
		return MaskAddress(text)
	}
	return hidden
}

// surnameList has the surnames of more than one character.
//
//go:embed data/surnames.txt
var surnameList string

// surnames is the set of surnameList.
var surnames = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(surnameList) {
		if name := strings.TrimSpace(line); name != "" && name[0] != '#' {
			set[name] = true
		}
	}
	return set
})

// MaskName leaves the surname: 张*, 欧阳*. Of a name without a Chinese surname it
// leaves the first character, and of a name of one character nothing.
func MaskName(name string) string {
	runes := []rune(civil.NormalName(name))
	if len(runes) < 2 {
		return "*"
	}
	// A whole name is never a surname: 欧阳 alone is somebody called 欧.
	for n := min(surnameMax, len(runes)-1); n > 1; n-- {
		if surnames()[string(runes[:n])] && runes[n] != foreignNameDot {
			return string(runes[:n]) + "*"
		}
	}
	return string(runes[:1]) + "*"
}

// MaskIDNumber leaves the region and the last four: 320613****0014.
func MaskIDNumber(number string) string {
	return ends(compact(number), idMin, headShown)
}

// MaskPhone leaves 138****1234 of a mobile number and the last four of another.
func MaskPhone(number string) string {
	short := number
	if normal, err := AppendNormal(nil, Phone, number); err == nil {
		short = string(normal)
	}
	if len(short) == mobileLength && short[0] == mobileFirst {
		return ends(short, mobileLength, mobileHead)
	}
	return ends(compact(short), phoneMin, 0)
}

// MaskAccount leaves the last four: ****1234.
func MaskAccount(number string) string {
	return ends(compact(number), accountMin, 0)
}

// MaskAccountReport is the mask of reports over pay files, by which a bank finds a
// payment again: the first six, which name the bank, and the last four.
func MaskAccountReport(number string) string {
	short := compact(number)
	if utf8.RuneCountInString(short) < reportMin {
		return MaskAccount(number)
	}
	return ends(short, reportMin, headShown)
}

// compact takes the blanks and hyphens out of a number, so that they do not shift
// what is shown.
func compact(number string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\t' || r == '　' {
			return -1
		}
		return r
	}, number)
}

// ends leaves the first head characters and the last four of a text that has at
// least least characters, and nothing of a shorter one.
func ends(text string, least, head int) string {
	if text == "" {
		return ""
	}
	runes := []rune(text)
	if len(runes) < least {
		return hidden
	}
	return string(runes[:head]) + hidden + string(runes[len(runes)-tailShown:])
}
