package rule

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"lianxin/internal/civil"
)

// Step is one line of a trace: an expression, what stood in it, and what came out.
type Step struct {
	Name   string `json:"name"`                // "household.income", "dibao.income_not_below_standard"
	Label  string `json:"label,omitempty"`     // in words
	Member int    `json:"member"`              // whose, by place in the household; -1 for the household's
	Person string `json:"person_id,omitempty"` // left to the caller, who knows the ids
	Rule   string `json:"rule"`                // the expression as written
	Filled string `json:"filled"`              // the same with values in place of names
	Value  string `json:"value"`               // "1200.00", "3", "true", "unknown"
	Source string `json:"source,omitempty"`    // file:line
}

// Trace shows how an answer came: the definitions it rests on, its scope, every
// clause, the covered persons and the amount, in the order of computation.
func (c *Counter) Trace(a Answer) []Step {
	p := c.program.programmes[a.programme]
	wanted := map[*expression]bool{}
	roots := append([]*expression{p.scope}, p.clauses...)
	if p.covers != nil {
		roots = append(roots, p.covers)
	}
	if p.amount != nil && a.Outcome != Refuse {
		roots = append(roots, p.amount)
	}
	for _, root := range roots {
		c.program.reach(root, wanted)
	}
	var steps []Step
	for _, e := range c.program.expressions {
		if wanted[e] && !contains(roots, e) {
			steps = append(steps, c.steps(e, a.Member)...)
		}
	}
	for _, root := range roots {
		steps = append(steps, c.steps(root, a.Member)...)
	}
	return steps
}

func contains(es []*expression, e *expression) bool {
	for _, other := range es {
		if other == e {
			return true
		}
	}
	return false
}

// reach marks everything an expression rests on.
func (p *Program) reach(e *expression, wanted map[*expression]bool) {
	if wanted[e] {
		return
	}
	wanted[e] = true
	for _, name := range e.refs {
		if other := p.byName[name]; other != nil {
			p.reach(other, wanted)
			continue
		}
		for _, q := range p.programmes {
			if name == q.level.String()+".eligible_"+q.name {
				p.reach(q.scope, wanted)
				for _, clause := range q.clauses {
					p.reach(clause, wanted)
				}
			}
		}
	}
}

// steps gives one step, or for a person's expression one for the member asked for, or each member.
func (c *Counter) steps(e *expression, member int) []Step {
	if e.level == Household {
		return []Step{c.step(e, -1)}
	}
	if member >= 0 {
		return []Step{c.step(e, member)}
	}
	var steps []Step
	for i := range c.machine.rows[Person] {
		steps = append(steps, c.step(e, i))
	}
	return steps
}

func (c *Counter) step(e *expression, member int) Step {
	s := Step{Name: e.name, Label: e.label, Member: member, Rule: strings.Join(strings.Fields(e.source.Text), " ")}
	s.Value = c.show(e.root, max(member, 0))
	w := &writer{c: c, member: member}
	s.Filled = w.expr(e.checked.Expr(), 0)
	if e.source.File != "" {
		s.Source = e.source.File + ":" + strconv.Itoa(e.source.Line)
	}
	return s
}

// show prints a node's value.
func (c *Counter) show(n int32, row int) string {
	node := &c.program.nodes[n]
	k, unknown := c.value(n, row)
	if unknown {
		return "unknown"
	}
	switch node.kind {
	case Bool:
		return strconv.FormatBool(k != 0)
	case Money:
		return civil.Fen(k).String()
	case Ratio:
		return civil.Ratio{Num: node.k, Den: node.d}.String()
	case Code:
		if node.op == opConst {
			return strconv.Quote(node.text)
		}
		return strconv.Quote(c.program.facts[node.fact].Codes[k].Name)
	}
	return strconv.FormatInt(k, 10)
}

// writer prints a checked expression with values in place of names.
type writer struct {
	c      *Counter
	member int // -1 while no member is meant
}

