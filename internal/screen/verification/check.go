package verification

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/verify"
)

// checkView is one check.
type checkView struct {
	Frame       layout.Frame
	Head        part.Head
	Asking      bool
	Fault       string
	Pairs       []part.Pair
	Departments part.Table
	Differences part.Table
	Measured    part.Table
	Answers     part.Table
	Objections  []objectionView
	Replies     []part.Link // the letter that asks a department, and where its answer is entered
	Conclude    part.Form
	Recheck     part.Form
	Note        part.Field
	Disclaimer  string
}

// objectionView is an objection with its evidence.
type objectionView struct {
	Pairs []part.Pair
	Files []part.Link
}

// Check shows one check with all departments side by side, as answers come.
func (p *Pages) Check(r *screen.Request) (screen.Answer, error) {
	return p.show(r, "", http.StatusOK)
}

func (p *Pages) open(r *screen.Request) (*verify.File, error) {
	return p.s.Verify.Open(r.Context(), r.Viewer(), r.PathValue("county"), r.PathValue("id"))
}

func (p *Pages) show(r *screen.Request, fault string, status int) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := checkView{Frame: office.Frame(r, "核对 "+f.Number), Asking: f.State == verify.Asking, Fault: fault}
	v.Frame.Faults = fault != ""
	v.Head = part.Head{
		Title: f.Number + " " + format.Name(f.Applicant), Lead: p.lead(f), Back: part.Link{Text: "核对", Path: "/verification?county=" + f.County},
	}
	if f.Report() != nil {
		v.Head.More = []part.Link{{Text: "核对报告（PDF）", Path: path(f.Inquiry) + "/report"}}
		v.Disclaimer = f.Report().Body.Disclaimer
	}
	v.Pairs = p.pairs(f)
	v.Departments, v.Answers = p.departments(f), p.answers(f)
	if r := f.Report(); r != nil {
		v.Differences, v.Measured = differences(r), measured(r)
	}
	for i := range f.Objections {
		v.Objections = append(v.Objections, objection(f, &f.Objections[i]))
	}
	if r.Visitor.Plays(askers...) {
		p.forms(r, f, &v)
	}
	return screen.Answer{Status: status, Page: checkPage(v)}, nil
}

// lead says in a sentence what came of it.
func (p *Pages) lead(f *verify.File) string {
	switch f.State {
	case verify.Asking:
		return "部门正在答复，最迟" + format.Day(f.Due) + "。答齐后自动出报告。"
	case verify.Objected:
		return "家庭对结果有异议，请看证据，请部门复查。"
	case verify.Replaced:
		return f.Conclusion.Title() + "。已经复核，以后来的报告为准；这一份照原样保留。"
	}
	return f.Conclusion.Title() + "，有效期至" + format.Day(f.Until) + "。"
}

func (p *Pages) pairs(f *verify.File) []part.Pair {
	list := []part.Pair{
		{Key: "业务", Value: p.s.Verify.BusinessTitle(f.Business)}, {Key: "事由", Value: f.Cause.Title()}, {Key: "基准日", Value: format.Day(f.Reference)},
		{Key: "经办", Value: f.Asker},
	}
	if f.Orderer != "" {
		list = append(list, part.Pair{Key: "委托部门", Value: f.Orderer + " " + f.Origin})
	}
	if report := f.Report(); report != nil {
		list = append(list, part.Pair{Key: "结论", Value: report.Conclusion.Title()}, part.Pair{Key: "差异分值", Value: format.Count(int(report.Score))}, part.Pair{Key: "校验码", Value: report.Receipt})
		if report.Body.Previous != "" {
			list = append(list, part.Pair{Key: "复核的是", Value: report.Body.Previous})
		}
	}
	return list
}

// departments is when each was asked and what it came to.
func (p *Pages) departments(f *verify.File) part.Table {
	t := part.Table{Caption: "各部门", Columns: []part.Column{{Title: "部门"}, {Title: "询问"}, {Title: "答复"}, {Title: "结果"}, {Title: "最迟"}, {Title: "说明"}}}
	for i := range f.Sources {
		s := &f.Sources[i]
		t.Rows = append(t.Rows, part.Row{Cells: cells(
			part.Text(p.s.Verify.DepartmentTitle(s.Department)), part.Text(moment(s.Asked)), part.Text(moment(s.Answered)),
			part.Status(resultMark(s.Result), s.Result.Title()), part.Text(format.Day(s.Deadline)), part.Text(orDash(onPaper(s.Paper, s.Aside))),
		)})
	}
	return t
}

// onPaper is what is to be said of an answer: the letter it came by, what was set aside.
func onPaper(number, aside string) string {
	if number == "" {
		return aside
	}
	return strings.TrimSuffix("书面答复："+number+"；"+aside, "；")
}

