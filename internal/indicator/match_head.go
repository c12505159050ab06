package indicator

import (
	"regexp"
	"strings"
)

// matchHeadWord is what a Chinese name ends in: it says what sort of figure it is.
type matchHeadWord struct{ sort, word string }

// matchHeads are the endings of names by sort, the longer ones first. A name that
// ends in 率 is known by the last three characters.
var matchHeads = []matchHeadWord{
	{"增幅", "增长率"}, {"增幅", "增速"}, {"增幅", "增幅"}, {"增幅", "增长"},
	{"比例", "满意率"}, {"比例", "比例"}, {"比例", "比率"}, {"比例", "比重"}, {"比例", "占比"}, {"比例", "之比"},
	{"标准", "标准"}, {"标准", "水平"}, {"满意", "满意度"},
	{"数", "数量"}, {"数", "总量"}, {"数", "数"},
}

// headOfName reads the ending of a name; what is said per head of the population
// is a sort of its own.
func headOfName(full string) matchHeadWord {
	if matchPerHead.MatchString(full) {
		return matchHeadWord{"每人", ""}
	}
	for _, h := range matchHeads {
		if strings.HasSuffix(full, h.word) {
			if h.sort != "比例" || h.word == "满意率" {
				return h
			}
			return matchHeadWord{"比例", "比例"} // 占比, 比重 and 比例 say the same
		}
	}
	if text := []rune(full); len(text) >= 3 && text[len(text)-1] == '率' {
		return matchHeadWord{"比例", string(text[len(text)-3:])}
	}
	return matchHeadWord{}
}

// matchPerHead begins a name that is divided by the population.
var matchPerHead = regexp.MustCompile(`^每?[千万]+(?:名|个|户)?(?:[^拥占]{0,6})(?:人|居民)|^每[一二三四五六七八九十百千万]+`)

// against compares two endings: how much speaks against one measure having both
// names, and why.
func (h matchHeadWord) against(other matchHeadWord) (loss int, reason string) {
	switch {
	case h.sort == "" && other.sort == "数" || h.sort == "数" && other.sort == "":
		return 0, "" // a thing that is counted: 助餐点, 助餐点数
	case h.sort != other.sort && (h.sort == "" || other.sort == ""):
		return matchOtherWord, "名称结尾一个说明是哪类数、一个没有说明"
	case h.sort != other.sort:
		return matchOtherSort, "名称结尾所指的不是一类数"
	case h.word != other.word && h.sort == "比例":
		return matchOtherWord, "结尾“" + h.word + "”与“" + other.word + "”不同"
	}
	return 0, ""
}

// matchQualifiers are words that make another indicator of the same noun. What
// contains such a word and means something else is set aside first.
var matchQualifiers = []struct {
	called string
	word   *regexp.Regexp
}{
	{"农村", regexp.MustCompile(`农村|乡村`)},
	{"城市", regexp.MustCompile(`城市|城镇`)},
	{"镇街", regexp.MustCompile(`乡镇|镇街|街道|镇`)},
	{"县级", regexp.MustCompile(`县|市区|市市|涉农区`)},
	{"新增", regexp.MustCompile(`新增|新建|每年`)},
	{"否定", regexp.MustCompile(`[非未不]`)},
	{"年龄", regexp.MustCompile(`[0-9]+周?岁`)},
	{"性别", regexp.MustCompile(`[男女]性`)},
	{"等级", regexp.MustCompile(`[0-9]a|[一二三四五]级`)},
	{"残疾", regexp.MustCompile(`残疾`)},
	{"儿童", regexp.MustCompile(`儿童|未成年|未保`)},
	{"满意", regexp.MustCompile(`满意`)},
}

var matchUnqualified = strings.NewReplacer("未成年", "", "城乡", "", "城镇居民", "", "城镇常住", "", "未保", "")

// qualifiersOf lists the words that narrow a name, one bit each.
func qualifiersOf(full string) (set uint) {
	plain := matchUnqualified.Replace(full)
	for i, q := range matchQualifiers {
		if q.word.MatchString(plain) || q.called == "儿童" && q.word.MatchString(full) {
			set |= 1 << i
		}
	}
	return set
}

// qualifierNames names the bits of a set.
func qualifierNames(set uint) string {
	var list []string
	for i, q := range matchQualifiers {
		if set&(1<<i) != 0 {
			list = append(list, q.called)
		}
	}
	return strings.Join(list, "、")
}
