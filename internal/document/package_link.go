package document

import (
	"encoding/xml"
	"path"
	"strings"
)

// link is a relation between parts of an Office package.
type link struct{ id, kind, target string }

// maxLinks is the size of a list of relations that is still believed.
const maxLinks = 4 << 20

// links reads a list of relations. A list that cannot be read is as good as
// none: the part it would lead to is then missing.
func (a *archive) links(name, folder string) []link {
	raw, err := a.read(name, maxLinks)
	if err != nil || len(raw) == 0 {
		return nil
	}
	var list []link
	dec := xml.NewDecoder(strings.NewReader(string(raw)))
	for len(list) <= maxEntries {
		tok, err := dec.Token()
		if err != nil {
			break
		}
		e, ok := tok.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || attribute(e, "TargetMode") == "External" {
			continue
		}
		target := attribute(e, "Target")
		if strings.HasPrefix(target, "/") {
			target = strings.TrimPrefix(target, "/")
		} else {
			target = path.Join(folder, target)
		}
		list = append(list, link{id: attribute(e, "Id"), kind: attribute(e, "Type"), target: target})
	}
	return list
}

// attribute is the value of an attribute, whatever its name space; empty when
// it is not there.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
