package verification

import (
	"net/http"
	"strconv"

	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/screen/staff"
	"lianxin/internal/verify"
)

// replyView is the page on which the letter of a department is entered.
type replyView struct {
	Frame  layout.Frame
	Head   part.Head
	Faults []part.Fault
	Form   part.Form
	Number part.Field
	Asked  []replyItem
}

// replyItem is one question with what the letter says of it.
type replyItem struct {
	Title   string
	Said    part.Field
	Rows    string // name of the field that counts the records
	Records [][]part.Field
}

// What a letter says of one question.
const (
	saysNone = "none"
	saysSome = "some"
)

// moreRecords is what the second button of the page sends.
const moreRecords = "more"

// recordsMost is how many records of one question are entered at once.
const recordsMost = 20

func replyPath(f *verify.File, department string) string {
	return path(f.Inquiry) + "/reply/" + department
}

// replies lead to the letters to and from departments that have not answered.
func (p *Pages) replies(f *verify.File) (list []part.Link) {
	for i := range f.Sources {
		if name := f.Sources[i].Department; len(f.Unanswered(name)) > 0 {
			title := p.s.Verify.DepartmentTitle(name)
			list = append(list, part.Link{Text: "发给" + title + "的函（PDF）", Path: replyPath(f, name) + "/letter"}, part.Link{Text: "登记" + title + "的复函", Path: replyPath(f, name)})
		}
	}
	return list
}

// ReplyPage asks what the letter of a department says.
func (p *Pages) ReplyPage(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	department := r.PathValue("department")
	open := f.Unanswered(department)
	if len(open) == 0 {
		return screen.See("%s", path(f.Inquiry)) // it has answered meanwhile
	}
	return screen.Show(replyPage(p.replyView(r, f, department, open)))
}

func (p *Pages) replyView(r *screen.Request, f *verify.File, department string, open []*verify.Item) replyView {
	title := p.s.Verify.DepartmentTitle(department) + "的复函"
	v := replyView{
		Frame: office.Frame(r, title),
		Head: part.Head{Title: title, Over: f.Number + " " + format.Name(f.Applicant), Lead: "照复函逐项登记。复函没有说到的不要选，还会继续等它答复。",
			Back: part.Link{Text: "回到核对", Path: path(f.Inquiry)}},
		Form:   part.Form{Action: replyPath(f, department), Once: screen.NewOnce(), Button: "登记复函", Second: "有信息的，各再加一条", Value: moreRecords},
		Number: part.Field{Name: "number", Label: "复函的文号和日期", Hint: "例如：苏吴民核〔2025〕3号，8月25日", Value: r.Typed("number")},
	}
	names := map[string]string{}
	for i := range f.Members {
		names[f.Members[i].Person.String()] = format.Name(f.Members[i].Name)
	}
	for _, item := range open {
		if reg := p.s.Verify.Class(item.Class); reg != nil {
			v.Asked = append(v.Asked, asked(r, item, reg, names[item.Person.String()]))
		}
	}
	return v
}

func asked(r *screen.Request, item *verify.Item, reg *pack.Register, name string) replyItem {
	out := replyItem{Title: name + "：" + reg.Title, Rows: "rows-" + item.ID}
	out.Said = part.Field{Kind: part.RadioField, Name: "said-" + item.ID, Label: out.Title, Optional: true, Value: r.Typed("said-" + item.ID),
		Choices: []part.Choice{{Value: saysNone, Text: "无信息"}, {Value: saysSome, Text: "有信息，填在下面"}}}
	for n := range recordsOf(r, item) {
		var fields []part.Field
		for i := range reg.Fields {
			field := staff.ClerkField(&reg.Fields[i])
			field.Name = recordName(item, n, field.Name)
			field.Value, field.Optional = r.Typed(field.Name), !reg.Fields[i].Required
			fields = append(fields, field)
		}
		out.Records = append(out.Records, fields)
	}
	return out
}

// recordsOf is how many records of a question the page has room for.
func recordsOf(r *screen.Request, item *verify.Item) int {
	n, err := strconv.Atoi(r.Typed("rows-" + item.ID))
	if err != nil || n < 1 {
		n = 1
	}
	if r.Text("act") == moreRecords && r.Text("said-"+item.ID) == saysSome {
		n++
	}
	return min(n, recordsMost)
}

func recordName(item *verify.Item, n int, field string) string {
	return "r-" + item.ID + "-" + strconv.Itoa(n) + "-" + field
}

// Reply keeps what the letter says.
func (p *Pages) Reply(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	department := r.PathValue("department")
	open := f.Unanswered(department)
	if len(open) == 0 {
		return screen.See("%s", path(f.Inquiry)) // sent twice, or answered meanwhile
	}
	v := p.replyView(r, f, department, open)
	if r.Text("act") == moreRecords {
		return screen.Show(replyPage(v))
	}
	said := p.said(r, &v, open)
	if v.Faults = part.Faults(v.fields()...); len(v.Faults) == 0 {
		_, err := p.s.Verify.Enter(r.Context(), f.County, f.ID, r.Visitor.Actor, verify.Paper{Department: department, Number: r.Text("number"), Said: said})
		if err == nil {
			return screen.See("%s", path(f.Inquiry))
		}
		message, _, ok := office.Told(err)
		if !ok {
			return screen.Answer{}, err
		}
		v.Faults = []part.Fault{{Field: "number", Text: message}}
	}
	v.Frame.Faults = true
	return screen.Answer{Status: http.StatusUnprocessableEntity, Page: replyPage(v)}, nil
}

// said is what was entered; a question marked as having something has at least one record.
func (p *Pages) said(r *screen.Request, v *replyView, open []*verify.Item) (list []verify.Said) {
	for i, item := range open {
		reg := p.s.Verify.Class(item.Class)
		if reg == nil {
			continue
		}
		one := verify.Said{Item: item.ID}
		switch r.Text("said-" + item.ID) {
		case saysNone:
		case saysSome:
			if one.Records = records(r, item, reg); len(one.Records) == 0 {
				v.Asked[i].Said.Fault = v.Asked[i].Title + "：选了有信息，请填至少一条。"
			}
		default:
			continue
		}
		list = append(list, one)
	}
	return list
}

// records are the records of a question of which anything was filled in.
func records(r *screen.Request, item *verify.Item, reg *pack.Register) (list []verify.Raw) {
	for n := range recordsOf(r, item) {
		raw := verify.Raw{}
		for i := range reg.Fields {
			if text := r.Text(recordName(item, n, reg.Fields[i].Name)); text != "" {
				raw[reg.Fields[i].Name] = text
			}
		}
		if len(raw) > 0 {
			list = append(list, raw)
		}
	}
	return list
}

// fields are the fields of the page that may have a fault.
func (v *replyView) fields() []part.Field {
	list := []part.Field{v.Number}
	for i := range v.Asked {
		list = append(list, v.Asked[i].Said)
	}
	return list
}
