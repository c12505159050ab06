package indicator

import "testing"

func TestShapesOfCells(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cell                string
		value, unit, number bool
		attribute           string
	}{
		{cell: "593/501", value: true},
		{cell: "92、85", value: true},
		{cell: "100、≥30", value: true},
		{cell: "城市80 农村40", value: true},
		{cell: "≥95", value: true},
		{cell: "＞18000", value: true},
		{cell: "90 以上", value: true},
		{cell: "15%", value: true},
		{cell: "9.43（25.4）", value: true},
		{cell: "［25］", value: true},
		{cell: "〔10〕", value: true},
		{cell: "1,200", value: true},
		{cell: "2000~3000", value: true},
		{cell: "50*", value: true},
		{cell: "-3.2", value: true},
		{cell: "——", value: true},
		{cell: "—", value: true},
		{cell: "7", value: true, number: true},
		{cell: "（7）", value: true, number: true},
		{cell: "7.", number: true},
		{cell: "不再评级"},
		{cell: "覆盖率"},
		{cell: "％", unit: true},
		{cell: "元/人·月", unit: true},
		{cell: "件/万人", unit: true},
		{cell: "万元", unit: true},
		{cell: "张／千人", unit: true},
		{cell: "平方米", unit: true},
		{cell: "乡镇（街道）"},
		{cell: "约束性", attribute: mandatory},
		{cell: "約 束 性", attribute: mandatory},
		{cell: "〔预期性〕", attribute: expected},
	} {
		s := shapeOf(fold(c.cell))
		if s.value != c.value || s.unit != c.unit || s.number >= 0 != c.number || s.attr != c.attribute {
			t.Errorf("%s: value %v, unit %v, number %d, attribute %q", c.cell, s.value, s.unit, s.number, s.attr)
		}
	}
}

func TestHeadsOfColumns(t *testing.T) {
	t.Parallel()
	for printed, want := range map[string]kind{
		"序号": ordinal, "序 号": ordinal, "編號": ordinal,
		"指标": name, "指 标 名 称": name, "主要指标": name, "指標名稱": name,
		"单位": unit, "計量單位": unit, "属性": attr, "指標屬性": attr,
		"类别": category, "領域": category, "2020年末": year, "2025年": year,
		"2020年\n基准值": base, "现状值": base, "基期（2020年）": base, "2020年期初值": base,
		"2025年目标值": target, "十四五目標": target, "规划目标": target, "到2025年目标": target,
		"完成情况": done, "实际完成\n情况": done, "2020年完成值": done, "年均增长": growth, "年均增速（%）": growth,
		"备注": note, "责任单位": note, "牵头部门": note, "建设内容": foreign, "总投资": foreign,
	} {
		if got, ok := headOf(printed); !ok || got.kind != want {
			t.Errorf("%q is %d (%v), want %d", printed, got.kind, ok, want)
		}
	}
	for _, text := range []string{"到2025年，各项目标全面实现", "养老服务设施覆盖率", "100", "全市民政系统", ""} {
		if got, ok := headOf(text); ok {
			t.Errorf("%q is taken for the head %d", text, got.kind)
		}
	}
}
