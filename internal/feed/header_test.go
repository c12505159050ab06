package feed

import (
	"strings"
	"testing"

	"lianxin/internal/pack"
)

// headed is a table with the given lines above one row of every column used.
func headed(tb testing.TB, lines ...string) string {
	tb.Helper()
	return strings.ReplaceAll(strings.Join(lines, "\n")+"\n", "ID", person(tb, 1))
}

func TestTheKindIsFoundByTheHeader(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, kind, row string }{
		{headed(t, "身份证号,号牌号码", "ID,苏1"), "vehicle", "1 id_number=" + person(t, 1) + " plate=苏1"},
		{headed(t, "证件号码,卡号,账户余额（万元）", "ID,1234,1.5"), "balance", "1 id_number=" + person(t, 1) + " card=1234 amount=15000.00"},
		{headed(t, "*姓名,公民身份号码（必填）,发放项目,发放月份,发放金额(元)", "张三,ID,低保,202401,710"), "grant", "1 name=张三 id_number=" + person(t, 1) + " item=低保 month=2024-01 amount=710.00"},
		{headed(t, "金额,备注,姓名,月份,项目,身份证号码,发放项目", "710,好,张三,2024年1月,x,ID,低保"), "grant", "1 amount=710.00 note=好 name=张三 month=2024-01 id_number=" + person(t, 1) + " item=低保"},
	} {
		got := read(t, write(t, "a.csv", []byte(c.text)), options(t))
		if got.report.Kind != c.kind || strings.Join(got.rows, "\n") != c.row {
			t.Errorf("%s: %s %q", c.text, got.report.Kind, got.rows)
		}
	}
}

func TestNothingIsGuessed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why, text, kind, code, says string
	}{
		{"a table that could be two kinds", headed(t, "姓名,身份证号,月份,金额", "张三,ID,202401,1"), "", "feed_kind_ambiguous", "grant（发放名册）、grant_coal（取暖补贴名册）"},
		{"two headers for one field", headed(t, "身份证号,号牌号码,户籍地址,现住址", "ID,苏1,甲,乙"), "", "feed_column_ambiguous", "“户籍地址”和“现住址”"},
		{"one header twice", headed(t, "身份证号,号牌号码,身份证号", "ID,苏1,ID"), "", "feed_column_ambiguous", "身份证号"},
		{"a kind nobody knows", headed(t, "身份证号,号牌号码", "ID,苏1"), "ships", "feed_kind_unknown", "vehicle（机动车数据）"},
		{"a kind whose columns are not there", headed(t, "身份证号,号牌号码", "ID,苏1"), "balance", "feed_column_missing", "卡号后四位、余额"},
		{"no header at all", headed(t, "ID,苏1", "ID,苏2"), "vehicle", "feed_header_missing", "身份证号、号牌号码"},
		{"nearly a kind", headed(t, "身份证号,车型", "ID,轿车"), "", "feed_kind_none", "身份证号、车型"},
		{"a unit nobody reads", headed(t, "身份证号,号牌号码,现值(千元)", "ID,苏1,1"), "", "feed_unit", "现值(千元)"},
		{"another currency", headed(t, "身份证号,号牌号码,现值（美元）", "ID,苏1,1"), "", "feed_unit", "现值（美元）"},
		{"another unit above the table", headed(t, "单位：千元,,", "身份证号,号牌号码,现值", "ID,苏1,1"), "", "feed_unit", "千元"},
		{"thousands a month", headed(t, "身份证号,号牌号码,现值（单位：千元）", "ID,苏1,1"), "", "feed_unit", "千元"},
		{"two units above the table", headed(t, "单位：元、万元,,", "身份证号,号牌号码,现值", "ID,苏1,1"), "", "feed_unit_twice", "两种"},
		{"a month nobody says", headed(t, "姓名,身份证号,发放项目,金额", "张三,ID,低保,1"), "grant", "feed_period_untold", "--period"},
		{"a month that is two", headed(t, "2024年1月名册", "制表日期：2024年2月3日", "姓名,身份证号,金额", "张三,ID,1"), "grant", "feed_period_untold", "--period"},
		{"an item nobody says", headed(t, "姓名,身份证号,月份,金额", "张三,ID,202401,1"), "grant", "feed_batch_untold", "--set item"},
	} {
		o := options(t)
		o.Kind = c.kind
		if e := refused(t, write(t, "a.csv", []byte(c.text)), o); e.Code != c.code || !strings.Contains(e.Message, c.says) || !strings.HasSuffix(e.Message, "。") {
			t.Errorf("%s: got %v, want %s with %q", c.why, e, c.code, c.says)
		}
	}
	o := options(t)
	yes := true
	o.Complete = &yes
	if e := refused(t, write(t, "a.csv", []byte(headed(t, "身份证号,卡号,余额", "ID,1234,1"))), o); e.Code != "feed_complete_listed" {
		t.Errorf("a list said to be complete: %v", e)
	}
}

