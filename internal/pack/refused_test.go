package pack

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"lianxin/internal/civil"
)

var update = flag.Bool("update", false, "write the refusals that were found into testdata/refused; read them before you commit")

// tree is the small tree with files laid over it; an empty file takes one away.
func tree(t testing.TB, over ...txtar.File) fstest.MapFS {
	t.Helper()
	small, err := txtar.ParseFile("testdata/small.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range append(small.Files, over...) {
		if len(f.Data) == 0 {
			delete(fsys, f.Name)
			continue
		}
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

// Each archive in testdata/refused lays files over the small tree and ends with
// the file want: every problem a load must name, word for word.
func TestEveryMistakeIsRefusedWithItsPlaceAndAHint(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/refused/*.txtar")
	if err != nil || len(names) < 30 {
		t.Fatalf("found %d archives (%v), want the whole table", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			last := len(archive.Files) - 1
			if archive.Files[last].Name != "want" {
				t.Fatal("the last file must be want")
			}
			c, err := Load(tree(t, archive.Files[:last]...))
			if err == nil || c != nil {
				t.Fatalf("loaded, want a refusal")
			}
			got := []byte(err.Error() + "\n")
			if *update {
				archive.Files[last].Data = got
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if !bytes.Equal(got, archive.Files[last].Data) {
				t.Errorf("got\n%s\nwant\n%s", got, archive.Files[last].Data)
			}
		})
	}
}

func TestARefusalIsAlsoAnErrorOfTheHouse(t *testing.T) {
	t.Parallel()
	_, err := Load(fstest.MapFS{"a/pack.yaml": {Data: []byte("pack: a\ntitel: 甲\n")}})
	var placed *LoadError
	var refusal *civil.Error
	switch {
	case !errors.As(err, &placed) || placed.Code != "missing_key" || placed.Line != 1:
		t.Errorf("got %v, want the missing title first", err)
	case !errors.As(err, &refusal) || refusal.Kind != civil.Invalid || refusal.Message != placed.Message:
		t.Errorf("got %v, want the same as a civil.Error", refusal)
	}
	var all Errors
	if !errors.As(err, &all) || len(all) != 2 || all[1].Code != "unknown_key" {
		t.Errorf("got %v, want both problems", err)
	}
}

func TestAFileOverALimitIsRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"parameters: []\n#" + strings.Repeat("x", fileBytesMax), "1:1: file_too_big: "},
		{"parameters: []\n#" + strings.Repeat("x", lineBytesMax), "2:1: line_too_long: "},
		{strings.Repeat("a: 1\n", keysMax+1), "1001:2: too_many_keys: "},
		{"a: {" + strings.Repeat("a: 1,\n", keysMax+1) + "}", "1001:2: too_many_keys: "},
		{"parameters:\n" + strings.Repeat("- 1\n", nodesMax), "1:1: file_too_big: "},
		{"", "1:1: file_empty: "},
		{"\n\n", "1:1: file_empty: "},
	} {
		fsys := tree(t)
		fsys["help/parameters.yaml"] = &fstest.MapFile{Data: []byte(test.text)}
		if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), "help/parameters.yaml:"+test.want) {
			t.Errorf("%.20q…: got %.300v, want %s", test.text, err, test.want)
		}
	}
}

func TestProblemsWithoutEndAreCutOff(t *testing.T) {
	t.Parallel()
	_, err := Load(tree(t, txtar.File{Name: "help/parameters.yaml", Data: []byte("parameters:\n" + strings.Repeat("  - {nam: a}\n", 1000))}))
	var all Errors
	if !errors.As(err, &all) || len(all) != problemsMax {
		t.Errorf("got %d problems, want %d", len(all), problemsMax)
	}
}

func TestBytesThatAreNoTextAreRefused(t *testing.T) {
	t.Parallel()
	for code, bad := range map[string]string{"not_utf8": "\xc4\xcf", "control_character": "\x00"} {
		_, err := Load(tree(t, txtar.File{Name: "base/pack.yaml", Data: []byte("pack: base\ntitle: 甲" + bad + "\n")}))
		if err == nil || !strings.Contains(err.Error(), "base/pack.yaml:2:9: "+code+": ") {
			t.Errorf("%s: got %v", code, err)
		}
	}
}

func TestNothingToLoadIsARefusal(t *testing.T) {
	t.Parallel()
	for title, fsys := range map[string]fstest.MapFS{
		"an empty folder":     {},
		"standalone packs":    {"a/pack.yaml": {Data: []byte("pack: a\ntitle: 甲\nstandalone: true\n")}},
		"only files to read":  {"README.md": {Data: []byte("#")}},
		"only files of a sea": {"sea/a.csv": {Data: []byte("a")}},
	} {
		if _, err := Load(fsys); err == nil || !strings.HasPrefix(err.Error(), ".:1:1: no_pack: ") {
			t.Errorf("%s: got %v", title, err)
		}
	}
}
