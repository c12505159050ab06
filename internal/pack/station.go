package pack

// StationWork is what stations of community rehabilitation do, how they tell how
// somebody gets on, and how a stay ends.
type StationWork struct {
	Activities []Named
	Scale      []ScaleItem
	Ends       []Named
}

// Named is an entry of a list.
type Named struct{ Name, Title string }

// ScaleItem is one thing that is judged from nothing to a most.
type ScaleItem struct {
	Named
	Most int
}

// StationWork is what the packs say about stations.
func (c *Catalogue) StationWork() *StationWork { return &c.stationWork }

// scaleMost is the most points of one item.
const scaleMost = 100

// stationFile reads station.yaml.
func (l *loader) stationFile(n *node) {
	f := n.fields("activities", "scale", "ends")
	w := &l.catalogue.stationWork
	w.Activities = append(w.Activities, l.named(f.get("activities"), "station activity", "康复活动")...)
	w.Ends = append(w.Ends, l.named(f.get("ends"), "station end", "结束原因")...)
	for _, item := range f.get("scale").list() {
		s := item.fields("name", "title", "most")
		one := ScaleItem{Named{s.need("name").name(), s.need("title").words()}, s.need("most").between(1, scaleMost)}
		if l.claim("station scale", "评估项目", one.Name, item.place()) {
			w.Scale = append(w.Scale, one)
		}
	}
}

// named reads a list of names with titles, each once.
func (l *loader) named(n *node, space, what string) (list []Named) {
	for _, item := range n.list() {
		f := item.fields("name", "title")
		one := Named{f.need("name").name(), f.need("title").words()}
		if one.Name != "" && l.claim(space, what, one.Name, item.place()) {
			list = append(list, one)
		}
	}
	return list
}

// TitleIn is the title of a name in a list; the name itself where it is not in it.
func TitleIn(list []Named, name string) string {
	for _, one := range list {
		if one.Name == name {
			return one.Title
		}
	}
	return name
}
