package staff_test

import (
	"slices"
	"strings"
)

// looked fails the test unless somebody's looks at people stand in the record, one
// for each page that was opened.
func (h *house) looked(login string, pages ...string) {
	h.t.Helper()
	a, err := h.stages.Accounts.ByLogin(h.t.Context(), login)
	if err != nil {
		h.t.Fatal(err)
	}
	list, err := h.stages.Register.LooksIn(h.t.Context(), county, a.Actor(), false, 0, 100)
	if err != nil {
		h.t.Fatal(err)
	}
	var seen []string
	for i := range list {
		seen = append(seen, strings.Join(list[i].Fields, " "))
	}
	for _, page := range pages {
		if !slices.Contains(seen, page) {
			h.t.Errorf("%s looked at a family on the page %q, and the record has only %q", login, page, seen)
		}
	}
}
