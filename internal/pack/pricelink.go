package pack

import (
	"slices"
	"strings"

	"lianxin/internal/civil"
)

// IndexKind is a price index of which a region publishes the yearly change.
type IndexKind string

// The indices a price link may look at.
const (
	CPI     IndexKind = "cpi"  // 居民消费价格指数
	SCPI    IndexKind = "scpi" // 低收入居民基本生活费用价格指数
	FoodCPI IndexKind = "food" // 食品价格
)

// IndexKinds are all of them, in the order in which they are shown.
var IndexKinds = []IndexKind{CPI, SCPI, FoodCPI}

var indexTitles = map[IndexKind]string{CPI: "居民消费价格指数（CPI）", SCPI: "低收入居民基本生活费用价格指数（SCPI）", FoodCPI: "食品价格"}

// Title is the index in words.
func (k IndexKind) Title() string { return indexTitles[k] }

// PriceLink is a profile of the price-linked subsidy: when it is launched in a
// region, how much a person is paid, and who is.
type PriceLink struct {
	Name   string
	Title  string
	Region string
	From   civil.Month // the first month that is paid by it
	Until  civil.Month // the last one; 0 while it is in force

	Launch    []Threshold // one that is reached is enough
	InRow     int         // months one after the other that have to reach it
	StopAfter int         // months one after the other that end it
	BackPay   int         // months that are paid at the launch, its own among them
	Delay     int         // months from that of the index to that of the payment

	Rise       RiseRule
	RiseOf     []IndexKind
	Bands      []PriceBand // ascending; none when the rise itself is the share
	Standard   string      // the parameter the amount is a part of
	StandardOf StandardDay
	Round      civil.Rounding
	RoundUnit  civil.Fen

	Groups  []PriceGroup // in the order of precedence
	DueDays int          // working days from the day the index is published

	Source string
	Status Status
	Note   string
	Pack   string
	Place  Place
}

// Threshold is a rise that launches the subsidy.
type Threshold struct {
	Index   IndexKind
	AtLeast int64 // permille
}

// RiseRule says which rise decides the amount.
type RiseRule string

// The rules of the rise: the highest of some indices, or the first that is known.
const (
	HighestRise RiseRule = "highest"
	FirstRise   RiseRule = "first"
)

// StandardDay says of which month the standard is.
type StandardDay string

// The months of a standard.
const (
	OfIndexMonth   StandardDay = "index_month"
	OfPaymentMonth StandardDay = "payment_month"
)

// PriceBand is a stretch of rises with one share of the standard.
type PriceBand struct {
	From  int64 // permille
	Share civil.Ratio
}

// PriceGroup is a group of people who are paid.
type PriceGroup struct {
	Name       string
	Title      string
	Programmes []string // whose beneficiaries are found in our own books
	Department string   // that hands in a list of the others and pays them; empty: nobody does
}

// PriceLinks are all profiles, in the order of the packs.
func (c *Catalogue) PriceLinks() []*PriceLink { return c.priceLinks }

