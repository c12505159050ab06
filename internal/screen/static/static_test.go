package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestTheProgramHasWhatItsPagesNeed(t *testing.T) {
	t.Parallel()
	if err := Check(); err != nil {
		t.Fatalf("run make assets: %v", err)
	}
}

func TestAnAddressHoldsTheHashAndIsKeptForEver(t *testing.T) {
	t.Parallel()
	address := URL("part.css")
	if !regexp.MustCompile(`^/static/part\.[0-9a-f]{12}\.css$`).MatchString(address) {
		t.Fatalf("address %q", address)
	}
	plain, err := fs.ReadFile(Files(), "part.css")
	if err != nil {
		t.Fatal(err)
	}
	for accepted, packing := range map[string]string{"": "", "gzip": "gzip", "gzip, deflate, br": "br"} {
		w := ask(address, accepted)
		if got := w.Header().Get("Content-Encoding"); got != packing {
			t.Errorf("to %q it is sent as %q", accepted, got)
		}
		if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("to %q: %d %v", accepted, w.Code, w.Header())
		}
		var body io.Reader = w.Body
		if packing == "gzip" {
			if body, err = gzip.NewReader(w.Body); err != nil {
				t.Fatal(err)
			}
		}
		if got, _ := io.ReadAll(body); packing != "br" && !bytes.Equal(got, plain) {
			t.Errorf("to %q other bytes are sent", accepted)
		}
	}
}

func TestWhatIsNotForBrowsersIsNotHandedOut(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/static/", "/static/static.go", "/static/part.css", "/static/part.000000000000.css", "/static/vendor/noto-sans-sc-400.ttf", "/static/../part.css"} {
		if w := ask(path, ""); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// named recognises the files that pages ask for by name.
var named = regexp.MustCompile(`(?:static\.URL\(|Scripts: +\[\]string\{|skin, scripts|@document\([^)]*\[\]string\{)[^)}]*`)

// quoted recognises a file's name in it.
var quoted = regexp.MustCompile(`"([\w/.-]+\.(?:css|js|svg))"`)

func TestEveryFileAPageNamesIsThere(t *testing.T) {
	t.Parallel()
	count := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "vendor"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".templ") && (!strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go")):
			return nil
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, place := range named.FindAllString(string(body), -1) {
			for _, m := range quoted.FindAllStringSubmatch(place, -1) {
				count++
				if !strings.HasPrefix(URL(m[1]), Prefix+strings.TrimSuffix(filepath.Base(m[1]), filepath.Ext(m[1]))+".") || URL(m[1]) == Prefix+m[1] {
					t.Errorf("%s names %s, which is not there", path, m[1])
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count < 8 {
		t.Errorf("only %d names were found; the test reads the wrong places", count)
	}
}

// block recognises the body of a rule in token.css.
var block = regexp.MustCompile(`(?s)data-theme="(?:auto|dark)"\] \{(.*?)\}`)

func TestTheTwoDarkSetsAreEqual(t *testing.T) {
	t.Parallel()
	body, err := fs.ReadFile(Files(), "token.css")
	if err != nil {
		t.Fatal(err)
	}
	sets := block.FindAllStringSubmatch(string(body), -1)
	if len(sets) != 2 {
		t.Fatalf("want the dark set twice, found it %d times", len(sets))
	}
	one, other := strings.Fields(sets[0][1]), strings.Fields(sets[1][1])
	if strings.Join(one, " ") != strings.Join(other, " ") {
		t.Errorf("dark by choice and dark by the system differ:\n%v\n%v", one, other)
	}
}

func TestNoStyleAsksAnotherMachineOrUsesAColourOfItsOwn(t *testing.T) {
	t.Parallel()
	elsewhere := regexp.MustCompile(`@import|url\(\s*["']?(?:https?:)?//`)
	for _, name := range []string{"token.css", "part.css", "staff.css", "resident.css", "vendor/tabler.css"} {
		body, err := fs.ReadFile(Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		if m := elsewhere.Find(body); m != nil {
			t.Errorf("%s has %q", name, m)
		}
	}
}

func ask(path, accepted string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "http://lianxin.test/", nil)
	r.URL.Path = path
	r.Header.Set("Accept-Encoding", accepted)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}
