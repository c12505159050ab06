package part

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// -write-golden makes the golden files anew, to be read before they are committed.
var writeGolden = flag.Bool("write-golden", false, "write testdata/golden anew")

// render is the markup of an entry's examples, one element a line, so that a change
// of one is a change of few lines.
func render(t *testing.T, e Entry) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, x := range e.Examples {
		b.WriteString("<!-- " + x.Name + " -->\n")
		if err := x.Show.Render(context.Background(), &b); err != nil {
			t.Fatalf("%s %s: %v", e.Part, x.Name, err)
		}
		b.WriteByte('\n')
	}
	return bytes.ReplaceAll(b.Bytes(), []byte("><"), []byte(">\n<"))
}

func TestEveryPartIsWrittenAsItsGoldenFile(t *testing.T) {
	t.Parallel()
	for _, e := range Gallery() {
		t.Run(e.Part, func(t *testing.T) {
			t.Parallel()
			path, got := filepath.Join("testdata", "golden", e.Part+".html"), render(t, e)
			if *writeGolden {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("go test ./internal/screen/part -write-golden makes it: %v", err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s changed; go test ./internal/screen/part -write-golden, and read the difference", path)
			}
		})
	}
}

// declared recognises a part in a .templ file. What begins small or has no markup
// of its own, as a cell, is a piece of one.
var declared = regexp.MustCompile(`(?m)^templ ([A-Z]\w*)\(`)

func TestEveryPartHasExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) == 0 {
		t.Fatalf("no .templ files: %v", err)
	}
	shown := map[string]bool{}
	for _, e := range Gallery() {
		if shown[e.Part] || len(e.Examples) == 0 {
			t.Errorf("%s is in the gallery twice, or without examples", e.Part)
		}
		shown[e.Part] = true
	}
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllStringSubmatch(string(body), -1) {
			if !shown[m[1]] {
				t.Errorf("%s: the part %s has no example in the gallery", name, m[1])
			}
			delete(shown, m[1])
		}
	}
	for name := range shown {
		t.Errorf("the gallery shows %s, which is no part", name)
	}
}

// written are what the policy of the door lets no page have.
var written = regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<script|javascript:|src="http|href="http`)

func TestNoPartHasScriptOrStyleOrAnotherMachineInIt(t *testing.T) {
	t.Parallel()
	for _, e := range Gallery() {
		if m := written.Find(render(t, e)); m != nil {
			t.Errorf("%s has %q", e.Part, m)
		}
	}
}

func TestATypedTextIsShownAsTextAndNeverAsMarkup(t *testing.T) {
	t.Parallel()
	evil := `"><script>alert(1)</script>`
	for name, f := range map[string]Field{
		"line": {Name: "a", Label: evil, Value: evil, Hint: evil, Fault: evil},
		"long": {Kind: LongField, Name: "a", Label: "x", Value: evil},
		"date": {Kind: DateField, Name: "a", Label: "x", Values: []string{evil, evil, evil}},
		"list": {Kind: RadioField, Name: "a", Label: "x", Choices: []Choice{{evil, evil, evil}}},
		"pick": {Kind: SelectField, Name: "a", Label: "x", Choices: []Choice{{evil, evil, evil}}},
		"file": {Kind: PhotoField, Name: "a", Label: "x", Value: evil},
	} {
		var b strings.Builder
		if err := Ask(f).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "<script") {
			t.Errorf("%s: %s", name, b.String())
		}
	}
	var b strings.Builder
	if err := PageHead(Head{Title: "x", Action: Link{"x", "javascript:alert(1)"}}).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "javascript:") {
		t.Errorf("a link runs script: %s", b.String())
	}
}

func TestASecretIsNeverSentBack(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := Ask(Field{Kind: SecretField, Name: "a", Label: "密码", Value: "hunter2"}).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "hunter2") {
		t.Errorf("the password is on the page: %s", b.String())
	}
}

func TestAFaultLeadsToItsFieldInTheSameWords(t *testing.T) {
	t.Parallel()
	fields := []Field{
		{Name: "name", Label: "姓名", Fault: "请填写申请人姓名。"}, {Name: "fine", Label: "电话"},
		{Kind: DateField, Name: "day", Label: "日期", Fault: "入户日期不能晚于今天（2025年6月30日）。"},
		{Kind: RadioField, Name: "home", Label: "住房", Choices: []Choice{{Value: "own", Text: "自己的"}}, Fault: "请选一个。"},
	}
	faults := Faults(fields...)
	if len(faults) != 3 {
		t.Fatalf("want three faults, got %v", faults)
	}
	var page strings.Builder
	for _, f := range fields {
		if err := Ask(f).Render(context.Background(), &page); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range faults {
		if !strings.Contains(page.String(), `id="`+f.Field+`"`) || !strings.Contains(page.String(), f.Text) {
			t.Errorf("the fault %+v leads nowhere or says something else", f)
		}
	}
}
