package staff_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"lianxin/internal/casework"
)

const longName = "阿卜杜热合曼·买买提艾力"

// crew are the people of a town, its village and its county.
func crew(t *testing.T) *house {
	t.Helper()
	h := open(t)
	h.hire("clerk", "张明", casework.Town, town, false)
	h.hire("second", "周敏", casework.Town, town, false)
	h.hire("worker", "顾红", casework.Village, home, false)
	h.hire("officer", "李敏", casework.County, 320613000000, false)
	h.hire("far", "王霞", casework.Town, another, false)
	return h
}

// intake finds somebody and gives the form that is then filled in.
func (s *seat) intake(one person) (path string, form url.Values) {
	s.h.t.Helper()
	first := s.get("/intake").form("/intake")
	first.Set("id_number", one.number)
	first.Set("name", one.name)
	got := s.post("/intake", first)
	if got.status != http.StatusSeeOther {
		s.h.t.Fatalf("not taken in: %d %s", got.status, got.text())
	}
	return got.next, s.get(got.next).form(got.next)
}

// answer fills in all that a family without any income is asked.
func answer(form url.Values, members int) url.Values {
	for name, value := range map[string]string{
		"f.applicant.phone": "１３８００００１１２２", "f.applicant.lives_elsewhere": "no", "f.applicant.by_proxy": "no", "f.household.hardship": "没有收入。",
		"f.household.housing": "own", "f.household.apart": "no", "f.household.supported": "no", "f.household.near_kin": "no", "agreed": "yes",
	} {
		form.Set(name, value)
	}
	for i := range members {
		at := "m." + string(rune('0'+i)) + "."
		for _, name := range []string{"in_school", "severe_illness", "has_work", "has_pension", "has_property", "has_spending"} {
			form.Set(at+"member."+name, "no")
		}
		form.Set(at+"member.labour_ability", "none")
		if i > 0 {
			form.Set(at+"member.relation", "spouse")
			form.Set(at+"signed", "yes")
		}
	}
	return form
}

var births = map[string]string{"李秀英": "1961-02-03", longName: "1959-08-09", "王芳": "1981-02-03"}

// take takes a family in and gives the path of its case.
func (s *seat) take(one person, members int) string {
	s.h.t.Helper()
	path, form := s.intake(one)
	got := s.post(path, answer(form, members))
	if got.status != http.StatusSeeOther {
		s.h.t.Fatalf("not submitted: %d %s", got.status, got.text())
	}
	to, _, _ := strings.Cut(got.next, "?")
	return to
}

// act does an action from its page, or by its button on the case's.
func (s *seat) act(path, action string, values map[string]string) *page {
	s.h.t.Helper()
	shown := s.get(path + "/do/" + action)
	if shown.status == http.StatusSeeOther {
		shown = s.get(path)
	}
	form := shown.form(path + "/do/" + action)
	for name, value := range values {
		form.Set(name, value)
	}
	return s.post(path+"/do/"+action, form)
}

func TestAFamilyIsTakenInAtTheWindowAndDecidedInTheCounty(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英", longName)
	clerk := h.signIn("clerk")
	path, form := clerk.intake(family[0])
	if form.Get("m.1.member.name") != longName || form.Get("f.applicant.registered_address") != "和兴街道1号" || form.Get("m.1.member.id_number") != family[1].number {
		t.Errorf("the registers did not fill the form in: %v", form)
	}
	clerk.get(path).says("来自公安")
	submitted := clerk.post(path, answer(form, 2))
	at, _, _ := strings.Cut(submitted.next, "?")
	clerk.follow(submitted).says("已办理：提交申请", "DB-320613-2025-00001", "李秀英", longName, "2025-06-30签", "受理")
	accepted := clerk.follow(clerk.act(at, "accept", nil))
	accepted.says("已办理：受理", "受理通知书", "调查核对中", "开始入户调查", "还没有入户调查记录")

	worker := h.signIn("worker")
	worker.get("/v").says("李秀英", "开始走访")
	visit := worker.get("/v" + at + "/survey")
	h.looked("worker", "visit", "survey")
	saw := visit.form("/v" + at + "/survey")
	for name, value := range survey {
		saw.Set(name, value)
	}
	worker.follow(worker.upload("/v"+at+"/survey", saw, "photo-1", "sign-1", "sign-2")).says("入户调查已登记", "已走访")

	clerk.follow(clerk.act(at, "check", nil)).says("核对与计算", "每月")
	clerk.follow(clerk.act(at, "opine_grant", map[string]string{"reason": because}))
	clerk.follow(clerk.act(at, "skip_preview", map[string]string{"reason": "家庭没有手机，当面念给他们听过。"}))
	clerk.follow(clerk.act(at, "publish", nil)).says("公示中", "打印张贴")
	if got := clerk.get(at + "/notice"); got.status != http.StatusSeeOther || !strings.HasSuffix(got.next, "/print") {
		t.Errorf("the notice is not printed: %d %s", got.status, got.next)
	}
	h.now = h.now.AddDate(0, 0, 8)
	clerk = h.signIn("clerk")
	clerk.follow(clerk.act(at, "close_notice", nil)).says("审核确认中")

	officer := h.signIn("officer")
	decided := officer.follow(officer.act(at, "approve", nil))
	decided.says("已确认", "同意，发给待遇", "最低生活保障确认通知书", "李敏")
	letters := decided.links(at + "/letter/")
	for _, to := range letters {
		if got := officer.get(to); got.status != http.StatusOK || strings.HasSuffix(to, "/pdf") != bytes.HasPrefix(got.body, []byte("%PDF")) {
			t.Errorf("letter %s: %d %s", to, got.status, got.kind)
		}
	}
	archive := officer.get(at + "/archive.pdf")
	if archive.status != http.StatusOK || !bytes.HasPrefix(archive.body, []byte("%PDF")) || len(letters) == 0 {
		t.Errorf("archive: %d, %d bytes, %d letters: %s", archive.status, len(archive.body), len(letters), archive.text())
	}
}

