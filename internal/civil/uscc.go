package civil

import "strings"

// usccChars are the 31 signs of GB 32100 in the order of their values; the letters
// I, O, S, V and Z are left out because they are read as digits.
const usccChars = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccDepartments are the registration departments of GB 32100 and its amendment;
// 5 is civil affairs.
const usccDepartments = "123456789AGNY"

var (
	usccEmpty      = finding{"uscc_empty", "统一社会信用代码为空。"}
	usccSheet      = finding{"uscc_spreadsheet", "代码被电子表格转成了数字，末几位已经丢失，请把该列设为文本后从原始资料重新填写。"}
	usccLength     = finding{"uscc_length", "统一社会信用代码应为18位，请核对；9位组织机构代码和15位注册号已停用。"}
	usccLetter     = finding{"uscc_letter", "统一社会信用代码不使用字母I、O、S、V、Z，请核对是否为数字1、0、5或2。"}
	usccCharacter  = finding{"uscc_character", "统一社会信用代码只由数字和大写字母组成，请核对。"}
	usccRegion     = finding{"uscc_region", "统一社会信用代码第3至8位应为数字，请与登记证书核对。"}
	usccOrgCheck   = finding{"uscc_org_check", "第17位（组织机构代码校验位）不符，请与登记证书核对。"}
	usccFinalCheck = finding{"uscc_check", "第18位校验位不符，代码至少有一位填错，请与登记证书核对。"}
	usccDepartment = finding{"uscc_department", "校验位相符，但首位登记管理部门代码未收录，请与登记证书核对。"}
)

// CheckUSCC judges a unified social credit code by GB 32100: the check character of
// the organisation code inside it and its own. Blanks around it, full-width
// characters and lower-case letters are mended.
func CheckUSCC(s string) Check {
	text := upperASCII(plainASCII(s))
	switch {
	case text == "":
		return usccEmpty.bad(text)
	case spreadsheetNumber(text):
		return usccSheet.bad(text)
	case len(text) != 18:
		return usccLength.bad(text)
	case strings.ContainsAny(text, "IOSVZ"):
		return usccLetter.bad(text)
	}
	sum, weight := 0, 1
	for i := range 17 {
		value := strings.IndexByte(usccChars, text[i])
		if value < 0 {
			return usccCharacter.bad(text)
		}
		sum += value * weight
		weight = weight * 3 % 31
	}
	_, regionDigits := parseDigits(text[2:8])
	switch {
	case strings.IndexByte(usccChars, text[17]) < 0:
		return usccCharacter.bad(text)
	case !regionDigits:
		return usccRegion.bad(text)
	case text[16] != orgCheckChar(text[8:16]):
		return usccOrgCheck.bad(text)
	case text[17] != usccChars[(31-sum%31)%31]:
		return usccFinalCheck.bad(text)
	case strings.IndexByte(usccDepartments, text[0]) < 0:
		return usccDepartment.unsure(text)
	}
	return Check{Verdict: Valid, Canonical: text}
}

var orgWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// orgCheckChar is the check character of an organisation code by GB 11714. The
// code's eight signs are digits and capital letters.
func orgCheckChar(code string) byte {
	sum := 0
	for i, weight := range orgWeights {
		value := int(code[i] - '0')
		if code[i] >= 'A' {
			value = int(code[i]-'A') + 10
		}
		sum += value * weight
	}
	return "0X987654321"[sum%11]
}
