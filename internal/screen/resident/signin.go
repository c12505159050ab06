package resident

import (
	"fmt"
	"net/url"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// signInView is a page of signing in.
type signInView struct {
	Frame  layout.Frame
	Lead   string
	Form   part.Form
	Next   string // where the visitor wanted to go
	Hidden string // the telephone, once it was typed
	Fields []part.Field
	Other  part.Link
	Apps   []part.Link // cities' apps one may sign in by
}

// next is a page of ours somebody wanted, else nothing.
func next(r *screen.Request) string {
	return screen.Local(r.FormValue("next"))
}

// SignIn asks for a telephone number; a printed code that was scanned is shown, to
// be confirmed.
func (p *Pages) SignIn(r *screen.Request) (screen.Answer, error) {
	if slip := r.FormValue("slip"); slip != "" {
		v := p.codeView(r, "", "", slip)
		v.Lead = "码已经扫好，点“登录”就行。"
		return screen.Show(signInPage(v))
	}
	return screen.Show(signInPage(p.phoneView(r, "")))
}

func (p *Pages) phoneView(r *screen.Request, fault string) signInView {
	v := signInView{
		Frame: p.frame(r, "登录", "/"), Lead: "填手机号，我们发一个验证码给您。不用记密码。", Next: next(r),
		Form:   part.Form{Action: "/sign-in", Once: screen.NewOnce(), Button: "获取验证码"},
		Fields: []part.Field{{Kind: part.NumberField, Name: "phone", Label: "手机号", Value: r.Typed("phone"), Fault: fault, Complete: "tel"}},
		Other:  part.Link{Text: "没有手机？用打印的登录码", Path: "/sign-in/code"},
	}
	for _, a := range p.s.Apps {
		v.Apps = append(v.Apps, part.Link{Text: fmt.Sprintf("用“%s”登录", a.Title), Path: "/sign-in/app/" + a.Name + "?next=" + url.QueryEscape(v.Next)})
	}
	v.Frame.Faults = fault != ""
	return v
}

// codeView asks for a code: of a message, or with an empty telephone a printed one.
func (p *Pages) codeView(r *screen.Request, phone, fault, code string) signInView {
	v := signInView{
		Frame: p.frame(r, "填写验证码", "/sign-in"), Next: next(r), Hidden: phone,
		Form: part.Form{Action: "/sign-in/code", Once: screen.NewOnce(), Button: "登录"},
	}
	v.Frame.Faults = fault != ""
	field := part.Field{Kind: part.CodeField, Name: "code", Label: "验证码", Value: code, Fault: fault, Hint: "短信里的6位数字，10分钟内有效。"}
	if phone == "" {
		v.Frame.Title, field.Label = "用登录码登录", "登录码"
		field.Hint = "纸上印的10个字母和数字，中间的横线可以不填。村（居）委会和窗口都能打印。"
		v.Fields = []part.Field{{Kind: part.NumberField, Name: "phone", Label: "手机号", Hint: "用短信验证码登录的才填。", Optional: true, Complete: "tel", Value: r.Typed("phone")}}
	} else {
		v.Lead = "验证码已发到" + access.Mask(access.Phone, phone) + "。没收到，一分钟后可以再取一次。"
		v.Other = part.Link{Text: "换个号码，或再取一次", Path: "/sign-in"}
	}
	v.Fields = append(v.Fields, field)
	return v
}

// Ask sends a code. Whether anybody is known under the number, the answer does not tell.
func (p *Pages) Ask(r *screen.Request) (screen.Answer, error) {
	phone := digits(r.Text("phone"))
	if len(phone) != 11 || phone[0] != '1' {
		return screen.Again(signInPage(p.phoneView(r, "手机号应有11位，请核对。")))
	}
	number := access.NewPrivate(access.Phone, phone)
	found, err := p.s.Register.Phoned(r.Context(), number)
	if err != nil {
		return screen.Answer{}, err
	}
	var people []account.Person
	for _, ref := range found {
		people = append(people, account.Person{County: ref.County, ID: ref.ID})
	}
	err = p.s.Accounts.RequestCode(r.Context(), r.Now, people, number)
	refused, ok := told(err)
	switch {
	case ok && refused.Code == account.CodeDelayed: // the code may still come
		return screen.Again(signInPage(p.codeView(r, phone, refused.Message, "")))
	case ok:
		return screen.Again(signInPage(p.phoneView(r, refused.Message)))
	case err != nil:
		return screen.Answer{}, err
	}
	return screen.Show(signInPage(p.codeView(r, phone, "", "")))
}

// digits are the digits of what was typed.
func digits(text string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, text)
}

// CodePage is for those who have a code already.
func (p *Pages) CodePage(r *screen.Request) (screen.Answer, error) {
	return screen.Show(signInPage(p.codeView(r, "", "", "")))
}

// Enter lets somebody in by a code.
func (p *Pages) Enter(r *screen.Request) (screen.Answer, error) {
	phone, code := digits(r.Text("phone")), r.Text("code")
	refuse := func(message string) (screen.Answer, error) {
		v := p.codeView(r, phone, message, r.Typed("code"))
		return screen.Again(signInPage(v))
	}
	if code == "" {
		return refuse("请填写验证码。")
	}
	first, second := code, ""
	if phone != "" {
		first, second = phone, code
	}
	token, v, err := p.s.Accounts.SignInResident(r.Context(), r.Now, first, second)
	if refused, ok := told(err); ok {
		return refuse(refused.Message)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	answer := screen.Answer{Session: &screen.Session{Token: token, MaxAge: int(account.ResidentLife / second1)}, Next: next(r)}
	switch {
	case v.Only != "":
		answer.Next = "/cases/" + v.OnlyCounty + "/" + v.Only
	case len(v.Persons) > 1:
		answer.Next = "/persons"
	case answer.Next == "" || answer.Next == "/":
		answer.Next = "/home"
	}
	return answer, nil
}

// second1 is a second in the unit of instants.
const second1 = civil.Instant(1000)

// SignOut ends a session, of a family or of an office.
func (p *Pages) SignOut(r *screen.Request) (screen.Answer, error) {
	to := "/"
	if r.Visitor.Side == screen.Staff {
		to = "/staff/sign-in"
	}
	if v, ok := session(r); ok {
		if err := p.s.Accounts.SignOut(r.Context(), v); err != nil {
			return screen.Answer{}, err
		}
	}
	return screen.Answer{Session: &screen.Session{}, Next: to}, nil
}
