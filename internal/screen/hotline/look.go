package hotline

import (
	"errors"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// codeOf is the code of a refusal, empty for what is none.
func codeOf(err error) string {
	var told *civil.Error
	if errors.As(err, &told) {
		return told.Code
	}
	return ""
}

// earlier are the calls that came from the same number.
func (p *Pages) earlier(r *screen.Request, v *takeView) error {
	if r.Text("phone") == "" {
		return nil
	}
	calls, err := p.s.Hotline.From(r.Context(), r.Who(), r.Text("phone"))
	if err != nil {
		return err
	}
	table, err := p.table(r, "以前的来电", "这个号码没有打来过。", calls)
	v.Earlier = &table
	return err
}

// homes are the families of the person who was picked, with their cases and money.
func (p *Pages) homes(r *screen.Request, v *takeView) error {
	county, id, ok := strings.Cut(v.Pick.Value, "/")
	if !ok {
		return nil
	}
	ref := register.Ref{County: county, ID: id}
	one, err := p.s.Register.Person(r.Context(), r.Viewer(), ref, register.On(r.Today()), register.Show{Fields: []string{"name", "division"}})
	if _, kind, told := office.Told(err); told && kind == civil.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if v.What[4].Value == "" {
		v.What[4].Value = one.Division.Township().String()
	}
	held, err := p.s.Register.HomesOf(r.Context(), ref, r.Today())
	if err != nil {
		return err
	}
	for _, home := range held {
		if !r.Visitor.Scope.Covers(home.Division) {
			continue
		}
		shown, err := p.home(r, home, ref)
		if err != nil {
			return err
		}
		v.Homes = append(v.Homes, shown)
	}
	return nil
}

// home is a family with what it has; its people are written down as looked at.
func (p *Pages) home(r *screen.Request, home register.Home, person register.Ref) (homeView, error) {
	v := homeView{
		Title: map[bool]string{true: "申请时的家庭", false: "户籍登记的一家"}[home.Kind == register.Declared] + "：" + p.place(home.Division),
		Cases: part.Table{Caption: "办件", Empty: "没有办件。", Columns: []part.Column{{Title: "编号"}, {Title: "事项"}, {Title: "状态"}, {Title: "期限"}}},
		Money: part.Table{Caption: "在享待遇", Empty: "现在没有在享待遇。", Columns: []part.Column{{Title: "待遇"}, {Title: "每月", Unit: "元", Number: true}, {Title: "从哪月起"}}},
	}
	people := make([]register.Ref, 0, len(home.People))
	for _, one := range home.People {
		people = append(people, one.Person)
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "hotline"); err != nil {
		return v, err
	}
	list, err := p.s.Desk.OfHousehold(r.Context(), r.Who(), home.County, home.ID)
	if err != nil {
		return v, err
	}
	for _, c := range list {
		title, stage, due := c.Matter, c.Stage, "—"
		if m := p.s.Catalogue().Matter(c.Matter); m != nil {
			title = m.Short
			if s := m.Stage(c.Stage); s != nil {
				stage = s.Title
			}
		}
		if c.Due != 0 {
			due = format.Deadline(p.s.Calendar, r.Today(), c.Due, 1).Text
		}
		v.Cases.Rows = append(v.Cases.Rows, part.Row{Cells: cells(part.Text(c.Number), part.Text(title), part.Text(stage), part.Text(due))})
	}
	purse, err := p.s.Pay.PurseOf(r.Context(), home.Ref, person)
	if err != nil {
		return v, err
	}
	for _, e := range purse.Entitlements {
		if now := e.At(r.Today().Month()); now != nil {
			v.Money.Rows = append(v.Money.Rows, part.Row{Cells: cells(part.Text(p.s.Catalogue().BenefitTitle(e.Programme)), part.Amount(e.Due(r.Today().Month())), part.Text(format.Month(now.From)))})
		}
	}
	return v, nil
}
