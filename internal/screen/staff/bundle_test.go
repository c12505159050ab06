package staff_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/screen/staff"
)

// number is the identity number of the first of a family that screentest settles.
func number(t *testing.T, name string) string {
	return civil.MakeID(civil.SampleRegion, screentest.Day(t, "1971-02-03"), 100+len(name))
}

func window(t *testing.T) *screentest.Office {
	o := screentest.Open(t, screentest.Setup{}, func(s *screen.Stages) []screen.Route { return staff.New(s).Routes() })
	o.Hire("zhenqu", "顾红", casework.Town, screentest.Town)
	o.Hire("cunju", "张建国", casework.Village, screentest.Village)
	o.Hire("waizhen", "李强", casework.Town, 320612100000)
	o.Settle("李秀英")
	return o
}

var (
	wholePath = regexp.MustCompile(`^/intake/bundles/\d+/[^/?]+`)
	sheetPath = regexp.MustCompile(`href="(/intake/\d+/[0-9a-z]+)"`)
	seenField = regexp.MustCompile(`name="seen" value="(\d+)"`)
)

// fillSheet saves a form of a bundle and gives where it leads.
func fillSheet(o *screentest.Office, path string, pairs ...string) screentest.Answer {
	page := o.Get("zhenqu", path)
	seen := seenField.FindStringSubmatch(page.Page)
	if seen == nil {
		o.T.Fatalf("no form at %s: %d %s", path, page.Status, page.Words())
	}
	return o.Post("zhenqu", path, append([]string{"seen", seen[1], "members", "1"}, pairs...)...)
}

// common are the answers both forms of the bundle want.
var common = []string{
	"f.applicant.phone", "13800000002", "f.applicant.registered_address", "和兴街道1号", "f.applicant.lives_elsewhere", "no",
	"m.0.member.other_allowance", "no", "agreed", "yes",
}

func TestAWindowTakesInTwoMattersOnOneFormAndPrintsOneReceipt(t *testing.T) {
	t.Parallel()
	o := window(t)
	o.Get("zhenqu", "/intake").Says(200, "一件事一次办")
	o.Get("zhenqu", "/intake/bundles").Says(200, "残疾人一件事", "这个窗口还没有办过一件事")
	begin := "/intake/bundles/disabled"
	o.Get("zhenqu", begin).Says(200, "谁来办", "代办人姓名", "监护人")
	o.Post("zhenqu", begin, "id_number", "1", "name", "").Says(422, "身份证号应有18位", "请填写申请人姓名", "请至少选一项")
	o.Post("zhenqu", begin, "id_number", number(t, "李秀英"), "name", "错名字", "matter", "disability_care").Says(422, "登记里没有这个号码和姓名的人")
	o.Post("zhenqu", begin, "id_number", number(t, "李秀英"), "name", "李秀英", "matter", "disability_care", "by_proxy", "yes").
		Says(422, "请填写代办人姓名", "请填写代办人的手机号", "请选择代办人是申请人的什么人")

	whole := beginBundle(o, "id_number", number(t, "李秀英"), "name", "李秀英", "by_proxy", "yes", "proxy_name", "王芳", "proxy_phone", "13800000009", "proxy_kind", "relative")
	page := o.Get("zhenqu", whole).Says(200, "项没有填", "困难残疾人生活补贴", "重度残疾人护理补贴")
	sheets := sheetPath.FindAllStringSubmatch(page.Page, -1)
	first := sheets[0][1]
	o.Get("zhenqu", first).Says(200, "保存，回到一件事", "王芳")
	fillSheet(o, first).Says(422, "请申请人看过承诺内容并签字")
	if at := fillSheet(o, first, common...).Goes(); at != whole+"?done=saved" {
		t.Fatalf("a form that lacks nothing leads to %s", at)
	}
	living := sheets[2][1]
	if living == first {
		living = sheets[1][1]
	}
	o.Get("zhenqu", living).Says(200, "这件事的第一张表").Hides("已看过承诺")
	for _, one := range sheets {
		if one[1] != first {
			fillSheet(o, one[1], common...).Goes()
		}
	}
	o.Get("zhenqu", whole).Says(200, "填好了", "一起提交")
	if at := o.Post("zhenqu", whole+"/submit").Goes(); at != whole+"?done=submit" {
		t.Fatalf("all sent leads to %s", at)
	}
	o.Get("zhenqu", whole).Says(200, "CS-320613-2025-00001", "CH-320613-2025-00001", "待受理", "打印回执").Hides("一起提交")
	o.Get("zhenqu", whole+"/receipt").Says(200, "残疾人一件事收件回执", "代办人", "王芳", "CS-320613-2025-00001", "CH-320613-2025-00001", "以后要交")
	o.Get("zhenqu", "/intake/bundles").Says(200, "李秀英", "残疾人一件事")
	o.Get("zhenqu", strings.Replace(first, "/intake/", "/case/", 1)).Says(200, "/intake/bundles/")
	o.Post("zhenqu", "/intake/bundles/disabled", "id_number", number(t, "李秀英"), "name", "李秀英", "matter", "disability_care").Says(422, "已经在办，不用再申请")
}

func TestABundleOfAWindowIsItsOwn(t *testing.T) {
	t.Parallel()
	o := window(t)
	whole := beginBundle(o, "id_number", number(t, "李秀英"), "name", "李秀英")
	for login, status := range map[string]int{"waizhen": 404, "cunju": 404, "nobody": 303} {
		for _, path := range []string{whole, whole + "/receipt"} {
			o.Get(login, path).Says(status)
		}
	}
	o.Get("waizhen", "/intake/bundles").Says(200).Hides("李秀英")
	if at := o.Get("zhenqu", whole+"/receipt").Goes(); at != whole {
		t.Errorf("a receipt before anything was sent leads to %s", at)
	}
	o.Get("zhenqu", "/intake/bundles/nothing").Says(404)
}

// beginBundle begins the bundle of both allowances.
func beginBundle(o *screentest.Office, pairs ...string) string {
	o.T.Helper()
	form := url.Values{"once": {screen.NewOnce()}, "matter": {"disability_living", "disability_care"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	var first string
	for range 2 { // sent twice it begins one
		at := o.Send("zhenqu", "/intake/bundles/disabled", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).Goes()
		whole := wholePath.FindString(at)
		if whole == "" || first != "" && whole != first {
			o.T.Fatalf("the bundle leads to %q, after %q", at, first)
		}
		first = whole
	}
	return first
}

func TestAWindowTakesInWhatBelongsToAnotherDepartment(t *testing.T) {
	t.Parallel()
	o := window(t)
	o.Get("zhenqu", "/intake").Says(200, "别的部门的事：看病、上学、住房、就业等，收下转办")
	next := o.Post("zhenqu", "/intake", "id_number", number(t, "李秀英"), "name", "李秀英", "matter", "other_office").Goes()
	if !strings.HasPrefix(next, "/referrals/new?household=") || !strings.Contains(next, "&person=") {
		t.Errorf("it goes to %s", next)
	}
	o.Post("waizhen", "/intake", "id_number", number(t, "李秀英"), "name", "李秀英", "matter", "other_office").Says(422, "不在您的管辖范围", "请先受理他的申请")
	o.Post("zhenqu", "/intake", "id_number", "11010519491231002X", "name", "王䶮", "matter", "other_office").Says(422, "登记里没有", "请先受理他的申请")
}
