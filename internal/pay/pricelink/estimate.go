package pricelink

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
)

// Proposal is the test of a month with what it would pay whom.
type Proposal struct {
	*Test
	Counties  []CountyAmount
	Groups    []Estimate
	Persons   int64
	Amount    civil.Fen
	Published civil.Date
	Due       civil.Date
	DueSure   bool   // no day on the way whose holidays nobody has announced
	Barred    string // why it cannot be launched although the test says so
	Digest    string // of what a decision rests on
}

// CountyAmount is what a person is paid in a county, and why.
type CountyAmount struct {
	County civil.Area
	Amount civil.Fen // for all months that are paid
	Words  []string  // one for each month
}

// Estimate is how many people a group may have, before anybody is struck out.
type Estimate struct {
	Group   string
	Title   string
	Persons int64
	Amount  civil.Fen
	From    string // where the number comes from; empty: nothing is known
}

// Propose tests a month of a region and estimates what it would pay.
func (d *Desk) Propose(ctx context.Context, region string, month civil.Month) (p *Proposal, err error) {
	err = d.read(ctx, func(q db.Query) error {
		p, err = d.propose(ctx, q, region, month)
		return err
	})
	return p, err
}

func (d *Desk) propose(ctx context.Context, q db.Query, region string, month civil.Month) (*Proposal, error) {
	list, err := indices(ctx, q, region)
	if err != nil {
		return nil, err
	}
	c := d.Catalogue()
	p := &Proposal{Test: Try(c.PriceLink, seriesOf(list), region, month)}
	if p.Profile != nil {
		if p.Published = publishedOn(list, p.Profile, month); p.Published != 0 {
			if p.Due, p.DueSure, err = d.Calendar.AddWorkdays(p.Published, p.Profile.DueDays); err != nil {
				return nil, err
			}
		}
	}
	if p.Verdict == Launch {
		if err := d.amounts(p); err != nil {
			return nil, err
		}
		if err := d.estimate(ctx, q, p); err != nil {
			return nil, err
		}
	}
	p.seal()
	return p, nil
}

// amounts finds what a person is paid in each county.
func (d *Desk) amounts(p *Proposal) error {
	for _, county := range d.Counties(p.Region, p.Pay.Last()) {
		one := CountyAmount{County: county}
		for _, m := range p.Paid {
			standard, source, why := d.standard(p, county, m.Month)
			if why != "" {
				p.Barred = cmp.Or(p.Barred, why)
				continue
			}
			amount, err := Amount(p.Profile, standard, m.Rise)
			if err != nil {
				return err
			}
			one.Amount += amount
			one.Words = append(one.Words, amountWords(p.Profile, standard, m.Rise, amount)+"（"+source+"）")
		}
		p.Counties = append(p.Counties, one)
	}
	if len(p.Counties) == 0 {
		p.Barred = "这个地区没有县（市、区），不能编制名单。"
	}
	return nil
}

// standard finds the standard of a county; why says what is wrong with it.
func (d *Desk) standard(p *Proposal, county civil.Area, index civil.Month) (standard civil.Fen, source, why string) {
	day := index.First()
	if p.Profile.StandardOf == "payment_month" {
		day = index.Add(p.Profile.Delay).First()
	}
	found, known := d.Catalogue().Parameter(p.Profile.Standard, code(county), day)
	switch {
	case !known || found.Unknown:
		return 0, "", fmt.Sprintf("%s在%s没有低保标准，不能计算：请先在“标准”里补上。", d.place(county), day.Words())
	case found.Split():
		return 0, "", fmt.Sprintf("%s在%s的低保标准分城乡，名单里不知道每个人算城市还是农村，不能计算：请先明确按哪个标准。", d.place(county), day.Words())
	}
	standard, err := civil.ParseYuan(found.Value)
	if err != nil {
		return 0, "", fmt.Sprintf("%s的低保标准“%s”不是金额，请核对。", d.place(county), found.Value)
	}
	source = found.RegionTitle + found.Since.Words() + "起的标准"
	if found.Carried {
		source += "，沿用"
	}
	return standard, source, ""
}

