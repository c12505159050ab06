package rule

import (
	"cel.dev/cel-go/cel"

	"lianxin/internal/civil"
)

// The language is CEL without macros, with these functions. docs/rules.md tells
// rule writers the same in words; a test compares the two.

// function is one function of the rule language.
type function struct {
	name   string
	args   []*cel.Type
	result *cel.Type
	op     op
	round  civil.Rounding // for share_, div_ and round_
}

var (
	dateType  = cel.OpaqueType("date")
	ratioType = cel.OpaqueType("ratio")
)

// functions is a flat table; above_share and below_share become a comparison of products when lowered.
func functions() []function {
	integer, boolean := cel.IntType, cel.BoolType
	one := func(t *cel.Type) []*cel.Type { return []*cel.Type{t} }
	two := func(a, b *cel.Type) []*cel.Type { return []*cel.Type{a, b} }
	return []function{
		{name: "age", args: one(dateType), result: integer, op: opAge},
		{name: "larger", args: two(integer, integer), result: integer, op: opLarger},
		{name: "smaller", args: two(integer, integer), result: integer, op: opSmaller},
		{name: "share_exact", args: two(integer, ratioType), result: integer, op: opShare, round: civil.Exact},
		{name: "share_down", args: two(integer, ratioType), result: integer, op: opShare, round: civil.Down},
		{name: "share_up", args: two(integer, ratioType), result: integer, op: opShare, round: civil.Up},
		{name: "share_half_up", args: two(integer, ratioType), result: integer, op: opShare, round: civil.HalfUp},
		{name: "above_share", args: []*cel.Type{integer, integer, ratioType}, result: boolean, op: opLess},
		{name: "below_share", args: []*cel.Type{integer, integer, ratioType}, result: boolean, op: opLess},
		{name: "div_down", args: two(integer, integer), result: integer, op: opDivide, round: civil.Down},
		{name: "div_up", args: two(integer, integer), result: integer, op: opDivide, round: civil.Up},
		{name: "div_half_up", args: two(integer, integer), result: integer, op: opDivide, round: civil.HalfUp},
		{name: "round_down", args: two(integer, integer), result: integer, op: opRound, round: civil.Down},
		{name: "round_up", args: two(integer, integer), result: integer, op: opRound, round: civil.Up},
		{name: "round_half_up", args: two(integer, integer), result: integer, op: opRound, round: civil.HalfUp},
		{name: "sum", args: one(integer), result: integer, op: opSum},
		{name: "count", args: one(boolean), result: integer, op: opCount},
		{name: "any", args: one(boolean), result: boolean, op: opAny},
		{name: "all", args: one(boolean), result: boolean, op: opAll},
		{name: "min", args: one(integer), result: integer, op: opMin},
		{name: "max", args: one(integer), result: integer, op: opMax},
	}
}

// celType is the CEL type that carries a kind.
func (k Kind) celType() *cel.Type {
	switch k {
	case Bool:
		return cel.BoolType
	case Code:
		return cel.StringType
	case Date:
		return dateType
	case Ratio:
		return ratioType
	default:
		return cel.IntType
	}
}

// newEnvironment is the CEL environment of facts and parameters; definitions are added as they are typed.
func newEnvironment(p *Policy) (*cel.Env, error) {
	options := []cel.EnvOption{cel.ClearMacros()}
	for _, f := range functions() {
		options = append(options, cel.Function(f.name, cel.Overload("lianxin_"+f.name, f.args, f.result)))
	}
	for i := range p.Facts {
		options = append(options, cel.Variable(p.Facts[i].FullName(), p.Facts[i].Kind.celType()))
	}
	for i := range p.Params {
		options = append(options, cel.Variable(p.Params[i].Name, p.Params[i].Kind.celType()))
	}
	return cel.NewEnv(options...)
}

// divideRounded is x/d for d > 0 by a named rounding; Exact is Down, its callers having proven that nothing is left.
// The roundings are those of civil.Rounding.
func divideRounded(x, d int64, r civil.Rounding) int64 {
	switch r {
	case civil.Up:
		return -floorDivide(-x, d)
	case civil.HalfUp:
		if x < 0 {
			return -floorDivide(d-2*x, 2*d)
		}
		return floorDivide(2*x+d, 2*d)
	default:
		return floorDivide(x, d)
	}
}

// floorDivide is x/d towards minus infinity for d > 0, without a branch.
func floorDivide(x, d int64) int64 {
	q := x / d
	return q + (x-q*d)>>63
}
