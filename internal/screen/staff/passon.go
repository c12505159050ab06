package staff

import (
	"net/url"

	"lianxin/internal/casework"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/part"
)

// otherOffice is what somebody is taken in for who needs another department.
const otherOffice = "other_office"

// passing is the choice of it: one window takes everything, and passes on what is not
// its own. Towns pass on; a village brings it to its town as a lead.
func passing(r *screen.Request) []part.Choice {
	if !r.Visitor.Plays(casework.Town) {
		return nil
	}
	return []part.Choice{{Value: otherOffice, Text: "别的部门的事：看病、上学、住房、就业等，收下转办"}}
}

// passOn leads to the form by which a need of somebody is passed to another department.
// What is not known of his family here is passed on from a case that is taken in.
func (p *Pages) passOn(r *screen.Request, v intakeView, person register.Ref) (screen.Answer, error) {
	homes, err := p.s.Register.HomesOf(r.Context(), person, r.Today())
	if err != nil {
		return screen.Answer{}, err
	}
	for _, home := range homes {
		if r.Visitor.Scope.Covers(home.Division) {
			at := url.Values{"household": {home.Ref.County + "/" + home.Ref.ID}, "person": {person.String()}}
			return screen.Answer{Next: "/referrals/new?" + at.Encode()}, nil
		}
	}
	v.fault("matter", "这一家不在您的管辖范围，不能直接转办：请先受理他的申请，再从办件里转办。")
	return screen.Again(intakePage(v))
}
