package pricelink

import (
	"io"
	"net/http"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/pay/pricelink"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// indexView is the indices with all their versions, and the forms for new ones.
type indexView struct {
	Frame  layout.Frame
	Head   part.Head
	Fault  string
	Form   part.Form
	Fields []part.Field
	File   part.Form
	Upload part.Field
	List   part.Table
}

// Index shows the indices and, to whoever decides, the forms.
func (p *Pages) Index(r *screen.Request) (screen.Answer, error) {
	return p.showIndex(r, indexFields(r), "", "", http.StatusOK)
}

func (p *Pages) showIndex(r *screen.Request, fields []part.Field, fault, fileFault string, status int) (screen.Answer, error) {
	list, err := p.desk.Indices(r.Context(), p.region())
	if err != nil {
		return screen.Answer{}, err
	}
	v := indexView{
		Frame: office.Frame(r, "价格指数"), Fault: fault,
		Head: part.Head{Title: p.county(p.region()) + "的价格指数", Lead: "每月公布以后登记；更正不改原来的，另记一条。", Back: part.Link{Text: "物价联动", Path: "/pricelink"}},
		List: indexTable(list),
	}
	if r.Visitor.Plays(chiefs...) {
		v.Form = part.Form{Action: "/pricelink/index", Once: screen.NewOnce(), Button: "登记"}
		v.Fields = fields
		v.File = part.Form{Action: "/pricelink/index/file", Once: screen.NewOnce(), Button: "导入", Files: true}
		v.Upload = part.Field{Kind: part.FileField, Name: "file", Label: "CSV文件", Hint: "列：月份、指数、同比涨幅、公布日期、来源；更正的要有“更正原因”", Fault: fileFault}
	}
	v.Frame.Faults = fault != "" || fileFault != "" || len(part.Faults(fields...)) > 0
	return screen.Answer{Status: status, Page: indexPage(v)}, nil
}

// fieldLabels are the fields of the form for each index.
var fieldLabels = map[pack.IndexKind]string{pack.CPI: "CPI同比涨幅", pack.SCPI: "SCPI同比涨幅", pack.FoodCPI: "食品价格同比涨幅"}

func indexFields(r *screen.Request) []part.Field {
	list := []part.Field{{Kind: part.TextField, Name: "month", Label: "哪个月的指数", Hint: "写成2026-09这样", Value: r.Typed("month")}}
	for _, kind := range pack.IndexKinds {
		list = append(list, part.Field{Kind: part.TextField, Name: string(kind), Label: fieldLabels[kind], Unit: "%", Hint: "如4.4或-0.3；没有公布的留空", Value: r.Typed(string(kind)), Optional: true})
	}
	return append(list,
		part.Field{Kind: part.DayField, Name: "published", Label: "公布日期", Value: r.Typed("published")},
		part.Field{Kind: part.TextField, Name: "source", Label: "出处", Hint: "如国家统计局南通调查队", Value: r.Typed("source")},
		part.Field{Kind: part.TextField, Name: "note", Label: "更正原因", Hint: "已登记过的月份才填", Value: r.Typed("note"), Optional: true},
	)
}

// Enter takes the indices of a month.
func (p *Pages) Enter(r *screen.Request) (screen.Answer, error) {
	fields := indexFields(r)
	at := func(name string) *part.Field {
		return &fields[slices.IndexFunc(fields, func(f part.Field) bool { return f.Name == name })]
	}
	month, err := pricelink.ParseMonth(r.Text("month"))
	if err != nil {
		at("month").Fault = told(err)
	}
	published, err := civil.ParseDate(r.Text("published"))
	if err != nil {
		at("published").Fault = "公布日期请写成2026-10-16这样。"
	}
	var list []pricelink.Index
	for _, kind := range pack.IndexKinds {
		text := r.Text(string(kind))
		if text == "" {
			continue
		}
		rise, err := pricelink.ParseRise(text)
		if err != nil {
			at(string(kind)).Fault = told(err)
		}
		list = append(list, pricelink.Index{Point: pricelink.Point{Month: month, Kind: kind}, Rise: rise, Published: published, Source: r.Text("source"), Note: r.Text("note")})
	}
	if r.Text("source") == "" {
		at("source").Fault = "请写明出处，如国家统计局南通调查队。"
	}
	if len(list) == 0 {
		at(string(pack.CPI)).Fault = "请至少填写一个指数的同比涨幅。"
	}
	if len(part.Faults(fields...)) > 0 {
		return p.showIndex(r, fields, "", "", http.StatusUnprocessableEntity)
	}
	if _, err := p.desk.Enter(r.Context(), r.Who(), p.region(), list); err != nil {
		message, kind, ok := office.Told(err)
		if !ok || kind == civil.Denied {
			return screen.Answer{}, err
		}
		return p.showIndex(r, fields, message, "", statusOf(kind))
	}
	return screen.See("%s", monthPath(month))
}

// fileMost is how large a file may be.
const fileMost = 32 << 20

// raw reads a file of a form.
func raw(r *screen.Request, name string) ([]byte, string, error) {
	file, header, err := r.Upload(name)
	if err != nil {
		return nil, "", err
	}
	if file == nil {
		return nil, "", civil.Refuse("file_missing", "请选择文件。")
	}
	defer func() { _ = file.Close() }()
	if header.Size > fileMost {
		return nil, "", civil.Refuse("file_large", "文件不能超过%d MB，请核对是不是选错了。", fileMost>>20)
	}
	data, err := io.ReadAll(io.LimitReader(file, fileMost+1))
	return data, header.Filename, err
}

// Import takes a file of indices.
func (p *Pages) Import(r *screen.Request) (screen.Answer, error) {
	data, _, err := raw(r, "file")
	var list []pricelink.Index
	if err == nil {
		list, err = pricelink.ParseIndices(data)
	}
	if err == nil {
		_, err = p.desk.Enter(r.Context(), r.Who(), p.region(), list)
	}
	if err != nil {
		message, kind, ok := office.Told(err)
		if !ok || kind == civil.Denied {
			return screen.Answer{}, err
		}
		return p.showIndex(r, indexFields(r), "", message, statusOf(kind))
	}
	return screen.See("/pricelink/index")
}

// told is a refusal in words.
func told(err error) string {
	message, _, _ := office.Told(err)
	return message
}

// indexTable lists all versions, the newest month first.
func indexTable(list []*pricelink.Index) part.Table {
	t := part.Table{
		Caption: "登记和更正的指数", Empty: "还没有登记指数。",
		Columns: []part.Column{{Title: "月份"}, {Title: "指数"}, {Title: "同比涨幅", Number: true}, {Title: "公布日期"}, {Title: "出处"}, {Title: "谁登记"}, {Title: "情况"}},
	}
	for _, x := range slices.Backward(list) {
		state := part.Status(format.Done, "现行")
		switch {
		case !x.Standing:
			state = part.Status(format.Paused, "已更正")
		case x.Note != "":
			state = part.Status(format.Done, "更正："+x.Note)
		}
		t.Rows = append(t.Rows, part.Row{Path: monthPath(x.Month), Cells: cells(
			part.Text(format.Month(x.Month)), part.Text(x.Kind.Title()), part.Text(pricelink.Percent(x.Rise)), part.Text(format.ShortDay(x.Published)),
			part.Text(x.Source), part.Text(x.Name), state,
		)})
	}
	return t
}
