package watch

import (
	"lianxin/internal/access"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch"
)

// phoneView is a worker's list.
type phoneView struct {
	Frame layout.Frame
	Lead  string
	Done  string
	Cards []card
	Next  string
}

// card is one family of the list.
type card struct {
	Name, Why, Place, State, Path, Notice string
	Colour                                part.RiskLevel
	Due                                   *format.Due
}

// phoneSize is how many families a page of a phone shows.
const phoneSize = 20

// Phone lists the leads of the worker's own villages, the most urgent first.
func (p *Pages) Phone(r *screen.Request) (screen.Answer, error) {
	v := phoneView{Frame: phone(r, "线索", "/v")}
	list, err := p.s.Watch.List(r.Context(), who(r), watch.Query{Tab: "open", After: r.Text("after"), Size: phoneSize})
	if err != nil {
		return screen.Answer{}, err
	}
	tally, err := p.s.Watch.Count(r.Context(), who(r), 0)
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), looked(list.Leads), "lead"); err != nil {
		return screen.Answer{}, err
	}
	switch {
	case tally.Late > 0:
		v.Lead = "有" + format.Count(tally.Open) + "家要去看，其中" + format.Count(tally.Late) + "家已经逾期。"
	case tally.Open > 0:
		v.Lead = "有" + format.Count(tally.Open) + "家要去看，最急的在最前面。"
	}
	v.Done = map[string]string{"report": "已上报，村（居）会上门看看。", "visit": "走访已登记。", "close": "已办结。", "pass": "已报上级。", "accept": "已接收。"}[r.Text("done")]
	for _, f := range list.Leads {
		c := card{
			Name: named(f.Lead), Why: reasons(f), Place: p.place(f.Division), State: watch.StateTitles[f.State], Colour: colours[f.Colour],
			Due: p.due(r, f.Lead), Path: "/v/lead/" + f.County + "/" + f.ID,
		}
		if f.Contact.Address != "" {
			c.Place = f.Contact.Address
		}
		if f.Notices > 0 {
			c.Notice = "已催办" + format.Count(f.Notices) + "次，现由" + watch.LevelTitles[f.Level] + "督办"
		}
		v.Cards = append(v.Cards, c)
	}
	if list.Next != "" {
		v.Next = "/v/leads?after=" + list.Next
	}
	return screen.Show(phonePage(v))
}

// leadView is one lead on a phone or at a desk.
type leadView struct {
	Frame   layout.Frame
	Head    part.Head
	Fault   string
	Known   []part.Pair
	Reasons []reasonLine
	Photos  []part.Link
	Visit   *formView
	Others  []formView
	Apply   part.Link
	Case    part.Link
	Steps   []part.Event
}

// reasonLine is one reason with what to ask about.
type reasonLine struct{ Title, From, Words string }

// formView is a form of an action.
type formView struct {
	Title  string
	Form   part.Form
	Action string
	Fields []part.Field
}

// PhoneLead is a lead with the form of a visit.
func (p *Pages) PhoneLead(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.leadView(r, f, "/v/lead/")
	v.Frame = phone(r, "线索", "/v/leads")
	return screen.Show(phoneLeadPage(v))
}

// PhoneAct does what a form of the phone says.
func (p *Pages) PhoneAct(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.do(r, f); err != nil {
		v := p.leadView(r, f, "/v/lead/")
		v.Frame = phone(r, "线索", "/v/leads")
		if !v.refused(err) {
			return screen.Answer{}, err
		}
		return screen.Again(phoneLeadPage(v))
	}
	if r.Text("action") == string(watch.Visit) && r.Text("result") == "" {
		return screen.See("/v/lead/%s/%s?done=visit", f.County, f.ID)
	}
	return screen.See("/v/leads?done=%s", r.Text("action"))
}

// contactLine is a telephone as it is shown: masked.
func contactLine(phone string) string {
	if phone == "" {
		return ""
	}
	return format.Mask(access.Phone, phone).Shown
}