// estimate counts our own groups by what is in pay and the others by the lists that
// were handed in for this month, else for the last one.
func (d *Desk) estimate(ctx context.Context, q db.Query, p *Proposal) error {
	own := map[string]map[string]int64{} // programme, county
	for _, c := range p.Counties {
		scope, err := access.NewScope(c.County)
		if err != nil {
			return err
		}
		for _, state := range []pay.State{pay.InForce, pay.Grace} {
			towns, err := pay.Towns(ctx, q, code(c.County), pay.Filter{Spans: scope.Spans(), Month: p.Pay, State: state})
			if err != nil {
				return err
			}
			for _, t := range towns {
				if own[t.Programme] == nil {
					own[t.Programme] = map[string]int64{}
				}
				own[t.Programme][code(c.County)] += t.Covered
			}
		}
	}
	listed, since, err := lastListed(ctx, q, p.Region, p.Month)
	if err != nil {
		return err
	}
	amounts := map[string]civil.Fen{}
	for _, c := range p.Counties {
		amounts[code(c.County)] = c.Amount
	}
	for _, g := range p.Profile.Groups {
		e := Estimate{Group: g.Name, Title: g.Title}
		for _, programme := range g.Programmes {
			e.add(own[programme], amounts)
			e.From = "按" + spoken(p.Pay) + "在享"
		}
		if g.Department != "" && len(listed[g.Name]) > 0 {
			e.add(listed[g.Name], amounts)
			e.From = "按" + spoken(since[g.Name]) + "的名册"
		}
		p.Groups = append(p.Groups, e)
		p.Persons += e.Persons
		p.Amount += e.Amount
	}
	return nil
}

func (e *Estimate) add(persons map[string]int64, amounts map[string]civil.Fen) {
	for county, n := range persons {
		e.Persons += n
		e.Amount += amounts[county] * civil.Fen(n)
	}
}

const selectListed = `-- across counties
	SELECT v.county, v.launch, v.group_name, count(*) FROM price_roll_person v WHERE v.launch >= $1 AND v.launch <= $2 AND ` + journal.Holds + `
	GROUP BY v.county, v.launch, v.group_name`

// lastListed counts the people of the last lists of each group up to a month.
func lastListed(ctx context.Context, q db.Query, region string, month civil.Month) (listed map[string]map[string]int64, since map[string]civil.Month, err error) {
	listed, since = map[string]map[string]int64{}, map[string]civil.Month{}
	err = db.Each(ctx, q, func(row db.Row) error {
		var county, launch, group string
		var n int64
		if err := row.Scan(&county, &launch, &group, &n); err != nil {
			return err
		}
		m, err := civil.ParseMonth(launch[len(region)+1:])
		if err != nil || m < since[group] {
			return err
		}
		if m > since[group] {
			listed[group], since[group] = map[string]int64{}, m
		}
		listed[group][county] = n
		return nil
	}, selectListed, launchID(region, month.Add(-listedSince)), launchID(region, month))
	return listed, since, err
}

// listedSince is how many months back a list is looked for.
const listedSince = 24

// told is the test with the amounts of the counties, as it is kept.
func (p *Proposal) told() []string {
	list := slices.Clone(p.Words)
	for _, c := range p.Counties {
		for _, words := range c.Words {
			list = append(list, code(c.County)+"："+words+"。")
		}
	}
	return list
}

// seal makes the digest of what a decision rests on: not the number of people, which
// changes every day.
func (p *Proposal) seal() {
	texts := append([]string{p.Region, p.Month.String(), p.Pay.String(), string(p.Verdict), p.Due.String()}, p.told()...)
	if p.Profile != nil {
		texts = append(texts, p.Profile.Name)
	}
	p.Digest = digest(texts...)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
