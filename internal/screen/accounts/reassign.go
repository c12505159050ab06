package accounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// reassignView moves the open cases of one officer to another.
type reassignView struct {
	Frame  layout.Frame
	Head   part.Head
	Fields []part.Field // from and to
	Chosen bool
	Form   part.Form
	Keep   [2]string // from and to
	Cases  part.Table
	Left   part.Table // cases the other one may not work on, with why
	Done   bool
}

// casesMost is how many cases are moved at once; the rest is moved the next time.
const casesMost = 500

// pair are the two officers a form names; nil where none or not the administrator's.
func (p *Pages) pair(r *screen.Request) (all []*account.Account, from, to *account.Account, err error) {
	all, err = p.all(r)
	if err != nil {
		return nil, nil, nil, err
	}
	find := func(id string) *account.Account {
		at := slices.IndexFunc(all, func(a *account.Account) bool { return a.ID == id && id != "" })
		if at < 0 {
			return nil
		}
		return all[at]
	}
	return all, find(r.Text("from")), find(r.Text("to")), nil
}

// held are the open cases of an officer, in the administrator's divisions.
func (p *Pages) held(r *screen.Request, staff string) (list []*casework.Case, err error) {
	for after := ""; len(list) < casesMost; {
		found, err := p.s.Desk.List(r.Context(), r.Who(), casework.Query{Assignee: staff, Size: 100, After: after})
		if err != nil {
			return nil, err
		}
		for _, c := range found.Cases {
			if c.Awaits != "nobody" {
				list = append(list, c)
			}
		}
		if after = found.Next; after == "" {
			break
		}
	}
	return list, nil
}

// barred says why an officer may not be given a case; empty when he may.
func barred(a *account.Account, c *casework.Case, today civil.Date) string {
	if a.Disabled {
		return "账号已停用"
	}
	for _, post := range a.Posts {
		if post.Valid.Holds(today) && works(post) && (post.Division.Contains(c.Division) || post.Division.Contains(c.Intake)) {
			return ""
		}
	}
	return "没有管这个地方的经办岗位"
}

// works says whether a post works on cases.
func works(post account.Post) bool {
	return slices.Contains([]string{"city", "county", "town", "village"}, string(post.Role))
}

