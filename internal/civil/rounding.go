package civil

import (
	"math"
	"math/bits"
)

// Rounding names how a result that is not a whole number becomes one. There is no
// default: whoever divides money says how.
type Rounding uint8

// The roundings, see [Rounding].
const (
	Exact    Rounding = iota + 1 // refuse when something would be lost
	Down                         // toward minus infinity: 1.9 → 1, −1.1 → −2
	Up                           // toward plus infinity: 1.1 → 2, −1.9 → −1
	HalfUp                       // 四舍五入: to the nearest, a half away from zero: 1.5 → 2, −1.5 → −2
	HalfEven                     // to the nearest, a half to the even neighbour: 0.5 → 0, 1.5 → 2
)

// String is the name used in rules and messages.
func (r Rounding) String() string {
	switch r {
	case Exact:
		return "exact"
	case Down:
		return "down"
	case Up:
		return "up"
	case HalfUp:
		return "half_up"
	case HalfEven:
		return "half_even"
	}
	return "unknown"
}

// scale is value × num ÷ den with a 128-bit middle, so that only a result that
// does not fit is an overflow.
func scale(value, num, den int64, how Rounding) (Fen, error) {
	if den <= 0 {
		return 0, Refuse("money_divisor", "除数或取整单位必须大于0，请核对参数。")
	}
	negative := (value < 0) != (num < 0)
	high, low := bits.Mul64(magnitude(value), magnitude(num))
	if high >= uint64(den) {
		return 0, overflow()
	}
	quotient, rest := bits.Div64(high, low, uint64(den))
	if rest != 0 {
		up, ok := awayFromZero(quotient, rest, uint64(den), negative, how)
		if !ok {
			return 0, Refuse("money_inexact", "计算结果不是整分，而这里要求恰好整分，请核对标准和比例。")
		}
		if up && quotient == math.MaxUint64 {
			return 0, overflow()
		}
		if up {
			quotient++
		}
	}
	return signed(quotient, negative)
}

// awayFromZero says whether the magnitude grows by one; ok is false when the
// rounding does not allow a remainder.
func awayFromZero(quotient, rest, den uint64, negative bool, how Rounding) (up, ok bool) {
	// rest < den ≤ MaxInt64, so doubling it stays inside uint64.
	switch twice := rest * 2; how {
	case Down:
		return negative, true
	case Up:
		return !negative, true
	case HalfUp:
		return twice >= den, true
	case HalfEven:
		return twice > den || twice == den && quotient%2 == 1, true
	}
	return false, false
}

func signed(magnitude uint64, negative bool) (Fen, error) {
	const minMagnitude = uint64(1) << 63
	if magnitude > minMagnitude || magnitude == minMagnitude && !negative {
		return 0, overflow()
	}
	if negative {
		return Fen(-magnitude), nil
	}
	return Fen(magnitude), nil
}

// magnitude is |v|, also for the smallest int64.
func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}
