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
	"lianxin/packs"
)

// staff hires those who look at the whole, and one elsewhere.
func (o *office) staff() {
	o.hire("bureau", "陈立", casework.City, city)
	o.hire("officer", "李敏", casework.County, whole)
	o.hire("elsewhere", "王霞", casework.County, other)
	o.hire("auditor", "郑刚", casework.Auditor, whole)
	o.hire("foreign", "许静", casework.Auditor, other)
	o.hire("clerk", "张明", casework.Town, town)
}

// recheck judges everybody, so that what is in pay becomes proposals.
func (o *office) recheck() {
	o.t.Helper()
	c := o.stages.Catalogue()
	place, err := c.City("320600")
	if err != nil {
		o.t.Fatal(err)
	}
	facts := assess.NewCountyFacts(o.stages.Journal, o.stages.Register, c, everything{c}, o.t.TempDir(), "assistance")
	check := assess.NewRecheck(o.stages.Journal, c, packs.FS, o.t.TempDir(), facts, pay.InPay{})
	if _, err := check.Run(o.t.Context(), assess.Order{City: place, AsOf: o.stages.Desk.Today(), Counties: []civil.Area{whole}, Actor: "system:recheck"}); err != nil {
		o.t.Fatal(err)
	}
}

// proposal is the path of the first proposal of a page.
func (a answer) proposal() string {
	a.t.Helper()
	_, rest, ok := strings.Cut(a.page, `href="/proposals/`+county)
	if !ok {
		a.t.Fatalf("the page has no proposal: %s", a.words())
	}
	id, _, _ := strings.Cut(rest, `"`)
	return "/proposals/" + county + id
}

func TestAProposalBecomesOneCaseThatAPersonDecides(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	f := o.settle("李秀英", "李强")
	o.grant(f, "李秀英", 114300, "2025-06", true)
	o.recheck()
	list := o.get("officer", "/proposals").says(200, "1件还没有人办", "李秀英", "1,143.00", "还没有人办")
	path := list.proposal()
	o.get("officer", path).says(200, "为什么", "李强", "立案核实", "待遇照发")
	next := o.post("officer", "/proposals/next", "county", "all", "kind", "all", "programme", "all").goes()
	if next != path {
		t.Errorf("the next one is %s, want %s", next, path)
	}
	first := o.post("officer", path).goes()
	if again := o.post("officer", path).goes(); again != first || !strings.HasPrefix(first, "/case/"+county+"/") {
		t.Errorf("taken up twice: %s and %s", first, again)
	}
	o.get("officer", path).says(200, "已经立案", "DBBG-320613-2025-00001").hides("立案核实")
	o.get("officer", "/proposals").says(200, "没有这样的建议。")
	o.get("officer", "/proposals?taken=yes").says(200, "李秀英", "待核实")
	o.get("officer", "/overview").says(200, "在办1件", "待核实")
	o.get("bureau", "/overview").says(200, "崇川区", "在享", "1,143.00")
	o.get("elsewhere", path).says(http.StatusNotFound)
	o.post("elsewhere", path).says(http.StatusNotFound)
	o.get("elsewhere", "/proposals?county="+county).says(http.StatusNotFound)
	o.get("elsewhere", "/overview").says(200, "在办0件", "没有超期的件。").hides("待核实")
	o.get("clerk", "/proposals").says(http.StatusNotFound)
}