func resultMark(r verify.Result) format.State {
	switch r {
	case verify.Some, verify.None:
		return format.Done
	case verify.Silent, verify.Barred:
		return format.Over
	}
	return format.Working
}

func moment(at civil.Instant) string {
	if at == 0 {
		return "—"
	}
	return format.Moment(at)
}

func orDash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

// answers are what departments say of each member, side by side.
func (p *Pages) answers(f *verify.File) part.Table {
	t := part.Table{Caption: "逐项答复", Columns: []part.Column{{Title: "数据"}}}
	for i := range f.Members {
		t.Columns = append(t.Columns, part.Column{Title: format.Name(f.Members[i].Name)})
	}
	at := map[string]int{}
	for i := range f.Items {
		item := &f.Items[i]
		row, known := at[item.Class]
		if !known {
			row = len(t.Rows)
			at[item.Class] = row
			list := cells(part.Text(p.s.Verify.ClassTitle(item.Class)))
			for range f.Members {
				list = append(list, part.Text("—"))
			}
			t.Rows = append(t.Rows, part.Row{Cells: list})
		}
		for m := range f.Members {
			if f.Members[m].Person == item.Person {
				t.Rows[row].Cells[m+1] = said(item.State.Title(), refusal(item), p.s.Verify.Lines(item))
			}
		}
	}
	return t
}

func refusal(item *verify.Item) string {
	if item.Refusal == "" {
		return ""
	}
	return verify.RefusalWords(item.Refusal)
}

func differences(report *verify.Report) part.Table {
	t := part.Table{Caption: "与申报不一致的", Empty: "与申报没有不一致的。", Columns: []part.Column{{Title: "成员"}, {Title: "项目"}, {Title: "申报"}, {Title: "核对"}, {Title: "分值", Number: true}}}
	for _, d := range report.Body.Compared.Differences {
		declared := verify.Words(d.Declared, d.Unit)
		if d.Silent {
			declared = "没有申报"
		}
		t.Rows = append(t.Rows, part.Row{Cells: cells(
			part.Text(format.Name(report.Body.Members[d.Member].Name)), part.Text(d.Title), part.Text(declared), part.Text(verify.Words(d.Checked, d.Unit)),
			part.Text(format.Count(int(d.Points))),
		)})
	}
	return t
}

func measured(report *verify.Report) part.Table {
	t := part.Table{Caption: "全家合计与限额", Columns: []part.Column{{Title: "项目"}, {Title: "全家合计"}, {Title: "限额"}, {Title: "比较"}}}
	for _, m := range report.Body.Compared.Measured {
		most, verdict := "没有限额", part.Status(format.Done, "—")
		if m.Limited {
			most, verdict = verify.Words(m.Most, m.Unit), part.Status(format.Done, "未超过")
		}
		switch {
		case m.Over:
			verdict = part.Status(format.Over, "超过")
		case !m.Known:
			verdict = part.Status(format.Unknown, "没有答齐")
		}
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(m.Title), part.Text(verify.Words(m.Value, m.Unit)), part.Text(most), verdict)})
	}
	return t
}

func objection(f *verify.File, b *verify.Objection) objectionView {
	v := objectionView{Pairs: []part.Pair{
		{Key: "家庭说", Value: b.Words}, {Key: "提出", Value: format.Moment(b.At)}, {Key: "最迟复核", Value: format.Day(b.Due)}, {Key: "办理", Value: b.State.Title()},
	}}
	if b.Result != "" {
		v.Pairs = append(v.Pairs, part.Pair{Key: "结果", Value: b.Result})
	}
	for n, id := range b.Files {
		v.Files = append(v.Files, part.Link{Text: "证据" + format.Count(n+1), Path: path(f.Inquiry) + "/evidence/" + id})
	}
	return v
}

// forms are what an officer may do now.
func (p *Pages) forms(r *screen.Request, f *verify.File, v *checkView) {
	switch f.State {
	case verify.Asking:
		v.Replies = p.replies(f)
		v.Conclude = part.Form{Action: path(f.Inquiry) + "/conclude", Once: screen.NewOnce(), Button: "不再等，出具报告"}
	case verify.Reported, verify.Objected:
		v.Recheck = part.Form{Action: path(f.Inquiry) + "/recheck", Once: screen.NewOnce(), Button: "请部门复查"}
		v.Note = part.Field{Kind: part.LongField, Name: "note", Label: "请部门查什么", Hint: "写要复查的记录和证据编号，不写家庭的其他情况。", Value: r.Typed("note"), Optional: true}
	}
}

// patience is how long a page waits for departments.
const patience = 3 * time.Second

