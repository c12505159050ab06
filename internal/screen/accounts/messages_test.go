package accounts_test

import (
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
)

func TestAClerkReadsWhyNoMessageCame(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.Hire("admin", "冯磊", account.Administrator, whole)
	o.Hire("clerk", "张明", casework.Town, town)
	o.Hire("away", "王霞", casework.County, other)
	o.Hire("auditor", "周敏", account.Auditor, whole)
	o.Get("clerk", "/messages").Says(200, "七天内没有发过登录短信。", "短信")
	ask := func(number string, people ...account.Person) {
		_ = o.Stages.Accounts.RequestCode(t.Context(), o.Stages.Desk.Now(), people, access.NewPrivate(access.Phone, number)) // it may fail, as asked
	}
	person := account.Person{County: county, ID: "01a"}
	o.silent = &civil.Error{Kind: civil.Unavailable, Code: "sms_silent", Message: "短信平台没有应答，请稍后重试。"}
	ask("13800138000", person)
	o.Get("clerk", "/messages").Says(200, "正在重发", "短信平台没有应答", "138****8000").Hides("13800138000")
	o.silent = nil
	ask("13900139000", person)
	ask("13700137000") // nobody has it
	o.Now = o.Now.Add(15 * time.Minute)
	o.Get("clerk", "/messages").Says(200, "没有发出", "没有发出去的1条", "已发出", "七天内2条").Hides("137****7000")
	o.Get("admin", "/messages").Says(200, "七天内3条", "137****7000")
	o.Get("away", "/messages").Says(200, "七天内没有发过登录短信。")
	o.Get("auditor", "/messages").Says(404)
}
