package rule_test

import (
	"fmt"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
	"lianxin/internal/rule/oracle"
)

// asOf is the day of every random policy.
const asOf = civil.Date(20_000)

// facts of the random policies: every storage form occurs on both levels.
func facts() []rule.Fact {
	codes := []rule.CodeValue{{Input: "0", Name: "none"}, {Input: "1", Name: "left"}, {Input: "2", Name: "right"}}
	areas := []rule.CodeValue{{Input: "urban", Name: "urban"}, {Input: "rural", Name: "rural"}}
	const wide = 3_000_000_000
	return []rule.Fact{
		{Name: "wage", Level: rule.Person, Kind: rule.Money, Max: 1_000_000},
		{Name: "loss", Level: rule.Person, Kind: rule.Money, Min: -500_000, Max: 500_000},
		{Name: "hoard", Level: rule.Person, Kind: rule.Money, Max: wide},
		{Name: "pension", Level: rule.Person, Kind: rule.Money, Max: 400_000},
		{Name: "grade", Level: rule.Person, Kind: rule.Count, Max: 4},
		{Name: "points", Level: rule.Person, Kind: rule.Count, Max: 5000},
		{Name: "ill", Level: rule.Person, Kind: rule.Bool},
		{Name: "away", Level: rule.Person, Kind: rule.Bool},
		{Name: "elsewhere", Level: rule.Person, Kind: rule.Bool, Engine: true},
		{Name: "side", Level: rule.Person, Kind: rule.Code, Codes: codes},
		{Name: "birth", Level: rule.Person, Kind: rule.Date},
		{Name: "assets", Level: rule.Household, Kind: rule.Money, Max: wide},
		{Name: "rent", Level: rule.Household, Kind: rule.Money, Max: 90_000},
		{Name: "rooms", Level: rule.Household, Kind: rule.Count, Max: 9},
		{Name: "local", Level: rule.Household, Kind: rule.Bool},
		{Name: "area_kind", Level: rule.Household, Kind: rule.Code, Codes: areas},
	}
}

func params() []rule.Param {
	return []rule.Param{
		{Name: "standard", Kind: rule.Money, Value: rule.ParamValue{Int: 71_000}, Split: true, Rural: rule.ParamValue{Int: 50_100}},
		{Name: "line", Kind: rule.Money, Value: rule.ParamValue{Int: 106_500}},
		{Name: "limit", Kind: rule.Count, Value: rule.ParamValue{Int: 3}},
		{Name: "tenth", Kind: rule.Ratio, Value: rule.ParamValue{Ratio: civil.Ratio{Num: 1, Den: 10}}},
		{Name: "most", Kind: rule.Ratio, Value: rule.ParamValue{Ratio: civil.Ratio{Num: 7, Den: 6}}},
		{Name: "strict", Kind: rule.Bool, Value: rule.ParamValue{Int: 1}},
		{Name: "lost", Kind: rule.Money, Unknown: true},
		{Name: "yuan", Kind: rule.Money, Value: rule.ParamValue{Int: 100}},
	}
}

// writer makes random expressions of the rule language that are well typed.
type writer struct {
	t     *rapid.T
	bools map[rule.Level][]string // names in scope by level
	money map[rule.Level][]string
	count map[rule.Level][]string
}

func newWriter(t *rapid.T) *writer {
	return &writer{
		t: t,
		bools: map[rule.Level][]string{
			rule.Person:    {"person.ill", "person.away", "person.elsewhere", `(person.side == "left")`, `(person.side in ["none", "right"])`, `(person.side != "left")`},
			rule.Household: {"household.local", `(household.area_kind == "rural")`, "strict", "true"},
		},
		money: map[rule.Level][]string{
			rule.Person:    {"person.wage", "person.loss", "person.hoard", "person.pension"},
			rule.Household: {"household.assets", "household.rent", "standard", "line", "lost", "larger(0, line)"},
		},
		count: map[rule.Level][]string{
			rule.Person:    {"person.grade", "person.points", "age(person.birth)"},
			rule.Household: {"household.rooms", "limit", "2"},
		},
	}
}

// name picks a name in scope; a person's expression may read the household's.
func (w *writer) name(names map[rule.Level][]string, level rule.Level) string {
	pool := names[rule.Household]
	if level == rule.Person && rapid.Bool().Draw(w.t, "own") {
		pool = names[rule.Person]
	}
	return rapid.SampledFrom(pool).Draw(w.t, "name")
}

func (w *writer) pick(n int) int { return rapid.IntRange(0, n-1).Draw(w.t, "form") }

