package resident

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/notice"
	"lianxin/internal/screen/part"
)

// inviteView is the invitation of somebody who is absent.
type inviteView struct {
	Frame   layout.Frame
	Name    string
	Form    part.Form
	Code    string
	QR      templ.Component
	Address string
}

// invitee is the adult of the family an address names, who has not signed.
func (p *Pages) invitee(r *screen.Request) (*casework.File, *casework.Party, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), caseOf(r))
	if err != nil {
		return nil, nil, err
	}
	person, err := self(r)
	if err != nil {
		return nil, nil, err
	}
	_, others := p.s.Desk.Signs(f, person)
	at := slices.IndexFunc(others, func(o casework.Party) bool { return o.ID == r.PathValue("party") })
	if at < 0 || !p.s.Desk.OldEnough(f, &others[at]) || actionDoing(p.s.Desk.Allowed(f, r.Who()), "authorise") == nil {
		return nil, nil, missing()
	}
	return f, &others[at], nil
}

// Invite says what an invitation is.
func (p *Pages) Invite(r *screen.Request) (screen.Answer, error) {
	f, party, err := p.invitee(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(invitePage(p.invite(r, f, party)))
}

func (p *Pages) invite(r *screen.Request, f *casework.File, party *casework.Party) inviteView {
	name := format.Name(party.Name)
	return inviteView{
		Frame: p.frame(r, "请"+name+"来签名", casePath(f.Case.Ref)), Name: name,
		Form: part.Form{Action: casePath(f.Case.Ref, "invite", party.ID), Once: screen.NewOnce(), Button: "生成签名码"},
	}
}

// Invited draws a code with which somebody absent signs in this case and does
// nothing else. It is shown once.
func (p *Pages) Invited(r *screen.Request) (screen.Answer, error) {
	f, party, err := p.invitee(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.invite(r, f, party)
	h := journal.Header{County: f.Case.County, Kind: "case.invite", Actor: r.Visitor.Actor, Purpose: string(r.Route.Purpose)}
	_, err = p.s.Journal.Do(r.Context(), h, func(w *journal.Write) (err error) {
		person := account.Person{County: party.Person.County, ID: party.Person.ID}
		v.Code, err = p.s.Accounts.Invite(r.Context(), w, person, f.Case.County, f.Case.ID, account.ErrandSign)
		return err
	})
	if err != nil {
		return screen.Answer{}, err
	}
	v.Address = p.s.Address + "/sign-in?slip=" + url.QueryEscape(v.Code)
	if v.QR, err = notice.QR(v.Address, v.Name+"的签名码"); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(invitePage(v))
}
