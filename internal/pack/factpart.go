package pack

import (
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// backMax is how many months back a source may look.
const backMax = 120

// factSource reads how a fact comes from registers. All facts and registers are
// known by then.
func (l *loader) factSource(n *node, pack string) {
	f := n.fields("fact", "over", "combine", "parts", "none", "source", "status", "note")
	out := &FactSource{
		Fact: l.sourcedFact(f.need("fact")), Source: f.need("source").words(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))),
		Note:   f.get("note").words(), Pack: pack, Place: n.place(),
	}
	if out.Fact == nil {
		return
	}
	if f.has("over") && f.get("over").oneOf("over", "members") != "" {
		out.Members = true
		if out.Fact.Level != rule.Household || out.Fact.Kind != rule.Money && out.Fact.Kind != rule.Count {
			f.get("over").refuse("over_members", "只有家庭的金额和计数才能由成员相加得出。")
		}
	}
	for _, item := range f.need("parts").list() {
		if part, ok := l.part(item, out); ok {
			out.Parts = append(out.Parts, part)
		}
	}
	if parts := f.get("parts"); parts != nil && parts.form == listForm && len(parts.items) == 0 {
		parts.refuse("parts_empty", "请写出这个事实从哪个登记来。")
	}
	out.combine(f)
	out.none(f)
	out.checkClass(f)
	if l.claim("source", "事实的来源", out.Fact.FullName(), f.get("fact").place()) {
		l.catalogue.factSources = append(l.catalogue.factSources, out)
	}
}

// sourcedFact is the fact a node names.
func (l *loader) sourcedFact(n *node) *Fact {
	name := n.words()
	if name == "" {
		return nil
	}
	fact := l.catalogue.Fact(name)
	switch {
	case fact == nil:
		var names []string
		for i := range l.catalogue.facts {
			names = append(names, l.catalogue.facts[i].FullName())
		}
		n.unknown("unknown_fact", "事实", name, names)
	case fact.Engine:
		n.refuse("fact_of_engine", "“%s”由引擎填写，不从登记里来。", name)
		return nil
	}
	return fact
}

// part reads what one register gives.
func (l *loader) part(n *node, s *FactSource) (Part, bool) {
	f := n.fields("take", "of", "months", "round", "where", "distinct")
	takes := []string{
		string(TakeValue), string(TakeLatest), string(TakeMonthSum), string(TakeMonthsSum), string(TakeMonthsMean),
		string(TakeSum), string(TakeLeast), string(TakeGreatest), string(TakeCount), string(TakeExists), string(TakeAbsent), string(TakeLocal),
	}
	out := Part{Take: Take(f.need("take").oneOf("take", takes...)), Place: n.place()}
	if !l.partOf(f.need("of"), &out) || out.Take == "" {
		return out, false
	}
	want := OfPerson
	if s.Fact.Level == rule.Household && !s.Members {
		want = OfHousehold
	}
	if out.Register.Subject != want {
		f.get("of").refuse("part_subject", "这里要用 subject 为 %s 的登记，“%s”的是 %s。", want, out.Register.Name, out.Register.Subject)
	}
	out.checkType(f, s.Fact)
	out.checkTime(f)
	out.conditions(f.get("where"))
	if f.has("distinct") {
		if out.Take != TakeCount {
			f.forbid("只有 count 才去重", "distinct")
		}
		out.Distinct = out.Register.namedField(f.get("distinct"))
	}
	return out, true
}

// partOf finds the register and the field, written register or register.field.
func (l *loader) partOf(n *node, out *Part) bool {
	text := n.words()
	if text == "" {
		return false
	}
	name, field, hasField := strings.Cut(text, ".")
	if out.Register = l.catalogue.Register(name); out.Register == nil {
		n.unknown("unknown_register", "登记", name, l.registerNames())
		return false
	}
	if !hasField {
		return true
	}
	if out.Field = out.Register.Field(field); out.Field == nil {
		n.unknown("unknown_field", "字段", field, out.Register.fieldNames())
		return false
	}
	return true
}

