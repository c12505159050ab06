package pack

import (
	"slices"
	"strconv"

	"lianxin/internal/rule"
)

// fieldCodes reads the code list and makes every form of a code quick to find.
func fieldCodes(f fields, out *Field) {
	switch out.Type {
	case CodeField:
		f.need("codes")
		if f.has("several") {
			out.Several = f.get("several").truth()
		}
	case CountField:
		f.forbid("只有 code 类的字段可以有几个值", "several")
	default:
		f.forbid("只有 code 类的字段有代码表，count 类的可以有", "codes", "several")
		out.Several = out.Type == ClassesField
		return
	}
	out.codes = map[string]int{}
	items := f.get("codes").list()
	if f.get("codes") != nil && len(items) == 0 {
		f.get("codes").refuse("codes_empty", "代码表不能是空的。")
	}
	for _, item := range items {
		if len(out.Codes) == codesMax {
			item.refuse("codes_too_many", "代码表最多 %d 项。", codesMax)
			return
		}
		out.code(item)
	}
}

// code reads one entry of the code list.
func (f *Field) code(n *node) {
	k := n.fields("input", "name", "label", "also")
	c := FieldCode{CodeValue: rule.CodeValue{
		Input: k.need("input").words(), Name: k.need("name").name(), Label: k.need("label").words(),
	}}
	if c.Input == "" || c.Name == "" || c.Label == "" {
		return
	}
	if _, err := strconv.ParseInt(c.Input, 10, 64); f.Type == CountField && err != nil {
		k.get("input").refuse("wrong_type", "计数的代码，input 应是它代表的整数，现在是“%s”。", shorten(c.Input))
		return
	}
	if slices.ContainsFunc(f.Codes, func(other FieldCode) bool { return other.Name == c.Name }) {
		n.refuse("duplicate_code", "代码“%s”（%s）在这张表里写了两次。", c.Input, c.Name)
		return
	}
	f.form(k.get("input"), c.Input)
	f.form(k.get("name"), c.Name)
	f.form(k.get("label"), c.Label)
	for _, also := range k.get("also").list() {
		c.Also = append(c.Also, also.words())
		f.form(also, also.words())
	}
	f.Codes = append(f.Codes, c)
}

// form takes one way of writing the code that comes next; it may lead to one
// code only.
func (f *Field) form(n *node, text string) {
	if text == "" {
		return
	}
	for _, way := range []string{text, bareName(text)} {
		if at, taken := f.codes[way]; taken && at != len(f.Codes) {
			n.refuse("duplicate_code", "“%s”在这张代码表里已经是“%s”，请删去一处。", shorten(text), f.Codes[at].Label)
			return
		}
		if way != "" {
			f.codes[way] = len(f.Codes)
		}
	}
}
