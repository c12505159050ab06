package pack

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// All readers below take a nil node, say nothing and return the zero value:
// whoever looked the node up has already reported that it is missing.

// fields are the known keys of a mapping.
type fields struct {
	of     *node
	values map[string]*node
}

// fields reads a mapping strictly: unknown keys and keys given twice are
// problems. A node of another form is one too, and has no fields.
func (n *node) fields(known ...string) fields {
	f := fields{of: n, values: map[string]*node{}}
	if n == nil {
		return f
	}
	if n.form != mappingForm {
		n.refuse("wrong_type", "这里应是“键: 值”的形式，可用的键：%s。", strings.Join(known, "、"))
		f.of = nil
		return f
	}
	for _, p := range n.pairs {
		name := p.key.text
		if !slices.Contains(known, name) {
			p.key.unknown("unknown_key", "键", name, known)
			continue
		}
		if first, twice := f.values[name]; twice {
			p.key.refuse("duplicate_key", "键“%s”写了两次，前一次在第 %d 行，请只留一个。", name, first.line)
			continue
		}
		f.values[name] = p.value
	}
	return f
}

// unknown refuses a name and offers the nearest known one.
func (n *node) unknown(code, what, name string, known []string) {
	if n == nil {
		return
	}
	// The nearest name is dear to find; a name longer than any is like none.
	if n.doc.to.full() || len(name) > 100 {
		known = nil
	}
	name = shorten(name)
	if near := rule.Nearest(name, known); near != "" {
		n.refuse(code, "没有名为“%s”的%s，是不是“%s”？", name, what, near)
		return
	}
	n.refuse(code, "没有名为“%s”的%s。", name, what)
}

// get is the value of a key, or nil.
func (f fields) get(key string) *node { return f.values[key] }

// has says whether the key is there.
func (f fields) has(key string) bool { return f.values[key] != nil }

// need is the value of a key that must be there.
func (f fields) need(key string) *node {
	v := f.values[key]
	if v == nil && f.of != nil {
		f.of.refuse("missing_key", "这里缺少键“%s”。", key)
	}
	return v
}

// forbid refuses keys that do not go with what else was said.
func (f fields) forbid(why string, keys ...string) {
	for _, key := range keys {
		if v := f.values[key]; v != nil {
			v.refuse("key_not_here", "%s，不能写“%s”。", why, key)
		}
	}
}

// list is the items of a list.
func (n *node) list() []*node {
	if n == nil {
		return nil
	}
	if n.form != listForm {
		n.refuse("wrong_type", "这里应是列表，每项以“- ”开头。")
		return nil
	}
	return n.items
}

// isText says whether the node is a scalar, and refuses it otherwise.
func (n *node) isText() bool {
	switch {
	case n.form == scalarForm:
		return true
	case n.form == emptyForm:
		n.refuse("value_missing", "这里没有写值。")
	default:
		n.refuse("wrong_type", "这里应是一个值，不是列表或“键: 值”。")
	}
	return false
}

// words is any text that is not empty.
func (n *node) words() string {
	if n == nil || !n.isText() {
		return ""
	}
	text := strings.TrimSpace(n.text)
	if text == "" {
		n.refuse("value_missing", "这里没有写值。")
	}
	return text
}

// bare is a value that must be written without quotes: a number or a Boolean.
func (n *node) bare(what string) (string, bool) {
	if n == nil || !n.isText() {
		return "", false
	}
	if n.style != plain {
		n.refuse("wrong_type", "这里应是%s，不要加引号。", what)
		return "", false
	}
	return n.text, true
}

var identifier = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// name is an identifier: lower-case letters, digits and underscores.
func (n *node) name() string {
	text := n.words()
	if text != "" && !identifier.MatchString(text) {
		n.refuse("name_form", "名称“%s”只能用小写字母、数字和下划线，以字母开头，不超过 64 个字符。", shorten(text))
		return ""
	}
	return text
}

// oneOf is a word from a closed list.
func (n *node) oneOf(what string, options ...string) string {
	text := n.words()
	if text == "" {
		return ""
	}
	if !slices.Contains(options, text) {
		n.refuse("unknown_word", "%s 只能是 %s，现在是“%s”。", what, strings.Join(options, "、"), shorten(text))
		return ""
	}
	return text
}

// truth is true or false.
func (n *node) truth() bool {
	text, ok := n.bare("true 或 false")
	if ok && text != "true" && text != "false" {
		n.refuse("wrong_type", "这里应是 true 或 false，现在是“%s”。", shorten(text))
	}
	return text == "true"
}

// date is a calendar day.
func (n *node) date() (civil.Date, bool) {
	text := n.words()
	if text == "" {
		return 0, false
	}
	d, err := civil.ParseDate(text)
	if err != nil {
		n.fail(err)
		return 0, false
	}
	return d, true
}

// money is an amount in yuan, read from the text as it is written.
func (n *node) money() (civil.Fen, bool) {
	text, ok := n.bare("金额（元）")
	if !ok {
		return 0, false
	}
	f, err := civil.ParseYuan(text)
	if err != nil {
		n.fail(err)
		return 0, false
	}
	return f, true
}

// whole is an integer.
func (n *node) whole() (int64, bool) {
	text, ok := n.bare("整数")
	if !ok {
		return 0, false
	}
	i, err := strconv.ParseInt(text, 10, 64)
	if err != nil || text != strconv.FormatInt(i, 10) {
		n.refuse("wrong_type", "这里应是整数，现在是“%s”。", shorten(text))
		return 0, false
	}
	return i, true
}

var sixDigits = regexp.MustCompile(`^[0-9]{6}$`)

// region is a six-digit division code.
func (n *node) region() string {
	text := n.words()
	if text != "" && !sixDigits.MatchString(text) {
		n.refuse("region_form", "地区“%s”应是六位行政区划代码，如 \"320600\"；全国写 \"000000\"。", shorten(text))
		return ""
	}
	return text
}

// fail passes on the refusal of a parser of package civil.
func (n *node) fail(err error) {
	code, message := "wrong_type", err.Error()
	if e, ok := err.(*civil.Error); ok {
		code, message = e.Code, e.Message
	}
	n.refuse(code, "%s", message)
}

// shorten keeps a quoted value from filling a message.
func shorten(text string) string {
	const most = 40
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
