package query

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/rule"
)

// The attributes of the tests: one of each kind.
var facts = map[string]*rule.Fact{
	"born":   {Name: "born", Level: rule.Person, Kind: rule.Date},
	"grade":  {Name: "grade", Level: rule.Person, Kind: rule.Count, Min: 0, Max: 4},
	"kind":   {Name: "kind", Level: rule.Person, Kind: rule.Code, Codes: []rule.CodeValue{{Name: "none"}, {Name: "vision"}, {Name: "limb"}}},
	"alive":  {Name: "alive", Level: rule.Person, Kind: rule.Bool},
	"income": {Name: "income", Level: rule.Household, Kind: rule.Money, Min: -1 << 40, Max: 1 << 40},
	"urban":  {Name: "urban", Level: rule.Household, Kind: rule.Bool},
}

func allowed(name string) (*Attribute, error) {
	switch name {
	case "place":
		return &Attribute{Name: name, Level: rule.Household, Source: OfDivision}, nil
	case "size":
		return &Attribute{Name: name, Level: rule.Household, Source: OfSize}, nil
	}
	f := facts[name]
	if f == nil {
		return nil, civil.Refuse("spdci_attribute", "没有对您开放“%s”。", name)
	}
	a := &Attribute{Name: name, Level: f.Level, Fact: f}
	if name == "kind" {
		a.Code = func(word string) string { return strings.TrimPrefix(word, "x-") }
	}
	return a, nil
}

// person and home are the model: what a row says, nil where nobody knows.
type person struct {
	born, grade, kind, alive *int64
}

type home struct {
	place         civil.Area
	income, urban *int64
	members       []person
}

// cityOf lays the model out in columns.
func cityOf(homes []home) *fact.City {
	c := &fact.City{Table: &rule.Table{Households: len(homes), Start: []uint32{0}, Columns: map[string]*rule.Column{}}}
	var people []person
	for _, h := range homes {
		c.Division = append(c.Division, h.place)
		people = append(people, h.members...)
		c.Table.Start = append(c.Table.Start, uint32(len(people)))
	}
	bytes := func(of func(int) *int64, rows int, truth bool) *rule.Column {
		col := &rule.Column{Byte: make([]uint8, rows+rule.Pad)}
		for i := range rows {
			switch v := of(i); {
			case v == nil && truth:
				col.Byte[i] = rule.Unknown
			case v == nil:
				col.Byte[i] = rule.UnknownByte
			case truth:
				col.Byte[i] = uint8(*v) * rule.True
			default:
				col.Byte[i] = uint8(*v)
			}
		}
		return col
	}
	c.Table.Columns["person.grade"] = bytes(func(i int) *int64 { return people[i].grade }, len(people), false)
	c.Table.Columns["person.kind"] = bytes(func(i int) *int64 { return people[i].kind }, len(people), false)
	c.Table.Columns["person.alive"] = bytes(func(i int) *int64 { return people[i].alive }, len(people), true)
	c.Table.Columns["household.urban"] = bytes(func(i int) *int64 { return homes[i].urban }, len(homes), true)
	born := &rule.Column{I32: make([]int32, len(people)+rule.Pad), Null: make([]uint8, len(people)+rule.Pad)}
	for i, p := range people {
		if p.born == nil {
			born.Null[i] = 1
		} else {
			born.I32[i] = int32(*p.born)
		}
	}
	c.Table.Columns["person.born"] = born
	income := &rule.Column{I64: make([]int64, len(homes)+rule.Pad), Null: make([]uint8, len(homes)+rule.Pad)}
	for i, h := range homes {
		if h.income == nil {
			income.Null[i] = 1
		} else {
			income.I64[i] = *h.income
		}
	}
	c.Table.Columns["household.income"] = income
	return c
}

