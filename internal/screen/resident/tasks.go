package resident

import (
	"fmt"

	"lianxin/internal/casework"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// tasksView is a long form in parts.
type tasksView struct {
	Frame  layout.Frame
	Lead   string
	Over   string // who asks for whom, of a guardian's draft
	Tasks  []part.Task
	Button part.Link
	Drop   part.Link
	Whole  part.Link // the bundle it is a part of
}

// Tasks lists the parts of a form, with how far each is.
func (p *Pages) Tasks(d *draft) (screen.Answer, error) {
	if err := p.noteWard(d.r, d.file); err != nil {
		return screen.Answer{}, err
	}
	v := tasksView{Frame: p.frame(d.r, d.file.Matter.Title, "/home"), Over: guardianLine(d.file).Text}
	list, err := p.tasks(d)
	if err != nil {
		return screen.Answer{}, err
	}
	v.Tasks = list
	done := 0
	for _, t := range list {
		if t.State == part.Completed {
			done++
		} else if v.Button.None() && open(&t) {
			v.Button = part.Link{Text: "继续：" + t.Title, Path: t.Path}
		}
	}
	v.Lead = fmt.Sprintf("填好了%d部分，共%d部分。随时可以停，已填的都存着。", done, len(list))
	for _, a := range p.s.Desk.Allowed(d.file, d.r.Who()) {
		if a.To != "" && a != d.send {
			v.Drop = part.Link{Text: a.Title, Path: casePath(d.ref, "do", a.Name)}
		}
	}
	if v.Whole, err = p.whole(d.r, d.ref); err != nil {
		return screen.Answer{}, err
	}
	if !v.Whole.None() && v.Button.Path == casePath(d.ref, "answers") {
		// Forms of a bundle are sent together, from its own page.
		v.Button, v.Whole = part.Link{Text: "填好了，回到一件事", Path: v.Whole.Path}, part.Link{}
	}
	return screen.Show(tasksPage(v))
}

// open says whether there is something to do in a part.
func open(t *part.Task) bool {
	return t.Path != "" && t.State != part.Completed && t.State != part.CannotYet
}

// laterHint is said of a part that may stay empty.
const laterHint = "可以先不填"

// tasks are the parts of a form: its sections, the papers, the promise, the answers.
func (p *Pages) tasks(d *draft) (list []part.Task, err error) {
	form := d.form()
	ready, members := true, false
	for i := range d.file.Matter.Sections {
		s := &d.file.Matter.Sections[i]
		if s.Of == "member" {
			if !members {
				t := d.membersTask(&form)
				list, ready, members = append(list, t), ready && t.State == part.Completed, true
			}
			continue
		}
		sp := &spot{d, s, -1, form.Family, form.Members[0].Source}
		t := part.Task{Title: s.Title, Path: sp.path(), State: sp.state()}
		if sp.optional() && t.State == part.NotStarted {
			t.Hint = laterHint
		} else {
			ready = ready && t.State == part.Completed
		}
		list = append(list, t)
	}
	papers, wanted, err := p.papersTask(d)
	if err != nil {
		return nil, err
	}
	if wanted {
		list = append(list, papers)
	}
	promise := part.Task{Title: "承诺和签名", Path: casePath(d.ref, "declare"), State: part.NotStarted}
	send := part.Task{Title: "核对答案并提交", Path: casePath(d.ref, "answers"), State: part.NotStarted}
	switch {
	case !ready:
		promise.State, promise.Hint, send.State = part.CannotYet, "前面都填好才能签", part.CannotYet
	case form.Agreed:
		promise.State = part.Completed
	default:
		send.State = part.CannotYet
	}
	return append(list, promise, send), nil
}

// state is how far a section is.
func (s *spot) state() part.TaskState {
	switch {
	case s.ready() && s.begun():
		return part.Completed
	case s.begun():
		return part.Started
	}
	return part.NotStarted
}

// member says how far the answers about a member are, over all sections.
func (d *draft) member(form *casework.Answers, k int) part.TaskState {
	state, some := part.Completed, false
	for i := range d.file.Matter.Sections {
		s := &d.file.Matter.Sections[i]
		if s.Of != "member" {
			continue
		}
		sp := &spot{d, s, k, form.Members[k].Values, form.Members[k].Source}
		one := sp.state()
		some = some || one != part.NotStarted
		if one != part.Completed {
			state = part.Started
		}
	}
	if state == part.Started && !some {
		return part.NotStarted
	}
	return state
}

func (d *draft) membersTask(form *casework.Answers) part.Task {
	t := part.Task{Title: "家里的人", Path: casePath(d.ref, "members"), State: part.Completed}
	left := 0
	for k := range form.Members {
		if d.member(form, k) != part.Completed {
			left++
		}
	}
	t.Hint = fmt.Sprintf("已写%d人", len(form.Members))
	if left > 0 {
		t.State, t.Hint = part.Started, fmt.Sprintf("已写%d人，还有%d人没有填完", len(form.Members), left)
	}
	return t
}

// papersTitle is the part of a form that asks for papers.
const papersTitle = "材料"

// papersTask says how many papers are still wanted.
func (p *Pages) papersTask(d *draft) (t part.Task, wanted bool, err error) {
	wishes, err := p.s.Desk.Wishes(d.r.Context(), d.file)
	t = part.Task{Title: papersTitle, Path: casePath(d.ref, "papers"), State: part.Completed}
	left := 0
	for i := range wishes {
		wanted = wanted || !wishes[i].Asked
		if !wishes[i].Asked && len(wishes[i].Files) == 0 {
			left++
		}
	}
	if left > 0 {
		t.State, t.Hint = part.Started, fmt.Sprintf("还有%s件没有拍；拿不到的可以先提交，我们会一次告诉您", format.Count(left))
	}
	return t, wanted, err
}
