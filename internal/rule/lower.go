package rule

import (
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// lowering turns one checked expression into nodes.
type lowering struct {
	c         *compiler
	e         *expression
	level     Level // of the place: Person inside an aggregate
	aggregate bool
}

// lower gives the node of a checked expression.
func (c *compiler) lower(e *expression) (int32, *CompileError) {
	l := &lowering{c: c, e: e, level: e.level}
	return l.expr(e.checked.Expr())
}

func (l *lowering) refuse(x celast.Expr, code, format string, args ...any) *CompileError {
	return l.e.placed(l.e.checked, x, code, format, args...)
}

func (l *lowering) expr(x celast.Expr) (int32, *CompileError) {
	switch x.Kind() {
	case celast.LiteralKind:
		return l.literal(x)
	case celast.IdentKind:
		return l.name(x, x.AsIdent())
	case celast.CallKind:
		return l.call(x)
	}
	return none, l.refuse(x, "not_in_language", "规则语言里没有这种写法。可用的写法见 docs/rules.md。")
}

func (l *lowering) literal(x celast.Expr) (int32, *CompileError) {
	switch v := x.AsLiteral().(type) {
	case types.Bool:
		return l.c.boolean(bool(v)), nil
	case types.Int:
		return l.c.put(node{op: opConst, kind: Count, k: int64(v), literal: true, lo: int64(v), hi: int64(v)}), nil
	case types.String:
		return l.c.put(node{op: opConst, kind: Code, text: string(v)}), nil
	}
	return none, l.refuse(x, "literal", "规则里只能写整数、true、false 和代码文字；金额、比例请写成参数。")
}

func (l *lowering) name(x celast.Expr, name string) (int32, *CompileError) {
	c := l.c
	root := int32(none)
	if i, ok := c.facts[name]; ok {
		root = c.fact(i)
	} else if i, ok := c.params[name]; ok {
		var err *CompileError
		if root, err = l.param(x, &c.policy.Params[i]); err != nil {
			return none, err
		}
	} else if p := c.eligible[name]; p != nil {
		root = p.eligible
	} else if e := c.expressions[name]; e != nil {
		root = e.root
	} else {
		return none, l.refuse(x, "unknown_name", "没有叫“%s”的事实、定义或参数。", name)
	}
	if l.level == Household && c.nodes[root].level == Person {
		return none, l.refuse(x, "member_outside_aggregate", "“%s”是每个成员各自的信息，户级表达式要通过 sum any all count min max 汇总后才能使用。", name)
	}
	return root, nil
}

// param gives the value of a parameter; where town and country differ it is chosen by the household's area.
func (l *lowering) param(x celast.Expr, p *Param) (int32, *CompileError) {
	if p.Kind == Date {
		return none, l.refuse(x, "parameter_kind", "参数“%s”是日期，规则里的参数只能是金额、整数、比例、代码或真假。", p.Name)
	}
	if p.Unknown {
		return l.c.put(node{op: opAbsent, kind: p.Kind, text: p.Name, lo: absentLow(p.Kind), hi: absentHigh(p.Kind)}), nil
	}
	urban := l.c.constant(p.Kind, p.Value)
	if !p.Split {
		return urban, nil
	}
	if !l.c.splittable(p) {
		return none, l.refuse(x, "split_parameter", "参数“%s”按城乡分列，需要代码表里有 rural 的事实 household.area_kind，且参数只能是金额、整数或真假。", p.Name)
	}
	i := l.c.facts["household.area_kind"]
	rural := l.c.codeIndex(i, "rural")
	isRural := l.c.put(node{op: opIs, level: Household, kind: Bool, a: l.c.fact(i), k: int64(rural)})
	return l.c.choose(isRural, l.c.constant(p.Kind, p.Rural), urban), nil
}

// splittable says whether a parameter can be chosen by the area a household lives in.
func (c *compiler) splittable(p *Param) bool {
	if !p.Split || p.Unknown {
		return true
	}
	i, ok := c.facts["household.area_kind"]
	return ok && p.Kind != Ratio && p.Kind != Code && c.policy.Facts[i].Kind == Code && c.codeIndex(i, "rural") >= 0
}

// An unknown parameter has no value, so any range is true of it; a small one keeps sums provable.
func absentLow(Kind) int64 { return 0 }
func absentHigh(k Kind) int64 {
	if k == Money {
		return 10_000_000_000
	}
	return 1
}

func (l *lowering) call(x celast.Expr) (int32, *CompileError) {
	call := x.AsCall()
	name := call.FunctionName()
	if op, ok := aggregates[name]; ok && !call.IsMemberFunction() {
		return l.aggregateCall(x, op)
	}
	if name == operators.In {
		return l.in(x)
	}
	args := make([]int32, len(call.Args()))
	for i, a := range call.Args() {
		var err *CompileError
		if args[i], err = l.expr(a); err != nil {
			return none, err
		}
	}
	return l.apply(x, name, args)
}

var aggregates = map[string]op{"sum": opSum, "count": opCount, "any": opAny, "all": opAll, "min": opMin, "max": opMax}

func (l *lowering) aggregateCall(x celast.Expr, op op) (int32, *CompileError) {
	if l.aggregate {
		return none, l.refuse(x, "nested_aggregate", "汇总里不能再套汇总，请先用 household. 定义内层结果。")
	}
	if l.e.level == Person {
		return none, l.refuse(x, "aggregate_in_person", "个人级表达式不能汇总家庭成员，请先写成 household. 定义再引用。")
	}
	inner := &lowering{c: l.c, e: l.e, level: Person, aggregate: true}
	arg, err := inner.expr(x.AsCall().Args()[0])
	if err != nil {
		return none, err
	}
	n := &l.c.nodes[arg]
	if (op == opSum || op == opMin || op == opMax) && (n.kind != Money && n.kind != Count) {
		return none, l.refuse(x, "aggregate_kind", "sum、min、max 只能汇总金额或整数，这里是 %s。", n.kind)
	}
	root := l.c.aggregate(op, l.c.atLevel(arg, Person))
	if root == none {
		return none, l.refuse(x, "overflow", "这一步的结果可能超出范围，请缩小事实的范围或拆分算式。")
	}
	return root, nil
}

// in is an OR of equalities: cel-go answers unknown for an unknown list element, so only constant lists are allowed.
func (l *lowering) in(x celast.Expr) (int32, *CompileError) {
	args := x.AsCall().Args()
	if args[1].Kind() != celast.ListKind {
		return none, l.refuse(x, "in_list", "in 右边要直接写出一串代码或整数。")
	}
	subject, err := l.expr(args[0])
	if err != nil {
		return none, err
	}
	result := l.c.boolean(false)
	for _, element := range args[1].AsList().Elements() {
		if element.Kind() != celast.LiteralKind {
			return none, l.refuse(element, "in_list", "in 右边的每一项都要是写明的代码或整数。")
		}
		value, err := l.expr(element)
		if err != nil {
			return none, err
		}
		equal, err := l.equal(x, subject, value)
		if err != nil {
			return none, err
		}
		result = l.c.or(result, equal)
	}
	return result, nil
}

// apply builds the node of an operator or function over lowered arguments.
func (l *lowering) apply(x celast.Expr, name string, args []int32) (int32, *CompileError) {
	c := l.c
	switch name {
	case operators.LogicalAnd:
		return c.and(args[0], args[1]), nil
	case operators.LogicalOr:
		return c.or(args[0], args[1]), nil
	case operators.LogicalNot:
		return c.not(args[0]), nil
	case operators.Conditional:
		return l.conditional(x, args)
	case operators.Equals:
		return l.equal(x, args[0], args[1])
	case operators.NotEquals:
		equal, err := l.equal(x, args[0], args[1])
		if err != nil {
			return none, err
		}
		return c.not(equal), nil
	case operators.Negate:
		return l.arithmetic(x, opNeg, args[0], none)
	case operators.Add, operators.Subtract, operators.Multiply, operators.Less, operators.LessEquals:
		return l.arithmetic(x, binaryOps[name], args[0], args[1])
	case operators.Greater:
		return l.arithmetic(x, opLess, args[1], args[0])
	case operators.GreaterEquals:
		return l.arithmetic(x, opLessEqual, args[1], args[0])
	}
	for _, f := range functions() {
		if f.name == name {
			return l.function(x, f, args)
		}
	}
	return none, l.refuse(x, "not_in_language", "规则语言里没有“%s”。可用的运算和函数见 docs/rules.md。", name)
}

var binaryOps = map[string]op{
	operators.Add: opAdd, operators.Subtract: opSub, operators.Multiply: opMul,
	operators.Less: opLess, operators.LessEquals: opLessEqual,
}

func (l *lowering) function(x celast.Expr, f function, args []int32) (int32, *CompileError) {
	c := l.c
	switch f.op {
	case opAge:
		fact := &c.nodes[args[0]]
		if fact.op != opFact {
			return none, l.refuse(x, "not_in_language", "age 里只能直接写日期型的事实。")
		}
		return c.put(node{op: opAge, level: fact.level, kind: Count, fact: fact.fact, lo: 0, hi: ageMax}), nil
	case opLarger, opSmaller:
		return l.arithmetic(x, f.op, args[0], args[1])
	case opShare:
		return l.share(x, f, args)
	case opLess:
		return l.compareShare(x, f.name == "above_share", args)
	case opDivide:
		return l.divide(x, f, args)
	case opRound:
		return l.round(x, f, args)
	}
	return none, l.refuse(x, "not_in_language", "规则语言里没有“%s”。", f.name)
}

// ageMax is the greatest age read; older birth dates are refused where facts are read.
const ageMax = 150

func (l *lowering) conditional(x celast.Expr, args []int32) (int32, *CompileError) {
	a, b := &l.c.nodes[args[1]], &l.c.nodes[args[2]]
	if !choosable(a.kind) || !choosable(b.kind) {
		return none, l.refuse(x, "conditional_kind", "条件取值只能用于真假、金额和整数。")
	}
	if _, err := l.unit(x, args[1], args[2]); err != nil {
		return none, err
	}
	return l.c.choose(args[0], args[1], args[2]), nil
}

func choosable(k Kind) bool { return k == Bool || k == Money || k == Count }

// unit is the common kind of two values. A literal 0 goes with money; no other literal does.
func (l *lowering) unit(x celast.Expr, a, b int32) (Kind, *CompileError) {
	m, n := &l.c.nodes[a], &l.c.nodes[b]
	if m.kind == n.kind {
		return m.kind, nil
	}
	for _, pair := range [2][2]*node{{m, n}, {n, m}} {
		if pair[0].kind == Money && pair[1].literal {
			if pair[1].k == 0 {
				return Money, nil
			}
			return 0, l.refuse(x, "amount_in_rule", "金额不能写在规则里，请写成有地区、生效日期和出处的参数。")
		}
	}
	return 0, l.refuse(x, "units", "%s 与 %s 不能放在一起运算，请检查单位。", m.kind, n.kind)
}

func (l *lowering) arithmetic(x celast.Expr, op op, a, b int32) (int32, *CompileError) {
	kind := l.c.nodes[a].kind
	if b != none {
		var err *CompileError
		if op == opMul {
			kind, err = l.product(x, a, b)
		} else {
			kind, err = l.unit(x, a, b)
		}
		if err != nil {
			return none, err
		}
	}
	if kind != Money && kind != Count {
		return none, l.refuse(x, "arithmetic_kind", "这里只能用金额或整数，现在是 %s。", kind)
	}
	if root := l.c.arithmetic(op, kind, a, b); root != none {
		return root, nil
	}
	return none, l.refuse(x, "overflow", "按事实声明的范围，这一步的结果可能超出 64 位整数，请缩小范围或拆分算式。")
}

func (l *lowering) product(x celast.Expr, a, b int32) (Kind, *CompileError) {
	m, n := l.c.nodes[a].kind, l.c.nodes[b].kind
	switch {
	case m == Money && n == Money:
		return 0, l.refuse(x, "units", "金额不能乘以金额，请检查单位。")
	case m == Money && n == Count || m == Count && n == Money:
		return Money, nil
	}
	return Count, nil
}

func (l *lowering) equal(x celast.Expr, a, b int32) (int32, *CompileError) {
	c := l.c
	m, n := &c.nodes[a], &c.nodes[b]
	switch {
	case m.kind == Code && n.kind == Code:
		return l.equalCode(x, a, b)
	case m.kind == Bool && n.kind == Bool:
		return c.same(a, b), nil
	}
	return l.arithmetic(x, opEqual, a, b)
}

func (l *lowering) equalCode(x celast.Expr, a, b int32) (int32, *CompileError) {
	c := l.c
	if c.nodes[a].op == opConst {
		a, b = b, a
	}
	m, n := c.nodes[a], c.nodes[b]
	if m.op == opAbsent || n.op == opAbsent { // an unknown parameter makes every comparison with it unknown
		if n.op == opFact {
			a, b, m = b, a, n
		}
		unknown := c.put(node{op: opAbsent, kind: Bool, text: c.nodes[b].text})
		if m.op == opFact {
			return c.same(c.put(node{op: opIs, level: m.level, kind: Bool, a: a}), unknown), nil
		}
		return c.put(node{op: opSame, kind: Bool, a: a, b: b}), nil
	}
	if n.op != opConst {
		return none, l.refuse(x, "code_comparison", "代码只能与写明的代码比较。")
	}
	if m.op == opConst {
		return c.boolean(m.text == n.text), nil
	}
	if m.op != opFact {
		return none, l.refuse(x, "code_comparison", "这里只能比较事实或参数里的代码。")
	}
	k := c.codeIndex(int(m.fact), n.text)
	if k < 0 {
		f := &c.policy.Facts[m.fact]
		names := make([]string, len(f.Codes))
		for i := range f.Codes {
			names[i] = f.Codes[i].Name
		}
		hint := ""
		if near := Nearest(n.text, names); near != "" {
			hint = "是不是“" + near + "”？"
		}
		return none, l.refuse(x, "unknown_code", "“%s”的代码表里没有“%s”。%s", f.FullName(), n.text, hint)
	}
	return c.put(node{op: opIs, level: m.level, kind: Bool, a: a, k: int64(k)}), nil
}
