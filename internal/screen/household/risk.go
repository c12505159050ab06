package household

import (
	"bytes"
	"encoding/csv"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/risk"
)

// lateTab is the tab of the families whose visit is overdue.
const lateTab = "late"

// riskQuery is what the address asks for.
func (p *Pages) riskQuery(r *screen.Request) risk.Query {
	q := risk.Query{Level: r.Text("level"), Condition: r.Text("condition"), On: dayOf(r, "on"), After: r.Text("after"), Size: pageSize}
	if q.Level == lateTab {
		q.Level, q.Late = "", true
	}
	if q.On >= r.Today() {
		q.On = 0
	}
	if area, err := civil.ParseArea(r.Text("area")); err == nil {
		q.Within = area
	}
	return q
}

// riskAddress is the list with the same filters but for the tab and the page.
func riskAddress(at string, q *risk.Query, tab, after string) string {
	values := url.Values{}
	for name, value := range map[string]string{"level": tab, "condition": q.Condition, "after": after} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if q.Within != 0 {
		values.Set("area", q.Within.String())
	}
	if q.On != 0 {
		values.Set("on", q.On.String())
	}
	if len(values) == 0 {
		return at
	}
	return at + "?" + values.Encode()
}

func tabOf(q *risk.Query) string {
	if q.Late {
		return lateTab
	}
	return q.Level
}

// Risks is the register of families whose basic living is at risk.
func (p *Pages) Risks(r *screen.Request) (screen.Answer, error) {
	q := p.riskQuery(r)
	list, next, err := p.s.Risks.List(r.Context(), r.Viewer(), q)
	if err != nil {
		return screen.Answer{}, err
	}
	counts, err := p.s.Risks.Counts(r.Context(), r.Viewer(), q)
	if err != nil {
		return screen.Answer{}, err
	}
	v := sheetView{
		Frame: office.Frame(r, "中高风险家庭"), TabsLabel: "风险等级", FilterAt: "/risks", Filter: p.riskFilter(r, &q),
		Head: part.Head{Title: "基本生活中高风险家庭", Lead: riskLead(r, &q, counts)},
	}
	if r.Visitor.Plays(meeters...) {
		v.Head.More = []part.Link{{Text: "不能判断的", Path: "/risks/unjudged"}, {Text: "导出CSV", Path: riskAddress("/risks/export", &q, tabOf(&q), "")}}
	}
	all := 0
	for _, tab := range p.riskTabs(r) {
		n := int64(0)
		for _, c := range counts {
			switch {
			case tab.Value == lateTab:
				n += c.Late
			case tab.Value == "" || tab.Value == c.Level:
				n += c.Families
			}
		}
		current := tab.Value == tabOf(&q)
		if current {
			all = int(n)
		}
		v.Tabs = append(v.Tabs, part.Tab{Text: tab.Text, Path: riskAddress("/risks", &q, tab.Value, ""), Count: int(n), Current: current})
	}
	table := part.Table{
		Caption: "中高风险家庭", Keys: true, Empty: "没有符合条件的家庭。不在登记里不等于没有风险，不能判断的另外列出。",
		Columns: []part.Column{{Title: "家庭", Clamp: true}, {Title: "等级"}, {Title: "为什么", Clamp: true}, {Title: "村（居）", Clamp: true}, {Title: "从哪天起"}, {Title: "谁负责"}, {Title: "下次走访"}},
	}
	for _, f := range list {
		table.Rows = append(table.Rows, part.Row{Path: path("risk", f.Ref), Cells: cells(
			part.Text(format.Name(f.Name)), p.riskChip(r, &f.Family), part.Text(p.riskWhy(r, &f.Family)), part.Text(p.s.Desk.Place(f.Division)),
			part.Text(format.ShortDay(f.Since)), part.Text(p.riskKeeper(f)), p.due(r, f.VisitOn),
		)})
	}
	if q.After != "" || next != "" {
		table.Paging = part.Paging{From: 1, To: len(list), All: all}
		if next != "" {
			table.Paging.Next = riskAddress("/risks", &q, tabOf(&q), next)
		}
		if q.After != "" {
			table.Paging.Previous = riskAddress("/risks", &q, tabOf(&q), "")
		}
	}
	v.Sections = []section{{ID: "list", Tables: []part.Table{table}}}
	if counted := p.riskTowns(r, &q, counts); len(counted.Rows) > 1 {
		v.Sections = append(v.Sections, section{ID: "towns", Title: "各地户数", Tables: []part.Table{counted}})
	}
	return screen.Show(sheetPage(v))
}

