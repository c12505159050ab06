package pack

import "slices"

// checkFlow follows the actions from stage to stage: a case must be able to come
// to every stage, and from every stage to an end.
func (r *matterReader) checkFlow() {
	m := r.m
	if len(m.Stages) == 0 {
		return
	}
	if m.Stages[0].End {
		r.refuseAt(m.Stages[0].Place, "stage_first", "第一个状态是件刚建立时的状态，不能是办结。")
	}
	if opens := m.Stage(m.Opens); opens != nil && opens.End {
		r.f.get("opens").refuse("stage_first", "opens 是件刚建立时的状态，不能是办结。")
	}
	reached := r.reach([]string{m.Stages[0].Name, m.Opens}, false)
	leads := r.reach(r.ends(), true)
	for _, s := range m.Stages {
		switch {
		case !reached[s.Name]:
			r.refuseAt(s.Place, "stage_unreachable", "没有动作能到状态“%s”，请补上动作或删去。", s.Name)
		case !s.End && !leads[s.Name]:
			r.refuseAt(s.Place, "stage_without_way_out", "从状态“%s”办不到头：要有写明它的动作，一步步通到办结（from: \"*\" 的不算）。", s.Name)
		case !s.End && !r.waited(s):
			r.refuseAt(s.Place, "stage_idle", "状态“%s”在等 %s，却没有它能做的动作。", s.Name, s.With)
		}
		r.checkPrimary(s)
	}
}

func (r *matterReader) ends() []string {
	var list []string
	for _, s := range r.m.Stages {
		if s.End {
			list = append(list, s.Name)
		}
	}
	return list
}

// reach is every stage that can be reached from some, or from which some can be
// reached. Ways back count only actions that name their stage: that a case can
// be withdrawn from anywhere is no way through it.
func (r *matterReader) reach(from []string, back bool) map[string]bool {
	found := map[string]bool{}
	for _, name := range from {
		found[name] = true
	}
	for grown := true; grown; {
		grown = false
		for _, a := range r.m.Actions {
			for _, s := range r.m.Stages {
				start, to := s.Name, a.To
				if to == "" || back && !slices.Contains(a.From, start) || !a.OpenIn(&s) {
					continue
				}
				if back {
					start, to = to, start
				}
				if found[start] && !found[to] {
					found[to], grown = true, true
				}
			}
		}
	}
	return found
}

// OpenIn says whether the action may be done in a stage.
func (a *Action) OpenIn(s *Stage) bool {
	return slices.Contains(a.From, s.Name) || !s.End && slices.Contains(a.From, "*")
}

// awaited are the roles that can do what a stage waits for.
var awaited = map[string][]string{
	"family": {"applicant", "member"}, "village": {"village"}, "town": {"town"}, "county": {"county"}, "decider": {"decider", "county"},
}

// waited says whether somebody for whom the stage waits has something to do.
func (r *matterReader) waited(s Stage) bool {
	roles := awaited[s.With]
	return roles == nil || slices.ContainsFunc(r.m.Actions, func(a *Action) bool {
		return slices.Contains(a.From, s.Name) && slices.ContainsFunc(a.Roles, func(role string) bool { return slices.Contains(roles, role) })
	})
}

// checkPrimary refuses a second coloured button in a stage, and one for an
// action against the family.
func (r *matterReader) checkPrimary(s Stage) {
	var first *Action
	for _, a := range r.m.Actions {
		switch {
		case !a.Primary || !a.OpenIn(&s):
		case a.Danger:
			r.refuseAt(a.Place, "primary_danger", "对家庭不利的动作不能是醒目的按钮，请删去 primary。")
		case first != nil:
			r.refuseAt(a.Place, "primary_twice", "状态“%s”已有醒目的按钮“%s”，一个状态只能有一个。", s.Name, first.Title)
		default:
			first = a
		}
	}
}
