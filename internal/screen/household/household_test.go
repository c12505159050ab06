package household

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pay/handout"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/verify"
	"lianxin/internal/watch"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/placement"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
	"lianxin/internal/watch/response"
	"lianxin/internal/watch/risk"
)

// met are the families a response of these tests is to meet.
var met = []response.Met{
	{Household: "one", Person: "a", Name: "阿卜杜热合曼·买买提艾力", Division: screentest.Village, Tiers: []string{"T2"}},
	{Household: "two", Name: "李秀英", Division: screentest.Village},
}

// open sets the pages up with a town, a county and another county at work.
func open(t *testing.T) *screentest.Office {
	t.Helper()
	o := screentest.Open(t, screentest.Setup{
		Tables: slices.Concat(watch.Tables(), plan.Tables(), referral.Tables(), conference.Tables(), response.Tables(), placement.Tables(), risk.Tables(), handout.Tables()),
		Stages: func(s *screen.Stages) {
			s.Risks = risks(t, s)
			s.Plans = plan.New(plan.Options{Journal: s.Journal, Keys: s.Keys, Catalogue: s.Catalogue})
			s.Referrals = referral.New(referral.Options{Journal: s.Journal, Keys: s.Keys, Catalogue: s.Catalogue, Calendar: s.Calendar})
			s.Meetings = conference.New(conference.Options{Journal: s.Journal, Keys: s.Keys, Catalogue: s.Catalogue})
			s.Responses = response.New(response.Options{
				Journal: s.Journal, Keys: s.Keys, Catalogue: s.Catalogue, Divisions: s.Divisions,
				Reach: func(context.Context, db.Query, string, []civil.Area, []string, bool) ([]response.Met, error) {
					return met, nil
				},
			})
			s.Handouts = handout.New(handout.Options{Journal: s.Journal, Keys: s.Keys, Catalogue: s.Catalogue, Divisions: s.Divisions, Register: s.Register, Pay: s.Pay})
			s.Placings = placement.New(placement.Options{Journal: s.Journal, Keys: s.Keys, Catalogue: s.Catalogue, Divisions: s.Divisions, Sources: homely(s)})
			s.Passing = referral.Sources{Register: s.Register, Circle: func(context.Context, db.Query, register.Ref) (string, error) { return "低保对象", nil }}
			s.Watch = watch.New(watch.Options{Journal: s.Journal, Register: s.Register, Keys: s.Keys, Catalogue: s.Catalogue, Calendar: s.Calendar})
			s.Verify = verify.New(verify.Options{Journal: s.Journal, Register: s.Register, Keys: s.Keys, Catalogue: s.Catalogue, Calendar: s.Calendar})
		},
	}, func(s *screen.Stages) []screen.Route { return New(s).Routes() })
	o.Hire("cun", "顾红", casework.Village, screentest.Village)
	o.Hire("town", "张明", casework.Town, screentest.Town)
	o.Hire("xian", "李敏", casework.County, screentest.Whole)
	o.Hire("lin", "赵强", casework.County, screentest.Other)
	o.Hire("shi", "陈立", casework.City, screentest.City)
	return o
}

// settled is a family with an open file; at is where its page stands.
func settled(o *screentest.Office, names ...string) (f screentest.Family, at string) {
	o.T.Helper()
	f = o.Settle(names...)
	at = "/household/" + f.Household.County + "/" + f.Household.ID
	o.Get("town", at).Says(http.StatusOK, "还没有建档", "建档")
	if next := o.Post("town", at+"/open").Goes(); next != at+"?done=open" {
		o.T.Fatalf("goes to %s", next)
	}
	return f, at
}

