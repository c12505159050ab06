package accounts

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// reassignView moves open cases to another officer: those of one officer, those of
// a place, or those of one officer in a place.
type reassignView struct {
	Frame  layout.Frame
	Head   part.Head
	Fields []part.Field // from, place and to
	Chosen bool
	Form   part.Form
	Keep   [3]string // from, place and to
	Reason part.Field
	Fault  string
	Cases  part.Table
	Left   part.Table // cases the other one may not work on, with why
	Done   bool
}

// casesMost is how many cases are moved at once; the rest is moved the next time.
const casesMost = 500

// chosen is what a form names; from and to are nil and place is 0 where it names
// none of the visitor's.
type chosen struct {
	all      []*account.Account
	from, to *account.Account
	place    civil.Area
	fault    string // of the place
}

// lead is the part of the country whose cases the visitor may give to others: of an
// administrator where he looks after accounts, of a head where he works.
func lead(v *account.Visitor) access.Scope {
	if v.Plays(account.Administrator) {
		return v.Administers()
	}
	return v.Scope()
}

// choose reads what a form names.
func (p *Pages) choose(r *screen.Request) (c chosen, err error) {
	v := office.Signed(r)
	if v == nil || lead(v).None() {
		return c, office.Missing()
	}
	if c.all, err = p.s.Accounts.List(r.Context(), lead(v)); err != nil {
		return c, err
	}
	find := func(id string) *account.Account {
		at := slices.IndexFunc(c.all, func(a *account.Account) bool { return a.ID == id && id != "" })
		if at < 0 {
			return nil
		}
		return c.all[at]
	}
	c.from, c.to = find(r.Text("from")), find(r.Text("to"))
	if text := r.Text("place"); text != "" {
		area, err := civil.ParseArea(text)
		switch {
		case err != nil || known(p.s.Divisions, area) == "":
			c.fault = "没有这个区划，请核对代码。"
		case !lead(v).Covers(area):
			c.fault = "这个区划不归您管理，请另填。"
		default:
			c.place = area
		}
	}
	return c, nil
}

// whole says whether the form names from where and to whom.
func (c chosen) whole() bool {
	return c.to != nil && c.from != c.to && (c.from != nil || c.place != 0) && c.fault == ""
}

