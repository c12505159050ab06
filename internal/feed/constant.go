package feed

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// A Constant is a value that all rows of a file have: fixed by the feed, told
// for this batch, or printed above the table.
type Constant struct {
	Field *pack.Field
	Value Value
}

// constants settles what no column carries. Told values win over the title of
// the table.
func (p *Plan) constants(rows [][]string) error {
	for _, fixed := range p.Feed.Fixed {
		if err := p.constant(fixed.Field, fixed.Text); err != nil {
			return err
		}
	}
	title, lines := titleOf(rows)
	if err := p.told(); err != nil {
		return err
	}
	for _, name := range p.Feed.Batch {
		if p.reads(name) || p.settled(name) {
			continue
		}
		field := p.Feed.Register.Field(name)
		if title == "" {
			return civil.Refuse("feed_batch_untold", "表里没有“%s”一列，表头上方也没有标题，请用 --set %s=… 说明。", field.Label, name)
		}
		if err := p.constant(field, title); err != nil {
			return err
		}
	}
	return p.period(lines)
}

// told takes what a person says of the whole table. It may not contradict a
// column or what the feed fixes.
func (p *Plan) told() error {
	for _, name := range slices.Sorted(maps.Keys(p.options.Batch)) {
		field := p.Feed.Register.Field(name)
		switch {
		case field == nil:
			return civil.Refuse("feed_set_unknown", "“%s”没有名为“%s”的字段，请核对 --set。", p.Feed.Title, shown(name))
		case p.reads(name):
			return civil.Refuse("feed_set_column", "表里已有“%s”一列，不能再用 --set 说明。", field.Label)
		case p.settled(name):
			return civil.Refuse("feed_set_fixed", "“%s”的“%s”是固定的，不能用 --set 改。", p.Feed.Title, field.Label)
		}
		if err := p.constant(field, p.options.Batch[name]); err != nil {
			return err
		}
	}
	return nil
}

// settled says whether a constant has a field's value already.
func (p *Plan) settled(name string) bool {
	return slices.ContainsFunc(p.Constants, func(c Constant) bool { return c.Field.Name == name })
}

// reads says whether a column of the file carries a field.
func (p *Plan) reads(name string) bool {
	return slices.ContainsFunc(p.Fields, func(f Field) bool { return f.Field.Name == name })
}

// period settles the month or day of a batch whose rows do not say it.
func (p *Plan) period(lines string) error {
	name := p.Feed.Register.Period
	if name == "" || p.Feed.Period == pack.NoPeriod || p.reads(name) || p.settled(name) {
		return nil
	}
	field := p.Feed.Register.Field(name)
	text := p.options.Period
	if text == "" {
		text = printedPeriod(lines, field.Type)
	}
	if text == "" {
		return civil.Refuse("feed_period_untold", "表里没有“%s”一列，标题里也看不出是哪一期，请用 --period 说明，例如 2025-06。", field.Label)
	}
	return p.constant(field, text)
}

// constant reads a value as a cell of the file would be read.
func (p *Plan) constant(field *pack.Field, text string) error {
	c := Constant{Field: field}
	column := &Field{FeedColumn: pack.FeedColumn{Field: field}, Unit: pack.InYuan, Header: field.Label}
	if _, problem := c.Value.read([]byte(text), column, p, nil); problem != nil {
		return problem
	}
	p.Constants = append(p.Constants, c)
	return nil
}

// titleOf is the title printed above a header, the first line with one filled
// cell, and all text above the header.
func titleOf(rows [][]string) (title, lines string) {
	var all []string
	for _, cells := range rows {
		var filled []string
		for _, c := range cells {
			if c != "" {
				filled = append(filled, c)
			}
		}
		if len(filled) == 1 && title == "" && !strings.ContainsAny(filled[0], ":：") {
			title = strings.Join(strings.Fields(filled[0]), "")
		}
		all = append(all, filled...)
	}
	return title, strings.Join(all, "\n")
}

var printed = regexp.MustCompile(`([0-9]{4})\s*年\s*([0-9]{1,2})\s*月(?:份|\s*([0-9]{1,2})\s*日)?`)

// printedPeriod is the one month or day that the lines above a table name;
// empty when they name none, or several.
func printedPeriod(lines string, t pack.FieldType) string {
	var found string
	for _, m := range printed.FindAllStringSubmatch(lines, -1) {
		text := m[1] + "年" + m[2] + "月"
		if t == pack.DateField {
			if m[3] == "" {
				continue
			}
			text += m[3] + "日"
		}
		if found != "" && found != text {
			return ""
		}
		found = text
	}
	return found
}
