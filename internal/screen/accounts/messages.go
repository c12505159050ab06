package accounts

import (
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// failures say in words why a message has not left.
var failures = map[string]string{
	"sms_silent":      "短信平台没有应答",
	"sms_refused":     "短信平台没有收下，请管理员核对配置和余量",
	"code_no_gateway": "没有配置短信平台",
}

// Messages lists the sign-in messages of a week: who waits in vain for one is
// printed a code instead. Telephones are masked, and codes are nowhere.
func (p *Pages) Messages(r *screen.Request) (screen.Answer, error) {
	signed := office.Signed(r)
	if signed == nil {
		return screen.Answer{}, office.Missing()
	}
	list, err := p.s.Accounts.Messages(r.Context(), r.Now-account.MessageKept)
	if err != nil {
		return screen.Answer{}, err
	}
	v := listView{
		Frame: office.Frame(r, "短信"),
		List: part.Table{Caption: "登录短信", Empty: "七天内没有发过登录短信。", Columns: []part.Column{
			{Title: "什么时候"}, {Title: "手机号"}, {Title: "状态"}, {Title: "试了几次", Number: true}, {Title: "说明", Clamp: true},
		}},
	}
	stuck := 0
	for _, m := range list {
		if !concerns(signed, m) {
			continue
		}
		state, word, why := standing(m, r.Now)
		if state == format.Over {
			stuck++
		}
		v.List.Rows = append(v.List.Rows, part.Row{Cells: cells(
			part.Text(format.Moment(m.Made)), part.Text(m.Phone), part.Status(state, word), part.Text(format.Count(int(m.Tries))), part.Text(why),
		)})
	}
	v.Head = part.Head{Title: "登录短信发出去了没有", Lead: "七天内" + format.Count(len(v.List.Rows)) + "条，没有发出去的" + format.Count(stuck) + "条。收不到的，请在本人的档案里打印登录码。"}
	return screen.Show(listPage(v))
}

// concerns says whether somebody who has the telephone lives where the visitor
// works. A number nobody has concerns administrators alone.
func concerns(v *account.Visitor, m account.Message) bool {
	if len(m.People) == 0 {
		return v.Plays(account.Administrator)
	}
	for _, person := range m.People {
		county, err := civil.ParseArea(person.County)
		if err != nil {
			continue
		}
		for _, post := range v.Posts {
			if post.Division.Contains(county) || county.Contains(post.Division) {
				return true
			}
		}
	}
	return false
}

// standing is how a message stands, in words.
func standing(m account.Message, now civil.Instant) (state format.State, word, why string) {
	why = failures[m.Failure]
	if why == "" && m.Failure != "" {
		why = "系统出了问题，请联系管理员"
	}
	switch {
	case m.State == account.MessageSent:
		return format.Done, "已发出", "平台已收下"
	case m.State == account.MessageReplaced:
		return format.Paused, "不再发", "本人又取了一次，或已登录"
	case m.State == account.MessageFailed || now > m.Until:
		return format.Over, "没有发出", why
	}
	return format.Soon, "正在重发", why
}
