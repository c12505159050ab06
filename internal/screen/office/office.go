package office

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
)

// entry is one line of the bar and whose it is.
type entry struct {
	layout.Nav
	roles []access.Role
}

// entries are the bar of offices, in its order.
var entries = []entry{
	{layout.Nav{Text: "今日工作", Path: "/work", Key: "w"}, []access.Role{casework.Town, casework.Village, casework.County, casework.City}},
	{layout.Nav{Text: "全部办件", Path: "/work?tab=all", Key: "q"}, []access.Role{casework.Town, casework.Village, casework.County, casework.City}},
	{layout.Nav{Text: "受理", Path: "/intake"}, []access.Role{casework.Town, casework.Village}},
	{layout.Nav{Text: "走访", Path: "/v"}, []access.Role{casework.Village}},
	{layout.Nav{Text: "热线", Path: "/hotline", Group: "服务"}, []access.Role{casework.Hotline, casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "预约", Path: "/bookings", Group: "服务"}, []access.Role{casework.Hotline, casework.Town, casework.County}},
	{layout.Nav{Text: "康复站点", Path: "/stations", Group: "服务"}, []access.Role{casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "辅具租赁", Path: "/devices", Group: "服务"}, []access.Role{casework.Town, casework.County}},
	{layout.Nav{Text: "服务网点", Path: "/points", Group: "服务"}, []access.Role{casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "急难", Path: "/v/emergencies", Group: "服务"}, []access.Role{casework.Town, casework.Village}},
	{layout.Nav{Text: "线索", Path: "/leads", Group: "帮扶"}, []access.Role{casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "核对", Path: "/verification", Group: "核查"}, []access.Role{casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "查询监督", Path: "/verification/looks", Group: "核查"}, []access.Role{casework.Auditor}},
	{layout.Nav{Text: "一户一策", Path: "/households", Group: "帮扶"}, []access.Role{casework.Village, casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "中高风险", Path: "/risks", Group: "帮扶"}, []access.Role{casework.Village, casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "转办", Path: "/referrals", Group: "帮扶"}, []access.Role{casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "入住安排", Path: "/placements", Group: "帮扶"}, []access.Role{casework.Village, casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "应急响应", Path: "/responses", Group: "帮扶"}, []access.Role{casework.Village, casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "批量慰问", Path: "/handouts", Group: "帮扶"}, []access.Role{casework.Village, casework.Town, casework.County, casework.Finance, casework.City}},
	{layout.Nav{Text: "会商", Path: "/conferences", Group: "帮扶"}, []access.Role{casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "复核建议", Path: "/proposals", Group: "核查"}, []access.Role{casework.County, casework.City}},
	{layout.Nav{Text: "随机入户", Path: "/visits", Group: "核查"}, []access.Role{casework.County, casework.City}},
	{layout.Nav{Text: "评价投诉", Path: "/feedback", Group: "服务"}, []access.Role{casework.Town, casework.County, casework.City}},
	{layout.Nav{Text: "总览", Path: "/overview", Group: "分析"}, []access.Role{casework.County, casework.City}},
	{layout.Nav{Text: "试算", Path: "/whatif", Group: "分析"}, []access.Role{casework.County, casework.City}},
	{layout.Nav{Text: "标准", Path: "/standards", Group: "分析"}, []access.Role{casework.County, casework.City, casework.Finance, casework.Auditor}},
	{layout.Nav{Text: "发放", Path: "/pay", Group: "资金"}, []access.Role{casework.Finance, casework.County}},
	{layout.Nav{Text: "备用金", Path: "/money/reserves", Group: "资金"}, []access.Role{casework.Finance, casework.County}},
	{layout.Nav{Text: "备用金", Path: "/money/reserve", Group: "资金"}, []access.Role{casework.Town}},
	{layout.Nav{Text: "物价联动", Path: "/pricelink", Group: "资金"}, []access.Role{casework.City, casework.County, casework.Finance, casework.Auditor}},
	{layout.Nav{Text: "资金", Path: "/funds", Group: "资金"}, []access.Role{casework.Finance, casework.County, casework.City, casework.Auditor}},
	{layout.Nav{Text: "账户", Path: "/ledger", Group: "资金"}, []access.Role{casework.Finance, casework.Auditor}},
	{layout.Nav{Text: "多发", Path: "/pay/overpaid", Group: "资金"}, []access.Role{casework.Finance, casework.County}},
	{layout.Nav{Text: "决定", Path: "/audit", Group: "核查"}, []access.Role{casework.Auditor}},
	{layout.Nav{Text: "查看记录", Path: "/looks", Group: "核查"}, []access.Role{casework.Auditor, casework.County, casework.City}},
	{layout.Nav{Text: "校验", Path: "/audit/verify", Group: "核查"}, []access.Role{casework.Auditor}},
	{layout.Nav{Text: "短信", Path: "/messages", Group: "管理"}, []access.Role{account.Administrator, casework.Town, casework.Village, casework.County}},
	{layout.Nav{Text: "账号", Path: "/accounts", Group: "管理"}, []access.Role{account.Administrator}},
	{layout.Nav{Text: "转交办件", Path: "/accounts/reassign", Group: "管理"}, []access.Role{account.Administrator, casework.County, casework.City}},
	{layout.Nav{Text: "代理", Path: "/accounts/delegations", Group: "管理"}, []access.Role{account.Administrator}},
	{layout.Nav{Text: "对接系统", Path: "/machines", Group: "管理"}, []access.Role{account.Administrator}},
	{layout.Nav{Text: "应用入口", Path: "/entries", Group: "管理"}, []access.Role{account.Administrator, casework.City}},
	{layout.Nav{Text: "后台任务", Path: "/backlog", Group: "管理"}, []access.Role{account.Administrator}},
}

