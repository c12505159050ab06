package api

import (
	"context"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// offices are the roles whose pages show people and cases.
var offices = []access.Role{"town", "village", "county", "city"}

// Person is what a program is shown of somebody. Numbers are masked.
type Person struct {
	Ref
	Name       string `json:"name" doc:"姓名。"`
	Sex        string `json:"sex,omitempty" enum:"M,F," doc:"M男，F女；空着是不知道。"`
	Birth      string `json:"birth,omitempty" doc:"出生日期。"`
	IDType     string `json:"id_type,omitempty" doc:"证件种类。"`
	IDNumber   string `json:"id_number_masked,omitempty" doc:"脱敏的证件号。"`
	Phone      string `json:"phone_masked,omitempty" doc:"脱敏的电话。"`
	Address    string `json:"address,omitempty"`
	Division   string `json:"division" doc:"负责的村（居），12位区划代码。"`
	Alive      *bool  `json:"alive,omitempty" doc:"没有这一项是不知道。"`
	Death      string `json:"death,omitempty"`
	HukouLocal *bool  `json:"hukou_local,omitempty" doc:"户籍在本县（市、区）；没有这一项是不知道。"`
	ValidFrom  string `json:"valid_from,omitempty" doc:"这些情况从哪一天起。"`
	ValidTo    string `json:"valid_to,omitempty" doc:"到哪一天；空着是现在仍然如此。"`
}

func personOf(p *register.Person) Person {
	return Person{
		Ref: refOf(p.Ref), Name: p.Name, Sex: p.Sex, Birth: dayOrEmpty(p.Birth), IDType: p.IDType,
		IDNumber: access.MaskIDNumber(p.IDNumber.Reveal()), Phone: access.MaskPhone(p.Phone.Reveal()), Address: p.Address,
		Division: p.Division.String(), Alive: p.Alive, Death: dayOrEmpty(p.Death), HukouLocal: p.HukouLocal,
		ValidFrom: dayText(p.Valid.From), ValidTo: dayText(p.Valid.To),
	}
}

// personFields are what is shown of somebody, as the look is written down.
var personFields = []string{"name", "sex", "birth_date", register.IDNumberField, register.PhoneField, "address", "division"}

func (s *Server) personRoutes() {
	handle(s, route{method: http.MethodGet, path: "/persons/{county}/{id}", id: "getPerson", summary: "查一个人", tag: "登记", scope: machine.ReadRegister, roles: offices,
		about: "某一天的登记情况。合并过的记录由并入的那一条回答。"}, s.getPerson)
	handle(s, route{method: http.MethodPost, path: "/persons/search", id: "searchPersons", summary: "按姓名、拼音或住址找人", tag: "登记", scope: machine.ReadRegister, roles: offices,
		about: "姓名、姓名中的两个字、拼音首字母、证件号后四位、手机号或住址。内容放在请求体里，不进网址和日志。"}, s.searchPersons)
	handle(s, route{method: http.MethodPost, path: "/persons/lookup", id: "lookupPerson", summary: "按证件号找人", tag: "登记", scope: machine.ReadRegister, roles: offices,
		about: "证件号和姓名都对得上才有回答。证件号只放在请求体里。"}, s.lookupPerson)
	handle(s, route{method: http.MethodGet, path: "/persons/{county}/{id}/households", id: "listPersonHouseholds", summary: "一个人在哪几户", tag: "登记", scope: machine.ReadRegister, roles: offices,
		about: "户籍户、居住户和申请时申报的家庭是三种关系，各有起止日期。"}, s.personHouseholds)
}

type getPersonIn struct {
	RefPath
	DayQuery
}

func (s *Server) getPerson(ctx context.Context, c *token.Caller, in *getPersonIn) (Person, error) {
	day, err := in.day(c.Today())
	if err != nil {
		return Person{}, err
	}
	p, err := s.Register.Person(ctx, c.Viewer(), in.ref(), register.On(day), register.Show{Fields: personFields})
	if err != nil {
		return Person{}, err
	}
	return personOf(p), nil
}

type searchIn struct {
	Body struct {
		Text  string `json:"text" minLength:"1" maxLength:"100" doc:"要找的内容。"`
		Limit int    `json:"limit,omitempty" minimum:"1" maximum:"100" default:"20"`
		After string `json:"after,omitempty" maxLength:"2000" doc:"上一页给的游标。"`
	}
}

func (s *Server) searchPersons(ctx context.Context, c *token.Caller, in *searchIn) (Page[Person], error) {
	after, err := s.position(c, "searchPersons", in.Body.After)
	if err != nil {
		return Page[Person]{}, err
	}
	found, err := s.Register.Search(ctx, c.Viewer(), in.Body.Text, register.Page{Size: in.Body.Limit, After: after})
	if err != nil {
		return Page[Person]{}, err
	}
	list := make([]Person, 0, len(found.Persons))
	for _, p := range found.Persons {
		list = append(list, personOf(p))
	}
	return turned(s, c, "searchPersons", list, found.Next)
}

type lookupIn struct {
	Body struct {
		IDNumber string `json:"id_number" minLength:"15" maxLength:"20" doc:"证件号全文。"`
		Name     string `json:"name" minLength:"1" maxLength:"50" doc:"姓名，用来核对。"`
	}
}

func (s *Server) lookupPerson(ctx context.Context, c *token.Caller, in *lookupIn) (Person, error) {
	number, err := s.number(in.Body.IDNumber)
	if err != nil {
		return Person{}, err
	}
	found, err := s.Register.Identify(ctx, c.Viewer(), number, civil.NormalName(in.Body.Name))
	if err != nil {
		return Person{}, err
	}
	if !c.Scope().Covers(found.Division) {
		return Person{}, missing()
	}
	p, err := s.Register.Person(ctx, c.Viewer(), found.Ref, register.On(c.Today()), register.Show{Fields: personFields})
	if err != nil {
		return Person{}, err
	}
	return personOf(p), nil
}

// Membership is somebody's belonging to a household.
type Membership struct {
	Household Ref    `json:"household"`
	Kind      string `json:"kind" doc:"registered户籍户，residence居住户，declared申报的家庭。"`
	Head      bool   `json:"head" doc:"户主。"`
	Relation  string `json:"relation,omitempty" doc:"与户主关系。"`
	From      string `json:"from,omitempty"`
	To        string `json:"to,omitempty"`
}

func (s *Server) personHouseholds(ctx context.Context, c *token.Caller, in *getPersonIn) (Page[Membership], error) {
	day, err := in.day(c.Today())
	if err != nil {
		return Page[Membership]{}, err
	}
	// The look is asked for first: whose households these are is a look at the person.
	if _, err := s.Register.Person(ctx, c.Viewer(), in.ref(), register.On(day), register.Show{Fields: []string{"households"}}); err != nil {
		return Page[Membership]{}, err
	}
	held, err := s.Register.MembershipsOf(ctx, in.ref(), register.On(day))
	if err != nil {
		return Page[Membership]{}, err
	}
	list := make([]Membership, 0, len(held))
	for _, m := range held {
		list = append(list, Membership{
			Household: Ref{m.County, m.Household}, Kind: string(m.Kind), Head: m.Head, Relation: m.Relation, From: dayText(m.Valid.From), To: dayText(m.Valid.To),
		})
	}
	return Page[Membership]{Items: list}, nil
}
