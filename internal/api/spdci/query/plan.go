package query

import (
	"math"
	"slices"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// Source says where the value of an attribute comes from.
type Source uint8

// The sources.
const (
	OfFact     Source = iota // a column of the snapshot
	OfDivision               // where the household is
	OfSize                   // how many members it has
)

// Attribute is something that may be asked by.
type Attribute struct {
	Name   string
	Level  rule.Level
	Source Source
	Fact   *rule.Fact               // OfFact
	Code   func(word string) string // our code for a word from outside; nil: they are the same
}

// Allowed finds an attribute the sender may ask by; an error says why he may not.
type Allowed func(name string) (*Attribute, error)

// Plan is a query ready to be run over a county, any number of times and by several
// goroutines at once.
type Plan struct {
	level rule.Level
	root  *step
	sort  []key
	facts []string // full names of the columns that are read
}

// step is a node with its values understood.
type step struct {
	join   Join
	parts  []*step
	leaf   *Attribute
	least  int64 // the comparison holds from least to most,
	most   int64
	among  []int64      // or of one of these
	within []civil.Area // or inside one of these
	invert bool         // or, of all these, not
}

// Compile makes a plan that finds households or persons. A nil node finds everybody.
func Compile(n *Node, level rule.Level, sort []Sort, allowed Allowed) (*Plan, error) {
	p := &Plan{level: level}
	var err error
	if n != nil {
		if _, err = n.count(0); err != nil {
			return nil, err
		}
		if p.root, err = p.step(n, allowed); err != nil {
			return nil, err
		}
	}
	p.sort, err = p.keys(sort, allowed)
	return p, err
}

// Level is whose rows the plan finds.
func (p *Plan) Level() rule.Level { return p.level }

// Facts are the columns the plan reads, by full name, each once.
func (p *Plan) Facts() []string { return p.facts }

func (p *Plan) step(n *Node, allowed Allowed) (*step, error) {
	if n.Join == Compare {
		return p.leaf(n, allowed)
	}
	s := &step{join: n.Join}
	for _, part := range n.Parts {
		below, err := p.step(part, allowed)
		if err != nil {
			return nil, err
		}
		s.parts = append(s.parts, below)
	}
	return s, nil
}

// attribute finds an attribute and notes its column.
func (p *Plan) attribute(name string, allowed Allowed) (*Attribute, error) {
	a, err := allowed(name)
	if err != nil {
		return nil, err
	}
	if a.Level == rule.Person && p.level == rule.Household {
		return nil, civil.Refuse("spdci_query_member", "“%s”是成员的属性，查家庭（Group）时不能用作条件：请改查成员（Member），再要家庭。", a.Name)
	}
	if a.Source == OfFact && !slices.Contains(p.facts, a.Fact.FullName()) {
		p.facts = append(p.facts, a.Fact.FullName())
	}
	return a, nil
}

func (p *Plan) leaf(n *Node, allowed Allowed) (*step, error) {
	a, err := p.attribute(n.Attribute, allowed)
	if err != nil {
		return nil, err
	}
	s := &step{leaf: a, least: math.MinInt64, most: math.MaxInt64}
	if a.Source == OfDivision {
		return s, s.places(n)
	}
	var values []int64
	for _, text := range n.Values {
		v, err := a.value(text)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	ordered := a.Source == OfSize || a.Fact.Kind != rule.Code && a.Fact.Kind != rule.Bool
	if !ordered && n.Operator != Equal && n.Operator != NotEqual && n.Operator != In {
		return nil, civil.Refuse("spdci_query_operator", "“%s”不分大小，只能用等于、不等于或 in。", a.Name)
	}
	return s, s.compare(n.Operator, values)
}

// compare turns an operator into the numbers between which, or among which, it
// holds.
func (s *step) compare(o Operator, values []int64) error {
	if len(values) == 0 {
		return malformed("比较没有值")
	}
	v := values[0]
	switch o {
	case Equal:
		s.least, s.most = v, v
	case NotEqual:
		s.least, s.most, s.invert = v, v, true
	case Less, GreaterEqual:
		// Least and greatest numbers are none of any attribute's, so v-1 is there.
		s.most, s.invert = v-1, o == GreaterEqual
	case Greater, LessEqual:
		s.least, s.invert = v+1, o == LessEqual
	case In:
		slices.Sort(values)
		s.among = slices.Compact(values)
	default:
		return malformed("没有这种比较")
	}
	return nil
}

// places reads divisions: a household is in a county when it is in one of its
// villages.
func (s *step) places(n *Node) error {
	if n.Operator != Equal && n.Operator != NotEqual && n.Operator != In {
		return civil.Refuse("spdci_query_operator", "“%s”不分大小，只能用等于、不等于或 in。", s.leaf.Name)
	}
	for _, text := range n.Values {
		area, err := civil.ParseArea(text)
		if err != nil {
			return s.leaf.refuse(text)
		}
		s.within = append(s.within, area)
	}
	s.invert = n.Operator == NotEqual
	return nil
}

// value is a text as a number of the attribute's kind.
func (a *Attribute) value(text string) (int64, error) {
	if a.Source == OfSize {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return 0, a.refuse(text)
		}
		return n, nil
	}
	switch a.Fact.Kind {
	case rule.Bool:
		switch text {
		case "true":
			return 1, nil
		case "false":
			return 0, nil
		}
	case rule.Money:
		if fen, err := civil.ParseYuan(text); err == nil {
			return int64(fen), nil
		}
	case rule.Count:
		if n, err := strconv.ParseInt(text, 10, 32); err == nil {
			return n, nil
		}
	case rule.Date:
		if day, err := civil.ParseDate(text); err == nil {
			return int64(day), nil
		}
	case rule.Code:
		name := text
		if a.Code != nil {
			name = a.Code(text)
		}
		if at := slices.IndexFunc(a.Fact.Codes, func(c rule.CodeValue) bool { return c.Name == name }); at >= 0 {
			return int64(at), nil
		}
	}
	return 0, a.refuse(text)
}

func (a *Attribute) refuse(text string) error {
	return civil.Refuse("spdci_query_value", "“%s”不能与“%s”比较：请照接口说明里这个属性的取值写。", a.Name, clip(text))
}
