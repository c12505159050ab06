package accounts_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

var printed = regexp.MustCompile(`[A-Z0-9]{4}(-[A-Z0-9]{4}){3}`)

// signs tries to sign in.
func (o *office) signs(login, password string) error {
	_, _, err := o.Stages.Accounts.SignIn(o.T.Context(), o.Stages.Desk.Now(), login, password, "", "127.0.0.1")
	return err
}

func TestAnAccountIsOpenedAndItsPasswordShownOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, whole)
	o.Get("admin", "/accounts/new").Says(200, "开通账号", "区划代码")
	form := []string{"login", "Zhang.Ming", "name", "阿卜杜热合曼·买买提艾力", "role-1", "town", "division-1", "３２０６１３００５", "posts", "2"}
	slip := o.Post("admin", "/accounts/new", form...).Says(200, "登录单", "只显示这一次", "zhang.ming", "虹桥")
	password := printed.FindString(slip.Page)
	if err := o.signs("zhang.ming", password); err != nil {
		t.Errorf("the printed password %q does not let in: %v", password, err)
	}
	o.Post("admin", "/accounts/new", form...).Says(409, "已经有人用了", `value="Zhang.Ming"`)
	list := o.Get("admin", "/accounts").Says(200, "阿卜杜热合曼·买买提艾力", "等本人改密码", "共2个账号").Hides(password)
	o.Get("admin", "/accounts?q=ming").Says(200, "zhang.ming").Hides("admin 冯磊")
	o.Get("admin", "/accounts?role=county").Says(200, "没有这样的账号。")
	if !strings.Contains(list.Page, `href="/accounts/new"`) {
		t.Error("no way to the form")
	}
}

func TestAFormOfAnAccountSaysWhatIsWrongAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, whole)
	o.Post("admin", "/accounts/new", "posts", "2").Says(422, "请填写登录名。", "请填写姓名。", "请至少设置一个岗位。")
	o.Post("admin", "/accounts/new", "login", "ming", "name", "张明", "role-1", "town", "division-1", "320612001", "posts", "2").Says(422, "不归您管理", `value="320612001"`, "张明")
	o.Post("admin", "/accounts/new", "login", "ming", "name", "张明", "role-1", "county", "division-1", "320613005", "posts", "2").Says(422, `value="320613005"`)
	o.Post("admin", "/accounts/new", "login", "ming", "name", "张明", "role-1", "town", "division-1", "999999999", "posts", "2").Says(422, "没有这个区划")
	o.Post("admin", "/accounts/new", "login", "ming", "name", "张明", "role-1", "", "division-1", "320613005", "posts", "2").Says(422, "请选择岗位。")
}

func TestAnAdministratorChangesPostsUnlocksAndDisables(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, whole)
	a := o.Hire("clerk", "张明", casework.Town, town)
	path := "/accounts/" + a.ID
	form := o.Get("admin", path+"/posts").Says(200, "张明", "320613005")
	_, rest, _ := strings.Cut(form.Page, `name="seen" value="`)
	seen, _, _ := strings.Cut(rest, `"`)
	o.Post("admin", path+"/posts", "seen", seen, "name", "张小明", "role-1", "county", "division-1", county, "posts", "2").Goes()
	o.Get("admin", path).Says(200, "张小明", "县区审核")
	o.Post("admin", path+"/posts", "seen", seen, "name", "张大明", "role-1", "county", "division-1", county, "posts", "2").Says(409, "别人刚改过这个账号", "张大明")
	o.Post("admin", path+"/posts", "name", "张小明", "posts", "2").Says(422, "请至少留一个岗位")

	for range account.FailuresMax {
		_ = o.signs("clerk", "wrong") // it must fail, and it locks
	}
	o.Get("admin", path).Says(200, "锁定到", "解除锁定")
	o.Post("admin", path+"/unlock").Goes()
	o.Get("admin", path).Hides("锁定到")
	password := printed.FindString(o.Post("admin", path+"/password").Says(200, "登录单").Page)
	if err := o.signs("clerk", password); err != nil {
		t.Errorf("the new password does not let in: %v", err)
	}
	o.Post("admin", path+"/disable").Goes()
	o.Post("admin", path+"/disable").Goes() // sent twice, done once
	o.Get("admin", path).Says(200, "已停用", "恢复使用").Hides("停用账号")
	if err := o.signs("clerk", password); err == nil {
		t.Error("a disabled account signs in")
	}
	o.Post("admin", path+"/enable").Goes()
	if err := o.signs("clerk", password); err != nil {
		t.Errorf("an account in use again does not sign in: %v", err)
	}
	o.Post("admin", "/accounts/"+o.People["admin"].Staff+"/disable").Says(409, "不能停用自己的账号")
}

func TestAccountsElsewhereAreNotThere(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, whole)
	away := o.Hire("away", "王霞", casework.County, other)
	chief := o.Hire("chief", "陈立", casework.City, city)
	for _, a := range []*account.Account{away, chief} {
		o.Get("admin", "/accounts/"+a.ID).Says(http.StatusNotFound)
		o.Post("admin", "/accounts/"+a.ID+"/disable").Says(http.StatusNotFound)
		o.Post("admin", "/accounts/"+a.ID+"/password").Says(http.StatusNotFound)
	}
	o.Get("admin", "/accounts").Hides("王霞", "陈立")
	o.Get("chief", "/accounts").Says(http.StatusNotFound)
	o.Get("", "/accounts").Goes()
}

