package part

import (
	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/screen/format"
)

func pageEntries() []Entry {
	return []Entry{
		{Part: "PageHead", Title: "页头", Examples: []Example{
			{"只有标题", PageHead(Head{Title: "今日工作"})},
			{"先说结果，一个主要操作", PageHead(Head{Title: "审核", Lead: "今天有3件快到期，最早的7月3日（周四）到期。", Action: Link{"取下一件", "/parts"}, More: []Link{{"打印", "/parts"}}})},
			{"第几步，可返回", PageHead(Head{Title: "您家有几口人？", Over: stepWords(3, 8), Back: Link{"上一页", "/parts"}})},
			{"很长的名称", PageHead(Head{Title: longUnit, Lead: longName + "一家"})},
		}},
		{Part: "Status", Title: "状态", Examples: []Example{
			{"已办结", Status(format.Done, "已办结")}, {"办理中", Status(format.Working, "办理中")},
			{"需补正", Status(format.Soon, "需补正")}, {"不予同意", Status(format.Over, "不予同意")},
			{"不能判定", Status(format.Unknown, "不能判定")}, {"暂停", Status(format.Paused, "暂停")},
		}},
		{Part: "DueChip", Title: "时限", Examples: []Example{
			{"还早", DueChip(format.Due{State: format.Working, Text: "还剩12个工作日", Day: "7月16日（周三）"})},
			{"快到期", DueChip(format.Due{State: format.Soon, Text: "还剩2个工作日", Day: "7月2日（周三）"})},
			{"已超期", DueChip(format.Due{State: format.Over, Text: "已超3个工作日", Day: "6月25日（周三）"})},
			{"停着", DueChip(format.Waiting("等补材料"))},
		}},
		{Part: "Risk", Title: "风险等级", Examples: []Example{
			{"红", Risk(RiskRed)}, {"黄", Risk(RiskYellow)}, {"蓝", Risk(RiskBlue)}, {"绿", Risk(RiskGreen)}, {"未评", Risk("")},
		}},
		{Part: "SourceChip", Title: "来源", Examples: []Example{{"带日期", SourceChip("公安户籍", "2025年6月28日")}, {"不带日期", SourceChip("本人申报", "")}}},
		{Part: "Banner", Title: "横幅", Examples: []Example{
			{"试算", Banner(format.Working, "试算，不影响任何人")}, {"别人改过", Banner(format.Soon, "张明14:05改了住址。请先看改动。")},
		}},
		{Part: "Steps", Title: "步骤", Examples: []Example{{"第二步", Steps([]StepWord{{"受理", true, false}, {"入户调查", false, true}, {"公示", false, false}, {"审核确认", false, false}})}}},
		{Part: "Tabs", Title: "页签", Examples: []Example{{"三个列表", Tabs("办件", []Tab{{"待我办", "/parts", 12, true}, {"等别人", "/parts", 1043, false}, {"已办", "/parts", 0, false}})}}},
		{Part: "Empty", Title: "没有内容", Examples: []Example{
			{"没有待办", Empty(Nothing{Words: "今天没有待办。下一件7月3日到期。"})},
			{"没有找到", Empty(Nothing{Words: "没有找到“王䶮”。可试拼音首字母或证件号。", Next: Link{"重新搜索", "/parts"}})},
		}},
		{Part: "HelpBox", Title: "找人帮忙", Examples: []Example{{"一个镇", HelpBox(Assist{"三厂街道", "0513-82212345", "三厂街道便民服务中心2号窗口，工作日8:30—17:30", "/parts"})}}},
		{Part: "BigAmount", Title: "金额", Examples: []Example{
			{"已到账", BigAmount(Paid{"7月发", 114300, "7月8日已到账", format.Done})},
			{"没有发出", BigAmount(Paid{"7月发", 114300, "账户有误，没有发出", format.Over})},
			{"很大的金额", BigAmount(Paid{"全市本月发", 1234567890123, "", format.Working})},
		}},
		{Part: "Reveal", Title: "查看隐藏的内容", Examples: []Example{
			{"证件号", Reveal(hidden("证件号", "id", access.IDNumber, "320613****1234", ""))},
			{"账户", Reveal(hidden("账户", "account", access.Account, "****1234", ""))},
			{"看了一分钟", Reveal(hidden("电话", "phone", access.Phone, "138****1234", "13800001234"))},
		}},
	}
}

func hidden(label, field string, kind access.Kind, masked, shown string) Hidden {
	return Hidden{
		Label: label, Field: field, Masked: format.Mask(kind, masked), Shown: shown, Action: "/parts", Once: onceExample,
		Reasons: []Choice{{Value: "application", Text: "办理申请"}, {Value: "visit", Text: "走访探访"}},
	}
}

// onceExample is the one-time key of forms in the gallery: it is for nothing.
const onceExample = "AAAAAAAAAAAAAAAAAAAAAAAAAA"

// together shows some parts under one another.
func together(parts ...templ.Component) templ.Component { return templ.Join(parts...) }
