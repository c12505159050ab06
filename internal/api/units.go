package api

import (
	"context"
	"net/http"

	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/register"
)

// Organisation is a social organisation, an institution or a firm.
type Organisation struct {
	Ref
	Name     string `json:"name"`
	USCC     string `json:"uscc,omitempty" doc:"统一社会信用代码。"`
	Kind     string `json:"kind,omitempty"`
	Address  string `json:"address,omitempty"`
	Division string `json:"division"`
}

// Facility is a place where something is offered.
type Facility struct {
	Ref
	Name         string `json:"name"`
	Kind         string `json:"kind,omitempty"`
	Organisation string `json:"organisation,omitempty" doc:"运营单位的编号，在同一县。"`
	Address      string `json:"address,omitempty"`
	Division     string `json:"division"`
}

func organisationOf(o *register.Organisation) Organisation {
	return Organisation{refOf(o.Ref), o.Name, o.USCC, o.Kind, o.Address, o.Division.String()}
}

func facilityOf(f *register.Facility) Facility {
	return Facility{refOf(f.Ref), f.Name, f.Kind, f.Organisation, f.Address, f.Division.String()}
}

func (s *Server) unitRoutes() {
	scope := machine.ReadRegister
	handle(s, route{method: http.MethodGet, path: "/organisations/{county}/{id}", id: "getOrganisation", summary: "查一个机构", tag: "登记", scope: scope}, s.getOrganisation)
	handle(s, route{method: http.MethodGet, path: "/organisations", id: "searchOrganisations", summary: "按名称找机构", tag: "登记", scope: scope}, s.searchOrganisations)
	handle(s, route{method: http.MethodGet, path: "/facilities/{county}/{id}", id: "getFacility", summary: "查一处设施", tag: "登记", scope: scope}, s.getFacility)
	handle(s, route{method: http.MethodGet, path: "/facilities", id: "searchFacilities", summary: "按名称找设施", tag: "登记", scope: scope}, s.searchFacilities)
}

func (s *Server) getOrganisation(ctx context.Context, c *token.Caller, in *getPersonIn) (Organisation, error) {
	day, err := in.day(c.Today())
	if err != nil {
		return Organisation{}, err
	}
	o, err := s.Register.Organisation(ctx, c.Viewer(), in.ref(), register.On(day))
	if err != nil {
		return Organisation{}, err
	}
	return organisationOf(o), nil
}

func (s *Server) getFacility(ctx context.Context, c *token.Caller, in *getPersonIn) (Facility, error) {
	day, err := in.day(c.Today())
	if err != nil {
		return Facility{}, err
	}
	f, err := s.Register.Facility(ctx, c.Viewer(), in.ref(), register.On(day))
	if err != nil {
		return Facility{}, err
	}
	return facilityOf(f), nil
}

type unitsIn struct {
	Paging
	Text string `query:"q" required:"true" minLength:"2" maxLength:"100" doc:"名称、拼音首字母或地址。"`
}

func (s *Server) searchOrganisations(ctx context.Context, c *token.Caller, in *unitsIn) (Page[Organisation], error) {
	after, err := s.position(c, "searchOrganisations", in.After)
	if err != nil {
		return Page[Organisation]{}, err
	}
	found, next, err := s.Register.SearchOrganisations(ctx, c.Viewer(), in.Text, register.Page{Size: in.Limit, After: after})
	if err != nil {
		return Page[Organisation]{}, err
	}
	var list []Organisation
	for _, o := range found {
		list = append(list, organisationOf(o))
	}
	return turned(s, c, "searchOrganisations", list, next)
}

func (s *Server) searchFacilities(ctx context.Context, c *token.Caller, in *unitsIn) (Page[Facility], error) {
	after, err := s.position(c, "searchFacilities", in.After)
	if err != nil {
		return Page[Facility]{}, err
	}
	found, next, err := s.Register.SearchFacilities(ctx, c.Viewer(), in.Text, register.Page{Size: in.Limit, After: after})
	if err != nil {
		return Page[Facility]{}, err
	}
	var list []Facility
	for _, f := range found {
		list = append(list, facilityOf(f))
	}
	return turned(s, c, "searchFacilities", list, next)
}
