package casework

import (
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Reasons says in sentences why a programme refuses.
func (d *Desk) Reasons(f *File, j *Judgement) (lines []string) {
	p := d.catalogue().Programme(j.Programme)
	for _, code := range j.Result.Reasons {
		if name, conflicts := strings.CutPrefix(code, "conflict:"); conflicts {
			title := name
			if other := d.catalogue().Programme(name); other != nil {
				title = other.Title
			}
			lines = append(lines, "家庭已符合“"+title+"”，两项不能同时享受。")
			continue
		}
		if clause := clauseOf(p, code); clause != nil {
			lines = append(lines, clause.Refusal)
		}
	}
	return lines
}

func clauseOf(p *pack.Programme, code string) *pack.ClauseNote {
	if p == nil {
		return nil
	}
	for i := range p.Notes {
		if p.Notes[i].Code == code {
			return &p.Notes[i]
		}
	}
	return nil
}

// Clauses are the articles a judgement rests on: those of the conditions that do
// not hold, else the programme's.
func (d *Desk) Clauses(_ *File, j *Judgement) (lines []string) {
	p := d.catalogue().Programme(j.Programme)
	if p == nil {
		return nil
	}
	for _, code := range j.Result.Reasons {
		if clause := clauseOf(p, code); clause != nil && !slices.Contains(lines, clause.Source) {
			lines = append(lines, clause.Source)
		}
	}
	if len(lines) == 0 {
		lines = append(lines, p.Law)
	}
	return lines
}

// MissingWords says what is not known yet: whose, and what.
func (d *Desk) MissingWords(f *File, j *Judgement) (lines []string) {
	if j.OutOfScope() {
		return []string{"申请人是不是这项待遇的对象（今天的登记里不是，例如证件已过有效期）"}
	}
	for _, name := range j.Result.Missing {
		lines = append(lines, d.missing(f, name))
	}
	return lines
}

func (d *Desk) missing(f *File, name string) string {
	whose, what, _ := strings.Cut(name, ":")
	switch whose {
	case "parameter":
		label := what
		if p := d.catalogue().Declaration(what); p != nil {
			label = p.Label
		}
		return "本地的“" + label + "”还没有确定"
	case "household":
		return "家庭的" + d.factLabel("household."+what)
	}
	return f.partyName(whose) + "的" + d.factLabel("person."+what)
}

func (d *Desk) factLabel(name string) string {
	if fact := d.catalogue().Fact(name); fact != nil {
		return fact.Label
	}
	return name
}

// TraceLine is one step of a judgement in words.
type TraceLine struct {
	Label  string
	Person string // whose; empty: the family's
	Filled string // the expression with its values
	Value  string
	Mark   string // ✓ ✗ ？ for a condition; empty for a number
	Clause string // the law behind it; empty where the packs name none
	Rule   string
	Source string // file and line
}

// Trace puts a judgement's steps into words: the conditions first, then the arithmetic.
func (d *Desk) Trace(f *File, j *Judgement) (conditions, arithmetic []TraceLine) {
	p := d.catalogue().Programme(j.Programme)
	for _, s := range j.Result.Trace {
		line := TraceLine{Label: s.Label, Person: f.partyName(s.Person), Filled: s.Filled, Value: shownValue(s.Value), Rule: s.Rule, Source: s.Source}
		code := strings.TrimPrefix(s.Name, j.Programme+".")
		clause := clauseOf(p, code)
		if clause == nil {
			line.Clause = d.lawOf(s.Name)
			if s.Member < 0 || s.Value != "0.00" && s.Value != "false" && s.Value != "0" {
				arithmetic = append(arithmetic, line)
			}
			continue
		}
		line.Label, line.Clause, line.Mark = clause.Label, clause.Source, truthMark(s.Value)
		conditions = append(conditions, line)
	}
	return conditions, arithmetic
}

// lawOf is the law behind a step that packs define by name; empty for none.
func (d *Desk) lawOf(name string) string {
	list := d.catalogue().Definitions()
	if at := slices.IndexFunc(list, func(one pack.Definition) bool { return one.Name == name }); at >= 0 {
		return list[at].Source
	}
	return ""
}

func truthMark(value string) string {
	switch value {
	case "true":
		return "✓"
	case "false":
		return "✗"
	}
	return "？"
}

// shownValue is a value of a trace as people read it.
func shownValue(value string) string {
	switch value {
	case "true":
		return "是"
	case "false":
		return "否"
	case "unknown":
		return "不知道"
	}
	if amount, err := civil.ParseYuan(value); err == nil && strings.Contains(value, ".") {
		return amount.Words()
	}
	return value
}

// Arithmetic says how an amount came, a sentence a step: what each earns with what is
// taken off it, then the household's lines.
func (d *Desk) Arithmetic(f *File, j *Judgement) (lines []string) {
	_, steps := d.Trace(f, j)
	for _, s := range steps {
		if s.Label == "" || !strings.HasSuffix(s.Value, "元") {
			continue
		}
		if s.Person != "" {
			s.Label = s.Person + "的" + s.Label
		}
		lines = append(lines, s.Label+"："+s.Value)
	}
	return lines
}
