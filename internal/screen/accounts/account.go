package accounts

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// accountView is one account with what may be done about it.
type accountView struct {
	Frame  layout.Frame
	Head   part.Head
	Pairs  []part.Pair
	Posts  part.Table
	Acts   []actForm
	Lent   part.Table
	Bound  *boundForm // nil where no other system proves who somebody is
	Barred string
	Fault  string
}

// actForm is one thing that may be done, with what follows.
type actForm struct {
	Title, Words string
	Form         part.Form
}

// acts are what may be done about an account.
var acts = []struct {
	name, title, words, kind string
	fits                     func(a *account.Account, locked bool) bool
}{
	{"unlock", "解除锁定", "可以马上再试登录。", "account.unlock", func(_ *account.Account, locked bool) bool { return locked }},
	{"password", "换一个密码", "生成新密码，只显示一次；本人的登录全部退出。", "account.password", func(a *account.Account, _ bool) bool { return !a.Disabled }},
	{"authenticator", "解除验证器", "手机丢了、换了的用；本人的登录全部退出，可以重新绑定。", "account.totp_reset", func(a *account.Account, _ bool) bool { return a.Authenticator }},
	{"disable", "停用账号", "不能再登录，登录全部退出，委托出去的代理一并停止。名下的办件请再转交。", "account.disable", func(a *account.Account, _ bool) bool { return !a.Disabled }},
	{"enable", "恢复使用", "可以再登录。", "account.enable", func(a *account.Account, _ bool) bool { return a.Disabled }},
}

