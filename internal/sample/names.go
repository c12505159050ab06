package sample

import "unicode/utf8"

// Surnames with their weight; the order of the national register, with those
// raised that are common between the Yangtze and the Huai [from knowledge].
var surnames = []struct {
	name   string
	weight int
}{
	{"王", 745}, {"李", 719}, {"张", 678}, {"刘", 511}, {"陈", 614}, {"杨", 328}, {"黄", 268}, {"赵", 222},
	{"周", 286}, {"吴", 275}, {"徐", 310}, {"孙", 208}, {"朱", 236}, {"马", 120}, {"胡", 124}, {"郭", 108},
	{"林", 102}, {"何", 104}, {"高", 130}, {"罗", 78}, {"梁", 60}, {"宋", 75}, {"郑", 76}, {"谢", 72},
	{"韩", 64}, {"唐", 78}, {"冯", 70}, {"于", 44}, {"董", 48}, {"萧", 6}, {"程", 52}, {"曹", 82},
	{"袁", 62}, {"邓", 48}, {"许", 92}, {"傅", 26}, {"沈", 110}, {"曾", 34}, {"彭", 52}, {"吕", 50},
	{"苏", 36}, {"卢", 46}, {"蒋", 96}, {"蔡", 58}, {"贾", 24}, {"丁", 92}, {"魏", 38}, {"薛", 52},
	{"叶", 60}, {"阎", 6}, {"余", 34}, {"潘", 64}, {"杜", 34}, {"戴", 58}, {"夏", 60}, {"钟", 26},
	{"汪", 58}, {"田", 26}, {"任", 38}, {"姜", 52}, {"范", 42}, {"方", 46}, {"石", 42}, {"姚", 54},
	{"谭", 22}, {"廖", 20}, {"邹", 36}, {"熊", 16}, {"金", 60}, {"陆", 88}, {"郝", 10}, {"孔", 22},
	{"白", 12}, {"崔", 16}, {"康", 16}, {"毛", 26}, {"邱", 36}, {"秦", 46}, {"江", 32}, {"史", 30},
	{"顾", 92}, {"侯", 22}, {"邵", 40}, {"孟", 22}, {"龙", 10}, {"万", 20}, {"段", 12}, {"雷", 12},
	{"钱", 70}, {"汤", 38}, {"尹", 22}, {"黎", 8}, {"易", 8}, {"常", 12}, {"武", 12}, {"乔", 8}, {"贺", 14},
	{"赖", 6}, {"龚", 34}, {"文", 8}, {"缪", 28}, {"季", 44}, {"施", 54}, {"成", 26}, {"单", 12},
	{"鞠", 14}, {"宗", 14}, {"葛", 30}, {"仇", 14}, {"陶", 32}, {"严", 40}, {"翁", 8}, {"欧阳", 4},
	{"司马", 1}, {"上官", 1}, {"诸葛", 1}, {"尉迟", 1}, {"皇甫", 1},
}

// Characters of given names, and a few that GBK lacks: files in GBK lose them,
// and whoever reads our sample must not.
var (
	menGlyphs   = []rune("伟强磊军洋勇杰涛明超刚平辉鹏华飞斌波宁亮健民建国志海峰林浩宇轩泽子睿晨俊博文豪天翔凯旭东阳庆祥根福宝荣贵生安康德义忠良金龙虎松柏成才永正新春兴旺达顺元仁礼智信诚毅坚立业学思远航帆一鸣嘉铭梓皓昊恒瑞霖钧钰")
	womenGlyphs = []rune("芳娜秀英敏静丽艳娟霞燕玲桂兰红梅珍凤云琴香莲萍雪莉洁慧琳颖婷倩雅欣怡佳梦瑶诗涵子萱雨桐晨曦可馨若彤梓妍语嫣思琪美华素贞玉巧银彩爱菊翠月娥珠花春秋冬荷芬芸蓉蕾薇青宁安悦晓楠璐瑾璇蓓乐然一诺沐")
	rareGlyphs  = []rune("㛃㮾䶮䒟䴔𬍛𬭎𬸪𨱑𠅤𡵆𬇕")

	ethnicMen   = []string{"买买提", "艾力", "阿不都热依木", "吐尔逊", "扎西", "多吉", "巴特尔", "牙生"}
	ethnicWomen = []string{"阿依古丽", "古丽娜尔", "热孜万", "卓玛", "央金", "其其格", "阿米娜", "帕提古丽"}

	surnameSums = func() []int {
		weights := make([]int, len(surnames))
		for i, s := range surnames {
			weights[i] = s.weight
		}
		return running(weights...)
	}()
)

// kinship carries what the names of one household share.
type kinship struct {
	stream  stream
	head    int // index of the head's surname
	married int // of the spouse of the head
}

func (c *City) kinshipOf(h *Household) kinship {
	s := streamOf(c.seed, uint64(h.Number), purposeName)
	k := kinship{head: s.pick(surnameSums), married: s.pick(surnameSums)}
	k.stream = s
	return k
}

// surname follows the family: children take the father's name, whoever married
// in or is no kin brings an own one.
func (k *kinship) surname(p, headOf *Person) int {
	father := k.head
	if headOf.Female {
		father = k.married
	}
	switch p.kin {
	case head:
		return k.head
	case spouse:
		return k.married
	case child, grandchild:
		return father
	case parent, grandparent:
		if !p.Female {
			return k.head
		}
	case parentInLaw:
		if !p.Female {
			return k.married
		}
	case sibling:
		return k.head
	}
	return k.stream.pick(surnameSums)
}

// appendName writes the next member's name. Members must be asked for in order.
func (k *kinship) appendName(b []byte, p, headOf *Person) []byte {
	family := k.surname(p, headOf)
	s := &k.stream
	if s.chance(rateEthnicName) {
		given := ethnicMen
		if p.Female {
			given = ethnicWomen
		}
		b = append(b, given[s.below(len(given))]...)
		b = append(b, "·"...)
		return append(b, ethnicMen[s.below(len(ethnicMen))]...)
	}
	b = append(b, surnames[family].name...)
	glyphs := menGlyphs
	if p.Female {
		glyphs = womenGlyphs
	}
	single := 160_000
	if p.age >= 35 && p.age < 60 {
		single = 330_000 // one character was the fashion of the seventies and eighties
	}
	if !s.chance(single) {
		b = utf8.AppendRune(b, glyphs[s.below(len(glyphs))])
	}
	if s.chance(rateRareGlyph) {
		glyphs = rareGlyphs
	}
	return utf8.AppendRune(b, glyphs[s.below(len(glyphs))])
}
