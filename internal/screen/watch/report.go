package watch

import (
	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch"
)

// reportView is the report of a family in need.
type reportView struct {
	Frame   layout.Frame
	Lead    string
	Fault   string
	Form    part.Form
	Fields  []part.Field
	Summary []part.Fault
	Done    string
	Back    part.Link
}

// ReportForm asks which family is in need; it takes a minute.
func (p *Pages) ReportForm(r *screen.Request) (screen.Answer, error) {
	return screen.Show(reportPage(p.reportView(r)))
}

func (p *Pages) reportView(r *screen.Request) reportView {
	v := reportView{
		Frame: phone(r, "一分钟上报", "/v/leads"), Lead: "写清是谁家、住哪里、遇到什么困难就行，其他的上门再看。",
		Form: part.Form{Action: "/v/report", Once: screen.NewOnce(), Button: "上报", Offline: "一分钟上报"},
		Fields: []part.Field{
			{Name: "name", Label: "谁家（户主或有困难的人）", Value: r.Typed("name")},
			{Kind: part.LongField, Name: "words", Label: "遇到什么困难", Value: r.Typed("words"), Rows: 4},
			{Kind: part.SelectField, Name: "village", Label: "住在哪个村（居）", Choices: p.villages(r), Value: r.Text("village")},
			{Name: "address", Label: "门牌或住处", Value: r.Typed("address"), Optional: true},
			{Kind: part.NumberField, Name: "phone", Label: "电话", Value: r.Typed("phone"), Optional: true},
			{Kind: part.NumberField, Name: "id_number", Label: "身份证号", Hint: "知道就填，能对上登记里的家庭。", Value: r.Typed("id_number"), Optional: true},
			{Kind: part.CheckField, Name: "urgent", Label: "紧急", Choices: []part.Choice{{Value: "yes", Text: "很紧急，今天就要有人去"}}, Values: r.Ticked("urgent"), Optional: true},
		},
	}
	if len(v.Fields[2].Choices) == 1 {
		v.Fields[2].Value = v.Fields[2].Choices[0].Value
	}
	return v
}

// villages are those of the visitor's posts.
func (p *Pages) villages(r *screen.Request) (list []part.Choice) {
	for _, post := range r.Visitor.Posts {
		if post.Role != casework.Village && post.Role != casework.Town {
			continue
		}
		if post.Division.Level() == civil.Village {
			list = append(list, part.Choice{Value: post.Division.String(), Text: p.place(post.Division)})
			continue
		}
		for _, d := range p.s.Divisions.Under(post.Division, civil.Village, r.Today()) {
			list = append(list, part.Choice{Value: d.Code.String(), Text: d.Name})
		}
	}
	return list
}

// fault marks a field, or the whole form where there is none.
func (v *reportView) fault(name, text string) {
	v.Frame.Faults = true
	for i := range v.Fields {
		if v.Fields[i].Name == name {
			v.Fields[i].Fault = text
			v.Summary = part.Faults(v.Fields...)
			return
		}
	}
	v.Fault = text
}

var numberField = pack.Field{Name: "id_number", Label: "身份证号", Type: pack.IDNumberField}

// faultFields are the fields that refusals of a report speak of.
var faultFields = map[string]string{"lead_words": "words", "lead_name": "name", "lead_division": "village"}

// Report writes the report down.
func (p *Pages) Report(r *screen.Request) (screen.Answer, error) {
	v := p.reportView(r)
	report := watch.Report{
		Source: watch.ByVillage, Name: civil.NormalName(r.Text("name")), Words: r.Text("words"), Address: r.Text("address"), Phone: r.Text("phone"),
		Reporter: r.Visitor.Name, Urgent: len(r.Ticked("urgent")) > 0,
	}
	if r.Visitor.Plays(casework.Town) {
		report.Source = watch.ByTown
	}
	if report.Name == "" {
		v.fault("name", "请填写是谁家，不知道姓名的写大致情况，如“三组独居老人”。")
	}
	area, err := civil.ParseArea(r.Text("village"))
	if err != nil || !screenScope(r).Covers(area) {
		v.fault("village", "请选择住在哪个村（居）。")
	}
	report.Division = area
	if err := p.identify(r, &v, &report); err != nil {
		return screen.Answer{}, err
	}
	if v.Frame.Faults {
		return screen.Again(reportPage(v))
	}
	return p.send(r, v, report, "/v/leads?done=report", reportPage2)
}

