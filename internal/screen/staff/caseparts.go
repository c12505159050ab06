package staff

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/part"
)

// The kinds of numbers a form may hold.
const (
	idKind      = access.IDNumber
	phoneKind   = access.Phone
	accountKind = access.Account
)

// opened is the version a form is made from.
func opened(f *casework.File) string { return strconv.FormatInt(f.Case.Opened, 10) }

// paperLine is a paper with how it stands.
type paperLine struct {
	ID, Title, Whose, Note string
	State                  format.State
	Word, Stood            string
	Files                  []part.Link
}

var paperWords = map[string]struct {
	state format.State
	word  string
}{
	casework.Wanted: {format.Soon, "缺"}, casework.Late: {format.Paused, "容缺，可晚交"},
	casework.Sought: {format.Working, "我们去查"}, casework.Here: {format.Done, "已收到"}, casework.Waived: {format.Done, "不用交"},
}

func paperLines(f *casework.File) (list []paperLine) {
	for i := range f.Papers {
		one := &f.Papers[i]
		words := paperWords[one.State]
		line := paperLine{ID: one.ID, Title: paperTitle(f.Matter, one.Paper), Whose: partyName(f, one.Person), Note: one.Note, State: words.state, Word: words.word, Stood: one.State}
		for n, id := range one.Files {
			line.Files = append(line.Files, part.Link{Text: "第" + strconv.Itoa(n+1) + "张", Path: filePath(f, id)})
		}
		list = append(list, line)
	}
	return list
}

func paperTitle(m *pack.Matter, name string) string {
	for i := range m.Papers {
		if m.Papers[i].Name == name {
			return m.Papers[i].Title
		}
	}
	return name
}

func partyName(f *casework.File, person string) string {
	for i := range f.Parties {
		if f.Parties[i].Person.ID == person {
			return format.Name(f.Parties[i].Name)
		}
	}
	return ""
}

func filePath(f *casework.File, id string) string { return Path(f.Case.Ref) + "/file/" + id }

// caseMembers are the people of the case, and who of them has signed.
func (p *Pages) caseMembers(r *screen.Request, v *caseView, f *casework.File) {
	v.Parties = part.Table{Caption: "家庭成员和授权", Columns: []part.Column{{Title: "姓名"}, {Title: "身份"}, {Title: "核对授权"}}, Empty: "提交后登记。"}
	for i := range f.Parties {
		one := &f.Parties[i]
		signed := part.Status(format.Soon, "还没有签")
		switch {
		case f.Matter.Authorise == nil, one.Role == "proxy":
			signed = part.Text("不用签")
		case one.Signed != 0:
			signed = part.Status(format.Done, format.ShortDay(one.Signed)+"签")
		}
		role := map[string]string{"applicant": "申请人", "member": "家庭成员", "proxy": "代办人"}[one.Role]
		row := part.Row{Cells: []templ.Component{part.Text(format.Name(one.Name)), part.Text(role), signed}}
		if r.Visitor.Plays(lookRoles...) {
			row.Path = personPath(one.Person)
		}
		v.Parties.Rows = append(v.Parties.Rows, row)
	}
}

// surveyView is one visit to the family.
type surveyView struct {
	Title  string
	Pairs  []part.Pair
	Photos []part.Link
}

// surveyViews are the visits, the newest first. What neighbours should not know is
// not shown to village workers.
func surveyViews(r *screen.Request, f *casework.File) (list []surveyView) {
	for i := len(f.Surveys) - 1; i >= 0; i-- {
		s := &f.Surveys[i]
		v := surveyView{Title: format.Day(s.Day) + "，" + strings.Join(s.Surveyors, "、")}
		v.Title = map[bool]string{true: "县级入户：", false: "入户调查："}[s.Kind == "visit"] + v.Title
		for _, field := range findingFields(f.Matter, s) {
			text := casework.Shown(&field.Field, s.Findings[field.Name])
			if text == "" || field.Name == "day" || field.Name == "second" || field.Private && !seesPrivate(r) {
				continue
			}
			v.Pairs = append(v.Pairs, part.Pair{Key: field.Label, Value: text})
		}
		for n, id := range s.Files {
			v.Photos = append(v.Photos, part.Link{Text: "照片" + strconv.Itoa(n+1), Path: filePath(f, id)})
		}
		list = append(list, v)
	}
	return list
}

// findingFields are the questions of the form a visit was written down with.
func findingFields(m *pack.Matter, s *casework.Survey) []*pack.FormField {
	var list []*pack.FormField
	for _, a := range m.Actions {
		if !slices.Contains(a.Does, s.Kind) {
			continue
		}
		for i := range a.Form {
			list = append(list, &a.Form[i])
		}
		break
	}
	return list
}

// judgementView is what the rules said, and what differed.
type judgementView struct {
	Reason      part.Reason
	Differences []part.Difference
	Silent      int // how many things neither the family nor a department has said
	Others      part.Table
}

// digestShown is how many characters of a bundle's name tell it from others.
const digestShown = 12

