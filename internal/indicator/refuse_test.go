package indicator

import (
	"strings"
	"testing"

	"lianxin/internal/document"
)

// noIndicators are tables and lists of plans which say nothing of an indicator. Each
// is tried as text in two layouts and as a grid.
var noIndicators = []struct {
	name  string
	title string
	rows  [][]string
}{
	{"projects", "专栏3 重点项目", [][]string{
		{"序号", "项目名称", "建设内容", "总投资（万元）", "建设年限", "责任单位"},
		{"1", "市社会福利院迁建", "新建床位500张", "12000", "2021-2023年", "市民政局"},
		{"2", "区域养老服务中心", "改造面积3000平方米", "800", "2022年", "各县（市、区）"},
		{"3", "殡仪馆提升", "更新设备10台", "600", "2021年", "市民政局"},
	}},
	{"tasks", "重点任务分工表", [][]string{
		{"序号", "重点任务", "目标", "责任单位", "完成时限"},
		{"1", "健全主动发现机制", "全面建立", "救助处", "2022年"},
		{"2", "推进跨省通办", "全市覆盖", "事务处", "2023年"},
		{"3", "完善名录", "100条以上", "区划处", "2025年"},
	}},
	{"statistics", "2020年民政统计", [][]string{
		{"指标", "单位", "2018年", "2019年", "2020年"},
		{"低保对象", "人", "52000", "50100", "48900"},
		{"养老机构", "个", "210", "221", "230"},
		{"社会组织", "个", "6500", "6800", "6959"},
	}},
	{"a year and its growth", "统计公报", [][]string{
		{"指标名称", "单位", "2020年", "比上年增长（%）"},
		{"结婚登记", "对", "3200", "-12.1"},
		{"离婚登记", "对", "1500", "3.2"},
		{"火化遗体", "具", "8100", "1.0"},
	}},
	{"past and planned work side by side", "工作对照表", [][]string{
		{"类别", "序号", "“十三五”实绩", "“十四五”重点"},
		{"救助", "1", "2016年实现城乡同标", "建立动态调整机制"},
		{"养老", "2", "新增床位1万张", "新增床位2万张"},
		{"治理", "3", "建成示范社区20个", "建成示范社区50个"},
	}},
	{"a scoring table", "评价指标体系", [][]string{
		{"一级指标", "二级指标", "分值", "评分标准"},
		{"组织领导", "机制健全", "10", "缺一项扣2分"},
		{"服务质量", "满意度", "20", "低于90%不得分"},
		{"安全管理", "事故数", "30", "发生一起扣10分"},
	}},
	{"districts", "各区机构情况", [][]string{
		{"序号", "区", "机构数（个）", "床位数（张）", "备注"},
		{"1", "甲区", "12", "1500", "含公办2个"},
		{"2", "乙区", "9", "1100", ""},
		{"3", "丙区", "15", "2100", ""},
	}},
	{"quotas of institutions", "医疗机构床位规划配置", [][]string{
		{"机构名称", "级别", "2020年床位", "2025年床位", "备注"},
		{"市人民医院", "三甲", "1200", "1500", "扩建"},
		{"市中医院", "三甲", "800", "1000", "迁建"},
		{"妇幼保健院", "二甲", "300", "500", "新建"},
	}},
	{"stores with a planned number", "应急物资储备", [][]string{
		{"序号", "物资名称", "单位", "现有数量", "计划数量", "责任单位"},
		{"1", "帐篷", "顶", "500", "1000", "应急局"},
		{"2", "棉被", "床", "2000", "5000", "民政局"},
		{"3", "发电机", "台", "20", "50", "应急局"},
	}},
	{"a yearbook of two plan years", "“十三五”期间主要统计指标", [][]string{
		{"指标", "单位", "2015年", "2020年"},
		{"公路里程", "公里", "100", "110"},
		{"货运量", "万吨", "50", "60"},
		{"客运量", "万人", "30", "20"},
	}},
	{"projects that are new or going on", "重大工程项目", [][]string{
		{"序号", "项目", "单位", "2021年", "2025年", "总投资", "性质"},
		{"1", "养老院", "个", "1", "3", "2000", "新建"},
		{"2", "护理院", "个", "2", "4", "5000", "续建"},
		{"3", "福利院", "个", "1", "1", "3000", "新建"},
	}},
	{"goals and tasks", "任务分工方案", [][]string{
		{"序号", "主要目标", "主要任务", "责任单位", "完成时限"},
		{"1", "完善体系", "出台意见", "民政局", "2022年"},
		{"2", "提升能力", "培训1000人", "人社局", "2023年"},
		{"3", "夯实基础", "建设平台", "大数据局", "2025年"},
	}},
	{"allotment to districts", "床位建设任务分解", [][]string{
		{"地区", "2020年", "2025年", "新增"},
		{"甲区", "1000", "1500", "500"},
		{"乙县", "800", "1200", "400"},
		{"丙市", "900", "1300", "400"},
	}},
	{"money by years", "资金测算", [][]string{
		{"类别", "2020年", "2021年", "2022年", "2023年", "2025年"},
		{"低保", "1000", "1100", "1200", "1300", "1500"},
		{"特困", "300", "310", "320", "330", "350"},
		{"合计", "1300", "1410", "1520", "1630", "1850"},
	}},
	{"services", "基本公共服务清单", [][]string{
		{"序号", "服务项目", "服务对象", "服务标准", "支出责任"},
		{"1", "老年人健康管理", "65岁以上老年人", "每年1次", "市县共担"},
		{"2", "特困供养", "特困人员", "低保标准1.3倍", "市县共担"},
		{"3", "孤儿保障", "孤儿", "每月2640元", "省市县共担"},
	}},
}

