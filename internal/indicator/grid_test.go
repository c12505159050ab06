package indicator

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/document"
)

// merge makes equal neighbours in a column one cell, as a rowspan does.
func merge(t *document.Table, col, from int) {
	for r := from + 1; r < len(t.Rows); r++ {
		if t.Rows[r][col].Text == t.Rows[r-1][col].Text {
			t.Rows[r][col] = t.Rows[r-1][col]
		}
	}
}

// across makes a row one cell.
func across(t *document.Table, row int) {
	for c := range t.Rows[row] {
		t.Rows[row][c] = t.Rows[row][0]
	}
}

func TestTableInAnyGrid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		order := shuffled(t, p)
		rows := [][]string{arrange(p.head(), order)}
		for i, r := range p.rows {
			if i > 0 && rapid.IntRange(0, 9).Draw(t, "head again") == 0 {
				rows = append(rows, arrange(p.head(), order))
			}
			rows = append(rows, arrange(p.cells(breakName(t, r)), order))
		}
		doc := gridDocument(rows)
		table := doc.Tables()[0]
		if p.categories && rapid.Bool().Draw(t, "merged") {
			for c, label := range rows[0] {
				if label == "类别" {
					merge(table, c, 1)
				}
			}
		}
		if p.completion {
			doc.Blocks[0] = &document.Paragraph{Text: "表1 主要指标完成情况"}
		}
		if len(p.rows) > 6 && rapid.Bool().Draw(t, "two grids") {
			doc.Blocks = append(doc.Blocks, &document.Paragraph{}, cutInTwo(table, len(table.Rows)/2))
		}
		r := Import(doc)
		if got := plainRows(r.Rows); got != p.want() || len(r.Unread) > 0 {
			t.Fatalf("read\n%s\nwant\n%s\nunread %v\nof\n%v", got, p.want(), r.Unread, rows)
		}
	})
}

// shuffled is an order of the columns in which notes keep their order.
func shuffled(t *rapid.T, p plan) []int {
	order := make([]int, len(p.head()))
	for i := range order {
		order[i] = i
	}
	if !rapid.Bool().Draw(t, "another order") {
		return order
	}
	return rapid.Permutation(order).Draw(t, "columns")
}

func arrange(cells []string, order []int) []string {
	out := make([]string, len(order))
	for i, from := range order {
		out[i] = cells[from]
	}
	return out
}

func breakName(t *rapid.T, r planRow) planRow {
	if n := []rune(r.name); len(n) > 8 && rapid.Bool().Draw(t, "broken") {
		r.name = string(n[:6]) + "\n" + string(n[6:])
	}
	return r
}

// cutInTwo cuts a table in two; the second half has no head, as after a page break.
func cutInTwo(t *document.Table, at int) *document.Table {
	rest := &document.Table{Rows: t.Rows[at:]}
	t.Rows = t.Rows[:at]
	for _, row := range rest.Rows {
		for c := range row {
			row[c].Row -= at
		}
	}
	return rest
}