// riskLead says how things stand, in a sentence.
func riskLead(r *screen.Request, q *risk.Query, counts []risk.Count) string {
	families, people, late := int64(0), int64(0), int64(0)
	for _, c := range counts {
		families, people, late = families+c.Families, people+c.People, late+c.Late
	}
	words := "共" + format.Count(int(families)) + "户、" + format.Count(int(people)) + "人"
	if late > 0 {
		words += "，走访已超期" + format.Count(int(late)) + "户"
	}
	if q.On != 0 {
		words = format.Day(q.On) + "终了时：" + words
	}
	return words + "。等级只用来安排走访和帮扶，不影响任何待遇；只给负责这些家庭的人看，不得外传、公示。"
}

// riskTabs are the tabs of the list.
func (p *Pages) riskTabs(r *screen.Request) []part.Choice {
	list := []part.Choice{{Value: "", Text: "全部"}}
	for _, l := range p.s.Catalogue().RiskLevels(home(r).County(), r.Today()) {
		list = append(list, part.Choice{Value: l.Name, Text: l.Title})
	}
	return append(list, part.Choice{Value: risk.Unclear, Text: risk.LevelTitle(risk.Unclear)}, part.Choice{Value: lateTab, Text: "走访已超期"},
		part.Choice{Value: risk.None, Text: "人工调出"})
}

// riskFilter are the fields above the list.
func (p *Pages) riskFilter(r *screen.Request, q *risk.Query) []part.Field {
	var conditions, places []part.Choice
	for _, c := range p.s.Catalogue().RiskConditions(home(r).County(), r.Today()) {
		conditions = append(conditions, part.Choice{Value: c.Name, Text: c.Title})
	}
	area := home(r)
	level := map[bool]civil.Level{true: civil.Township, false: civil.Village}[area.Level() < civil.Township]
	if area.Level() < civil.County {
		level = civil.County
	}
	if area.Level() < civil.Village {
		for _, d := range p.s.Divisions.Under(area, level, r.Today()) {
			places = append(places, part.Choice{Value: d.Code.String(), Text: d.Name})
		}
	}
	list := []part.Field{{Kind: part.SelectField, Name: "condition", Label: "原因", Value: q.Condition, Choices: conditions, Optional: true}}
	if len(places) > 0 {
		within := ""
		if q.Within != 0 {
			within = q.Within.String()
		}
		list = append(list, part.Field{Kind: part.SelectField, Name: "area", Label: "地方", Value: within, Choices: places, Optional: true})
	}
	on := ""
	if q.On != 0 {
		on = q.On.String()
	}
	return append(list, part.Field{Kind: part.DayField, Name: "on", Label: "哪一天的登记", Value: on, Optional: true})
}

