package pack

import (
	"slices"
	"strings"
)

// feed reads one kind of table. All registers are known by then.
func (l *loader) feed(n *node, pack string) {
	f := n.fields("name", "title", "like", "register", "population", "covers", "complete", "period", "replaces", "membership",
		"header", "columns", "batch", "fixed", "totals", "signatures", "source", "status", "note", "seed")
	out := &Feed{
		Name: f.need("name").name(), Title: f.need("title").words(), Note: f.get("note").words(),
		Pack: pack, Place: n.place(),
	}
	l.seed(f.get("seed"), "feed", out.Name, pack)
	ok := false
	if f.has("like") {
		ok = l.likeFeed(f, out)
	} else {
		ok = l.ownFeed(f, out)
	}
	if !ok || out.Name == "" || !l.claim("feed", "数据表", out.Name, f.get("name").place()) {
		return
	}
	out.Totals = slices.Concat(l.totals, out.Totals, l.lineWords(f.get("totals")))
	out.Signatures = slices.Concat(l.signatures, out.Signatures, l.lineWords(f.get("signatures")))
	checkFeed(f, out)
	l.catalogue.feeds = append(l.catalogue.feeds, out)
}

// ownFeed reads a feed that says everything itself.
func (l *loader) ownFeed(f fields, out *Feed) bool {
	out.Population, out.Covers = f.need("population").words(), CoversListed
	if f.has("covers") {
		out.Covers = Covers(f.get("covers").oneOf("covers", string(CoversListed), string(CoversRequested), string(CoversRegistered), string(CoversResident)))
	}
	if complete := f.need("complete"); complete != nil {
		out.Complete = complete.truth()
	}
	out.Period = Period(f.need("period").oneOf("period", string(NoPeriod), string(ByMonth), string(ByDay)))
	out.Replaces = Replaces(f.need("replaces").oneOf("replaces", string(ReplacesAll), string(ReplacesPeriod), string(ReplacesNothing)))
	if f.has("membership") {
		out.Membership = Membership(f.get("membership").oneOf("membership", string(Registered), string(Residence), string(Declared)))
	}
	out.Source = f.need("source").words()
	out.Status = Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed)))
	register := f.need("register")
	name := register.words()
	if name == "" {
		return false
	}
	if out.Register = l.catalogue.Register(name); out.Register == nil {
		register.unknown("unknown_register", "登记", name, l.registerNames())
		return false
	}
	l.feedColumns(f, out)
	feedHeader(f, out)
	fixedValues(f, out)
	batchFields(f.get("batch"), out)
	return true
}

// likeFeed reads a feed that looks like an earlier one and says what is the same
// in all its rows.
func (l *loader) likeFeed(f fields, out *Feed) bool {
	f.forbid("照另一张表写的数据表沿用它的列", "register", "covers", "period", "replaces", "membership", "header", "columns", "batch")
	like := f.get("like").words()
	model := l.catalogue.Feed(like)
	if model == nil {
		if like != "" {
			f.get("like").unknown("unknown_feed", "数据表", like, l.feedNames())
		}
		return false
	}
	own := *out
	*out = *model
	out.Name, out.Title, out.Pack, out.Place = own.Name, own.Title, own.Pack, own.Place
	out.Totals, out.Signatures = nil, nil
	if own.Note != "" {
		out.Note = own.Note
	}
	if f.has("population") {
		out.Population = f.get("population").words()
	}
	if f.has("complete") {
		out.Complete = f.get("complete").truth()
	}
	if f.has("source") {
		out.Source = f.get("source").words()
	}
	if f.has("status") {
		out.Status = Status(f.get("status").oneOf("status", string(Confirmed), string(Proposed)))
	}
	l.leaveOut(f.need("fixed"), out)
	fixedValues(f, out)
	return true
}

// leaveOut takes the columns away whose value is now the same in all rows. The
// lists of the model stay as they are.
func (l *loader) leaveOut(fixed *node, out *Feed) {
	isFixed := func(name string) bool {
		return fixed != nil && fixed.form == mappingForm &&
			slices.ContainsFunc(fixed.pairs, func(p *entry) bool { return p.key.text == name })
	}
	out.Fixed = slices.Clone(out.Fixed)
	out.Header = slices.DeleteFunc(slices.Clone(out.Header), isFixed)
	out.Batch = slices.DeleteFunc(slices.Clone(out.Batch), isFixed)
	out.Columns = slices.DeleteFunc(slices.Clone(out.Columns), func(c FeedColumn) bool { return isFixed(c.Field.Name) })
	out.headers = map[string]int{}
	for i := range out.Columns {
		l.impliedHeaders(out, i)
		for _, alias := range out.Columns[i].Aliases {
			name, _ := NormalHeader(alias)
			out.headers[name] = i
		}
	}
}

