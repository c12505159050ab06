package feed

import "bytes"

// A record is one line of a table as its format delivers it. Its cells are
// UTF-8 and valid until the next record is read.
type record struct {
	cells [][]byte
	flaw  fault
	short bool // the format leaves out blank cells at the end, so fewer cells are no flaw
	open  bool // the file ends before the record's own end
}

// A table delivers records one by one, whatever file they come from.
type table interface {
	// next reads the following record; io.EOF ends them.
	next() (*record, error)
	// cut says, once all is read, how the file shows that its end is missing;
	// empty when it does not.
	cut() string
	// remarks are sentences about what a reader should know of the file.
	remarks() []string
	close() error
}

// blank says whether a record has nothing in any cell.
func (r *record) blank() bool {
	for _, c := range r.cells {
		if len(trim(c)) > 0 {
			return false
		}
	}
	return true
}

// A textTable is delimited text.
type textTable struct {
	block  *block
	scan   scanner
	record record
	loose  bool // the last record had no line end
	closer func() error
}

func (t *textTable) next() (*record, error) {
	b := t.block
	for {
		n, flaw := 0, faultNone
		if len(b.data()) > 0 {
			n, flaw = t.scan.next(b.data(), b.done)
		}
		if n == 0 {
			if b.done {
				return nil, eof
			}
			if err := b.more(); err != nil {
				return nil, unreadable(err)
			}
			continue
		}
		line := b.data()[:n]
		b.start += n
		if hollow(line) {
			continue
		}
		t.loose = line[n-1] != '\n'
		if flaw == faultLong && t.loose {
			if err := t.pass(); err != nil {
				return nil, err
			}
		}
		t.record = record{cells: t.scan.cells, flaw: flaw, open: t.loose && b.done}
		return &t.record, nil
	}
}

// pass drops what is left of a line too long to be read. The cells already cut
// from it are lost with it: they lie in the block.
func (t *textTable) pass() error {
	b := t.block
	t.scan.cells = t.scan.cells[:0]
	for !b.done {
		b.start = b.end
		if err := b.more(); err != nil {
			return unreadable(err)
		}
		if i := bytes.IndexByte(b.data(), '\n'); i >= 0 {
			b.start += i + 1
			t.loose = false
			return nil
		}
	}
	b.start = b.end
	return nil
}

// hollow says whether a line is no record: nothing is on it, or only the
// end-of-file sign of old programs.
func hollow(line []byte) bool {
	switch string(line) {
	case "\n", "\r\n", "\r", "\x1a", "\x1a\n", "\x1a\r\n":
		return true
	}
	return false
}

func (t *textTable) cut() string       { return "" }
func (t *textTable) remarks() []string { return nil }

func (t *textTable) close() error {
	if t.closer == nil {
		return nil
	}
	return t.closer()
}
