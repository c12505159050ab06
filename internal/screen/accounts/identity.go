package accounts

import (
	"context"

	"lianxin/internal/access/account"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// boundForm binds an account to what another system calls its owner.
type boundForm struct {
	Words   string
	Subject part.Field
	Form    part.Form
	Held    bool
	Unbind  part.Form
}

// bound says what an account is bound to; nil where no other system is configured.
func (p *Pages) bound(r *screen.Request, a *account.Account) (*boundForm, error) {
	list, err := p.s.Accounts.Identities(r.Context(), a.ID)
	if err != nil || p.s.Identity == nil {
		return nil, err
	}
	f := &boundForm{
		Words:   "还没有绑定。本人在登录页点“用统一身份登录”，把页面给出的编号报给您；核对是本人后填在这里。",
		Subject: part.Field{Kind: part.TextField, Name: "subject", Label: "统一身份编号", Value: r.Typed("subject")},
		Form:    part.Form{Action: "/accounts/" + a.ID + "/identity", Once: screen.NewOnce(), Button: "绑定"},
	}
	for _, i := range list {
		if i.Issuer == p.s.Identity.Issuer() {
			f.Held, f.Words, f.Form.Button = true, "已绑定尾号为"+i.Hint+"的统一身份，可以不用密码登录。换人、换编号请重新绑定。", "换绑"
		}
	}
	if f.Held {
		f.Unbind = part.Form{Action: "/accounts/" + a.ID + "/unbind", Once: screen.NewOnce(), Button: "解除绑定"}
	}
	return f, nil
}

// Bind binds an account.
func (p *Pages) Bind(r *screen.Request) (screen.Answer, error) {
	return p.identify(r, "account.bind", func(ctx context.Context, w *journal.Write, id string) error {
		return p.s.Accounts.Bind(ctx, w, id, account.Proof{Issuer: p.s.Identity.Issuer(), Subject: r.Text("subject")})
	})
}

// Unbind lets an account be entered by its password alone.
func (p *Pages) Unbind(r *screen.Request) (screen.Answer, error) {
	return p.identify(r, "account.unbind", p.s.Accounts.Unbind)
}

func (p *Pages) identify(r *screen.Request, kind string, f func(ctx context.Context, w *journal.Write, id string) error) (screen.Answer, error) {
	a, err := p.one(r)
	if err == nil {
		err = mine(r, a)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	if p.s.Identity == nil {
		return screen.Answer{}, office.Missing()
	}
	if err = p.act(r, kind, func(ctx context.Context, w *journal.Write) error { return f(ctx, w, a.ID) }); err == nil {
		return screen.See("/accounts/%s", a.ID)
	}
	message, refusal, ok := office.Told(err)
	if !ok {
		return screen.Answer{}, err
	}
	return p.showAccount(r, a, message, statusOf(refusal))
}
