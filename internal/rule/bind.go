package rule

import (
	"lianxin/internal/civil"
)

// bound is a table made ready for one plan: the columns it reads, with ages
// computed and absent columns made up as unknown.
type bound struct {
	table   *Table
	columns []*Column // by plan column
}

// bind checks that a table keeps what the program was proven for.
func (p *Program) bind(pl *plan, t *Table) (*bound, error) {
	for h := range t.Households {
		if t.Start[h+1]-t.Start[h] > MaxMembers {
			return nil, civil.Refuse("household_too_large", "有一户超过 %d 人，请检查户号是否填错。", MaxMembers)
		}
	}
	b := &bound{table: t, columns: make([]*Column, len(pl.columns))}
	for i := range pl.columns {
		use := &pl.columns[i]
		f := &p.facts[use.fact]
		rows := t.Households
		if f.Level == Person {
			rows = t.Persons()
		}
		source := t.Columns[f.FullName()]
		if source == nil {
			source = absentColumn(f, rows)
		}
		if err := f.check(source); err != nil {
			return nil, err
		}
		if use.age {
			source = p.agesOf(source, rows)
		}
		b.columns[i] = source
	}
	return b, nil
}

// absentColumn stands for a fact nobody delivered: unknown everywhere, or false where the engine itself supplies it.
func absentColumn(f *Fact, rows int) *Column {
	rows += Pad
	switch {
	case f.Kind == Bool && f.Engine:
		return &Column{Byte: make([]uint8, rows)}
	case f.Kind == Bool:
		c := &Column{Byte: make([]uint8, rows)}
		fill(c.Byte, Unknown)
		return c
	case byteFact(f):
		c := &Column{Byte: make([]uint8, rows)}
		fill(c.Byte, UnknownByte)
		return c
	}
	c := &Column{I32: make([]int32, rows), Null: make([]uint8, rows)}
	fill(c.Null, 1)
	return c
}

// check refuses a column that is stored otherwise than its fact says or leaves the range the sums were proven for.
func (f *Fact) check(c *Column) error {
	bytes := f.Kind == Bool || byteFact(f)
	if bytes != (c.Byte != nil) || bytes && (c.I32 != nil || c.I64 != nil) || !bytes && (c.I32 != nil) == (c.I64 != nil) {
		return civil.Refuse("column_form", "“%s”的列存储形式不对。", f.FullName())
	}
	if f.Kind == Date && c.I64 != nil {
		return civil.Refuse("column_form", "“%s”的列存储形式不对。", f.FullName())
	}
	if f.Kind == Code && c.Max >= int64(len(f.Codes)) && c.Max > 0 || f.Kind.numeric() && (!bytes && c.Min < f.Min || c.Max > f.Max) {
		return civil.Refuse("out_of_range", "“%s”有超出允许范围的数值，请检查单位。", f.FullName())
	}
	return nil
}

// numeric says whether values of a kind have a declared range.
func (k Kind) numeric() bool { return k == Money || k == Count }

// agesOf turns a column of birth dates to completed years on the program's day,
// by look-up rather than calendar arithmetic.
func (p *Program) agesOf(births *Column, rows int) *Column {
	out := &Column{Byte: make([]uint8, rows+Pad)}
	for i, birth := range births.I32[:rows] {
		days := int(p.asOf) - int(birth)
		if days < 0 || days >= len(p.ages) || births.Null != nil && births.Null[i] != 0 {
			out.Byte[i] = UnknownByte
			continue
		}
		out.Byte[i] = p.ages[days]
	}
	return out
}

// agesByDays is the age of somebody born so many days before a day.
func agesByDays(asOf civil.Date) []uint8 {
	table := make([]uint8, 0, (ageMax+1)*366)
	for birth := asOf; ; birth-- {
		age := civil.Age(birth, asOf)
		if age > ageMax {
			return table
		}
		table = append(table, uint8(age))
	}
}
