package staff

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
)

// Form shows the form of a case that is being taken in.
func (p *Pages) Form(r *screen.Request) (screen.Answer, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	if submitter(p.s.Desk.Allowed(f, r.Who())) == nil {
		return screen.Answer{Next: Path(f.Case.Ref)}, nil // it has been submitted
	}
	v, err := p.sheet(r, f, f.Form)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Saved = r.FormValue("saved") != ""
	return screen.Show(sheetPage(v))
}

// submitter is the action that takes the whole form, nil where none is open.
func submitter(actions []*pack.Action) *pack.Action {
	return doer(actions, "declare")
}

// doer is the first of some actions that has an effect, nil for none.
func doer(actions []*pack.Action, effect string) *pack.Action {
	for _, a := range actions {
		if slices.Contains(a.Does, effect) {
			return a
		}
	}
	return nil
}

// Draft keeps what is filled in so far, while somebody goes on filling in.
func (p *Pages) Draft(r *screen.Request) (screen.Answer, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	seen, err := p.ownSeen(r, f)
	if err != nil {
		return screen.Answer{}, err
	}
	if _, err := p.s.Desk.Save(r.Context(), r.Who(), f.Case.Ref, seen, typed(r, f.Matter, f.Form)); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(templ.NopComponent)
}

// ownSeen is the version the visitor has before him. What he kept himself since
// the page was shown is before him too; what another changed is not.
func (p *Pages) ownSeen(r *screen.Request, f *casework.File) (int64, error) {
	seen := seenOf(r)
	if seen == 0 || seen == f.Case.Opened {
		return seen, nil
	}
	actors, err := p.s.Desk.ChangedBy(r.Context(), r.Who(), f.Case.Ref, seen)
	if err != nil {
		return 0, err
	}
	for _, actor := range actors {
		if actor != r.Visitor.Actor {
			return 0, p.changed(r, actor)
		}
	}
	return f.Case.Opened, nil
}

// seenOf is the version a form was made from; 0 for one that names none.
func seenOf(r *screen.Request) int64 {
	seen, err := strconv.ParseInt(r.Seen(), 10, 64)
	if err != nil {
		return 0
	}
	return seen
}

// changed says who changed a form meanwhile.
func (p *Pages) changed(r *screen.Request, actor string) error {
	name := "家庭"
	if id, ok := strings.CutPrefix(actor, account.StaffActor); ok {
		name = "同事"
		if a, err := p.s.Accounts.ByID(r.Context(), id); err == nil {
			name = a.Name
		}
	}
	return &civil.Error{Kind: civil.Stale, Code: "form_changed", Message: name + "刚改过这份表。您填的还在下面：请对照着看，确认后再提交。"}
}

// SaveForm keeps the form, and submits it when that was asked.
func (p *Pages) SaveForm(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	who, ref := r.Who(), refOf(r)
	f, err := p.s.Desk.Open(r.Context(), who, ref)
	if err != nil {
		return screen.Answer{}, err
	}
	action := submitter(p.s.Desk.Allowed(f, who))
	if action == nil {
		return p.submittedBefore(r, f, once)
	}
	a := typed(r, f.Matter, f.Form)
	seen, err := p.ownSeen(r, f)
	if message, known := told(err); known {
		return p.sheetAgain(r, f, a, func(v *sheetView) { v.Stale = message })
	}
	if err != nil {
		return screen.Answer{}, err
	}
	ids, wrong, err := Attach(p.s.Desk, r, ref, paperField)
	if err != nil {
		return screen.Answer{}, err
	}
	putPapers(&a, ids)
	act, at, _ := strings.Cut(r.Text("act"), ":")
	alterMembers(f.Matter, &a, act, at)
	moved, err := p.keepForm(r, f, seen, a)
	switch {
	case err != nil:
		return screen.Answer{}, err
	case moved != nil:
		return p.submittedBefore(r, moved, once)
	case len(wrong) > 0:
		return p.sheetAgain(r, f, a, func(v *sheetView) {
			for field, message := range wrong {
				v.fault(field, message)
			}
		})
	case act != "":
		return screen.Answer{Next: formPath(ref) + "?saved=yes"}, nil
	}
	whole, err := p.s.Desk.BundleOf(r.Context(), who, ref)
	if err != nil {
		return screen.Answer{}, err
	}
	if whole != nil {
		return p.keepTogether(r, f, a, whole)
	}
	return p.submit(r, f, a, action, once)
}

