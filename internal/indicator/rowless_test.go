package indicator

import (
	"strings"
	"testing"
)

func TestHeadWithoutRowsIsListed(t *testing.T) {
	t.Parallel()
	rows := [][]string{
		{"序号", "指标", "单位", "2020年", "2025年", "备注"},
		{"1", "甲项机制", "", "基本建立", "全面建立", "省级"},
		{"2", "乙项机制", "", "基本建立", "全面建立", "市级"},
	}
	text := "表1 主要指标\n"
	for _, row := range rows {
		text += strings.Join(row, "\t") + "\n"
	}
	for name, r := range map[string]*Result{
		"text":              Import(textDocument(text)),
		"grid":              Import(gridDocument(rows)),
		"text of head only": Import(textDocument("表1 主要指标\n" + strings.Join(rows[0], " ") + "\n")),
		"grid of head only": Import(gridDocument(rows[:1])),
	} {
		if len(r.Rows) > 0 || len(r.Unread) != 1 {
			t.Errorf("%s: rows\n%sunread %v", name, plainRows(r.Rows), r.Unread)
			continue
		}
		if u := r.Unread[0]; u.Reason != rowlessReason || !strings.Contains(u.Text, "指标") || u.Place.Line+u.Place.Row == 0 {
			t.Errorf("%s: %+v", name, u)
		}
	}
}

func TestOneHeadRowAndFourRowsGiveFour(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"序号", "指标", "单位", "2020年", "2025年", "属性"}}
	text := ""
	for _, n := range []string{"1", "2", "3", "4"} {
		rows = append(rows, []string{n, "第" + n + "类设施覆盖率", "%", "5" + n, "8" + n, "预期性"})
	}
	for _, row := range rows {
		text += strings.Join(row, "\t") + "\n"
	}
	for _, r := range []*Result{Import(textDocument(text)), Import(gridDocument(rows))} {
		if len(r.Rows) != 4 || len(r.Unread) > 0 {
			t.Errorf("rows\n%sunread %v", plainRows(r.Rows), r.Unread)
		}
	}
}
