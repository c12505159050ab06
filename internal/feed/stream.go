package feed

import (
	"bytes"
	"errors"
	"io"

	"golang.org/x/text/transform"
)

// blockSize is how much of a file is held at a time. It must be several times
// maxRecord, so that a full block holds the end of a record.
const blockSize = 1 << 20

// mark is the byte order mark of UTF-8.
var mark = []byte("\xef\xbb\xbf")

// A converter is a stream in another encoding, read as UTF-8.
type converter struct {
	in    io.Reader
	turn  transform.Transformer
	raw   []byte
	start int
	end   int
	err   error // of in, after which nothing more comes
}

// convert gives a stream as UTF-8.
func convert(in io.Reader, encoding string) io.Reader {
	turn := decoder(encoding)
	if turn == nil {
		return in
	}
	return &converter{in: in, turn: turn, raw: make([]byte, blockSize/4)}
}

// Read is [io.Reader].
func (c *converter) Read(p []byte) (int, error) {
	for {
		n, used, err := c.turn.Transform(p, c.raw[c.start:c.end], c.err != nil)
		c.start += used
		switch {
		case n > 0:
			return n, nil
		case err != nil && !errors.Is(err, transform.ErrShortSrc):
			return 0, err // not even one character fits into p
		case c.err != nil:
			return 0, c.err
		}
		c.end = copy(c.raw, c.raw[c.start:c.end])
		c.start = 0
		got, err := c.in.Read(c.raw[c.end:])
		c.end += got
		c.err = err
	}
}

// macLines turns the line ends of old Macintosh programs, CR alone, into LF.
type macLines struct{ in io.Reader }

// Read is [io.Reader].
func (m macLines) Read(p []byte) (int, error) {
	n, err := m.in.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// A block is a window over a stream that grows at its end and is eaten from its
// beginning.
type block struct {
	in    io.Reader
	buf   []byte
	start int
	end   int
	done  bool // nothing more comes
	begun bool
}

func newBlock(in io.Reader) *block { return &block{in: in, buf: make([]byte, blockSize)} }

// data is what is held and not eaten.
func (b *block) data() []byte { return b.buf[b.start:b.end] }

// more reads on, moving what is held to the front. It must only be called when
// something has been eaten or the block is not full.
func (b *block) more() error {
	b.end = copy(b.buf, b.buf[b.start:b.end])
	b.start = 0
	for b.end < len(b.buf) {
		n, err := b.in.Read(b.buf[b.end:])
		b.end += n
		if errors.Is(err, io.EOF) {
			b.done = true
			break
		}
		if err != nil {
			return err
		}
		if b.end > len(b.buf)/2 {
			break
		}
	}
	if !b.begun {
		b.begun = true
		if bytes.HasPrefix(b.data(), mark) {
			b.start += len(mark)
		}
	}
	return nil
}
