package api

import (
	"context"
	"errors"
	"net/http"

	"lianxin/internal/access/machine"
	"lianxin/internal/api/token"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/referral"
)

// Referral is a need that was passed on, as a line of a list.
type Referral struct {
	Ref
	Number    string `json:"number"`
	Household string `json:"household,omitempty" doc:"在同一县。"`
	Person    *Ref   `json:"person,omitempty"`
	Division  string `json:"division"`
	Origin    string `json:"origin" doc:"从哪里来：case办件，lead线索，file家庭档案，meeting会商。"`
	Need      string `json:"need"`
	Target    string `json:"target" doc:"转给哪一类部门或组织。"`
	Unit      string `json:"unit" doc:"转给哪一家。"`
	Turn      int64  `json:"turn" doc:"第几次转。"`
	State     string `json:"state" doc:"sent已转出，taken已接收，more要补充，granted已办理，refused未办理，told已告知家庭，withdrawn已撤回。"`
	Outcome   string `json:"outcome,omitempty" doc:"答复以后：granted或refused。"`
	Due       string `json:"due" doc:"答复的期限。"`
	Answered  string `json:"answered_on,omitempty"`
	Told      string `json:"told_on,omitempty"`
	At        string `json:"at"`
}

// WholeReferral is a referral with what was asked and answered.
type WholeReferral struct {
	Referral
	Name     string            `json:"name,omitempty"`
	Asked    string            `json:"asked" doc:"请对方做什么。"`
	Added    string            `json:"added,omitempty" doc:"补充的内容。"`
	Answer   string            `json:"answer,omitempty"`
	Services []ReferralService `json:"services" doc:"组织上门服务的记录。"`
}

// ReferralService is one visit of an organisation that serves a family.
type ReferralService struct {
	Day     string `json:"day"`
	Minutes int64  `json:"minutes"`
}

func referralOf(r *referral.Referral) Referral {
	return Referral{
		Ref: refOf(r.Ref), Number: r.Number, Household: r.Household, Person: refOrNil(r.Person), Division: r.Division.String(), Origin: string(r.Origin), Need: r.Need,
		Target: r.Target, Unit: r.Unit, Turn: r.Turn, State: string(r.State), Outcome: string(r.Outcome), Due: dayText(r.Due), Answered: dayText(r.AnsweredOn),
		Told: dayText(r.ToldOn), At: instant(r.At),
	}
}

func (s *Server) referralRoutes() {
	scope := machine.ReadLead
	handle(s, route{method: http.MethodGet, path: "/referrals", id: "listReferrals", summary: "转办清单", tag: "线索和帮扶", scope: scope, roles: meeters,
		about: "没有姓名；请对方做什么、怎样答复的，看一条。"}, s.listReferrals)
	handle(s, route{method: http.MethodGet, path: "/referrals/{county}/{id}", id: "getReferral", summary: "一条转办和答复", tag: "线索和帮扶", scope: scope, roles: meeters}, s.getReferral)
	handle(s, route{method: http.MethodGet, path: "/conferences", id: "listMeetings", summary: "会商会议", tag: "线索和帮扶", scope: scope, roles: deciders, about: "最近的100次。"}, s.listMeetings)
	handle(s, route{method: http.MethodGet, path: "/conferences/{county}/{id}", id: "getMeeting", summary: "一次会商的议程和议定意见", tag: "线索和帮扶", scope: scope, roles: deciders}, s.getMeeting)
	s.referralAnswerRoute()
}

type referralsIn struct {
	Paging
	WithinQuery
	Tab    string `query:"tab" enum:"late,waiting,ours,ended," doc:"late超期未答复，waiting等对方，ours等我们办，ended已告知家庭；缺省全部。"`
	Target string `query:"target" maxLength:"64"`
}

func (s *Server) listReferrals(ctx context.Context, c *token.Caller, in *referralsIn) (Page[Referral], error) {
	after, err := s.position(c, "listReferrals", in.After)
	if err != nil {
		return Page[Referral]{}, err
	}
	query := referral.Query{Tab: in.Tab, Target: in.Target, After: after, Size: in.Limit}
	if query.Within, err = in.area(); err != nil {
		return Page[Referral]{}, err
	}
	found, next, err := s.Referrals.List(ctx, c.Viewer(), query)
	if err != nil {
		return Page[Referral]{}, err
	}
	var list []Referral
	for _, r := range found {
		list = append(list, referralOf(r))
	}
	return turned(s, c, "listReferrals", list, next)
}

