package notice

import (
	"errors"

	"github.com/a-h/templ"

	"lianxin/internal/casework"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// noticeView is one notice.
type noticeView struct {
	Frame   layout.Frame
	Notice  part.Posted
	Opinion string
	Office  string
	Where   string
	Print   string
	Address string // under the QR code
	QR      templ.Component
}

// notice reads the notice of an address.
func (p *Pages) notice(r *screen.Request) (*casework.PublicNotice, error) {
	n, err := p.s.Desk.Notice(r.Context(), r.PathValue("county"), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return &n, nil
}

// Notice shows one notice; afterwards that it is over.
func (p *Pages) Notice(r *screen.Request) (screen.Answer, error) {
	n, err := p.notice(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(noticePage(p.view(r, n)))
}

// Poster is a notice to be hung on the wall, with a QR code that leads to it.
func (p *Pages) Poster(r *screen.Request) (screen.Answer, error) {
	n, err := p.notice(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.view(r, n)
	v.Frame.Back = path(n)
	v.Address = p.s.Address + path(n)
	if v.QR, err = QR(v.Address, "扫码看这份公示、提出异议"); err != nil {
		return screen.Answer{}, err
	}
	v.Notice.Object = ""
	return screen.Show(posterPage(v))
}

func (p *Pages) view(r *screen.Request, n *casework.PublicNotice) noticeView {
	v := noticeView{Frame: p.frame(r, n.Body.Title, "/board"), Notice: p.posted(n)}
	if n.Village != 0 && !n.Over {
		v.Frame.Back = "/board/" + n.Village.String()
	}
	if !n.Over {
		v.Opinion, v.Office, v.Where, v.Print = n.Body.Opinion, n.Body.Office, n.Body.Where, path(n)+"/print"
	}
	return v
}

// objectionView is the form of somebody who knows better.
type objectionView struct {
	Frame  layout.Frame
	Title  string
	Place  string
	Banner string
	Form   part.Form
	Fields []part.Field
}

// Objection asks what is wrong with a notice.
func (p *Pages) Objection(r *screen.Request) (screen.Answer, error) {
	n, err := p.notice(r)
	if err != nil || n.Over {
		return screen.Answer{}, errors.Join(err, over(n))
	}
	v, err := p.objection(r, n, nil, screen.NewOnce())
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(objectionPage(v))
}

// over sends those who come too late to the notice, which says that it is over.
func over(n *casework.PublicNotice) error {
	if n == nil || !n.Over {
		return nil
	}
	return missing()
}

// questions are what the matter of a notice asks whoever objects.
func (p *Pages) questions(r *screen.Request, n *casework.PublicNotice) ([]pack.FormField, error) {
	f, err := p.s.Desk.Read(r.Context(), n.Case)
	if err != nil {
		return nil, err
	}
	if a := f.Matter.Action("object"); a != nil {
		return a.Form, nil
	}
	return nil, missing()
}

func (p *Pages) objection(r *screen.Request, n *casework.PublicNotice, faults casework.Faults, once string) (objectionView, error) {
	v := objectionView{
		Frame: p.frame(r, "我有异议", path(n)), Title: n.Body.Title, Place: n.Body.Village,
		Form: part.Form{Action: path(n) + "/object", Once: once, Button: "提交异议"},
	}
	v.Frame.Faults = len(faults) > 0
	v.Banner = faultOf(faults, "")
	form, err := p.questions(r, n)
	for i := range form {
		v.Fields = append(v.Fields, fieldOf(&form[i], r.Typed(form[i].Name), faultOf(faults, form[i].Name)))
	}
	return v, err
}

// Object takes an objection from anybody.
func (p *Pages) Object(r *screen.Request) (screen.Answer, error) {
	n, err := p.notice(r)
	if err != nil {
		return screen.Answer{}, err
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	form, err := p.questions(r, n)
	if err != nil {
		return screen.Answer{}, err
	}
	values := map[string]string{}
	for i := range form {
		values[form[i].Name] = r.Text(form[i].Name)
	}
	_, err = p.s.Desk.Object(r.Context(), r.Who(), n.Case.County, n.ID, values, once)
	var faults casework.Faults
	if errors.As(err, &faults) {
		v, err := p.objection(r, n, faults, once)
		if err != nil {
			return screen.Answer{}, err
		}
		return screen.Again(objectionPage(v))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s/objected", path(n))
}

// Objected is the receipt of an objection. It says nothing about the case.
func (p *Pages) Objected(r *screen.Request) (screen.Answer, error) {
	n, err := p.notice(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := noticeView{Frame: p.frame(r, "已收到您的异议", path(n)), Notice: part.Posted{Number: shortNumber(n.ID)}}
	if !n.Over {
		v.Where = format.Day(n.Last)
	}
	return screen.Show(objectedPage(v))
}
