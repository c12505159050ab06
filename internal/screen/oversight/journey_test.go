package oversight_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen/oversight"
	"lianxin/internal/screen/screentest"
	"lianxin/packs"
)

// staff hires those who look at the whole, and one elsewhere.
func (o *office) staff() {
	o.Hire("bureau", "陈立", casework.City, city)
	o.Hire("officer", "李敏", casework.County, whole)
	o.Hire("elsewhere", "王霞", casework.County, other)
	o.Hire("auditor", "郑刚", casework.Auditor, whole)
	o.Hire("foreign", "许静", casework.Auditor, other)
	o.Hire("clerk", "张明", casework.Town, town)
}

// recheck judges everybody, so that what is in pay becomes proposals.
func (o *office) recheck() {
	o.T.Helper()
	c := o.Stages.Catalogue()
	place, err := c.City("320600")
	if err != nil {
		o.T.Fatal(err)
	}
	facts := assess.NewCountyFacts(o.Stages.Journal, o.Stages.Register, c, screentest.Everything{Catalogue: c}, o.T.TempDir(), "assistance")
	check := assess.NewRecheck(o.Stages.Journal, c, packs.FS, o.T.TempDir(), facts, pay.InPay{})
	if _, err := check.Run(o.T.Context(), assess.Order{City: place, AsOf: o.Stages.Desk.Today(), Counties: []civil.Area{whole}, Actor: "system:recheck"}); err != nil {
		o.T.Fatal(err)
	}
}

// proposal is the path of the first proposal of a page.
func proposal(a screentest.Answer) string {
	path := "/proposals/" + county
	return path + a.After(`href="`+path)
}

func TestAProposalBecomesOneCaseThatAPersonDecides(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	f := o.Settle("李秀英", "李强")
	o.Grant(f, "李秀英", 114300, "2025-06", true)
	o.recheck()
	list := o.Get("officer", "/proposals").Says(200, "1件还没有人办", "李秀英", "1,143.00", "还没有人办")
	path := proposal(list)
	o.Get("officer", path).Says(200, "为什么", "李强", "立案核实", "待遇照发")
	next := o.Post("officer", "/proposals/next", "county", "all", "kind", "all", "programme", "all").Goes()
	if next != path {
		t.Errorf("the next one is %s, want %s", next, path)
	}
	first := o.Post("officer", path).Goes()
	if again := o.Post("officer", path).Goes(); again != first || !strings.HasPrefix(first, "/case/"+county+"/") {
		t.Errorf("taken up twice: %s and %s", first, again)
	}
	o.Get("officer", path).Says(200, "已经立案", "DBBG-320613-2025-00001").Hides("立案核实")
	o.Get("officer", "/proposals").Says(200, "没有这样的建议。")
	o.Get("officer", "/proposals?taken=yes").Says(200, "李秀英", "待核实")
	o.Get("officer", "/overview").Says(200, "在办1件", "待核实")
	o.Get("bureau", "/overview").Says(200, "崇川区", "在享", "1,143.00")
	o.Get("elsewhere", path).Says(http.StatusNotFound)
	o.Post("elsewhere", path).Says(http.StatusNotFound)
	o.Get("elsewhere", "/proposals?county="+county).Says(http.StatusNotFound)
	o.Get("elsewhere", "/overview").Says(200, "在办0件", "没有超期的件。").Hides("待核实")
	o.Get("clerk", "/proposals").Says(http.StatusNotFound)
}

