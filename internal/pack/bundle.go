package pack

import "slices"

// Bundle is one thing in a family's life for which several matters are asked for at
// once (一件事一次办): one form, and each decided by its own office.
type Bundle struct {
	Name     string
	Title    string
	Plain    string   // for residents, in a sentence or two
	Channels []string // phone, window
	Parts    []BundlePart
	Law      string
	Source   string
	Status   Status
	Pack     string
	Place    Place
}

// BundlePart is a matter of a bundle. The questions of the first are asked first,
// and what they answer is not asked again.
type BundlePart struct {
	Matter string
	Words  string // what is asked for, as the family reads it
	After  string // another part: offered only once that one was not granted
}

// Bundles are all bundles, in the order of the packs.
func (c *Catalogue) Bundles() []*Bundle { return c.bundles }

// Bundle finds a bundle, or returns nil.
func (c *Catalogue) Bundle(name string) *Bundle {
	for _, b := range c.bundles {
		if b.Name == name {
			return b
		}
	}
	return nil
}

// Part finds a part by its matter, or returns nil.
func (b *Bundle) Part(matter string) *BundlePart {
	for i := range b.Parts {
		if b.Parts[i].Matter == matter {
			return &b.Parts[i]
		}
	}
	return nil
}

// bundlesFile puts bundles.yaml aside: it names matters of all packs.
func (l *loader) bundlesFile(n *node, pack string) {
	for _, item := range n.fields("bundles").need("bundles").list() {
		l.bundling = append(l.bundling, waiting{item, pack})
	}
}

// readBundles reads the bundles once all matters are known.
func (l *loader) readBundles() {
	for _, w := range l.bundling {
		b := l.bundle(w.node, w.pack)
		if l.claim("bundle", "一件事", b.Name, b.Place) {
			l.catalogue.bundles = append(l.catalogue.bundles, b)
		}
	}
}

func (l *loader) bundle(n *node, pack string) *Bundle {
	f := n.fields("name", "title", "plain", "channels", "parts", "law", "source", "status", "seed")
	b := &Bundle{
		Name: f.need("name").name(), Title: f.need("title").words(), Plain: f.need("plain").words(), Law: f.need("law").words(),
		Source: f.need("source").words(), Channels: f.need("channels").someOf("channels", []string{"phone", "window"}), Pack: pack, Place: n.place(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))),
	}
	l.seed(f.get("seed"), "bundle", b.Name, pack)
	begun := 0
	for _, item := range f.need("parts").some() {
		part := l.bundlePart(item, b)
		if part.After == "" {
			begun++
		}
		b.Parts = append(b.Parts, part)
	}
	if f.has("parts") && begun < 2 {
		f.get("parts").refuse("bundle_parts", "一件事至少有两个一开始就能申请的事项，只有一个的直接办那个事项。")
	}
	return b
}

func (l *loader) bundlePart(n *node, b *Bundle) BundlePart {
	f := n.fields("matter", "words", "after")
	p := BundlePart{Matter: f.need("matter").name(), Words: f.need("words").words(), After: f.get("after").name()}
	m := l.catalogue.Matter(p.Matter)
	switch {
	case p.Matter == "":
	case m == nil:
		var names []string
		for _, one := range l.catalogue.matters {
			names = append(names, one.Name)
		}
		f.get("matter").unknown("unknown_matter", "事项", p.Matter, names)
	case m.Kind != Applying:
		f.get("matter").refuse("bundle_kind", "“%s”不是申请类的事项，不能放进一件事。", m.Title)
	case slices.ContainsFunc(b.Channels, func(c string) bool { return !slices.Contains(m.Channels, c) }):
		f.get("matter").refuse("bundle_channel", "“%s”不在这件事的每个渠道（channels）都能办。", m.Title)
	case b.Part(p.Matter) != nil:
		f.get("matter").refuse("duplicate_name", "“%s”在这件事里写了两次，请删去一处。", m.Title)
	}
	if p.After != "" && b.Part(p.After) == nil {
		f.get("after").refuse("bundle_after", "after 要写这件事里排在前面的一个事项。")
	}
	return p
}
