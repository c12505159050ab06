package account

import (
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// Kind says on which side of the window a visitor is.
type Kind uint8

// The kinds of visitor, see [Kind].
const (
	Staff Kind = iota + 1
	Resident
)

// Person names somebody by the record a register keeps: home county and id.
type Person struct{ County, ID string }

// String is how people write it, and how it stands in rows: "320602/01jd…".
func (p Person) String() string { return p.County + "/" + p.ID }

// Visitor is somebody who has signed in, as of the moment of a request.
type Visitor struct {
	SessionID string
	Kind      Kind
	Actor     string // "staff:ID" or "resident:COUNTY/ID"
	ID        string // of the account of staff
	Login     string // of staff
	Name      string // of staff; what a resident is called is known to the register
	Posts     []Post // of staff on this day, own ones first, then those held for others
	Persons   []Person
	Acting    Person // of a resident: the one of Persons who is acted for
	Settings

	MustChange    bool // staff: the password was given by somebody else and has to be changed first
	Authenticator bool // staff: signs in with a code besides the password

	// An invitation lets a resident do one thing in one case, and nothing else.
	Only       string // id of the case; empty: no such limit
	OnlyCounty string
	OnlyFor    string // what the invitation is for: "sign"

	Until civil.Instant // when the session ends at the latest
}

// Scope is the part of the country whose people the visitor may see. It is nothing
// for a resident and for posts whose role sees nobody.
func (v *Visitor) Scope() access.Scope {
	return scopeOf(v.Posts, func(p Post) bool { return roleOf(p.Role).People })
}

// Administers is the part of the country whose accounts the visitor looks after.
func (v *Visitor) Administers() access.Scope {
	return scopeOf(v.Posts, func(p Post) bool { return p.Role == Administrator })
}

// scopeOf is what the posts a condition picks cover together.
func scopeOf(posts []Post, pick func(Post) bool) access.Scope {
	var areas []civil.Area
	for _, p := range posts {
		if pick(p) {
			areas = append(areas, p.Division)
		}
	}
	scope, err := access.NewScope(areas...)
	if err != nil {
		return access.Scope{} // of no post, nothing
	}
	return scope
}

// Plays says whether the visitor has one of the roles today; of no role, whether
// the visitor has any.
func (v *Visitor) Plays(roles ...access.Role) bool {
	if len(roles) == 0 {
		return len(v.Posts) > 0
	}
	return slices.ContainsFunc(v.Posts, func(p Post) bool { return slices.Contains(roles, p.Role) })
}

// May says whether a post of the visitor allows a purpose.
func (v *Visitor) May(purpose access.Purpose) bool {
	return slices.ContainsFunc(v.Posts, func(p Post) bool { return allows(p, purpose) })
}

func allows(p Post, purpose access.Purpose) bool {
	entry := roleOf(p.Role)
	return entry.People && slices.Contains(entry.Purposes, purpose)
}

// Viewer is the visitor at work for a purpose: only the posts whose role allows it
// count. Where none does, the viewer sees nobody, and its Check says so. It joins
// roles and divisions of several posts; whoever looks at one record narrows the
// visitor first, see [Visitor.Under].
func (v *Visitor) Viewer(purpose access.Purpose) access.Viewer {
	viewer := access.Viewer{Actor: v.Actor, Purpose: purpose}
	for _, p := range v.Posts {
		if !allows(p, purpose) {
			continue
		}
		if !slices.Contains(viewer.Roles, p.Role) {
			viewer.Roles = append(viewer.Roles, p.Role)
		}
		viewer.Divisions = append(viewer.Divisions, p.Division)
	}
	return viewer
}

// Under is the visitor with no other posts than those under which something in a
// division is done: with one of the roles, any when none is named, and the division
// within. Where own posts suffice, those held for others are left out, so that the
// act does not name somebody it was not done for. The visitor may end up without a
// post, and then may do nothing.
func (v *Visitor) Under(division civil.Area, roles ...access.Role) *Visitor {
	narrow := *v
	narrow.Posts = nil
	for _, own := range []bool{true, false} {
		for _, p := range v.Posts {
			if p.Own() == own && p.Division.Contains(division) && (len(roles) == 0 || slices.Contains(roles, p.Role)) {
				narrow.Posts = append(narrow.Posts, p)
			}
		}
		if len(narrow.Posts) > 0 {
			break
		}
	}
	return &narrow
}

// Header begins an act of the visitor in a county. Under posts held for others the
// note names their owners too; it says 兼代 where own posts are among them, which
// [Visitor.Under] avoids.
func (v *Visitor) Header(kind string, purpose access.Purpose, county string) journal.Header {
	h := journal.Header{County: county, Kind: kind, Actor: v.Actor, Purpose: string(purpose)}
	own, others := false, []string(nil)
	area, err := civil.ParseArea(county)
	for _, p := range v.Posts {
		switch {
		case err == nil && !p.Division.Contains(area) && !area.Contains(p.Division):
		case p.Own():
			own = true
		case !slices.Contains(others, p.Whose):
			others = append(others, p.Whose)
		}
	}
	if len(others) == 0 {
		return h
	}
	slices.Sort(others)
	h.Note = "代" + StaffActor + strings.Join(others, "、"+StaffActor)
	if own {
		h.Note = "本人，兼" + h.Note
	}
	return h
}

// MayAppoint refuses posts outside what the visitor looks after (Denied): nobody
// makes a colleague mightier than the own office.
func (v *Visitor) MayAppoint(posts ...Post) error {
	scope := v.Administers()
	for _, p := range posts {
		if !scope.Covers(p.Division) {
			return &civil.Error{Kind: civil.Denied, Code: "appoint_outside", Message: "这个岗位的区划不归您管理，请由上级系统管理员办理。"}
		}
	}
	return nil
}

// Beginnings of actors' names, before the id.
const (
	StaffActor    = "staff:"
	ResidentActor = "resident:"
)

// machine is the actor of what this package does by itself.
const machine = "machine:account"
