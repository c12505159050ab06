package feed

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"lianxin/internal/civil"
	"lianxin/internal/document"
)

// Format is what a file turned out to be.
type Format string

// The formats, see [Format].
const (
	CSV  Format = "csv" // delimited text, by whatever sign
	XLSX Format = "xlsx"
	HTML Format = "html" // a web page, also one that calls itself .xls
)

// eof ends the records of a table.
var eof = io.EOF

// A file is an opened file whose format and encoding are known; what separates
// its cells and which sheet counts is for the plan.
type file struct {
	name      string
	raw       *os.File
	size      int64
	format    Format
	encoding  string // of text; of a workbook always UTF-8
	sample    []byte // text: the head of the file in UTF-8
	macintosh bool   // lines end with CR alone
	book      *workbook
	read      atomic.Int64 // bytes read so far
}

// ReadAt is [io.ReaderAt]; it counts for the progress.
func (f *file) ReadAt(p []byte, at int64) (int, error) {
	n, err := f.raw.ReadAt(p, at)
	f.read.Add(int64(n))
	return n, err
}

// position is how far the file has been read.
func (f *file) position() int64 { return min(f.read.Load(), f.size) }

// openFile finds out what a file is by its content. An encoding given by a
// person wins over the sample.
func openFile(path, encoding string) (*file, error) {
	raw, err := os.Open(path)
	if err != nil {
		return nil, unavailable(path, err)
	}
	f := &file{name: filepath.Base(path), raw: raw}
	if err := f.look(encoding); err != nil {
		_ = raw.Close() // it was only read
		return nil, err
	}
	return f, nil
}

func (f *file) close() error { return f.raw.Close() }

func unavailable(path string, err error) error {
	name := filepath.Base(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &civil.Error{Kind: civil.NotFound, Code: "feed_missing", Message: "找不到文件“" + shown(name) + "”，请检查路径。", Err: err}
	}
	return &civil.Error{Kind: civil.Unavailable, Code: "feed_unreadable", Message: "打不开文件“" + shown(name) + "”，请检查权限。", Err: err}
}

func (f *file) look(encoding string) error {
	info, err := f.raw.Stat()
	if err != nil {
		return unreadable(err)
	}
	if !info.Mode().IsRegular() {
		return civil.Refuse("feed_folder", "“%s”不是文件，请给出要导入的文件。", shown(f.name))
	}
	if f.size = info.Size(); f.size == 0 {
		return civil.Refuse("feed_empty", "文件是空的，请检查后重试。")
	}
	head, err := readAt(f.raw, 0, min(f.size, 4096))
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		f.format, f.encoding = XLSX, encodingUTF8
		f.book, err = openWorkbook(f, f.size)
		return err
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return f.refuseOldOffice()
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return civil.Refuse("feed_format", "这是 PDF 文件，不能作为数据导入，请向提供单位索取表格文件。")
	case strings.EqualFold(filepath.Ext(f.name), ".xlsx") && !looksLikePage(head):
		return refuseWorkbook(errors.New("no zip archive"))
	}
	return f.lookAtText(encoding)
}

func (f *file) refuseOldOffice() error {
	var refusal *civil.Error
	if err := document.RefuseOldOffice(f.raw, f.size); errors.As(err, &refusal) && refusal.Code == "document_encrypted" {
		return refuseEncrypted()
	}
	return civil.Refuse("feed_old_workbook", "这是旧版 Excel 或 WPS 文件（.xls .et），请另存为 .xlsx 或“CSV UTF-8”后重试。")
}

// lookAtText finds the encoding and the kind of a text file.
func (f *file) lookAtText(encoding string) error {
	sample, err := takeSample(f.raw, f.size)
	if err != nil {
		return err
	}
	if f.encoding, err = namedEncoding(encoding); err != nil {
		return err
	}
	if f.encoding == encodingUTF16LE && bytes.HasPrefix(sample, []byte("\xfe\xff")) {
		f.encoding = encodingUTF16BE // “unicode” was said, the mark says which
	}
	if f.encoding == "" {
		if f.encoding, err = findEncoding(sample); err != nil {
			return err
		}
	}
	head := sample[:min(int64(len(sample)), headSize)]
	f.sample, err = io.ReadAll(convert(bytes.NewReader(head), f.encoding))
	if err != nil {
		return unreadable(err)
	}
	f.sample = bytes.TrimPrefix(f.sample, mark)
	f.macintosh = bytes.IndexByte(f.sample, '\n') < 0 && bytes.IndexByte(f.sample, '\r') >= 0
	f.format = CSV
	if looksLikePage(f.sample) {
		f.format = HTML
		return refuseOtherMarkup(f.sample)
	}
	return nil
}

// text is the whole file as UTF-8.
func (f *file) text() io.Reader {
	in := convert(io.NewSectionReader(f, 0, f.size), f.encoding)
	if f.macintosh {
		return macLines{in}
	}
	return in
}

// looksLikePage says whether text is a web page.
func looksLikePage(head []byte) bool {
	start := bytes.TrimLeft(bytes.TrimPrefix(head, mark), " \t\r\n\x00")
	if len(start) == 0 || start[0] != '<' {
		return false
	}
	text := strings.ToLower(string(start[:min(len(start), 8192)]))
	return strings.Contains(text, "<html") || strings.Contains(text, "<!doctype html") || strings.Contains(text, "<table") ||
		strings.Contains(text, "<?xml")
}

// refuseOtherMarkup refuses XML that is no web page, such as what Excel 2003
// wrote.
func refuseOtherMarkup(text []byte) error {
	head := strings.ToLower(string(text[:min(len(text), 8192)]))
	page := strings.Contains(head, "<html") || strings.Contains(head, "<!doctype html") ||
		strings.Contains(head, "<table") && !strings.Contains(head, "<workbook")
	if page {
		return nil
	}
	return civil.Refuse("feed_format", "这是 XML 文件，请用办公软件打开后另存为 .xlsx 或“CSV UTF-8”后重试。")
}

// shown shortens a foreign word for a sentence.
func shown(s string) string {
	const most = 32
	var b strings.Builder
	count := 0
	for _, r := range s {
		if count++; count > most {
			return b.String() + "…"
		}
		if r < ' ' || r == '\u007f' || r == '\ufffd' {
			r = '□'
		}
		b.WriteRune(r)
	}
	return b.String()
}
