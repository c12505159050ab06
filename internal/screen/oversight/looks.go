package oversight

import (
	"net/url"
	"strconv"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// purposes are the list of purposes, read once.
var purposes = access.Purposes()

// fieldWords are fields of a person as people know them.
var fieldWords = map[string]string{"name": "姓名", "id_number": "身份证号", "phone": "电话", "address": "住址", "birth": "出生日期", "sex": "性别", "household": "家庭成员"}

// Looks lists who looked: at one person, or by one officer, or all of a county.
func (p *Pages) Looks(r *screen.Request) (screen.Answer, error) {
	county, err := p.asked(r, supervisors)
	if err != nil {
		return screen.Answer{}, err
	}
	own := p.counties(r, supervisors)
	if county == 0 && len(own) > 0 {
		county = own[0]
	}
	v := listView{
		Frame: office.Frame(r, "查看记录"), Action: "/audit/looks",
		Head: part.Head{Title: "谁看过谁，为什么", Lead: "按经办人或按被查看的人查。看过脱敏内容的单独标出。", Action: part.Link{Text: "按工作人员汇总", Path: "/looks"}},
		List: part.Table{Caption: "查看记录，新的在前", Keys: true, Empty: "没有这样的查看记录。", Columns: []part.Column{
			{Title: "时间"}, {Title: "谁看的"}, {Title: "目的"}, {Title: "看了谁的档案"}, {Title: "看了什么"}, {Title: "看了全文的"}, {Title: "说明的理由"}, {Title: "操作"}}},
	}
	staff, subject := part.Field{Kind: part.TextField, Name: "staff", Label: "经办人的登录名", Value: r.Typed("staff"), Optional: true},
		part.Field{Kind: part.TextField, Name: "subject", Label: "被查看人的档案编号", Hint: "如320613/01jd…，在件的页面上可以直接点过来。", Value: r.Typed("subject"), Optional: true}
	var list []register.LookedAt
	if text := r.Text("subject"); text != "" {
		if list, err = p.looksAt(r, text); err != nil {
			message, _, ok := office.Told(err)
			if !ok {
				return screen.Answer{}, err
			}
			subject.Fault = message
		}
	} else if county != 0 {
		actor := ""
		if login := r.Text("staff"); login != "" {
			if actor = p.staffActor(r, login); actor == "" {
				staff.Fault = "没有这个登录名，请核对。"
			}
		}
		if staff.Fault == "" {
			behind, _ := strconv.ParseInt(r.Text("after"), 10, 64) // what is no number is the first page
			list, err = p.s.Register.LooksIn(r.Context(), office.Code(county), actor, r.Text("revealed") == "yes", behind, pageSize)
			if err != nil {
				return screen.Answer{}, err
			}
			if len(list) == pageSize {
				q := r.URL.Query()
				q.Set("county", office.Code(county))
				q.Set("after", strconv.FormatInt(list[len(list)-1].Seq, 10))
				v.Next = "/audit/looks?" + q.Encode()
			}
		}
	}
	v.Frame.Faults = staff.Fault != "" || subject.Fault != ""
	v.Filter = []part.Field{staff, subject,
		{Kind: part.SelectField, Name: "county", Label: "县（市、区）", Value: countyText(county), Choices: p.countyChoices(r, supervisors)[1:]},
		{Kind: part.SelectField, Name: "revealed", Label: "只看看过全文的", Value: orNo(r.Text("revealed")), Choices: []part.Choice{{Value: "no", Text: "不限"}, {Value: "yes", Text: "只看看过全文的"}}}}
	p.lookRows(r, &v.List, list)
	return screen.Show(listPage(v))
}

func orNo(text string) string {
	if text == "yes" {
		return text
	}
	return "no"
}

// looksAt are the looks at one person whom the auditor's divisions are responsible for.
func (p *Pages) looksAt(r *screen.Request, text string) ([]register.LookedAt, error) {
	county, id, ok := strings.Cut(text, "/")
	ref := register.Ref{County: county, ID: id}
	if !ok {
		return nil, office.Missing()
	}
	division, err := p.s.Register.Responsible(r.Context(), ref)
	if err != nil {
		return nil, err
	}
	if !r.Visitor.Scope.Covers(division) {
		return nil, office.Missing()
	}
	looks, err := p.s.Register.Looks(r.Context(), ref)
	if err != nil {
		return nil, err
	}
	list := make([]register.LookedAt, 0, len(looks))
	for i := len(looks) - 1; i >= 0; i-- {
		list = append(list, register.LookedAt{Looked: looks[i], Kind: register.PersonKind, Subject: ref})
	}
	return list, nil
}

func (p *Pages) lookRows(r *screen.Request, t *part.Table, list []register.LookedAt) {
	names := office.NamesOf(p.s)
	for i := range list {
		l := &list[i]
		subject := part.Text("家庭 " + l.Subject.String())
		if l.Kind == register.PersonKind {
			subject = linkCell(l.Subject.String(), "/audit/looks?"+url.Values{"subject": {l.Subject.String()}}.Encode())
		}
		revealed := part.Text("没有")
		if len(l.Revealed) > 0 {
			revealed = part.Status(format.Soon, words(l.Revealed))
		}
		reason := l.Reason.Reveal()
		t.Rows = append(t.Rows, part.Row{Cells: cells(
			part.Text(format.Moment(l.At)), part.Text(names.Of(r.Context(), l.Actor)), part.Text(purposeWord(string(l.Purpose))), subject,
			part.Text(words(l.Fields)), revealed, part.Text(reason), part.Text(l.Act),
		)})
	}
}

// words are fields as people know them.
func words(fields []string) string {
	var list []string
	for _, f := range fields {
		if w := fieldWords[f]; w != "" {
			f = w
		}
		list = append(list, f)
	}
	return strings.Join(list, "、")
}

// verifyView is the page on which the chain is verified.
type verifyView struct {
	Frame    layout.Frame
	Head     part.Head
	Form     part.Form
	Done     bool
	Good     bool
	Sums     []part.Pair
	Findings part.Table
}

// VerifyPage says what verifying is.
func (p *Pages) VerifyPage(r *screen.Request) (screen.Answer, error) {
	return screen.Show(verifyPage(p.verifyView(r)))
}

func (p *Pages) verifyView(r *screen.Request) verifyView {
	return verifyView{
		Frame: office.Frame(r, "校验"),
		Head:  part.Head{Title: "有没有被改过", Lead: "逐条核对全部操作和记录的指纹。数据多时要等几分钟，期间可以做别的。"},
		Form:  part.Form{Action: "/audit/verify", Once: screen.NewOnce(), Button: "开始校验"},
	}
}

// Verify reads the whole record and shows what was found in the visitor's counties.
// What concerns no county, such as the accounts, is everybody's.
func (p *Pages) Verify(r *screen.Request) (screen.Answer, error) {
	report, err := p.s.Journal.Verify(r.Context(), p.s.Keys)
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.verifyView(r)
	v.Done, v.Form.Button = true, "再校验一次"
	own := map[string]bool{journal.Nowhere: true}
	for _, c := range p.counties(r, supervisors) {
		own[office.Code(c)] = true
	}
	outside := 0
	v.Findings = part.Table{Caption: "发现的问题", Columns: []part.Column{{Title: "县（市、区）"}, {Title: "操作"}, {Title: "哪里"}, {Title: "记录"}, {Title: "问题"}}}
	for _, f := range report.Findings {
		if !own[f.County] {
			outside++
			continue
		}
		v.Findings.Rows = append(v.Findings.Rows, part.Row{Cells: cells(
			part.Text(f.County), part.Text(strconv.FormatInt(f.Seq, 10)), part.Text(f.Table), part.Text(f.ID), part.Text(f.Message),
		)})
	}
	v.Good = len(v.Findings.Rows) == 0
	v.Sums = []part.Pair{
		{Key: "县（市、区）", Value: format.Count(report.Counties)}, {Key: "操作", Value: counted(report.Acts, "次")}, {Key: "记录", Value: counted(report.Rows, "版")},
		{Key: "最近的核验点", Value: report.Checkpoint, Unknown: report.Checkpoint == ""}, {Key: "核验点以后的操作", Value: counted(report.Unanchored, "次，末尾若被整段截掉，看不出来")},
	}
	if report.Checkpoint == "" {
		v.Sums[3].Value = "还没有核验点"
	}
	if outside > 0 {
		v.Sums = append(v.Sums, part.Pair{Key: "不在您管辖范围的问题", Value: format.Count(outside) + "处，请上级审计核查"})
	}
	return screen.Show(verifyPage(v))
}
