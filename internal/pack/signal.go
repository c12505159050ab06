package pack

import (
	"slices"

	"lianxin/internal/rule"
)

// SignalKind says what a signal is a reason for. None of them changes a benefit.
type SignalKind string

// The kinds of signals.
const (
	SignalEntitled SignalKind = "entitled" // may be entitled and has nothing: somebody asks the family
	SignalRecheck  SignalKind = "recheck"  // has something and may no longer be entitled: somebody looks
	SignalEvent    SignalKind = "event"    // something happened that an office has to do with
)

// SignalLevels are who may be told first.
var SignalLevels = []string{"village", "town", "county"}

// SignalColours say how much hangs on a signal.
var SignalColours = []string{"red", "yellow", "blue"}

// Signal is an expression over the facts of a person or a family that is a reason
// to look after them. What is not known never signals.
type Signal struct {
	Name       string
	Title      string
	Ask        string // what whoever visits should ask about, a sentence
	Level      rule.Level
	Kind       SignalKind
	When       rule.Source
	Programmes []string // entitled: what they may be entitled to; recheck: what is in question
	Colour     string
	To         string
	Days       string // parameter: working days until somebody has been there
	Months     string // parameter: months within which the same is not said again
	Source     string
	Status     Status
	Note       string
	Pack       string
	Place      Place
}

// Signals are all signals, in the order of the packs.
func (c *Catalogue) Signals() []*Signal { return c.signals }

// Signal finds a signal by name, or returns nil.
func (c *Catalogue) Signal(name string) *Signal {
	for _, s := range c.signals {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// signalsFile reads signals.yaml.
func (l *loader) signalsFile(n *node, pack string) {
	for _, item := range n.fields("signals").need("signals").list() {
		l.signal(item, pack)
	}
}

func (l *loader) signal(n *node, pack string) {
	f := n.fields("name", "title", "ask", "level", "kind", "when", "programmes", "colour", "to", "days", "months", "source", "status", "note", "seed")
	s := &Signal{
		Name: f.need("name").name(), Title: f.need("title").words(), Ask: f.need("ask").words(), Level: level(f.need("level")),
		Kind: SignalKind(f.need("kind").oneOf("kind", string(SignalEntitled), string(SignalRecheck), string(SignalEvent))),
		When: f.need("when").cel(), Colour: f.need("colour").oneOf("colour", SignalColours...), To: f.need("to").oneOf("to", SignalLevels...),
		Days: f.need("days").name(), Months: f.need("months").name(), Source: f.need("source").words(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))), Note: f.get("note").words(), Pack: pack, Place: n.place(),
	}
	for _, item := range f.get("programmes").list() {
		name := item.name()
		if slices.Contains(s.Programmes, name) {
			item.refuse("duplicate_name", "待遇“%s”写了两次，请删去一处。", name)
		} else if name != "" {
			s.Programmes = append(s.Programmes, name)
			l.uses = append(l.uses, use{name, item})
		}
	}
	if s.Kind != SignalEvent && s.Kind != "" && len(s.Programmes) == 0 {
		n.refuse("signal_programmes", "%s 类的预警要写明关于哪些待遇（programmes）。", s.Kind)
	}
	l.periods = append(l.periods, f.get("days"), f.get("months"))
	l.seed(f.get("seed"), "signal", s.Name, pack)
	if s.Level != 0 && l.claim("signal", "预警", s.Name, n.place()) {
		l.catalogue.signals = append(l.catalogue.signals, s)
	}
}

// checkSignals holds signals against the parameters and facts they name, for
// every city of the packs; each is compiled as it will run.
func (l *loader) checkSignals() {
	for _, n := range l.periods {
		if n == nil || n.form != scalarForm {
			continue
		}
		switch d := l.catalogue.named[n.text]; {
		case d == nil:
			n.unknown("unknown_parameter", "参数", n.text, l.catalogue.declared())
		case d.Kind != rule.Count:
			n.refuse("parameter_kind", "这里要一个 count 类的参数，“%s”是 %s。", n.text, d.Kind)
		}
	}
	if len(l.list) > 0 || len(l.catalogue.signals) == 0 {
		return
	}
	l.compileSignals()
}