// keepTogether goes back to the bundle of a form that lacks nothing: all are sent from
// there.
func (p *Pages) keepTogether(r *screen.Request, f *casework.File, a casework.Answers, whole *casework.Bundle) (screen.Answer, error) {
	faults := casework.Check(f.Matter, &a)
	if !a.Agreed && whole.Lead == f.Case.ID {
		faults = append(faults, unpromised())
	}
	if len(faults) > 0 {
		return p.sheetAgain(r, f, a, func(v *sheetView) { v.faults(faults) })
	}
	return screen.Answer{Next: bundlePath(whole.Ref) + "?done=saved"}, nil
}

// unpromised is the fault of a form whose applicant has not signed his promise.
func unpromised() casework.Fault {
	return casework.Fault{Member: -1, Message: "请申请人看过承诺内容并签字，再打勾。"}
}

// twinsMost is how often a form that meets its own twin is kept anew.
const twinsMost = 5

// keepForm keeps the form as the latest version of the case. A form that was sent
// twice at once meets its twin here, which may have kept it already: that is no
// change by another. When the twin has submitted it, keepForm gives the case as it
// is now.
func (p *Pages) keepForm(r *screen.Request, f *casework.File, seen int64, a casework.Answers) (moved *casework.File, err error) {
	who, ref := r.Who(), f.Case.Ref
	for range twinsMost {
		if f.Case.Opened, err = p.s.Desk.Save(r.Context(), who, ref, seen, a); err == nil {
			return nil, nil
		}
		if k, _ := kind(err); k != civil.Stale && code(err) != "form_closed" {
			return nil, err
		}
		now, problem := p.s.Desk.Open(r.Context(), who, ref)
		if problem != nil {
			return nil, problem
		}
		if submitter(p.s.Desk.Allowed(now, who)) == nil {
			return now, nil
		}
		if seen, problem = p.ownSeen(r, now); problem != nil {
			return nil, problem
		}
	}
	return nil, err
}

// alterMembers adds a member, or takes one off; the applicant stays.
func alterMembers(m *pack.Matter, a *casework.Answers, act, at string) {
	switch i, err := strconv.Atoi(at); {
	case act == "add" && len(a.Members) < membersMost && member(m) != nil:
		a.Members = append(a.Members, casework.MemberAnswers{Values: map[string]string{}})
	case act == "drop" && err == nil && i > 0 && i < len(a.Members):
		a.Members = slices.Delete(a.Members, i, i+1)
	}
}

// submit checks the whole form, submits it, and notes who has signed on paper.
func (p *Pages) submit(r *screen.Request, f *casework.File, a casework.Answers, action *pack.Action, once string) (screen.Answer, error) {
	faults := casework.Check(f.Matter, &a)
	if !a.Agreed {
		faults = append(faults, unpromised())
	}
	if len(faults) > 0 {
		return p.sheetAgain(r, f, a, func(v *sheetView) { v.faults(faults) })
	}
	_, err := p.s.Desk.Do(r.Context(), r.Who(), casework.Input{Case: f.Case.Ref, Action: action.Name, Seen: f.Case.Opened, Once: once})
	if found, ok := faultsOf(err); ok {
		return p.sheetAgain(r, f, a, func(v *sheetView) { v.faults(found) })
	}
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.signOnPaper(r, f.Case.Ref, a); err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Next: Path(f.Case.Ref) + "?done=" + action.Name}, nil
}

// submittedBefore answers a form whose case has moved on: with the case, when it
// was this very form that did it.
func (p *Pages) submittedBefore(r *screen.Request, f *casework.File, once string) (screen.Answer, error) {
	action := submitter(f.Matter.Actions)
	if action == nil {
		return screen.Answer{}, notThere()
	}
	_, err := p.s.Desk.Do(r.Context(), r.Who(), casework.Input{Case: f.Case.Ref, Action: action.Name, Seen: f.Case.Opened, Once: once})
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Next: Path(f.Case.Ref) + "?done=" + action.Name}, nil
}

// sheetAgain shows the form again with what was typed.
func (p *Pages) sheetAgain(r *screen.Request, f *casework.File, a casework.Answers, say func(*sheetView)) (screen.Answer, error) {
	v, err := p.sheet(r, f, a)
	if err != nil {
		return screen.Answer{}, err
	}
	say(&v)
	if v.Stale != "" {
		return screen.Answer{Status: statusStale, Page: sheetPage(v)}, nil
	}
	return screen.Again(sheetPage(v))
}
