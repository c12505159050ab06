package rule

import (
	"slices"
	"sort"
	"strings"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
)

// parse reads an expression and lists the names it refers to, refusing unknown ones with the nearest known.
func (c *compiler) parse(e *expression) bool {
	if strings.TrimSpace(e.source.Text) == "" {
		c.refuse(e.source.at(1, 0, "empty_expression", "“%s”缺少表达式。", e.name))
		return false
	}
	if len(e.source.Text) > expressionMax {
		c.refuse(e.source.at(1, 0, "expression_too_long", "表达式超过 %d 个字节，请拆成几条定义。", expressionMax))
		return false
	}
	parsed, issues := c.env.Parse(e.source.Text)
	if issues.Err() != nil {
		c.refuseIssues(e, issues)
		return false
	}
	e.parsed = parsed
	names := map[string]bool{}
	ok := c.collect(e, parsed.NativeRep(), parsed.NativeRep().Expr(), names)
	e.refs = make([]string, 0, len(names))
	for name := range names {
		e.refs = append(e.refs, name)
	}
	sort.Strings(e.refs)
	return ok
}

// collect walks a parsed expression and gathers the names in it.
func (c *compiler) collect(e *expression, tree *celast.AST, x celast.Expr, names map[string]bool) bool {
	switch x.Kind() {
	case celast.IdentKind:
		return c.known(e, tree, x, x.AsIdent(), names)
	case celast.SelectKind:
		s := x.AsSelect()
		if s.Operand().Kind() == celast.IdentKind && !s.IsTestOnly() {
			return c.known(e, tree, s.Operand(), s.Operand().AsIdent()+"."+s.FieldName(), names)
		}
		return c.collect(e, tree, s.Operand(), names)
	case celast.CallKind:
		ok := true
		if x.AsCall().IsMemberFunction() {
			ok = c.collect(e, tree, x.AsCall().Target(), names)
		}
		for _, arg := range x.AsCall().Args() {
			ok = c.collect(e, tree, arg, names) && ok
		}
		return ok
	case celast.ListKind:
		ok := true
		for _, element := range x.AsList().Elements() {
			ok = c.collect(e, tree, element, names) && ok
		}
		return ok
	}
	return true
}

func (c *compiler) known(e *expression, tree *celast.AST, x celast.Expr, name string, names map[string]bool) bool {
	_, fact := c.facts[name]
	_, param := c.params[name]
	_, level := levelOf(name)
	definition := level && (c.expressions[name] != nil || c.eligible[name] != nil)
	if fact || param || definition {
		names[name] = true
		return true
	}
	hint := ""
	if near := c.nearest(name); near != "" {
		hint = "是不是“" + near + "”？"
	}
	c.refuse(e.placed(tree, x, "unknown_name", "没有叫“%s”的事实、定义或参数。%s", name, hint))
	return false
}

// nearest suggests a name: the same one with its level, or the least different.
func (c *compiler) nearest(name string) string {
	names := c.allNames()
	for _, level := range []Level{Person, Household} {
		if full := level.String() + "." + name; slices.Contains(names, full) {
			return full
		}
	}
	return Nearest(name, names)
}

func (c *compiler) allNames() []string {
	names := append(sortedNames(c.facts), sortedNames(c.params)...)
	for _, name := range sortedNames(c.expressions) {
		if _, ok := levelOf(name); ok {
			names = append(names, name)
		}
	}
	return append(names, sortedNames(c.eligible)...)
}

// placed puts an error at a node of the expression.
func (e *expression) placed(tree *celast.AST, x celast.Expr, code, format string, args ...any) *CompileError {
	where := tree.SourceInfo().GetStartLocation(x.ID())
	line, column := where.Line(), where.Column()
	if line < 1 {
		line, column = 1, 0
	}
	return e.source.at(line, column, code, format, args...)
}

func (c *compiler) refuseIssues(e *expression, issues *cel.Issues) {
	for _, issue := range issues.Errors() {
		line, column := issue.Location.Line(), issue.Location.Column()
		if line < 1 {
			line, column = 1, 0
		}
		c.refuse(e.source.at(line, column, "expression", "表达式有误：%s", issue.Message))
	}
}

// check types an expression with cel-go, every name it reads having been typed before.
func (c *compiler) check(e *expression) bool {
	if err := c.extend(e.refs); err != nil {
		c.refuse(e.source.at(1, 0, "expression", "表达式有误：%v", err))
		return false
	}
	checked, issues := c.env.Check(e.parsed)
	if issues.Err() != nil {
		c.refuseIssues(e, issues)
		return false
	}
	e.checked = checked.NativeRep()
	return true
}

// extend makes the definitions an expression reads known to the CEL environment.
func (c *compiler) extend(refs []string) error {
	var options []cel.EnvOption
	for _, name := range refs {
		if c.declared[name] {
			continue
		}
		var kind Kind
		switch {
		case c.eligible[name] != nil:
			kind = Bool
		case c.expressions[name] != nil && strings.Contains(name, "."):
			kind = c.nodes[c.expressions[name].root].kind
		default:
			continue
		}
		c.declared[name] = true
		options = append(options, cel.Variable(name, kind.celType()))
	}
	if len(options) == 0 {
		return nil
	}
	env, err := c.env.Extend(options...)
	if err == nil {
		c.env = env
	}
	return err
}
