package fact

import (
	"math"
	"reflect"
	"testing"

	"lianxin/internal/rule"
)

func TestColumnsAreAsNarrowAsTheirValues(t *testing.T) {
	t.Parallel()
	b := NewBuilder(testFacts)
	b.Household("h2", "320613001001")
	b.Money(factAssets, math.MaxInt32)
	b.Person("p2")
	b.Money(factWage, math.MaxInt32+1)
	b.Person("p1")
	b.Count(factPoints, 300)
	b.Bool(factAlive, false)
	b.Household("h1", "")
	b.Money(factAssets, 7)
	b.Code(factAreaKind, 1)
	b.Count(factHousing, 99)
	b.Person("p3")
	b.Bool(factAlive, true)
	b.Money(factWage, 5)
	b.Date(factBirth, -3)
	city, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := families(city), "h1(p3) h2(p1,p2)"; got != want {
		t.Errorf("families %q, want %q", got, want)
	}
	pad := func(c *rule.Column, rows int) *rule.Column {
		grow := rows + rule.Pad
		if c.Byte != nil {
			c.Byte = append(c.Byte, make([]uint8, grow-rows)...)
		}
		if c.I32 != nil {
			c.I32 = append(c.I32, make([]int32, grow-rows)...)
		}
		if c.I64 != nil {
			c.I64 = append(c.I64, make([]int64, grow-rows)...)
		}
		if c.Null != nil {
			c.Null = append(c.Null, make([]uint8, grow-rows)...)
		}
		return c
	}
	want := map[string]*rule.Column{
		"household.area_kind":        pad(&rule.Column{Byte: []uint8{1, rule.UnknownByte}, Min: 1, Max: 1}, 2),
		"household.housing_units":    pad(&rule.Column{Byte: []uint8{99, rule.UnknownByte}, Min: 99, Max: 99}, 2),
		"household.financial_assets": pad(&rule.Column{I32: []int32{7, math.MaxInt32}, Min: 7, Max: math.MaxInt32}, 2),
		"person.alive":               pad(&rule.Column{Byte: []uint8{rule.True, rule.False, rule.Unknown}, Min: 0, Max: 3}, 3),
		"person.wage":                pad(&rule.Column{I64: []int64{5, 0, math.MaxInt32 + 1}, Null: []uint8{0, 1, 0}, Min: 5, Max: math.MaxInt32 + 1}, 3),
		"person.points":              pad(&rule.Column{I32: []int32{0, 300, 0}, Null: []uint8{1, 0, 1}, Min: 300, Max: 300}, 3),
		"person.birth_date":          pad(&rule.Column{I32: []int32{-3, 0, 0}, Null: []uint8{0, 1, 1}, Min: -3, Max: -3}, 3),
	}
	for name, c := range city.Table.Columns {
		if !reflect.DeepEqual(c, want[name]) {
			t.Errorf("%s is %+v, want %+v", name, c, want[name])
		}
	}
	if len(city.Table.Columns) != len(want) {
		t.Errorf("%d columns, want %d", len(city.Table.Columns), len(want))
	}
}

func TestABuilderKeepsItsFirstMistake(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		make func(b *Builder)
		want string
	}{
		{"a person without a household", func(b *Builder) { b.Person("p") }, "no_household"},
		{"a fact before any row", func(b *Builder) { b.Bool(factAlive, true) }, "no_row"},
		{"a fact of a member before there is one", func(b *Builder) { b.Household("h", ""); b.Bool(factAlive, true) }, "no_row"},
		{"a fact of a member of the household before", func(b *Builder) { b.Household("h", ""); b.Person("p"); b.Household("i", ""); b.Bool(factAlive, true) }, "no_row"},
		{"a wrong kind", func(b *Builder) { b.Household("h", ""); b.Money(factHousing, 1) }, "fact_kind"},
		{"no such fact", func(b *Builder) { b.Household("h", ""); b.Count(len(testFacts), 1) }, "no_fact"},
		{"no such fact at all", func(b *Builder) { b.Household("h", ""); b.Code(-1, 1) }, "no_fact"},
		{"out of range", func(b *Builder) { b.Household("h", ""); b.Count(factHousing, 100) }, "fact_range"},
		{"below zero", func(b *Builder) { b.Household("h", ""); b.Count(factHousing, -1) }, "fact_range"},
		{"no such code", func(b *Builder) { b.Household("h", ""); b.Code(factAreaKind, 2) }, "fact_range"},
		{"an id that separates", func(b *Builder) { b.Household("h:1", "") }, "id_form"},
		{"a division of six digits", func(b *Builder) { b.Household("h", "320613") }, "division_form"},
		{"two households of one id", func(b *Builder) { b.Household("h", ""); b.Household("h", ""); b.Person("p") }, "duplicate_household"},
		{"two persons of one id", func(b *Builder) { b.Household("h", ""); b.Person("p"); b.Household("i", ""); b.Person("p") }, "duplicate_person"},
		{"only the first counts", func(b *Builder) { b.Person("p"); b.Household("h:1", "") }, "no_household"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := NewBuilder(testFacts)
			c.make(b)
			_, err := b.Build()
			if code := codeOf(t, err); code != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
