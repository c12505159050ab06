package oversight

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// review is what proposals are looked at for.
const review access.Purpose = "review"

// kindWords are the kinds of proposals and what they ask for.
var kindWords = []struct {
	kind  assess.ChangeKind
	word  string
	state format.State
}{
	{assess.Loss, "建议停发", format.Over}, {assess.NewAmount, "建议调整", format.Soon}, {assess.Undecided, "不能判定", format.Unknown}, {assess.Gain, "线索：可能符合", format.Working},
}

// proposal is one with the case that came of it.
type proposal struct {
	*assess.Proposal
	Case *casework.Case // nil: nobody has taken it up
}

// waiting are the proposals of a county or of all the visitor's counties.
func (p *Pages) waiting(r *screen.Request, county civil.Area) (list []proposal, err error) {
	counties := p.counties(r, chiefs)
	if county != 0 {
		counties = []civil.Area{county}
	}
	for _, c := range counties {
		code := office.Code(c)
		found, err := assess.Waiting(r.Context(), p.s.Journal, code)
		if err != nil {
			return nil, err
		}
		raised, err := p.s.Desk.Raised(r.Context(), r.Who(), code)
		if err != nil {
			return nil, err
		}
		for i := range found {
			list = append(list, proposal{&found[i], raised[found[i].ID]})
		}
	}
	return list, nil
}

// changing is the matter by which a benefit in pay is looked at again because of a
// recheck, nil for none.
func (p *Pages) changing(programme string) *pack.Matter {
	for _, m := range p.s.Catalogue().Matters() {
		if m.Programme == programme && m.Kind == pack.Changing && m.Opens != "" && slices.Contains(m.Starts, "recheck") {
			return m
		}
	}
	return nil
}

// applying is the matter by which a benefit is asked for, nil for none.
func (p *Pages) applying(programme string) *pack.Matter {
	for _, m := range p.s.Catalogue().Matters() {
		if m.Programme == programme && m.Kind == pack.Applying {
			return m
		}
	}
	return nil
}

// Proposals lists what the recheck found and nobody has taken up.
func (p *Pages) Proposals(r *screen.Request) (screen.Answer, error) {
	county, err := p.asked(r, chiefs)
	if err != nil {
		return screen.Answer{}, err
	}
	all, err := p.waiting(r, county)
	if err != nil {
		return screen.Answer{}, err
	}
	kind, programme, taken := chosen(r, "kind"), chosen(r, "programme"), r.Text("taken") == "yes"
	var shown []proposal
	open, used := 0, map[string]bool{}
	for _, one := range all {
		used[one.Programme] = true
		if one.Case == nil {
			open++
		}
		if (kind == "" || string(one.Kind) == kind) && (programme == "" || one.Programme == programme) && (one.Case != nil) == taken {
			shown = append(shown, one)
		}
	}
	query := url.Values{"county": {countyText(county)}, "kind": {orAll(kind)}, "programme": {orAll(programme)}, "taken": {orNo(r.Text("taken"))}}
	from, to, paging := page(r, len(shown), "/proposals?"+query.Encode()+"&")
	v := proposalsView{
		listView: listView{
			Frame: office.Frame(r, "复核建议"), Action: "/proposals", Filter: p.proposalFilters(r, county, kind, programme, used),
			Head: part.Head{Title: "复核建议和线索", Lead: fmt.Sprintf("%s件还没有人办。系统没有改动任何待遇，每一件都由人决定。", format.Count(open))},
			List: part.Table{Caption: "复核建议和线索", Keys: true, Paging: paging, Empty: "没有这样的建议。", Columns: []part.Column{
				{Title: "家庭", Clamp: true}, {Title: "县（市、区）"}, {Title: "待遇"}, {Title: "建议"}, {Title: "现在", Unit: "元", Number: true}, {Title: "复核", Unit: "元", Number: true}, {Title: "为什么"}, {Title: "办到哪里"}}},
		},
		Next: part.Form{Action: "/proposals/next", Once: screen.NewOnce(), Button: "取下一件"},
		Keep: map[string]string{"county": countyText(county), "kind": orAll(kind), "programme": orAll(programme)},
	}
	for _, one := range shown[from:to] {
		v.List.Rows = append(v.List.Rows, p.proposalRow(r, one))
	}
	return screen.Show(proposalsPage(v))
}

// proposalsView is the work list of the recheck.
type proposalsView struct {
	listView
	Next part.Form // 取下一件
	Keep map[string]string
}

