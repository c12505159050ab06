package feed

import (
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// wideDecoder turns UTF-16 into UTF-8. The byte order is settled before, so a
// mark at the beginning is only dropped.
type wideDecoder struct {
	big   bool
	begun bool
}

// Reset is [transform.Transformer].
func (d *wideDecoder) Reset() { d.begun = false }

func (d *wideDecoder) unit(b []byte) rune {
	if d.big {
		return rune(b[0])<<8 | rune(b[1])
	}
	return rune(b[1])<<8 | rune(b[0])
}

// Transform is [transform.Transformer]. Half a character becomes U+FFFD.
func (d *wideDecoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if nDst+utf8.UTFMax > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		if nSrc+1 == len(src) {
			if !atEOF {
				return nDst, nSrc, transform.ErrShortSrc
			}
			return nDst + utf8.EncodeRune(dst[nDst:], utf8.RuneError), nSrc + 1, nil
		}
		r, n := d.unit(src[nSrc:]), 2
		if utf16.IsSurrogate(r) {
			if nSrc+4 > len(src) && !atEOF {
				return nDst, nSrc, transform.ErrShortSrc
			}
			whole := utf8.RuneError
			if nSrc+4 <= len(src) {
				whole = utf16.DecodeRune(r, d.unit(src[nSrc+2:]))
			}
			if r = whole; whole != utf8.RuneError {
				n = 4
			}
		}
		nSrc += n
		if r == '\ufeff' && !d.begun {
			d.begun = true
			continue
		}
		d.begun = true
		nDst += utf8.EncodeRune(dst[nDst:], r)
	}
	return nDst, nSrc, nil
}
