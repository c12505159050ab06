package staff

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/casework"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// sheetView is the form of a case on one page, in the order of the paper one.
type sheetView struct {
	Frame    layout.Frame
	Head     part.Head
	Form     part.Form
	Summary  []part.Fault
	Stale    string // who changed the form meanwhile; what was typed is still here
	Saved    bool
	Paid     string // that what is asked for is paid already, and what to ask for instead
	Sections []sheetSection
	Members  sheetMembers
	Papers   []sheetPaper
	Agreed   part.Field
	Count    int
	Promised bool // of a bundle: what is promised on its first form holds for this one
}

// sheetSection is a part of the form about the family, or about the account.
type sheetSection struct {
	Title  string
	Fields []sheetField
}

// sheetField is a question with where its answer came from and when it is asked.
type sheetField struct {
	part.Field
	Source string
	When   string // NAME=VALUE of another field; empty: always
	Spoken string // in a table: whose, and what
}

// sheetMembers is a table with a column for each member and a line for each question.
type sheetMembers struct {
	Title string
	Names []string
	Alone bool // the matter is about one person, so nobody is added
	Later bool // of a bundle: who has signed is asked when all is sent
	Rows  []sheetRow
}

type sheetRow struct {
	Label string
	Hint  string
	Cells []sheetField
}

// sheetPaper is a paper that may be brought with the form.
type sheetPaper struct {
	Title, Why, Whose, Name, When, Fault string
	Late                                 bool
	Asked                                bool // a department answers: it need not be brought
	Kept                                 int  // how many pictures are here
}

// signedRow is the name of the boxes that say who has signed on paper.
const signedRow = "signed"

func familyName(key string) string { return "f." + key }

func memberName(i int, key string) string { return "m." + strconv.Itoa(i) + "." + key }

// inputName is the name of the field a fault speaks of.
func inputName(f casework.Fault) string {
	if f.Field == "" {
		return "agreed"
	}
	if f.Member >= 0 {
		return memberName(f.Member, f.Field)
	}
	return familyName(f.Field)
}

// sheet makes the page of a form from the answers there are.
func (p *Pages) sheet(r *screen.Request, f *casework.File, a casework.Answers) (sheetView, error) {
	frame := office.Frame(r, f.Matter.Title)
	frame.Path, frame.Scripts = "/intake", []string{"intake.js"}
	v := sheetView{
		Frame: frame, Count: len(a.Members),
		Head: part.Head{Title: f.Matter.Title, Over: "受理 · 填表", Lead: "能查到的已经填好。下拉框里按数字就能选；不清楚的先空着，可以保存草稿。"},
		Form: part.Form{
			Action: formPath(f.Case.Ref), Once: screen.NewOnce(), Seen: strconv.FormatInt(f.Case.Opened, 10), Files: true, Draft: formPath(f.Case.Ref) + "/draft",
			Button: "提交", Second: "保存草稿", Value: "save", Sticky: true,
		},
		Agreed: part.Field{Kind: part.CheckField, Name: "agreed", Label: "承诺", Choices: []part.Choice{{Value: "yes", Text: "申请人（或代办人）已看过承诺和授权内容，并在纸上签字"}}, Value: map[bool]string{true: "yes"}[a.Agreed]},
	}
	source := map[string]string{}
	if len(a.Members) > 0 && a.Members[0].Source != nil {
		source = a.Members[0].Source
	}
	for i := range f.Matter.Sections {
		s := &f.Matter.Sections[i]
		if s.Of == "member" {
			v.Members = sheetTable(r, s, a)
			v.Members.Alone = f.Matter.Alone()
			continue
		}
		v.Sections = append(v.Sections, sheetSection{Title: s.Title, Fields: sheetFields(r, s, a.Family, source, familyName)})
	}
	var err error
	if v.Paid, err = p.s.Desk.Beforehand(r.Context(), f.Matter, f.Case.Applicant); err != nil {
		return v, err
	}
	if v.Papers, err = p.sheetPapers(r, f, a); err != nil {
		return v, err
	}
	return v, p.sheetTogether(r, f, &v)
}

