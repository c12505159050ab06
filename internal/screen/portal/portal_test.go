package portal_test

import (
	"testing"

	"lianxin/internal/screen"
	"lianxin/internal/screen/portal"
	"lianxin/internal/screen/screentest"
)

const nobody = "nobody"

func open(t *testing.T) *screentest.Office {
	t.Helper()
	return screentest.Open(t, screentest.Setup{}, func(s *screen.Stages) []screen.Route { return portal.New(s).Routes() })
}

func TestEveryMatterHasAGuideDrawnFromThePacks(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Get(nobody, "/guides").Says(200, "最低生活保障申请", "困难残疾人生活补贴", "不收费")
	for _, m := range o.Stages.Desk.Matters() {
		o.Get(nobody, "/guides/"+m.Name+"?day=2026-01-01").Says(200, m.Title, m.Plain, "要带什么", "不收费", "依据")
	}
	o.Get(nobody, "/guides/dibao").Says(200, "2025年7月7日", "容缺：可以晚些交", "不用带，我们去查", "个工作日", "申请复议", "/apply/dibao", "家庭人均月收入低于低保标准").Hides("[from", "parameter")
	o.Get(nobody, "/guides/dibao_change").Says(200, "报告变化").Hides("/apply/dibao_change")
	o.Get(nobody, "/guides/allowance_elsewhere").Says(200, "窗口").Hides("/apply")
	o.Get(nobody, "/guides/nothing").Says(404)
}

func TestAGuideShowsTheStandardOfThePlaceAndTheDay(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.Stages.Catalogue()
	for _, day := range []string{"2021-12-31", "2025-07-07"} {
		want, ok := c.Parameter("low_standard", "320613", screentest.Day(t, day))
		if !ok || want.Value == "" {
			t.Fatalf("no standard on %s: %+v", day, want)
		}
		o.Get(nobody, "/guides/dibao?place=320613&day="+day).Says(200, want.Value+" 元/月")
	}
}

func TestAGuideIsFoundByItsWordsAndByItsInitials(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Get(nobody, "/guides?q=低保").Says(200, "最低生活保障申请").Hides("护理补贴申请")
	o.Get(nobody, "/guides?q=zdshbz").Says(200, "最低生活保障申请").Hides("特困人员救助供养申请")
	o.Get(nobody, "/guides?q=LSJZ").Says(200, "临时救助").Hides("最低生活保障申请")
	o.Get(nobody, "/guides?q=没有这件事").Says(200, "没有找到“没有这件事”", "看全部指南")
}

// family is a family of three as the questions are answered.
var family = []string{
	"place", "320613", "age-1", "40", "age-2", "38", "age-3", "10", "area.area", "urban",
	"income.wage-1", "1200", "income.pension-1", "0", "income.business-1", "0", "income.transfer-1", "0",
	"income.wage-2", "0", "income.pension-2", "0", "income.business-2", "0", "income.transfer-2", "0",
	"income.wage-3", "0", "income.pension-3", "0", "income.business-3", "0", "income.transfer-3", "0",
	"disability.disability-1", "none", "disability.disability-2", "limb_severe", "disability.disability-3", "none",
	"illness.illness-1", "none", "illness.illness-2", "none", "illness.illness-3", "none",
	"children.guardian-3", "parents", "support.supporter-1", "able", "support.supporter-2", "able",
	"property.housing", "1", "property.vehicles", "0", "property.vehicle_value", "0", "property.savings", "1000", "spending.spending", "0",
}

// with answers otherwise.
func with(pairs ...string) []string {
	out := append([]string(nil), family...)
	for i := 0; i+1 < len(pairs); i += 2 {
		for k := 0; k+1 < len(out); k += 2 {
			if out[k] == pairs[i] {
				out[k+1] = pairs[i+1]
			}
		}
	}
	return out
}

func ask(o *screentest.Office, step string, pairs []string) screentest.Answer {
	return o.Post(nobody, "/ten", append([]string{"step", step}, pairs...)...)
}

func TestTenQuestionsSayWhatAFamilyMayGet(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Get(nobody, "/ten").Says(200, "户口", "不用登录", "第1步，共10步")
	ask(o, "0", []string{"place", ""}).Says(422, "请选择户口在哪里")
	ask(o, "0", []string{"place", "320613"}).Says(200, "一起生活的有几个人", `value="320613"`)
	ask(o, "1", []string{"place", "320613"}).Says(422, "请至少写一个人的年纪")
	ask(o, "1", []string{"place", "320613", "age-1", "两岁"}).Says(422, "年纪请填周岁", `value="两岁"`)
	ask(o, "9", family).Says(200, "您家可能享受的", "大约每月", "最低生活保障", "/guides/dibao", "困难残疾人生活补贴", "第2个人（38岁）", "/apply/dibao")
}

func TestWhatWasNotAnsweredIsNotKnown(t *testing.T) {
	t.Parallel()
	o := open(t)
	ask(o, "9", with("property.savings", "")).Says(200, "还要看", "还不知道", "金融资产", "补答：家里有多少家底？")
	ask(o, "9", with("income.wage-1", "20000", "area.area", "unsure")).Says(200, "现在不符合的", "家庭人均月收入不低于当地低保标准")
	ask(o, "9", with("place", "elsewhere")).Says(200, "家庭户籍不在本县")
}

func TestAnAnswerNobodyCanUseLeadsBackToItsQuestion(t *testing.T) {
	t.Parallel()
	o := open(t)
	ask(o, "9", with("income.wage-1", "很多")).Says(422, "每个人每月有多少收入", "请填数字")
	ask(o, "99", family).Goes()
	ask(o, "9", append([]string{"go", "3"}, family...)).Says(200, "每个人每月有多少收入", `value="1200"`)
	ask(o, "6", append([]string{"back", "1"}, family...)).Says(200, "谁得了大病重病")
}

func TestAQuestionNobodyIsOfTheAgeForIsPassedOver(t *testing.T) {
	t.Parallel()
	o := open(t)
	ask(o, "5", with("age-3", "")).Says(200, "谁没有人能赡养").Hides("孩子由谁抚养")
}

func TestNothingOfAFamilyIsKept(t *testing.T) {
	t.Parallel()
	o := open(t)
	ask(o, "9", family).Says(200, "都没有保存")
	report, err := o.Stages.Journal.Verify(t.Context(), nil)
	if err != nil || report.Acts != 0 {
		t.Fatalf("%d acts were written: %v", report.Acts, err)
	}
}
