package resident

import (
	"slices"
	"strings"

	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
)

// lookedView is who has looked.
type lookedView struct {
	Frame layout.Frame
	Looks []lookLine
	More  int
}

// lookLine is one look in words.
type lookLine struct {
	When, Who, Why, What string
	Clear                string // what was shown in clear although it has a mask
}

// looksShown is how many looks are listed.
const looksShown = 100

// Looked tells somebody who has looked at what is kept of him, and why. His own
// looks are not among them.
func (p *Pages) Looked(r *screen.Request) (screen.Answer, error) {
	person, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	list, err := p.s.Register.Looks(r.Context(), person)
	if err != nil {
		return screen.Answer{}, err
	}
	v := lookedView{Frame: p.frame(r, "谁看过我的信息", "/home")}
	names := map[string]string{}
	for _, l := range slices.Backward(list) {
		if l.Actor == account.ResidentActor+person.String() {
			continue
		}
		if len(v.Looks) == looksShown {
			v.More++
			continue
		}
		v.Looks = append(v.Looks, lookLine{
			When: format.Moment(l.At), Who: p.lookerWords(r, names, l), Why: l.Purpose.Title(), What: p.fieldWords(l.Fields), Clear: p.fieldWords(l.Revealed),
		})
	}
	return screen.Show(lookedPage(v))
}

// lookerWords is who looked: the office, and who there.
func (p *Pages) lookerWords(r *screen.Request, names map[string]string, l register.Looked) string {
	office := "民政部门"
	if area, err := civil.ParseArea(firstWord(l.Scope)); err == nil {
		office = p.s.Desk.Place(area)
	}
	if strings.HasPrefix(l.Actor, account.ResidentActor) {
		return "家人，替您办事"
	}
	id, staff := strings.CutPrefix(l.Actor, account.StaffActor)
	if !staff {
		return office + "（系统办理）"
	}
	if _, known := names[id]; !known {
		names[id] = ""
		if a, err := p.s.Accounts.ByID(r.Context(), id); err == nil {
			names[id] = a.Name
		}
	}
	if names[id] == "" {
		return office + "的工作人员"
	}
	return office + " " + format.Name(names[id])
}

func firstWord(text string) string {
	if words := strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == ',' }); len(words) > 0 {
		return words[0]
	}
	return ""
}

// coreWords are the fields every record of a person has.
var coreWords = map[string]string{"name": "姓名", "id_number": "身份证号", "address": "住址", "members": "家庭成员", "number": "户号", "division": "所在地"}

// fieldWords are the fields of a look in words, each once.
func (p *Pages) fieldWords(fields []string) string {
	var list []string
	person := p.s.Catalogue().Register("person")
	for _, name := range fields {
		words := coreWords[name]
		reg, _, nested := strings.Cut(name, ".")
		switch {
		case words != "":
		case nested || p.s.Catalogue().Register(reg) != nil:
			words = "“" + p.sourceWords(reg) + "”"
		case person != nil && person.Field(name) != nil:
			words = person.Field(name).Label
		default:
			continue
		}
		if !slices.Contains(list, words) {
			list = append(list, words)
		}
	}
	return strings.Join(list, "、")
}
