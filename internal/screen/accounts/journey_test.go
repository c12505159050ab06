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
	_, _, err := o.stages.Accounts.SignIn(o.t.Context(), o.stages.Desk.Now(), login, password, "", "127.0.0.1")
	return err
}

func TestAnAccountIsOpenedAndItsPasswordShownOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.hire("admin", "冯磊", account.Administrator, whole)
	o.get("admin", "/accounts/new").says(200, "开通账号", "区划代码")
	form := []string{"login", "Zhang.Ming", "name", "阿卜杜热合曼·买买提艾力", "role-1", "town", "division-1", "３２０６１３００５", "posts", "2"}
	slip := o.post("admin", "/accounts/new", form...).says(200, "登录单", "只显示这一次", "zhang.ming", "虹桥")
	password := printed.FindString(slip.page)
	if err := o.signs("zhang.ming", password); err != nil {
		t.Errorf("the printed password %q does not let in: %v", password, err)
	}
	o.post("admin", "/accounts/new", form...).says(409, "已经有人用了", `value="Zhang.Ming"`)
	list := o.get("admin", "/accounts").says(200, "阿卜杜热合曼·买买提艾力", "等本人改密码", "共2个账号").hides(password)
	o.get("admin", "/accounts?q=ming").says(200, "zhang.ming").hides("admin 冯磊")
	o.get("admin", "/accounts?role=county").says(200, "没有这样的账号。")
	if !strings.Contains(list.page, `href="/accounts/new"`) {
		t.Error("no way to the form")
	}
}

func TestAFormOfAnAccountSaysWhatIsWrongAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.hire("admin", "冯磊", account.Administrator, whole)
	o.post("admin", "/accounts/new", "posts", "2").says(422, "请填写登录名。", "请填写姓名。", "请至少设置一个岗位。")
	o.post("admin", "/accounts/new", "login", "ming", "name", "张明", "role-1", "town", "division-1", "320612001", "posts", "2").says(422, "不归您管理", `value="320612001"`, "张明")
	o.post("admin", "/accounts/new", "login", "ming", "name", "张明", "role-1", "county", "division-1", "320613005", "posts", "2").says(422, `value="320613005"`)
	o.post("admin", "/accounts/new", "login", "ming", "name", "张明", "role-1", "town", "division-1", "999999999", "posts", "2").says(422, "没有这个区划")
	o.post("admin", "/accounts/new", "login", "ming", "name", "张明", "role-1", "", "division-1", "320613005", "posts", "2").says(422, "请选择岗位。")
}

func TestAnAdministratorChangesPostsUnlocksAndDisables(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.hire("admin", "冯磊", account.Administrator, whole)
	a := o.hire("clerk", "张明", casework.Town, town)
	path := "/accounts/" + a.ID
	form := o.get("admin", path+"/posts").says(200, "张明", "320613005")
	_, rest, _ := strings.Cut(form.page, `name="seen" value="`)
	seen, _, _ := strings.Cut(rest, `"`)
	o.post("admin", path+"/posts", "seen", seen, "name", "张小明", "role-1", "county", "division-1", county, "posts", "2").goes()
	o.get("admin", path).says(200, "张小明", "县区审核")
	o.post("admin", path+"/posts", "seen", seen, "name", "张大明", "role-1", "county", "division-1", county, "posts", "2").says(409, "别人刚改过这个账号", "张大明")
	o.post("admin", path+"/posts", "name", "张小明", "posts", "2").says(422, "请至少留一个岗位")

	for range account.FailuresMax {
		_ = o.signs("clerk", "wrong") // it must fail, and it locks
	}
	o.get("admin", path).says(200, "锁定到", "解除锁定")
	o.post("admin", path+"/unlock").goes()
	o.get("admin", path).hides("锁定到")
	password := printed.FindString(o.post("admin", path+"/password").says(200, "登录单").page)
	if err := o.signs("clerk", password); err != nil {
		t.Errorf("the new password does not let in: %v", err)
	}
	o.post("admin", path+"/disable").goes()
	o.post("admin", path+"/disable").goes() // sent twice, done once
	o.get("admin", path).says(200, "已停用", "恢复使用").hides("停用账号")
	if err := o.signs("clerk", password); err == nil {
		t.Error("a disabled account signs in")
	}
	o.post("admin", path+"/enable").goes()
	if err := o.signs("clerk", password); err != nil {
		t.Errorf("an account in use again does not sign in: %v", err)
	}
	o.post("admin", "/accounts/"+o.people["admin"].Staff+"/disable").says(409, "不能停用自己的账号")
}

func TestAccountsElsewhereAreNotThere(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.hire("admin", "冯磊", account.Administrator, whole)
	away := o.hire("away", "王霞", casework.County, other)
	chief := o.hire("chief", "陈立", casework.City, city)
	for _, a := range []*account.Account{away, chief} {
		o.get("admin", "/accounts/"+a.ID).says(http.StatusNotFound)
		o.post("admin", "/accounts/"+a.ID+"/disable").says(http.StatusNotFound)
		o.post("admin", "/accounts/"+a.ID+"/password").says(http.StatusNotFound)
	}
	o.get("admin", "/accounts").hides("王霞", "陈立")
	o.get("chief", "/accounts").says(http.StatusNotFound)
	o.get("", "/accounts").goes()
}

