package fact

import (
	"bytes"
	"errors"
	"io"
)

// chunkSize is how much of a file is decoded at a time. It must be several
// times maxRecord, so that every full chunk holds the end of a record.
const chunkSize = 1 << 20

// chunks cuts a stream into pieces that end with a record. What it gives
// depends on the bytes alone, never on how the stream delivers them.
type chunks struct {
	in      io.Reader
	scan    scanner
	free    chan []byte
	size    int
	rest    []byte // read but not given yet
	ended   bool
	skip    bool // inside a line too long to be read
	counted int  // chunks given
}

type chunk struct {
	number int
	buffer []byte // to be released
	data   []byte
}

// maxFree is how many buffers are kept for the next chunks.
const maxFree = 64

func newChunks(in io.Reader, size int) *chunks {
	return &chunks{in: in, size: size, free: make(chan []byte, maxFree)}
}

func (c *chunks) buffer() []byte {
	select {
	case b := <-c.free:
		return b
	default:
		return make([]byte, c.size)
	}
}

// release gives the memory of a chunk back; its data must not be used any more.
func (c *chunks) release(buffer []byte) {
	select {
	case c.free <- buffer:
	default:
	}
}

// next is the following chunk; io.EOF ends them.
func (c *chunks) next() (chunk, error) {
	for !c.ended || len(c.rest) > 0 {
		buffer := c.buffer()
		data := buffer[:copy(buffer, c.rest)]
		c.rest = nil
		if !c.ended {
			n, err := io.ReadFull(c.in, buffer[len(data):])
			data = buffer[:len(data)+n]
			switch {
			case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
				c.ended = true
			case err != nil:
				return chunk{}, err
			}
		}
		data = c.pass(data)
		cut := len(data)
		if !c.ended {
			cut = c.boundary(data)
		}
		if cut == 0 && len(data) > maxRecord {
			// One line is longer than any record. The decoder refuses it by
			// this much of it; the remainder of the line is passed over.
			cut, c.skip = len(data), true
		}
		c.rest = bytes.Clone(data[cut:])
		if cut == 0 {
			c.release(buffer)
			continue
		}
		c.counted++
		return chunk{c.counted - 1, buffer, data[:cut]}, nil
	}
	return chunk{}, io.EOF
}

// pass drops the remainder of a line that was too long.
func (c *chunks) pass(data []byte) []byte {
	if !c.skip {
		return data
	}
	i := bytes.IndexByte(data, '\n')
	if i < 0 {
		return nil
	}
	c.skip = false
	return data[i+1:]
}

// boundary is the end of the last record that is whole in data.
func (c *chunks) boundary(data []byte) int {
	if bytes.IndexByte(data, '"') < 0 {
		return bytes.LastIndexByte(data, '\n') + 1
	}
	mark := 0
	if c.counted == 0 && bytes.HasPrefix(data, byteOrderMark) {
		mark = len(byteOrderMark)
	}
	cut := mark
	for cut < len(data) {
		n, _ := c.scan.next(data[cut:], false)
		if n == 0 {
			break
		}
		if c.scan.want == 0 && !blank(data[cut:cut+n]) {
			c.scan.want = len(c.scan.fields) // that was the header
		}
		cut += n
	}
	if cut == mark {
		return 0
	}
	return cut
}
