package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/once"
	"lianxin/internal/api/token"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// takers are the roles that take applications in.
var takers = []access.Role{casework.Town, casework.Village}

func (s *Server) writeRoutes() {
	scope := machine.WriteCase
	handle(s, route{method: http.MethodPost, path: "/applications", id: "createApplication", summary: "代群众提出申请", tag: "办理", scope: scope, roles: takers, status: http.StatusCreated,
		about: "按事项的表单填写，一次指出全部问题；没有问题才登记并提交，转到户籍所在的乡镇（街道）受理。决定仍由人作出。"}, s.createApplication)
	handle(s, route{method: http.MethodPost, path: "/cases/{county}/{id}/files", id: "addFile", summary: "上传一份材料的照片或PDF", tag: "办理", scope: scope, roles: takers, status: http.StatusCreated, most: paperMost,
		about: "内容用base64，原文件不超过10 MB。上传以后，用add_papers等环节写明它是哪一件材料。"}, s.addFile)
	handle(s, route{method: http.MethodPost, path: "/cases/{county}/{id}/actions/{action}", id: "doAction", summary: "办理一个环节", tag: "办理", scope: scope, roles: takers,
		about: "只能办群众自己也能办的环节，例如补交材料、登记账户、撤回；受理、审核、决定由人办。能办哪些、还缺什么，见办件的actions。"}, s.doAction)
}

