package pack

import (
	"regexp"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// Definition is a named expression with its source.
type Definition struct {
	rule.Definition
	Source string
	Pack   string
	Place  Place
}

// Programme is a benefit or recognition with what the law and the family need.
type Programme struct {
	rule.Programme
	Pack         string
	InForce      civil.Date   // before this day it yields no rows
	Until        civil.Date   // from this day on it yields none any more; civil.LastDate when nothing was said
	Law          string       // the articles it rests on
	Notes        []ClauseNote // one for each clause, in the same order
	AmountLabel  string
	AmountSource string
	Place        Place
}

// ClauseNote is what a clause says to people.
type ClauseNote struct {
	Code    string
	Label   string
	Refusal string // a sentence the family can act on when the clause is false
	Source  string
}

// Runs says whether the programme is in force on a day.
func (p *Programme) Runs(day civil.Date) bool { return p.InForce <= day && day < p.Until }

// Refusal is the sentence for a reason code; empty when the programme has no such clause.
func (p *Programme) Refusal(code string) string {
	for _, n := range p.Notes {
		if n.Code == code {
			return n.Refusal
		}
	}
	return ""
}

// definitions reads definitions.yaml.
func (l *loader) definitions(n *node, pack string) { l.define(n.fields("define").need("define"), pack) }

var definitionName = regexp.MustCompile(`^(person|household)\.[a-z][a-z0-9_]{0,63}$`)

func (l *loader) define(n *node, pack string) {
	for _, item := range n.list() {
		f := item.fields("name", "label", "expr", "source")
		d := Definition{Pack: pack, Place: item.place()}
		d.Name = f.need("name").words()
		d.Label = f.need("label").words()
		d.Expr = f.need("expr").cel()
		d.Source = f.get("source").words()
		if d.Name == "" {
			continue
		}
		_, bare, _ := strings.Cut(d.Name, ".")
		switch {
		case !definitionName.MatchString(d.Name):
			f.get("name").refuse("definition_name", "定义的名字“%s”应写成 person. 或 household. 加小写字母、数字和下划线。", shorten(d.Name))
			continue
		case strings.HasPrefix(bare, "eligible_"):
			f.get("name").refuse("definition_name", "“%s”以 eligible_ 开头，这样的名字由系统为每项待遇生成，请换一个。", d.Name)
			continue
		}
		if l.claim("name", "事实或定义", d.Name, f.get("name").place()) {
			l.catalogue.definitions = append(l.catalogue.definitions, d)
		}
	}
}

// programme reads a file of rules.
func (l *loader) programme(n *node, pack string) {
	f := n.fields("programme", "title", "level", "in_force", "until", "law", "scope", "covers", "define", "clauses", "amount", "seed")
	p := &Programme{Pack: pack, Place: n.place(), Until: civil.LastDate}
	p.Name = f.need("programme").name()
	p.Title = f.need("title").words()
	p.Level = level(f.need("level"))
	p.Law = f.need("law").words()
	p.Scope = f.need("scope").cel()
	if day, ok := f.need("in_force").date(); ok {
		p.InForce = day
	}
	if day, ok := f.get("until").date(); ok {
		p.Until = day
		if day <= p.InForce {
			f.get("until").refuse("date_order", "until 不晚于 in_force，请核对日期。")
		}
	}
	switch p.Level {
	case rule.Household:
		p.Covers = f.need("covers").cel()
	case rule.Person:
		f.forbid("个人待遇只涉及本人", "covers")
	}
	l.define(f.get("define"), pack)
	p.clauses(f.need("clauses"))
	if amount := f.get("amount"); amount != nil {
		g := amount.fields("expr", "label", "source")
		expr := g.need("expr").cel()
		p.Amount = &expr
		p.AmountLabel, p.AmountSource = g.need("label").words(), g.need("source").words()
	}
	l.seed(f.get("seed"), "programme", p.Name, pack)
	if p.Name == "" || p.Level == 0 || !l.claim("programme", "待遇", p.Name, f.get("programme").place()) {
		return
	}
	l.catalogue.programmes = append(l.catalogue.programmes, p)
}

// clauses reads the conditions.
func (p *Programme) clauses(n *node) {
	taken := map[string]int{}
	for _, item := range n.list() {
		f := item.fields("code", "label", "refusal", "expr", "source")
		note := ClauseNote{
			Code: f.need("code").name(), Label: f.need("label").words(),
			Refusal: f.need("refusal").words(), Source: f.need("source").words(),
		}
		expr := f.need("expr").cel()
		if note.Code == "" {
			continue
		}
		if line, twice := taken[note.Code]; twice {
			f.get("code").refuse("duplicate_clause", "条件代码“%s”在第 %d 行已经用过，请换一个。", note.Code, line)
			continue
		}
		taken[note.Code] = f.get("code").line
		p.Notes = append(p.Notes, note)
		p.Clauses = append(p.Clauses, rule.Clause{Code: note.Code, Label: note.Label, Expr: expr})
	}
	if n != nil && n.form == listForm && len(n.items) == 0 {
		n.refuse("clauses_empty", "待遇至少要有一个条件。")
	}
}
