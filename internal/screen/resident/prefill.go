package resident

import (
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
)

// known is what the registers say of somebody, for filling in a form.
type known struct {
	p       *Pages
	r       *screen.Request
	ref     register.Ref
	person  *register.Person
	place   civil.Area // the division responsible for him
	home    *register.Household
	records map[string]*register.Record
}

// know reads what the registers say of somebody of the visitor's family. The look
// is written down as the visitor's own.
func (p *Pages) know(r *screen.Request, ref register.Ref) (*known, error) {
	k := &known{p: p, r: r, ref: ref, records: map[string]*register.Record{}}
	var err error
	if k.place, err = p.s.Register.Responsible(r.Context(), ref); err != nil {
		return nil, err
	}
	on := register.On(r.Today())
	show := register.Show{Fields: []string{"name", register.IDNumberField, register.PhoneField, "address", "marital"}}
	if k.person, err = p.s.Register.Person(r.Context(), p.viewer(r, k.place), ref, on, show); err != nil {
		return nil, err
	}
	homes, err := p.s.Register.HomesOf(r.Context(), ref, r.Today())
	if err != nil {
		return nil, err
	}
	for _, h := range homes {
		if h.Kind != register.Registered || k.home != nil {
			continue
		}
		k.home, _, err = p.s.Register.Household(r.Context(), p.viewer(r, h.Division), h.Ref, on)
		if err != nil && !isKind(err, civil.NotFound) {
			return nil, err
		}
	}
	return k, nil
}

// value is what a place such as person.name says, canonical; empty when nobody knows.
func (k *known) value(place string) string {
	name, column, _ := strings.Cut(place, ".")
	switch name {
	case "person":
		if text, core := k.core(column); core {
			return text
		}
		return k.extra("person", column, k.person.More)
	case "household":
		if k.home == nil {
			return ""
		}
		if column == "address" {
			return k.home.Address
		}
		return k.extra("household", column, k.home.More)
	}
	return k.record(name, column)
}

// core are the fields every person's record has.
func (k *known) core(column string) (text string, known bool) {
	p := k.person
	switch column {
	case "name":
		return p.Name, true
	case "id_number":
		return p.IDNumber.Reveal(), true
	case "phone":
		return p.Phone.Reveal(), true
	case "address":
		return p.Address, true
	case "nation":
		return p.Nation, true
	case "former_name":
		return p.FormerName, true
	case "birth_date":
		if p.Birth != nil {
			return p.Birth.String(), true
		}
		return "", true
	}
	return "", false
}

func (k *known) extra(register, column string, more register.Extra) string {
	reg := k.p.s.Catalogue().Register(register)
	if reg == nil {
		return ""
	}
	for i := range reg.Fields {
		if reg.Fields[i].Name == column && i < len(more.Values) {
			return textOf(&reg.Fields[i], more.Values[i])
		}
	}
	return ""
}

// record is what a declared register says; one that may not be looked into yet, or
// that says nothing, is silent.
func (k *known) record(name, column string) string {
	reg := k.p.s.Catalogue().Register(name)
	if reg == nil || reg.Core || reg.Class == "authorised" {
		return ""
	}
	rec, read := k.records[name]
	if !read {
		list, err := k.p.s.Register.Records(k.r.Context(), k.p.viewer(k.r, k.place), name, k.ref, register.On(k.r.Today()), k.r.Today())
		if err == nil && len(list) > 0 {
			rec = list[len(list)-1]
		}
		k.records[name] = rec
	}
	for i := range reg.Fields {
		if rec != nil && reg.Fields[i].Name == column && i < len(rec.Values) {
			return textOf(&reg.Fields[i], rec.Values[i])
		}
	}
	return ""
}

// textOf is a value of a register as an answer.
func textOf(f *pack.Field, v register.Value) string {
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
	case pack.DivisionField:
		return civil.Area(v.Int).String()
	case pack.BoolField:
		if v.Int == 1 {
			return "yes"
		}
		return "no"
	case pack.CodeField:
		if v.Int >= 0 && int(v.Int) < len(f.Codes) {
			return f.Codes[v.Int].Name
		}
		return ""
	}
	return v.Text
}

// fill puts what is known into the answers of a section, with where it comes from.
func (k *known) fill(s *pack.Section, values, source map[string]string) {
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Prefill == "" {
			continue
		}
		value, err := casework.Read(&f.Field, k.value(f.Prefill))
		if err != nil || value == "" {
			continue
		}
		key := s.Name + "." + f.Name
		values[key] = value
		source[key], _, _ = strings.Cut(f.Prefill, ".")
	}
}

// selfCode is how GB/T 4761 calls the applicant himself.
const selfCode = "self"

// member are the answers about somebody, as far as they are known.
func (k *known) member(m *pack.Matter, applicant bool) casework.MemberAnswers {
	a := casework.MemberAnswers{Person: k.ref, Values: map[string]string{}, Source: map[string]string{}}
	for i := range m.Sections {
		s := &m.Sections[i]
		if s.Of != "member" {
			continue
		}
		k.fill(s, a.Values, a.Source)
		f := fieldOf(s, "relation")
		if applicant && f != nil {
			if _, known := f.Code(selfCode); known {
				a.Values[s.Name+".relation"], a.Source[s.Name+".relation"] = selfCode, applicantSource
			}
		}
	}
	return a
}

// applicantSource is the source of what follows from who applies.
const applicantSource = "applicant"

// answers are those with which a form begins: the applicant's own.
func (k *known) answers(m *pack.Matter) casework.Answers {
	form := casework.Answers{Family: map[string]string{}, Members: []casework.MemberAnswers{k.member(m, true)}}
	for i := range m.Sections {
		if s := &m.Sections[i]; s.Of != "member" {
			k.fill(s, form.Family, form.Members[0].Source)
		}
	}
	return form
}
