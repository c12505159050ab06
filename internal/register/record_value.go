package register

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Value is what a record says in one field. The zero Value says nothing.
type Value struct {
	Known   bool
	Int     int64    // money in fen, count, units of a quantity, date, month, bool (0 or 1), position of a code, area of a division
	Text    string   // text, credit codes, and the numbers that are sealed
	List    []int    // positions of codes, where a field may hold several
	Classes []string // data classes of an authorisation
}

// equal says whether two values say the same.
func (v Value) equal(o Value) bool {
	if v.Known != o.Known || v.Int != o.Int || v.Text != o.Text || len(v.List) != len(o.List) || len(v.Classes) != len(o.Classes) {
		return false
	}
	for i := range v.List {
		if v.List[i] != o.List[i] {
			return false
		}
	}
	for i := range v.Classes {
		if v.Classes[i] != o.Classes[i] {
			return false
		}
	}
	return true
}

// checkValue refuses what a field does not hold.
func checkValue(f *pack.Field, v Value) error {
	switch {
	case !v.Known && f.Required:
		return civil.Refuse("record_required", "“%s”必须填写。", f.Label)
	case !v.Known:
		return nil
	case f.Ranged && (v.Int < f.Min || v.Int > f.Max):
		return civil.Refuse("record_range", "“%s”超出了允许的范围，请核对。", f.Label)
	}
	switch f.Type {
	case pack.TextField, pack.DiagnosisField:
		if v.Text == "" || f.TooLong(v.Text) {
			return civil.Refuse("record_text", "“%s”为空或太长，请核对。", f.Label)
		}
	case pack.IDNumberField, pack.PhoneField, pack.AccountField, pack.USCCField, pack.TailField:
		if v.Text == "" {
			return civil.Refuse("record_text", "“%s”为空或太长，请核对。", f.Label)
		}
	case pack.CodeField:
		for _, at := range codesOf(f, v) {
			if at < 0 || at >= len(f.Codes) {
				return civil.Refuse("record_code", "“%s”的取值不在代码表里，请核对。", f.Label)
			}
		}
	}
	return nil
}

// codesOf are the positions of a value's codes.
func codesOf(f *pack.Field, v Value) []int {
	if f.Several {
		return v.List
	}
	return []int{int(v.Int)}
}

// checkFields refuses values that the register does not describe. Fields that
// are kept elsewhere are not asked for.
func checkFields(reg *pack.Register, values []Value, elsewhere map[string]bool) error {
	if len(values) != len(reg.Fields) {
		return civil.Refuse("record_fields", "“%s”的记录应有%d个字段，现有%d个。", reg.Title, len(reg.Fields), len(values))
	}
	for i, v := range values {
		if elsewhere[reg.Fields[i].Name] {
			continue
		}
		if err := checkValue(&reg.Fields[i], v); err != nil {
			return err
		}
	}
	return nil
}

// encode writes the values of a record as two JSON objects, fields in the order
// of the register: what stays clear, and what is sealed. An object without
// fields is empty.
func encode(reg *pack.Register, values []Value, elsewhere map[string]bool) (open, secret []byte, err error) {
	return appendEncoded(nil, nil, reg, values, elsewhere)
}

// appendEncoded is encode into memory that may be used again; what it is given
// is empty.
func appendEncoded(open, secret []byte, reg *pack.Register, values []Value, elsewhere map[string]bool) ([]byte, []byte, error) {
	if err := checkFields(reg, values, elsewhere); err != nil {
		return nil, nil, err
	}
	for i := range values {
		f, v := &reg.Fields[i], &values[i]
		switch {
		case !v.Known:
		case f.Protected():
			secret = appendField(secret, f, *v)
		default:
			open = appendField(open, f, *v)
		}
	}
	return closeObject(open), closeObject(secret), nil
}

func appendField(b []byte, f *pack.Field, v Value) []byte {
	if len(b) == 0 {
		b = append(b, '{')
	} else {
		b = append(b, ',')
	}
	b = appendText(b, f.Name)
	return appendValue(append(b, ':'), f, v)
}

func closeObject(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return append(b, '}')
}

func appendValue(b []byte, f *pack.Field, v Value) []byte {
	switch f.Type {
	case pack.MoneyField, pack.CountField, pack.QuantityField:
		return strconv.AppendInt(b, v.Int, 10)
	case pack.BoolField:
		return strconv.AppendBool(b, v.Int != 0)
	case pack.DateField:
		return appendText(b, civil.Date(v.Int).String())
	case pack.MonthField:
		return appendText(b, civil.Month(v.Int).String())
	case pack.DivisionField:
		return appendText(b, fullCode(civil.Area(v.Int)))
	case pack.CodeField:
		if !f.Several {
			return appendText(b, f.Codes[v.Int].Name)
		}
		names := make([]string, len(v.List))
		for i, at := range v.List {
			names[i] = f.Codes[at].Name
		}
		return appendTexts(b, names)
	case pack.ClassesField:
		return appendTexts(b, v.Classes)
	}
	return appendText(b, v.Text)
}

func appendTexts(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, text := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, text)
	}
	return append(b, ']')
}

