package pack

import (
	"slices"
	"strings"
)

// begins reads what opens a case of a matter that nobody asks for: of a change
// something that happened, of an application an age or the end of a term.
func (r *matterReader) begins(f fields) {
	m := r.m
	if m.Kind == Changing {
		m.Starts = f.need("starts").someOf("starts", matterStarts)
	} else if f.has("starts") {
		m.Starts = f.get("starts").someOf("starts", applyStarts)
	}
	if m.Kind == Applying && len(m.Starts) == 0 {
		f.forbid("只有会由别的事情引起的事项才能写", "opens", "warns")
	}
	r.expiry(f)
	m.Ages = r.uses("parameter count", f.get("ages"), false)
	m.Ahead = r.use("parameter count", f.get("ahead"))
	m.Warns = r.said("letter", f.get("warns"))
	for start := range m.Warns {
		if !slices.Contains(m.Starts, start) {
			f.get("warns").refuse("warns_start", "warns 的“%s”没有写进 starts。", shorten(start))
		}
	}
	r.together(f, "expiry", "expires", m.Expires != nil)
	r.together(f, "age", "ages", len(m.Ages) > 0)
	if (m.Expires != nil || slices.Contains(m.Starts, "term")) && m.Ahead == "" {
		f.of.refuse("ahead_missing", "证件到期、认定到期要提前开始，请写 ahead：提前几天的参数。")
	}
}

// firstMonth reads from which month what is granted is paid: a word, or the
// parameter that says it for those who reached an age.
func (r *matterReader) firstMonth(n *node) {
	r.m.Begins = "next"
	switch said := n.said(); {
	case n == nil:
	case said == "next" || said == "asked":
		r.m.Begins = said
	case len(r.m.Ages) > 0:
		r.m.Begins = r.use("parameter code", n)
	default:
		n.oneOf("begins", "next", "asked")
	}
}

// together refuses a start without what it looks at, and the other way round.
func (r *matterReader) together(f fields, start, key string, there bool) {
	if slices.Contains(r.m.Starts, start) != there {
		f.of.refuse("start_incomplete", "starts 里的“%s”和 %s 要一起写。", start, key)
	}
}

// expiry reads REGISTER.field, the day on which a paper runs out.
func (r *matterReader) expiry(f fields) {
	n := f.get("expires")
	if n == nil {
		return
	}
	register, field, ok := strings.Cut(n.words(), ".")
	if !ok {
		n.refuse("expires_form", "expires 写成“登记.字段”，字段是到期的日期。")
		return
	}
	r.names = append(r.names, named{"register", register, n})
	r.m.Expires = &Expiry{register, field}
	if reg := r.catalogue.Register(register); reg != nil {
		if at := reg.Field(field); at == nil || at.Type != DateField {
			n.refuse("expires_form", "“%s”没有日期字段“%s”。", register, shorten(field))
		}
	}
}

// said reads a mapping of names to a word each: actions to what a notice says of
// them, or starts to the letters they send.
func (r *matterReader) said(space string, n *node) map[string]string {
	if n == nil {
		return nil
	}
	if n.form != mappingForm {
		n.refuse("wrong_type", "这里写成“名字: 内容”。")
		return nil
	}
	said := map[string]string{}
	for _, p := range n.pairs {
		said[p.key.text] = p.value.words()
		if space == "letter" {
			r.use(space, p.value)
			continue
		}
		r.names = append(r.names, named{space, p.key.text, p.key})
	}
	return said
}

// AwardCeiling is the most an award may come to where an answer was given: an amount,
// so many times the standard, or a share of an amount that was found, whichever is less.
type AwardCeiling struct {
	When    string // NAME=CODE of the action's form, or SECTION.NAME=CODE as the family answered; empty: always
	Amount  string // parameter: the most in yuan; empty: no such limit
	Times   string // parameter: times the matter's standard; empty: no such limit
	Share   string // parameter: the share of Of; empty: no such limit
	Of      string // an amount of the action's form
	Members bool   // the times are for each member of the family
}

// ceilings reads what an award may come to by what was found.
func (r *matterReader) ceilings(a *Action, n *node) {
	for _, item := range n.list() {
		f := item.fields("when", "amount", "times", "share", "of", "members")
		c := AwardCeiling{
			Amount: r.use("parameter money", f.get("amount")),
			Times:  r.use("parameter ratio", f.get("times")), Share: r.use("parameter ratio", f.get("share")), Members: f.flag("members"),
		}
		if f.has("when") {
			c.When = r.ceilingWhen(a, f.get("when"))
		}
		if c.Share != "" {
			c.Of = f.need("of").words()
			if !slices.ContainsFunc(a.Form, func(q FormField) bool { return q.Name == c.Of && q.Type == MoneyField }) {
				f.get("of").refuse("ceiling_of", "of 要写这个动作的表单里一道 money 类的题。")
			}
		}
		switch {
		case c.Amount == "" && c.Times == "" && c.Share == "":
			item.refuse("ceiling_empty", "上限要写 amount（多少元）、times（标准的几倍）或 share（占多少）。")
		case c.Times != "" && r.m.Standard == "":
			item.refuse("ceiling_standard", "要按标准的倍数算上限，事项先写 standard：哪一个标准。")
		}
		a.Ceilings = append(a.Ceilings, c)
	}
	if len(a.Ceilings) > 0 && !slices.Contains(a.Does, "award") {
		n.refuse("ceiling_award", "只有一次性给予（award）的动作才能写 ceilings。")
	}
}

// ceilingWhen is a condition on a code that the action asks for, or that the family was
// asked for.
func (r *matterReader) ceilingWhen(a *Action, n *node) string {
	text := n.words()
	name, want, _ := strings.Cut(text, "=")
	form, asked := a.Form, name
	if section, question, ofFamily := strings.Cut(name, "."); ofFamily {
		form, asked = r.askedOfFamily(section), question
	}
	at := slices.IndexFunc(form, func(q FormField) bool { return q.Name == asked })
	if at < 0 {
		n.refuse("ceiling_when", "when 的“%s”不是这个动作的表单里的题，也不是问全家一次的“表单.问题”。", shorten(name))
		return text
	}
	if _, known := form[at].Code(want); !known {
		n.refuse("ceiling_when", "when 的“%s”不是“%s”的选项。", shorten(want), name)
	}
	return text
}

// askedOfFamily are the questions of a section that a family answers once.
func (r *matterReader) askedOfFamily(section string) []FormField {
	at := slices.IndexFunc(r.m.Sections, func(s Section) bool { return s.Name == section && s.Of == "household" })
	if at < 0 {
		return nil
	}
	return r.m.Sections[at].Fields
}