// checkType holds what is taken against the kind of the fact.
func (p *Part) checkType(f fields, fact *Fact) {
	of := f.get("of")
	kinds := map[Take]rule.Kind{TakeCount: rule.Count, TakeExists: rule.Bool, TakeAbsent: rule.Bool}
	if kind := kinds[p.Take]; kind != 0 {
		if p.Field != nil {
			of.refuse("part_field", "%s 只看有没有记录，of 只写登记的名称。", p.Take)
		}
		if fact.Kind != kind {
			f.get("take").refuse("part_type", "%s 得出 %s，而“%s”是 %s。", p.Take, kind, fact.FullName(), fact.Kind)
		}
		return
	}
	if p.Field == nil {
		of.refuse("part_field", "%s 要从一个字段取值，of 请写成“登记.字段”。", p.Take)
		return
	}
	kind := p.Field.Type.factKind()
	if p.Take == TakeLocal && p.Field.Type == DivisionField {
		kind = rule.Bool
	}
	if kind != fact.Kind || p.Take == TakeLocal && p.Field.Type != DivisionField {
		of.refuse("part_type", "“%s”是 %s，字段“%s”是 %s，%s 得不出它。", fact.FullName(), fact.Kind, p.Field.Name, p.Field.Type, p.Take)
		return
	}
	number := kind == rule.Money || kind == rule.Count
	switch p.Take {
	case TakeMonthSum, TakeMonthsSum, TakeMonthsMean, TakeSum:
		if !number {
			f.get("take").refuse("part_type", "只有金额和计数能相加，“%s”是 %s。", p.Field.Name, p.Field.Type)
		}
	case TakeLeast, TakeGreatest:
		if !number && kind != rule.Date {
			f.get("take").refuse("part_type", "只有金额、计数和日期有大小，“%s”是 %s。", p.Field.Name, p.Field.Type)
		}
	}
	for _, c := range p.Field.Codes {
		if kind == rule.Code && codeIndex(fact, c.Name) < 0 {
			of.refuse("part_codes", "字段“%s”的代码“%s”不在“%s”的代码表里。", p.Field.Name, c.Name, fact.FullName())
		}
	}
}

// codeIndex is the position of a code of the fact by name, or -1.
func codeIndex(fact *Fact, name string) int {
	return slices.IndexFunc(fact.Codes, func(c rule.CodeValue) bool { return c.Name == name })
}

// checkTime holds what is taken against how the register's records stand in time.
func (p *Part) checkTime(f fields) {
	takesTime := p.Take == TakeLatest || p.Take == TakeMonthSum || p.Take == TakeMonthsSum || p.Take == TakeMonthsMean
	switch {
	case takesTime && p.Register.Period == "":
		f.get("of").refuse("part_period", "%s 要看记录的月份，登记“%s”没有写 period。", p.Take, p.Register.Name)
	case (p.Take == TakeValue || p.Take == TakeLocal) && len(p.Register.Key) > 0:
		f.get("of").refuse("part_single", "%s 要求每个对象只有一条记录，登记“%s”可以有几条；请改用 latest、sum、min 或 max。", p.Take, p.Register.Name)
	}
	if !takesTime {
		f.forbid("只有按月份取值才写 months", "months")
	} else if n := f.need("months"); n != nil {
		i, ok := n.whole()
		if ok && (i < 1 || i > backMax) {
			n.refuse("range_form", "往前看的月数应是 1 至 %d。", backMax)
			i = 1
		}
		p.Months = int(i)
	}
	if p.Take != TakeMonthsMean {
		f.forbid("只有 months_mean 要取整", "round")
		return
	}
	for _, how := range []civil.Rounding{civil.Down, civil.Up, civil.HalfUp, civil.HalfEven} {
		if f.need("round").oneOf("round", "down", "up", "half_up", "half_even") == how.String() {
			p.Round = how
		}
	}
}

// conditions reads which records count.
func (p *Part) conditions(n *node) {
	if n == nil {
		return
	}
	if n.form != mappingForm {
		n.refuse("wrong_type", "这里应是“字段: [值, …]”的形式。")
		return
	}
	for _, pair := range n.pairs {
		field := p.Register.namedField(pair.key)
		if field == nil {
			continue
		}
		if slices.ContainsFunc(p.Where, func(c Condition) bool { return c.Field == field }) {
			pair.key.refuse("duplicate_key", "字段“%s”的条件写了两次，请并成一处。", field.Name)
			continue
		}
		c := Condition{Field: field}
		for _, item := range pair.value.list() {
			if value, ok := conditionValue(item, field); ok {
				c.Values = append(c.Values, value)
			}
		}
		p.Where = append(p.Where, c)
	}
}

// conditionValue is the name of a code, or true or false.
func conditionValue(n *node, field *Field) (int64, bool) {
	switch {
	case field.Type == BoolField:
		if n.truth() {
			return 1, true
		}
		return 0, true
	case field.Type != CodeField || field.Several:
		n.refuse("condition_field", "条件只能看代码或是否，“%s”是 %s。", field.Name, field.Type)
		return 0, false
	}
	names := make([]string, len(field.Codes))
	for i, c := range field.Codes {
		names[i] = c.Name
	}
	name := n.words()
	at := slices.Index(names, name)
	if name != "" && at < 0 {
		n.unknown("unknown_code", "代码", name, names)
	}
	return int64(at), at >= 0
}
