package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// properties visits the elements inside the one just opened, up to its end.
func (w *word) properties(visit func(e xml.StartElement)) error {
	for depth := 1; depth > 0; {
		tok, err := w.dec.Token()
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxWordDepth {
				return refuseNesting()
			}
			visit(t)
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// paragraphProperties reads style, outline level and automatic number.
func (w *word) paragraphProperties() error {
	var own style
	named := ""
	changed := false
	err := w.properties(func(e xml.StartElement) {
		switch e.Name.Local {
		case "pPrChange":
			changed = true // what follows is how the paragraph was before
		case "pStyle":
			if !changed {
				named = attribute(e, "val")
			}
		default:
			if !changed {
				own.take(e)
			}
		}
	})
	if err != nil || w.para == 0 {
		return err
	}
	s := own.over(w.styles[named])
	w.top().heading = s.heading
	if s.num != "" && s.num != "0" {
		w.number, w.gap = w.numbers.next(s.num, s.level)
	}
	return nil
}

// runProperties reads whether the run is hidden.
func (w *word) runProperties() error {
	changed := false
	return w.properties(func(e xml.StartElement) {
		switch e.Name.Local {
		case "rPrChange":
			changed = true
		case "vanish":
			if !changed {
				w.hidden = on(e)
			}
		}
	})
}

// on reads a switch: it is on unless it says otherwise.
func on(e xml.StartElement) bool {
	switch attribute(e, "val") {
	case "0", "false", "off":
		return false
	}
	return true
}

// symbols are the signs of the font Symbol that plans use.
var symbols = map[int64]string{0x3c: "<", 0x3d: "=", 0x3e: ">", 0xa3: "≤", 0xb1: "±", 0xb3: "≥", 0xb4: "×", 0xb7: "•", 0xb8: "÷", 0xb9: "≠", 0xbb: "≈", 0x25: "%"}

// symbol reads a character of a symbol font. One we do not know is shown as
// unreadable and noted.
func (w *word) symbol(e xml.StartElement) {
	code, err := strconv.ParseInt(attribute(e, "char"), 16, 32)
	text := symbols[code&0xff]
	if err != nil || !strings.EqualFold(attribute(e, "font"), "Symbol") || text == "" {
		text = "\ufffd"
		w.doc.note(Place{Paragraph: w.counted}, "此处有符号字体的字符，无法识别，已用替换符代替，请对照原件。")
	}
	w.put(text)
}
