package pack

import (
	"errors"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// FuzzLoad lays arbitrary bytes over one file of a small tree. A load must not
// panic, and every problem must have a file and a place inside it.
func FuzzLoad(f *testing.F) {
	small := tree(f)
	var names []string
	for name := range small {
		names = append(names, name)
	}
	archives, err := filepath.Glob("testdata/refused/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files[:len(archive.Files)-1] {
			f.Add(file.Name, file.Data)
		}
	}
	for _, name := range names {
		f.Add(name, small[name].Data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if small[name] == nil {
			name = "help/definitions.yaml"
		}
		fsys := fstest.MapFS{}
		for n, file := range small {
			fsys[n] = file
		}
		fsys[name] = &fstest.MapFile{Data: data}
		c, err := Load(fsys)
		if err == nil {
			if c.Hash() == "" {
				t.Error("loaded without a hash")
			}
			return
		}
		placed(t, err)
	})
}

func placed(t *testing.T, err error) {
	t.Helper()
	var all Errors
	if !errors.As(err, &all) || len(all) == 0 {
		t.Fatalf("got %v, want Errors", err)
	}
	for _, e := range all {
		if e.File == "" || e.Line < 1 || e.Column < 1 || e.Code == "" || e.Message == "" {
			t.Errorf("a problem without a place: %+v", e)
		}
	}
}

// FuzzLoadOne does the same for a standalone pack, its manifest and its rules.
func FuzzLoadOne(f *testing.F) {
	small := tree(f)
	f.Add(small["alone/pack.yaml"].Data, small["alone/rules/gift.yaml"].Data, small["alone/parameters.yaml"].Data)
	f.Fuzz(func(t *testing.T, manifest, rules, parameters []byte) {
		_, err := LoadOne(fstest.MapFS{
			"alone/pack.yaml":       {Data: manifest},
			"alone/facts.yaml":      small["alone/facts.yaml"],
			"alone/parameters.yaml": {Data: parameters},
			"alone/rules/gift.yaml": {Data: rules},
		}, "alone")
		if err != nil {
			placed(t, err)
		}
	})
}

// FuzzParse reads values given from outside: what is accepted must print to a
// text that reads back as the same value.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"1045.00", "-0.05", "1/6", "30%", "true", "a", "7", "0x10", "1e3"} {
		for kind := rule.Bool; kind <= rule.Ratio; kind++ {
			f.Add(uint8(kind), text)
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		d := &Declaration{Name: "x", Kind: rule.Kind(kind%7 + 1), Codes: []string{"a"}}
		v, err := d.Parse(text)
		if err != nil {
			var refusal *civil.Error
			if !errors.As(err, &refusal) || refusal.Code == "" {
				t.Errorf("got %v, want a civil.Error", err)
			}
			return
		}
		if again, err := d.Parse(d.Print(v)); err != nil || again != v {
			t.Errorf("%q prints as %q, which reads as %+v, %v", text, d.Print(v), again, err)
		}
	})
}
