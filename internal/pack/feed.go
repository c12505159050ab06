package pack

import (
	"slices"
	"strings"
)

// Period says for what stretch of time one batch of a feed speaks.
type Period string

// The periods. A batch without one speaks of the day it was made.
const (
	NoPeriod Period = "none"
	ByMonth  Period = "month"
	ByDay    Period = "day"
)

// Replaces says what becomes of earlier records that a new batch does not carry.
type Replaces string

// A batch ends all earlier records of the feed for its population, or those of
// its own period, or none: then it only adds.
const (
	ReplacesAll     Replaces = "all"
	ReplacesPeriod  Replaces = "period"
	ReplacesNothing Replaces = "nothing"
)

// Covers says for whom a complete batch speaks, so that a person without a row
// can be told from a person nobody asked about.
type Covers string

// Whom a complete batch covers. Who only list rows cover nobody else, and can
// never be complete.
const (
	CoversListed     Covers = "listed"     // those who have a row
	CoversRequested  Covers = "requested"  // those about whom the department was asked
	CoversRegistered Covers = "registered" // whose 户籍 lies in the division of the batch
	CoversResident   Covers = "resident"   // who live in the division of the batch
)

// Membership says which of the three dated relations between a person and a
// household the household_number and relation of a row state.
type Membership string

// The relations; a feed without household_number states none.
const (
	NoMembership Membership = ""
	Registered   Membership = "registered" // 户籍户
	Residence    Membership = "residence"  // 居住地
	Declared     Membership = "declared"   // 共同生活的家庭成员
)

// Feed says how tables of one kind look and which register their rows enter.
type Feed struct {
	Name       string // as in --kind
	Title      string
	Register   *Register
	Population string // of whom the feed speaks, in words
	Covers     Covers // the same for programs: for whom a complete batch says none where it has no row
	Complete   bool   // no row means none, for whom it covers; a batch may say otherwise
	Period     Period
	Replaces   Replaces
	Membership Membership
	Header     []string // fields whose columns a table must have to be of this kind
	Columns    []FeedColumn
	Batch      []string     // fields told once for the whole table where no column carries them; untold, the title of the table stands
	Fixed      []FixedValue // what the table does not print because it is so in every row
	Totals     []string     // words at the start of lines that are sums, in normal form
	Signatures []string     // words at the start of lines that are signatures and remarks, in normal form
	Source     string
	Status     Status
	Note       string
	Pack       string
	Place      Place
	headers    map[string]int // positions in Columns by header in normal form
}

// FeedColumn is one column of a table and where its values go.
type FeedColumn struct {
	Field    *Field   // what the cells hold; its name is the target
	Subject  bool     // says whom the row is about; the field is of no register
	Aliases  []string // further headers as printed; name and label of the field count as well
	Required bool     // a row without it is refused
	Unit     MoneyUnit
	Place    Place
}

// FixedValue is a value all rows of a feed have.
type FixedValue struct {
	Field *Field
	Text  string // as a file would carry it
}

// Column finds the column of a printed header: its position in Columns, and the
// unit of money the header names, if it names one. A remark in brackets at the
// end counts only where the header as a whole leads nowhere.
func (f *Feed) Column(header string) (position int, unit MoneyUnit, ok bool) {
	name, unit := NormalHeader(header)
	if i, ok := f.headers[name]; ok {
		return i, unit, true
	}
	if i, ok := f.headers[bareName(header)]; ok {
		return i, "", true
	}
	i, ok := f.headers[bareHeader(header)]
	return i, unit, ok
}

// Find is the position of the column of a field, or -1.
func (f *Feed) Find(field string) int {
	return slices.IndexFunc(f.Columns, func(c FeedColumn) bool { return c.Field.Name == field })
}

// TotalLine says whether the first filled cell of a line makes it a sum.
func (f *Feed) TotalLine(cell string) bool { return slices.Contains(f.Totals, bareName(cell)) }

// SignatureLine says whether the first filled cell of a line makes it a
// signature or a remark below the table: 制表人：王五, 注：…
func (f *Feed) SignatureLine(cell string) bool {
	name := bareName(cell)
	for _, word := range f.Signatures {
		if name == word {
			return true
		}
		// Behind the word a mark must stand: a person may be called 注… but is not followed by a colon.
		if strings.HasPrefix(name, word) && markFollows(cell, word) {
			return true
		}
	}
	return false
}

// markFollows says whether a colon stands behind the word in the cell.
func markFollows(cell, word string) bool {
	before, _, found := strings.Cut(strings.Map(halfWidth, cell), ":")
	return found && bareName(before) == word
}

// Feeds are all feeds, in the order of the packs.
func (c *Catalogue) Feeds() []*Feed { return c.feeds }

// Feed finds a feed by name, or returns nil.
func (c *Catalogue) Feed(name string) *Feed {
	for _, f := range c.feeds {
		if f.Name == name {
			return f
		}
	}
	return nil
}