var survey = map[string]string{
	"second": "张明", "manner": "visit", "present": "本人", "members_found": "两人", "income_found": "没有收入", "housing_found": "平房两间",
	"living_found": "水电费很少", "labour_found": "不能劳动", "neighbours": "邻居说情况属实", "high_spending": "no", "agrees": "same",
}

const because = "入户和核对都已完成，家庭没有收入，符合条件。"

func TestAFormThatIsSentTwiceMakesOneCase(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk := h.signIn("clerk")
	first := clerk.get("/intake").form("/intake")
	first.Set("id_number", family[0].number)
	first.Set("name", "李秀英")
	one, two := clerk.post("/intake", first), clerk.post("/intake", first)
	if one.next == "" || one.next != two.next {
		t.Fatalf("two drafts: %q, %q", one.next, two.next)
	}
	form := answer(clerk.get(one.next).form(one.next), 1)
	a, b := clerk.post(one.next, form), clerk.post(one.next, form)
	if a.status != http.StatusSeeOther || a.next != b.next {
		t.Errorf("submitted twice: %d %q, %d %q", a.status, a.next, b.status, b.next)
	}
	path, _, _ := strings.Cut(a.next, "?")
	accept := clerk.get(path).form(path + "/do/accept")
	a, b = clerk.post(path+"/do/accept", accept), clerk.post(path+"/do/accept", accept)
	if a.status != http.StatusSeeOther || b.status != http.StatusSeeOther {
		t.Errorf("accepted twice: %d, %d %s", a.status, b.status, b.text())
	}
}

func TestOfFormsThatAreSentAtOnceEveryOneIsAnsweredWithTheSameCase(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk := h.signIn("clerk")
	first := clerk.get("/intake").form("/intake")
	first.Set("id_number", family[0].number)
	first.Set("name", "李秀英")
	draft := clerk.post("/intake", first).next
	form := answer(clerk.get(draft).form(draft), 1)
	var answers [6]*page
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = clerk.post(draft, form) })
	}
	all.Wait()
	for i, a := range answers {
		if a.status != http.StatusSeeOther || !strings.HasSuffix(a.next, "?done=submit") {
			t.Errorf("answer %d of a form sent at once: %d %q %s", i, a.status, a.next, a.text())
		}
	}
}

func TestAFormWithFaultsKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk := h.signIn("clerk")
	path, form := clerk.intake(family[0])
	form.Set("f.applicant.phone", "12")
	form.Set("f.household.hardship", "妻子生病。")
	form.Set("m.0.member.has_work", "yes")
	form.Set("m.0.member.wage", "一千二")
	got := clerk.post(path, form)
	got.says("请先改好这几处", "联系电话应是11位手机号，请核对。", "工资性收入（月）请填数字，如1200.50；没有就填0。", "请申请人看过承诺内容并签字")
	again := got.form(path)
	if got.status != http.StatusUnprocessableEntity || again.Get("f.applicant.phone") != "12" || again.Get("f.household.hardship") != "妻子生病。" || again.Get("m.0.member.wage") != "一千二" {
		t.Errorf("%d, kept %v", got.status, again)
	}
	if kept := clerk.get(path).form(path); kept.Get("m.0.member.wage") != "一千二" {
		t.Error("what was typed is gone when the page is opened anew")
	}
}

