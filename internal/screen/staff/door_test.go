package staff_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"lianxin/internal/casework"
)

func TestAWrongPasswordAndALockAreSaidInWords(t *testing.T) {
	t.Parallel()
	h := crew(t)
	s := h.stranger()
	form := s.get("/staff/sign-in").form("/staff/sign-in")
	form.Set("login", "clerk")
	form.Set("password", "wrong-1")
	got := s.post("/staff/sign-in", form)
	got.says("登录名、密码或动态验证码不对")
	if got.form("/staff/sign-in").Get("login") != "clerk" {
		t.Error("the login has to be typed again")
	}
	for range 4 {
		got = s.post("/staff/sign-in", form)
	}
	got.says("再试")
	form.Set("password", secret)
	if got := s.post("/staff/sign-in", form); got.status == http.StatusSeeOther {
		t.Error("a locked account is let in")
	}
}

func TestAPasswordThatOthersKnowHasToBeChangedFirst(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.hire("new", "新人", casework.Town, town, true)
	s := h.signIn("new")
	if got := s.get("/work"); got.next != "/staff/password" {
		t.Fatalf("somebody with a given password sees pages: %d %q", got.status, got.next)
	}
	form := s.get("/staff/password").form("/staff/password")
	form.Set("old", secret)
	form.Set("password", "staple-battery-9")
	form.Set("again", "staple-battery-8")
	s.post("/staff/password", form).says("两次输入的新密码不一样")
	form.Set("again", "staple-battery-9")
	s.follow(s.post("/staff/password", form)).says("密码已修改")
	if got := s.get("/work"); got.status == http.StatusOK {
		t.Error("the old session goes on")
	}
}

func TestAnAuthenticatorIsShownOnceAndAWrongCodeRefused(t *testing.T) {
	t.Parallel()
	h := crew(t)
	s := h.signIn("clerk")
	begun := s.post("/staff/authenticator", s.get("/staff/authenticator").form("/staff/authenticator"))
	begun.says("手工输入密钥", "完成绑定")
	form := begun.form("/staff/authenticator")
	form.Set("code", "000000")
	s.post("/staff/authenticator", form).says("动态验证码不对")
}

func TestPostsAreLentAndTakenBack(t *testing.T) {
	t.Parallel()
	h := crew(t)
	s := h.signIn("clerk")
	form := s.get("/delegation").form("/delegation")
	s.post("/delegation", form).says("请选择由谁代理")
	walkTo := regexp.MustCompile(`<option value="([^"]+)">周敏`)
	match := walkTo.FindSubmatch(s.get("/delegation").body)
	if match == nil {
		t.Fatal("the colleague is not offered")
	}
	form.Set("to", string(match[1]))
	form.Set("from", "2025-07-01")
	form.Set("until", "2025-07-05")
	form.Set("reason", "休假")
	lent := s.follow(s.post("/delegation", form))
	lent.says("周敏", "2025年7月1日至7月5日", "休假")
	h.signIn("second").get("/delegation").says("张明")
	end := regexp.MustCompile(`name="end" value="([^"]+)"`).FindSubmatch(lent.body)
	form.Set("end", string(end[1]))
	s.follow(s.post("/delegation", form)).silent("休假")
}

func TestNobodySeesACaseOutsideHisScope(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	path := h.signIn("clerk").take(family[0], 1)
	far := h.signIn("far")
	person := "/person/" + family[0].County + "/" + family[0].ID
	for _, to := range []string{path, path + "/do/accept", path + "/archive.pdf", path + "/notice", path + "/letter/x", path + "/file/x", "/v" + path + "/survey", strings.Replace(path, "/case/", "/intake/", 1), person} {
		if got := far.get(to); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", to, got.status)
		}
	}
	if got := far.post(path+"/do/accept", h.signIn("clerk").get(path).form(path+"/do/accept")); got.status != http.StatusNotFound {
		t.Errorf("acting: %d", got.status)
	}
	far.get("/search?q=DB-320613-2025-00001").says("没有找到编号")
	if got := h.stranger().get(path); got.status != http.StatusSeeOther || !strings.HasPrefix(got.next, "/staff/sign-in") {
		t.Errorf("a stranger: %d %s", got.status, got.next)
	}
}

func TestTheSearchFindsCasesAndPeople(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英", longName)
	clerk := h.signIn("clerk")
	path := clerk.take(family[0], 2)
	if got := clerk.get("/search?q=db-320613-2025-00001"); got.next != path {
		t.Errorf("a case number leads to %q, want %q", got.next, path)
	}
	if got := clerk.get("/search?q=" + family[1].number); got.next != "/person/"+county+"/"+family[1].ID {
		t.Errorf("a whole number leads to %d %q", got.status, got.next)
	}
	clerk.get("/search?q=%E7%8E%8B%E4%B6%AE").says("没有找到“王䶮”。可试拼音首字母或证件号。")
	clerk.get("/search?q=!").says("看不出")
	one := clerk.get("/person/" + county + "/" + family[1].ID)
	one.says(longName, "1959年8月9日", "共同生活的家庭", "户籍登记的一家", "DB-320613-2025-00001")
	one.silent(family[1].number)
}

