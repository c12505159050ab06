package civil

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Ratio is a share or a multiple such as 30% or 1.3, kept as a reduced fraction
// with a positive denominator so that no share is ever lost to a binary point.
// Ratios made by this package are never negative.
type Ratio struct{ Num, Den int64 }

// NewRatio reduces num/den; it refuses a negative share and a denominator that is
// not positive.
func NewRatio(num, den int64) (Ratio, error) {
	if num < 0 || den <= 0 {
		return Ratio{}, Refuse("ratio_range", "比例%d/%d无效，分子不能为负，分母必须大于0。", num, den)
	}
	divisor := gcd(num, den)
	return Ratio{num / divisor, den / divisor}, nil
}

// ParseRatio reads "0.25", "1/6", "30%" or "1.3".
func ParseRatio(s string) (Ratio, error) {
	if top, bottom, ok := strings.Cut(s, "/"); ok {
		num, okNum := parseDigits(top)
		den, okDen := parseDigits(bottom)
		if !okNum || !okDen {
			return Ratio{}, refuseRatio(s)
		}
		return NewRatio(num, den)
	}
	text, percent := strings.CutSuffix(s, "%")
	whole, decimals, point := strings.Cut(text, ".")
	if whole == "" || point && decimals == "" {
		return Ratio{}, refuseRatio(s)
	}
	num, ok := parseDigits(whole + decimals)
	if !ok || len(decimals) > 16 {
		return Ratio{}, refuseRatio(s)
	}
	den := int64(1)
	for range len(decimals) {
		den *= 10
	}
	if percent {
		den *= 100
	}
	return NewRatio(num, den)
}

// String is the shortest decimal when there is one, else a fraction; [ParseRatio]
// reads it back to the same ratio.
func (r Ratio) String() string {
	num, den, places := r.Num, r.Den, 0
	for den > 1 && places < 16 {
		// Each step moves the point one place: multiply by ten and cancel.
		common := gcd(10, den)
		factor := 10 / common
		if num < 0 || num > math.MaxInt64/factor {
			break
		}
		num, den, places = num*factor, den/common, places+1
		if common == 1 {
			break
		}
	}
	if den != 1 {
		return strconv.FormatInt(r.Num, 10) + "/" + strconv.FormatInt(r.Den, 10)
	}
	digits := strconv.FormatInt(num, 10)
	if places == 0 {
		return digits
	}
	if missing := places + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	return digits[:len(digits)-places] + "." + digits[len(digits)-places:]
}

// Cmp is -1, 0 or 1 as r is smaller than, equal to or larger than q.
func (r Ratio) Cmp(q Ratio) int {
	leftHigh, leftLow := bits.Mul64(uint64(r.Num), uint64(q.Den))
	rightHigh, rightLow := bits.Mul64(uint64(q.Num), uint64(r.Den))
	switch {
	case leftHigh != rightHigh:
		return order(leftHigh < rightHigh)
	case leftLow != rightLow:
		return order(leftLow < rightLow)
	}
	return 0
}

func order(less bool) int {
	if less {
		return -1
	}
	return 1
}

func refuseRatio(s string) error {
	return Refuse("ratio_form", "比例%s无法识别，请写成0.25、1/6或30%%的样子，小数不超过16位。", quoteShort(s))
}

// parseDigits reads ASCII digits that fit into int64 and nothing else.
func parseDigits(s string) (int64, bool) {
	n := int64(0)
	for i := range len(s) {
		digit := s[i] - '0'
		if digit > 9 || n > (math.MaxInt64-int64(digit))/10 {
			return 0, false
		}
		n = n*10 + int64(digit)
	}
	return n, s != ""
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
