package casework

import (
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Allowed are the actions that a case gives to a visitor now: what his roles may
// do at its stage. Whether all that an action needs is there already, [Desk.Lacking] says.
// The button, the interface and [Desk.Do] ask this one function.
func (d *Desk) Allowed(f *File, who Who) []*pack.Action {
	var list []*pack.Action
	for _, a := range f.Matter.Actions {
		if _, may := d.may(f, who, a); may {
			list = append(list, a)
		}
	}
	return list
}

// may says whether a visitor may do an action now, and for which unit he then acts.
func (d *Desk) may(f *File, who Who, a *pack.Action) (unit civil.Area, ok bool) {
	if !f.from(a) || who.Machine && !clerical(a) || slices.Contains(a.Needs, "in_grace") && f.Case.graceEnd() == 0 {
		return 0, false
	}
	for _, role := range a.Roles {
		if unit, ok := d.plays(f, who, a, role); ok {
			return unit, true
		}
	}
	return 0, false
}

// clerical says whether a program may do an action that its posts would give it: one
// that is the family's as well, entered for the family at a window. Everything else
// is an office's judgement, and what cannot be undone is nobody's but a person's.
func clerical(a *pack.Action) bool {
	return !a.Danger && (slices.Contains(a.Roles, "applicant") || slices.Contains(a.Roles, "member"))
}

// from says whether an action leads away from the stage of the case.
func (f *File) from(a *pack.Action) bool {
	stage := f.Stage()
	return slices.Contains(a.From, f.Case.Stage) || slices.Contains(a.From, "*") && stage != nil && !stage.End
}

// plays says whether a visitor has a role in this case.
func (d *Desk) plays(f *File, who Who, a *pack.Action, role string) (unit civil.Area, ok bool) {
	c := f.Case
	switch role {
	case "applicant":
		return 0, who.Only == "" && (who.speaksFor(c, f.Parties, applicantRole) || f.Guards(who))
	case "member":
		return 0, who.speaksFor(c, f.Parties, "")
	case "public":
		return 0, who.Staff == "" && !who.speaksFor(c, f.Parties, "")
	case "machine":
		return 0, len(who.Actor) > 8 && who.Actor[:8] == "machine:"
	case "decider":
		role = string(County)
		if c.Marked(Delegated) {
			role = string(Town)
		}
	}
	if who.Staff == "" {
		return 0, false
	}
	post, ok := who.post(access.Role(role), where(c, a, role)...)
	return post.Division, ok
}

// where are the divisions of a case in which a role may act on it.
func where(c *Case, a *pack.Action, role string) []civil.Area {
	if role != string(Town) && role != string(Village) {
		return []civil.Area{c.Division}
	}
	switch a.Where {
	case "intake":
		return []civil.Area{c.Intake}
	case "either":
		return []civil.Area{c.Division, c.Intake}
	}
	return []civil.Area{c.Division}
}
