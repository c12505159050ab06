package api_test

import (
	"bytes"
	"flag"
	"net/http"
	"os"
	"strings"
	"testing"

	"lianxin/internal/access/account"
)

// writeDocument writes the document the client is generated from, to be read before
// it is committed.
var writeDocument = flag.Bool("write-document", false, "write client/openapi.json anew")

func TestTheCommittedDocumentIsTheServedOne(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	served := (&program{h: h}).get("/openapi.json")
	if served.status != http.StatusOK || !bytes.Contains(served.body, []byte(`"openapi": "3.1.0"`)) {
		t.Fatalf("%d %.200s", served.status, served.body)
	}
	if *writeDocument {
		if err := os.WriteFile("client/openapi.json", append(served.body, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile("client/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.TrimSpace(committed), bytes.TrimSpace(served.body)) {
		t.Error("the document has changed: run go test ./internal/api -run CommittedDocument -write-document, then go run ./tools/apiclient")
	}
}

func TestThePageShowsEveryRouteAndNeedsNoOtherMachine(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	c := h.admit("hall", account.Town, town, "application")
	_ = c
	page := (&program{h: h}).get("/docs")
	text := string(page.body)
	for _, want := range []string{"createApplication", "/api/v1/persons/{county}/{id}", "Idempotency-Key", "需要权限 <code>case.write</code>", `id="type-Case"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(text, "<script") || strings.Contains(text, "http://") || strings.Contains(text, "https://") && !strings.Contains(text, "https://开头") {
		t.Error("the page needs something from elsewhere")
	}
	if style := (&program{h: h}).get("/docs.css"); style.status != http.StatusOK || !strings.HasPrefix(style.header.Get("Content-Type"), "text/css") {
		t.Error(style.status)
	}
}