// Bar is the bar of a visitor, by his roles.
func Bar(v *screen.Visitor) []layout.Nav {
	var list []layout.Nav
	for _, e := range entries {
		if v.Plays(e.roles...) {
			list = append(list, e.Nav)
		}
	}
	return list
}

// Frame is the frame of an office's page.
func Frame(r *screen.Request, title string) layout.Frame {
	f := r.Frame(title)
	f.Nav = Bar(r.Visitor)
	f.NoSearch = !r.Visitor.Plays(casework.Town, casework.Village, casework.County, casework.City)
	return f
}

// Signed is what the accounts know of a visitor, nil for one they do not know.
func Signed(r *screen.Request) *account.Visitor {
	v, _ := r.Visitor.Session.(*account.Visitor)
	return v
}

// Own serves a page to whoever has a password that is his own.
func Own(serve screen.Handler) screen.Handler {
	return func(r *screen.Request) (screen.Answer, error) {
		if v := Signed(r); v != nil && v.MustChange {
			return screen.See("/staff/password")
		}
		return serve(r)
	}
}

// Counties are the counties that the visitor's posts in some roles cover whole, by
// code: of a city's post all of the city, of a township's none.
func Counties(s *screen.Stages, v *screen.Visitor, day civil.Date, roles ...access.Role) []civil.Area {
	var list []civil.Area
	for _, p := range v.Posts {
		if !slices.Contains(roles, p.Role) {
			continue
		}
		switch {
		case p.Division.Level() == civil.County:
			list = append(list, p.Division)
		case p.Division.Level() < civil.County:
			for _, d := range s.Divisions.Under(p.Division, civil.County, day) {
				list = append(list, d.Code)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Code is a county as rows name it: six digits.
func Code(county civil.Area) string { return county.String()[:6] }

// County finds a county, named by its six digits, among those a visitor covers.
func County(list []civil.Area, code string) (civil.Area, error) {
	for _, c := range list {
		if Code(c) == code {
			return c, nil
		}
	}
	return 0, Missing()
}

// Missing is said of what is not there and of what is not the visitor's to see.
func Missing() error {
	return &civil.Error{Kind: civil.NotFound, Code: "page_missing", Message: "没有找到，或不在您的管辖范围。"}
}

// Names finds the names behind actors, each once.
type Names struct {
	accounts *account.Accounts
	known    map[string]string
}

// NamesOf makes a finder for one page.
func NamesOf(s *screen.Stages) *Names {
	return &Names{accounts: s.Accounts, known: map[string]string{}}
}

// Of is the name of an actor as a page shows it: of staff the name, of others what
// they are.
func (n *Names) Of(ctx context.Context, actor string) string {
	if name, known := n.known[actor]; known {
		return name
	}
	name := words(actor)
	if id, staff := strings.CutPrefix(actor, account.StaffActor); staff && n.accounts != nil {
		if found, err := n.accounts.ByID(ctx, id); err == nil {
			name = found.Name
		}
	}
	n.known[actor] = name
	return name
}

// words say what an actor without an account is.
func words(actor string) string {
	kind, _, _ := strings.Cut(actor, ":")
	switch kind {
	case "resident":
		return "本人或家人"
	case "machine", "system":
		return "系统"
	case "public":
		return "公众"
	case "client":
		return "对接系统" + strings.TrimPrefix(actor, "client:")
	case "":
		return "没有记录"
	}
	return actor
}

// Told is what a refusal says to people, and of which kind it is; ok is false for a
// fault of ours.
func Told(err error) (message string, kind civil.Kind, ok bool) {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Message, refused.Kind, true
	}
	return "", 0, false
}
