package staff

import (
	"slices"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// actView is the page of one action.
type actView struct {
	Frame   layout.Frame
	Head    part.Head
	Form    part.Form
	Summary []part.Fault
	Stale   string
	Gone    bool // it can no longer be done; what was typed is shown to be copied
	Facts   []part.Pair
	Papers  []paperLine
	Fields  []sheetField
	Danger  *part.Irreversible
	Files   []fileField
	Kept    []string // files that came already, as “field:id”: they need not be chosen again
}

// fileField is where pictures are chosen.
type fileField struct {
	Name, Label, Hint, Kind, Fault string
	Sign, Many                     bool
}

// Action shows the page of an action that asks something, or that cannot be undone.
func (p *Pages) Action(r *screen.Request) (screen.Answer, error) {
	f, a, err := p.action(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if !slices.Contains(p.s.Desk.Allowed(f, r.Who()), a) {
		return screen.Answer{Next: Path(f.Case.Ref)}, nil
	}
	if slices.Contains(a.Does, "declare") {
		return screen.Answer{Next: formPath(f.Case.Ref)}, nil
	}
	return screen.Show(actPage(p.actView(r, f, a)))
}

func (p *Pages) action(r *screen.Request) (*casework.File, *pack.Action, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return nil, nil, err
	}
	if a := f.Matter.Action(r.PathValue("action")); a != nil {
		return f, a, nil
	}
	return nil, nil, notThere()
}

// actView makes the page of an action, with what was typed where it was sent before.
func (p *Pages) actView(r *screen.Request, f *casework.File, a *pack.Action) actView {
	frame := office.Frame(r, a.Title+" · "+format.Name(f.Case.Name))
	frame.Path, frame.Scripts = "/work", []string{"intake.js", "signature.js"}
	path := Path(f.Case.Ref)
	v := actView{
		Frame: frame, Head: part.Head{Title: a.Title, Over: orText(f.Case.Number, "草稿") + " " + format.Name(f.Case.Name), Back: part.Link{Text: "回到办件", Path: path}},
		Form:  part.Form{Action: path + "/do/" + a.Name, Once: screen.NewOnce(), Seen: opened(f), Button: a.Title},
		Facts: p.actFacts(f, a), Files: filesOf(a),
	}
	v.Form.Files = len(v.Files) > 0
	for i := range a.Form {
		v.Fields = append(v.Fields, p.actField(r, &a.Form[i]))
	}
	p.special(r, &v, f, a)
	reason := reasonField(r, f, a)
	if a.Danger {
		p.danger(&v, f, a, reason)
	} else if reason != nil {
		v.Fields = append(v.Fields, sheetField{Field: *reason})
	}
	return v
}

// actFacts are what whoever acts has to have before his eyes.
func (p *Pages) actFacts(f *casework.File, a *pack.Action) (list []part.Pair) {
	decides := slices.ContainsFunc(a.Does, func(does string) bool { return effectWords[does] != "" }) || slices.Contains(a.Needs, "judged")
	if j := f.Judgement(); j != nil && decides {
		list = append(list, part.Pair{Key: "计算结果", Value: p.sentence(f, j)})
		for _, clause := range p.s.Desk.Clauses(f, j) {
			list = append(list, part.Pair{Key: "依据", Value: clause})
		}
	}
	for _, does := range a.Does {
		if words := pack.EffectWords[does]; words != "" {
			list = append(list, part.Pair{Key: "这一步会", Value: words})
		}
	}
	if l := f.Matter.Letter(a.Letter); l != nil {
		list = append(list, part.Pair{Key: "会发出", Value: "《" + l.Title + "》"})
	}
	if a.Source != "" {
		list = append(list, part.Pair{Key: "规定", Value: a.Source})
	}
	return list
}

// actField is a question of an action.
func (p *Pages) actField(r *screen.Request, f *pack.FormField) sheetField {
	one := sheetField{Field: ClerkField(&f.Field)}
	one.Value, one.Optional, one.Hint = r.Typed(f.Name), !f.Required, orText(f.Hint, one.Hint)
	switch f.Type {
	case pack.DateField:
		one.Kind, one.Hint, one.Value = part.DayField, f.Hint, orText(one.Value, r.Today().String())
	case pack.BoolField:
		one.Kind, one.Choices = part.RadioField, []part.Choice{{Value: "yes", Text: "是"}, {Value: "no", Text: "否"}}
	case pack.DivisionField:
		one.Kind, one.Choices = part.SelectField, p.towns(r)
	}
	if f.When != "" {
		other, want := condition(f.When)
		one.When = other + "=" + want
	}
	return one
}

// reasonField asks why, where the action needs it; nil where it does not. Who
// follows the computation need not say more.
func reasonField(r *screen.Request, f *casework.File, a *pack.Action) *part.Field {
	if !reasoned(a) && !a.Danger || slices.ContainsFunc(a.Form, func(one pack.FormField) bool { return one.Name == "reason" }) {
		return nil
	}
	field := part.Field{Kind: part.LongField, Name: "reason", Label: "理由和依据", Hint: "写明事实和依据，至少十个字。家庭会在信里看到。", Value: r.Typed("reason"), Rows: 4}
	j := f.Judgement()
	if !slices.Contains(a.Needs, "reason") && !a.Danger && j != nil && j.Outcome == "grant" {
		field.Optional, field.Hint = true, "按计算结果办理的，可以不写。"
	}
	return &field
}

// danger makes a page one that cannot be mistaken for another.
func (p *Pages) danger(v *actView, f *casework.File, a *pack.Action, reason *part.Field) {
	who := format.Name(f.Case.Name) + "家"
	d := &part.Irreversible{Form: v.Form, Title: a.Title + "：" + who + f.Matter.Short, Who: who + "（" + f.Case.Number + "）", Amount: "—"}
	if f.Case.Amount > 0 {
		d.Amount = "现在每月" + format.Yuan(f.Case.Amount)
	}
	if stage := f.Matter.Stage(a.To); stage != nil {
		d.Effect = "办件转为“" + stage.Title + "”。家庭会看到：" + stage.Resident
	} else {
		d.Effect = "办件状态不变。"
	}
	d.Remedy = "没有规定救济途径。"
	if f.Matter.Remedy != nil {
		d.Remedy = "通知书写明期限，可向" + f.Matter.Remedy.In(p.s.Desk.Place(f.Case.Division.County())) + "申请行政复议。"
	}
	d.Form.Button = "确认" + a.Title + who + f.Matter.Short
	if reason != nil {
		d.Reason = *reason
	}
	for _, one := range v.Fields {
		d.Extra = append(d.Extra, one.Field)
	}
	v.Fields, v.Danger = nil, d
}

// special adds what single effects need beside the action's own form.
func (p *Pages) special(r *screen.Request, v *actView, f *casework.File, a *pack.Action) {
	for _, does := range a.Does {
		switch does {
		case "list_papers":
			v.Papers = paperLines(f)
			choices := []part.Choice{}
			for _, l := range v.Papers {
				choices = append(choices, part.Choice{Value: l.ID, Text: l.Whose + l.Title})
			}
			if len(choices) > 0 {
				v.Fields = append(v.Fields, sheetField{Field: part.Field{
					Kind: part.SelectField, Name: "paper", Label: "这次交的是哪一件", Choices: choices, Value: orText(r.Text("paper"), firstWanted(v.Papers)), Optional: true,
				}})
			}
		case "authorise":
			if choices := unsigned(f); len(choices) > 0 {
				field := part.Field{Kind: part.RadioField, Name: "person", Label: "谁当面签了授权书", Choices: choices, Value: r.Text("person")}
				if field.Value == "" {
					field.Value = choices[0].Value
				}
				v.Fields = append(v.Fields, sheetField{Field: field})
			}
		case "correct":
			if choices := correctable(f); len(choices) > 0 {
				v.Fields = append(v.Fields, sheetField{Field: part.Field{
					Kind: part.SelectField, Name: "key", Label: "同时改申请表里的哪一项", Choices: choices, Value: r.Text("key"), Optional: true,
				}})
			}
		}
	}
}

func firstWanted(papers []paperLine) string {
	for _, l := range papers {
		if l.Stood == casework.Wanted {
			return l.ID
		}
	}
	return ""
}

// unsigned are the members who have not signed yet.
func unsigned(f *casework.File) (list []part.Choice) {
	for i := range f.Parties {
		if one := &f.Parties[i]; one.Signed == 0 && one.Role != "proxy" {
			list = append(list, part.Choice{Value: one.Person.String(), Text: format.Name(one.Name)})
		}
	}
	return list
}

// correctable are the answers that are a matter of spelling: no register and no
// rule reads them.
func correctable(f *casework.File) (list []part.Choice) {
	for i := range f.Matter.Sections {
		s := &f.Matter.Sections[i]
		for k := range s.Fields {
			field := &s.Fields[k]
			key := s.Name + "." + field.Name
			switch {
			case field.Keep != "" || field.Protected() || field.Private:
			case s.Of != "member":
				if f.Form.Family[key] != "" {
					list = append(list, part.Choice{Value: key, Text: field.Label + "：" + casework.Shown(&field.Field, f.Form.Family[key])})
				}
			default:
				list = append(list, memberCorrectable(f, s, field)...)
			}
		}
	}
	return list
}

func memberCorrectable(f *casework.File, s *pack.Section, field *pack.FormField) (list []part.Choice) {
	key := s.Name + "." + field.Name
	for i := range f.Form.Members {
		values := f.Form.Members[i].Values
		if values[key] != "" {
			at := memberAt(i) + ":" + key
			list = append(list, part.Choice{Value: at, Text: format.Name(nameOf(s, values)) + "的" + field.Label + "：" + casework.Shown(&field.Field, values[key])})
		}
	}
	return list
}

// filesOf are the pictures an action takes.
func filesOf(a *pack.Action) []fileField {
	switch {
	case slices.Contains(a.Does, "list_papers"):
		return []fileField{{Name: "files", Label: "照片或PDF", Hint: "每张10 MB以内，可以选几张", Kind: "paper", Many: true}}
	case slices.Contains(a.Does, "authorise"):
		return []fileField{{Name: "sign-1", Label: "授权书签字的照片", Kind: "signature", Sign: true}}
	case slices.Contains(a.Does, "survey") || slices.Contains(a.Does, "visit"):
		return []fileField{
			{Name: "photos", Label: "现场照片", Hint: "每张10 MB以内，可以选几张", Kind: "photo", Many: true},
			{Name: "sign-1", Label: "调查人签名", Kind: "signature", Sign: true},
			{Name: "sign-2", Label: "另一名调查人签名", Kind: "signature", Sign: true},
		}
	}
	return nil
}

// Do does an action.
func (p *Pages) Do(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	f, a, err := p.action(r)
	if err != nil {
		return screen.Answer{}, err
	}
	in := casework.Input{Case: f.Case.Ref, Action: a.Name, Seen: seenOf(r), Once: once, Values: valuesOf(r, f, a), Person: personOf(r)}
	var ids map[string][]string
	if seenOf(r) == f.Case.Opened { // what rests on an old state keeps no file
		var wrong map[string]string
		if ids, wrong, err = Attach(p.s.Desk, r, f.Case.Ref, func(field string) string { return fileKind(a, field) }); err != nil {
			return screen.Answer{}, err
		}
		if len(wrong) > 0 {
			return p.actAgain(r, f, a, ids, func(v *actView) { v.fileFaults(wrong) })
		}
		in.Files = AllOf(ids)
	}
	done, err := p.s.Desk.Do(r.Context(), r.Who(), in)
	if err == nil {
		next := Path(f.Case.Ref) + "?done=" + a.Name
		if done.Letter != "" {
			next += "&letter=" + done.Letter
		}
		return screen.Answer{Next: next}, nil
	}
	return p.refused(r, f, a, ids, err)
}

// refused shows a refused action again: with its faults, or with who was faster.
func (p *Pages) refused(r *screen.Request, f *casework.File, a *pack.Action, ids map[string][]string, err error) (screen.Answer, error) {
	if list, ok := faultsOf(err); ok {
		return p.actAgain(r, f, a, ids, func(v *actView) { v.faults(list) })
	}
	message, known := told(err)
	k, _ := kind(err)
	switch {
	case !known || k == civil.Denied || k == civil.NotFound || k == civil.Unavailable:
		return screen.Answer{}, err
	case k == civil.Invalid:
		return p.actAgain(r, f, a, ids, func(v *actView) { v.Frame.Faults, v.Summary = true, []part.Fault{{Field: "main", Text: message}} })
	}
	now, err := p.s.Desk.Open(r.Context(), r.Who(), f.Case.Ref)
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.actView(r, now, a)
	v.Stale, v.Gone = message, !slices.Contains(p.s.Desk.Allowed(now, r.Who()), a)
	return screen.Answer{Status: statusStale, Page: actPage(v)}, nil
}

func (p *Pages) actAgain(r *screen.Request, f *casework.File, a *pack.Action, ids map[string][]string, say func(*actView)) (screen.Answer, error) {
	v := p.actView(r, f, a)
	v.Kept = Kept(ids)
	say(&v)
	return screen.Again(actPage(v))
}

// valuesOf is the form of an action as it was typed.
func valuesOf(r *screen.Request, f *casework.File, a *pack.Action) map[string]string {
	values := map[string]string{}
	for i := range a.Form {
		if text := r.Text(a.Form[i].Name); text != "" {
			values[a.Form[i].Name] = text
		}
	}
	if text := r.Text("reason"); text != "" {
		values["reason"] = text
	}
	for i := range f.Papers {
		id := f.Papers[i].ID
		for _, name := range []string{"paper:" + id, "note:" + id} {
			if text := r.Text(name); text != "" {
				values[name] = text
			}
		}
	}
	if slices.Contains(a.Does, "list_papers") && r.Text("paper") != "" {
		values["paper"] = r.Text("paper")
	}
	if slices.Contains(a.Does, "correct") && r.Text("key") != "" {
		values[r.Text("key")] = r.Text("after")
	}
	return values
}

// personOf is the member an action is about, as its form names him.
func personOf(r *screen.Request) register.Ref {
	county, id, _ := strings.Cut(r.Text("person"), "/")
	if id == "" {
		return register.Ref{}
	}
	return register.Ref{County: county, ID: id}
}

func fileKind(a *pack.Action, field string) string {
	for _, one := range filesOf(a) {
		if one.Name == field {
			return one.Kind
		}
	}
	return ""
}
