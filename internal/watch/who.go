package watch

import (
	"lianxin/internal/access"
	"lianxin/internal/civil"
)

// Who is somebody at work on leads, or who reports one.
type Who struct {
	Actor    string // as the journal names it
	Staff    string // id of the account; empty for others
	Name     string
	Posts    []Post
	Purpose  access.Purpose
	OnBehalf string // of whom a deputy acts, for the note of the act
}

// Post is a role in a division, with all below it.
type Post struct {
	Role     access.Role
	Division civil.Area
}

// Machine is the program itself.
func Machine() Who { return Who{Actor: "machine:watch", Purpose: "visit"} }

// scope is what the posts cover.
func (w Who) scope() access.Scope {
	var areas []civil.Area
	for _, p := range w.Posts {
		areas = append(areas, p.Division)
	}
	s, err := access.NewScope(areas...)
	if err != nil {
		return access.Scope{}
	}
	return s
}

// unit is the division somebody acts for, as a step names it.
func (w Who) unit() string {
	if len(w.Posts) == 0 {
		return ""
	}
	return areaText(w.Posts[0].Division)
}

// plays says whether somebody has a role over a division.
func (w Who) plays(division civil.Area, roles ...access.Role) bool {
	for _, p := range w.Posts {
		for _, role := range roles {
			if p.Role == role && p.Division.Contains(division) {
				return true
			}
		}
	}
	return false
}

// Roles of staff who work on leads.
const (
	villageRole access.Role = "village"
	townRole    access.Role = "town"
	countyRole  access.Role = "county"
	cityRole    access.Role = "city"
)