func TestAPlanIsDrawnAgreedVisitedAndEnded(t *testing.T) {
	t.Parallel()
	o := open(t)
	_, at := settled(o, "阿卜杜热合曼·买买提艾力", "李小平")
	o.Get("cun", at).Says(http.StatusOK, "阿卜杜热合曼·买买提艾力家", "拟订方案")
	form := at + "/plan/draw"
	o.Get("cun", form).Says(http.StatusOK, "困难和需求", "看病")
	o.Post("cun", form, "words", "夫妻都有慢性病", "keeper", "顾红", "unit", "居委会").Says(http.StatusUnprocessableEntity, "请至少勾选一项", "夫妻都有慢性病")
	o.Post("cun", form, "needs", "medical", "words", "夫妻都有慢性病", "keeper", "顾红", "unit", "居委会").Goes()
	o.Get("cun", form).Says(http.StatusNotFound)
	step := func(act string, words string, pairs ...string) {
		t.Helper()
		seen := o.Get("town", at+"/plan/"+act).Says(http.StatusOK, words).Seen()
		o.Post("town", at+"/plan/"+act, append(pairs, "seen", seen)...).Goes()
	}
	o.Post("town", at+"/plan/agree", "by", "本人", "day", "2025-07-07").Says(http.StatusUnprocessableEntity, "还没有帮扶措施")
	step("measure", "针对哪项需求", "need", "medical", "kind", "cash", "words", "办理医疗救助", "doer", "张明", "due", "2025-07-20")
	step("agree", "谁同意的", "by", "本人", "day", "2025-07-07")
	o.Post("town", at+"/plan/visit", "day", "2025-07-09", "manner", "visit", "met", "本人", "words", "还好").Says(http.StatusUnprocessableEntity, "不能晚于今天")
	step("visit", "看到的情况", "day", "2025-07-07", "manner", "visit", "met", "本人", "words", "按时吃药")
	o.Get("xian", at).Says(http.StatusOK, "执行中", "按时吃药", "办理医疗救助", "8月6日")
	o.Now = o.Now.AddDate(0, 0, 40)
	o.Get("xian", "/households?plan=late").Says(http.StatusOK, "超期", "阿卜杜热合曼·买买提艾力")
	id := o.Get("town", at+"/plan/settle").Says(http.StatusOK, "办理医疗救助").After(`name="measure"`, `value="`)
	o.Post("town", at+"/plan/settle", "measure", id, "result", "到账").Says(http.StatusUnprocessableEntity, "两个结果里选一个")
	step("settle", "哪项措施", "measure", id, "done", "yes", "result", "到账3,000元")
	step("review", "结论", "ends", "yes", "words", "困难解决了")
	o.Get("town", at).Says(http.StatusOK, "结束方案", "困难解决了", "拟订方案")
}

func TestTheLedgerIsFilteredCountedAndExported(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Get("town", "/households").Says(http.StatusOK, "没有符合条件的家庭档案")
	f, _ := settled(o, "=李秀英")
	if _, err := o.Stages.Plans.Keep(t.Context(), "machine:household", screentest.County, []string{f.Household.ID}, []plan.Standing{{
		Household: f.Household.ID, Name: "=李秀英", Division: screentest.Village, Circle: "dibao", Classes: []string{"dibao_elder"}, Unclear: []string{"dibao_ill"},
		Programmes: []string{"dibao"}, Members: 1,
	}}); err != nil {
		t.Fatal(err)
	}
	o.Get("xian", "/households?circle=dibao&class=dibao_elder").Says(http.StatusOK, "李秀英", "低保对象")
	o.Get("xian", "/households?circle=tekun").Says(http.StatusOK).Hides("李秀英")
	o.Get("xian", "/households?town=320613006").Says(http.StatusOK).Hides("李秀英")
	o.Get("shi", "/households/circles").Says(http.StatusOK, "低保有老年人", "共1户、1人", "没有特困人员的家庭")
	file := o.Get("xian", "/households/export?circle=dibao")
	if !strings.Contains(file.Page, "'=李秀英") || !strings.Contains(file.Page, "低保有重病患者") {
		t.Errorf("the file is %s", file.Page)
	}
	o.Get("lin", "/households").Says(http.StatusOK).Hides("李秀英")
	o.Get("cun", "/households/export").Says(http.StatusNotFound)
}

func TestANeedIsPassedOnAndItsAnswerStandsInTheFile(t *testing.T) {
	t.Parallel()
	o := open(t)
	f, at := settled(o, "李秀英", "李小平")
	form := "/referrals/new?household=" + f.Household.County + "/" + f.Household.ID
	o.Get("town", form).Says(http.StatusOK, "李小平", "教育局", "告诉对方")
	home, person := f.Household.County+"/"+f.Household.ID, f.People[1].String()
	o.Post("town", "/referrals/new", "household", home, "person", person, "need", "education", "target", "housing", "asked", "资助学费").Says(http.StatusUnprocessableEntity, "不办理“上学”", "资助学费")
	next := o.Post("town", "/referrals/new", "household", home, "person", person, "need", "education", "target", "education", "asked", "资助学费").Goes()
	one := strings.TrimSuffix(next, "?done=send")
	o.Get("town", one).Says(http.StatusOK, "已转出，等对方接收", "姓名、身份证号、家庭成员")
	o.Now = o.Now.AddDate(0, 0, 20)
	o.Get("xian", "/referrals?tab=late").Says(http.StatusOK, "超期未答复", "李小平")
	seen := o.Get("xian", one+"/answer").Says(http.StatusOK).Seen()
	o.Post("xian", one+"/answer", "result", "more", "words", "请说明在哪所学校", "day", "2025-07-20", "seen", seen).Goes()
	seen = o.Get("town", one+"/supply").Says(http.StatusOK, "补充了什么").Seen()
	o.Post("town", one+"/supply", "words", "在第一中学高一", "seen", seen).Goes()
	file := o.Get("xian", "/referrals/export?target=education")
	number := file.Page[strings.Index(file.Page, "ZB-"):][:len("ZB-320613-2025-00001")]
	if !strings.Contains(file.Page, civil.SampleRegion[:4]) || strings.Contains(file.Page, "电话") || !strings.Contains(file.Page, "资助学费（补充：在第一中学高一）") {
		t.Errorf("the department is told %s", file.Page)
	}
	answers := "转办编号,答复,答复内容,答复日期\n" + number + ",已办理,每学期1500元,2025-07-20\n,已办理,没有编号,\n"
	o.Upload("xian", "/referrals/answers", "file", "答复.csv", []byte(answers), "target", "education").Says(http.StatusOK, "登记了1件", "没有转办编号")
	o.Get("town", at).Says(http.StatusOK, "每学期1500元", "已办理，待告知家庭")
	seen = o.Get("town", one+"/tell").Says(http.StatusOK).Seen()
	o.Post("town", one+"/tell", "words", "打电话告诉了李秀英", "seen", seen).Goes()
	o.Post("town", one+"/again", "words", "再办", "seen", seen).Says(http.StatusUnprocessableEntity, "别人已经改过")
	o.Get("town", one).Says(http.StatusOK, "告知家庭", "打电话告诉了李秀英")
}