// truth writes a condition.
func (w *writer) truth(level rule.Level, depth int, inside bool) string {
	if depth == 0 {
		return w.name(w.bools, level)
	}
	sub := func() string { return w.truth(level, depth-1, inside) }
	forms := 9
	if level == rule.Household && !inside {
		forms = 11
	}
	switch w.pick(forms) {
	case 0:
		return fmt.Sprintf("(%s && %s)", sub(), sub())
	case 1:
		return fmt.Sprintf("(%s || %s)", sub(), sub())
	case 2:
		return "!(" + sub() + ")"
	case 3:
		return fmt.Sprintf("(%s ? %s : %s)", sub(), sub(), sub())
	case 4:
		return fmt.Sprintf("(%s == %s)", sub(), sub())
	case 5:
		return fmt.Sprintf("(%s %s %s)", w.amount(level, depth-1, inside), w.relation(), w.amount(level, depth-1, inside))
	case 6:
		return fmt.Sprintf("(%s %s %s)", w.number(level, depth-1, inside), w.relation(), w.number(level, depth-1, inside))
	case 7:
		function := rapid.SampledFrom([]string{"above_share", "below_share"}).Draw(w.t, "share")
		return fmt.Sprintf("%s(%s, %s, most)", function, w.amount(level, depth-1, inside), w.amount(level, depth-1, inside))
	case 8:
		return fmt.Sprintf("(%s in [1, 3, 40])", w.number(level, depth-1, inside))
	case 9:
		return "any(" + w.truth(rule.Person, depth-1, true) + ")"
	default:
		return "all(" + w.truth(rule.Person, depth-1, true) + ")"
	}
}

func (w *writer) relation() string {
	return rapid.SampledFrom([]string{"<", "<=", ">", ">=", "==", "!="}).Draw(w.t, "relation")
}

// amount writes an expression of money.
func (w *writer) amount(level rule.Level, depth int, inside bool) string {
	if depth == 0 {
		return w.name(w.money, level)
	}
	sub := func() string { return w.amount(level, depth-1, inside) }
	forms := 10
	if level == rule.Household && !inside {
		forms = 12
	}
	switch w.pick(forms) {
	case 0:
		return fmt.Sprintf("(%s + %s)", sub(), sub())
	case 1:
		return fmt.Sprintf("(%s - %s)", sub(), sub())
	case 2:
		return fmt.Sprintf("(%s * %s)", sub(), w.name(w.count, level))
	case 3:
		return fmt.Sprintf("larger(%s, %s)", sub(), sub())
	case 4:
		return fmt.Sprintf("smaller(%s, %s)", sub(), sub())
	case 5:
		return fmt.Sprintf("(%s ? %s : %s)", w.truth(level, depth-1, inside), sub(), sub())
	case 6:
		return fmt.Sprintf("%s(%s, %s)", w.mode("share_"), sub(), rapid.SampledFrom([]string{"tenth", "most"}).Draw(w.t, "ratio"))
	case 7:
		return fmt.Sprintf("%s(%s, larger(%s, 1))", w.mode("div_"), sub(), w.number(level, depth-1, inside))
	case 8:
		return fmt.Sprintf("%s(%s, yuan)", w.mode("round_"), sub())
	case 9:
		if level == rule.Person {
			return "(person.wage + person.loss + person.pension + person.wage)"
		}
		return "-(" + sub() + ")"
	case 10:
		return "sum(" + w.amount(rule.Person, depth-1, true) + ")"
	default:
		return rapid.SampledFrom([]string{"min(", "max("}).Draw(w.t, "extreme") + w.amount(rule.Person, depth-1, true) + ")"
	}
}

func (w *writer) mode(prefix string) string {
	return prefix + rapid.SampledFrom([]string{"down", "up", "half_up"}).Draw(w.t, "rounding")
}

// number writes an expression of a plain integer.
func (w *writer) number(level rule.Level, depth int, inside bool) string {
	if depth == 0 {
		return w.name(w.count, level)
	}
	forms := 3
	if level == rule.Household && !inside {
		forms = 4
	}
	switch w.pick(forms) {
	case 0:
		return fmt.Sprintf("(%s + %s)", w.number(level, depth-1, inside), w.number(level, depth-1, inside))
	case 1:
		return fmt.Sprintf("(%s ? %s : %s)", w.truth(level, depth-1, inside), w.number(level, depth-1, inside), w.number(level, depth-1, inside))
	case 2:
		return w.name(w.count, level)
	default:
		return "count(" + w.truth(rule.Person, depth-1, true) + ")"
	}
}

