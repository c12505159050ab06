package indicator

import (
	"regexp"
	"strings"

	"lianxin/internal/document"
)

// sentence is a piece of prose, put together from the lines it was broken over.
type sentence struct {
	text  string
	place document.Place
}

const (
	sentenceMax = 600 // characters; longer text is cut at the next line
	wrapped     = 18  // characters from which a line without an end may go on below
)

// sentences puts the lines together which belong to no table. Programs that read PDF
// break a sentence at every line of the page, often with an empty line between.
func (g *region) sentences() []sentence {
	var out []sentence
	var open sentence
	flush := func() {
		if runes(open.text) >= 8 {
			out = append(out, open)
		}
		open = sentence{}
	}
	for i, l := range g.lines {
		text := tighten(l.text)
		if g.used[i] || sectionLine.MatchString(fold(text)) {
			flush()
		}
		if g.used[i] || text == "" {
			continue
		}
		for _, piece := range strings.SplitAfter(markEnds(text), "\x00") {
			piece, ended := strings.CutSuffix(piece, "\x00")
			if open.text == "" {
				open.place = l.place
			}
			open.text += piece
			if ended || runes(open.text) > sentenceMax {
				flush()
			}
		}
		if runes(text) < wrapped {
			flush()
		}
	}
	flush()
	return out
}

var ends = strings.NewReplacer("。", "。\x00", "！", "！\x00", "？", "？\x00", "；", "；\x00")

func markEnds(text string) string { return ends.Replace(strings.ReplaceAll(text, "\x00", "")) }

// figure is a number of a sentence with the words that say what it counts.
type figure struct {
	value  string // as printed, with unit
	digit  string
	unit   string // folded
	words  string // as printed, from the break before
	before string // as printed, from the figure before
	more   []figure
}

var (
	figurePattern = regexp.MustCompile(`(?:≥|≤|＞|＜|>|<)?\s*(\d+(?:,\d{3})*(?:\.\d+)?)\s*(%|％|‰|[万亿]?(?:平方米|公里|人次|张|个|家|人|户|所|名|元|支|处|件|套|间|条|项|座|岁|倍)|[万亿])(?:以上|以下|左右|以内)?`)
	breaks        = regexp.MustCompile(`[，,。；;：:！？]`)
	closing       = regexp.MustCompile(`(?:分别)?(?:达到了?|达|不低于|不少于|不高于|不超过|超过|提高到|提高至|提升到|提升至|增加到|增加至|保持在|稳定在|控制在|为|占|实现|至少|建成|新增|完成|约|近|在|到|至|大于|高于|有|由|从)*$`)
	ahead         = regexp.MustCompile(`到20\d\d年|至20\d\d年|20\d\d年底?前|力争|确保|目标|不低于|不少于|不高于|不超过|至少|以上|以内|达到|十四五|十五五|期末`)
	behind        = regexp.MustCompile(`十三五|截至|截止|已|连续|同比|累计|增长了|完成了|共有|先后|比20\d\d年|20(?:1\d|20)年底?`)
)

// figures finds the numbers of a sentence. Numbers joined by 、 share their words.
func figures(text string) []figure {
	var out []figure
	end := 0
	for _, at := range figurePattern.FindAllStringSubmatchIndex(text, -1) {
		words := text[end:at[0]]
		if strings.Trim(words, "、和 ") == "" && len(out) > 0 {
			last := &out[len(out)-1]
			last.more = append(last.more, figure{value: text[at[0]:at[1]], digit: text[at[2]:at[3]], unit: fold(text[at[4]:at[5]])})
			end = at[1]
			continue
		}
		wide := backward(words, 40)
		if cut := breaks.FindAllStringIndex(words, -1); len(cut) > 0 {
			words = words[cut[len(cut)-1][1]:]
		}
		out = append(out, figure{value: strings.TrimSpace(text[at[0]:at[1]]), digit: text[at[2]:at[3]], unit: fold(text[at[4]:at[5]]), words: words, before: wide})
		end = at[1]
	}
	return out
}

// backward is the last n characters of s.
func backward(s string, n int) string {
	r := []rune(s)
	return string(r[max(0, len(r)-n):])
}

// name is what a figure counts, without the verb before it.
func (f *figure) name() string {
	return strings.Trim(closing.ReplaceAllString(strings.TrimSpace(f.words), ""), " 、“”（）()*")
}

// offerMin and offerMax bound the words that may name a target.
const (
	offerMin = 5
	offerMax = 40
)

// readProse offers the targets of sentences.
func (r *Result) readProse(g *region) {
	for _, s := range g.sentences() {
		r.sentences = append(r.sentences, s)
		simple := fold(s.text)
		if !ahead.MatchString(simple) || behind.MatchString(simple) {
			continue
		}
		for _, f := range figures(s.text) {
			name := f.name()
			if n := countHan(name); n < offerMin || n > offerMax {
				continue
			}
			value := f.value
			for _, m := range f.more {
				value += "、" + m.value
			}
			r.Offered = append(r.Offered, Offer{Place: s.place, Name: name, Value: value, Sentence: s.text})
		}
	}
}
