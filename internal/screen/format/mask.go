package format

import (
	"strings"

	"lianxin/internal/access"
)

// Masked is a number of which only the ends are shown, and how it is read aloud:
// nobody wants to hear ten stars.
type Masked struct{ Shown, Spoken string }

// Lengths of what is shown of an identity number: less than the law's list allows.
const (
	idEnd   = 4
	idStars = 10
)

// Mask shows the ends of a number, be it whole or masked already by a stage.
func Mask(kind access.Kind, text string) Masked {
	if text == "" {
		return Masked{}
	}
	shown := text
	if !strings.Contains(text, "*") {
		shown = access.Mask(kind, text)
	}
	runes := []rune(shown)
	if len(runes) < idEnd || runes[len(runes)-1] == '*' {
		return Masked{Shown: shown, Spoken: kind.Label() + "不显示"}
	}
	tail := string(runes[len(runes)-idEnd:])
	switch kind {
	case access.IDNumber:
		if len(runes) >= idEnd+idEnd && runes[0] != '*' {
			shown = string(runes[:idEnd]) + strings.Repeat("*", idStars) + tail
		}
	case access.Account:
		shown = "账户尾号" + tail
	case access.Phone:
	default:
		return Masked{Shown: shown, Spoken: shown}
	}
	return Masked{Shown: shown, Spoken: kind.Label() + "尾号" + tail}
}
