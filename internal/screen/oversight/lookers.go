package oversight

import (
	"net/url"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// supervisors may see who looked at whom: who audits, and who answers for the
// officers of a county.
var supervisors = []access.Role{casework.City, casework.County, casework.Auditor}

// Stretches a supervisor may count over, in days.
var lookDays = []part.Choice{{Value: "7", Text: "近7天"}, {Value: "30", Text: "近30天"}, {Value: "365", Text: "近一年"}}

// dayLength is a day in the unit of instants.
const dayLength civil.Instant = 24 * 60 * 60 * 1000

// Lookers lists how often each officer looked at the people of a county.
func (p *Pages) Lookers(r *screen.Request) (screen.Answer, error) {
	county, err := p.asked(r, supervisors)
	if err != nil {
		return screen.Answer{}, err
	}
	if own := p.counties(r, supervisors); county == 0 && len(own) > 0 {
		county = own[0]
	}
	if county == 0 {
		return screen.Answer{}, office.Missing()
	}
	days, stretch := "30", civil.Instant(30)
	switch r.Text("days") {
	case "7":
		days, stretch = "7", 7
	case "365":
		days, stretch = "365", 365
	}
	list, err := p.s.Register.LookTallies(r.Context(), office.Code(county), r.Now-stretch*dayLength)
	if err != nil {
		return screen.Answer{}, err
	}
	v := listView{
		Frame: office.Frame(r, "谁看得多"), Action: "/looks",
		Head: part.Head{Title: "每位工作人员看了多少人", Lead: "按查看次数从多到少。点开看每一次是为了什么、看了谁。", Back: part.Link{Text: "查看记录", Path: "/audit/looks?county=" + office.Code(county)}},
		Filter: []part.Field{
			{Kind: part.SelectField, Name: "county", Label: "县（市、区）", Value: countyText(county), Choices: p.countyChoices(r, supervisors)[1:]},
			{Kind: part.SelectField, Name: "days", Label: "多久以来", Value: days, Choices: lookDays},
		},
		List: part.Table{Caption: "查看次数", Keys: true, Empty: "这段时间没有人查看过。", Columns: []part.Column{
			{Title: "工作人员", Clamp: true}, {Title: "登录名"}, {Title: "查看", Unit: "次", Number: true}, {Title: "看过", Unit: "人", Number: true}, {Title: "其中看了全文", Unit: "次", Number: true}, {Title: "最近一次"}}},
	}
	names := office.NamesOf(p.s)
	for _, t := range list {
		row, login := part.Row{}, part.NoValue("账号不在了")
		if a, err := p.s.Accounts.ByID(r.Context(), strings.TrimPrefix(t.Actor, account.StaffActor)); err == nil {
			login = part.Text(a.Login)
			row.Path = "/audit/looks?" + url.Values{"county": {office.Code(county)}, "staff": {a.Login}}.Encode()
		}
		row.Cells = cells(part.Text(names.Of(r.Context(), t.Actor)), login, part.Text(format.Count(t.Looks)), part.Text(format.Count(t.People)), part.Text(format.Count(t.Revealed)), part.Text(format.Moment(t.Last)))
		v.List.Rows = append(v.List.Rows, row)
	}
	return screen.Show(listPage(v))
}
