package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// document is as much of OpenAPI as our own document has.
type document struct {
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

type operation struct {
	ID         string              `json:"operationId"`
	Summary    string              `json:"summary"`
	Parameters []parameter         `json:"parameters"`
	Body       *content            `json:"requestBody"`
	Responses  map[string]*content `json:"responses"`
	Method     string              `json:"-"`
	Path       string              `json:"-"`
}

type parameter struct {
	Name     string `json:"name"`
	In       string `json:"in"`
	Required bool   `json:"required"`
	Schema   schema `json:"schema"`
}

type content struct {
	Content map[string]struct {
		Schema schema `json:"schema"`
	} `json:"content"`
}

type schema struct {
	Ref         string            `json:"$ref"`
	Type        any               `json:"type"` // a word, or words with "null" among them
	Format      string            `json:"format"`
	Encoding    string            `json:"contentEncoding"`
	Description string            `json:"description"`
	Items       *schema           `json:"items"`
	Properties  map[string]schema `json:"properties"`
	Required    []string          `json:"required"`
	More        any               `json:"additionalProperties"`
}

// kind is the one word of a schema's type.
func (s *schema) kind() string {
	switch t := s.Type.(type) {
	case string:
		return t
	case []any:
		for _, one := range t {
			if word, ok := one.(string); ok && word != "null" {
				return word
			}
		}
	}
	return ""
}

// goType is the Go of a schema.
func (s *schema) goType() (string, error) {
	if s.Ref != "" {
		return s.Ref[strings.LastIndex(s.Ref, "/")+1:], nil
	}
	switch s.kind() {
	case "string":
		if s.Encoding == "base64" || s.Format == "binary" {
			return "[]byte", nil
		}
		return "string", nil
	case "integer":
		return "int64", nil
	case "boolean":
		return "bool", nil
	case "array":
		item, err := s.Items.goType()
		return "[]" + item, err
	case "object":
		return s.mapType()
	case "":
		return "json.RawMessage", nil
	}
	return "", fmt.Errorf("no Go for a schema of type %v", s.Type)
}

// mapType is the Go of an object without properties of its own.
func (s *schema) mapType() (string, error) {
	text, err := json.Marshal(s.More)
	if err != nil {
		return "", err
	}
	var values schema
	if err := json.Unmarshal(text, &values); err != nil || values.kind() == "" && values.Ref == "" {
		return "map[string]any", nil
	}
	value, err := values.goType()
	return "map[string]" + value, err
}

// operations lists the document's by name.
func (d *document) operations() (list []operation) {
	for path, item := range d.Paths {
		for method, op := range item {
			op.Method, op.Path = strings.ToUpper(method), path
			list = append(list, op)
		}
	}
	slices.SortFunc(list, func(a, b operation) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// initialisms are parts of names that Go writes in capitals.
var initialisms = map[string]string{"id": "ID", "url": "URL", "uscc": "USCC", "api": "API", "pem": "PEM"}

// goName is a name of the document as Go writes it.
func goName(name string) string {
	var out strings.Builder
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' }) {
		if whole := initialisms[part]; whole != "" {
			out.WriteString(whole)
			continue
		}
		out.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return out.String()
}

// sortedNames are the keys of a map in order.
func sortedNames[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
