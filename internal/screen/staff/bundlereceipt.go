package staff

import (
	"github.com/a-h/templ"

	"lianxin/internal/casework"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/notice"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// bundleReceiptView is the one receipt of all matters of a bundle, to be printed.
type bundleReceiptView struct {
	Frame   layout.Frame
	Head    part.Head
	Title   string
	Known   []part.Pair
	Parts   []receiptPart
	Picture templ.Component
	Site    string
}

// receiptPart is one matter on the receipt.
type receiptPart struct {
	Title, Number, Where, Until string
	Missing                     []string // papers to bring later
}

// BundleReceipt shows the receipt of a bundle, as often as it is asked for.
func (p *Pages) BundleReceipt(r *screen.Request) (screen.Answer, error) {
	b, err := p.s.Desk.OpenBundle(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	frame := office.Frame(r, "收件回执")
	frame.Path = "/intake"
	v := bundleReceiptView{
		Frame: frame, Title: p.bundleTitle(b.Bundle.Name), Site: p.s.Address,
		Head: part.Head{Title: "收件回执", Lead: "打印一张交给他（她），几件事都在上面。", Back: part.Link{Text: "回到一件事", Path: bundlePath(b.Ref)}},
	}
	for _, f := range b.Files {
		if f.Case.Submitted == 0 {
			continue
		}
		if err := p.noteLook(r, f); err != nil {
			return screen.Answer{}, err
		}
		if len(v.Parts) == 0 {
			v.Known = p.receiptKnown(f)
		}
		v.Parts = append(v.Parts, p.receiptPart(r, f))
	}
	if len(v.Parts) == 0 {
		return screen.Answer{Next: bundlePath(b.Ref)}, nil // nothing was sent yet
	}
	if v.Picture, err = notice.QR(p.s.Address+"/sign-in", "扫码看进度"); err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(bundleReceiptPage(v))
}

// receiptKnown says who asked, through whom, where and when.
func (p *Pages) receiptKnown(f *casework.File) []part.Pair {
	c := f.Case
	list := []part.Pair{{Key: "申请人", Value: format.Name(c.Name)}}
	if agent := familyAnswer(f, proxyName); agent != "" {
		list = append(list, part.Pair{Key: "代办人", Value: format.Name(agent)})
	}
	return append(list, part.Pair{Key: "收件", Value: p.place(c.Intake)}, part.Pair{Key: "时间", Value: format.Moment(c.Submitted)})
}

// familyAnswer is the answer to a question about the family, empty for none.
func familyAnswer(f *casework.File, name string) string {
	s, field := question(f.Matter, name)
	if field == nil || !casework.Asked(s, field, f.Form.Family) {
		return ""
	}
	return f.Form.Family[s.Name+"."+name]
}

func (p *Pages) receiptPart(r *screen.Request, f *casework.File) receiptPart {
	one := receiptPart{Title: f.Matter.Title, Number: f.Case.Number, Where: p.place(f.Case.Division.Township())}
	for i := range f.Clocks {
		if clock := &f.Clocks[i]; clock.Stopped == 0 {
			due := p.clockDue(r, f, clock)
			one.Until = clock.Title + "：" + orText(due.Day, due.Text)
			break
		}
	}
	for i := range f.Papers {
		if s := f.Papers[i].State; s == casework.Wanted || s == casework.Late {
			one.Missing = append(one.Missing, paperTitle(f.Matter, f.Papers[i].Paper))
		}
	}
	return one
}
