package indicator

import "testing"

// Tables as they stand in plans of other ministries and cities, each with what makes
// it hard.
func TestTablesOfOtherPlans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{
			"numbers in front of names, a column of the plan's own, values in words",
			`专栏1 “十四五”时期经济社会发展主要指标
类别 指标 2020年 2025年 年均/累计 属性
经济发展 1.国内生产总值（GDP）增长（%） 2.3 — 合理区间 预期性
2.全员劳动生产率增长（%） 2.5 — 高于 GDP 增长 预期性
3.常住人口城镇化率（%） 60.6* 65 — 预期性
创新驱动 4.每万人口高价值发明专利拥有量（件） 6.3 12 — 预期性
注：* 为2019年数据。`,
			"1｜国内生产总值（GDP）增长｜%｜2.3｜—｜预期性｜类别=经济发展；年均/累计=合理区间\n" +
				"2｜全员劳动生产率增长｜%｜2.5｜—｜预期性｜类别=经济发展；年均/累计=高于 GDP 增长\n" +
				"3｜常住人口城镇化率｜%｜60.6*｜65｜预期性｜类别=经济发展；年均/累计=—\n" +
				"4｜每万人口高价值发明专利拥有量｜件｜6.3｜12｜预期性｜类别=创新驱动；年均/累计=—\n",
		},
		{
			"one cell a line, cumulated figures in brackets",
			"表1 湿地保护主要指标\n指标\n2020年\n2025年\n属性\n1.湿地保护率（%）\n52.65\n55\n预期性\n2.红树林营造修复面积（公顷）\n—\n〔18800〕\n约束性\n备注：〔〕内为累计",
			"1｜湿地保护率｜%｜52.65｜55｜预期性｜\n2｜红树林营造修复面积｜公顷｜—｜〔18800〕｜约束性｜\n",
		},
		{
			"set with spaces, the figures between the lines of a name, a head of two lines",
			`专栏 2  “十四五”时期主要指标

序号           指标              2020年     2025年      属性
                                 实际值     目标值
 1     每千人口拥有 3 岁以下
                                  1.8        4.5       预期性
       婴幼儿托位数（个）

 2     人均预期寿命（岁）        77.93      提高 1 岁   预期性

 3     职业学校毕业生初次
       就业率（%）               ——         ≥95       预期性

三、重点任务`,
			"1｜每千人口拥有 3 岁以下婴幼儿托位数｜个｜1.8｜4.5｜预期性｜\n" +
				"2｜人均预期寿命｜岁｜77.93｜提高 1 岁｜预期性｜\n3｜职业学校毕业生初次就业率｜%｜——｜≥95｜预期性｜\n",
		},
		{
			"drawn with characters",
			"附表 主要指标\n┌────┬────┐\n│序号│指标│单位│2025年目标值│属性│\n├────┼────┤\n│1│甲类设施覆盖率│%│100│约束性│\n│2│乙类设施覆盖率│%│90│预期性│\n└────┴────┘",
			"1｜甲类设施覆盖率｜%｜｜100｜约束性｜\n2｜乙类设施覆盖率｜%｜｜90｜预期性｜\n",
		},
		{
			"tabs, headings in rows of their own, a name broken inside its cell",
			"序号\t主要指标\t单位\t2020年\t2025年\t牵头单位\n一\t社会救助\n1\t低保标准年均增长率\t%\t8.2\t高于消费支出增速\t救助处\n2\t临时救助\n及时率\t%\t——\t100\t救助处\n二\t养老服务\n3\t床位数\t万张\t3.5\t5\t养老处\n",
			"1｜低保标准年均增长率｜%｜8.2｜高于消费支出增速｜｜类别=社会救助；牵头单位=救助处\n" +
				"2｜临时救助及时率｜%｜——｜100｜｜类别=社会救助；牵头单位=救助处\n3｜床位数｜万张｜3.5｜5｜｜类别=养老服务；牵头单位=养老处\n",
		},
		{
			"sub-rows and a running head at the page break",
			"XX省养老服务发展规划\n— 1 —\n表1 主要指标\n序号 指标 单位 2020年 2025年 属性\n1 中心建成率 % 60 75 预期性\n其中：城市 % 80 90 预期性\nXX省养老服务发展规划\n— 2 —\n序号 指标 单位 2020年 2025年 属性\n2 托位数量 个 3 5 预期性\n— 3 —\nXX省养老服务发展规划\n",
			"1｜中心建成率｜%｜60｜75｜预期性｜\n｜其中：城市｜%｜80｜90｜预期性｜上级=中心建成率\n2｜托位数量｜个｜3｜5｜预期性｜\n",
		},
		{
			"the head set wide, the attribute torn apart",
			"表 主 要 指 标\n序 号 指 标 名 称 单 位 2020 年 2025 年 属 性\n1 甲项覆盖率 % 50 60 约 束 性\n2 乙项达标率 % 70 90 预 期 性\n",
			"1｜甲项覆盖率｜%｜50｜60｜约束性｜\n2｜乙项达标率｜%｜70｜90｜预期性｜\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := Import(textDocument(c.text))
			if got := plainRows(r.Rows); got != c.want || len(r.Unread) > 0 {
				t.Errorf("read\n%swant\n%sunread %v", got, c.want, r.Unread)
			}
		})
	}
}
