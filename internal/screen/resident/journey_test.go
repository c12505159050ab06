package resident_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lianxin/internal/casework"
)

var codeWords = regexp.MustCompile(`验证码(\d{6})`)

func TestAFamilySignsInByTelephoneAndChoosesForWhom(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.settle(phone, []string{"李秀英", "李强"}, []string{"1971-02-03", "2012-05-06"})
	b := o.hand()
	b.get("/home").stands("/sign-in?next=%2Fhome")
	b.send(map[string]string{"phone": "1380000"}).answered(422).says("手机号应有11位")
	b.get("/sign-in").send(map[string]string{"phone": "１３８００００ ０００１"}).answered(200).says("138****0001")
	if len(o.messages) != 1 {
		t.Fatalf("sent %v", o.messages)
	}
	b.send(map[string]string{"code": "000000x"}).answered(422).says("验证码不对")
	b.send(map[string]string{"code": codeWords.FindStringSubmatch(o.messages[0])[1]}).stands("/persons").says("李秀英", "李强")
	_, values := b.form(0)
	person := regexp.MustCompile(`name="person" value="([^"]+)"`).FindAllStringSubmatch(b.page, -1)
	values.Set("person", person[1][1])
	b.post("/persons", values)
	b.stands("/home").says("正在为")
	b.get("/").stands("/home")
	b.post("/sign-out", url.Values{})
	b.stands("/").says("我能享受什么", "工作人员登录")
	b.get("/home").stands("/sign-in")
}

func TestAnUnknownTelephoneIsAnsweredLikeAKnownOne(t *testing.T) {
	t.Parallel()
	o := open(t)
	b := o.hand()
	b.get("/sign-in").send(map[string]string{"phone": "13911112222"}).answered(200).says("139****2222", "验证码")
}

func TestAScannedSlipIsConfirmedAndNotUsedByLooking(t *testing.T) {
	t.Parallel()
	o := open(t)
	b := o.hand()
	b.get("/sign-in?slip=7KQM-4XP-9TA").answered(200).says("码已经扫好")
	if !strings.Contains(b.page, `value="7KQM-4XP-9TA"`) {
		t.Error("the code is not in its field")
	}
	b.send(map[string]string{"code": "7KQM-4XP-9TA"}).answered(422).says("验证码不对或已经过期")
}

func TestAFamilyAsksAndFollowsItsCaseToTheDecision(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英", "李强"}, []string{"1971-02-03", "2012-05-06"})
	b := o.signedIn(f.people[0])
	ref := b.apply(f.people[1])
	b.says("已收到，编号", "DB-320613-2025-00001").hides(f.numbers[0], f.numbers[1])
	b.get("/home").says("最低生活保障申请", "待受理")
	b.get(caseAt(ref)).says("现在 待受理", "李强", "已签")
	o.do(clerk(), ref, "accept", nil)
	b.get(caseAt(ref)).says("最低生活保障申请受理通知书", "还剩", "作出决定，告诉您").link("最低生活保障申请受理通知书").says("李秀英：")
	b.get(b.path + "/print").answered(200).says("李秀英：")
	b.get(strings.TrimSuffix(b.path, "/print") + "/pdf").answered(200)
	if !strings.HasPrefix(b.page, "%PDF-") {
		t.Error("the letter is no PDF")
	}
	o.do(worker(), ref, "survey", survey(o))
	o.do(officer(), ref, "check", nil)
	file, err := o.stages.Desk.Open(t.Context(), officer(), ref)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(file.Judgement().Outcome, file.Judgement().Result.Missing)
	o.do(clerk(), ref, "opine_grant", map[string]string{"opinion": "同意", "reason": "入户和核对都已完成，家庭没有收入，符合条件。"})
	b.get("/home").says("有1件事等您办")
	b.get(caseAt(ref)).link("看过公示内容").says("李秀英", "拟予确认").send(nil).stands(caseAt(ref)).says("已收到：看过公示内容")
	o.do(clerk(), ref, "publish", nil)
	o.now = o.now.AddDate(0, 0, 8)
	o.do(clerk(), ref, "close_notice", nil)
	if _, err := o.stages.Desk.Do(t.Context(), officer(), casework.Input{Case: ref, Action: "approve", Values: map[string]string{"reason": "经审核符合条件，按调查情况确认。"}}); err != nil {
		t.Fatal(err)
	}
	b = o.signedIn(f.people[0])
	b.get(caseAt(ref)).says("已同意", "决定人", "最迟", "评价").link("评价").send(map[string]string{"grade": "very_good"}).says("您已经评价过")
	b.link("看为什么这样决定").says("最低生活保障确认通知书", "每月发").link("验证真伪").says("这份文书是真的", "李*")
}

