package finance

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// runView is one run with everything that may be done to it.
type runView struct {
	Frame    layout.Frame
	Head     part.Head
	Note     string // why it was sent back
	Outdated string // lines no longer owed, in words
	Way      []part.StepWord
	Sums     []part.Pair
	Not      []part.Pair // what cannot be done, and why
	Findings []findingView
	Tabs     []part.Tab
	Lines    part.Table
	Events   []part.Event
	Fault    string
}

// findingView is something in a file that came back that does not fit.
type findingView struct {
	Told       string
	Resolution string
	Form       part.Form
	Field      part.Field
}

// way are the states a run goes through, in order.
var way = []struct {
	title  string
	states []pay.RunState
}{
	{"编制", []pay.RunState{pay.Draft}}, {"复核", []pay.RunState{pay.Frozen}}, {"两人签发", []pay.RunState{pay.Reviewed}}, {"报送银行", []pay.RunState{pay.Approved}},
	{"回盘", []pay.RunState{pay.Sent, pay.PartlyReturned, pay.MadeGood, pay.Matched}}, {"结清", []pay.RunState{pay.Closed}},
}

func wayOf(state pay.RunState) []part.StepWord {
	at := slices.IndexFunc(way, func(w struct {
		title  string
		states []pay.RunState
	}) bool {
		return slices.Contains(w.states, state)
	})
	if at < 0 {
		return nil
	}
	var list []part.StepWord
	for i, w := range way {
		list = append(list, part.StepWord{Text: w.title, Done: i < at || state == pay.Closed, Now: i == at && state != pay.Closed})
	}
	return list
}

// desk reads the run a path names, of a county the visitor covers.
func (p *Pages) desk(r *screen.Request) (*pay.RunDesk, error) {
	county, err := p.county(r)
	if err != nil {
		return nil, err
	}
	return p.s.Pay.RunDesk(r.Context(), office.Code(county), r.PathValue("run"))
}

