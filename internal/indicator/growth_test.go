package indicator

import (
	"strings"
	"testing"
)

func TestGrowthColumnsInWordsAndFigures(t *testing.T) {
	t.Parallel()
	for _, label := range []string{"年均/累计", "年均或累计", "年均[累计]", "年均〔累计〕", "五年累计", "年均增长[累计]", "年均增速（%）[累计]"} {
		rows := [][]string{
			{"序号", "指标", "单位", "2020年", "2025年", label, "属性"},
			{"1", "甲项覆盖率", "%", "50", "60", "—", "预期性"},
			{"2", "乙项床位数量", "张", "300", "450", "[150]", "约束性"},
			{"3", "丙项服务水平指数", "分", "70", "80", "稳步提高", "预期性"},
		}
		want := "1｜甲项覆盖率｜%｜50｜60｜预期性｜L=—\n2｜乙项床位数量｜张｜300｜450｜约束性｜L=[150]\n3｜丙项服务水平指数｜分｜70｜80｜预期性｜L=稳步提高\n"
		text := ""
		for _, row := range rows {
			text += strings.Join(row, "\t") + "\n"
		}
		want = strings.ReplaceAll(want, "L=", label+"=")
		for layout, r := range map[string]*Result{"tabs": Import(textDocument(text)), "grid": Import(gridDocument(rows))} {
			if plainRows(r.Rows) != want || len(r.Unread) > 0 {
				t.Errorf("%s, %s: read\n%swant\n%sunread %v", label, layout, plainRows(r.Rows), want, r.Unread)
			}
		}
	}
}
