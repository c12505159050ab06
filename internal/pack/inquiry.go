package pack

import (
	"maps"
	"slices"
)

// Department is an office that is asked about people, with what it knows of them.
type Department struct {
	Name    string
	Title   string
	Classes []string // authorised registers; of a place of registration also shared ones
	Days    string   // the parameter of its time to answer, in working days
	// Elsewhere says that only those are asked about whose household registration is in
	// another county: their own place, of what the county's own lists cannot say.
	Elsewhere bool
	Source    string
	Status    Status
	Place     Place
}

// TallyTake says how the records of one person become a number.
type TallyTake string

// The ways to take a number of records.
const (
	TallyCount  TallyTake = "count"  // how many there are
	TallySum    TallyTake = "sum"    // what a field adds up to
	TallyLatest TallyTake = "latest" // what it adds up to in the last month there is
	TallyMean   TallyTake = "mean"   // what it adds up to in some months, for each of them
)

// Tally is what is held against the declaration: cars, deposits, wages.
type Tally struct {
	Name     string
	Title    string
	Unit     string // as it is said behind a count; empty: money
	Declared string // the field of declared_member that says the same
	Weight   int64  // points of the score for a difference that is full
	Full     int64  // fen or pieces from which a difference has its full weight
	Slack    int64  // fen or pieces that are not worth a word
	Parts    []TallyPart
	Place    Place
}

// Money says whether the tally is an amount.
func (t *Tally) Money() bool { return t.Unit == "" }

// TallyPart is what one register gives to a tally.
type TallyPart struct {
	Class    string
	Take     TallyTake
	Field    string
	Months   int    // of a mean, and how far back a last month may lie
	Distinct string // records that agree in this field are one
	Where    string // the field that decides whether a record counts
	In       []string
}

// Ceiling is what a tally of a household may come to for some businesses.
type Ceiling struct {
	Business []string
	Tally    string
	Most     string // parameter: pieces, or months of Times for each member
	Times    string // parameter in money; empty: Most stands for itself
	Source   string
	Status   Status
	Place    Place
}

// Inquiry is all that the packs say about asking departments.
type Inquiry struct {
	Departments []Department
	Tallies     []Tally
	Ceilings    []Ceiling
}

// Inquiry is how departments are asked, and what is held against what.
func (c *Catalogue) Inquiry() *Inquiry { return &c.inquiry }

// Department finds a department, or returns nil.
func (i *Inquiry) Department(name string) *Department {
	for k := range i.Departments {
		if i.Departments[k].Name == name {
			return &i.Departments[k]
		}
	}
	return nil
}

// Asks is the department that is asked for a data class; nil when none is.
func (i *Inquiry) Asks(class string) *Department {
	for k := range i.Departments {
		if slices.Contains(i.Departments[k].Classes, class) {
			return &i.Departments[k]
		}
	}
	return nil
}

// Classes are all data classes some department is asked for about everybody, in its
// order.
func (i *Inquiry) Classes() (list []string) {
	for k := range i.Departments {
		if !i.Departments[k].Elsewhere {
			list = append(list, i.Departments[k].Classes...)
		}
	}
	return list
}

// Tally finds a tally, or returns nil.
func (i *Inquiry) Tally(name string) *Tally {
	for k := range i.Tallies {
		if i.Tallies[k].Name == name {
			return &i.Tallies[k]
		}
	}
	return nil
}

// inquiryFile reads inquiry.yaml.
func (l *loader) inquiryFile(n *node, pack string) {
	f := n.fields("departments", "tallies", "ceilings", "seed")
	l.seed(f.get("seed"), "inquiry", pack, pack)
	for _, item := range f.get("departments").list() {
		l.department(item)
	}
	for _, item := range f.get("tallies").list() {
		l.tally(item)
	}
	for _, item := range f.get("ceilings").list() {
		l.ceiling(item)
	}
}

func (l *loader) department(n *node) {
	f := n.fields("name", "title", "classes", "days", "elsewhere", "source", "status")
	d := Department{
		Elsewhere: f.flag("elsewhere"),
		Name:      f.need("name").name(), Title: f.need("title").words(), Days: f.need("days").name(), Source: f.need("source").words(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))), Place: n.place(),
	}
	for _, class := range f.need("classes").list() {
		name := class.name()
		if l.claim("asked class", "数据类别", name, class.place()) {
			d.Classes = append(d.Classes, name)
		}
	}
	if l.claim("department", "部门", d.Name, n.place()) {
		l.catalogue.inquiry.Departments = append(l.catalogue.inquiry.Departments, d)
	}
}

func (l *loader) tally(n *node) {
	f := n.fields("name", "title", "unit", "declared", "weight", "full", "slack", "parts")
	t := Tally{
		Name: f.need("name").name(), Title: f.need("title").words(), Unit: f.get("unit").words(), Declared: f.get("declared").name(),
		Place: n.place(),
	}
	t.Weight, _ = f.need("weight").whole()
	if t.Weight < 1 || t.Weight > 100 {
		f.get("weight").refuse("tally_weight", "权重应为 1 到 100 的整数。")
	}
	t.Full, t.Slack = f.need("full").measured(t.Money()), f.get("slack").measured(t.Money())
	if t.Full < 1 {
		f.get("full").refuse("tally_full", "full 应大于零：差到这么多，按全部权重计分。")
	}
	for _, item := range f.need("parts").list() {
		t.Parts = append(t.Parts, tallyPart(item))
	}
	if l.claim("tally", "合计", t.Name, n.place()) {
		l.catalogue.inquiry.Tallies = append(l.catalogue.inquiry.Tallies, t)
	}
}

