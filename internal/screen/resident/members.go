package resident

import (
	"slices"
	"strconv"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// membersView is who belongs to the family.
type membersView struct {
	Frame  layout.Frame
	Banner string
	People []memberLine
	Offer  part.Field // people of the household register
	Form   part.Form
	More   part.Form // for somebody else
	Button part.Link
	Alone  bool // the matter is about one person, so nobody is added
}

// memberLine is one of the family in the list.
type memberLine struct {
	part.Task
	Remove part.Form // without an action where he cannot be taken out
	Place  string
}

// offered are the people of the applicant's households who are not in the form.
func (p *Pages) offered(d *draft, form *casework.Answers) (list []register.Relative, err error) {
	if g := d.file.Guardian; g != nil && !g.Known() && d.file.Guards(d.r.Who()) {
		return nil, nil // who only says that he is the guardian is shown nobody
	}
	homes, err := p.s.Register.HomesOf(d.r.Context(), d.file.Case.Applicant, d.r.Today())
	for _, h := range homes {
		for _, one := range h.People {
			in := slices.ContainsFunc(form.Members, func(m casework.MemberAnswers) bool { return m.Person == one.Person })
			again := slices.ContainsFunc(list, func(m register.Relative) bool { return m.Person == one.Person })
			if !in && !again {
				list = append(list, one)
			}
		}
	}
	return list, err
}

// lead says who has to be in the list.
func (v *membersView) lead() string {
	if v.Alone {
		return "这件事只问本人，家里别的人不用写。"
	}
	return "一起生活、一起花钱的人都要写，申请人自己也在里面。"
}

// Members lists the family, and offers those who stand in the same household register.
func (p *Pages) Members(d *draft) (screen.Answer, error) {
	v, err := p.members(d, "")
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(membersPage(v))
}

func (p *Pages) members(d *draft, fault string) (membersView, error) {
	form := d.form()
	path, saw := casePath(d.ref, "members"), version(d.file.Case.Opened)
	v := membersView{Frame: p.frame(d.r, "家里的人", casePath(d.ref, "form"))}
	v.Frame.Faults = fault != ""
	for k := range form.Members {
		line := memberLine{Place: strconv.Itoa(k)}
		line.Title, line.State = format.Name(nameOf(d.file.Matter, form.Members[k].Values)), d.member(&form, k)
		if line.Title == "" {
			line.Title = "第" + memberPlace(k) + "位家人"
		}
		for i := range d.file.Matter.Sections {
			s := &d.file.Matter.Sections[i]
			if s.Of != "member" {
				continue
			}
			sp := &spot{d, s, k, form.Members[k].Values, form.Members[k].Source}
			if line.Path == "" || sp.state() != part.Completed {
				line.Path = sp.path()
			}
		}
		if k > 0 {
			line.Remove = part.Form{Action: path + "/remove", Once: screen.NewOnce(), Seen: saw, Button: "不和我们一起生活，去掉"}
		} else {
			line.Hint = "申请人"
		}
		if v.Button.None() && line.State != part.Completed {
			v.Button = part.Link{Text: "继续填" + line.Title + "的", Path: line.Path}
		}
		v.People = append(v.People, line)
	}
	if v.Alone = d.file.Matter.Alone(); v.Alone {
		return v, nil
	}
	people, err := p.offered(d, &form)
	if len(people) > 0 {
		v.Offer = part.Field{Kind: part.CheckField, Name: "person", Label: "户口本上还有这些人，谁和您一起生活？", Hint: "在外打工、住校的孩子也算。", Fault: fault}
		for _, one := range people {
			v.Offer.Choices = append(v.Offer.Choices, part.Choice{Value: one.Person.String(), Text: format.Name(one.Name)})
		}
		v.Form = part.Form{Action: path, Once: screen.NewOnce(), Seen: saw, Button: "加上选中的人"}
	}
	v.More = part.Form{Action: path + "/more", Once: screen.NewOnce(), Seen: saw, Button: "再加一位别的家人"}
	return v, err
}

// AddMembers takes people of the household register into the family.
func (p *Pages) AddMembers(d *draft) (screen.Answer, error) {
	form := d.form()
	people, err := p.offered(d, &form)
	if err != nil {
		return screen.Answer{}, err
	}
	ticked, added := d.r.Ticked("person"), 0
	for _, one := range people {
		if !slices.Contains(ticked, one.Person.String()) {
			continue
		}
		k, err := p.know(d.r, one.Person)
		if err != nil {
			return screen.Answer{}, err
		}
		form.Members, added = append(form.Members, k.member(d.file.Matter, false)), added+1
	}
	if added == 0 && len(ticked) == 0 {
		v, err := p.members(d, "请先选一个人；都不和您一起生活的，不用加。")
		if err != nil {
			return screen.Answer{}, err
		}
		return screen.Again(membersPage(v))
	}
	return p.changeMembers(d, form, casePath(d.ref, "members"))
}

// AddMore adds somebody who is in no register of the family. Pressed twice it adds one.
func (p *Pages) AddMore(d *draft) (screen.Answer, error) {
	form := d.form()
	last := len(form.Members) - 1
	if last < 0 || len(form.Members[last].Values) > 0 {
		form.Members = append(form.Members, casework.MemberAnswers{Values: map[string]string{}, Source: map[string]string{}})
		last++
	}
	to := casePath(d.ref, "members")
	for i := range d.file.Matter.Sections {
		if s := &d.file.Matter.Sections[i]; s.Of == "member" {
			to = (&spot{d: d, section: s, member: last}).path()
			break
		}
	}
	return p.changeMembers(d, form, to)
}

// Remove takes somebody out of the form; the applicant stays.
func (p *Pages) Remove(d *draft) (screen.Answer, error) {
	form := d.form()
	k, err := strconv.Atoi(d.r.Text("place"))
	if err != nil || k < 1 || k >= len(form.Members) || seen(d.r) != d.file.Case.Opened {
		return screen.See("%s", casePath(d.ref, "members")) // the list has changed: look again
	}
	form.Members = slices.Delete(form.Members, k, k+1)
	return p.changeMembers(d, form, casePath(d.ref, "members"))
}

func (p *Pages) changeMembers(d *draft, form casework.Answers, to string) (screen.Answer, error) {
	form.Agreed = false
	err := p.keep(d, form)
	if isKind(err, civil.Stale) {
		refused, _ := told(err)
		v, err := p.members(d, "")
		v.Banner = refused.Message
		return screen.Answer{Status: 409, Page: membersPage(v)}, err
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s", to)
}
