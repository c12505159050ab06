package pack

import (
	"cmp"
	"slices"
	"strings"
)

// A matter may be written as the difference from another: `like` names it,
// `without` says what of it falls away, `words` which words are said
// differently, and whatever else is written stands in its place. What comes out
// is read and checked like any other matter, so that nobody inherits a mistake.

// likeLists are the lists of a matter whose items have names of their own.
var likeLists = []string{"sections", "papers", "stages", "actions", "clocks", "letters"}

// ownKeys are what a matter never takes over from another.
var ownKeys = []string{"name", "title", "short", "number", "note", "seed", "like", "without", "words"}

// likeDepthMax is how long a chain of matters like one another may be.
const likeDepthMax = 4

// whole gives a matter with everything it takes over from the one it is like.
func (l *loader) whole(n *node, depth int) *node {
	like := n.value("like")
	if like == nil {
		n.forbidKeys("只有写了 like 的事项才能写", "without", "words")
		return n
	}
	if depth == likeDepthMax {
		like.refuse("like_too_deep", "像“%s”的事项一个接一个，超过 %d 层或绕成了圈，请直接写像哪一个。", shorten(like.text), likeDepthMax)
		return nil
	}
	name := like.words()
	at := slices.IndexFunc(l.matters, func(w waiting) bool { return w.node.value("name").said() == name })
	if name == "" || at < 0 || l.matters[at].node == n {
		like.unknown("unknown_matter", "事项", name, l.matterNames())
		return nil
	}
	base := l.whole(l.matters[at].node, depth+1)
	if base == nil {
		return nil
	}
	d := &difference{words: n.value("words").replacements(), used: map[string]bool{}}
	base = d.without(d.said(base), n.value("without"))
	merged := d.over(base, n)
	for _, w := range d.words {
		if !d.used[w.from] {
			w.node.refuse("words_unused", "“%s”在“%s”里没有出现，请删去这一条或改正。", shorten(w.from), name)
		}
	}
	return merged
}

func (l *loader) matterNames() (list []string) {
	for _, w := range l.matters {
		list = append(list, w.node.value("name").said())
	}
	return list
}

// difference is what distinguishes a matter from the one it is like.
type difference struct {
	words []replacement
	used  map[string]bool
}

// replacement is one word said differently.
type replacement struct {
	from, to string
	node     *node
}

// replacements are read longest first, so that a part of a phrase does not
// change the phrase before it is looked for.
func (n *node) replacements() []replacement {
	if n == nil {
		return nil
	}
	if n.form != mappingForm {
		n.refuse("wrong_type", "words 写成“原来的词: 改说的词”。")
		return nil
	}
	var list []replacement
	for _, p := range n.pairs {
		if to := p.value.words(); to != "" {
			list = append(list, replacement{p.key.text, to, p.key})
		}
	}
	slices.SortStableFunc(list, func(a, b replacement) int { return cmp.Compare(len(b.from), len(a.from)) })
	return list
}

// said is a copy of what is taken over, in this matter's words. A key keeps its
// name; every text and name below it may be said differently.
func (d *difference) said(n *node) *node {
	if n == nil {
		return nil
	}
	c := *n
	if c.form == scalarForm {
		c.text = d.say(c.text)
	}
	c.items, c.pairs = nil, nil
	for _, item := range n.items {
		c.items = append(c.items, d.said(item))
	}
	for _, p := range n.pairs {
		c.pairs = append(c.pairs, &entry{p.key, d.said(p.value)})
	}
	return &c
}

// say replaces from left to right; what was replaced is not looked at again.
func (d *difference) say(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		at := slices.IndexFunc(d.words, func(w replacement) bool { return strings.HasPrefix(text, w.from) })
		if at < 0 {
			b.WriteByte(text[0])
			text = text[1:]
			continue
		}
		w := d.words[at]
		d.used[w.from] = true
		b.WriteString(w.to)
		text = text[len(w.from):]
	}
	return b.String()
}

// without takes out of the lists of base what a matter does not have.
func (d *difference) without(base, n *node) *node {
	if n == nil {
		return base
	}
	n.fields(slices.Concat(likeLists, []string{"fields", "keys"})...)
	for _, p := range n.pairs {
		for _, item := range p.value.list() {
			if name := item.words(); name != "" && !base.drop(p.key.text, name) {
				item.refuse("without_unknown", "原来的事项里没有“%s”，不用去掉。", shorten(name))
			}
		}
	}
	return base
}

