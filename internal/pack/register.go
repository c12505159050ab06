package pack

import (
	"slices"

	"lianxin/internal/rule"
)

// Subject is what a record or a row is about.
type Subject string

// The subjects of the kernel, and records about nobody in particular.
const (
	OfPerson       Subject = "person"
	OfHousehold    Subject = "household"
	OfOrganisation Subject = "organisation"
	OfFacility     Subject = "facility"
	OfPlace        Subject = "place"
	OfNone         Subject = "none"
)

// cores are the registers which the kernel keeps in typed tables of its own,
// and whom their records are about. Packs declare their fields; they cannot
// invent another one.
var cores = map[string]Subject{
	"person": OfPerson, "household": OfHousehold, "organisation": OfOrganisation, "facility": OfFacility,
	"in_pay": OfPerson, "authorisation": OfPerson,
}

// Register declares a kind of record: what is kept, of whom, by which right.
type Register struct {
	Name       string // "vehicle"; of an authorised register also the data class of authorisations
	Title      string
	Subject    Subject
	Core       bool     // kept in a typed table of the kernel, not among the declared records
	Department string   // who holds the source
	Class      string   // shared, authorised or declared: by which right the city may know it
	Words      []string // how letters of authorisation call an authorised register
	Key        []string // fields which, with the subject, tell records apart; none: one record per subject
	From       string   // the date or month field with whose first day a record begins to be valid; empty when there is none
	To         string   // the date or month field with whose last day it ends; empty when there is none
	Period     string   // the month or date field that places a record in time; empty for records that stand until they change
	Retention  int      // months a closed record is kept; 0 when nothing was said
	Given      *Given   // what its records say somebody was given; nil when they say something else
	Fields     []Field
	Source     string
	Status     Status
	Note       string
	Pack       string
	Place      Place
}

// Given names the fields in which a record says who gave somebody what, when, and how
// much: such registers together are what all offices and organisations have given.
type Given struct {
	By, Item string // texts
	On       string // a day or month
	How      string // a code; empty where nothing says it
	Amount   string // money; empty where nothing says it
}

// Field finds a field by name, or returns nil.
func (r *Register) Field(name string) *Field {
	for i := range r.Fields {
		if r.Fields[i].Name == name {
			return &r.Fields[i]
		}
	}
	return nil
}

// registerFile reads one file of the folder registers: kinds of records, the
// tables in which they arrive, and the facts that come of them. What names a
// register is read when all of them are known.
func (l *loader) registerFile(n *node, pack string) {
	f := n.fields("registers", "feeds", "sources", "subjects", "totals", "signatures")
	for _, item := range f.get("registers").list() {
		l.register(item, pack)
	}
	for _, item := range f.get("subjects").list() {
		l.subject(item)
	}
	l.totals = append(l.totals, l.lineWords(f.get("totals"))...)
	l.signatures = append(l.signatures, l.lineWords(f.get("signatures"))...)
	for _, item := range f.get("feeds").list() {
		l.feeds = append(l.feeds, waiting{item, pack})
	}
	for _, item := range f.get("sources").list() {
		l.sources = append(l.sources, waiting{item, pack})
	}
}

// feedsAndSources reads what names facts and registers.
func (l *loader) feedsAndSources() {
	for _, w := range l.feeds {
		l.feed(w.node, w.pack)
	}
	for _, w := range l.sources {
		l.factSource(w.node, w.pack)
	}
}

func (l *loader) register(n *node, pack string) {
	f := n.fields("name", "title", "subject", "core", "department", "class", "words", "key", "given", "from", "to", "period",
		"retention", "fields", "source", "status", "note", "seed")
	r := &Register{
		Name: f.need("name").name(), Title: f.need("title").words(),
		Subject: Subject(f.need("subject").oneOf("subject", string(OfPerson), string(OfHousehold),
			string(OfOrganisation), string(OfFacility), string(OfPlace), string(OfNone))),
		Department: f.need("department").words(),
		Class:      f.need("class").oneOf("class", "shared", "authorised", "declared"),
		Retention:  f.get("retention").months(),
		Source:     f.need("source").words(),
		Status:     Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))),
		Note:       f.get("note").words(), Pack: pack, Place: n.place(),
	}
	if f.has("core") {
		r.Core = f.get("core").truth()
		coreSubject(f, r)
	}
	names := map[string]bool{}
	for _, item := range f.need("fields").list() {
		if field, ok := l.field(item, r); ok && claimField(item, names, field.Name) {
			r.Fields = append(r.Fields, field)
		}
	}
	recordShape(f, r)
	r.given(f)
	l.seed(f.get("seed"), "register", r.Name, pack)
	if r.Name == "" || !l.claim("register", "登记", r.Name, f.get("name").place()) {
		return
	}
	l.dataClass(f, r)
	l.catalogue.registers = append(l.catalogue.registers, r)
	l.catalogue.registerNamed[r.Name] = r
}

// coreSubject refuses a core register the kernel does not have, or has of
// somebody else.
func coreSubject(f fields, r *Register) {
	subject, known := cores[r.Name]
	switch {
	case !r.Core || r.Name == "":
	case !known:
		f.get("name").unknown("unknown_core", "核心登记", r.Name, sortedCores())
	case r.Subject != "" && r.Subject != subject:
		f.get("subject").refuse("core_subject", "核心登记“%s”的 subject 是 %s，现在是 %s。", r.Name, subject, r.Subject)
	}
}

func sortedCores() []string {
	names := map[string]bool{}
	for name := range cores {
		names[name] = true
	}
	return sorted(names)
}

