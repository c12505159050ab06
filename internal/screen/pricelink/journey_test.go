package pricelink_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen/screentest"
)

// staff hires who works on it: the city, two counties, finance and an auditor.
func (o *office) staff() {
	o.Hire("city", "陈立", casework.City, city)
	o.Hire("county", "李敏", casework.County, whole)
	o.Hire("other", "孙伟", casework.County, other)
	o.Hire("money", "钱静", casework.Finance, whole)
	o.Hire("auditor", "郑刚", casework.Auditor, city)
	o.Hire("town", "张明", casework.Town, town)
}

// enter posts the indices of September.
func (o *office) enter(cpi, scpi string, more ...string) screentest.Answer {
	o.T.Helper()
	return o.Post("city", "/pricelink/index", append([]string{"month", "2026-09", "cpi", cpi, "scpi", scpi, "published", "2026-10-14", "source", "国家统计局南通调查队"}, more...)...)
}

const september = "/pricelink/month/2026-09"

// roll hands a list in; the last argument is the file.
func (o *office) roll(token string, pairs ...string) screentest.Answer {
	o.T.Helper()
	raw := pairs[len(pairs)-1]
	return o.Upload(token, september+"/roll", "file", "list.csv", []byte(raw), pairs[:len(pairs)-1]...)
}

func TestASubsidyMonthGoesFromTheIndexToTheList(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	f := o.Settle("李秀英", "李强")
	o.Grant(f, "李秀英", 114300, "2026-01", true)
	o.Get("city", "/pricelink").Says(200, "还没有登记指数", "没有指数，不能判定", "登记指数")
	o.enter("4.44", "").Says(422, "同比涨幅请填写百分数", `value="4.44"`)
	o.enter("", "").Says(422, "请至少填写一个指数")
	if next := o.enter("4.4", "６.7").Goes(); next != september {
		t.Fatalf("went to %s", next)
	}
	o.enter("4.4", "6.7").Goes() // sent twice, entered once
	o.enter("4.5", "6.7").Says(409, "要更正请写明原因")
	o.Get("county", september).Says(200, "达到启动条件", "6.7%", "1/8", "由市级民政部门的人员决定").Hides("启动2026年10月的补贴")
	page := o.Get("city", september).Says(200, "89.00", "2人", "等部门名册", "还没有核对的")
	launch := september + "/launch"
	o.Post("city", launch, "seen", "other").Says(409, "有变动")
	o.Post("city", launch, "seen", page.Seen(launch)).Goes()
	o.Post("city", launch, "seen", page.Seen(launch)).Goes()
	o.Get("city", "/pricelink").Says(200, "已启动", "还剩")

	number := civil.MakeID(civil.SampleRegion, screentest.Day(t, "1960-01-01"), 7)
	own := civil.MakeID(civil.SampleRegion, screentest.Day(t, "1971-02-03"), 100+len("李秀英"))
	o.roll("county", "group", "veteran", "place", "all", "姓名,身份证号\n王建国,"+number+"\n").Says(404)
	o.roll("county", "group", "veteran", "place", county, "没有表头").Says(422, "没有找到表头")
	o.roll("county", "group", "veteran", "place", county, "姓名,身份证号\n王建国,"+number+"\n李秀英,"+own+"\n坏号码,1\n").Goes()
	o.Get("city", september).Says(200, "第4行：身份证号不对").Hides(number)
	o.Post("city", september+"/list").Goes()
	o.Get("city", september).Says(200, "联合名单", "最低生活保障对象", "抚恤补助优抚对象", "已按更优先的类别列入")
	people := september + "/people?county=" + county + "&group=veteran"
	o.Get("county", people).Says(200, "王建国", "2人", "已按更优先的类别列入：在")
	o.Get("county", people+"&struck=paid").Says(200, "1人").Hides("更优先")
	o.Get("county", september+"/people?county="+county+"&group=dibao").Says(200, "李秀英", "李强")
	o.paid(number)
}

