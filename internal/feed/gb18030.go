package feed

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// The bytes of a two-byte character of GBK.
const (
	gbLeadFirst, gbLeadLast   = 0x81, 0xfe
	gbTrailFirst, gbTrailLast = 0x40, 0xfe
	gbTrails                  = gbTrailLast - gbTrailFirst + 1
)

// replacement stands where a byte is no character; the cell it stands in is
// set aside later.
const replacement = "\ufffd"

// gbPairs is the character of every pair of bytes, made by the library once: a
// look-up is several times as fast as asking it for each.
var gbPairs = sync.OnceValue(func() *[(gbLeadLast - gbLeadFirst + 1) * gbTrails]rune {
	var table [(gbLeadLast - gbLeadFirst + 1) * gbTrails]rune
	d := simplifiedchinese.GB18030.NewDecoder()
	for lead := gbLeadFirst; lead <= gbLeadLast; lead++ {
		for trail := gbTrailFirst; trail <= gbTrailLast; trail++ {
			text, err := d.Bytes([]byte{byte(lead), byte(trail)})
			r, n := utf8.DecodeRune(text)
			if err != nil || n != len(text) || trail == 0x7f {
				r = utf8.RuneError
			}
			table[(lead-gbLeadFirst)*gbTrails+trail-gbTrailFirst] = r
		}
	}
	return &table
})

// gbDecoder turns GBK and GB18030 into UTF-8.
type gbDecoder struct{ transform.NopResetter }

// Transform is [transform.Transformer].
func (gbDecoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	pairs := gbPairs()
	for nSrc < len(src) {
		c := src[nSrc]
		if c < utf8.RuneSelf {
			if nDst == len(dst) {
				return nDst, nSrc, transform.ErrShortDst
			}
			dst[nDst] = c
			nDst++
			nSrc++
			continue
		}
		if nDst+utf8.UTFMax > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		if nSrc+1 == len(src) && !atEOF {
			return nDst, nSrc, transform.ErrShortSrc
		}
		r, n := utf8.RuneError, 1
		if nSrc+1 < len(src) && c >= gbLeadFirst && c <= gbLeadLast {
			switch trail := src[nSrc+1]; {
			case trail >= gbTrailFirst && trail <= gbTrailLast:
				if r = pairs[int(c-gbLeadFirst)*gbTrails+int(trail-gbTrailFirst)]; r != utf8.RuneError {
					n = 2
				}
			case trail >= '0' && trail <= '9':
				if nSrc+4 > len(src) && !atEOF {
					return nDst, nSrc, transform.ErrShortSrc
				}
				r, n = gbFour(src[nSrc:])
			}
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += n
	}
	return nDst, nSrc, nil
}

// gbFour reads a character of four bytes; they are rare enough to ask the
// library.
func gbFour(src []byte) (rune, int) {
	if len(src) < 4 {
		return utf8.RuneError, 1
	}
	var dst [2 * utf8.UTFMax]byte
	n, used, err := simplifiedchinese.GB18030.NewDecoder().Transform(dst[:], src[:4], true)
	r, size := utf8.DecodeRune(dst[:n])
	if err != nil || used != 4 || size != n {
		return utf8.RuneError, 1
	}
	return r, 4
}
