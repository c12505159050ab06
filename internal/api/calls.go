package api

import (
	"context"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/register"
	"lianxin/internal/service/hotline"
)

// Call is what came to the hotline desk, as a line of a list.
type Call struct {
	Ref
	Number    string `json:"number"`
	Channel   string `json:"channel" doc:"hotline热线，village村（居），window窗口，passer_by群众。"`
	Class     string `json:"class" doc:"类别，见/call-classes。"`
	Urgency   string `json:"urgency" doc:"usual、urgent、emergency。"`
	Result    string `json:"result" doc:"answered当场答复，order转办，case代填申请，lead走访线索，complaint投诉，emergency急难响应。"`
	State     string `json:"state" doc:"open待接办，handling办理中，replied待回访，closed已办结。"`
	Division  string `json:"division" doc:"人在哪里。"`
	Unit      string `json:"unit" doc:"哪里办。"`
	Name      string `json:"name,omitempty" doc:"关于谁；没有说的没有。"`
	Person    *Ref   `json:"person,omitempty"`
	Became    string `json:"became,omitempty" doc:"变成了什么：case:县/编号、lead:县/编号、complaint:县/编号。"`
	Taken     string `json:"taken_at"`
	Until     string `json:"until,omitempty" doc:"急难的，到场的时限。"`
	Due       string `json:"due,omitempty"`
	Late      bool   `json:"late" doc:"答复超期。"`
	Responded string `json:"responded_at,omitempty"`
	Replied   string `json:"replied_at,omitempty"`
	Ended     string `json:"ended_at,omitempty"`
	Grade     int64  `json:"grade,omitempty" doc:"回访时的满意程度，5最好。"`
	Reopened  int64  `json:"reopened,omitempty" doc:"重办过几次。"`
}

// WholeCall is a call with what was said and answered.
type WholeCall struct {
	Call
	Phone string     `json:"phone_masked,omitempty"`
	Where string     `json:"where,omitempty" doc:"人在哪里，说得更细的。"`
	Words string     `json:"words" doc:"说了什么。"`
	Reply string     `json:"reply,omitempty"`
	Steps []CallStep `json:"steps"`
}

// CallStep is something that was done about a call.
type CallStep struct {
	Kind string `json:"kind"`
	Unit string `json:"unit,omitempty"`
	At   string `json:"at"`
}

// CallClass is a sort of calls.
type CallClass struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Group   string   `json:"group"`
	Unit    string   `json:"unit" doc:"哪一级办：town或county。"`
	Results []string `json:"results" doc:"可以怎样处理。"`
}

func callOf(c *hotline.Call) Call {
	out := Call{
		Ref: refOf(c.Ref), Number: c.Number, Channel: string(c.Channel), Class: c.Class, Urgency: string(c.Urgency), Result: string(c.Result), State: string(c.State),
		Division: c.Division.String(), Unit: c.Unit.String(), Name: c.Name, Person: refOrNil(c.Person), Became: c.Target, Taken: instant(c.Taken), Until: instant(c.Until),
		Due: dayText(c.Due), Late: c.Late, Responded: instant(c.Responded), Replied: instant(c.Replied), Ended: instant(c.Ended), Grade: c.Grade, Reopened: c.Reopened,
	}
	return out
}

func (s *Server) callRoutes() {
	scope := machine.ReadService
	handle(s, route{method: http.MethodGet, path: "/call-classes", id: "listCallClasses", summary: "热线来电的类别", tag: "目录"}, s.listCallClasses)
	handle(s, route{method: http.MethodGet, path: "/calls", id: "listCalls", summary: "热线来电", tag: "服务", scope: scope, roles: listeners, about: "期限最近的在前。"}, s.listCalls)
	handle(s, route{method: http.MethodGet, path: "/calls/report", id: "reportCalls", summary: "热线统计", tag: "统计", scope: machine.ReadReport, roles: listeners,
		about: "按天、按类别、按办理单位。"}, s.reportCalls)
	handle(s, route{method: http.MethodGet, path: "/calls/{county}/{id}", id: "getCall", summary: "一个来电", tag: "服务", scope: scope, roles: listeners}, s.getCall)
	handle(s, route{method: http.MethodPost, path: "/calls", id: "takeCall", summary: "转来一个来电", tag: "服务", scope: machine.WriteService, roles: clerks, status: http.StatusCreated,
		about: "政务热线等把来电转给民政办理：马上有承办单位和期限，急难的有到场时限。办理、答复和回访由人做，怎样办的看getCall。"}, s.takeCall)
}

func (s *Server) listCallClasses(context.Context, *token.Caller, *struct{}) (Page[CallClass], error) {
	out := Page[CallClass]{Items: []CallClass{}}
	for _, one := range s.Catalogue().CallClasses() {
		out.Items = append(out.Items, CallClass{one.Name, one.Title, one.Group, one.Unit, listed(one.Results)})
	}
	return out, nil
}

type callsIn struct {
	Paging
	Tab     string `query:"tab" enum:"open,back,closed," doc:"open待办，back待回访，closed已办结；缺省全部。"`
	Class   string `query:"class" maxLength:"64"`
	Overdue bool   `query:"overdue" doc:"只要超期的。"`
}

