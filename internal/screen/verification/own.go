package verification

import (
	"fmt"
	"io"
	"net/http"

	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/verify"
)

// ownView are somebody's checks and letters.
type ownView struct {
	Frame   layout.Frame
	Fault   string
	Checks  []checkLine
	Letters []letterView
	Sign    part.Form
	Fields  []part.Field
}

// checkLine is a check in a list.
type checkLine struct {
	part.Link
	State format.State
	Word  string
	Day   string
}

// frame is the frame of a page of a family.
func (p *Pages) frame(r *screen.Request, title, back string) layout.Frame {
	f := r.Frame(title)
	f.Back, f.Nav = back, layout.FamilyNav
	return f
}

// self is the person the phone acts for.
func self(r *screen.Request) (register.Ref, screen.Person, error) {
	acting, ok := r.Visitor.Acting()
	if !ok {
		return register.Ref{}, screen.Person{}, office.Missing()
	}
	return register.Ref{County: acting.County, ID: acting.ID}, acting, nil
}

// Own lists somebody's checks and letters.
func (p *Pages) Own(r *screen.Request) (screen.Answer, error) { return p.showOwn(r, "", http.StatusOK) }

func (p *Pages) showOwn(r *screen.Request, fault string, status int) (screen.Answer, error) {
	person, _, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	list, err := p.s.Verify.OfPerson(r.Context(), person)
	if err != nil {
		return screen.Answer{}, err
	}
	letters, err := p.s.Verify.Letters(r.Context(), person)
	if err != nil {
		return screen.Answer{}, err
	}
	v := ownView{
		Frame: p.frame(r, "核对和授权", "/home"), Fault: fault, Sign: part.Form{Action: "/checks/sign", Once: screen.NewOnce(), Button: "签署授权"},
		Fields: []part.Field{
			{Kind: part.SelectField, Name: "business", Label: "为哪件事授权？", Value: r.Typed("business"), Choices: p.businesses()},
			{Kind: part.CheckField, Name: "agree", Label: "同意", Choices: []part.Choice{{Value: "yes", Text: "我同意民政部门为这件事向有关部门查询我的收入、财产等17类信息，随时可以撤回。"}}},
		},
	}
	v.Frame.Faults = fault != ""
	for _, i := range list {
		line := checkLine{Link: part.Link{Text: p.s.Verify.BusinessTitle(i.Business) + "核对", Path: "/checks/" + i.County + "/" + i.ID}, Word: i.Conclusion.Title(), State: format.Done, Day: format.Day(i.At.Date())}
		switch {
		case i.State == verify.Asking || i.State == verify.Objected:
			line.Word, line.State = i.State.Title(), format.Working
		case i.State == verify.Replaced:
			line.Word, line.State = i.State.Title(), format.Paused
		case i.Conclusion != verify.Clear:
			line.State = format.Soon
		}
		v.Checks = append(v.Checks, line)
	}
	for _, a := range letters {
		one := letterView{Pairs: p.letterPairs(a, r.Today())}
		if a.Holds(r.Today()) {
			one.Withdraw = part.Form{Action: "/checks/withdraw", Once: screen.NewOnce(), Button: "撤回这份授权"}
			one.Hidden = []part.Pair{{Key: "letter", Value: a.ID}}
		}
		v.Letters = append(v.Letters, one)
	}
	return screen.Answer{Status: status, Page: ownPage(v)}, nil
}

// SignOwn signs a letter on the phone. Whoever acts for a child signs as its guardian.
func (p *Pages) SignOwn(r *screen.Request) (screen.Answer, error) {
	person, acting, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if r.Text("agree") != "yes" {
		return p.showOwn(r, "请先勾选同意，再签署。", http.StatusUnprocessableEntity)
	}
	signer := ""
	if own := r.Visitor.Persons[0]; own.ID != acting.ID {
		signer = own.Name
	}
	err = p.s.Verify.SignOwn(r.Context(), r.Visitor.Actor, person, r.Text("business"), signer)
	return p.afterOwn(r, err)
}

// WithdrawOwn withdraws a letter on the phone.
func (p *Pages) WithdrawOwn(r *screen.Request) (screen.Answer, error) {
	person, _, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.afterOwn(r, p.s.Verify.EndLetter(r.Context(), r.Visitor.Actor, string(own), person, r.Text("letter")))
}

func (p *Pages) afterOwn(r *screen.Request, err error) (screen.Answer, error) {
	message, kind, ok := office.Told(err)
	switch {
	case err == nil:
		return screen.See("/checks")
	case ok && kind != civil.NotFound:
		return p.showOwn(r, message, http.StatusUnprocessableEntity)
	}
	return screen.Answer{}, err
}

// ownCheckView is one check as the family reads it.
type ownCheckView struct {
	Frame       layout.Frame
	Lead        string
	Differences []string
	Over        []string
	Found       []string
	Objections  []objectionView
	Report      part.Link
	Object      part.Link
	Disclaimer  string
}

func (p *Pages) openOwn(r *screen.Request) (*verify.File, error) {
	person, _, err := self(r)
	if err != nil {
		return nil, err
	}
	return p.s.Verify.OpenOwn(r.Context(), person, r.PathValue("county"), r.PathValue("id"))
}

