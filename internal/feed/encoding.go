package feed

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"

	"lianxin/internal/civil"
	"lianxin/internal/document"
)

// The encodings of text, by the names that reports and --encoding use.
const (
	encodingUTF8    = "UTF-8"
	encodingUTF16LE = "UTF-16LE"
	encodingUTF16BE = "UTF-16BE"
	encodingGBK     = "GBK"
	encodingGB18030 = "GB18030"
	encodingBig5    = "Big5"
)

// The sample by which an encoding is judged: the head of the file, and windows
// spread over the rest, because a long file may have its first Chinese name far
// down.
const (
	headSize   = 256 << 10
	windows    = 12
	windowSize = 32 << 10
)

// namedEncoding reads the --encoding flag; the empty name means by content.
func namedEncoding(flag string) (string, error) {
	switch strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(flag)) {
	case "", "auto":
		return "", nil
	case "utf8":
		return encodingUTF8, nil
	case "utf16", "utf16le", "unicode":
		return encodingUTF16LE, nil
	case "utf16be":
		return encodingUTF16BE, nil
	case "gbk", "gb2312", "cp936", "ansi":
		return encodingGBK, nil
	case "gb18030":
		return encodingGB18030, nil
	case "big5", "cp950":
		return encodingBig5, nil
	}
	return "", civil.Refuse("feed_encoding_name", "不认识编码“%s”，可以用 auto、utf-8、gbk、gb18030、utf-16、big5。", shown(flag))
}

// findEncoding judges a text file by its sample. Big5 is refused rather than
// read on a suspicion; a person who knows may say so and it is read right.
func findEncoding(sample []byte) (string, error) {
	name, err := document.DetectEncoding(sample)
	var refusal *civil.Error
	if errors.As(err, &refusal) {
		switch refusal.Code {
		case "document_big5":
			return "", civil.Refuse("feed_big5", "文件是 Big5（繁体）编码；确认无误请加 --encoding big5，或者另存为 UTF-8 后重试。")
		case "document_binary":
			return "", civil.Refuse("feed_binary", "这不是表格文件，可以读取 CSV、TSV、.xlsx 和网页形式的 .xls，请检查后重试。")
		}
		return "", civil.Refuse("feed_encoding", "文件的文字编码无法识别，请另存为“CSV UTF-8”后重试，或者用 --encoding 指明。")
	}
	return name, err
}

// takeSample reads the head of a file and, unless the head already shows
// UTF-16, whole lines from windows behind it.
func takeSample(r io.ReaderAt, size int64) ([]byte, error) {
	head, err := readAt(r, 0, min(size, headSize))
	if err != nil || size <= headSize || isWide(head) {
		return head, err
	}
	sample := head[:lastLine(head)]
	rest := size - headSize
	for i := range int64(windows) {
		at := headSize + rest*i/windows
		window, err := readAt(r, at, min(windowSize, size-at))
		if err != nil {
			return nil, err
		}
		first := bytes.IndexByte(window, '\n') + 1
		if last := lastLine(window); first < last {
			sample = append(sample, window[first:last]...)
		}
	}
	return sample, nil
}

// lastLine is the end of the last whole line; without any line end all counts.
func lastLine(b []byte) int {
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		return i + 1
	}
	return len(b)
}

func readAt(r io.ReaderAt, at, n int64) ([]byte, error) {
	b := make([]byte, n)
	if got, err := r.ReadAt(b, at); int64(got) < n {
		return nil, unreadable(err)
	}
	return b, nil
}

func unreadable(err error) error {
	return &civil.Error{Kind: civil.Unavailable, Code: "feed_unreadable", Message: "文件读取中断，请检查磁盘或网络后重试。", Err: err}
}

// isWide says whether text is UTF-16: by its mark, or by the zeros that every
// comma, digit and line end has in it.
func isWide(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) || bytes.IndexByte(head, 0) >= 0
}

// decoder gives what turns an encoding into UTF-8; nil when there is nothing
// to turn.
func decoder(name string) transform.Transformer {
	switch name {
	case encodingGBK, encodingGB18030:
		return gbDecoder{}
	case encodingUTF16LE:
		return &wideDecoder{}
	case encodingUTF16BE:
		return &wideDecoder{big: true}
	case encodingBig5:
		return traditionalchinese.Big5.NewDecoder()
	}
	return nil
}