func TestAWhatIfSaysThatItTouchesNobody(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	o.Get("bureau", "/whatif").Says(200, "这台服务器没有开通试算。")
	var asked oversight.WhatIfOrder
	o.pages.WhatIf = func(_ context.Context, w oversight.WhatIfOrder) (*oversight.WhatIfResult, error) {
		asked = w
		if w.Value == "1" {
			return nil, civil.Refuse("whatif_low", "太低了，请换一个数。")
		}
		e := assess.Effect{Town: town, Programme: "dibao", Gains: 3, More: 40, Before: 100000, After: 150000}
		return &oversight.WhatIfResult{Towns: []assess.Effect{e}, Total: []assess.Effect{e}, Persons: 500}, nil
	}
	o.Get("bureau", "/whatif").Says(200, "试算，不影响任何人", "最低生活保障标准", "元/月")
	o.Get("bureau", "/whatif?parameter=low_standard&value=").Says(200, "请填写改成多少。")
	o.Get("bureau", "/whatif?parameter=low_standard&value=abc").Says(200, "填得不对", `value="abc"`)
	o.Get("bureau", "/whatif?parameter=low_standard&value=800&day=soon").Says(200, "日期请写成2025-06-30这样。")
	o.Get("bureau", "/whatif?parameter=low_standard&value=1").Says(200, "太低了，请换一个数。")
	page := o.Get("bureau", "/whatif?parameter=low_standard&region="+county+"&value=800&programme=dibao&day=2025-07-01")
	page.Says(200, "试算，不影响任何人", "新得3", "增加40", "每月多支出500.00 元", "虹桥", "role=\"img\"", "保存方案")
	if asked.Region != county || asked.Value != "800" || asked.Programme != "dibao" || asked.Day.String() != "2025-07-01" {
		t.Errorf("asked for %+v", asked)
	}
	plan := o.Get("bureau", "/whatif/plan?parameter=low_standard&region="+county+"&value=800&programme=all&day=2025-07-01")
	if plan.Status != 200 || !strings.Contains(plan.Page, "不影响任何人") || !strings.Contains(plan.Page, "新得3") {
		t.Errorf("the plan is %d %s", plan.Status, plan.Page)
	}
}

func TestStandardsShowWhatAppliesFromWhenAndWhoSays(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	o.Get("bureau", "/standards").Says(200, "最低生活保障标准", "元/月", "从哪天起", "出处").Hides("拟新标准")
	o.Get("auditor", "/standards?region="+county+"&day=2024-01-01").Says(200, "2024年1月1日")
	o.Get("officer", "/standards?region=320612").Says(http.StatusNotFound)
	o.Post("bureau", "/standards").Says(http.StatusNotFound)
	var decided oversight.Standard
	o.pages.Decide = func(_ context.Context, _ casework.Who, s oversight.Standard) error { decided = s; return nil }
	o.Get("bureau", "/standards").Says(200, "拟新标准")
	o.Get("auditor", "/standards").Hides("拟新标准")
	o.Post("bureau", "/standards", "parameter", "low_standard", "place", "320600", "value", "八百", "since", "2026-01-01", "source", "").Says(422, "请填写数值", "请填写文件的名称和文号。", `value="八百"`)
	o.Post("bureau", "/standards", "parameter", "low_standard", "place", "320600", "value", "800", "since", "2026-01-01", "source", "通政发〔2025〕1号").Goes()
	if decided.Value != "800" || decided.Since.String() != "2026-01-01" {
		t.Errorf("decided %+v", decided)
	}
}

// decided brings a case to a decision, as an office does.
func (o *office) decided(f screentest.Family) register.Ref {
	o.T.Helper()
	officer := casework.Who{Actor: o.People["officer"].Actor, Staff: o.People["officer"].Staff, Name: "李敏", Purpose: "review", Posts: o.People["officer"].Posts}
	clerk := casework.Who{Actor: o.People["clerk"].Actor, Staff: o.People["clerk"].Staff, Name: "张明", Purpose: "review", Posts: o.People["clerk"].Posts}
	ref, err := o.Stages.Desk.Raise(o.T.Context(), officer, casework.Raise{Matter: "dibao_change", Start: "report", County: county, Household: f.Household.ID, Origin: "said", Note: "家里说的"})
	if err != nil {
		o.T.Fatal(err)
	}
	try := func(who casework.Who, action string, values map[string]string) {
		o.T.Helper()
		if _, err := o.Stages.Desk.Do(o.T.Context(), who, casework.Input{Case: ref, Action: action, Values: values}); err != nil {
			o.T.Fatalf("%s: %v", action, err)
		}
	}
	for _, action := range o.way() {
		who := officer
		if action.town {
			who = clerk
		}
		try(who, action.name, action.values)
	}
	return ref
}

type doing struct {
	name   string
	town   bool
	values map[string]string
}

// way are the actions that lead from a raised case to a decision that keeps it.
func (o *office) way() []doing {
	return []doing{
		{"take_up", true, nil}, {"judge_again", true, nil}, {"propose", true, map[string]string{"reason": "入户看过，情况没有变化。"}}, {"keep", false, map[string]string{"reason": "核实后情况没有变化，待遇不变。"}},
	}
}

