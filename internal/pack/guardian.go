package pack

import (
	"slices"
	"strings"
)

// Guardian says as whom somebody may ask for another on his own phone: a parent for a
// child, a grown child for a parent he looks after.
type Guardian struct {
	Name     string
	Title    string // what he is: 父母
	Words    string // the choice as he reads it: 替未成年的孩子办
	Until    string // parameter: the other is younger than so many years; empty: of any age
	From     string // parameter: the other is at least so many years old; empty: of any age
	Least    string // parameter: he is at least so many years old himself
	Register []GuardianKin
	Paper    string // what shows it where the household register does not, in words
	Tells    bool   // the other is sent a message, and may object
	Source   string
	Status   Status
	Pack     string
	Place    Place
}

// GuardianKin is a pair in one household register that shows the relation: the
// beginnings of the codes (GB/T 4761) of what each is to the head.
type GuardianKin struct{ Of, For []string }

// Shows says whether what two people are to the head of one register makes one the
// guardian of the other.
func (g *Guardian) Shows(of, other string) bool {
	begins := func(code string) func(string) bool {
		return func(start string) bool { return code != "" && strings.HasPrefix(code, start) }
	}
	return slices.ContainsFunc(g.Register, func(k GuardianKin) bool {
		return slices.ContainsFunc(k.Of, begins(of)) && slices.ContainsFunc(k.For, begins(other))
	})
}

// Guardian finds a kind of guardian, or returns nil.
func (c *Catalogue) Guardian(name string) *Guardian {
	for _, g := range c.guardians {
		if g.Name == name {
			return g
		}
	}
	return nil
}

// ParentKinds are the kinds that end when the other is grown: those of parents.
func (c *Catalogue) ParentKinds() (names []string) {
	for _, g := range c.guardians {
		if g.Until != "" {
			names = append(names, g.Name)
		}
	}
	return names
}

// guardiansFile reads guardians.yaml.
func (l *loader) guardiansFile(n *node, pack string) {
	for _, item := range n.fields("guardians").need("guardians").some() {
		f := item.fields("name", "title", "words", "least", "until", "from", "register", "paper", "tells", "source", "status")
		g := &Guardian{
			Name: f.need("name").name(), Title: f.need("title").words(), Words: f.need("words").words(), Least: f.need("least").name(), Until: f.get("until").name(), From: f.get("from").name(),
			Paper: f.need("paper").words(), Tells: f.flag("tells"), Source: f.need("source").words(), Pack: pack, Place: item.place(),
			Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))),
		}
		for _, pair := range f.get("register").list() {
			p := pair.fields("of", "for")
			g.Register = append(g.Register, GuardianKin{kinCodes(p.need("of")), kinCodes(p.need("for"))})
		}
		if l.claim("guardian", "监护人", g.Name, g.Place) {
			l.catalogue.guardians = append(l.catalogue.guardians, g)
		}
	}
}

// kinCodes are beginnings of codes of GB/T 4761: digits.
func kinCodes(n *node) (list []string) {
	for _, item := range n.some() {
		code := item.words()
		if code == "" || len(code) > 2 || strings.Trim(code, "0123456789") != "" {
			item.refuse("guardian_kin", "与户主关系写GB/T 4761代码的开头，一位或两位数字，如“2”是子。")
			continue
		}
		list = append(list, code)
	}
	return list
}

// checkGuardians holds the parameters of guardians against what is declared.
func (l *loader) checkGuardians() {
	for _, g := range l.catalogue.guardians {
		for _, name := range []string{g.Least, g.Until, g.From} {
			if d := l.catalogue.named[name]; name != "" && (d == nil || d.Kind.String() != "count") {
				l.refuseAt(g.Place, "guardian_age", "“%s”的年龄要写一个 count 类的参数，“%s”不是。", g.Title, name)
			}
		}
	}
}