func TestANumberIsShownForAMinuteToWhoSaysWhy(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk := h.signIn("clerk")
	path := "/person/" + county + "/" + family[0].ID
	form := clerk.get(path).form(path)
	clerk.post(path, form).says("请先选择为什么看")
	form.Set("purpose-id_number", "visit")
	clerk.post(path, form).says(family[0].number, "本次查看已记录")
	looks, err := h.stages.Register.Looks(t.Context(), family[0].Ref)
	if err != nil || len(looks) == 0 {
		t.Fatalf("%v, %v", looks, err)
	}
	if last := looks[len(looks)-1]; len(last.Revealed) != 1 || last.Purpose != "visit" {
		t.Errorf("written down: %+v", last)
	}
	slip := clerk.post(path+"/slip", form)
	slip.says("登录凭条", "只能用一次")
}

func TestSomebodyInNoRegisterIsTakenInByHand(t *testing.T) {
	t.Parallel()
	h := crew(t)
	clerk := h.signIn("clerk")
	form := clerk.get("/intake").form("/intake")
	form.Set("id_number", "３２０１０６１９５００１０１１２３")
	form.Set("name", "")
	clerk.post("/intake", form).says("身份证号应有18位，现在是17位，请核对。", "请填写申请人姓名。")
	form.Set("id_number", "11010519491231002X")
	form.Set("name", "王䶮")
	asked := clerk.post("/intake", form)
	asked.says("登记里没有这个号码和姓名的人", "户籍所在的村（居）")
	form = asked.form("/intake")
	form.Set("home", fmt.Sprint(int64(home)))
	got := clerk.post("/intake", form)
	filled := clerk.get(got.next).form(got.next)
	if filled.Get("f.applicant.name") != "王䶮" || filled.Get("m.0.member.id_number") != "11010519491231002X" {
		t.Errorf("%d %q: %v", got.status, got.next, filled)
	}
}

func TestTheWorkListTakesTheNextAndSaysWhenThereIsNothing(t *testing.T) {
	t.Parallel()
	h := crew(t)
	clerk := h.signIn("clerk")
	clerk.get("/work").says("今天没有待办。", "待我办")
	family := h.settle(births, "李秀英", longName)
	path := clerk.take(family[0], 2)
	list := clerk.get("/work")
	list.says("李秀英", "待受理", "没人领", "有1件等您办")
	form := list.form("/work")
	if got := clerk.post("/work", form); got.next != path {
		t.Fatalf("took %d %q, want %q", got.status, got.next, path)
	}
	clerk.get(path).says("经办 我")
	second := h.signIn("second")
	second.follow(second.post("/work", second.get("/work").form("/work"))).says("没有还没人领的件了")
	second.get("/work").says("张明")
	clerk.get("/work?stage=checking").says("没有符合条件的件。")
	clerk.get("/work?overdue=yes&matter=dibao&within=" + fmt.Sprint(int64(home))).says("没有符合条件的件。")
}

func TestALongListIsWalkedInPages(t *testing.T) {
	t.Parallel()
	h := crew(t)
	clerk := h.signIn("clerk")
	seen := map[string]bool{}
	for i := range 23 {
		name := "李" + string(rune('甲'+i))
		family := h.settle(map[string]string{name: fmt.Sprintf("19%02d-02-03", 40+i)}, name)
		clerk.take(family[0], 1)
	}
	list := clerk.get("/work")
	list.says("第1–20条，共23条")
	for _, to := range list.links("/case/") {
		seen[to] = true
	}
	next := list.links("/work?after=")
	if len(next) != 1 {
		t.Fatalf("ways on: %v", next)
	}
	rest := clerk.get(next[0])
	rest.says("第21–23条", "回到最前")
	for _, to := range rest.links("/case/") {
		seen[to] = true
	}
	if len(seen) != 23 {
		t.Errorf("walked past %d cases, want 23", len(seen))
	}
}

func TestAVisitNeedsTwoSignaturesAndIsKeptOnce(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk := h.signIn("clerk")
	path := clerk.take(family[0], 1)
	worker := h.signIn("worker")
	worker.get("/v").says("今天没有要走访的家庭。")
	clerk.follow(clerk.act(path, "accept", nil))
	to := "/v" + path + "/survey"
	form := worker.get(to).form(to)
	got := worker.upload(to, form, "sign-1")
	got.says("请填写在场的家庭成员。", "调查要两个人签字", "1个照片、签名已收到")
	again := got.form(to)
	for name, value := range survey {
		again.Set(name, value)
	}
	clerk.follow(clerk.act(path, "check", nil)) // an office works on meanwhile
	one, two := worker.upload(to, again, "sign-2"), worker.upload(to, again, "sign-2")
	if one.status != http.StatusSeeOther || two.status != http.StatusSeeOther {
		t.Errorf("sent twice: %d, %d %s", one.status, two.status, two.text())
	}
	if n := strings.Count(clerk.get(path).text(), "入户调查：2025年6月30日"); n != 1 {
		t.Errorf("%d visits are written down", n)
	}
	worker.get("/v/unsent").says("没有待传的")
}

func TestWhatIsPrivateIsNotShownToTheVillage(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英")
	clerk := h.signIn("clerk")
	path, form := clerk.intake(family[0])
	form = answer(form, 1)
	form.Set("m.0.member.severe_illness", "yes")
	form.Set("m.0.member.illness", "尿毒症")
	at := clerk.post(path, form).next
	at, _, _ = strings.Cut(at, "?")
	clerk.get(at).says("尿毒症")
	h.signIn("worker").get(at).silent("尿毒症")
}