// paid hands the list over, tells results and reads the report.
func (o *office) paid(number string) {
	o.T.Helper()
	hand := september + "/hand"
	page := o.Get("city", september)
	o.Post("city", hand, "seen", "other").Says(409, "重新编过")
	o.Post("city", hand, "seen", page.Seen(hand)).Goes()
	o.Post("city", hand, "seen", page.Seen(hand)).Goes()
	o.Get("city", september).Says(200, "已交发放", "发放结果", "编制中").Hides("撤回的原因")
	o.Get("money", "/pricelink").Says(200, "已交发放")
	o.Post("city", september+"/withdraw", "reason", "不发了").Says(409, "不能这样办理")

	file := o.Post("county", september+"/export", "export_group", "veteran").Says(200, number, "不发", "已按更优先的类别列入")
	if !strings.HasPrefix(file.Page, "\ufeff") {
		o.T.Error("the file does not say that it is UTF-8")
	}
	told := []string{"paid_group", "veteran", "paid_county", county, "paid_persons", "1", "paid_amount", "89.00", "paid_day", "2026-10-16"}
	o.Post("county", september+"/result", append(told, "paid_persons", "2")...).Says(422, "超过了名单", `value="2"`)
	o.Post("county", september+"/result", told...).Goes()
	o.Post("other", september+"/result", told...).Says(http.StatusNotFound)
	o.Get("auditor", "/pricelink/report").Says(200, "启动1次，3人次，应发267.00", "抚恤补助优抚对象").Hides("王建国", "李秀英")
	o.Get("auditor", "/pricelink/report/file").Says(200, "发放月份", "2026-10")
	o.Get("auditor", "/pricelink/report?year=2025").Says(200, "还没有启动过")
}

func TestWhoMayNotSeeFindsNothing(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	o.enter("4.4", "6.7").Goes()
	launch := september + "/launch"
	o.Post("city", launch, "seen", o.Get("city", september).Seen(launch)).Goes()
	o.Post("city", september+"/list").Goes()
	for _, path := range []string{"/pricelink", september, "/pricelink/report", "/pricelink/index"} {
		o.Get("town", path).Says(http.StatusNotFound)
		o.Get("", path).Goes() // a stranger signs in first
	}
	people := september + "/people?county="
	o.Get("auditor", people+county).Says(http.StatusNotFound)
	o.Get("other", people+county).Says(http.StatusNotFound)
	o.Get("city", people+"320500").Says(http.StatusNotFound)
	o.Get("city", "/pricelink/month/2026").Says(http.StatusNotFound)
	for _, act := range []string{"launch", "list", "hand", "withdraw"} {
		o.Post("county", september+"/"+act).Says(http.StatusNotFound)
		o.Post("auditor", september+"/"+act).Says(http.StatusNotFound)
	}
	o.Get("other", september).Hides("海门区")
}

func TestIndicesAreImportedFromAFileOrRefusedWhole(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	file := "月份,指数,同比涨幅,公布日期,来源\n"
	for i := 1; i <= 9; i++ {
		file += fmt.Sprintf("2026-%02d,CPI,%d.1,2026-%02d-15,调查队\n", i, i%4, i+1)
	}
	o.Upload("city", "/pricelink/index/file", "file", "list.csv", nil).Says(422, "文件")
	o.Upload("city", "/pricelink/index/file", "file", "list.csv", []byte(file+"2026-10,CPI,3,2026-11-10,调查队\n")).Says(422, "还没有到")
	o.Get("city", "/pricelink/index").Says(200, "还没有登记指数")
	o.Upload("city", "/pricelink/index/file", "file", "list.csv", []byte(file)).Goes()
	o.Get("county", "/pricelink/index").Says(200, "2026年9月", "1.1%", "陈立").Hides("从文件导入")
	o.Get("auditor", "/pricelink").Says(200, "各月价格同比涨幅", "2026-03", "3.1", "还不能判定")
}
