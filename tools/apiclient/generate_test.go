package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const folder = "../../internal/api/client"

func TestTheCommittedClientIsTheGeneratedOne(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile(filepath.Join(folder, "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := generate(document)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the document says: run go run ./tools/apiclient; %v", name, err)
		}
	}
}

func TestADocumentWithSomethingUnknownIsRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no JSON":          `{`,
		"a number":         `{"components":{"schemas":{"A":{"type":"object","properties":{"a":{"type":"number"}}}}}}`,
		"no answer":        `{"paths":{"/a":{"get":{"operationId":"getA","responses":{}}}}}`,
		"a list as query":  `{"paths":{"/a":{"get":{"operationId":"getA","parameters":[{"name":"a","in":"query","schema":{"type":"array","items":{"type":"string"}}}],"responses":{"200":{"content":{"application/json":{"schema":{"type":"string"}}}}}}}}}`,
		"another language": `{"paths":{"/a":{"get":{"operationId":"getA","responses":{"200":{"content":{"text/xml":{"schema":{"type":"string"}}}}}}}}}`,
	} {
		if _, err := generate([]byte(text)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestACallTakesThePartsOfItsAddressInTheirOrder(t *testing.T) {
	t.Parallel()
	files, err := generate([]byte(`{"paths":{"/a/{county}/{id}/b":{"post":{"operationId":"doB","summary":"办","parameters":[{"name":"Idempotency-Key","in":"header","schema":{"type":"string"}},{"name":"limit","in":"query","schema":{"type":"integer"}}],
		"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/B"}}}},"responses":{"201":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/B"}}}}}}}},
		"components":{"schemas":{"B":{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"alive":{"type":"boolean"}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`func (c *Client) DoB(ctx context.Context, county string, id string, q DoBQuery, key string, sent *B) (out B, err error)`,
		`"/a/"+url.PathEscape(county)+"/"+url.PathEscape(id)+"/b", q.values(), key, sent, &out)`,
	} {
		if !strings.Contains(string(files["calls.go"]), want) {
			t.Errorf("the calls lack %s:\n%s", want, files["calls.go"])
		}
	}
	if !strings.Contains(string(files["types.go"]), "Alive *bool") {
		t.Errorf("%s", files["types.go"])
	}
}
