package feed

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// declared recognises the number of lines which a file says it has: 共 120 条,
// 总记录数：120. Numbers of people and families are not numbers of lines.
var declared = regexp.MustCompile(`(?:共计?|合计|总计|总数)[:：]?\s*([0-9][0-9,]{0,12})\s*(?:条|笔|行)|(?:总?记录数|记录总数|总?条数|总?笔数|总?行数)[:：]?\s*([0-9][0-9,]{0,12})`)

// A sieve tells lines that are no records from those that are.
type sieve struct {
	plan     *Plan
	count    int  // lines the file says it has; 0 when it does not
	atEnd    bool // it said so behind the last record
	required []int
	lacking  bool // the line at hand lacks what a record must have
}

func newSieve(p *Plan) *sieve {
	s := &sieve{plan: p}
	for _, f := range p.Fields {
		if f.Required {
			s.required = append(s.required, f.Cell)
		}
	}
	if len(s.required) == 0 {
		for _, name := range p.Feed.Header {
			for _, f := range p.Fields {
				if f.Field.Name == name {
					s.required = append(s.required, f.Cell)
				}
			}
		}
	}
	return s
}

// judge gives the code of why a line is no record; empty when it is one.
func (s *sieve) judge(cells [][]byte) string {
	if s.header(cells) {
		return SkipHeader
	}
	s.lacking = false
	for _, i := range s.required {
		if i >= len(cells) || len(trim(cells[i])) == 0 {
			s.lacking = true
			break
		}
	}
	if !s.lacking {
		return s.record()
	}
	first, filled := "", 0
	for _, c := range cells {
		if c = trim(c); len(c) > 0 {
			if filled++; first == "" {
				first = string(c)
			}
		}
	}
	code := s.tail(first, filled)
	switch {
	case filled == 0:
		return SkipBlank
	case code == "":
		return s.record()
	}
	s.declare(first, cells)
	return code
}

// record notes that a record came: what was said before it is not the end.
func (s *sieve) record() string {
	s.atEnd = false
	return ""
}

// tail knows totals and signatures by their first filled cell.
func (s *sieve) tail(first string, filled int) string {
	word := leading(first)
	switch {
	case s.plan.Feed.TotalLine(first), s.plan.Feed.TotalLine(word):
		return SkipTotal
	case filled <= 2 && declared.MatchString(first):
		return SkipTotal
	case s.plan.Feed.SignatureLine(first):
		return SkipSignature
	}
	return ""
}

// leading is the word in front of the first digit or mark: 合计 of 合计（元）.
func leading(cell string) string {
	cell = strings.TrimSpace(cell)
	if i := strings.IndexFunc(cell, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsSpace(r) }); i > 0 {
		return cell[:i]
	}
	return cell
}

// declare keeps the number of lines a closing line speaks of; subtotals and
// pages speak of a part only.
func (s *sieve) declare(first string, cells [][]byte) {
	if strings.Contains(first, "小计") || strings.Contains(first, "本页") {
		return
	}
	for _, c := range cells {
		m := declared.FindSubmatch(c)
		if m == nil {
			continue
		}
		digits := string(m[1]) + string(m[2])
		if n, err := strconv.Atoi(strings.ReplaceAll(digits, ",", "")); err == nil {
			s.count, s.atEnd = n, true
		}
	}
}

// header says whether a line is the header again.
func (s *sieve) header(cells [][]byte) bool {
	for i, f := range s.plan.Fields {
		if f.Cell >= len(cells) {
			return false
		}
		c := trim(cells[f.Cell])
		if i == 0 && (len(c) == 0 || c[0] != f.Header[0]) || string(c) != f.Header {
			return false
		}
	}
	return true
}
