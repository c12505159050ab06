package rule

import "lianxin/internal/civil"

// Level says whose a fact or an expression is.
type Level uint8

// The two levels.
const (
	Person Level = iota + 1
	Household
)

func (l Level) String() string {
	if l == Person {
		return "person"
	}
	return "household"
}

// Kind is the type of a value, finer than CEL's: money and counts are both CEL
// int, and mixing them is refused when the policy is compiled.
type Kind uint8

// The kinds of values.
const (
	Bool  Kind = iota + 1
	Money      // integer fen
	Count      // a plain integer: heads, grades, units
	Code       // one of a closed list; CEL string
	Date       // a calendar day; CEL opaque type date, read only by age()
	Ratio      // an exact fraction; only parameters have it
)

func (k Kind) String() string {
	return [...]string{"", "bool", "money", "count", "code", "date", "ratio"}[k]
}

// CodeValue is one entry of a code list: Input is what files carry ("5"), Name what rules say ("intellect").
type CodeValue struct {
	Input string
	Name  string
	Label string
}

// Fact declares one field that may be known of a person or a household.
type Fact struct {
	Name   string // without level: "wage"
	Level  Level
	Kind   Kind
	Codes  []CodeValue // for Code only, at most 254; position is the stored byte
	Min    int64       // least admissible value: fen, or count
	Max    int64       // greatest admissible value
	Engine bool        // supplied by the engine, never read from a file; absent means false
	Label  string      // Chinese
}

// FullName is how rules spell the fact: "person.wage".
func (f *Fact) FullName() string { return f.Level.String() + "." + f.Name }

// Source is a piece of CEL with the place it was read from, so that an error can show file, line and caret.
type Source struct {
	Text   string
	File   string
	Line   int // of the first character of Text, from 1
	Column int // of the first character of Text, from 1, in characters
}

// Param is a parameter resolved for one region and day. Fen for Money, the
// number for Count, Ratio for Ratio, Code (its text) for Code, Bool 0 or 1.
type Param struct {
	Name    string
	Kind    Kind
	Value   ParamValue
	Split   bool       // differs between urban and rural; then Value is the urban one
	Rural   ParamValue // only when Split
	Unknown bool       // no value known for this region and day: everything that reads it cannot be decided
}

// ParamValue holds a parameter's value by its kind.
type ParamValue struct {
	Int   int64       // Money (fen), Count, Bool (0 or 1)
	Ratio civil.Ratio // Ratio
	Code  string      // Code
}

// Definition names an expression: "person.income". The name carries the level.
type Definition struct {
	Name  string // "person.income", "household.members"
	Label string
	Expr  Source
}

// Clause is one condition of a programme. A false clause refuses, an unknown one leaves the case undecided.
type Clause struct {
	Code  string // the stable reason when false: "income_not_below_standard"
	Label string // the condition in words
	Expr  Source
}

// Programme is one benefit or recognition.
type Programme struct {
	Name    string
	Title   string // Chinese
	Level   Level  // who is judged
	Scope   Source // false: no row at all
	Covers  Source // household programmes: who of the members is covered (person level, bool)
	Clauses []Clause
	Amount  *Source // fen per month; nil for a recognition (0.00)
}

// Policy is everything one compilation needs: facts, parameters of one region on one day, and programmes.
type Policy struct {
	AsOf        civil.Date
	Facts       []Fact
	Params      []Param
	Definitions []Definition
	Programmes  []Programme
}
