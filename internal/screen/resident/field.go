package resident

import (
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/part"
)

// Texts longer than this get several lines; lists longer than that a box to choose from.
const (
	lineMost  = 100
	radioMost = 12
)

// ask is a question of a matter as a field of a form, with what it holds or what
// was typed.
func ask(f *pack.FormField, name, value, fault string) part.Field {
	out := part.Field{Name: name, Label: f.Ask, Hint: f.Hint, Value: value, Fault: fault, Optional: !f.Required, Unit: f.Unit}
	if out.Label == "" {
		out.Label = f.Label
	}
	if f.Example != "" {
		out.Hint = strings.TrimSpace(out.Hint + " 例如：" + f.Example)
	}
	switch f.Type {
	case pack.MoneyField:
		out.Kind = part.MoneyField
	case pack.CountField, pack.QuantityField, pack.IDNumberField, pack.AccountField:
		out.Kind = part.NumberField
	case pack.PhoneField:
		out.Kind, out.Complete = part.NumberField, "tel"
	case pack.DateField:
		out.Kind = part.DateField
	case pack.BoolField:
		out.Kind, out.Choices = part.RadioField, []part.Choice{{Value: "yes", Text: "是"}, {Value: "no", Text: "否"}}
	case pack.CodeField:
		out.Kind = part.RadioField
		for i := range f.Codes {
			out.Choices = append(out.Choices, part.Choice{Value: f.Codes[i].Name, Text: f.Codes[i].Label})
		}
		if len(out.Choices) > radioMost {
			out.Kind = part.SelectField
		}
	default:
		if f.Longest > lineMost {
			out.Kind, out.Rows = part.LongField, 4
		}
	}
	return out
}

// typed is what somebody typed into a field, in the form that casework reads. Its
// parts are kept beside it, to be shown again.
func typed(r *screen.Request, f *pack.FormField, name string) (text string, parts []string) {
	if f.Type != pack.DateField {
		return r.Typed(name), nil
	}
	for _, suffix := range []string{"-year", "-month", "-day"} {
		parts = append(parts, r.Typed(name+suffix))
	}
	if strings.TrimSpace(strings.Join(parts, "")) == "" {
		return "", parts
	}
	return strings.Join([]string{strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1]), strings.TrimSpace(parts[2])}, "-"), parts
}

// again is a field with what was typed into it, and why it was refused.
func again(r *screen.Request, f *pack.FormField, name, fault string) part.Field {
	text, parts := typed(r, f, name)
	out := ask(f, name, text, fault)
	out.Values = parts
	return out
}

// read reads what was typed: its canonical form, or a sentence that says what is
// wrong with it.
func read(f *pack.FormField, text string) (value, fault string) {
	if strings.TrimSpace(text) == "" {
		if f.Required {
			return "", "请填写" + f.Label + "。"
		}
		return "", ""
	}
	value, err := casework.Read(&f.Field, text)
	if refused, ok := told(err); ok {
		return "", refused.Message
	}
	if err != nil {
		return "", f.Label + "没有看懂，请核对。"
	}
	return value, ""
}

// shown is an answer as it is read; numbers that identify somebody by their ends.
func shown(f *pack.FormField, value string) string {
	switch f.Type {
	case pack.IDNumberField:
		return format.Mask(access.IDNumber, value).Shown
	case pack.PhoneField:
		return format.Mask(access.Phone, value).Shown
	case pack.AccountField:
		return format.Mask(access.Account, value).Shown
	}
	return format.Name(casework.Shown(&f.Field, value))
}
