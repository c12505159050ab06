package part

import "github.com/a-h/templ"

// marks are the attributes by which a screen reader knows what belongs to a field.
func marks(f Field) templ.Attributes {
	a := templ.Attributes{}
	if ids := f.described(); ids != "" {
		a["aria-describedby"] = ids
	}
	if f.Fault != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

// dateComplete lets the browser fill in boxes of a birthday only.
func dateComplete(f Field, word string) string {
	if f.Complete == "bday" {
		return word
	}
	return "off"
}
