package access

import (
	"slices"

	"lianxin/internal/civil"
)

// Role is what somebody does in an office, in the words of the packs' visible_to.
type Role string

// Viewer is somebody at work: who, in which roles, for which divisions, and what
// for at this moment.
type Viewer struct {
	Actor     string // account or machine, never a personal name
	Roles     []Role
	Divisions []civil.Area // each with all that lies in it
	Purpose   Purpose
}

// Check refuses a viewer who may see nobody: without actor or purpose (code
// purpose_required), with a purpose that is not on the list, or without a division.
func (v Viewer) Check() error {
	if v.Actor == "" {
		return errPurpose()
	}
	if err := v.Purpose.Check(); err != nil {
		return err
	}
	_, err := NewScope(v.Divisions...)
	return err
}

// Scope is what the viewer's divisions cover: nothing when they are refused.
func (v Viewer) Scope() Scope {
	s, err := NewScope(v.Divisions...)
	if err != nil {
		return Scope{}
	}
	return s
}

// Plays says whether the viewer has one of the roles a field is visible to. A field
// that names no role is visible to every role, and to nobody who has none.
func (v Viewer) Plays(visibleTo ...Role) bool {
	if len(visibleTo) == 0 {
		return len(v.Roles) > 0
	}
	return slices.ContainsFunc(v.Roles, func(r Role) bool { return slices.Contains(visibleTo, r) })
}

// Look begins a look of this viewer at a record; the caller adds the fields.
func (v Viewer) Look(at civil.Instant, subject Subject) Look {
	return Look{Actor: v.Actor, Scope: v.Scope(), Purpose: v.Purpose, Subject: subject, At: at}
}
