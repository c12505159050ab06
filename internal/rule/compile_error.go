package rule

import (
	"fmt"
	"strings"
)

// CompileError is one refusal of a policy, placed so that an editor can show it.
type CompileError struct {
	File    string
	Line    int // from 1; 0 when the error has no place in a file
	Column  int // from 1, in characters
	Code    string
	Message string // Chinese, for the person who edits the rule
	Excerpt string // the line of the expression the error stands in
	Offset  int    // of the caret inside Excerpt, in characters
}

func (e *CompileError) Error() string {
	var b strings.Builder
	if e.File != "" {
		fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Column)
	}
	fmt.Fprintf(&b, "%s: %s", e.Code, e.Message)
	if e.Excerpt != "" {
		b.WriteString("\n" + e.Show())
	}
	return b.String()
}

// Show is the line of the expression with a caret under the place.
func (e *CompileError) Show() string {
	return "    " + e.Excerpt + "\n    " + caretIndent(e.Excerpt, e.Offset) + "^"
}

// caretIndent is as wide on a terminal as the first n characters of line: a Chinese character takes two cells.
func caretIndent(line string, n int) string {
	var b strings.Builder
	for i, r := range []rune(line) {
		if i == n {
			break
		}
		b.WriteByte(' ')
		if r >= 0x1100 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// CompileErrors are all refusals of one compilation.
type CompileErrors []*CompileError

func (es CompileErrors) Error() string {
	parts := make([]string, len(es))
	for i, e := range es {
		parts[i] = e.Error()
	}
	return strings.Join(parts, "\n")
}

// at places an error at a line (from 1) and column (from 0) of an expression.
func (s Source) at(line, column int, code, format string, args ...any) *CompileError {
	e := &CompileError{File: s.File, Line: s.Line, Column: s.Column + column, Code: code, Message: fmt.Sprintf(format, args...)}
	if line > 1 {
		e.Line += line - 1
	}
	lines := strings.Split(s.Text, "\n")
	if line >= 1 && line <= len(lines) {
		e.Excerpt, e.Offset = lines[line-1], column
	}
	return e
}

// Nearest returns the candidate with the least edit distance to name, or "" when none is near.
func Nearest(name string, candidates []string) string {
	best, bestDistance := "", len(name)/2+1
	for _, c := range candidates {
		if d := distance(name, c); d < bestDistance || d == bestDistance && best != "" && c < best {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		previous := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := previous
			if a[i-1] != b[j-1] {
				cost++
			}
			previous = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
