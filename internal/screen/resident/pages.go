package resident

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/letter"
)

// Pages are the pages of families.
type Pages struct {
	s     *screen.Stages
	fonts func() (*letter.Fonts, error)
}

// New makes the pages over the stages.
func New(s *screen.Stages) *Pages {
	return &Pages{s: s, fonts: sync.OnceValues(func() (*letter.Fonts, error) { return openFonts(s.Fonts) })}
}

// vendor is the folder of the copied files among the assets.
const vendor = "vendor"

// openFonts finds the font of letters at the root of a folder, or among the copied files.
func openFonts(files fs.FS) (*letter.Fonts, error) {
	if _, err := fs.Stat(files, letter.FontFile); err != nil {
		if inner, err := fs.Sub(files, vendor); err == nil {
			files = inner
		}
	}
	return letter.OpenFonts(files)
}

// frame is the frame of a page of a family.
func (p *Pages) frame(r *screen.Request, title, back string) layout.Frame {
	f := r.Frame(title)
	f.Back = back
	if r.Visitor.Side == screen.Resident && r.Visitor.Only == "" {
		f.Nav = layout.FamilyNav
	}
	return f
}

// missing is the answer to what is not there, or not for this visitor.
func missing() error {
	return &civil.Error{Kind: civil.NotFound, Code: "page_missing", Message: "没有找到，或不在您的管辖范围。"}
}

// self is the person the phone acts for.
func self(r *screen.Request) (register.Ref, error) {
	acting, ok := r.Visitor.Acting()
	if !ok {
		return register.Ref{}, missing()
	}
	return register.Ref{County: acting.County, ID: acting.ID}, nil
}

// session is what the accounts know of the visitor.
func session(r *screen.Request) (*account.Visitor, bool) {
	v, ok := r.Visitor.Session.(*account.Visitor)
	return v, ok && v != nil
}

// own serves a page to whoever signed in for himself; an invited signer is led to
// the one case he was invited to.
func (p *Pages) own(serve screen.Handler) screen.Handler {
	return func(r *screen.Request) (screen.Answer, error) {
		if r.Visitor.Only == "" {
			return serve(r)
		}
		if v, ok := session(r); ok {
			return screen.See("/cases/%s/%s", v.OnlyCounty, v.Only)
		}
		return screen.Answer{}, missing()
	}
}

// viewer is the visitor looking at a record of his own or of his family.
func (p *Pages) viewer(r *screen.Request, division civil.Area) access.Viewer {
	return access.Viewer{Actor: r.Visitor.Actor, Divisions: []civil.Area{division}, Purpose: r.Route.Purpose}
}

// caseOf is the case an address names.
func caseOf(r *screen.Request) register.Ref {
	return register.Ref{County: r.PathValue("county"), ID: r.PathValue("id")}
}

// casePath is the address of a case, or of a page of it.
func casePath(ref register.Ref, more ...string) string {
	return strings.Join(append([]string{"/cases/" + ref.County + "/" + ref.ID}, more...), "/")
}

// told is what an error says to people, if it is one for them.
func told(err error) (*civil.Error, bool) {
	var refused *civil.Error
	ok := errors.As(err, &refused)
	return refused, ok
}

// isKind says whether an error is of a kind.
func isKind(err error, kinds ...civil.Kind) bool {
	refused, ok := told(err)
	return ok && slices.Contains(kinds, refused.Kind)
}

// faultOf is the fault of a field, empty for none.
func faultOf(faults casework.Faults, name string) string {
	for _, f := range faults {
		if f.Field == name {
			return f.Message
		}
	}
	return ""
}

// seen is the version a form was made from, 0 where it says none.
func seen(r *screen.Request) int64 {
	n, err := strconv.ParseInt(r.Seen(), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func version(n int64) string { return strconv.FormatInt(n, 10) }

// fieldOf finds a question of a section.
func fieldOf(s *pack.Section, name string) *pack.FormField {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i]
		}
	}
	return nil
}

// does says whether an action has an effect.
func does(a *pack.Action, effect string) bool { return slices.Contains(a.Does, effect) }

// actionDoing is the first of some actions with an effect, nil for none.
func actionDoing(list []*pack.Action, effect string) *pack.Action {
	for _, a := range list {
		if does(a, effect) {
			return a
		}
	}
	return nil
}

// sourceWords is how a chip calls a register: by the office that holds it.
func (p *Pages) sourceWords(register string) string {
	if register == casework.BundleSource {
		return "这件事的第一张表"
	}
	reg := p.s.Catalogue().Register(register)
	if reg == nil {
		return register
	}
	return reg.Department + reg.Title
}
