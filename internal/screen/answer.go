package screen

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"lianxin/internal/screen/language"
)

// Answer is what a page sends back. It is a value, so that a test can look at it.
type Answer struct {
	Status  int             // 200 when zero
	Page    templ.Component // a page or a piece of one
	Next    string          // where the browser goes instead: 303
	File    *File           // something to be kept or printed
	Away    string          // a page of another system, named by the configuration alone: 303
	Note    *Note           // something for the browser to keep a short while
	Session *Session        // a token to be set or, when empty, to be forgotten
	Look    *Settings       // what a stranger chose, to be kept by the browser
	Refresh int             // seconds after which the browser asks for RefreshTo
	// RefreshTo is a path of ours. A revealed number disappears by it even
	// without script.
	RefreshTo string
}

// File is a document of an answer.
type File struct {
	Name    string // as the reader finds it in his folder
	Type    string
	Content io.Reader
	Attach  bool // to be saved, not shown
}

// Session is a token for the browser to keep.
type Session struct {
	Token  string
	MaxAge int // seconds; 0 until the browser closes
}

// Note is what a browser keeps for us while it is elsewhere, sealed by whoever
// wrote it. One without a value is to be forgotten.
type Note struct {
	Value  string
	MaxAge int // seconds
}

// Show answers with a page.
func Show(page templ.Component) (Answer, error) { return Answer{Page: page}, nil }

// Again answers a form that has faults: the page, with the status that says so.
func Again(page templ.Component) (Answer, error) {
	return Answer{Status: http.StatusUnprocessableEntity, Page: page}, nil
}

// See sends the browser to another page of ours, as every form that was taken does.
func See(format string, parts ...any) (Answer, error) {
	return Answer{Next: fmt.Sprintf(format, parts...)}, nil
}

// Hand answers with a document.
func Hand(f File) (Answer, error) { return Answer{File: &f}, nil }

// send writes an answer. A page is made whole before the first byte leaves, so
// that a page that fails is an error page and not half a page.
func (s *Site) send(w http.ResponseWriter, r *Request, a Answer) error {
	if a.Session != nil {
		http.SetCookie(w, s.cookie(a.Session))
	}
	if a.Look != nil {
		http.SetCookie(w, s.look(*a.Look))
	}
	if a.Note != nil {
		http.SetCookie(w, s.errand(a.Note))
	}
	switch {
	case a.Away != "":
		w.Header().Set("Location", a.Away)
		w.WriteHeader(http.StatusSeeOther)
		return nil
	case a.Next != "":
		to, err := local(a.Next)
		if err != nil {
			return err
		}
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusSeeOther)
		return nil
	case a.File != nil:
		return sendFile(w, a.File)
	}
	var page bytes.Buffer
	if err := a.Page.Render(r.Context(), &page); err != nil {
		return err
	}
	if a.Refresh > 0 {
		to, err := local(a.RefreshTo)
		if err != nil {
			return err
		}
		w.Header().Set("Refresh", fmt.Sprintf("%d; url=%s", a.Refresh, to))
	}
	words := page.Bytes()
	if r.Visitor.Settings.English {
		words = language.Page(words)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	writePage(w, r.Request, max(a.Status, http.StatusOK), words)
	return nil
}

// sendFile writes a document. The name is given twice, because old browsers read
// only ASCII.
func sendFile(w http.ResponseWriter, f *File) error {
	how := "inline"
	if f.Attach {
		how = "attachment"
	}
	w.Header().Set("Content-Type", f.Type)
	w.Header().Set("Content-Disposition", how+`; filename="document"; filename*=UTF-8''`+url.PathEscape(f.Name))
	// A document we made is shown as what it says; a script in it runs nowhere.
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	_, err := io.Copy(w, f.Content)
	return err
}

// Local is an address of ours that somebody wanted, empty for every other one.
func Local(to string) string {
	kept, err := local(to)
	if err != nil {
		return ""
	}
	return kept
}

// local refuses to send a browser to another machine.
func local(to string) (string, error) {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || len(to) == 0 || to[0] != '/' || len(to) > 1 && (to[1] == '/' || to[1] == '\\') {
		return "", fmt.Errorf("redirect to %q leaves this machine", to)
	}
	return u.String(), nil
}
