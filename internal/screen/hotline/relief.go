package hotline

import (
	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/staff"
	"lianxin/internal/service"
	"lianxin/internal/service/hotline"
)

// idField is an identity number as forms check it.
var idField = pack.Field{Name: "id_number", Label: "身份证号", Type: pack.IDNumberField}

// reliefForm is the form of somebody in need: what the registers know of him, else his
// number and name, and what was said about where he is and what he lacks. Who is in no
// register is at home where he is now.
func (p *Pages) reliefForm(r *screen.Request, m *pack.Matter, f *hotline.File, number access.Private, name string) (form casework.Answers, county string, home civil.Area) {
	found, err := p.s.Register.IdentifyFamily(r.Context(), r.Viewer(), number, name, r.Today())
	if err != nil {
		county, home = service.Code(f.Division), f.Division
		form = staff.Numbered(m, number.Reveal(), name)
	} else {
		county, home = found.County, found.Division
		form = staff.Prefilled(p.s, m, found)
		// In an emergency the person asks; whose family comes along is seen on the spot.
		form.Members = form.Members[:1]
	}
	p.fillIn(r, m, f, &form)
	return form, county, home
}

// fillIn answers questions of a form by what a call said, by the names they have in
// the matters of emergencies; a matter that does not ask so is filled in by hand.
func (p *Pages) fillIn(r *screen.Request, m *pack.Matter, f *hotline.File, form *casework.Answers) {
	said := map[string]string{"where_now": f.Where, "hardship": f.Words, "phone": f.Said.Phone, "happened_on": f.Day.String(), "by_proxy": "no"}
	for i := range m.Sections {
		s := &m.Sections[i]
		if s.Of != "household" {
			continue
		}
		for k := range s.Fields {
			q := &s.Fields[k]
			text := said[q.Name]
			if key := s.Name + "." + q.Name; text != "" && form.Family[key] == "" {
				if canonical, err := casework.Read(&q.Field, text); err == nil {
					form.Family[key] = canonical
				}
			}
		}
	}
}
