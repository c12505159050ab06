package staff

import (
	"io/fs"
	"sync"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/office"
)

// Pages are the pages of offices over the stages of the house.
type Pages struct {
	s        *screen.Stages
	purposes *purposes
	fonts    func() (*letter.Fonts, error) // of letters, read when the first is printed
}

// New makes the pages.
func New(s *screen.Stages) *Pages {
	return &Pages{
		s: s, purposes: &purposes{chosen: map[string]access.Purpose{}},
		fonts: sync.OnceValues(func() (*letter.Fonts, error) { return openFonts(s.Fonts) }),
	}
}

// openFonts reads the font of letters, which lies in the folder of copied libraries.
func openFonts(files fs.FS) (*letter.Fonts, error) {
	if copied, err := fs.Sub(files, "vendor"); err == nil {
		if _, err := fs.Stat(copied, letter.FontFile); err == nil {
			files = copied
		}
	}
	return letter.OpenFonts(files)
}

// viewer is the visitor looking at people for a purpose. Only posts whose role
// allows the purpose count, and a look under a post held for somebody names it.
func viewer(r *screen.Request, purpose access.Purpose) access.Viewer {
	if v := office.Signed(r); v != nil {
		return v.Viewer(purpose)
	}
	return r.Visitor.Viewer(purpose)
}

// Roles of these pages.
var (
	caseRoles   = []access.Role{casework.Town, casework.Village, casework.County, casework.City}
	intakeRoles = []access.Role{casework.Town, casework.Village}
	lookRoles   = []access.Role{casework.Town, casework.Village, casework.County, casework.City, casework.Finance, casework.Auditor}
)

// refOf is the subject a path names.
func refOf(r *screen.Request) register.Ref {
	return register.Ref{County: r.PathValue("county"), ID: r.PathValue("id")}
}

// Path is where a case's file stands.
func Path(ref register.Ref) string { return "/case/" + ref.County + "/" + ref.ID }

// place is a village or town in words, with its town before it.
func (p *Pages) place(area civil.Area) string {
	if area == 0 {
		return ""
	}
	name := p.s.Desk.Place(area)
	if area.Level() == civil.Village {
		if town := p.s.Desk.Place(area.Township()); town != name {
			return town + name
		}
	}
	return name
}

// markOf is how a stage of a matter looks.
func markOf(s *pack.Stage) format.State {
	if s == nil {
		return format.Unknown
	}
	switch s.Mark {
	case "paused":
		return format.Paused
	case "done":
		return format.Done
	case "refused":
		return format.Over
	}
	return format.Working
}

// withWords say who has to do something.
var withWords = map[string]string{
	"family": "等家庭", "village": "村（居）", "town": "乡镇（街道）", "county": "县级", "city": "市级", "finance": "财务", "nobody": "已办结",
}

// markWords are the marks of a case.
var markWords = map[string]string{
	casework.NearKin: "近亲属备案", casework.Hard: "疑难", casework.Delegated: "委托乡镇确认", casework.Drawn: "抽中入户", casework.Complaint: "有异议或投诉",
}