// riskTowns counts families by town and level.
func (p *Pages) riskTowns(r *screen.Request, q *risk.Query, counts []risk.Count) part.Table {
	levels := p.s.Catalogue().RiskLevels(home(r).County(), r.Today())
	t := part.Table{Caption: "各地户数", Columns: []part.Column{{Title: "地方"}}}
	for _, l := range levels {
		t.Columns = append(t.Columns, part.Column{Title: l.Title, Unit: "户", Number: true})
	}
	t.Columns = append(t.Columns, part.Column{Title: risk.LevelTitle(risk.Unclear), Unit: "户", Number: true}, part.Column{Title: "走访超期", Unit: "户", Number: true})
	for i := 0; i < len(counts); {
		town, late, by := counts[i].Town, int64(0), map[string]int64{}
		for ; i < len(counts) && counts[i].Town == town; i++ {
			by[counts[i].Level] += counts[i].Families
			late += counts[i].Late
		}
		there := *q
		there.Within = town
		row := part.Row{Path: riskAddress("/risks", &there, tabOf(q), ""), Cells: cells(part.Text(p.s.Desk.Place(town)))}
		for _, l := range levels {
			row.Cells = append(row.Cells, part.Text(format.Count(int(by[l.Name]))))
		}
		row.Cells = append(row.Cells, part.Text(format.Count(int(by[risk.Unclear]))), part.Text(format.Count(int(late))))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// riskTitle is a level in words.
func (p *Pages) riskTitle(r *screen.Request, division civil.Area, name string) string {
	for _, l := range p.s.Catalogue().RiskLevels(division.County(), r.Today()) {
		if l.Name == name {
			return l.Title
		}
	}
	return risk.LevelTitle(name)
}

// riskKeeper is who looks after a family: of its plan, else the village.
func (p *Pages) riskKeeper(f *risk.Listed) string {
	if f.Keeper != "" {
		return f.Keeper
	}
	return p.s.Desk.Place(f.Division.At(civil.Village))
}

// conditionTitles are conditions in words.
func (p *Pages) conditionTitles(r *screen.Request, division civil.Area, names []string) []string {
	var list []string
	for _, c := range p.s.Catalogue().RiskConditions(division.County(), r.Today()) {
		if slices.Contains(names, c.Name) {
			list = append(list, c.Title)
		}
	}
	return list
}

// riskWhy is why a family is in the register, in a line.
func (p *Pages) riskWhy(r *screen.Request, f *risk.Family) string {
	list := p.conditionTitles(r, f.Division, f.Conditions)
	for _, m := range f.Missing {
		for _, title := range p.conditionTitles(r, f.Division, []string{m.Condition}) {
			list = append(list, title+"（不能判断，缺"+p.missingWords(m.Facts)+"）")
		}
	}
	if f.Set() {
		list = append([]string{"人工调整到" + format.ShortDay(f.SetUntil)}, list...)
	}
	if len(list) == 0 {
		return "—"
	}
	return strings.Join(list, "；")
}

// missingShown is how many facts that are missing are named in a line.
const missingShown = 3

// missingWords are facts that are missing, in words.
func (p *Pages) missingWords(names []string) string {
	var list []string
	for _, name := range names {
		word := name
		if f := p.s.Catalogue().Fact(name); f != nil {
			word, _, _ = strings.Cut(f.Label, "（")
		} else if d := p.s.Catalogue().Declaration(name); d != nil {
			word = d.Label
		}
		if !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	if len(list) > missingShown {
		return strings.Join(list[:missingShown], "、") + "等" + strconv.Itoa(len(list)) + "项"
	}
	return strings.Join(list, "、")
}

// Unjudged says of how many families a condition could not be judged, by county.
func (p *Pages) Unjudged(r *screen.Request) (screen.Answer, error) {
	v := sheetView{
		Frame: office.Frame(r, "不能判断的"),
		Head: part.Head{
			Title: "不能判断风险的家庭", Back: part.Link{Text: "中高风险家庭", Path: "/risks"},
			Lead: "缺数据的家庭不算低风险。这里是连“说的是不是这一家”都判断不了的户数；说的是这一家、只缺收入等数据的，列为“待核实”。",
		},
	}
	v.Frame.Path = "/risks"
	for _, county := range p.riskCounties(r) {
		s := section{ID: "county" + county.String(), Title: p.s.Desk.Place(county)}
		run, ok, err := p.s.Risks.Last(r.Context(), county)
		if err != nil {
			return screen.Answer{}, err
		}
		reads, err := p.s.Risks.Reads(county, r.Today())
		if err != nil {
			return screen.Answer{}, err
		}
		t := part.Table{
			Caption: s.Title + "不能判断的户数", Empty: "还没有运行过。每天夜里和每次收到数据以后运行。",
			Columns: []part.Column{{Title: "条件"}, {Title: "不能判断", Unit: "户", Number: true}, {Title: "要看的数据"}},
		}
		if ok {
			s.Words = []string{"全县（市、区）" + format.Count(int(run.Families)) + "户，" + format.Day(run.Day) + "起是这些数："}
			for _, c := range p.s.Catalogue().RiskConditions(county, r.Today()) {
				t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(c.Title), part.Text(format.Count(int(run.Unjudged[c.Name]))), part.Text(p.missingAll(reads[c.Name])))})
			}
		}
		s.Tables = []part.Table{t}
		v.Sections = append(v.Sections, s)
	}
	return screen.Show(sheetPage(v))
}