// truth is the model's answer of a node for one row: nil means nobody can say.
func truth(n *Node, h *home, p *person) *bool {
	is := func(b bool) *bool { return &b }
	switch n.Join {
	case Not:
		if t := truth(n.Parts[0], h, p); t != nil {
			return is(!*t)
		}
		return nil
	case And, Or:
		open := false
		for _, part := range n.Parts {
			t := truth(part, h, p)
			switch {
			case t == nil:
				open = true
			case *t == (n.Join == Or):
				return is(n.Join == Or)
			}
		}
		if open {
			return nil
		}
		return is(n.Join == And)
	}
	v := map[string]func() *int64{
		"born": func() *int64 { return p.born }, "grade": func() *int64 { return p.grade }, "kind": func() *int64 { return p.kind }, "alive": func() *int64 { return p.alive },
		"income": func() *int64 { return h.income }, "urban": func() *int64 { return h.urban }, "size": func() *int64 { n := int64(len(h.members)); return &n },
	}
	if n.Attribute == "place" {
		if h.place == 0 {
			return nil
		}
		inside := false
		for _, text := range n.Values {
			inside = inside || strings.HasPrefix(h.place.String(), strings.TrimRight(text, "0"))
		}
		return is(inside != (n.Operator == NotEqual))
	}
	known := v[n.Attribute]()
	if known == nil {
		return nil
	}
	a, _ := allowed(n.Attribute)
	var values []int64
	for _, text := range n.Values {
		w, _ := a.value(text)
		values = append(values, w)
	}
	x, w := *known, values[0]
	return is(map[Operator]bool{Equal: x == w, NotEqual: x != w, Less: x < w, LessEqual: x <= w, Greater: x > w, GreaterEqual: x >= w, In: slices.Contains(values, x)}[n.Operator])
}

// draw draws a model and a query of it.
func drawHomes(t *rapid.T) []home {
	maybeInt := func(name string, least, most int64) *int64 {
		if rapid.IntRange(0, 4).Draw(t, name+"?") == 0 {
			return nil
		}
		v := rapid.Int64Range(least, most).Draw(t, name)
		return &v
	}
	places := []civil.Area{0, 320613005001, 320613006000, 320612100000}
	homes := make([]home, rapid.IntRange(0, 9).Draw(t, "homes"))
	for i := range homes {
		homes[i] = home{place: rapid.SampledFrom(places).Draw(t, "place"), income: maybeInt("income", -3, 3), urban: maybeInt("urban", 0, 1)}
		for range rapid.IntRange(0, 3).Draw(t, "members") {
			homes[i].members = append(homes[i].members, person{maybeInt("born", 0, 3), maybeInt("grade", 0, 4), maybeInt("kind", 0, 2), maybeInt("alive", 0, 1)})
		}
	}
	return homes
}

func drawNode(t *rapid.T, level rule.Level, depth int) *Node {
	join := Compare
	if depth < 3 {
		join = rapid.SampledFrom([]Join{Compare, And, Or, Not}).Draw(t, "join")
	}
	switch join {
	case Compare:
		names := []string{"income", "urban", "size", "place"}
		if level == rule.Person {
			names = append(names, "born", "grade", "kind", "alive")
		}
		n := &Node{Attribute: rapid.SampledFrom(names).Draw(t, "attribute")}
		texts := map[string][]string{
			"income": {"-0.02", "0", "0.01", "5"}, "urban": {"true", "false"}, "size": {"0", "1", "2"}, "place": {"320613", "320613005000", "320612100000"},
			"born": {"1970-01-01", "1970-01-03"}, "grade": {"0", "2", "4"}, "kind": {"none", "x-vision", "limb"}, "alive": {"true", "false"},
		}[n.Attribute]
		operators := []Operator{Equal, NotEqual, In}
		if n.Attribute != "urban" && n.Attribute != "kind" && n.Attribute != "alive" && n.Attribute != "place" {
			operators = append(operators, Less, LessEqual, Greater, GreaterEqual)
		}
		n.Operator = rapid.SampledFrom(operators).Draw(t, "operator")
		count := 1
		if n.Operator == In {
			count = rapid.IntRange(1, 3).Draw(t, "values")
		}
		for range count {
			n.Values = append(n.Values, rapid.SampledFrom(texts).Draw(t, "value"))
		}
		return n
	case Not:
		return &Node{Join: Not, Parts: []*Node{drawNode(t, level, depth+1)}}
	}
	n := &Node{Join: join}
	for range rapid.IntRange(1, 3).Draw(t, "parts") {
		n.Parts = append(n.Parts, drawNode(t, level, depth+1))
	}
	return n
}

