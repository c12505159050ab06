package screen

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
)

// Side is from which side of the counter somebody comes.
type Side uint8

// The sides of the counter.
const (
	Stranger Side = iota // nobody has signed in
	Resident             // a family, on a phone
	Staff                // an office
)

// Visitor is who sent a request. The zero Visitor is a stranger.
type Visitor struct {
	Side     Side
	Actor    string        // as the journal names it: "staff:ID", "resident:COUNTY/ID"
	Name     string        // how the page greets; personal, never logged
	Roles    []access.Role // of the posts held today, own and delegated
	Scope    access.Scope  // what those posts cover
	Staff    string        // id of the account of staff
	Posts    []casework.Post
	OnBehalf string   // for whom a deputy acts, for the note of an act; empty for nobody
	Session  any      // what the doorman knows of the session, for whoever ends it
	Persons  []Person // of a resident: for whom this phone may act
	Only     string   // the one case an invited signer may see, else empty
	Settings Settings
}

// Person is somebody for whom a phone may act.
type Person struct {
	County string // home county, six digits
	ID     string
	Name   string
	Chosen bool // the one for whom it acts now
}

// Settings are what a visitor chose for his own eyes and hands.
type Settings struct {
	Theme      string // light, dark, or auto and empty for what the system says
	TextSize   int    // 24 or 30 for larger text on the phone, else 18
	KeysOff    bool   // single keys are switched off
	EnterMoves bool   // Enter moves to the next field
	English    bool   // pages for residents speak English; kept by the browser alone
}

// Doorman knows who holds a token. It gives nil, without an error, for a token
// that is unknown or has run out.
type Doorman interface {
	Resolve(ctx context.Context, now civil.Instant, token string) (*Visitor, error)
}

// Plays says whether the visitor holds one of the roles; without roles it asks
// whether he holds any.
func (v *Visitor) Plays(roles ...access.Role) bool {
	if len(roles) == 0 {
		return len(v.Roles) > 0
	}
	return slices.ContainsFunc(v.Roles, func(r access.Role) bool { return slices.Contains(roles, r) })
}

// Acting is the person for whom a resident's phone acts now.
func (v *Visitor) Acting() (Person, bool) {
	for _, p := range v.Persons {
		if p.Chosen {
			return p, true
		}
	}
	if len(v.Persons) == 1 {
		return v.Persons[0], true
	}
	return Person{}, false
}

// Viewer is the visitor at one look, with the purpose of the route.
func (v *Visitor) Viewer(purpose access.Purpose) access.Viewer {
	return access.Viewer{Actor: v.Actor, Roles: v.Roles, Divisions: v.Scope.Areas(), Purpose: purpose}
}
