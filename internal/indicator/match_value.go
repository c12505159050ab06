package indicator

import (
	"regexp"
	"strings"

	"lianxin/internal/pack"
)

// matchUnits are other ways of writing units.
var matchUnits = map[string]string{
	"百分比": "%", "百分点": "%", "个百分点": "%", "千分比": "‰", "％": "%", "百分数": "%",
	"元/人/月": "元/月", "元/人月": "元/月", "元每月": "元/月", "元/每月": "元/月", "元/月/人": "元/月",
	"元/人/年": "元/年", "元/人年": "元/年", "元每年": "元/年", "元/年/人": "元/年",
	"平米": "平方米", "㎡": "平方米", "万㎡": "万平方米", "m2": "平方米", "户次": "户",
}

// readMatchUnit is a printed unit as the measures write it; empty when the cell
// says that there is none.
func readMatchUnit(printed string) string {
	s := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n\u3000\u00a0()", r) || invisible(r) {
			return -1
		}
		if strings.ContainsRune("·•.・", r) {
			return '/'
		}
		return r
	}, halfWidth(Simplify(printed)))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "单位"), ":")
	if unit, known := matchUnits[s]; known {
		return unit
	}
	if strings.Trim(s, "-—–―/无") == "" {
		return ""
	}
	return s
}

// unitAnswer is what a unit says for or against a measure.
type unitAnswer uint8

const (
	unitMissing unitAnswer = iota
	unitSame
	unitAlike
	unitOther
)

// compareUnits holds a row's unit against those of a measure.
func compareUnits(unit string, m *pack.Measure) unitAnswer {
	if unit == "" {
		return unitMissing
	}
	answer := unitOther
	for _, own := range append([]string{m.Unit}, m.OtherUnits...) {
		switch {
		case unit == own:
			return unitSame
		case pack.UnitKind(unit) != "" && pack.UnitKind(unit) == pack.UnitKind(own):
			answer = unitAlike
		}
	}
	return answer
}

// matchNumber finds numbers; those that name a year or a day are not values.
var matchNumber = regexp.MustCompile(`([0-9][0-9,]*)(?:\.([0-9]+))?\s*([万亿年月日]?)`)

// thousandths reads the numbers of a cell in thousandths. What is too long to be a
// value, or has finer digits, is cut: the question is only whether it is plausible.
func thousandths(cell string) []int64 {
	var list []int64
	for _, found := range matchNumber.FindAllStringSubmatch(halfWidth(cell), -1) {
		whole, fraction := strings.ReplaceAll(found[1], ",", ""), (found[2] + "000")[:3]
		if len(whole) > 12 || strings.ContainsAny(found[3], "年月日") {
			continue
		}
		n := int64(0)
		for _, digit := range whole + fraction {
			n = n*10 + int64(digit-'0')
		}
		switch {
		case found[3] == "万" && len(whole) <= 8:
			n *= 10_000
		case found[3] == "亿" && len(whole) <= 4:
			n *= 100_000_000
		}
		list = append(list, n)
	}
	return list
}

// greatestValues bound what a formula can give, in thousandths.
var greatestValues = map[pack.Formula]int64{
	pack.Share: 100_000, pack.Quotient: 100_000, pack.PerThousand: 1_000_000, pack.PerTenThousand: 10_000_000,
}

// implausible finds a value that the measure cannot have, or returns false. A
// unit the measure does not know makes every value unknown.
func implausible(unit string, cells []string, m *pack.Measure) (found, known bool) {
	greatest := greatestValues[m.Formula]
	if unit == "‰" {
		greatest = 1_000_000
	}
	if m.Formula == pack.Share && unit != "" && pack.UnitKind(unit) != pack.UnitKind("%") {
		return false, false // printed as persons or pieces
	}
	if m.Formula == pack.Quotient && unit == "%" {
		greatest *= 100
	}
	whole := m.Formula == pack.Count && !strings.ContainsAny(unit, "万亿")
	for _, cell := range cells {
		for _, n := range thousandths(cell) {
			known = true
			if greatest > 0 && n > greatest || whole && n%1000 != 0 {
				return true, true
			}
		}
	}
	return false, known && greatest > 0
}
