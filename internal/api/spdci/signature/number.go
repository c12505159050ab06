package signature

import (
	"encoding/json"
	"strconv"
	"strings"
)

// RFC 8785 and Python both write a number as the shortest text that reads back as
// the same double. This is the one place where a message's numbers are doubles,
// and only for the digest: whoever uses a number reads its text.

// jcsNumber writes a number as ECMAScript does. Package json writes it so, but
// for the zero with a sign.
func jcsNumber(dst []byte, n json.Number) ([]byte, error) {
	double, err := strconv.ParseFloat(string(n), 64)
	if err != nil {
		return nil, errJSON
	}
	if double == 0 {
		return append(dst, '0'), nil
	}
	text, err := json.Marshal(double)
	return append(dst, text...), err
}

// The decimal exponents between which Python writes a double without one.
const (
	pythonLeast = -4
	pythonMost  = 16
)

// pythonNumber writes a number as Python does that has read it: whole numbers of
// any length as they are, the others as repr does.
func pythonNumber(dst []byte, n json.Number) ([]byte, error) {
	if !strings.ContainsAny(string(n), ".eE") {
		if n == "-0" {
			n = "0"
		}
		return append(dst, n...), nil
	}
	double, err := strconv.ParseFloat(string(n), 64)
	if err != nil {
		return nil, errJSON
	}
	scientific := strconv.FormatFloat(double, 'e', -1, 64)
	_, after, _ := strings.Cut(scientific, "e")
	exponent, err := strconv.Atoi(after)
	if err != nil {
		return nil, errJSON
	}
	if exponent < pythonLeast || exponent >= pythonMost {
		return append(dst, scientific...), nil
	}
	fixed := strconv.FormatFloat(double, 'f', -1, 64)
	if !strings.Contains(fixed, ".") {
		fixed += ".0"
	}
	return append(dst, fixed...), nil
}