func survey(o *office) map[string]string {
	return map[string]string{
		"day": o.stages.Desk.Today().String(), "second": "张明", "manner": "visit", "present": "本人", "members_found": "两人", "income_found": "没有收入",
		"housing_found": "自建平房两间", "living_found": "水电费很少", "labour_found": "不能劳动", "neighbours": "邻居王某说情况属实", "high_spending": "no", "agrees": "same",
	}
}

func TestWhatTheCityKnowsIsNotAsked(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"阿卜杜热合曼·买买提艾力"}, []string{"1971-02-03"})
	b := o.signedIn(f.people[0])
	b.get("/apply/dibao").send(nil)
	ref := b.ref()
	b.get(caseAt(ref, "form", "applicant")).says("阿卜杜热合曼·买买提艾力", "来自公安人员", "和兴街道1号", "有误？").hides(f.numbers[0])
	b.link("继续").says("您现在住的地方", "第1步，共2步")
	b.get(caseAt(ref, "form", "applicant", "ask", "id_number")).says("来自公安人员", "登记里的不会被改掉").hides(f.numbers[0])
	b.get(caseAt(ref, "form", "applicant", "ask", "address")).answered(404) // not asked before he says that he lives elsewhere
}

func TestAFaultKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1971-02-03"})
	b := o.signedIn(f.people[0])
	b.get("/apply/dibao").send(nil)
	ref := b.ref()
	b.get(caseAt(ref, "form", "payee", "ask", "account")).send(map[string]string{"answer": "６２３x"}).answered(422).says("应是8至32位数字")
	if !strings.Contains(b.page, `value="６２３x"`) || !strings.Contains(b.page, "有错误：") {
		t.Error("what was typed is gone, or the title does not say that something is wrong")
	}
	b.get(caseAt(ref, "form", "household", "ask", "hardship")).send(map[string]string{"answer": "  "}).answered(422).says("请填写申请原因")
	// A draft keeps even what is not right yet.
	action, values := b.form(0)
	values.Set("answer", "说到一半")
	b.post(action+"?draft=yes", values)
	b.answered(200)
	b.get(caseAt(ref, "form", "household", "ask", "hardship")).says("说到一半")
}

func TestAFormIsNotSentBeforeItIsWholeAndSigned(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1971-02-03"})
	b := o.signedIn(f.people[0])
	b.get("/apply/dibao").send(nil)
	ref := b.ref()
	b.get(caseAt(ref, "declare")).send(nil).answered(422).says("请先看过承诺", "请签名")
	b.get(caseAt(ref, "answers")).says("先填完").hides("交上去以后")
	b.post(caseAt(ref, "submit"), url.Values{"once": {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}})
	b.answered(422).says("请先改好这几处", "请填写申请原因")
	b.fill()
	b.get(caseAt(ref, "form", "household", "ask", "hardship")).send(map[string]string{"answer": "又想了想。"})
	b.get(caseAt(ref, "answers")).says("先签承诺") // what was signed has changed
}

