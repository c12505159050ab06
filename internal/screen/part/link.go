package part

// Link leads to a page of ours.
type Link struct {
	Text string
	Path string
}

// None says whether there is no link.
func (l Link) None() bool { return l.Path == "" }
