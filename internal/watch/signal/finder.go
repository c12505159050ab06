package signal

import (
	"maps"
	"runtime"
	"slices"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// Finder is some signals, compiled for a region on a day. It is immutable and safe
// for use by many goroutines.
type Finder struct {
	catalogue *pack.Catalogue
	signals   []*pack.Signal
	program   *rule.Program
}

// Compile compiles signals. The error is a civil.Error or the rule.CompileErrors of
// a pack.
func Compile(c *pack.Catalogue, region string, day civil.Date, signals []*pack.Signal) (*Finder, error) {
	policy, err := c.SignalPolicy(region, day, signals)
	if err != nil {
		return nil, err
	}
	program, err := rule.Compile(policy)
	if err != nil {
		return nil, err
	}
	return &Finder{c, signals, program}, nil
}

// Columns are the facts the signals read, for opening a snapshot with these alone.
func (f *Finder) Columns() []string {
	names := []string{}
	for _, s := range f.signals {
		for _, name := range f.program.Reads("signal_" + s.Name) {
			if c := f.catalogue.Fact(name); c != nil && !c.Engine && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// Hit is a family, or a person of it, of whom a signal speaks.
type Hit struct {
	Signal    *pack.Signal
	Household int  // row
	Person    int  // row; -1 for a signal of families
	Paid      bool // one of the signal's programmes is in pay to them
}

// Marks are the facts that no register has, by their full name: ids of the
// households of which they are true.
type Marks map[string][]string

// Find finds whom the signals speak of, by signal, in the order of rows. held is
// what is in pay: a signal about that says nothing of those who have nothing.
func (f *Finder) Find(city *fact.City, held []assess.Held, marks Marks, workers int) ([]Hit, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	p := payOf(city, held, workers)
	table := p.table(f.catalogue, city, marks)
	verdicts, err := f.program.Judge(table, rule.Options{GrantsOnly: true, Workers: workers})
	if err != nil {
		return nil, err
	}
	var hits []Hit
	for i, s := range f.signals {
		for _, award := range verdicts[i].Grants {
			h := Hit{Signal: s, Household: int(award.Subject), Person: -1}
			if s.Level == rule.Person {
				h.Person = int(award.Subject)
				h.Household = householdOf(table, award.Subject)
			}
			if h.Paid = p.paid(s, h); city.RejectedHousehold[h.Household] || s.Kind == pack.SignalRecheck && !h.Paid {
				continue
			}
			hits = append(hits, h)
		}
	}
	return hits, nil
}

// Table is what is known of the families of a city with what is in pay and what no
// register has; for others who judge by the same facts.
func Table(c *pack.Catalogue, city *fact.City, held []assess.Held, marks Marks) *rule.Table {
	return payOf(city, held, runtime.GOMAXPROCS(0)).table(c, city, marks)
}

// Column is a Boolean fact that is true of some households of a city and false of all others.
func Column(city *fact.City, households []string) *rule.Column {
	return column(city.Table.Households, rowsOf(city.HouseholdID, households))
}

// table is the table of a city with our own facts beside those of the registers.
func (p *inPay) table(c *pack.Catalogue, city *fact.City, marks Marks) *rule.Table {
	table := *city.Table
	table.Columns = maps.Clone(city.Table.Columns)
	p.columns(c, &table)
	for name, ids := range marks {
		table.Columns[name] = column(table.Households, rowsOf(city.HouseholdID, ids))
	}
	return &table
}

// Concerns says whether a hit is a reason to look: who has already what he may be
// entitled to is found, but needs nobody to ask him.
func (h *Hit) Concerns() bool { return h.Signal.Kind != pack.SignalEntitled || !h.Paid }

// householdOf is the household of a person.
func householdOf(t *rule.Table, person uint32) int {
	next, _ := slices.BinarySearch(t.Start[:t.Households+1], person+1)
	return next - 1
}