// claimField keeps field names apart inside one register.
func claimField(n *node, names map[string]bool, name string) bool {
	if names[name] {
		n.refuse("duplicate_name", "字段“%s”在这个登记里写了两次，请删去一处。", name)
		return false
	}
	names[name] = true
	return true
}

// recordShape reads which fields tell records apart and place them in time.
func recordShape(f fields, r *Register) {
	for _, item := range f.get("key").list() {
		field := r.namedField(item)
		switch {
		case field == nil:
		case !field.Required:
			item.refuse("key_optional", "区分记录的字段“%s”不能空着，请给它写上 required: true。", field.Name)
		case field.Several:
			item.refuse("key_several", "字段“%s”可以有几个值，不能用来区分记录。", field.Name)
		case field.Protected():
			// A key stands in clear, in indexes and in messages.
			item.refuse("key_protected", "字段“%s”是加密保存的，不能用来区分记录；账号可另设 tail 类字段，只留后四位。", field.Name)
		case slices.Contains(r.Key, field.Name):
			item.refuse("duplicate_name", "字段“%s”在 key 里写了两次，请删去一处。", field.Name)
		default:
			r.Key = append(r.Key, field.Name)
		}
	}
	r.From = r.dated(f.get("from"), "from")
	r.To = r.dated(f.get("to"), "to")
	r.Period = r.dated(f.get("period"), "period")
	if r.Period != "" && len(r.Key) > 0 && !slices.Contains(r.Key, r.Period) {
		f.get("period").refuse("period_not_key", "“%s”标明记录的时间，也要写进 key，否则各期的记录会互相覆盖。", r.Period)
	}
}

// given reads which fields say what somebody was given.
func (r *Register) given(f fields) {
	n := f.get("given")
	if n == nil {
		return
	}
	if r.Class == "authorised" || r.Core || r.Subject != OfPerson {
		n.refuse("given_register", "given 只能写在关于人、不用授权、不是核心的登记里。")
		return
	}
	g := n.fields("by", "item", "on", "how", "amount")
	r.Given = &Given{
		By: r.fieldOfType(g.need("by"), TextField), Item: r.fieldOfType(g.need("item"), TextField),
		On: r.dated(g.need("on"), "on"), How: r.fieldOfType(g.get("how"), CodeField), Amount: r.fieldOfType(g.get("amount"), MoneyField),
	}
}

// fieldOfType is the name of a field that holds one type.
func (r *Register) fieldOfType(n *node, want FieldType) string {
	if n == nil {
		return ""
	}
	field := r.namedField(n)
	if field == nil {
		return ""
	}
	if field.Type != want {
		n.refuse("field_type", "这里要写一个 %s 字段，“%s”是 %s。", want, field.Name, field.Type)
		return ""
	}
	return field.Name
}

// namedField is the field a node names; nil, with a problem, when there is none.
func (r *Register) namedField(n *node) *Field {
	name := n.words()
	if name == "" {
		return nil
	}
	field := r.Field(name)
	if field == nil {
		n.unknown("unknown_field", "字段", name, r.fieldNames())
	}
	return field
}

func (r *Register) fieldNames() []string {
	names := make([]string, len(r.Fields))
	for i := range r.Fields {
		names[i] = r.Fields[i].Name
	}
	return names
}

// dated is the name of a field that holds a day or a month.
func (r *Register) dated(n *node, key string) string {
	if n == nil {
		return ""
	}
	field := r.namedField(n)
	if field == nil {
		return ""
	}
	if field.Type != DateField && field.Type != MonthField {
		n.refuse("field_not_dated", "%s 要写一个日期或月份字段，“%s”是 %s。", key, field.Name, field.Type)
		return ""
	}
	return field.Name
}

// dataClass takes the words by which letters of authorisation name an
// authorised register; a word must lead to one data class only.
func (l *loader) dataClass(f fields, r *Register) {
	if r.Class != "authorised" {
		f.forbid("只有须授权的登记在授权书里有名称", "words")
		return
	}
	claim := func(n *node, word string) {
		name := bareName(word)
		if name == "" {
			return
		}
		key := "data class " + name
		if first, taken := l.claimed[key]; taken {
			n.refuse("duplicate_name", "数据类别“%s”已在 %s 写过；一个名称只能归一类，请删去一处。", shorten(word), first)
			return
		}
		l.claimed[key] = n.place()
		l.catalogue.classNamed[name] = r
	}
	claim(f.get("name"), r.Name)
	claim(f.get("title"), r.Title)
	for _, item := range f.get("words").list() {
		word := item.words()
		claim(item, word)
		r.Words = append(r.Words, word)
	}
}

// Registers are all declared kinds of records, core ones included, in the order
// of the packs.
func (c *Catalogue) Registers() []*Register { return c.registers }

// Register finds a register by name, or returns nil.
func (c *Catalogue) Register(name string) *Register { return c.registerNamed[name] }

// DataClasses are the names of the authorised registers a word on a letter of
// authorisation stands for: a register by name, title or other word, or all
// that a department holds. None when nobody knows the word.
func (c *Catalogue) DataClasses(word string) []string {
	name := bareName(word)
	if r := c.classNamed[name]; r != nil {
		return []string{r.Name}
	}
	var names []string
	for _, r := range c.registers {
		if r.Class == "authorised" && name != "" && bareName(r.Department) == name {
			names = append(names, r.Name)
		}
	}
	return names
}

// factKind is the kind of fact whose values a field of the type can give; 0
// when it can give none.
func (t FieldType) factKind() rule.Kind {
	switch t {
	case MoneyField:
		return rule.Money
	case CountField:
		return rule.Count
	case BoolField:
		return rule.Bool
	case CodeField:
		return rule.Code
	case DateField:
		return rule.Date
	}
	return 0
}
