package pack

import (
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
)

// kernelFields are the answers the kernel itself reads, by whose section they
// stand in: without them it would not know whom a case is about.
var kernelFields = map[string][]Field{
	"household": {{Name: "name", Type: TextField}, {Name: "id_number", Type: IDNumberField}, {Name: "phone", Type: PhoneField}},
	"member":    {{Name: "name", Type: TextField}, {Name: "id_number", Type: IDNumberField}, {Name: "relation", Type: CodeField}},
	"payee":     {{Name: "bank", Type: TextField}, {Name: "account", Type: AccountField}, {Name: "holder", Type: TextField}},
}

// effectFields are the answers an effect takes from the form of its action.
var effectFields = map[string][]Field{
	"survey":           {{Name: "day", Type: DateField}, {Name: "second", Type: TextField}},
	"visit":            {{Name: "day", Type: DateField}, {Name: "second", Type: TextField}},
	"object":           {{Name: "words", Type: TextField}},
	"settle_objection": {{Name: "upheld", Type: BoolField}},
	"account":          kernelFields["payee"],
	"award":            {{Name: "amount", Type: MoneyField}},
	"advance":          {{Name: "amount", Type: MoneyField}},
	"grace":            {{Name: "until", Type: MonthField}},
	"correct":          {{Name: "before", Type: TextField}, {Name: "after", Type: TextField}},
	"transfer":         {{Name: "to", Type: DivisionField}},
	"rate":             {{Name: "grade", Type: CodeField}},
	"taken_elsewhere":  {{Name: "day", Type: DateField}},
	"follow":           {{Name: "follows", Type: CodeField}},
}

func (r *matterReader) section(n *node) {
	f := n.fields("name", "title", "of", "fields")
	s := Section{Name: f.need("name").name(), Title: f.need("title").words(), Of: f.need("of").oneOf("of", sectionSubjects...)}
	for _, item := range f.need("fields").some() {
		field, ok := r.formField(item, s.Of, s.Fields)
		if !ok || r.own("field "+s.Of, "问题", item, field.Name) == "" {
			continue
		}
		if field.Ask == "" {
			item.refuse("missing_key", "申请人一页只看一个问题，这里缺少键“ask”：把问题写成一句话。")
		}
		s.Fields = append(s.Fields, field)
	}
	if s.Of == "payee" && s.Name != "" && s.Name != "payee" {
		f.get("name").refuse("section_payee", "领款账户的表单只有一张，名字是 payee，系统按它登记账户。")
	}
	if r.own("section", "表单", f.get("name"), s.Name) != "" {
		r.m.Sections = append(r.m.Sections, s)
	}
}

// fieldsOf are all questions about somebody so far.
func (r *matterReader) fieldsOf(of string, more []FormField) []FormField {
	var list []FormField
	for i := range r.m.Sections {
		if r.m.Sections[i].Of == of {
			list = append(list, r.m.Sections[i].Fields...)
		}
	}
	return append(list, more...)
}

// formField reads one question. Of those asked before it may depend.
func (r *matterReader) formField(n *node, of string, before []FormField) (FormField, bool) {
	f := n.fields(append(slices.Clone(fieldKeys), "ask", "hint", "example", "prefill", "keep", "when", "otherwise", "private", "counts")...)
	plain, ok := readField(f)
	out := FormField{
		Field: plain, Ask: f.get("ask").words(), Hint: f.get("hint").words(), Example: f.get("example").words(), Private: f.flag("private"),
	}
	if !ok {
		return out, false
	}
	var kept, known *Field
	out.Prefill, known = r.prefill(f.get("prefill"), of)
	out.Keep, kept = r.keep(f.get("keep"), of)
	sameType(f.get("prefill"), &out.Field, known)
	sameType(f.get("keep"), &out.Field, kept)
	inherit(f, &out.Field, kept, known)
	if kept != nil && kept.Type == out.Type {
		fits(f, &out.Field, kept)
	}
	out.When = when(f.get("when"), before)
	out.Otherwise = out.otherwise(f)
	out.Counts = counted(f.get("counts"), &out, of, before)
	return out, out.Name != ""
}

