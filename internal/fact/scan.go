package fact

import (
	"bytes"
	"math"
)

// maxRecord is the longest record that is read, in bytes. It also bounds how
// much of a file one forgotten quotation mark can swallow.
const maxRecord = 64 << 10

// A fault says why the bytes of a record cannot be read as fields.
type fault uint8

const (
	faultNone   fault = iota
	faultFields       // not as many fields as the header has
	faultQuotes       // quotation marks that RFC 4180 does not allow
	faultLong         // longer than maxRecord
)

// A scanner cuts CSV text (RFC 4180, LF or CRLF) into records and fields.
//
// A record that is faulty and spans several lines is given up after its first
// line only: the lines behind it are most likely sound records that a stray
// quotation mark drew in, and losing them silently would lose family members.
type scanner struct {
	want    int      // fields a record must have; 0 accepts any number
	fields  [][]byte // of the latest record; valid until the next call
	scratch []byte   // holds fields whose quotes had to be undone
}

// next reads the record at the start of data and reports how many bytes it
// takes, its line end included. When data does not reach to the end of the
// record and more may follow (final is false), it takes nothing.
func (s *scanner) next(data []byte, final bool) (int, fault) {
	s.fields, s.scratch = s.fields[:0], s.scratch[:0]
	line, taken := data, len(data)
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		line, taken = data[:i], i+1
	} else if !final {
		return 0, faultNone
	}
	if len(line) > maxRecord {
		s.plain(line[:maxRecord])
		s.fields = s.fields[:len(s.fields)-1] // cut off
		return taken, faultLong
	}
	if bytes.IndexByte(line, '"') < 0 {
		s.plain(chomp(line))
		return taken, s.count()
	}
	n, flaw := s.quoted(data, final)
	switch {
	case flaw == faultNone && n == 0:
		return 0, faultNone
	case flaw == faultNone:
		if flaw = s.count(); flaw == faultNone || n <= taken {
			return n, flaw
		}
		flaw = faultQuotes
	}
	// The caller may still look for ids in what is left of the first line.
	s.fields = s.fields[:0]
	s.plain(chomp(line))
	return taken, flaw
}

func (s *scanner) count() fault {
	if s.want > 0 && len(s.fields) != s.want {
		return faultFields
	}
	return faultNone
}

// plain splits a line without quotation marks.
func (s *scanner) plain(line []byte) {
	start := 0
	for i, c := range line {
		if c == ',' {
			s.fields = append(s.fields, line[start:i])
			start = i + 1
		}
	}
	s.fields = append(s.fields, line[start:])
}

// quoted reads a record in which some field may be quoted. It returns 0 and no
// fault when the end of the record lies beyond data.
func (s *scanner) quoted(data []byte, final bool) (int, fault) {
	capped := len(data) > maxRecord
	if capped {
		data = data[:maxRecord]
	}
	short := func() (int, fault) {
		if capped || final {
			return 0, faultQuotes
		}
		return 0, faultNone
	}
	for p := 0; ; {
		var flaw fault
		end := p
		if p < len(data) && data[p] == '"' {
			end, flaw = s.inQuotes(data, p+1)
		} else {
			end, flaw = s.bare(data, p)
		}
		if flaw != faultNone {
			return 0, flaw
		}
		rest := data[min(end, len(data)):]
		switch {
		case len(rest) == 0 || len(rest) == 1 && rest[0] == '\r':
			if capped || !final || end > len(data) {
				return short()
			}
			return len(data), faultNone
		case rest[0] == ',':
			p = end + 1
		case rest[0] == '\n':
			return end + 1, faultNone
		case rest[0] == '\r' && rest[1] == '\n':
			return end + 2, faultNone
		default:
			return 0, faultQuotes
		}
	}
}

// inQuotes reads a quoted field whose text starts at p and returns the place
// behind its closing mark, or a place beyond data when there is none.
func (s *scanner) inQuotes(data []byte, p int) (int, fault) {
	doubled := false
	for q := p; ; {
		i := bytes.IndexByte(data[q:], '"')
		if i < 0 {
			return math.MaxInt, faultNone
		}
		q += i
		if q+1 < len(data) && data[q+1] == '"' {
			doubled = true
			q += 2
			continue
		}
		s.fields = append(s.fields, s.undouble(data[p:q], doubled))
		return q + 1, faultNone
	}
}

// undouble turns doubled quotation marks into single ones and line ends into LF.
func (s *scanner) undouble(text []byte, doubled bool) []byte {
	if !doubled && bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	from := len(s.scratch)
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '\r' && i+1 < len(text) && text[i+1] == '\n' {
			continue
		}
		s.scratch = append(s.scratch, c)
		if c == '"' {
			i++
		}
	}
	return s.scratch[from:len(s.scratch):len(s.scratch)]
}

// bare reads a field without quotes and returns the place of the comma or line
// end behind it.
func (s *scanner) bare(data []byte, p int) (int, fault) {
	for i := p; i < len(data); i++ {
		switch data[i] {
		case '"':
			return 0, faultQuotes
		case ',':
			s.fields = append(s.fields, data[p:i])
			return i, faultNone
		case '\n':
			s.fields = append(s.fields, chomp(data[p:i]))
			return i, faultNone
		}
	}
	s.fields = append(s.fields, chomp(data[p:]))
	return len(data), faultNone
}

// chomp drops the CR of a CRLF line end.
func chomp(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}
