package part

import "lianxin/internal/screen/format"

func recordEntries() []Entry {
	return []Entry{
		{Part: "KeyValues", Title: "项目和内容", Examples: []Example{{"一户", KeyValues([]Pair{
			{Key: "申请人", Value: longName}, {Key: "家庭成员", Value: format.Name(rareName)}, {Key: "名字有误的成员", Value: format.Name(lostName)},
			{Key: "单位", Value: longUnit}, {Key: "状态", Content: Status(format.Working, "办理中")}, {Key: "银行存款", Value: "银行未反馈", Unknown: true},
		})}}},
		{Part: "Timeline", Title: "经过", Examples: []Example{
			{"给工作人员，新的在上", Timeline([]Event{
				{When: "2025年6月30日 14:05", Who: "张明（三厂街道）", What: "更正了住址", Why: "门牌号改过", State: format.Done},
				{When: "2025年6月28日 09:30", Who: "李秀英", What: "补交了租房合同", State: format.Done, Path: "/parts"},
				{When: "2025年6月20日 10:00", Who: "张明（三厂街道）", What: "一次性告知缺少的材料", Why: "缺租房合同", State: format.Soon},
			})},
			{"给居民，按步骤", Timeline([]Event{
				{When: "2025年6月18日", What: "收到您的申请", State: format.Done},
				{When: "7月3日（周四）前", What: "入户调查", Why: "两位工作人员上门看一看", State: format.Working, Now: true},
				{What: "公示7天", Ahead: true}, {What: "作出决定", Ahead: true},
			})},
		}},
		{Part: "Trace", Title: "判断依据", Examples: []Example{
			{"给居民：准予", Trace(reasonExample(Words))}, {"给审核人：带数值", Trace(reasonExample(Values))}, {"给审计：带校验值", Trace(reasonExample(Hashes))},
			{"不能判定", Trace(Reason{Sentence: "还缺两项：李秀英的银行存款（银行未反馈）、租房合同。这不是拒绝，材料到齐后继续办理。", Depth: Values, Open: true, Version: "低保 2025年7月1日起",
				Clauses: []Clause{{Truth: NotKnown, Label: "家庭财产在限额以内", Law: "某办法第15条", Values: []Fact{{Label: "李秀英的银行存款", Why: "银行未反馈", Source: "银行", Day: "2025年6月20日"}}}}})},
			{"不予同意", Trace(Reason{Sentence: "您家月人均收入780.00\u00a0元，高于标准710.00\u00a0元（某办法第13条）。不同意可在2025年8月29日（周五）前申请复议。决定人：张明。", Version: "低保 2025年7月1日起", Open: true,
				Clauses: []Clause{{Truth: Holds, Label: "户籍在本地"}, {Truth: Fails, Label: "月人均收入低于标准", Law: "某办法第13条"}}})},
		}},
		{Part: "Arithmetic", Title: "算式", Examples: []Example{{"补差和增发", Arithmetic(reasonExample(Words).Lines)}}},
		{Part: "NoticeItem", Title: "公示", Examples: []Example{
			{"公示中", NoticeItem(Posted{Number: "海门公示〔2025〕0123号", Name: "李秀*", Place: "三厂街道中华村", Matter: "最低生活保障", Counted: "3人", Amount: "每月1,143.00\u00a0元", From: "2025年6月24日", Until: "7月1日", Object: "/parts"})},
			{"已结束", NoticeItem(Posted{Number: "海门公示〔2025〕0098号", Matter: "最低生活保障", Over: true})},
		}},
		{Part: "Letter", Title: "文书", Examples: []Example{{"不予确认", Letter(Sheet{
			Title: "不予确认最低生活保障通知书", Number: "海民保不字〔2025〕0042号", Recipient: longName,
			Paragraph: []string{"您于2025年6月18日提出最低生活保障申请。经核对，您家3口人，月人均收入780.00\u00a0元，高于标准710.00\u00a0元。", "依据某办法第13条，决定不予确认。"},
			Remedy:    "如不同意，可在2025年8月29日（周五）前向海门区人民政府申请行政复议。", ObjectTo: "/parts", Office: "海门区民政局", Day: "2025年6月30日", Print: "/parts", PDF: "/parts", Check: "/parts",
		})}}},
	}
}

func reasonExample(depth Depth) Reason {
	return Reason{
		Depth: depth, Open: true, Version: "低保 2025年7月1日起", Digest: "sm3:7d0e…（示例）c2f1",
		Sentence: "您家3口人，月人均收入400.00\u00a0元，低于标准710.00\u00a0元。补差930.00\u00a0元，重病增发142.00\u00a0元，未成年人增发71.00\u00a0元，自2025年7月起每月发1,143.00\u00a0元。",
		Clauses: []Clause{
			{Truth: Holds, Label: "户籍在本地", Law: "某办法第4条", Values: []Fact{{Label: "户籍地", Value: "海门区", Source: "公安户籍", Day: "2025年6月28日"}}},
			{Truth: Holds, Label: "月人均收入低于标准", Law: "某办法第13条", Values: []Fact{{Label: "李强的工资", Value: "1,200.00\u00a0元", Source: "人社参保", Day: "2025年6月25日"}}},
			{Truth: NotKnown, Label: "家庭财产在限额以内", Law: "某办法第15条", Values: []Fact{{Label: "银行存款", Why: "银行未反馈"}}},
		},
		Lines: []Line{
			{Label: "补差", Amount: 93000, Note: "710.00×3－1,200.00"}, {Label: "重病增发", Amount: 14200, Note: "710.00×20%"},
			{Label: "未成年人增发", Amount: 7100, Note: "710.00×10%"}, {Label: "每月发", Amount: 114300, Total: true},
		},
	}
}
