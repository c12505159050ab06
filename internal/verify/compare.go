package verify

import (
	"context"
	"slices"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// scoreMost is the highest score of a family.
const scoreMost = 100

// Amount is a tally of somebody: fen, or pieces.
type Amount struct {
	Known bool  `json:"known"` // every department that knows a part of it has answered
	Value int64 `json:"value"` // what is known of it
}

// Difference is what departments say against what was declared.
type Difference struct {
	Member   int    `json:"member"`
	Tally    string `json:"tally"`
	Title    string `json:"title"`
	Unit     string `json:"unit,omitempty"` // empty: money
	Declared int64  `json:"declared"`
	Silent   bool   `json:"silent,omitempty"` // nothing was declared
	Checked  int64  `json:"checked"`
	Points   int64  `json:"points"`
}

// Measured is a tally of the family held against its ceiling.
type Measured struct {
	Tally   string `json:"tally"`
	Title   string `json:"title"`
	Unit    string `json:"unit,omitempty"`
	Value   int64  `json:"value"`
	Known   bool   `json:"known"`
	Limited bool   `json:"limited"`
	Most    int64  `json:"most,omitempty"`
	Over    bool   `json:"over,omitempty"`
	Source  string `json:"source,omitempty"` // of the ceiling
}

// Compared is what an inquiry comes to.
type Compared struct {
	Differences []Difference `json:"differences,omitempty"`
	Measured    []Measured   `json:"measured,omitempty"`
	Score       int64        `json:"score"`
	Conclusion  Conclusion   `json:"conclusion"`
}

// compare holds answers against the declaration and the ceilings.
func (o *Office) compare(ctx context.Context, q db.Query, f *File) (c Compared, err error) {
	inquiry := o.catalogue().Inquiry()
	declared := make([]map[string]int64, len(f.Members))
	for m := range f.Members {
		if declared[m], err = o.declared(ctx, q, f.Members[m].Person, f.Reference); err != nil {
			return c, err
		}
	}
	for i := range inquiry.Tallies {
		t := &inquiry.Tallies[i]
		if !f.asksFor(t) {
			continue
		}
		whole := Measured{Tally: t.Name, Title: t.Title, Unit: t.Unit, Known: true}
		for m := range f.Members {
			a := tally(t, f, f.Members[m].Person)
			whole.Value += a.Value
			whole.Known = whole.Known && a.Known
			if d, differs := difference(t, a, declared[m]); differs {
				d.Member = m
				c.Differences = append(c.Differences, d)
				c.Score = min(scoreMost, c.Score+d.Points)
			}
		}
		if err := o.limit(&whole, t, f); err != nil {
			return c, err
		}
		c.Measured = append(c.Measured, whole)
	}
	c.Conclusion = f.conclusion(c.Measured)
	return c, nil
}

// conclusion is what the answers come to. Nobody is cleared by silence.
func (f *File) conclusion(measured []Measured) Conclusion {
	if slices.ContainsFunc(measured, func(m Measured) bool { return m.Over }) {
		return Over
	}
	for i := range f.Items {
		if s := f.Items[i].State; s != Nothing && s != Something {
			return Pending
		}
	}
	if slices.ContainsFunc(f.Sources, func(s Source) bool { return s.Aside != "" }) {
		return Pending
	}
	return Clear
}

// asksFor says whether the inquiry asks for anything a tally is made of.
func (f *File) asksFor(t *pack.Tally) bool {
	return slices.ContainsFunc(f.Items, func(i Item) bool {
		return slices.ContainsFunc(t.Parts, func(p pack.TallyPart) bool { return p.Class == i.Class })
	})
}

// tally is what answers say of one person. It is known when every part is.
func tally(t *pack.Tally, f *File, person register.Ref) Amount {
	a := Amount{Known: true}
	for i := range t.Parts {
		p := &t.Parts[i]
		at := slices.IndexFunc(f.Items, func(i Item) bool { return i.Person == person && i.Class == p.Class })
		if at < 0 || f.Items[at].State != Something && f.Items[at].State != Nothing {
			a.Known = false
			continue
		}
		a.Value += take(p, f.Items[at].Records, f.Reference.Month())
	}
	return a
}

// take makes a number of records. Of months only the last ones before the
// reference day count: a wage of long ago is no income.
func take(p *pack.TallyPart, records []Entry, reference civil.Month) int64 {
	var sum int64
	earliest := reference.Add(-p.Months).String()
	last, distinct := "", map[string]bool{}
	for _, e := range records {
		if p.Where != "" && !slices.Contains(p.In, e[p.Where]) {
			continue
		}
		if p.Months > 0 && (e["month"] < earliest || e["month"] > reference.String()) {
			continue
		}
		if p.Distinct != "" {
			if distinct[e[p.Distinct]] {
				continue
			}
			distinct[e[p.Distinct]] = true
		}
		switch month := e["month"]; p.Take {
		case pack.TallyCount:
			sum++
		case pack.TallyLatest:
			if month > last {
				sum, last = 0, month
			}
			if month == last {
				sum += fen(e[p.Field])
			}
		default:
			sum += fen(e[p.Field])
		}
	}
	if p.Take == pack.TallyMean {
		return sum / int64(p.Months)
	}
	return sum
}

// fen reads an amount an entry keeps.
func fen(text string) int64 {
	amount, err := civil.ParseYuan(text)
	if err != nil { // an entry keeps amounts as they are written here
		return 0
	}
	return int64(amount)
}

// difference is what departments say of a person beyond what was declared, with
// its points; less than was declared makes none.
func difference(t *pack.Tally, a Amount, declared map[string]int64) (d Difference, differs bool) {
	if t.Declared == "" {
		declared = nil
	}
	said, spoke := declared[t.Declared]
	d = Difference{Tally: t.Name, Title: t.Title, Unit: t.Unit, Declared: said, Silent: !spoke, Checked: a.Value}
	beyond := a.Value - said
	if beyond <= t.Slack {
		return d, a.Known && spoke && beyond < -t.Slack
	}
	d.Points = max(1, t.Weight*min(beyond, t.Full)/t.Full)
	return d, true
}

// declared is what somebody has declared of himself, by field.
func (o *Office) declared(ctx context.Context, q db.Query, person register.Ref, day civil.Date) (map[string]int64, error) {
	reg := o.catalogue().Register("declared_member")
	if reg == nil {
		return nil, nil
	}
	records, err := o.register.RecordsFor(ctx, q, reg.Name, person, register.On(max(day, o.today())))
	if err != nil {
		return nil, err
	}
	values := map[string]int64{}
	for _, rec := range records {
		for i := range reg.Fields {
			if t := reg.Fields[i].Type; (t == pack.MoneyField || t == pack.CountField) && rec.Values[i].Known {
				values[reg.Fields[i].Name] = rec.Values[i].Int
			}
		}
	}
	return values, nil
}

// limit finds the ceiling of a tally for the business of an inquiry.
func (o *Office) limit(m *Measured, t *pack.Tally, f *File) error {
	ceilings := o.catalogue().Inquiry().Ceilings
	for i := range ceilings {
		c := &ceilings[i]
		if c.Tally != t.Name || !slices.Contains(c.Business, f.Business) {
			continue
		}
		most, err := o.number(f.Division.County().String(), c.Most, f.Reference)
		if err != nil {
			return err
		}
		if c.Times != "" {
			each, err := o.money(f, c.Times)
			if err != nil {
				return err
			}
			most *= int64(each) * int64(len(f.Members))
		}
		m.Limited, m.Most, m.Source, m.Over = true, most, c.Source, m.Value > most
		return nil
	}
	return nil
}

// money is a parameter in money. Where town and country differ the higher one
// holds: nobody is suspected for living in the wrong one of them.
func (o *Office) money(f *File, name string) (civil.Fen, error) {
	r, ok := o.catalogue().Parameter(name, f.Division.County().String(), f.Reference)
	var highest civil.Fen
	for _, text := range []string{r.Value, r.Urban, r.Rural} {
		if text == "" || !ok || r.Unknown {
			continue
		}
		amount, err := civil.ParseYuan(text)
		if err != nil {
			return 0, err
		}
		highest = max(highest, amount)
	}
	if highest == 0 {
		return 0, &civil.Error{Kind: civil.Unavailable, Code: "parameter_missing",
			Message: "业务包里没有“" + name + "”在本地的取值，不能核对：请联系管理员补上参数。"}
	}
	return highest, nil
}

// Words is an amount of a tally as people read it.
func Words(value int64, unit string) string {
	if unit == "" {
		return civil.Fen(value).String() + "元"
	}
	return strconv.FormatInt(value, 10) + unit
}
