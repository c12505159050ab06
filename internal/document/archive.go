package document

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"lianxin/internal/civil"
)

// archive is the zip file around a Word document or a workbook.
type archive struct {
	parts map[string]*zip.File
	order []string
}

// readArchive opens the archive and reads what is in it.
func (d *Document) readArchive(r io.ReaderAt, size int64, ext string) error {
	d.Format = Docx
	if ext == "xlsx" {
		d.Format = Xlsx
	}
	a, err := openArchive(r, size, d.Format)
	if err != nil {
		return err
	}
	switch main := a.main(); {
	case strings.HasSuffix(main, "workbook.xml"):
		d.Format = Xlsx
		return d.readXlsx(a)
	case strings.Contains(main, "word/") || strings.HasSuffix(main, "document.xml"):
		d.Format = Docx
		return d.readDocx(a, main)
	case a.parts["OFD.xml"] != nil:
		return civil.Refuse("document_format", "不能读取 OFD 版式文件，请取得可编辑的 .docx 或 .xlsx 后重试。")
	case ext == "docx" || ext == "xlsx":
		return refuseBroken(d.Format, errors.New("no main part"))
	}
	return civil.Refuse("document_format", "不能读取压缩包；请先解压，再给出其中的 .docx、.xlsx 等文件。")
}

// openArchive reads the list of parts, after making sure that the list itself
// is no trap.
func openArchive(r io.ReaderAt, size int64, f Format) (*archive, error) {
	if err := checkDirectory(r, size, f); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, refuseBroken(f, err)
	}
	if len(z.File) > maxEntries {
		return nil, refuseBomb()
	}
	a := &archive{parts: map[string]*zip.File{}}
	total := uint64(0)
	for _, part := range z.File {
		switch {
		case part.Flags&1 != 0:
			return nil, civil.Refuse("document_encrypted", "文件设有打开密码，请取消密码另存后重试。")
		case a.parts[part.Name] != nil:
			return nil, refuseBroken(f, errors.New("two parts of one name"))
		case part.UncompressedSize64 > maxUnpack:
			return nil, refuseBomb()
		}
		total += part.UncompressedSize64
		if total > maxUnpack || inflated(part) {
			return nil, refuseBomb()
		}
		a.parts[part.Name] = part
		a.order = append(a.order, part.Name)
	}
	return a, nil
}

// inflated says whether a part says it unpacks to far more than text would. A
// white picture may: it is never unpacked.
func inflated(part *zip.File) bool {
	text := strings.HasSuffix(part.Name, ".xml") || strings.HasSuffix(part.Name, ".rels")
	return text && part.UncompressedSize64 > ratioFrom && part.UncompressedSize64/maxRatio > part.CompressedSize64
}

// checkDirectory refuses an archive whose directory is too long to load: the
// zip library reads all of it, wherever it is said to begin.
func checkDirectory(r io.ReaderAt, size int64, f Format) error {
	const longest, endLength = maxEntries * 256, 22
	tail := make([]byte, min(size, 1<<16+endLength))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return refuseBroken(f, err)
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < endLength {
		return refuseBroken(f, errors.New("no end of directory"))
	}
	end := tail[at:]
	entries := binary.LittleEndian.Uint16(end[10:])
	length, begin := binary.LittleEndian.Uint32(end[12:]), binary.LittleEndian.Uint32(end[16:])
	place := size - int64(len(tail)) + int64(at)
	switch {
	case entries == 0xffff || length == 0xffffffff || begin == 0xffffffff:
		return refuseBomb() // a directory for more than four gigabytes
	case int64(begin) > place || int64(length) > place:
		return refuseBroken(f, errors.New("directory outside the file"))
	case entries > maxEntries || int64(length) > longest || place-int64(begin) > longest:
		return refuseBomb()
	}
	return nil
}

// main names the part the package says to begin with.
func (a *archive) main() string {
	for _, name := range []string{"word/document.xml", "xl/workbook.xml"} {
		if a.parts[name] != nil {
			return name
		}
	}
	for _, link := range a.links("_rels/.rels", "") {
		if strings.HasSuffix(link.kind, "/officeDocument") {
			return link.target
		}
	}
	return ""
}

// read gives a whole part; an absent one is empty.
func (a *archive) read(name string, limit int64) ([]byte, error) {
	part := a.parts[name]
	if part == nil {
		return nil, nil
	}
	in, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it was only read
	raw, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) > limit {
		return nil, refuseBomb()
	}
	return raw, nil
}

// failed keeps a refusal as it is and makes everything else a broken file.
func failed(f Format, err error) error {
	var known *civil.Error
	if errors.As(err, &known) {
		return err
	}
	return refuseBroken(f, err)
}
