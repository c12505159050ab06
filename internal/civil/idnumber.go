package civil

import "strings"

// IDKind says which document a number of GB 11643 form stands for.
type IDKind uint8

// The kinds of identity number, see [IDKind]. The zero value is “not recognised”.
const (
	ResidentID      IDKind = iota + 1 // 居民身份证
	HongKongPermit                    // 港澳居民居住证, 81
	MacauPermit                       // 港澳居民居住证, 82
	TaiwanPermit                      // 台湾居民居住证, 83
	ForeignerPermit                   // 外国人永久居留身份证, first digit 9
)

// String is the name of the document.
func (k IDKind) String() string {
	switch k {
	case ResidentID:
		return "居民身份证"
	case HongKongPermit:
		return "港澳居民居住证（香港）"
	case MacauPermit:
		return "港澳居民居住证（澳门）"
	case TaiwanPermit:
		return "台湾居民居住证"
	case ForeignerPermit:
		return "外国人永久居留身份证"
	}
	return "未识别证件"
}

// IDOptions says as of which day a number is judged and whether the people are the
// invented ones of the sample city.
type IDOptions struct {
	AsOf   Date // nobody is born after it
	Sample bool // region 320699, which was never given out, is valid
}

// SampleRegion is the region code of people who cannot exist.
const SampleRegion = "320699"

// ageMax is the age beyond which a number is more likely mistyped than true.
const ageMax = 150

// IDCheck is what [CheckID] found. Birth, Sex ('M' or 'F') and Kind are set as soon
// as the number could be read that far.
type IDCheck struct {
	Check
	Birth Date
	Sex   byte
	Kind  IDKind
}

var (
	idEmpty       = finding{"id_empty", "证件号码为空。"}
	idSpreadsheet = finding{"id_spreadsheet", "号码被电子表格转成了数字，末几位已经丢失，请把该列设为文本后从原始资料重新填写。"}
	idLength      = finding{"id_length", "证件号码应为18位，请核对是否漏填或多填。"}
	idCharacter   = finding{"id_character", "证件号码前17位应为数字，末位为数字或X，请核对。"}
	idDate        = finding{"id_birth_date", "号码中的出生日期不存在，请核对第7至14位。"}
	idFuture      = finding{"id_birth_future", "号码中的出生日期晚于核对日期，请核对第7至14位。"}
	idCheckDigit  = finding{"id_check_digit", "校验位不符，号码至少有一位填错，请与证件原件核对。"}
	idRegion      = finding{"id_region", "前6位不在历年全国区划代码表中，请与证件原件核对。"}
	idSample      = finding{"id_sample_region", "320699是虚构人员专用代码，不应出现在真实资料中，请核对。"}
	idOld         = finding{"id_15_digits", "15位旧号码已停用，已换算为18位，请与本人现行证件核对后使用。"}
	idForeignOld  = finding{"id_foreigner_old", "疑似15位旧版外国人永久居留证号码，请与本人现行证件核对后改填18位号码。"}
	idPermitCode  = finding{"id_permit_region", "居住证号码前6位通常为810000、820000或830000，请与证件原件核对。"}
	idTooOld      = finding{"id_birth_early", "按号码计算年龄超过150岁，请与证件原件核对。"}
)

// CheckID judges an identity number by GB 11643. Blanks around it, full-width
// characters and a lower-case x are mended; nothing else is guessed. A valid number
// that is already in canonical form is checked without allocating.
func CheckID(s string, regions *RegionHistory, o IDOptions) IDCheck {
	text := upperASCII(plainASCII(s))
	switch {
	case len(text) == 18:
		return checkID18(text, regions, o)
	case text == "":
		return IDCheck{Check: idEmpty.bad("")}
	case spreadsheetNumber(text):
		return IDCheck{Check: idSpreadsheet.bad(text)}
	case len(text) == 15:
		return checkID15(text, regions, o)
	}
	return IDCheck{Check: idLength.bad(text)}
}

func checkID18(text string, regions *RegionHistory, o IDOptions) IDCheck {
	sum, digits := idSum(text)
	last := text[17]
	if !digits || last-'0' > 9 && last != 'X' {
		return IDCheck{Check: idCharacter.bad(text)}
	}
	found := IDCheck{Kind: idKind(text), Sex: "FM"[text[16]&1]}
	birth, err := NewDate(number(text[6:10]), number(text[10:12]), number(text[12:14]))
	if err != nil {
		found.Check = idDate.bad(text)
		return found
	}
	found.Birth = birth
	switch {
	case birth > o.AsOf:
		found.Check = idFuture.bad(text)
	case last != idCheckChars[sum] && strings.HasSuffix(text, "000"):
		// A spreadsheet keeps 15 digits of a number and fills up with zeros.
		found.Check = idSpreadsheet.bad(text)
	case last != idCheckChars[sum]:
		found.Check = idCheckDigit.bad(text)
	default:
		found.Check = found.checkRegion(text, regions, o)
	}
	return found
}

