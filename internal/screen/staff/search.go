package staff

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// searchView is what was found.
type searchView struct {
	Frame   layout.Frame
	Query   string
	Purpose part.Field
	Asked   bool
	Fault   string
	Table   part.Table
	Next    string
	Intake  bool // somebody not found here may still be taken in
}

// caseNumber is how a case is numbered: letters, county, year, count.
var caseNumber = regexp.MustCompile(`^[A-Z]{2,6}-([0-9]{6})-[0-9]{4}-[0-9]{5,}$`)

// Search is the one box: a case by its number, people by whatever is known of them.
func (p *Pages) Search(r *screen.Request) (screen.Answer, error) {
	text := r.Text("q")
	f := office.Frame(r, "搜索")
	purpose := p.purpose(r)
	v := searchView{
		Frame: f, Query: r.Typed("q"), Asked: text != "", Intake: r.Visitor.Plays(intakeRoles...),
		Purpose: part.Field{Kind: part.SelectField, Name: "for", Label: "为什么查", Choices: purposeChoices(r), Value: string(purpose)},
	}
	if text == "" {
		return screen.Show(searchPage(v))
	}
	if number := caseNumber.FindStringSubmatch(strings.ToUpper(text)); number != nil && r.Visitor.Plays(caseRoles...) {
		file, err := p.s.Desk.OpenNumber(r.Context(), r.Who(), number[1], number[0])
		if err == nil {
			return screen.Answer{Next: Path(file.Case.Ref)}, nil
		}
		if _, known := kind(err); !known {
			return screen.Answer{}, err
		}
		v.Table.Empty = "没有找到编号“" + number[0] + "”，或不在您的管辖范围。"
		return screen.Show(searchPage(v))
	}
	return p.findPeople(r, v, text, purpose)
}

func (p *Pages) findPeople(r *screen.Request, v searchView, text string, purpose access.Purpose) (screen.Answer, error) {
	found, err := p.s.Register.Search(r.Context(), viewer(r, purpose), text, register.Page{After: r.Text("after")})
	if message, known := told(err); known {
		v.Fault, v.Frame.Faults = message, true
		return screen.Again(searchPage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	if len(found.Persons) == 1 && exact(text, found.Persons[0]) {
		return screen.Answer{Next: personPath(found.Persons[0].Ref)}, nil
	}
	v.Table = part.Table{
		Caption: "找到的人", Keys: true, Empty: "没有找到“" + text + "”。可试拼音首字母或证件号。",
		Columns: []part.Column{{Title: "姓名"}, {Title: "出生"}, {Title: "证件号"}, {Title: "村（居）"}, {Title: "住址", Clamp: true}, {Title: "情况"}},
	}
	for _, one := range found.Persons {
		v.Table.Rows = append(v.Table.Rows, part.Row{Path: personPath(one.Ref), Cells: []templ.Component{
			part.Text(format.Name(one.Name)), part.Text(birthYear(one)), maskedCell(format.Mask(access.IDNumber, one.IDNumber.Reveal())),
			part.Text(p.place(one.Division)), part.Text(one.Address), part.Text(alive(one)),
		}})
	}
	if found.Next != "" {
		values := r.URL.Query()
		v.Next = "/search?" + with(values, "after", found.Next).Encode()
	}
	return screen.Show(searchPage(v))
}

// exact says whether what was typed can mean nobody else: a whole number.
func exact(text string, found *register.Person) bool {
	question, err := register.Ask(text)
	return err == nil && (question.ID != "" || question.Phone != "" || civil.NormalName(text) == civil.NormalName(found.Name))
}

func personPath(ref register.Ref) string { return "/person/" + ref.County + "/" + ref.ID }

func birthYear(p *register.Person) string {
	if p.Birth == nil {
		return "不知道"
	}
	year, _, _ := p.Birth.YMD()
	return strconv.Itoa(year) + "年"
}

// alive says in a word what would surprise a clerk.
func alive(p *register.Person) string {
	switch {
	case p.Death != nil, p.Alive != nil && !*p.Alive:
		return "登记为去世"
	case p.Alive == nil:
		return ""
	}
	return "正常"
}