// OnceKey is the key of a call that acts.
type OnceKey struct {
	Key string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"64" doc:"每一次办理用一个新的键；重发用同一个。"`
}

// onlyOnce does f for a call with a key; what was answered before is answered again.
func onlyOnce[T any](ctx context.Context, s *Server, c *token.Caller, route, key string, sent any, f func() (T, error)) (out T, err error) {
	text, err := json.Marshal(sent)
	if err != nil {
		return out, err
	}
	call := once.Call{Client: c.ID, Actor: c.Actor(), Purpose: string(c.Purpose), Route: route, Key: key, Body: text}
	_, err = s.once.Do(ctx, call, &out, func() (err error) {
		out, err = f()
		return err
	})
	return out, err
}

// Application is a form that is sent.
type Application struct {
	Matter    string            `json:"matter" minLength:"1" maxLength:"64" doc:"事项，见/matters。"`
	Intake    string            `json:"intake" pattern:"^(?:[0-9]{9}([0-9]{3})?)$" patternDescription:"9或12位区划代码" maxLength:"12" doc:"在哪个乡镇（街道）或村（居）的窗口提出，要在这个系统的岗位之内。"`
	Home      string            `json:"home,omitempty" pattern:"^(?:([0-9]{12})?)$" patternDescription:"12位区划代码" maxLength:"12" doc:"申请人户籍所在的村（居）；登记里查得到的不用填。"`
	Applicant ApplicantKey      `json:"applicant"`
	Family    map[string]string `json:"family,omitempty" maxProperties:"200" doc:"全家和领款账户的项：表名.项名。"`
	Members   []MemberForm      `json:"members" minItems:"1" maxItems:"30" doc:"每个成员一份，申请人排第一。"`
	Agreed    bool              `json:"agreed" doc:"申请人已看过承诺内容并签字。"`
}

// ApplicantKey says who asks.
type ApplicantKey struct {
	IDNumber string `json:"id_number" minLength:"15" maxLength:"20"`
	Name     string `json:"name" minLength:"1" maxLength:"50"`
}

// MemberForm is what is said of a member.
type MemberForm struct {
	Values map[string]string `json:"values" maxProperties:"200" doc:"表名.项名；金额按元写，如1200.50，是否写yes或no。"`
}

// Receipt is what came of an act. It names nobody.
type Receipt struct {
	Ref
	Number string `json:"number,omitempty"`
	Stage  string `json:"stage"`
	Step   string `json:"step,omitempty"`
	Letter string `json:"letter,omitempty" doc:"产生的文书。"`
}

type applicationIn struct {
	OnceKey
	Body Application
}

func (s *Server) createApplication(ctx context.Context, c *token.Caller, in *applicationIn) (Receipt, error) {
	return onlyOnce(ctx, s, c, "createApplication", in.Key, in.Body, func() (Receipt, error) { return s.apply(ctx, c, in.Key, &in.Body) })
}

func (s *Server) apply(ctx context.Context, c *token.Caller, key string, a *Application) (Receipt, error) {
	m, err := s.Desk.Matter(a.Matter)
	if err != nil {
		return Receipt{}, err
	}
	b := casework.Begin{Matter: m.Name, Once: key}
	if b.Intake, b.Channel, err = s.counter(c, a.Intake); err != nil {
		return Receipt{}, err
	}
	number, err := s.number(a.Applicant.IDNumber)
	if err != nil {
		return Receipt{}, err
	}
	if b.Form, err = formOf(m, a); err != nil {
		return Receipt{}, err
	}
	if err := s.whose(ctx, c, a, number, &b); err != nil {
		return Receipt{}, err
	}
	ref, err := s.Desk.Begin(ctx, c.Who(), b)
	if err != nil {
		return Receipt{}, err
	}
	f, err := s.Desk.Open(ctx, c.Who(), ref)
	if err != nil {
		return Receipt{}, err
	}
	at := slices.IndexFunc(f.Matter.Actions, func(a *pack.Action) bool { return slices.Contains(a.Does, "declare") })
	if at < 0 {
		return Receipt{}, civil.Refuse("matter_form", "“%s”没有可以提交的表单。", m.Title)
	}
	done, err := s.Desk.Do(ctx, c.Who(), casework.Input{Case: ref, Action: f.Matter.Actions[at].Name, Once: key})
	return receiptOf(done), err
}

func receiptOf(d casework.Done) Receipt {
	return Receipt{Ref: refOf(d.Case), Number: d.Number, Stage: d.Stage, Step: d.Step, Letter: d.Letter}
}

// counter is where something is taken in: a window or a village of the caller's.
func (s *Server) counter(c *token.Caller, code string) (civil.Area, string, error) {
	area, err := civil.ParseArea(code)
	if err != nil {
		return 0, "", err
	}
	for _, role := range takers {
		for _, p := range c.Held(c.Today()) {
			if p.Role == role && p.Division.Contains(area) {
				if !s.known(area) {
					return 0, "", civil.Refuse("intake_unknown", "没有intake写的区划，请核对代码。")
				}
				return area, map[access.Role]string{casework.Town: "window", casework.Village: "village"}[role], nil
			}
		}
	}
	return 0, "", &civil.Error{Kind: civil.Denied, Code: "intake_denied", Message: "intake写的窗口不在这个系统的岗位之内，请改用本系统的窗口。"}
}

// whose finds the applicant: in the register by number and name, or by the village
// that is named.
func (s *Server) whose(ctx context.Context, c *token.Caller, a *Application, number access.Private, b *casework.Begin) error {
	found, err := s.Register.Identify(ctx, c.Viewer(), number, civil.NormalName(a.Applicant.Name))
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind == civil.NotFound {
		if b.Home, err = civil.ParseArea(a.Home); err != nil || !s.known(b.Home) {
			return casework.Faults{{Field: "home", Member: -1, Message: "登记里没有这个号码和姓名的人，请核对；没有填错的，请写明户籍所在的村（居）。"}}
		}
		b.County = b.Home.County().String()[:len("320613")]
		return nil
	}
	if err != nil {
		return err
	}
	b.Form.Members[0].Person, b.County, b.Home = found.Ref, found.County, found.HukouDivision
	if b.Home == 0 {
		b.Home = found.Division
	}
	return nil
}

func (s *Server) known(area civil.Area) bool {
	_, known := s.Divisions.Latest(area)
	return known
}

// formOf reads a form by its matter, and finds everything that is wrong with it.
func formOf(m *pack.Matter, a *Application) (casework.Answers, error) {
	out := casework.Answers{Agreed: a.Agreed, Family: map[string]string{}}
	var faults casework.Faults
	read := func(values, into map[string]string, of func(string) bool, member int) {
		for _, key := range sortedKeys(values) {
			f := question(m, key, of)
			if f == nil {
				faults = append(faults, casework.Fault{Field: key, Member: member, Message: "这个事项的表单没有“" + key + "”这一项，请删去或核对名称。"})
				continue
			}
			if text, err := casework.Read(&f.Field, values[key]); err != nil {
				faults = append(faults, casework.Fault{Field: key, Member: member, Message: wordsOf(err)})
			} else {
				into[key] = text
			}
		}
	}
	read(a.Family, out.Family, func(of string) bool { return of != "member" }, -1)
	for i := range a.Members {
		one := casework.MemberAnswers{Values: map[string]string{}}
		read(a.Members[i].Values, one.Values, func(of string) bool { return of == "member" }, i)
		out.Members = append(out.Members, one)
	}
	if len(faults) == 0 {
		faults = casework.Check(m, &out)
	}
	if !a.Agreed {
		faults = append(faults, casework.Fault{Field: "agreed", Member: -1, Message: "请申请人看过承诺内容并签字，再提交。"})
	}
	if len(faults) > 0 {
		return out, faults
	}
	return out, nil
}

// question finds a question by “section.field”.
func question(m *pack.Matter, key string, of func(string) bool) *pack.FormField {
	for i := range m.Sections {
		section := &m.Sections[i]
		for k := range section.Fields {
			if f := &section.Fields[k]; of(section.Of) && section.Name+"."+f.Name == key {
				return f
			}
		}
	}
	return nil
}

func sortedKeys(values map[string]string) []string {
	list := make([]string, 0, len(values))
	for key := range values {
		list = append(list, key)
	}
	slices.Sort(list)
	return list
}

// wordsOf is what an error says to people.
func wordsOf(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Message
	}
	return "这一项没有看懂，请核对。"
}
