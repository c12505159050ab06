package pack

import "slices"

// feedColumns reads the columns and under which headers they are found.
func (l *loader) feedColumns(f fields, out *Feed) {
	out.headers = map[string]int{}
	for _, item := range f.need("columns").list() {
		c := item.fields("field", "aliases", "required", "unit")
		column := FeedColumn{Place: item.place()}
		name := c.need("field").name()
		if name == "" || !l.resolveColumn(c.get("field"), out, name, &column) {
			continue
		}
		if out.Find(name) >= 0 {
			c.get("field").refuse("duplicate_name", "字段“%s”已有一列；同一字段的几种表头请写在 aliases 里。", name)
			continue
		}
		if c.has("required") {
			column.Required = c.get("required").truth() || column.Required
		}
		switch {
		case column.Field.Type == MoneyField:
			column.Unit = InYuan
			if c.has("unit") {
				column.Unit = MoneyUnit(c.get("unit").oneOf("unit", string(InYuan), string(InWan), string(InFen)))
			}
		default:
			c.forbid("只有金额列有单位", "unit")
		}
		out.Columns = append(out.Columns, column)
		l.headersOf(c, item, out)
	}
}

// resolveColumn finds what a column's cells hold: a field of the register, or
// something that says whom the row is about.
func (l *loader) resolveColumn(n *node, out *Feed, name string, column *FeedColumn) bool {
	r := out.Register
	subject := subjectColumn(r.Subject, name)
	column.Subject = subject != nil
	switch field := r.Field(name); {
	case field != nil:
		column.Field, column.Required = field, field.Required
	case subject != nil:
		column.Field = &subject.Field
	default:
		n.unknown("unknown_field", "字段", name, slices.Concat(r.fieldNames(), subjectNames(r.Subject)))
		return false
	}
	return true
}

// headersOf takes the headers of the column that was read last.
func (l *loader) headersOf(c fields, item *node, out *Feed) {
	at := len(out.Columns) - 1
	column := &out.Columns[at]
	if other, taken := l.impliedHeaders(out, at); taken {
		item.refuse("duplicate_alias", "字段“%s”的表头“%s”已属于“%s”；一个表头只能归一列。", column.Field.Name, other.header, other.field)
	}
	own := map[string]bool{}
	for _, alias := range c.get("aliases").list() {
		text := alias.words()
		name, _ := NormalHeader(text)
		other, taken := out.headers[name]
		switch {
		case text == "":
		case name == "":
			alias.refuse("alias_form", "表头“%s”里没有一个字，请写出表头。", shorten(text))
		case taken && other != at:
			alias.refuse("duplicate_alias", "表头“%s”已属于“%s”；一个表头只能归一列。", shorten(text), out.Columns[other].Field.Name)
		case own[name]:
			alias.refuse("duplicate_alias", "表头“%s”写了两次；空格、括号、全角半角不算不同，请删去一处。", shorten(text))
		default:
			own[name] = true
			out.headers[name] = at
			column.Aliases = append(column.Aliases, text)
		}
	}
}

// impliedHeader is a header nobody wrote as an alias that two columns claim.
type impliedHeader struct{ header, field string }

// impliedHeaders takes the headers a column has without saying so: the name and
// label of its field, and of a subject column those all packs gave it.
func (l *loader) impliedHeaders(out *Feed, at int) (clash impliedHeader, taken bool) {
	field := out.Columns[at].Field
	list := []string{field.Name, field.Label}
	if out.Columns[at].Subject {
		list = slices.Concat(list, l.aliases[field.Name])
	}
	for _, text := range list {
		name, _ := NormalHeader(text)
		if other, there := out.headers[name]; there && other != at {
			clash, taken = impliedHeader{text, out.Columns[other].Field.Name}, true
			continue
		}
		out.headers[name] = at
	}
	return clash, taken
}
