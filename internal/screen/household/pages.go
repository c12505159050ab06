package household

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/officer"
)

// Pages are the pages of helping families beside money.
type Pages struct{ s *screen.Stages }

// New makes the pages over the stages.
func New(s *screen.Stages) *Pages { return &Pages{s} }

// Who may see files and work on plans, pass needs on, and hold meetings.
var (
	readers  = []access.Role{casework.Village, casework.Town, casework.County, casework.City}
	helpers  = []access.Role{casework.Village, casework.Town, casework.County}
	senders  = []access.Role{casework.Town, casework.County}
	deciders = []access.Role{casework.County, casework.City}
	openers  = []access.Role{casework.County}
	givers   = []access.Role{casework.Village, casework.Town, casework.County, casework.Finance, casework.City}
	meeters  = []access.Role{casework.Town, casework.County, casework.City}
	// A list finds people anywhere in the city by their numbers.
	collectors = []access.Role{casework.City}
)

// reviewing is what these pages look at people for.
const reviewing access.Purpose = "review"

func get(pattern string, roles []access.Role, serve screen.Handler) screen.Route {
	return screen.Route{Method: http.MethodGet, Pattern: pattern, Audience: screen.Roles(roles...), Purpose: reviewing, Act: screen.Read, Serve: office.Own(serve)}
}

func post(pattern string, roles []access.Role, act string, serve screen.Handler) screen.Route {
	return screen.Route{Method: http.MethodPost, Pattern: pattern, Audience: screen.Roles(roles...), Purpose: reviewing, Act: act, Serve: office.Own(serve)}
}

// Routes lists the pages.
func (p *Pages) Routes() []screen.Route {
	return []screen.Route{
		get("/households", readers, p.List),
		get("/households/circles", readers, p.Circles),
		get("/households/export", meeters, p.Export),
		get("/household/{county}/{id}", readers, p.Family),
		post("/household/{county}/{id}/open", helpers, "file.open", p.OpenFile),
		get("/household/{county}/{id}/plan/{act}", helpers, p.PlanForm),
		post("/household/{county}/{id}/plan/{act}", helpers, "plan.change", p.PlanAct),

		get("/risks", readers, p.Risks),
		get("/risks/export", meeters, p.ExportRisks),
		get("/risks/unjudged", meeters, p.Unjudged),
		get("/risk/{county}/{id}", readers, p.Risk),
		get("/risk/{county}/{id}/{act}", senders, p.RiskForm),
		post("/risk/{county}/{id}/{act}", senders, "risk.change", p.RiskAct),

		get("/given", meeters, p.Given),
		get("/given/export", meeters, p.ExportGiven),
		get("/given/new", collectors, p.GivenForm),
		post("/given/new", collectors, "given.take", p.TakeGiven),

		get("/referrals", meeters, p.Referrals),
		get("/referrals/new", senders, p.ReferralForm),
		post("/referrals/new", senders, "referral.send", p.Send),
		get("/referrals/answers", deciders, p.AnswersForm),
		post("/referrals/answers", deciders, "referral.answer", p.TakeAnswers),
		get("/referrals/export", senders, p.ExportReferrals),
		get("/referral/{county}/{id}", meeters, p.Referral),
		get("/referral/{county}/{id}/{act}", senders, p.StepForm),
		post("/referral/{county}/{id}/{act}", senders, "referral.change", p.Step),

		get("/responses", readers, p.Responses),
		get("/responses/new", openers, p.BeginForm),
		post("/responses/new", openers, "response.begin", p.Begin),
		get("/response/{county}/{id}", readers, p.Response),
		get("/response/{county}/{id}/brief", meeters, p.Brief),
		get("/response/{county}/{id}/{act}", openers, p.ResponseForm),
		post("/response/{county}/{id}/{act}", openers, "response.change", p.ChangeResponse),
		get("/response-family/{county}/{id}", helpers, p.VisitForm),
		post("/response-family/{county}/{id}", helpers, "response.visit", p.VisitFamily),

		get("/handouts", givers, p.Handouts),
		get("/handouts/new", openers, p.HandoutNew),
		post("/handouts/new", openers, "handout.begin", p.BeginHandout),
		get("/handout/{county}/{id}", givers, p.Handout),
		get("/handout/{county}/{id}/export", givers, p.ExportHandout),
		get("/handout/{county}/{id}/{act}", givers, p.HandoutForm),
		post("/handout/{county}/{id}/{act}", givers, "handout.change", p.ChangeHandout),
		get("/handout-person/{county}/{id}", givers, p.HandoutPerson),
		get("/handout-person/{county}/{id}/{act}", givers, p.HandoutPersonForm),
		post("/handout-person/{county}/{id}/{act}", givers, "handout.person", p.ChangeHandoutPerson),
		get("/handout-entry/{county}/{id}", openers, p.HandoutEntry),
		post("/handout-entry/{county}/{id}", openers, "handout.entry", p.TakeBackEntry),

		get("/placements", readers, p.Placements),
		get("/placements/new", senders, p.PlaceForm),
		post("/placements/new", senders, "placement.propose", p.Place),
		get("/placement/{county}/{id}", readers, p.Placement),
		get("/placement/{county}/{id}/agreement", senders, p.Agreement),
		get("/placement/{county}/{id}/{act}", helpers, p.PlacementForm),
		post("/placement/{county}/{id}/{act}", helpers, "placement.change", p.ChangePlacement),
		get("/homes", readers, p.Homes),
		get("/homes/{county}/{id}", readers, p.Home),
		get("/homes/{county}/{id}/month", deciders, p.HomeMonth),

		get("/points", meeters, p.Points),
		get("/points/{division}", senders, p.PointForm),
		post("/points/{division}", senders, "point.save", p.SavePoint),

		get("/conferences", meeters, p.Conferences),
		get("/conferences/propose", senders, p.ProposeForm),
		post("/conferences/propose", senders, "conference.propose", p.Propose),
		get("/conferences/new", deciders, p.CallForm),
		post("/conferences/new", deciders, "conference.call", p.Call),
		get("/conference/{county}/{id}", deciders, p.Conference),
		get("/conference/{county}/{id}/{act}", deciders, p.MeetingForm),
		post("/conference/{county}/{id}/{act}", deciders, "conference.change", p.Meeting),
		get("/agenda/{county}/{id}", meeters, p.Item),
		get("/agenda/{county}/{id}/resolve", deciders, p.ResolveForm),
		post("/agenda/{county}/{id}/resolve", deciders, "conference.resolve", p.Resolve),
		get("/agenda/{county}/{id}/record", meeters, p.Record),
		get("/agenda/{county}/{id}/task/{task}", meeters, p.TaskForm),
		post("/agenda/{county}/{id}/task/{task}", meeters, "conference.finish", p.Finish),
	}
}