func (s *Server) listCalls(ctx context.Context, c *token.Caller, in *callsIn) (Page[Call], error) {
	after, err := s.position(c, "listCalls", in.After)
	if err != nil {
		return Page[Call]{}, err
	}
	found, err := s.Hotline.List(ctx, c.Who(), hotline.Query{Tab: in.Tab, Class: in.Class, Overdue: in.Overdue, After: after, Size: in.Limit})
	if err != nil {
		return Page[Call]{}, err
	}
	var list []Call
	var people []register.Ref
	for _, one := range found.Calls {
		list, people = append(list, callOf(one)), append(people, one.Person)
	}
	if err := s.look(ctx, c, "hotline", people...); err != nil {
		return Page[Call]{}, err
	}
	return turned(s, c, "listCalls", list, found.Next)
}

func (s *Server) getCall(ctx context.Context, c *token.Caller, in *RefPath) (WholeCall, error) {
	f, err := s.Hotline.Get(ctx, c.Who(), in.ref())
	if err != nil {
		return WholeCall{}, err
	}
	if err := s.look(ctx, c, "hotline", f.Person); err != nil {
		return WholeCall{}, err
	}
	out := WholeCall{Call: callOf(f.Call), Phone: access.MaskPhone(f.Said.Phone), Where: f.Where, Words: f.Words, Reply: f.Said.Reply, Steps: []CallStep{}}
	for _, one := range f.Steps {
		step := CallStep{Kind: one.Kind, At: instant(one.At)}
		if one.Unit != 0 {
			step.Unit = one.Unit.String()
		}
		out.Steps = append(out.Steps, step)
	}
	return out, nil
}

// CallIn is a call as another desk passes it on.
type CallIn struct {
	Class    string `json:"class" minLength:"1" maxLength:"64"`
	Urgency  string `json:"urgency,omitempty" enum:"usual,urgent" default:"usual"`
	Result   string `json:"result,omitempty" enum:"order,answered,emergency" default:"order" doc:"order请民政办，answered当场答复过（写reply），emergency马上要有人到场（写where）。"`
	Division string `json:"division" pattern:"^(?:[0-9]{9}([0-9]{3})?)$" patternDescription:"9或12位区划代码" maxLength:"12" doc:"人现在在哪个乡镇（街道）或村（居），要在这个系统的岗位之内。"`
	Where    string `json:"where,omitempty" maxLength:"200"`
	Name     string `json:"name,omitempty" maxLength:"50" doc:"关于谁。"`
	IDNumber string `json:"id_number,omitempty" maxLength:"20" doc:"知道的写上，与姓名一起核对；对不上的按不知道处理。"`
	Caller   string `json:"caller,omitempty" maxLength:"50" doc:"来电人。"`
	Phone    string `json:"phone,omitempty" maxLength:"30" doc:"回电用。"`
	Words    string `json:"words" minLength:"2" maxLength:"1000" doc:"说了什么。"`
	Reply    string `json:"reply,omitempty" maxLength:"1000"`
}

// CallTaken is what whoever passes a call on is told.
type CallTaken struct {
	Ref
	Number string `json:"number"`
	Unit   string `json:"unit" doc:"哪里办。"`
	Due    string `json:"due,omitempty"`
	Until  string `json:"until,omitempty"`
}

type takeCallIn struct {
	OnceKey
	Body CallIn
}

func (s *Server) takeCall(ctx context.Context, c *token.Caller, in *takeCallIn) (CallTaken, error) {
	return onlyOnce(ctx, s, c, "takeCall", in.Key, in.Body, func() (CallTaken, error) {
		b := &in.Body
		place, err := s.place(c, b.Division)
		if err != nil {
			return CallTaken{}, err
		}
		t := hotline.Taking{
			Channel: hotline.ByPhone, Class: b.Class, Urgency: hotline.Urgency(b.Urgency), Result: hotline.Result(b.Result), Division: place, Name: b.Name,
			Said: hotline.Said{Phone: b.Phone, Caller: b.Caller, Where: b.Where, Words: b.Words, Reply: b.Reply}, Once: in.Key,
		}
		if t.Person, err = s.identified(ctx, c, b.IDNumber, b.Name); err != nil {
			return CallTaken{}, err
		}
		one, err := s.Hotline.Take(ctx, c.Who(), t)
		if err != nil {
			return CallTaken{}, err
		}
		return CallTaken{refOf(one.Ref), one.Number, one.Unit.String(), dayText(one.Due), instant(one.Until)}, nil
	})
}

// CallCount is how many calls came on a day, of a class or to an office.
type CallCount struct {
	Key       string `json:"key" doc:"日期、类别或单位的区划代码。"`
	Calls     int    `json:"calls"`
	AtOnce    int    `json:"answered_at_once"`
	Done      int    `json:"closed"`
	Late      int    `json:"late"`
	Graded    int    `json:"graded" doc:"回访到的。"`
	Satisfied int    `json:"satisfied" doc:"其中基本满意以上的。"`
	Reopened  int    `json:"reopened"`
}

// CallReport is the calls of some days.
type CallReport struct {
	Days    []CallCount `json:"days"`
	Classes []CallCount `json:"classes"`
	Units   []CallCount `json:"units"`
}

func (s *Server) reportCalls(ctx context.Context, c *token.Caller, in *DaysQuery) (CallReport, error) {
	from, to, err := in.days()
	if err != nil {
		return CallReport{}, err
	}
	r, err := s.Hotline.Report(ctx, c.Who(), from, to)
	return CallReport{countsOf(r.Days), countsOf(r.Classes), countsOf(r.Units)}, err
}

func countsOf(list []hotline.Count) []CallCount {
	out := make([]CallCount, 0, len(list))
	for _, n := range list {
		out = append(out, CallCount(n))
	}
	return out
}
