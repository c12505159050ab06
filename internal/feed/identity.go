package feed

import (
	"bytes"

	"lianxin/internal/civil"
)

// codeLegacy is the note on a 15-digit number: it may be searched for, and no
// person is found by it.
const codeLegacy = "id_15_digits"

// readID checks an identity number. Of a number of the first generation the 15
// digits are kept as they stand.
func readID(c []byte, v *Value, p *Plan) *civil.Error {
	check := civil.CheckID(string(c), p.options.Regions, civil.IDOptions{AsOf: p.options.AsOf, Sample: p.options.Sample})
	if check.Verdict == civil.Bad {
		return civil.Refuse(check.Code, "%s", check.Reason)
	}
	v.Text = append(v.own[:0], check.Canonical...)
	if check.Verdict == civil.Unsure {
		v.Unsure, v.Reason = check.Code, check.Reason
		if check.Code == codeLegacy {
			v.Text = append(v.own[:0], c...)
		}
	}
	v.own = v.Text
	return nil
}

// readUSCC checks a social credit code.
func readUSCC(c []byte, v *Value) *civil.Error {
	check := civil.CheckUSCC(string(c))
	if check.Verdict == civil.Bad {
		return civil.Refuse(check.Code, "%s", check.Reason)
	}
	v.Text = append(v.own[:0], check.Canonical...)
	v.own = v.Text
	if check.Verdict == civil.Unsure {
		v.Unsure, v.Reason = check.Code, check.Reason
	}
	return nil
}

// readPhone brings a telephone number to its digits: a mobile number, or a
// fixed one with or without its area code.
func readPhone(c []byte, v *Value) *civil.Error {
	if exponent(c) {
		return civil.Refuse("phone_spreadsheet", "电话被电子表格写成了科学计数法，请把该列设为文本后重新导出。")
	}
	digits := v.own[:0]
	for _, b := range c {
		switch {
		case b >= '0' && b <= '9' || b == '+' && len(digits) == 0:
			digits = append(digits, b)
		case b == ' ' || b == '-' || b == '(' || b == ')':
		default:
			return refusePhone()
		}
	}
	v.own = digits
	for _, prefix := range []string{"+86", "0086"} {
		digits = bytes.TrimPrefix(digits, []byte(prefix))
	}
	if len(digits) == 13 && bytes.HasPrefix(digits, []byte("861")) {
		digits = digits[2:]
	}
	switch n := len(digits); {
	case n == 11 && digits[0] == '1' && digits[1] >= '3':
	case n >= 10 && n <= 12 && digits[0] == '0' && digits[1] != '0':
	case (n == 7 || n == 8) && digits[0] >= '2':
	case n == 10 && (digits[0] == '4' || digits[0] == '8') && digits[1] == '0':
	default:
		return refusePhone()
	}
	v.Text = digits
	return nil
}

func refusePhone() *civil.Error {
	return civil.Refuse("phone_form", "电话应是11位手机号或带区号的座机号，只写一个，请核对。")
}

// cardKept is how many digits of a number a spreadsheet keeps.
const cardKept = 15

// readAccount brings a bank account to its digits and letters.
func readAccount(c []byte, v *Value) *civil.Error {
	if exponent(c) {
		return refuseLostAccount()
	}
	kept := v.own[:0]
	for _, b := range c {
		switch {
		case b >= '0' && b <= '9' || b >= 'A' && b <= 'Z':
			kept = append(kept, b)
		case b >= 'a' && b <= 'z':
			kept = append(kept, b&^0x20)
		case b == ' ' || b == '-':
		default:
			return refuseAccount()
		}
	}
	v.own = kept
	switch n := len(kept); {
	case n < 6 || n > 32:
		return refuseAccount()
	case n > cardKept && n <= 19 && digitsOnly(kept) && len(bytes.Trim(kept[cardKept:], "0")) == 0:
		if !luhn(kept) {
			return refuseLostAccount()
		}
		v.Unsure, v.Reason = "account_zeros", "账号末尾全是零，可能是电子表格丢了末几位，请与原始资料核对。"
	}
	v.Text = kept
	return nil
}

// tailKept is how many characters of a number are kept where only its tail may
// be.
const tailKept = 4

// readTail keeps the last characters of a number; nothing else of it is kept
// anywhere.
func readTail(c []byte, v *Value) *civil.Error {
	if len(c) != tailKept {
		if problem := readAccount(c, v); problem != nil {
			return problem
		}
		v.Text = v.Text[len(v.Text)-tailKept:]
		return nil
	}
	for _, b := range c {
		if (b < '0' || b > '9') && (b|0x20 < 'a' || b|0x20 > 'z') {
			return refuseAccount()
		}
	}
	v.own = append(v.own[:0], bytes.ToUpper(c)...)
	v.Text = v.own
	return nil
}

func refuseAccount() *civil.Error {
	return civil.Refuse("account_form", "账号应是6至32位数字或字母，请核对。")
}

func refuseLostAccount() *civil.Error {
	return civil.Refuse("account_spreadsheet", "账号被电子表格转成了数字，末几位已经丢失，请把该列设为文本后从原始资料重新填写。")
}

// luhn is the check of bank cards, by which a card that truly ends in zeros is
// told from one that lost its digits.
func luhn(digits []byte) bool {
	sum := 0
	for i, c := range digits {
		n := int(c - '0')
		if (len(digits)-i)%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}
