package part

import (
	"github.com/a-h/templ"

	"lianxin/internal/screen/format"
)

func tableEntries() []Entry {
	queue := Table{
		Caption: "待我办", Keys: true, Select: "case", Empty: "今天没有待办。下一件7月3日到期。",
		Columns: []Column{{Title: "申请人", Clamp: true}, {Title: "事项"}, {Title: "时限"}, {Title: "拟发", Unit: "元", Number: true}},
		Rows: []Row{
			{Path: "/parts", Value: "1", Name: "李秀英", NotSeen: true, Cells: row("李秀英", "低保申请", DueChip(format.Due{State: format.Over, Text: "已超3个工作日", Day: "6月25日（周三）"}), Amount(114300))},
			{Path: "/parts", Value: "2", Name: longName, HalfDone: true, Cells: row(longName, "低保申请", DueChip(format.Due{State: format.Soon, Text: "还剩2个工作日", Day: "7月2日（周三）"}), NoValue("不能判定"))},
			{Path: "/parts", Value: "3", Name: longUnit, Cells: row(longUnit, "机构备案", DueChip(format.Waiting("等补材料")), Amount(-14200))},
		},
		Paging: Paging{From: 1, To: 3, All: 10432, Next: "/parts"},
	}
	none := queue
	none.Rows = nil
	return []Entry{
		{Part: "List", Title: "列表", Examples: []Example{{"按到期日排", List(queue)}, {"没有", List(none)}}},
		{Part: "Pages", Title: "分页", Examples: []Example{{"中间", Pages(Paging{From: 51, To: 100, All: 10432, Previous: "/parts", Next: "/parts"})}}},
		{Part: "Differences", Title: "差异", Examples: []Example{{"四种", Differences([]Difference{
			{What: "李强的工资", Declared: "1,200.00", Checked: "1,200.00", Finding: Same, Affects: "不影响", Source: Fact{Source: "人社参保", Day: "2025-06-25"}},
			{What: "王芳的养老金", Declared: "0.00", Checked: "260.00", Gap: "260.00\u00a0元", Finding: Less, Affects: "补差减少260.00\u00a0元"},
			{What: "租金", Declared: "500.00", Checked: "300.00", Gap: "200.00\u00a0元", Finding: More, Affects: "不影响"},
			{What: "李秀英的银行存款", Declared: "3,000.00", Finding: NoReply, Affects: "影响，等反馈"},
		})}}},
		{Part: "WhyDiffers", Title: "为什么和上月不同", Examples: []Example{{"少了一项", WhyDiffers(MonthChange{
			Sentence: "比上月少142.00\u00a0元：李强的重病增发6月到期。", Before: 114300, After: 100100,
			Lines: []Change{{"补差", 93000, 93000, ""}, {"李强的重病增发", 14200, 0, "/parts"}, {"未成年人增发", 7100, 7100, ""}},
		})}}},
		{Part: "Chart", Title: "图表", Scripts: []string{"vendor/echarts.js", "chart.js"}, Examples: []Example{
			{"两个月相比", Chart(Graph{ID: "town", Finding: "标准提高后，三厂街道增加的户数最多", Unit: "户", Labels: []string{"三厂街道", "海门街道", "常乐镇", "悦来镇"},
				Series: []Series{{Name: "现在", Values: Numbers(120, 96, 80, 41), Paths: []string{"/parts", "/parts", "/parts", "/parts"}}, {Name: "试算", Values: Numbers(150, 110, 85, 43)}}, AsOf: "数据截至2025年6月30日", Source: "动态复核"})},
			{"有一个月不知道", Chart(Graph{ID: "months", Finding: "支出逐月上升，4月没有数据", Unit: "万元", Places: 1, Lines: true, Labels: []string{"2月", "3月", "4月", "5月", "6月"},
				Series: []Series{{Name: "低保支出", Values: []Number{{N: 4123}, {N: 4180}, {Gap: true}, {N: 4302}, {N: 4410}}}}, AsOf: "数据截至2025年6月30日", Source: "发放台账"})},
		}},
	}
}

// row is a line of three words and an amount.
func row(name, matter string, due, amount templ.Component) []templ.Component {
	return []templ.Component{Text(name), Text(matter), due, amount}
}
