package pack

import (
	"errors"
	"testing"
	"testing/fstest"

	"lianxin/packs"
)

func TestWhatOtherSystemsMayBeToldIsFoundByEveryName(t *testing.T) {
	t.Parallel()
	c, err := Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	e := c.Exchange()
	for _, word := range []string{"social", "sr", "Social", "ns:org:RegistryType:Social"} {
		if r := e.Registry(word); r == nil || r.Name != "social" || !r.Kept {
			t.Errorf("%s: %+v", word, r)
		}
	}
	if r := e.Registry("crvs"); r == nil || r.Kept {
		t.Error("the civil registry is another office's")
	}
	a := e.Attribute("disability_type")
	if a == nil || a.Word("vision") != "visual" || a.Code("visual") != "vision" || a.Word("else") != "else" {
		t.Errorf("%+v", a)
	}
	for i := range e.Attributes {
		if f := e.Attributes[i].Fact; f != nil && f.Class == "authorised" {
			t.Errorf("%s hands on what somebody authorised for one business", e.Attributes[i].Name)
		}
	}
}

func TestWhatMayNotBeToldIsRefusedWhenThePackIsRead(t *testing.T) {
	t.Parallel()
	const facts = `facts:
  - {name: wage, level: person, kind: money, label: 工资, unit: yuan/month, range: [0, 100.00], class: authorised, source: 某}
  - {name: ill, level: person, kind: bool, label: 病, class: declared, source: 某}
  - {name: urban, level: household, kind: bool, label: 城, class: shared, source: 某}
  - {name: other, level: person, kind: bool, engine: true, label: 另, class: shared, source: 某}
`
	for _, test := range []struct{ name, attribute, want string }{
		{"a fact somebody authorised", "{name: a, record: Member, fact: person.wage}", "exchange_authorised"},
		{"a declared fact without consent", "{name: a, record: Member, fact: person.ill}", "exchange_declared"},
		{"a fact of the engine", "{name: a, record: Member, fact: person.other}", "exchange_engine"},
		{"a fact of a household for a member", "{name: a, record: Member, fact: household.urban}", "exchange_record"},
		{"no such fact", "{name: a, record: Member, fact: person.nothing}", "exchange_fact"},
		{"no such thing of a register", "{name: a, record: Member, core: account}", "exchange_core"},
		{"a name as a condition", "{name: a, record: Member, core: name, search: true}", "exchange_search"},
		{"a code there is none of", "{name: a, record: Group, fact: household.urban, codes: [{name: x, word: y}]}", "exchange_code"},
		{"neither fact nor register", "{name: a, record: Member}", "missing_key"},
		{"an unknown key", "{name: a, record: Member, core: name, where: x}", "unknown_key"},
	} {
		_, err := Load(fstest.MapFS{
			"x/pack.yaml":  {Data: []byte("pack: x\ntitle: 试\n")},
			"x/facts.yaml": {Data: []byte(facts)},
			"x/spdci.yaml": {Data: []byte("attributes:\n  - " + test.attribute + "\n")},
		})
		var list Errors
		errors.As(err, &list)
		found := false
		for _, problem := range list {
			found = found || problem.Code == test.want
		}
		if !found {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}