func (p *Pages) proposalFilters(r *screen.Request, county civil.Area, kind, programme string, used map[string]bool) []part.Field {
	kinds, programmes := []part.Choice{{Value: "all", Text: "全部"}}, []part.Choice{{Value: "all", Text: "全部"}}
	for _, k := range kindWords {
		kinds = append(kinds, part.Choice{Value: string(k.kind), Text: k.word})
	}
	for _, one := range p.s.Catalogue().Programmes() {
		if used[one.Name] {
			programmes = append(programmes, part.Choice{Value: one.Name, Text: one.Title})
		}
	}
	return []part.Field{
		{Kind: part.SelectField, Name: "county", Label: "县（市、区）", Value: countyText(county), Choices: p.countyChoices(r, chiefs)},
		{Kind: part.SelectField, Name: "kind", Label: "建议", Value: orAll(kind), Choices: kinds},
		{Kind: part.SelectField, Name: "programme", Label: "待遇", Value: orAll(programme), Choices: programmes},
		{Kind: part.SelectField, Name: "taken", Label: "办到哪里", Value: orNo(r.Text("taken")), Choices: []part.Choice{{Value: "no", Text: "还没有人办"}, {Value: "yes", Text: "已经立案"}}},
	}
}

func (p *Pages) proposalRow(r *screen.Request, one proposal) part.Row {
	word, state := kindWord(one.Kind)
	after := part.Amount(one.After)
	if one.Kind == assess.Undecided {
		after = part.NoValue("不能判定")
	}
	progress := part.Text("还没有人办")
	if one.Case != nil {
		progress = part.Status(p.stage(one.Case.Matter, one.Case.Stage))
	}
	name, _ := p.family(r, one.Proposal)
	return part.Row{Path: "/proposals/" + one.County + "/" + one.ID, NotSeen: one.Case == nil, Cells: cells(
		part.Text(name), part.Text(p.county(one.County)), part.Text(p.programme(one.Programme)), part.Status(state, word), part.Amount(one.Before), after, part.Text(first(p.why(one.Proposal))), progress,
	)}
}

// first is the first of some sentences, with how many more there are.
func first(list []string) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	}
	return fmt.Sprintf("%s（另有%d条）", list[0], len(list)-1)
}

func kindWord(kind assess.ChangeKind) (string, format.State) {
	for _, k := range kindWords {
		if k.kind == kind {
			return k.word, k.state
		}
	}
	return string(kind), format.Unknown
}

func (p *Pages) county(code string) string {
	area, err := civil.ParseArea(code)
	if err != nil {
		return code
	}
	return p.s.Desk.Place(area)
}

// family is the family a proposal is about, by the name of its head; the look is
// written down. Without a household nobody is named.
func (p *Pages) family(r *screen.Request, one *assess.Proposal) (name string, people []register.Relative) {
	if one.Household == "" {
		return "查无户籍", nil
	}
	_, people, err := p.s.Register.FamilyOf(r.Context(), r.Viewer(), register.Ref{County: one.County, ID: one.Household}, r.Today())
	if err != nil || len(people) == 0 {
		return "户" + one.Household, nil
	}
	at := max(0, slices.IndexFunc(people, func(m register.Relative) bool { return m.Head }))
	for i, m := range people {
		if m.Person.ID == one.Person && one.Person != "" {
			at = i
		}
	}
	return format.Name(people[at].Name), people
}

// why says a proposal in sentences: what does not hold, or what is not known.
func (p *Pages) why(one *assess.Proposal) []string {
	programme := p.s.Catalogue().Programme(one.Programme)
	var list []string
	for _, reason := range one.Reasons {
		sentence := reason
		switch other, conflict := strings.CutPrefix(reason, "conflict:"); {
		case conflict:
			sentence = "已经享受“" + p.programme(other) + "”，两项不能同时享受。"
		case reason == assess.OutOfScope:
			sentence = "这一家不再属于这项待遇的对象。"
		case programme != nil && programme.Refusal(reason) != "":
			sentence = programme.Refusal(reason)
		}
		list = append(list, sentence)
	}
	for _, missing := range one.Missing {
		list = append(list, p.missingWord(missing))
	}
	if len(list) == 0 && one.Kind == assess.NewAmount {
		list = append(list, fmt.Sprintf("按现在的情况应为每月%s。", format.Yuan(one.After)))
	}
	if len(list) == 0 && one.Kind == assess.Gain {
		list = append(list, fmt.Sprintf("按已知的情况可能符合，每月%s。要先问本人。", format.Yuan(one.After)))
	}
	return list
}

// missingWord says what is not known.
func (p *Pages) missingWord(missing string) string {
	switch missing {
	case assess.NotRegistered:
		return "在本县的户籍里找不到这个人。"
	case assess.RowRejected:
		return "这一家有一行数据没有收进来，要先更正。"
	case assess.ByChoice:
		return "两项只能选一项，由本人选择。"
	}
	_, name, ok := strings.Cut(missing, ":")
	if !ok {
		name = missing
	}
	for _, full := range []string{"person." + name, "household." + name, name} {
		if f := p.s.Catalogue().Fact(full); f != nil {
			return "还不知道：" + f.Label + "。"
		}
	}
	return "还不知道：" + name + "。"
}