// reportPage2 shows the phone's form again.
func reportPage2(v reportView) (screen.Answer, error) { return screen.Again(reportPage(v)) }

// send writes a report down, or shows the form again with what is wrong.
func (p *Pages) send(r *screen.Request, v reportView, report watch.Report, next string, again func(reportView) (screen.Answer, error)) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	report.Once = once
	_, err = p.s.Watch.Report(r.Context(), who(r), report)
	if err == nil {
		return screen.See("%s", next)
	}
	message, _, ok := office.Told(err)
	if !ok {
		return screen.Answer{}, err
	}
	v.fault(faultFields[codeOf(err)], message)
	return again(v)
}

// identify finds somebody in the registers by number and name, where both are given.
func (p *Pages) identify(r *screen.Request, v *reportView, report *watch.Report) error {
	typed := r.Text("id_number")
	if typed == "" || report.Name == "" {
		return nil
	}
	number, err := casework.Read(&numberField, typed)
	if message, _, ok := office.Told(err); ok {
		v.fault("id_number", message)
		return nil
	}
	found, err := p.s.Register.Identify(r.Context(), r.Viewer(), access.NewPrivate(access.IDNumber, number), report.Name)
	if message, kind, ok := office.Told(err); ok {
		if kind == civil.NotFound {
			message = "登记里没有这个号码和姓名的人。请核对，或把身份证号留空先上报。"
		}
		v.fault("id_number", message)
		return nil
	}
	if err != nil {
		return err
	}
	report.Person = found.Ref
	return nil
}

// NeedForm asks a resident about a family in need, his own or another.
func (p *Pages) NeedForm(r *screen.Request) (screen.Answer, error) {
	return screen.Show(needPage(p.needView(r)))
}

func (p *Pages) needView(r *screen.Request) reportView {
	v := reportView{
		Frame: r.Frame("反映困难"), Lead: "自己家或邻居有困难，告诉我们，村（居）会有人上门看看。",
		Form: part.Form{Action: "/report-need", Once: screen.NewOnce(), Button: "提交"},
		Fields: []part.Field{
			{Kind: part.RadioField, Name: "whose", Label: "谁家有困难", Value: r.Text("whose"), Choices: []part.Choice{{Value: "own", Text: "我家"}, {Value: "other", Text: "别人家"}}},
			{Kind: part.LongField, Name: "words", Label: "遇到什么困难", Value: r.Typed("words"), Rows: 4},
			{Name: "name", Label: "别人家的：谁家", Value: r.Typed("name"), Optional: true},
			{Name: "address", Label: "别人家的：住在哪里", Value: r.Typed("address"), Optional: true},
		},
	}
	v.Frame.Back = "/"
	if r.Text("done") != "" {
		v.Done = "已收到。村（居）会有人上门看看；急事请打12345。"
	}
	return v
}

// Need writes down what a resident reports.
func (p *Pages) Need(r *screen.Request) (screen.Answer, error) {
	v := p.needView(r)
	report := watch.Report{Source: watch.ByResident, Words: r.Text("words"), Reporter: r.Visitor.Name}
	self := r.Who().Persons
	switch {
	case r.Text("whose") == "own" && len(self) > 0:
		report.Person = self[0]
	case r.Text("whose") == "other":
		report.Name, report.Address = civil.NormalName(r.Text("name")), r.Text("address")
		if report.Name == "" {
			v.fault("name", "请填写是谁家，不知道姓名的写大致情况，如“三组独居老人”。")
		}
		if report.Address == "" {
			v.fault("address", "请填写住在哪里，好让人找得到。")
		}
		if len(self) > 0 { // who knows a neighbour lives where he does
			area, err := p.s.Register.Responsible(r.Context(), self[0])
			if err != nil {
				return screen.Answer{}, err
			}
			report.Division = area
		}
	default:
		v.fault("whose", "请选择谁家有困难。")
	}
	if v.Frame.Faults {
		return screen.Again(needPage(v))
	}
	return p.send(r, v, report, "/report-need?done=1", func(v reportView) (screen.Answer, error) { return screen.Again(needPage(v)) })
}