func TestColumnsAnswerAsTheModelDoesRowByRow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		level := rapid.SampledFrom([]rule.Level{rule.Person, rule.Household}).Draw(t, "level")
		homes := drawHomes(t)
		n := drawNode(t, level, 0)
		p, err := Compile(n, level, nil, allowed)
		if err != nil {
			t.Fatal(err)
		}
		var want []uint32
		row := uint32(0)
		for i := range homes {
			if level == rule.Household {
				if is := truth(n, &homes[i], nil); is != nil && *is {
					want = append(want, uint32(i))
				}
				continue
			}
			for k := range homes[i].members {
				if is := truth(n, &homes[i], &homes[i].members[k]); is != nil && *is {
					want = append(want, row)
				}
				row++
			}
		}
		c := cityOf(homes)
		if got := p.Match(c); !slices.Equal(got, want) {
			t.Fatalf("found %v, the model %v", got, want)
		}
		for h := range homes {
			for person := c.Table.Start[h]; person < c.Table.Start[h+1]; person++ {
				if Home(c.Table, person) != h {
					t.Fatalf("person %d is of household %d, not %d", person, h, Home(c.Table, person))
				}
			}
		}
	})
}

func TestTheThreeWaysOfAskingBecomeOneTree(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		read func() (*Node, error)
		want string
	}{
		"an expression": {func() (*Node, error) {
			e, err := ParseExpression([]byte(`{"type":"x","value":{"expression":{"collection":"Group","query":{"$and":[{"grade":{"$lt":3,"$gt":0}},{"$or":[{"alive":true},{"$not":{"kind":{"$in":["limb","none"]}}}]}]}}}}`))
			if err != nil {
				return nil, err
			}
			return e.Where, nil
		}, `(((grade > [0]) and (grade < [3])) and ((alive = [true]) or (not (kind in [limb none]))))`},
		"two keys are both needed": {func() (*Node, error) { return ParseConditions([]byte(`{"b":1,"a":{"$not":{"$gte":2}}}`)) }, `((not (a >= [2])) and (b = [1]))`},
		"a predicate": {func() (*Node, error) {
			return ParsePredicate([]byte(`[{"seq_num":2,"expression1":{"attribute_name":"c","operator":"in","attribute_value":["x","y"]},"condition":"not"},
				{"seq_num":1,"expression1":{"attribute_name":"a","operator":"ge","attribute_value":"5"},"condition":"not","expression2":{"attribute_name":"b","operator":"eq","attribute_value":"z"}}]`))
		}, `(((a >= [5]) and (not (b = [z]))) and (not (c in [x y])))`},
	} {
		n, err := c.read()
		if err != nil || n.text() != c.want {
			t.Errorf("%s: %v, %v\nwant %s", name, err, n, c.want)
		}
	}
}

// text is a tree in words, for these tests.
func (n *Node) text() string {
	if n == nil {
		return ""
	}
	var parts []string
	for _, part := range n.Parts {
		parts = append(parts, part.text())
	}
	switch n.Join {
	case And:
		return "(" + strings.Join(parts, " and ") + ")"
	case Or:
		return "(" + strings.Join(parts, " or ") + ")"
	case Not:
		return "(not " + parts[0] + ")"
	}
	return fmt.Sprintf("(%s %s %v)", n.Attribute, []string{"", "=", "!=", "<", "<=", ">", ">=", "in"}[n.Operator], n.Values)
}

