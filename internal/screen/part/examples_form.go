package part

import "github.com/a-h/templ"

func formEntries() []Entry {
	return []Entry{
		{Part: "Ask", Title: "填写项", Examples: fieldExamples(), Scripts: []string{"signature.js"}},
		{Part: "Prefilled", Title: "已知的内容", Examples: []Example{
			{"来自户籍", Prefilled(Fact{Label: "住址", Value: "海门区三厂街道中华村12组8号", Source: "公安户籍", Day: "2025年6月28日", WrongPath: "/parts"})},
			{"没有反馈", Prefilled(Fact{Label: "李秀英的银行存款", Why: "银行未反馈", Source: "银行", Day: "6月20日已去查"})},
		}},
		{Part: "FaultSummary", Title: "错误汇总", Examples: []Example{{"三处", FaultSummary([]Fault{
			{"#", "请填写申请人姓名。"}, {"#", "身份证号应有18位，现在是17位，请核对。"}, {"#", "月收入请填数字，如1200.50；没有收入填0。"},
		})}}},
		{Part: "Post", Title: "表单", Examples: []Example{{"自动保存，两个按钮", Post(Form{
			Action: "/parts", Once: onceExample, Seen: "7", Draft: "/parts", Button: "受理", Second: "保存草稿", Value: "draft", Sticky: true,
		})}}},
		{Part: "QuestionPage", Title: "一页一问", Examples: []Example{
			{"选一个", QuestionPage(Question{
				Form: Form{Action: "/parts", Once: onceExample, Button: "下一步"}, Step: 3, Of: 8, Why: "住房情况决定能不能另外申请住房救助。",
				Field: Field{Kind: RadioField, Name: "home", Label: "您现在住的房子是谁的？", Value: "own", Choices: []Choice{{Value: "own", Text: "自己家的"}, {Value: "rent", Text: "租的", Hint: "要有租房合同"}, {Value: "other", Text: "借住或其他"}}},
			})},
			{"有错误", QuestionPage(Question{
				Form: Form{Action: "/parts", Once: onceExample, Button: "下一步"}, Step: 5, Of: 8,
				Field: Field{Kind: MoneyField, Name: "income", Label: "李强每个月收入多少？", Value: "一千二", Fault: "月收入请填数字，如1200.50；没有收入填0。"},
			})},
		}},
		{Part: "CheckAnswers", Title: "核对答案", Examples: []Example{{"四项", CheckAnswers([]Given{
			{"申请人", longName, "/parts"}, {"家里几口人", "3人", "/parts"}, {"月收入", "1,200.00\u00a0元", "/parts"}, {"其他要说的", "", "/parts"},
		})}}},
		{Part: "TaskList", Title: "任务清单", Examples: []Example{{"四种状态", TaskList([]Task{
			{Title: "家庭成员", Path: "/parts", State: Completed}, {Title: "收入", Path: "/parts", Hint: "还差李强的", State: Started},
			{Title: "住房", Path: "/parts", State: NotStarted}, {Title: "签名同意", Hint: "前面都填好才能签", State: CannotYet},
		})}}},
	}
}

func fieldExamples() []Example {
	reasons := []Choice{{Value: "a", Text: "生病"}, {Value: "b", Text: "失业"}, {Value: "c", Text: "孩子上学", Hint: "幼儿园到大学"}}
	return []Example{
		{"文字", Ask(Field{Name: "name", Label: "申请人姓名", Value: "王䶮"})},
		{"文字，有错误", Ask(Field{Kind: NumberField, Name: "number", Label: "身份证号", Hint: "18位，最后一位可能是X", Value: "32061319500101123", Fault: "身份证号应有18位，现在是17位，请核对。"})},
		{"多行", Ask(Field{Kind: LongField, Name: "words", Label: "还有什么要说的", Optional: true})},
		{"金额", Ask(Field{Kind: MoneyField, Name: "money", Label: "每个月收入", Hint: "没有收入填0", Value: "1200.50"})},
		{"日期，三格", Ask(Field{Kind: DateField, Name: "since", Label: "什么时候开始租的？", Hint: "例如2024年3月1日", Value: "2024-03-01"})},
		{"日期，有错误", Ask(Field{Kind: DateField, Name: "visit", Label: "入户日期", Values: []string{"2025", "13", "40"}, Fault: "入户日期不能晚于今天（2025年6月30日）。"})},
		{"日期，一格", Ask(Field{Kind: DayField, Name: "day", Label: "公示开始", Value: "2025-06-30"})},
		{"单选", Ask(Field{Kind: RadioField, Name: "reason", Label: "主要困难是什么？", Choices: reasons, Value: "b"})},
		{"多选", Ask(Field{Kind: CheckField, Name: "reasons", Label: "还有哪些困难？", Choices: reasons, Values: []string{"a", "c"}, Optional: true})},
		{"多选，有错误", Ask(Field{Kind: CheckField, Name: "agree", Label: "请您同意", Choices: []Choice{{Value: "yes", Text: "我同意民政部门核对我家的经济状况"}}, Fault: "请先读完再打勾同意。"})},
		{"下拉", Ask(Field{Kind: SelectField, Name: "relation", Label: "与申请人的关系", Choices: []Choice{{Value: "1", Text: "配偶"}, {Value: "2", Text: "子女"}}, Value: "2"})},
		{"材料", Ask(Field{Kind: FileField, Name: "paper", Label: "租房合同", Hint: "照片或PDF，10 MB以内"})},
		{"拍照", Ask(Field{Kind: PhotoField, Name: "photo", Label: "房屋外观", Value: "房屋外观.jpg，1.2 MB"})},
		{"签名", Ask(Field{Kind: SignatureField, Name: "sign", Label: "请申请人签名"})},
		{"验证码", Ask(Field{Kind: CodeField, Name: "code", Label: "短信验证码", Hint: "6位数字，10分钟内有效"})},
		{"密码", Ask(Field{Kind: SecretField, Name: "secret", Label: "密码"})},
		{"两栏", dense(Ask(Field{Name: "left", Label: "姓名"}), Ask(Field{Name: "right", Label: "电话"}), Ask(Field{Name: "unit", Label: "住房面积", Unit: "平方米"}))},
	}
}

// dense sets fields in two columns, as clerks have them.
func dense(fields ...templ.Component) templ.Component { return Dense(together(fields...)) }
