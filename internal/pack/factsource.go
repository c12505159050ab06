package pack

import "lianxin/internal/civil"

// Take says what is taken from the records of one subject.
type Take string

// What may be taken. “Of the day” is said of records that are valid on the day
// for which the fact is built, and not of a later period.
const (
	TakeValue      Take = "value"       // the field of the one record there is
	TakeLatest     Take = "latest"      // the field of the record of the newest period, at most Months back
	TakeMonthSum   Take = "month_sum"   // the sum over the records of the newest month, at most Months back
	TakeMonthsSum  Take = "months_sum"  // the sum over the Months before the day's month
	TakeMonthsMean Take = "months_mean" // that sum divided by Months, rounded as Round says
	TakeSum        Take = "sum"         // the sum over all records of the day
	TakeLeast      Take = "min"         // the least over all records of the day
	TakeGreatest   Take = "max"         // the greatest over all records of the day
	TakeCount      Take = "count"       // how many records of the day there are; none are 0
	TakeExists     Take = "exists"      // true when there is one; none is false
	TakeAbsent     Take = "absent"      // true when there is none
	TakeLocal      Take = "local"       // true when the division lies in the record's home county
)

// Combine says how several parts become one value.
type Combine string

// The ways. Unknown parts leave the whole unknown, except where the known ones
// settle it: a false one among all, a true one among any, an earlier one of first.
const (
	CombineAdd   Combine = "add"
	CombineFirst Combine = "first" // the first part with a record; none when all have none
	CombineAny   Combine = "any"   // true when one is
	CombineAll   Combine = "all"   // true when all are
)

// FactSource says how a fact comes from registers.
type FactSource struct {
	Fact      *Fact
	Members   bool    // a household's fact that adds up what is known of all its members
	Combine   Combine // empty for one part
	Parts     []Part
	HasNone   bool   // whether a value stands for having no record
	None      string // that value, as a file of families would carry it
	NoneValue int64  // that value: fen, count, 0 or 1, position of the code, days as in civil.Date
	Source    string
	Status    Status
	Note      string
	Pack      string
	Place     Place
}

// Part is what one register gives to a fact.
type Part struct {
	Take     Take
	Register *Register
	Field    *Field // nil for count, exists and absent
	Months   int    // how far back is looked
	Round    civil.Rounding
	Where    []Condition // only records for which all of these hold
	Distinct *Field      // records that agree in it count once, among all members
	Place    Place
}

// Condition narrows records to those in which a coded or Boolean field has one
// of the values. A record that does not say leaves the part unknown.
type Condition struct {
	Field  *Field
	Values []int64 // positions in Field.Codes, or 0 and 1
}

// Sources are all sources of facts, in the order of the packs.
func (c *Catalogue) Sources() []*FactSource { return c.factSources }

// Fact finds a fact by its full name, or returns nil.
func (c *Catalogue) Fact(fullName string) *Fact {
	for i := range c.facts {
		if c.facts[i].FullName() == fullName {
			return &c.facts[i]
		}
	}
	return nil
}

// FactSource finds the source of a fact by its full name, or returns nil.
func (c *Catalogue) FactSource(fullName string) *FactSource {
	for _, s := range c.factSources {
		if s.Fact.FullName() == fullName {
			return s
		}
	}
	return nil
}
