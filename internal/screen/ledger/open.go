package ledger

import (
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// fundOf is the fund a path names.
func (p *Pages) fundOf(r *screen.Request) (civil.Area, *pay.Fund, error) {
	county, err := p.county(r, treasury)
	if err != nil {
		return 0, nil, err
	}
	d, err := p.s.Pay.FundDesk(r.Context(), office.Code(county), year(r), r.Today(), nil)
	if err != nil {
		return 0, nil, err
	}
	for i := range d.Funds {
		if d.Funds[i].Source == r.PathValue("source") {
			return county, &d.Funds[i], nil
		}
	}
	return 0, nil, office.Missing()
}

func (p *Pages) openView(r *screen.Request) (formView, civil.Area, *pay.Fund, error) {
	county, f, err := p.fundOf(r)
	if err != nil {
		return formView{}, 0, nil, err
	}
	button, effect := "声明为开放", "开放以后，资金没有到账也可以签发，余额记为负数。"
	if f.Open {
		button, effect = "恢复控制", "恢复以后，余额不够的批次不能签发。"
	}
	v := formView{
		Frame: office.Frame(r, f.Title),
		Head:  part.Head{Title: strconv.Itoa(year(r)) + "年" + f.Title, Lead: effect, Back: part.Link{Text: "资金", Path: fundsPath(county, year(r))}},
		Pairs: []part.Pair{
			{Key: "已下达", Value: format.Yuan(f.Allotted)}, {Key: "已支出", Value: format.Yuan(f.Drawn)}, {Key: "余额", Value: format.Yuan(f.Balance)},
			{Key: "到年底还要", Value: format.Yuan(f.Expected)},
		},
		Ask:    &part.Form{Action: "/funds/open/" + office.Code(county) + "/" + strconv.Itoa(year(r)) + "/" + f.Source, Once: screen.NewOnce(), Seen: strconv.FormatBool(f.Open), Button: button},
		Fields: []part.Field{{Kind: part.LongField, Name: "reason", Label: "理由和依据的文件", Value: r.Typed("reason")}},
	}
	if f.Account != "" {
		v.Head.More = []part.Link{{Text: "对账单", Path: "/ledger/account/" + office.Code(county) + "/" + f.Account}}
	}
	return v, county, f, nil
}

// OpenPage asks whether a fund may be overdrawn.
func (p *Pages) OpenPage(r *screen.Request) (screen.Answer, error) {
	v, _, _, err := p.openView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(formPage(v))
}

// Open says so.
func (p *Pages) Open(r *screen.Request) (screen.Answer, error) {
	v, county, f, err := p.openView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	// What was shown is what is turned: a form sent twice does not turn it back.
	if r.Seen() == strconv.FormatBool(f.Open) {
		if err := p.s.Pay.DeclareOpen(r.Context(), r.Visitor.Actor, office.Code(county), f.Source, year(r), !f.Open, r.Text("reason")); err != nil {
			return again(v, err)
		}
	}
	return screen.See("%s", fundsPath(county, year(r)))
}
