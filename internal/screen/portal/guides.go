package portal

import (
	"net/url"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// guidesView is the list of what can be asked for.
type guidesView struct {
	Frame   layout.Frame
	Search  part.Field
	Place   part.Field
	Asked   string
	Groups  []guideGroup
	Bundles []guideLine
	Empty   string
}

// guideGroup are the matters of one line of business.
type guideGroup struct {
	Title string
	Lines []guideLine
}

type guideLine struct {
	part.Link
	Words string
}

// Guides lists every matter there is, or those that were searched for.
func (p *Pages) Guides(r *screen.Request) (screen.Answer, error) {
	asked := r.Text("q")
	place := p.where(r)
	v := guidesView{
		Frame: p.frame(r, "办事指南", "/"), Asked: asked,
		Search: part.Field{Name: "q", Label: "找什么事", Hint: "可以写几个字，也可以写拼音首字母，如“低保”或dibao的db", Value: r.Typed("q"), Optional: true},
		Place:  part.Field{Kind: part.SelectField, Name: "place", Label: "在哪里", Value: place.String(), Choices: p.places(r, "全市")},
	}
	catalogue := p.s.Catalogue()
	for _, one := range catalogue.Packs() {
		group := guideGroup{Title: one.Title}
		for _, m := range p.s.Desk.Matters() {
			if m.Pack == one.Name && m.InForce <= when(r) && found(m, asked) {
				group.Lines = append(group.Lines, guideLine{part.Link{Text: m.Title, Path: guidePath(m.Name, r, p)}, m.Plain})
			}
		}
		if len(group.Lines) > 0 {
			v.Groups = append(v.Groups, group)
		}
	}
	if len(v.Groups)+len(v.Bundles) == 0 {
		v.Empty = "没有找到“" + asked + "”。可以换个说法，试试拼音首字母，或者打12345问。"
	}
	return screen.Show(guidesPage(v))
}

// guidePath is the address of a guide for the same place and day.
func guidePath(matter string, r *screen.Request, p *Pages) string {
	query := url.Values{}
	if place := p.where(r); place != p.s.City {
		query.Set("place", place.String())
	}
	if day := when(r); day != r.Today() {
		query.Set("day", day.String())
	}
	if len(query) == 0 {
		return "/guides/" + matter
	}
	return "/guides/" + matter + "?" + query.Encode()
}

// found says whether a matter is what somebody looks for: a part of its words, or
// the first letters of them in pinyin.
func found(m *pack.Matter, asked string) bool {
	if asked == "" {
		return true
	}
	return matches(asked, m.Title, m.Short, m.Plain)
}

// pinyinMost is how long a text may be to be looked for by its first letters: a
// title, not a sentence, in which every few letters would be found.
const pinyinMost = 20

// matches says whether one of some texts has what was asked.
func matches(asked string, texts ...string) bool {
	asked = strings.ToLower(strings.Join(strings.Fields(asked), ""))
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), asked) {
			return true
		}
		if len([]rune(text)) > pinyinMost || strings.Trim(asked, "abcdefghijklmnopqrstuvwxyz") != "" {
			continue
		}
		for _, letters := range register.Initials(onlyHan(text)) {
			if strings.Contains(letters, asked) {
				return true
			}
		}
	}
	return false
}

// onlyHan leaves out what has no reading, such as brackets.
func onlyHan(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x4e00 && r <= 0x9fff {
			return r
		}
		return -1
	}, text)
}

// figure is a parameter as people read it.
type figure struct {
	Label  string
	Value  string
	Place  string // whose it is
	Since  string
	Source string
	Maybe  bool // proposed: nobody has confirmed it
}

// figureOf reads a parameter at a place on a day; ok is false where there is none.
func (p *Pages) figureOf(name string, place civil.Area, day civil.Date) (f figure, ok bool) {
	found, ok := p.s.Catalogue().Parameter(name, place.String(), day)
	if !ok || found.Unknown {
		return f, false
	}
	f = figure{Label: found.Label, Place: found.RegionTitle, Source: found.Source, Maybe: found.Status == pack.Proposed, Value: valueWords(&found, found.Value)}
	if found.Split() {
		f.Value = "城镇" + valueWords(&found, found.Urban) + "，农村" + valueWords(&found, found.Rural)
	}
	if found.Since > 0 {
		f.Since = found.Since.Words()
	}
	return f, true
}
