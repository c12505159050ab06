package resident

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/file"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// papersView are the papers a form asks for.
type papersView struct {
	Frame layout.Frame
	Tasks []part.Task
	Asked []string
	On    part.Link // where to go on
}

// paperView is one paper to be photographed.
type paperView struct {
	Frame layout.Frame
	Why   string
	Whose string
	Have  int
	Form  part.Form
	Field part.Field
}

// Papers lists what is to be brought, and what is not.
func (p *Pages) Papers(d *draft) (screen.Answer, error) {
	wishes, err := p.s.Desk.Wishes(d.r.Context(), d.file)
	if err != nil {
		return screen.Answer{}, err
	}
	v := papersView{Frame: p.frame(d.r, papersTitle, casePath(d.ref, "form"))}
	if v.On, err = p.afterPapers(d); err != nil {
		return screen.Answer{}, err
	}
	for i := range wishes {
		w := &wishes[i]
		title := d.wishTitle(w)
		if w.Asked {
			v.Asked = append(v.Asked, title)
			continue
		}
		t := part.Task{Title: title, Hint: w.Paper.Why, Path: casePath(d.ref, "papers", w.Paper.Name, strconv.Itoa(w.Member+1)), State: part.NotStarted}
		if len(w.Files) > 0 {
			t.State, t.Hint = part.Completed, "已有"+format.Count(len(w.Files))+"张"
		}
		v.Tasks = append(v.Tasks, t)
	}
	return screen.Show(papersPage(v))
}

// afterPapers leads on past papers that somebody cannot get now: they may come
// later, and nobody is sent round in a circle for them.
func (p *Pages) afterPapers(d *draft) (part.Link, error) {
	list, err := p.tasks(d)
	at := slices.IndexFunc(list, func(t part.Task) bool { return t.Title == papersTitle })
	for i := range list[at+1:] {
		if t := &list[at+1+i]; open(t) {
			return part.Link{Text: "继续：" + t.Title, Path: t.Path}, err
		}
	}
	return part.Link{Text: "回到清单", Path: casePath(d.ref, "form")}, err
}

func (d *draft) wishTitle(w *casework.Wish) string {
	if w.Member < 0 {
		return w.Paper.Title
	}
	return format.Name(nameOf(d.file.Matter, d.file.Form.Members[w.Member].Values)) + "的" + w.Paper.Title
}

// wishAt is the paper an address names.
func (p *Pages) wishAt(d *draft) (*casework.Wish, error) {
	wishes, err := p.s.Desk.Wishes(d.r.Context(), d.file)
	for i := range wishes {
		if w := &wishes[i]; w.Paper.Name == d.r.PathValue("paper") && strconv.Itoa(w.Member+1) == d.r.PathValue("member") {
			return w, nil
		}
	}
	if err == nil {
		err = missing()
	}
	return nil, err
}

// Paper asks for a photograph of one paper.
func (p *Pages) Paper(d *draft) (screen.Answer, error) {
	w, err := p.wishAt(d)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(paperPage(p.paper(d, w, "")))
}

func (p *Pages) paper(d *draft, w *casework.Wish, fault string) paperView {
	v := paperView{
		Frame: p.frame(d.r, "拍"+d.wishTitle(w), casePath(d.ref, "papers")), Why: w.Paper.Why, Have: len(w.Files),
		Form:  part.Form{Action: casePath(d.ref, "papers", w.Paper.Name, strconv.Itoa(w.Member+1)), Once: screen.NewOnce(), Seen: version(d.file.Case.Opened), Files: true, Button: "上传"},
		Field: part.Field{Kind: part.FileField, Name: "file", Label: "拍照，或者选照片", Hint: w.Paper.Example, Fault: fault},
	}
	v.Frame.Faults = fault != ""
	return v
}

// Bring takes a photograph into the draft.
func (p *Pages) Bring(d *draft) (screen.Answer, error) {
	w, err := p.wishAt(d)
	if err != nil {
		return screen.Answer{}, err
	}
	id, fault, err := p.upload(d.r, d.ref, "file", "paper")
	if err != nil {
		return screen.Answer{}, err
	}
	if id == "" && fault == "" {
		fault = "请先拍照或选一张照片。"
	}
	if fault != "" {
		return screen.Again(paperPage(p.paper(d, w, fault)))
	}
	form := d.form()
	values := form.Family
	if w.Member >= 0 {
		values = form.Members[w.Member].Values
	}
	values[w.Key()] = strings.TrimSpace(values[w.Key()] + " " + id)
	if err := p.keep(d, form); err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s", casePath(d.ref, "papers"))
}

// upload takes one file of a form: its id, or what is wrong with it; neither when
// none was chosen.
func (p *Pages) upload(r *screen.Request, ref register.Ref, field, kind string) (id, fault string, err error) {
	if r.MultipartForm == nil {
		return "", "", nil
	}
	content, header, err := r.Upload(field)
	if refused, ok := told(err); ok {
		return "", refused.Message, nil
	}
	if err != nil || content == nil {
		return "", "", err
	}
	defer func() { _ = content.Close() }()
	id, err = p.s.Desk.Attach(r.Context(), r.Who(), ref, io.Reader(content), file.Note{Kind: kind, Name: header.Filename})
	if refused, ok := told(err); ok && refused.Kind == civil.Invalid {
		return "", refused.Message, nil
	}
	return id, "", err
}
