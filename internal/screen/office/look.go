package office

import (
	"lianxin/internal/casework"
	"lianxin/internal/register"
	"lianxin/internal/screen"
)

// NoteLook writes down that the visitor looked at everybody of a case, before
// anything of it is shown. What names the page: "case", "survey".
func NoteLook(s *screen.Stages, r *screen.Request, f *casework.File, what string) error {
	people := make([]register.Ref, 0, len(f.Parties))
	for i := range f.Parties {
		people = append(people, f.Parties[i].Person)
	}
	return s.Register.NoteLook(r.Context(), r.Viewer(), people, what)
}