// Conclude draws the report although departments are silent.
func (p *Pages) Conclude(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if _, err := p.s.Verify.Conclude(r.Context(), f.County, f.ID, r.Visitor.Actor); err != nil {
		return p.refused(r, err)
	}
	return screen.See("%s", path(f.Inquiry))
}

// Recheck asks departments again and leads to the new check.
func (p *Pages) Recheck(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	waiting, end := context.WithTimeout(r.Context(), patience)
	defer end()
	again, err := p.s.Verify.Recheck(r.Context(), waiting, f.County, f.ID, r.Visitor.Actor, r.Visitor.Name, r.Text("note"))
	if err != nil {
		return p.refused(r, err)
	}
	return screen.See("%s", path(again))
}

// refused shows the check again with why it was not done.
func (p *Pages) refused(r *screen.Request, err error) (screen.Answer, error) {
	message, kind, ok := office.Told(err)
	if !ok || kind == civil.NotFound {
		return screen.Answer{}, err
	}
	return p.show(r, message, http.StatusConflict)
}

// Evidence shows a paper of an objection.
func (p *Pages) Evidence(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	found, data, err := p.s.Verify.EvidenceOf(r.Context(), f, r.PathValue("file"))
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: found.ID, Type: found.Media, Content: bytes.NewReader(data)})
}

// PDF gives the report as a file.
func (p *Pages) PDF(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.pdf(f)
}

func (p *Pages) pdf(f *verify.File) (screen.Answer, error) {
	report := f.Report()
	if report == nil {
		return screen.Answer{}, office.Missing()
	}
	fonts, err := p.fonts()
	if err != nil {
		return screen.Answer{}, err
	}
	var page bytes.Buffer
	if err := letter.PDF(&page, fonts, sheet(report)); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: report.Number + ".pdf", Type: "application/pdf", Content: &page})
}

// sheet is a report as it is printed.
func sheet(report *verify.Report) letter.Sheet {
	b := &report.Body
	s := letter.Sheet{Number: report.Number, Title: b.Title, Office: b.Office, Date: b.Date}
	head := letter.KeyValues{Pairs: []letter.Pair{
		{Key: "业务", Value: b.Business}, {Key: "事由", Value: b.Cause}, {Key: "基准日", Value: b.Reference}, {Key: "结论", Value: report.Conclusion.Title()},
		{Key: "有效期至", Value: b.Until}, {Key: "校验码", Value: report.Receipt},
	}}
	if b.Orderer != "" {
		head.Pairs = append(head.Pairs, letter.Pair{Key: "委托部门", Value: b.Orderer})
	}
	if b.Previous != "" {
		head.Pairs = append(head.Pairs, letter.Pair{Key: "复核的报告", Value: b.Previous})
	}
	people := letter.Table{Head: []string{"成员", "授权书编号"}}
	for _, m := range b.Members {
		people.Rows = append(people.Rows, []string{m.Name, orDash(strings.Join(m.Letters, "、"))})
	}
	sources := letter.Table{Head: []string{"部门", "询问", "答复", "结果"}}
	for _, one := range b.Sources {
		sources.Rows = append(sources.Rows, []string{one.Title, orDash(one.Asked), orDash(one.Answered), one.Result + letterWords(one.Paper)})
	}
	sums := letter.Table{Head: []string{"项目", "全家合计", "限额", "比较"}}
	for _, m := range b.Compared.Measured {
		sums.Rows = append(sums.Rows, []string{m.Title, verify.Words(m.Value, m.Unit), mostWords(m), verdictWords(m)})
	}
	s.Blocks = []letter.Block{head, letter.Heading{Text: "核对的人"}, people, letter.Heading{Text: "各部门"}, sources}
	var found []string
	for _, item := range b.Items {
		for _, line := range item.Lines {
			found = append(found, b.Members[item.Member].Name+"，"+item.Title+"："+line)
		}
	}
	if len(found) > 0 {
		s.Blocks = append(s.Blocks, letter.Heading{Text: "查到的信息"}, letter.List{Numbered: true, Items: found})
	}
	if len(sums.Rows) > 0 {
		s.Blocks = append(s.Blocks, letter.Heading{Text: "全家合计与限额"}, sums)
	}
	s.Blocks = append(s.Blocks, letter.Paragraph{Text: b.Disclaimer})
	return s
}

func letterWords(number string) string {
	if number == "" {
		return ""
	}
	return "（书面答复：" + number + "）"
}

func mostWords(m verify.Measured) string {
	if !m.Limited {
		return "没有限额"
	}
	return verify.Words(m.Most, m.Unit)
}

func verdictWords(m verify.Measured) string {
	switch {
	case m.Over:
		return "超过"
	case !m.Known:
		return "没有答齐"
	case m.Limited:
		return "未超过"
	}
	return "—"
}

// version is the version a form was made from.
func version(n int64) string { return fmt.Sprint(n) }