func TestAWhatIfSaysThatItTouchesNobody(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	o.get("bureau", "/whatif").says(200, "这台服务器没有开通试算。")
	var asked oversight.WhatIfOrder
	o.pages.WhatIf = func(_ context.Context, w oversight.WhatIfOrder) (*oversight.WhatIfResult, error) {
		asked = w
		if w.Value == "1" {
			return nil, civil.Refuse("whatif_low", "太低了，请换一个数。")
		}
		e := assess.Effect{Town: town, Programme: "dibao", Gains: 3, More: 40, Before: 100000, After: 150000}
		return &oversight.WhatIfResult{Towns: []assess.Effect{e}, Total: []assess.Effect{e}, Persons: 500}, nil
	}
	o.get("bureau", "/whatif").says(200, "试算，不影响任何人", "最低生活保障标准", "元/月")
	o.get("bureau", "/whatif?parameter=low_standard&value=").says(200, "请填写改成多少。")
	o.get("bureau", "/whatif?parameter=low_standard&value=abc").says(200, "填得不对", `value="abc"`)
	o.get("bureau", "/whatif?parameter=low_standard&value=800&day=soon").says(200, "日期请写成2025-06-30这样。")
	o.get("bureau", "/whatif?parameter=low_standard&value=1").says(200, "太低了，请换一个数。")
	page := o.get("bureau", "/whatif?parameter=low_standard&region="+county+"&value=800&programme=dibao&day=2025-07-01")
	page.says(200, "试算，不影响任何人", "新得3", "增加40", "每月多支出500.00 元", "虹桥", "role=\"img\"", "保存方案")
	if asked.Region != county || asked.Value != "800" || asked.Programme != "dibao" || asked.Day.String() != "2025-07-01" {
		t.Errorf("asked for %+v", asked)
	}
	plan := o.get("bureau", "/whatif/plan?parameter=low_standard&region="+county+"&value=800&programme=all&day=2025-07-01")
	if plan.status != 200 || !strings.Contains(plan.page, "不影响任何人") || !strings.Contains(plan.page, "新得3") {
		t.Errorf("the plan is %d %s", plan.status, plan.page)
	}
}

func TestStandardsShowWhatAppliesFromWhenAndWhoSays(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	o.get("bureau", "/standards").says(200, "最低生活保障标准", "元/月", "从哪天起", "出处").hides("拟新标准")
	o.get("auditor", "/standards?region="+county+"&day=2024-01-01").says(200, "2024年1月1日")
	o.get("officer", "/standards?region=320612").says(http.StatusNotFound)
	o.post("bureau", "/standards").says(http.StatusNotFound)
	var decided oversight.Standard
	o.pages.Decide = func(_ context.Context, _ casework.Who, s oversight.Standard) error { decided = s; return nil }
	o.get("bureau", "/standards").says(200, "拟新标准")
	o.get("auditor", "/standards").hides("拟新标准")
	o.post("bureau", "/standards", "parameter", "low_standard", "place", "320600", "value", "八百", "since", "2026-01-01", "source", "").says(422, "请填写数值", "请填写文件的名称和文号。", `value="八百"`)
	o.post("bureau", "/standards", "parameter", "low_standard", "place", "320600", "value", "800", "since", "2026-01-01", "source", "通政发〔2025〕1号").goes()
	if decided.Value != "800" || decided.Since.String() != "2026-01-01" {
		t.Errorf("decided %+v", decided)
	}
}

