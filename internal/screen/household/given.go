package household

import (
	"bytes"
	"encoding/csv"
	"io"
	"net/url"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/feed"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// giftTable is a table of what was given, without its rows.
func giftTable(caption, empty string) part.Table {
	return part.Table{Caption: caption, Empty: empty, Columns: []part.Column{
		{Title: "姓名"}, {Title: "日期"}, {Title: "帮扶单位", Clamp: true}, {Title: "项目", Clamp: true}, {Title: "方式"}, {Title: "金额或折价", Unit: "元", Number: true}, {Title: "来自"},
	}}
}

func giftRow(g *register.Gift, name string) part.Row {
	amount := part.NoValue("没有写")
	if g.Priced {
		amount = part.Amount(g.Amount)
	}
	return part.Row{Path: path("person", g.Person), Cells: cells(
		part.Text(format.Name(name)), part.Text(g.On), part.Text(orDash(g.By)), part.Text(g.Item), part.Text(orDash(g.How)), amount, part.Text(g.Register))}
}

// giftsShown is how many things given the page of a family shows.
const giftsShown = 30

// givenOf is what departments and organisations have given to the family's people.
func (p *Pages) givenOf(r *screen.Request, f *family) ([]section, error) {
	names := map[register.Ref]string{}
	var people []register.Ref
	for _, one := range f.people {
		names[one.Person] = one.Name
		people = append(people, one.Person)
	}
	gifts, err := p.s.Register.GivenTo(r.Context(), r.Viewer(), people, r.Today())
	t := giftTable("各单位给过的帮扶", "没有单位报过给这一家的帮扶。")
	for i := range gifts[:min(len(gifts), giftsShown)] {
		t.Rows = append(t.Rows, giftRow(&gifts[i], names[gifts[i].Person]))
	}
	s := section{ID: "given", Title: "各部门、群团组织给过的帮扶", Words: []string{"来自各单位报送的名单，民政发的在“待遇和发放”里。"}, Tables: []part.Table{t}}
	if len(gifts) > giftsShown {
		s.Words = append(s.Words, "共"+format.Count(len(gifts))+"笔，这里是最近的"+format.Count(giftsShown)+"笔。")
	}
	return []section{s}, err
}

// giverText is a giver as an address carries it.
func giverText(g register.Giver) string { return g.Register + "|" + g.Field + "|" + g.Text }

// giverOf is the giver of an address; false where it names none.
func giverOf(text string) (g register.Giver, ok bool) {
	name, rest, ok := strings.Cut(text, "|")
	field, value, more := strings.Cut(rest, "|")
	return register.Giver{Register: name, Field: field, Text: value}, ok && more && value != ""
}

// Given is the pool of what all departments and organisations have given (救助资源库).
func (p *Pages) Given(r *screen.Request) (screen.Answer, error) {
	givers, err := p.s.Register.Givers(r.Context(), r.Viewer())
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, "救助资源库"), FilterAt: "/given",
		Head: part.Head{Title: "救助资源库", Lead: "各部门、工会、共青团、妇联、残联、红十字会和慈善组织给过谁什么。给一家的，看这一家的档案。", Back: part.Link{Text: "台账", Path: "/households"}},
	}
	if r.Visitor.Plays(collectors...) {
		v.Head.Action = part.Link{Text: "读入一份名单", Path: "/given/new"}
	}
	v.Filter = []part.Field{{Kind: part.SelectField, Name: "by", Label: "单位或者项目", Value: r.Text("by"), Choices: p.giverChoices(givers), Optional: true}}
	by, chosen := giverOf(r.Text("by"))
	if !chosen {
		s := section{ID: "list", Words: []string{"选一个单位或者项目，看给了谁。"}}
		if len(givers) == 0 {
			s.Words = []string{"还没有单位报来名单。由市里读入，或者对方的系统经数据接口报送。"}
		}
		v.Sections = []section{s}
		return screen.Show(sheetPage(v))
	}
	gifts, next, err := p.s.Register.SearchGiven(r.Context(), r.Viewer(), by, register.Page{Size: pageSize, After: r.Text("after")}, r.Today())
	if err != nil {
		return screen.Answer{}, err
	}
	keep := url.Values{"by": {r.Text("by")}}
	v.Head.More = []part.Link{{Text: "导出CSV", Path: "/given/export?" + keep.Encode()}}
	t := giftTable(by.Text, "您管的地方没有人得到过。")
	for i := range gifts {
		t.Rows = append(t.Rows, giftRow(&gifts[i], gifts[i].Name))
	}
	s := section{ID: "list", Tables: []part.Table{t}}
	if next != "" {
		keep.Set("after", next)
		s.Links = []part.Link{{Text: "下一页", Path: "/given?" + keep.Encode()}}
	}
	v.Sections = []section{s}
	return screen.Show(sheetPage(v))
}

// giverChoices are the names in words: who gave first, then what.
func (p *Pages) giverChoices(givers []register.Giver) (list []part.Choice) {
	for _, kind := range []string{"单位", "项目"} {
		for _, g := range givers {
			reg := p.s.Catalogue().Register(g.Register)
			if reg == nil || reg.Given == nil || (reg.Given.By == g.Field) != (kind == "单位") {
				continue
			}
			list = append(list, part.Choice{Value: giverText(g), Text: kind + "：" + g.Text + "（" + reg.Title + "）"})
		}
	}
	return list
}

