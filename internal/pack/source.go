package pack

import (
	"strings"

	"lianxin/internal/rule"
)

// cel is the node's text as a rule expression. Every character of the text
// stands in the file at the source's line and column plus its own offset, so
// that an error of the rule compiler can point at it. Ways of writing that
// would break this are refused: an escape inside quotes, and a plain or quoted
// text over several lines.
func (n *node) cel() rule.Source {
	if n == nil || !n.isText() {
		return rule.Source{}
	}
	source := rule.Source{Text: n.text, File: n.doc.file, Line: n.line, Column: n.column}
	switch n.style {
	case block:
		source.Text, source.Line, source.Column = n.blockText()
	case quoted:
		source.Column++
		if !n.standsAt(source) {
			n.refuse("cel_quoted", "算式加引号时不能换行、也不能用转义；请去掉引号，或改用“|”另起一行书写。")
			return rule.Source{}
		}
	default:
		if !n.standsAt(source) {
			n.refuse("cel_lines", "算式写成几行时，请用“|”另起一行书写。")
			return rule.Source{}
		}
	}
	if strings.TrimSpace(source.Text) == "" {
		n.refuse("cel_empty", "这里应写一个算式。")
		return rule.Source{}
	}
	return source
}

// standsAt says whether the text is in the file exactly where the source says.
func (n *node) standsAt(s rule.Source) bool {
	if s.Line > len(n.doc.lines) {
		return false
	}
	line := []rune(n.doc.lines[s.Line-1])
	return s.Column-1 <= len(line) && strings.HasPrefix(string(line[s.Column-1:]), s.Text)
}

// blockText reads a block scalar from the file as it stands: CEL does not mind
// line breaks, so folding would only lose the places.
func (n *node) blockText() (text string, line, column int) {
	lines := n.doc.lines[min(n.line, len(n.doc.lines)):]
	first := 0
	for first < len(lines) && strings.TrimSpace(lines[first]) == "" {
		first++
	}
	if first == len(lines) {
		return "", n.line, n.column
	}
	indent := indentOf(lines[first])
	var kept []string
	for _, l := range lines[first:] {
		if strings.TrimSpace(l) == "" {
			kept = append(kept, "")
			continue
		}
		if indentOf(l) < indent {
			break
		}
		kept = append(kept, l[indent:])
	}
	for len(kept) > 0 && kept[len(kept)-1] == "" {
		kept = kept[:len(kept)-1]
	}
	return strings.Join(kept, "\n"), n.line + first + 1, indent + 1
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
