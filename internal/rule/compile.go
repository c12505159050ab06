package rule

import (
	"fmt"
	"sort"
	"strings"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"

	"lianxin/internal/civil"
)

// Limits of one policy; real packs stay far below.
const (
	clausesMax     = 32 // reasons are kept as bits
	expressionMax  = 4000
	definitionsMax = 2000
)

// expression is one checked piece of CEL and the node that computes it.
type expression struct {
	name    string // "person.income", "dibao.scope", "dibao.amount"
	label   string
	level   Level
	source  Source
	parsed  *cel.Ast
	checked *celast.AST
	refs    []string // names it reads directly, sorted
	root    int32
	state   uint8 // 0 new, 1 being resolved, 2 resolved, 3 failed
}

// programme is a compiled Programme.
type programme struct {
	name     string
	title    string
	level    Level
	scope    *expression
	covers   *expression
	clauses  []*expression
	codes    []string
	byCode   []int       // clauses in the order of their codes, as reasons list them
	amount   *expression // nil for a recognition
	eligible int32       // scope && all clauses
	covered  int32       // number of persons covered, none for a person programme

	// The roots of scope, clauses and amount, spread to the programme's level.
	scopeNode   int32
	clauseNodes []int32
	amountNode  int32
	coversNode  int32 // household programmes: whom they cover
}

// compiler turns a policy into nodes.
type compiler struct {
	policy      *Policy
	env         *cel.Env
	nodes       []node
	index       map[node]int32
	facts       map[string]int
	params      map[string]int
	expressions map[string]*expression
	eligible    map[string]*programme // by the name of their eligibility
	declared    map[string]bool       // definitions the CEL environment knows
	order       []*expression         // resolved, users after what they use
	errors      CompileErrors
}

func newCompiler(p *Policy) *compiler {
	return &compiler{
		policy: p, index: map[node]int32{}, facts: map[string]int{}, params: map[string]int{},
		expressions: map[string]*expression{}, eligible: map[string]*programme{}, declared: map[string]bool{},
	}
}

// Compile checks a policy and turns it into a program. The error is a CompileErrors
// that lists every refusal found: those of programmes and what they read first,
// then those of definitions that nothing reads.
func Compile(p *Policy) (*Program, error) {
	c := newCompiler(p)
	c.declare()
	if len(c.errors) > 0 {
		return nil, c.errors
	}
	env, err := newEnvironment(p)
	if err != nil {
		return nil, fmt.Errorf("rule.Compile: %w", err)
	}
	c.env = env
	programmes := c.programmes()
	if len(c.errors) > 0 {
		return nil, c.errors
	}
	return newProgram(c, programmes), nil
}

// Constant evaluates a parameter formula: an expression over parameters alone.
func Constant(params []Param, kind Kind, source Source) (ParamValue, error) {
	c := newCompiler(&Policy{Params: params})
	c.declare()
	if len(c.errors) > 0 {
		return ParamValue{}, c.errors
	}
	env, err := newEnvironment(c.policy)
	if err != nil {
		return ParamValue{}, fmt.Errorf("rule.Constant: %w", err)
	}
	c.env = env
	e := c.add("formula", "", Household, source)
	if !c.resolve(e) {
		return ParamValue{}, c.errors
	}
	n := &c.nodes[e.root]
	switch {
	case n.op != opConst:
		return ParamValue{}, CompileErrors{source.at(1, 0, "formula_not_constant", "参数公式只能由其他已知参数算出，不能引用人或家庭的信息。")}
	case n.kind != kind && !(n.literal && n.k == 0 && kind == Money):
		return ParamValue{}, CompileErrors{source.at(1, 0, "formula_kind", "公式算出的是 %s，而参数声明为 %s，请改公式或改声明。", n.kind, kind)}
	}
	if kind == Ratio {
		return ParamValue{Ratio: civil.Ratio{Num: n.k, Den: n.d}}, nil
	}
	return ParamValue{Int: n.k, Code: n.text}, nil
}

// declare enters facts, parameters and definitions, refusing a name used twice.
func (c *compiler) declare() {
	p := c.policy
	taken := map[string]bool{}
	claim := func(name string, source Source) bool {
		if taken[name] {
			c.refuse(source.at(1, 0, "duplicate_name", "“%s”已经定义过，请换一个名字。", name))
			return false
		}
		taken[name] = true
		return true
	}
	for i := range p.Facts {
		if f := &p.Facts[i]; claim(f.FullName(), Source{}) {
			c.facts[f.FullName()] = i
			if (f.Kind == Money || f.Kind == Count) && f.Min > f.Max {
				c.refuse(Source{}.at(1, 0, "fact_range", "事实“%s”的范围下限大于上限。", f.FullName()))
			}
		}
	}
	for i := range p.Params {
		if claim(p.Params[i].Name, Source{}) {
			c.params[p.Params[i].Name] = i
		}
	}
	if len(p.Definitions) > definitionsMax {
		c.refuse(Source{}.at(1, 0, "too_many_definitions", "定义超过 %d 条，请分成几个包。", definitionsMax))
		return
	}
	for _, d := range p.Definitions {
		level, ok := levelOf(d.Name)
		if !ok {
			c.refuse(d.Expr.at(1, 0, "definition_name", "定义的名字要以 person. 或 household. 开头，收到的是“%s”。", d.Name))
			continue
		}
		if claim(d.Name, d.Expr) {
			c.add(d.Name, d.Label, level, d.Expr)
		}
	}
	for i := range p.Programmes {
		claim(p.Programmes[i].eligibleName(), p.Programmes[i].Scope)
	}
}

func levelOf(name string) (Level, bool) {
	switch {
	case strings.HasPrefix(name, "person."):
		return Person, true
	case strings.HasPrefix(name, "household."):
		return Household, true
	}
	return 0, false
}

