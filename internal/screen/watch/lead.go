package watch

import (
	"bytes"
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/file"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch"
)

// open reads the lead of the address and writes the look down.
func (p *Pages) open(r *screen.Request) (*watch.File, error) {
	f, err := p.s.Watch.Open(r.Context(), who(r), refOf(r))
	if err != nil {
		return nil, err
	}
	return f, p.s.Register.NoteLook(r.Context(), r.Viewer(), looked([]*watch.File{f}), "lead")
}

// Lead is a lead at a desk.
func (p *Pages) Lead(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.leadView(r, f, "/leads/")
	v.Frame = office.Frame(r, "线索")
	if f.Household != "" && r.Visitor.Plays(casework.Town, casework.County) {
		v.Head.More = append(v.Head.More, part.Link{Text: "一户一档一策", Path: "/household/" + f.County + "/" + f.Household},
			part.Link{Text: "转办", Path: "/referrals/new?lead=" + f.County + "/" + f.ID},
			part.Link{Text: "安排入住养老机构", Path: "/placements/new?lead=" + f.County + "/" + f.ID})
	}
	return screen.Show(leadPage(v))
}

// Act does what a form of a desk says.
func (p *Pages) Act(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.do(r, f); err != nil {
		v := p.leadView(r, f, "/leads/")
		v.Frame = office.Frame(r, "线索")
		if !v.refused(err) {
			return screen.Answer{}, err
		}
		return screen.Again(leadPage(v))
	}
	return screen.See("/leads/%s/%s", f.County, f.ID)
}

// do does what the form says.
func (p *Pages) do(r *screen.Request, f *watch.File) error {
	once, err := r.Once()
	if err != nil {
		return err
	}
	seen, err := strconv.ParseInt(r.Seen(), 10, 64)
	if err != nil {
		return civil.Refuse("lead_seen", "这张表单不完整，请刷新页面后再填。")
	}
	in := watch.Input{
		Lead: f.Ref, Action: watch.Action(r.Text("action")), Seen: seen, Met: r.Text("met"), Once: once,
	}
	in.Words, in.Result = r.Text(field(in.Action, "words")), watch.Result(r.Text(field(in.Action, "result")))
	if typed := r.Text("day"); typed != "" {
		if in.Day, err = civil.ParseDate(typed); err != nil {
			return civil.Refuse("visit_day", "走访日期应写成2025-06-30这样，请核对。")
		}
	}
	if in.Content, err = photo(r); err != nil {
		return err
	}
	return p.s.Watch.Do(r.Context(), who(r), in)
}

// photo is the photograph of a form that can carry one; nil when none was taken.
func photo(r *screen.Request) (*file.Content, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return nil, nil
	}
	upload, header, err := r.Upload("photo")
	if err != nil || header == nil {
		return nil, err
	}
	defer upload.Close()
	return file.Inspect(r.Context(), upload)
}

// refused shows why a form was not taken, beside its field where there is one.
func (v *leadView) refused(err error) bool {
	message, kind, ok := office.Told(err)
	if !ok || kind == civil.NotFound {
		return false
	}
	v.Fault, v.Frame.Faults = message, true
	return true
}

// leadView is what a lead shows; at begins the address of its forms.
func (p *Pages) leadView(r *screen.Request, f *watch.File, at string) leadView {
	path := at + f.County + "/" + f.ID
	v := leadView{Head: part.Head{Title: named(f.Lead), Lead: leadLine(f)}}
	v.Known = []part.Pair{
		{Key: "状态", Value: watch.StateTitles[f.State]}, {Key: "编号", Value: f.Number}, {Key: "村（居）", Value: p.place(f.Division)},
		{Key: "由谁办", Value: watch.LevelTitles[f.Level]},
	}
	if f.Result != "" {
		v.Known = append(v.Known, part.Pair{Key: "结果", Value: watch.ResultTitles[f.Result]})
	}
	if f.Contact.Address != "" {
		v.Known = append(v.Known, part.Pair{Key: "住址", Value: f.Contact.Address})
	}
	if line := contactLine(f.Contact.Phone); line != "" {
		v.Known = append(v.Known, part.Pair{Key: "电话", Value: line})
	}
	if due := p.due(r, f.Lead); due != nil {
		v.Known = append(v.Known, part.Pair{Key: "期限", Content: part.DueChip(*due)})
	}
	for i := range f.Reasons {
		one := &f.Reasons[i]
		line := reasonLine{Title: one.Title, From: watch.SourceTitles[one.Source] + "，" + format.Day(one.Found), Words: one.Words}
		if one.Source == watch.BySignal {
			line.Words = "上门问一问：" + one.Words
		}
		v.Reasons = append(v.Reasons, line)
	}
	p.forms(r, &v, f, path)
	p.steps(&v, f)
	return v
}

