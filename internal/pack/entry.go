package pack

import (
	"slices"
	"strings"
)

// EntryLevel says how somebody has to be known for a page.
type EntryLevel string

// How somebody has to be known.
const (
	EntryOpen   EntryLevel = "open"   // not at all
	EntrySigned EntryLevel = "signed" // signed in
	EntryFace   EntryLevel = "face"   // checked by his face just now
)

// Entry is a page of ours that a city's app opens directly.
type Entry struct {
	Name    string // in the address the app opens
	Title   string // of an application the matter's
	English string
	Matter  string // an application that is asked for on a phone; empty: another page
	Path    string
	Level   EntryLevel
	Place   Place
}

// StandingGroup are registers that somebody is shown together of himself.
type StandingGroup struct {
	Title     string
	Registers []string
	Place     Place
}

// Entries are the pages an app may open, in their order.
func (c *Catalogue) Entries() []*Entry { return c.entries }

// Entry finds one, or returns nil.
func (c *Catalogue) Entry(name string) *Entry {
	for _, e := range c.entries {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// Standing says what somebody is shown of his own economic status, in its order.
func (c *Catalogue) Standing() []StandingGroup { return c.standing }

// entriesFile puts entries.yaml aside: it names matters and registers of all packs.
func (l *loader) entriesFile(n *node, pack string) {
	f := n.fields("entries", "standing", "seed")
	l.seed(f.get("seed"), "entries", pack, pack)
	l.entering = append(l.entering, f.need("entries").list()...)
	l.showing = append(l.showing, f.get("standing").list()...)
}

// readEntries reads the entries once all matters and registers are known.
func (l *loader) readEntries() {
	for _, n := range l.entering {
		f := n.fields("name", "title", "english", "matter", "path", "level")
		e := &Entry{Name: f.need("name").name(), English: f.need("english").words(), Matter: f.get("matter").name(), Place: n.place()}
		if e.Matter != "" {
			f.forbid("申请事项的名称和地址跟着事项", "title", "path", "level")
			l.entryOf(e, f.get("matter"))
		} else {
			e.Title, e.Path = f.need("title").words(), f.need("path").words()
			e.Level = EntryLevel(f.need("level").oneOf("level", string(EntryOpen), string(EntrySigned), string(EntryFace)))
			if e.Path != "" && (!strings.HasPrefix(e.Path, "/") || strings.ContainsAny(e.Path, "\\{}\r\n \t") || strings.HasPrefix(e.Path, "//")) {
				f.get("path").refuse("entry_path", "入口的地址“%s”应是本系统里的一页，以一个 / 开头。", shorten(e.Path))
			}
		}
		if l.claim("entry", "入口", e.Name, e.Place) {
			l.catalogue.entries = append(l.catalogue.entries, e)
		}
	}
	l.readStanding()
}

// entryOf is the entry of an application.
func (l *loader) entryOf(e *Entry, at *node) {
	i := slices.IndexFunc(l.catalogue.matters, func(m *Matter) bool { return m.Name == e.Matter })
	if i < 0 || l.catalogue.matters[i].Kind != Applying || !slices.Contains(l.catalogue.matters[i].Channels, "phone") {
		at.refuse("entry_matter", "“%s”不是能在手机上申请的事项。", e.Matter)
		return
	}
	e.Title, e.Path, e.Level = l.catalogue.matters[i].Title, "/apply/"+e.Matter, EntrySigned
}

func (l *loader) readStanding() {
	shown := map[string]bool{}
	for _, n := range l.showing {
		f := n.fields("title", "registers")
		g := StandingGroup{Title: f.need("title").words(), Place: n.place()}
		for _, item := range f.need("registers").some() {
			name := item.name()
			switch reg := l.catalogue.registerNamed[name]; {
			case name == "":
			case reg == nil || reg.Core || reg.Subject != OfPerson:
				item.refuse("standing_register", "“%s”不是记在个人名下的登记。", name)
			case shown[name]:
				item.refuse("standing_register", "“%s”写了两次，请删去一处。", name)
			default:
				shown[name] = true
				g.Registers = append(g.Registers, name)
			}
		}
		l.catalogue.standing = append(l.catalogue.standing, g)
	}
}