// Reassign shows what would move from whom to whom.
func (p *Pages) Reassign(r *screen.Request) (screen.Answer, error) {
	all, from, to, err := p.pair(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := reassignView{
		Frame: office.Frame(r, "转交办件"), Head: part.Head{Title: "把谁的办件转交给谁", Lead: "先看有哪些，再转交。", Back: part.Link{Text: "账号", Path: "/accounts"}},
		Fields: officers(all, from, to),
	}
	if from == nil || to == nil || from.ID == to.ID {
		if from != nil && to != nil {
			v.Fields[1].Fault = "不能转交给本人，请另选一位。"
		}
		return screen.Show(reassignPage(v))
	}
	list, err := p.held(r, from.ID)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Chosen, v.Keep = true, [2]string{from.ID, to.ID}
	v.Cases, v.Left = p.table("要转交的", "选择"), p.table("不能转给这位的", "为什么")
	v.Cases.Select = "case"
	for _, c := range list {
		why := barred(to, c, r.Today())
		row := p.caseRow(c, part.Text(why))
		if why != "" {
			v.Left.Rows = append(v.Left.Rows, row)
			continue
		}
		row.Cells = row.Cells[:len(row.Cells)-1]
		row.Value, row.Name = c.County+"/"+c.ID, caseName(c)
		v.Cases.Rows = append(v.Cases.Rows, row)
	}
	v.Cases.Columns = v.Cases.Columns[:len(v.Cases.Columns)-1]
	v.Cases.Empty = "没有可以转交的办件。"
	v.Head.Lead = fmt.Sprintf("%s名下有%s件在办，%s件可以转给%s。", format.Name(from.Name), format.Count(len(list)), format.Count(len(v.Cases.Rows)), format.Name(to.Name))
	if len(v.Cases.Rows) > 0 {
		v.Form = part.Form{Action: "/accounts/reassign", Once: screen.NewOnce(), Button: "转交选中的", Second: "全部转交", Value: "all"}
	}
	return screen.Show(reassignPage(v))
}

// caseName is a case by its number: an administrator sees no people.
func caseName(c *casework.Case) string {
	if c.Number == "" {
		return "草稿"
	}
	return c.Number
}

func (p *Pages) table(caption, last string) part.Table {
	return part.Table{Caption: caption, Columns: []part.Column{{Title: "件号"}, {Title: "事项"}, {Title: "状态"}, {Title: "地方"}, {Title: "期限"}, {Title: last}}}
}

func (p *Pages) caseRow(c *casework.Case, last templ.Component) part.Row {
	matter, stage := c.Matter, c.Stage
	if m := p.s.Catalogue().Matter(c.Matter); m != nil {
		matter = m.Short
		if s := m.Stage(c.Stage); s != nil {
			stage = s.Title
		}
	}
	due := "不计时"
	if c.Due != 0 {
		due = format.ShortDay(c.Due)
	}
	return part.Row{Cells: cells(part.Text(caseName(c)), part.Text(matter), part.Text(stage), part.Text(p.place(c.Division)), part.Text(due), last)}
}

// officers are the two fields, with everybody who works on cases.
func officers(all []*account.Account, from, to *account.Account) []part.Field {
	fields := []part.Field{{Kind: part.SelectField, Name: "from", Label: "从谁"}, {Kind: part.SelectField, Name: "to", Label: "转给谁"}}
	for _, a := range all {
		if !slices.ContainsFunc(a.Posts, works) {
			continue
		}
		choice := part.Choice{Value: a.ID, Text: format.Name(a.Name) + "（" + a.Login + "）"}
		fields[0].Choices = append(fields[0].Choices, choice)
		if !a.Disabled {
			fields[1].Choices = append(fields[1].Choices, choice)
		}
	}
	for i, a := range []*account.Account{from, to} {
		if a != nil {
			fields[i].Value = a.ID
		}
	}
	return fields
}

// DoReassign moves the chosen cases one by one and answers row by row.
func (p *Pages) DoReassign(r *screen.Request) (screen.Answer, error) {
	_, from, to, err := p.pair(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if from == nil || to == nil || from.ID == to.ID {
		return screen.Answer{}, civil.Refuse("reassign_pair", "请选择从谁转给谁。")
	}
	list, err := p.held(r, from.ID)
	if err != nil {
		return screen.Answer{}, err
	}
	wanted := r.Ticked("case")
	v := reassignView{
		Frame: office.Frame(r, "转交结果"), Done: true, Cases: p.table("每一件的结果", "结果"),
		Head: part.Head{Title: "转交结果", Back: part.Link{Text: "账号", Path: "/accounts"}, Action: part.Link{Text: "再转交", Path: "/accounts/reassign?from=" + from.ID}},
	}
	v.Cases.Empty = "没有选中办件，什么都没有转交。"
	moved := 0
	for _, c := range list {
		if r.Text("act") != "all" && !slices.Contains(wanted, c.County+"/"+c.ID) {
			continue
		}
		result := p.move(r, c, to)
		cell := part.Status(format.Over, result)
		if result == "" {
			moved++
			cell = part.Status(format.Done, "已转交")
		}
		v.Cases.Rows = append(v.Cases.Rows, p.caseRow(c, cell))
	}
	v.Head.Lead = fmt.Sprintf("%s转给%s：%s件办成，%s件没有办成。", format.Name(from.Name), format.Name(to.Name), format.Count(moved), format.Count(len(v.Cases.Rows)-moved))
	return screen.Show(reassignPage(v))
}

// move gives one case to somebody; the answer is why it did not, empty when it did.
func (p *Pages) move(r *screen.Request, c *casework.Case, to *account.Account) string {
	if why := barred(to, c, r.Today()); why != "" {
		return why
	}
	who := r.Who()
	who.Purpose = security
	err := p.s.Desk.Assign(r.Context(), who, register.Ref{County: c.County, ID: c.ID}, c.Opened, to.ID)
	if err == nil {
		return ""
	}
	if message, _, ok := office.Told(err); ok {
		return strings.TrimSuffix(message, "。")
	}
	return "系统出了问题，请再试"
}