func TestOtherTablesGiveNoRows(t *testing.T) {
	t.Parallel()
	for _, c := range noIndicators {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for between, end := range map[string]string{" ": "\n", "\t": "\n", "\n": "\n", "    ": "\n", "\n\n": "\n\n"} {
				var lines []string
				for _, row := range c.rows {
					lines = append(lines, strings.Join(row, between))
				}
				text := beforeTable + c.title + "\n\n" + strings.Join(lines, end) + afterTable
				if r := Import(textDocument(text)); len(r.Rows)+len(r.Unread) > 0 {
					t.Errorf("cells joined by %q: rows\n%sunread %v", between, plainRows(r.Rows), r.Unread)
				}
			}
			doc := gridDocument(c.rows)
			doc.Blocks[0] = &document.Paragraph{Text: c.title}
			if r := Import(doc); len(r.Rows)+len(r.Unread) > 0 {
				t.Errorf("as a grid: rows\n%sunread %v", plainRows(r.Rows), r.Unread)
			}
		})
	}
}

// Below an indicator table and a heading the same tables give no rows either, and take
// none away.
func TestOtherTablesBelowAnIndicatorTable(t *testing.T) {
	t.Parallel()
	own := [][]string{{"序号", "指标", "单位", "2020年", "2025年", "属性"}, {"1", "绿地率", "%", "36", "38", "预期性"}, {"2", "污水处理率", "%", "90", "95", "约束性"}}
	for _, c := range noIndicators {
		for between, end := range map[string]string{" ": "\n", "\t": "\n", "\n": "\n", "    ": "\n"} {
			set := func(rows [][]string) (text string) {
				for _, row := range rows {
					text += strings.Join(row, between) + end
				}
				return text
			}
			r := Import(textDocument("表1 主要指标\n\n" + set(own) + "\n二、有关情况\n\n" + c.title + "\n\n" + set(c.rows) + afterTable))
			if len(r.Rows) != 2 || len(r.Unread) > 0 {
				t.Errorf("%s, cells joined by %q: rows\n%sunread %v", c.name, between, plainRows(r.Rows), r.Unread)
			}
		}
	}
}

