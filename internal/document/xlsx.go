package document

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Limits of a workbook's parts. The library loads styles and shared text whole,
// so tags are counted before it sees them.
const (
	maxStyleTags  = 200_000
	maxSharedTags = 1_000_000
	maxBookTags   = 1_500_000 // of all parts together
	maxTag        = 32 << 10  // bytes of one tag
	maxFormat     = 255       // characters of a number format, as Excel has it
	maxSheets     = 256
)

// bookWait is how long the cells of a workbook may take. Tags and formats are
// counted, but only the library knows what laying a number out costs it.
const bookWait = 6 * time.Second

// readXlsx reads every visible sheet as one table. Cells come out as the
// workbook shows them; formulas give the result that was saved.
func (d *Document) readXlsx(a *archive) error {
	sheets, err := a.sheets()
	if err != nil {
		return failed(Xlsx, err)
	}
	packed, err := a.repack()
	if err != nil {
		return failed(Xlsx, err)
	}
	book, err := openBook(packed)
	if err != nil {
		return failed(Xlsx, err)
	}
	defer func() { _ = book.Close() }() // it keeps no file open
	ctx, cancel := context.WithTimeout(context.Background(), bookWait)
	defer cancel()
	b := newBudget()
	for _, s := range sheets {
		if s.hidden {
			d.note(Place{Sheet: s.name}, "工作表是隐藏的，未读取。")
			continue
		}
		t, err := d.readSheet(ctx, a, book, s, b)
		if err != nil {
			return failed(Xlsx, err)
		}
		if t != nil {
			d.Blocks = append(d.Blocks, t)
		}
	}
	return nil
}

// openBook hands the workbook to the library. What the library cannot take, it
// may answer with a panic; that is a broken file too.
func openBook(packed []byte) (book *excelize.File, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("workbook: %v", cause)
		}
	}()
	return excelize.OpenReader(bytes.NewReader(packed), excelize.Options{UnzipSizeLimit: 2 * maxPart, UnzipXMLSizeLimit: 2 * maxPart})
}

// sheet is one worksheet as the workbook lists it.
type sheet struct {
	name   string
	part   string
	hidden bool
}

// sheets lists the worksheets in their order. Sheets that are charts hold no
// cells.
func (a *archive) sheets() ([]sheet, error) {
	main := a.main()
	folder := path.Dir(main)
	parts := map[string]string{}
	for _, link := range a.links(path.Join(folder, "_rels", path.Base(main)+".rels"), folder) {
		if strings.HasSuffix(link.kind, "/worksheet") {
			parts[link.id] = link.target
		}
	}
	var list []sheet
	raw, err := a.read(main, 8<<20)
	if err != nil {
		return nil, err
	}
	err = eachTag(raw, func(t tag) error {
		if t.name != "sheet" {
			return nil
		}
		part := parts[t.attr("id")]
		if part == "" {
			return nil
		}
		if a.parts[part] == nil {
			return errors.New("a sheet without its part")
		}
		state := t.attr("state")
		list = append(list, sheet{name: t.attr("name"), part: part, hidden: state == "hidden" || state == "veryHidden"})
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case len(list) == 0:
		return nil, errors.New("no worksheet")
	case len(list) > maxSheets:
		return nil, refuseBomb()
	}
	return list, nil
}

// repack makes a workbook of only those parts that are needed to show cells,
// after weighing each: no pictures, macros, links or caches reach the library.
func (a *archive) repack() ([]byte, error) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	left, tags := int64(maxPart), maxBookTags
	for _, name := range a.order {
		limit := needed(name)
		if limit == 0 {
			continue
		}
		raw, err := a.read(name, left)
		if err != nil {
			return nil, err
		}
		left -= int64(len(raw))
		n, err := weighPart(raw)
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(strings.ToLower(name), "styles.xml") {
			if err := eachTag(raw, checkFormat); err != nil {
				return nil, err
			}
		}
		if tags -= n; tags < 0 || n > limit {
			return nil, refuseCells()
		}
		out, err := z.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := out.Write(raw); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return packed.Bytes(), err
}

// needed is how many tags a part may have; 0 when it is left out.
func needed(name string) int {
	low := strings.ToLower(name)
	switch {
	case strings.Contains(low, "worksheets/_rels/"):
		return 0
	case strings.HasSuffix(low, "sharedstrings.xml"):
		return maxSharedTags
	case strings.Contains(low, "worksheets/") && strings.HasSuffix(low, ".xml"):
		return maxBookTags
	case strings.HasSuffix(low, "styles.xml"), strings.HasSuffix(low, "workbook.xml"), strings.HasSuffix(low, ".rels"),
		low == "[content_types].xml", strings.Contains(low, "theme/"):
		return maxStyleTags
	}
	return 0
}

// checkFormat refuses number formats longer than any program writes: each cell
// would be laid out by them anew.
func checkFormat(t tag) error {
	if t.name == "numFmt" && utf8.RuneCountInString(t.attr("formatCode")) > maxFormat {
		return errors.New("a number format that is too long")
	}
	return nil
}

// weighPart counts the tags and refuses one that is too long.
func weighPart(raw []byte) (int, error) {
	for n, at := 0, 0; ; n++ {
		i := bytes.IndexByte(raw[at:], '<')
		if i < 0 {
			return n, nil
		}
		at += i
		end := bytes.IndexByte(raw[at:min(len(raw), at+maxTag)], '>')
		if end < 0 {
			return n, errors.New("a tag that does not end")
		}
		at += end
	}
}