func TestOpenCasesGoToAColleagueRowByRow(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.hire("admin", "冯磊", account.Administrator, whole)
	from, to := o.hire("clerk", "张明", casework.Town, town), o.hire("second", "周敏", casework.Town, town)
	away := o.hire("officer", "李敏", account.Auditor, whole)
	who := casework.Who{Actor: from.Actor(), Staff: from.ID, Name: "张明", Purpose: "review", Posts: []casework.Post{{Role: casework.Town, Division: town}}}
	for _, name := range []string{"李秀英", "李强"} {
		f := o.settle(name)
		ref, err := o.stages.Desk.Raise(t.Context(), who, casework.Raise{Matter: "dibao_change", Start: "report", County: county, Household: f.household.ID, Origin: name})
		if err == nil {
			err = o.stages.Desk.Assign(t.Context(), who, ref, 0, from.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	o.hire("head", "陈立", casework.County, whole)
	o.hire("apart", "王霞", casework.County, other)
	const why = "张明调离，由周敏接手。"
	page := o.get("admin", "/accounts/reassign?from="+from.ID+"&to="+to.ID).says(200, "2件在办，2件可以转给周敏", "DBBG-320613-2025-00001").hides("李秀英", "李强")
	o.get("admin", "/accounts/reassign?from="+from.ID+"&to="+from.ID).says(200, "不能转交给本人")
	o.get("admin", "/accounts/reassign?from="+from.ID+"&to="+away.ID).says(200, "0件可以转给", "没有管这个地方的经办岗位")
	o.get("admin", "/accounts/reassign?to="+to.ID).says(200, "请选从谁转，或填哪里的")
	o.get("admin", "/accounts/reassign?to="+to.ID+"&place=320612").says(200, "不归您管理")
	o.get("admin", "/accounts/reassign?to="+to.ID+"&place=320613006").says(200, "没有可以转交的办件")
	o.get("apart", "/accounts/reassign?from="+from.ID+"&to="+to.ID).says(200).hides("张明", "DBBG")
	_, rest, _ := strings.Cut(page.page, `name="case" value="`)
	one, _, _ := strings.Cut(rest, `"`)
	o.post("admin", "/accounts/reassign", "from", from.ID, "to", to.ID, "case", one).says(422, "请写明为什么转交")
	o.post("admin", "/accounts/reassign", "from", from.ID, "to", to.ID, "reason", why).says(200, "没有选中办件")
	o.post("admin", "/accounts/reassign", "from", from.ID, "to", to.ID, "reason", why, "case", one).says(200, "1件办成，0件没有办成", "已转交")
	o.post("admin", "/accounts/reassign", "from", from.ID, "to", to.ID, "reason", why, "act", "all").says(200, "1件办成")
	o.post("admin", "/accounts/reassign", "from", from.ID, "to", to.ID, "reason", why, "act", "all").says(200, "没有选中办件")
	o.get("admin", "/accounts/reassign?from="+to.ID+"&to="+from.ID).says(200, "2件在办")
	o.post("head", "/accounts/reassign", "place", "320613005", "to", from.ID, "reason", "两位对调片区。", "act", "all").says(200, "虹桥", "2件办成，0件没有办成")
	_, id, _ := strings.Cut(one, "/")
	f, err := o.stages.Desk.Read(t.Context(), register.Ref{County: county, ID: id})
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
	o.hire("admin", "冯磊", account.Administrator, whole)
	from, to := o.hire("clerk", "张明", casework.Town, town), o.hire("second", "周敏", casework.Town, town)
	o.get("admin", "/accounts/delegations").says(200, "现在没有人委托代理。")
	today := o.stages.Desk.Today()
	o.act(func(w *journal.Write) error {
		_, err := o.stages.Accounts.Delegate(t.Context(), w, account.Delegation{
			From: from.ID, To: to.ID, Posts: []account.Post{{Role: casework.Town, Division: town}}, Span: account.Span{From: today, To: today.AddDays(civilWeek)}, Reason: "年休假",
		})
		return err
	})
	o.get("admin", "/accounts/delegations").says(200, "张明", "周敏", "代理中", "年休假")
	o.get("admin", "/accounts/"+from.ID).says(200, "周敏", "年休假")
}

const civilWeek = 7

func TestWhoeverHasAPasswordOthersKnowChangesItFirst(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.hire("admin", "冯磊", account.Administrator, whole)
	v := o.people["admin"].Session.(*account.Visitor)
	v.MustChange = true
	if to := o.get("admin", "/accounts").goes(); to != "/staff/password" {
		t.Errorf("sent to %s", to)
	}
}
