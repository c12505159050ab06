// Package oracle answers a policy with cel-go's own interpreter, one family at a
// time. It keeps nothing and shares no code with the evaluator of package rule
// beyond the policy it reads. It promises to be slow and plain: unknown facts
// are handed to cel-go as unknown values, aggregates are expanded to
// comprehensions, rounding is done in arbitrary precision. It refuses to be
// used outside tests; it is the second opinion that property tests ask.
package oracle

import (
	"fmt"
	"math/big"
	"sort"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"lianxin/internal/rule"
)

// Family is one household's facts by name without level: bool, int64 (fen,
// counts, days since 1970 for dates), string, or nil for unknown.
type Family struct {
	Household map[string]any
	Members   []map[string]any
}

// Answer is what a programme says of a subject; Member is -1 for the household.
type Answer struct {
	Programme string
	Member    int
	Outcome   string
	Amount    int64
	Covered   int64
	Reasons   []string
	Missing   []string // "0:wage", "household:vehicles", "parameter:low_standard"
}

// Oracle is a policy made ready.
type Oracle struct {
	policy   *rule.Policy
	env      *cel.Env
	programs map[string]cel.Program
	order    []rule.Definition // users after what they use; Expr.Text is what is run
}

// New makes an oracle of a policy that package rule has accepted.
func New(p *rule.Policy) (*Oracle, error) {
	env, err := newEnv(p)
	if err != nil {
		return nil, err
	}
	o := &Oracle{policy: p, env: env, programs: map[string]cel.Program{}}
	all := append([]rule.Definition{}, p.Definitions...)
	for i := range p.Programmes {
		all = append(all, eligible(&p.Programmes[i])...)
	}
	return o, o.prepare(all)
}

// eligible turns a programme into definitions: scope, clauses, amount, covers and all conditions together.
func eligible(p *rule.Programme) []rule.Definition {
	level := p.Level.String()
	name := func(part string) string { return level + "." + p.Name + "__" + part }
	out := []rule.Definition{{Name: name("scope"), Expr: p.Scope}}
	terms := []string{name("scope")}
	for _, c := range p.Clauses {
		out = append(out, rule.Definition{Name: name(c.Code), Expr: c.Expr})
		terms = append(terms, name(c.Code))
	}
	out = append(out, rule.Definition{Name: level + ".eligible_" + p.Name, Expr: rule.Source{Text: strings.Join(terms, " && ")}})
	if p.Amount != nil {
		out = append(out, rule.Definition{Name: name("amount"), Expr: *p.Amount})
	}
	if p.Level == rule.Household {
		covers := "person." + p.Name + "__covers"
		out = append(out, rule.Definition{Name: covers, Expr: p.Covers}, rule.Definition{Name: name("covered"), Expr: rule.Source{Text: "count(" + covers + ")"}})
	}
	return out
}

// prepare orders definitions and compiles each.
func (o *Oracle) prepare(all []rule.Definition) error {
	byName := map[string]rule.Definition{}
	for _, d := range all {
		byName[d.Name] = d
	}
	done := map[string]bool{}
	var visit func(d rule.Definition) error
	visit = func(d rule.Definition) error {
		if done[d.Name] {
			return nil
		}
		done[d.Name] = true
		parsed, issues := o.env.Parse(d.Expr.Text)
		if issues.Err() != nil {
			return fmt.Errorf("oracle: %s: %w", d.Name, issues.Err())
		}
		for _, name := range selects(parsed.NativeRep().Expr(), nil) {
			if used, ok := byName[name]; ok {
				if err := visit(used); err != nil {
					return err
				}
			}
		}
		checked, issues := o.env.Check(parsed)
		if issues.Err() != nil {
			return fmt.Errorf("oracle: %s: %w", d.Name, issues.Err())
		}
		program, err := o.env.Program(checked)
		if err != nil {
			return fmt.Errorf("oracle: %s: %w", d.Name, err)
		}
		o.programs[d.Name] = program
		o.order = append(o.order, d)
		return nil
	}
	for _, d := range all {
		if err := visit(d); err != nil {
			return err
		}
	}
	return nil
}

// selects lists every person.x and household.x of an expression.
func selects(x celast.Expr, names []string) []string {
	switch x.Kind() {
	case celast.SelectKind:
		if s := x.AsSelect(); s.Operand().Kind() == celast.IdentKind {
			names = append(names, s.Operand().AsIdent()+"."+s.FieldName())
		}
	case celast.CallKind:
		for _, a := range x.AsCall().Args() {
			names = selects(a, names)
		}
	case celast.ListKind:
		for _, e := range x.AsList().Elements() {
			names = selects(e, names)
		}
	case celast.ComprehensionKind:
		c := x.AsComprehension()
		for _, part := range []celast.Expr{c.IterRange(), c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()} {
			names = selects(part, names)
		}
	}
	return names
}

