package pack

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Formula says how a measure is made of its parts.
type Formula string

// The formulas of measures.
const (
	Level          Formula = "level"            // looked up, not computed
	Count          Formula = "count"            // how many there are
	Sum            Formula = "sum"              // what they add up to
	Share          Formula = "share"            // numerator / denominator × 100
	Quotient       Formula = "ratio"            // numerator / denominator
	PerThousand    Formula = "per_thousand"     // numerator / denominator × 1,000
	PerTenThousand Formula = "per_ten_thousand" // numerator / denominator × 10,000
)

// Better is the direction in which a value improves.
type Better string

// The two directions.
const (
	HigherIsBetter Better = "higher"
	LowerIsBetter  Better = "lower"
)

// Measure is the definition of one indicator of a plan: what is counted, out of
// what, and under which names plans print it.
type Measure struct {
	Code        string // "A05"
	Name        string
	Synonyms    []string // other names under which it is printed, in either script
	Area        string
	Formula     Formula
	Numerator   string
	Denominator string // empty when nothing is divided
	Filter      string // what is left out, or where the line is drawn
	Unit        string // one of Units
	OtherUnits  []string
	Better      Better
	Register    string // where its figures come from
	Source      string // where it is printed
	Status      Status
	Note        string
	Pack        string
	Place       Place
}

// unitKinds holds every unit a measure may have, and what it counts. Units of
// one kind may stand for each other: 个 and 所 both count things.
var unitKinds = map[string]string{
	"%": "比例", "‰": "比例", "倍": "倍数",
	"元/月": "月标准", "元/年": "年标准", "元": "金额", "万元": "金额", "亿元": "金额",
	"人": "人数", "名": "人数", "万人": "人数", "人次": "人次", "万人次": "人次",
	"户": "户数", "万户": "户数", "户/年": "户数", "套": "套数",
	"个": "个数", "所": "个数", "家": "个数", "处": "个数", "座": "个数", "支": "个数", "条": "个数", "件": "个数", "项": "个数",
	"张": "床位", "万张": "床位", "张/年": "床位",
	"平方米": "面积", "万平方米": "面积", "公顷": "面积", "亩": "面积",
}

// UnitKind says what a unit counts; empty when no measure may have that unit.
func UnitKind(unit string) string { return unitKinds[unit] }

var measureCode = regexp.MustCompile(`^[A-Z][0-9]{2}$`)

// measures reads a file of the folder measures.
func (l *loader) measures(n *node, pack string) {
	for _, item := range n.fields("measures").need("measures").list() {
		l.measure(item, pack)
	}
}

func (l *loader) measure(n *node, pack string) {
	f := n.fields("code", "name", "area", "formula", "numerator", "denominator", "filter", "unit", "other_units",
		"better", "register", "source", "status", "note", "synonyms", "seed")
	m := Measure{
		Code: f.need("code").measureCode(), Name: f.need("name").words(), Area: f.need("area").words(),
		Formula: Formula(f.need("formula").oneOf("formula", string(Level), string(Count), string(Sum), string(Share),
			string(Quotient), string(PerThousand), string(PerTenThousand))),
		Numerator: f.need("numerator").words(), Filter: f.get("filter").words(),
		Unit:     f.need("unit").measureUnit(),
		Better:   Better(f.need("better").oneOf("better", string(HigherIsBetter), string(LowerIsBetter))),
		Register: f.need("register").words(), Source: f.need("source").words(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))),
		Note:   f.get("note").words(), Pack: pack, Place: n.place(),
	}
	switch m.Formula {
	case Share, Quotient, PerThousand, PerTenThousand:
		m.Denominator = f.need("denominator").words()
	case Level, Count, Sum:
		f.forbid("查得、计数和合计的指标没有分母", "denominator")
	}
	if share := m.Formula == Share; m.Unit != "" && m.Formula != "" && share != (UnitKind(m.Unit) == UnitKind("%")) {
		f.get("unit").refuse("measure_unit", "formula 为 share 的指标以 %% 或 ‰ 为单位，其他指标不用；现在是 %s 和“%s”。", m.Formula, m.Unit)
	}
	m.OtherUnits = otherUnits(f.get("other_units"), m.Unit)
	m.Synonyms = l.measureNames(f, m.Name)
	l.seed(f.get("seed"), "measure", m.Code, pack)
	if m.Code != "" && l.claim("measure", "指标编号", m.Code, f.get("code").place()) {
		l.catalogue.measures = append(l.catalogue.measures, m)
	}
}

// measureNames claims the name and the synonyms: a printed name must lead to one
// measure, whatever marks and spaces are printed with it.
func (l *loader) measureNames(f fields, name string) []string {
	l.claimMeasureName(f.get("name"), name)
	var list []string
	for _, item := range f.get("synonyms").list() {
		if s := item.words(); l.claimMeasureName(item, s) {
			list = append(list, s)
		}
	}
	return list
}

func (l *loader) claimMeasureName(n *node, name string) bool {
	bare := bareName(name)
	switch {
	case name == "":
		return false
	case bare == "":
		n.refuse("measure_name", "指标名称“%s”里没有一个字，请写出名称。", shorten(name))
		return false
	}
	// The space holds the bare name, so that the message can show the printed one.
	key := "measure name " + bare
	if first, taken := l.claimed[key]; taken {
		n.refuse("duplicate_name", "名称“%s”已在 %s 写过；一个名称只能归一个指标，请删去一处。", shorten(name), first)
		return false
	}
	l.claimed[key] = n.place()
	return true
}

// bareName is a name without its marks and spaces, in half-width letters. Roman
// numerals of one character stay: 一级 is printed Ⅰ级.
func bareName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r += '!' - '！'
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Nl, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// measureCode is a letter for the field and two digits.
func (n *node) measureCode() string {
	text := n.words()
	if text != "" && !measureCode.MatchString(text) {
		n.refuse("measure_code", "指标编号“%s”应是一个大写字母加两位数字，如 A05。", shorten(text))
		return ""
	}
	return text
}

// measureUnit is a unit of the closed list.
func (n *node) measureUnit() string {
	text := n.words()
	if text != "" && UnitKind(text) == "" {
		n.refuse("unknown_unit", "没有单位“%s”；可用的单位：%s。", shorten(text), strings.Join(measureUnits(), "、"))
		return ""
	}
	return text
}

// otherUnits are further units under which the measure is printed.
func otherUnits(n *node, unit string) []string {
	var list []string
	for _, item := range n.list() {
		switch other := item.measureUnit(); {
		case other == "":
		case other == unit || slices.Contains(list, other):
			item.refuse("duplicate_unit", "单位“%s”已经写过，请删去一处。", other)
		default:
			list = append(list, other)
		}
	}
	return list
}

// measureUnits lists the units, those of one kind together.
func measureUnits() []string {
	list := make([]string, 0, len(unitKinds))
	for unit := range unitKinds {
		list = append(list, unit)
	}
	slices.SortFunc(list, func(a, b string) int {
		if byKind := strings.Compare(unitKinds[a], unitKinds[b]); byKind != 0 {
			return byKind
		}
		return strings.Compare(a, b)
	})
	return list
}
