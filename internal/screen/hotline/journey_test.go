package hotline_test

import (
	"net/url"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	pages "lianxin/internal/screen/hotline"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/service/hotline"
)

// open is the pages of the telephone over a fresh store, with its people.
func open(t *testing.T) *screentest.Office {
	t.Helper()
	o := screentest.Open(t, screentest.Setup{
		Tables: hotline.Tables(),
		Stages: func(s *screen.Stages) {
			s.Hotline = hotline.New(s.Journal, s.Register, s.Keys, s.Catalogue, s.Calendar)
		},
	}, func(s *screen.Stages) []screen.Route { return pages.New(s).Routes() })
	o.Hire("agent", "徐慧", casework.Hotline, screentest.City)
	o.Hire("clerk", "张明", casework.Town, screentest.Town)
	o.Hire("officer", "李敏", casework.County, screentest.Whole)
	o.Hire("worker", "顾红", casework.Village, screentest.Village)
	o.Hire("far", "王霞", casework.Town, 320612100000)
	return o
}

// call are the fields of a call that an office answers.
func call(more ...string) []string {
	return append([]string{
		"phone", "１３８００００ ０００１", "caller", "李强", "class", "question", "urgency", "usual", "words", "问低保什么时候复核。",
		"town", screentest.Town.String(), "result", "order",
	}, more...)
}

func TestACallIsTakenAnsweredAndCalledBackOnPages(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.Settle("李秀英", "李强")
	if _, err := o.Stages.Register.IndexTerms(t.Context(), screentest.County, register.PersonKind); err != nil {
		t.Fatal(err)
	}
	o.Get("agent", "/hotline").Says(200, "这里没有来电。", "登记来电")
	looked := o.Post("agent", "/hotline/new", call("act", "look", "about", "李秀英")...).Says(200, "是哪一位", "李秀英", "没有办件", "可以这样答", "这个号码没有打来过")
	person := f.People[0].County + "/" + f.People[0].ID
	if !strings.Contains(looked.Page, person) || !strings.Contains(looked.Page, "138００００") && !strings.Contains(looked.Page, "１３８００００ ０００１") {
		t.Error("who was found, or what was typed, is not on the page")
	}
	next := o.Post("agent", "/hotline/new", call("about", "李秀英", "person", person)...).Goes()
	o.Get("agent", next).Says(200, "RX-320613-2025-00001", "李秀英", "待接办")
	at := "/hotline" + o.Get("clerk", "/hotline").Says(200, "李秀英").After(`href="/hotline/320613`)
	at = strings.Replace(at, "/hotline/", "/hotline/320613/", 1)
	page := o.Get("clerk", at).Says(200, "问低保什么时候复核。", "登记答复", "138****0001").Hides("13800000001")
	o.Post("clerk", at, "deed", "reply", "seen", page.Seen()).Says(422, "请写下怎么办的")
	o.Post("clerk", at, "deed", "reply", "seen", page.Seen(), "reply-words", "十二月复核，已电话答复。").Goes()
	o.Post("clerk", at, "deed", "call_back", "grade", "5").Says(409, "不由答复的单位自己办")
	o.Post("agent", at, "deed", "call_back").Says(422, "请选择打通了没有")
	o.Post("agent", at, "deed", "call_back", "grade", "2").Says(422, "说哪里没办好")
	o.Post("agent", at, "deed", "call_back", "grade", "4").Goes()
	o.Get("agent", at).Says(200, "已办结", "满意", "重新办理")
	o.Get("agent", "/hotline/of/"+person).Says(200, "RX-320613-2025-00001")
	o.Get("agent", "/hotline/report").Says(200, "政策和进度咨询", "崇川区")
	if looks, err := o.Stages.Register.Looks(t.Context(), f.People[0]); err != nil || len(looks) < 4 {
		t.Errorf("%d looks are written down, %v", len(looks), err)
	}
}

func TestTheNumberIsShownForAMinuteToWhoHasToRing(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Post("agent", "/hotline/new", call()...).Goes()
	at := strings.Replace("/hotline"+o.Get("clerk", "/hotline").After(`href="/hotline/320613`), "/hotline/", "/hotline/320613/", 1)
	o.Post("clerk", at, "field", "phone", "purpose-phone", "petition").Says(200, "13800000001")
	o.Get("clerk", at).Says(200, "查看来电号码").Hides("13800000001")
	o.Post("far", at, "field", "phone", "purpose-phone", "petition").Says(404)
}

func TestACallThatIsNotWholeIsAskedAgainWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	o := open(t)
	for _, one := range []struct{ name, field, value, says string }{
		{"no words", "words", "", "请写下说了什么"},
		{"a telephone that is none", "phone", "12", "电话应是11位"},
		{"another city's town", "town", "320412001000", "请选择人现在在哪个乡镇"},
		{"answered without an answer", "result", "answered", "请写下答复了什么"},
		{"a case of nobody", "result", "case", "不能这样处理"},
		{"an emergency of a question", "result", "emergency", "不能这样处理"},
	} {
		fields := call("caller", "阿卜杜热合曼·买买提艾力")
		for i := 0; i+1 < len(fields); i += 2 {
			if fields[i] == one.field {
				fields[i+1] = one.value
			}
		}
		page := o.Post("agent", "/hotline/new", fields...)
		if page.Status != 422 || !strings.Contains(page.Words(), one.says) && !strings.Contains(page.Words(), "请") || !strings.Contains(page.Page, "阿卜杜热合曼·买买提艾力") {
			t.Errorf("%s: status %d: %s", one.name, page.Status, page.Words())
		}
	}
}