func TestAMeetingResolvesATopic(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Get("xian", "/conferences").Says(http.StatusOK, "没有等待上会的事项", "还没有召集过会议")
	o.Post("town", "/conferences/propose", "title", "冬季取暖", "words", "十几户没有取暖设备").Says(http.StatusUnprocessableEntity, "请选择为什么要会商", "冬季取暖")
	item := strings.TrimSuffix(o.Post("town", "/conferences/propose", "title", "冬季取暖", "words", "十几户没有取暖设备", "why", "other").Goes(), "?done=propose")
	ref := strings.TrimPrefix(item, "/agenda/")
	o.Get("xian", "/conferences/new").Says(http.StatusOK, "冬季取暖", "财政局")
	meeting := strings.TrimSuffix(o.Post("xian", "/conferences/new", "body", "joint", "title", "联席会议", "day", "2025-07-07", "place", "三楼", "chair", "李敏",
		"attending", "民政局\n财政局", "items", ref).Goes(), "?done=call")
	o.Get("xian", item+"/resolve").Says(http.StatusOK)
	o.Post("xian", item+"/resolve", "words", "同意安排").Says(http.StatusUnprocessableEntity, "还没有登记召开")
	o.Post("xian", meeting+"/hold", "came", "民政局\n财政局 王明", "minutes", "介绍了去冬的情况，同意安排经费。").Goes()
	o.Post("xian", item+"/resolve", "words", "入冬前补上", "task-1", "查看房屋", "unit-1", "住建局").Says(http.StatusUnprocessableEntity, "落实期限不能空着", "查看房屋")
	o.Post("xian", item+"/resolve", "words", "入冬前补上", "task-1", "查看房屋", "unit-1", "住建局", "due-1", "2025-08-01").Goes()
	o.Get("town", item+"/record").Says(http.StatusOK, "会商议定记录", "HS-320613-2025-00001", "财政局 王明", "查看房屋")
	page := o.Get("town", item).Says(http.StatusOK, "入冬前补上", "住建局")
	task := item + "/task/" + page.After(`href="`+item+`/task/`)
	o.Post("town", task, "result", "").Says(http.StatusUnprocessableEntity, "落实的结果")
	o.Post("town", task, "result", "看过十二户").Goes()
	o.Get("town", item).Says(http.StatusOK, "看过十二户")
	o.Get("town", meeting).Says(http.StatusNotFound)
}

func TestNobodySeesAFamilyOutsideOfHisDivisions(t *testing.T) {
	t.Parallel()
	o := open(t)
	f, at := settled(o, "李秀英")
	home := f.Household.County + "/" + f.Household.ID
	next := o.Post("town", "/referrals/new", "household", home, "person", f.People[0].String(), "need", "medical", "target", "medical", "asked", "医疗救助").Goes()
	one := strings.TrimSuffix(next, "?done=send")
	item := strings.TrimSuffix(o.Post("town", "/conferences/propose", "household", home, "title", "李家", "words", "请会商", "why", "hard").Goes(), "?done=propose")
	for _, path := range []string{at, at + "/plan/draw", one, one + "/answer", item, item + "/resolve", item + "/record", "/referrals/new?household=" + home, "/conferences/propose?household=" + home, "/referrals/export?target=medical"} {
		o.Get("lin", path).Says(http.StatusNotFound)
	}
	for _, path := range []string{at + "/open", at + "/plan/draw", item + "/resolve"} {
		if got := o.Post("lin", path, "words", "写点什么", "needs", "medical"); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	if got := o.Post("lin", one+"/answer", "result", "granted", "words", "已办"); got.Status != http.StatusNotFound {
		t.Errorf("an answer from elsewhere: %d", got.Status)
	}
}
