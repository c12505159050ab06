package public

import (
	"context"
	"net/url"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// Keeper keeps the settings of those who signed in: the accounts.
type Keeper interface {
	KeepSettings(ctx context.Context, now civil.Instant, v *screen.Visitor, s screen.Settings) error
}

// Pages are the pages for everybody.
type Pages struct{ keeper Keeper }

// New makes the pages. Without a keeper settings live in the browser alone.
func New(keeper Keeper) *Pages { return &Pages{keeper: keeper} }

// pageView is a page of words.
type pageView struct {
	Frame layout.Frame
	Desk  bool
}

// settingsView is the page of the eyes and hands.
type settingsView struct {
	pageView
	Form   part.Form
	Fields []part.Field
}

func viewOf(r *screen.Request, title string) pageView {
	f := r.Frame(title)
	f.Back = "/"
	return pageView{Frame: f, Desk: r.Visitor.Side == screen.Staff}
}

// Settings shows what somebody may choose for himself.
func (p *Pages) Settings(r *screen.Request) (screen.Answer, error) {
	s := r.Visitor.Settings.Tidy()
	v := settingsView{
		pageView: viewOf(r, "字号和颜色"),
		Form:     part.Form{Action: "/settings", Once: screen.NewOnce(), Button: "保存"},
		Fields: []part.Field{
			{Kind: part.RadioField, Name: "size", Label: "字号", Value: strconv.Itoa(s.TextSize), Choices: []part.Choice{{Value: "18", Text: "标准"}, {Value: "24", Text: "大"}, {Value: "30", Text: "特大"}}},
			{Kind: part.RadioField, Name: "theme", Label: "颜色", Value: s.Theme, Choices: []part.Choice{{Value: "auto", Text: "跟随手机或电脑"}, {Value: "light", Text: "浅色"}, {Value: "dark", Text: "深色"}}},
		},
	}
	if !v.Desk {
		v.Fields = append(v.Fields, part.Field{Kind: part.RadioField, Name: "language", Label: "语言", Value: languageOf(s), Choices: []part.Choice{{Value: "chinese", Text: "中文"}, {Value: "english", Text: "English"}}})
	}
	if v.Desk {
		v.Fields = append(v.Fields, part.Field{
			Kind: part.CheckField, Name: "hands", Label: "键盘", Optional: true, Values: handsOf(s),
			Choices: []part.Choice{{Value: "keysoff", Text: "关闭单键操作"}, {Value: "entermoves", Text: "按Enter到下一项"}},
		})
	}
	return screen.Show(settingsPage(v))
}

// languageOf is the language that is chosen.
func languageOf(s screen.Settings) string {
	if s.English {
		return "english"
	}
	return "chinese"
}

// Language switches between Chinese and English and comes back to the page. What
// else was chosen stays.
func (p *Pages) Language(r *screen.Request) (screen.Answer, error) {
	s := r.Visitor.Settings.Tidy()
	s.English = r.Text("english") == "yes"
	back := r.Text("back")
	if u, err := url.Parse(back); err != nil || u.Host != "" || u.Scheme != "" || len(back) == 0 || back[0] != '/' || len(back) > 1 && (back[1] == '/' || back[1] == '\\') {
		back = "/"
	}
	return screen.Answer{Next: back, Look: &s}, nil
}

// handsOf are the boxes that are ticked.
func handsOf(s screen.Settings) []string {
	var list []string
	if s.KeysOff {
		list = append(list, "keysoff")
	}
	if s.EnterMoves {
		list = append(list, "entermoves")
	}
	return list
}

// KeepSettings keeps them, in the account or in the browser.
func (p *Pages) KeepSettings(r *screen.Request) (screen.Answer, error) {
	size, _ := strconv.Atoi(r.Text("size")) // what is no size is the standard one
	s := screen.Settings{Theme: r.Text("theme"), TextSize: size, English: r.Text("language") == "english"}
	for _, hand := range r.Ticked("hands") {
		s.KeysOff = s.KeysOff || hand == "keysoff"
		s.EnterMoves = s.EnterMoves || hand == "entermoves"
	}
	s = s.Tidy()
	if r.Visitor.Side != screen.Stranger && p.keeper != nil {
		if err := p.keeper.KeepSettings(r.Context(), r.Now, r.Visitor, s); err != nil {
			return screen.Answer{}, err
		}
	}
	return screen.Answer{Next: "/settings", Look: &s}, nil
}

// Keys lists the keys, for those without script.
func (p *Pages) Keys(r *screen.Request) (screen.Answer, error) {
	return screen.Show(keysPage(viewOf(r, "键盘操作")))
}

// HelpFamily says how a relative acts for somebody.
func (p *Pages) HelpFamily(r *screen.Request) (screen.Answer, error) {
	return screen.Show(familyPage(viewOf(r, "请家人替我办")))
}

// Privacy says who may see what, and where to ask who did.
func (p *Pages) Privacy(r *screen.Request) (screen.Answer, error) {
	return screen.Show(privacyPage(viewOf(r, "谁能看我的信息")))
}