func TestACallBecomesACaseAtTheWindowOfHisTown(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.Settle("李秀英", "李强")
	person := f.People[0].County + "/" + f.People[0].ID
	fields := []string{"class", "apply", "urgency", "usual", "words", "丈夫去世，没有收入，想申请低保。", "town", screentest.Town.String(), "result", "usual"}
	o.Post("agent", "/hotline/new", append(fields, "matter", "dibao")...).Says(422, "代填申请要先查到本人")
	o.Post("agent", "/hotline/new", append(fields, "person", person)...).Says(422, "请选择代填哪个事项")
	o.Post("agent", "/hotline/new", append(fields, "person", person, "matter", "dibao")...).Goes()
	at := strings.Replace("/hotline"+o.Get("clerk", "/hotline").After(`href="/hotline/320613`), "/hotline/", "/hotline/320613/", 1)
	o.Get("clerk", at).Says(200, "接着填申请", "/intake/320613/")
	o.Get("agent", at).Hides("接着填申请")
}

func TestSomebodyWhoPassesByBringsHelpToThePlace(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Get("nobody", "/help/emergency").Says(200, "报告急难", "您的电话")
	o.Post("nobody", "/help/emergency", "town", screentest.Town.String(), "where", "", "words", "一位老人没有钱吃饭。").Says(422, "请写明人现在在哪里")
	next := o.Post("nobody", "/help/emergency", "town", screentest.Town.String(), "where", "汽车站", "words", "一位老人没有钱吃饭。", "phone", "13800000002").Goes()
	o.Get("nobody", next).Says(200, "已经收到", "RX-320613-2025-00001")
	at := "/v/emergencies/" + o.Get("worker", "/v/emergencies").Says(200, "汽车站", "还有24小时", "tel:13800000002").After(`href="/v/emergencies/`)
	o.Get("far", at).Says(404)
	page := o.Get("worker", at).Says(200, "我到了")
	o.Post("worker", at, "seen", page.Seen(), "words", "").Says(422, "请写下见到了谁")
	o.Post("worker", at, "seen", page.Seen(), "words", "见到本人，已买饭。").Goes()
	o.Get("clerk", "/v/emergencies").Says(200, "已到场", "接着办")
	o.Get("worker", at).Hides("办先行救助")
	birth, err := civil.NewDate(1950, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	o.Post("clerk", at, "name", "赵大爷", "id_number", "123").Says(422)
	began := o.Post("clerk", at, "name", "赵大爷", "id_number", civil.MakeID(civil.SampleRegion, birth, 101)).Goes()
	if !strings.HasPrefix(began, "/intake/320613/") {
		t.Errorf("it went on at %s", began)
	}
	o.Get("clerk", at).Says(200, began)
}

func TestAFamilySeesItsOwnCalls(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.Settle("李秀英")
	g := o.Settle("陈桂兰")
	person := f.People[0].County + "/" + f.People[0].ID
	o.Post("agent", "/hotline/new", call("person", person)...).Goes()
	for i, one := range []screentest.Family{f, g} {
		login := []string{"own", "other"}[i]
		o.People[login] = &screen.Visitor{Side: screen.Resident, Actor: "resident:" + one.People[0].String(), Name: login,
			Persons: []screen.Person{{County: one.People[0].County, ID: one.People[0].ID, Name: login, Chosen: true}}}
	}
	o.Get("own", "/calls").Says(200, "政策和进度咨询", "最迟", "RX-320613-2025-00001").Hides("13800000001")
	o.Get("other", "/calls").Says(200, "没有来电记录").Hides("RX-320613-2025-00001")
}

func TestPagesOfTheTelephoneAreForWhoWorksThere(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("till", "钱静", casework.Finance, screentest.Whole)
	o.Hire("city", "陈立", casework.City, screentest.City)
	for _, one := range []struct {
		login, path string
		status      int
	}{
		{"till", "/hotline", 404}, {"worker", "/hotline", 404}, {"city", "/hotline", 200}, {"city", "/hotline/new", 404}, {"clerk", "/hotline/new", 200},
		{"agent", "/v/emergencies", 404}, {"clerk", "/v/emergencies/new", 200}, {"officer", "/hotline/report", 200}, {"agent", "/calls", 404},
		{"agent", "/hotline/320613/" + url.PathEscape("nothing"), 404},
	} {
		if page := o.Get(one.login, one.path); page.Status != one.status {
			t.Errorf("%s at %s: %d, want %d", one.login, one.path, page.Status, one.status)
		}
	}
}