// drop takes one named thing out: an item of a list, a question SECTION.NAME, or
// a key of the matter itself.
func (n *node) drop(list, name string) bool {
	switch list {
	case "keys":
		before := len(n.pairs)
		n.pairs = slices.DeleteFunc(n.pairs, func(p *entry) bool { return p.key.text == name })
		return len(n.pairs) < before
	case "fields":
		section, field, _ := strings.Cut(name, ".")
		return n.value("sections").item(section).value("fields").take(field)
	}
	return n.value(list).take(name)
}

// take takes the item of a name out of a list.
func (n *node) take(name string) bool {
	if n == nil {
		return false
	}
	before := len(n.items)
	n.items = slices.DeleteFunc(n.items, func(i *node) bool { return i.value("name").said() == name })
	return len(n.items) < before
}

// over lays what a matter writes over what it takes over.
func (d *difference) over(base, own *node) *node {
	c := *own
	c.pairs = nil
	for _, p := range own.pairs {
		below := base.value(p.key.text)
		switch {
		case slices.Contains([]string{"like", "without", "words"}, p.key.text):
		case slices.Contains(likeLists, p.key.text) && below != nil:
			c.pairs = append(c.pairs, &entry{p.key, mergeItems(below, p.value, p.key.text == "sections")})
		default:
			c.pairs = append(c.pairs, p)
		}
	}
	for _, p := range base.pairs {
		if own.value(p.key.text) == nil && !slices.Contains(ownKeys, p.key.text) {
			c.pairs = append(c.pairs, p)
		}
	}
	return &c
}

// mergeItems lays a list over another, item by item: one with the name of an
// item below changes the keys it writes; any other is added, behind the item its
// key `after` names, else at the end.
func mergeItems(below, own *node, sections bool) *node {
	if own.form != listForm {
		return own // refused where it is read
	}
	c := *below
	c.items = slices.Clone(below.items)
	for _, item := range own.items {
		after := item.value("after")
		item = item.lacking("after")
		name := item.value("name").said()
		if at := slices.IndexFunc(c.items, func(i *node) bool { return i.value("name").said() == name }); at >= 0 && name != "" {
			c.items[at] = mergeKeys(c.items[at], item, sections)
			continue
		}
		at := len(c.items)
		if after != nil {
			at = slices.IndexFunc(c.items, func(i *node) bool { return i.value("name").said() == after.said() }) + 1
			if at == 0 {
				after.refuse("after_unknown", "这里没有“%s”，请改正 after。", shorten(after.said()))
				at = len(c.items)
			}
		}
		c.items = slices.Insert(c.items, at, item)
	}
	return &c
}

// mergeKeys lays the keys of an item over another's. Questions of a section are
// merged by their names, every other key is replaced whole.
func mergeKeys(below, own *node, section bool) *node {
	if own.form != mappingForm || below.form != mappingForm {
		return own
	}
	c := *own
	c.pairs = nil
	for _, p := range own.pairs {
		if under := below.value("fields"); section && p.key.text == "fields" && under != nil {
			c.pairs = append(c.pairs, &entry{p.key, mergeItems(under, p.value, false)})
			continue
		}
		if p.value.form != emptyForm { // “letter:” with nothing takes the letter away
			c.pairs = append(c.pairs, p)
		}
	}
	for _, p := range below.pairs {
		if own.value(p.key.text) == nil {
			c.pairs = append(c.pairs, p)
		}
	}
	return &c
}

// value is what a mapping gives for a key, or nil.
func (n *node) value(key string) *node {
	if n == nil {
		return nil
	}
	for _, p := range n.pairs {
		if p.key.text == key {
			return p.value
		}
	}
	return nil
}

// item is the item of a name in a list, or nil.
func (n *node) item(name string) *node {
	if n == nil {
		return nil
	}
	for _, i := range n.items {
		if i.value("name").said() == name {
			return i
		}
	}
	return nil
}

// said is the text of a scalar, without complaint where there is none.
func (n *node) said() string {
	if n == nil {
		return ""
	}
	return n.text
}

// lacking is a mapping without a key.
func (n *node) lacking(key string) *node {
	c := *n
	c.pairs = slices.DeleteFunc(slices.Clone(n.pairs), func(p *entry) bool { return p.key.text == key })
	return &c
}

// forbidKeys refuses keys that do not go with what else was said.
func (n *node) forbidKeys(why string, keys ...string) {
	for _, key := range keys {
		if v := n.value(key); v != nil {
			v.refuse("key_not_here", "%s %s。", why, key)
		}
	}
}
