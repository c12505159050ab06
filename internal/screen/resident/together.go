package resident

import (
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// togetherView is how far the whole of a bundle is.
type togetherView struct {
	Frame  layout.Frame
	Banner string
	Lead   string
	Parts  []togetherPart
	Go     part.Link  // what to fill in next
	Send   part.Form  // all is filled in; its Action is empty where nothing is to be sent
	Tick   part.Field // what is promised for all of them
	Faults []part.Fault
	Offers []offer
}

// togetherPart is one matter of a bundle.
type togetherPart struct {
	caseLine
	Draft bool
	Left  string // what is still to be answered
	Dues  []dueLine
}

// offer is a part whose turn has come.
type offer struct {
	Words string
	Form  part.Form
	Value string
}

// Together shows one bundle whole: what is still to be filled in, and how far each of
// its matters is.
func (p *Pages) Together(r *screen.Request) (screen.Answer, error) {
	v, err := p.together(r)
	if err != nil {
		return screen.Answer{}, err
	}
	if r.FormValue("done") != "" {
		v.Banner = "已收到。每一件由各自的单位办理，进度都在这一页。"
	}
	return screen.Show(togetherPage(v))
}

func (p *Pages) together(r *screen.Request) (v togetherView, err error) {
	b, err := p.s.Desk.OpenBundle(r.Context(), r.Who(), caseOf(r))
	if err != nil {
		return v, err
	}
	title := "一件事"
	if b.Pack != nil {
		title = b.Pack.Title
	}
	v = togetherView{Frame: p.frame(r, title, "/home"), Lead: "每一件由各自的单位审核，一件不批准不影响别的。"}
	drafts, done := 0, 0
	for _, f := range b.Files {
		one := togetherPart{caseLine: lineOf(f), Dues: p.dues(r, f)}
		if actionDoing(p.s.Desk.Allowed(f, r.Who()), "declare") != nil {
			one.Draft, drafts = true, drafts+1
			if one.Left = p.left(f, b.Lead); one.Left != "" && v.Go.None() {
				v.Go = part.Link{Text: "继续填写：" + f.Matter.Short, Path: casePath(f.Case.Ref, "form")}
			}
		} else if s := f.Stage(); s != nil && s.End {
			done++
		}
		v.Parts = append(v.Parts, one)
	}
	switch {
	case drafts > 0 && v.Go.None():
		v.Lead = "都填好了，可以一起提交。"
		v.Tick = part.Field{Kind: part.CheckField, Name: "agreed", Label: "请您确认", Choices: []part.Choice{{Value: "yes", Text: "这几张表我都看过，填的都是真的；我签的承诺对每一件都有效"}}}
		v.Send = part.Form{Action: bundlePath(b.Ref) + "/submit", Once: screen.NewOnce(), Button: "一起提交"}
	case drafts > 0:
		v.Lead = "第一张表里答过的，后面不再问。随时可以停，已填的都存着。"
	case done == len(v.Parts):
		v.Lead = "都办完了。每一件的结果和通知书点进去看。"
	}
	for _, name := range b.Offers() {
		v.Offers = append(v.Offers, offer{
			Words: b.Pack.Part(name).Words, Value: name,
			Form: part.Form{Action: bundlePath(b.Ref) + "/continue", Once: screen.NewOnce(), Button: "接着申请，不用重填"},
		})
	}
	return v, nil
}

// left is what is still to be done in a form, empty for nothing.
func (p *Pages) left(f *casework.File, lead string) string {
	n := len(casework.Check(f.Matter, &f.Form))
	switch {
	case n > 0:
		return "还有" + format.Count(n) + "题没有答"
	case !f.Form.Agreed && f.Case.ID == lead:
		return "还没有签承诺"
	case !f.Form.Agreed:
		return "承诺还没有签"
	}
	return ""
}

// SubmitTogether sends every case of a bundle that is filled in.
func (p *Pages) SubmitTogether(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref := caseOf(r)
	if len(r.Ticked("agreed")) == 0 {
		v, err := p.together(r)
		if err != nil {
			return screen.Answer{}, err
		}
		if v.Send.Action == "" {
			return screen.See("%s", bundlePath(ref))
		}
		v.Tick.Fault = "请先看过几张表，再打勾确认。"
		v.Faults, v.Frame.Faults, v.Send.Once = part.Faults(v.Tick), true, once
		return screen.Again(togetherPage(v))
	}
	sent, err := p.s.Desk.SubmitBundle(r.Context(), r.Who(), ref, once)
	if err != nil {
		return screen.Answer{}, err
	}
	var faults []part.Fault
	for _, one := range sent {
		if one.Err == nil {
			continue
		}
		refused, ok := told(one.Err)
		if !ok {
			return screen.Answer{}, one.Err
		}
		title := one.Matter
		if m, err := p.s.Desk.Matter(one.Matter); err == nil {
			title = m.Title
		}
		faults = append(faults, part.Fault{Field: "parts", Text: title + "：" + refused.Message})
	}
	if len(faults) == 0 {
		return screen.See("%s?done=submit", bundlePath(ref))
	}
	v, err := p.together(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Faults, v.Frame.Faults = faults, true
	return screen.Again(togetherPage(v))
}

// ContinueTogether begins a part whose turn has come.
func (p *Pages) ContinueTogether(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref, err := p.s.Desk.ContinueBundle(r.Context(), r.Who(), caseOf(r), r.Text("matter"), once)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s", casePath(ref, "form"))
}

// myBundles are the bundles somebody has begun, for the first page.
func (p *Pages) myBundles(r *screen.Request) (list []part.Link, err error) {
	found, err := p.s.Desk.BundlesOf(r.Context(), r.Who())
	for _, b := range found {
		title := "一件事"
		if declared := p.s.Catalogue().Bundle(b.Name); declared != nil {
			title = declared.Title
		}
		list = append(list, part.Link{Text: title + "：看每一件的进度", Path: bundlePath(b.Ref)})
	}
	return list, err
}

// whole leads from a case to the bundle it is a part of; to nowhere from another case.
func (p *Pages) whole(r *screen.Request, ref register.Ref) (part.Link, error) {
	found, err := p.s.Desk.BundlesOf(r.Context(), r.Who())
	for _, b := range found {
		if slices.ContainsFunc(b.Parts, func(one casework.BundlePart) bool { return one.Case == ref }) {
			return part.Link{Text: "回到一件事", Path: bundlePath(b.Ref)}, err
		}
	}
	return part.Link{}, err
}
