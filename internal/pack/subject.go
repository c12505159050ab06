package pack

import "slices"

// subjectHeader is a column that says whom a row is about. It belongs to no
// register: every table may carry it.
type subjectHeader struct {
	Field
	Of []Subject // of whom a row may be
}

// subjectColumns are the closed list. They find the subject, in every table;
// only a table of a core register changes what is known of the subject itself.
var subjectColumns = []subjectHeader{
	{Field: Field{Name: "id_number", Type: IDNumberField, Label: "身份证号"}, Of: []Subject{OfPerson, OfHousehold}},
	{Field: Field{Name: "name", Type: TextField, Label: "姓名", Longest: 50}, Of: []Subject{OfPerson, OfHousehold}},
	{Field: Field{Name: "birth_date", Type: DateField, Label: "出生日期"}, Of: []Subject{OfPerson}},
	{Field: Field{Name: "household_number", Type: TextField, Label: "户号", Longest: 64}, Of: []Subject{OfPerson, OfHousehold}},
	{Field: Field{Name: "relation", Type: TextField, Label: "与户主关系", Longest: 20}, Of: []Subject{OfPerson}},
	{Field: Field{Name: "uscc", Type: USCCField, Label: "统一社会信用代码"}, Of: []Subject{OfOrganisation, OfFacility}},
	{Field: Field{Name: "unit_name", Type: TextField, Label: "单位名称", Longest: 200}, Of: []Subject{OfOrganisation, OfFacility}},
	{Field: Field{Name: "address", Type: TextField, Label: "地址", Longest: 200}, Of: []Subject{OfPerson, OfHousehold, OfOrganisation, OfFacility, OfPlace}},
	{Field: Field{Name: "division", Type: DivisionField, Label: "行政区划"}, Of: []Subject{OfPerson, OfHousehold, OfOrganisation, OfFacility, OfPlace}},
}

// anchors are the subject columns of which a table must have one, so that its
// rows find their subject.
var anchors = map[Subject][]string{
	OfPerson: {"id_number"}, OfHousehold: {"household_number", "id_number"},
	OfOrganisation: {"uscc", "unit_name"}, OfFacility: {"uscc", "unit_name"}, OfPlace: {"division", "address"},
}

// subjectColumn finds the subject column of a name that rows about a subject
// may carry, or returns nil.
func subjectColumn(s Subject, name string) *subjectHeader {
	for i := range subjectColumns {
		if c := &subjectColumns[i]; c.Name == name && slices.Contains(c.Of, s) {
			return c
		}
	}
	return nil
}

func subjectNames(s Subject) []string {
	var names []string
	for i := range subjectColumns {
		if slices.Contains(subjectColumns[i].Of, s) {
			names = append(names, subjectColumns[i].Name)
		}
	}
	return names
}

// subject reads further headers of a subject column, which hold in every table.
func (l *loader) subject(n *node) {
	f := n.fields("field", "aliases")
	name := f.need("field").name()
	var all []string
	for i := range subjectColumns {
		all = append(all, subjectColumns[i].Name)
	}
	if name == "" {
		return
	}
	if !slices.Contains(all, name) {
		f.get("field").unknown("unknown_field", "对象列", name, all)
		return
	}
	if !l.claim("subject", "对象列", name, f.get("field").place()) {
		return
	}
	for _, item := range f.need("aliases").list() {
		if alias := item.words(); alias != "" {
			l.aliases[name] = append(l.aliases[name], alias)
		}
	}
}
