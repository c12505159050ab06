package register

import "cmp"

// Ref names a subject: the county that has kept its record from the beginning,
// and its id there. Neither ever changes.
type Ref struct {
	County string `json:"county"` // six digits
	ID     string `json:"id"`
}

// Zero says whether nothing is named.
func (r Ref) Zero() bool { return r == Ref{} }

// String is how people write a record's name: "320602/01jd…".
func (r Ref) String() string { return r.County + "/" + r.ID }

func (r Ref) compare(o Ref) int {
	return cmp.Or(cmp.Compare(r.County, o.County), cmp.Compare(r.ID, o.ID))
}
