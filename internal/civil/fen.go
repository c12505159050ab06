package civil

import (
	"math"
	"strconv"
)

// Fen is an amount of money in fen, a hundredth of a yuan. All arithmetic that
// could leave int64 returns an error; nothing wraps.
type Fen int64

// yuanMax is the largest whole number of yuan that still fits with 99 fen.
const yuanMax = math.MaxInt64/100 - 1

// ParseYuan reads an amount in yuan: ASCII digits, an optional leading minus and
// at most two decimals after a point. It does not allocate when it succeeds.
func ParseYuan(s string) (Fen, error) { return parseYuan(s) }

// ParseYuanBytes is [ParseYuan] for a field that is still bytes of a file.
func ParseYuanBytes(b []byte) (Fen, error) { return parseYuan(b) }

func parseYuan[T string | []byte](s T) (Fen, error) {
	i := 0
	negative := len(s) > 0 && s[0] == '-'
	if negative {
		i = 1
	}
	start, yuan := i, int64(0)
	for ; i < len(s) && s[i]-'0' <= 9; i++ {
		yuan = yuan*10 + int64(s[i]-'0')
		if yuan > yuanMax {
			return 0, refuseYuan(string(s))
		}
	}
	if i == start {
		return 0, refuseYuan(string(s))
	}
	fen := yuan * 100
	if i < len(s) {
		decimals := len(s) - i - 1
		if s[i] != '.' || decimals < 1 || decimals > 2 || s[i+1]-'0' > 9 {
			return 0, refuseYuan(string(s))
		}
		fen += int64(s[i+1]-'0') * 10
		if decimals == 2 {
			if s[i+2]-'0' > 9 {
				return 0, refuseYuan(string(s))
			}
			fen += int64(s[i+2] - '0')
		}
	}
	if negative {
		fen = -fen
	}
	return Fen(fen), nil
}

// String is the amount in yuan with two decimals, as [ParseYuan] reads it.
func (f Fen) String() string { return string(f.AppendTo(make([]byte, 0, 24))) }

// AppendTo appends what [Fen.String] returns.
func (f Fen) AppendTo(b []byte) []byte {
	magnitude := uint64(f)
	if f < 0 {
		b = append(b, '-')
		magnitude = -magnitude // two's complement, right for MinInt64 too
	}
	b = strconv.AppendUint(b, magnitude/100, 10)
	cents := byte(magnitude % 100)
	return append(b, '.', '0'+cents/10, '0'+cents%10)
}

// Add is f + g.
func (f Fen) Add(g Fen) (Fen, error) {
	sum := f + g
	if (sum > f) != (g > 0) {
		return 0, overflow()
	}
	return sum, nil
}

// Sub is f - g.
func (f Fen) Sub(g Fen) (Fen, error) {
	difference := f - g
	if (difference < f) != (g > 0) {
		return 0, overflow()
	}
	return difference, nil
}

// Mul is f taken n times.
func (f Fen) Mul(n int64) (Fen, error) {
	return scale(int64(f), n, 1, Exact)
}

// Share is f × r, brought to whole fen by the named rounding.
func (f Fen) Share(r Ratio, how Rounding) (Fen, error) {
	return scale(int64(f), r.Num, r.Den, how)
}

// Div is f ÷ n, brought to whole fen by the named rounding; n must be positive.
func (f Fen) Div(n int64, how Rounding) (Fen, error) {
	return scale(int64(f), 1, n, how)
}

// RoundTo is the multiple of unit that the named rounding picks for f; unit must
// be positive.
func (f Fen) RoundTo(unit Fen, how Rounding) (Fen, error) {
	units, err := scale(int64(f), 1, int64(unit), how)
	if err != nil {
		return 0, err
	}
	return units.Mul(int64(unit))
}

func overflow() error {
	return Refuse("money_overflow", "金额超出系统能够表示的范围，请核对金额和倍数。")
}

// refuseYuan finds the reason a clerk can act on; it runs only on bad input, so
// that the fast path need not keep track of it.
func refuseYuan(s string) error {
	shown := quoteShort(s)
	digits, points, exponent, thousands, other := 0, 0, false, false, false
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '.':
			points++
		case (r == 'e' || r == 'E') && digits > 0:
			exponent = true
		case (r == ',' || r == '，' || r == '\'' || r == ' ') && digits > 0:
			thousands = true
		case (r == '-' || r == '+') && (i == 0 || exponent):
		default:
			other = true
		}
	}
	switch {
	case s == "":
		return Refuse("money_empty", "金额为空，请填写以元为单位的数字，没有就填0。")
	case other || digits == 0:
		return Refuse("money_not_number", "金额%s不是数字，请只填半角数字，例如710.00，不要带单位和符号。", shown)
	case exponent:
		return Refuse("money_exponent", "金额%s是科学计数法，请把表格中的该列设为数值后重新导出。", shown)
	case thousands:
		return Refuse("money_thousands", "金额%s带有千分位或空格，请去掉分隔符后重填。", shown)
	case points > 1 || s[0] == '+' || s[0] == '.' || s[len(s)-1] == '.' || s[0] == '-' && s[1] == '.':
		return Refuse("money_not_number", "金额%s写法不完整，请写成710或710.00的样子。", shown)
	case points == 1 && len(s)-indexByte(s, '.')-1 > 2:
		return Refuse("money_decimals", "金额%s的小数超过两位，请按分填写，最多两位小数。", shown)
	default:
		return Refuse("money_too_large", "金额%s太大，请核对是否多输了数字。", shown)
	}
}
