package access

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"log/slog"
	"strings"
	"testing"
)

// verbs are the ways to print something.
var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T", "%08.3f", "%U", "%c", "%t", "%b"}

// wantWord fails unless a value prints, logs and marshals as one word. %p and %T never
// ask a value how it is printed.
func wantWord(t *testing.T, value interface{ LogValue() slog.Value }, want string) {
	t.Helper()
	for _, verb := range verbs {
		if got := fmt.Sprintf(verb, value); verb != "%p" && verb != "%T" && got != want {
			t.Errorf("%s prints %q, want %q", verb, got, want)
		}
	}
	if got := value.LogValue().String(); got != want {
		t.Errorf("the log has %q, want %q", got, want)
	}
}

// everyPrint prints a value in every way a careless line of code could: alone, by
// pointer, in a list, in a map, and deep in fields with and without a capital.
func everyPrint(t *testing.T, value any, wrapped ...any) string {
	t.Helper()
	var out bytes.Buffer
	for _, v := range append([]any{value}, wrapped...) {
		for _, verb := range verbs {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		fmt.Fprintln(&out, v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "value", v, slog.Group("g", slog.Any("v", v)))
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", v, slog.Group("g", slog.Any("v", v)))
		if text, err := json.Marshal(v); err == nil {
			out.Write(text)
		}
		if err := template.Must(template.New("").Parse("{{.}}")).Execute(&out, v); err != nil {
			fmt.Fprintln(&out, err)
		}
	}
	return out.String()
}

func TestNothingPrivateIsEverPrinted(t *testing.T) {
	t.Parallel()
	texts := map[Kind]string{
		Name: "欧阳明明", IDNumber: "11010519491231002X", Phone: "13812341234",
		Account: "6228481937465912", Diagnosis: "慢性肾脏病", Address: "学田社区三幢", Remark: "邻居来电反映",
	}
	type open struct{ P Private }
	type closed struct {
		p    Private
		list []Private
		byID map[string]Private
		at   *Private
		any  any
	}
	for k := Name; k.known(); k++ {
		t.Run(k.String(), func(t *testing.T) {
			t.Parallel()
			text := texts[k]
			p := NewPrivate(k, text)
			out := everyPrint(t, p, &p, []Private{p}, map[string]Private{"x": p}, map[Private]int{p: 1}, open{p}, &open{p},
				closed{p, []Private{p}, map[string]Private{"x": p}, &p, p}, &closed{p: p, any: &p}, fmt.Errorf("with %v", p))
			for _, r := range text {
				if r > '~' && strings.ContainsRune(out, r) && !strings.ContainsRune(p.String(), r) {
					t.Errorf("%q of %s comes out: %s", r, text, out)
				}
			}
			// Eight characters: four could stand in an address or a time by chance.
			for _, part := range []string{text, text[:8], text[len(text)-8:], hex.EncodeToString([]byte(text)),
				strings.ToUpper(hex.EncodeToString([]byte(text))), fmt.Sprintf("%q", text), fmt.Sprint([]byte(text))} {
				if strings.Contains(out, part) {
					t.Errorf("%q comes out", part)
				}
			}
			wantWord(t, p, "["+k.Label()+"]")
			if got, err := json.Marshal(p); err != nil || string(got) != `"[`+k.Label()+`]"` {
				t.Errorf("it is marshalled as %s, %v", got, err)
			}
		})
	}
}

func TestAPrivateTextIsHadByAskingForIt(t *testing.T) {
	t.Parallel()
	p := NewPrivate(Phone, "13812341234")
	if p.Reveal() != "13812341234" || p.Masked() != "138****1234" || p.Kind() != Phone || p.Empty() {
		t.Errorf("got %q, %q, %s", p.Reveal(), p.Masked(), p.Kind())
	}
	if !p.Equal(NewPrivate(Phone, "13812341234")) || p.Equal(NewPrivate(Account, "13812341234")) || p.Equal(NewPrivate(Phone, "1")) {
		t.Error("equal is told wrong")
	}
	var none Private
	if none.Reveal() != "" || none.Masked() != "" || !none.Empty() || !NewPrivate(Phone, "").Empty() || none.String() != "[个人信息]" {
		t.Errorf("the zero text is %q, %q, %s", none.Reveal(), none.Masked(), none)
	}
}

func TestNoKeyIsEverPrinted(t *testing.T) {
	t.Parallel()
	k := ring(t, 1)
	type closed struct {
		k    Keyring
		at   *Keyring
		list []Keyring
	}
	out := everyPrint(t, k, &k, []Keyring{k}, map[string]Keyring{"x": k}, struct{ K Keyring }{k}, closed{k, &k, []Keyring{k}}, &closed{k: k})
	for _, one := range k.held.keys {
		for _, form := range []string{"%x", "%X", "%v", "%d", "%s", "%q", "%#v"} {
			if text := fmt.Sprintf(form, one.secret); strings.Contains(out, strings.Trim(text, "[]")) {
				t.Errorf("a key to %s comes out as %s", one.use, form)
			}
		}
	}
	wantWord(t, k, "[keys]")
	if _, err := json.Marshal(k); err == nil {
		t.Error("a ring can be marshalled")
	}
}

func TestKindsAreNamedOnce(t *testing.T) {
	t.Parallel()
	for k := Name; k.known(); k++ {
		if got, err := ParseKind(k.String()); err != nil || got != k || k.Label() == "" {
			t.Errorf("%s is read as %s, %v", k, got, err)
		}
		if k.Indexed() && !k.Sealed() {
			t.Errorf("%s is indexed and not sealed", k)
		}
	}
	_, err := ParseKind("")
	wantCode(t, err, "private_kind")
	_, err = ParseKind("姓名")
	wantCode(t, err, "private_kind")
	if none := Kind(0); none.String() != "" || none.Sealed() || none.Indexed() {
		t.Error("the zero kind is something")
	}
}
