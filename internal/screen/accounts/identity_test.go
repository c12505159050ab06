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
	o.hire("admin", "冯磊", account.Administrator, whole)
	a, b := o.hire("clerk", "张明", casework.Town, town), o.hire("second", "周敏", casework.Town, town)
	away := o.hire("away", "王霞", casework.County, other)
	path := "/accounts/" + a.ID
	o.get("admin", path).says(200).hides("统一身份")
	o.post("admin", path+"/identity", "subject", "u-1").says(404)
	provider, err := oidc.New(oidc.Config{Issuer: "https://id.example", Client: "lianxin", Secret: "s", Redirect: "https://lianxin.test/back"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	o.stages.Identity = provider
	signs := func(subject string) string {
		_, v, err := o.stages.Accounts.SignInAs(t.Context(), o.stages.Desk.Now(), account.Proof{Issuer: "https://id.example", Subject: subject}, "127.0.0.1")
		if err != nil {
			return ""
		}
		return v.ID
	}
	o.get("admin", path).says(200, "统一身份登录", "还没有绑定").hides("解除绑定")
	o.post("admin", path+"/identity", "subject", "").says(422, "统一身份编号应是")
	o.post("admin", path+"/identity", "subject", "u 0017").says(422, "统一身份编号应是", `value="u 0017"`)
	o.post("admin", path+"/identity", "subject", "u-20250630-0017").goes()
	if got := signs("u-20250630-0017"); got != a.ID {
		t.Errorf("the proof lets in %q", got)
	}
	o.get("admin", path).says(200, "尾号为…0017", "解除绑定").hides("u-20250630")
	o.post("admin", "/accounts/"+b.ID+"/identity", "subject", "u-20250630-0017").says(409, "已经绑定在另一个账号上")
	o.post("admin", "/accounts/"+away.ID+"/identity", "subject", "u-2").says(404)
	o.post("admin", path+"/unbind").goes()
	if got := signs("u-20250630-0017"); got != "" {
		t.Errorf("what is bound no longer lets in %q", got)
	}
}