func TestAnActionWithFaultsKeepsWhatWasTypedAndItsPictures(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk := h.signIn("clerk")
	path := clerk.take(family[0], 1)
	clerk.follow(clerk.act(path, "accept", nil))
	form := clerk.get(path + "/do/survey").form(path + "/do/survey")
	form.Set("income_found", "没有收入")
	got := clerk.upload(path+"/do/survey", form, "photos", "sign-1")
	got.says("请填写另一名调查人。", "2个照片、签名已收到")
	again := got.form(path + "/do/survey")
	if got.status != http.StatusUnprocessableEntity || again.Get("income_found") != "没有收入" || len(again["kept"]) != 2 {
		t.Fatalf("%d, kept %v", got.status, again)
	}
	for name, value := range survey {
		again.Set(name, value)
	}
	again.Set("second", "顾红")
	done := clerk.follow(clerk.upload(path+"/do/survey", again, "sign-2"))
	if photos := done.links(path + "/file/"); len(photos) != 3 {
		t.Errorf("the survey has %d pictures, want 3", len(photos))
	} else if got := clerk.get(photos[0]); got.status != http.StatusOK || got.kind != "image/jpeg" {
		t.Errorf("a picture: %d %s", got.status, got.kind)
	}
	clerk.act(path, "ask_explanation", map[string]string{"reason": "短"}).says("还没有核对")
}

func TestWhoIsSlowerIsToldAndLosesNothing(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk, second := h.signIn("clerk"), h.signIn("second")
	path, form := clerk.intake(family[0])
	other := second.get(path).form(path)
	form.Set("f.household.hardship", "先写的")
	form.Set("act", "save")
	clerk.follow(clerk.post(path, form)).says("草稿已保存")
	other.Set("f.household.hardship", "后写的")
	got := second.post(path, other)
	got.says("张明刚改过这份表")
	if got.status != http.StatusConflict || got.form(path).Get("f.household.hardship") != "后写的" {
		t.Errorf("%d: what was typed is lost", got.status)
	}

	form = clerk.get(path).form(path)
	at := clerk.post(path, answer(form, 1)).next
	at, _, _ = strings.Cut(at, "?")
	kin := second.get(at + "/do/mark_near_kin").form(at + "/do/mark_near_kin")
	clerk.follow(clerk.act(at, "accept", nil))
	kin.Set("kin_name", "李某")
	kin.Set("kin_relation", "兄弟")
	stale := second.post(at+"/do/mark_near_kin", kin)
	stale.says("张明", "受理", "先看改动")
	if stale.status != http.StatusConflict || stale.form(at+"/do/mark_near_kin").Get("kin_name") != "李某" {
		t.Errorf("%d: what was typed is lost", stale.status)
	}
	second.follow(second.post(at+"/do/mark_near_kin", stale.form(at+"/do/mark_near_kin"))).says("近亲属备案")
}

func TestGoingOnInOnesOwnDraftIsNotBeingSlower(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk := h.signIn("clerk")
	path, form := clerk.intake(family[0])
	form.Set("f.household.hardship", "一")
	if got := clerk.post(path+"/draft", form); got.status != http.StatusOK {
		t.Fatalf("the draft is not kept: %d %s", got.status, got.text())
	}
	form = answer(form, 1)
	if got := clerk.post(path, form); got.status != http.StatusSeeOther {
		t.Errorf("%d %s", got.status, got.text())
	}
}

func TestWhatLeadsToTheEndHasAPageOfItsOwn(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk := h.signIn("clerk")
	path := clerk.take(family[0], 1)
	page := clerk.get(path + "/do/terminate")
	page.says("终止办理：李秀英家低保", "确认终止办理李秀英家低保", "行政复议")
	clerk.act(path, "terminate", nil).says("请写明理由和依据")
	if got := clerk.get(path + "/do/withdraw"); got.status != http.StatusOK {
		t.Errorf("withdrawing is one press: %d", got.status)
	}
	clerk.follow(clerk.act(path, "terminate", map[string]string{"reason": "家庭不配合核对，两次上门没有人。"})).says("终止", "终止办理通知书")
}

func TestAMemberIsAddedAndTakenOff(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk := h.signIn("clerk")
	path, form := clerk.intake(family[0])
	form.Set("act", "add")
	added := clerk.follow(clerk.post(path, form)).form(path)
	if _, there := added["m.1.member.name"]; !there || added.Get("members") != "2" {
		t.Fatalf("no second member: %v", added)
	}
	added.Set("m.1.member.name", "小明")
	added.Set("act", "drop:1")
	if got := clerk.follow(clerk.post(path, added)).form(path); got.Get("members") != "1" {
		t.Errorf("still %s members", got.Get("members"))
	}
}
