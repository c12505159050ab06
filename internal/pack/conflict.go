package pack

import "lianxin/internal/civil"

// Relation says what happens when one person has a claim to two programmes.
type Relation string

// The relations between two programmes.
const (
	Exclusive  Relation = "exclusive"  // one only; Wins says which
	Choice     Relation = "choice"     // one only; the person chooses
	Difference Relation = "difference" // the loser is cut by what the winner pays
	Higher     Relation = "higher"     // one only, the higher amount
	Compatible Relation = "compatible" // both
)

// Conflict is one line of the table that programmes are held against.
type Conflict struct {
	A        string
	B        string
	Relation Relation
	Wins     string // A or B, for Exclusive and Difference
	Since    civil.Date
	Source   string
	Note     string
	Pack     string
	Place    Place
}

// Loses is the programme that gives way; empty when Wins says nothing.
func (c Conflict) Loses() string {
	switch c.Wins {
	case c.A:
		return c.B
	case c.B:
		return c.A
	}
	return ""
}

// conflicts reads conflicts.yaml.
func (l *loader) conflicts(n *node, pack string) {
	for _, item := range n.fields("conflicts").need("conflicts").list() {
		l.conflict(item, pack)
	}
}

func (l *loader) conflict(n *node, pack string) {
	f := n.fields("a", "b", "relation", "wins", "since", "source", "note")
	c := Conflict{
		A: f.need("a").name(), B: f.need("b").name(),
		Relation: Relation(f.need("relation").oneOf("relation",
			string(Exclusive), string(Choice), string(Difference), string(Higher), string(Compatible))),
		Source: f.need("source").words(), Note: f.get("note").words(), Pack: pack, Place: n.place(),
	}
	if day, ok := f.need("since").date(); ok {
		c.Since = day
	}
	switch c.Relation {
	case Exclusive, Difference:
		if c.Wins = f.need("wins").name(); c.Wins != "" && c.Wins != c.A && c.Wins != c.B {
			f.get("wins").refuse("conflict_wins", "wins 只能是“%s”或“%s”。", c.A, c.B)
		}
	case Choice, Higher, Compatible:
		f.forbid("只有 exclusive 和 difference 有胜出的一方", "wins")
	}
	if c.A == "" || c.B == "" {
		return
	}
	if c.A == c.B {
		f.get("b").refuse("conflict_self", "一项待遇不能与自己冲突。")
		return
	}
	l.uses = append(l.uses, use{c.A, f.get("a")}, use{c.B, f.get("b")})
	first, second := min(c.A, c.B), max(c.A, c.B)
	if l.claim("conflict", "关系", first+" × "+second+"（"+c.Since.String()+"）", n.place()) {
		l.catalogue.conflicts = append(l.catalogue.conflicts, c)
	}
}
