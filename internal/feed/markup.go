package feed

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxTag is the longest tag of a workbook that is read.
const maxTag = 64 << 10

var (
	errTag  = errors.New("a tag that does not end")
	errText = errors.New("a text without end")
)

// markup reads the parts of a workbook tag by tag, as fast as they unpack. It
// does not check that tags match: the readers of sheets ask only for what they
// need and refuse what is missing.
type markup struct {
	block   *block
	name    []byte // of the latest tag, without its prefix
	attrs   []byte
	closing bool // </name>
	empty   bool // <name/>
}

func newMarkup(in io.Reader) *markup { return &markup{block: newBlock(in)} }

// find brings the next place of a byte into the block and says how far ahead it
// lies; io.EOF when the part ends before.
func (m *markup) find(c byte, limit int) (int, error) {
	for from := 0; ; {
		data := m.block.data()
		if i := bytes.IndexByte(data[from:], c); i >= 0 {
			return from + i, nil
		}
		from = len(data)
		switch {
		case m.block.done:
			return 0, io.EOF
		case from > limit:
			return 0, errTag
		}
		if err := m.block.more(); err != nil {
			return 0, err
		}
	}
}

// next reads the following tag, passing over the text before it, comments and
// processing instructions.
func (m *markup) next() error {
	for {
		i, err := m.find('<', blockSize/2)
		if err != nil {
			if errors.Is(err, errTag) {
				m.block.start = m.block.end // only text, and nobody asked for it
				continue
			}
			return err
		}
		m.block.start += i + 1
		end, err := m.find('>', maxTag)
		if err != nil {
			if errors.Is(err, io.EOF) {
				return io.ErrUnexpectedEOF
			}
			return err
		}
		tag := m.block.data()[:end]
		if bytes.HasPrefix(tag, []byte("!--")) && !bytes.HasSuffix(tag, []byte("--")) {
			continue // a comment with a bracket in it: its rest is text
		}
		m.block.start += end + 1
		if len(tag) > 0 && tag[0] != '!' && tag[0] != '?' {
			m.take(tag)
			return nil
		}
	}
}

// take splits a tag into its name and its attributes.
func (m *markup) take(tag []byte) {
	m.closing = tag[0] == '/'
	if m.closing {
		tag = tag[1:]
	}
	m.empty = len(tag) > 0 && tag[len(tag)-1] == '/'
	if m.empty {
		tag = tag[:len(tag)-1]
	}
	m.name, m.attrs = tag, nil
	if i := bytes.IndexAny(tag, " \t\r\n"); i >= 0 {
		m.name, m.attrs = tag[:i], tag[i:]
	}
	if i := bytes.IndexByte(m.name, ':'); i >= 0 {
		m.name = m.name[i+1:]
	}
}

// is says whether the latest tag opens an element of that name.
func (m *markup) is(name string) bool { return !m.closing && string(m.name) == name }

// ends says whether the latest tag closes an element of that name.
func (m *markup) ends(name string) bool { return m.closing && string(m.name) == name }

// attr is an attribute of the latest tag as it is written, under any prefix;
// empty when absent.
func (m *markup) attr(name string) []byte {
	rest := m.attrs
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 || eq+1 >= len(rest) {
			return nil
		}
		key := bytes.TrimSpace(rest[:eq])
		key = key[bytes.IndexByte(key, ':')+1:]
		value := bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(value) < 2 || value[0] != '"' && value[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(value[1:], value[0])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return value[1 : 1+end]
		}
		rest = value[end+2:]
	}
}

// text appends the text up to the next tag, its entities undone.
func (m *markup) text(to []byte) ([]byte, error) {
	i, err := m.find('<', blockSize/2)
	if err != nil {
		if errors.Is(err, errTag) {
			return to, errText
		}
		return to, io.ErrUnexpectedEOF
	}
	to = appendPlain(to, m.block.data()[:i])
	m.block.start += i
	const open, shut = "<![CDATA[", "]]>"
	if !m.block.done && len(m.block.data()) < blockSize/4 {
		if err := m.block.more(); err != nil {
			return to, err
		}
	}
	if data := m.block.data(); bytes.HasPrefix(data, []byte(open)) {
		end := bytes.Index(data, []byte(shut))
		if end < 0 {
			return to, errText
		}
		to = append(to, data[len(open):end]...)
		m.block.start += end + len(shut)
		return m.text(to)
	}
	return to, nil
}

// appendPlain appends text with the five entities of XML and numbered ones
// undone; others stay as they are written.
func appendPlain(to, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return append(to, text...)
		}
		to = append(to, text[:i]...)
		text = text[i:]
		end := bytes.IndexByte(text[:min(len(text), 12)], ';')
		r := rune(-1)
		if end > 0 {
			r = entity(string(text[1:end]))
		}
		if r < 0 {
			to, text = append(to, '&'), text[1:]
			continue
		}
		to, text = utf8.AppendRune(to, r), text[end+1:]
	}
}

// entity is the character of an entity; -1 when it is none.
func entity(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	digits, numbered := strings.CutPrefix(name, "#")
	if !numbered {
		return -1
	}
	base := 10
	if rest, hexadecimal := strings.CutPrefix(digits, "x"); hexadecimal {
		digits, base = rest, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return -1
	}
	return rune(n)
}

// undoEscapes turns the _x000D_ by which workbooks write control characters
// back into them, in place.
func undoEscapes(text []byte) []byte {
	if !bytes.Contains(text, []byte("_x")) {
		return text
	}
	out := text[:0]
	for i := 0; i < len(text); i++ {
		if i+7 <= len(text) && text[i] == '_' && text[i+1] == 'x' && text[i+6] == '_' {
			if n, err := strconv.ParseUint(string(text[i+2:i+6]), 16, 16); err == nil && utf8.ValidRune(rune(n)) && n < utf8.RuneSelf {
				out = append(out, byte(n))
				i += 6
				continue
			}
		}
		out = append(out, text[i])
	}
	return out
}
