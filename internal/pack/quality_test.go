package pack

import (
	"strings"
	"testing"
)

func TestSidesOfServiceThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	const end = "], source: 某文件, status: proposed}\n"
	for _, test := range []struct{ name, text, want string }{
		{"whole ones", "sides:\n  - {name: a, title: 甲, figures: [{name: on_time, title: 按时, least: days}, {name: overdue, title: 超期, most: days}, {name: ended_days, title: 几天}" + end, ""},
		{"a figure nobody counts", "sides:\n  - {name: a, title: 甲, figures: [{name: smiles, title: 微笑}" + end, "unknown_word"},
		{"a figure on two sides", "sides:\n  - {name: a, title: 甲, figures: [{name: on_time, title: 按时}, {name: on_time, title: 按时}" + end, "duplicate_name"},
		{"a most of a share", "sides:\n  - {name: a, title: 甲, figures: [{name: on_time, title: 按时, most: days}" + end, "quality_line"},
		{"a least of a number", "sides:\n  - {name: a, title: 甲, figures: [{name: overdue, title: 超期, least: days}" + end, "quality_line"},
		{"a line nobody set", "sides:\n  - {name: a, title: 甲, figures: [{name: overdue, title: 超期, most: line}" + end, "unknown_parameter"},
	} {
		if codes := problemsOf(served("quality.yaml", test.text)); test.want == "" && codes != "" || !strings.Contains(codes, test.want) {
			t.Errorf("%s: %q, want %s", test.name, codes, test.want)
		}
	}
}
