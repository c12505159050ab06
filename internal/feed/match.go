package feed

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"sync"

	"golang.org/x/text/transform"
)

// chunkSize is how much of a file one goroutine searches at a time. It must be
// several times maxRecord.
const chunkSize = 1 << 20

// splitsBytes says whether cells can be cut before the text is decoded: in the
// double-byte encodings of the mainland no second byte looks like a comma, a
// tab, a semicolon, a quotation mark or a line end, but some look like a bar.
func (p *Plan) splitsBytes() bool {
	switch p.Encoding {
	case encodingUTF8:
		return len(p.Delimiter) == 1
	case encodingGBK, encodingGB18030:
		return len(p.Delimiter) == 1 && p.Delimiter != "|"
	}
	return false
}

// A chunk is a piece of a file that ends with a record, and what was found in
// it.
type chunk struct {
	number  int
	buffer  []byte
	data    []byte
	last    bool
	records int   // lines in it that are records
	hits    []hit // in order
}

// A hit is a record about somebody asked for, or one whose cells cannot be told
// apart.
type hit struct{ at, end, record int }

// match searches a text file for the people asked for, on all cores. Records
// about others are never cut further than to their identity number; those that
// match go the usual way, in the order of the file.
func (in *intake) match(f *file, t *textTable) error {
	if f.macintosh {
		return in.run(t)
	}
	work, done := make(chan *chunk), make(chan *chunk)
	stop := make(chan struct{})
	free := make(chan []byte, 2*runtime.GOMAXPROCS(0)+2)
	var broken error // written before work is closed, read after done is
	go func() {
		defer close(work)
		broken = in.cutChunks(f, free, work, stop)
	}()
	var searchers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		searchers.Go(func() {
			s := searcher{ids: in.Only, cell: in.plan.Fields[in.plan.identity].Cell, scan: scanner{delimiter: []byte(in.plan.Delimiter)}}
			for k := range work {
				s.search(k)
				done <- k
			}
		})
	}
	go func() {
		searchers.Wait()
		close(done)
	}()
	err := in.collect(t, done, free, stop)
	if err == nil {
		err = broken
	}
	return err
}

// cutChunks reads the file and cuts it behind the last record of each piece.
func (in *intake) cutChunks(f *file, free <-chan []byte, work chan<- *chunk, stop <-chan struct{}) error {
	c := cutter{in: io.NewSectionReader(f, 0, f.size), scan: scanner{delimiter: []byte(in.plan.Delimiter)}}
	for number := 0; ; number++ {
		var buffer []byte
		select {
		case buffer = <-free:
		default:
			buffer = make([]byte, chunkSize)
		}
		k, err := c.next(buffer)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unreadable(err)
		}
		k.number = number
		select {
		case work <- k:
		case <-stop:
			return nil
		}
	}
}

// A cutter cuts a stream into pieces that end with a record.
type cutter struct {
	in    io.Reader
	scan  scanner
	rest  []byte
	ended bool
	begun bool
	skip  bool // inside a line too long to be read, whose beginning was given
}

func (c *cutter) next(buffer []byte) (*chunk, error) {
	for !c.ended || len(c.rest) > 0 {
		data, err := c.fill(buffer)
		if err != nil {
			return nil, err
		}
		if c.skip {
			i := bytes.IndexByte(data, '\n')
			if i < 0 {
				c.rest = c.rest[:0]
				continue
			}
			data, c.skip = data[i+1:], false
		}
		cut := len(data)
		if !c.ended {
			if cut = c.boundary(data); cut == 0 && len(data) > chunkSize/2 {
				cut = len(data)
			}
			c.skip = cut > 0 && data[cut-1] != '\n'
		}
		c.rest = append(c.rest[:0], data[cut:]...)
		if cut > 0 {
			return &chunk{buffer: buffer, data: data[:cut], last: c.ended}, nil
		}
	}
	return nil, io.EOF
}

// fill reads on behind what is left of the piece before.
func (c *cutter) fill(buffer []byte) ([]byte, error) {
	data := buffer[:copy(buffer, c.rest)]
	if !c.ended {
		n, err := io.ReadFull(c.in, buffer[len(data):])
		data = buffer[:len(data)+n]
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			c.ended = true
		} else if err != nil {
			return nil, err
		}
	}
	if !c.begun {
		c.begun = true
		data = bytes.TrimPrefix(data, mark)
	}
	return data, nil
}

