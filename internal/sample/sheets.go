package sample

// sheets are all files the departments deliver, in the order in which they are
// loaded: who lives where first, then what hangs on persons.
func sheets() []sheet {
	return append(append(append(peopleSheets(), incomeSheets()...), propertySheets()...), declaredSheets()...)
}

func peopleSheets() []sheet {
	return []sheet{
		{file: "household.csv", kind: "household", complete: true, rows: householdRows,
			header: []string{"户号", "户主姓名", "户主身份证号", "户别", "户籍地址", "区划代码", "户籍区划", "城乡分类代码"}},
		{file: "person.csv", kind: "person", charset: gb18030, days: dayDigits, complete: true, rows: personRows,
			header: []string{"户号", "与户主关系", "姓名", "公民身份号码", "性别", "出生日期", "户籍地址", "行政区划代码", "户籍地行政区划"}},
		{file: "death.xlsx", kind: "death", form: workbook, charset: utf8Bare, days: daySerial, round: news, complete: true, rows: deathRows,
			title: []string{"{city}死亡人口信息"}, header: []string{"姓名", "身份证号码", "死亡日期", "注销日期", "死亡地点"}},
		{file: "cremation.xls", kind: "cremation", form: page, charset: gb18030, days: daySlashes, round: news, rows: cremationRows,
			header: []string{"逝者姓名", "逝者身份证号", "火化日期", "死亡日期", "殡仪馆名称"}},
		{file: "custody.xlsx", kind: "custody", form: workbook, charset: utf8Bare, days: dayDots, complete: true, rows: custodyRows,
			title: []string{"{city}监所人员名册", "截至{day}"}, header: []string{"姓名", "身份证号码", "人员类别", "入监日期", "刑满日期", "监所名称"}},
		{file: "enrolment.csv", kind: "enrolment", charset: gb18030, days: dayDots, complete: true, rows: enrolmentRows,
			title: []string{"{city}在校学生名册"}, header: []string{"学生姓名", "学生身份证号", "就读学校", "学段", "入学日期", "预计毕业日期"}},
		{file: "disability_certificate.txt", kind: "disability_certificate", charset: utf16Tabs, delimiter: '\t', days: dayWords, complete: true,
			rows: disabilityRows, header: []string{"残疾人身份证号", "残疾人姓名", "残疾类别", "残疾等级", "发证日期", "有效期至", "证件状态"}},
		{file: "care_placement.xlsx", kind: "care_placement", form: workbook, charset: utf8Bare, complete: true, signed: true, rows: placementRows,
			header: []string{"姓名", "身份证号码", "供养方式", "供养机构", "入住日期"}},
		{file: "child_record.xlsx", kind: "child_record", form: workbook, charset: utf8Bare, days: dayWords, complete: true, rows: childRows,
			title: []string{"{city}孤儿和事实无人抚养儿童名册"}, header: []string{"儿童姓名", "儿童身份证号", "儿童类别", "认定时间"}},
	}
}

func incomeSheets() []sheet {
	unemployment := sheet{file: "unemployment_benefit.csv", kind: "unemployment_benefit", charset: gb18030, round: monthly, complete: true, back: 1,
		signed: true, rows: unemploymentRows, title: []string{"{city}{month}失业保险金发放表"}, header: []string{"姓名", "身份证号", "待遇项目", "发放金额"}}
	earlier := unemployment
	earlier.file, earlier.earlier = "unemployment_benefit_before.csv", true
	return []sheet{
		{file: "income_tax.csv", kind: "income_tax", charset: utf8Bare, months: monthDigits, round: monthly, complete: true, back: 12, rows: taxRows,
			header: []string{"纳税人姓名", "纳税人身份证号", "所得项目", "扣缴单位", "税款所属期", "收入额（元）"}},
		{file: "wage_base.csv", kind: "wage_base", charset: gb18030, months: monthDigits, ids: idQuote, round: monthly, complete: true, back: 3,
			title: []string{"{city}社会保险缴费明细表", "单位：元"}, added: 5, signed: true, rows: wageBaseRows,
			header: []string{"费款所属期", "社会保障号码", "姓名", "单位名称", "险种", "缴费基数"}},
		{file: "housing_fund.csv", kind: "housing_fund", months: monthWords, round: monthly, complete: true, back: 3, rows: housingFundRows,
			header: []string{"职工姓名", "职工身份证号", "单位名称", "缴存年月", "月缴存基数", "月缴存额"}},
		{file: "pension.csv", kind: "pension", ids: idFormula, round: monthly, complete: true, back: 3, added: 5, counted: true, rows: pensionRows,
			header: []string{"姓名", "身份证号", "待遇类别", "发放年月", "其中基础养老金", "养老金"}},
		unemployment, earlier,
		{file: "farm_subsidy.csv", kind: "farm_subsidy", charset: utf8Bare, delimiter: ';', months: monthDigits, round: monthly, complete: true, back: 12,
			rows: farmRows, header: []string{"农户姓名", "农户身份证号", "补贴项目", "发放月份", "补贴面积", "补贴金额"}},
	}
}