func (s *Server) getReferral(ctx context.Context, c *token.Caller, in *RefPath) (WholeReferral, error) {
	r, err := s.Referrals.Open(ctx, c.Viewer(), in.ref())
	if err != nil {
		return WholeReferral{}, err
	}
	if err := s.lookAtFamily(ctx, c, register.Ref{County: r.County, ID: r.Household}, r.Person); err != nil {
		return WholeReferral{}, err
	}
	out := WholeReferral{Referral: referralOf(r.Referral), Name: r.Name, Asked: r.Asked, Added: r.Added, Answer: r.Answer, Services: []ReferralService{}}
	for _, one := range r.Services {
		out.Services = append(out.Services, ReferralService{dayText(one.Day), one.Minutes})
	}
	return out, nil
}

// lookAtFamily writes down that a caller looked at the people of a family, or at the
// one of whom it is told where the family lives elsewhere by now.
func (s *Server) lookAtFamily(ctx context.Context, c *token.Caller, household, person register.Ref) error {
	if household.ID == "" {
		return s.look(ctx, c, "referral", person)
	}
	_, _, err := s.Register.FamilyOf(ctx, c.Viewer(), household, c.Today())
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind == civil.NotFound {
		return s.look(ctx, c, "referral", person)
	}
	return err
}

// Meeting is a meeting of departments about hard cases.
type Meeting struct {
	Ref
	Title     string   `json:"title"`
	Division  string   `json:"division"`
	Day       string   `json:"day"`
	Place     string   `json:"place"`
	State     string   `json:"state" doc:"called已召集，held已召开，cancelled已取消。"`
	Attending []string `json:"attending" doc:"召集的、到会的单位。"`
}

// WholeMeeting is a meeting with what it resolved. The minutes stay with those who met.
type WholeMeeting struct {
	Meeting
	Agenda []AgendaItem `json:"agenda"`
}

// AgendaItem is what a meeting is to decide.
type AgendaItem struct {
	Ref
	Number     string        `json:"number,omitempty" doc:"议定以后的编号。"`
	Kind       string        `json:"kind" doc:"case办件，lead线索，file家庭，topic议题。"`
	About      *Ref          `json:"about,omitempty"`
	Title      string        `json:"title"`
	State      string        `json:"state" doc:"waiting、listed、resolved、withdrawn。"`
	ResolvedOn string        `json:"resolved_on,omitempty"`
	Resolution string        `json:"resolution,omitempty"`
	Tasks      []MeetingTask `json:"tasks"`
}

// MeetingTask is something a department has to do because a meeting said so.
type MeetingTask struct {
	Unit   string `json:"unit"`
	Words  string `json:"words"`
	Due    string `json:"due"`
	Done   bool   `json:"done"`
	DoneOn string `json:"done_on,omitempty"`
}

func meetingOf(m *conference.Meeting) Meeting {
	return Meeting{refOf(m.Ref), m.Title, m.Division.String(), dayText(m.Day), m.Place, string(m.State), listed(m.Attending)}
}

// meetingsMost is how many meetings are told at once.
const meetingsMost = 100

func (s *Server) listMeetings(ctx context.Context, c *token.Caller, _ *struct{}) (Page[Meeting], error) {
	found, err := s.Meetings.Meetings(ctx, c.Viewer(), meetingsMost)
	out := Page[Meeting]{Items: []Meeting{}}
	for _, m := range found {
		out.Items = append(out.Items, meetingOf(m))
	}
	return out, err
}

func (s *Server) getMeeting(ctx context.Context, c *token.Caller, in *RefPath) (WholeMeeting, error) {
	m, err := s.Meetings.Open(ctx, c.Viewer(), in.ref())
	if err != nil {
		return WholeMeeting{}, err
	}
	out := WholeMeeting{Meeting: meetingOf(m.Meeting), Agenda: []AgendaItem{}}
	for _, i := range m.Agenda {
		if !c.Scope().Covers(i.Division) {
			continue
		}
		one := AgendaItem{refOf(i.Ref), i.Number, string(i.Kind), refOrNil(i.About), i.Title, string(i.State), dayText(i.ResolvedOn), i.Resolution, []MeetingTask{}}
		for k := range m.Tasks[i.ID] {
			t := &m.Tasks[i.ID][k]
			one.Tasks = append(one.Tasks, MeetingTask{t.Unit, t.Words, dayText(t.Due), t.Done, dayText(t.DoneOn)})
		}
		out.Agenda = append(out.Agenda, one)
	}
	return out, nil
}
