package feed

import (
	"slices"
	"strings"

	"lianxin/internal/civil"
)

// takeDivision reads a division by its code or by its name, from any level
// down: 320602, 崇川区, 江苏省南通市崇川区虹桥街道. Without a list of divisions a name is
// kept as it is printed.
func (v *Value) takeDivision(c []byte, p *Plan) *civil.Error {
	v.own = append(v.own[:0], c...)
	v.Text = v.own
	if digitsOnly(c) {
		area, err := civil.ParseAreaBytes(c)
		if err != nil {
			return civil.Refuse("division_form", "区划代码“%s”应是6位、9位或12位数字，请核对。", quoted(c))
		}
		if d := p.options.Divisions; d != nil {
			if _, known := d.Latest(area); !known {
				return civil.Refuse("division_unknown", "区划代码“%s”不在区划表里，请核对。", quoted(c))
			}
		}
		v.Int = int64(area)
		return nil
	}
	if p.places == nil {
		return nil
	}
	found := p.places.find(string(c))
	switch len(found) {
	case 0:
		return civil.Refuse("division_unknown", "区划“%s”不在区划表里，请核对名称，或改填区划代码。", quoted(c))
	case 1:
		v.Int = int64(found[0])
		return nil
	}
	return civil.Refuse("division_ambiguous", "叫“%s”的地方不止一处，请连上级一起写，或改填区划代码。", quoted(c))
}

// maxPlaces bounds how many spellings of divisions are remembered.
const maxPlaces = 1 << 16

// places finds divisions by name.
type places struct {
	byName map[string][]civil.Area
	seen   map[string][]civil.Area
}

// The codes of provinces begin with 10 to 99.
const (
	firstProvince civil.Area = 100_000_000_000
	lastProvince  civil.Area = 990_000_000_000
)

// newPlaces lists the divisions in force on a day by their names.
func newPlaces(d *civil.Divisions, day civil.Date) *places {
	if d == nil {
		return nil
	}
	p := &places{byName: map[string][]civil.Area{}, seen: map[string][]civil.Area{}}
	for code := firstProvince; code <= lastProvince; code += firstProvince / 10 {
		for _, level := range []civil.Level{civil.Province, civil.City, civil.County, civil.Township, civil.Village} {
			for _, division := range d.Under(code, level, day) {
				p.byName[division.Name] = append(p.byName[division.Name], division.Code)
			}
		}
	}
	return p
}

// find lists the divisions a printed name may mean, remembering the answers.
func (p *places) find(text string) []civil.Area {
	text = strings.Join(strings.Fields(text), "")
	if found, ok := p.seen[text]; ok {
		return found
	}
	if len(p.seen) >= maxPlaces {
		p.seen = map[string][]civil.Area{}
	}
	found := p.under(text, 0)
	slices.Sort(found)
	found = slices.Compact(found)
	p.seen[text] = found
	return found
}

// under reads a chain of names, each inside the one before.
func (p *places) under(text string, area civil.Area) []civil.Area {
	var found []civil.Area
	for i := range len(text) + 1 {
		if i == 0 || i < len(text) && text[i]&0xc0 == 0x80 {
			continue
		}
		for _, code := range p.byName[text[:i]] {
			switch {
			case area != 0 && (code == area || !area.Contains(code)):
			case i == len(text):
				found = append(found, code)
			default:
				found = append(found, p.under(text[i:], code)...)
			}
		}
	}
	return found
}