func TestOpenCasesGoToAColleagueRowByRow(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, whole)
	from, to := o.Hire("clerk", "张明", casework.Town, town), o.Hire("second", "周敏", casework.Town, town)
	away := o.Hire("officer", "李敏", account.Auditor, whole)
	who := casework.Who{Actor: from.Actor(), Staff: from.ID, Name: "张明", Purpose: "review", Posts: []casework.Post{{Role: casework.Town, Division: town}}}
	for _, name := range []string{"李秀英", "李强"} {
		f := o.Settle(name)
		ref, err := o.Stages.Desk.Raise(t.Context(), who, casework.Raise{Matter: "dibao_change", Start: "report", County: county, Household: f.Household.ID, Origin: name})
		if err == nil {
			err = o.Stages.Desk.Assign(t.Context(), who, ref, 0, from.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	o.Hire("head", "陈立", casework.County, whole)
	o.Hire("apart", "王霞", casework.County, other)
	const why = "张明调离，由周敏接手。"
	page := o.Get("admin", "/accounts/reassign?from="+from.ID+"&to="+to.ID).Says(200, "2件在办，2件可以转给周敏", "DBBG-320613-2025-00001").Hides("李秀英", "李强")
	o.Get("admin", "/accounts/reassign?from="+from.ID+"&to="+from.ID).Says(200, "不能转交给本人")
	o.Get("admin", "/accounts/reassign?from="+from.ID+"&to="+away.ID).Says(200, "0件可以转给", "没有管这个地方的经办岗位")
	o.Get("admin", "/accounts/reassign?to="+to.ID).Says(200, "请选从谁转，或填哪里的")
	o.Get("admin", "/accounts/reassign?to="+to.ID+"&place=320612").Says(200, "不归您管理")
	o.Get("admin", "/accounts/reassign?to="+to.ID+"&place=320613006").Says(200, "没有可以转交的办件")
	o.Get("apart", "/accounts/reassign?from="+from.ID+"&to="+to.ID).Says(200).Hides("张明", "DBBG")
	_, rest, _ := strings.Cut(page.Page, `name="case" value="`)
	one, _, _ := strings.Cut(rest, `"`)
	o.Post("admin", "/accounts/reassign", "from", from.ID, "to", to.ID, "case", one).Says(422, "请写明为什么转交")
	o.Post("admin", "/accounts/reassign", "from", from.ID, "to", to.ID, "reason", why).Says(200, "没有选中办件")
	o.Post("admin", "/accounts/reassign", "from", from.ID, "to", to.ID, "reason", why, "case", one).Says(200, "1件办成，0件没有办成", "已转交")
	o.Post("admin", "/accounts/reassign", "from", from.ID, "to", to.ID, "reason", why, "act", "all").Says(200, "1件办成")
	o.Post("admin", "/accounts/reassign", "from", from.ID, "to", to.ID, "reason", why, "act", "all").Says(200, "没有选中办件")
	o.Get("admin", "/accounts/reassign?from="+to.ID+"&to="+from.ID).Says(200, "2件在办")
	o.Post("head", "/accounts/reassign", "place", "320613005", "to", from.ID, "reason", "两位对调片区。", "act", "all").Says(200, "虹桥", "2件办成，0件没有办成")
	_, id, _ := strings.Cut(one, "/")
	f, err := o.Stages.Desk.Read(t.Context(), register.Ref{County: county, ID: id})
	if err != nil {
		t.Fatal(err)
	}
	if last := f.Steps[len(f.Steps)-1]; f.Case.Assignee != from.ID || last.Title != "转交给张明" || last.Words != "两位对调片区。" || last.Unit != whole || len(f.Steps) != 3 {
		t.Errorf("the case is with %s after %+v", f.Case.Assignee, f.Steps)
	}
}

func TestDelegationsShowWhoStandsInForWhom(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, whole)
	from, to := o.Hire("clerk", "张明", casework.Town, town), o.Hire("second", "周敏", casework.Town, town)
	o.Get("admin", "/accounts/delegations").Says(200, "现在没有人委托代理。")
	today := o.Stages.Desk.Today()
	o.Act(func(w *journal.Write) error {
		_, err := o.Stages.Accounts.Delegate(t.Context(), w, account.Delegation{
			From: from.ID, To: to.ID, Posts: []account.Post{{Role: casework.Town, Division: town}}, Span: account.Span{From: today, To: today.AddDays(civilWeek)}, Reason: "年休假",
		})
		return err
	})
	o.Get("admin", "/accounts/delegations").Says(200, "张明", "周敏", "代理中", "年休假")
	o.Get("admin", "/accounts/"+from.ID).Says(200, "周敏", "年休假")
}

const civilWeek = 7

func TestWhoeverHasAPasswordOthersKnowChangesItFirst(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, whole)
	v := o.People["admin"].Session.(*account.Visitor)
	v.MustChange = true
	if to := o.Get("admin", "/accounts").Goes(); to != "/staff/password" {
		t.Errorf("sent to %s", to)
	}
}
