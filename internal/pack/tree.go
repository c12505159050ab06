package pack

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of one file. A pack written by people stays far below.
const (
	fileBytesMax = 1 << 20
	lineBytesMax = 8 << 10
	nestingMax   = 16
	keysMax      = 1000 // of one mapping; the library takes quadratic time for them
	nodesMax     = 100_000
)

// document is one YAML file: its lines for excerpts, and where its problems go.
type document struct {
	file  string
	lines []string
	to    *problems
	nodes int
}

// refuse places a problem in the file.
func (d *document) refuse(line, column int, code, format string, args ...any) {
	d.add(line, column, code, fmt.Sprintf(format, args...), nil)
}

// add keeps a problem with its cause, which is for the log.
func (d *document) add(line, column int, code, message string, cause error) {
	if d.to.full() {
		return
	}
	e := &LoadError{File: d.file, Line: max(line, 1), Column: max(column, 1), Code: code, Message: message, cause: cause}
	if e.Line <= len(d.lines) {
		e.Excerpt = excerpt(d.lines[e.Line-1], e.Column)
	}
	d.to.add(e)
}

// form is the shape of a node.
type form uint8

const (
	scalarForm form = iota + 1
	listForm
	mappingForm
	emptyForm // nothing, ~ or null
)

// style is how a scalar is written; numbers and Booleans are written plain.
type style uint8

const (
	plain style = iota + 1
	quoted
	block
)

// node is a value of a file. It is the part of YAML a pack may use.
type node struct {
	doc    *document
	line   int
	column int
	form   form
	style  style
	text   string
	items  []*node  // of a list
	pairs  []*entry // of a mapping, in the order of the file
}

// entry is one key of a mapping with its value.
type entry struct {
	key   *node
	value *node
}

// refuse places a problem at the node. Like the readers, it takes a nil node and
// says nothing.
func (n *node) refuse(code, format string, args ...any) {
	if n == nil {
		return
	}
	n.doc.refuse(n.line, n.column, code, format, args...)
}

// place is where the node stands.
func (n *node) place() Place {
	if n == nil {
		return Place{}
	}
	return Place{File: n.doc.file, Line: n.line, Column: n.column}
}

// Place is a position in a file of a pack.
type Place struct {
	File   string
	Line   int // from 1
	Column int // from 1, in characters
}

// String is the place as editors read it.
func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// parse reads one file. It returns nil when there is nothing to go on with;
// what is wrong is in the document's problems.
func (d *document) parse(data []byte) *node {
	if len(data) > fileBytesMax {
		d.refuse(1, 1, "file_too_big", "文件超过 1 MiB，请拆成几个文件。")
		return nil
	}
	// Editors on Windows add these; they carry no meaning.
	text := strings.ReplaceAll(strings.TrimPrefix(string(data), "\uFEFF"), "\r\n", "\n")
	d.lines = strings.Split(text, "\n")
	if !d.readable() {
		return nil
	}
	tokens, ok := d.tokens(text)
	if !ok {
		return nil
	}
	file := d.grammar(tokens)
	if file == nil {
		return nil
	}
	switch bodies := withBody(file); {
	case len(bodies) == 0:
		d.refuse(1, 1, "file_empty", "文件是空的，请写上内容或删去文件。")
	case len(file.Docs) > 1:
		p := file.Docs[1].GetToken().Position
		if start := file.Docs[1].Start; start != nil {
			p = start.Position
		}
		d.refuse(p.Line, p.Column, "several_documents", "一个文件只能有一份内容，请去掉“---”或拆成两个文件。")
	default:
		return d.convert(bodies[0].Body)
	}
	return nil
}

// readable refuses bytes that a reader of the file could not see.
func (d *document) readable() bool {
	for i, line := range d.lines {
		if len(line) > lineBytesMax {
			d.refuse(i+1, 1, "line_too_long", "这一行太长，请换行书写，每行不超过 8 KiB。")
			return false
		}
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if at := strings.IndexByte(indent, '\t'); at >= 0 {
			d.refuse(i+1, at+1, "tab_indent", "缩进不能用制表符，请改用空格。")
			return false
		}
		column := 0
		for _, r := range line {
			column++
			switch {
			case r == utf8.RuneError:
				d.refuse(i+1, column, "not_utf8", "这里不是 UTF-8 文字，请用 UTF-8 编码保存文件。")
				return false
			case r < ' ' && r != '\t' || r == 0x7F || r == '\u2028' || r == '\u2029' || r == '\u0085' || r == '\uFEFF':
				d.refuse(i+1, column, "control_character", "这里有看不见的控制字符（U+%04X），请删去。", r)
				return false
			}
		}
	}
	return true
}

// tokens splits the text and refuses what would hide something from a reader,
// and nesting deep enough to exhaust the parser.
func (d *document) tokens(text string) (list token.Tokens, ok bool) {
	defer func() {
		// The YAML library is not ours; if it gives up, the file is at fault, not the program.
		if recover() != nil {
			d.refuse(1, 1, "yaml_syntax", "无法按 YAML 读取这个文件，请检查缩进、引号和括号。")
			list, ok = nil, false
		}
	}()
	list = lexer.Tokenize(text)
	ok = true
	var open nest
	for i, t := range list {
		line, column := t.Position.Line, t.Position.Column
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			d.refuse(line, column, "yaml_alias", "不能使用锚点和引用（& * <<），请在原处写出全部内容。")
			ok = false
		case token.TagType, token.DirectiveType, token.MappingKeyType:
			d.refuse(line, column, "yaml_feature", "不能使用标签、指令和“?”键，请写成普通的“键: 值”。")
			ok = false
		case token.MappingStartType, token.SequenceStartType:
			open.bracket()
		case token.MappingEndType, token.SequenceEndType:
			open.close()
		case token.SequenceEntryType:
			open.block(column)
		case token.MappingValueType:
			if i > 0 {
				open.key(list[i-1].Position.Column)
			}
		}
		switch {
		case open.depth() > nestingMax:
			d.refuse(line, column, "nesting_too_deep", "嵌套超过 %d 层，请写得平一些。", nestingMax)
			return nil, false
		case open.keys() > keysMax:
			d.refuse(line, column, "too_many_keys", "同一处的键超过 %d 个，请改用列表。", keysMax)
			return nil, false
		}
	}
	return list, ok
}

// grammar builds the syntax tree.
func (d *document) grammar(tokens token.Tokens) (file *ast.File) {
	defer func() {
		// As in tokens: a failure of the library is a refusal of the file.
		if recover() != nil {
			d.refuse(1, 1, "yaml_syntax", "无法按 YAML 读取这个文件，请检查缩进、引号和括号。")
			file = nil
		}
	}()
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err == nil {
		return file
	}
	line, column := 1, 1
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) && syntax.Token != nil && syntax.Token.Position != nil {
		line, column = syntax.Token.Position.Line, syntax.Token.Position.Column
	}
	d.add(line, column, "yaml_syntax", "这里或上一行不合 YAML 的写法，请检查缩进、引号和括号。", err)
	return nil
}

func withBody(file *ast.File) []*ast.DocumentNode {
	var list []*ast.DocumentNode
	for _, doc := range file.Docs {
		if doc.Body != nil {
			list = append(list, doc)
		}
	}
	return list
}
