package app

import (
	"fmt"
	"io"
	"os"
	"strings"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// ruleListCommand lists the programmes.
type ruleListCommand struct{}

// listedProgramme is one programme as machines read it.
type listedProgramme struct {
	Name    string         `json:"name"`
	Title   string         `json:"title"`
	Level   string         `json:"level"`
	Pack    string         `json:"pack"`
	InForce string         `json:"in_force"`
	Until   string         `json:"until,omitempty"`
	Law     string         `json:"law"`
	Scope   string         `json:"scope"`
	Clauses []listedClause `json:"clauses"`
	Amount  string         `json:"amount,omitempty"`
}

type listedClause struct {
	Code    string `json:"code"`
	Label   string `json:"label"`
	Rule    string `json:"rule"`
	Refusal string `json:"refusal"`
	Source  string `json:"source"`
}

// Run prints the programmes in the order of the packs.
func (c *ruleListCommand) Run(s *session) error {
	catalogue, err := pack.Load(s.packs)
	if err != nil {
		return err
	}
	list := []listedProgramme{}
	for _, p := range catalogue.Programmes() {
		list = append(list, listProgramme(p))
	}
	if s.json {
		return s.print(list)
	}
	for _, p := range list {
		subject := "个人"
		if p.Level == rule.Household.String() {
			subject = "家庭"
		}
		fmt.Fprintf(s.Out, "%s  %s（%s，%s 起施行）\n    依据  %s\n    范围  %s\n", p.Name, p.Title, subject, p.InForce, p.Law, p.Scope)
		for _, clause := range p.Clauses {
			fmt.Fprintf(s.Out, "    条件  %s  %s\n", clause.Code, clause.Label)
		}
		fmt.Fprintln(s.Out)
	}
	return nil
}

func listProgramme(p *pack.Programme) listedProgramme {
	out := listedProgramme{
		Name: p.Name, Title: p.Title, Level: p.Level.String(), Pack: p.Pack, InForce: p.InForce.String(), Law: p.Law, Scope: oneLine(p.Scope.Text), Clauses: []listedClause{},
	}
	if p.Until != civil.LastDate {
		out.Until = p.Until.String()
	}
	for i, clause := range p.Clauses {
		out.Clauses = append(out.Clauses, listedClause{Code: clause.Code, Label: clause.Label, Rule: oneLine(clause.Expr.Text), Refusal: p.Notes[i].Refusal, Source: p.Notes[i].Source})
	}
	if p.Amount != nil {
		out.Amount = oneLine(p.Amount.Text)
	}
	return out
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// ruleEvalCommand evaluates one programme on given facts.
type ruleEvalCommand struct {
	placeFlags `embed:""`

	Name   string `arg:"" help:"待遇代码，见 rule list。"`
	Facts  string `required:"" help:"JSON 文件：家庭的事实和 members；- 为标准输入。" placeholder:"FILE"`
	Person string `help:"只看这一位成员（person_id）。" placeholder:"ID"`
}

// evaluated is one subject's answer with its trace, before the table of conflicts.
type evaluated struct {
	Programme string      `json:"programme"`
	Household string      `json:"household_id"`
	Person    string      `json:"person_id"`
	Outcome   string      `json:"outcome"`
	Amount    *string     `json:"amount"`
	Covered   *int        `json:"covered"`
	Reasons   []string    `json:"reasons"`
	Missing   []string    `json:"missing"`
	Trace     []rule.Step `json:"trace"`
}

// Run evaluates and prints. A household programme gives one answer; a person
// programme one for the person asked for, or for each member when there are several.
func (c *ruleEvalCommand) Run(s *session) error {
	at, err := c.place(s)
	if err != nil {
		return err
	}
	programme, err := findProgramme(at.catalogue, c.Name, at.day)
	if err != nil {
		return err
	}
	family, facts, err := c.family(s, at)
	if err != nil {
		return err
	}
	answers, err := c.answers(programme, family, facts)
	if err != nil {
		return err
	}
	if s.json {
		if len(answers) == 1 {
			return s.print(answers[0])
		}
		return s.print(answers)
	}
	for i := range answers {
		printEvaluated(s.Out, programme, &answers[i])
	}
	return nil
}

func findProgramme(catalogue *pack.Catalogue, name string, day civil.Date) (*pack.Programme, error) {
	p := catalogue.Programme(name)
	if p == nil {
		var names []string
		for _, q := range catalogue.Programmes() {
			names = append(names, q.Name)
		}
		hint := ""
		if near := rule.Nearest(name, names); near != "" {
			hint = "是不是“" + near + "”？"
		}
		return nil, &civil.Error{Kind: civil.NotFound, Code: "programme_unknown", Message: "没有叫“" + name + "”的待遇。" + hint + "用 rule list 查看全部。"}
	}
	if !p.Runs(day) {
		return nil, &civil.Error{Kind: civil.NotFound, Code: "programme_not_in_force", Message: fmt.Sprintf("“%s”在 %s 不施行（%s 起施行），没有结果。", p.Title, day, p.InForce)}
	}
	return p, nil
}

func (c *ruleEvalCommand) family(s *session, at *place) (*assess.Family, *fact.City, error) {
	assessor, err := at.assessor()
	if err != nil {
		return nil, nil, err
	}
	regions, err := s.regions()
	if err != nil {
		return nil, nil, err
	}
	in := s.In
	if c.Facts != "-" {
		f, err := os.Open(c.Facts)
		if err != nil {
			return nil, nil, &civil.Error{Kind: civil.NotFound, Code: "file_missing", Message: "打不开事实文件 " + c.Facts + "，请检查路径。", Err: err}
		}
		defer f.Close()
		in = f
	}
	facts, err := fact.ReadFamily(in, fact.Options{Facts: assess.Facts(at.catalogue), AsOf: at.day, Regions: regions})
	if err != nil {
		return nil, nil, err
	}
	family, err := assessor.Family(facts, 0)
	return family, facts, err
}

// outOfScope is the answer where the programme does not speak of a subject.
const outOfScope = "out_of_scope"

func (c *ruleEvalCommand) answers(p *pack.Programme, family *assess.Family, facts *fact.City) ([]evaluated, error) {
	if p.Level == rule.Household && c.Person != "" {
		return nil, civil.Refuse("person_not_asked", "“%s”按家庭判断，请去掉 --person。", p.Title)
	}
	if p.Level == rule.Household {
		return []evaluated{evaluate(p, family, facts, -1)}, nil
	}
	answers := []evaluated{}
	for member := range facts.PersonID.Len() {
		if c.Person == "" || facts.PersonID.At(member) == c.Person {
			answers = append(answers, evaluate(p, family, facts, member))
		}
	}
	if c.Person != "" && len(answers) == 0 {
		return nil, &civil.Error{Kind: civil.NotFound, Code: "person_unknown", Message: "事实文件里没有 person_id 为“" + c.Person + "”的成员。"}
	}
	return answers, nil
}

func evaluate(p *pack.Programme, family *assess.Family, facts *fact.City, member int) evaluated {
	e := evaluated{Programme: p.Name, Household: facts.HouseholdID.At(0), Outcome: outOfScope, Reasons: []string{}, Missing: []string{}, Trace: []rule.Step{}}
	if member >= 0 {
		e.Person = facts.PersonID.At(member)
	}
	d, ok := family.Answer(p.Name, member)
	if !ok {
		return e
	}
	e.Outcome, e.Trace = d.Outcome.String(), family.Trace(p.Name, member)
	for i := range e.Trace {
		if step := &e.Trace[i]; step.Member >= 0 {
			step.Person = facts.PersonID.At(step.Member)
		}
	}
	e.Reasons, e.Missing = append(e.Reasons, d.Reasons...), append(e.Missing, d.Missing...)
	if d.Outcome == rule.Grant {
		amount, covered := d.Amount.String(), d.Covered
		e.Amount, e.Covered = &amount, &covered
	}
	return e
}

// outcomeWords are the outcomes in words.
var outcomeWords = map[string]string{"grant": "准予", "refuse": "不予", "cannot_decide": "不能决定", outOfScope: "不在适用范围内"}

func printEvaluated(w io.Writer, p *pack.Programme, e *evaluated) {
	fmt.Fprintf(w, "%s %s%s：%s", p.Title, e.Household, subjectOf(e.Person), outcomeWords[e.Outcome])
	if e.Amount != nil {
		fmt.Fprintf(w, "，每月 %s 元，%d 人", *e.Amount, *e.Covered)
	}
	fmt.Fprintln(w)
	for _, code := range e.Reasons {
		fmt.Fprintf(w, "  原因 %s：%s\n", code, p.Refusal(code))
	}
	for _, name := range e.Missing {
		fmt.Fprintf(w, "  缺少 %s\n", name)
	}
	for _, step := range e.Trace {
		whose := ""
		if step.Member >= 0 {
			whose = "[" + step.Person + "]"
		}
		fmt.Fprintf(w, "    %s%s  %s\n        %s\n        = %s\n        = %s\n", step.Name, whose, step.Label, step.Rule, step.Filled, step.Value)
	}
	fmt.Fprintln(w)
}

func subjectOf(person string) string {
	if person == "" {
		return ""
	}
	return " " + person
}
