package indicator

import (
	"regexp"
	"strconv"
	"strings"
)

// The shapes of cells. All of them look at folded text, see fold.

const (
	mandatory = "约束性"
	expected  = "预期性"
)

// attribute gives the canonical word of an attribute cell; empty when it is none.
func attribute(folded string) string {
	switch strings.Trim(folded, "[]()*★▲") {
	case "约束性", "约束", "约束型", "约束性指标", "约束类":
		return mandatory
	case "预期性", "预期", "预期型", "预期性指标", "预期类":
		return expected
	}
	return ""
}

// integer reads a row number: 7, 7., 07, (7), ⑦.
func integer(folded string) (int, bool) {
	s := strings.Trim(folded, "().、")
	if r := []rune(s); len(r) == 1 && r[0] >= '①' && r[0] <= '⑳' {
		return int(r[0]-'①') + 1, true
	}
	if s == "" || len(s) > 3 {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || s[0] == '+' {
		return 0, false
	}
	return n, true
}

// dashes are the signs for “no figure”.
func dash(folded string) bool {
	return folded != "" && strings.Trim(folded, "-–—―－─_/*﹣~～") == "" || folded == "无" || folded == "暂无"
}

const (
	number   = `\d+(?:,\d{3})*(?:\.\d+)?`
	compares = `(?:>=|<=|≥|≤|≧|≦|>|<|=|约|近|超过?|不低于|不少于|不高于|不超过|不大于|不小于|大于|小于|低于|高于|达到?|達到?|約|超過|不低於|不少於|不高於|不超過|不大於|不小於|大於|小於|低於|高於|保持|至少|累计|年均|新增|每年|前|第|±|\+|-|−|第)`
	labels   = `(?:[\p{Han}]{1,6}[::]?)`
	tail     = `(?:%|‰|[万亿千百]?[个人张元户家所处件次岁倍项名亩里位年条座]{1,2}|[万亿千])?(?:/[\p{Han}]{1,2})?(?:以上|以下|左右|以内|及以上|及以下)?`
	quantity = compares + `?[\[(]?` + compares + `?` + number + tail + `[\])]?\*?` + tail
	between  = `[/、,,;;~～\-—–―至到和::]`
)

var (
	plainValue  = regexp.MustCompile(`^\*?` + quantity + `(?:` + between + `?` + quantity + `)*\*?(?:\([^()]*\)|\[[^\[\]]*\])?$`)
	namedValue  = regexp.MustCompile(`^(?:` + labels + quantity + between + `?)+$`)
	anyDigit    = regexp.MustCompile(`\d`)
	partedValue = regexp.MustCompile(`^` + labels + quantity + `$`)
)

// valueLike reports a figure, several figures in one cell, or the sign for none.
func valueLike(folded string) bool {
	return dash(folded) || numeric(folded)
}

// numeric reports a cell with one or more figures.
func numeric(folded string) bool {
	if !anyDigit.MatchString(folded) || len(folded) > 120 || !balanced(folded) {
		return false
	}
	return plainValue.MatchString(folded) || namedValue.MatchString(folded)
}

// parted reports one of the named figures of a cell, as 城市80.
func parted(folded string) bool { return partedValue.MatchString(folded) }

const (
	unitHead = `(?:[十百千万亿兆]+)?`
	unitNoun = `(?:人民币|美元|元|个|张|人|户|家|所|处|份|件|次|人次|件次|岁|周岁|年|月|日|天|小时|分钟|倍|项|座|条|套|间|支|名|位|例|对|起|亩|公顷|吨|吨标准煤|千克|公斤|斤|克|毫克|微克|升|立方米|平方米|平方公里|平方千米|米|公里|千米|千瓦|千瓦时|兆瓦|册|本|床|床位|部|台|辆|艘|只|头|片|块|栋|幢|宗|批|期|场|场次|课时|学时|篇|封|枚|盏|站|点|级|分|百分点|个百分点|老人|老年人|儿童|常住人口|户籍人口|人口|居民|职工|学生|村|社区|乡镇|街道|镇|县|区|市|省|标准煤|标煤|gb|tb|mbps|pb|eb|℃|db|分贝|户次|床日|人日|箱|株|棵|度|码|标箱|teu|件套|家次|人年|人天|亿元人民币|项次|元/人|架次|航班|桩|泊位|车公里|吨公里|人公里)`
	unitSign = `(?:%|‰|‱|㎡|m2|m²|m3|m³|km|km2|km²|μg/m3|μg/m³|mg/l|kwh|kw|mw|gw|t|kg|t?co2|吨(?:co2|二氧化碳|标准煤|水)|立方米水|gdp)`
	unitAtom = `(?:` + unitHead + unitNoun + `|[十百千万亿]+|\d{1,4}[十百千万亿]*|` + unitHead + unitSign + `)`
	unitKind = unitHead + `(?:人次|平方米|公里|公顷|[套间个张人户家所处件支名条座栋幢辆台部架艘只头亩次元吨床])`
	unitPair = `(?:` + unitKind + `\(` + unitKind + `\)|` + unitAtom + `)`
)

// A unit is one noun or sign or several divided by strokes; one may stand in brackets
// behind the other, 万套（间）, and a bare number may only divide or be divided.
var (
	unitPattern = regexp.MustCompile(`^(?:每)?/?` + unitPair + `(?:[/·每]+(?:` + unitPair + `|` + unitNoun + `{1,2}))*$`)
	unitNumber  = regexp.MustCompile(`^[\d/]+[十百千万亿]*$`)
	unitRate    = regexp.MustCompile(`^\p{Han}{1,3}/[十百千万亿]+(?:人|人口|户|平方公里|公里|亩)$`)
	perMany     = regexp.MustCompile(`^1?/(?:10{3,}|\d*[百千万亿]+)$`)
)

// unitLike reports a unit of measure; bracketed ones count.
func unitLike(folded string) bool {
	s := strings.ToLower(folded)
	if len(s) > 2 && s[0] == '(' && s[len(s)-1] == ')' {
		s = s[1 : len(s)-1]
	}
	return s != "" && len(s) <= 48 && (!unitNumber.MatchString(s) || perMany.MatchString(s)) && (unitPattern.MatchString(s) || unitRate.MatchString(s))
}

// textLike reports words.
func textLike(folded string) bool {
	return countHan(folded) >= 2 && !numeric(folded) && attribute(folded) == ""
}

// balanced reports whether every bracket of s is closed.
func balanced(s string) bool { return depth(s) <= 0 }

// depth is how many brackets s opens and does not close.
func depth(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case '(', '（', '[', '［', '〔', '【', '“':
			n++
		case ')', '）', ']', '］', '〕', '】', '”':
			n--
		}
	}
	return n
}

// nameEnding are the words with which the name of an indicator usually ends. A name
// that ends so is whole; one that does not may go on in the next line.
var nameEnding = regexp.MustCompile(`(?:率|数|量|比例|比重|占比|比|标准|水平|面积|总数|总量|人数|规模|收入|支出|时间|年限|寿命|指数|程度|额|值|度|个数|户数|机构|中心|基地|机关|比率|降低|下降|增长|里程)(?:\([^()]*\))*$`)
