package screen

import (
	"fmt"
	"net/http"
	"strings"

	"lianxin/internal/access"
)

// Audience is for whom a page is.
type Audience struct {
	side  Side
	roles []access.Role
	any   bool // whoever signed in, from either side
	named bool
}

// Public is a page for everybody.
func Public() Audience { return Audience{named: true} }

// Residents is a page for families.
func Residents() Audience { return Audience{side: Resident, named: true} }

// Signed is a page for everybody who signed in, such as his own settings.
func Signed() Audience { return Audience{any: true, named: true} }

// Roles is a page for staff in one of the roles; there is no page for “any
// staff”, because nobody could say why.
func Roles(roles ...access.Role) Audience {
	return Audience{side: Staff, roles: roles, named: len(roles) > 0}
}

// Admits says whether the page is for this visitor.
func (a Audience) Admits(v *Visitor) bool {
	switch {
	case !a.named:
		return false
	case a.any:
		return v.Side != Stranger
	case a.side == Stranger:
		return true
	case a.side == Resident:
		return v.Side == Resident
	}
	return v.Side == Staff && v.Plays(a.roles...)
}

// Open says whether strangers are admitted.
func (a Audience) Open() bool { return a.named && !a.any && a.side == Stranger }

// Nobody is the purpose of a page on which no person's data can appear.
const Nobody access.Purpose = "nobody"

// Read is the act of a page that changes nothing.
const Read = "read"

// Route is one line of the table of pages.
type Route struct {
	Method   string
	Pattern  string // as http.ServeMux reads it, without the method
	Audience Audience
	Purpose  access.Purpose // what the look is for, or Nobody
	Act      string         // Read, or the kind of act the journal will keep
	Serve    Handler
}

// Handler answers a request. Its error becomes a page by the table in refuse.go;
// a form that is refused field by field is an Answer and no error.
type Handler func(*Request) (Answer, error)

// Check says what is wrong with a route: a page nobody thought about must not be
// served.
func (r Route) Check() error {
	fault := func(what string) error { return fmt.Errorf("route %s %s %s", r.Method, r.Pattern, what) }
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodPost:
		return fault("has a method no form can send")
	case !strings.HasPrefix(r.Pattern, "/"):
		return fault("does not begin at the root")
	case !r.Audience.named:
		return fault("names no audience")
	case r.Purpose != Nobody && r.Purpose.Title() == "":
		return fault("names no purpose")
	case r.Act == "":
		return fault("names no act")
	case r.Method == http.MethodPost && r.Act == Read:
		return fault("changes something and names no act")
	case r.Method == http.MethodGet && r.Act != Read:
		return fault("acts on being looked at")
	case r.Serve == nil:
		return fault("has nobody to serve it")
	}
	return nil
}
