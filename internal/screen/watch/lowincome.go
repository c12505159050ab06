package watch

import (
	"bytes"
	"encoding/csv"
	"net/url"

	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/tier"
)

// tierSize is how many people a page of the register shows.
const tierSize = 50

// LowIncome is the register of people with a low income, with its counts.
func (p *Pages) LowIncome(r *screen.Request) (screen.Answer, error) {
	q := tier.Query{Scope: screenScope(r), Tier: r.Text("tier"), Within: within(r), After: r.Text("after"), Size: tierSize}
	page, err := p.s.Tiers.List(r.Context(), q)
	if err != nil {
		return screen.Answer{}, err
	}
	counts, err := p.s.Tiers.Counts(r.Context(), q)
	if err != nil {
		return screen.Answer{}, err
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), refs(page.People), "tier"); err != nil {
		return screen.Answer{}, err
	}
	keep := url.Values{"within": {r.Text("within")}, "tier": {q.Tier}}
	v := listView{
		Frame: office.Frame(r, "低收入人口"), Action: "/low-income",
		Head: part.Head{Title: "低收入人口", Lead: tierLine(counts), More: []part.Link{{Text: "线索", Path: "/leads"}, {Text: "导出", Path: "/low-income/export?" + keep.Encode()}}},
		Filter: []part.Field{
			{Kind: part.SelectField, Name: "within", Label: "地方", Choices: p.townChoices(r), Value: r.Text("within"), Optional: true},
			{Kind: part.SelectField, Name: "tier", Label: "层级", Choices: p.tierChoices(r), Value: q.Tier, Optional: true},
		},
		Table: part.Table{
			Caption: "名单", Keys: true, Empty: "这里还没有低收入人口。",
			Columns: []part.Column{{Title: "姓名"}, {Title: "层级"}, {Title: "依据"}, {Title: "村（居）"}, {Title: "从哪天起"}},
		},
	}
	if len(counts) > 0 {
		v.Before = []part.Table{p.countTable(r, counts)}
	}
	total := 0
	for _, c := range counts {
		if q.Tier == "" || c.Tier == q.Tier {
			total += c.People
		}
	}
	for i := range page.People {
		one := &page.People[i]
		v.Table.Rows = append(v.Table.Rows, part.Row{Path: "/low-income/" + one.County + "/" + one.ID, Name: personName(one), Cells: cells(
			part.Text(personName(one)), part.Text(p.tierTitle(r, one.Tier)), part.Text(p.basis(one.Basis)), part.Text(p.place(one.Division)), part.Text(format.ShortDay(one.Since)),
		)})
	}
	if page.Next != "" {
		v.Table.Paging = part.Paging{From: 1, To: len(page.People), All: total, Next: "/low-income?" + keep.Encode() + "&after=" + page.Next}
	}
	return screen.Show(listPage(v))
}

func refs(people []tier.Person) (list []register.Ref) {
	for i := range people {
		list = append(list, people[i].Ref)
	}
	return list
}

func personName(p *tier.Person) string {
	if p.Name == "" {
		return "姓名不详"
	}
	return format.Name(p.Name)
}

// tierLine is how many there are, in a sentence.
func tierLine(counts []tier.Count) string {
	people, families := 0, 0
	for _, c := range counts {
		people += c.People
		families += c.Families
	}
	return "共" + format.Count(people) + "人，" + format.Count(families) + "户。层级由认定和在享的待遇得出，一人属于几层的，按最前面的一层。"
}

// tierTitle is what the visitor's region calls a tier.
func (p *Pages) tierTitle(r *screen.Request, name string) string {
	t := p.s.Catalogue().Tier(name)
	if t == nil {
		return name
	}
	region := p.s.City
	if len(r.Visitor.Posts) > 0 {
		region = r.Visitor.Posts[0].Division.At(min(r.Visitor.Posts[0].Division.Level(), civil.County))
	}
	return t.TitleIn(office.Code(region))
}

func (p *Pages) tierChoices(r *screen.Request) []part.Choice {
	list := []part.Choice{{Value: "", Text: "全部"}}
	for _, t := range p.s.Catalogue().Tiers() {
		list = append(list, part.Choice{Value: t.Name, Text: p.tierTitle(r, t.Name)})
	}
	return list
}

