package casework

import (
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Read puts what somebody typed into the form in which it is kept. Full-width
// digits and signs, blanks and a small x make no difference. The error is a
// sentence that names the field, the fault and the remedy.
func Read(f *pack.Field, typed string) (string, error) {
	text := narrow(typed)
	switch f.Type {
	case pack.MoneyField:
		return readMoney(f, text)
	case pack.CountField:
		return readCount(f, text)
	case pack.DateField:
		return readDay(f, text)
	case pack.MonthField:
		m, err := civil.ParseMonth(text)
		if err != nil {
			return "", civil.Refuse("answer_month", "%s请填年月，如2025-06。", f.Label)
		}
		return m.String(), nil
	case pack.BoolField:
		switch text {
		case "yes", "是", "true", "on", "1":
			return "yes", nil
		case "no", "否", "false", "0":
			return "no", nil
		}
		return "", civil.Refuse("answer_bool", "%s请选“是”或“否”。", f.Label)
	case pack.CodeField:
		if i, known := f.Code(text); known {
			return f.Codes[i].Name, nil
		}
		return "", civil.Refuse("answer_code", "%s请从列出的选项里选一个。", f.Label)
	case pack.IDNumberField:
		return readNumber(f, text)
	case pack.PhoneField:
		number := digitsOf(text)
		if len(number) != 11 || number[0] != '1' {
			return "", civil.Refuse("answer_phone", "%s应是11位手机号，请核对。", f.Label)
		}
		return number, nil
	case pack.AccountField:
		number := digitsOf(text)
		if len(number) < 8 || len(number) > 32 || len(number) != len(strings.ReplaceAll(strings.ReplaceAll(text, " ", ""), "-", "")) {
			return "", civil.Refuse("answer_account", "%s应是8至32位数字，请对照存折或银行卡填写。", f.Label)
		}
		return number, nil
	case pack.DivisionField:
		a, err := civil.ParseArea(text)
		if err != nil {
			return "", civil.Refuse("answer_division", "%s请从列表里选择。", f.Label)
		}
		return areaText(a), nil
	}
	return readText(f, typed)
}

func readText(f *pack.Field, typed string) (string, error) {
	text := strings.TrimSpace(typed)
	if f.TooLong(text) {
		return "", civil.Refuse("answer_long", "%s太长了，请写得短一些。", f.Label)
	}
	return text, nil
}

func readMoney(f *pack.Field, text string) (string, error) {
	text = strings.TrimSuffix(strings.ReplaceAll(text, ",", ""), "元")
	amount, err := civil.ParseYuan(text)
	if err != nil {
		return "", civil.Refuse("answer_money", "%s请填数字，如1200.50；没有就填0。", f.Label)
	}
	if f.Ranged && (int64(amount) < f.Min || int64(amount) > f.Max) {
		return "", civil.Refuse("answer_money_range", "%s填的是%s元，超出了可能的范围，请核对。", f.Label, amount)
	}
	return amount.String(), nil
}

func readCount(f *pack.Field, text string) (string, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		if word, known := f.Number(text); known {
			n, err = word, nil
		}
	}
	if err != nil {
		return "", civil.Refuse("answer_count", "%s请填整数，没有就填0。", f.Label)
	}
	if f.Ranged && (n < f.Min || n > f.Max) {
		return "", civil.Refuse("answer_count_range", "%s应在%d到%d之间，请核对。", f.Label, f.Min, f.Max)
	}
	return strconv.FormatInt(n, 10), nil
}

func readDay(f *pack.Field, text string) (string, error) {
	plain := strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-").Replace(text)
	parts := strings.Split(plain, "-")
	if len(parts) == 3 {
		for i := 1; i < 3; i++ {
			if len(parts[i]) == 1 {
				parts[i] = "0" + parts[i]
			}
		}
	}
	d, err := civil.ParseDate(strings.Join(parts, "-"))
	if err != nil {
		return "", civil.Refuse("answer_day", "%s请填年月日，如2025-06-30。", f.Label)
	}
	return d.String(), nil
}

func readNumber(f *pack.Field, text string) (string, error) {
	number := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	if n := len(number); n != 18 {
		return "", civil.Refuse("answer_id_length", "%s应有18位，现在是%d位，请核对。", f.Label, n)
	}
	if !civil.CheckDigit(number) {
		return "", civil.Refuse("answer_id_check", "%s最后一位对不上，请对照证件再看。", f.Label)
	}
	return number, nil
}

// narrow makes full-width letters, digits and signs half-width and drops outer blanks.
func narrow(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == 0x3000:
			return ' '
		case 0xFF01 <= r && r <= 0xFF5E:
			return r - 0xFEE0
		}
		return r
	}, text))
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// Value is a canonical answer as a register keeps it.
func Value(f *pack.Field, text string) (register.Value, error) {
	if text == "" {
		return register.Value{}, nil
	}
	v := register.Value{Known: true}
	switch f.Type {
	case pack.MoneyField:
		amount, err := civil.ParseYuan(text)
		v.Int = int64(amount)
		return v, err
	case pack.CountField:
		n, err := strconv.ParseInt(text, 10, 64)
		v.Int = n
		return v, err
	case pack.DateField:
		d, err := civil.ParseDate(text)
		v.Int = int64(d)
		return v, err
	case pack.MonthField:
		m, err := civil.ParseMonth(text)
		v.Int = int64(m)
		return v, err
	case pack.BoolField:
		if text == "yes" {
			v.Int = 1
		}
		return v, nil
	case pack.CodeField:
		i, known := f.Code(text)
		if !known {
			return v, civil.Refuse("answer_code", "%s请从列出的选项里选一个。", f.Label)
		}
		v.Int = int64(i)
		return v, nil
	case pack.DivisionField:
		a, err := civil.ParseArea(text)
		v.Int = int64(a)
		return v, err
	}
	v.Text = text
	return v, nil
}

// Shown is a canonical answer as people read it.
func Shown(f *pack.Field, text string) string {
	if text == "" {
		return ""
	}
	switch f.Type {
	case pack.MoneyField:
		if amount, err := civil.ParseYuan(text); err == nil {
			return amount.Words()
		}
	case pack.BoolField:
		if text == "yes" {
			return "是"
		}
		return "否"
	case pack.CodeField:
		if i, known := f.Code(text); known {
			return f.Codes[i].Label
		}
	case pack.DateField:
		if d, err := civil.ParseDate(text); err == nil {
			return d.Words()
		}
	}
	return text
}