// leadLine says how a lead stands, in a sentence.
func leadLine(f *watch.File) string {
	switch {
	case f.State == watch.Closed:
		return "已办结：" + watch.ResultTitles[f.Result] + "。"
	case f.State == watch.InCase:
		return "已帮助申请，结果出来会自动办结。"
	case f.State == watch.Visited:
		return "已走访，请帮助申请，或写明结果。"
	}
	return "还没有人上门看过。"
}

// forms are what the visitor may do.
func (p *Pages) forms(r *screen.Request, v *leadView, f *watch.File, path string) {
	sent := r.Text("action") // what was typed stays in its own form
	for _, a := range watch.Allowed(who(r), f.Lead) {
		form := formView{Title: actionTitles[a], Action: string(a), Form: part.Form{Action: path, Once: screen.NewOnce(), Seen: strconv.FormatInt(f.Opened, 10), Button: buttons[a]}}
		typed := func(name string) string {
			if sent == string(a) {
				return r.Typed(field(a, name))
			}
			return ""
		}
		if a == watch.Visit {
			day := typed("day")
			if day == "" {
				day = r.Today().String()
			}
			form.Form.Files = true
			form.Fields = []part.Field{
				{Kind: part.DayField, Name: "day", Label: "走访日期", Value: day},
				{Name: "met", Label: "见到了谁", Value: typed("met"), Hint: "没有见到人的，写“无人在家”。"},
				{Kind: part.LongField, Name: "words", Label: "看到的情况", Value: typed("words"), Rows: 4},
				{Kind: part.RadioField, Name: "result", Label: "接下来", Value: typed("result"), Choices: visitChoices, Optional: true},
				{Kind: part.PhotoField, Name: "photo", Label: "照片", Optional: true},
			}
			v.Visit = &form
			continue
		}
		if a != watch.Accept {
			label := map[watch.Action]string{watch.Pass: "为什么报上级", watch.Close: "办理情况", watch.Reopen: "为什么重新打开"}[a]
			form.Fields = append(form.Fields, part.Field{Kind: part.LongField, Name: field(a, "words"), Label: label, Value: typed("words"), Rows: 3})
		}
		if a == watch.Close {
			form.Fields = append([]part.Field{{Kind: part.SelectField, Name: field(a, "result"), Label: "结果", Value: typed("result"), Choices: closeChoices()}}, form.Fields...)
		}
		v.Others = append(v.Others, form)
	}
	if f.State == watch.Visited && r.Visitor.Plays(casework.Town, casework.Village) {
		v.Apply = part.Link{Text: "帮他申请", Path: "/intake?lead=" + f.County + "/" + f.ID}
	}
	if !f.Case.Zero() {
		v.Case = part.Link{Text: "看办件", Path: "/case/" + f.Case.County + "/" + f.Case.ID}
	}
}

// field is the name of a field in the form of an action: on one page no two have the
// same.
func field(a watch.Action, name string) string {
	if a == watch.Visit {
		return name
	}
	return string(a) + "_" + name
}

var (
	actionTitles = map[watch.Action]string{
		watch.Accept: "接收", watch.Visit: "登记走访", watch.Pass: "报上级", watch.Close: "办结", watch.Reopen: "重新打开",
	}
	buttons = map[watch.Action]string{
		watch.Accept: "接收，我去看", watch.Visit: "提交走访", watch.Pass: "报上级", watch.Close: "办结这条线索", watch.Reopen: "重新打开",
	}
	visitChoices = []part.Choice{
		{Value: "", Text: "要帮他申请，或还要再办"}, {Value: string(watch.Told), Text: "政策已告知，暂时不申请"},
		{Value: string(watch.NotSo), Text: "情况不属实"}, {Value: string(watch.Department), Text: "已转其他部门"},
		{Value: string(watch.Unchanged), Text: "情况属实，不影响待遇"},
	}
)

func closeChoices() (list []part.Choice) {
	for _, r := range watch.Results {
		list = append(list, part.Choice{Value: string(r), Text: watch.ResultTitles[r]})
	}
	return list
}

// steps are what was done, the newest first.
func (p *Pages) steps(v *leadView, f *watch.File) {
	for i := len(f.Steps) - 1; i >= 0; i-- {
		s := &f.Steps[i]
		e := part.Event{When: format.Moment(s.At), Who: s.Name, What: s.Title, Why: s.Words, State: format.Done}
		if s.Name == "" {
			e.Who = "系统"
		}
		if s.Met != "" {
			e.What += "，" + format.Day(s.Day) + "，见到" + s.Met
		}
		if s.Photo != "" {
			v.Photos = append(v.Photos, part.Link{Text: format.Day(s.Day) + "走访的照片", Path: "/leads/" + f.County + "/" + f.ID + "/photo/" + s.Photo})
		}
		v.Steps = append(v.Steps, e)
	}
}

// Photo shows the photograph of a visit.
func (p *Pages) Photo(r *screen.Request) (screen.Answer, error) {
	found, data, err := p.s.Watch.Photo(r.Context(), who(r), refOf(r), r.PathValue("file"))
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: found.ID, Type: found.Media, Content: bytes.NewReader(data)})
}