// appendText writes a JSON string; texts that are not UTF-8 are written with
// replacement characters, as the encoder does.
func appendText(b []byte, text string) []byte {
	if plainJSON(text) {
		return append(append(append(b, '"'), text...), '"')
	}
	written, err := json.Marshal(text)
	if err != nil {
		return append(b, `""`...)
	}
	return append(b, written...)
}

// plainJSON says whether a text stands in JSON as it is, which nearly all do.
// U+2028 and U+2029, which the encoder escapes, begin with the byte that is
// left out here with all its neighbours.
func plainJSON(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&', c == 0x7f, c == 0xe2:
			return false
		}
	}
	return utf8.ValidString(text)
}

// decode reads what encode wrote into values, each at the place of its field. A
// field that the register no longer declares is left out.
func decode(reg *pack.Register, text []byte, values []Value) error {
	if len(text) == 0 {
		return nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil {
		return damaged(reg, err)
	}
	for i := range reg.Fields {
		f := &reg.Fields[i]
		raw, there := object[f.Name]
		if !there {
			continue
		}
		v, err := decodeValue(f, raw)
		if err != nil {
			return damaged(reg, err)
		}
		values[i] = v
	}
	return nil
}

// damaged is said of a record that its register does not describe: the pack was
// changed in a way that old records do not follow.
func damaged(reg *pack.Register, err error) error {
	return &civil.Error{Kind: civil.Conflict, Code: "record_unreadable", Err: err,
		Message: "“" + reg.Title + "”有记录与现在的登记定义对不上：请核对业务包是否改了字段的类型或代码。"}
}

func decodeValue(f *pack.Field, raw json.RawMessage) (Value, error) {
	v := Value{Known: true}
	switch f.Type {
	case pack.MoneyField, pack.CountField, pack.QuantityField:
		return v, json.Unmarshal(raw, &v.Int)
	case pack.BoolField:
		if v.Int = 0; bytes.Equal(raw, []byte("true")) {
			v.Int = 1
		}
		return v, nil
	case pack.ClassesField:
		return v, json.Unmarshal(raw, &v.Classes)
	}
	if f.Type == pack.CodeField && f.Several {
		var names []string
		if err := json.Unmarshal(raw, &names); err != nil {
			return v, err
		}
		for _, name := range names {
			at, err := codeAt(f, name)
			if err != nil {
				return v, err
			}
			v.List = append(v.List, at)
		}
		return v, nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return v, err
	}
	return decodeText(f, v, text)
}

// decodeText reads the values that are written as one text.
func decodeText(f *pack.Field, v Value, text string) (Value, error) {
	switch f.Type {
	case pack.DateField:
		day, err := civil.ParseDate(text)
		v.Int = int64(day)
		return v, err
	case pack.MonthField:
		month, err := civil.ParseMonth(text)
		v.Int = int64(month)
		return v, err
	case pack.DivisionField:
		area, err := civil.ParseArea(text)
		v.Int = int64(area)
		return v, err
	case pack.CodeField:
		at, err := codeAt(f, text)
		v.Int = int64(at)
		return v, err
	}
	v.Text = text
	return v, nil
}

// codeAt is the position of a code by its name.
func codeAt(f *pack.Field, name string) (int, error) {
	for i := range f.Codes {
		if f.Codes[i].Name == name {
			return i, nil
		}
	}
	return 0, civil.Refuse("record_code", "“%s”的取值不在代码表里，请核对。", f.Label)
}

// protectedKind is the kind of text a sealed field holds.
func protectedKind(f *pack.Field) access.Kind {
	switch f.Type {
	case pack.IDNumberField:
		return access.IDNumber
	case pack.PhoneField:
		return access.Phone
	case pack.AccountField:
		return access.Account
	}
	return access.Diagnosis
}

// plainText is a value as an export and a search write it.
func plainText(f *pack.Field, v Value) string {
	if !v.Known {
		return ""
	}
	switch f.Type {
	case pack.MoneyField:
		return civil.Fen(v.Int).String()
	case pack.CountField:
		return strconv.FormatInt(v.Int, 10)
	case pack.QuantityField:
		return decimal(v.Int, f.Scale)
	case pack.BoolField:
		if v.Int != 0 {
			return "是"
		}
		return "否"
	case pack.CodeField:
		var b []byte
		for i, at := range codesOf(f, v) {
			if i > 0 {
				b = append(b, "、"...)
			}
			b = append(b, f.Codes[at].Label...)
		}
		return string(b)
	case pack.ClassesField:
		return string(bytes.Trim(appendTexts(nil, v.Classes), "[]"))
	}
	return decodedText(f, v)
}

// decodedText is a value whose written form is one text.
func decodedText(f *pack.Field, v Value) string {
	switch f.Type {
	case pack.DateField:
		return civil.Date(v.Int).String()
	case pack.MonthField:
		return civil.Month(v.Int).String()
	case pack.DivisionField:
		return fullCode(civil.Area(v.Int))
	}
	return v.Text
}

// decimal writes whole units of 10^-scale.
func decimal(units int64, scale int) string {
	if scale == 0 {
		return strconv.FormatInt(units, 10)
	}
	sign, text := "", strconv.FormatInt(units, 10)
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	for len(text) <= scale {
		text = "0" + text
	}
	return sign + text[:len(text)-scale] + "." + text[len(text)-scale:]
}
