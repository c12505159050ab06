package api

import (
	"context"
	"errors"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// idField is an identity number as forms check it.
var idField = pack.Field{Name: "id_number", Label: "身份证号", Type: pack.IDNumberField}

// number reads an identity number that was sent.
func (s *Server) number(text string) (access.Private, error) {
	number, err := casework.Read(&idField, text)
	return access.NewPrivate(access.IDNumber, number), err
}

// identified is who has a number and a name, where both are told and a register knows
// him in the caller's divisions; nobody otherwise, so that whoever tells of somebody
// learns nothing of him.
func (s *Server) identified(ctx context.Context, c *token.Caller, text, name string) (register.Ref, error) {
	if text == "" || name == "" {
		return register.Ref{}, nil
	}
	number, err := s.number(text)
	if err != nil {
		return register.Ref{}, err
	}
	found, err := s.Register.Identify(ctx, c.Viewer(), number, civil.NormalName(name))
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind == civil.NotFound {
		return register.Ref{}, nil
	}
	if err != nil || !c.Scope().Covers(found.Division) {
		return register.Ref{}, err
	}
	return found.Ref, nil
}

// Household is a household with its members on a day.
type Household struct {
	Ref
	Kind     string   `json:"kind" doc:"registered户籍户，residence居住户，declared申报的家庭。"`
	Number   string   `json:"number,omitempty" doc:"户号。"`
	Address  string   `json:"address,omitempty"`
	Division string   `json:"division"`
	Members  []Member `json:"members"`
}

// Member is somebody of a household.
type Member struct {
	Person   Ref    `json:"person"`
	Name     string `json:"name,omitempty"`
	Head     bool   `json:"head"`
	Relation string `json:"relation,omitempty"`
}

func (s *Server) householdRoutes() {
	handle(s, route{method: http.MethodGet, path: "/households/{county}/{id}", id: "getHousehold", summary: "查一户", tag: "登记", scope: machine.ReadRegister, roles: offices}, s.getHousehold)
}

func (s *Server) getHousehold(ctx context.Context, c *token.Caller, in *getPersonIn) (Household, error) {
	day, err := in.day(c.Today())
	if err != nil {
		return Household{}, err
	}
	h, members, err := s.Register.Household(ctx, c.Viewer(), in.ref(), register.On(day))
	if err != nil {
		return Household{}, err
	}
	_, people, err := s.Register.FamilyOf(ctx, c.Viewer(), h.Ref, day)
	if err != nil {
		return Household{}, err
	}
	out := Household{Ref: refOf(h.Ref), Kind: string(h.Kind), Number: h.Number, Address: h.Address, Division: h.Division.String(), Members: []Member{}}
	names := map[register.Ref]string{}
	for _, p := range people {
		names[p.Person] = p.Name
	}
	for _, m := range members {
		out.Members = append(out.Members, Member{Person: refOf(m.Person), Name: names[m.Person], Head: m.Head, Relation: m.Relation})
	}
	return out, nil
}
