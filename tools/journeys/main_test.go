package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheIndexIsUpToDate(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	want, err := index(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, "packs", "planning", "data", "journeys.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("run go run ./tools/journeys; the table is\n%s\nand should be\n%s", got, want)
	}
}

func TestTheIndexListsWhatTestsSayOfThemselves(t *testing.T) {
	t.Parallel()
	got, err := index(fstest.MapFS{
		"testdata/script/b.txtar":       {Data: []byte("# B.\n# rows: 12, 87\nexec lianxin\n-- a --\n")},
		"testdata/script/a.txtar":       {Data: []byte("# rows: 319\n")},
		"testdata/script/none.txtar":    {Data: []byte("# The rows: many.\nexec lianxin\n")},
		"testdata/script/other.txt":     {Data: []byte("# rows: 1\n")},
		"e2e/journeys/apply.test.mjs":   {Data: []byte("// A family applies.\n// rows: 3\nimport x;\n// rows are kept\n")},
		"e2e/journeys/parts/x.test.mjs": {Data: []byte("// rows: 4\n")},
	})
	want := comment + "file,rows\ne2e/journeys/apply.test.mjs,3\ntestdata/script/a.txtar,319\ntestdata/script/b.txtar,12 87\n"
	if err != nil || string(got) != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestALineThatWouldNotBeCountedIsRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"# rows: 12,87\n":                   "should read",
		"# rows: 12, x\n":                   "should read",
		"# rows: 012\n":                     "should read",
		"# rows:\n":                         "should read",
		"#rows: 12\n":                       "should read",
		"# row: 12\n":                       "should read",
		"// rows: 12\n":                     "should read",
		"# A.\nexec lianxin\n# rows: 12\n":  "at the top",
		"# A.\n\n# rows: 12\n":              "at the top",
		"# rows: 12\n# rows: 13\n":          "named once",
		"# rows: 12, 12\n":                  "in order",
		"# rows: 87, 12\n":                  "in order",
		"# rows: 99999999999999999999999\n": "in order",
	} {
		if rows, err := named(text, "#"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %q, %v; want %q", text, rows, err, want)
		}
	}
}

func TestAFolderWithoutTestsIsNotTheRepository(t *testing.T) {
	t.Parallel()
	if _, err := index(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "is -root the repository?") {
		t.Errorf("got %v", err)
	}
}