// sheetView is a page of sections.
type sheetView struct {
	Frame     layout.Frame
	Head      part.Head
	Done      string
	TabsLabel string
	Tabs      []part.Tab
	FilterAt  string
	Filter    []part.Field
	Sections  []section
}

// section is one card of a page.
type section struct {
	ID     string
	Title  string
	Words  []string
	Pairs  []part.Pair
	Tabs   []part.Tab // above its tables
	Tables []part.Table
	Events []part.Event
	Links  []part.Link
	Form   part.Form // of a button alone
}

// formView is a page with one form.
type formView struct {
	Frame  layout.Frame
	Head   part.Head
	Fault  string // that is about no one field
	Words  []string
	Pairs  []part.Pair
	Tables []part.Table
	Form   part.Form
	Hidden []part.Pair
	Fields []part.Field
}

// answer shows a form, or shows it again with what is wrong beside the field it is about:
// a refusal is named after its field.
func (v formView) answer(fault *civil.Error) (screen.Answer, error) {
	if fault == nil {
		return screen.Show(formPage(v))
	}
	v.Frame.Faults = true
	for i := range v.Fields {
		if strings.HasSuffix(fault.Code, "_"+strings.TrimRight(v.Fields[i].Name, "-123")) {
			v.Fields[i].Fault = fault.Message
			return screen.Again(formPage(v))
		}
	}
	v.Fault = fault.Message
	return screen.Again(formPage(v))
}

// who is the visitor as the stages of helping know him.
func who(r *screen.Request) officer.Officer {
	return officer.Officer{Viewer: r.Viewer(), Name: r.Visitor.Name, OnBehalf: r.Visitor.OnBehalf}
}

func refOf(r *screen.Request) register.Ref {
	return register.Ref{County: r.PathValue("county"), ID: r.PathValue("id")}
}

// path is where a thing of ours stands.
func path(kind string, ref register.Ref) string { return "/" + kind + "/" + ref.County + "/" + ref.ID }

// seenOf is the version a form was made from.
func seenOf(r *screen.Request) int64 {
	n, err := strconv.ParseInt(r.Seen(), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func version(opened int64) string { return strconv.FormatInt(opened, 10) }

// dayOf reads a day of a form, 0 for none and for what is none.
func dayOf(r *screen.Request, name string) civil.Date {
	day, err := civil.ParseDate(r.Text(name))
	if err != nil {
		return 0
	}
	return day
}

// told is the refusal of a form that is shown again; others go on to the door.
func told(err error) *civil.Error {
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind != civil.NotFound && refused.Kind != civil.Denied {
		return refused
	}
	return nil
}

func cells(list ...templ.Component) []templ.Component { return list }

func dayOr(day civil.Date, otherwise string) string {
	if day == 0 {
		return otherwise
	}
	return format.ShortDay(day)
}

// due is a day with how near it is.
func (p *Pages) due(r *screen.Request, day civil.Date) templ.Component {
	if day == 0 {
		return part.Text("—")
	}
	return part.DueChip(format.Deadline(p.s.Calendar, r.Today(), day, soon))
}

// soon is how many working days before its end something is called near.
const soon = 3

// support is what the packs say of helping in a division today.
func (p *Pages) support(r *screen.Request, division civil.Area) pack.Support {
	return p.s.Catalogue().Support(division.County(), r.Today())
}

// needTitles are needs in words.
func needTitles(s *pack.Support, names []string) string {
	var list []string
	for _, name := range names {
		if need := s.Need(name); need != nil {
			name = need.Title
		}
		list = append(list, name)
	}
	return strings.Join(list, "、")
}

// circleTitle is a circle in words.
func (p *Pages) circleTitle(r *screen.Request, division civil.Area, name string) string {
	for _, c := range p.s.Catalogue().Circles(division.County(), r.Today()) {
		if c.Name == name {
			return c.Title
		}
	}
	if name == "" {
		return "不在圈层内"
	}
	return name
}

// classTitles are classes in words.
func (p *Pages) classTitles(r *screen.Request, division civil.Area, names []string) string {
	all := p.s.Catalogue().Classes(division.County(), r.Today())
	var list []string
	for i := range all {
		for _, name := range names {
			if all[i].Name == name {
				list = append(list, all[i].Title)
			}
		}
	}
	return strings.Join(list, "、")
}

// home is the division of the visitor that covers the most.
func home(r *screen.Request) civil.Area {
	var best civil.Area
	for _, post := range r.Visitor.Posts {
		if best == 0 || post.Division.Level() < best.Level() {
			best = post.Division
		}
	}
	return best
}
