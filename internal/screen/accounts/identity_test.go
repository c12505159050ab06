package accounts_test

import (
	"testing"

	"lianxin/internal/access/account"
	"lianxin/internal/access/account/oidc"
	"lianxin/internal/casework"
)

func TestAnAdministratorBindsAnAccountToAProof(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, whole)
	a, b := o.Hire("clerk", "张明", casework.Town, town), o.Hire("second", "周敏", casework.Town, town)
	away := o.Hire("away", "王霞", casework.County, other)
	path := "/accounts/" + a.ID
	o.Get("admin", path).Says(200).Hides("统一身份")
	o.Post("admin", path+"/identity", "subject", "u-1").Says(404)
	provider, err := oidc.New(oidc.Config{Issuer: "https://id.example", Client: "lianxin", Secret: "s", Redirect: "https://lianxin.test/back"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	o.Stages.Identity = provider
	signs := func(subject string) string {
		_, v, err := o.Stages.Accounts.SignInAs(t.Context(), o.Stages.Desk.Now(), account.Proof{Issuer: "https://id.example", Subject: subject}, "127.0.0.1")
		if err != nil {
			return ""
		}
		return v.ID
	}
	o.Get("admin", path).Says(200, "统一身份登录", "还没有绑定").Hides("解除绑定")
	o.Post("admin", path+"/identity", "subject", "").Says(422, "统一身份编号应是")
	o.Post("admin", path+"/identity", "subject", "u 0017").Says(422, "统一身份编号应是", `value="u 0017"`)
	o.Post("admin", path+"/identity", "subject", "u-20250630-0017").Goes()
	if got := signs("u-20250630-0017"); got != a.ID {
		t.Errorf("the proof lets in %q", got)
	}
	o.Get("admin", path).Says(200, "尾号为…0017", "解除绑定").Hides("u-20250630")
	o.Post("admin", "/accounts/"+b.ID+"/identity", "subject", "u-20250630-0017").Says(409, "已经绑定在另一个账号上")
	o.Post("admin", "/accounts/"+away.ID+"/identity", "subject", "u-2").Says(404)
	o.Post("admin", path+"/unbind").Goes()
	if got := signs("u-20250630-0017"); got != "" {
		t.Errorf("what is bound no longer lets in %q", got)
	}
}
