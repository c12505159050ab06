package cityapp

import (
	"fmt"
	"net/url"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
	"lianxin/internal/verify"
)

// doorView is in place of what may be seen only by whoever was just checked.
type doorView struct {
	Frame layout.Frame
	Apps  []part.Link
	Own   part.Link // to act for himself first; none: he does
}

// standingView is what is known of somebody and of his children.
type standingView struct {
	Frame  layout.Frame
	People []standingOf
}

// standingOf is what is known of one person.
type standingOf struct {
	Name    string
	Missing []string
	Groups  []standingGroup
}

// standingGroup are classes of information that belong together.
type standingGroup struct {
	Title string
	Items []standingItem // of which there is something to read
	Rest  []standingItem // nothing on record, or not known
}

// standingItem is what one department says in one class.
type standingItem struct {
	Title string
	State format.State
	Word  string
	Lines []string
	From  string
	Next  part.Link // what there is to do about it
}

// Standing shows somebody his own economic status and that of the children he is the
// guardian of, if an app has just checked his face.
func (p *Pages) Standing(r *screen.Request) (screen.Answer, error) {
	acting, ok := r.Visitor.Acting()
	if !ok || r.Visitor.Only != "" {
		return screen.Answer{}, missing()
	}
	checked, err := p.s.Accounts.Checked(r.Context(), r.Now, session(r))
	if err != nil {
		return screen.Answer{}, err
	}
	if !checked {
		return screen.Show(doorPage(p.doorView(r)))
	}
	person := register.Ref{County: acting.County, ID: acting.ID}
	v := standingView{Frame: p.frame(r, "我的经济状况", first)}
	v.Frame.Nav = layout.FamilyNav
	self, err := p.standingOf(r, person, acting.Name)
	if err != nil {
		return screen.Answer{}, err
	}
	v.People = append(v.People, self)
	children, err := p.s.Desk.Minors(r.Context(), person)
	if err != nil {
		return screen.Answer{}, err
	}
	for _, child := range children {
		one, err := p.standingOf(r, child.Person, child.Name)
		if err != nil {
			return screen.Answer{}, err
		}
		v.People = append(v.People, one)
	}
	return screen.Show(standingPage(v))
}

// doorView says who can check a face here, or where to go where nobody can.
func (p *Pages) doorView(r *screen.Request) doorView {
	v := doorView{Frame: p.frame(r, "我的经济状况", first)}
	v.Frame.Nav = layout.FamilyNav
	for _, a := range p.s.Apps.Strong() {
		v.Apps = append(v.Apps, part.Link{Text: fmt.Sprintf("用“%s”刷脸", a.Title), Path: again(a, r.URL.Path, true)})
	}
	if len(r.Visitor.Persons) > 1 {
		v.Own = part.Link{Text: "切换到本人", Path: "/persons"}
	}
	return v
}

// standingOf reads what registers and departments' answers say of one person. The look
// is written down as the visitor's own.
func (p *Pages) standingOf(r *screen.Request, person register.Ref, name string) (standingOf, error) {
	v := standingOf{Name: format.Name(name)}
	place, err := p.s.Register.Responsible(r.Context(), person)
	if err != nil {
		return v, err
	}
	groups := p.s.Catalogue().Standing()
	var names []string
	for _, g := range groups {
		names = append(names, g.Registers...)
	}
	viewer := access.Viewer{Actor: r.Visitor.Actor, Divisions: []civil.Area{place}, Purpose: r.Route.Purpose}
	list, err := p.s.Register.Standings(r.Context(), viewer, person, names, r.Today())
	if err != nil {
		return v, err
	}
	reach, err := p.s.Reach(r.Context(), person.County)
	if err != nil {
		return v, err
	}
	answers, err := p.s.Verify.AboutPerson(r.Context(), person)
	if err != nil {
		return v, err
	}
	if len(answers) > 0 {
		if err := p.s.Register.NoteLook(r.Context(), viewer, []register.Ref{person}, "inquiry"); err != nil {
			return v, err
		}
	}
	for _, g := range groups {
		v.Groups = append(v.Groups, p.group(g, list, reach, answers, place, &v))
	}
	return v, nil
}

func (p *Pages) group(g pack.StandingGroup, list []register.Standing, reach map[string]civil.Date, answers map[string]verify.About, place civil.Area, v *standingOf) standingGroup {
	group := standingGroup{Title: g.Title}
	for _, one := range list {
		name := one.Register.Name
		if !slices.Contains(g.Registers, name) {
			continue
		}
		var item standingItem
		// What was delivered since says more than an answer before it.
		if about, asked := answers[name]; asked && heard(about.State) && (one.Barred || about.On >= reach[name]) {
			item = answered(one.Register, about, place)
		} else {
			item = p.registered(one, reach[name], place)
		}
		if item.State == format.Unknown {
			v.Missing = append(v.Missing, item.Title)
		}
		if len(item.Lines) > 0 {
			group.Items = append(group.Items, item)
		} else {
			group.Rest = append(group.Rest, item)
		}
	}
	return group
}

// heard says whether a department has said something, be it that there is nothing.
func heard(s verify.ItemState) bool { return s == verify.Something || s == verify.Nothing }

// answered is what a department has answered in a check.
func answered(reg *pack.Register, about verify.About, place civil.Area) standingItem {
	item := standingItem{Title: reg.Title, Lines: about.Lines, State: format.Done, Word: "有信息"}
	if about.State == verify.Nothing {
		item.Word, item.State = "没有信息", format.Paused
	}
	item.From = fmt.Sprintf("%s%s答复", about.Department, format.Day(about.On))
	item.Next = part.Link{Text: "这里不对", Path: wrongPath(reg, place)}
	if about.Objectable {
		item.Next.Path = "/checks/" + about.County + "/" + about.Inquiry + "/object"
	}
	return item
}

// registered is what a register says, or why it says nothing.
func (p *Pages) registered(one register.Standing, until civil.Date, place civil.Area) standingItem {
	item := standingItem{Title: one.Register.Title, Lines: p.s.Verify.RecordLines(one.Register, one.Records)}
	switch {
	case one.Barred:
		item.State, item.Word = format.Unknown, "没有您的授权，没有查"
		item.From, item.Next = one.Register.Department, part.Link{Text: "申请时一起授权", Path: "/apply"}
		if slices.Contains(p.s.Verify.Classes(), one.Register.Name) { // what a letter signed on a phone names
			item.Next = part.Link{Text: "去签署授权", Path: "/checks"}
		}
		return item
	case len(one.Records) > 0:
		item.State, item.Word = format.Done, "有信息"
		item.Next = part.Link{Text: "这里不对", Path: wrongPath(one.Register, place)}
	case until == 0:
		item.State, item.Word = format.Unknown, "部门还没有提供"
	default:
		item.State, item.Word = format.Paused, "没有您的记录"
		item.Next = part.Link{Text: "这里不对", Path: wrongPath(one.Register, place)}
	}
	item.From = one.Register.Department
	if until != 0 {
		item.From = fmt.Sprintf("%s提供，截至%s", one.Register.Department, format.Day(until))
	}
	return item
}

// wrongPath is where somebody says that a register is wrong: to the county's office, which
// has to look into it, to answer and to call back. It names the class and nobody.
func wrongPath(reg *pack.Register, place civil.Area) string {
	county := place.County().String()
	q := url.Values{"county": {county}, "division": {county}, "kind": {"complaint"}, "words": {fmt.Sprintf("%s的“%s”登记不对：", reg.Department, reg.Title)}}
	return "/complain?" + q.Encode()
}