// Answers judges a family by every programme, in the order of the policy, members in order.
func (o *Oracle) Answers(f Family) ([]Answer, error) {
	w := o.world(f)
	for _, d := range o.order {
		if err := w.run(o, d); err != nil {
			return nil, err
		}
	}
	var answers []Answer
	for i := range o.policy.Programmes {
		p := &o.policy.Programmes[i]
		if p.Level == rule.Household {
			answers = append(answers, answer(p, w.household, -1)...)
			continue
		}
		for m := range w.members {
			answers = append(answers, answer(p, w.members[m], m)...)
		}
	}
	return answers, nil
}

// answer reads a programme's outcome off the computed values of its subject.
func answer(p *rule.Programme, values map[string]ref.Val, member int) []Answer {
	a := Answer{Programme: p.Name, Member: member, Outcome: "grant", Covered: 1}
	scope := values[p.Name+"__scope"]
	if scope == types.False {
		return nil
	}
	parts := []ref.Val{scope}
	for _, c := range p.Clauses {
		v := values[p.Name+"__"+c.Code]
		if v == types.False {
			a.Reasons = append(a.Reasons, c.Code)
		}
		parts = append(parts, v)
	}
	if p.Amount != nil {
		parts = append(parts, values[p.Name+"__amount"])
	}
	if p.Level == rule.Household {
		parts = append(parts, values[p.Name+"__covered"])
	}
	if len(a.Reasons) > 0 {
		sort.Strings(a.Reasons)
		a.Outcome, a.Covered = "refuse", 0
		return []Answer{a}
	}
	if a.Missing = missing(parts); len(a.Missing) > 0 {
		a.Outcome, a.Covered = "cannot_decide", 0
		return []Answer{a}
	}
	if p.Amount != nil {
		a.Amount = int64(values[p.Name+"__amount"].(types.Int))
	}
	if p.Level == rule.Household {
		a.Covered = int64(values[p.Name+"__covered"].(types.Int))
	}
	return []Answer{a}
}

func missing(values []ref.Val) []string {
	names := map[string]bool{}
	for _, v := range values {
		u, ok := v.(*types.Unknown)
		if !ok {
			continue
		}
		for _, id := range u.IDs() {
			trails, _ := u.GetAttributeTrails(id)
			for _, t := range trails {
				names[t.Variable()] = true
			}
		}
	}
	var sorted []string
	for name := range names {
		sorted = append(sorted, name)
	}
	sort.Strings(sorted)
	return sorted
}

// world is one family while its definitions are computed.
type world struct {
	household map[string]ref.Val
	members   []map[string]ref.Val
	params    map[string]any
	unknowns  int64
}

func (o *Oracle) world(f Family) *world {
	w := &world{household: map[string]ref.Val{}, params: map[string]any{}}
	for range f.Members {
		w.members = append(w.members, map[string]ref.Val{})
	}
	for i := range o.policy.Facts {
		fact := &o.policy.Facts[i]
		if fact.Level == rule.Household {
			w.household[fact.Name] = w.value(f.Household[fact.Name], "household:"+fact.Name, fact.Engine)
			continue
		}
		for m := range f.Members {
			w.members[m][fact.Name] = w.value(f.Members[m][fact.Name], fmt.Sprintf("%d:%s", m, fact.Name), fact.Engine)
		}
	}
	for i := range o.policy.Params {
		p := &o.policy.Params[i]
		switch {
		case p.Unknown:
			w.params[p.Name] = w.value(nil, "parameter:"+p.Name, false)
		case p.Split:
			w.params[p.Name] = w.area(p)
		default:
			w.params[p.Name] = paramValue(p.Kind, p.Value)
		}
	}
	return w
}

// area picks a split parameter by the household's area, unknown where that is.
func (w *world) area(p *rule.Param) ref.Val {
	switch kind := w.household["area_kind"].(type) {
	case types.String:
		if kind == "rural" {
			return paramValue(p.Kind, p.Rural)
		}
		return paramValue(p.Kind, p.Value)
	default:
		return kind
	}
}

