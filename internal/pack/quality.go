package pack

import "slices"

// QualitySide is one side of how well people are served, with the figures by which it
// is seen.
type QualitySide struct {
	Name    string
	Title   string
	Figures []QualityFigure
	Source  string
	Status  Status
	Place   Place
}

// QualityFigure is one figure, and where somebody must act.
type QualityFigure struct {
	Name  string // one of [QualityFigures]
	Title string
	Least string // parameter of a share: below it somebody must act; empty: no line
	Most  string // parameter of a number: above it somebody must act; empty: no line
}

// The figures of service there are. Those that are shares may have a least, those that
// are counts a most.
const (
	OnTime           = "on_time"          // of the time limits that ended, those that were kept
	EndedDays        = "ended_days"       // from handing in to the end, on average
	OverdueCases     = "overdue"          // cases in hand whose time has run out
	UnstaffedWindows = "unstaffed"        // towns at whose window nobody works
	Satisfied        = "satisfied"        // of the ratings, those that are not bad
	BadWaiting       = "bad_waiting"      // bad ratings nobody has looked into
	Precise          = "precise"          // of what is in pay, that in which rechecks found nothing
	LateComplaints   = "late_complaints"  // complaints whose time has run out
	VisitsWaiting    = "visits_waiting"   // cases drawn for a visit the county has not made
	RevealedNumbers  = "revealed_numbers" // looks that opened a protected number
)

var (
	qualityShares  = []string{OnTime, Satisfied, Precise}
	qualityCounts  = []string{EndedDays, OverdueCases, UnstaffedWindows, BadWaiting, LateComplaints, VisitsWaiting, RevealedNumbers}
	qualityFigures = append(slices.Clone(qualityShares), qualityCounts...)
)

// Quality are the sides of service, in the order of the packs.
func (c *Catalogue) Quality() []*QualitySide { return c.quality }

// qualityFile reads quality.yaml.
func (l *loader) qualityFile(n *node, pack string) {
	f := n.fields("sides", "seed")
	l.seed(f.get("seed"), "quality", pack, pack)
	for _, item := range f.get("sides").list() {
		f := item.fields("name", "title", "figures", "source", "status")
		s := &QualitySide{
			Name: f.need("name").name(), Title: f.need("title").words(), Source: f.need("source").words(),
			Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))), Place: item.place(),
		}
		for _, one := range f.need("figures").list() {
			s.Figures = append(s.Figures, l.qualityFigure(one))
		}
		if s.Name != "" && l.claim("quality side", "服务质量的一面", s.Name, item.place()) {
			l.catalogue.quality = append(l.catalogue.quality, s)
		}
	}
}

func (l *loader) qualityFigure(n *node) QualityFigure {
	f := n.fields("name", "title", "least", "most")
	one := QualityFigure{Name: f.need("name").oneOf("name", qualityFigures...), Title: f.need("title").words(), Least: f.get("least").name(), Most: f.get("most").name()}
	if one.Least != "" && slices.Contains(qualityCounts, one.Name) {
		n.refuse("quality_line", "“%s”是数，不是比例，界线写 most：最多几。", one.Title)
	}
	if one.Most != "" && slices.Contains(qualityShares, one.Name) {
		n.refuse("quality_line", "“%s”是比例，界线写 least：最少几成。", one.Title)
	}
	if one.Name != "" {
		l.claim("quality figure", "服务质量的数", one.Name, n.place())
	}
	return one
}

// checkQuality holds the lines against the parameters.
func (l *loader) checkQuality() {
	for _, s := range l.catalogue.quality {
		for _, one := range s.Figures {
			for _, name := range []string{one.Least, one.Most} {
				if name != "" {
					l.askedParameter(name, s.Place)
				}
			}
		}
	}
}
