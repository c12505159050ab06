package staff

import (
	"strconv"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// guardianView is who asks for the applicant of a case, and what shows that he may.
type guardianView struct {
	Frame   layout.Frame
	Head    part.Head
	Summary []part.Fault
	Known   []part.Pair
	Photos  []part.Link
	Form    part.Form // without an action there is nothing to check
	Fields  []part.Field
}

// guardianStates are the states of a guardian in words.
var guardianStates = map[string]string{
	casework.GuardianShown: "户口簿上看得出", casework.GuardianDeclared: "凭材料，未核对", casework.GuardianConfirmed: "已核对，属实",
	casework.GuardianRefused: "已核对，不属实", casework.GuardianObjected: "本人不同意代办", casework.GuardianSettled: "本人自己接着办",
}

// guardianPath is the page of the guardian of a case.
func guardianPath(f *casework.File) string { return Path(f.Case.Ref) + "/guardian" }

// Guardian shows who asks for the applicant, and the paper he brought.
func (p *Pages) Guardian(r *screen.Request) (screen.Answer, error) {
	v, _, err := p.guardian(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(guardianPage(v))
}

func (p *Pages) guardian(r *screen.Request) (v guardianView, f *casework.File, err error) {
	if f, err = p.s.Desk.Open(r.Context(), r.Who(), refOf(r)); err != nil {
		return v, nil, err
	}
	if f.Guardian == nil {
		return v, nil, notThere()
	}
	if err := p.noteLook(r, f); err != nil {
		return v, nil, err
	}
	g := f.Guardian
	frame := office.Frame(r, "监护关系")
	frame.Path = "/work"
	v = guardianView{
		Frame: frame, Head: part.Head{Title: "监护关系", Over: orText(f.Case.Number, "草稿") + " " + format.Name(f.Case.Name), Lead: guardianStates[g.State] + "。", Back: part.Link{Text: "回到办件", Path: Path(f.Case.Ref)}},
		Known: []part.Pair{{Key: "申请人", Value: format.Name(f.Case.Name)}, {Key: "替他（她）申请的", Value: format.Name(g.Name)}},
	}
	if kind := p.s.Catalogue().Guardian(g.Kind); kind != nil {
		v.Known = append(v.Known, part.Pair{Key: "自报的身份", Value: kind.Title}, part.Pair{Key: "要看的材料", Value: kind.Paper}, part.Pair{Key: "依据", Value: kind.Source})
	}
	if g.Words != "" {
		v.Known = append(v.Known, part.Pair{Key: "说明", Value: g.Words})
	}
	for n, id := range g.Files {
		v.Photos = append(v.Photos, part.Link{Text: "证明" + strconv.Itoa(n+1), Path: filePath(f, id)})
	}
	if p.s.Desk.ChecksGuardian(f, r.Who()) {
		v.Form = part.Form{Action: guardianPath(f), Once: screen.NewOnce(), Seen: strconv.FormatInt(g.Opened, 10), Button: "登记核对结果"}
		v.Fields = guardianFields(r, g.State)
	}
	return v, f, nil
}

// guardianFields ask what was found: whether the paper holds, or after an objection
// whether the applicant goes on by himself.
func guardianFields(r *screen.Request, state string) []part.Field {
	holds := part.Field{Kind: part.RadioField, Name: "holds", Label: "核对结果", Value: r.Text("holds"), Choices: []part.Choice{{Value: "yes", Text: "属实，可以代办"}, {Value: "no", Text: "不属实，不能代办"}}}
	if state == casework.GuardianObjected {
		holds.Label, holds.Choices = "问过本人", []part.Choice{{Value: "yes", Text: "本人要接着办"}, {Value: "no", Text: "本人不要办了，请他撤回"}}
	}
	return []part.Field{holds, {Kind: part.LongField, Name: "words", Label: "看了什么材料、怎样核对的", Rows: 3, Value: r.Typed("words")}}
}

// CheckGuardian notes what was found.
func (p *Pages) CheckGuardian(r *screen.Request) (screen.Answer, error) {
	v, f, err := p.guardian(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if v.Form.Action == "" {
		return screen.Answer{Next: guardianPath(f)}, nil // it was looked at already
	}
	choice := r.Text("holds")
	if choice != "yes" && choice != "no" {
		v.Fields[0].Fault = "请选择核对结果。"
	}
	if r.Text("words") == "" {
		v.Fields[1].Fault = "请写明看了什么材料、怎样核对的。"
	}
	if v.Summary = part.Faults(v.Fields...); len(v.Summary) > 0 {
		v.Frame.Faults = true
		return screen.Again(guardianPage(v))
	}
	err = p.s.Desk.CheckGuardian(r.Context(), r.Who(), f.Case.Ref, seenOf(r), choice == "yes", r.Text("words"))
	if k, known := kind(err); known && k == civil.Stale {
		message, _ := told(err)
		v.Summary, v.Frame.Faults = []part.Fault{{Field: "words", Text: message}}, true
		return screen.Answer{Status: statusStale, Page: guardianPage(v)}, nil
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Next: Path(f.Case.Ref)}, nil
}
