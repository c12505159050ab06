package screen

import (
	"mime/multipart"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/screen/layout"
)

// Request is a request with what the door found out about it.
type Request struct {
	*http.Request
	Visitor *Visitor
	Route   Route
	Now     civil.Instant
	Number  string // of this request, told on error pages and kept in the log
	Kept    string // the note the browser kept, see Answer.Note
}

// Today is the day in China at the moment of the request.
func (r *Request) Today() civil.Date { return r.Now.Date() }

// Viewer is the visitor looking for the purpose of the route.
func (r *Request) Viewer() access.Viewer { return r.Visitor.Viewer(r.Route.Purpose) }

// Text is a field of a form as it is stored: full-width digits and letters of
// numbers made half-width, blanks at the ends gone. Typed keeps what was typed.
func (r *Request) Text(name string) string { return Normal(r.FormValue(name)) }

// Typed is a field as it was typed, to be shown again beside its fault.
func (r *Request) Typed(name string) string { return r.FormValue(name) }

// Ticked lists the values of a field that may have several.
func (r *Request) Ticked(name string) []string {
	if r.Form == nil {
		r.FormValue(name) // reads the body once
	}
	return r.Form[name]
}

// Once is the one-time key of the form. A form posted twice has the same one,
// and the stage answers the second with the receipt of the first.
func (r *Request) Once() (string, error) {
	key := r.FormValue("once")
	if len(key) != onceLength {
		return "", civil.Refuse("form_once", "这张表单不完整，请返回上一页，刷新后重新提交。")
	}
	return key, nil
}

// Seen is the version of the record the form was made from. The stage refuses
// with civil.Stale when it is no longer the latest.
func (r *Request) Seen() string { return r.FormValue("seen") }

// Partial says whether htmx asks for a piece of a page.
func (r *Request) Partial() bool { return r.Header.Get("HX-Request") == "true" }

// Upload is one file of a form, nil when none was chosen. The caller closes it.
func (r *Request) Upload(name string) (multipart.File, *multipart.FileHeader, error) {
	file, header, err := r.FormFile(name)
	switch {
	case err == http.ErrMissingFile:
		return nil, nil, nil
	case err != nil:
		return nil, nil, tooLarge(err)
	case header.Size == 0:
		return nil, nil, file.Close()
	}
	return file, header, nil
}

// markTail is how much of an account's id a watermark shows: with the name it is
// enough to find the account, and short enough to be read over a page.
const markTail = 6

// Frame is what a layout needs to know of the visitor and of the page.
func (r *Request) Frame(title string) layout.Frame {
	v := r.Visitor
	f := layout.Frame{
		Title: title, Path: r.URL.Path, Today: r.Today(),
		Theme: v.Settings.Theme, TextSize: v.Settings.TextSize,
		KeysOff: v.Settings.KeysOff, EnterMoves: v.Settings.EnterMoves, English: v.Settings.English,
		Signed: v.Side != Stranger, Name: v.Name,
	}
	if f.Here = "/"; r.Method == http.MethodGet {
		f.Here = r.URL.RequestURI()
	}
	if v.Side == Staff {
		f.Watermark = v.Name + " " + v.Staff[max(0, len(v.Staff)-markTail):]
	}
	if p, ok := v.Acting(); ok && len(v.Persons) > 1 {
		f.ActingFor = p.Name
	}
	return f
}
