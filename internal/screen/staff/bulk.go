package staff

import (
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// bulkView is an action done for many cases at once.
type bulkView struct {
	Frame layout.Frame
	Head  part.Head
	Ways  []part.Link // what may be done at once
	Form  part.Form
	Cases part.Field
	Left  []string // which were not done, and why
	Told  string
}

// bulkSize is how many cases one page does at once.
const bulkSize = 50

// bulkAction is one that may be done for many cases, with its matter.
type bulkAction struct {
	matter *pack.Matter
	action *pack.Action
}

func (p *Pages) bulkActions() (list []bulkAction) {
	for _, m := range p.s.Desk.Matters() {
		for _, a := range m.Actions {
			if a.Bulk {
				list = append(list, bulkAction{m, a})
			}
		}
	}
	return list
}

// Bulk lists the cases for which an action may be done at once. Each stands there
// with what was worked out, and is ticked by a person.
func (p *Pages) Bulk(r *screen.Request) (screen.Answer, error) {
	v, err := p.bulk(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if done, err := strconv.Atoi(r.FormValue("done")); err == nil && done > 0 {
		v.Told = bulkTold(done)
	}
	return screen.Show(bulkPage(v))
}

func (p *Pages) bulk(r *screen.Request) (bulkView, error) {
	v := bulkView{Frame: office.Frame(r, "成批办理"), Head: part.Head{Title: "成批办理", Back: part.Link{Text: "今日工作", Path: "/work"}}}
	v.Frame.Path = "/bulk"
	chosen := p.chosenBulk(r)
	for _, b := range p.bulkActions() {
		if chosen == nil || b.matter != chosen.matter {
			v.Ways = append(v.Ways, part.Link{Text: b.matter.Short + "：" + b.action.Title, Path: "/bulk?matter=" + b.matter.Name})
		}
	}
	if chosen == nil {
		return v, nil
	}
	v.Head.Title = chosen.matter.Short + "：成批" + chosen.action.Title
	v.Head.Lead = "逐个看过再打勾。没有打勾的不动；办不了的会说明原因，留着逐件办理。"
	v.Form = part.Form{Action: "/bulk?matter=" + chosen.matter.Name, Once: screen.NewOnce(), Button: chosen.action.Title + "打勾的"}
	v.Cases = part.Field{Kind: part.CheckField, Name: "case", Label: "等着" + chosen.action.Title + "的"}
	list, err := p.waitingFor(r, chosen)
	for _, f := range list {
		v.Cases.Choices = append(v.Cases.Choices, part.Choice{Value: f.Case.County + "/" + f.Case.ID, Text: bulkLine(p, f)})
	}
	return v, err
}

// chosenBulk is the action of the matter the address names; nil for none.
func (p *Pages) chosenBulk(r *screen.Request) *bulkAction {
	for _, b := range p.bulkActions() {
		if b.matter.Name == r.FormValue("matter") {
			return &b
		}
	}
	return nil
}

// waitingFor are the first cases that wait for an action of the visitor.
func (p *Pages) waitingFor(r *screen.Request, b *bulkAction) (list []*casework.File, err error) {
	for _, stage := range b.action.From {
		found, err := p.s.Desk.List(r.Context(), r.Who(), casework.Query{Tab: "mine", Matter: b.matter.Name, Stage: stage, Size: bulkSize})
		if err != nil {
			return nil, err
		}
		for _, c := range found.Cases {
			f, err := p.s.Desk.Open(r.Context(), r.Who(), c.Ref)
			if err != nil {
				return nil, err
			}
			for _, a := range p.s.Desk.Allowed(f, r.Who()) {
				if a == b.action {
					list = append(list, f)
				}
			}
		}
	}
	return list, nil
}

// bulkLine says who it is, what was worked out, and what is still lacking.
func bulkLine(p *Pages, f *casework.File) string {
	words := []string{format.Name(f.Case.Name), p.s.Desk.Place(f.Case.Division), f.Case.Number}
	if j := f.Judgement(); j != nil && j.Outcome == "grant" {
		words = append(words, "每月"+j.Amount.Words())
	} else {
		words = append(words, "还不能判定，请逐件办理")
	}
	return strings.Join(words, "，")
}

// DoBulk does an action for every case that was ticked. What cannot be done is left
// as it was, and said.
func (p *Pages) DoBulk(r *screen.Request) (screen.Answer, error) {
	chosen := p.chosenBulk(r)
	once, err := r.Once()
	if err != nil || chosen == nil {
		if err == nil {
			err = office.Missing()
		}
		return screen.Answer{}, err
	}
	done, left := 0, []string(nil)
	ticked := r.Form["case"]
	for _, key := range ticked[:min(len(ticked), bulkSize)] {
		county, id, _ := strings.Cut(key, "/")
		ref := register.Ref{County: county, ID: id}
		f, err := p.s.Desk.Open(r.Context(), r.Who(), ref)
		if err == nil && f.Matter != chosen.matter {
			err = office.Missing()
		}
		if err == nil {
			_, err = p.s.Desk.Do(r.Context(), r.Who(), casework.Input{Case: ref, Action: chosen.action.Name, Once: once + id})
		}
		switch message, known := told(err); {
		case err == nil:
			done++
		case known && f != nil:
			left = append(left, format.Name(f.Case.Name)+"："+message)
		default:
			return screen.Answer{}, err
		}
	}
	if len(ticked) > 0 && len(left) == 0 {
		return screen.See("/bulk?matter=%s&done=%d", chosen.matter.Name, done)
	}
	v, err := p.bulk(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if v.Left = left; len(ticked) > 0 {
		v.Told = bulkTold(done)
		return screen.Show(bulkPage(v))
	}
	v.Cases.Fault, v.Frame.Faults = "还没有打勾，请先选要办的。", true
	return screen.Again(bulkPage(v))
}

func bulkTold(done int) string { return "办好" + format.Count(done) + "件。" }
