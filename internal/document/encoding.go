package document

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianxin/internal/civil"
)

// The names of encodings as [Document.Encoding] gives them.
const (
	utf8Name    = "UTF-8"
	utf16LEName = "UTF-16LE"
	utf16BEName = "UTF-16BE"
	gbkName     = "GBK"
	gb18030Name = "GB18030"
)

// badShare is how many bytes of a file may be damaged before the encoding
// counts as unknown: one in so many.
const badShare = 500

// decode finds the encoding of a text file by its content and gives the text.
// A byte order mark settles it. Without one, text that is whole UTF-8 is UTF-8;
// what else a file could be is weighed by how ordinary its characters would be.
// Single damaged bytes become U+FFFD, which the caller reports.
func decode(raw []byte) (text, name string, err error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return strings.ToValidUTF8(string(raw[3:]), "\ufffd"), utf8Name, nil
	case bytes.HasPrefix(raw, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(raw, []byte("\x00\x00\xfe\xff")):
		return "", "", refuseEncoding()
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return wide(raw[2:], false), utf16LEName, nil
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return wide(raw[2:], true), utf16BEName, nil
	}
	control := hasControl(raw)
	if utf8.Valid(raw) && !control && !secretlyGBK(raw) {
		return string(raw), utf8Name, nil
	}
	if name := wideName(raw); name != "" && (control || !rather(raw, name == utf16BEName)) {
		return wide(raw, name == utf16BEName), name, nil
	}
	switch {
	case bytes.IndexByte(raw, 0) >= 0:
		return "", "", civil.Refuse("document_binary", "这不是文本文件，不能按文字读取，请检查扩展名。")
	case utf8.Valid(raw) && !secretlyGBK(raw), mostlyUTF8(raw):
		return strings.ToValidUTF8(string(raw), "\ufffd"), utf8Name, nil
	}
	return decodeDouble(raw)
}

// decodeDouble reads what is neither UTF-8 nor UTF-16: a double-byte encoding.
func decodeDouble(raw []byte) (text, name string, err error) {
	w := weigh(raw)
	switch {
	case w.big5Bad == 0 && w.big5 > w.gbk:
		return "", "", civil.Refuse("document_big5", "文件是 Big5（繁体）编码，请用记事本或办公软件另存为 UTF-8 后重试。")
	case w.gbkBad*badShare > len(raw)+badShare/2, w.pairs >= 8 && w.gbk*3 < w.pairs:
		return "", "", refuseEncoding()
	}
	name = gbkName
	if w.four > 0 {
		name = gb18030Name
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil {
		e := civil.Refuse("document_encoding", "文件的文字编码无法识别，请另存为 UTF-8 后重试。")
		e.Err = err
		return "", "", e
	}
	return string(out), name, nil
}

func refuseEncoding() error {
	return civil.Refuse("document_encoding", "文件的文字编码无法识别，请另存为 UTF-8 后重试。")
}

// hasControl says whether bytes occur that no text has: with them a file is
// UTF-16, or none.
func hasControl(raw []byte) bool {
	for _, c := range raw {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != 0x1a && c != 0x1b {
			return true
		}
	}
	return false
}

// secretlyGBK recognises GBK that happens to be whole UTF-8. Pairs of GBK can
// look like characters between U+0080 and U+07FF, which no Chinese text
// consists of; text with one character from U+0800 on is UTF-8. A lone Latin
// sign among ASCII, such as a degree or a middle dot, stays what it is.
func secretlyGBK(raw []byte) bool {
	run, longest := 0, 0
	latin := true
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		i += n
		switch {
		case n >= 3:
			return false
		case n == 1:
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
		if !(r >= 0xa0 && r <= 0xbf || r == 0xd7 || r == 0xf7) {
			latin = false
		}
	}
	if longest == 0 || latin && longest == 1 {
		return false
	}
	w := weigh(raw)
	return w.gbkBad == 0 && w.gbk == w.pairs
}

// mostlyUTF8 says whether only a few bytes keep a file from being UTF-8: one
// cut off at its end, or damaged in one place.
func mostlyUTF8(raw []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n >= 3:
			good++
		}
		i += n
	}
	// A character cut off at the end is up to three bad bytes.
	return good > 0 && good >= 4*bad && (bad <= 3 && good >= 8 || bad*badShare <= len(raw))
}

// wideName recognises UTF-16 without a mark: nearly every unit must be a
// character that Chinese documents have. In the other byte order, and in other
// encodings, they fall all over the table.
func wideName(raw []byte) string {
	if len(raw) < 2 || len(raw)%2 != 0 {
		return ""
	}
	little, big := 0, 0
	for i := 0; i < len(raw); i += 2 {
		if ordinaryUnit(uint16(raw[i]) | uint16(raw[i+1])<<8) {
			little++
		}
		if ordinaryUnit(uint16(raw[i+1]) | uint16(raw[i])<<8) {
			big++
		}
	}
	units := len(raw) / 2
	needed := units - units/50
	switch {
	case little >= needed && little > big:
		return utf16LEName
	case big >= needed && big > little:
		return utf16BEName
	}
	if little < needed {
		return ""
	}
	// Both orders give ideographs throughout: the one with more everyday
	// characters, and the one that Windows writes when neither has more.
	if everydayUnits(raw, true) > everydayUnits(raw, false) {
		return utf16BEName
	}
	return utf16LEName
}

// rather says whether a file that could be UTF-16 reads better in a double-byte
// encoding. Only files without a line end, a blank or a digit come this far.
func rather(raw []byte, big bool) bool {
	w := weigh(raw)
	if w.gbk > 0 && w.gbkBad == 0 {
		return true
	}
	return w.big5Bad == 0 && w.big5 > 0 && everydayUnits(raw, big) < min(len(raw), 4096)/2
}

// everydayUnits counts the everyday characters at the beginning of a file, read
// in one byte order.
func everydayUnits(raw []byte, big bool) int {
	n := 0
	encoder := simplifiedchinese.GBK.NewEncoder()
	for _, r := range wide(raw[:min(len(raw), 4096)], big) {
		pair, err := encoder.String(string(r))
		if err == nil && len(pair) == 2 && everydayGB(pair[0], pair[1]) {
			n++
		}
	}
	return n
}

// ordinaryUnit says whether a UTF-16 unit is printable ASCII, a line end, a
// common sign or an ideograph.
func ordinaryUnit(u uint16) bool {
	switch {
	case u >= 0x20 && u < 0x7f, u == '\t', u == '\n', u == '\r', u == '\f':
		return true
	case u >= 0xa0 && u <= 0xbf, u == 0xd7, u == 0xf7:
		return true
	case u >= 0x2010 && u <= 0x203f, u >= 0x2100 && u <= 0x22ff, u >= 0x2460 && u <= 0x249b, u >= 0x25a0 && u <= 0x25ff:
		return true
	case u >= 0x3000 && u <= 0x303f, u >= 0x3220 && u <= 0x3229, u >= 0x4e00 && u <= 0x9fff, u >= 0xff01 && u <= 0xff5e:
		return true
	}
	return u >= 0xd800 && u <= 0xdfff
}

// wide reads UTF-16. A byte left over and half a pair become U+FFFD.
func wide(raw []byte, big bool) string {
	units := make([]uint16, 0, len(raw)/2+1)
	for i := 0; i+1 < len(raw); i += 2 {
		if big {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		} else {
			units = append(units, uint16(raw[i+1])<<8|uint16(raw[i]))
		}
	}
	if len(raw)%2 != 0 {
		units = append(units, 0xfffd)
	}
	return string(utf16.Decode(units))
}