func TestAnAuditorReplaysADecisionAndSeesItsActs(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	f := o.Settle("李秀英", "李强")
	o.Grant(f, "李秀英", 114300, "2025-06", true)
	ref := o.decided(f)
	list := o.Get("auditor", "/audit").Says(200, "李秀英", "维持", "李敏")
	path := "/audit/case/" + ref.County + "/" + ref.ID
	if !strings.Contains(list.Page, path) {
		t.Fatalf("no way to %s", path)
	}
	o.Get("auditor", "/audit?effect=refuse").Says(200, "没有这样的决定。")
	o.Get("auditor", "/audit?from=2025-07-08").Says(200, "没有这样的决定。")
	o.Get("auditor", "/audit?from=2025-07-07&until=2025-07-07").Says(200, "李秀英")
	o.Get("auditor", "/audit?from=yesterday").Says(200, "日期请写成2025-06-30这样。")
	o.Get("auditor", "/audit?county=320612").Says(http.StatusNotFound)
	page := o.Get("auditor", path).Says(200, "决定人", "核实后情况没有变化", "链上的操作", "case.raise", "李敏", "重放最近的决定")
	_, rest, _ := strings.Cut(page.Page, path+"/replay/")
	judgement, _, _ := strings.Cut(rest, `"`)
	o.Get("auditor", path+"/replay/"+judgement).Says(200, "完全一致", "业务包", "当时的事实", "相同").Hides("不同")
	o.Get("auditor", path+"/replay/nothing").Says(http.StatusNotFound)
	for _, hidden := range []string{path, path + "/replay/" + judgement} {
		o.Get("foreign", hidden).Says(http.StatusNotFound)
		o.Get("officer", hidden).Says(http.StatusNotFound)
	}
	o.Get("foreign", "/audit").Says(200, "没有这样的决定。")
}

func TestAnAuditorSeesWhoLookedAtWhomAndWhy(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	f := o.Settle("李秀英")
	viewer := access.Viewer{Actor: o.People["clerk"].Actor, Roles: []access.Role{"town"}, Divisions: []civil.Area{town}, Purpose: "application"}
	show := register.Show{Fields: []string{"name", "id_number"}, Revealed: []string{"id_number"}, Reason: access.NewPrivate(access.Remark, "当面核对证件")}
	if _, err := o.Stages.Register.Person(t.Context(), viewer, f.People[0], register.On(o.Stages.Desk.Today()), show); err != nil {
		t.Fatal(err)
	}
	o.Get("auditor", "/audit/looks").Says(200, "张明", "办理申请", "姓名、身份证号", "当面核对证件", f.People[0].String())
	o.Get("auditor", "/audit/looks?staff=clerk&revealed=yes").Says(200, "张明")
	o.Get("auditor", "/audit/looks?staff=officer").Says(200, "没有这样的查看记录。")
	o.Get("auditor", "/audit/looks?staff=nobody").Says(200, "没有这个登录名，请核对。", `value="nobody"`)
	o.Get("auditor", "/audit/looks?subject="+url.QueryEscape(f.People[0].String())).Says(200, "张明")
	o.Get("auditor", "/audit/looks?subject=nonsense").Says(200, "没有找到，或不在您的管辖范围。")
	o.Get("foreign", "/audit/looks?subject="+url.QueryEscape(f.People[0].String())).Says(200, "没有找到，或不在您的管辖范围。").Hides("张明")
	o.Get("foreign", "/audit/looks").Says(200, "没有这样的查看记录。")
	o.Get("officer", "/audit/looks").Says(200, "张明", "按工作人员汇总") // who answers for the officers of the county
	o.Get("clerk", "/audit/looks").Says(http.StatusNotFound)
	o.Get("officer", "/looks").Says(200, "张明", "clerk", "近30天", "/audit/looks?county=320613&amp;staff=clerk")
	o.Get("auditor", "/looks?days=365").Says(200, "张明")
	o.Get("elsewhere", "/looks").Says(200, "这段时间没有人查看过。").Hides("张明")
	o.Get("elsewhere", "/looks?county=320613").Says(http.StatusNotFound)
	o.Get("clerk", "/looks").Says(http.StatusNotFound)
}

func TestTheChainIsVerifiedOnDemand(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	o.Settle("李秀英")
	o.Get("auditor", "/audit/verify").Says(200, "开始校验")
	o.Post("auditor", "/audit/verify").Says(200, "没有发现被改过的。", "还没有核验点")
	forge(t, o.Stages.Journal)
	o.Post("auditor", "/audit/verify").Says(200, "发现问题，请保存这一页并上报。", county)
	o.Post("foreign", "/audit/verify").Says(200, "不在您管辖范围的问题")
}

// forge changes a row behind the journal's back.
func forge(t *testing.T, j *journal.Journal) {
	t.Helper()
	err := j.DB().Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE person SET name = '张三' WHERE county = $1`, county)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
