package pack

import (
	"regexp"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// TestCase is one family and what its programmes must answer.
type TestCase struct {
	Name       string
	Why        string // how the answer follows, for the reader
	City       string // as written: a city's name, or a six-digit region; empty for the nation
	Region     string // six digits
	AsOf       civil.Date
	Household  []Cell
	Members    []Member
	Parameters map[string]string // overrides, as written
	Expect     []Expectation
	Pack       string
	Place      Place
}

// Member is one person of a test case.
type Member struct {
	ID    string
	Cells []Cell
	Place Place
}

// Cell is one given fact, its value still the text of the file: files of
// families are read by another package, and a test must go the same way.
type Cell struct {
	Fact    string // without level, as a column of a file is called
	Text    string
	Unknown bool // written as unknown
	Place   Place
}

// Expectation is what a programme must answer, after conflicts.
type Expectation struct {
	Programme  string
	PersonID   string // for a person programme
	None       bool   // no row at all
	Outcome    Outcome
	Amount     civil.Fen // for Grant
	Covered    int64     // for Grant, when HasCovered
	HasCovered bool
	Reasons    []string // for Refuse, sorted
	Missing    []string // for CannotDecide, sorted
	Place      Place
}

// Outcome is the answer of a programme.
type Outcome string

// The outcomes of a programme, see [Outcome].
const (
	Grant        Outcome = "grant"
	Refuse       Outcome = "refuse"
	CannotDecide Outcome = "cannot_decide"
)

// testDefaults are what every case of a file starts from.
type testDefaults struct {
	city      *node
	asOf      *node
	household []Cell
	member    []Cell
}

// tests reads a file of test cases.
func (l *loader) tests(n *node, pack string) {
	f := n.fields("defaults", "cases")
	g := f.get("defaults").fields("city", "as_of", "household", "member")
	defaults := testDefaults{
		city: g.get("city"), asOf: g.get("as_of"),
		household: l.cells(g.get("household"), rule.Household, nil),
		member:    l.cells(g.get("member"), rule.Person, nil),
	}
	names := map[string]int{}
	for _, item := range f.need("cases").list() {
		t, ok := l.test(item, defaults)
		if !ok {
			continue
		}
		if line, twice := names[t.Name]; twice {
			item.refuse("duplicate_name", "例子“%s”在第 %d 行已有同名的，请换一个名字。", t.Name, line)
		}
		names[t.Name] = item.line
		t.Pack = pack
		l.catalogue.tests = append(l.catalogue.tests, t)
	}
}

func (l *loader) test(n *node, defaults testDefaults) (TestCase, bool) {
	f := n.fields("name", "why", "city", "as_of", "household", "members", "parameters", "expect")
	t := TestCase{Name: f.need("name").words(), Why: f.get("why").words(), Place: n.place(), Parameters: map[string]string{}}
	city := either(f.get("city"), defaults.city)
	t.City, t.Region = city.words(), nation
	if t.City != "" {
		t.Region = l.testRegion(city, t.City)
	}
	asOf := either(f.get("as_of"), defaults.asOf)
	if asOf == nil {
		asOf = f.need("as_of")
	}
	t.AsOf, _ = asOf.date()
	t.Household = merge(defaults.household, l.cells(f.get("household"), rule.Household, nil))
	ids := map[string]bool{}
	for _, item := range f.need("members").list() {
		m := Member{Place: item.place()}
		m.Cells = merge(defaults.member, l.cells(item, rule.Person, &m.ID))
		if m.ID != "" && ids[m.ID] {
			item.refuse("duplicate_name", "person_id“%s”在这个例子里用了两次。", m.ID)
		}
		ids[m.ID] = true
		t.Members = append(t.Members, m)
	}
	l.overrides(f.get("parameters"), &t)
	expect := f.need("expect")
	if expect != nil && expect.form != mappingForm {
		expect.refuse("wrong_type", "expect 里应写“待遇: 结果”。")
		return t, false
	}
	if expect != nil {
		l.expectations(expect, &t, ids)
	}
	return t, t.Name != "" && t.Region != ""
}

// either is the first node that is there.
func either(a, b *node) *node {
	if a != nil {
		return a
	}
	return b
}

func (l *loader) testRegion(n *node, text string) string {
	if sixDigits.MatchString(text) {
		l.places = append(l.places, regionUse{text, n.place()})
		return text
	}
	city, err := l.catalogue.City(text)
	if err != nil {
		n.fail(err)
		return ""
	}
	return city.Region
}

// cells reads given facts by their column names; id takes person_id.
func (l *loader) cells(n *node, level rule.Level, id *string) []Cell {
	if n == nil {
		return nil
	}
	known := l.catalogue.factNames(level)
	if id != nil {
		known = append(known, "person_id")
	}
	f := n.fields(known...)
	if id != nil {
		*id = f.need("person_id").words()
	}
	var list []Cell
	for _, p := range n.pairs {
		name := p.key.text
		if f.values[name] != p.value || name == "person_id" {
			continue
		}
		if text := p.value.words(); text != "" {
			list = append(list, Cell{Fact: name, Text: text, Unknown: text == "unknown", Place: p.value.place()})
		}
	}
	return list
}

// merge puts the facts of a case over the defaults.
func merge(defaults, own []Cell) []Cell {
	list := slices.Clone(defaults)
	for _, c := range own {
		at := slices.IndexFunc(list, func(d Cell) bool { return d.Fact == c.Fact })
		if at < 0 {
			list = append(list, c)
			continue
		}
		list[at] = c
	}
	return list
}

// overrides reads parameters that hold for this case only.
func (l *loader) overrides(n *node, t *TestCase) {
	if n == nil {
		return
	}
	f := n.fields(l.catalogue.declared()...)
	for name, v := range f.values {
		if _, ok := v.setting(l.catalogue.named[name]); ok {
			t.Parameters[name] = v.text
		}
	}
}

var expectKey = regexp.MustCompile(`^([a-z][a-z0-9_]*)(?:\(([^()]+)\))?$`)

func (l *loader) expectations(n *node, t *TestCase, ids map[string]bool) {
	taken := map[string]bool{}
	for _, p := range n.pairs {
		if taken[p.key.text] {
			p.key.refuse("duplicate_key", "键“%s”写了两次，请只留一个。", p.key.text)
			continue
		}
		taken[p.key.text] = true
		parts := expectKey.FindStringSubmatch(p.key.text)
		if parts == nil {
			p.key.refuse("expect_form", "“%s”应写成“待遇”或“待遇(person_id)”。", shorten(p.key.text))
			continue
		}
		e := Expectation{Programme: parts[1], PersonID: parts[2], Place: p.key.place()}
		programme := l.catalogue.Programme(e.Programme)
		switch {
		case programme == nil:
			p.key.unknown("unknown_programme", "待遇", e.Programme, l.catalogue.programmeNames())
			continue
		case programme.Level == rule.Person && !ids[e.PersonID]:
			p.key.refuse("expect_person", "“%s”是个人待遇，请在括号里写本例中的 person_id。", e.Programme)
			continue
		case programme.Level == rule.Household && e.PersonID != "":
			p.key.refuse("expect_person", "“%s”是家庭待遇，不写 person_id。", e.Programme)
			continue
		}
		l.expect(p.value, &e, programme, ids)
		t.Expect = append(t.Expect, e)
	}
	if len(n.pairs) == 0 {
		n.refuse("value_missing", "expect 里至少要写一项待遇的结果。")
	}
}

// expect reads the answer itself: none, or outcome with what belongs to it.
func (l *loader) expect(n *node, e *Expectation, p *Programme, ids map[string]bool) {
	if n.form == scalarForm {
		e.None = n.oneOf("单独写的结果", "none") != ""
		return
	}
	f := n.fields("outcome", "amount", "covered", "reasons", "missing")
	e.Outcome = Outcome(f.need("outcome").oneOf("outcome", string(Grant), string(Refuse), string(CannotDecide)))
	switch e.Outcome {
	case Grant:
		e.Amount, _ = f.need("amount").money()
		if covered := f.get("covered"); covered != nil {
			e.Covered, e.HasCovered = covered.whole()
		}
		f.forbid("结果是 grant 时", "reasons", "missing")
	case Refuse:
		f.forbid("结果是 refuse 时", "amount", "covered", "missing")
		for _, item := range f.need("reasons").list() {
			e.Reasons = append(e.Reasons, l.reason(item, p))
		}
	case CannotDecide:
		f.forbid("结果是 cannot_decide 时", "amount", "covered", "reasons")
		for _, item := range f.need("missing").list() {
			e.Missing = append(e.Missing, l.missing(item, ids))
		}
	}
	slices.Sort(e.Reasons)
	slices.Sort(e.Missing)
}

// reason is a clause's code, or conflict: and the programme that won.
func (l *loader) reason(n *node, p *Programme) string {
	text := n.words()
	if winner, ok := strings.CutPrefix(text, "conflict:"); ok {
		if l.catalogue.Programme(winner) == nil {
			n.unknown("unknown_programme", "待遇", winner, l.catalogue.programmeNames())
		}
		return text
	}
	codes := make([]string, len(p.Notes))
	for i, note := range p.Notes {
		codes[i] = note.Code
	}
	if text != "" && !slices.Contains(codes, text) {
		n.unknown("unknown_reason", "条件代码", text, codes)
	}
	return text
}

// missing names what is not known: person:field, household:field, parameter:name, or a reason of the engine.
func (l *loader) missing(n *node, ids map[string]bool) string {
	text := n.words()
	owner, name, ok := strings.Cut(text, ":")
	var known []string
	switch {
	case text == "" || text == "choice" || text == "row_rejected":
		return text
	case !ok:
	case owner == "household":
		known = l.catalogue.factNames(rule.Household)
	case owner == "parameter":
		known = l.catalogue.declared()
	case ids[owner]:
		known = l.catalogue.factNames(rule.Person)
	}
	switch {
	case known == nil:
		n.refuse("missing_form", "“%s”应写成“person_id:字段”“household:字段”“parameter:参数”或 choice。", shorten(text))
	case !slices.Contains(known, name):
		n.unknown("unknown_name", "字段或参数", name, known)
	}
	return text
}