// Run shows a run.
func (p *Pages) Run(r *screen.Request) (screen.Answer, error) {
	d, err := p.desk(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.showRun(r, d, "", http.StatusOK)
}

// showRun shows a run, after something was refused with why.
func (p *Pages) showRun(r *screen.Request, d *pay.RunDesk, fault string, status int) (screen.Answer, error) {
	names := office.NamesOf(p.s)
	v := runView{
		Frame: office.Frame(r, "发放批次"), Fault: fault, Way: wayOf(d.State),
		Head: part.Head{
			Title: fmt.Sprintf("%s %s %s", format.Month(d.Month), p.programme(d.Programme), d.Kind.Title()), Lead: d.State.Title() + "，" + sumWords(d.Run),
			Back: part.Link{Text: "发放批次", Path: "/pay?county=" + d.County},
		},
		Sums: p.sums(r, d.Run, names),
	}
	if d.State == pay.Draft && d.Note != "" {
		v.Note = "退回的原因：" + d.Note
	}
	if len(d.Outdated) > 0 {
		v.Outdated = fmt.Sprintf("有%d笔已不再按清单应发（停发、减少或换了账户）：草稿请重新编制，已冻结的请暂缓这些笔或退回重编。", len(d.Outdated))
	}
	for _, s := range steps {
		why, may := s.open(r, d.Run)
		switch {
		case !may && why == "":
		case !may:
			v.Not = append(v.Not, part.Pair{Key: s.title, Value: why})
		case v.Head.Action.None() && s.primary:
			v.Head.Action = part.Link{Text: s.title, Path: path(d.Run) + "/do/" + s.name}
		default:
			v.Head.More = append(v.Head.More, part.Link{Text: s.title, Path: path(d.Run) + "/do/" + s.name})
		}
	}
	if err := p.about(r, d, &v); err != nil {
		return screen.Answer{}, err
	}
	if err := p.funds(r, d, &v); err != nil {
		return screen.Answer{}, err
	}
	v.Findings = findingsOf(d, r)
	v.Tabs, v.Lines = nil, part.Table{}
	if err := p.lines(r, d, &v); err != nil {
		return screen.Answer{}, err
	}
	for _, s := range slices.Backward(d.Steps) {
		v.Events = append(v.Events, part.Event{
			When: format.Moment(s.At), Who: names.Of(r.Context(), s.Actor), What: s.Title(), Why: s.Note, State: runMark(s.State),
		})
	}
	return screen.Answer{Status: status, Page: runPage(v)}, nil
}

// about says what a batch is for, and whether its file may still be recalled.
func (p *Pages) about(r *screen.Request, d *pay.RunDesk, v *runView) error {
	purpose, frozen, handed, err := p.s.Pay.PurposeDesk(r.Context(), d.Run)
	if err != nil {
		return err
	}
	if purpose != nil {
		v.Sums = append([]part.Pair{{Key: "名称", Value: purpose.Title}, {Key: "依据", Value: purpose.Basis}}, v.Sums...)
	}
	switch {
	case frozen > 0 && handed:
		v.Outdated = fmt.Sprintf("文件交给银行以后有%d笔被冻结：已经发出的，决定停发后按多发追回。", frozen)
	case frozen > 0:
		v.Outdated = fmt.Sprintf("文件生成以后有%d笔被冻结，还没有交给银行：请召回文件，重新复核、签发后再生成。", frozen)
	}
	if d.State != pay.Draft && d.State != pay.Discarded {
		v.Head.More = append(v.Head.More, part.Link{Text: "一卡通", Path: "/money/card/" + d.County + "/" + d.ID})
	}
	return nil
}

func sumWords(run *pay.Run) string {
	return fmt.Sprintf("%s笔，%s", format.Count(int(run.Lines)), format.Yuan(run.Total))
}

// sums are what everybody who answers for a list has to see.
func (p *Pages) sums(r *screen.Request, run *pay.Run, names *office.Names) []part.Pair {
	list := []part.Pair{
		{Key: "笔数", Value: format.Count(int(run.Lines))}, {Key: "总金额", Value: format.Yuan(run.Total)},
		{Key: "清单指纹", Content: digest(run.Hash)},
	}
	var makers string
	for i, m := range run.Makers {
		if i > 0 {
			makers += "、"
		}
		makers += names.Of(r.Context(), m)
	}
	list = append(list, part.Pair{Key: "编制", Value: makers})
	for _, one := range []struct{ key, actor string }{{"复核", run.Reviewer}, {"第一人签字", run.First}, {"第二人复签", run.Second}} {
		pair := part.Pair{Key: one.key, Value: "还没有"}
		if one.actor != "" {
			pair.Value = names.Of(r.Context(), one.actor)
		}
		list = append(list, pair)
	}
	return list
}

// lines are the lines of a run, by how they stand.
func (p *Pages) lines(r *screen.Request, d *pay.RunDesk, v *runView) error {
	count := map[pay.Status]int{}
	for _, l := range d.Lines {
		count[l.Status]++
	}
	status := pay.Status(r.Text("status"))
	v.Tabs = []part.Tab{{Text: "全部", Path: path(d.Run), Count: len(d.Lines), Current: status == ""}}
	for _, s := range []pay.Status{pay.Ready, pay.NoAccount, pay.Withheld, pay.Held, pay.Paid, pay.Returned, pay.Again, pay.Reissued, pay.Forgone} {
		if count[s] > 0 {
			v.Tabs = append(v.Tabs, part.Tab{Text: s.Title(), Path: path(d.Run) + "?status=" + string(s), Count: count[s], Current: s == status})
		}
	}
	var shown []*pay.Line
	for _, l := range d.Lines {
		if status == "" || l.Status == status {
			shown = append(shown, l)
		}
	}
	from, to, paging := page(r, len(shown), path(d.Run)+"?status="+url.QueryEscape(string(status))+"&")
	names, err := p.payees(r, shown[from:to])
	if err != nil {
		return err
	}
	v.Lines = part.Table{Caption: "清单", Keys: true, Paging: paging, Empty: "清单里没有记录。", Columns: []part.Column{
		{Title: "领款人", Clamp: true}, {Title: "待遇"}, {Title: "哪个月的"}, {Title: "种类"}, {Title: "账户"}, {Title: "金额", Unit: "元", Number: true}, {Title: "情况"}}}
	for _, l := range shown[from:to] {
		account := part.Text(names.account(l))
		if l.Account == "" {
			account = part.NoValue("没有账户")
		}
		v.Lines.Rows = append(v.Lines.Rows, part.Row{Path: path(d.Run) + "/line/" + l.ID, Cells: cells(
			part.Text(names.of(l)), part.Text(p.programme(l.Programme)), part.Text(format.Month(l.Month)), part.Text(l.Kind.Title()), account, part.Amount(l.Amount), statusCell(l),
		)})
	}
	return nil
}

func findingsOf(d *pay.RunDesk, r *screen.Request) []findingView {
	var list []findingView
	for _, f := range d.Findings {
		one := findingView{Told: f.Told, Resolution: f.Resolution}
		if f.Resolution == "" && r.Visitor.Plays(signers...) {
			one.Form = part.Form{Action: path(d.Run) + "/finding/" + f.ID, Once: screen.NewOnce(), Button: "登记核查结果"}
			one.Field = part.Field{Kind: part.TextField, Name: "resolution", Label: "核查结果"}
		}
		list = append(list, one)
	}
	return list
}

// Resolve says what somebody found out about something that does not fit.
func (p *Pages) Resolve(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	err = p.s.Pay.Resolve(r.Context(), r.Visitor.Actor, office.Code(county), r.PathValue("finding"), r.Text("resolution"))
	return p.after(r, err)
}

// after goes back to the run, or shows it with why something was refused.
func (p *Pages) after(r *screen.Request, err error) (screen.Answer, error) {
	if err == nil {
		return screen.See("/pay/%s/%s", r.PathValue("county"), r.PathValue("run"))
	}
	message, kind, ok := office.Told(err)
	if !ok || kind == civil.NotFound {
		return screen.Answer{}, err
	}
	d, err := p.desk(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.showRun(r, d, message, statusOf(kind))
}

// statusOf is the status of a refusal that is shown on the page it was asked from.
func statusOf(kind civil.Kind) int {
	switch kind {
	case civil.Conflict, civil.Stale, civil.Denied:
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}
