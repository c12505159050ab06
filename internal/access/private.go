package access

import (
	"fmt"
	"io"
	"log/slog"
)

// Private is a text about a person on its way through the program. However it is
// printed, logged or marshalled, only its kind comes out, as [身份证号]: a log is
// read by people who have no purpose. A page shows [Private.Masked]; the text itself
// has to be asked for with [Private.Reveal], a word that is easy to search for.
//
// The text lies behind a pointer because fmt reads unexported fields without
// calling their methods: there it prints an address.
type Private struct {
	kind Kind
	text *string
}

// NewPrivate wraps a text.
func NewPrivate(kind Kind, text string) Private { return Private{kind, &text} }

// Kind says what sort of text it is.
func (p Private) Kind() Kind { return p.kind }

// Empty says whether there is no text.
func (p Private) Empty() bool { return p.text == nil || *p.text == "" }

// Reveal is the text itself. Whoever shows it to a person records a [Look] with the
// field among those revealed.
func (p Private) Reveal() string {
	if p.text == nil {
		return ""
	}
	return *p.text
}

// Masked is the text as lists and forms show it, see [Mask].
func (p Private) Masked() string { return Mask(p.kind, p.Reveal()) }

// Equal says whether two texts of a kind are the same.
func (p Private) Equal(q Private) bool { return p.kind == q.kind && p.Reveal() == q.Reveal() }

// String is the kind in brackets, never the text.
func (p Private) String() string { return "[" + p.kind.Label() + "]" }

// Format implements fmt.Formatter for every verb, see [Private.String].
func (p Private) Format(s fmt.State, _ rune) {
	_, _ = io.WriteString(s, p.String()) // a fmt.State cannot fail
}

// LogValue implements slog.LogValuer, see [Private.String].
func (p Private) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalText implements encoding.TextMarshaler for JSON and its kin, see
// [Private.String].
func (p Private) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