func TestGridShapes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		rows [][]string
		bend func(*document.Table)
		want string
	}{
		{
			name: "a head of two rows",
			rows: [][]string{
				{"序号", "指标", "单位", "规划目标", "规划目标", "属性"},
				{"序号", "指标", "单位", "2020年", "2025年", "属性"},
				{"1", "每千名老人床位", "张", "35", "40", "预期性"},
			},
			bend: func(t *document.Table) {
				for _, c := range []int{0, 1, 2, 5} {
					t.Rows[1][c] = t.Rows[0][c]
				}
				t.Rows[0][4] = t.Rows[0][3]
			},
			want: "1｜每千名老人床位｜张｜35｜40｜预期性｜\n",
		},
		{
			name: "a title and headings inside the grid",
			rows: [][]string{
				{"专栏1 主要指标", "", "", "", ""},
				{"指标名称", "单位", "2020年", "2025年目标", "指标属性"},
				{"一、救助", "", "", "", ""},
				{"核对率", "%", "90", "100", "约束性"},
				{"二、养老", "", "", "", ""},
				{"助餐点数量", "个", "—", "≥20", "预期性"},
			},
			bend: func(t *document.Table) { across(t, 0); across(t, 2); across(t, 4) },
			want: "｜核对率｜%｜90｜100｜约束性｜类别=一、救助\n｜助餐点数量｜个｜—｜≥20｜预期性｜类别=二、养老\n",
		},
		{
			name: "sub-rows below a row without figures",
			rows: [][]string{
				{"序号", "指标", "单位", "2020年", "2025年", "属性"},
				{"1", "居家养老中心建成率", "%", "", "", "预期性"},
				{"", "其中：城市", "%", "80", "90", "预期性"},
				{"", "农村", "%", "40", "60", "预期性"},
			},
			want: "｜其中：城市｜%｜80｜90｜预期性｜上级=居家养老中心建成率\n｜农村｜%｜40｜60｜预期性｜上级=居家养老中心建成率\n",
		},
		{
			name: "a name divided in the grid, its unit in brackets",
			rows: [][]string{
				{"序号", "指标", "指标", "2020年", "2025年", "属性"},
				{"2", "建成率（%）", "城市", "80", "90", "预期性"},
				{"2", "建成率（%）", "农村", "40", "60", "预期性"},
				{"3", "核对率（%）", "核对率（%）", "90", "100", "约束性"},
			},
			bend: func(t *document.Table) {
				t.Rows[0][2], t.Rows[3][2] = t.Rows[0][1], t.Rows[3][1]
				for _, c := range []int{0, 1, 5} {
					t.Rows[2][c] = t.Rows[1][c]
				}
			},
			want: "2｜建成率 城市｜%｜80｜90｜预期性｜\n2｜建成率 农村｜%｜40｜60｜预期性｜\n3｜核对率｜%｜90｜100｜约束性｜\n",
		},
		{
			name: "growth and the years between",
			rows: [][]string{
				{"指标", "2020年", "2023年目标", "2025年目标", "年均增长", "属性", "责任单位"},
				{"托位数（个）", "1.8", "3.0", "4.5", "[2.7]", "预期性", "市卫健委"},
			},
			want: "｜托位数｜个｜1.8｜4.5｜预期性｜2023年目标=3.0；年均增长=[2.7]；责任单位=市卫健委\n",
		},
		{
			name: "a figure over base and target, a note over two rows",
			rows: [][]string{
				{"指标", "单位", "2020年", "2025年", "属性", "备注"},
				{"甲项覆盖率", "%", "100", "100", "约束性", "省级"},
				{"甲项覆盖率", "%", "100", "100", "约束性", "新增"},
			},
			bend: func(t *document.Table) {
				t.Rows[1][3] = t.Rows[1][2]
				for c := range 5 {
					t.Rows[2][c] = t.Rows[1][c]
				}
			},
			want: "｜甲项覆盖率｜%｜100｜100｜约束性｜备注=省级；新增\n",
		},
		{
			name: "traditional script set wide",
			rows: [][]string{
				{"序　號", "指　標　名　稱", "單　位", "2020年", "2025年目標", "屬　性"},
				{"1", "護理型床位占比", "%", "50", "60 以上", "約束性"},
			},
			want: "1｜護理型床位占比｜%｜50｜60 以上｜约束性｜\n",
		},
		{
			name: "headings with a number of their own",
			rows: [][]string{
				{"序号", "指标", "单位", "2020年", "2025年", "属性"},
				{"一", "社会救助", "", "", "", ""},
				{"1", "及时率", "%", "90", "100", "约束性"},
			},
			want: "1｜及时率｜%｜90｜100｜约束性｜类别=社会救助\n",
		},
		{
			name: "values in words",
			rows: [][]string{
				{"指标名称", "单位", "目标", "完成情况"},
				{"评定机关数量", "个", "3", "不再评定"},
				{"建成率", "%", "90", "95"},
			},
			want: "｜评定机关数量｜个｜｜3｜｜完成值=不再评定\n｜建成率｜%｜｜90｜｜完成值=95\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc := gridDocument(c.rows)
			if c.bend != nil {
				c.bend(doc.Tables()[0])
			}
			r := Import(doc)
			if got := plainRows(r.Rows); got != c.want {
				t.Errorf("read\n%swant\n%s", got, c.want)
			}
			if len(r.Unread) > 0 {
				t.Errorf("unread: %v", r.Unread)
			}
		})
	}
}

