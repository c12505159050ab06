package format

import (
	"math"
	"strconv"
	"strings"

	"lianxin/internal/civil"
)

const (
	minus = "−"      // U+2212, as wide as a digit
	nbsp  = "\u00a0" // keeps amount and unit on one line
)

// Money is an amount as in a column whose head says 元: 1,143.00, −142.00.
func Money(f civil.Fen) string {
	text := f.String()
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = minus, text[1:]
	}
	yuan, cents, _ := strings.Cut(text, ".")
	return sign + group(yuan) + "." + cents
}

// Yuan is an amount in a sentence: 1,143.00 元.
func Yuan(f civil.Fen) string { return Money(f) + nbsp + "元" }

// Count is a number of things: 12,345.
func Count(n int) string {
	text := strconv.Itoa(n)
	if n < 0 {
		return minus + group(text[1:])
	}
	return group(text)
}

// Share is thousandths, not below zero, as people read them: 800 is 80%, 855 is 85.5%.
func Share(permille int) string {
	text := Count(permille / 10)
	if rest := permille % 10; rest != 0 {
		text += "." + strconv.Itoa(rest)
	}
	return text + "%"
}

// Percent is a ratio as people read it: 3/10 is 30%, 1/200 is 0.5%. One that has no
// end as a percentage stays a fraction, 1/3.
func Percent(r civil.Ratio) string {
	if r.Num > math.MaxInt64/100 {
		return r.String()
	}
	hundredfold, err := civil.NewRatio(r.Num*100, r.Den)
	if text := hundredfold.String(); err == nil && !strings.Contains(text, "/") {
		return text + "%"
	}
	return r.String()
}

// fenPerThousand is a tenth of 万元 in fen.
const fenPerThousand = 100_000

// Wan is an amount in 万元 with one decimal, for charts and nowhere else. Half of
// the last decimal goes away from zero.
func Wan(f civil.Fen) string {
	sign, n := "", int64(f)
	magnitude := uint64(n)
	if n < 0 {
		sign, magnitude = minus, -magnitude
	}
	tenths := (magnitude + fenPerThousand/2) / fenPerThousand
	if tenths == 0 {
		sign = ""
	}
	return sign + group(strconv.FormatUint(tenths/10, 10)) + "." + strconv.FormatUint(tenths%10, 10)
}

// group sets a comma before every three digits from the right.
func group(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