// ExportGiven is what was given by somebody, or under a name, as a file. Names are in
// it, numbers are not.
func (p *Pages) ExportGiven(r *screen.Request) (screen.Answer, error) {
	by, chosen := giverOf(r.Text("by"))
	if !chosen {
		return screen.Answer{}, civil.Refuse("given_export", "请先选一个单位或者项目，再导出。")
	}
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	if err := w.Write([]string{"姓名", "日期", "帮扶单位", "项目", "方式", "金额或折价", "来自", "人员编号"}); err != nil {
		return screen.Answer{}, err
	}
	page := register.Page{Size: 100}
	for count := 0; count < exportMost; {
		gifts, next, err := p.s.Register.SearchGiven(r.Context(), r.Viewer(), by, page, r.Today())
		if err != nil {
			return screen.Answer{}, err
		}
		for i := range gifts {
			if err := w.Write(exportedGift(&gifts[i])); err != nil {
				return screen.Answer{}, err
			}
		}
		if count += len(gifts); next == "" {
			break
		}
		page.After = next
	}
	w.Flush()
	return screen.Hand(screen.File{Name: "救助资源库" + format.ShortDay(r.Today()) + ".csv", Type: "text/csv; charset=utf-8", Content: &out, Attach: true})
}

func exportedGift(g *register.Gift) []string {
	amount := ""
	if g.Priced {
		amount = g.Amount.String()
	}
	row := []string{g.Name, g.On, g.By, g.Item, g.How, amount, g.Register, g.Person.ID}
	for i := range row {
		row[i] = civil.PlainCell(row[i])
	}
	return row
}

// GivenForm asks for a list of a department or an organisation.
func (p *Pages) GivenForm(r *screen.Request) (screen.Answer, error) {
	return p.givenForm(r, nil, nil)
}

func (p *Pages) givenForm(r *screen.Request, fault *civil.Error, loaded *feed.Loaded) (screen.Answer, error) {
	var kinds []part.Choice
	for _, f := range p.s.Catalogue().Feeds() {
		if f.Register.Given != nil {
			kinds = append(kinds, part.Choice{Value: f.Name, Text: f.Title})
		}
	}
	v := formView{
		Frame: office.Frame(r, "读入帮扶名单"),
		Head: part.Head{Title: "读入一个单位的帮扶名单", Lead: "表里要有身份证号、帮扶项目和日期（发放名册是月份）。按身份证号对到人；读不懂的行退回并说明原因，同一份名单交两次只算一次。",
			Back: part.Link{Text: "救助资源库", Path: "/given"}},
		Form: part.Form{Action: "/given/new", Once: screen.NewOnce(), Files: true, Button: "读入"},
		Fields: []part.Field{
			{Kind: part.SelectField, Name: "kind", Label: "哪一种名单", Value: r.Typed("kind"), Choices: kinds},
			{Kind: part.TextField, Name: "giver", Label: "哪个单位的", Value: r.Typed("giver"), Hint: "表里有“帮扶单位”一列的空着。", Optional: true},
			{Kind: part.FileField, Name: "file", Label: "名单", Hint: "CSV或者XLSX。"},
		},
	}
	if loaded != nil {
		v.Words, v.Tables = takenWords(loaded)
	}
	return v.answer(fault)
}

// setAsideShown is how many rows that were set aside are named.
const setAsideShown = 100

// takenWords are what became of a list.
func takenWords(l *feed.Loaded) (words []string, tables []part.Table) {
	words = []string{"“" + l.File + "”共" + format.Count(int(l.Rows)) + "行：接收" + format.Count(int(l.Accepted)) + "行，退回" + format.Count(int(l.QuarantinedRows)) +
		"行，查无此人" + format.Count(int(l.Unmatched)) + "行。接收的过一会儿就能查到。"}
	if l.Already {
		words = []string{"这份名单以前读入过，这次没有改动任何记录。"}
	}
	t := part.Table{Caption: "退回的行", Columns: []part.Column{{Title: "第几行", Number: true}, {Title: "列"}, {Title: "为什么"}}}
	for _, q := range l.Quarantined[:min(len(l.Quarantined), setAsideShown)] {
		t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(format.Count(int(q.Record))), part.Text(orDash(q.Column)), part.Text(q.Reason))})
	}
	if len(t.Rows) > 0 {
		tables = []part.Table{t}
	}
	return words, tables
}

// givenMost is the largest list that is taken in on a page.
const givenMost = 8 << 20

// TakeGiven takes a list in.
func (p *Pages) TakeGiven(r *screen.Request) (screen.Answer, error) {
	f := p.s.Catalogue().Feed(r.Text("kind"))
	if f == nil || f.Register.Given == nil {
		return p.givenForm(r, civil.Refuse("given_kind", "请选哪一种名单。"), nil)
	}
	file, header, err := r.Upload("file")
	if err != nil {
		return screen.Answer{}, err
	}
	if file == nil {
		return p.givenForm(r, civil.Refuse("given_file", "请选择名单的文件。"), nil)
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, givenMost+1))
	if err != nil {
		return screen.Answer{}, err
	}
	if len(content) > givenMost {
		return p.givenForm(r, civil.Refuse("given_file", "名单超过8 MB，请分成几份，或者请系统管理员用lianxin load读入。"), nil)
	}
	d := screen.Delivery{Actor: r.Viewer().Actor, Name: header.Filename, Content: content, Kind: f.Name, Batch: map[string]string{}}
	if giver := r.Text("giver"); giver != "" {
		d.Batch[f.Register.Given.By] = giver
	}
	loaded, err := p.s.Take(r.Context(), d)
	if refused := told(err); refused != nil {
		return p.givenForm(r, refused, nil)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return p.givenForm(r, nil, loaded)
}
