package backlog

// kinds are the tasks in words; app's tests hold that none is missing.
var kinds = map[string]string{
	"pay.decided": "把决定交给发放", "pay.transferred": "迁移后接着发放", "pay.watch": "发放情况的检查", "pay.reseal": "换钥后重新加密账户",
	"account.message": "发短信", "conference.hard": "困难个案提请会商", "search.terms": "整理检索词", "keys.reseal": "换钥后重新加密", "register.reseal": "换钥后重新加密登记",
	"spdci.answer": "回答其他系统的查询", "spdci.deliver": "送回其他系统的查询结果", "spdci.tell": "通知订阅的系统", "webhook.tell": "向对接系统推送消息",
	"review.rated": "登记群众评价", "casework.tell_ward": "告知被监护人", "verify.ask": "向部门发起核对", "verify.round": "每月核对", "household.keep": "更新一户一策档案",
	"watch.run": "筛查困难家庭", "watch.case": "线索办理结果的回填", "watch.risk": "走访记入高风险家庭登记",
	"chore.webhook": "定时：推送消息", "chore.household": "定时：一户一策", "chore.sweep": "定时：清理登录", "chore.forget": "定时：清理办完的任务", "chore.verify": "定时：每月核对",
	"chore.recertify": "定时：复核提醒", "chore.settle": "定时：整理数据库", "chore.watch": "定时：夜间筛查", "chore.reach": "定时：到龄主动服务", "chore.hotline": "定时：热线催办",
	"chore.spdci.tell": "定时：通知订阅的系统", "chore.spdci.remind": "定时：催送查询结果", "chore.spdci.forget": "定时：清理查询记录",
}

// Title is a kind of task in words; ok is false for one that has none.
func Title(kind string) (words string, ok bool) {
	words, ok = kinds[kind]
	return words, ok
}
