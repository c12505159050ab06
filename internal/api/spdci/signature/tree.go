package signature

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// depthMost is how deep a message may be nested: far deeper than any record of
// SPDCI, and shallow enough for the stack.
const depthMost = 64

// errJSON is the one refusal of text that is no message; its reader is a program,
// which is told err.request.bad.
var errJSON = errors.New("signature: not one JSON value in UTF-8, too deep, or a key twice")

// Check refuses JSON that could be read in two ways. Whoever decodes a message
// into a struct calls it first, since package json takes the last of two keys.
func Check(raw []byte) error {
	_, err := parse(raw)
	return err
}

// parse reads one JSON value; numbers stay as they are written.
func parse(raw []byte) (any, error) {
	if !utf8.Valid(raw) {
		return nil, errJSON
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	value, err := parseValue(d, 0)
	if err != nil {
		return nil, errJSON
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errJSON
	}
	return value, nil
}

func parseValue(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil || depth > depthMost {
		return nil, errJSON
	}
	switch token {
	case json.Delim('{'):
		return parseObject(d, depth)
	case json.Delim('['):
		list := []any{}
		for d.More() {
			value, err := parseValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err := d.Token()
		return list, err
	}
	return token, nil
}

// parseObject reads what follows an opening brace. Two keys that differ only in
// capitals are one to package json, and therefore two of one name here.
func parseObject(d *json.Decoder, depth int) (any, error) {
	object, folded := map[string]any{}, map[string]bool{}
	for d.More() {
		token, err := d.Token()
		key, isText := token.(string)
		if err != nil || !isText || folded[strings.ToLower(key)] {
			return nil, errJSON
		}
		folded[strings.ToLower(key)] = true
		if object[key], err = parseValue(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return object, err
}
