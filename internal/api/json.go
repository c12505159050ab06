package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"lianxin/internal/civil"
)

// strictJSON reads nothing that two readers could understand differently.
var strictJSON = huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readJSON}

// Limits of a document that is sent.
const (
	depthMost  = 20
	valuesMost = 100_000
)

// readJSON reads one JSON document. It refuses a document that names a key twice,
// is nested too deep, has too many values, something behind its end, or text that is
// not UTF-8.
func readJSON(data []byte, into any) error {
	if err := checkJSON(data); err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// errZero refuses a text with a character that no text has: not every store keeps it.
func errZero() error {
	return civil.Refuse("text_zero", "文字里有不能使用的字符（U+0000，或不是UTF-8），请删去。")
}

// level is one array or object being read.
type level struct {
	keys map[string]bool // of an object; nil: an array
	key  bool            // a key comes next
}

func checkJSON(data []byte) error {
	if !utf8.Valid(data) {
		return civil.Refuse("json_text", "请求内容不是UTF-8文字，请改用UTF-8。")
	}
	read := json.NewDecoder(bytes.NewReader(data))
	read.UseNumber()
	var stack []level
	for values := 0; ; values++ {
		word, err := read.Token()
		switch {
		case errors.Is(err, io.EOF) && len(stack) == 0 && values > 0:
			return nil
		case err != nil:
			return civil.Refuse("json_broken", "请求内容不是完整的JSON，请核对。")
		case values > valuesMost:
			return civil.Refuse("json_large", "请求内容的项太多，最多%d项。", valuesMost)
		case values > 0 && len(stack) == 0:
			return civil.Refuse("json_more", "请求里有不止一份JSON，请只发一份。")
		}
		if stack, err = step(stack, word); err != nil {
			return err
		}
	}
}

// step takes a token of a document.
func step(stack []level, word json.Token) ([]level, error) {
	top := len(stack) - 1
	sign, _ := word.(json.Delim)
	name, text := word.(string)
	if text && strings.ContainsRune(name, 0) {
		return nil, errZero()
	}
	if text && top >= 0 && stack[top].key {
		if stack[top].keys[name] {
			return nil, civil.Refuse("json_twice", "同一个对象里有两个同名的项，请核对。")
		}
		stack[top].keys[name], stack[top].key = true, false
		return stack, nil
	}
	switch sign {
	case '}', ']':
		stack = stack[:top]
		return stack, nil
	}
	if top >= 0 && stack[top].keys != nil {
		stack[top].key = true // behind this value
	}
	if sign == '{' || sign == '[' {
		if len(stack) == depthMost {
			return nil, civil.Refuse("json_deep", "请求内容嵌套超过%d层，请核对。", depthMost)
		}
		one := level{}
		if sign == '{' {
			one = level{keys: map[string]bool{}, key: true}
		}
		stack = append(stack, one)
	}
	return stack, nil
}
