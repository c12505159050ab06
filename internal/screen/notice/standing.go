package notice

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// standingView is who of a village is in pay, as far as the law has it published.
type standingView struct {
	Frame   layout.Frame
	Place   string
	Lists   []part.Table
	Address string
	QR      templ.Component
}

// standingMost is how many families of a village and a programme a page shows.
const standingMost = 500

// Standing lists the families of a village that are paid this month. It is made anew
// at each look: who is paid no longer is not on it, and no child ever is.
func (p *Pages) Standing(r *screen.Request) (screen.Answer, error) {
	area, err := civil.ParseArea(r.PathValue("division"))
	if err != nil || !p.s.City.Contains(area) || area.Level() != civil.Village {
		return screen.Answer{}, missing()
	}
	if _, known := p.s.Divisions.Latest(area); !known {
		return screen.Answer{}, missing()
	}
	v := standingView{Place: p.s.Desk.Place(area), Address: p.s.Address + "/board/" + area.String() + "/in-pay"}
	v.Frame = p.frame(r, v.Place+"正在享受救助的家庭", "/board/"+area.String())
	published, err := p.s.Desk.Publications(area, r.Today())
	if err != nil {
		return screen.Answer{}, err
	}
	for i := range published {
		table, err := p.standing(r.Context(), area, r.Today().Month(), &published[i])
		if err != nil {
			return screen.Answer{}, err
		}
		v.Lists = append(v.Lists, table)
	}
	if v.QR, err = QR(v.Address, "扫码看最新名单"); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(standingPage(v))
}

// standing is the list of one benefit.
func (p *Pages) standing(ctx context.Context, area civil.Area, month civil.Month, pub *casework.Publication) (part.Table, error) {
	t := part.Table{Caption: pub.Title, Empty: pub.Title + "：现在没有。", Columns: []part.Column{{Title: "姓名", Clamp: true}}}
	members, amount := slices.Contains(pub.Shows, "members"), slices.Contains(pub.Shows, "amount")
	if members {
		t.Columns = append(t.Columns, part.Column{Title: "享受人数", Unit: "人", Number: true})
	}
	if amount {
		t.Columns = append(t.Columns, part.Column{Title: "每月", Unit: "元", Number: true})
	}
	list, err := p.s.Pay.PaidAt(ctx, area, pub.Programme, month, standingMost)
	if err != nil {
		return t, err
	}
	for i := range list {
		name, err := p.named(ctx, &list[i], pub.Born)
		if err != nil {
			return t, err
		}
		if name == "" {
			continue
		}
		row := []templ.Component{part.Text(format.Name(name))}
		if members {
			row = append(row, part.Text(format.Count(len(list[i].Covered))))
		}
		if amount {
			row = append(row, part.Amount(list[i].Amount))
		}
		t.Rows = append(t.Rows, part.Row{Cells: row})
	}
	return t, nil
}

// named is the grown person by whom a benefit is published: of a person's benefit
// that person, of a family's the payee or else the first grown member. Where there
// is none, the benefit is a child's and nobody is named.
func (p *Pages) named(ctx context.Context, e *pay.Entry, born civil.Date) (string, error) {
	people := append([]register.Ref{e.Payee}, e.Covered...)
	for _, ref := range people {
		if e.Person != "" && ref.ID != e.Person || !slices.Contains(e.Covered, ref) {
			continue
		}
		if name, err := p.s.Register.GrownName(ctx, ref, born); err != nil || name != "" {
			return name, err
		}
	}
	return "", nil
}
