package cityapp

import (
	"github.com/a-h/templ"

	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// entriesView is the list for the makers of apps.
type entriesView struct {
	Frame   layout.Frame
	Head    part.Head
	Apps    part.Table
	Entries part.Table
}

// levelWords are the levels as officials read them.
var levelWords = map[pack.EntryLevel]string{pack.EntryOpen: "不用登录", pack.EntrySigned: "登录", pack.EntryFace: "刷脸核验"}

// audienceWords says for whom a page of a level is.
func audienceWords(level pack.EntryLevel) string {
	if level == pack.EntryOpen {
		return "所有人"
	}
	return "居民本人"
}

// Entries lists the apps that are configured and the pages they may open. Nobody's data
// and no secret is on it.
func (p *Pages) Entries(r *screen.Request) (screen.Answer, error) {
	v := entriesView{
		Frame: office.Frame(r, "应用入口"),
		Head:  part.Head{Title: "应用入口", Lead: "城市的应用可以直接打开的页面。同样的清单，应用的开发单位可以从开放接口 /api/v1/entries 读取。"},
		Apps: part.Table{
			Caption: "已经接入的应用", Empty: "还没有接入应用。居民用手机验证码登录；接入要在服务器上配置，见“服务大厅”说明。",
			Columns: []part.Column{{Title: "应用"}, {Title: "统一身份地址"}, {Title: "刷脸核验"}, {Title: "回到本系统的地址"}},
		},
		Entries: part.Table{
			Caption: "入口", Empty: "没有入口。",
			Columns: []part.Column{{Title: "页面"}, {Title: "英文名称"}, {Title: "应用打开的地址"}, {Title: "要求"}, {Title: "给谁用"}},
		},
	}
	name := "{应用}"
	for i, a := range p.s.Apps {
		if i == 0 {
			name = a.Name
		}
		face := "不能核验：要刷脸的页面会请居民去窗口"
		if a.Level.Known() {
			face = "能"
		}
		v.Apps.Rows = append(v.Apps.Rows, part.Row{Cells: []templ.Component{part.Text(a.Title + "（" + a.Name + "）"), part.Text(a.Issuer), part.Text(face), part.Text(a.Back())}})
	}
	for _, e := range p.s.Catalogue().Entries() {
		v.Entries.Rows = append(v.Entries.Rows, part.Row{Cells: []templ.Component{
			part.Text(e.Title), part.Text(e.English), part.Text(p.s.Address + "/enter/" + name + "/" + e.Name), part.Text(levelWords[e.Level]), part.Text(audienceWords(e.Level)),
		}})
	}
	return screen.Show(entriesPage(v))
}