// ofAction marks the questions in the form of an action.
const ofAction = ""

// counted reads the questions whose yes are counted.
func counted(n *node, out *FormField, of string, before []FormField) (list []string) {
	for _, item := range n.list() {
		name := item.words()
		at := slices.IndexFunc(before, func(f FormField) bool { return f.Name == name })
		if name != "" && (at < 0 || before[at].Type != BoolField) {
			item.refuse("counts_form", "counts 列出排在前面的是非题，“%s”不是。", shorten(name))
			continue
		}
		list = append(list, name)
	}
	if len(list) > 0 && (out.Type != CountField || of != ofAction) {
		n.refuse("counts_form", "counts 只能写在动作的表单里，类型是 count：数一数前面有几项答了“是”。")
	}
	return list
}

// prefill finds what the registers would answer.
func (r *matterReader) prefill(n *node, of string) (string, *Field) {
	register, field := r.registerField(n)
	switch {
	case register == nil || field == nil:
		return "", nil
	case register.Class == "authorised":
		n.refuse("prefill_authorised", "“%s”要有授权才能查，填表时还没有授权，不能用来预填；核对时再比较。", register.Title)
		return "", nil
	case register.Subject != OfPerson && (register.Subject != OfHousehold || of == "member"):
		n.refuse("register_subject", "“%s”说的不是这里要问的人，不能用来预填。", register.Title)
		return "", nil
	}
	return n.text, field
}

// keep finds where an answer is kept.
func (r *matterReader) keep(n *node, of string) (string, *Field) {
	register, field := r.registerField(n)
	switch {
	case register == nil || field == nil:
		return "", nil
	case register.Class != "declared" && (of != ofAction || register.Class != "shared") || register.Core:
		n.refuse("keep_not_declared", "家庭说的话只能存进申报类（class: declared）的登记，办理中查明的也可以存进共享类（shared）的，“%s”不是。", register.Title)
		return "", nil
	case subjectColumn(register.Subject, field.Name) != nil:
		n.refuse("keep_subject", "“%s”说的是登记的对象，由系统登记，不用写 keep。", field.Name)
		return "", nil
	case of != "member" && of != ofAction || register.Subject != OfPerson:
		n.refuse("register_subject", "只有成员说自己的话能存进说人的登记，“%s”在这里不能写 keep。", register.Title)
		return "", nil
	}
	return n.text, field
}

// registerField finds REGISTER.field.
func (r *matterReader) registerField(n *node) (*Register, *Field) {
	text := n.words()
	if text == "" {
		return nil, nil
	}
	name, field, _ := strings.Cut(text, ".")
	register := r.catalogue.Register(name)
	if register == nil {
		n.unknown("unknown_register", "登记", name, r.registerNames())
		return nil, nil
	}
	if found := register.Field(field); found != nil {
		return register, found
	}
	if column := subjectColumn(register.Subject, field); column != nil {
		return register, &column.Field
	}
	n.unknown("unknown_field", "字段", field, append(register.fieldNames(), subjectNames(register.Subject)...))
	return nil, nil
}

func (r *matterReader) registerNames() []string {
	var names []string
	for _, register := range r.catalogue.registers {
		names = append(names, register.Name)
	}
	return names
}

func sameType(n *node, field, of *Field) {
	if of != nil && (of.Type != field.Type || of.Scale != field.Scale || of.Unit != field.Unit) {
		n.refuse("field_type", "“%s”是 %s，登记里的“%s”是 %s，类型要一样。", field.Name, field.Type, n.text, of.Type)
	}
}