// binding strength of operators; higher binds tighter.
var precedence = map[string]int{
	operators.Conditional: 1, operators.LogicalOr: 2, operators.LogicalAnd: 3,
	operators.Equals: 4, operators.NotEquals: 4, operators.Less: 4, operators.LessEquals: 4,
	operators.Greater: 4, operators.GreaterEquals: 4, operators.In: 4,
	operators.Add: 5, operators.Subtract: 5, operators.Multiply: 6, operators.LogicalNot: 7, operators.Negate: 7,
}

func (w *writer) expr(x celast.Expr, outer int) string {
	switch x.Kind() {
	case celast.LiteralKind:
		if s, ok := x.AsLiteral().(types.String); ok {
			return strconv.Quote(string(s))
		}
		return fmt.Sprint(x.AsLiteral().Value())
	case celast.IdentKind:
		return w.name(x.AsIdent())
	case celast.ListKind:
		parts := make([]string, 0, x.AsList().Size())
		for _, element := range x.AsList().Elements() {
			parts = append(parts, w.expr(element, 0))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case celast.CallKind:
		return w.call(x, outer)
	}
	return "?"
}

func (w *writer) call(x celast.Expr, outer int) string {
	call := x.AsCall()
	name := call.FunctionName()
	args := call.Args()
	inner := precedence[name]
	if inner == 0 {
		return w.function(name, args)
	}
	var text string
	switch len(args) {
	case 1:
		symbol, _ := operators.FindReverse(name)
		text = symbol + w.expr(args[0], inner)
	case 3:
		text = w.expr(args[0], inner+1) + " ? " + w.expr(args[1], inner) + " : " + w.expr(args[2], inner)
	default:
		symbol, _ := operators.FindReverseBinaryOperator(name)
		text = w.expr(args[0], inner) + " " + symbol + " " + w.expr(args[1], inner+1)
	}
	if inner < outer {
		return "(" + text + ")"
	}
	return text
}

// function prints a call; an aggregate shows what each member contributes.
func (w *writer) function(name string, args []celast.Expr) string {
	if _, ok := aggregates[name]; ok && w.member < 0 {
		parts := make([]string, 0, w.c.machine.rows[Person])
		for i := range w.c.machine.rows[Person] {
			parts = append(parts, (&writer{c: w.c, member: i}).expr(args[0], 0))
		}
		return name + "(" + strings.Join(parts, "; ") + ")"
	}
	parts := make([]string, len(args))
	for i, arg := range args {
		parts[i] = w.expr(arg, 0)
	}
	return name + "(" + strings.Join(parts, ", ") + ")"
}

// name prints the value of a fact, definition or parameter.
func (w *writer) name(name string) string {
	n := w.c.program.node(name)
	if n == none {
		return name
	}
	node := &w.c.program.nodes[n]
	if node.op == opFact && node.kind == Date {
		return w.c.date(node, max(w.member, 0))
	}
	return w.c.show(n, max(w.member, 0))
}

// date reads a date straight from the table: plans only ever read ages.
func (c *Counter) date(n *node, row int) string {
	if n.level == Household {
		row = 0
	}
	row += c.machine.first[n.level]
	column := c.table.Columns[c.program.facts[n.fact].FullName()]
	if column == nil || column.Null != nil && column.Null[row] != 0 {
		return "unknown"
	}
	return civil.Date(column.I32[row]).String()
}

// node finds the node of a name that expressions use; names were checked at compile time.
func (p *Program) node(name string) int32 {
	if e := p.byName[name]; e != nil {
		return e.root
	}
	if n, ok := p.named[name]; ok {
		return n
	}
	return none
}

// Reads lists, sorted, the facts a programme reads, directly or through
// definitions: what a README or a form must ask for.
func (p *Program) Reads(programme string) []string {
	names := map[string]bool{}
	for _, q := range p.programmes {
		if q.name != programme {
			continue
		}
		wanted := map[*expression]bool{}
		for _, e := range append([]*expression{q.scope, q.covers, q.amount}, q.clauses...) {
			if e != nil {
				p.reach(e, wanted)
			}
		}
		for e := range wanted {
			for _, name := range e.refs {
				names[name] = true
			}
		}
	}
	var facts []string
	for i := range p.facts {
		if names[p.facts[i].FullName()] {
			facts = append(facts, p.facts[i].FullName())
		}
	}
	sort.Strings(facts)
	return facts
}
