package casework

import (
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// Who is somebody at work on cases: a member of staff with his posts, a resident
// for himself and those he acts for, or anybody from the street.
type Who struct {
	Actor    string // as the journal names it: "staff:…", "resident:…", "public", "machine:…"
	Staff    string // id of the account; empty for others
	Name     string
	Posts    []Post
	Persons  []register.Ref // residents: whom this visitor speaks for
	Only     string         // a visitor who was invited to one case sees this one alone
	Purpose  access.Purpose
	OnBehalf string // of whom a deputy acts, for the note of the act
	Machine  bool   // a program of another office: it does what the family's turn asks and nothing a person has to decide
}

// Post is a role in a division, with all below it.
type Post struct {
	Role     access.Role
	Division civil.Area
}

// Roles of staff who work on cases.
const (
	City    access.Role = "city"
	County  access.Role = "county"
	Town    access.Role = "town"
	Village access.Role = "village"
	Finance access.Role = "finance"
	Auditor access.Role = "auditor"
	Hotline access.Role = "hotline" // takes calls, and sees no case
)

// Public is anybody who has not signed in.
func Public() Who { return Who{Actor: "public", Purpose: "petition"} }

// scope is what the visitor's posts cover.
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

// sees is the one predicate of who may know of a case: staff whose division is
// responsible or took it in, and the people it is about. Lists, counts, files
// and exports ask it too, in SQL or here.
func (w Who) sees(c *Case, parties []Party) bool {
	if w.Only != "" && w.Only != c.ID {
		return false
	}
	if w.speaksFor(c, parties, "") {
		return true
	}
	if c.Stage == draftStage && (c.Channel == phoneChannel || !w.scope().Covers(c.Intake)) {
		return false // a family still filling in its form is nobody's business
	}
	s := w.scope()
	return s.Covers(c.Division) || s.Covers(c.Intake)
}

// speaksFor says whether a resident is a party of a case, in a role when one is named.
func (w Who) speaksFor(c *Case, parties []Party, role string) bool {
	if slices.Contains(w.Persons, c.Applicant) && (role == "" || role == applicantRole) {
		return true
	}
	return slices.ContainsFunc(parties, func(p Party) bool {
		return slices.Contains(w.Persons, p.Person) && (role == "" || p.Role == role)
	})
}

// post finds a post of a role in one of some divisions.
func (w Who) post(role access.Role, divisions ...civil.Area) (Post, bool) {
	for _, p := range w.Posts {
		if p.Role != role {
			continue
		}
		for _, d := range divisions {
			if p.Division.Contains(d) {
				return p, true
			}
		}
	}
	return Post{}, false
}