func TestRowsWithoutFiguresAreListed(t *testing.T) {
	t.Parallel()
	r := Import(gridDocument([][]string{
		{"序号", "指标", "单位", "2020年", "2025年", "属性"},
		{"1", "甲项覆盖率", "%", "90", "100", "约束性"},
		{"2", "乙项覆盖率", "%", "", "", "约束性"},
		{"3", "", "%", "80", "100", "预期性"},
		{"6", "丁项覆盖率", "%", "70", "100", "预期性"},
	}))
	if len(r.Rows) != 2 || len(r.Unread) != 3 {
		t.Fatalf("%d rows, unread %v", len(r.Rows), r.Unread)
	}
	for i, row := range []int{3, 4, 5} {
		if got := r.Unread[i].Place.Row; got != row {
			t.Errorf("unread %d is at row %d, want %d", i, got, row)
		}
		if !strings.HasSuffix(r.Unread[i].Reason, "。") {
			t.Errorf("reason %q is no sentence", r.Unread[i].Reason)
		}
	}
}

// A sheet that begins with a title and has a head of its own is another table, whatever
// its row numbers.
func TestASecondSheetBelowATitleIsATableOfItsOwn(t *testing.T) {
	t.Parallel()
	doc := gridDocument([][]string{
		{"指标", "单位", "2020年目标", "完成情况"},
		{"低保标准", "元/月", "680", "710"},
		{"床位数", "张", "40", "42.3"},
	})
	second := gridDocument([][]string{
		{"表2 发展指标", "", "", "", ""},
		{"序号", "指标", "单位", "2025年目标", "属性"},
		{"1", "覆盖率", "%", "100", "约束性"},
		{"2", "达标率", "%", "90", "预期性"},
		{"3", "建成率", "%", "80", "预期性"},
	})
	doc.Blocks = append(doc.Blocks, second.Blocks[1])
	r := Import(doc)
	const want = "｜低保标准｜元/月｜｜680｜｜完成值=710\n｜床位数｜张｜｜40｜｜完成值=42.3\n" +
		"1｜覆盖率｜%｜｜100｜约束性｜\n2｜达标率｜%｜｜90｜预期性｜\n3｜建成率｜%｜｜80｜预期性｜\n"
	if got := plainRows(r.Rows); got != want || len(r.Unread) > 0 {
		t.Errorf("read\n%swant\n%sunread %v", got, want, r.Unread)
	}
}

// The layout of a page may put the first category into the cell of the label above it.
func TestTheFirstCategoryInTheCellOfALabelHeadsTheRows(t *testing.T) {
	t.Parallel()
	r := Import(gridDocument([][]string{
		{"序\n号", "指标名称\n基本保障", "单\n位", "2020年\n基期值", "2025年\n目标值", "属性"},
		{"1", "发现机制建成率", "%", "—", "100", "预期\n性"},
		{"2", "集中供养率", "%", "43.9", "70", "约束\n性"},
		{"养老服务", "", "", "", "", ""},
		{"3", "护理床位占比", "%", "65.7", "75", "约束\n性"},
	}))
	const want = "1｜发现机制建成率｜%｜—｜100｜预期性｜类别=基本保障\n" +
		"2｜集中供养率｜%｜43.9｜70｜约束性｜类别=基本保障\n" +
		"3｜护理床位占比｜%｜65.7｜75｜约束性｜类别=养老服务\n"
	if got := plainRows(r.Rows); got != want || len(r.Unread) > 0 {
		t.Errorf("read\n%swant\n%sunread %v", got, want, r.Unread)
	}
}

// Rows called 约束性 and 预期性 below a head of strange words are listed, not lost.
func TestRowsBelowAHeadOfStrangeWordsAreListed(t *testing.T) {
	t.Parallel()
	r := Import(gridDocument([][]string{
		{"甲", "乙", "丙", "丁", "戊"},
		{"1", "建成率", "—", "100", "预期性"},
		{"2", "供养率", "43.9", "70", "约束性"},
		{"3", "床位占比", "65.7", "75", "约束性"},
	}))
	if len(r.Rows) > 0 || len(r.Unread) != 4 {
		t.Errorf("rows\n%sunread %v; want none and all four lines", plainRows(r.Rows), r.Unread)
	}
}
