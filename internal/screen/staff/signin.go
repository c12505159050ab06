package staff

import (
	"net"
	"net/url"
	"strings"

	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// formView is a page with one form.
type formView struct {
	Frame  layout.Frame
	Head   part.Head
	Notice string // what happened before, over the form
	Form   part.Form
	Fields []part.Field
	More   []part.Link
	Number string // what another system calls somebody who has no account here
}

func (v *formView) fault(name, text string) {
	for i := range v.Fields {
		if v.Fields[i].Name == name {
			v.Fields[i].Fault, v.Frame.Faults = text, true
		}
	}
}

// SignIn asks who somebody is.
func (p *Pages) SignIn(r *screen.Request) (screen.Answer, error) {
	v := p.signInView(r)
	if r.FormValue("changed") != "" {
		v.Notice = "密码已修改，请用新密码登录。"
	}
	return screen.Show(formPage(v))
}

func (p *Pages) signInView(r *screen.Request) formView {
	f := r.Frame("工作人员登录")
	return formView{
		Frame: f, Head: part.Head{Title: f.Title, Lead: "办理中的内容只给经办单位的人看，每次登录都有记录。"},
		Form: part.Form{Action: "/staff/sign-in?next=" + url.QueryEscape(local(r.FormValue("next"))), Once: screen.NewOnce(), Button: "登录"},
		Fields: []part.Field{
			{Name: "login", Label: "登录名", Value: r.Typed("login"), Complete: "username"},
			{Kind: part.SecretField, Name: "password", Label: "密码"},
			{Kind: part.CodeField, Name: "code", Label: "动态验证码", Hint: "绑定了身份验证器的才填，6位数字", Optional: true},
		},
		More: p.moreDoors(r),
	}
}

// Enter lets somebody in, or says what is wrong in the words of the accounts.
func (p *Pages) Enter(r *screen.Request) (screen.Answer, error) {
	token, visitor, err := p.s.Accounts.SignIn(r.Context(), r.Now, r.Text("login"), r.Typed("password"), r.Text("code"), addressOf(r))
	if err != nil {
		message, known := told(err)
		if !known {
			return screen.Answer{}, err
		}
		v := p.signInView(r)
		v.fault(map[bool]string{true: "code", false: "password"}[code(err) == "code_required"], message)
		return screen.Again(formPage(v))
	}
	next := local(r.FormValue("next"))
	switch {
	case visitor.MustChange:
		next = "/staff/password"
	case next == "/" || next == "":
		next = firstPage(visitor)
	}
	return screen.Answer{Next: next, Session: &screen.Session{Token: token}}, nil
}

// firstPage is where somebody begins his day.
func firstPage(v *account.Visitor) string {
	switch {
	case v.Plays(account.Town, account.County):
		return "/work"
	case v.Plays(account.Village):
		return "/v"
	case v.Plays(account.Finance):
		return "/pay"
	case v.Plays(account.Auditor):
		return "/audit"
	case v.Plays(account.Administrator):
		return "/accounts"
	case v.Plays(account.Hotline):
		return "/hotline"
	case v.Plays(account.City):
		return "/overview"
	}
	return "/settings"
}

// addressOf is the machine a request comes from.
func addressOf(r *screen.Request) string {
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}

// local is a page of ours to go to afterwards, empty for anything else.
func local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) {
		return ""
	}
	return next
}

// Password asks for a new password.
func (p *Pages) Password(r *screen.Request) (screen.Answer, error) {
	return screen.Show(formPage(p.passwordView(r)))
}

func (p *Pages) passwordView(r *screen.Request) formView {
	f := r.Frame("修改密码")
	v := formView{
		Frame: f, Head: part.Head{Title: f.Title},
		Form: part.Form{Action: "/staff/password", Once: screen.NewOnce(), Button: "修改密码"},
		Fields: []part.Field{
			{Kind: part.SecretField, Name: "old", Label: "现在的密码"},
			{Kind: part.SecretField, Name: "password", Label: "新密码", Hint: "字母和数字都要有，不要用生日、电话和登录名", Complete: "new-password"},
			{Kind: part.SecretField, Name: "again", Label: "再输一遍新密码", Complete: "new-password"},
		},
	}
	if account := office.Signed(r); account != nil && account.MustChange {
		v.Head.Lead = "现在的密码是别人给的，请先换成只有您知道的。改好后重新登录。"
	}
	return v
}

// ChangePassword gives the visitor the password he chose and lets him sign in anew.
func (p *Pages) ChangePassword(r *screen.Request) (screen.Answer, error) {
	v, who := p.passwordView(r), office.Signed(r)
	if who == nil {
		return screen.Answer{}, notThere()
	}
	if r.Typed("password") != r.Typed("again") {
		v.fault("again", "两次输入的新密码不一样，请重新输入。")
		return screen.Again(formPage(v))
	}
	err := p.s.Accounts.ChangePassword(r.Context(), r.Now, who, r.Typed("old"), r.Typed("password"), addressOf(r))
	if message, known := told(err); known {
		v.fault(map[bool]string{true: "old", false: "password"}[code(err) == "password_old" || deniedKind(err)], message)
		return screen.Again(formPage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Next: "/staff/sign-in?changed=yes", Session: &screen.Session{}}, nil
}

func deniedKind(err error) bool {
	k, _ := kind(err)
	return k == civil.Denied
}

// notThere is the refusal of a page that is not for this visitor.
func notThere() error {
	return &civil.Error{Kind: civil.NotFound, Code: "page_missing", Message: "没有找到，或不在您的管辖范围。"}
}
