package staff

import (
	"github.com/a-h/templ"

	"lianxin/internal/casework"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/part"
)

// workCells are the cells of one case in a list.
func (p *Pages) workCells(r *screen.Request, c *casework.Case, names map[string]string) []templ.Component {
	short, stage, mark := c.Matter, c.Stage, format.Unknown
	if m, err := p.s.Desk.Matter(c.Matter); err == nil {
		short = m.Short
		if s := m.Stage(c.Stage); s != nil {
			stage, mark = s.Title, markOf(s)
		}
	}
	due := part.Text("—")
	if d, ok := p.dueOf(c, stage, r.Today()); ok {
		due = part.DueChip(d)
	}
	number := c.Number
	if number == "" {
		number = "草稿"
	}
	return []templ.Component{
		part.Text(number), part.Text(format.Name(c.Name)), part.Text(short), part.Status(mark, stage), due,
		part.Text(p.place(c.Division)), part.Text(p.assignee(r, c, names)),
	}
}

// assignee is who has taken a case: nobody yet, or a colleague by name.
func (p *Pages) assignee(r *screen.Request, c *casework.Case, names map[string]string) string {
	switch {
	case c.Assignee == "" && c.Awaits == "nobody":
		return "—"
	case c.Assignee == "":
		return "没人领"
	case c.Assignee == r.Visitor.Staff:
		return "我"
	}
	if names[c.Assignee] == "" {
		names[c.Assignee] = "同事"
		if a, err := p.s.Accounts.ByID(r.Context(), c.Assignee); err == nil {
			names[c.Assignee] = a.Name
		}
	}
	return names[c.Assignee]
}