// measured is an amount in fen, or a whole number of pieces.
func (n *node) measured(money bool) int64 {
	if money {
		amount, _ := n.money()
		return int64(amount)
	}
	pieces, _ := n.whole()
	return pieces
}

func tallyPart(n *node) TallyPart {
	f := n.fields("class", "take", "field", "months", "distinct", "where", "in")
	p := TallyPart{
		Class: f.need("class").name(), Field: f.get("field").name(), Distinct: f.get("distinct").name(), Where: f.get("where").name(),
		Take: TallyTake(f.need("take").oneOf("take", string(TallyCount), string(TallySum), string(TallyLatest), string(TallyMean))),
	}
	if p.Take != TallyCount && p.Field == "" {
		f.need("field")
	}
	if p.Take == TallyMean || p.Take == TallyLatest {
		months, _ := f.need("months").whole()
		if months < 1 || months > 24 {
			f.get("months").refuse("tally_months", "months 应为 1 到 24 个月。")
		}
		p.Months = int(months)
	}
	for _, code := range f.get("in").list() {
		p.In = append(p.In, code.name())
	}
	return p
}

func (l *loader) ceiling(n *node) {
	f := n.fields("business", "tally", "most", "times", "source", "status")
	c := Ceiling{
		Tally: f.need("tally").name(), Most: f.need("most").name(), Times: f.get("times").name(), Source: f.need("source").words(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))), Place: n.place(),
	}
	for _, business := range f.need("business").list() {
		c.Business = append(c.Business, business.name())
	}
	l.catalogue.inquiry.Ceilings = append(l.catalogue.inquiry.Ceilings, c)
}

// checkInquiry holds what is asked against the registers and parameters that exist.
func (l *loader) checkInquiry() {
	c := l.catalogue
	for i := range c.inquiry.Departments {
		d := &c.inquiry.Departments[i]
		l.askedParameter(d.Days, d.Place)
		for _, class := range d.Classes {
			if r := c.Register(class); r == nil || r.Subject != OfPerson || r.Class != "authorised" && !(d.Elsewhere && r.Class == "shared") {
				l.refuseAt(d.Place, "asked_class", "“%s”不是个人的、须授权的登记，不能向部门查询；向户籍地协查的，还可以是共享的登记。", class)
			}
		}
	}
	for i := range c.inquiry.Tallies {
		t := &c.inquiry.Tallies[i]
		if r := c.Register("declared_member"); t.Declared != "" && (r == nil || r.Field(t.Declared) == nil) {
			l.refuseAt(t.Place, "tally_declared", "申报登记里没有“%s”这一项。", t.Declared)
		}
		for k := range t.Parts {
			l.checkTallyPart(t, &t.Parts[k])
		}
	}
	for i := range c.inquiry.Ceilings {
		limit := &c.inquiry.Ceilings[i]
		if c.inquiry.Tally(limit.Tally) == nil {
			l.refuseAt(limit.Place, "ceiling_tally", "没有名为“%s”的合计。", limit.Tally)
		}
		l.askedParameter(limit.Most, limit.Place)
		if limit.Times != "" {
			l.askedParameter(limit.Times, limit.Place)
		}
	}
}

func (l *loader) askedParameter(name string, at Place) {
	if l.catalogue.Declaration(name) == nil {
		l.refuseAt(at, "unknown_parameter", "没有名为“%s”的参数。", name)
	}
}

func (l *loader) checkTallyPart(t *Tally, p *TallyPart) {
	r := l.catalogue.Register(p.Class)
	if r == nil || r.Class != "authorised" {
		l.refuseAt(t.Place, "tally_class", "“%s”不是须授权的登记，“%s”不能由它得出。", p.Class, t.Title)
		return
	}
	want := map[string]FieldType{}
	if p.Take != TallyCount {
		want[p.Field] = MoneyField
	}
	if p.Take == TallyLatest || p.Take == TallyMean {
		if f := r.Field(r.Period); f == nil || f.Type != MonthField {
			l.refuseAt(t.Place, "tally_period", "“%s”不是按月的登记，不能取最近一月或月均。", r.Title)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if f := r.Field(name); f == nil || f.Type != want[name] {
			l.refuseAt(t.Place, "tally_field", "“%s”里没有金额项“%s”。", r.Title, name)
		}
	}
	if p.Distinct != "" && r.Field(p.Distinct) == nil {
		l.refuseAt(t.Place, "tally_field", "“%s”里没有“%s”这一项。", r.Title, p.Distinct)
	}
	if p.Where == "" {
		return
	}
	f := r.Field(p.Where)
	for _, code := range p.In {
		if f == nil || f.Type != CodeField || !slices.ContainsFunc(f.Codes, func(c FieldCode) bool { return c.Name == code }) {
			l.refuseAt(t.Place, "tally_where", "“%s”的“%s”没有取值“%s”。", r.Title, p.Where, code)
		}
	}
}
