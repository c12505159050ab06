package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// pageText shows the document to people: no script, nothing from another machine.
//
//go:embed explain.html
var pageText string

//go:embed explain.css
var pageStyle []byte

var pageTemplate = template.Must(template.New("explain").Parse(pageText))

// explained is the document as the page shows it.
type explained struct {
	Title, Version string
	Intro          []string
	Parts          []explainedPart
	Types          []explainedType
}

type explainedPart struct {
	Title  string
	Routes []explainedRoute
}

type explainedRoute struct {
	ID, Method, Path, Summary, About, Scope string
	Fields                                  []explainedField
	Body, Answer                            string // names of types
	Status                                  string
}

type explainedField struct {
	Name, Where, Kind, About string
	Required                 bool
}

type explainedType struct {
	Name   string
	Fields []explainedField
}

func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	var page bytes.Buffer
	if err := pageTemplate.Execute(&page, s.explain()); err != nil {
		writeProblem(w, s.problem(r.Context(), err))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page.Bytes()) // nobody is there any more to be told
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(pageStyle) // nobody is there any more to be told
}

// tagOrder is the order of the parts on the page.
var tagOrder = []string{"目录", "登记", "办件", "办理", "认定", "待遇", "核对", "统计", "消息", "报送"}

func (s *Server) explain() explained {
	doc := s.api.OpenAPI()
	out := explained{Title: doc.Info.Title, Version: doc.Info.Version, Intro: strings.Split(doc.Info.Description, "\n")}
	parts := map[string]*explainedPart{}
	paths := make([]string, 0, len(doc.Paths))
	for path := range doc.Paths {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		item := doc.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op == nil {
				continue
			}
			tag := op.Tags[0]
			if parts[tag] == nil {
				parts[tag] = &explainedPart{Title: tag}
			}
			parts[tag].Routes = append(parts[tag].Routes, explainRoute(path, op))
		}
	}
	for _, tag := range tagOrder {
		if parts[tag] != nil {
			out.Parts = append(out.Parts, *parts[tag])
		}
	}
	schemas := doc.Components.Schemas.Map()
	names := make([]string, 0, len(schemas))
	for name := range schemas {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		out.Types = append(out.Types, explainedType{name, explainFields(schemas[name])})
	}
	return out
}

func explainRoute(path string, op *huma.Operation) explainedRoute {
	scope, _ := op.Extensions["x-scope"].(string)
	r := explainedRoute{ID: op.OperationID, Method: op.Method, Path: path, Summary: op.Summary, About: op.Description, Scope: scope}
	for _, p := range op.Parameters {
		where := map[string]string{"path": "网址", "query": "查询", "header": "请求头"}[p.In]
		about := p.Description
		if about == "" {
			about = p.Schema.Description
		}
		r.Fields = append(r.Fields, explainedField{p.Name, where, kindOf(p.Schema), about, p.Required})
	}
	if op.RequestBody != nil {
		for kind, media := range op.RequestBody.Content {
			r.Body = kind
			if media.Schema != nil && media.Schema.Ref != "" {
				r.Body = refName(media.Schema.Ref)
			}
		}
	}
	for status, answer := range op.Responses {
		if code, err := strconv.Atoi(status); err != nil || code/100 != 2 {
			continue
		}
		r.Status = status
		for _, media := range answer.Content {
			r.Answer = refName(media.Schema.Ref)
		}
	}
	return r
}

func refName(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }

// kindOf is what sort of value a schema takes, in a word.
func kindOf(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return refName(s.Ref)
	case s.Type == "array":
		return "[]" + kindOf(s.Items)
	case len(s.Enum) > 0:
		words := []string{}
		for _, v := range s.Enum {
			if text, ok := v.(string); ok && text != "" {
				words = append(words, text)
			}
		}
		return strings.Join(words, " | ")
	}
	return map[string]string{"string": "文字", "integer": "整数", "number": "数", "boolean": "是否", "object": "对象"}[s.Type]
}

func explainFields(s *huma.Schema) (list []explainedField) {
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		field := s.Properties[name]
		list = append(list, explainedField{name, "", kindOf(field), field.Description, slices.Contains(s.Required, name)})
	}
	return list
}
