package feed

import (
	"path"
	"strconv"
	"strings"

	"lianxin/internal/civil"
)

// Days from the epochs of workbooks to 1970-01-01. The first counts a
// 1900-02-29 that never was, so it holds from 1900-03-01 on.
const (
	epoch1900 = 25569
	epoch1904 = 24107
)

// readStyles learns which cell formats show a number as a day.
func (w *workbook) readStyles(main string) error {
	custom := map[string]bool{}
	inside := false
	return w.each(path.Join(path.Dir(main), "styles.xml"), func(m *markup) error {
		switch {
		case m.is("numFmt"):
			custom[string(m.attr("numFmtId"))] = showsDay(plainAttr(m, "formatCode"))
		case m.is("cellXfs"):
			inside = !m.empty
		case m.ends("cellXfs"):
			inside = false
		case m.is("xf") && inside && len(w.dates) < maxStyles:
			id := string(m.attr("numFmtId"))
			day, known := custom[id]
			if !known {
				day = builtInDay(id)
			}
			w.dates = append(w.dates, day)
		}
		return nil
	})
}

// builtInDay knows the formats that every program has, the Chinese ones too.
func builtInDay(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58)
}

// showsDay says whether a number format has a part of a date in it, outside
// quoted text, escaped characters and bracketed colours.
func showsDay(format string) bool {
	for i := 0; i < len(format); i++ {
		switch format[i] {
		case '"':
			end := strings.IndexByte(format[i+1:], '"')
			if end < 0 {
				return false
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(format[i:], ']')
			if end < 0 {
				return false
			}
			if inside := strings.ToLower(format[i+1 : i+end]); inside == "h" || inside == "hh" || inside == "m" || inside == "mm" || inside == "s" || inside == "ss" {
				return true
			}
			i += end
		case 'y', 'Y', 'm', 'M', 'd', 'D', 'h', 'H', 's', 'S':
			return true
		case 'G', 'g': // General
			i += len("eneral")
		}
	}
	return false
}

// significant is how many digits of a number a spreadsheet keeps and shows; what
// stands behind them in the file is noise of its arithmetic.
const significant = 15

// A decimal is a number of a workbook in digits: 0.digits × 10^point.
type decimal struct {
	negative bool
	digits   []byte // no zero in front; none for 0
	point    int
}

// parseDecimal reads what XML has for a number; false when it is none.
func parseDecimal(text []byte, room []byte) (decimal, bool) {
	d := decimal{digits: room[:0]}
	i, seen, fraction := 0, false, false
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		d.negative = text[i] == '-'
		i++
	}
	for ; i < len(text); i++ {
		c := text[i]
		if c == '.' && !fraction {
			fraction = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		seen = true
		if len(d.digits) > 0 || c != '0' {
			d.digits = append(d.digits, c)
			if !fraction {
				d.point++
			}
		} else if fraction {
			d.point--
		}
	}
	if !seen || len(d.digits) > 400 {
		return d, false
	}
	if i < len(text) {
		if text[i] != 'E' && text[i] != 'e' {
			return d, false
		}
		exponent, err := strconv.Atoi(string(text[i+1:]))
		if err != nil || exponent > 400 || exponent < -400 {
			return d, false
		}
		d.point += exponent
	}
	d.round()
	return d, true
}

// round keeps the significant digits.
func (d *decimal) round() {
	if len(d.digits) > significant {
		up := d.digits[significant] >= '5'
		d.digits = d.digits[:significant]
		for i := significant - 1; up && i >= 0; i-- {
			if d.digits[i]++; d.digits[i] <= '9' {
				up = false
			} else {
				d.digits[i] = '0'
			}
		}
		if up { // all were nines
			d.digits[0] = '1'
			d.point++
		}
	}
	for n := len(d.digits); n > 0 && d.digits[n-1] == '0'; n-- {
		d.digits = d.digits[:n-1]
	}
	if len(d.digits) == 0 {
		d.negative, d.point = false, 0
	}
}

// append writes the number as a spreadsheet shows it: plainly, and with an
// exponent when it has more digits than the spreadsheet kept, so that nobody
// takes the zeros at its end for digits.
func (d *decimal) append(to []byte) []byte {
	if d.negative {
		to = append(to, '-')
	}
	switch n := len(d.digits); {
	case n == 0:
		return append(to, '0')
	case d.point > significant || d.point < -significant:
		to = append(to, d.digits[0])
		if n > 1 {
			to = append(append(to, '.'), d.digits[1:]...)
		}
		to = append(to, 'E')
		if d.point > 0 {
			to = append(to, '+')
		}
		return strconv.AppendInt(to, int64(d.point-1), 10)
	case d.point <= 0:
		to = append(to, "0."...)
		for range -d.point {
			to = append(to, '0')
		}
		return append(to, d.digits...)
	case n <= d.point:
		to = append(to, d.digits...)
		for range d.point - n {
			to = append(to, '0')
		}
		return to
	default:
		to = append(to, d.digits[:d.point]...)
		return append(append(to, '.'), d.digits[d.point:]...)
	}
}

// appendDay writes a number that a format shows as a day, with the time when
// there is one; false when no day has that number.
func (d *decimal) appendDay(to []byte, epoch int) ([]byte, bool) {
	if d.negative || d.point < 1 || d.point > 7 {
		return to, false
	}
	days, seconds := 0, int64(0)
	scale := int64(1)
	for i := range max(d.point, len(d.digits)) {
		c := int64(0)
		if i < len(d.digits) {
			c = int64(d.digits[i] - '0')
		}
		if i < d.point {
			days = days*10 + int(c)
		} else if scale < 1_000_000_000 {
			seconds, scale = seconds*10+c, scale*10
		}
	}
	seconds = (seconds*86_400 + scale/2) / scale
	day := civil.Date(days - epoch).AddDays(int(seconds / 86_400))
	if day > civil.LastDate || epoch == epoch1900 && days < 61 {
		return to, false
	}
	to = day.AppendTo(to)
	if seconds %= 86_400; seconds > 0 {
		to = append(to, ' ')
		for i, n := range [3]int64{seconds / 3600, seconds / 60 % 60, seconds % 60} {
			if i > 0 {
				to = append(to, ':')
			}
			to = append(to, byte('0'+n/10), byte('0'+n%10))
		}
	}
	return to, true
}
