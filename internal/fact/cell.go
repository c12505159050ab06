package fact

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// maxID is the longest household or person id, in bytes.
const maxID = 64

// maxRelation is the longest relation, in characters.
const maxRelation = 32

// oldest is how many years before the as-of day a date may lie.
const oldest = 150

// read turns the text of a cell into the stored value of the column's fact.
func (c *column) read(text []byte, days dayRange) (int64, *civil.Error) {
	if len(text) == 0 {
		return unknown, nil
	}
	switch c.fact.Kind {
	case rule.Bool:
		switch string(text) {
		case "true":
			return rule.True, nil
		case "false":
			return rule.False, nil
		}
		return 0, civil.Refuse("bool_form", "“%s”只能填 true 或 false，不知道就留空。", c.label)
	case rule.Money:
		return c.money(text)
	case rule.Count:
		return c.count(text)
	case rule.Code:
		return c.code(text)
	default:
		return c.date(text, days)
	}
}

func (c *column) money(text []byte) (int64, *civil.Error) {
	amount := civil.Fen(0)
	if string(text) != "none" {
		var err error
		if amount, err = civil.ParseYuanBytes(text); err != nil {
			return 0, refusal(err)
		}
	}
	if x := int64(amount); x >= c.fact.Min && x <= c.fact.Max {
		return x, nil
	}
	return 0, civil.Refuse("money_range", "“%s”应在%s元到%s元之间，请核对。", c.label, civil.Fen(c.fact.Min), civil.Fen(c.fact.Max))
}

func (c *column) count(text []byte) (int64, *civil.Error) {
	n, sign := int64(0), int64(1)
	if string(text) != "none" {
		digits := text
		if digits[0] == '-' {
			digits, sign = digits[1:], -1
		}
		if len(digits) == 0 || len(digits) > 18 {
			return 0, c.refuseCount()
		}
		for _, d := range digits {
			if d < '0' || d > '9' {
				return 0, c.refuseCount()
			}
			n = n*10 + int64(d-'0')
		}
		n *= sign
	}
	low := c.fact.Min
	if isByte(c.fact) {
		low = max(low, 0)
	}
	if n < low || n > c.fact.Max {
		return 0, civil.Refuse("count_range", "“%s”应在%d到%d之间，请核对。", c.label, low, c.fact.Max)
	}
	return n, nil
}

func (c *column) refuseCount() *civil.Error {
	return civil.Refuse("count_form", "“%s”只能填整数，没有就填 0，不知道就留空。", c.label)
}

func (c *column) code(text []byte) (int64, *civil.Error) {
	if position, ok := c.codes[string(text)]; ok {
		return int64(position), nil
	}
	inputs := make([]string, 0, 12)
	for i, v := range c.fact.Codes {
		if i == cap(inputs)-1 {
			inputs = append(inputs, "……")
			break
		}
		inputs = append(inputs, v.Input)
	}
	return 0, civil.Refuse("code_unknown", "“%s”只能填 %s，不知道就留空。", c.label, strings.Join(inputs, "、"))
}

// codeTable maps what files may carry to positions. Beside its own spelling,
// the code named none answers to none and 0, unless another code has these.
func codeTable(f *rule.Fact) map[string]uint8 {
	table := map[string]uint8{}
	for i, v := range f.Codes {
		table[v.Input] = uint8(i)
	}
	for i, v := range f.Codes {
		if v.Name != "none" {
			continue
		}
		for _, text := range []string{"none", "0"} {
			if _, taken := table[text]; !taken {
				table[text] = uint8(i)
			}
		}
	}
	return table
}

// dayRange is the days a date may have.
type dayRange struct{ first, last civil.Date }

func newDayRange(asOf civil.Date) dayRange {
	year, month, day := asOf.YMD()
	first, err := civil.NewDate(year-oldest, month, day)
	if err != nil { // 29 February, or before the calendar begins
		first = max(civil.FirstDate, asOf.AddDays(-oldest*366))
	}
	return dayRange{first, asOf}
}

func (c *column) date(text []byte, days dayRange) (int64, *civil.Error) {
	d, err := civil.ParseDateBytes(text)
	if err != nil {
		return 0, refusal(err)
	}
	if d > days.last {
		return 0, civil.Refuse("date_future", "“%s”晚于核对基准日 %s，请核对。", c.label, days.last)
	}
	if d < days.first {
		return 0, civil.Refuse("date_too_old", "“%s”早于 %s（%d 年以前），请核对。", c.label, days.first, oldest)
	}
	return int64(d), nil
}

// checkID says what is wrong with a household or person id. The signs it
// refuses separate the entries of a result's reasons and missing facts.
func (c *column) checkID(id []byte) *civil.Error {
	if len(id) == 0 {
		return civil.Refuse("id_empty", "“%s”不能为空，请补上编号。", c.label)
	}
	if !usableID(id) {
		return civil.Refuse("id_form", "“%s”最长 %d 字节，不能含有逗号、分号、冒号、换行、首尾空格和看不见的字符，也不能是 household 或 parameter，请修改编号。", c.label, maxID)
	}
	return nil
}

func usableID(id []byte) bool {
	if len(id) == 0 || len(id) > maxID || id[0] == ' ' || id[len(id)-1] == ' ' {
		return false
	}
	switch string(id) {
	case "household", "parameter": // what results write in front of other missing facts
		return false
	}
	ascii := true
	for _, b := range id {
		if b < ' ' || b == 0x7f || b == ';' || b == ':' || b == ',' {
			return false
		}
		ascii = ascii && b < utf8.RuneSelf
	}
	if ascii {
		return true
	}
	for rest := id; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r != ' ' && unicode.IsSpace(r) || r == '\u2028' || r == '\u2029' {
			return false
		}
		rest = rest[n:]
	}
	return true
}

func checkRelation(text []byte) *civil.Error {
	if utf8.RuneCount(text) > maxRelation {
		return civil.Refuse("relation_form", "与户主关系应填 GB/T 4761 的两位代码，最长 %d 个字，请核对。", maxRelation)
	}
	return nil
}

// refusal is the error of a parser of package civil.
func refusal(err error) *civil.Error {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused
	}
	return &civil.Error{Kind: civil.Invalid, Code: "value_form", Message: "这个值无法识别，请核对。", Err: err}
}
