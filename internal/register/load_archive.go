package register

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"

	"lianxin/internal/civil"
)

// sighting is a thing, as its hash, and the first record that named it.
type sighting struct {
	hash   uint64
	record uint32
}

// archive keeps sightings on disk, in sorted runs. What it has not is nearly
// always known from a filter of a fixed size; of what it may have one block of a
// run is read. The files have no name while they are open and are gone with the
// program, however it ends; there are only hashes in them, under a seed that
// nobody keeps.
type archive struct {
	filter []uint64
	runs   []*sortedRun
	block  []byte
}

// The sizes of an archive.
const (
	filterWords  = 1 << 20 // eight megabytes: at ten million things one maybe in twenty is wrong
	runsMost     = 8       // runs before they are made one
	sightingSize = 12      // bytes on disk
	blockEntries = 256     // sightings read at a time
)

func newArchive() *archive {
	return &archive{filter: make([]uint64, filterWords), block: make([]byte, blockEntries*sightingSize)}
}

// bits are the three places of a hash in the filter.
func bits(hash uint64) [3]uint64 {
	const mask = filterWords*64 - 1
	return [3]uint64{hash & mask, hash >> 19 & mask, hash >> 38 & mask}
}

func (a *archive) maybe(hash uint64) bool {
	for _, bit := range bits(hash) {
		if a.filter[bit>>6]>>(bit&63)&1 == 0 {
			return false
		}
	}
	return true
}

// find gives the record of a thing; 0 when it is not here.
func (a *archive) find(hash uint64) (record int, err error) {
	if !a.maybe(hash) {
		return 0, nil
	}
	for _, run := range a.runs {
		if record, err := run.find(hash, a.block); record != 0 || err != nil {
			return record, err
		}
	}
	return 0, nil
}

// add keeps sightings that are not here yet.
func (a *archive) add(list []sighting) error {
	slices.SortFunc(list, func(x, y sighting) int { return cmp.Compare(x.hash, y.hash) })
	run, err := newRun()
	if err != nil {
		return err
	}
	for _, one := range list {
		for _, bit := range bits(one.hash) {
			a.filter[bit>>6] |= 1 << (bit & 63)
		}
		run.put(one)
	}
	if err := run.end(); err != nil {
		return err
	}
	if a.runs = append(a.runs, run); len(a.runs) < runsMost {
		return nil
	}
	return a.merge()
}

// merge makes one run of all.
func (a *archive) merge() error {
	whole, err := newRun()
	if err != nil {
		return err
	}
	readers := make([]*runReader, len(a.runs))
	for i, run := range a.runs {
		readers[i] = run.reader()
	}
	for {
		least := -1
		for i, r := range readers {
			if r.more && (least < 0 || r.head.hash < readers[least].head.hash) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		whole.put(readers[least].head)
		readers[least].next()
	}
	for _, r := range readers {
		err = errors.Join(err, r.err)
	}
	if err = errors.Join(err, whole.end()); err != nil {
		return notKept(err)
	}
	for _, run := range a.runs {
		err = errors.Join(err, run.file.Close())
	}
	a.runs = []*sortedRun{whole}
	return notKept(err)
}

// sortedRun is a file of sightings in the order of their hashes.
type sortedRun struct {
	file   *os.File
	out    *bufio.Writer // until it is whole
	count  int
	fences []uint64 // the first hash of every block
}

// newRun begins a file that has no name any more. Where a file in use keeps its
// name, it lies among the temporary files until somebody clears them.
func newRun() (*sortedRun, error) {
	file, err := os.CreateTemp("", "lianxin-*.seen")
	if err != nil {
		return nil, notKept(err)
	}
	_ = os.Remove(file.Name())
	return &sortedRun{file: file, out: bufio.NewWriterSize(file, 1<<16)}, nil
}

// put writes the next sighting. A failure shows in end.
func (r *sortedRun) put(one sighting) {
	if r.count%blockEntries == 0 {
		r.fences = append(r.fences, one.hash)
	}
	r.count++
	var b [sightingSize]byte
	binary.LittleEndian.PutUint64(b[:], one.hash)
	binary.LittleEndian.PutUint32(b[8:], one.record)
	_, _ = r.out.Write(b[:])
}

func (r *sortedRun) end() error {
	err := r.out.Flush()
	r.out = nil
	return notKept(err)
}

// find gives the record of a hash; 0 when it is not here.
func (r *sortedRun) find(hash uint64, block []byte) (int, error) {
	at, exact := slices.BinarySearch(r.fences, hash)
	if !exact {
		at--
	}
	if at < 0 {
		return 0, nil
	}
	n := min(blockEntries, r.count-at*blockEntries)
	block = block[:n*sightingSize]
	if _, err := r.file.ReadAt(block, int64(at)*blockEntries*sightingSize); err != nil {
		return 0, notKept(err)
	}
	low, high := 0, n
	for low < high {
		middle := (low + high) / 2
		if binary.LittleEndian.Uint64(block[middle*sightingSize:]) < hash {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == n || binary.LittleEndian.Uint64(block[low*sightingSize:]) != hash {
		return 0, nil
	}
	return int(binary.LittleEndian.Uint32(block[low*sightingSize+8:])), nil
}

// runReader reads a run from its beginning.
type runReader struct {
	in   *bufio.Reader
	head sighting
	more bool
	err  error
}

func (r *sortedRun) reader() *runReader {
	in := io.NewSectionReader(r.file, 0, int64(r.count)*sightingSize)
	reader := &runReader{in: bufio.NewReaderSize(in, 1<<16)}
	reader.next()
	return reader
}

func (r *runReader) next() {
	var b [sightingSize]byte
	_, err := io.ReadFull(r.in, b[:])
	if r.more = err == nil; !r.more && !errors.Is(err, io.EOF) {
		r.err = err
	}
	r.head = sighting{binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint32(b[8:])}
}

// notKept explains that a temporary file failed.
func notKept(err error) error {
	if err == nil {
		return nil
	}
	return &civil.Error{Kind: civil.Unavailable, Code: "load_memory", Err: err,
		Message: "读大文件要用的临时文件写不下或读不出：请检查临时文件夹所在磁盘的空间，再次读入即可接着读。"}
}
