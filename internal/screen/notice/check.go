package notice

import (
	"errors"
	"net/url"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// checkView is the check of a letter.
type checkView struct {
	Frame  layout.Frame
	Form   part.Form
	Fields []part.Field
	Found  *casework.Checked
	County string
}

// Check asks which letter somebody holds.
func (p *Pages) Check(r *screen.Request) (screen.Answer, error) {
	county, number, typed := r.FormValue("county"), strings.TrimSpace(r.FormValue("number")), r.FormValue("code")
	if number == "" && typed == "" {
		return screen.Show(checkPage(p.check(r, "", "", "", "")))
	}
	return p.checked(r, county, number, typed)
}

// Checked is where the QR code of a letter leads.
func (p *Pages) Checked(r *screen.Request) (screen.Answer, error) {
	return p.checked(r, r.PathValue("county"), r.PathValue("number"), r.FormValue("code"))
}

func (p *Pages) checked(r *screen.Request, county, number, typed string) (screen.Answer, error) {
	found, err := p.s.Desk.CheckLetter(r.Context(), county, number, code(typed))
	var refused *civil.Error
	if errors.As(err, &refused) {
		message := refused.Message
		if typed == "" {
			message = "请填写文书上二维码旁边的校验码。"
		}
		return screen.Again(checkPage(p.check(r, county, number, typed, message)))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.check(r, county, number, "", "")
	v.Found, v.Frame.Title, v.Frame.Back = &found, "核对结果", "/check"
	if area, err := civil.ParseArea(county); err == nil {
		v.County = p.s.Desk.Place(area)
	}
	return screen.Show(checkPage(v))
}

// check is the form, with what was typed.
func (p *Pages) check(r *screen.Request, county, number, typed, fault string) checkView {
	v := checkView{Frame: p.frame(r, "核对文书", "/"), Form: part.Form{Action: "/check", Button: "核对"}}
	v.Frame.Faults = fault != ""
	where := part.Field{Kind: part.SelectField, Name: "county", Label: "哪个县（市、区）发的？", Value: county}
	for _, d := range p.s.Divisions.Under(p.s.City, civil.County, r.Today()) {
		where.Choices = append(where.Choices, part.Choice{Value: d.Code.String(), Text: d.Name})
	}
	v.Fields = []part.Field{
		where,
		{Name: "number", Label: "文书编号", Hint: "标题下面的编号，如DBQR〔2025〕3号", Value: number},
		{Name: "code", Label: "校验码", Hint: "二维码旁边的16个字母和数字", Value: typed, Fault: fault},
	}
	return v
}

// Address is where the QR code of a letter leads.
func Address(base, county, number, receipt string) string {
	return base + "/check/" + county + "/" + url.PathEscape(number) + "?code=" + url.QueryEscape(receipt)
}
