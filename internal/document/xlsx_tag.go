package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

// tag is one start or end tag of a workbook's part.
type tag struct {
	name  string // without its prefix
	end   bool
	start xml.StartElement
}

func (t tag) attr(name string) string { return attribute(t.start, name) }

// eachTag visits the tags of a part in order, without checking that they
// match: the library does that.
func eachTag(raw []byte, visit func(tag) error) error {
	dec := xml.NewDecoder(bytes.NewReader(raw))
	// A workbook is UTF-8 or says otherwise, which no program does.
	for {
		tok, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			err = visit(tag{name: t.Name.Local, start: t})
		case xml.EndElement:
			err = visit(tag{name: t.Name.Local, end: true})
		}
		if err != nil {
			return err
		}
	}
}
