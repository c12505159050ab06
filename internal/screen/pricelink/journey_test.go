package pricelink_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
)

// staff hires who works on it: the city, two counties, finance and an auditor.
func (o *office) staff() {
	o.hire("city", "陈立", casework.City, city)
	o.hire("county", "李敏", casework.County, whole)
	o.hire("other", "孙伟", casework.County, other)
	o.hire("money", "钱静", casework.Finance, whole)
	o.hire("auditor", "郑刚", casework.Auditor, city)
	o.hire("town", "张明", casework.Town, town)
}

// enter posts the indices of September.
func (o *office) enter(cpi, scpi string, more ...string) answer {
	o.t.Helper()
	return o.post("city", "/pricelink/index", append([]string{"month", "2026-09", "cpi", cpi, "scpi", scpi, "published", "2026-10-14", "source", "国家统计局南通调查队"}, more...)...)
}

const september = "/pricelink/month/2026-09"

// seen is the version the form of an action was made from.
func (a answer) seen(action string) string {
	_, rest, _ := strings.Cut(a.page, `action="`+action+`"`)
	_, rest, _ = strings.Cut(rest, `name="seen" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// roll hands a list in; the last argument is the file.
func (o *office) roll(token string, pairs ...string) answer {
	o.t.Helper()
	raw := pairs[len(pairs)-1]
	return o.uploadWith(token, september+"/roll", "file", []byte(raw), pairs[:len(pairs)-1]...)
}

func TestASubsidyMonthGoesFromTheIndexToTheList(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	f := o.settle("李秀英", "李强")
	o.grant(f, "李秀英", 114300, "2026-01", true)
	o.get("city", "/pricelink").says(200, "还没有登记指数", "没有指数，不能判定", "登记指数")
	o.enter("4.44", "").says(422, "同比涨幅请填写百分数", `value="4.44"`)
	o.enter("", "").says(422, "请至少填写一个指数")
	if next := o.enter("4.4", "６.7").goes(); next != september {
		t.Fatalf("went to %s", next)
	}
	o.enter("4.4", "6.7").goes() // sent twice, entered once
	o.enter("4.5", "6.7").says(409, "要更正请写明原因")
	o.get("county", september).says(200, "达到启动条件", "6.7%", "1/8", "由市级民政部门的人员决定").hides("启动2026年10月的补贴")
	page := o.get("city", september).says(200, "89.00", "2人", "等部门名册", "还没有核对的")
	launch := september + "/launch"
	o.post("city", launch, "seen", "other").says(409, "有变动")
	o.post("city", launch, "seen", page.seen(launch)).goes()
	o.post("city", launch, "seen", page.seen(launch)).goes()
	o.get("city", "/pricelink").says(200, "已启动", "还剩")

	number := civil.MakeID(civil.SampleRegion, day(t, "1960-01-01"), 7)
	own := civil.MakeID(civil.SampleRegion, day(t, "1971-02-03"), 100+len("李秀英"))
	o.roll("county", "group", "veteran", "place", "all", "姓名,身份证号\n王建国,"+number+"\n").says(404)
	o.roll("county", "group", "veteran", "place", county, "没有表头").says(422, "没有找到表头")
	o.roll("county", "group", "veteran", "place", county, "姓名,身份证号\n王建国,"+number+"\n李秀英,"+own+"\n坏号码,1\n").goes()
	o.get("city", september).says(200, "第4行：身份证号不对").hides(number)
	o.post("city", september+"/list").goes()
	o.get("city", september).says(200, "联合名单", "最低生活保障对象", "抚恤补助优抚对象", "已按更优先的类别列入")
	people := september + "/people?county=" + county + "&group=veteran"
	o.get("county", people).says(200, "王建国", "2人", "已按更优先的类别列入：在")
	o.get("county", people+"&struck=paid").says(200, "1人").hides("更优先")
	o.get("county", september+"/people?county="+county+"&group=dibao").says(200, "李秀英", "李强")
	o.paid(number)
}

// paid hands the list over, tells results and reads the report.
func (o *office) paid(number string) {
	o.t.Helper()
	hand := september + "/hand"
	page := o.get("city", september)
	o.post("city", hand, "seen", "other").says(409, "重新编过")
	o.post("city", hand, "seen", page.seen(hand)).goes()
	o.post("city", hand, "seen", page.seen(hand)).goes()
	o.get("city", september).says(200, "已交发放", "发放结果", "编制中").hides("撤回的原因")
	o.get("money", "/pricelink").says(200, "已交发放")
	o.post("city", september+"/withdraw", "reason", "不发了").says(409, "不能这样办理")

	file := o.post("county", september+"/export", "export_group", "veteran").says(200, number, "不发", "已按更优先的类别列入")
	if !strings.HasPrefix(file.page, "\ufeff") {
		o.t.Error("the file does not say that it is UTF-8")
	}
	told := []string{"paid_group", "veteran", "paid_county", county, "paid_persons", "1", "paid_amount", "89.00", "paid_day", "2026-10-16"}
	o.post("county", september+"/result", append(told, "paid_persons", "2")...).says(422, "超过了名单", `value="2"`)
	o.post("county", september+"/result", told...).goes()
	o.post("other", september+"/result", told...).says(http.StatusNotFound)
	o.get("auditor", "/pricelink/report").says(200, "启动1次，3人次，应发267.00", "抚恤补助优抚对象").hides("王建国", "李秀英")
	o.get("auditor", "/pricelink/report/file").says(200, "发放月份", "2026-10")
	o.get("auditor", "/pricelink/report?year=2025").says(200, "还没有启动过")
}

func TestWhoMayNotSeeFindsNothing(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	o.enter("4.4", "6.7").goes()
	launch := september + "/launch"
	o.post("city", launch, "seen", o.get("city", september).seen(launch)).goes()
	o.post("city", september+"/list").goes()
	for _, path := range []string{"/pricelink", september, "/pricelink/report", "/pricelink/index"} {
		o.get("town", path).says(http.StatusNotFound)
		o.get("", path).goes() // a stranger signs in first
	}
	people := september + "/people?county="
	o.get("auditor", people+county).says(http.StatusNotFound)
	o.get("other", people+county).says(http.StatusNotFound)
	o.get("city", people+"320500").says(http.StatusNotFound)
	o.get("city", "/pricelink/month/2026").says(http.StatusNotFound)
	for _, act := range []string{"launch", "list", "hand", "withdraw"} {
		o.post("county", september+"/"+act).says(http.StatusNotFound)
		o.post("auditor", september+"/"+act).says(http.StatusNotFound)
	}
	o.get("other", september).hides("海门区")
}

func TestIndicesAreImportedFromAFileOrRefusedWhole(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	file := "月份,指数,同比涨幅,公布日期,来源\n"
	for i := 1; i <= 9; i++ {
		file += fmt.Sprintf("2026-%02d,CPI,%d.1,2026-%02d-15,调查队\n", i, i%4, i+1)
	}
	o.upload("city", "/pricelink/index/file", "file", nil).says(422, "文件")
	o.upload("city", "/pricelink/index/file", "file", []byte(file+"2026-10,CPI,3,2026-11-10,调查队\n")).says(422, "还没有到")
	o.get("city", "/pricelink/index").says(200, "还没有登记指数")
	o.upload("city", "/pricelink/index/file", "file", []byte(file)).goes()
	o.get("county", "/pricelink/index").says(200, "2026年9月", "1.1%", "陈立").hides("从文件导入")
	o.get("auditor", "/pricelink").says(200, "各月价格同比涨幅", "2026-03", "3.1", "还不能判定")
}

// uploadWith sends a file and other fields.
func (o *office) uploadWith(token, path, field string, raw []byte, pairs ...string) answer {
	o.t.Helper()
	fields := url.Values{"once": {screen.NewOnce()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		fields.Set(pairs[i], pairs[i+1])
	}
	return o.send(token, path, field, raw, fields)
}
