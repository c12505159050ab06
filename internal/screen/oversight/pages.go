package oversight

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// WhatIfOrder is a change of a parameter to be tried.
type WhatIfOrder struct {
	Parameter string
	Region    string // six digits; empty: everywhere in the city
	Value     string // as a pack has it
	Programme string // empty: all
	Day       civil.Date
}

// WhatIfResult is what it would do.
type WhatIfResult struct {
	Towns   []assess.Effect // by town and programme
	Total   []assess.Effect // by programme
	Persons int
}

// Standard is a value somebody decides in the browser.
type Standard struct {
	Parameter, Region, Value string
	Since                    civil.Date
	Source                   string // number of the document
}

// Pages are the pages of those who look at the whole. What app hands in beside the
// stages may be nil: then the page says so, or leaves the form out.
type Pages struct {
	s *screen.Stages

	// WhatIf tries a change of the law on everybody and writes nothing.
	WhatIf func(context.Context, WhatIfOrder) (*WhatIfResult, error)
	// Decide makes a standard hold from a day on.
	Decide func(context.Context, casework.Who, Standard) error
	// Orders are the standards decided in this store, and what becomes of entitlements by
	// them. Nil where nothing is decided here.
	Orders *pay.Standards
	// Asked notes that a family was asked about a lead, with what it said.
	Asked func(ctx context.Context, who casework.Who, proposal *assess.Proposal, answer string) error
}

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// Who the pages are for.
var (
	chiefs   = []access.Role{casework.City, casework.County}
	auditors = []access.Role{casework.Auditor}
	readers  = []access.Role{casework.City, casework.County, casework.Finance, casework.Auditor}
)

// pageSize is how many rows a page of a list shows.
const pageSize = 50

// cells are the cells of a row.
func cells(list ...templ.Component) []templ.Component { return list }

// counties are those the visitor's posts in some roles cover whole.
func (p *Pages) counties(r *screen.Request, roles []access.Role) []civil.Area {
	return office.Counties(p.s, r.Visitor, r.Today(), roles...)
}

// asked is the county a form or an address names; 0 when it names none.
func (p *Pages) asked(r *screen.Request, roles []access.Role) (civil.Area, error) {
	code := r.Text("county")
	if code == "" || code == "all" {
		return 0, nil
	}
	return office.County(p.counties(r, roles), code)
}

// countyChoices are the counties to choose from, all of them first.
func (p *Pages) countyChoices(r *screen.Request, roles []access.Role) []part.Choice {
	list := []part.Choice{{Value: "all", Text: "全部"}}
	for _, c := range p.counties(r, roles) {
		list = append(list, part.Choice{Value: office.Code(c), Text: p.s.Desk.Place(c)})
	}
	return list
}

// programme is the title of a programme.
func (p *Pages) programme(name string) string {
	if found := p.s.Catalogue().Programme(name); found != nil {
		return found.Title
	}
	return name
}

// matter finds a matter, nil when the packs have none of the name any more.
func (p *Pages) matter(name string) *pack.Matter { return p.s.Catalogue().Matter(name) }

// matterWord is a matter on a chip or in a list.
func (p *Pages) matterWord(name string) string {
	if m := p.matter(name); m != nil {
		return m.Short
	}
	return name
}

// matterChoices are the matters to choose from, all of them first.
func (p *Pages) matterChoices() []part.Choice {
	list := []part.Choice{{Value: "all", Text: "全部"}}
	for _, m := range p.s.Catalogue().Matters() {
		list = append(list, part.Choice{Value: m.Name, Text: m.Title})
	}
	return list
}

// place is a village with its town before it.
func (p *Pages) place(area civil.Area) string {
	name := p.s.Desk.Place(area)
	if area.Level() == civil.Village {
		if town := p.s.Desk.Place(area.Township()); town != name {
			return town + name
		}
	}
	return name
}

// chosen is the value of a choice; empty for all.
func chosen(r *screen.Request, name string) string {
	if text := r.Text(name); text != "all" {
		return text
	}
	return ""
}

// orAll is the choice that stands for a value.
func orAll(value string) string {
	if value == "" {
		return "all"
	}
	return value
}

// countyText is the choice that stands for a county.
func countyText(county civil.Area) string {
	if county == 0 {
		return "all"
	}
	return office.Code(county)
}

// markOf is how a stage of a matter looks.
func markOf(s *pack.Stage) (format.State, string) {
	if s == nil {
		return format.Unknown, "不知道"
	}
	switch s.Mark {
	case "waiting":
		return format.Soon, s.Title
	case "paused":
		return format.Paused, s.Title
	case "done":
		return format.Done, s.Title
	case "refused":
		return format.Over, s.Title
	}
	return format.Working, s.Title
}

// stage is the stage of a case in words.
func (p *Pages) stage(matter, stage string) (format.State, string) {
	if m := p.matter(matter); m != nil {
		return markOf(m.Stage(stage))
	}
	return format.Unknown, stage
}

// withWords say who has to do something.
var withWords = map[string]string{
	"family": "家庭", "village": "村（居）", "town": "乡镇（街道）", "county": "县级", "city": "市级", "decider": "决定人", "finance": "财务", "nobody": "已办结",
}

// unitWord is the unit of a parameter as people write it.
func unitWord(unit string) string {
	switch unit {
	case "yuan":
		return "元"
	case "yuan/month":
		return "元/月"
	case "yuan/year":
		return "元/年"
	}
	return unit
}

// page is which part of a list is asked for, and the links beside it.
func page(r *screen.Request, all int, path string) (from, to int, paging part.Paging) {
	n, err := strconv.Atoi(r.Text("page"))
	if err != nil || n < 1 || (n-1)*pageSize >= max(all, 1) {
		n = 1
	}
	from, to = (n-1)*pageSize, min(all, n*pageSize)
	if all > pageSize {
		paging = part.Paging{From: from + 1, To: to, All: all}
		if n > 1 {
			paging.Previous = path + "page=" + strconv.Itoa(n-1)
		}
		if to < all {
			paging.Next = path + "page=" + strconv.Itoa(n+1)
		}
	}
	return from, to, paging
}
