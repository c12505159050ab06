package sample

import (
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// charset is the encoding of a file.
type charset uint8

const (
	utf8Marked charset = iota // UTF-8 with a byte order mark, as Excel saves it
	utf8Bare
	gb18030
	utf16Tabs // little endian with a mark: Excel's “Unicode text”
)

// mark is what the file begins with.
func (c charset) mark() []byte {
	switch c {
	case utf8Marked:
		return []byte("\xEF\xBB\xBF")
	case utf16Tabs:
		return []byte("\xFF\xFE")
	}
	return nil
}

// append writes UTF-8 text in the encoding.
func (c charset) append(b, text []byte) []byte {
	switch c {
	case gb18030:
		return appendChinese(b, text)
	case utf16Tabs:
		for _, r := range string(text) {
			for _, u := range utf16.AppendRune(nil, r) {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return b
	}
	return append(b, text...)
}

// pairs are the two bytes of every character of the basic plane that GB18030
// writes in two, 0 for the others. Looking them up is ten times faster than
// asking the encoder, and a city's largest files are written this way.
var pairs = sync.OnceValue(func() *[1 << 16]uint16 {
	table := &[1 << 16]uint16{}
	encoder := simplifiedchinese.GB18030.NewEncoder()
	for r := rune(utf8.RuneSelf); r < 1<<16; r++ {
		if utf16.IsSurrogate(r) {
			continue
		}
		if coded, err := encoder.String(string(r)); err == nil && len(coded) == 2 {
			table[r] = uint16(coded[0])<<8 | uint16(coded[1])
		}
	}
	return table
})

func appendChinese(b, text []byte) []byte {
	table := pairs()
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			b = append(b, text[i])
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r < 1<<16 && table[r] != 0 {
			b = append(b, byte(table[r]>>8), byte(table[r]))
		} else if coded, err := simplifiedchinese.GB18030.NewEncoder().Bytes(text[i : i+size]); err == nil {
			b = append(b, coded...) // every character has a place in GB18030
		}
		i += size
	}
	return b
}
