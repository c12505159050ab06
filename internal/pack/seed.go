package pack

// SeedModule is a field of work by which the rows are grouped.
type SeedModule struct {
	Code string // "M05"
	Name string
}

// SeedRow is one thing the plans of the cities call by name: a system, a
// mechanism, a service. What the product is worth to a city is counted in rows.
type SeedRow struct {
	Number int    // from 1, without gaps
	Module string // code of a module
	Name   string
	Place  Place
}

// SeedArtefact is a part of a pack that names the rows it makes work.
type SeedArtefact struct {
	Kind  string // matter, programme, register, feed, measure
	Name  string // of a measure its code
	Rows  []int  // ascending
	Pack  string
	Place Place
}

// SeedJourney is a test through the whole program that names the rows it proves.
type SeedJourney struct {
	File  string // path inside the repository
	Rows  []int  // ascending
	Place Place
}

// seeds are what the packs say about the rows.
type seeds struct {
	modules   []SeedModule
	rows      []SeedRow
	artefacts []SeedArtefact
	journeys  []SeedJourney
}

// SeedModules are the fields of work, in the order of their table; none when no
// pack brings the table.
func (c *Catalogue) SeedModules() []SeedModule { return c.seeds.modules }

// SeedRows are the named things, by number; none when no pack brings the table.
func (c *Catalogue) SeedRows() []SeedRow { return c.seeds.rows }

// SeedArtefacts are the parts of packs that name rows, in the order they were read.
func (c *Catalogue) SeedArtefacts() []SeedArtefact { return c.seeds.artefacts }

// SeedJourneys are the tests that name rows, in the order of their table.
func (c *Catalogue) SeedJourneys() []SeedJourney { return c.seeds.journeys }

// seedUse is a row number somebody wrote. It waits until the table of rows is
// read: any pack may bring it.
type seedUse struct {
	row int
	at  Place
}

// seed reads which rows an artefact makes work. Artefacts without the key, and
// those whose name was refused, name none.
func (l *loader) seed(n *node, kind, name, pack string) {
	a := SeedArtefact{Kind: kind, Name: name, Pack: pack}
	if n != nil {
		a.Place = n.place()
	}
	for _, item := range n.some() {
		row, ok := item.whole()
		switch {
		case !ok:
		case row < 1 || row > seedRowsMax:
			item.refuse("unknown_row", "名目的行号从 1 起，没有第 %d 行。", row)
		case len(a.Rows) > 0 && int(row) <= a.Rows[len(a.Rows)-1]:
			item.refuse("row_order", "行号从小到大写，每个一次；%d 不能写在 %d 后面。", row, a.Rows[len(a.Rows)-1])
		default:
			a.Rows = append(a.Rows, int(row))
			l.seedUses = append(l.seedUses, seedUse{int(row), item.place()})
		}
	}
	if name != "" && len(a.Rows) > 0 {
		l.catalogue.seeds.artefacts = append(l.catalogue.seeds.artefacts, a)
	}
}

// checkSeeds refuses rows and modules no table has. Without the tables, as in a
// pack that is read alone, only the form of the numbers is known.
func (l *loader) checkSeeds() {
	s := &l.catalogue.seeds
	if len(s.rows) == 0 {
		return
	}
	known := map[string]bool{}
	for _, m := range s.modules {
		known[m.Code] = true
	}
	for _, r := range s.rows {
		if !known[r.Module] {
			l.refuseAt(r.Place, "unknown_module", "模块表里没有“%s”，请核对。", shorten(r.Module))
		}
	}
	for _, use := range l.seedUses {
		if use.row > len(s.rows) {
			l.refuseAt(use.at, "unknown_row", "名目表有 %d 行，没有第 %d 行。", len(s.rows), use.row)
		}
	}
}
