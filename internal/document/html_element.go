package document

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// set makes a set of elements.
func set(list ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(list))
	for _, a := range list {
		m[a] = true
	}
	return m
}

var (
	// blocks begin a new line on the page.
	blocks = set(atom.P, atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Nav, atom.Aside,
		atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote, atom.Pre, atom.Form, atom.Fieldset, atom.Legend,
		atom.Address, atom.Hr, atom.Center, atom.Figure, atom.Figcaption, atom.Body, atom.Html, atom.Head, atom.Details, atom.Summary)

	// boxed are elements that authors close; their depth shows nesting without end.
	boxed = set(atom.Div, atom.Section, atom.Article, atom.Main, atom.Aside, atom.Ul, atom.Ol, atom.Dl, atom.Blockquote, atom.Table)

	// tabular are the elements of tables.
	tabular = set(atom.Table, atom.Caption, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Col, atom.Colgroup)

	// unprinted are elements whose text is not on the page.
	unprinted = set(atom.Script, atom.Style, atom.Template, atom.Title, atom.Noscript, atom.Select, atom.Datalist, atom.Iframe,
		atom.Object, atom.Audio, atom.Video, atom.Canvas, atom.Svg, atom.Rt, atom.Rp, atom.Noframes)

	// ended are the tags that end a hidden element which its author did not
	// close, as HTML allows: a cell ends where the next one begins.
	ended = map[atom.Atom]map[atom.Atom]bool{
		atom.Td: set(atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot),
		atom.Th: set(atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot),
		atom.Tr: set(atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot),
		atom.P:  set(atom.P, atom.Div, atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Td, atom.Th, atom.Tr),
	}
)

// void says whether an element has no end tag.
func void(a atom.Atom) bool {
	switch a {
	case atom.Br, atom.Hr, atom.Img, atom.Input, atom.Meta, atom.Link, atom.Col, atom.Area, atom.Base, atom.Embed, atom.Source, atom.Track, atom.Wbr, atom.Param:
		return true
	}
	return false
}

// hides says whether the page does not show what the element holds.
func hides(t html.Token) bool {
	if unprinted[t.DataAtom] {
		return true
	}
	for _, a := range t.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			style := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") || strings.Contains(style, "mso-hide:all") {
				return true
			}
		}
	}
	return false
}

// reopens says whether a start tag ends the hidden element and is to be read.
func (p *page) reopens(t html.Token) bool {
	ends := ended[p.hidden]
	switch {
	case p.tables == 0 && ends[t.DataAtom]:
		p.show()
		return true
	case ends != nil:
		// A table inside a hidden cell has cells that end nothing.
		if t.DataAtom == atom.Table {
			p.tables++
		}
	case t.Data == p.hiddenName() && t.Type != html.SelfClosingTagToken:
		p.inside++
	}
	return false
}

// closes says whether an end tag that stands inside a hidden element ends what
// is around it, and is to be read.
func (p *page) closes(t html.Token) bool {
	ends := ended[p.hidden]
	switch {
	case ends != nil && p.tables > 0:
		if t.DataAtom == atom.Table {
			p.tables--
		}
	case t.Data == p.hiddenName():
		if p.inside == 0 {
			p.show()
		} else {
			p.inside--
		}
	case ends != nil && (t.DataAtom == atom.Table || ends[t.DataAtom]):
		p.show()
		return true
	}
	return false
}

// show ends the hidden element.
func (p *page) show() {
	if p.tell && p.hidden != atom.Script && p.hidden != atom.Style && p.hidden != atom.Title {
		p.skipped++
	}
	p.hidden, p.unknown, p.inside, p.tables, p.tell = 0, "", 0, 0, false
}

// hiddenName is the name of the element being left out.
func (p *page) hiddenName() string {
	if p.hidden != 0 {
		return p.hidden.String()
	}
	return p.unknown
}