func (p *Pages) judgementView(f *casework.File, j *casework.Judgement) *judgementView {
	conditions, arithmetic := p.s.Desk.Trace(f, j)
	v := &judgementView{Reason: part.Reason{
		Depth: part.Values, Sentence: p.sentence(f, j), Digest: j.Bundle,
		Version: "规则" + short(j.Bundle) + "，" + format.Day(j.Day) + "的事实",
	}}
	for _, t := range conditions {
		clause := part.Clause{Truth: truthOf(t.Mark), Label: t.Label, Law: t.Clause}
		if t.Person != "" {
			clause.Label = format.Name(t.Person) + "：" + t.Label
		}
		clause.Values = []part.Fact{{Label: "代入", Value: t.Filled}}
		v.Reason.Clauses = append(v.Reason.Clauses, clause)
	}
	for _, t := range arithmetic {
		if amount, ok := yuan(t.Value); ok {
			v.Reason.Lines = append(v.Reason.Lines, part.Line{Label: personLabel(t), Amount: amount, Note: t.Filled + lawNote(t.Clause)})
		}
	}
	if j.Outcome == "grant" {
		v.Reason.Lines = append(v.Reason.Lines, part.Line{Label: "每月发", Amount: j.Amount, Total: true})
	}
	for _, d := range j.Result.Differences {
		if d.Declared == "" && d.Checked == "" {
			v.Silent++ // nobody said anything
			continue
		}
		v.Differences = append(v.Differences, difference(j, d))
	}
	v.Others = p.others(f, j)
	return v
}

// lawNote is the law behind a line, after its figures.
func lawNote(law string) string {
	if law == "" {
		return ""
	}
	return "（" + law + "）"
}

func short(digest string) string {
	if len(digest) > digestShown {
		return digest[:digestShown]
	}
	return digest
}

func personLabel(t casework.TraceLine) string {
	if t.Person == "" {
		return t.Label
	}
	return format.Name(t.Person) + "：" + t.Label
}

func truthOf(mark string) part.Truth {
	switch mark {
	case "✓":
		return part.Holds
	case "✗":
		return part.Fails
	}
	return part.NotKnown
}

// yuan reads an amount in words back: 1,143.00元.
func yuan(words string) (civil.Fen, bool) {
	text, money := strings.CutSuffix(strings.NewReplacer(",", "", " ", "", "\u00a0", "").Replace(words), "元")
	if !money {
		return 0, false
	}
	amount, err := civil.ParseYuan(text)
	return amount, err == nil
}

// sentence is a judgement in one sentence, the answer before the grounds.
func (p *Pages) sentence(f *casework.File, j *casework.Judgement) string {
	title := j.Programme
	if programme := p.s.Catalogue().Programme(j.Programme); programme != nil {
		title = programme.Title
	}
	switch j.Outcome {
	case "grant":
		return "符合“" + title + "”：保障" + strconv.Itoa(j.Covered) + "人，每月" + format.Yuan(j.Amount) + "。"
	case "refuse":
		return "不符合“" + title + "”：" + joined(p.s.Desk.Reasons(f, j)) + "。"
	}
	if j.OutOfScope() {
		return "还不能判定：今天的登记里，申请人不是“" + title + "”的对象，例如证件已过有效期。请核对登记后再算，这不是不符合。"
	}
	return "还不能判定，缺" + strconv.Itoa(len(j.Result.Missing)) + "项：" + joined(p.s.Desk.MissingWords(f, j)) + "。这不是不符合，补齐后再算。"
}

// difference is what was declared against what came back, in words that blame nobody.
func difference(j *casework.Judgement, d casework.Difference) part.Difference {
	out := part.Difference{What: format.Name(d.Name) + "：" + d.Label, Declared: moneyWords(d.Declared), Checked: moneyWords(d.Checked), Affects: "见核对与计算"}
	switch d.Verdict {
	case "less":
		out.Finding = part.Less
	case "more":
		out.Finding = part.More
	case "unanswered":
		out.Finding, out.Affects = part.NoReply, "没有反馈，不当作没有"
		_, column, _ := strings.Cut(d.Fact, ".")
		if slices.Contains(j.Result.Missing, d.Person+":"+column) {
			out.Affects = "还不能判定"
		}
	default:
		out.Finding, out.Affects = part.Same, "不影响"
	}
	a, errA := civil.ParseYuan(d.Declared)
	b, errB := civil.ParseYuan(d.Checked)
	if errA == nil && errB == nil && a != b && strings.Contains(d.Checked, ".") {
		out.Gap = format.Yuan(max(a-b, b-a))
	}
	return out
}

func moneyWords(text string) string {
	if amount, err := civil.ParseYuan(text); err == nil && strings.Contains(text, ".") {
		return format.Yuan(amount)
	}
	switch text {
	case "yes":
		return "是"
	case "no":
		return "否"
	}
	return text
}

// others are what other programmes say of the family.
func (p *Pages) others(f *casework.File, j *casework.Judgement) part.Table {
	t := part.Table{
		Caption: "其他待遇怎么说（只供参考，要另外申请）", Empty: "没有别的待遇涉及这一家。",
		Columns: []part.Column{{Title: "待遇"}, {Title: "谁"}, {Title: "结论"}, {Title: "每月", Unit: "元", Number: true}},
	}
	for _, o := range j.Result.Others {
		title := o.Programme
		if programme := p.s.Catalogue().Programme(o.Programme); programme != nil {
			title = programme.Title
		}
		outcome, amount := part.Status(format.Unknown, "不能判定"), part.NoValue("不知道")
		switch o.Outcome {
		case "grant":
			outcome, amount = part.Status(format.Done, "可能符合"), part.Amount(o.Amount)
		case "refuse":
			outcome, amount = part.Text("不符合"), part.Text("—")
		}
		t.Rows = append(t.Rows, part.Row{Cells: []templ.Component{part.Text(title), part.Text(orText(partyName(f, o.Person), "全家")), outcome, amount}})
	}
	return t
}
