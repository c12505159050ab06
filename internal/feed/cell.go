package feed

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// trim takes blanks and invisible characters off both ends of a cell.
func trim(c []byte) []byte {
	for len(c) > 0 {
		if c[0] > ' ' && c[0] < 0x7f {
			break
		}
		r, n := utf8.DecodeRune(c)
		if !airy(r) {
			break
		}
		c = c[n:]
	}
	for len(c) > 0 {
		if last := c[len(c)-1]; last > ' ' && last < 0x7f {
			break
		}
		r, n := utf8.DecodeLastRune(c)
		if !airy(r) {
			break
		}
		c = c[:len(c)-n]
	}
	return c
}

// airy says whether a character takes no room on paper or is blank: it comes
// along from web pages and word processors and makes equal values unequal.
func airy(r rune) bool {
	if r > '\u3000' && r < '\ufe00' {
		return false // where Chinese characters are
	}
	return unicode.IsSpace(r) || r != utf8.RuneError && (unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r)) ||
		r == '\u034f' || r >= '\ufe00' && r <= '\ufe0f'
}

// unwrap undoes what spreadsheets are told to keep a number as text: ="…" and a
// quotation mark in front.
func unwrap(c []byte) []byte {
	for {
		switch {
		case len(c) >= 3 && c[0] == '=' && c[1] == '"' && c[len(c)-1] == '"':
			c = trim(c[2 : len(c)-1])
		case len(c) >= 2 && (c[0] == '\'' || c[0] == '`'):
			c = trim(c[1:])
		case bytes.HasPrefix(c, []byte("‘")) || bytes.HasPrefix(c, []byte("’")):
			c = trim(c[len("‘"):])
		default:
			return c
		}
	}
}

// suspicious are the first bytes of characters among which invisible ones are.
func suspicious(b byte) bool {
	return b < ' ' || b == 0x7f || b == 0xc2 || b == 0xcd || b == 0xd8 || b == 0xe1 || b == 0xe2 || b == 0xef || b == 0xf3
}

// tidy removes invisible characters inside a text and makes line breaks and
// tabs blanks; the text itself is never changed. It appends to room when there
// is something to do.
func tidy(c, room []byte) (text, grown []byte) {
	clean := true
	for _, b := range c {
		if suspicious(b) {
			clean = false
			break
		}
	}
	if clean {
		return c, room
	}
	from := len(room)
	for len(c) > 0 {
		r, n := utf8.DecodeRune(c)
		switch {
		case unicode.IsSpace(r):
			if last := len(room); last > from && room[last-1] != ' ' || r == ' ' {
				room = append(room, ' ')
			}
		case airy(r):
		default:
			room = append(room, c[:n]...)
		}
		c = c[n:]
	}
	return room[from:len(room):len(room)], room
}

// plain turns the full-width forms of ASCII in a number into ASCII and leaves
// everything else. It appends to room when there is something to do.
func plain(c, room []byte) (text, grown []byte) {
	ascii := true
	for _, b := range c {
		if b >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return c, room
	}
	from := len(room)
	for len(c) > 0 {
		r, n := utf8.DecodeRune(c)
		switch {
		case r >= '！' && r <= '～':
			room = append(room, byte(r-'！'+'!'))
		case r == '。' || r == '．':
			room = append(room, '.')
		case r == '−':
			room = append(room, '-')
		case unicode.IsSpace(r):
			room = append(room, ' ')
		case airy(r):
		default:
			room = append(room, c[:n]...)
		}
		c = c[n:]
	}
	return room[from:len(room):len(room)], room
}

// sheetErrors are what spreadsheets show instead of a value.
var sheetErrors = map[string]bool{
	"#N/A": true, "#REF!": true, "#VALUE!": true, "#NAME?": true, "#DIV/0!": true, "#NUM!": true, "#NULL!": true,
	"#SPILL!": true, "#CALC!": true, "#FIELD!": true, "#BUSY!": true, "#GETTING_DATA": true, errorCell: true,
}

// isSheetError says whether a spreadsheet could not show a value, or the column
// was too narrow for it.
func isSheetError(c []byte) bool {
	return len(c) > 1 && c[0] == '#' && (sheetErrors[string(c)] || len(bytes.Trim(c, "#")) == 0)
}

// absent says whether a cell is the word by which a database writes nothing.
func absent(c []byte) bool {
	switch len(c) {
	case 0:
		return true
	case 2:
		return string(c) == `\N`
	case 4:
		return string(c) == "NULL" || string(c) == "null" || string(c) == "Null"
	case 6:
		return string(c) == "(null)" || string(c) == "(NULL)" || string(c) == "<null>"
	}
	return false
}

// dash says whether a cell is a sign that nothing is to be said. In a number it
// could be a zero, so it is not taken for nothing there.
func dash(c []byte) bool {
	switch string(c) {
	case "-", "--", "---", "—", "——", "/", "\\", "无", "空":
		return true
	}
	return false
}