// sheetTogether makes the form of a bundle's case lead back to the bundle, from where
// all are sent.
func (p *Pages) sheetTogether(r *screen.Request, f *casework.File, v *sheetView) error {
	whole, err := p.s.Desk.BundleOf(r.Context(), r.Who(), f.Case.Ref)
	if err != nil || whole == nil {
		return err
	}
	v.Form.Button, v.Head.Back = "保存，回到一件事", part.Link{Text: p.bundleTitle(whole.Name), Path: bundlePath(whole.Ref)}
	v.Promised, v.Members.Later = f.Case.ID != whole.Lead, true
	return nil
}

// sheetFields are the questions of a section.
func sheetFields(r *screen.Request, s *pack.Section, values, source map[string]string, name func(string) string) (list []sheetField) {
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Private && !seesPrivate(r) {
			continue
		}
		key := s.Name + "." + f.Name
		one := sheetField{Field: ClerkField(&f.Field), Source: sourceWords(source[key])}
		one.Name, one.Value, one.Optional = name(key), values[key], !f.Required
		if f.When != "" {
			other, want := condition(f.When)
			one.When = name(s.Name+"."+other) + "=" + want
		}
		list = append(list, one)
	}
	return list
}

// sourceWords is where an answer came from, as the chip beside it names it.
func sourceWords(source string) string {
	if source == casework.BundleSource {
		return "这件事的第一张表"
	}
	return source
}

// seesPrivate says whether the visitor may see what neighbours should not know.
func seesPrivate(r *screen.Request) bool {
	return r.Visitor.Plays(casework.Town, casework.County, casework.City)
}

// condition reads “field” or “field=value” of a matter.
func condition(when string) (field, want string) {
	field, want, found := strings.Cut(when, "=")
	if !found {
		want = "yes"
	}
	return field, want
}

// ClerkField is a question as clerks have it: codes with their numbers, so that a
// digit chooses.
func ClerkField(f *pack.Field) part.Field {
	out := part.Field{Name: f.Name, Label: f.Label, Unit: f.Unit}
	switch f.Type {
	case pack.MoneyField:
		out.Kind = part.MoneyField
	case pack.BoolField:
		out.Kind, out.Choices = part.SelectField, []part.Choice{{Value: "yes", Text: "1 是"}, {Value: "no", Text: "0 否"}}
	case pack.CodeField:
		out.Kind = part.SelectField
		for i := range f.Codes {
			text := f.Codes[i].Label
			if input := f.Codes[i].Input; strings.Trim(input, "0123456789") == "" {
				text = input + " " + text
			}
			out.Choices = append(out.Choices, part.Choice{Value: f.Codes[i].Name, Text: text})
		}
	case pack.DateField:
		out.Hint = "如2025-06-30"
	case pack.MonthField:
		out.Hint = "如2025-06"
	case pack.IDNumberField, pack.PhoneField, pack.AccountField, pack.CountField:
		out.Kind = part.NumberField
	case pack.TextField, pack.DiagnosisField:
		if f.Longest >= longText {
			out.Kind, out.Rows = part.LongField, 2
		}
	}
	return out
}

// longText is from how many characters on a text has several lines.
const longText = 200

