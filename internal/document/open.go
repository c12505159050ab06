package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lianxin/internal/civil"
)

// Options are what a caller may set; the zero value is the ordinary case.
type Options struct {
	Wait time.Duration // how long the program for PDF may take; 0 is eight seconds
}

// Read reads a file by its path.
func Read(path string) (*Document, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unavailable(path, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return nil, unavailable(path, err)
	}
	if info.IsDir() {
		return nil, civil.Refuse("document_folder", "“%s”是文件夹，请给出一个文件。", filepath.Base(path))
	}
	if !info.Mode().IsRegular() {
		return nil, civil.Refuse("document_folder", "“%s”不是普通文件，请先保存为文件。", filepath.Base(path))
	}
	return Open(filepath.Base(path), f, info.Size(), Options{})
}

// unavailable says why a file could not be opened.
func unavailable(path string, err error) error {
	name := filepath.Base(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &civil.Error{Kind: civil.NotFound, Code: "document_missing", Message: fmt.Sprintf("找不到文件“%s”，请检查路径。", name), Err: err}
	}
	return &civil.Error{Kind: civil.Unavailable, Code: "document_unreadable", Message: fmt.Sprintf("打不开文件“%s”，请检查权限。", name), Err: err}
}

// Open reads size bytes of a document. The name is shown to people, and its
// extension settles the format where the content alone does not.
func Open(name string, r io.ReaderAt, size int64, o Options) (*Document, error) {
	switch {
	case size > maxFile:
		return nil, civil.Refuse("document_too_big", "文件超过 %d MiB，不是规划文本，请只保留需要的部分后重试。", maxFile>>20)
	case size <= 0:
		return nil, civil.Refuse("document_empty", "文件是空的，请检查后重试。")
	}
	head := make([]byte, min(size, 8192))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return nil, &civil.Error{Kind: civil.Unavailable, Code: "document_unreadable", Message: "文件读取中断，请重试。", Err: err}
	}
	d := &Document{Name: name}
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	if err := d.take(r, size, head, ext, o); err != nil {
		return nil, err
	}
	d.number()
	d.compare(ext)
	return d, nil
}

// take reads by what the first bytes show.
func (d *Document) take(r io.ReaderAt, size int64, head []byte, ext string, o Options) error {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return d.readArchive(r, size, ext)
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")) && ext != "txt" && ext != "md":
		return d.readPDF(r, size, o)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return refuseOldOffice(r, size)
	}
	switch ext {
	case "docx", "xlsx":
		if !looksLikeHTML(head) {
			return refuseBroken(Format(ext), errors.New("no zip archive"))
		}
	case "pdf":
		return refuseBroken(PDF, errors.New("no PDF header"))
	case "txt", "md", "markdown", "html", "htm", "text":
	default:
		if !looksLikeHTML(head) {
			return refuseFormat(ext)
		}
	}
	return d.readPlain(r, size, ext)
}

// readPlain reads the formats that are text.
func (d *Document) readPlain(r io.ReaderAt, size int64, ext string) error {
	if size > maxPlain {
		return civil.Refuse("document_too_big", "文本文件超过 %d MiB，不是规划文本，请只保留需要的部分后重试。", maxPlain>>20)
	}
	raw := make([]byte, size)
	if n, err := r.ReadAt(raw, 0); n < len(raw) {
		return &civil.Error{Kind: civil.Unavailable, Code: "document_unreadable", Message: "文件读取中断，请重试。", Err: err}
	}
	text, encoding, err := decode(raw)
	if err != nil {
		return err
	}
	d.Encoding = encoding
	d.noteUnreadable(text)
	switch ext {
	case "txt", "text":
		d.Format = Text
		return d.readText(text, false)
	case "md", "markdown":
		d.Format = Markdown
		return d.readMarkdown(text)
	}
	d.Format = HTML
	return d.readHTML(text)
}

// compare notes an extension that says something else than the content.
func (d *Document) compare(ext string) {
	same := map[string]Format{"htm": HTML, "markdown": Markdown, "text": Text}
	if known, ok := same[ext]; ok {
		ext = string(known)
	}
	if ext != "" && ext != string(d.Format) {
		d.note(Place{}, fmt.Sprintf("扩展名是 .%s，内容是 .%s，已按内容读取。", ext, d.Format))
	}
}

// looksLikeHTML says whether a file of another extension is a web page: offices
// save pages as .doc and .xls.
func looksLikeHTML(head []byte) bool {
	text := strings.ToLower(string(bytes.ReplaceAll(head[:min(len(head), 2048)], []byte{0}, nil)))
	return strings.Contains(text, "<html") || strings.Contains(text, "<!doctype html") || strings.Contains(text, "<table")
}

// refuseFormat says which files can be read.
func refuseFormat(ext string) error {
	what := "没有扩展名的文件"
	if ext != "" {
		what = "." + shown(ext) + " 文件"
	}
	return civil.Refuse("document_format", "不能读取%s；可以读取 .txt .html .md .docx .xlsx .pdf，请另存为其中一种后重试。", what)
}

// refuseOldOffice tells encrypted new files from old binary ones: both come in
// the same container, and encryption shows by the name of a stream in it.
func refuseOldOffice(r io.ReaderAt, size int64) error {
	mark := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	buf := make([]byte, 1<<16)
	for at := int64(0); at < size; at += int64(len(buf) - len(mark)) {
		n, _ := r.ReadAt(buf, at) // a short read ends the search
		if bytes.Contains(buf[:n], mark) {
			return civil.Refuse("document_encrypted", "文件设有打开密码，请取消密码另存后重试。")
		}
		if n < len(buf) {
			break
		}
	}
	return civil.Refuse("document_old_office", "这是旧版 Office 或 WPS 文件（.doc .xls .wps .et），请另存为 .docx 或 .xlsx 后重试。")
}

// shown shortens a foreign word for a sentence.
func shown(s string) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		if i == 16 {
			return b.String() + "…"
		}
		if r < ' ' || r == '\u007f' || r == '\ufffd' {
			r = '□'
		}
		b.WriteRune(r)
	}
	return b.String()
}
