package finance

import (
	"bytes"

	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// Card shows how far a list is on its way through the finance department's one-card
// office.
func (p *Pages) Card(r *screen.Request) (screen.Answer, error) { return p.showCard(r, "", nil) }

func (p *Pages) showCard(r *screen.Request, message string, refusal error) (screen.Answer, error) {
	d, err := p.desk(r)
	if err != nil {
		return screen.Answer{}, err
	}
	steps, err := p.s.Pay.CardDesk(r.Context(), d.Run)
	if err != nil {
		return screen.Answer{}, err
	}
	v := moneyView{
		Frame: office.Frame(r, "一卡通"),
		Head:  part.Head{Title: "一卡通发放", Lead: format.Month(d.Month) + " " + p.programme(d.Programme) + "，" + sumWords(d.Run), Back: part.Link{Text: "回到批次", Path: path(d.Run)}},
	}
	t := part.Table{Caption: "财政一卡通的步骤", Columns: []part.Column{{Title: "步骤"}, {Title: "情况"}, {Title: "办理日期"}, {Title: "说明"}}}
	next := ""
	for _, s := range steps {
		state, day := "还没有", "—"
		if s.Done {
			state = "已办"
		}
		if s.Day != 0 {
			day = format.Day(s.Day)
		}
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(s.Title), part.Text(state), part.Text(day), part.Text(firstOf(s.Note, "—")))})
		if !s.Done && next == "" {
			next = s.Name
			if !s.Auto {
				mark := act("登记已办："+s.Title, "", cardPath(r)+"/mark", part.Field{Kind: part.DayField, Name: "day", Label: "办理日期", Value: r.Today().String()},
					part.Field{Kind: part.TextField, Name: "note", Label: "说明", Optional: true})
				mark.Hidden = [][2]string{{"step", s.Name}}
				v.Acts = append(v.Acts, mark)
			}
		}
	}
	v.Tables = []part.Table{t}
	if d.Hash != "" {
		v.Acts = append(v.Acts, act("下载送财政的名单", "CSV，GB18030 编码；谁下载过有记录。", cardPath(r)+"/list"))
	}
	v.refused(r, message, fieldOf(refusal, map[string]string{"card_day": "day", "date": "day"}))
	return shown(v, refusal)
}

func cardPath(r *screen.Request) string {
	return "/money/card/" + r.PathValue("county") + "/" + r.PathValue("run")
}

// MarkCard says that a step is done.
func (p *Pages) MarkCard(r *screen.Request) (screen.Answer, error) {
	d, err := p.desk(r)
	if err != nil {
		return screen.Answer{}, err
	}
	day, err := dayOf(r, "day")
	if err == nil {
		err = p.s.Pay.MarkCard(r.Context(), r.Visitor.Actor, d.County, d.ID, r.Text("step"), day, r.Text("note"))
	}
	if err == nil {
		return screen.See("%s", cardPath(r))
	}
	return again(err, func(message string, err error) (screen.Answer, error) { return p.showCard(r, message, err) })
}

// CardList hands the list out.
func (p *Pages) CardList(r *screen.Request) (screen.Answer, error) {
	d, err := p.desk(r)
	if err != nil {
		return screen.Answer{}, err
	}
	f, err := p.s.Pay.CardList(r.Context(), r.Visitor.Actor, d.County, d.ID)
	if err != nil {
		return again(err, func(message string, err error) (screen.Answer, error) { return p.showCard(r, message, err) })
	}
	return screen.Hand(screen.File{Name: f.Name, Type: "text/csv", Content: bytes.NewReader(f.Body), Attach: true})
}