func propertySheets() []sheet {
	return []sheet{
		{file: "real_estate.csv", kind: "real_estate", charset: gb18030, complete: true, rows: realEstateRows,
			header: []string{"不动产权证号", "权利人", "权利人证件号码", "房屋坐落", "规划用途", "建筑面积", "共有情况", "登簿日期"}},
		{file: "vehicle.csv", kind: "vehicle", days: daySlashes, complete: true, rows: vehicleRows,
			header: []string{"号牌号码", "车主", "车主身份证号", "车辆类型", "初次登记日期", "评估价（元）", "使用性质", "机动车状态"}},
		{file: "bank_account.csv", kind: "bank_account", charset: gb18030, complete: true, added: 5, rows: bankRows,
			title: []string{"{city}核对对象存款余额反馈表"}, header: []string{"客户姓名", "客户证件号码", "开户银行", "账号", "账户类型", "账户余额", "查询日期"}},
		{file: "security_holding.csv", kind: "security_holding", charset: utf8Bare, complete: true, rows: securityRows,
			header: []string{"投资者姓名", "投资者身份证号", "证券营业部", "证券代码", "持有数量", "持有市值", "查询日期"}},
		{file: "fund_holding.csv", kind: "fund_holding", wan: true, days: dayDigits, complete: true, rows: fundRows,
			header: []string{"基金管理人", "持有人姓名", "持有人身份证号", "基金代码", "市值（万元）", "查询日期"}},
		{file: "insurance_policy.txt", kind: "insurance_policy", charset: utf16Tabs, delimiter: '\t', complete: true, rows: insuranceRows,
			header: []string{"投保人姓名", "投保人身份证号", "保险公司", "保单号", "险种名称", "现金价值", "生效日期"}},
		{file: "market_entity.csv", kind: "market_entity", charset: gb18030, wan: true, days: dayWords, rows: marketRows,
			header: []string{"企业名称", "企业类型", "任职身份", "负责人姓名", "负责人身份证号", "注册资金（万元）", "成立日期", "登记状态"}},
	}
}

// unansweredKind is the list of those about whom a department did not answer.
const unansweredKind = "unanswered"

func declaredSheets() []sheet {
	return []sheet{
		{file: "medical_cost.csv", kind: "medical_cost", charset: gb18030, round: monthly, back: 1, rows: medicalRows,
			header: []string{"结算单号", "患者姓名", "患者身份证号", "医院名称", "医疗类别", "结算时间", "医疗总费用", "统筹支付", "个人自付"}},
		{file: "severe_disease.csv", kind: "severe_disease", round: news, rows: diseaseRows,
			header: []string{"患者姓名", "患者身份证号", "病种名称", "确诊日期", "认定医院"}},
		{file: "authorisation.csv", kind: "authorisation", round: news, rows: authorisationRows,
			header: []string{"授权书编号", "授权人姓名", "授权人身份证号", "授权范围", "办理事项", "签署日期", "有效期至", "签署人", "签署身份"}},
		{file: "declared_family.csv", kind: "declared_family", round: news, rows: declaredRows,
			header: []string{"申请编号", "成员姓名", "成员身份证号", "与申请人关系", "申报日期", "劳动能力", "是否重病", "疾病名称", "不能自理项数", "无法定义务人", "不计入收入", "近12个月刚性支出"}},
		{file: "in_pay.csv", kind: "in_pay", charset: gb18030, complete: true, rows: paidRows, paid: true,
			title: []string{"{city}社会救助和福利待遇发放名册"}, header: []string{"救助类别", "户号", "姓名", "身份证号", "月保障金", "享受人数", "开始享受月份", "开户银行", "银行账号"}},
		{file: "in_pay_truth.csv", charset: utf8Bare, rows: paidTruthRows, paid: true,
			header: []string{"household_id", "person_id", "programme", "change", "before", "after"}},
		{file: "unanswered.csv", kind: unansweredKind, rows: unansweredRows,
			header: []string{"姓名", "身份证号", "登记", "起始日期", "截止日期"}},
	}
}