// boundary is the end of the last record that is whole in data; behind a line
// too long to be read it is the end of data.
func (c *cutter) boundary(data []byte) int {
	if bytes.IndexByte(data, '"') < 0 {
		return bytes.LastIndexByte(data, '\n') + 1
	}
	cut := 0
	for cut < len(data) {
		n, _ := c.scan.next(data[cut:], false)
		if n == 0 {
			break
		}
		cut += n
	}
	return cut
}

// longLine is how many bytes of a line may, once decoded, be more than a record
// has; whether they are is for the collector.
const longLine = maxRecord / 2

// A searcher finds the records of people asked for in chunks; each goroutine
// has its own.
type searcher struct {
	ids  *IDSet
	cell int
	scan scanner
}

func (s *searcher) search(k *chunk) {
	if bytes.IndexByte(k.data, '"') >= 0 {
		s.searchQuoted(k)
		return
	}
	delimiter, data := s.scan.delimiter[0], k.data
	for at := 0; at < len(data); {
		end := len(data)
		if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		line := data[at:end]
		if !hollow(line) {
			k.records++
			if s.ids.Has(nthCell(line, delimiter, s.cell)) || len(line) > longLine {
				k.hits = append(k.hits, hit{at, end, k.records})
			}
		}
		at = end
	}
}

// nthCell is a cell of a line without quotation marks; empty when the line has
// fewer.
func nthCell(line []byte, delimiter byte, n int) []byte {
	start := 0
	for i, c := range line {
		if c != delimiter {
			continue
		}
		if n == 0 {
			return line[start:i]
		}
		n--
		start = i + 1
	}
	if n > 0 {
		return nil
	}
	for len(line) > start && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	return line[start:]
}

// searchQuoted searches a chunk in which some cell is quoted.
func (s *searcher) searchQuoted(k *chunk) {
	for at := 0; at < len(k.data); {
		n, flaw := s.scan.next(k.data[at:], true)
		if !hollow(k.data[at : at+n]) {
			k.records++
			wanted := flaw != faultNone || n > longLine
			if s.cell < len(s.scan.cells) {
				wanted = wanted || s.ids.Has(s.scan.cells[s.cell])
			}
			if wanted {
				k.hits = append(k.hits, hit{at, at + n, k.records})
			}
		}
		at += n
	}
}

// collect takes the hits in the order of the file.
func (in *intake) collect(t *textTable, done <-chan *chunk, free chan<- []byte, stop chan<- struct{}) error {
	waiting, turn, base, read := map[int]*chunk{}, 0, 0, int64(0)
	var failed error
	for k := range done {
		waiting[k.number] = k
		for next := waiting[turn]; next != nil; next = waiting[turn] {
			delete(waiting, turn)
			turn++
			if failed == nil {
				read += int64(len(next.data))
				failed = errors.Join(in.takeHits(t, next, base), in.pause(read))
				if failed != nil {
					close(stop)
				}
			}
			base += next.records
			select {
			case free <- next.buffer:
			default:
			}
		}
	}
	in.report.Passed = max(0, base-in.plan.HeaderRecord) - in.report.Rows - in.skipped()
	return failed
}

func (in *intake) skipped() int {
	n := 0
	for _, count := range in.report.SkippedRows {
		n += count
	}
	return n
}

// takeHits reads the hits of a chunk as any other record.
func (in *intake) takeHits(t *textTable, k *chunk, base int) error {
	turn := decoder(in.plan.Encoding)
	for _, h := range k.hits {
		number := base + h.record - in.plan.HeaderRecord
		if number < 1 {
			continue
		}
		line := k.data[h.at:h.end]
		if turn != nil {
			decoded, _, err := transform.Append(turn, in.line[:0], line)
			if err != nil {
				return unreadable(err)
			}
			in.line, line = decoded, decoded
		}
		_, flaw := t.scan.next(line, true)
		last := k.last && h.end == len(k.data)
		t.loose = last && line[len(line)-1] != '\n'
		rec := record{cells: t.scan.cells, flaw: flaw, open: t.loose}
		if !in.wanted(&rec) {
			continue
		}
		if err := in.take(&rec, number); err != nil {
			return err
		}
	}
	return nil
}
