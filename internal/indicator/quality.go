package indicator

import (
	"slices"
	"strings"
)

// quality counts what looks right in records, to compare two ways to read one table.
func quality(columns []column, records []record) int {
	sum, before := 0, 0
	for i := range records {
		if records[i].head != "" {
			continue
		}
		for c, col := range columns {
			f := fold(records[i].cells[c])
			switch {
			case f == "" && (col.kind == name || col.kind == target):
				sum -= 3
			case f == "" || col.kind == category && !bareEnding.MatchString(f):
			case col.kind == category:
				sum -= 2
			case col.kind == ordinal:
				if n, _ := integer(f); n == before+1 {
					sum += 2
				}
				before, _ = integer(f)
			case col.kind == unit && unitLike(f), col.kind == attr && attribute(f) != "", col.kind.value() && valueLike(f):
				sum++
			case col.kind == name:
				sum += nameQuality(f)
			}
		}
	}
	return sum
}

// faulty counts the records that will be listed as unread.
func faulty(records []record) int {
	n := 0
	for i := range records {
		if records[i].fault != "" {
			n++
		}
	}
	return n
}

func nameQuality(folded string) int {
	switch {
	case !balanced(folded) || bareEnding.MatchString(folded) || folded[0] == ')':
		return -2
	case nameEnding.MatchString(folded):
		return 2
	}
	return 0
}

// measured reports that at least half of the records have a figure or are called
// 约束性 or 预期性: a table of words under the head of an indicator table is none. Where no
// label says 指标, a column of attributes that holds none, 性质 over 新建 and 续建, is no sign
// of one.
func measured(columns []column, records []record) bool {
	rows, good, called := 0, 0, 0
	for _, rec := range records {
		if rec.head != "" {
			continue
		}
		rows++
		attributed, figured := false, false
		for i, c := range columns {
			f := fold(rec.cells[i])
			attributed = attributed || c.kind == attr && attribute(f) != ""
			figured = figured || (c.kind == base || c.kind == target || c.kind == done) && valueLike(f)
		}
		if attributed {
			called++
		}
		if attributed || figured {
			good++
		}
	}
	if called == 0 && indexOf(columns, attr) >= 0 && !namesIndicators(columns) {
		return false
	}
	return good > 0 && good*2 >= rows
}

// namesIndicators reports a head that calls its rows indicators.
func namesIndicators(columns []column) bool {
	return slices.ContainsFunc(columns, func(c column) bool { return c.kind == name && strings.Contains(c.folded, "指标") })
}
