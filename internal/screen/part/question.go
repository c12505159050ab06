package part

import "fmt"

// stepWords says how far somebody is.
func stepWords(step, of int) string { return fmt.Sprintf("第%d步，共%d步", step, of) }

// asTitle makes a field's label the heading of its page.
func asTitle(f Field) Field {
	f.AsTitle = true
	return f
}
