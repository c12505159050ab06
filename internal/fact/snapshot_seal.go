package fact

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"

	"github.com/emmansun/gmsm/sm3"
)

// The seal stands between the footer of an Arrow file and the footer's length,
// and counts as part of the footer: other readers pass over it, since a footer
// says itself where it ends. Being at a fixed distance from the end it is
// checked before anything in the file is believed.
//
//	mark       8 bytes
//	content   32 bytes: SM3 of all that stands before the seal
//	check      4 bytes: CRC-32C of all that stands before it
//	footer     4 bytes: length of the footer, the seal included
const (
	sealMark  = "LXFACT01"
	sealSize  = 48
	sealCheck = len(sealMark) + sm3.Size // where the checksum stands in the seal

	arrowMark = "ARROW1"
	tailSize  = 4 + len(arrowMark)
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A seal is what a file says of itself.
type seal struct {
	at      int // where it begins
	content []byte
}

// appendSeal seals a whole Arrow file.
func appendSeal(file []byte) []byte {
	tail := len(file) - tailSize
	length := binary.LittleEndian.Uint32(file[tail:]) + sealSize
	file = file[:tail]
	content := sm3.Sum(file)
	file = append(file, sealMark...)
	file = append(file, content[:]...)
	file = binary.LittleEndian.AppendUint32(file, crc32.Checksum(file, castagnoli))
	file = binary.LittleEndian.AppendUint32(file, length)
	file = binary.LittleEndian.AppendUint32(file, length)
	return append(file, arrowMark...)
}

// sealOf finds the seal; without one the file is none of ours.
func sealOf(file []byte) (seal, bool) {
	at := len(file) - tailSize - sealSize
	if at < len(arrowMark) || !bytes.HasPrefix(file, []byte(arrowMark)) || !bytes.HasSuffix(file, []byte(arrowMark)) ||
		string(file[at:at+len(sealMark)]) != sealMark {
		return seal{}, false
	}
	return seal{at: at, content: file[at+len(sealMark) : at+sealCheck]}, true
}

// whole says whether every byte is as it was written.
func (s seal) whole(file []byte) bool {
	check := file[s.at+sealCheck:]
	return binary.LittleEndian.Uint32(check) == crc32.Checksum(file[:s.at+sealCheck], castagnoli) &&
		bytes.Equal(check[4:8], check[8:12])
}

// hashOf is the content hash a sealed file states.
func hashOf(file []byte) string {
	s, _ := sealOf(file)
	return hex.EncodeToString(s.content)
}