// OwnCheck shows a family what departments say, and how to object.
func (p *Pages) OwnCheck(r *screen.Request) (screen.Answer, error) {
	f, err := p.openOwn(r)
	if err != nil {
		return screen.Answer{}, err
	}
	at := "/checks/" + f.County + "/" + f.ID
	v := ownCheckView{Frame: p.frame(r, p.s.Verify.BusinessTitle(f.Business)+"核对", "/checks"), Lead: ownLead(f)}
	if report := f.Report(); report != nil {
		v.Report, v.Disclaimer = part.Link{Text: "核对报告（PDF）", Path: at + "/report"}, report.Body.Disclaimer
		for _, d := range report.Body.Compared.Differences {
			v.Differences = append(v.Differences, format.Name(report.Body.Members[d.Member].Name)+"的"+d.Title+"：申报"+verify.Words(d.Declared, d.Unit)+"，部门登记"+verify.Words(d.Checked, d.Unit))
		}
		for _, m := range report.Body.Compared.Measured {
			if m.Over {
				v.Over = append(v.Over, m.Title+"全家共"+verify.Words(m.Value, m.Unit)+"，规定不超过"+verify.Words(m.Most, m.Unit))
			}
		}
		for _, item := range report.Body.Items {
			for _, line := range item.Lines {
				v.Found = append(v.Found, report.Body.Members[item.Member].Name+"，"+item.Title+"："+line)
			}
		}
	}
	for i := range f.Objections {
		o := objection(f, &f.Objections[i])
		o.Files = nil
		v.Objections = append(v.Objections, o)
	}
	if f.State == verify.Reported {
		v.Object = part.Link{Text: "我有异议", Path: at + "/object"}
	}
	return screen.Show(ownCheckPage(v))
}

func ownLead(f *verify.File) string {
	switch f.State {
	case verify.Asking:
		return "正在等部门答复，请过一两天再看。"
	case verify.Objected:
		return "您的异议已经收到，正在复核。"
	case verify.Replaced:
		return "已经重新核对，请看新的一份。这一份照原样保留。"
	}
	switch f.Conclusion {
	case verify.Clear:
		return "核对没有发现超过规定的收入和财产。"
	case verify.Over:
		return "部门登记的情况可能超过规定。数据也可能有错，您可以提出异议，交上证据，我们请部门复查。"
	}
	return "有的部门还没有答复清楚，由工作人员核实。"
}

// OwnPDF gives the report as a file.
func (p *Pages) OwnPDF(r *screen.Request) (screen.Answer, error) {
	f, err := p.openOwn(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.pdf(f)
}

// ObjectPage asks what is wrong.
func (p *Pages) ObjectPage(r *screen.Request) (screen.Answer, error) {
	f, err := p.openOwn(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(objectPage(p.objectForm(r, f, "", "")))
}

// papersMost is how many papers one objection may bring.
const papersMost = 3

func (p *Pages) objectForm(r *screen.Request, f *verify.File, words, papers string) formView {
	at := "/checks/" + f.County + "/" + f.ID
	v := formView{
		Frame: p.frame(r, "我有异议", at),
		Form:  part.Form{Action: at + "/object", Once: screen.NewOnce(), Button: "提出异议", Files: true},
		Fields: []part.Field{
			{Kind: part.LongField, Name: "words", Label: "哪里不对？", Hint: "比如：车三月就卖了，有合同。", Value: r.Typed("words"), Fault: words},
		},
	}
	for n := range papersMost {
		fault := ""
		if n == 0 {
			fault = papers
		}
		v.Fields = append(v.Fields, part.Field{Kind: part.FileField, Name: fmt.Sprint("paper-", n), Label: fmt.Sprintf("证据%d", n+1), Hint: "拍照，或者选文件。", Optional: true, Fault: fault})
	}
	v.Frame.Faults = words != "" || papers != ""
	return v
}

// Object takes an objection with its evidence.
func (p *Pages) Object(r *screen.Request) (screen.Answer, error) {
	f, err := p.openOwn(r)
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	protest := verify.Protest{County: f.County, Inquiry: f.ID, Words: r.Text("words"), Actor: r.Visitor.Actor, Purpose: string(own), Once: once}
	for n := range papersMost {
		id, fault, err := p.paper(r, f, fmt.Sprint("paper-", n))
		if err != nil {
			return screen.Answer{}, err
		}
		if fault != "" {
			return screen.Again(objectPage(p.objectForm(r, f, "", fault)))
		}
		if id != "" {
			protest.Files = append(protest.Files, id)
		}
	}
	_, err = p.s.Verify.Object(r.Context(), protest)
	message, kind, ok := office.Told(err)
	switch {
	case ok && kind != civil.NotFound:
		return screen.Again(objectPage(p.objectForm(r, f, message, "")))
	case err != nil:
		return screen.Answer{}, err
	}
	return screen.See("/checks/%s/%s", f.County, f.ID)
}

// paper takes one file of a form: its id, or what is wrong with it.
func (p *Pages) paper(r *screen.Request, f *verify.File, field string) (id, fault string, err error) {
	if r.MultipartForm == nil {
		return "", "", nil
	}
	content, header, err := r.Upload(field)
	if message, _, ok := office.Told(err); ok {
		return "", message, nil
	}
	if err != nil || content == nil {
		return "", "", err
	}
	defer func() { _ = content.Close() }()
	id, err = p.s.Verify.Evidence(r.Context(), r.Visitor.Actor, string(own), f.County, f.ID, io.Reader(content), header.Filename)
	if message, kind, ok := office.Told(err); ok && kind == civil.Invalid {
		return "", message, nil
	}
	return id, "", err
}