// inherit takes from the register what the question does not say itself: codes,
// range and length. Where the answer is kept goes before where it comes from.
func inherit(f fields, out *Field, sources ...*Field) {
	for _, from := range sources {
		if from == nil || from.Type != out.Type {
			continue
		}
		if !f.has("range") {
			out.Ranged, out.Min, out.Max = from.Ranged, from.Min, from.Max
		}
		if !f.has("max") {
			out.Longest = from.Longest
		}
		if !f.has("codes") && (from.Type == CodeField || from.Type == CountField) {
			f.forbid("代码来自登记", "several")
			out.Codes, out.codes, out.Several = from.Codes, from.codes, from.Several
			return
		}
		break
	}
	fieldCodes(f, out)
}

// fits refuses a question whose answers the register could not hold.
func fits(f fields, out, kept *Field) {
	switch {
	case out.Longest > kept.Longest:
		f.get("max").refuse("keep_too_small", "登记里最多存 %d 个字，这里不能让人写得更长。", kept.Longest)
	case kept.Ranged && (out.Min < kept.Min || out.Max > kept.Max):
		f.get("range").refuse("keep_too_small", "这里的范围超出了登记里这一项的范围。")
	}
	for i := range out.Codes {
		if !slices.ContainsFunc(kept.Codes, func(c FieldCode) bool { return c.Name == out.Codes[i].Name }) {
			f.get("codes").refuse("keep_codes", "登记里没有代码“%s”，存不进去。", out.Codes[i].Name)
			return
		}
	}
}

// when reads a condition on a question asked before.
func when(n *node, before []FormField) string {
	text := n.words()
	if text == "" {
		return ""
	}
	name, value, coded := strings.Cut(text, "=")
	at := slices.IndexFunc(before, func(f FormField) bool { return f.Name == name })
	if at < 0 {
		var names []string
		for i := range before {
			names = append(names, before[i].Name)
		}
		n.unknown("unknown_field", "排在前面的问题", name, names)
		return ""
	}
	field := &before[at]
	switch {
	case field.Type == BoolField && !coded:
		return text
	case field.Type == CodeField && !field.Several && coded:
		var names []string
		for i := range field.Codes {
			names = append(names, field.Codes[i].Name)
		}
		if !slices.Contains(names, value) {
			n.unknown("unknown_code", "代码", value, names)
			return ""
		}
		return text
	}
	n.refuse("when_form", "when 写一个是非题的名字，或“代码题的名字=代码”；“%s”是 %s。", field.Name, field.Type)
	return ""
}

// otherwise reads what is kept when the question was not asked.
func (out *FormField) otherwise(f fields) string {
	n := f.get("otherwise")
	text := n.words()
	if text == "" {
		return ""
	}
	if out.Keep == "" || out.When == "" {
		n.refuse("otherwise_form", "otherwise 说的是没有问到时登记什么，要有 when 和 keep 才能写。")
		return ""
	}
	right := false
	switch out.Type {
	case MoneyField:
		_, err := civil.ParseYuan(text)
		right = err == nil
	case CountField:
		_, err := strconv.ParseUint(text, 10, 32)
		right = err == nil
	case BoolField:
		right = text == "yes" || text == "no"
	case CodeField:
		right = slices.ContainsFunc(out.Codes, func(c FieldCode) bool { return c.Name == text })
	}
	if !right {
		n.refuse("otherwise_form", "“%s”不是 %s 的值；金额、计数写数字，是非写 yes 或 no，代码写名字。", shorten(text), out.Type)
		return ""
	}
	return text
}

func (r *matterReader) paper(n *node) {
	f := n.fields("name", "title", "why", "of", "when", "answered_by", "example", "late")
	p := Paper{
		Name: f.need("name").name(), Title: f.need("title").words(), Why: f.need("why").words(),
		Of: f.need("of").oneOf("of", "household", "member"), Example: f.get("example").words(), Late: f.flag("late"),
	}
	p.AnsweredBy = r.uses("register", f.get("answered_by"), false)
	if p.Of != "" {
		asked := r.fieldsOf(p.Of, nil)
		if p.Of == "household" {
			asked = r.fieldsOf("payee", asked)
		}
		p.When = when(f.get("when"), asked)
	}
	if r.own("paper", "材料", f.get("name"), p.Name) != "" {
		r.m.Papers = append(r.m.Papers, p)
	}
}