// missingAll are facts in words, all of them.
func (p *Pages) missingAll(names []string) string {
	var list []string
	for i := range names {
		if word := p.missingWords(names[i : i+1]); !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return orDash(strings.Join(list, "、"))
}

// riskCounties are the counties of which a visitor may see the figures.
func (p *Pages) riskCounties(r *screen.Request) (list []civil.Area) {
	area := home(r)
	if area.Level() >= civil.County {
		return []civil.Area{area.County()}
	}
	for _, d := range p.s.Divisions.Under(area, civil.County, r.Today()) {
		list = append(list, d.Code)
	}
	return list
}

// ExportRisks is the list as a file. Names are in it, numbers are not.
func (p *Pages) ExportRisks(r *screen.Request) (screen.Answer, error) {
	q := p.riskQuery(r)
	q.After, q.Size = "", risk.PageMost
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	if err := w.Write([]string{"家庭", "乡镇（街道）", "村（居）", "人口", "等级", "按条件", "原因", "不能判断的", "列入日期", "这一等级从", "人工调整到", "调整理由", "谁负责", "最近走访", "下次走访", "走访超期"}); err != nil {
		return screen.Answer{}, err
	}
	count := 0
	for count < exportMost {
		list, next, err := p.s.Risks.List(r.Context(), r.Viewer(), q)
		if err != nil {
			return screen.Answer{}, err
		}
		for _, f := range list {
			if err := w.Write(p.exportedRisk(r, f)); err != nil {
				return screen.Answer{}, err
			}
		}
		if count += len(list); next == "" {
			break
		}
		q.After = next
	}
	w.Flush()
	if err := p.s.Risks.Exported(r.Context(), who(r), count); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: "基本生活中高风险家庭" + format.ShortDay(r.Today()) + ".csv", Type: "text/csv; charset=utf-8", Content: &out, Attach: true})
}

func (p *Pages) exportedRisk(r *screen.Request, f *risk.Listed) []string {
	var missing []string
	for _, m := range f.Missing {
		missing = append(missing, strings.Join(p.conditionTitles(r, f.Division, []string{m.Condition}), "")+"缺"+p.missingAll(m.Facts))
	}
	line := []string{
		f.Name, p.s.Desk.Place(f.Division.Township()), p.s.Desk.Place(f.Division), strconv.FormatInt(f.Members, 10), p.riskTitle(r, f.Division, f.Level),
		p.riskTitle(r, f.Division, f.Judged), strings.Join(p.conditionTitles(r, f.Division, f.Conditions), "、"), strings.Join(missing, "；"), f.Entered.String(),
		f.Since.String(), dayText(f.SetUntil), f.SetWords, p.riskKeeper(f), dayText(f.Visited), dayText(f.VisitOn), map[bool]string{true: "是"}[f.Late(r.Today())],
	}
	for i := range line {
		line[i] = civil.PlainCell(line[i])
	}
	return line
}

func dayText(day civil.Date) string {
	if day == 0 {
		return ""
	}
	return day.String()
}

// levelOf is a level of a county, nil for one that no pack names.
func (p *Pages) levelOf(r *screen.Request, division civil.Area, name string) (at int, level *pack.RiskLevel) {
	list := p.s.Catalogue().RiskLevels(division.County(), r.Today())
	for i := range list {
		if list[i].Name == name {
			return i, &list[i]
		}
	}
	return -1, nil
}
