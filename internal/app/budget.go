package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
)

// sharesOf are who bears a programme's payments of a month in a county, by the packs.
func sharesOf(c *pack.Catalogue) func(county, programme string, m civil.Month) []pay.Share {
	return func(county, programme string, m civil.Month) (list []pay.Share) {
		area, err := civil.ParseArea(county)
		if err != nil {
			return nil
		}
		if rule, ok := c.FundShares(area, programme, m); ok {
			for _, s := range rule.Shares {
				list = append(list, pay.Share{Source: s.Source, Permille: s.Permille})
			}
		}
		return list
	}
}

// sourcesOf are the sources of money the packs name.
func sourcesOf(c *pack.Catalogue) func() []pay.Source {
	return func() (list []pay.Source) {
		for _, s := range c.FundSources() {
			list = append(list, pay.Source{Name: s.Name, Title: s.Title})
		}
		return list
	}
}

// budgetCommand works a year's budget out from everybody a city's law grants something
// to, and writes nothing.
type budgetCommand struct {
	placeFlags `embed:""`
	storeFlags `embed:""`

	Year int               `required:"" help:"预算年度。" placeholder:"YEAR"`
	Set  map[string]string `help:"把参数设为另一个值，看预算变成多少：名称=值；可写多次。" placeholder:"NAME[@REGION]=VALUE"`
	From string            `help:"参数从哪个月起是另一个值；缺省为年初。" placeholder:"MONTH"`
}

// budgetOutput is a year's budget.
type budgetOutput struct {
	City  string       `json:"city"`
	AsOf  string       `json:"as_of"`
	Year  int          `json:"year"`
	Lines []budgetLine `json:"lines"` // by county, source and programme
	Total civil.Fen    `json:"total"` // fen
}

type budgetLine struct {
	County    string    `json:"county"`
	Source    string    `json:"source"`
	Programme string    `json:"programme"`
	Amount    civil.Fen `json:"amount"` // fen in the year
}

// Run works it out and prints it.
func (c *budgetCommand) Run(s *session) error {
	from, err := civil.NewMonth(c.Year, 1)
	if err == nil && c.From != "" {
		from, err = civil.ParseMonth(c.From)
	}
	if err != nil {
		return usageError{err}
	}
	at, err := c.place(s)
	if err != nil {
		return err
	}
	office, err := c.openStore(s, at.catalogue)
	if err != nil {
		return err
	}
	defer office.close()
	at.catalogue = office.catalogue
	what, err := assess.NewWhatIf(at.catalogue, at.catalogue, at.city, at.day, c.Set, "")
	if err != nil {
		return err
	}
	out := &budgetOutput{City: at.city.Title, AsOf: at.day.String(), Year: c.Year, Lines: []budgetLine{}}
	if err := out.workOut(s, office, at, what, from); err != nil {
		return err
	}
	if s.json {
		return s.print(out)
	}
	return out.write(s, at.catalogue)
}

// workOut goes through the counties.
func (o *budgetOutput) workOut(s *session, office *office, at *place, what *assess.WhatIf, from civil.Month) error {
	counties, err := office.counties(context.Background(), at.city)
	if err != nil {
		return err
	}
	money := pay.New(office.journal, office.keys, pay.Names{Shares: sharesOf(at.catalogue), Sources: sourcesOf(at.catalogue)})
	return office.facts().Each(context.Background(), counties, at.day, what.Reads(), func(snapshot *fact.Snapshot) error {
		s.progress("测算 %s…", snapshot.County)
		effects, err := what.County(snapshot.City, 0)
		if err != nil {
			return err
		}
		county := snapshot.County.String()[:6]
		plan, err := money.Plan(county, o.Year, costsOf(effects), pay.PlannedOf(effects, from))
		for _, b := range plan {
			o.Lines = append(o.Lines, budgetLine{county, b.Source, b.Programme, b.Amount})
			o.Total += b.Amount
		}
		return err
	})
}

// costsOf are what programmes cost a month by the law as it stands.
func costsOf(effects []assess.Effect) (list []pay.Cost) {
	sums := map[string]civil.Fen{}
	for i := range effects {
		sums[effects[i].Programme] += effects[i].Before
	}
	for _, programme := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, pay.Cost{Programme: programme, Amount: sums[programme]})
	}
	return list
}

func (o *budgetOutput) write(s *session, c *pack.Catalogue) error {
	titles := map[string]string{}
	for _, source := range c.FundSources() {
		titles[source.Name] = source.Title
	}
	fmt.Fprintf(s.Out, "%s %d年预算测算，按%s的情况（没有写入任何数据）\n\n", o.City, o.Year, o.AsOf)
	t := &columns{header: []string{"县（市、区）", "来源", "待遇", "全年（元）"}}
	for _, l := range o.Lines {
		t.row(l.County, titles[l.Source], c.Programme(l.Programme).Title, l.Amount.String())
	}
	t.row("合计", "", "", o.Total.String())
	return t.write(s.Out)
}