// checkRegion judges the first six digits, and the age, of a number whose check
// character is right.
func (c IDCheck) checkRegion(text string, regions *RegionHistory, o IDOptions) Check {
	switch {
	case Age(c.Birth, o.AsOf) > ageMax:
		return idTooOld.unsure(text)
	case c.Kind == ForeignerPermit:
		return Check{Valid, text, "id_foreigner", "外国人永久居留身份证号码。"}
	case c.Kind != ResidentID && text[2:6] != "0000":
		return idPermitCode.unsure(text)
	case c.Kind == TaiwanPermit:
		return Check{Valid, text, "id_permit_taiwan", "台湾居民居住证号码。"}
	case c.Kind != ResidentID:
		return Check{Valid, text, "id_permit_hongkong_macau", "港澳居民居住证号码。"}
	case text[:6] == SampleRegion && !o.Sample:
		return idSample.unsure(text)
	case text[:6] != SampleRegion && !regions.Known(number(text[:6])):
		return idRegion.bad(text)
	}
	return Check{Verdict: Valid, Canonical: text}
}

// checkID15 widens a number of the first generation. It can only ever be unsure:
// the holder has an 18-digit card by now, and the old one had no check character.
func checkID15(text string, regions *RegionHistory, o IDOptions) IDCheck {
	if foreignerOld(text) {
		return IDCheck{Check: idForeignOld.unsure(text), Kind: ForeignerPermit}
	}
	if _, ok := parseDigits(text); !ok {
		return IDCheck{Check: idCharacter.bad(text)}
	}
	century := "19"
	if text[12:] >= "996" {
		century = "18" // 996–999 were kept for people who were already a hundred
	}
	wide := text[:6] + century + text[6:]
	sum, _ := idSum(wide + "0")
	found := checkID18(wide+idCheckChars[sum:sum+1], regions, o)
	switch {
	case found.Kind != ResidentID: // permits never had 15 digits of this form
		found = IDCheck{Check: idRegion.bad(text), Kind: ResidentID}
	case found.Verdict == Valid:
		found.Check = idOld.unsure(found.Canonical)
	case found.Verdict == Bad:
		found.Canonical = text
	}
	return found
}

// MakeID builds the number of the seq-th person (0–999, odd for men) of a region
// and day; it is empty when one of them is out of range. It exists for invented
// people, see [SampleRegion].
func MakeID(region string, birth Date, seq int) string {
	if code, ok := parseDigits(region); !ok || len(region) != 6 || code < 100_000 ||
		seq < 0 || seq > 999 || birth < FirstDate || birth > LastDate {
		return ""
	}
	year, month, day := birth.YMD()
	b := append(make([]byte, 0, 18), region...)
	b = appendDigits(appendDigits(appendDigits(b, year, 4), month, 2), day, 2)
	b = appendDigits(b, seq, 3)
	sum, _ := idSum(string(b) + "0")
	return string(append(b, idCheckChars[sum]))
}

// idCheckChars is the check character for each remainder of the weighted sum.
const idCheckChars = "10X98765432"

var idWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// idSum is the weighted sum of the first 17 digits modulo 11.
func idSum(text string) (remainder int, digits bool) {
	sum := 0
	for i, weight := range idWeights {
		digit := text[i] - '0'
		if digit > 9 {
			return 0, false
		}
		sum += weight * int(digit)
	}
	return sum % 11, true
}

func idKind(text string) IDKind {
	switch {
	case text[0] == '9':
		return ForeignerPermit
	case text[:2] == "81":
		return HongKongPermit
	case text[:2] == "82":
		return MacauPermit
	case text[:2] == "83":
		return TaiwanPermit
	}
	return ResidentID
}

// foreignerOld knows the number of the cards before 2023: three letters of the
// nationality and twelve digits.
func foreignerOld(text string) bool {
	for i := range 3 {
		if text[i] < 'A' || text[i] > 'Z' {
			return false
		}
	}
	_, ok := parseDigits(text[3:])
	return ok
}

// spreadsheetNumber knows what a spreadsheet makes of a long number, 3.20613E+17.
func spreadsheetNumber(text string) bool {
	mantissa, exponent, ok := strings.Cut(text, "E")
	if !ok {
		return false
	}
	whole, decimals, point := strings.Cut(mantissa, ".")
	_, okWhole := parseDigits(whole)
	_, okDecimals := parseDigits(decimals)
	_, okExponent := parseDigits(strings.TrimPrefix(exponent, "+"))
	return okWhole && okExponent && (okDecimals || !point)
}

// number is the value of digits already known to be digits.
func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// CheckDigit says whether a number has 18 characters and its last one is the one
// the others make. Whether the day and the region exist, [CheckID] says.
func CheckDigit(number string) bool {
	if len(number) != 18 {
		return false
	}
	sum, ok := idSum(number)
	return ok && number[17] == idCheckChars[sum]
}