// eligibleName is the definition every programme gives: its scope and all clauses together.
func (p *Programme) eligibleName() string { return p.Level.String() + ".eligible_" + p.Name }

func (c *compiler) add(name, label string, level Level, source Source) *expression {
	e := &expression{name: name, label: label, level: level, source: source}
	c.expressions[name] = e
	return e
}

func (c *compiler) refuse(e *CompileError) { c.errors = append(c.errors, e) }

// programmes resolves every programme, and with them the definitions; unused definitions are checked too.
func (c *compiler) programmes() []*programme {
	compiled := make([]*programme, 0, len(c.policy.Programmes))
	for i := range c.policy.Programmes {
		p := c.enter(&c.policy.Programmes[i])
		compiled = append(compiled, p)
		c.eligible[c.policy.Programmes[i].eligibleName()] = p
	}
	for _, p := range compiled {
		c.finish(p)
	}
	for _, name := range sortedNames(c.expressions) {
		c.resolve(c.expressions[name])
	}
	return compiled
}

// enter declares the expressions of a programme. Its eligibility is an
// expression without text: finish gives it a node.
func (c *compiler) enter(p *Programme) *programme {
	if _, taken := levelOf(p.Name + "."); taken {
		c.refuse(p.Scope.at(1, 0, "programme_name", "待遇不能叫“%s”，它是规则里的保留字。", p.Name))
	}
	out := &programme{name: p.Name, title: p.Title, level: p.Level, eligible: none, covered: none, amountNode: none}
	out.scope = c.add(p.Name+".scope", "适用范围", p.Level, p.Scope)
	if len(p.Clauses) > clausesMax {
		c.refuse(p.Scope.at(1, 0, "too_many_clauses", "“%s”的条件超过 %d 条，请合并。", p.Name, clausesMax))
	}
	for _, clause := range p.Clauses {
		name := p.Name + "." + clause.Code
		if c.expressions[name] != nil || clause.Code == "amount" || clause.Code == "covers" {
			c.refuse(clause.Expr.at(1, 0, "duplicate_clause", "“%s”里条件代码“%s”用了两次，或是保留字。", p.Name, clause.Code))
			continue
		}
		out.clauses = append(out.clauses, c.add(name, clause.Label, p.Level, clause.Expr))
		out.codes = append(out.codes, clause.Code)
	}
	for k := range out.codes {
		out.byCode = append(out.byCode, k)
	}
	sort.Slice(out.byCode, func(i, j int) bool { return out.codes[out.byCode[i]] < out.codes[out.byCode[j]] })
	if p.Amount != nil {
		out.amount = c.add(p.Name+".amount", "金额", p.Level, *p.Amount)
	}
	if p.Level == Household {
		out.covers = c.add(p.Name+".covers", "保障人员", Person, p.Covers)
	}
	return out
}

// finish resolves a programme and builds its eligibility and covered nodes.
func (c *compiler) finish(p *programme) bool {
	if p.eligible != none {
		return true
	}
	if !c.resolveBool(p.scope) {
		return false
	}
	p.scopeNode = c.atLevel(p.scope.root, p.level)
	eligible, ok := p.scope.root, true
	p.clauseNodes = p.clauseNodes[:0]
	for _, clause := range p.clauses {
		if !c.resolveBool(clause) {
			ok = false
			continue
		}
		eligible = c.and(eligible, clause.root)
		p.clauseNodes = append(p.clauseNodes, c.atLevel(clause.root, p.level))
	}
	if !ok {
		return false
	}
	p.eligible = c.atLevel(eligible, p.level)
	if p.covers != nil && c.resolveBool(p.covers) {
		p.coversNode = c.atLevel(p.covers.root, Person)
		p.covered = c.aggregate(opCount, p.coversNode)
	}
	if p.amount != nil && c.resolve(p.amount) {
		if n := &c.nodes[p.amount.root]; n.kind != Money && !(n.literal && n.k == 0) {
			c.refuse(p.amount.source.at(1, 0, "amount_not_money", "金额算式的结果应是金额，现在是 %s。", n.kind))
		}
		p.amountNode = c.atLevel(p.amount.root, p.level)
	}
	return true
}

func (c *compiler) resolveBool(e *expression) bool {
	if !c.resolve(e) {
		return false
	}
	if c.nodes[e.root].kind != Bool {
		c.refuse(e.source.at(1, 0, "not_a_condition", "这里应是条件（真或假），现在是 %s。", c.nodes[e.root].kind))
		e.state = 3
		return false
	}
	return true
}

// resolve parses, orders, checks and lowers an expression after everything it reads.
func (c *compiler) resolve(e *expression) bool {
	switch e.state {
	case 2:
		return true
	case 3:
		return false
	case 1:
		e.state = 3
		c.refuse(e.source.at(1, 0, "cycle", "“%s”绕了一圈又引用到自己，请去掉其中一处引用。", e.name))
		return false
	}
	e.state = 1
	ok := c.parse(e)
	if ok {
		ok = c.resolveRefs(e)
	}
	if ok && e.state == 1 {
		ok = c.check(e)
	}
	if !ok || e.state == 3 {
		e.state = 3
		return false
	}
	root, err := c.lower(e)
	if err != nil {
		c.refuse(err)
		e.state = 3
		return false
	}
	e.root, e.state = root, 2
	c.order = append(c.order, e)
	return true
}

func (c *compiler) resolveRefs(e *expression) bool {
	ok := true
	for _, name := range e.refs {
		if p := c.eligible[name]; p != nil {
			ok = c.finish(p) && ok
			continue
		}
		if other := c.expressions[name]; other != nil && strings.Contains(name, ".") {
			ok = c.resolve(other) && ok
		}
	}
	return ok
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
