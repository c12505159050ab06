package oversight

import (
	"net/http"
	"slices"
	"strings"

	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// proposalView is one proposal and what may be done about it.
type proposalView struct {
	Frame  layout.Frame
	Head   part.Head
	Chip   part.Pair
	Pairs  []part.Pair
	Why    []string
	People []string
	Open   part.Form // open a case or an application
	Words  string    // what follows
	Asked  part.Form
	Answer part.Field
	Fault  string
}

// find reads the proposal a path names.
func (p *Pages) find(r *screen.Request) (proposal, error) {
	county, err := office.County(p.counties(r, chiefs), r.PathValue("county"))
	if err != nil {
		return proposal{}, err
	}
	all, err := p.waiting(r, county)
	if err != nil {
		return proposal{}, err
	}
	for _, one := range all {
		if one.ID == r.PathValue("id") {
			return one, nil
		}
	}
	return proposal{}, office.Missing()
}

// Proposal shows one proposal.
func (p *Pages) Proposal(r *screen.Request) (screen.Answer, error) {
	one, err := p.find(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.showProposal(r, one, "", http.StatusOK)
}

func (p *Pages) showProposal(r *screen.Request, one proposal, fault string, status int) (screen.Answer, error) {
	word, state := kindWord(one.Kind)
	name, people := p.family(r, one.Proposal)
	path := "/proposals/" + one.County + "/" + one.ID
	v := proposalView{
		Frame: office.Frame(r, word), Why: p.why(one.Proposal), Fault: fault,
		Head: part.Head{Title: name + "：" + p.programme(one.Programme), Lead: word + "。系统没有改动待遇。", Back: part.Link{Text: "复核建议", Path: "/proposals"}},
		Pairs: []part.Pair{
			{Key: "建议", Content: part.Status(state, word)}, {Key: "县（市、区）", Value: p.county(one.County)},
			{Key: "现在每月", Value: format.Yuan(one.Before)}, {Key: "复核得每月", Value: format.Yuan(one.After), Unknown: one.Kind == assess.Undecided}, {Key: "复核编号", Value: one.Run},
		},
	}
	if one.Kind == assess.Undecided {
		v.Pairs[3].Value = "不能判定"
	}
	for _, m := range people {
		v.People = append(v.People, format.Name(m.Name))
	}
	v.Open = part.Form{Action: path, Once: screen.NewOnce()}
	switch {
	case one.Case != nil:
		v.Head.Action = part.Link{Text: "打开" + caseWord(one.Case), Path: casePath(one.Case.Ref)}
		v.Open = part.Form{}
		v.Words = "已经立案，在件里办理。"
	case one.Household == "":
		v.Open, v.Words = part.Form{}, "找不到这个人的户籍，先核对登记，再立案。"
	case one.Kind == assess.Gain && p.applying(one.Programme) != nil:
		v.Open.Button, v.Words = "替这一家开申请", "开一份申请草稿，由受理地的窗口和家庭一起填。符合不符合，办完才知道。"
	case one.Kind != assess.Gain && p.changing(one.Programme) != nil:
		v.Open.Button, v.Words = "立案核实", "开一件“"+p.changing(one.Programme).Title+"”。待遇照发，核实以后由人决定。"
	default:
		v.Open, v.Words = part.Form{}, "这项待遇还没有可以在这里办理的事项，请按原来的办法办理。"
	}
	if one.Kind == assess.Gain && p.Asked != nil && one.Case == nil {
		v.Asked = part.Form{Action: path + "/asked", Once: screen.NewOnce(), Button: "登记已问过"}
		v.Answer = part.Field{Kind: part.TextField, Name: "answer", Label: "家里怎么说", Value: r.Typed("answer")}
	}
	return screen.Answer{Status: status, Page: proposalPage(v)}, nil
}

func casePath(ref register.Ref) string { return "/case/" + ref.County + "/" + ref.ID }

// caseWord is a case by its number; a draft has none yet.
func caseWord(c *casework.Case) string {
	if c.Number == "" {
		return "申请草稿"
	}
	return c.Number
}

// TakeUp opens a case of a proposal, or an application of a lead.
func (p *Pages) TakeUp(r *screen.Request) (screen.Answer, error) {
	one, err := p.find(r)
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref, err := p.take(r, one, once)
	if err == nil {
		if one.Kind == assess.Gain {
			return screen.See("/proposals/%s/%s", one.County, one.ID)
		}
		return screen.See("%s", casePath(ref))
	}
	message, kind, ok := office.Told(err)
	if !ok || kind == civil.NotFound {
		return screen.Answer{}, err
	}
	return p.showProposal(r, one, message, http.StatusConflict)
}

// TakeNext takes up the first proposal of the list that nobody has, and opens it.
func (p *Pages) TakeNext(r *screen.Request) (screen.Answer, error) {
	county, err := p.asked(r, chiefs)
	if err != nil {
		return screen.Answer{}, err
	}
	all, err := p.waiting(r, county)
	if err != nil {
		return screen.Answer{}, err
	}
	kind, programme := chosen(r, "kind"), chosen(r, "programme")
	for _, one := range all {
		if one.Case == nil && (kind == "" || string(one.Kind) == kind) && (programme == "" || one.Programme == programme) {
			return screen.See("/proposals/%s/%s", one.County, one.ID)
		}
	}
	return screen.See("/proposals")
}

// NoteAsked notes that a family was asked about a lead.
func (p *Pages) NoteAsked(r *screen.Request) (screen.Answer, error) {
	one, err := p.find(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if p.Asked == nil {
		return screen.Answer{}, office.Missing()
	}
	if answer := r.Text("answer"); answer == "" {
		return p.showProposal(r, one, "请写一句家里怎么说。", http.StatusUnprocessableEntity)
	} else if err := p.Asked(r.Context(), r.Who(), one.Proposal, answer); err != nil {
		return screen.Answer{}, err
	}
	return screen.See("/proposals")
}

// take opens what a proposal asks for. Of one proposal there is one case.
func (p *Pages) take(r *screen.Request, one proposal, once string) (register.Ref, error) {
	if one.Case != nil {
		return one.Case.Ref, nil
	}
	if one.Household == "" {
		return register.Ref{}, civil.Refuse("proposal_household", "找不到这个人的户籍，先核对登记，再立案。")
	}
	if one.Kind != assess.Gain {
		m := p.changing(one.Programme)
		if m == nil {
			return register.Ref{}, civil.Refuse("proposal_matter", "“%s”还没有可以在这里办理的变更事项。", p.programme(one.Programme))
		}
		return p.s.Desk.Raise(r.Context(), r.Who(), casework.Raise{
			Matter: m.Name, Start: "recheck", County: one.County, Household: one.Household, Person: person(one), Origin: one.ID, Note: strings.Join(p.why(one.Proposal), ""),
		})
	}
	return p.apply(r, one, once)
}

// person is whom a proposal about a person's benefit is about; zero for a household's.
func person(one proposal) register.Ref {
	if one.Person == "" {
		return register.Ref{}
	}
	return register.Ref{County: one.County, ID: one.Person}
}

// apply begins an application for a family that may be entitled, with the names the
// registers know; everything else the family says itself.
func (p *Pages) apply(r *screen.Request, one proposal, once string) (register.Ref, error) {
	m := p.applying(one.Programme)
	if m == nil || !slices.Contains(m.Channels, "window") {
		return register.Ref{}, civil.Refuse("proposal_matter", "“%s”还不能在这里申请。", p.programme(one.Programme))
	}
	family, people, err := p.s.Register.FamilyOf(r.Context(), r.Viewer(), register.Ref{County: one.County, ID: one.Household}, r.Today())
	if err != nil {
		return register.Ref{}, err
	}
	if len(people) == 0 {
		return register.Ref{}, civil.Refuse("proposal_family", "这一家现在没有成员，请先核对户籍。")
	}
	slices.SortStableFunc(people, func(a, b register.Relative) int {
		first := func(p register.Relative) bool { return p.Person.ID == one.Person || one.Person == "" && p.Head }
		switch {
		case first(a) == first(b):
			return 0
		case first(a):
			return -1
		}
		return 1
	})
	if one.Person != "" {
		people = people[:1] // it is about one of them
	}
	form := casework.Answers{Family: map[string]string{}}
	for _, one := range people {
		values, source := map[string]string{}, map[string]string{}
		for i := range m.Sections {
			s := &m.Sections[i]
			for k := range s.Fields {
				if s.Of == "member" && s.Fields[k].Prefill == "person.name" {
					values[s.Name+"."+s.Fields[k].Name], source[s.Name+"."+s.Fields[k].Name] = one.Name, "户籍"
				}
			}
		}
		form.Members = append(form.Members, casework.MemberAnswers{Person: one.Person, Values: values, Source: source})
	}
	return p.s.Desk.Begin(r.Context(), r.Who(), casework.Begin{
		Matter: m.Name, Channel: "window", County: one.County, Home: family.Division, Intake: family.Division.Township(), Origin: one.ID, Form: form, Once: once,
	})
}
