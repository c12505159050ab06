package site

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianxin/internal/screen"
)

func TestEveryPageNamesItsAudienceItsPurposeAndItsAct(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range Parts() {
		if err := r.Check(); err != nil {
			t.Error(err)
		}
		key := r.Method + " " + r.Pattern
		if seen[key] {
			t.Errorf("%s stands twice in the table", key)
		}
		seen[key] = true
	}
	if len(seen) == 0 {
		t.Error("the table is empty")
	}
}

func TestTheTableOpensAsAHouse(t *testing.T) {
	t.Parallel()
	if _, err := screen.New(screen.Config{Routes: Parts()}); err != nil {
		t.Error(err)
	}
}

func TestOnlyTheProgramThatIsAskedForItServesTheGallery(t *testing.T) {
	t.Parallel()
	for _, r := range Table(Pages{Public: nil}) {
		if strings.HasPrefix(r.Pattern, "/parts") {
			t.Errorf("%s is in the table of every program", r.Pattern)
		}
	}
}

func TestEveryGeneratedFileHasItsPage(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../*/*.templ")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	generated, err := filepath.Glob("../*/*_templ.go")
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != len(generated) {
		t.Errorf("%d .templ files and %d generated ones", len(pages), len(generated))
	}
	for _, name := range generated {
		if _, err := os.Stat(strings.TrimSuffix(name, "_templ.go") + ".templ"); err != nil {
			t.Errorf("%s has no page: %v", name, err)
		}
	}
}
