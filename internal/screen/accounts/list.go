package accounts

import (
	"net/url"
	"strconv"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// listView is a list with its filters.
type listView struct {
	Frame  layout.Frame
	Head   part.Head
	Filter []part.Field
	List   part.Table
}

// List lists the accounts the administrator looks after.
func (p *Pages) List(r *screen.Request) (screen.Answer, error) {
	all, err := p.all(r)
	if err != nil {
		return screen.Answer{}, err
	}
	text, role := strings.ToLower(r.Text("q")), r.Text("role")
	var shown []*account.Account
	for _, a := range all {
		if (text == "" || strings.Contains(a.Login, text) || strings.Contains(a.Name, r.Text("q"))) && (role == "" || role == "all" || plays(a, access.Role(role))) {
			shown = append(shown, a)
		}
	}
	from, to, paging := page(r, len(shown), url.Values{"q": {r.Text("q")}, "role": {role}})
	roles := append([]part.Choice{{Value: "all", Text: "全部"}}, roleChoices()...)
	if role == "" {
		role = "all"
	}
	v := listView{
		Frame: office.Frame(r, "账号"), Head: part.Head{Title: "谁可以登录", Lead: "共" + format.Count(len(all)) + "个账号。", Action: part.Link{Text: "开通账号", Path: "/accounts/new"},
			More: []part.Link{{Text: "转交办件", Path: "/accounts/reassign"}, {Text: "代理", Path: "/accounts/delegations"}}},
		Filter: []part.Field{
			{Kind: part.TextField, Name: "q", Label: "姓名或登录名", Value: r.Typed("q"), Optional: true},
			{Kind: part.SelectField, Name: "role", Label: "岗位", Value: role, Choices: roles},
		},
		List: part.Table{Caption: "账号", Keys: true, Paging: paging, Empty: "没有这样的账号。", Columns: []part.Column{{Title: "登录名"}, {Title: "姓名", Clamp: true}, {Title: "岗位", Clamp: true}, {Title: "状态"}, {Title: "验证器"}}},
	}
	for _, a := range shown[from:to] {
		totp := part.Text("没有")
		if a.Authenticator {
			totp = part.Text("已绑定")
		}
		v.List.Rows = append(v.List.Rows, part.Row{Path: "/accounts/" + a.ID, Cells: cells(
			part.Text(a.Login), part.Text(format.Name(a.Name)), part.Text(p.posts(a, r.Today())), part.Status(p.state(r, a)), totp,
		)})
	}
	return screen.Show(listPage(v))
}

func plays(a *account.Account, role access.Role) bool {
	for _, post := range a.Posts {
		if post.Role == role {
			return true
		}
	}
	return false
}

func roleChoices() []part.Choice {
	var list []part.Choice
	for _, e := range account.Roles() {
		list = append(list, part.Choice{Value: string(e.Role), Text: e.Title})
	}
	return list
}

// page is which part of a list is asked for, and the links beside it.
func page(r *screen.Request, all int, query url.Values) (from, to int, paging part.Paging) {
	n, err := strconv.Atoi(r.Text("page"))
	if err != nil || n < 1 || (n-1)*pageSize >= max(all, 1) {
		n = 1
	}
	from, to = (n-1)*pageSize, min(all, n*pageSize)
	if all <= pageSize {
		return from, to, paging
	}
	link := func(n int) string {
		query.Set("page", strconv.Itoa(n))
		return "/accounts?" + query.Encode()
	}
	paging = part.Paging{From: from + 1, To: to, All: all}
	if n > 1 {
		paging.Previous = link(n - 1)
	}
	if to < all {
		paging.Next = link(n + 1)
	}
	return from, to, paging
}

// Delegations lists who stands in for whom.
func (p *Pages) Delegations(r *screen.Request) (screen.Answer, error) {
	all, err := p.all(r)
	if err != nil {
		return screen.Answer{}, err
	}
	names := office.NamesOf(p.s)
	v := listView{
		Frame: office.Frame(r, "代理"), Head: part.Head{Title: "谁在替谁", Lead: "由本人委托；到期自动结束。", Back: part.Link{Text: "账号", Path: "/accounts"}},
		List: part.Table{Caption: "委托代理", Keys: true, Empty: "现在没有人委托代理。", Columns: []part.Column{{Title: "委托人"}, {Title: "代理人"}, {Title: "岗位", Clamp: true}, {Title: "哪些天"}, {Title: "原因", Clamp: true}, {Title: "状态"}}},
	}
	for _, a := range all {
		given, _, err := p.s.Accounts.Delegations(r.Context(), a.ID)
		if err != nil {
			return screen.Answer{}, err
		}
		for _, d := range given {
			state, word := format.Done, "代理中"
			switch {
			case d.Span.To < r.Today():
				state, word = format.Paused, "已结束"
			case d.Span.From > r.Today():
				state, word = format.Working, "还没有开始"
			}
			var posts []string
			for _, post := range d.Posts {
				posts = append(posts, p.post(post))
			}
			v.List.Rows = append(v.List.Rows, part.Row{Path: "/accounts/" + a.ID, Cells: cells(
				part.Text(format.Name(a.Name)), part.Text(names.Of(r.Context(), account.StaffActor+d.To)), part.Text(strings.Join(posts, "；")), part.Text(dayWords(d.Span)), part.Text(d.Reason), part.Status(state, word),
			)})
		}
	}
	return screen.Show(listPage(v))
}
