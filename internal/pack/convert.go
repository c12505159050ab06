package pack

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// convert turns the library's tree into ours. A mapping keeps every key, also
// one given twice: the reader of the mapping reports it.
func (d *document) convert(n ast.Node) *node {
	d.nodes++
	if d.nodes > nodesMax {
		if d.nodes == nodesMax+1 {
			d.refuse(1, 1, "file_too_big", "文件里的条目超过 %d 个，请拆成几个文件。", nodesMax)
		}
		return nil
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return d.mapping(n.Start, n.Values)
	case *ast.MappingValueNode:
		return d.mapping(n.GetToken(), []*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		out := d.at(n.Start, listForm)
		for _, item := range n.Values {
			if joined := d.joined(item); joined != nil {
				out.items = append(out.items, joined)
				continue
			}
			if v := d.convert(item); v != nil {
				out.items = append(out.items, v)
			}
		}
		return out
	case *ast.LiteralNode:
		out := d.at(n.Start, scalarForm)
		out.style, out.text = block, n.Value.Value
		return out
	case *ast.NullNode:
		return d.at(n.Token, emptyForm)
	case ast.ScalarNode:
		return d.scalar(n.GetToken())
	}
	t := n.GetToken()
	d.refuse(t.Position.Line, t.Position.Column, "yaml_feature", "这种 YAML 写法不能用，请写成普通的“键: 值”或列表。")
	return nil
}

// joined undoes a reading of the library that YAML does not have: in a list in
// brackets, p1:wage without a blank is one word, not a key and a value.
func (d *document) joined(n ast.Node) *node {
	m, ok := n.(*ast.MappingNode)
	if ok && len(m.Values) == 1 && m.Start.Type != token.MappingStartType {
		n = m.Values[0]
	}
	pair, ok := n.(*ast.MappingValueNode)
	if !ok {
		return nil
	}
	value, ok := pair.Value.(ast.ScalarNode)
	if !ok {
		return nil
	}
	key, colon, right := pair.Key.GetToken(), pair.Start, value.GetToken()
	if key.Type == token.SingleQuoteType || key.Type == token.DoubleQuoteType ||
		colon.Position.Line != right.Position.Line || colon.Position.Column+1 != right.Position.Column {
		return nil
	}
	out := d.scalar(key)
	out.text += ":" + d.scalar(right).text
	return out
}

func (d *document) mapping(start *token.Token, values []*ast.MappingValueNode) *node {
	out := d.at(start, mappingForm)
	for i, v := range values {
		key := d.scalar(v.Key.GetToken())
		if i == 0 && start.Type != token.MappingStartType {
			out.line, out.column = key.line, key.column
		}
		if value := d.convert(v.Value); value != nil {
			if value.form == emptyForm {
				// The library places a missing value wherever its next token is.
				value.line, value.column = key.line, key.column
			}
			out.pairs = append(out.pairs, &entry{key: key, value: value})
		}
	}
	return out
}

func (d *document) scalar(t *token.Token) *node {
	out := d.at(t, scalarForm)
	out.text, out.style = t.Value, plain
	if t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType {
		out.style = quoted
	}
	if out.style == plain {
		// What the library takes for a number or a date stays the text it was.
		out.text = strings.TrimSpace(out.text)
	}
	return out
}

func (d *document) at(t *token.Token, f form) *node {
	return &node{doc: d, form: f, line: max(t.Position.Line, 1), column: max(t.Position.Column, 1)}
}