func TestAFormThatIsSentTwiceGivesOneReceipt(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1971-02-03"})
	b := o.signedIn(f.people[0])
	b.get("/apply/dibao")
	action, values := b.form(0)
	b.post(action, values)
	first := b.ref()
	b.post(action, values)
	if b.ref() != first {
		t.Error("the same form began two cases")
	}
	b.fill()
	b.get(caseAt(b.ref(), "answers"))
	action, values = b.form(0)
	b.post(action, values)
	receipt := b.words()
	b.post(action, values)
	if b.words() != receipt || !strings.Contains(receipt, "已收到，编号") {
		t.Errorf("the second receipt is another one:\n%s\n%s", receipt, b.words())
	}
}

func TestWhoIsSlowerIsToldAndKeepsWhatHeTyped(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1971-02-03"})
	b := o.signedIn(f.people[0])
	ref := b.apply()
	b.get(caseAt(ref, "do", "name_account"))
	action, values := b.form(0)
	o.do(clerk(), ref, "accept", nil)
	values.Set("bank", "工商银行")
	values.Set("account", "6222020200001234")
	values.Set("holder", "李秀英")
	values.Set("capacity", "own")
	b.post(action, values)
	b.answered(409).says("张明", "请先看改动")
	if !strings.Contains(b.page, `value="工商银行"`) {
		t.Error("what was typed is gone")
	}
	b.send(map[string]string{"bank": "工商银行", "account": "6222020200001234", "holder": "李秀英", "capacity": "own"}).says("已收到：登记领款账户")
}

func TestACaseOfOthersIsNotThere(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1971-02-03"})
	other := o.settle("13800000002", []string{"王芳"}, []string{"1981-02-03"})
	ref := o.signedIn(f.people[0]).apply()
	b := o.signedIn(other.people[0])
	for _, path := range []string{"", "form", "members", "papers", "declare", "answers", "receipt", "do/withdraw", "letters/x", "letters/x/pdf", "invite/x"} {
		b.get(strings.TrimSuffix(caseAt(ref, path), "/")).answered(404).hides("李秀英")
	}
	o.hand().get(caseAt(ref)).stands("/sign-in")
}

