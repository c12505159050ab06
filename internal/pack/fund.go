package pack

import (
	"slices"

	"lianxin/internal/civil"
)

// FundSource is who gives money for a county's payments: a level of government, or
// the lottery's welfare fund.
type FundSource struct {
	Name  string
	Title string
	Pack  string
	Place Place
}

// FundRule says which sources bear a programme in a region, and in what parts.
type FundRule struct {
	Programme string // empty: every programme no other rule names
	Region    string
	From      civil.Month // the first month that is paid by it
	Until     civil.Month // the last one; 0 while it is in force
	Shares    []FundShare
	Source    string
	Status    Status
	Note      string
	Pack      string
	Place     Place
}

// FundShare is the part of one source.
type FundShare struct {
	Source   string
	Permille int64
}

// wholeShare is all parts of a rule together.
const wholeShare = 1000

// fundsFile reads funds.yaml: the sources and who bears what.
func (l *loader) fundsFile(n *node, pack string) {
	f := n.fields("sources", "shares")
	for _, item := range f.get("sources").list() {
		s := item.fields("name", "title")
		source := &FundSource{Name: s.need("name").name(), Title: s.need("title").words(), Pack: pack, Place: item.place()}
		if l.claim("fund source", "资金来源", source.Name, item.place()) {
			l.catalogue.fundSources = append(l.catalogue.fundSources, source)
		}
	}
	for _, item := range f.get("shares").list() {
		l.fundRule(item, pack)
	}
}

func (l *loader) fundRule(n *node, pack string) {
	f := n.fields("programme", "region", "from", "until", "parts", "source", "status", "note")
	r := &FundRule{
		Region: f.need("region").region(), From: f.need("from").month(), Source: f.need("source").words(), Note: f.get("note").words(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))), Pack: pack, Place: n.place(),
	}
	if p := f.get("programme"); p != nil {
		r.Programme = p.name()
	}
	if until := f.get("until"); until != nil {
		if r.Until = until.month(); r.Until != 0 && r.Until < r.From {
			until.refuse("date_order", "until 早于 from，请核对月份。")
		}
	}
	if r.Region != "" {
		l.places = append(l.places, regionUse{r.Region, f.get("region").place()})
	}
	r.parts(l, f.need("parts"))
	if l.claim("fund rule", "资金分担办法", r.Programme+"@"+r.Region+"@"+r.From.String(), n.place()) {
		l.catalogue.fundRules = append(l.catalogue.fundRules, r)
	}
}

// parts reads the shares of a rule; together they are the whole.
func (r *FundRule) parts(l *loader, n *node) {
	var sum int64
	for _, item := range n.list() {
		f := item.fields("source", "permille")
		named := f.need("source")
		s := FundShare{Source: named.name(), Permille: int64(f.need("permille").between(1, wholeShare))}
		if slices.ContainsFunc(r.Shares, func(o FundShare) bool { return o.Source == s.Source }) {
			named.refuse("duplicate_name", "资金来源“%s”在这个办法里写了两次，请合并。", s.Source)
		}
		sum += s.Permille
		r.Shares = append(r.Shares, s)
		l.fundNames = append(l.fundNames, named)
	}
	if n != nil && sum != wholeShare {
		n.refuse("fund_parts", "各来源的分担比例合计是千分之%d，应为一千。", sum)
	}
}

// checkFunds refuses shares of sources no pack names.
func (l *loader) checkFunds() {
	var known []string
	for _, s := range l.catalogue.fundSources {
		known = append(known, s.Name)
	}
	for _, n := range l.fundNames {
		if n != nil && n.form == scalarForm && !slices.Contains(known, n.text) {
			n.unknown("unknown_fund_source", "资金来源", n.text, known)
		}
	}
}

// FundSources are all sources of money, in the order in which the packs name them.
func (c *Catalogue) FundSources() []*FundSource { return c.fundSources }

// FundShares are the parts in which sources bear a programme's payments of a month in
// a county: by the rule of the narrowest region, and of one region by the rule that
// names the programme. ok is false when no rule covers it.
func (c *Catalogue) FundShares(county civil.Area, programme string, m civil.Month) (rule *FundRule, ok bool) {
	for _, r := range c.fundRules {
		if !r.covers(county, programme, m) {
			continue
		}
		if rule == nil || slices.Compare(r.rank(), rule.rank()) > 0 {
			rule = r
		}
	}
	return rule, rule != nil
}

func (r *FundRule) covers(county civil.Area, programme string, m civil.Month) bool {
	area, whole := r.area()
	return (whole || area.Contains(county)) && m >= r.From && (r.Until == 0 || m <= r.Until) && (r.Programme == "" || r.Programme == programme)
}

// area is the region of a rule; whole says that it is the whole country.
func (r *FundRule) area() (area civil.Area, whole bool) {
	area, err := civil.ParseArea(r.Region)
	return area, err != nil || area == 0
}

// rank puts rules into the order of precedence.
func (r *FundRule) rank() []int {
	rank := []int{0, 0, int(r.From)}
	if area, whole := r.area(); !whole {
		rank[0] = int(area.Level())
	}
	if r.Programme != "" {
		rank[1] = 1
	}
	return rank
}
