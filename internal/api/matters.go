package api

import (
	"context"
	"net/http"

	"lianxin/internal/api/token"
	"lianxin/internal/pack"
)

// Matter is something that can be asked for.
type Matter struct {
	Name     string    `json:"name"`
	Title    string    `json:"title"`
	Short    string    `json:"short"`
	Kind     string    `json:"kind" doc:"apply申请，change已有待遇的变更。"`
	Subject  string    `json:"subject" doc:"household按家庭，person按个人。"`
	Plain    string    `json:"plain,omitempty" doc:"谁可以申请。"`
	Channels []string  `json:"channels" doc:"window窗口，phone手机，village村（居）。"`
	Law      string    `json:"law,omitempty"`
	InForce  string    `json:"in_force"`
	Sections []Section `json:"sections,omitempty" doc:"表单。清单里没有，查一个事项才有。"`
	Papers   []Wanted  `json:"papers,omitempty"`
	Stages   []Stage   `json:"stages,omitempty"`
}

// Section is a part of a form.
type Section struct {
	Name   string     `json:"name"`
	Title  string     `json:"title"`
	Of     string     `json:"of" doc:"household问一次，member每人问，payee领款账户。"`
	Fields []Question `json:"fields"`
}

// Question is one question of a form.
type Question struct {
	RegisterField
	Ask  string `json:"ask,omitempty" doc:"问法。"`
	Hint string `json:"hint,omitempty"`
	When string `json:"when,omitempty" doc:"什么情况下才问：前面某一项，或某一项=某个取值。"`
}

// Wanted is a paper to bring.
type Wanted struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Why        string   `json:"why,omitempty"`
	Of         string   `json:"of"`
	When       string   `json:"when,omitempty"`
	AnsweredBy []string `json:"answered_by,omitempty" doc:"这些登记答得了的，不用交。"`
	Late       bool     `json:"late" doc:"可以容缺，以后再交。"`
}

// Stage is where a case may stand.
type Stage struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	With     string `json:"with" doc:"轮到谁办。"`
	Resident string `json:"resident,omitempty" doc:"告诉申请人的话。"`
	End      bool   `json:"end"`
}

func (s *Server) matterRoutes() {
	handle(s, route{method: http.MethodGet, path: "/matters", id: "listMatters", summary: "有哪些事项", tag: "目录"}, s.listMatters)
	handle(s, route{method: http.MethodGet, path: "/matters/{name}", id: "getMatter", summary: "一个事项的表单、材料和环节", tag: "目录"}, s.getMatter)
	handle(s, route{method: http.MethodGet, path: "/entries", id: "listEntries", summary: "城市的应用可以打开哪些页面", tag: "目录",
		about: "地址里的“{app}”换成应用在本系统的名称，由系统管理员告诉。不含任何人的信息。"}, s.listEntries)
	handle(s, route{method: http.MethodGet, path: "/parameters", id: "listParameters", summary: "在用的标准和参数", tag: "目录",
		about: "某个区划某一天在用的全部参数，各有来源；status为proposed的还没有核实。"}, s.listParameters)
}

func matterOf(m *pack.Matter) Matter {
	return Matter{Name: m.Name, Title: m.Title, Short: m.Short, Kind: string(m.Kind), Subject: string(m.Subject), Plain: m.Plain, Channels: m.Channels, Law: m.Law, InForce: m.InForce.String()}
}

func (s *Server) listMatters(context.Context, *token.Caller, *struct{}) (Page[Matter], error) {
	out := Page[Matter]{Items: []Matter{}}
	for _, m := range s.Desk.Matters() {
		out.Items = append(out.Items, matterOf(m))
	}
	return out, nil
}

type matterIn struct {
	Name string `path:"name" pattern:"^(?:[a-z][a-z0-9_]*)$" maxLength:"64"`
}

func (s *Server) getMatter(_ context.Context, _ *token.Caller, in *matterIn) (Matter, error) {
	m, err := s.Desk.Matter(in.Name)
	if err != nil {
		return Matter{}, err
	}
	out := matterOf(m)
	for i := range m.Sections {
		section := Section{Name: m.Sections[i].Name, Title: m.Sections[i].Title, Of: m.Sections[i].Of, Fields: []Question{}}
		for k := range m.Sections[i].Fields {
			f := &m.Sections[i].Fields[k]
			section.Fields = append(section.Fields, Question{fieldOf(&f.Field), f.Ask, f.Hint, f.When})
		}
		out.Sections = append(out.Sections, section)
	}
	for i := range m.Papers {
		p := &m.Papers[i]
		out.Papers = append(out.Papers, Wanted{p.Name, p.Title, p.Why, p.Of, p.When, p.AnsweredBy, p.Late})
	}
	for i := range m.Stages {
		g := &m.Stages[i]
		out.Stages = append(out.Stages, Stage{g.Name, g.Title, g.With, g.Resident, g.End})
	}
	return out, nil
}

// Entry is a page that a city's app may open.
type Entry struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	English  string `json:"english"`
	Path     string `json:"path" doc:"应用打开的地址，接在本系统的网址后面。"`
	Matter   string `json:"matter,omitempty" doc:"是申请的，哪个事项。"`
	Level    string `json:"level" doc:"open不用登录，signed登录，face要刚刚刷脸核验。"`
	Audience string `json:"audience" doc:"everybody所有人，residents居民本人。"`
}

func (s *Server) listEntries(context.Context, *token.Caller, *struct{}) (Page[Entry], error) {
	out := Page[Entry]{Items: []Entry{}}
	for _, e := range s.Catalogue().Entries() {
		one := Entry{e.Name, e.Title, e.English, "/enter/{app}/" + e.Name, e.Matter, string(e.Level), "residents"}
		if e.Level == pack.EntryOpen {
			one.Audience = "everybody"
		}
		out.Items = append(out.Items, one)
	}
	return out, nil
}

// Parameter is a parameter in force.
type Parameter struct {
	Name    string `json:"name"`
	Label   string `json:"label"`
	Unit    string `json:"unit,omitempty"`
	Value   string `json:"value,omitempty" doc:"照规定写的样子：1045.00、0.25；城乡不同的看urban和rural。"`
	Urban   string `json:"urban,omitempty"`
	Rural   string `json:"rural,omitempty"`
	Region  string `json:"region,omitempty" doc:"取自哪个区划，可能比所问的大。"`
	Since   string `json:"since,omitempty"`
	Source  string `json:"source,omitempty"`
	Status  string `json:"status,omitempty"`
	Carried bool   `json:"carried" doc:"没有当年的，沿用以前的。"`
	Unknown bool   `json:"unknown" doc:"没有这个区划这一天的取值。"`
}

type parametersIn struct {
	DayQuery
	Region string `query:"region" required:"true" pattern:"^(?:[0-9]{6})$" patternDescription:"6位区划代码" maxLength:"6" minLength:"6"`
}

func (s *Server) listParameters(_ context.Context, c *token.Caller, in *parametersIn) (Page[Parameter], error) {
	day, err := in.day(c.Today())
	if err != nil {
		return Page[Parameter]{}, err
	}
	out := Page[Parameter]{Items: []Parameter{}}
	for _, p := range s.Catalogue().Parameters(in.Region, day) {
		out.Items = append(out.Items, Parameter{p.Name, p.Label, p.Unit, p.Value, p.Urban, p.Rural, p.Region, dayText(p.Since), p.Source, string(p.Status), p.Carried, p.Unknown})
	}
	return out, nil
}
