package notice

import (
	"net/url"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// boardsView is the way down to a village.
type boardsView struct {
	Frame  layout.Frame
	Place  string
	Path   string // where a part of the division is chosen
	Boards []part.Link
	Here   part.Link // all notices of the division itself
}

// Boards leads to the board of a village: county, town, village, a page each.
func (p *Pages) Boards(r *screen.Request) (screen.Answer, error) {
	area := p.s.City
	if typed := r.FormValue("within"); typed != "" {
		var err error
		if area, err = civil.ParseArea(typed); err != nil || !p.s.City.Contains(area) || area.Level() >= civil.Village {
			return screen.Answer{}, missing()
		}
	}
	v := boardsView{Frame: p.frame(r, "看公示", "/"), Place: p.s.Desk.Place(area)}
	if area != p.s.City {
		v.Frame.Back = "/board"
		if area.Level() == civil.Township {
			v.Frame.Back = "/board?within=" + area.County().String()
			v.Here = part.Link{Text: v.Place + "全部公示", Path: "/board/" + area.String()}
		}
	}
	for _, d := range p.s.Divisions.Under(area, area.Level()+1, r.Today()) {
		to := "/board?within=" + url.QueryEscape(d.Code.String())
		if d.Code.Level() == civil.Village {
			to = "/board/" + d.Code.String()
		}
		v.Boards = append(v.Boards, part.Link{Text: d.Name, Path: to})
	}
	return screen.Show(boardsPage(v))
}

// boardView is the board of a village or town.
type boardView struct {
	Frame   layout.Frame
	Place   string
	Notices []part.Posted
	InPay   part.Link // who is in pay, of a village
}

// Board shows the notices that hang in a village or town today.
func (p *Pages) Board(r *screen.Request) (screen.Answer, error) {
	area, err := civil.ParseArea(r.PathValue("division"))
	if err != nil || !p.s.City.Contains(area) || area.Level() < civil.Township {
		return screen.Answer{}, missing()
	}
	if _, known := p.s.Divisions.Latest(area); !known {
		return screen.Answer{}, missing()
	}
	list, err := p.s.Desk.Board(r.Context(), area)
	if err != nil {
		return screen.Answer{}, err
	}
	place := p.s.Desk.Place(area)
	v := boardView{Frame: p.frame(r, place+"公示", "/board?within="+area.Township().String()), Place: place}
	if area.Level() == civil.Village {
		v.InPay = part.Link{Text: "正在享受救助的家庭", Path: "/board/" + area.String() + "/in-pay"}
	}
	for i := range list {
		v.Notices = append(v.Notices, p.posted(&list[i]))
	}
	return screen.Show(boardPage(v))
}

// numberLength is how much of a notice's id is told: enough on the telephone.
const numberLength = 8

// path is the address of a notice.
func path(n *casework.PublicNotice) string { return "/notice/" + n.Case.County + "/" + n.ID }

// posted is a notice as the part shows it.
func (p *Pages) posted(n *casework.PublicNotice) part.Posted {
	out := part.Posted{Number: shortNumber(n.ID), Matter: n.Body.Title, Over: n.Over}
	if n.Over {
		return out
	}
	out.Name, out.Place, out.From, out.Until = n.Body.Name, n.Body.Village, format.Day(n.First), format.Day(n.Last)
	if n.Body.Members > 0 {
		out.Counted = format.Count(n.Body.Members) + "人"
	}
	if n.Body.Amount > 0 {
		out.Amount = format.Yuan(n.Body.Amount)
	}
	out.Object = path(n) + "/object"
	return out
}

func shortNumber(id string) string {
	if len(id) > numberLength {
		id = id[len(id)-numberLength:]
	}
	return id
}