// A column 性质 that says 新建 and 续建 makes no indicators of buildings, with or without a
// column that only projects have.
func TestAColumnOfAttributesWithoutAnyIsNoSign(t *testing.T) {
	t.Parallel()
	for between, end := range map[string]string{" ": "\n", "\t": "\n", "\n": "\n"} {
		var lines []string
		for _, row := range [][]string{{"序号", "项目", "单位", "2021年", "2025年", "性质"}, {"1", "养老院", "个", "1", "3", "新建"}, {"2", "护理院", "个", "2", "4", "续建"}, {"3", "福利院", "个", "1", "1", "新建"}} {
			lines = append(lines, strings.Join(row, between))
		}
		if r := Import(textDocument(beforeTable + "重大工程项目\n\n" + strings.Join(lines, end) + afterTable)); len(r.Rows) > 0 {
			t.Errorf("cells joined by %q: rows\n%s", between, plainRows(r.Rows))
		}
	}
}

// A sentence about a year for which the table has no column contradicts nothing.
func TestAnotherYearIsNoContradiction(t *testing.T) {
	t.Parallel()
	for year, want := range map[string]int{"2023": 0, "2025": 1, "2020": 1} {
		r := Import(textDocument("到" + year + "年，护理型床位占养老机构床位比例达到71%。\n\n表1 主要指标\n指标名称 单位 2020年 2025年 属性\n护理型床位占养老机构床位比例 % 65 75 约束性\n养老床位数 张 3 4 预期性\n"))
		if len(r.Contradictions) != want {
			t.Errorf("%s: %v", year, r.Contradictions)
		}
	}
}

// A short name is compared where the sentence says it whole, and nowhere else.
func TestShortNamesAreComparedWhole(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]int{
		"目前，全市森林覆盖率为24.5%。": 1, "到2025年，森林覆盖率达到26%。": 1, "到2025年，森林覆盖率达到25%。": 0,
		"目前，城区森林覆盖率为40%。": 0, "目前，森林覆盖率提高了2.5%。": 0,
	} {
		r := Import(textDocument(words + "\n\n表1 主要指标\n指标名称 单位 2020年 2025年 属性\n森林覆盖率 % 24 25 约束性\n湿地保护率 % 52 55 预期性\n"))
		if len(r.Contradictions) != want || len(r.Rows) != 2 {
			t.Errorf("%s: %d rows, %v", words, len(r.Rows), r.Contradictions)
		}
	}
}

func TestProseIsOfferedAndNeverARow(t *testing.T) {
	t.Parallel()
	r := Import(textDocument("三、主要任务\n\n到2025年，护理型床位占养老机构床位比例达到70%以\n\n上，新增家庭适老化改造10000户。“十三五”期间累计改造3000户。\n"))
	if len(r.Rows) > 0 || len(r.Unread) > 0 {
		t.Fatalf("rows %v, unread %v", r.Rows, r.Unread)
	}
	if len(r.Offered) != 2 {
		t.Fatalf("offered %v", r.Offered)
	}
	if o := r.Offered[0]; o.Name != "护理型床位占养老机构床位比例" || o.Value != "70%以上" || o.Place.Line != 3 {
		t.Errorf("first offer %+v", o)
	}
	if o := r.Offered[1]; o.Value != "10000户" {
		t.Errorf("second offer %+v", o)
	}
}

func TestTwoFiguresForOneThingAreReported(t *testing.T) {
	t.Parallel()
	text := "表1 主要指标完成情况\n指标名称 单位 2020年目标 完成情况\n养老机构床位覆盖率 % 50 61\n社区助餐服务覆盖率 % 60 72\n\n注：略。\n\n" +
		"目前，全市养老机构床位覆盖率为63%，走在前列。\n\n" +
		"表2 主要指标\n指标名称 单位 2020年基期值 2025年目标值\n养老机构床位覆盖率 % 61 80\n社区助餐服务覆盖率 % 70 90\n"
	r := Import(textDocument(text))
	if len(r.Rows) != 4 {
		t.Fatalf("rows\n%s", plainRows(r.Rows))
	}
	if len(r.Contradictions) != 2 {
		t.Fatalf("contradictions %v", r.Contradictions)
	}
	tables, prose := r.Contradictions[0], r.Contradictions[1]
	if tables.Name != "社区助餐服务覆盖率" || tables.First.Value != "72" || tables.Second.Value != "70" {
		t.Errorf("between the tables: %+v", tables)
	}
	if prose.Name != "养老机构床位覆盖率" || prose.Second.Value != "63%" {
		t.Errorf("against the prose: %+v", prose)
	}
}
