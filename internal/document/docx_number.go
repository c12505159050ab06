package document

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// numbering counts the automatic numbers of lists. They are printed but not
// written in the text: a column 序号 often holds nothing else.
type numbering struct {
	lists  map[string]map[int]level // of an abstract list, by its id
	kinds  map[string]string        // list → abstract list
	starts map[string]map[int]int   // list → level → where it starts anew
	counts map[string]map[int]int   // abstract list → level → last number
	begun  map[string]bool          // lists that have counted
}

// level is how one level of a list is numbered.
type level struct {
	start  int
	format string
	text   string // such as "%1." or "（%1）"
	gap    string
}

func newNumbering() *numbering {
	return &numbering{
		lists: map[string]map[int]level{}, kinds: map[string]string{},
		starts: map[string]map[int]int{}, counts: map[string]map[int]int{}, begun: map[string]bool{},
	}
}

// read takes the part that declares the lists.
func (n *numbering) read(a *archive, name string) error {
	abstract, list, at, override := "", "", 0, false
	return eachElement(a, name, func(e xml.StartElement) {
		val := attribute(e, "val")
		number, _ := strconv.Atoi(val) // a broken number is 0
		switch e.Name.Local {
		case "abstractNum":
			abstract, list, override = attribute(e, "abstractNumId"), "", false
			n.lists[abstract] = map[int]level{}
		case "num":
			list, abstract = attribute(e, "numId"), ""
		case "abstractNumId":
			n.kinds[list] = val
		case "lvlOverride":
			at, _ = strconv.Atoi(attribute(e, "ilvl"))
			override = true
		case "startOverride":
			if n.starts[list] == nil {
				n.starts[list] = map[int]int{}
			}
			n.starts[list][at] = number
		case "lvl":
			at, _ = strconv.Atoi(attribute(e, "ilvl"))
			if !override && abstract != "" {
				n.lists[abstract][at] = level{start: 0, gap: "\t"}
			}
		case "start", "numFmt", "lvlText", "suff":
			if lv, ok := n.lists[abstract][at]; ok {
				n.lists[abstract][at] = lv.with(e.Name.Local, val, number)
			}
		}
	})
}

// with sets one property of a level.
func (lv level) with(name, val string, number int) level {
	switch name {
	case "start":
		lv.start = number
	case "numFmt":
		lv.format = val
	case "lvlText":
		lv.text = val
	case "suff":
		lv.gap = map[string]string{"space": " ", "nothing": ""}[val]
		if val == "tab" {
			lv.gap = "\t"
		}
	}
	return lv
}

// next counts one paragraph of a list and gives its number as printed. A list
// or a way of counting that is not known prints nothing.
func (n *numbering) next(list string, at int) (text, gap string) {
	kind := n.kinds[list]
	lv, ok := n.lists[kind][at]
	if !ok {
		return "", ""
	}
	counts := n.counts[kind]
	if counts == nil {
		counts = map[int]int{}
		n.counts[kind] = counts
	}
	if !n.begun[list] {
		n.begun[list] = true
		for depth, start := range n.starts[list] {
			counts[depth] = start - 1
		}
	}
	if last, counted := counts[at]; counted {
		counts[at] = last + 1
	} else {
		counts[at] = lv.start
	}
	for depth := range counts {
		if depth > at {
			delete(counts, depth)
		}
	}
	text = lv.text
	for depth := range 9 {
		mark := "%" + strconv.Itoa(depth+1)
		if !strings.Contains(text, mark) {
			continue
		}
		over, ok := n.lists[kind][depth]
		value, counted := counts[depth]
		if !counted {
			value = over.start
		}
		figure := figures(over.format, value)
		if !ok || figure == "" {
			return "", ""
		}
		text = strings.ReplaceAll(text, mark, figure)
	}
	if lv.format == "bullet" || lv.format == "none" && lv.text == "" {
		return "", ""
	}
	return text, lv.gap
}

// figures writes a number in the way a list counts; empty when unknown.
func figures(format string, n int) string {
	switch format {
	case "", "decimal", "decimalHalfWidth":
		return strconv.Itoa(n)
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	case "decimalFullWidth", "decimalFullWidth2":
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, strconv.Itoa(n))
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if n >= 1 && n <= 20 {
			return string(rune('①' + n - 1))
		}
	case "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting", "ideographDigital":
		return hanzi(n)
	case "upperLetter", "lowerLetter":
		if n < 1 || n > 26 {
			return ""
		}
		if format == "upperLetter" {
			return string(rune('A' + n - 1))
		}
		return string(rune('a' + n - 1))
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	}
	return ""
}

// hanzi writes 1 to 99 in Chinese.
func hanzi(n int) string {
	digits := []rune("〇一二三四五六七八九")
	switch {
	case n < 1 || n > 99:
		return ""
	case n < 10:
		return string(digits[n])
	}
	text := "十"
	if n >= 20 {
		text = string(digits[n/10]) + text
	}
	if n%10 > 0 {
		text += string(digits[n%10])
	}
	return text
}

// roman writes 1 to 49 in Roman numerals.
func roman(n int) string {
	if n < 1 || n > 49 {
		return ""
	}
	ones := []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"}
	tens := "XL"
	if n < 40 {
		tens = strings.Repeat("X", n/10)
	}
	return tens + ones[n%10]
}
