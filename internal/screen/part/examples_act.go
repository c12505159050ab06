package part

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

func actEntries() []Entry {
	return []Entry{
		{Part: "Confirm", Title: "不能撤回的操作", Examples: []Example{
			{"停发", Confirm(Irreversible{
				Form: Form{Action: "/parts", Once: onceExample, Seen: "7", Button: "确认停发李秀英家低保"}, Title: "停发李秀英家低保",
				Who: "李秀英一家3口", Amount: "每月1,143.00\u00a0元", Effect: "自2025年8月起不再发放，6月、7月不追回", Remedy: "收到通知后60日内可申请行政复议",
				Reason: Field{Kind: LongField, Name: "reason", Label: "理由", Hint: "写进通知书，当事人会看到"},
			})},
			{"第二人重填总额", Confirm(Irreversible{
				Form: Form{Action: "/parts", Once: onceExample, Button: "确认发放2025年7月低保"}, Title: "发放2025年7月低保",
				Who: "10,432户", Amount: "11,923,776.00\u00a0元", Effect: "名单发给银行，不能撤回", Remedy: "发错的下月补扣须另作决定",
				Reason: Field{Name: "why", Label: "说明", Value: "7月发放"}, Extra: []Field{{Kind: MoneyField, Name: "sum", Label: "请再填一遍总额", Value: "11923776", Fault: "总额与名单不符，请核对名单后重填。"}},
			})},
		}},
		{Part: "Unsent", Title: "待传", Scripts: []string{"survey.js"}, Examples: []Example{
			{"没有待传", Unsent(Waiting{Title: "待传", Empty: "没有待传的内容。"})},
			{"没有网络也能交的表单", offlineExample()},
		}},
		{Part: "Filter", Title: "列表上方的筛选", Examples: []Example{{"两项，可以不选", Filter("/leads", []Pair{{Key: "tab", Value: "open"}}, []Field{
			{Kind: SelectField, Name: "place", Label: "地方", Choices: []Choice{{Value: "320613005", Text: "和兴街道"}}, Optional: true},
			{Kind: SelectField, Name: "region", Label: "哪个县（市、区）的", Choices: []Choice{{Value: "320613", Text: "崇川区"}, {Value: "320612", Text: "通州区"}}, Value: "320613"},
		})}, {"没有可筛的", Filter("/leads", nil, nil)}}},
		{Part: "Dense", Title: "两栏表单", Examples: []Example{{"六项", dense(
			Ask(Field{Name: "a1", Label: "姓名"}), Ask(Field{Kind: NumberField, Name: "a2", Label: "身份证号"}),
			Ask(Field{Kind: DayField, Name: "a3", Label: "出生日期"}), Ask(Field{Kind: MoneyField, Name: "a4", Label: "月收入"}),
			Ask(Field{Kind: SelectField, Name: "a5", Label: "健康状况", Choices: []Choice{{Value: "1", Text: "健康"}}}), Ask(Field{Name: "a6", Label: "住房面积", Unit: "平方米"}),
		)}}},
	}
}

// offlineExample posts to the settings, which take any form.
func offlineExample() templ.Component {
	inner := Ask(Field{Name: "note", Label: "走访记录"})
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return Post(Form{Action: "/settings", Once: onceExample, Offline: "李秀英家入户调查", Button: "提交"}).Render(templ.WithChildren(ctx, inner), w)
	})
}
