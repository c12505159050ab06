package pricelink

import (
	"fmt"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pay/sheet"
)

// Named is a row of a list that a department handed in.
type Named struct {
	Seq    int64 // line of the file
	Name   string
	Number string
	County string // six digits
}

var rollHeads = map[string][]string{
	"name":   {"姓名", "对象姓名", "name"},
	"number": {"身份证号", "身份证号码", "公民身份号码", "证件号码", "身份证", "idnumber"},
	"county": {"县区", "县（市、区）", "县(市、区)", "区县", "县市区", "所属县区", "县", "区", "county"},
}

// Region is what the reader of a list knows about its counties.
type Region struct {
	Place  string            // the county the whole list is of; empty when each row says so
	ByName map[string]string // code of a county by its name, with and without its last character
	Today  civil.Date
}

// ParseRoll reads a list of people. A row that cannot be taken is told with its line
// and without the number that stands in it; the others are taken.
func ParseRoll(raw []byte, region Region) (list []Named, refused []string, err error) {
	s, err := readTable(raw, rollHeads)
	if err != nil {
		return nil, nil, err
	}
	for _, column := range []string{"name", "number"} {
		if _, there := s.At[column]; !there {
			return nil, nil, civil.Refuse("pricelink_roll_head", "名册里没有“%s”这一列，没有读入：请补上后重试。", rollHeads[column][0])
		}
	}
	if _, there := s.At["county"]; !there && region.Place == "" {
		return nil, nil, civil.Refuse("pricelink_roll_county", "名册里没有“县区”这一列：请补上，或选择名册属于哪个县（市、区）。")
	}
	for i, row := range s.Rows {
		if sheet.Blank(row) {
			continue
		}
		n, fault := s.named(row, region)
		if fault != "" {
			refused = append(refused, fmt.Sprintf("第%d行：%s", s.First+i, fault))
			continue
		}
		n.Seq = int64(s.First + i)
		list = append(list, n)
	}
	return list, refused, nil
}

// named reads a row; fault says why it cannot be taken.
func (s listFile) named(row []string, region Region) (n Named, fault string) {
	n = Named{Name: civil.NormalName(s.Cell(row, "name")), Number: strings.ToUpper(s.Cell(row, "number")), County: region.Place}
	if n.Name == "" {
		return n, "没有姓名"
	}
	check := civil.CheckID(n.Number, nil, civil.IDOptions{AsOf: region.Today, Sample: true})
	if n.Number = check.Canonical; check.Verdict == civil.Bad || n.Number == "" {
		return n, "身份证号不对，请照证件核对"
	}
	text := s.Cell(row, "county")
	if text == "" {
		if n.County == "" {
			return n, "没有写县（市、区）"
		}
		return n, ""
	}
	found := region.ByName[text]
	switch {
	case found == "":
		return n, "“" + text + "”不是本地区的县（市、区）"
	case region.Place != "" && found != region.Place:
		return n, "“" + text + "”不是这份名册的县（市、区）"
	}
	n.County = found
	return n, ""
}

// regionOf is what a list of a region, or of one of its counties, is read by.
func (d *Desk) regionOf(region, place string) Region {
	r := Region{Place: place, ByName: map[string]string{}, Today: d.Today()}
	for _, c := range d.Counties(region, d.Today()) {
		name := d.place(c)
		r.ByName[name], r.ByName[code(c)] = code(c), code(c)
		for _, end := range []string{"区", "县", "市"} {
			if short := strings.TrimSuffix(name, end); short != name && len(short) > len("海") {
				r.ByName[short] = code(c)
			}
		}
	}
	return r
}
