package fact

import (
	"encoding/binary"
	"errors"
)

// A flat is a table in FlatBuffers, the format of the messages between Arrow's
// columns. Only what snapshots need of it is read. It goes where the bytes say:
// on bytes that may be anything, a caller must recover.
type flat struct {
	data []byte
	at   int
}

var errFlat = errors.New("no Arrow message where one was expected")

// rootOf is the table a piece of FlatBuffers begins with.
func rootOf(data []byte) flat { return flat{data, int(binary.LittleEndian.Uint32(data))} }

// field is where field number n of the table stands; 0 when it is absent.
func (f flat) field(n int) int {
	table := f.at - int(int32(binary.LittleEndian.Uint32(f.data[f.at:])))
	entry := 4 + 2*n
	if entry >= int(binary.LittleEndian.Uint16(f.data[table:])) {
		return 0
	}
	if offset := int(binary.LittleEndian.Uint16(f.data[table+entry:])); offset > 0 {
		return f.at + offset
	}
	return 0
}

// follow is what a reference points at.
func (f flat) follow(at int) int { return at + int(binary.LittleEndian.Uint32(f.data[at:])) }

// list is where the entries of field number n begin, and how many there are.
func (f flat) list(n int) (first, count int) {
	at := f.field(n)
	if at == 0 {
		return 0, 0
	}
	at = f.follow(at)
	return at + 4, int(binary.LittleEndian.Uint32(f.data[at:]))
}

func (f flat) number(at int) int { return int(binary.LittleEndian.Uint64(f.data[at:])) }

// inner is the table that field number n points at.
func (f flat) inner(n int) (flat, bool) {
	at := f.field(n)
	if at == 0 {
		return flat{}, false
	}
	return flat{f.data, f.follow(at)}, true
}

// text is field number n.
func (f flat) text(n int) string {
	first, count := f.list(n)
	return string(f.data[first : first+count])
}

// small is field number n of one, two or four bytes, or 0 when it is absent.
func (f flat) small(n, size int) int {
	at := f.field(n)
	if at == 0 {
		return 0
	}
	var wide [4]byte
	copy(wide[:], f.data[at:at+size])
	return int(binary.LittleEndian.Uint32(wide[:]))
}

// tables are the tables that list number n points at, at most most of them.
func (f flat) tables(n, most int) ([]flat, error) {
	first, count := f.list(n)
	if count > most {
		return nil, errFlat
	}
	out := make([]flat, count)
	for i := range out {
		out[i] = flat{f.data, f.follow(first + 4*i)}
	}
	return out, nil
}

// The fields of Arrow's messages that are needed, by number.
const (
	footerSchema  = 1 // Footer.schema
	footerRecords = 3 // Footer.recordBatches, of structures of offset, metadata length and body length
	messageHeader = 2 // Message.header
	batchLength   = 0 // RecordBatch.length
	batchNodes    = 1 // RecordBatch.nodes, of structures of length and null count
	batchBuffers  = 2 // RecordBatch.buffers, of structures of offset and length
	batchPacked   = 3 // RecordBatch.compression
)

// A batch is the one record batch of a file.
type batch struct {
	flat
	body []byte
}

func footerOf(file []byte) flat {
	tail := len(file) - tailSize
	return rootOf(file[tail-int(binary.LittleEndian.Uint32(file[tail:])) : tail])
}

// batchOf finds the record batch of an Arrow file.
func batchOf(file []byte) (batch, error) {
	footer := footerOf(file)
	at, count := footer.list(footerRecords)
	if count != 1 {
		return batch{}, errFlat
	}
	offset, metadata := footer.number(at), int(binary.LittleEndian.Uint32(footer.data[at+8:]))
	message := rootOf(file[offset+8 : offset+metadata]) // behind a mark and a length
	header := message.field(messageHeader)
	if header == 0 {
		return batch{}, errFlat
	}
	b := batch{flat: flat{message.data, message.follow(header)}}
	begin := offset + metadata
	b.body = file[begin : begin+footer.number(at+16)]
	if b.field(batchLength) == 0 || b.field(batchPacked) != 0 {
		return batch{}, errFlat
	}
	return b, nil
}

// trimRows sets the lengths in a file just written to the true numbers of rows.
// An Arrow writer cuts buffers to the rows it writes, so the padding was
// written as rows of their own; with the counts corrected they are what Arrow
// calls padding of a buffer, which readers pass over.
func trimRows(file []byte, columns, households, persons int) error {
	b, err := batchOf(file)
	if err != nil {
		return errSnapshotFile(err)
	}
	binary.LittleEndian.PutUint64(b.data[b.field(batchLength):], uint64(households))
	at, count := b.list(batchNodes)
	for i := range count {
		rows := households
		if i >= columns {
			rows = persons
		}
		binary.LittleEndian.PutUint64(b.data[at+16*i:], uint64(rows))
	}
	return nil
}
