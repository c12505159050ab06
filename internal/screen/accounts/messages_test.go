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
	o.hire("admin", "冯磊", account.Administrator, whole)
	o.hire("clerk", "张明", casework.Town, town)
	o.hire("away", "王霞", casework.County, other)
	o.hire("auditor", "周敏", account.Auditor, whole)
	o.get("clerk", "/messages").says(200, "七天内没有发过登录短信。", "短信")
	ask := func(number string, people ...account.Person) {
		_ = o.stages.Accounts.RequestCode(t.Context(), o.stages.Desk.Now(), people, access.NewPrivate(access.Phone, number)) // it may fail, as asked
	}
	person := account.Person{County: county, ID: "01a"}
	o.silent = &civil.Error{Kind: civil.Unavailable, Code: "sms_silent", Message: "短信平台没有应答，请稍后重试。"}
	ask("13800138000", person)
	o.get("clerk", "/messages").says(200, "正在重发", "短信平台没有应答", "138****8000").hides("13800138000")
	o.silent = nil
	ask("13900139000", person)
	ask("13700137000") // nobody has it
	o.now = o.now.Add(15 * time.Minute)
	o.get("clerk", "/messages").says(200, "没有发出", "没有发出去的1条", "已发出", "七天内2条").hides("137****7000")
	o.get("admin", "/messages").says(200, "七天内3条", "137****7000")
	o.get("away", "/messages").says(200, "七天内没有发过登录短信。")
	o.get("auditor", "/messages").says(404)
}
