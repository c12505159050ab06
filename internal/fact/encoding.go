package fact

import (
	"bytes"
	"unicode/utf8"

	"lianxin/internal/civil"
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// stripMark drops the UTF-8 mark at the start of a file, and refuses a file
// whose first chunk shows that it is in another encoding: read as UTF-8 it
// would lose row after row without saying why.
func stripMark(file string, data []byte) ([]byte, error) {
	if isUTF16(data) {
		return nil, civil.Refuse("file_encoding", "%s 是 UTF-16（Unicode 文本）编码，请另存为“CSV UTF-8（逗号分隔）”后重试。", file)
	}
	data = bytes.TrimPrefix(data, byteOrderMark)
	if isGBK(data) {
		return nil, civil.Refuse("file_encoding", "%s 是 GBK 编码，请另存为“CSV UTF-8（逗号分隔）”后重试。", file)
	}
	return data, nil
}

func isUTF16(data []byte) bool {
	if len(data) < 2 {
		return false
	}
	if data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff {
		return true
	}
	return len(data) >= 4 && (data[0] == 0 && data[2] == 0 || data[1] == 0 && data[3] == 0)
}

// isGBK tells whether text is clearly GBK: no line with characters beyond ASCII
// is UTF-8, all of them are pairs as GBK has them, at least two in a row
// somewhere, and such lines are either several or half of the text. A single
// damaged cell in a large file is not enough; that costs only its row.
func isGBK(data []byte) bool {
	if utf8.Valid(data) {
		return false
	}
	lines, foreign, words := 0, 0, 0
	for len(data) > 0 {
		line := data
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			line, data = data[:i], data[i+1:]
		} else {
			data = nil
		}
		lines++
		run, pairs := gbkRun(line)
		switch {
		case run == 0 && pairs:
			continue // ASCII only
		case !pairs || utf8.Valid(line):
			return false
		}
		foreign++
		if run >= 2 {
			words++
		}
	}
	return words > 0 && (foreign >= 3 || foreign*2 >= lines)
}

// gbkRun is the longest run of two-byte characters in a line, and whether all
// its bytes beyond ASCII are such characters.
func gbkRun(line []byte) (longest int, pairs bool) {
	run := 0
	for i := 0; i < len(line); i++ {
		if line[i] < utf8.RuneSelf {
			run = 0
			continue
		}
		if line[i] == 0x80 || line[i] == 0xff || i+1 == len(line) {
			return longest, false
		}
		if i++; line[i] < 0x40 || line[i] == 0x7f || line[i] == 0xff {
			return longest, false
		}
		run++
		longest = max(longest, run)
	}
	return longest, true
}
