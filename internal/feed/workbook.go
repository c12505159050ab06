package feed

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/document"
)

// Limits of a workbook. Sheets stream and cost no memory; shared texts and
// styles must be held.
const (
	maxShared     = 256 << 20 // bytes of all shared texts
	maxSharedText = 8 << 20   // how many of them
	maxStyles     = 64 << 10
	maxSheets     = 256
	maxRatio      = 500 // bytes unpacked from one byte, beyond ratioFrom
	ratioFrom     = 256 << 20
	maxPart       = 8 << 30 // bytes a part may unpack to
)

// A workbook is an .xlsx file opened for streaming.
type workbook struct {
	parts  map[string]*zip.File
	sheets []sheet
	shared texts
	dates  []bool // by cell format: the number is a day or an hour
	epoch  int    // days from the epoch of the workbook to 1970-01-01
}

// A sheet is one worksheet as the workbook lists it.
type sheet struct {
	name   string
	part   string
	hidden bool
}

// texts holds many strings in one piece of memory.
type texts struct {
	bytes []byte
	ends  []uint32
}

func (t *texts) at(i int) []byte {
	begin := uint32(0)
	if i > 0 {
		begin = t.ends[i-1]
	}
	return t.bytes[begin:t.ends[i]:t.ends[i]]
}

// openWorkbook reads all but the cells of a workbook.
func openWorkbook(r io.ReaderAt, size int64) (*workbook, error) {
	if err := document.CheckArchive(r, size); err != nil {
		return nil, refuseArchive(err)
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, refuseWorkbook(err)
	}
	w := &workbook{parts: map[string]*zip.File{}}
	for _, part := range z.File {
		if part.Flags&1 != 0 {
			return nil, refuseEncrypted()
		}
		w.parts[strings.TrimPrefix(part.Name, "/")] = part
	}
	main, err := w.main()
	if err != nil {
		return nil, err
	}
	for _, read := range []func(string) error{w.readSheets, w.readStyles, w.readShared} {
		if err := read(main); err != nil {
			return nil, workbookError(err)
		}
	}
	return w, nil
}

// main names the part that lists the sheets.
func (w *workbook) main() (string, error) {
	if w.parts["xl/workbook.xml"] != nil {
		return "xl/workbook.xml", nil
	}
	links, err := w.links("_rels/.rels", "")
	if err != nil {
		return "", workbookError(err)
	}
	for _, l := range links {
		if strings.HasSuffix(l.kind, "/officeDocument") && strings.HasSuffix(l.target, "workbook.xml") {
			return l.target, nil
		}
	}
	return "", civil.Refuse("feed_format", "这个压缩包里没有表格；请先解压，再给出其中的 .xlsx 或 .csv 文件。")
}

// open starts to unpack a part.
func (w *workbook) open(name string) (io.ReadCloser, error) {
	part := w.parts[name]
	if part == nil {
		return nil, errors.New("no part " + name)
	}
	if n := part.UncompressedSize64; n > maxPart || n > ratioFrom && n/maxRatio > part.CompressedSize64 {
		return nil, civil.Refuse("feed_bomb", "工作簿解压后过大，不像正常的表格，请另存为 CSV 后重试。")
	}
	return part.Open()
}

// each visits the tags of a part; a part that is absent has none.
func (w *workbook) each(name string, visit func(*markup) error) error {
	if w.parts[name] == nil {
		return nil
	}
	in, err := w.open(name)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	m := newMarkup(in)
	for {
		if err := m.next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := visit(m); err != nil {
			return err
		}
	}
}

type link struct{ id, kind, target string }

// links reads which parts a part leads to.
func (w *workbook) links(name, folder string) ([]link, error) {
	var list []link
	err := w.each(name, func(m *markup) error {
		if m.is("Relationship") && len(list) < 4*maxSheets {
			target := plainAttr(m, "Target")
			if rest, absolute := strings.CutPrefix(target, "/"); absolute {
				target = rest
			} else {
				target = path.Join(folder, target)
			}
			list = append(list, link{plainAttr(m, "Id"), plainAttr(m, "Type"), target})
		}
		return nil
	})
	return list, err
}