// decided brings a case to a decision, as an office does.
func (o *office) decided(f family) register.Ref {
	o.t.Helper()
	officer := casework.Who{Actor: o.people["officer"].Actor, Staff: o.people["officer"].Staff, Name: "李敏", Purpose: "review", Posts: o.people["officer"].Posts}
	clerk := casework.Who{Actor: o.people["clerk"].Actor, Staff: o.people["clerk"].Staff, Name: "张明", Purpose: "review", Posts: o.people["clerk"].Posts}
	ref, err := o.stages.Desk.Raise(o.t.Context(), officer, casework.Raise{Matter: "dibao_change", Start: "report", County: county, Household: f.household.ID, Origin: "said", Note: "家里说的"})
	if err != nil {
		o.t.Fatal(err)
	}
	try := func(who casework.Who, action string, values map[string]string) {
		o.t.Helper()
		if _, err := o.stages.Desk.Do(o.t.Context(), who, casework.Input{Case: ref, Action: action, Values: values}); err != nil {
			o.t.Fatalf("%s: %v", action, err)
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
	f := o.settle("李秀英", "李强")
	o.grant(f, "李秀英", 114300, "2025-06", true)
	ref := o.decided(f)
	list := o.get("auditor", "/audit").says(200, "李秀英", "维持", "李敏")
	path := "/audit/case/" + ref.County + "/" + ref.ID
	if !strings.Contains(list.page, path) {
		t.Fatalf("no way to %s", path)
	}
	o.get("auditor", "/audit?effect=refuse").says(200, "没有这样的决定。")
	o.get("auditor", "/audit?from=2025-07-08").says(200, "没有这样的决定。")
	o.get("auditor", "/audit?from=2025-07-07&until=2025-07-07").says(200, "李秀英")
	o.get("auditor", "/audit?from=yesterday").says(200, "日期请写成2025-06-30这样。")
	o.get("auditor", "/audit?county=320612").says(http.StatusNotFound)
	page := o.get("auditor", path).says(200, "决定人", "核实后情况没有变化", "链上的操作", "case.raise", "李敏", "重放最近的决定")
	_, rest, _ := strings.Cut(page.page, path+"/replay/")
	judgement, _, _ := strings.Cut(rest, `"`)
	o.get("auditor", path+"/replay/"+judgement).says(200, "完全一致", "业务包", "当时的事实", "相同").hides("不同")
	o.get("auditor", path+"/replay/nothing").says(http.StatusNotFound)
	for _, hidden := range []string{path, path + "/replay/" + judgement} {
		o.get("foreign", hidden).says(http.StatusNotFound)
		o.get("officer", hidden).says(http.StatusNotFound)
	}
	o.get("foreign", "/audit").says(200, "没有这样的决定。")
}

func TestAnAuditorSeesWhoLookedAtWhomAndWhy(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	f := o.settle("李秀英")
	viewer := access.Viewer{Actor: o.people["clerk"].Actor, Roles: []access.Role{"town"}, Divisions: []civil.Area{town}, Purpose: "application"}
	show := register.Show{Fields: []string{"name", "id_number"}, Revealed: []string{"id_number"}, Reason: access.NewPrivate(access.Remark, "当面核对证件")}
	if _, err := o.stages.Register.Person(t.Context(), viewer, f.people[0], register.On(o.stages.Desk.Today()), show); err != nil {
		t.Fatal(err)
	}
	o.get("auditor", "/audit/looks").says(200, "张明", "办理申请", "姓名、身份证号", "当面核对证件", f.people[0].String())
	o.get("auditor", "/audit/looks?staff=clerk&revealed=yes").says(200, "张明")
	o.get("auditor", "/audit/looks?staff=officer").says(200, "没有这样的查看记录。")
	o.get("auditor", "/audit/looks?staff=nobody").says(200, "没有这个登录名，请核对。", `value="nobody"`)
	o.get("auditor", "/audit/looks?subject="+url.QueryEscape(f.people[0].String())).says(200, "张明")
	o.get("auditor", "/audit/looks?subject=nonsense").says(200, "没有找到，或不在您的管辖范围。")
	o.get("foreign", "/audit/looks?subject="+url.QueryEscape(f.people[0].String())).says(200, "没有找到，或不在您的管辖范围。").hides("张明")
	o.get("foreign", "/audit/looks").says(200, "没有这样的查看记录。")
	o.get("officer", "/audit/looks").says(200, "张明", "按工作人员汇总") // who answers for the officers of the county
	o.get("clerk", "/audit/looks").says(http.StatusNotFound)
	o.get("officer", "/looks").says(200, "张明", "clerk", "近30天", "/audit/looks?county=320613&amp;staff=clerk")
	o.get("auditor", "/looks?days=365").says(200, "张明")
	o.get("elsewhere", "/looks").says(200, "这段时间没有人查看过。").hides("张明")
	o.get("elsewhere", "/looks?county=320613").says(http.StatusNotFound)
	o.get("clerk", "/looks").says(http.StatusNotFound)
}

func TestTheChainIsVerifiedOnDemand(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.staff()
	o.settle("李秀英")
	o.get("auditor", "/audit/verify").says(200, "开始校验")
	o.post("auditor", "/audit/verify").says(200, "没有发现被改过的。", "还没有核验点")
	forge(t, o.stages.Journal)
	o.post("auditor", "/audit/verify").says(200, "发现问题，请保存这一页并上报。", county)
	o.post("foreign", "/audit/verify").says(200, "不在您管辖范围的问题")
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
