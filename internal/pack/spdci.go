package pack

import (
	"slices"
	"strings"

	"lianxin/internal/rule"
)

// ExchangeRegistry is a registry as SPDCI names it: one we keep, or one others ask
// about and are told that we do not.
type ExchangeRegistry struct {
	Name    string   // "social"
	Code    string   // "ns:org:RegistryType:Social"
	Path    string   // under which it has addresses of its own: "sr"
	Title   string   // Chinese
	Kept    bool     // false: it is answered that we do not keep it
	Records []string // record types
	Events  []string // of which subscribers can be told
	Place   Place
}

// ExchangeIdentifier is a sort of number somebody or a household is asked for by.
type ExchangeIdentifier struct {
	Type  string // "UIN"
	Of    string // what of ours it is, one of ExchangeNumbers
	Place Place
}

// ExchangeNumbers are our numbers a sort of identifier may stand for.
var ExchangeNumbers = []string{"person_number", "person_record", "household_number", "household_record"}

// ExchangeAttribute is something of a person or a household that another system may
// be told, or may ask by, when its entry in the table of senders says so.
type ExchangeAttribute struct {
	Name    string
	Record  string     // Group or Member
	Fact    *Fact      // nil: Core
	Core    string     // what of the registers it is, one of ExchangeCore
	Search  bool       // may be asked and sorted by
	Consent bool       // only with the consent of the person in the request
	Codes   []CodeWord // how codes are called there; those not listed keep their names
	Place   Place
}

// CodeWord is a code and the word another system has for it.
type CodeWord struct{ Name, Word string }

// ExchangeCore are the things of the registers themselves, and whether they can be
// asked by.
var ExchangeCore = map[string]bool{
	"identifier": false, "name": false, "sex": false, "birth_date": false, "address": false, "nation": false, "phone": false,
	"relation": false, "head": false, "death_date": false, "division": true, "size": true, "members": false, "benefits": false,
}

// Word is what a code is called outside.
func (a *ExchangeAttribute) Word(code string) string {
	for _, w := range a.Codes {
		if w.Name == code {
			return w.Word
		}
	}
	return code
}

// Code is our code for a word from outside.
func (a *ExchangeAttribute) Code(word string) string {
	for _, w := range a.Codes {
		if w.Word == word {
			return w.Name
		}
	}
	return word
}

// Exchange is what the packs say about answering other systems by SPDCI.
type Exchange struct {
	Registries  []ExchangeRegistry
	Identifiers []ExchangeIdentifier
	Attributes  []ExchangeAttribute
}

// Exchange is what other systems may be told.
func (c *Catalogue) Exchange() *Exchange { return &c.exchange }

// Registry finds a registry by name, code, path or the last word of its code; nil
// when there is none.
func (e *Exchange) Registry(word string) *ExchangeRegistry {
	for i := range e.Registries {
		r := &e.Registries[i]
		if word == r.Name || word == r.Code || word == r.Path || word == r.Code[strings.LastIndex(r.Code, ":")+1:] {
			return r
		}
	}
	return nil
}

// Identifier finds a sort of identifier, or returns nil.
func (e *Exchange) Identifier(kind string) *ExchangeIdentifier {
	for i := range e.Identifiers {
		if e.Identifiers[i].Type == kind {
			return &e.Identifiers[i]
		}
	}
	return nil
}

// Attribute finds an attribute of a record, or returns nil.
func (e *Exchange) Attribute(name string) *ExchangeAttribute {
	for i := range e.Attributes {
		if e.Attributes[i].Name == name {
			return &e.Attributes[i]
		}
	}
	return nil
}

// exchangeFile reads spdci.yaml.
func (l *loader) exchangeFile(n *node) {
	f := n.fields("registries", "identifiers", "attributes")
	for _, item := range f.get("registries").list() {
		l.exchangeRegistry(item)
	}
	for _, item := range f.get("identifiers").list() {
		g := item.fields("type", "of")
		id := ExchangeIdentifier{Type: g.need("type").words(), Of: g.need("of").oneOf("of", ExchangeNumbers...), Place: item.place()}
		if l.claim("exchanged identifier", "标识类型", id.Type, id.Place) {
			l.catalogue.exchange.Identifiers = append(l.catalogue.exchange.Identifiers, id)
		}
	}
	for _, item := range f.get("attributes").list() {
		l.exchangeAttribute(item)
	}
}

