package machines

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// Pages are the pages about programs of other offices.
type Pages struct{ s *screen.Stages }

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// security is what programs are looked after for.
const security access.Purpose = "security"

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it. No person's data is on any of them.
func (p *Pages) Routes() []screen.Route {
	administrator := screen.Roles(account.Administrator)
	const nobody = screen.Nobody
	list := []screen.Route{
		{Method: "GET", Pattern: "/machines", Audience: administrator, Purpose: nobody, Act: screen.Read, Serve: p.List},
		{Method: "GET", Pattern: "/machines/new", Audience: administrator, Purpose: nobody, Act: screen.Read, Serve: p.New},
		{Method: "POST", Pattern: "/machines/new", Audience: administrator, Purpose: nobody, Act: "client.create", Serve: p.Create},
		{Method: "GET", Pattern: "/machines/{id}", Audience: administrator, Purpose: nobody, Act: screen.Read, Serve: p.One},
		{Method: "GET", Pattern: "/machines/{id}/change", Audience: administrator, Purpose: nobody, Act: screen.Read, Serve: p.ChangeForm},
		{Method: "POST", Pattern: "/machines/{id}/change", Audience: administrator, Purpose: nobody, Act: "client.change", Serve: p.Change},
		{Method: "POST", Pattern: "/machines/{id}/key", Audience: administrator, Purpose: nobody, Act: "client.key", Serve: p.NewKey},
		{Method: "POST", Pattern: "/machines/{id}/key/{key}/revoke", Audience: administrator, Purpose: nobody, Act: "client.key_revoke", Serve: p.RevokeKey},
		{Method: "POST", Pattern: "/machines/{id}/revoke", Audience: administrator, Purpose: nobody, Act: "client.revoke", Serve: p.Revoke},
		{Method: "GET", Pattern: "/machines/{id}/hook/{hook}", Audience: administrator, Purpose: nobody, Act: screen.Read, Serve: p.Hook},
		{Method: "POST", Pattern: "/machines/{id}/hook/{hook}/end", Audience: administrator, Purpose: nobody, Act: "webhook.end", Serve: p.EndHook},
		{Method: "POST", Pattern: "/machines/{id}/hook/{hook}/again", Audience: administrator, Purpose: nobody, Act: "webhook.again", Serve: p.Again},
	}
	for i := range list {
		list[i].Serve = office.Own(list[i].Serve)
	}
	return list
}

// visitor is the administrator as the accounts know him.
func visitor(r *screen.Request) (*account.Visitor, error) {
	v := office.Signed(r)
	if v == nil || v.Administers().None() {
		return nil, office.Missing()
	}
	return v, nil
}

// act writes something about a program, in the administrator's name.
func (p *Pages) act(r *screen.Request, kind string, f func(ctx context.Context, w *journal.Write) error) error {
	v, err := visitor(r)
	if err != nil {
		return err
	}
	h := v.Header(kind, security, journal.Nowhere)
	h.Durable = true
	_, err = p.s.Journal.Do(r.Context(), h, func(w *journal.Write) error { return f(r.Context(), w) })
	return err
}

// one reads the program a path names, if it is the administrator's.
func (p *Pages) one(r *screen.Request) (*machine.Client, error) {
	v, err := visitor(r)
	if err != nil {
		return nil, err
	}
	c, err := p.s.Machines.ByID(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if !c.Within(v.Administers()) {
		return nil, office.Missing()
	}
	return c, nil
}

func cells(list ...templ.Component) []templ.Component { return list }

// state is how a program stands.
func state(c *machine.Client, today civil.Date) (format.State, string) {
	switch {
	case c.Revoked:
		return format.Over, "已停用"
	case c.Until < today:
		return format.Over, "已到期"
	case c.Until < today.AddDays(soonDays):
		return format.Soon, "快到期"
	}
	return format.Done, "正常"
}

// soonDays is how many days before its end a program is shown as running out.
const soonDays = 30

// place is a division with the one above it.
func (p *Pages) place(area civil.Area) string {
	name := p.s.Desk.Place(area)
	if area.Level() > civil.County {
		if above := p.s.Desk.Place(area.Parent()); above != name {
			return above + name
		}
	}
	return name
}

func (p *Pages) posts(c *machine.Client) string {
	var words []string
	for _, post := range c.Posts {
		words = append(words, p.place(post.Division)+" "+post.Title())
	}
	return strings.Join(words, "；")
}

func scopesWords(c *machine.Client) string {
	var words []string
	for _, s := range c.Scopes {
		words = append(words, s.Title())
	}
	return strings.Join(words, "、")
}

func purposesWords(c *machine.Client) string {
	var words []string
	for _, s := range c.Purposes {
		words = append(words, s.Title())
	}
	return strings.Join(words, "、")
}

// listView is a list of programs.
type listView struct {
	Frame layout.Frame
	Head  part.Head
	List  part.Table
}

// List lists the programs the administrator looks after.
func (p *Pages) List(r *screen.Request) (screen.Answer, error) {
	v, err := visitor(r)
	if err != nil {
		return screen.Answer{}, err
	}
	all, err := p.s.Machines.List(r.Context(), v.Administers())
	if err != nil {
		return screen.Answer{}, err
	}
	view := listView{
		Frame: office.Frame(r, "对接系统"),
		Head: part.Head{Title: "哪些系统可以调用", Lead: "其他单位的系统凭密钥查登记、递申请、收消息。它们看到的与同样岗位的工作人员一样，每次查看都有记录；决定只能由人作出。",
			Action: part.Link{Text: "登记一个系统", Path: "/machines/new"}, More: []part.Link{{Text: "接口说明", Path: "/api/v1/docs"}}},
		List: part.Table{Caption: "对接系统", Keys: true, Empty: "还没有登记对接系统。", Columns: []part.Column{
			{Title: "代号"}, {Title: "系统", Clamp: true}, {Title: "使用单位", Clamp: true}, {Title: "岗位", Clamp: true}, {Title: "有效期至"}, {Title: "最近调用"}, {Title: "状态"}}},
	}
	for _, c := range all {
		used, err := p.used(r, c)
		if err != nil {
			return screen.Answer{}, err
		}
		view.List.Rows = append(view.List.Rows, part.Row{Path: "/machines/" + c.ID, Cells: cells(
			part.Text(c.Name), part.Text(c.Title), part.Text(c.Organisation), part.Text(p.posts(c)), part.Text(format.Day(c.Until)), part.Text(used), part.Status(state(c, r.Today())),
		)})
	}
	return screen.Show(listPage(view))
}

// used is when a program called last, in words.
func (p *Pages) used(r *screen.Request, c *machine.Client) (string, error) {
	at, err := p.s.Machines.LastUse(r.Context(), c.ID)
	if err != nil || at == 0 {
		return "还没有", err
	}
	return format.Day(at.Date()) + " " + format.Clock(at), nil
}

// statusOf is the status of a refusal that is shown on the page it was asked from.
func statusOf(kind civil.Kind) int {
	switch kind {
	case civil.Conflict, civil.Stale, civil.Denied:
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}