func paramValue(kind rule.Kind, v rule.ParamValue) ref.Val {
	switch kind {
	case rule.Ratio:
		return types.String(fmt.Sprintf("%d/%d", v.Ratio.Num, v.Ratio.Den))
	case rule.Code:
		return types.String(v.Code)
	case rule.Bool:
		return types.Bool(v.Int != 0)
	}
	return types.Int(v.Int)
}

func (w *world) value(v any, name string, engine bool) ref.Val {
	switch v := v.(type) {
	case bool:
		return types.Bool(v)
	case int64:
		return types.Int(v)
	case string:
		return types.String(v)
	}
	if engine {
		return types.False
	}
	w.unknowns++
	return types.NewUnknown(w.unknowns, types.NewAttributeTrail(name))
}

// run computes one definition for the household or each member.
func (w *world) run(o *Oracle, d rule.Definition) error {
	level, name, _ := strings.Cut(d.Name, ".")
	if level == "household" {
		v, err := eval(o.programs[d.Name], w.vars(nil))
		w.household[name] = v
		return wrap(d.Name, err)
	}
	for _, m := range w.members {
		v, err := eval(o.programs[d.Name], w.vars(m))
		if err != nil {
			return wrap(d.Name, err)
		}
		m[name] = v
	}
	return nil
}

func wrap(name string, err error) error {
	if err != nil {
		return fmt.Errorf("oracle: %s: %w", name, err)
	}
	return nil
}

func (w *world) vars(person map[string]ref.Val) map[string]any {
	vars := map[string]any{"household": w.household, "members": w.members}
	if person != nil {
		vars["person"] = person
	}
	for name, v := range w.params {
		vars[name] = v
	}
	return vars
}

func eval(p cel.Program, vars map[string]any) (ref.Val, error) {
	v, _, err := p.Eval(vars)
	if u, ok := v.(*types.Unknown); ok {
		return u, nil
	}
	return v, err
}

func newEnv(p *rule.Policy) (*cel.Env, error) {
	dyn := cel.DynType
	options := []cel.EnvOption{
		cel.ClearMacros(),
		cel.Macros(macros()...),
		cel.Variable("person", cel.MapType(cel.StringType, dyn)),
		cel.Variable("household", cel.MapType(cel.StringType, dyn)),
		cel.Variable("members", cel.ListType(cel.MapType(cel.StringType, dyn))),
	}
	for i := range p.Params {
		options = append(options, cel.Variable(p.Params[i].Name, dyn))
	}
	return cel.NewEnv(append(options, functions(p)...)...)
}

// macros expand aggregates to comprehensions over members whose variable is person.
func macros() []cel.Macro {
	type expander = func(f cel.MacroExprFactory, x celast.Expr) (init, condition, step, result celast.Expr)
	truth := func(f cel.MacroExprFactory) celast.Expr { return f.NewLiteral(types.True) }
	zero := func(f cel.MacroExprFactory) celast.Expr { return f.NewLiteral(types.IntZero) }
	accu := func(f cel.MacroExprFactory) celast.Expr { return f.NewAccuIdent() }
	list := map[string]expander{
		"sum": func(f cel.MacroExprFactory, x celast.Expr) (_, _, _, _ celast.Expr) {
			return zero(f), truth(f), f.NewCall(operators.Add, accu(f), x), accu(f)
		},
		"count": func(f cel.MacroExprFactory, x celast.Expr) (_, _, _, _ celast.Expr) {
			one := f.NewCall(operators.Conditional, x, f.NewLiteral(types.IntOne), zero(f))
			return zero(f), truth(f), f.NewCall(operators.Add, accu(f), one), accu(f)
		},
		"any": func(f cel.MacroExprFactory, x celast.Expr) (_, _, _, _ celast.Expr) {
			return f.NewLiteral(types.False), truth(f), f.NewCall(operators.LogicalOr, accu(f), x), accu(f)
		},
		"all": func(f cel.MacroExprFactory, x celast.Expr) (_, _, _, _ celast.Expr) {
			return f.NewLiteral(types.True), truth(f), f.NewCall(operators.LogicalAnd, accu(f), x), accu(f)
		},
	}
	for name, function := range map[string]string{"min": "smaller_or_first", "max": "larger_or_first"} {
		list[name] = func(f cel.MacroExprFactory, x celast.Expr) (_, _, _, _ celast.Expr) {
			none := f.NewLiteral(types.Int(nothing))
			return none, truth(f), f.NewCall(function, accu(f), x), f.NewCall("or_zero", accu(f))
		}
	}
	var out []cel.Macro
	for name, expand := range list {
		out = append(out, cel.GlobalMacro(name, 1, func(f cel.MacroExprFactory, _ celast.Expr, args []celast.Expr) (celast.Expr, *common.Error) {
			init, condition, step, result := expand(f, args[0])
			return f.NewComprehension(f.NewIdent("members"), "person", f.AccuIdentName(), init, condition, step, result), nil
		}))
	}
	return out
}

