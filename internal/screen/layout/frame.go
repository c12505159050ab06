package layout

import (
	"slices"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/screen/part"
)

// Frame is what a layout needs to know. Request.Frame fills in the visitor; the
// page adds the rest.
type Frame struct {
	Title  string // what the page is, without the name of the product
	Faults bool   // the form has faults: the title says so first
	Path   string // of this page, to mark it in the bar
	Today  civil.Date

	Theme      string // light, dark, or auto
	TextSize   int    // 18, 24, 30
	KeysOff    bool
	EnterMoves bool
	English    bool   // the page leaves in English
	Here       string // where a switch of the language comes back to

	Signed    bool
	Name      string
	ActingFor string // the person a shared phone acts for now
	Watermark string // staff only: whose screen this is

	Phone    bool   // the narrow layout, for pages both sides share
	Back     string // the path of the page before, on a phone
	Nav      []Nav
	Scripts  []string     // beside those every page has, such as "chart.js"
	Help     *part.Assist // nil for the one of the product
	NoSearch bool         // staff who may not look people up
	Hosted   bool         // inside a mini-program, which draws its own title bar
}

// Nav is one entry of the bar.
type Nav struct {
	Text  string
	Path  string
	Key   string // the second key of a jump: "w" of g w
	Count int    // what waits there; 0 shows nothing
	Group string // under what a long bar keeps it; empty: it stands by itself
}

// FamilyNav are the entries at the foot of a family's pages.
var FamilyNav = []Nav{
	{Text: "首页", Path: "/home"}, {Text: "待遇", Path: "/entitled"}, {Text: "申请", Path: "/apply"}, {Text: "发放", Path: "/payments"},
}

// flatMost is how many entries a bar shows side by side before it keeps them in groups.
const flatMost = 9

// navGroup is a place of the bar: one entry, or several under a name.
type navGroup struct {
	name    string
	entries []Nav
}

// bar is the entries as they are shown: a long bar keeps them under the names of
// their groups, each where its first entry stands.
func (f Frame) bar() []navGroup {
	var list []navGroup
	at := map[string]int{}
	for _, n := range f.Nav {
		if i, open := at[n.Group]; open && n.Group != "" && len(f.Nav) > flatMost {
			list[i].entries = append(list[i].entries, n)
			continue
		}
		at[n.Group] = len(list)
		list = append(list, navGroup{n.Group, []Nav{n}})
	}
	return list
}

// here says whether one of a group's entries leads to where we are.
func (g navGroup) here(f Frame) bool { return slices.ContainsFunc(g.entries, f.current) }

// Trouble is a refusal as a page.
type Trouble struct {
	Message string
	Number  string // to be told on the telephone; empty when the fault is not ours
}

// standardHelp is shown where no town is known.
var standardHelp = part.Assist{Telephone: "12345", Window: "户籍地或居住地的乡镇（街道）便民服务窗口", Family: "/help/family"}

func (f Frame) help() part.Assist {
	if f.Help != nil {
		return *f.Help
	}
	return standardHelp
}

// title is what the browser shows and a screen reader says first.
func (f Frame) title() string {
	title := f.Title + " · 连心"
	if f.Faults {
		return "有错误：" + title
	}
	return title
}

// theme is the theme as the styles read it.
func (f Frame) theme() string {
	if f.Theme == "light" || f.Theme == "dark" {
		return f.Theme
	}
	return "auto"
}

// size is the size of text as the styles read it.
func (f Frame) size() string {
	if f.TextSize == 24 || f.TextSize == 30 {
		return strconv.Itoa(f.TextSize)
	}
	return "18"
}

// current says whether an entry leads to where we are.
func (f Frame) current(n Nav) bool { return n.Path == f.Path }

// other is the language the page can be had in beside its own, as it calls itself,
// and what the form of the switch sends.
func (f Frame) other() (text, lang, value string) {
	if f.English {
		return "中文", "zh-CN", ""
	}
	return "English", "en", "yes"
}

// on writes a setting as an attribute of the page, for the script.
func on(set bool) string {
	if set {
		return "on"
	}
	return "off"
}