func TestAnAbsentAdultSignsFromElsewhereAndSeesNothingElse(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英", "李强"}, []string{"1951-02-03", "1975-05-06"})
	b := o.signedIn(f.people[0])
	ref := b.apply(f.people[1])
	b.says("还差家人签名", "李强").link("请家人签名").link("还没签，请李强来签").send(nil)
	code := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{3}-[0-9A-Z]{3}`).FindString(b.words())
	guest := o.hand()
	guest.get("/sign-in?slip=" + code).send(map[string]string{"code": code}).stands(caseAt(ref)).says("请您来签一个字")
	for _, path := range []string{"/home", "/payments", "/entitled", "/looked", "/apply", caseAt(ref, "receipt"), caseAt(ref, "form")} {
		guest.get(path).stands(caseAt(ref)).hides("DB-320613")
	}
	guest.get(caseAt(ref, "do", "withdraw")).answered(404)
	guest.get(caseAt(ref)).link("去签名").says("李强").send(nil).answered(422).says("请签名")
	guest.upload("signature", nil).stands(caseAt(ref)).says("您已经签好了")
	file, err := o.stages.Desk.Open(t.Context(), officer(), ref)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range file.Parties {
		if p.Signed == 0 {
			t.Errorf("%s has not signed", p.Name)
		}
	}
}

func TestEveryFirstPageSaysWhereThereIsNothing(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"王䶮"}, []string{"1951-02-03"})
	b := o.signedIn(f.people[0])
	b.get("/home").says("王䶮", "您还没有办过事项")
	b.get("/payments").says("还没有发过钱")
	b.get("/looked").says("还没有工作人员看过您的信息")
	b.get("/entitled").answered(200).says("这只是估计，不是决定")
	b.get("/apply").says("最低生活保障申请")
	b.get("/apply/nothing").answered(404)
}

func TestMissingPapersAreSentAtOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1951-02-03"})
	b := o.signedIn(f.people[0])
	b.fill()
	ref := b.ref()
	b.get(caseAt(ref, "form", "household", "ask", "housing")).send(map[string]string{"answer": "rent"})
	b.get(caseAt(ref, "papers")).says("租")
	b.get(caseAt(ref, "declare")).upload("signature", map[string]string{"agreed": "yes"}).send(nil).stands(caseAt(ref, "receipt"))
	file, err := o.stages.Desk.Open(t.Context(), clerk(), ref)
	if err != nil || len(file.Papers) == 0 {
		t.Fatalf("papers: %v, %v", file.Papers, err)
	}
	o.do(clerk(), ref, "ask_papers", map[string]string{"paper:" + file.Papers[0].ID: casework.Wanted})
	b.get("/home").says("有1件事等您办")
	b.get(caseAt(ref)).link("补齐材料").send(nil).answered(422).says("请至少拍一件")
	b.upload("file-"+file.Papers[0].ID, nil).stands(caseAt(ref)).says("已收到：补齐材料", "待受理", "已收到")
}

func TestAFamilyIsNotStuckWhereNoPaperIsMissingAnyMore(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1951-02-03"})
	b := o.signedIn(f.people[0])
	ref := b.apply()
	o.do(clerk(), ref, "ask_papers", nil)
	file, err := o.stages.Desk.Open(t.Context(), clerk(), ref)
	if err != nil {
		t.Fatal(err)
	}
	b.get(caseAt(ref)).link("补齐材料")
	for i := range file.Papers {
		b.upload("file-"+file.Papers[i].ID, nil)
	}
	b.get(caseAt(ref)).says("待受理")
}

func TestANeighbourObjectsAndLearnsNothing(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1951-02-03"})
	b := o.signedIn(f.people[0])
	ref := b.apply()
	o.do(clerk(), ref, "accept", nil)
	o.do(worker(), ref, "survey", survey(o))
	o.do(officer(), ref, "check", nil)
	o.do(clerk(), ref, "opine_grant", map[string]string{"opinion": "同意", "reason": "入户和核对都已完成，家庭没有收入，符合条件。"})
	stranger := o.hand()
	stranger.get("/board/320613005001").says("现在没有正在公示的")
	b.get(caseAt(ref, "do", "confirm_preview")).send(nil)
	o.do(clerk(), ref, "publish", nil)
	stranger.get("/board/320613005001").says("李秀英", "低保初审公示").hides(f.numbers[0], "和兴街道1号")
	stranger.link("我有异议").says("您认为哪里不对").send(nil).answered(422).says("请填写异议的内容")
	action, values := stranger.form(0)
	values.Set("words", "他家儿子有汽车。")
	stranger.post(action, values)
	stranger.says("已收到您的异议").hides("DB-320613")
	stranger.post(action, values)
	stranger.says("已收到您的异议")
	file, err := o.stages.Desk.Open(t.Context(), officer(), ref)
	if err != nil || len(file.Objections) != 1 {
		t.Fatalf("objections %v, %v", file.Objections, err)
	}
	b.get(caseAt(ref)).hides("汽车")
	at := strings.TrimSuffix(action, "/object")
	stranger.get(at+"/print").answered(200).says("李秀英", "https://lianxin.test/notice/")
	o.do(clerk(), ref, "resurvey", map[string]string{"reason": "有人反映有车，重新调查核实。"})
	stranger.get(at).says("公示已结束").hides("李秀英")
	stranger.get(action).answered(404)
	stranger.get("/notice/320613/nothing").answered(404)
	stranger.get("/board/110101001001").answered(404)
	stranger.get("/check?county=320613&number=DBQR〔2025〕9号&code=AAAA").answered(422).says("没有查到这份文书")
}
