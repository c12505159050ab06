package indicator

import "testing"

func TestPartsOfColumnsWithYears(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		labels []string
		cells  []string
		want   string
	}{
		{"an outlook beyond the plan", []string{"2020年", "2025年", "2035年", "属性"}, []string{"30", "40", "45", "预期性"}, "1｜甲项覆盖率｜%｜30｜40｜预期性｜2035年=45\n"},
		{"a year within the plan and an outlook", []string{"2020年", "2023年", "2025年", "2035年", "属性"}, []string{"30", "35", "40", "45", "预期性"}, "1｜甲项覆盖率｜%｜30｜40｜预期性｜2023年=35；2035年=45\n"},
		{"a bare year before a completion", []string{"2015年", "完成情况"}, []string{"36", "38"}, "1｜甲项覆盖率｜%｜36｜｜｜完成值=38\n"},
		{"a bare year, the target and what was reached", []string{"2015年", "规划目标", "2020年实际"}, []string{"36", "37", "38"}, "1｜甲项覆盖率｜%｜36｜37｜｜完成值=38\n"},
		{"what was real first and what was completed", []string{"2015年实际", "2020年完成"}, []string{"36", "38"}, "1｜甲项覆盖率｜%｜36｜｜｜完成值=38\n"},
		{"an estimate of the base year", []string{"2020年预计", "2025年规划"}, []string{"36", "38"}, "1｜甲项覆盖率｜%｜36｜38｜｜\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows := [][]string{append([]string{"序号", "指标", "单位"}, c.labels...), append([]string{"1", "甲项覆盖率", "%"}, c.cells...)}
			if r := Import(gridDocument(rows)); plainRows(r.Rows) != c.want || len(r.Unread) > 0 {
				t.Errorf("read\n%swant\n%sunread %v", plainRows(r.Rows), c.want, r.Unread)
			}
		})
	}
}