// Account shows one account.
func (p *Pages) Account(r *screen.Request) (screen.Answer, error) {
	a, err := p.one(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.showAccount(r, a, "", http.StatusOK)
}

func (p *Pages) showAccount(r *screen.Request, a *account.Account, fault string, status int) (screen.Answer, error) {
	until, err := p.s.Accounts.LockedUntil(r.Context(), r.Now, a.Login)
	if err != nil {
		return screen.Answer{}, err
	}
	state, word := p.state(r, a)
	path := "/accounts/" + a.ID
	v := accountView{
		Frame: office.Frame(r, a.Login), Fault: fault,
		Head:  part.Head{Title: format.Name(a.Name), Lead: p.posts(a, r.Today()), Back: part.Link{Text: "账号", Path: "/accounts"}},
		Pairs: []part.Pair{{Key: "登录名", Value: a.Login}, {Key: "状态", Content: part.Status(state, word)}, {Key: "验证器", Value: map[bool]string{true: "已绑定", false: "没有"}[a.Authenticator]}},
		Posts: part.Table{Caption: "岗位", Columns: []part.Column{{Title: "岗位"}, {Title: "区划"}, {Title: "哪些天"}}},
		Lent:  part.Table{Caption: "委托出去和接手的", Empty: "没有委托代理。", Columns: []part.Column{{Title: "委托人"}, {Title: "代理人"}, {Title: "哪些天"}, {Title: "原因"}}},
	}
	for _, post := range a.Posts {
		v.Posts.Rows = append(v.Posts.Rows, part.Row{Cells: cells(part.Text(post.Title()), part.Text(p.place(post.Division)+"（"+post.Division.String()+"）"), part.Text(dayWords(post.Valid)))})
	}
	given, taken, err := p.s.Accounts.Delegations(r.Context(), a.ID)
	if err != nil {
		return screen.Answer{}, err
	}
	names := office.NamesOf(p.s)
	for _, d := range slices.Concat(given, taken) {
		v.Lent.Rows = append(v.Lent.Rows, part.Row{Cells: cells(
			part.Text(names.Of(r.Context(), account.StaffActor+d.From)), part.Text(names.Of(r.Context(), account.StaffActor+d.To)), part.Text(dayWords(d.Span)), part.Text(d.Reason),
		)})
	}
	if message, _, barred := office.Told(mine(r, a)); barred {
		v.Barred = message
		return screen.Answer{Status: status, Page: accountPage(v)}, nil
	}
	v.Head.Action = part.Link{Text: "改姓名和岗位", Path: path + "/posts"}
	v.Head.More = []part.Link{{Text: "转交名下的办件", Path: "/accounts/reassign?from=" + a.ID}}
	if v.Bound, err = p.bound(r, a); err != nil {
		return screen.Answer{}, err
	}
	for _, one := range acts {
		if one.fits(a, until > r.Now) {
			v.Acts = append(v.Acts, actForm{one.title, one.words, part.Form{Action: path + "/" + one.name, Once: screen.NewOnce(), Seen: strconv.FormatInt(a.Opened, 10), Button: one.title}})
		}
	}
	return screen.Answer{Status: status, Page: accountPage(v)}, nil
}

// Posts shows the form with which name and posts are changed.
func (p *Pages) Posts(r *screen.Request) (screen.Answer, error) {
	a, err := p.one(r)
	if err == nil {
		err = mine(r, a)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return p.showForm(r, a, p.fields(r, a, false), false, "", http.StatusOK)
}

// ChangePosts changes name and posts.
func (p *Pages) ChangePosts(r *screen.Request) (screen.Answer, error) {
	a, err := p.one(r)
	if err == nil {
		err = mine(r, a)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	fields := p.fields(r, a, false)
	changed := *a
	changed.Name, changed.Posts = r.Text("name"), p.read(r, a, fields)
	if changed.Name == "" {
		fields[0].Fault = "请填写姓名。"
	}
	if len(changed.Posts) == 0 {
		fields[1].Fault = "请至少留一个岗位；不再用的账号请停用。"
	}
	if len(part.Faults(fields...)) > 0 {
		return p.showForm(r, a, fields, false, "", http.StatusUnprocessableEntity)
	}
	if seen, err := strconv.ParseInt(r.Seen(), 10, 64); err == nil {
		changed.Opened = seen
	}
	err = p.act(r, "account.change", func(ctx context.Context, w *journal.Write) error { return p.s.Accounts.Change(ctx, w, changed) })
	if err == nil {
		return screen.See("/accounts/%s", a.ID)
	}
	message, kind, ok := office.Told(err)
	if !ok {
		return screen.Answer{}, err
	}
	if kind == civil.Stale {
		message = fmt.Sprintf("别人刚改过这个账号，现在的岗位是：%s。您填的还在，请对照后再保存。", p.posts(a, r.Today()))
		r.Form.Del("seen")
	}
	return p.showForm(r, a, fields, false, message, statusOf(kind))
}

// Do does one thing about an account.
func (p *Pages) Do(name, kind string) screen.Handler {
	return func(r *screen.Request) (screen.Answer, error) {
		a, err := p.one(r)
		if err == nil {
			err = mine(r, a)
		}
		if err != nil {
			return screen.Answer{}, err
		}
		if name == "password" {
			return p.newPassword(r, a, kind)
		}
		if v, _ := visitor(r); name == "disable" && v.ID == a.ID {
			return p.showAccount(r, a, "不能停用自己的账号，请由另一位系统管理员办理。", http.StatusConflict)
		}
		err = p.act(r, kind, func(ctx context.Context, w *journal.Write) error {
			switch name {
			case "unlock":
				return p.s.Accounts.Unlock(ctx, w, a.ID)
			case "authenticator":
				return p.s.Accounts.ResetTOTP(ctx, w, a.ID)
			case "disable":
				return p.s.Accounts.Disable(ctx, w, a.ID)
			}
			if !a.Disabled {
				return nil
			}
			again := *a
			again.Disabled = false
			return p.s.Accounts.Change(ctx, w, again)
		})
		if err == nil {
			return screen.See("/accounts/%s", a.ID)
		}
		message, refusal, ok := office.Told(err)
		if !ok {
			return screen.Answer{}, err
		}
		return p.showAccount(r, a, message, statusOf(refusal))
	}
}

// newPassword gives an account another password and shows it once.
func (p *Pages) newPassword(r *screen.Request, a *account.Account, kind string) (screen.Answer, error) {
	text := drawn()
	password, err := p.s.Accounts.NewPassword(r.Context(), a.Login, text)
	if err != nil {
		return screen.Answer{}, err
	}
	err = p.act(r, kind, func(ctx context.Context, w *journal.Write) error {
		return p.s.Accounts.SetPassword(ctx, w, a.ID, password, true)
	})
	if err != nil {
		return screen.Answer{}, err
	}
	return p.slip(r, a, text)
}