// held are the open cases that are meant, in the visitor's divisions.
func (p *Pages) held(r *screen.Request, c chosen) (list []*casework.Case, err error) {
	query := casework.Query{Within: c.place, Size: 100}
	if c.from != nil {
		query.Assignee = c.from.ID
	}
	for len(list) < casesMost {
		found, err := p.s.Desk.List(r.Context(), r.Who(), query)
		if err != nil {
			return nil, err
		}
		for _, one := range found.Cases {
			if one.Awaits != "nobody" && one.Assignee != c.to.ID {
				list = append(list, one)
			}
		}
		if query.After = found.Next; query.After == "" {
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

// Reassign shows what would move from where to whom.
func (p *Pages) Reassign(r *screen.Request) (screen.Answer, error) {
	c, err := p.choose(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.preview(r, c, "", http.StatusOK)
}

func (p *Pages) preview(r *screen.Request, c chosen, fault string, status int) (screen.Answer, error) {
	v := reassignView{
		Frame: office.Frame(r, "转交办件"), Fields: p.officers(r, c), Fault: fault,
		Head: part.Head{Title: "把谁的、哪里的办件转交给谁", Lead: "按经办人、按地方，或两样都填。先看有哪些，再转交。"},
	}
	v.Frame.Faults = fault != "" || len(part.Faults(v.Fields...)) > 0
	if r.Visitor.Plays(account.Administrator) {
		v.Head.Back = part.Link{Text: "账号", Path: "/accounts"}
	}
	if !c.whole() {
		return screen.Answer{Status: status, Page: reassignPage(v)}, nil
	}
	list, err := p.held(r, c)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Chosen, v.Keep = true, keep(r)
	v.Cases, v.Left = p.table("要转交的", "现在谁办"), p.table("不能转给这位的", "为什么")
	v.Cases.Select, v.Cases.Empty = "case", "没有可以转交的办件。"
	names := office.NamesOf(p.s)
	for _, one := range list {
		if why := barred(c.to, one, r.Today()); why != "" {
			v.Left.Rows = append(v.Left.Rows, p.caseRow(one, part.Text(why)))
			continue
		}
		holder := "还没有人接"
		if one.Assignee != "" {
			holder = names.Of(r.Context(), account.StaffActor+one.Assignee)
		}
		row := p.caseRow(one, part.Text(holder))
		row.Value, row.Name = one.County+"/"+one.ID, caseName(one)
		v.Cases.Rows = append(v.Cases.Rows, row)
	}
	v.Head.Lead = fmt.Sprintf("%s有%s件在办，%s件可以转给%s。", p.source(c), format.Count(len(list)), format.Count(len(v.Cases.Rows)), format.Name(c.to.Name))
	if len(list) >= casesMost {
		v.Head.Lead += fmt.Sprintf("一次最多转交%s件，余下的请再转交一次。", format.Count(casesMost))
	}
	if len(v.Cases.Rows) > 0 {
		v.Form = part.Form{Action: "/accounts/reassign", Once: screen.NewOnce(), Button: "转交选中的", Second: "全部转交", Value: "all"}
		v.Reason = part.Field{Kind: part.LongField, Name: "reason", Label: "为什么转交", Hint: "写进每一件的办理过程，例如：张明调离，由周敏接手。", Value: r.Typed("reason")}
		if fault != "" {
			v.Reason.Fault = fault
		}
	}
	return screen.Answer{Status: status, Page: reassignPage(v)}, nil
}

// keep is what the form has to name again.
func keep(r *screen.Request) [3]string {
	return [3]string{r.Text("from"), r.Text("place"), r.Text("to")}
}

// source is from where cases come, in words.
func (p *Pages) source(c chosen) string {
	switch {
	case c.from == nil:
		return p.place(c.place)
	case c.place == 0:
		return format.Name(c.from.Name) + "名下"
	}
	return format.Name(c.from.Name) + "名下、" + p.place(c.place)
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

// officers are the fields, with everybody who works on cases.
func (p *Pages) officers(r *screen.Request, c chosen) []part.Field {
	from := part.Field{Kind: part.SelectField, Name: "from", Label: "从谁", Optional: true, Choices: []part.Choice{{Value: "", Text: "不限哪一位"}}}
	place := part.Field{Kind: part.TextField, Name: "place", Label: "哪里的", Optional: true, Value: r.Typed("place"), Fault: c.fault, Hint: "区划代码，留空就是不限地方。"}
	to := part.Field{Kind: part.SelectField, Name: "to", Label: "转给谁"}
	for _, a := range c.all {
		if !slices.ContainsFunc(a.Posts, works) {
			continue
		}
		choice := part.Choice{Value: a.ID, Text: format.Name(a.Name) + "（" + a.Login + "）"}
		from.Choices = append(from.Choices, choice)
		if !a.Disabled {
			to.Choices = append(to.Choices, choice)
		}
	}
	if c.from != nil {
		from.Value = c.from.ID
	}
	if c.to != nil {
		to.Value = c.to.ID
	}
	switch {
	case c.place != 0:
		place.Hint = p.place(c.place)
	case c.to != nil && c.from == nil && c.fault == "":
		from.Fault = "请选从谁转，或填哪里的。"
	}
	if c.to != nil && c.from == c.to {
		to.Fault = "不能转交给本人，请另选一位。"
	}
	return []part.Field{from, place, to}
}

// DoReassign moves the chosen cases, one act for each county, and answers row by row.
func (p *Pages) DoReassign(r *screen.Request) (screen.Answer, error) {
	c, err := p.choose(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if !c.whole() {
		return p.preview(r, c, "", http.StatusUnprocessableEntity)
	}
	list, err := p.held(r, c)
	if err != nil {
		return screen.Answer{}, err
	}
	h := casework.Handover{To: c.to.ID, Name: format.Name(c.to.Name), Reason: r.Text("reason")}
	var results []casework.Handed
	wanted := r.Ticked("case")
	for _, one := range list {
		if r.Text("act") != "all" && !slices.Contains(wanted, one.County+"/"+one.ID) {
			continue
		}
		if why := barred(c.to, one, r.Today()); why != "" {
			results = append(results, casework.Handed{Case: one, Why: why})
			continue
		}
		h.Cases = append(h.Cases, one)
	}
	who := r.Who()
	who.Purpose = security
	handed, err := p.s.Desk.Reassign(r.Context(), who, h)
	if message, kind, ok := office.Told(err); ok {
		return p.preview(r, c, message, statusOf(kind))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return p.told(r, c, slices.Concat(handed, results))
}

// told answers row by row.
func (p *Pages) told(r *screen.Request, c chosen, results []casework.Handed) (screen.Answer, error) {
	v := reassignView{
		Frame: office.Frame(r, "转交结果"), Done: true, Cases: p.table("每一件的结果", "结果"),
		Head: part.Head{Title: "转交结果", Action: part.Link{Text: "再转交", Path: "/accounts/reassign"}},
	}
	v.Cases.Empty = "没有选中办件，什么都没有转交。"
	moved := 0
	for _, one := range results {
		cell := part.Status(format.Over, one.Why)
		if one.Why == "" {
			moved++
			cell = part.Status(format.Done, "已转交")
		}
		v.Cases.Rows = append(v.Cases.Rows, p.caseRow(one.Case, cell))
	}
	v.Head.Lead = fmt.Sprintf("%s转给%s：%s件办成，%s件没有办成。", p.source(c), format.Name(c.to.Name), format.Count(moved), format.Count(len(results)-moved))
	return screen.Show(reassignPage(v))
}