func TestAPersonMaySayWhichColumnIsMeant(t *testing.T) {
	t.Parallel()
	path := write(t, "a.csv", []byte(headed(t, "身份证号,号牌号码,户籍地址,现住址", "ID,苏1,甲,乙")))
	o := options(t)
	o.Columns = map[string]string{"address": "现住址"}
	got := read(t, path, o)
	if want := "1 id_number=" + person(t, 1) + " plate=苏1 address=乙"; len(got.rows) != 1 || got.rows[0] != want {
		t.Errorf("got %q", got.rows)
	}
	if len(got.report.Ignored) != 1 || got.report.Ignored[0] != "户籍地址" {
		t.Errorf("ignored %q", got.report.Ignored)
	}
	for field, header := range map[string]string{"address": "老家", "colour": "现住址"} {
		o.Columns = map[string]string{field: header}
		if e := refused(t, path, o); e.Code != "feed_column_unknown" {
			t.Errorf("%s=%s: %v", field, header, e)
		}
	}
}

func TestTheUnitMayStandAboveTheTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ line, want string }{
		{"单位：万元", "15000.00"}, {"金额单位：人民币万元", "15000.00"}, {"（单位：辆、万元）", "15000.00"}, {"单位：元", "1.50"}, {"单位：某市公安局", "1.50"}, {"填报单位:万达街道 单 位 ：万元", "15000.00"}, {"填报单位：百元超市", "1.50"},
	} {
		got := read(t, write(t, "a.csv", []byte(headed(t, c.line+",,", "身份证号,号牌号码,现值", "ID,苏1,1.5"))), options(t))
		if len(got.rows) != 1 || !strings.HasSuffix(got.rows[0], "value="+c.want) {
			t.Errorf("%s: %q", c.line, got.rows)
		}
	}
	got := read(t, write(t, "a.csv", []byte(headed(t, "单位：万元,,", "身份证号,号牌号码,现值（元）", "ID,苏1,1.5"))), options(t))
	if !strings.HasSuffix(got.rows[0], "value=1.50") || got.report.Columns[2].Unit != pack.InYuan {
		t.Errorf("the header's own unit counts: %q", got.rows)
	}
}

func TestAHeaderMayTakeTwoLines(t *testing.T) {
	t.Parallel()
	text := headed(t, "名册,,,,", "基本情况,,车辆情况,,备注", "车主,身份证号,号牌号码,现值,", "张三,ID,苏1,5,好")
	got := read(t, write(t, "a.csv", []byte(text)), options(t))
	if want := "1 name=张三 id_number=" + person(t, 1) + " plate=苏1 value=5.00 note=好"; len(got.rows) != 1 || got.rows[0] != want || got.report.HeaderRecord != 3 {
		t.Errorf("got %q below record %d", got.rows, got.report.HeaderRecord)
	}
}

func TestWhatAllRowsHaveComesFromTheBatch(t *testing.T) {
	t.Parallel()
	constants := func(o outcome) string {
		var list []string
		for i := range o.plan.Constants {
			c := &o.plan.Constants[i]
			list = append(list, c.Field.Name+"="+text(c.Field, &c.Value))
		}
		return strings.Join(list, " ")
	}
	table := headed(t, "崇川区2024年 1 月 慰问金 发放名册,,", "制表日期：2024年1月31日,,", "姓名,身份证号,金额", "张三,ID,710")
	path := write(t, "a.csv", []byte(table))
	o := options(t)
	o.Kind = "grant"
	if got := constants(read(t, path, o)); got != "item=崇川区2024年1月慰问金发放名册 month=2024-01" {
		t.Errorf("from the title: %s", got)
	}
	o.Period, o.Batch = "202402", map[string]string{"item": "春节慰问金"}
	if got := constants(read(t, path, o)); got != "item=春节慰问金 month=2024-02" {
		t.Errorf("as told: %s", got)
	}
	o.Kind, o.Batch = "grant_coal", nil
	if got := constants(read(t, path, o)); got != "item=取暖补贴 month=2024-02" {
		t.Errorf("fixed by the feed: %s", got)
	}
	for code, batch := range map[string]map[string]string{
		"feed_set_fixed": {"item": "春节慰问金"}, "feed_set_column": {"amount": "5"}, "feed_set_unknown": {"colour": "红"}, "text_long": {"note": strings.Repeat("长", 101)},
	} {
		o.Batch = batch
		if e := refused(t, path, o); e.Code != code {
			t.Errorf("%v: got %v, want %s", batch, e, code)
		}
	}
	o.Batch = map[string]string{"plate": "苏1"}
	o.Kind = "vehicle"
	if got := constants(read(t, write(t, "b.csv", []byte(headed(t, "车主,身份证号", "张三,ID"))), o)); got != "plate=苏1" {
		t.Errorf("a necessary column that is told: %s", got)
	}
	o.Kind, o.Batch = "grant", nil
	o.Period = "二月"
	if e := refused(t, path, o); e.Code != "month_form" {
		t.Errorf("a month that is none: %v", e)
	}
}
