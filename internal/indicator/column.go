package indicator

import (
	"regexp"
	"strconv"
	"strings"
)

// kind is what a column of an indicator table holds.
type kind uint8

const (
	unknown kind = iota
	category
	ordinal
	name
	unit
	base
	target
	done
	year   // a value column of which only the year is printed; becomes base, target or done
	attr   // 约束性 or 预期性
	growth // printed growth, kept in the note
	note
	foreign // a column that indicator tables do not have
)

// column is one column of a recognised table.
type column struct {
	kind    kind
	label   string // as printed, without line breaks
	folded  string
	implied bool // not in the head; the rows may have it all the same
	year    int
	doubt   int    // cost of reading the label so, when it can be read otherwise
	below   string // words in the cell of the label that head the rows below
	beyond  bool   // the head ended before this column; a row with text here has a cell too many
}

// value reports a column of figures.
func (k kind) value() bool { return k == base || k == target || k == done || k == year || k == growth }

const (
	yearWord = `(?:到|至|截至|截止)?(?:20[0-6]\d|十[一二三四五六七八]五)年?(?:-20\d\d年?)?(?:期末|末|底|初|期初|期间|时期|期)?`
	plain    = `(?:[\[(](?:%|‰|[^()\[\]]{1,8})[\])])?`
)

// The head words, tried in this order. They are matched against the whole folded
// label, so that a sentence which happens to contain one is no head.
var heads = []struct {
	kind  kind
	words *regexp.Regexp
}{
	{ordinal, word(`(?:指标)?(?:序号|编号|序|项次|号)|no\.?|№|#`)},
	{category, word(`一级指标|分类指标|目标类别`)},
	{name, word(`\p{Han}{0,6}指标(?:名称|内容|项目)?(?:[/、及和]单位)?|(?:监测|考核|规划|评价)?(?:项目|内容|目标)?名称|项目|(?:具体)?内容|指标\(单位\)`)},
	{unit, word(`(?:计量|指标|数量)?单位`)},
	{attr, word(`(?:指标|目标)?(?:属性|性质)|约束力|约束性?[/、和或]预期性?|(?:约束|预期)性`)},
	{category, word(`(?:指标)?(?:类别|分类|类型|类|领域|大类|板块|方面|维度|种类)`)},
	{foreign, word(`.{0,2}(?:建设内容|建设规模|建设地点|投资|资金|起止|工期|建设年限|建设性质|权重|分值|得分|评分|服务对象|服务内容|服务标准|支出责任|同比|环比|排名|位次|工作内容|工作任务|重点任务|主要任务|任务来源|任务名称|工作举措|主要举措|举措|措施|进度安排|进展|项目(?:名称|单位|类型|类别|性质|内容)|实施主体|地址|电话|联系人|面积\(.*|实绩|重点)`)},
	{growth, word(`(?:年均|年均增速|年均增长)(?:/|、|或)?\[?累计\]?|(?:` + yearWord + `|规划期|期间|[五5]年)?(?:比|较)?(?:` + yearWord + `)?(?:[\[(])?(?:年均|年平均|累计|比基期|较基期|预期|目标|规划)*(?:增长|增速|增幅|增减|变化|提高|提升|下降|增加|累计)(?:率|速度|幅度|百分点|值|数|情况|目标)?(?:[\])])?(?:[\[(][^()\[\]]*[\])])?`)},
	{target, word(`(?:` + yearWord + `|规划|计划|发展|主要|具体|工作|预期|总体|远景|期末|市|省|全市|全省|阶段|中期|拟)*(?:目标|目标值|目标数|目标任务|规划值|规划数|规划|计划|计划值|计划数|预期值|预计|预计值|预测值|期末值|预期目标|目标情况)`)},
	{done, word(`(?:` + yearWord + `)?(?:实际|目标|规划|指标|预计|全市|累计)*(?:完成|实现|达到|达成)(?:值|数|情况|结果|水平|指标|实际|实绩)*|(?:` + yearWord + `)?(?:实际|实绩)(?:值|数|情况|完成|水平|达到)*`)},
	{base, word(`(?:` + yearWord + `)?(?:规划)?(?:基期|基准|基数|基础|现状|现有|期初|起始|基年)(?:年|值|数|水平|情况|基数|数据)*(?:\(20\d\d年?\))?`)},
	{year, word(yearWord + `(?:值|数|数值|指标值|水平|情况|指标)?`)},
	{note, word(`备注|说明|来源|级别|层级|依据|口径|注|指标(?:来源|解释|说明|释义|级别|口径|层级)|数据来源|(?:责任|牵头|负责|主管|配合|实施|考核|完成|主要)+(?:责任)?(?:单位|部门|处室|科室|领导|人)|完成率|完成比例|是否(?:完成|达标)|完成时限|完成时间|评估|评估结果|\p{Han}{0,6}(?:评价|评估|进展情况|进度|说明|依据|口径|来源|频次|结论)|趋势|指标方向|导向`)},
}

func word(s string) *regexp.Regexp {
	return regexp.MustCompile(`^(?:` + s + `)` + plain + `$`)
}

var yearDigits = regexp.MustCompile(`20[0-6]\d|十[一二三四五六七八]五`)

// labelMax is the length in characters beyond which no text is a head.
const labelMax = 24

// headOf recognises the label of a column; ok is false when it is no head word.
func headOf(printed string) (column, bool) {
	folded := strings.ToLower(fold(strings.ReplaceAll(printed, "\n", "")))
	folded = strings.Trim(folded, ":*;,、。")
	if folded == "" || runes(folded) > labelMax || noteWords.MatchString(folded) && !strings.HasSuffix(folded, "部门") {
		return column{}, false
	}
	for _, h := range heads {
		if h.words.MatchString(folded) {
			c := column{kind: h.kind, label: joinName(strings.Split(printed, "\n")), folded: folded, year: yearOf(folded)}
			c.doubt = doubtOf(c)
			return c, true
		}
	}
	return column{}, false
}

var barePlan = regexp.MustCompile(`^十.五(?:时期|期间)?$`)

// doubtOf: the bare name of a plan is more often the first half of a label, and a
// label with both the goal and its completion is more often two.
func doubtOf(c column) int {
	switch {
	case c.kind == year && barePlan.MatchString(c.folded):
		return 200
	case c.kind == done && (strings.Contains(c.folded, "目标") || strings.Contains(c.folded, "规划")):
		return 200
	}
	return 0
}

// plans are the last years of the five-year plans by the character that names them.
var plans = map[string]int{
	"十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025,
	"十五五": 2030, "十六五": 2035, "十七五": 2040, "十八五": 2045,
}

// yearOf is the last year a label names; 0 when it names none. The beginning of a
// plan is the end of the one before.
func yearOf(folded string) int {
	last := 0
	for _, at := range yearDigits.FindAllStringIndex(folded, -1) {
		found := folded[at[0]:at[1]]
		y, err := strconv.Atoi(found)
		if err != nil {
			y = plans[found]
			if strings.HasPrefix(strings.TrimPrefix(folded[at[1]:], "期"), "初") {
				y -= 5
			}
		}
		last = max(last, y)
	}
	return last
}
