package staff

import (
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
)

// Prefilled is the form of an applicant with what the registers know, for other desks
// that begin a case for him.
func Prefilled(s *screen.Stages, m *pack.Matter, found *register.Applicant) casework.Answers {
	return (&Pages{s: s}).prefilled(m, found)
}

// Numbered is the form of somebody no register knows, for those desks.
func Numbered(m *pack.Matter, number, name string) casework.Answers { return byNumber(m, number, name) }

// prefilled is the form of an applicant with what the registers know: never ask
// what the city knows. Each value says where it comes from.
func (p *Pages) prefilled(m *pack.Matter, found *register.Applicant) casework.Answers {
	a := byNumber(m, found.IDNumber.Reveal(), found.Name)
	a.Members[0].Person, a.Members[0].Source = found.Ref, map[string]string{}
	for i := range m.Sections {
		s := &m.Sections[i]
		if s.Of == "member" {
			p.prefill(s, found.Person, found.Household, a.Members[0].Values, a.Members[0].Source)
			continue
		}
		p.prefill(s, found.Person, found.Household, a.Family, a.Members[0].Source)
	}
	if m.Alone() {
		return a // nobody else is asked about
	}
	section := member(m)
	for i := range found.Family {
		k := &found.Family[i]
		if section == nil || k.Death != nil || k.Alive != nil && !*k.Alive {
			continue
		}
		one := casework.MemberAnswers{Person: k.Ref, Values: map[string]string{}, Source: map[string]string{}}
		p.prefill(section, k.Person, found.Household, one.Values, one.Source)
		if found.Head { // only then is what they are to the head what they are to him
			p.related(section, k.Relation, one.Values, one.Source)
		}
		a.Members = append(a.Members, one)
	}
	return a
}

// related answers what a member is to the applicant, where the household register says
// it in words the question knows.
func (p *Pages) related(s *pack.Section, relation string, values, source map[string]string) {
	at := slices.IndexFunc(s.Fields, func(f pack.FormField) bool { return f.Name == "relation" })
	if at < 0 || relation == "" {
		return
	}
	if canonical, err := casework.Read(&s.Fields[at].Field, relation); err == nil {
		key := s.Name + ".relation"
		values[key], source[key] = canonical, orText(p.department(register.PersonKind), "登记")
	}
}

// prefill answers the questions of a section that a register answers.
func (p *Pages) prefill(s *pack.Section, one *register.Person, home *register.Household, values, source map[string]string) {
	for i := range s.Fields {
		f := &s.Fields[i]
		text := p.registered(f.Prefill, one, home)
		if text == "" {
			continue
		}
		canonical, err := casework.Read(&f.Field, text)
		if err != nil {
			continue // what the register says does not fit the question: it is asked
		}
		key := s.Name + "." + f.Name
		values[key] = canonical
		name, _, _ := strings.Cut(f.Prefill, ".")
		source[key] = orText(p.department(name), "登记")
	}
}

// department is who keeps a register, as the chip beside a value names it.
func (p *Pages) department(name string) string {
	if reg := p.s.Catalogue().Register(name); reg != nil {
		return reg.Department
	}
	return ""
}

// registered is what a register says of somebody, as forms take it; empty when it
// is not known.
func (p *Pages) registered(prefill string, one *register.Person, home *register.Household) string {
	name, field, _ := strings.Cut(prefill, ".")
	switch prefill {
	case "person.name":
		return one.Name
	case "person.id_number":
		return one.IDNumber.Reveal()
	case "person.phone":
		return one.Phone.Reveal()
	case "person.address":
		if one.Address == "" && home != nil {
			return home.Address
		}
		return one.Address
	}
	reg := p.s.Catalogue().Register(name)
	var values []register.Value
	switch {
	case name == register.PersonKind:
		values = one.More.Values
	case name == register.HouseholdKind && home != nil:
		values = home.More.Values
	}
	if reg == nil {
		return ""
	}
	for i := range reg.Fields {
		if reg.Fields[i].Name == field && i < len(values) {
			return valueText(&reg.Fields[i], values[i])
		}
	}
	return ""
}

// valueText is a value of a register as somebody would type it.
func valueText(f *pack.Field, v register.Value) string {
	if !v.Known {
		return ""
	}
	switch f.Type {
	case pack.MoneyField:
		return civil.Fen(v.Int).String()
	case pack.CountField:
		return strconv.FormatInt(v.Int, 10)
	case pack.DateField:
		return civil.Date(v.Int).String()
	case pack.MonthField:
		return civil.Month(v.Int).String()
	case pack.BoolField:
		return map[bool]string{true: "yes", false: "no"}[v.Int != 0]
	case pack.CodeField:
		if v.Int >= 0 && int(v.Int) < len(f.Codes) {
			return f.Codes[v.Int].Name
		}
		return ""
	case pack.DivisionField:
		return civil.Area(v.Int).String()
	}
	return v.Text
}