// feedHeader reads the columns without which a table is not of this kind.
func feedHeader(f fields, out *Feed) {
	items := f.need("header").list()
	if f.get("header") != nil && len(items) == 0 {
		f.get("header").refuse("header_empty", "请写出至少一个必有的列，否则什么表都像它。")
	}
	for _, item := range items {
		switch name := item.name(); {
		case name == "":
		case out.Find(name) < 0:
			item.unknown("unknown_field", "列", name, out.columnNames())
		case slices.Contains(out.Header, name):
			item.refuse("duplicate_name", "列“%s”在 header 里写了两次，请删去一处。", name)
		default:
			out.Header = append(out.Header, name)
		}
	}
}

func (f *Feed) columnNames() []string {
	names := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		names[i] = c.Field.Name
	}
	return names
}

// lineWords are words in normal form.
func (l *loader) lineWords(n *node) []string {
	var list []string
	for _, item := range n.list() {
		text := item.words()
		switch name := bareName(text); {
		case text == "":
		case name == "":
			item.refuse("alias_form", "“%s”里没有一个字，请写出表里的字。", shorten(text))
		default:
			list = append(list, name)
		}
	}
	return list
}

func (l *loader) registerNames() []string {
	names := make([]string, len(l.catalogue.registers))
	for i, r := range l.catalogue.registers {
		names[i] = r.Name
	}
	return names
}

func (l *loader) feedNames() []string {
	names := make([]string, len(l.catalogue.feeds))
	for i, f := range l.catalogue.feeds {
		names[i] = f.Name
	}
	return names
}

// batchFields reads what is told once for a whole table. Only texts are: a
// title is one.
func batchFields(n *node, out *Feed) {
	for _, item := range n.list() {
		field := out.Register.namedField(item)
		switch {
		case field == nil:
		case field.Type != TextField:
			item.refuse("batch_field", "只有文字能随批次说明，“%s”是 %s。", field.Name, field.Type)
		case out.fixes(field) || slices.Contains(out.Batch, field.Name):
			item.refuse("duplicate_name", "字段“%s”已经写过，请删去一处。", field.Name)
		default:
			out.Batch = append(out.Batch, field.Name)
			if i := out.Find(field.Name); i >= 0 {
				out.Columns[i].Required = false
			}
		}
	}
}

// fixedValues reads what is so in every row.
func fixedValues(f fields, out *Feed) {
	n := f.get("fixed")
	if n == nil {
		return
	}
	if n.form != mappingForm {
		n.refuse("wrong_type", "这里应是“字段: 值”的形式。")
		return
	}
	for _, p := range n.pairs {
		name, text := p.key.text, p.value.words()
		field := out.Register.Field(name)
		switch {
		case field == nil:
			p.key.unknown("unknown_field", "字段", name, out.Register.fieldNames())
			continue
		case out.Find(name) >= 0:
			p.key.refuse("duplicate_name", "字段“%s”已有一列，不能再写固定的值。", name)
			continue
		case slices.ContainsFunc(out.Fixed, func(v FixedValue) bool { return v.Field == field }):
			p.key.refuse("duplicate_name", "字段“%s”的固定值已经写过，请删去一处。", name)
			continue
		}
		if fixedFits(field, p.value, text) {
			out.Fixed = append(out.Fixed, FixedValue{field, text})
		}
	}
}

// fixedFits says whether a field may have the value in every row.
func fixedFits(field *Field, n *node, text string) bool {
	if text == "" {
		return false
	}
	switch field.Type {
	case TextField:
		if field.TooLong(text) {
			n.refuse("fixed_value", "固定的值超过 %d 个字。", field.Longest)
			return false
		}
	case BoolField:
		if text != "true" && text != "false" {
			n.refuse("wrong_type", "这里应是 true 或 false，现在是“%s”。", shorten(text))
			return false
		}
	case CodeField:
		if _, ok := field.Code(text); !ok {
			labels := make([]string, len(field.Codes))
			for i, c := range field.Codes {
				labels[i] = c.Name
			}
			n.refuse("unknown_word", "%s 只能是 %s，现在是“%s”。", field.Name, strings.Join(labels, "、"), shorten(text))
			return false
		}
	default:
		n.refuse("fixed_value", "只有文字、代码和是否能写固定的值，“%s”是 %s。", field.Name, field.Type)
		return false
	}
	return true
}
