package indicator

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"lianxin/internal/document"
)

// plan is an indicator table of no city, made for a test.
type plan struct {
	categories bool
	numbers    bool
	units      bool
	bases      bool
	goals      bool
	attributes bool
	notes      bool
	completion bool // base and target of the past plan, and what was achieved
	rows       []planRow
}

type planRow struct{ category, no, name, unit, base, target, done, attribute, note string }

var (
	subjects   = []string{"养老", "助餐", "救助", "殡葬", "社区", "慈善", "婚姻登记", "儿童关爱", "志愿服务", "湿地保护", "公共图书", "普惠托育", "污水处理", "职业培训"}
	objects    = []string{"服务设施", "机构床位", "工作站", "示范基地", "信息系统", "人才队伍", "巡护道路", "活动中心", "重点任务平台"}
	endings    = []string{"覆盖率", "达标率", "数量", "占比", "建成率", "完成率", "总数"}
	openings   = []string{"", "城乡", "乡镇（街道）", "每千名老人拥有", "市、县（市、区）", "全市", "达到国家标准的", "“十四五”新增", "60岁以上"}
	unitsOf    = []string{"%", "个", "张", "万人", "元/月", "件/万人", "亿元", "平方米", "人", "‰", "岁", "张/千人"}
	valuesOf   = []string{"100", "≥95", "12.5", "593/501", "92、85", "90以上", "＞30", "≤5", "1,200", "3.6", "〔10〕", "[25]", "50*", "80左右"}
	categories = []string{"社会救助", "养老服务", "社会治理", "专项事务", "创新驱动", "民生福祉"}
)

// drawPlan makes a table of 3 to 14 rows. Names differ, so that a mixed-up row shows.
func drawPlan(t *rapid.T) plan {
	p := plan{
		categories: rapid.Bool().Draw(t, "categories"), numbers: rapid.Bool().Draw(t, "numbers"),
		units: rapid.Bool().Draw(t, "units"), bases: rapid.Bool().Draw(t, "bases"),
		attributes: rapid.Bool().Draw(t, "attributes"), notes: rapid.Bool().Draw(t, "notes"),
		completion: rapid.Bool().Draw(t, "completion"), goals: true,
	}
	pick := func(from []string, label string) string { return rapid.SampledFrom(from).Draw(t, label) }
	n := rapid.IntRange(3, 14).Draw(t, "rows")
	kinds := rapid.Permutation(categories).Draw(t, "order")
	per := rapid.IntRange(1, 5).Draw(t, "per category")
	used := map[string]bool{}
	for len(p.rows) < n {
		r := planRow{name: pick(openings, "opening") + pick(subjects, "subject") + pick(objects, "object") + pick(endings, "ending")}
		if used[r.name] {
			continue
		}
		used[r.name] = true
		r.no = fmt.Sprint(len(p.rows) + 1)
		r.category = kinds[min(len(p.rows)/per, len(kinds)-1)]
		r.unit, r.target = pick(unitsOf, "unit"), pick(valuesOf, "target")
		r.base = pick(append([]string{"——", "—"}, valuesOf...), "base")
		r.done = pick(valuesOf, "done")
		r.attribute = pick([]string{mandatory, expected}, "attribute")
		r.note = pick([]string{"省级", "市级"}, "note")
		p.rows = append(p.rows, p.without(r))
	}
	return p
}

// without empties the cells of columns the table does not have.
func (p plan) without(r planRow) planRow {
	for _, c := range []struct {
		has  bool
		cell *string
	}{{p.categories, &r.category}, {p.numbers, &r.no}, {p.units, &r.unit}, {p.bases, &r.base}, {p.attributes, &r.attribute}, {p.notes, &r.note}, {p.completion, &r.done}} {
		if !c.has {
			*c.cell = ""
		}
	}
	return r
}

// plain is the plan without categories.
func (p plan) plain() plan {
	p.categories = false
	p.rows = append([]planRow(nil), p.rows...)
	for i, r := range p.rows {
		p.rows[i] = p.without(r)
	}
	return p
}

// head lists the labels of the table.
func (p plan) head() []string {
	last, next := "2020年", "2025年"
	if p.completion {
		last, next = "2015年", "2020年"
	}
	var h []string
	add := func(has bool, label string) {
		if has {
			h = append(h, label)
		}
	}
	add(p.categories, "类别")
	add(p.numbers, "序号")
	add(true, "指标名称")
	add(p.units, "单位")
	add(p.bases, last+"基期值")
	add(p.goals, next+"目标值")
	add(p.completion, "完成情况")
	add(p.attributes, "属性")
	add(p.notes, "备注")
	return h
}

// cells gives the cells of a row under the head.
func (p plan) cells(r planRow) []string {
	var out []string
	for i, has := range []bool{p.categories, p.numbers, true, p.units, p.bases, p.goals, p.completion, p.attributes, p.notes} {
		if has {
			out = append(out, []string{r.category, r.no, r.name, r.unit, r.base, r.target, r.done, r.attribute, r.note}[i])
		}
	}
	return out
}

// want is what Import should say of the rows.
func (p plan) want() string {
	var b strings.Builder
	for _, r := range p.rows {
		row := Row{No: r.no, Name: r.name, Unit: r.unit, Base: r.base, Target: r.target, Attribute: r.attribute, Done: r.done, Category: r.category}
		if r.note != "" {
			row.Others = []Field{{"备注", r.note}}
		}
		b.WriteString(plainRow(row))
	}
	return b.String()
}

// plainRow writes what was printed, without places.
func plainRow(r Row) string {
	return strings.Join([]string{r.No, r.Name, r.Unit, r.Base, r.Target, r.Attribute, r.Note()}, "｜") + "\n"
}

func plainRows(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(plainRow(r))
	}
	return b.String()
}

// textDocument makes a document of lines, as a text file gives one.
func textDocument(text string) *document.Document {
	d := &document.Document{Name: "规划.txt", Format: document.Text}
	for i, l := range strings.Split(text, "\n") {
		d.Blocks = append(d.Blocks, &document.Paragraph{Text: l, Place: document.Place{Line: i + 1}})
	}
	return d
}

// gridDocument makes a document with one grid.
func gridDocument(rows [][]string) *document.Document {
	t := &document.Table{Place: document.Place{Table: 1}}
	for i, row := range rows {
		var cells []document.Cell
		for j, text := range row {
			cells = append(cells, document.Cell{Text: text, Row: i, Col: j, Place: document.Place{Table: 1, Row: i + 1, Col: j + 1}})
		}
		t.Rows = append(t.Rows, cells)
	}
	return &document.Document{Name: "规划.docx", Blocks: []document.Block{&document.Paragraph{Text: "表1 主要指标"}, t}}
}
