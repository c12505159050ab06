package api

import (
	"context"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/verify"
)

// Verification is one check of a family's means, without what departments answered.
type Verification struct {
	Ref
	Number     string `json:"number"`
	Business   string `json:"business"`
	Cause      string `json:"cause"`
	Case       string `json:"origin,omitempty" doc:"为哪一件办的。"`
	Division   string `json:"division"`
	Day        string `json:"day" doc:"核对基准日。"`
	State      string `json:"state" doc:"asking等答复，reported已出报告，objected有异议，replaced已由复核代替。"`
	Conclusion string `json:"conclusion,omitempty" doc:"clear未发现超标，over疑似超标，pending待核实。"`
	Due        string `json:"due,omitempty"`
	Until      string `json:"until,omitempty" doc:"报告有效到哪一天。"`
	At         string `json:"at"`
}

func verificationOf(i *verify.Inquiry) Verification {
	return Verification{
		Ref: Ref{i.County, i.ID}, Number: i.Number, Business: i.Business, Cause: string(i.Cause), Case: i.Origin, Division: i.Division.String(), Day: dayText(i.Reference),
		State: string(i.State), Conclusion: string(i.Conclusion), Due: dayText(i.Due), Until: dayText(i.Until), At: instant(i.At),
	}
}

// checkers are the roles whose pages show checks.
var checkers = []access.Role{"town", "county", "city"}

func (s *Server) verificationRoutes() {
	scope := machine.ReadVerification
	handle(s, route{method: http.MethodGet, path: "/verifications", id: "listVerifications", summary: "核对清单", tag: "核对", scope: scope, roles: checkers}, s.listVerifications)
	handle(s, route{method: http.MethodGet, path: "/verifications/{county}/{id}", id: "getVerification", summary: "一次核对的状态和结论", tag: "核对", scope: scope, roles: checkers}, s.getVerification)
}

type verificationsIn struct {
	Paging
	County string `query:"county" required:"true" pattern:"^(?:[0-9]{6})$" patternDescription:"6位区划代码" maxLength:"6"`
	Tab    string `query:"tab" enum:"open,order," doc:"open待办，order其他部门委托；缺省全部。"`
}

func (s *Server) listVerifications(ctx context.Context, c *token.Caller, in *verificationsIn) (Page[Verification], error) {
	list := "listVerifications." + in.County
	after, err := s.position(c, list, in.After)
	if err != nil {
		return Page[Verification]{}, err
	}
	found, more, err := s.Verify.List(ctx, c.Viewer(), in.County, verify.Query{Tab: in.Tab, After: after, Size: in.Limit})
	if err != nil {
		return Page[Verification]{}, err
	}
	items := make([]Verification, 0, len(found))
	for _, i := range found {
		items = append(items, verificationOf(i))
	}
	next := ""
	if more {
		next = found[len(found)-1].Number
	}
	return turned(s, c, list, items, next)
}

func (s *Server) getVerification(ctx context.Context, c *token.Caller, in *RefPath) (Verification, error) {
	f, err := s.Verify.Open(ctx, c.Viewer(), in.County, in.ID)
	if err != nil {
		return Verification{}, err
	}
	return verificationOf(f.Inquiry), nil
}
