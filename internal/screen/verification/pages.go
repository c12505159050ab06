package verification

import (
	"io/fs"
	"sync"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/verify"
)

// Pages are the pages of asking departments.
type Pages struct {
	s     *screen.Stages
	fonts func() (*letter.Fonts, error)
}

// New makes the pages over the stages.
func New(s *screen.Stages) *Pages {
	return &Pages{s: s, fonts: sync.OnceValues(func() (*letter.Fonts, error) { return openFonts(s.Fonts) })}
}

// openFonts reads the font of letters, which lies among the copied libraries.
func openFonts(files fs.FS) (*letter.Fonts, error) {
	if _, err := fs.Stat(files, letter.FontFile); err != nil {
		if inner, err := fs.Sub(files, "vendor"); err == nil {
			files = inner
		}
	}
	return letter.OpenFonts(files)
}

// Who may see checks, ask departments, and look after those who ask.
var (
	readers     = []access.Role{casework.Town, casework.County, casework.City}
	askers      = []access.Role{casework.County}
	supervisors = []access.Role{casework.County, casework.City, casework.Auditor}
)

// What these pages look at people for.
const (
	verifying  access.Purpose = "verification"
	reviewing  access.Purpose = "review"
	inspecting access.Purpose = "inspection"
	own        access.Purpose = "self"
)

// get and post are pages of offices.
func get(pattern string, roles []access.Role, purpose access.Purpose, serve screen.Handler) screen.Route {
	return screen.Route{Method: "GET", Pattern: pattern, Audience: screen.Roles(roles...), Purpose: purpose, Act: screen.Read, Serve: office.Own(serve)}
}

func post(pattern string, roles []access.Role, purpose access.Purpose, act string, serve screen.Handler) screen.Route {
	return screen.Route{Method: "POST", Pattern: pattern, Audience: screen.Roles(roles...), Purpose: purpose, Act: act, Serve: office.Own(serve)}
}

// mine and send are pages of families.
func mine(pattern string, serve screen.Handler) screen.Route {
	return screen.Route{Method: "GET", Pattern: pattern, Audience: screen.Residents(), Purpose: own, Act: screen.Read, Serve: serve}
}

func send(pattern, act string, serve screen.Handler) screen.Route {
	return screen.Route{Method: "POST", Pattern: pattern, Audience: screen.Residents(), Purpose: own, Act: act, Serve: serve}
}

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it.
func (p *Pages) Routes() []screen.Route {
	return []screen.Route{
		get("/verification", readers, verifying, p.List),
		get("/verification/looks", supervisors, inspecting, p.Looks),
		get("/verification/order", askers, verifying, p.OrderPage),
		post("/verification/order", askers, verifying, "verify.start", p.Order),
		get("/verification/{county}/{id}", readers, verifying, p.Check),
		get("/verification/{county}/{id}/report", readers, verifying, p.PDF),
		get("/verification/{county}/{id}/evidence/{file}", readers, verifying, p.Evidence),
		post("/verification/{county}/{id}/conclude", askers, verifying, "verify.report", p.Conclude),
		get("/verification/{county}/{id}/reply/{department}", askers, verifying, p.ReplyPage),
		get("/verification/{county}/{id}/reply/{department}/letter", askers, verifying, p.Request),
		post("/verification/{county}/{id}/reply/{department}", askers, verifying, "verify.answer", p.Reply),
		post("/verification/{county}/{id}/recheck", askers, verifying, "verify.recheck", p.Recheck),
		get("/findings", readers, reviewing, p.Findings),
		get("/findings/{county}/{id}", readers, reviewing, p.Finding),
		post("/findings/{county}/{id}", readers, reviewing, "verify.settle", p.Settle),
		get("/letters", readers, verifying, p.LettersPage),
		post("/letters", readers, verifying, "look.identify", p.FindLetters),
		post("/letters/take", readers, verifying, "authorisation.sign", p.TakeLetter),
		post("/letters/withdraw", readers, verifying, "authorisation.withdraw", p.WithdrawLetter),

		mine("/checks", p.Own),
		send("/checks/sign", "authorisation.sign", p.SignOwn),
		send("/checks/withdraw", "authorisation.withdraw", p.WithdrawOwn),
		mine("/checks/{county}/{id}", p.OwnCheck),
		mine("/checks/{county}/{id}/report", p.OwnPDF),
		mine("/checks/{county}/{id}/object", p.ObjectPage),
		send("/checks/{county}/{id}/object", "verify.object", p.Object),
	}
}

// county is the county a form or an address names, or the first one the visitor's
// posts lie in.
func (p *Pages) county(r *screen.Request) (string, error) {
	list := p.counties(r)
	code := r.PathValue("county")
	if code == "" {
		code = r.Text("county")
	}
	for _, c := range list {
		if code == "" || c == code {
			return c, nil
		}
	}
	return "", office.Missing()
}

// counties are those in which the visitor has anything to see: his county, also of
// a post in a township, and all of a city's.
func (p *Pages) counties(r *screen.Request) (list []string) {
	for _, post := range r.Visitor.Posts {
		switch {
		case post.Division.Level() < civil.County:
			for _, d := range p.s.Divisions.Under(post.Division, civil.County, r.Today()) {
				list = append(list, office.Code(d.Code))
			}
		default:
			list = append(list, office.Code(post.Division.County()))
		}
	}
	return list
}

// mark is how a conclusion looks.
func mark(i *verify.Inquiry) templ.Component {
	switch {
	case i.State == verify.Asking:
		return part.Status(format.Working, i.State.Title())
	case i.State == verify.Objected:
		return part.Status(format.Soon, i.State.Title())
	case i.Conclusion == verify.Over:
		return part.Status(format.Over, i.Conclusion.Title())
	case i.Conclusion == verify.Pending:
		return part.Status(format.Soon, i.Conclusion.Title())
	}
	return part.Status(format.Done, i.Conclusion.Title())
}

// path is where a check stands.
func path(i *verify.Inquiry) string { return "/verification/" + i.County + "/" + i.ID }

// cells are the cells of a row.
func cells(list ...templ.Component) []templ.Component { return list }