func TestWhatCannotBeAskedIsRefusedBeforeAnythingRuns(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"$not":`, 40) + `{"alive":true}` + strings.Repeat(`}`, 40)
	wide := `{"$or":[` + strings.Repeat(`{"alive":true},`, 200) + `{"alive":true}]}`
	for name, c := range map[string]struct {
		query string
		level rule.Level
		want  string
	}{
		"a forbidden attribute":              {`{"secret":1}`, rule.Person, "spdci_attribute"},
		"a forbidden one deep inside":        {`{"$or":[{"alive":true},{"$not":{"secret":{"$in":["a"]}}}]}`, rule.Person, "spdci_attribute"},
		"text that would be a statement":     {`{"alive' OR 1=1 --":true}`, rule.Person, "spdci_attribute"},
		"a value that would be one":          {`{"kind":"limb' OR '1'='1"}`, rule.Person, "spdci_query_value"},
		"an operator there is none of":       {`{"grade":{"$where":"1"}}`, rule.Person, "spdci_query_form"},
		"a key of the program":               {`{"$where":"sleep(1)"}`, rule.Person, "spdci_query_form"},
		"nothing":                            {`{}`, rule.Person, "spdci_query_form"},
		"null":                               {`{"grade":null}`, rule.Person, "spdci_query_form"},
		"a fraction of a grade":              {`{"grade":{"$gt":1.5}}`, rule.Person, "spdci_query_value"},
		"thousandths of a yuan":              {`{"income":{"$gt":1.005}}`, rule.Person, "spdci_query_value"},
		"a day that is none":                 {`{"born":"1970-02-30"}`, rule.Person, "spdci_query_value"},
		"codes have no order":                {`{"kind":{"$gt":"limb"}}`, rule.Person, "spdci_query_operator"},
		"places have no order":               {`{"place":{"$gt":"320613"}}`, rule.Person, "spdci_query_operator"},
		"a member's attribute of households": {`{"grade":1}`, rule.Household, "spdci_query_member"},
		"too deep":                           {deep, rule.Person, "spdci_query_large"},
		"too wide":                           {wide, rule.Person, "spdci_query_large"},
		"an empty list":                      {`{"grade":{"$in":[]}}`, rule.Person, "spdci_query_form"},
		"an object where a value should be":  {`{"grade":{"$eq":{"$gt":1}}}`, rule.Person, "spdci_query_form"},
	} {
		n, err := ParseConditions([]byte(c.query))
		if err == nil {
			_, err = Compile(n, c.level, nil, allowed)
		}
		var refused *civil.Error
		if !errors.As(err, &refused) || refused.Code != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	for _, wish := range []Sort{{"secret", "asc"}, {"grade", "up"}} {
		_, err := Compile(nil, rule.Person, []Sort{wish}, allowed)
		var refused *civil.Error
		if !errors.As(err, &refused) || refused.Code != Unsortable {
			t.Errorf("%v: %v", wish, err)
		}
	}
}

func TestTheUnknownComesLastHoweverItIsSorted(t *testing.T) {
	t.Parallel()
	one, two := int64(1), int64(2)
	c := cityOf([]home{{place: 320613005001, members: []person{{}, {grade: &two}, {grade: &one}}}})
	for order, want := range map[string][]uint32{"asc": {2, 1, 0}, "desc": {1, 2, 0}} {
		p, err := Compile(nil, rule.Person, []Sort{{"grade", order}}, allowed)
		if err != nil {
			t.Fatal(err)
		}
		rows := p.Match(c)
		slices.SortFunc(rows, func(a, b uint32) int { return p.Compare(p.Keys(c, a, 0), p.Keys(c, b, 0)) })
		if !slices.Equal(rows, want) {
			t.Errorf("%s: %v, want %v", order, rows, want)
		}
	}
}

func FuzzParseExpression(f *testing.F) {
	f.Add([]byte(`{"value":{"expression":{"collection":"Group","query":{"$and":[{"grade":{"$lt":5}}]}}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if e, err := ParseExpression(raw); err == nil {
			_, _ = Compile(e.Where, rule.Person, nil, allowed)
		}
		if n, err := ParseConditions(raw); err == nil {
			_, _ = Compile(n, rule.Person, nil, allowed)
		}
	})
}

func FuzzParsePredicate(f *testing.F) {
	f.Add([]byte(`[{"seq_num":1,"expression1":{"attribute_name":"grade","operator":"gt","attribute_value":"1"},"condition":"and","expression2":{"attribute_name":"alive","operator":"eq","attribute_value":"true"}}]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if n, err := ParsePredicate(raw); err == nil {
			_, _ = Compile(n, rule.Person, nil, allowed)
		}
	})
}

func FuzzParseIdentifier(f *testing.F) {
	f.Add([]byte(`{"type":"UIN","value":"32060219600101001X"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if id, err := ParseIdentifier(raw); err == nil && (id.Type == "" || id.Value == "") {
			t.Fatal("half an identifier was taken")
		}
	})
}

func BenchmarkFiveConditionsOverAMillion(b *testing.B) {
	homes := make([]home, 400_000)
	two, yes, no := int64(2), int64(1), int64(0)
	for i := range homes {
		born := int64(i % 20000)
		homes[i] = home{place: 320613005001, urban: &yes, members: []person{{&born, &two, &no, &yes}, {nil, &no, nil, &yes}, {&born, nil, &two, &no}}}
	}
	c := cityOf(homes)
	n, err := ParseConditions([]byte(`{"$and":[{"alive":true},{"grade":{"$gte":1}},{"born":{"$lt":"2000-01-01"}},{"urban":true},{"place":"320613"}]}`))
	if err != nil {
		b.Fatal(err)
	}
	p, err := Compile(n, rule.Person, nil, allowed)
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		if len(p.Match(c)) == 0 {
			b.Fatal("nobody")
		}
	}
}
