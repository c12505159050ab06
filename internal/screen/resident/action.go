package resident

import (
	"errors"
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// actionView is one thing a family does in a case.
type actionView struct {
	Frame   layout.Frame
	Over    string
	Lead    string
	Banner  string
	Lacks   []string
	Form    part.Form
	Fields  []part.Field
	Preview []part.Pair // what would hang on the notice board
	Signers []string    // for whom the signature holds
	Asked   []string    // about what departments are asked
	Careful bool        // it ends the case
}

// errandOf refuses an invited signer everything but signing.
func errandOf(r *screen.Request, a *pack.Action) error {
	if r.Visitor.Only != "" && !does(a, "authorise") {
		return missing()
	}
	return nil
}

// actionAt is the case and the action an address names.
func (p *Pages) actionAt(r *screen.Request) (*casework.File, *pack.Action, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), caseOf(r))
	if err != nil {
		return nil, nil, err
	}
	a := f.Matter.Action(r.PathValue("action"))
	if a == nil || does(a, "declare") {
		return nil, nil, missing()
	}
	return f, a, errandOf(r, a)
}

// Action asks what an action needs.
func (p *Pages) Action(r *screen.Request) (screen.Answer, error) {
	f, a, err := p.actionAt(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if !slices.Contains(p.s.Desk.Allowed(f, r.Who()), a) {
		return screen.See("%s", casePath(f.Case.Ref)) // the case has gone on meanwhile
	}
	return screen.Show(actionPage(p.action(r, f, a, nil, screen.NewOnce())))
}

func (p *Pages) action(r *screen.Request, f *casework.File, a *pack.Action, faults casework.Faults, once string) actionView {
	v := actionView{
		Frame: p.frame(r, a.Title, casePath(f.Case.Ref)), Over: f.Matter.Title + " " + f.Case.Number,
		Form: part.Form{Action: casePath(f.Case.Ref, "do", a.Name), Once: once, Seen: version(f.Case.Opened), Button: a.Title},
	}
	v.Frame.Nav = nil
	v.Frame.Faults = len(faults) > 0
	v.Banner = faultOf(faults, "")
	for _, lack := range p.s.Desk.Lacking(r.Context(), f, r.Who(), a, nil) {
		v.Lacks = append(v.Lacks, lack.Message)
	}
	if to := f.Matter.Stage(a.To); to != nil && to.End && !a.Primary {
		v.Careful, v.Lead, v.Form.Button = true, "办了以后："+to.Resident, "确认"+a.Title
	}
	switch {
	case does(a, "authorise"):
		p.signing(r, f, &v, faults)
	case does(a, "list_papers"):
		p.bringing(f, &v, faults)
	case does(a, "confirm_preview"):
		v.Lead, v.Form.Button = "公示的就是下面这些，别的不公示。请看对不对。", "看过了，可以公示"
		v.Preview = previewPairs(f.Notice("opinion"))
	}
	for i := range a.Form {
		q := &a.Form[i]
		if r.Method == "POST" {
			v.Fields = append(v.Fields, again(r, q, q.Name, faultOf(faults, q.Name)))
		} else {
			v.Fields = append(v.Fields, ask(q, q.Name, "", ""))
		}
	}
	if slices.Contains(a.Needs, "reason") && fieldNamed(a, "reason") == nil {
		v.Fields = append(v.Fields, part.Field{Kind: part.LongField, Name: "reason", Label: "理由", Hint: "至少十个字。", Value: r.Typed("reason"), Fault: faultOf(faults, "reason")})
	}
	return v
}

func fieldNamed(a *pack.Action, name string) *pack.FormField {
	for i := range a.Form {
		if a.Form[i].Name == name {
			return &a.Form[i]
		}
	}
	return nil
}

// signing shows for whom one signs, and what for.
func (p *Pages) signing(r *screen.Request, f *casework.File, v *actionView, faults casework.Faults) {
	v.Lead, v.Form.Button, v.Form.Files = "同意民政部门为了办这件事，向有关部门和银行核对。可以随时收回；收回以后就没法接着办。", "签名同意", true
	v.Asked = p.classWords(f.Matter)
	v.Frame.Scripts = []string{"signature.js"}
	if person, err := self(r); err == nil {
		mine, _ := p.s.Desk.Signs(f, person)
		for i := range mine {
			v.Signers = append(v.Signers, format.Name(mine[i].Name))
		}
	}
	v.Fields = append(v.Fields, part.Field{Kind: part.SignatureField, Name: "signature", Label: "请签名", Hint: "用手指在框里写名字，也可以在纸上签名拍照。", Fault: faultOf(faults, "signature")})
}

// bringing asks for each paper that is missing.
func (p *Pages) bringing(f *casework.File, v *actionView, faults casework.Faults) {
	v.Lead, v.Form.Button, v.Form.Files = "要补的全部在这里，拍照上传就行。拿不到的请打电话，我们一起想办法。", "上传", true
	if len(p.missingPapers(f)) == 0 {
		v.Lead, v.Form.Button = "登记里没有还缺的材料。交到窗口的，或者已经补齐的，点下面告诉我们，接着办。", "已经补齐，接着办"
	}
	for _, paper := range p.missingPapers(f) {
		field := part.Field{Kind: part.FileField, Name: "file-" + paper.ID, Label: paperTitle(f, paper), Fault: faultOf(faults, "file-"+paper.ID)}
		for i := range f.Matter.Papers {
			if f.Matter.Papers[i].Name == paper.Paper {
				field.Hint = f.Matter.Papers[i].Why + f.Matter.Papers[i].Example
			}
		}
		if paper.State == casework.Late {
			field.Label += "（可以晚些交）"
		}
		v.Fields = append(v.Fields, field)
	}
}

// previewPairs is what would hang on the board, line by line.
func previewPairs(n *casework.Notice) (list []part.Pair) {
	if n == nil {
		return nil
	}
	add := func(key, value string) {
		if value != "" {
			list = append(list, part.Pair{Key: key, Value: value})
		}
	}
	add("标题", n.Body.Title)
	add("申请人", format.Name(n.Body.Name))
	add("所在地", n.Body.Village)
	if n.Body.Members > 0 {
		add("人数", format.Count(n.Body.Members)+"人")
	}
	if n.Body.Amount > 0 {
		add("金额", format.Yuan(n.Body.Amount))
	}
	add("初审意见", n.Body.Opinion)
	add("张贴在", n.Body.Where)
	return list
}

// Act does an action. Sent twice it is done once; what was typed is kept when it
// is refused, or when somebody was faster.
func (p *Pages) Act(r *screen.Request) (screen.Answer, error) {
	f, a, err := p.actionAt(r)
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	in := casework.Input{Case: f.Case.Ref, Action: a.Name, Seen: seen(r), Once: once, Values: map[string]string{}}
	for i := range a.Form {
		in.Values[a.Form[i].Name], _ = typed(r, &a.Form[i], a.Form[i].Name)
	}
	if reason := r.Text("reason"); reason != "" {
		in.Values["reason"] = reason
	}
	switch {
	case does(a, "authorise"):
		err = p.sign(r, f, &in)
	case does(a, "list_papers"):
		err = p.bring(r, f, in)
	default:
		_, err = p.s.Desk.Do(r.Context(), r.Who(), in)
	}
	if err != nil {
		return p.refusedAct(r, f, a, once, err)
	}
	return screen.See("%s?done=%s", casePath(f.Case.Ref), a.Name)
}

// sign signs for the visitor himself, and for the children of an applicant.
func (p *Pages) sign(r *screen.Request, f *casework.File, in *casework.Input) error {
	person, err := self(r)
	if err != nil {
		return err
	}
	if person != f.Case.Applicant {
		in.Person = person
	}
	id, fault, err := p.upload(r, f.Case.Ref, "signature", "signature")
	if isKind(err, civil.Denied) { // the case has gone on: by this form, or without it
		err = nil
	} else if err == nil && id == "" && fault == "" {
		fault = "请签名；也可以在白纸上签名，拍照上传。"
	}
	if err != nil {
		return err
	}
	if fault != "" {
		return casework.Faults{{Field: "signature", Member: -1, Message: fault}}
	}
	if id != "" {
		in.Files = []string{id}
	}
	_, err = p.s.Desk.Do(r.Context(), r.Who(), *in)
	return err
}

// brought is a photograph of a paper.
type brought struct{ paper, file string }

// bring hands in photographs of papers, all of one form in one act.
func (p *Pages) bring(r *screen.Request, f *casework.File, in casework.Input) error {
	var came []brought
	var faults casework.Faults
	for _, paper := range p.missingPapers(f) {
		name := "file-" + paper.ID
		id, fault, err := p.upload(r, f.Case.Ref, name, "paper")
		if err != nil {
			return err
		}
		if fault != "" {
			faults = append(faults, casework.Fault{Field: name, Member: -1, Message: fault})
		}
		if id != "" {
			came = append(came, brought{paper.ID, id})
		}
	}
	switch {
	case len(faults) > 0:
		return faults
	case len(came) == 0 && len(p.missingPapers(f)) == 0:
		_, err := p.s.Desk.Do(r.Context(), r.Who(), in) // sent before, or nothing is missing any more
		return err
	case len(came) == 0:
		return casework.Faults{{Field: "file-" + p.missingPapers(f)[0].ID, Member: -1, Message: "请至少拍一件再上传。"}}
	}
	in.Values = map[string]string{}
	for _, one := range came {
		in.Values["files:"+one.paper] = one.file
	}
	_, err := p.s.Desk.Do(r.Context(), r.Who(), in)
	return err
}

// refusedAct shows an action again with what was typed: with its faults, or with
// who was faster.
func (p *Pages) refusedAct(r *screen.Request, f *casework.File, a *pack.Action, once string, err error) (screen.Answer, error) {
	var faults casework.Faults
	if errors.As(err, &faults) {
		return screen.Again(actionPage(p.action(r, f, a, faults, once)))
	}
	refused, ok := told(err)
	if !ok || refused.Kind != civil.Stale {
		return screen.Answer{}, err
	}
	if f, err = p.s.Desk.Open(r.Context(), r.Who(), f.Case.Ref); err != nil {
		return screen.Answer{}, err
	}
	v := p.action(r, f, a, nil, screen.NewOnce())
	v.Banner = refused.Message
	return screen.Answer{Status: 409, Page: actionPage(v)}, nil
}
