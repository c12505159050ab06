package api

import (
	"context"
	"net/http"
	"strconv"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Register is a kind of record that packs declare.
type Register struct {
	Name       string          `json:"name"`
	Title      string          `json:"title"`
	Subject    string          `json:"subject" doc:"说的是谁：person、household、organisation、facility、place。"`
	Class      string          `json:"class" doc:"shared共享，authorised凭授权，declared申报。"`
	Department string          `json:"department,omitempty" doc:"来源部门。"`
	Retention  int             `json:"retention_months,omitempty" doc:"结束后保存几个月。"`
	Fields     []RegisterField `json:"fields"`
}

// RegisterField is a field of a register.
type RegisterField struct {
	Name     string         `json:"name"`
	Label    string         `json:"label"`
	Type     string         `json:"type" doc:"money是整数分；quantity是10的负scale次方的整数倍。"`
	Unit     string         `json:"unit,omitempty"`
	Scale    int            `json:"scale,omitempty"`
	Required bool           `json:"required,omitempty"`
	Codes    []RegisterCode `json:"codes,omitempty"`
}

// RegisterCode is a code of a field.
type RegisterCode struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// Record is one record of a declared register.
type Record struct {
	Ref
	Register  string         `json:"register"`
	Subject   *Ref           `json:"subject,omitempty"`
	Key       string         `json:"key,omitempty"`
	Division  string         `json:"division,omitempty"`
	ValidFrom string         `json:"valid_from,omitempty"`
	ValidTo   string         `json:"valid_to,omitempty"`
	Values    map[string]any `json:"values" doc:"按字段名；不知道的、这个系统看不到的没有这一项。"`
}

func (s *Server) recordRoutes() {
	scope := machine.ReadRegister
	handle(s, route{method: http.MethodGet, path: "/registers", id: "listRegisters", summary: "有哪些登记", tag: "目录"}, s.listRegisters)
	handle(s, route{method: http.MethodGet, path: "/registers/{register}/of/{county}/{id}", id: "listRecords", summary: "某人、某户的一类登记", tag: "登记", scope: scope, roles: offices,
		about: "某一天的记录。凭授权的登记，本人授权在有效期内才有回答（authorisation_required）。"}, s.listRecords)
	handle(s, route{method: http.MethodPost, path: "/registers/{register}/search", id: "searchRecords", summary: "按一个字段找登记", tag: "登记", scope: scope, roles: offices}, s.searchRecords)
}

func (s *Server) listRegisters(context.Context, *token.Caller, *struct{}) (Page[Register], error) {
	out := Page[Register]{Items: []Register{}}
	for _, r := range s.Catalogue().Registers() {
		one := Register{Name: r.Name, Title: r.Title, Subject: string(r.Subject), Class: r.Class, Department: r.Department, Retention: r.Retention, Fields: []RegisterField{}}
		for i := range r.Fields {
			one.Fields = append(one.Fields, fieldOf(&r.Fields[i]))
		}
		out.Items = append(out.Items, one)
	}
	return out, nil
}

func fieldOf(f *pack.Field) RegisterField {
	out := RegisterField{Name: f.Name, Label: f.Label, Type: string(f.Type), Unit: f.Unit, Scale: f.Scale, Required: f.Required}
	for i := range f.Codes {
		out.Codes = append(out.Codes, RegisterCode{f.Codes[i].Name, f.Codes[i].Label})
	}
	return out
}

// declared finds a register whose records are asked for one by one.
func (s *Server) declared(name string) (*pack.Register, error) {
	r := s.Catalogue().Register(name)
	if r == nil || r.Core {
		return nil, missing()
	}
	return r, nil
}

type recordsIn struct {
	RefPath
	DayQuery
	Register string `path:"register" pattern:"^(?:[a-z][a-z0-9_]*)$" maxLength:"64"`
}

func (s *Server) listRecords(ctx context.Context, c *token.Caller, in *recordsIn) (Page[Record], error) {
	reg, err := s.declared(in.Register)
	if err != nil {
		return Page[Record]{}, err
	}
	day, err := in.day(c.Today())
	if err != nil {
		return Page[Record]{}, err
	}
	found, err := s.Register.Records(ctx, c.Viewer(), in.Register, in.ref(), register.On(day), c.Today())
	if err != nil {
		return Page[Record]{}, err
	}
	return Page[Record]{Items: recordsOf(reg, found)}, nil
}

type searchRecordsIn struct {
	Register string `path:"register" pattern:"^(?:[a-z][a-z0-9_]*)$" maxLength:"64"`
	Body     struct {
		Field string `json:"field" minLength:"1" maxLength:"64" doc:"字段名。"`
		Text  string `json:"text" minLength:"1" maxLength:"200" doc:"取值。"`
		Limit int    `json:"limit,omitempty" minimum:"1" maximum:"100" default:"20"`
		After string `json:"after,omitempty" maxLength:"2000"`
	}
}

func (s *Server) searchRecords(ctx context.Context, c *token.Caller, in *searchRecordsIn) (Page[Record], error) {
	reg, err := s.declared(in.Register)
	if err != nil {
		return Page[Record]{}, err
	}
	list := "searchRecords." + in.Register
	after, err := s.position(c, list, in.Body.After)
	if err != nil {
		return Page[Record]{}, err
	}
	found, next, err := s.Register.SearchRecords(ctx, c.Viewer(), in.Register, in.Body.Field, in.Body.Text, register.Page{Size: in.Body.Limit, After: after}, c.Today())
	if err != nil {
		return Page[Record]{}, err
	}
	return turned(s, c, list, recordsOf(reg, found), next)
}

func recordsOf(reg *pack.Register, found []*register.Record) []Record {
	list := make([]Record, 0, len(found))
	for _, rec := range found {
		one := Record{Ref: refOf(rec.Ref), Register: reg.Name, Key: rec.Key, ValidFrom: dayText(rec.Valid.From), ValidTo: dayText(rec.Valid.To), Values: map[string]any{}}
		if rec.Subject != "" {
			one.Subject = &Ref{rec.County, rec.Subject}
		}
		if rec.Division != 0 {
			one.Division = rec.Division.String()
		}
		for i := range reg.Fields {
			if v := valueOf(&reg.Fields[i], rec.Values[i]); v != nil {
				one.Values[reg.Fields[i].Name] = v
			}
		}
		list = append(list, one)
	}
	return list
}

// masks are the kinds of personal text by the type of their field.
var masks = map[pack.FieldType]access.Kind{pack.IDNumberField: access.IDNumber, pack.PhoneField: access.Phone, pack.AccountField: access.Account, pack.DiagnosisField: access.Diagnosis}

// valueOf is a value as JSON has it; nil for one that nobody knows.
func valueOf(f *pack.Field, v register.Value) any {
	if !v.Known {
		return nil
	}
	if kind, private := masks[f.Type]; private {
		return access.Mask(kind, v.Text)
	}
	switch f.Type {
	case pack.MoneyField, pack.CountField, pack.QuantityField:
		return v.Int
	case pack.BoolField:
		return v.Int == 1
	case pack.DateField:
		return civil.Date(v.Int).String()
	case pack.MonthField:
		return civil.Month(v.Int).String()
	case pack.DivisionField:
		return civil.Area(v.Int).String()
	case pack.ClassesField:
		return v.Classes
	case pack.CodeField:
		return codesOf(f, v)
	}
	return v.Text
}

func codesOf(f *pack.Field, v register.Value) any {
	name := func(at int) string {
		if at < 0 || at >= len(f.Codes) {
			return strconv.Itoa(at)
		}
		return f.Codes[at].Name
	}
	if !f.Several {
		return name(int(v.Int))
	}
	list := make([]string, 0, len(v.List))
	for _, at := range v.List {
		list = append(list, name(at))
	}
	return list
}
