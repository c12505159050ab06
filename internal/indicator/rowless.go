package indicator

import (
	"strings"

	"lianxin/internal/document"
)

// rowlessReason says what to do about a head without rows: what stands below it may
// have been a table which the layout took apart.
const rowlessReason = "这里有指标表的表头，但下面没有读出任何一行；请核对原文，必要时换成表格版式再导入。"

// rowless lists a head below which no row could be read, so that a table is never
// lost in silence. Tables of other matters share single words with indicator tables;
// only a head that names its rows 指标 or has a column for attributes is listed. It reports
// whether it was.
func (r *Result) rowless(columns []column, place document.Place) bool {
	labels := labelsOf(columns)
	if len(labels) < rowlessMin || indexOf(columns, foreign) >= 0 {
		return false
	}
	i := indexOf(columns, name)
	if i < 0 || !strings.Contains(columns[i].folded, "指标") && indexOf(columns, attr) < 0 {
		return false
	}
	text := joinLabels(labels)
	r.Unread = append(r.Unread, Unread{Place: place, Text: text, Reason: rowlessReason})
	return true
}

// rowlessMin is the fewest columns of a head worth listing: 主要指标完成情况 alone on a
// line is a heading.
const rowlessMin = 3

func joinLabels(labels []string) string {
	var kept []string
	for _, l := range labels {
		if l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, " ")
}
