package pack

import (
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"lianxin/internal/rule"
)

// FieldType is what a cell of a field holds.
type FieldType string

// The types of fields, and how their values are kept.
const (
	TextField      FieldType = "text"
	MoneyField     FieldType = "money"     // whole fen
	CountField     FieldType = "count"     // a whole number
	QuantityField  FieldType = "quantity"  // a measured number: whole units of 10^-scale
	DateField      FieldType = "date"      // a civil.Date
	MonthField     FieldType = "month"     // a civil.Month
	BoolField      FieldType = "bool"      // 是 or 否
	CodeField      FieldType = "code"      // one of the field's codes, or several where it says so
	ClassesField   FieldType = "classes"   // data classes of an authorisation, several; see [Catalogue.DataClasses]
	DivisionField  FieldType = "division"  // a division by code or name
	USCCField      FieldType = "uscc"      // a social credit code
	IDNumberField  FieldType = "id_number" // sealed
	PhoneField     FieldType = "phone"     // sealed
	AccountField   FieldType = "account"   // sealed
	TailField      FieldType = "tail"      // the last four characters of a number; the rest is not kept
	DiagnosisField FieldType = "diagnosis" // sealed text
)

var fieldTypes = []FieldType{
	TextField, MoneyField, CountField, QuantityField, DateField, MonthField, BoolField, CodeField, ClassesField,
	DivisionField, USCCField, IDNumberField, PhoneField, AccountField, TailField, DiagnosisField,
}

// Limits of the values of fields.
const (
	textMax  = 200   // characters of a text that says nothing about its length
	longMax  = 10000 // characters of any text
	scaleMax = 6     // decimals of a quantity
)

// Field is one value of a record.
type Field struct {
	Name      string
	Label     string // also the first header under which it is looked for
	Type      FieldType
	Required  bool // a record without it is refused
	Several   bool // one cell may hold several codes
	Longest   int  // characters of a text
	Scale     int  // decimals of a quantity
	Unit      string
	Ranged    bool        // Min and Max bound the value
	Min, Max  int64       // fen, count, or units of 10^-Scale
	Codes     []FieldCode // of a count: words that stand for numbers, such as 一级
	VisibleTo []string    // roles which may see it; empty: whoever may see the record
	Place     Place
	codes     map[string]int // positions in Codes by every form a file may carry
}

// FieldCode is one entry of a field's code list. Files may carry its input,
// name, label or one of the further words.
type FieldCode struct {
	rule.CodeValue
	Also []string
}

// Protected says whether the value is sealed wherever it is kept.
func (f *Field) Protected() bool {
	switch f.Type {
	case IDNumberField, PhoneField, AccountField, DiagnosisField:
		return true
	}
	return false
}

// Code finds the position of a code by what a file carries. Spaces, marks and
// full-width forms make no difference.
func (f *Field) Code(text string) (int, bool) {
	if i, ok := f.codes[text]; ok {
		return i, true
	}
	i, ok := f.codes[bareName(text)]
	return i, ok
}

// Number is the number for which a word stands in a count.
func (f *Field) Number(word string) (int64, bool) {
	i, ok := f.Code(word)
	if !ok || f.Type != CountField {
		return 0, false
	}
	number, err := strconv.ParseInt(f.Codes[i].Input, 10, 64)
	return number, err == nil
}

// fieldKeys are what every field may say of itself.
var fieldKeys = []string{"name", "type", "label", "required", "several", "max", "scale", "unit", "range", "codes"}

// field reads one field of a register.
func (l *loader) field(n *node, r *Register) (Field, bool) {
	f := n.fields(append(slices.Clone(fieldKeys), "visible_to")...)
	out, ok := readField(f)
	if !ok {
		return out, false
	}
	for _, item := range f.get("visible_to").list() {
		out.VisibleTo = append(out.VisibleTo, item.name())
	}
	fieldCodes(f, &out)
	if subjectColumn(r.Subject, out.Name) != nil && !r.Core {
		f.get("name").refuse("subject_column", "“%s”说的是登记的对象，不用声明为字段，数据表里可以直接写。", out.Name)
	}
	return out, out.Name != ""
}

// readField reads all of a field but its codes. It is false when the type is
// not known, so that nothing more can be said.
func readField(f fields) (Field, bool) {
	names := make([]string, len(fieldTypes))
	for i, t := range fieldTypes {
		names[i] = string(t)
	}
	out := Field{
		Name: f.need("name").name(), Type: FieldType(f.need("type").oneOf("type", names...)),
		Label: f.need("label").words(), Place: f.of.place(),
	}
	if f.has("required") {
		out.Required = f.get("required").truth()
	}
	switch out.Type {
	case "":
		return out, false
	case TextField, DiagnosisField:
		out.Longest = longest(f.get("max"))
	default:
		f.forbid("只有文字有长度", "max")
	}
	fieldNumber(f, &out)
	return out, true
}

// longest is the most characters a text may have.
func longest(n *node) int {
	if n == nil {
		return textMax
	}
	i, ok := n.whole()
	if ok && (i < 1 || i > longMax) {
		n.refuse("range_form", "文字最长写 1 至 %d。", longMax)
	}
	return int(i)
}

// fieldNumber reads what only numbers have.
func fieldNumber(f fields, out *Field) {
	if out.Type == QuantityField {
		out.Unit = f.need("unit").words()
		if n := f.need("scale"); n != nil {
			i, ok := n.whole()
			if ok && (i < 0 || i > scaleMax) {
				n.refuse("range_form", "小数位数应是 0 至 %d。", scaleMax)
				i = 0
			}
			out.Scale = int(i)
		}
	} else {
		f.forbid("只有 quantity 有小数位数和单位", "scale", "unit")
	}
	switch n := f.get("range"); {
	case n == nil:
	case out.Type == MoneyField:
		out.Ranged = true
		out.Min, out.Max = bounds(n, rule.Money)
	case out.Type == CountField:
		out.Ranged = true
		out.Min, out.Max = bounds(n, rule.Count)
	default:
		f.forbid("只有金额和计数有范围", "range")
	}
}

// months is a length of time such as 5y or 18m.
func (n *node) months() int {
	text := n.words()
	if text == "" {
		return 0
	}
	number, unit := text[:len(text)-1], text[len(text)-1]
	i, err := strconv.ParseUint(number, 10, 16)
	if err != nil || i == 0 || i > math.MaxInt16/12 || strconv.FormatUint(i, 10) != number || !slices.Contains([]byte("ym"), unit) {
		n.refuse("length_form", "时间长度“%s”应写成几年（如 5y）或几个月（如 18m）。", shorten(text))
		return 0
	}
	if unit == 'y' {
		i *= 12
	}
	return int(i)
}

// TooLong says whether a text has more characters than the field allows.
func (f *Field) TooLong(text string) bool {
	return len(text) > f.Longest && utf8.RuneCountInString(text) > f.Longest
}
