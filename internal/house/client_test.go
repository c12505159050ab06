package house

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"testing"
)

// The interface for programs: its document, its generated client, and the tests that
// call it by the client.
const (
	document = "internal/api/client/openapi.json"
	calls    = "internal/api/client/calls.go"
	called   = "internal/api/client"
)

// uncalled reports routes of the document for which the client has no method, or
// which no test of the interface calls over a connection.
func uncalled(t *tree) []string {
	var d struct {
		Paths map[string]map[string]struct {
			ID string `json:"operationId"`
		} `json:"paths"`
	}
	if t.text[document] == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(t.text[document]), &d); err != nil {
		return []string{fmt.Sprintf("%s: %v", document, err)}
	}
	var tests strings.Builder
	for name, text := range t.text {
		if strings.HasPrefix(name, called) && strings.HasSuffix(name, "_test.go") {
			tests.WriteString(text)
		}
	}
	var found []string
	for path, item := range d.Paths {
		for _, op := range item {
			method := strings.ToUpper(op.ID[:1]) + op.ID[1:]
			switch {
			case !strings.Contains(t.text[calls], "func (c *Client) "+method+"("):
				found = append(found, fmt.Sprintf("%s: the client has no %s", path, method))
			case !strings.Contains(tests.String(), "."+method+"("):
				found = append(found, fmt.Sprintf("%s: no %s*_test.go calls %s", path, called, method))
			}
		}
	}
	sort.Strings(found)
	return found
}

func TestEveryRouteForProgramsIsCalledByItsClient(t *testing.T) {
	t.Parallel()
	hold(t, uncalled)
}

func TestARouteNobodyCallsIsNoticed(t *testing.T) {
	t.Parallel()
	const routes, method = `{"paths":{"/a":{"get":{"operationId":"getA"}}}}`, "package client\n\nfunc (c *Client) GetA() {}\n"
	prove(t, uncalled, []example{
		{"called", map[string]string{document: routes, calls: method, called + "_test.go": "package api_test\n\nfunc f() { c.GetA() }\n"}, ""},
		{"not called", map[string]string{document: routes, calls: method, called + "_test.go": "package api_test\n"}, "calls GetA"},
		{"no method", map[string]string{document: routes, calls: "package client\n"}, "has no GetA"},
		{"no document", map[string]string{document: `{`}, "openapi.json"},
	})
}
