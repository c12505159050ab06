package register

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
)

// plainPayload reads what encode wrote, in the one form in which nearly all of it
// is: a flat object without escapes, fields in the order of the register. It says
// false about everything else, which [decode] reads or refuses; what it has put
// into values counts for nothing then.
func plainPayload(reg *pack.Register, payload string, values []fact.Value) bool {
	if payload == "" {
		return true
	}
	if !utf8.ValidString(payload) {
		return false
	}
	rest, ok := strings.CutPrefix(payload, "{")
	next := 0
	for ok {
		var name, raw string
		if name, rest, ok = quoted(rest); !ok {
			return false
		}
		if rest, ok = strings.CutPrefix(rest, ":"); !ok {
			return false
		}
		if raw, rest, ok = bare(rest); !ok {
			return false
		}
		for next < len(reg.Fields) && reg.Fields[next].Name != name {
			next++
		}
		if next == len(reg.Fields) {
			return false // a field that is no longer declared, or another order
		}
		if values[next], ok = plainValue(&reg.Fields[next], raw); !ok {
			return false
		}
		next++
		if rest == "}" {
			return true
		}
		rest, ok = strings.CutPrefix(rest, ",")
	}
	return false
}

// quoted takes a text without escapes off the front.
func quoted(s string) (text, rest string, ok bool) {
	if len(s) < 2 || s[0] != '"' {
		return "", "", false
	}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return s[1:i], s[i+1:], true
		case c == '\\' || c < ' ':
			return "", "", false
		}
	}
	return "", "", false
}

// bare takes a value off the front as it stands; lists and objects are not taken.
func bare(s string) (raw, rest string, ok bool) {
	if s == "" || s[0] == '[' || s[0] == '{' {
		return "", "", false
	}
	if s[0] == '"' {
		_, rest, ok = quoted(s)
		return s[:len(s)-len(rest)], rest, ok
	}
	end := strings.IndexAny(s, ",}")
	if end <= 0 {
		return "", "", false
	}
	return s[:end], s[end:], true
}

// plainValue is a field's value as facts are made of it.
func plainValue(f *pack.Field, raw string) (v fact.Value, ok bool) {
	v.Known = true
	isText := raw[0] == '"'
	switch f.Type {
	case pack.MoneyField, pack.CountField, pack.QuantityField:
		n, err := strconv.ParseInt(raw, 10, 64)
		v.Number = n
		return v, err == nil
	case pack.BoolField:
		if raw == "true" {
			v.Number = 1
		}
		return v, raw == "true" || raw == "false"
	case pack.ClassesField:
		return v, false
	}
	if !isText || f.Several || f.Protected() {
		return v, false
	}
	return plainWords(f, v, raw[1:len(raw)-1])
}

// plainWords is a value that is written as one text.
func plainWords(f *pack.Field, v fact.Value, text string) (fact.Value, bool) {
	switch f.Type {
	case pack.DateField:
		day, err := civil.ParseDate(text)
		v.Number = int64(day)
		return v, err == nil
	case pack.MonthField:
		month, err := civil.ParseMonth(text)
		v.Number = int64(month)
		return v, err == nil
	case pack.DivisionField:
		area, err := civil.ParseArea(text)
		v.Number = int64(area)
		return v, err == nil
	case pack.CodeField:
		for i := range f.Codes {
			if f.Codes[i].Name == text {
				v.Number = int64(i)
				return v, true
			}
		}
		return v, false
	}
	v.Text = text
	return v, true
}