// policy writes a random policy: definitions on both levels, each able to read those before it, and three programmes.
func policy(t *rapid.T) *rule.Policy {
	w := newWriter(t)
	p := &rule.Policy{AsOf: asOf, Facts: facts(), Params: params()}
	define := func(level rule.Level, names map[rule.Level][]string, text string) {
		name := fmt.Sprintf("%s.d%d", level, len(p.Definitions))
		p.Definitions = append(p.Definitions, rule.Definition{Name: name, Expr: rule.Source{Text: text}})
		names[level] = append(names[level], name)
	}
	depth := rapid.IntRange(1, 3).Draw(t, "depth")
	for _, level := range []rule.Level{rule.Person, rule.Household} {
		define(level, w.money, w.amount(level, depth, false))
		define(level, w.bools, w.truth(level, depth, false))
		define(level, w.count, w.number(level, depth, false))
	}
	for i, level := range []rule.Level{rule.Household, rule.Person, rule.Household} {
		amount := rule.Source{Text: w.amount(level, depth, false)}
		programme := rule.Programme{
			Name: fmt.Sprintf("p%d", i), Level: level, Scope: rule.Source{Text: w.truth(level, 1, false)},
			Covers: rule.Source{Text: w.truth(rule.Person, 1, true)}, Amount: &amount,
		}
		for k := range rapid.IntRange(0, 3).Draw(t, "clauses") {
			programme.Clauses = append(programme.Clauses, rule.Clause{Code: fmt.Sprintf("c%d", k), Expr: rule.Source{Text: w.truth(level, depth, false)}})
		}
		p.Programmes = append(p.Programmes, programme)
		w.bools[level] = append(w.bools[level], level.String()+".eligible_"+programme.Name)
	}
	return p
}

// families draws households with members, facts missing here and there.
func families(t *rapid.T) []oracle.Family {
	missing := rapid.IntRange(0, 3).Draw(t, "missing")
	families := make([]oracle.Family, rapid.IntRange(1, 6).Draw(t, "households"))
	for h := range families {
		families[h].Household = values(t, rule.Household, missing)
		members := rapid.IntRange(0, 11).Draw(t, "members")
		for range members {
			families[h].Members = append(families[h].Members, values(t, rule.Person, missing))
		}
	}
	return families
}

func values(t *rapid.T, level rule.Level, missing int) map[string]any {
	out := map[string]any{}
	for _, f := range facts() {
		if f.Level != level {
			continue
		}
		if !f.Engine && rapid.IntRange(0, 9).Draw(t, "known") < missing {
			out[f.Name] = nil
			continue
		}
		switch f.Kind {
		case rule.Bool:
			out[f.Name] = rapid.Bool().Draw(t, f.Name)
		case rule.Code:
			out[f.Name] = f.Codes[rapid.IntRange(0, len(f.Codes)-1).Draw(t, f.Name)].Name
		case rule.Date:
			out[f.Name] = int64(asOf) - rapid.Int64Range(0, 40_000).Draw(t, f.Name)
		default:
			out[f.Name] = rapid.OneOf(rapid.Int64Range(f.Min, f.Max), rapid.Int64Range(f.Min, min(f.Max, f.Min+5))).Draw(t, f.Name)
		}
	}
	return out
}

// table lays families out as columns, wide where a fact's range needs it.
func table(families []oracle.Family) *rule.Table {
	t := &rule.Table{Households: len(families), Start: []uint32{0}, Columns: map[string]*rule.Column{}}
	var households, persons []map[string]any
	for _, f := range families {
		households = append(households, f.Household)
		persons = append(persons, f.Members...)
		t.Start = append(t.Start, uint32(len(persons)))
	}
	for _, f := range facts() {
		rows := persons
		if f.Level == rule.Household {
			rows = households
		}
		t.Columns[f.FullName()] = newColumn(&f, rows)
	}
	return t
}

func newColumn(f *rule.Fact, rows []map[string]any) *rule.Column {
	c := &rule.Column{}
	n := len(rows) + rule.Pad
	switch {
	case f.Kind == rule.Bool || f.Kind == rule.Code || f.Kind == rule.Count && f.Max < 255:
		c.Byte = make([]uint8, n)
	case f.Max > 1<<31-1:
		c.I64, c.Null = make([]int64, n), make([]uint8, n)
	default:
		c.I32, c.Null = make([]int32, n), make([]uint8, n)
	}
	for i, row := range rows {
		setCell(c, f, i, row[f.Name])
	}
	return c
}

func setCell(c *rule.Column, f *rule.Fact, i int, v any) {
	var k int64
	switch v := v.(type) {
	case nil:
		switch {
		case f.Kind == rule.Bool:
			c.Byte[i] = rule.Unknown
		case c.Byte != nil:
			c.Byte[i] = rule.UnknownByte
		default:
			c.Null[i] = 1
		}
		return
	case bool:
		if v {
			k = rule.True
		}
	case string:
		for j, code := range f.Codes {
			if code.Name == v {
				k = int64(j)
			}
		}
	case int64:
		k = v
	}
	switch {
	case c.Byte != nil:
		c.Byte[i] = uint8(k)
	case c.I32 != nil:
		c.I32[i] = int32(k)
	default:
		c.I64[i] = k
	}
	c.Min, c.Max = min(c.Min, k), max(c.Max, k)
}
