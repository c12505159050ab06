package signature

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Canonical is JSON in the canonical form of a profile: the same bytes for every
// way of writing the same value.
func Canonical(p Profile, raw []byte) ([]byte, error) {
	value, err := parse(raw)
	if err != nil {
		return nil, err
	}
	return formOf(p).value(nil, value)
}

// envelope is the canonical form of the object of a header and a message.
func envelope(p Profile, header, message []byte) ([]byte, error) {
	h, err := parse(header)
	if err != nil {
		return nil, err
	}
	m, err := parse(message)
	if err != nil {
		return nil, err
	}
	return formOf(p).value(nil, map[string]any{"header": h, "message": m})
}

// form is how a profile writes what JSON leaves open.
type form struct {
	compare func(a, b string) int
	text    func(dst []byte, s string) []byte
	number  func(dst []byte, n json.Number) ([]byte, error)
}

func formOf(p Profile) form {
	if p == OpenSPP {
		return form{strings.Compare, pythonText, pythonNumber}
	}
	return form{compareUTF16, jcsText, jcsNumber}
}

func (f form) value(dst []byte, value any) (_ []byte, err error) {
	switch v := value.(type) {
	case nil:
		return append(dst, "null"...), nil
	case bool:
		if v {
			return append(dst, "true"...), nil
		}
		return append(dst, "false"...), nil
	case string:
		return f.text(dst, v), nil
	case json.Number:
		return f.number(dst, v)
	case []any:
		dst = append(dst, '[')
		for i, one := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = f.value(dst, one); err != nil {
				return nil, err
			}
		}
		return append(dst, ']'), nil
	case map[string]any:
		return f.object(dst, v)
	}
	return nil, errJSON
}

func (f form) object(dst []byte, object map[string]any) (_ []byte, err error) {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, f.compare)
	dst = append(dst, '{')
	for i, key := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(f.text(dst, key), ':')
		if dst, err = f.value(dst, object[key]); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// compareUTF16 is the order of RFC 8785: by UTF-16 code units, in which an emoji
// stands before a character of U+E000 and above.
func compareUTF16(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// short are the escapes both forms write with one letter.
var short = map[rune]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}

// jcsText writes a text as RFC 8785 does: everything but control characters,
// quote and backslash stands for itself, < > & included.
func jcsText(dst []byte, s string) []byte {
	return quoted(dst, s, func(dst []byte, r rune) []byte { return utf8.AppendRune(dst, r) }, utf8.MaxRune)
}

// pythonText writes a text as Python's json.dumps does: whatever is not printable
// ASCII is escaped, above U+FFFF as two surrogates.
func pythonText(dst []byte, s string) []byte {
	return quoted(dst, s, func(dst []byte, r rune) []byte {
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			return unit(unit(dst, high), low)
		}
		return unit(dst, r)
	}, '~')
}

// quoted writes a text in quotes; plain characters go up to a last one, and wide
// writes those beyond.
func quoted(dst []byte, s string, wide func([]byte, rune) []byte, last rune) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		letter, escaped := short[r]
		switch {
		case escaped:
			dst = append(dst, '\\', letter)
		case r < ' ':
			dst = unit(dst, r)
		case r > last:
			dst = wide(dst, r)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// unit writes one UTF-16 code unit as an escape.
func unit(dst []byte, r rune) []byte {
	const hex = "0123456789abcdef"
	return append(dst, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
