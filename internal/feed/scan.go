package feed

import (
	"bytes"
	"math"
)

// maxRecord is the longest record that is read, in bytes. It also bounds how
// much of a file one forgotten quotation mark can swallow.
const maxRecord = 128 << 10

// A fault says why the bytes of a record cannot be read as cells.
type fault uint8

const (
	faultNone   fault = iota
	faultQuotes       // something stands behind a closing quotation mark
	faultOpen         // a quotation mark that does not close
	faultLong         // longer than maxRecord
)

// A scanner cuts delimited text into records and cells: RFC 4180 with LF or
// CRLF, any delimiter, and a quotation mark inside a bare cell taken as it
// stands, as spreadsheets do.
//
// A record that is faulty and spans several lines is given up after its first
// line only: the lines behind it are most likely sound records that a stray
// quotation mark drew in.
type scanner struct {
	delimiter []byte
	cells     [][]byte // of the latest record; valid until the next call
	scratch   []byte   // holds cells whose quotes had to be undone
}

// next reads the record at the start of data and says how many bytes it takes,
// its line end included. When data does not reach to the end of the record and
// more may follow (final is false), it takes nothing.
func (s *scanner) next(data []byte, final bool) (int, fault) {
	s.cells, s.scratch = s.cells[:0], s.scratch[:0]
	line, taken := data, len(data)
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		line, taken = data[:i], i+1
	} else if !final && len(data) <= maxRecord {
		return 0, faultNone
	}
	if len(line) > maxRecord {
		s.plain(line[:maxRecord])
		return taken, faultLong
	}
	if bytes.IndexByte(line, '"') < 0 {
		s.plain(chomp(line))
		return taken, faultNone
	}
	n, flaw := s.quoted(data, final)
	if flaw != faultNone {
		s.cells = s.cells[:0]
		s.plain(chomp(line))
		return taken, flaw
	}
	return n, faultNone
}

// plain splits a line without quotation marks.
func (s *scanner) plain(line []byte) {
	if len(s.delimiter) == 1 {
		start, d := 0, s.delimiter[0]
		for i, c := range line {
			if c == d {
				s.cells = append(s.cells, line[start:i])
				start = i + 1
			}
		}
		s.cells = append(s.cells, line[start:])
		return
	}
	for {
		i := bytes.Index(line, s.delimiter)
		if i < 0 {
			break
		}
		s.cells = append(s.cells, line[:i])
		line = line[i+len(s.delimiter):]
	}
	s.cells = append(s.cells, line)
}

// quoted reads a record in which some cell may be quoted. It returns 0 and no
// fault when the end of the record lies beyond data.
func (s *scanner) quoted(data []byte, final bool) (int, fault) {
	capped := len(data) > maxRecord
	if capped {
		data = data[:maxRecord]
	}
	for p := 0; ; {
		end := p
		if p < len(data) && data[p] == '"' {
			end = s.inQuotes(data, p+1)
		} else {
			end = s.bare(data, p)
		}
		rest := data[min(end, len(data)):]
		switch {
		case len(rest) == 0 || len(rest) == 1 && rest[0] == '\r':
			switch {
			case !capped && final && end <= len(data):
				return len(data), faultNone
			case capped || final:
				return 0, faultOpen
			}
			return 0, faultNone
		case bytes.HasPrefix(rest, s.delimiter):
			p = end + len(s.delimiter)
		case rest[0] == '\n':
			return end + 1, faultNone
		case rest[0] == '\r' && rest[1] == '\n':
			return end + 2, faultNone
		default:
			return 0, faultQuotes
		}
	}
}

// inQuotes reads a cell behind its opening quotation mark and returns the place
// behind the closing one, or one beyond all data.
func (s *scanner) inQuotes(data []byte, p int) int {
	doubled := false
	for q := p; ; {
		i := bytes.IndexByte(data[q:], '"')
		if i < 0 {
			return math.MaxInt
		}
		q += i
		if q+1 < len(data) && data[q+1] == '"' {
			doubled = true
			q += 2
			continue
		}
		s.cells = append(s.cells, s.undouble(data[p:q], doubled))
		return q + 1
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

// bare reads a cell without quotes and returns the place of the delimiter or
// line end behind it.
func (s *scanner) bare(data []byte, p int) int {
	end := len(data)
	if i := bytes.IndexByte(data[p:], '\n'); i >= 0 {
		end = p + i
	}
	if i := bytes.Index(data[p:end], s.delimiter); i >= 0 {
		s.cells = append(s.cells, data[p:p+i])
		return p + i
	}
	s.cells = append(s.cells, chomp(data[p:end]))
	return end
}

// chomp drops the CR of a CRLF line end.
func chomp(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}
