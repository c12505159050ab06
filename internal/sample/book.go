package sample

import (
	"archive/zip"
	"bufio"
	"io"
	"os"
)

// The fixed parts of an XLSX file with one sheet. A workbook is written here by
// hand because its rows come in between those of other files and must take no
// memory.
const (
	workbookTypes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`
	workbookRoot = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	workbookMain = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`
	workbookLinks = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
	workbookSheetStart = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	workbookSheetEnd = `</sheetData></worksheet>`

	pageStart = `<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><table border="1">
`
	pageEnd = `</table></body></html>
`
)

// delivery is one file being written.
type delivery struct {
	path   string
	file   *os.File
	buffer *bufio.Writer
	packed *zip.Writer // of a workbook
	out    io.Writer
}

func deliver(path string, f form) (*delivery, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, unwritable(path, err)
	}
	d := &delivery{path: path, file: file, buffer: bufio.NewWriterSize(file, 1<<18)}
	d.out = d.buffer
	if f == workbook {
		err = d.beginBook()
	}
	return d, err
}

// beginBook writes the small parts and opens the sheet.
func (d *delivery) beginBook() error {
	d.packed = zip.NewWriter(d.buffer)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", workbookTypes}, {"_rels/.rels", workbookRoot},
		{"xl/workbook.xml", workbookMain}, {"xl/_rels/workbook.xml.rels", workbookLinks}, {"xl/worksheets/sheet1.xml", ""},
	} {
		var err error
		if d.out, err = d.packed.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate}); err == nil {
			err = d.write([]byte(part.text))
		}
		if err != nil {
			return unwritable(d.path, err)
		}
	}
	return nil
}

func (d *delivery) write(b []byte) error {
	if _, err := d.out.Write(b); err != nil {
		return unwritable(d.path, err)
	}
	return nil
}

// close ends the file; an earlier error wins.
func (d *delivery) close(earlier error) error {
	steps := []func() error{d.buffer.Flush, d.file.Close}
	if d.packed != nil {
		steps = append([]func() error{d.packed.Close}, steps...)
	}
	for _, step := range steps {
		if err := step(); err != nil && earlier == nil {
			earlier = unwritable(d.path, err)
		}
	}
	return earlier
}
