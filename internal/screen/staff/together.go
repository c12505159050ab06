package staff

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/casework"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// togetherView is a bundle that was begun: what is still to be filled in, and how
// each of its matters stands.
type togetherView struct {
	Frame   layout.Frame
	Head    part.Head
	Done    string
	Summary []part.Fault
	Parts   part.Table
	Send    part.Form  // all is filled in; its Action is empty where nothing is to be sent
	Signed  part.Field // members who have signed their authorisation on paper
	Offers  []bundleOffer
}

// bundleOffer is a part whose turn has come.
type bundleOffer struct {
	Words, Matter string
	Form          part.Form
}

func cells(list ...templ.Component) []templ.Component { return list }

// Together shows one bundle whole.
func (p *Pages) Together(r *screen.Request) (screen.Answer, error) {
	v, err := p.together(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(togetherPage(v))
}

func (p *Pages) together(r *screen.Request) (v togetherView, err error) {
	b, err := p.s.Desk.OpenBundle(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return v, err
	}
	for _, f := range b.Files {
		if err := p.noteLook(r, f); err != nil {
			return v, err
		}
	}
	title := p.bundleTitle(b.Bundle.Name)
	frame := office.Frame(r, title)
	frame.Path = "/intake"
	v = togetherView{Frame: frame, Done: map[string]string{"submit": "已提交。请打印回执交给他。", "saved": "已保存。"}[r.FormValue("done")]}
	v.Head = part.Head{Title: title, Over: format.Name(b.Files[0].Case.Name), Back: part.Link{Text: "一件事一次办", Path: bundlesPath}}
	v.Parts = part.Table{Caption: "办到哪一步", Columns: []part.Column{{Title: "事项", Clamp: true}, {Title: "状态"}, {Title: "等谁办"}, {Title: "期限"}, {Title: "编号"}}}
	drafts := p.togetherParts(r, b, &v)
	switch {
	case drafts == 0:
		v.Head.Lead = "每一件由各自的单位决定，一件不批准不影响别的。"
		v.Head.Action = part.Link{Text: "打印回执", Path: bundlePath(b.Ref) + "/receipt"}
	case !v.Head.Action.None():
		v.Head.Lead = "第一张表里答过的，后面的表已经带过去，只填没有答的。"
	default:
		v.Head.Lead = "几张表都填好了，可以一起提交。"
		v.Send = part.Form{Action: bundlePath(b.Ref) + "/submit", Once: screen.NewOnce(), Button: "一起提交"}
		v.Signed = signers(r, b)
	}
	if drafts > 0 && drafts < len(b.Files) {
		v.Head.More = []part.Link{{Text: "打印回执", Path: bundlePath(b.Ref) + "/receipt"}}
	}
	for _, name := range b.Offers() {
		v.Offers = append(v.Offers, bundleOffer{Words: b.Pack.Part(name).Words, Matter: name, Form: part.Form{Action: bundlePath(b.Ref) + "/continue", Once: screen.NewOnce(), Button: "接着申请，不用重填"}})
	}
	return v, nil
}

// togetherParts lists the matters of a bundle; the page then leads to the first whose
// form lacks something. It gives how many are not sent yet.
func (p *Pages) togetherParts(r *screen.Request, b *casework.BundleFile, v *togetherView) (drafts int) {
	for _, f := range b.Files {
		c := f.Case
		row := part.Row{Path: Path(c.Ref)}
		state, who := part.Status(markOf(f.Stage()), stageWords(f)), withWords[c.Awaits]
		if submitter(p.s.Desk.Allowed(f, r.Who())) != nil {
			drafts++
			row.Path = formPath(c.Ref)
			left := p.left(f, b.Lead)
			state, who = part.Status(format.Done, "填好了"), "这个窗口"
			if left != "" {
				state = part.Status(format.Soon, left)
				if v.Head.Action.None() {
					v.Head.Action = part.Link{Text: "填表：" + f.Matter.Short, Path: row.Path}
				}
			}
		}
		due := part.Text("—")
		for i := range f.Clocks {
			if f.Clocks[i].Stopped == 0 {
				due = part.DueChip(p.clockDue(r, f, &f.Clocks[i]))
				break
			}
		}
		row.Cells = cells(part.Text(f.Matter.Title), state, part.Text(who), due, part.Text(orText(c.Number, "草稿")))
		v.Parts.Rows = append(v.Parts.Rows, row)
	}
	return drafts
}

func stageWords(f *casework.File) string {
	if s := f.Stage(); s != nil {
		return s.Title
	}
	return f.Case.Stage
}

// left is what a form of a bundle still lacks, empty for nothing. What is promised on
// the first one holds for all.
func (p *Pages) left(f *casework.File, lead string) string {
	switch n := len(casework.Check(f.Matter, &f.Form)); {
	case n > 0:
		return "还有" + format.Count(n) + "项没有填"
	case !f.Form.Agreed && f.Case.ID == lead:
		return "还没有勾选承诺"
	case !f.Form.Agreed:
		return "等第一张表勾选承诺"
	}
	return ""
}

// signers asks which members besides the applicant have signed on paper that
// departments may be asked about them.
func signers(r *screen.Request, b *casework.BundleFile) part.Field {
	field := part.Field{Kind: part.CheckField, Name: signedRow, Label: "这些家庭成员的授权书已当面签字", Optional: true, Values: r.Ticked(signedRow)}
	for _, f := range b.Files {
		section := member(f.Matter)
		if f.Matter.Authorise == nil || section == nil {
			continue
		}
		for i := 1; i < len(f.Form.Members); i++ {
			name := format.Name(nameOf(section, f.Form.Members[i].Values))
			field.Choices = append(field.Choices, part.Choice{Value: f.Case.ID + "/" + strconv.Itoa(i), Text: name + "（" + f.Matter.Short + "）"})
		}
	}
	return field
}

// SubmitTogether sends every case of a bundle, and notes who has signed on paper.
func (p *Pages) SubmitTogether(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref := refOf(r)
	sent, err := p.s.Desk.SubmitBundle(r.Context(), r.Who(), ref, once)
	if err != nil {
		return screen.Answer{}, err
	}
	var faults []part.Fault
	for _, one := range sent {
		if message, known := told(one.Err); known {
			faults = append(faults, part.Fault{Field: "parts", Text: p.matterTitle(one.Matter) + "：" + message})
		} else if one.Err != nil {
			return screen.Answer{}, one.Err
		}
	}
	if err := p.signTogether(r, ref.County, r.Ticked(signedRow)); err != nil {
		return screen.Answer{}, err
	}
	if len(faults) == 0 {
		return screen.Answer{Next: bundlePath(ref) + "?done=submit"}, nil
	}
	v, err := p.together(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Summary, v.Frame.Faults = faults, true
	return screen.Again(togetherPage(v))
}

func (p *Pages) matterTitle(name string) string {
	if m, err := p.s.Desk.Matter(name); err == nil {
		return m.Title
	}
	return name
}

// signTogether notes the signatures on paper, each of a case and the place of a member.
func (p *Pages) signTogether(r *screen.Request, county string, signed []string) error {
	byCase := map[string][]int{}
	for _, one := range signed {
		id, place, _ := strings.Cut(one, "/")
		if at, err := strconv.Atoi(place); err == nil && at > 0 {
			byCase[id] = append(byCase[id], at)
		}
	}
	for id, places := range byCase {
		slices.Sort(places)
		if err := p.signFor(r, register.Ref{County: county, ID: id}, places); err != nil {
			return err
		}
	}
	return nil
}

// ContinueTogether begins a part whose turn has come.
func (p *Pages) ContinueTogether(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	ref, err := p.s.Desk.ContinueBundle(r.Context(), r.Who(), refOf(r), r.Text("matter"), once)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Next: formPath(ref)}, nil
}
