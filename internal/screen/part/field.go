package part

import (
	"strconv"

	"lianxin/internal/civil"
)

// FieldKind is what sort of answer a field takes.
type FieldKind uint8

// The kinds of fields.
const (
	TextField      FieldKind = iota
	LongField                // several lines
	NumberField              // digits of an identity number, a telephone, a count
	MoneyField               // 元
	DateField                // 年 月 日 in three boxes
	DayField                 // one box with a calendar, for clerks
	RadioField               // one of a few
	CheckField               // any of a few; one choice alone is a promise to tick
	SelectField              // one of many
	FileField                // a paper
	PhotoField               // the camera of a phone
	SignatureField           // a pad, or without script a photo of the signature
	CodeField                // a one-time code, which may be pasted
	SecretField              // a password
)

// Field is one question of a form.
type Field struct {
	Kind     FieldKind
	Name     string // of the form's field, and of the element
	Label    string
	Hint     string
	Fault    string // why it was refused
	Value    string // what was typed, kept as it was
	Values   []string
	Choices  []Choice
	Unit     string // 元, 平方米
	Optional bool   // the label says so; the others are asked
	Complete string // the browser's word for what it may fill in
	Rows     int
	AsTitle  bool // the label is the heading of the page

	narrows bool // it stands above a list
}

// narrowing is the field above a list, where no answer takes all.
func (f Field) narrowing() Field {
	f.narrows = true
	return f
}

// Choice is one answer of a list.
type Choice struct {
	Value string
	Text  string
	Hint  string
}

// Fault is one line of the summary above a form, in the words beside its field.
type Fault struct {
	Field string
	Text  string
}

// Faults lists the faults of fields in their order.
func Faults(fields ...Field) []Fault {
	var list []Fault
	for _, f := range fields {
		if f.Fault != "" {
			list = append(list, Fault{f.target(), f.Fault})
		}
	}
	return list
}

// target is the element a fault leads to: of a group its first.
func (f Field) target() string {
	switch {
	case f.Kind == DateField:
		return f.Name + "-year"
	case (f.Kind == RadioField || f.Kind == CheckField) && len(f.Choices) > 0:
		return f.choiceID(0)
	}
	return f.Name
}

func (f Field) choiceID(i int) string { return f.Name + "-" + strconv.Itoa(i+1) }
func (f Field) hintID() string        { return f.Name + "-hint" }
func (f Field) faultID() string       { return f.Name + "-fault" }

// described lists what is read aloud after the label.
func (f Field) described() string {
	ids := ""
	if f.Hint != "" {
		ids = f.hintID()
	}
	if f.Fault != "" {
		if ids != "" {
			ids += " "
		}
		ids += f.faultID()
	}
	return ids
}

// grouped says whether the field is several elements under one question.
func (f Field) grouped() bool {
	return f.Kind == DateField || f.Kind == RadioField || f.Kind == CheckField
}

func (f Field) has(value string) bool {
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return f.Value != "" && f.Value == value
}

// part is year, month or day of the value; what was typed wrongly is in Values,
// year first, and is shown as it was.
func (f Field) part(i int) string {
	if len(f.Values) == len(dateParts) {
		return f.Values[i]
	}
	day, err := civil.ParseDate(f.Value)
	if err != nil {
		return ""
	}
	year, month, of := day.YMD()
	return strconv.Itoa([...]int{year, month, of}[i])
}

var dateParts = [...]struct {
	suffix, word, class, complete string
}{
	{"year", "年", "w-4", "bday-year"}, {"month", "月", "w-2", "bday-month"}, {"day", "日", "w-2", "bday-day"},
}

// input is the type and the keyboard of a one-line field.
func (f Field) input() (kind, mode string) {
	switch f.Kind {
	case MoneyField:
		return "text", "decimal"
	case NumberField, CodeField:
		return "text", "text"
	case DayField:
		return "date", ""
	case SecretField:
		return "password", ""
	}
	return "text", ""
}

// complete is the browser's word for what it may fill in.
func (f Field) complete() string {
	switch {
	case f.Complete != "":
		return f.Complete
	case f.Kind == CodeField:
		return "one-time-code"
	case f.Kind == SecretField:
		return "current-password"
	}
	return "off"
}

func (f Field) inputType() string { kind, _ := f.input(); return kind }
func (f Field) inputMode() string { _, mode := f.input(); return mode }
