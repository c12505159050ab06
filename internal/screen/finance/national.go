package finance

import (
	"bytes"
	"io"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// National lists the comparisons with the national system and the differences of one.
func (p *Pages) National(r *screen.Request) (screen.Answer, error) { return p.showNational(r, "", nil) }

func (p *Pages) showNational(r *screen.Request, message string, refusal error) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	code := office.Code(county)
	list, differences, err := p.s.Pay.NationalDesk(r.Context(), code, r.Text("of"))
	if err != nil {
		return screen.Answer{}, err
	}
	at := "/money/national/" + code
	v := moneyView{
		Frame: office.Frame(r, "与金民工程对账"), Others: p.countyTabs(r, "/money/national", county),
		Head: part.Head{Title: "与金民工程对账", Lead: "导出本平台在享名单，读入金民工程的名单，列出不同。", Back: part.Link{Text: "发放批次", Path: "/pay?county=" + code}},
	}
	past := part.Table{Caption: "对过的账", Keys: true, Empty: "还没有对过账。", Columns: []part.Column{{Title: "月份"}, {Title: "本平台", Unit: "项", Number: true}, {Title: "金民工程", Unit: "行", Number: true}, {Title: "一致", Number: true}}}
	for _, c := range list {
		past.Rows = append(past.Rows, part.Row{Path: "/money/national?county=" + code + "&of=" + c.ID, Cells: cells(part.Text(format.Month(c.Month)), part.Text(format.Count(int(c.Here))), part.Text(format.Count(int(c.There))), part.Text(format.Count(int(c.Agreed))))})
	}
	apart := part.Table{Caption: "不同的", Empty: "没有不同。", Columns: []part.Column{{Title: "种类"}, {Title: "姓名"}, {Title: "待遇"}, {Title: "本平台", Unit: "元", Number: true}, {Title: "金民工程", Unit: "元", Number: true}, {Title: "查明"}}}
	open := part.Field{Kind: part.SelectField, Name: "difference", Label: "哪一条"}
	for i, d := range differences {
		apart.Rows = append(apart.Rows, part.Row{Cells: cells(part.Text(d.Kind.Title()), part.Text(format.Name(d.Name)), part.Text(p.programme(d.Programme)), part.Amount(d.Here), part.Amount(d.There), part.Text(firstOf(d.Resolution, "还没有")))})
		if d.Resolution == "" {
			open.Choices = append(open.Choices, part.Choice{Value: d.ID, Text: format.Count(i+1) + " " + d.Kind.Title() + " " + format.Name(d.Name)})
		}
	}
	v.Tables = []part.Table{apart, past}
	month := part.Field{Kind: part.SelectField, Name: "month", Label: "月份", Value: r.Today().Month().String(), Choices: monthChoices(r.Today(), 0, 12)}
	take := act("读入并对账", "", at+"/compare", month, part.Field{Kind: part.FileField, Name: "file", Label: "金民工程导出的名单（CSV）"})
	take.Form.Files = true
	v.Acts = []moneyAct{act("导出在享名单", "", at+"/list", month), take}
	if len(open.Choices) > 0 {
		v.Acts = append(v.Acts, act("登记查明的结果", "", at+"/resolve", open, part.Field{Kind: part.TextField, Name: "words", Label: "查明的结果"}))
	}
	v.refused(r, message, fieldOf(refusal, map[string]string{"finding_resolution": "words", "national_missing": "file", "national_head": "file", "national_column": "file"}))
	return shown(v, refusal)
}

// NationalList hands out our list.
func (p *Pages) NationalList(r *screen.Request) (screen.Answer, error) {
	return p.onNational(r, func(county string, month civil.Month) (*pay.File, error) {
		return p.s.Pay.NationalList(r.Context(), r.Visitor.Actor, county, month)
	})
}

// CompareNational reads theirs.
func (p *Pages) CompareNational(r *screen.Request) (screen.Answer, error) {
	return p.onNational(r, func(county string, month civil.Month) (*pay.File, error) {
		file, header, err := r.Upload("file")
		if err != nil {
			return nil, err
		}
		if file == nil || header.Size > returnMost {
			return nil, civil.Refuse("national_missing", "请选择金民工程导出的名单，不超过%d MB。", returnMost>>20)
		}
		defer func() { _ = file.Close() }()
		raw, err := io.ReadAll(io.LimitReader(file, returnMost+1))
		if err != nil {
			return nil, err
		}
		_, err = p.s.Pay.CompareNational(r.Context(), r.Visitor.Actor, county, month, raw, p.named)
		return nil, err
	})
}

// ResolveNational says what somebody found out about a difference.
func (p *Pages) ResolveNational(r *screen.Request) (screen.Answer, error) {
	return p.onNational(r, func(county string, _ civil.Month) (*pay.File, error) {
		return nil, p.s.Pay.ResolveNational(r.Context(), r.Visitor.Actor, county, r.Text("difference"), r.Text("words"))
	})
}

// onNational does something about the comparison and shows it, or hands a file out.
func (p *Pages) onNational(r *screen.Request, do func(county string, month civil.Month) (*pay.File, error)) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	var file *pay.File
	month, err := monthOf(r, "month")
	if err == nil {
		file, err = do(office.Code(county), month)
	}
	switch {
	case err == nil && file != nil:
		return screen.Hand(screen.File{Name: file.Name, Type: "text/csv", Content: bytes.NewReader(file.Body), Attach: true})
	case err == nil:
		return screen.See("/money/national?county=%s", office.Code(county))
	}
	return again(err, func(message string, err error) (screen.Answer, error) { return p.showNational(r, message, err) })
}

// named is the programme another system calls so.
func (p *Pages) named(title string) string {
	for _, one := range p.s.Catalogue().Programmes() {
		if one.Title == title || one.Name == title {
			return one.Name
		}
	}
	return title
}
