package staff

import (
	"github.com/a-h/templ"

	"lianxin/internal/access/account"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/notice"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// authenticatorView is the page on which somebody binds an authenticator.
type authenticatorView struct {
	Frame       layout.Frame
	Head        part.Head
	Bound       bool
	URL, Secret string // shown once, after it was begun
	Picture     templ.Component
	Begin       part.Form
	Confirm     part.Form
	Code        part.Field
}

// security is the purpose of what somebody does about his own account.
const security = "security"

func (p *Pages) authenticatorView(r *screen.Request, who *account.Visitor) authenticatorView {
	f := office.Frame(r, "身份验证器")
	return authenticatorView{
		Frame: f, Head: part.Head{Title: f.Title, Lead: "绑定以后，别人知道了密码也登不进来。"}, Bound: who.Authenticator,
		Begin:   part.Form{Action: "/staff/authenticator", Once: screen.NewOnce(), Button: "开始绑定"},
		Confirm: part.Form{Action: "/staff/authenticator", Once: screen.NewOnce(), Button: "完成绑定"},
		Code:    part.Field{Kind: part.CodeField, Name: "code", Label: "身份验证器上的6位数"},
	}
}

// Authenticator says whether an authenticator is bound, and how one is.
func (p *Pages) Authenticator(r *screen.Request) (screen.Answer, error) {
	who := office.Signed(r)
	if who == nil {
		return screen.Answer{}, notThere()
	}
	return screen.Show(authenticatorPage(p.authenticatorView(r, who)))
}

// Enrol draws the secret, or confirms it by a code.
func (p *Pages) Enrol(r *screen.Request) (screen.Answer, error) {
	who := office.Signed(r)
	if who == nil {
		return screen.Answer{}, notThere()
	}
	v := p.authenticatorView(r, who)
	if r.Text("act") == "begin" {
		_, err := p.s.Journal.Do(r.Context(), who.Header("account.totp_begin", security, journal.Nowhere), func(w *journal.Write) error {
			e, err := p.s.Accounts.BeginTOTP(r.Context(), w, who.ID)
			v.URL, v.Secret = e.URL, e.Secret
			return err
		})
		if err != nil {
			return screen.Answer{}, err
		}
		if v.Picture, err = notice.QR(v.URL, "身份验证器的二维码"); err != nil {
			return screen.Answer{}, err
		}
		return screen.Show(authenticatorPage(v))
	}
	_, err := p.s.Journal.Do(r.Context(), who.Header("account.totp", security, journal.Nowhere), func(w *journal.Write) error {
		return p.s.Accounts.ConfirmTOTP(r.Context(), w, who.ID, r.Text("code"))
	})
	if message, known := told(err); known {
		v.Code.Fault, v.Frame.Faults = message, true
		return screen.Again(authenticatorPage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("/staff/authenticator")
}