func plainAttr(m *markup, name string) string { return string(appendPlain(nil, m.attr(name))) }

// linksOf are the links of the main part.
func (w *workbook) linksOf(main string) ([]link, error) {
	return w.links(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), path.Dir(main))
}

// readSheets lists the worksheets; sheets that are charts hold no cells.
func (w *workbook) readSheets(main string) error {
	links, err := w.linksOf(main)
	if err != nil {
		return err
	}
	parts := map[string]string{}
	for _, l := range links {
		if strings.HasSuffix(l.kind, "/worksheet") {
			parts[l.id] = l.target
		}
	}
	w.epoch = epoch1900
	err = w.each(main, func(m *markup) error {
		switch {
		case m.is("workbookPr") && truth(m.attr("date1904")):
			w.epoch = epoch1904
		case m.is("sheet") && len(w.sheets) < maxSheets:
			state := string(m.attr("state"))
			if part := parts[plainAttr(m, "id")]; part != "" {
				w.sheets = append(w.sheets, sheet{plainAttr(m, "name"), part, state == "hidden" || state == "veryHidden"})
			}
		}
		return nil
	})
	if err == nil && len(w.sheets) == 0 {
		err = errors.New("no worksheet")
	}
	return err
}

// readShared reads the texts that cells share. Phonetic readings beside them
// are not part of the text.
func (w *workbook) readShared(main string) error {
	name := path.Join(path.Dir(main), "sharedStrings.xml")
	inside, phonetic := false, false
	return w.each(name, func(m *markup) error {
		var err error
		switch {
		case m.is("si"):
			inside = true
		case m.is("rPh"):
			phonetic = !m.empty
		case m.ends("rPh"):
			phonetic = false
		case m.is("t") && inside && !phonetic && !m.empty:
			w.shared.bytes, err = m.text(w.shared.bytes)
		}
		if m.ends("si") || m.is("si") && m.empty {
			w.endText()
			inside = false
		}
		if len(w.shared.bytes) > maxShared || len(w.shared.ends) > maxSharedText {
			return civil.Refuse("feed_shared_text", "工作簿里的文字太多，请另存为“CSV UTF-8”后重试。")
		}
		return err
	})
}

func (w *workbook) endText() {
	t := &w.shared
	begin := uint32(0)
	if n := len(t.ends); n > 0 {
		begin = t.ends[n-1]
	}
	t.bytes = t.bytes[:int(begin)+len(undoEscapes(t.bytes[begin:]))]
	t.ends = append(t.ends, uint32(len(t.bytes)))
}

// workbookError keeps a refusal as it is and makes everything else a broken
// file.
func workbookError(err error) error {
	var known *civil.Error
	if errors.As(err, &known) {
		return err
	}
	return refuseWorkbook(err)
}

// refuseArchive says in the words of a feed what is wrong with an archive.
func refuseArchive(err error) error {
	var known *civil.Error
	if errors.As(err, &known) && known.Code != "document_broken" {
		refusal := civil.Refuse("feed_bomb", "工作簿的压缩目录异常，不像正常的表格，请另存为 CSV 后重试。")
		refusal.Err = err
		return refusal
	}
	return refuseWorkbook(err)
}

func refuseWorkbook(err error) error {
	refusal := civil.Refuse("feed_workbook_broken", "工作簿不完整或已损坏（可能没有传完），请重新取得文件后重试。")
	refusal.Err = err
	return refusal
}

func refuseEncrypted() error {
	return civil.Refuse("feed_encrypted", "文件设有打开密码，请取消密码另存后重试。")
}

// truth reads a switch of a workbook.
func truth(b []byte) bool { return bytes.Equal(b, []byte("1")) || bytes.Equal(b, []byte("true")) }
