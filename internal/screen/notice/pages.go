package notice

import (
	"errors"
	"net/http"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// Pages are the pages for everybody.
type Pages struct{ s *screen.Stages }

// New makes the pages over the stages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// watch is what strangers look at notices for: to say when something is wrong.
const watch = "petition"

// Routes are the addresses of these pages.
func (p *Pages) Routes() []screen.Route {
	read := func(pattern string, serve screen.Handler) screen.Route {
		return screen.Route{Method: http.MethodGet, Pattern: pattern, Audience: screen.Public(), Purpose: watch, Act: screen.Read, Serve: serve}
	}
	return []screen.Route{
		{Method: http.MethodGet, Pattern: "/", Audience: screen.Public(), Purpose: screen.Nobody, Act: screen.Read, Serve: p.Start},
		{Method: http.MethodGet, Pattern: "/board", Audience: screen.Public(), Purpose: screen.Nobody, Act: screen.Read, Serve: p.Boards},
		read("/board/{division}", p.Board),
		read("/board/{division}/in-pay", p.Standing),
		read("/notice/{county}/{id}", p.Notice),
		read("/notice/{county}/{id}/print", p.Poster),
		read("/notice/{county}/{id}/object", p.Objection),
		{Method: http.MethodPost, Pattern: "/notice/{county}/{id}/object", Audience: screen.Public(), Purpose: watch, Act: "case.object", Serve: p.Object},
		read("/notice/{county}/{id}/objected", p.Objected),
		{Method: http.MethodGet, Pattern: "/check", Audience: screen.Public(), Purpose: screen.Nobody, Act: screen.Read, Serve: p.Check},
		read("/check/{county}/{number}", p.Checked),
	}
}

// frame is the frame of a public page.
func (p *Pages) frame(r *screen.Request, title, back string) layout.Frame {
	f := r.Frame(title)
	f.Back = back
	return f
}

// missing is the answer to an address that leads nowhere.
func missing() error {
	return &civil.Error{Kind: civil.NotFound, Code: "page_missing", Message: "没有找到，或不在您的管辖范围。"}
}

// told is what an error says to people; ok is false for one that is our fault.
func told(err error) (message string, ok bool) {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Message, true
	}
	return "", false
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

// fieldOf is a question of a matter as a field. Questions for strangers are texts.
func fieldOf(f *pack.FormField, typed, fault string) part.Field {
	out := part.Field{Name: f.Name, Label: f.Ask, Hint: f.Hint, Value: typed, Fault: fault, Optional: !f.Required}
	if out.Label == "" {
		out.Label = f.Label
	}
	switch {
	case f.Type == pack.PhoneField:
		out.Kind, out.Complete = part.NumberField, "tel"
	case f.Longest > 200:
		out.Kind, out.Rows = part.LongField, 5
	}
	return out
}

// code is a typed code without its blanks.
func code(typed string) string { return strings.ToUpper(strings.ReplaceAll(typed, " ", "")) }
