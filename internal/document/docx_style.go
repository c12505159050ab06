package document

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// style is what a paragraph style, or a paragraph itself, says.
type style struct {
	heading bool
	num     string // of the list; empty when there is none
	level   int
	based   string
}

// take reads one property.
func (s *style) take(e xml.StartElement) {
	switch e.Name.Local {
	case "outlineLvl":
		s.heading = attribute(e, "val") != "9" // level nine is body text
	case "numId":
		s.num = attribute(e, "val")
	case "ilvl":
		s.level, _ = strconv.Atoi(attribute(e, "val")) // a broken level is the first
	case "basedOn":
		s.based = attribute(e, "val")
	}
}

// over lays what a paragraph says over its style.
func (s style) over(base style) style {
	s.heading = s.heading || base.heading
	if s.num == "" {
		s.num, s.level = base.num, base.level
	}
	return s
}

// eachElement visits the start tags of a part, in order.
func eachElement(a *archive, name string, visit func(e xml.StartElement)) error {
	raw, err := a.read(name, 8<<20)
	if err != nil || raw == nil {
		return err
	}
	dec := xml.NewDecoder(strings.NewReader(string(raw)))
	for depth := 0; ; {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
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
}

// readStyles reads which styles are headings and which have numbers.
func readStyles(a *archive, name string, styles map[string]style) error {
	id := ""
	err := eachElement(a, name, func(e xml.StartElement) {
		s := styles[id]
		switch e.Name.Local {
		case "style":
			id = attribute(e, "styleId")
			return
		case "name":
			low := strings.ToLower(attribute(e, "val"))
			s.heading = s.heading || strings.HasPrefix(low, "heading ") || strings.HasPrefix(low, "标题")
		default:
			s.take(e)
		}
		styles[id] = s
	})
	if err != nil {
		return err
	}
	for id, s := range styles {
		// A chain of styles is short; a longer one goes round in a circle.
		for base, steps := s.based, 0; base != "" && steps < 12; steps++ {
			up := styles[base]
			s = s.over(up)
			base = up.based
		}
		styles[id] = s
	}
	return nil
}
