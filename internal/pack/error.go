package pack

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"lianxin/internal/civil"
)

// LoadError is one problem of a pack, placed so that its author finds it.
type LoadError struct {
	File    string // path inside the loaded tree; "." for the tree itself
	Line    int    // from 1
	Column  int    // from 1, in characters
	Excerpt string // the source line with a caret below; empty when the file has no such line
	Code    string // stable, lower_snake_case
	Message string // Chinese, says what to change
	cause   error
}

// Error is the problem as one block of text.
func (e *LoadError) Error() string {
	text := fmt.Sprintf("%s:%d:%d: %s: %s", e.File, e.Line, e.Column, e.Code, e.Message)
	if e.Excerpt == "" {
		return text
	}
	return text + "\n    " + strings.ReplaceAll(e.Excerpt, "\n", "\n    ")
}

// Unwrap lets the edges treat the problem as any other refusal.
func (e *LoadError) Unwrap() error {
	return &civil.Error{Kind: civil.Invalid, Code: e.Code, Message: e.Message, Err: e.cause}
}

// Errors are all problems of one load, by file, line and column.
type Errors []*LoadError

// Error is all problems, one after the other.
func (es Errors) Error() string {
	parts := make([]string, len(es))
	for i, e := range es {
		parts[i] = e.Error()
	}
	return strings.Join(parts, "\n")
}

// Unwrap gives the single problems to errors.As and errors.Is.
func (es Errors) Unwrap() []error {
	list := make([]error, len(es))
	for i, e := range es {
		list[i] = e
	}
	return list
}

// problemsMax bounds the problems kept of one load; nobody reads more at once.
const problemsMax = 200

// problems collects what is wrong, so that a load can go on after a mistake.
type problems struct {
	list Errors
	seen map[string]bool
}

// full says that more problems would not be kept.
func (p *problems) full() bool { return len(p.list) >= problemsMax }

// add keeps a problem unless it is already there.
func (p *problems) add(e *LoadError) {
	key := fmt.Sprintf("%s:%d:%d:%s", e.File, e.Line, e.Column, e.Message)
	if p.seen[key] || p.full() {
		return
	}
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	p.seen[key] = true
	p.list = append(p.list, e)
}

// err is nil, or all problems in the order of their places.
func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	sort.SliceStable(p.list, func(i, j int) bool {
		a, b := p.list[i], p.list[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
	return p.list
}

// Excerpts show this many characters at most, so that one endless line does not
// fill a screen.
const excerptMax = 120

// excerpt is a line with a caret below the column (from 1, in characters).
func excerpt(line string, column int) string {
	runes := []rune(strings.ReplaceAll(strings.ToValidUTF8(line, "\uFFFD"), "\t", " "))
	at := min(max(column-1, 0), len(runes))
	start := 0
	if at > excerptMax-20 {
		start = at - excerptMax/2
	}
	shown := runes[start:min(start+excerptMax, len(runes))]
	var caret strings.Builder
	for _, r := range runes[start:at] {
		caret.WriteString(strings.Repeat(" ", cells(r)))
	}
	return strings.TrimRight(string(shown), " ") + "\n" + caret.String() + "^"
}

// cells is the width of a character on a terminal: Chinese ones take two.
func cells(r rune) int {
	if r >= 0x1100 && r != utf8.RuneError {
		return 2
	}
	return 1
}