func (l *loader) exchangeRegistry(n *node) {
	f := n.fields("name", "code", "path", "title", "kept", "records", "events")
	r := ExchangeRegistry{
		Name: f.need("name").name(), Code: f.need("code").words(), Path: f.need("path").name(), Title: f.need("title").words(),
		Kept: f.flag("kept"), Place: n.place(),
	}
	for _, record := range f.need("records").list() {
		r.Records = append(r.Records, record.words())
	}
	for _, event := range f.get("events").list() {
		r.Events = append(r.Events, event.words())
	}
	if l.claim("exchanged registry", "登记类型", r.Name, r.Place) {
		l.catalogue.exchange.Registries = append(l.catalogue.exchange.Registries, r)
	}
}

func (l *loader) exchangeAttribute(n *node) {
	f := n.fields("name", "record", "fact", "core", "search", "consent", "codes")
	a := ExchangeAttribute{
		Name: f.need("name").name(), Record: f.need("record").oneOf("record", "Group", "Member"),
		Search: f.flag("search"), Consent: f.flag("consent"), Place: n.place(),
	}
	for _, item := range f.get("codes").list() {
		g := item.fields("name", "word")
		a.Codes = append(a.Codes, CodeWord{g.need("name").name(), g.need("word").words()})
	}
	if f.has("core") {
		f.forbid("写了 core 的属性", "fact", "codes")
		l.exchangeCore(&a, f.get("core"))
	} else if fact := f.need("fact"); fact != nil {
		l.exchangeFact(&a, fact)
	}
	if l.claim("exchanged attribute", "对外属性", a.Name, a.Place) {
		l.catalogue.exchange.Attributes = append(l.catalogue.exchange.Attributes, a)
	}
}

func (l *loader) exchangeCore(a *ExchangeAttribute, n *node) {
	a.Core = n.words()
	searchable, known := ExchangeCore[a.Core]
	switch {
	case !known:
		n.refuse("exchange_core", "登记里没有可对外提供的“%s”。", shorten(a.Core))
	case a.Search && !searchable:
		n.refuse("exchange_search", "“%s”不能作为查找条件：它不在事实快照里，只能随记录给出。", a.Core)
	}
}

// exchangeFact finds the fact of an attribute. What departments told about somebody
// under his authorisation was told for one business, and handing it on is none of
// it: such a fact is refused here, once and for all senders.
func (l *loader) exchangeFact(a *ExchangeAttribute, n *node) {
	name := n.words()
	facts := l.catalogue.facts
	at := slices.IndexFunc(facts, func(f Fact) bool { return f.FullName() == name })
	if at < 0 {
		n.refuse("exchange_fact", "没有名为“%s”的事实。", shorten(name))
		return
	}
	fact := &facts[at]
	a.Fact = fact
	level := "Member"
	if fact.Level == rule.Household {
		level = "Group"
	}
	switch {
	case fact.Engine:
		n.refuse("exchange_engine", "“%s”由引擎填写，不能对外提供。", name)
	case fact.Class == "authorised":
		n.refuse("exchange_authorised", "“%s”凭本人授权得来，授权书不包括再提供给别的系统，不能对外提供。", name)
	case fact.Class == "declared" && !a.Consent:
		n.refuse("exchange_declared", "“%s”由家庭申报，对外提供须写 consent: true，请求里要有本人同意。", name)
	case level != a.Record:
		n.refuse("exchange_record", "“%s”是 %s 的事实，record 应写 %s。", name, level, level)
	}
	for _, w := range a.Codes {
		if !slices.ContainsFunc(fact.Codes, func(c rule.CodeValue) bool { return c.Name == w.Name }) {
			n.refuse("exchange_code", "“%s”没有代码“%s”。", name, w.Name)
		}
	}
}
