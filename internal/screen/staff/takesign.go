package staff

import (
	"errors"
	"net/http"

	"lianxin/internal/casework"
	"lianxin/internal/register"
	"lianxin/internal/screen"
)

// statusStale is the status of a page that says who was faster.
const statusStale = http.StatusConflict

// faultsOf are the faults of a form in a refusal; ok is false for another refusal.
func faultsOf(err error) (casework.Faults, bool) {
	var list casework.Faults
	return list, errors.As(err, &list)
}

// signOnPaper notes for each member who is ticked that he has signed the letter of
// authorisation in front of the clerk.
func (p *Pages) signOnPaper(r *screen.Request, ref register.Ref, a casework.Answers) error {
	var places []int
	for i := range a.Members {
		if r.Text(memberName(i, signedRow)) == "yes" {
			places = append(places, i)
		}
	}
	return p.signFor(r, ref, places)
}

// signFor notes that the members at some places of a form have signed.
func (p *Pages) signFor(r *screen.Request, ref register.Ref, places []int) error {
	for _, i := range places {
		f, err := p.s.Desk.Open(r.Context(), r.Who(), ref)
		if err != nil {
			return err
		}
		action := doer(p.s.Desk.Allowed(f, r.Who()), "authorise")
		if action == nil || i >= len(f.Form.Members) {
			return nil
		}
		_, err = p.s.Desk.Do(r.Context(), r.Who(), casework.Input{
			Case: ref, Action: action.Name, Seen: f.Case.Opened, Person: f.Form.Members[i].Person,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