// sheetTable is the table of the members.
func sheetTable(r *screen.Request, s *pack.Section, a casework.Answers) sheetMembers {
	t := sheetMembers{Title: s.Title}
	var columns [][]sheetField
	for i := range a.Members {
		m := &a.Members[i]
		named := "第" + strconv.Itoa(i+1) + "人"
		if name := nameOf(s, m.Values); name != "" {
			named = format.Name(name)
		}
		t.Names = append(t.Names, named)
		source := m.Source
		if source == nil {
			source = map[string]string{}
		}
		columns = append(columns, sheetFields(r, s, m.Values, source, func(key string) string { return memberName(i, key) }))
	}
	if len(columns) == 0 {
		return t
	}
	for row := range columns[0] {
		line := sheetRow{Label: columns[0][row].Label, Hint: columns[0][row].Hint}
		for i := range columns {
			cell := columns[i][row]
			cell.Spoken = t.Names[i] + "：" + cell.Label
			line.Cells = append(line.Cells, cell)
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// nameOf is what a member is called.
func nameOf(s *pack.Section, values map[string]string) string {
	for i := range s.Fields {
		if s.Fields[i].Prefill == "person.name" || s.Fields[i].Name == "name" {
			return values[s.Name+"."+s.Fields[i].Name]
		}
	}
	return ""
}

// sheetPapers are the papers that may come with the form.
func (p *Pages) sheetPapers(r *screen.Request, f *casework.File, a casework.Answers) (list []sheetPaper, err error) {
	now := *f
	now.Form = a
	wishes, err := p.s.Desk.Wishes(r.Context(), &now)
	if err != nil {
		return nil, err
	}
	asked := map[string]bool{}
	for i := range wishes {
		if wishes[i].Asked {
			asked[wishes[i].Paper.Name] = true
		}
	}
	for i := range f.Matter.Papers {
		paper := &f.Matter.Papers[i]
		one := sheetPaper{Title: paper.Title, Why: paper.Why, Late: paper.Late, Asked: asked[paper.Name]}
		if paper.Of != "member" {
			one.Name, one.When, one.Kept = "p."+paper.Name, paperWhen(f.Matter, paper, -1), len(strings.Fields(a.Family["paper."+paper.Name]))
			list = append(list, one)
			continue
		}
		for k := range a.Members {
			one.Whose = nameOf(member(f.Matter), a.Members[k].Values)
			one.Name, one.When = memberName(k, "p."+paper.Name), paperWhen(f.Matter, paper, k)
			one.Kept = len(strings.Fields(a.Members[k].Values["paper."+paper.Name]))
			list = append(list, one)
		}
	}
	return list, nil
}

// paperWhen is the condition of a paper as the names of fields.
func paperWhen(m *pack.Matter, paper *pack.Paper, at int) string {
	if paper.When == "" {
		return ""
	}
	field, want := condition(paper.When)
	for i := range m.Sections {
		s := &m.Sections[i]
		if (s.Of == "member") != (at >= 0) {
			continue
		}
		for k := range s.Fields {
			if s.Fields[k].Name != field {
				continue
			}
			if at >= 0 {
				return memberName(at, s.Name+"."+field) + "=" + want
			}
			return familyName(s.Name+"."+field) + "=" + want
		}
	}
	return ""
}

// faults puts what is wrong beside its fields, and all of it above the form.
func (v *sheetView) faults(list casework.Faults) {
	v.Frame.Faults = true
	for _, f := range list {
		v.fault(inputName(f), f.Message)
	}
}

func (v *sheetView) fault(name, text string) {
	v.Frame.Faults = true
	v.Summary = append(v.Summary, part.Fault{Field: name, Text: text})
	if name == v.Agreed.Name {
		v.Summary[len(v.Summary)-1].Field = "agreed-1"
		v.Agreed.Fault = text
	}
	for i := range v.Sections {
		for k := range v.Sections[i].Fields {
			if v.Sections[i].Fields[k].Name == name {
				v.Sections[i].Fields[k].Fault = text
			}
		}
	}
	for i := range v.Members.Rows {
		for k := range v.Members.Rows[i].Cells {
			if v.Members.Rows[i].Cells[k].Name == name {
				v.Members.Rows[i].Cells[k].Fault = text
				v.Summary[len(v.Summary)-1].Text = v.Members.Names[k] + "：" + text
			}
		}
	}
	for i := range v.Papers {
		if v.Papers[i].Name == name {
			v.Papers[i].Fault = text
		}
	}
}

// cellMarks are the attributes by which a screen reader finds the fault of a cell.
func cellMarks(c sheetField) templ.Attributes {
	if c.Fault == "" {
		return templ.Attributes{}
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": c.Name + "-fault"}
}