// PriceLink is the profile by which a month is paid in a region: that of the nearest
// region that has one, of several the one that began last. Nil when there is none.
func (c *Catalogue) PriceLink(region string, month civil.Month) *PriceLink {
	if checkedRegion(region) != nil {
		return nil
	}
	for _, place := range chain(region) {
		var found *PriceLink
		for _, p := range c.priceLinks {
			if p.Region == place && p.From <= month && (p.Until == 0 || month <= p.Until) && (found == nil || p.From > found.From) {
				found = p
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// Group finds a group by name, or returns nil.
func (p *PriceLink) Group(name string) *PriceGroup {
	if i := p.Rank(name); i >= 0 {
		return &p.Groups[i]
	}
	return nil
}

// Rank is the place of a group in the order of precedence, from 0; -1 for none.
func (p *PriceLink) Rank(name string) int {
	return slices.IndexFunc(p.Groups, func(g PriceGroup) bool { return g.Name == name })
}

// priceLinksFile reads a file of the folder pricelink.
func (l *loader) priceLinksFile(n *node, pack string) {
	for _, item := range n.fields("profiles").need("profiles").list() {
		l.priceLink(item, pack)
	}
}

func (l *loader) priceLink(n *node, pack string) {
	f := n.fields("name", "title", "region", "from", "until", "launch", "months_in_row", "stop_after", "back_pay", "delay",
		"rise", "rise_of", "bands", "standard", "standard_of", "rounding", "groups", "due_days", "source", "status", "note", "seed")
	p := &PriceLink{
		Name: f.need("name").name(), Title: f.need("title").words(), Region: f.need("region").region(),
		InRow: f.get("months_in_row").monthsOr(1), StopAfter: f.get("stop_after").monthsOr(1), BackPay: f.get("back_pay").monthsOr(1),
		Rise:       RiseRule(f.need("rise").oneOf("rise", string(HighestRise), string(FirstRise))),
		StandardOf: StandardDay(f.need("standard_of").oneOf("standard_of", string(OfIndexMonth), string(OfPaymentMonth))),
		Standard:   f.need("standard").name(), Source: f.need("source").words(), Note: f.get("note").words(), Pack: pack, Place: n.place(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))),
	}
	l.seed(f.get("seed"), "price_link", p.Name, pack)
	p.Delay = f.need("delay").between(0, monthsMost)
	p.DueDays = f.need("due_days").between(1, dueDaysMost)
	p.From = f.need("from").month()
	if until := f.get("until"); until != nil {
		if p.Until = until.month(); p.Until != 0 && p.Until < p.From {
			until.refuse("date_order", "until 早于 from，请核对月份。")
		}
	}
	for _, item := range f.need("launch").list() {
		t := item.fields("index", "at_least")
		p.Launch = append(p.Launch, Threshold{t.need("index").index(), t.need("at_least").permille()})
	}
	for _, item := range f.need("rise_of").list() {
		p.RiseOf = append(p.RiseOf, item.index())
	}
	p.bands(f.get("bands"))
	p.rounding(f.need("rounding"))
	p.groups(l, f.need("groups"))
	p.whole(f)
	if p.Region != "" {
		l.places = append(l.places, regionUse{p.Region, f.get("region").place()})
	}
	l.standards = append(l.standards, f.get("standard"))
	if l.claim("price link", "物价联动办法", p.Name, n.place()) {
		l.catalogue.priceLinks = append(l.catalogue.priceLinks, p)
	}
}

// whole refuses a profile that could never pay anybody.
func (p *PriceLink) whole(f fields) {
	switch {
	case f.of == nil:
	case len(p.Launch) == 0:
		f.of.refuse("price_launch", "物价联动办法至少要有一个启动条件。")
	case len(p.RiseOf) == 0:
		f.of.refuse("price_rise", "物价联动办法要写明按哪个指数的涨幅计算。")
	case len(p.Groups) == 0:
		f.of.refuse("price_groups", "物价联动办法至少要有一类保障对象。")
	case p.BackPay > p.InRow:
		f.get("back_pay").refuse("price_back_pay", "补发的月数不能多于连续达到启动条件的月数。")
	}
}

// bands reads the shares; each begins higher than the one before.
func (p *PriceLink) bands(n *node) {
	for _, item := range n.list() {
		b := item.fields("from", "share")
		band := PriceBand{From: b.need("from").permille(), Share: b.need("share").share()}
		if last := len(p.Bands) - 1; last >= 0 && band.From <= p.Bands[last].From {
			item.refuse("price_bands", "各档的涨幅要由低到高写。")
		}
		p.Bands = append(p.Bands, band)
	}
}

var priceRounding = map[string]civil.Rounding{"up": civil.Up, "down": civil.Down, "half_up": civil.HalfUp}

// rounding reads to what an amount is rounded.
func (p *PriceLink) rounding(n *node) {
	f := n.fields("unit", "how")
	p.Round = priceRounding[f.need("how").oneOf("how", "up", "down", "half_up")]
	unit, ok := f.need("unit").money()
	if ok && unit <= 0 {
		f.get("unit").refuse("price_unit", "取整单位应大于零。")
	}
	p.RoundUnit = unit
}

// groups reads who is paid.
func (p *PriceLink) groups(l *loader, n *node) {
	for _, item := range n.list() {
		f := item.fields("name", "title", "programmes", "department")
		g := PriceGroup{Name: f.need("name").name(), Title: f.need("title").words(), Department: f.get("department").words()}
		for _, one := range f.get("programmes").list() {
			if name := one.name(); name != "" {
				g.Programmes = append(g.Programmes, name)
				l.uses = append(l.uses, use{name, one})
			}
		}
		switch {
		case g.Name == "":
		case p.Rank(g.Name) >= 0:
			f.get("name").refuse("duplicate_name", "对象类别“%s”写了两次，请删去一处。", g.Name)
		case len(g.Programmes) == 0 && g.Department == "":
			item.refuse("price_group", "对象类别要写明从哪些待遇（programmes）取，或由哪个部门（department）提供名册。")
		}
		p.Groups = append(p.Groups, g)
	}
}

// checkPriceLinks holds profiles against the parameters they name.
func (l *loader) checkPriceLinks() {
	for _, n := range l.standards {
		if n != nil && n.form == scalarForm && l.catalogue.named[n.text] == nil {
			n.unknown("unknown_parameter", "参数", n.text, l.catalogue.declared())
		}
	}
}

// Limits of what a profile may say.
const (
	monthsMost   = 12
	dueDaysMost  = 250
	permilleMost = 1000
)

// monthsOr is a number of months; a profile that does not say it means one.
func (n *node) monthsOr(otherwise int) int {
	if n == nil {
		return otherwise
	}
	return n.between(1, monthsMost)
}

// between is a whole number within limits.
func (n *node) between(least, most int64) int {
	i, ok := n.whole()
	if ok && (i < least || i > most) {
		n.refuse("out_of_range", "这里应是 %d 到 %d 的整数，现在是 %d。", least, most, i)
		return int(least)
	}
	return int(i)
}

// month is a month of the calendar.
func (n *node) month() civil.Month {
	text := n.words()
	if text == "" {
		return 0
	}
	m, err := civil.ParseMonth(text)
	if err != nil {
		n.fail(err)
	}
	return m
}

// index is the name of an index.
func (n *node) index() IndexKind {
	return IndexKind(n.oneOf("index", string(CPI), string(SCPI), string(FoodCPI)))
}

// share is a part of something, written as 1/12, 0.25 or 30%.
func (n *node) share() civil.Ratio {
	text := n.words()
	if text == "" {
		return civil.Ratio{}
	}
	r, err := civil.ParseRatio(text)
	if err != nil {
		n.fail(err)
	}
	return r
}

// permille is a rise written in percent with at most one digit behind the point:
// “3%”, “3.5%”.
func (n *node) permille() int64 {
	text := n.words()
	if text == "" {
		return 0
	}
	r, err := civil.ParseRatio(text)
	switch {
	case err != nil:
		n.fail(err)
		return 0
	case !strings.HasSuffix(text, "%") || permilleMost%r.Den != 0 || r.Num*(permilleMost/r.Den) > permilleMost:
		n.refuse("rise_form", "涨幅应写成百分数，最多一位小数，如 3.5%%；现在是“%s”。", shorten(text))
		return 0
	}
	return r.Num * (permilleMost / r.Den)
}