// basis is what says that somebody belongs to a tier.
func (p *Pages) basis(name string) string {
	if reg := p.s.Catalogue().Register(name); reg != nil {
		return reg.Title
	}
	return p.s.Catalogue().BenefitTitle(name)
}

// countTable shows how many there are, town by town.
func (p *Pages) countTable(r *screen.Request, counts []tier.Count) part.Table {
	t := part.Table{Caption: "各地各层级人数", Columns: []part.Column{{Title: "地方"}}}
	tiers := p.s.Catalogue().Tiers()
	for _, one := range tiers {
		t.Columns = append(t.Columns, part.Column{Title: p.tierTitle(r, one.Name), Unit: "人", Number: true})
	}
	t.Columns = append(t.Columns, part.Column{Title: "合计", Unit: "人", Number: true})
	for i := 0; i < len(counts); {
		town, sum := counts[i].Town, 0
		by := map[string]int{}
		for ; i < len(counts) && counts[i].Town == town; i++ {
			by[counts[i].Tier] = counts[i].People
			sum += counts[i].People
		}
		row := part.Row{Path: "/low-income?within=" + town.String(), Cells: cells(part.Text(p.place(town)))}
		for _, one := range tiers {
			row.Cells = append(row.Cells, part.Text(format.Count(by[one.Name])))
		}
		row.Cells = append(row.Cells, part.Text(format.Count(sum)))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Export hands the register out as a table, without numbers and telephones.
func (p *Pages) Export(r *screen.Request) (screen.Answer, error) {
	var out bytes.Buffer
	out.WriteString("\uFEFF")
	rows := csv.NewWriter(&out)
	if err := rows.Write([]string{"层级", "姓名", "依据", "乡镇（街道）", "村（居）", "区划代码", "从哪天起", "家庭编号", "人员编号"}); err != nil {
		return screen.Answer{}, err
	}
	q := tier.Query{Scope: screenScope(r), Tier: r.Text("tier"), Within: within(r), Size: 100}
	for {
		page, err := p.s.Tiers.List(r.Context(), q)
		if err != nil {
			return screen.Answer{}, err
		}
		if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), refs(page.People), "export"); err != nil {
			return screen.Answer{}, err
		}
		for i := range page.People {
			one := &page.People[i]
			line := []string{p.tierTitle(r, one.Tier), one.Name, p.basis(one.Basis), p.s.Desk.Place(one.Division.Township()), p.s.Desk.Place(one.Division),
				one.Division.String(), one.Since.String(), one.Household, one.ID}
			for k := range line {
				line[k] = civil.PlainCell(line[k])
			}
			if err := rows.Write(line); err != nil {
				return screen.Answer{}, err
			}
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	rows.Flush()
	if err := rows.Error(); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: "低收入人口.csv", Type: "text/csv; charset=utf-8", Content: &out, Attach: true})
}

// personView is how the tier of somebody has changed.
type personView struct {
	Frame layout.Frame
	Head  part.Head
	Table part.Table
}

// Person shows since when somebody has belonged to which tier.
func (p *Pages) Person(r *screen.Request) (screen.Answer, error) {
	ref := refOf(r)
	past, err := p.s.Tiers.Past(r.Context(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	if len(past) == 0 || !screenScope(r).Covers(past[len(past)-1].Division) {
		return screen.Answer{}, office.Missing()
	}
	if err := p.s.Register.NoteLook(r.Context(), r.Viewer(), []register.Ref{ref}, "tier"); err != nil {
		return screen.Answer{}, err
	}
	last := &past[len(past)-1]
	v := personView{
		Frame: office.Frame(r, "层级变化"),
		Head:  part.Head{Title: personName(&last.Person), Lead: p.place(last.Division), Back: part.Link{Text: "低收入人口", Path: "/low-income"}},
		Table: part.Table{Caption: "层级变化", Columns: []part.Column{{Title: "层级"}, {Title: "依据"}, {Title: "登记"}, {Title: "到"}}},
	}
	for i := len(past) - 1; i >= 0; i-- {
		to := "现在"
		if past[i].To != 0 {
			to = format.Moment(past[i].To)
		}
		v.Table.Rows = append(v.Table.Rows, part.Row{Cells: cells(
			part.Text(p.tierTitle(r, past[i].Tier)), part.Text(p.basis(past[i].Basis)), part.Text(format.Moment(past[i].From)), part.Text(to),
		)})
	}
	return screen.Show(personPage(v))
}