// nothing marks an extreme that has seen no member yet; no fact reaches it.
const nothing = -1 << 62

func functions(p *rule.Policy) []cel.EnvOption {
	dyn := cel.DynType
	two := func(name string, f func(a, b ref.Val) ref.Val) cel.EnvOption {
		return cel.Function(name, cel.Overload("oracle_"+name, []*cel.Type{dyn, dyn}, dyn, cel.BinaryBinding(f)))
	}
	integer := func(v ref.Val) *big.Int { return big.NewInt(int64(v.(types.Int))) }
	out := []cel.EnvOption{
		cel.Function("age", cel.Overload("oracle_age", []*cel.Type{dyn}, dyn, cel.UnaryBinding(func(birth ref.Val) ref.Val {
			return types.Int(age(int64(birth.(types.Int)), int64(p.AsOf)))
		}))),
		cel.Function("or_zero", cel.Overload("oracle_or_zero", []*cel.Type{dyn}, dyn, cel.UnaryBinding(func(v ref.Val) ref.Val {
			if v == types.Int(nothing) {
				return types.IntZero
			}
			return v
		}))),
		two("larger", func(a, b ref.Val) ref.Val { return max(a.(types.Int), b.(types.Int)) }),
		two("smaller", func(a, b ref.Val) ref.Val { return min(a.(types.Int), b.(types.Int)) }),
		two("larger_or_first", func(a, b ref.Val) ref.Val { return max(a.(types.Int), b.(types.Int)) }),
		two("smaller_or_first", func(a, b ref.Val) ref.Val {
			if a == types.Int(nothing) {
				return b
			}
			return min(a.(types.Int), b.(types.Int))
		}),
	}
	for _, mode := range []string{"exact", "down", "up", "half_up"} {
		out = append(out, two("share_"+mode, func(x, r ref.Val) ref.Val {
			num, den := fraction(r)
			return rounded(new(big.Int).Mul(integer(x), num), den, mode, big.NewInt(1))
		}))
		if mode == "exact" {
			continue
		}
		out = append(out,
			two("div_"+mode, func(x, n ref.Val) ref.Val { return rounded(integer(x), integer(n), mode, big.NewInt(1)) }),
			two("round_"+mode, func(x, unit ref.Val) ref.Val { return rounded(integer(x), integer(unit), mode, integer(unit)) }))
	}
	for name, sign := range map[string]int{"above_share": 1, "below_share": -1} {
		out = append(out, cel.Function(name, cel.Overload("oracle_"+name, []*cel.Type{dyn, dyn, dyn}, dyn, cel.FunctionBinding(func(args ...ref.Val) ref.Val {
			num, den := fraction(args[2])
			left, right := new(big.Int).Mul(integer(args[0]), den), new(big.Int).Mul(integer(args[1]), num)
			return types.Bool(left.Cmp(right) == sign)
		}))))
	}
	return out
}

func fraction(v ref.Val) (num, den *big.Int) {
	var a, b int64
	_, _ = fmt.Sscanf(string(v.(types.String)), "%d/%d", &a, &b)
	return big.NewInt(a), big.NewInt(b)
}

// rounded is x/d by a named rounding, times unit.
func rounded(x, d *big.Int, mode string, unit *big.Int) ref.Val {
	q, r := new(big.Int).QuoRem(x, d, new(big.Int)) // towards zero
	up, down := false, false
	switch mode {
	case "down":
		down = r.Sign() < 0
	case "up":
		up = r.Sign() > 0
	case "half_up":
		twice := new(big.Int).Abs(new(big.Int).Lsh(r, 1))
		far := twice.Cmp(d) >= 0
		up, down = far && r.Sign() > 0, far && r.Sign() < 0
	}
	if up {
		q.Add(q, big.NewInt(1))
	}
	if down {
		q.Sub(q, big.NewInt(1))
	}
	return types.Int(q.Mul(q, unit).Int64())
}

// age counts birthdays with the time package.
func age(birth, asOf int64) int {
	b, now := time.Unix(birth*86400, 0).UTC(), time.Unix(asOf*86400, 0).UTC()
	years := 0
	for !time.Date(b.Year()+years+1, b.Month(), b.Day(), 0, 0, 0, 0, time.UTC).After(now) {
		years++
	}
	return years
}
