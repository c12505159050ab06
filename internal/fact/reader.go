package fact

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"sync"
	"unicode/utf8"

	"lianxin/internal/civil"
)

// A fileReader reads one file onto a shelf.
type fileReader struct {
	schema *schema
	plan   []*column
	find   func(household []byte) uint32 // persons only: the household, or none
	size   int                           // of a chunk
}

// read takes in the whole file. One goroutine cuts it into chunks, the others
// decode them, and the blocks are put back into order here.
func (f *fileReader) read(in io.Reader) (*shelf, []Warning, error) {
	source := newChunks(in, f.size)
	first, err := source.next()
	if errors.Is(err, io.EOF) {
		return nil, nil, civil.Refuse("file_empty", "%s 是空的，第一行应是表头，请检查文件。", f.schema.file)
	} else if err != nil {
		return nil, nil, f.unreadable(err)
	}
	body, err := stripMark(f.schema.file, first.data)
	if err != nil {
		return nil, nil, err
	}
	var warnings []Warning
	if body, warnings, err = f.header(body); err != nil {
		return nil, nil, err
	}
	source.scan.want = len(f.plan)
	first.data = body
	shelf, err := f.decodeAll(source, first)
	return shelf, warnings, err
}

// header reads the first record and returns what lies behind it.
func (f *fileReader) header(data []byte) ([]byte, []Warning, error) {
	var scan scanner
	for len(data) > 0 {
		n, flaw := scan.next(data, true)
		line := data[:n]
		data = data[n:]
		if blank(line) {
			continue
		}
		if flaw != faultNone || !utf8.Valid(line) {
			return nil, nil, civil.Refuse("header_form", "%s 的表头无法识别，请存为 UTF-8 编码、逗号分隔的 CSV 文件。", f.schema.file)
		}
		plan, warnings, err := f.schema.plan(scan.fields)
		f.plan = plan
		return data, warnings, err
	}
	return nil, nil, civil.Refuse("file_empty", "%s 没有表头，请检查文件。", f.schema.file)
}

func (f *fileReader) unreadable(err error) error {
	return &civil.Error{Kind: civil.Unavailable, Code: "file_unreadable", Message: f.schema.file + " 读取中断，请检查磁盘后重试。", Err: err}
}

// decodeAll runs the decoders. Memory stays flat: no more chunks are under way
// than there are decoders, and blocks wait for their turn only as long as the
// slowest decoder needs for one chunk.
func (f *fileReader) decodeAll(source *chunks, first chunk) (*shelf, error) {
	work, done, stop := make(chan chunk), make(chan numbered), make(chan struct{})
	var broken error // written before work is closed, read after done is
	go func() {
		defer close(work)
		broken = f.feed(source, first, work, stop)
	}()
	var decoders sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		decoders.Go(func() {
			d := f.decoder()
			for k := range work {
				b := d.decode(k.data)
				source.release(k.buffer)
				done <- numbered{k.number, b}
			}
		})
	}
	go func() {
		decoders.Wait()
		close(done)
	}()
	result, err := f.collect(done, stop)
	if err == nil {
		err = broken
	}
	return result, err
}

type numbered struct {
	number int
	block  *block
}

// feed sends the chunks of a file to the decoders, until it ends or nobody
// wants more.
func (f *fileReader) feed(source *chunks, first chunk, work chan<- chunk, stop <-chan struct{}) error {
	k, err := first, error(nil)
	for err == nil {
		select {
		case work <- k:
		case <-stop:
			return nil
		}
		k, err = source.next()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return f.unreadable(err)
}

// collect puts the blocks onto a shelf in the order of their chunks.
func (f *fileReader) collect(done <-chan numbered, stop chan<- struct{}) (*shelf, error) {
	result := newShelf(f.schema.file, f.schema.facts)
	waiting, turn := map[int]*block{}, 0
	var failed error
	for n := range done {
		waiting[n.number] = n.block
		for b := waiting[turn]; b != nil && failed == nil; b = waiting[turn] {
			delete(waiting, turn)
			turn++
			if failed = result.take(b); failed != nil {
				close(stop)
			}
		}
	}
	return result, failed
}

// A decoder turns chunks into blocks; each goroutine has its own.
type decoder struct {
	*fileReader
	scan scanner
	row  row
	// The size of the previous block, to make room for the next.
	rows, idBytes int
}

func (f *fileReader) decoder() *decoder {
	return &decoder{fileReader: f, scan: scanner{want: len(f.plan)}}
}

func (d *decoder) decode(data []byte) *block {
	room := d.rows + d.rows/8
	b := newBlock(d.schema.facts, room)
	b.ids = names{make([]byte, 0, d.idBytes+d.idBytes/8), make([]uint32, 0, room)}
	if d.find != nil {
		b.home = make([]uint32, 0, room)
	}
	valid := utf8.Valid(data)
	for len(data) > 0 {
		n, flaw := d.scan.next(data, true)
		line := data[:n]
		data = data[n:]
		if blank(line) {
			continue
		}
		broken := true
		switch {
		case flaw != faultNone:
			d.schema.rescue(&d.row, d.plan, d.scan.fields)
			d.row.refuse("", faultRefusal(flaw))
		case !valid && !utf8.Valid(line):
			d.schema.rescue(&d.row, d.plan, d.scan.fields)
			d.row.refuse(d.notUTF8(), civil.Refuse("csv_utf8", "这一行含有不是 UTF-8 编码的字，请把文件另存为 UTF-8 编码后重新导出。"))
		default:
			broken = false
			d.schema.decode(&d.row, d.plan, d.scan.fields)
		}
		d.put(b, line, broken)
	}
	d.rows, d.idBytes = b.rows(), len(b.ids.text)
	return b
}

// put appends the decoded row to the block. A broken record is one whose cells
// cannot be told apart.
func (d *decoder) put(b *block, line []byte, broken bool) {
	if d.find != nil {
		home := uint32(none)
		if d.row.home != nil {
			if home = d.find(d.row.home); home == none && !broken {
				d.row.refuse("household_id", errUnknownHousehold)
			}
		}
		b.home = append(b.home, home)
		if len(d.row.problems) > 0 && (broken || home == none) {
			d.suspect(b, line, home)
		}
	} else {
		b.division = append(b.division, d.row.division)
	}
	b.ids.add(d.row.id)
	b.refused = append(b.refused, len(d.row.problems) > 0)
	for i := range b.values {
		b.values[i].add(d.row.values[i])
	}
	for _, p := range d.row.problems {
		b.refusals = append(b.refusals, Rejection{d.schema.file, b.rows(), p.column, p.err.Code, p.err.Message})
	}
}

// suspect puts every household under reservation whose id stands anywhere in a
// record that does not say reliably whose it is: a member may have been lost, and
// nobody must be decided without him.
func (d *decoder) suspect(b *block, line []byte, home uint32) {
	named := home != none
	for cell := range bytes.SplitSeq(line, []byte{','}) {
		if household := d.find(bytes.Trim(cell, " \t\r\n\"'")); household != none {
			b.suspects = append(b.suspects, household)
			named = true
		}
	}
	if !named {
		b.homeless++
	}
}

// notUTF8 names the first column of the record that is not UTF-8.
func (d *decoder) notUTF8() string {
	for i, c := range d.plan {
		if !utf8.Valid(d.scan.fields[i]) {
			if c == nil {
				return ""
			}
			return c.name
		}
	}
	return ""
}

// blank tells whether a line has nothing on it; such lines are not records.
func blank(line []byte) bool {
	switch string(line) {
	case "", "\n", "\r\n", "\r":
		return true
	}
	return false
}
