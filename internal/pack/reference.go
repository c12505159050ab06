package pack

import (
	"strings"
	"unicode/utf8"

	"lianxin/internal/rule"
)

// reference is a name read by an expression, with its place in the file.
type reference struct {
	name   string // "low_standard", "person.income"
	line   int
	column int
}

// references lists the names an expression reads, without the names of
// functions, constants and what stands in quotes or comments. It is a scan, not
// a check: whether the expression holds is for the rule compiler.
func references(s rule.Source) []reference {
	var list []reference
	for i, line := range strings.Split(s.Text, "\n") {
		for at := 0; at < len(line); {
			switch c := line[at]; {
			case c == '"' || c == '\'':
				at = afterQuote(line, at)
			case strings.HasPrefix(line[at:], "//"):
				at = len(line)
			case letter(c):
				end := at
				for end < len(line) && (letter(line[end]) || digit(line[end]) || line[end] == '.') {
					end++
				}
				name := line[at:end]
				call := strings.HasPrefix(strings.TrimLeft(line[end:], " "), "(")
				if !call && !reserved[name] {
					list = append(list, reference{name, s.Line + i, s.Column + utf8.RuneCountInString(line[:at])})
				}
				at = end
			case digit(c):
				for at < len(line) && (digit(line[at]) || letter(line[at])) {
					at++
				}
			default:
				at++
			}
		}
	}
	return list
}

var reserved = map[string]bool{"true": true, "false": true, "null": true, "in": true}

func letter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

// afterQuote is the place behind a quoted text that begins at a place.
func afterQuote(line string, at int) int {
	quote := line[at]
	for at++; at < len(line); at++ {
		switch line[at] {
		case '\\':
			at++
		case quote:
			return at + 1
		}
	}
	return len(line)
}

// leaves lists the parameters with values of their own that a parameter comes
// down to, in order: itself, or all that its formula reads in the end.
func (c *Catalogue) leaves(d *Declaration) []string {
	found, seen := map[string]bool{}, map[string]bool{}
	var follow func(d *Declaration)
	follow = func(d *Declaration) {
		if d == nil || seen[d.Name] {
			return
		}
		seen[d.Name] = true
		if d.Formula == nil {
			found[d.Name] = true
			return
		}
		for _, input := range d.inputs {
			follow(c.named[input])
		}
	}
	follow(d)
	return sorted(found)
}

// read lists the parameters, in order, that come into the answers of
// programmes, directly, through definitions or through one another.
func (c *Catalogue) read(programmes []*Programme) []string {
	return c.readAmong(programmes, programmes)
}

// readAmong lists the parameters that come into the answers of some programmes,
// which may ask for those of all the running ones.
func (c *Catalogue) readAmong(programmes, running []*Programme) []string {
	definitions := map[string]rule.Source{}
	for _, d := range c.definitions {
		definitions[d.Name] = d.Expr
	}
	byEligible := map[string]*Programme{}
	for _, p := range running {
		byEligible[eligibleName(p)] = p
	}
	found, seen := map[string]bool{}, map[string]bool{}
	var follow func(s rule.Source)
	follow = func(s rule.Source) {
		for _, r := range references(s) {
			if seen[r.name] {
				continue
			}
			seen[r.name] = true
			if d := c.named[r.name]; d != nil {
				found[r.name] = true
			}
			if next, ok := definitions[r.name]; ok {
				follow(next)
			}
			if p := byEligible[r.name]; p != nil {
				p.each(follow)
			}
		}
	}
	for _, p := range programmes {
		p.each(follow)
	}
	return sorted(found)
}

// each visits every expression of a programme.
func (p *Programme) each(visit func(rule.Source)) {
	visit(p.Scope)
	visit(p.Covers)
	for _, clause := range p.Clauses {
		visit(clause.Expr)
	}
	if p.Amount != nil {
		visit(*p.Amount)
	}
}

// eligibleName is the definition the rule compiler makes for every programme.
func eligibleName(p *Programme) string { return p.Level.String() + ".eligible_" + p.Name }
