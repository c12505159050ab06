package pack

import (
	"slices"
	"strings"
)

// checkFeed holds the parts of a feed against each other and its register.
func checkFeed(f fields, out *Feed) {
	r := out.Register
	place := f.get("columns")
	if place == nil {
		place = f.get("like")
	}
	if anchor := anchors[r.Subject]; len(anchor) > 0 && !slices.ContainsFunc(anchor, func(name string) bool { return out.Find(name) >= 0 }) {
		place.refuse("feed_anchor", "没有一列说明这一行是谁的，请写上 %s。", strings.Join(anchor, " 或 "))
	}
	for i := range r.Fields {
		field := &r.Fields[i]
		fromBatch := out.dates(field) || slices.Contains(out.Batch, field.Name)
		if field.Required && out.Find(field.Name) < 0 && !fromBatch && !out.fixes(field) {
			place.refuse("field_not_fed", "登记“%s”的每条记录都要有“%s”，这张表既没有这一列，也没有固定的值。", r.Name, field.Name)
		}
	}
	for i := range out.Columns {
		c := &out.Columns[i]
		if out.dates(c.Field) {
			c.Required = false // where the row does not say, the batch does
		}
		if c.Required && !slices.Contains(out.Header, c.Field.Name) {
			place := f.get("header")
			if place == nil {
				place = f.get("like")
			}
			place.refuse("header_incomplete", "没有“%s”的行都要退回，所以没有这一列的表不是这种表；请把它写进 header。", c.Field.Name)
		}
	}
	if out.Complete && out.Covers == CoversListed {
		f.get("complete").refuse("complete_listed", "只说名单上的人的表不会是完整的；完整的表要写 covers: registered、resident 或 requested。")
	}
	if out.Replaces == ReplacesPeriod && out.Period == NoPeriod {
		f.get("replaces").refuse("replaces_period", "一批数据替换本期记录时，period 要写 month 或 day。")
	}
	if out.Membership != NoMembership && (r.Subject != OfPerson || out.Find("household_number") < 0) {
		f.get("membership").refuse("membership_columns", "说明家庭关系的表，登记的对象应是 person，并有 household_number 一列。")
	}
}

// dates says whether a batch says itself when its records are: its month fills
// a month, its day a date.
func (f *Feed) dates(field *Field) bool {
	return field.Name == f.Register.Period &&
		(f.Period == ByMonth && field.Type == MonthField || f.Period == ByDay && field.Type == DateField)
}

// fixes says whether a field has the same value in all rows.
func (f *Feed) fixes(field *Field) bool {
	return slices.ContainsFunc(f.Fixed, func(v FixedValue) bool { return v.Field == field })
}
