package signature

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"lianxin/internal/civil"
)

// vector is what testdata/vectors.py says of one message.
type vector struct {
	Name, Header, Message string
	OpenSPP, JCS, SM      struct{ Canonical, Digest, Signature string }
}

func vectors(t testing.TB) (seed []byte, created, expires int64, list []vector) {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Seed             string
		Created, Expires int64
		Vectors          []vector
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if seed, err = hex.DecodeString(file.Seed); err != nil || len(file.Vectors) < 6 {
		t.Fatal(err, len(file.Vectors))
	}
	return seed, file.Created, file.Expires, file.Vectors
}

func TestOtherProgramsMakeTheSameBytesAndTheSameSignature(t *testing.T) {
	t.Parallel()
	seed, created, _, list := vectors(t)
	key, err := NewPrivate("k1", Ed25519, seed)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range list {
		for _, p := range []struct {
			profile                      Profile
			canonical, digest, signature string
		}{{OpenSPP, v.OpenSPP.Canonical, v.OpenSPP.Digest, v.OpenSPP.Signature}, {JCS, v.JCS.Canonical, v.JCS.Digest, v.JCS.Signature}, {SM, v.SM.Canonical, v.SM.Digest, ""}} {
			canonical, err := envelope(p.profile, []byte(v.Header), []byte(v.Message))
			if err != nil || string(canonical) != p.canonical {
				t.Errorf("%s, %s: %v\n got %s\nwant %s", v.Name, p.profile, err, canonical, p.canonical)
			}
			if digest, err := p.profile.digest([]byte(v.Header), []byte(v.Message)); err != nil || digest != p.digest {
				t.Errorf("%s, %s: digest %s, %v, want %s", v.Name, p.profile, digest, err, p.digest)
			}
			if p.profile == SM {
				continue
			}
			text, err := Sign(p.profile, "spp.example.org", key, []byte(v.Header), []byte(v.Message), civil.Instant(created*1000))
			if err != nil {
				t.Fatal(err)
			}
			line, err := ParseLine(text)
			if err != nil || base64.StdEncoding.EncodeToString(line.Signature) != p.signature {
				t.Errorf("%s, %s: signature %v, want %s", v.Name, p.profile, err, p.signature)
			}
		}
	}
}

// signed is a message with its signature and the key's public half.
func signed(t testing.TB, p Profile) (*Line, []Public, []byte, []byte, civil.Instant) {
	t.Helper()
	secret, err := hex.DecodeString("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318")
	if err != nil {
		t.Fatal(err)
	}
	key, err := NewPrivate("k1", p.Algorithm(), secret)
	if err != nil {
		t.Fatal(err)
	}
	at := civil.Instant(1_750_000_000_000)
	header, message := []byte(`{"sender_id":"a.example"}`), []byte(`{"name":"王小明👍"}`)
	text, err := Sign(p, "a.example", key, header, message, at)
	if err != nil {
		t.Fatal(err)
	}
	line, err := ParseLine(text)
	if err != nil {
		t.Fatal(err)
	}
	return line, []Public{key.Public()}, header, message, at
}

func TestASignatureHoldsForItsMessageItsKeyAndItsTimeOnly(t *testing.T) {
	t.Parallel()
	for _, p := range Profiles() {
		other, err := ParseKey("k1", []byte("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name string
			edit func(l *Line, keys *[]Public, message *[]byte, at *civil.Instant)
			want error
		}{
			{"untouched", func(*Line, *[]Public, *[]byte, *civil.Instant) {}, nil},
			{"written with blanks and escapes", func(_ *Line, _ *[]Public, m *[]byte, _ *civil.Instant) {
				*m = []byte("{ \"name\" : \"\\u738b\\u5c0f\\u660e\\ud83d\\udc4d\" }")
			}, nil},
			{"an altered Chinese name", func(_ *Line, _ *[]Public, m *[]byte, _ *civil.Instant) { *m = []byte(`{"name":"王小朋👍"}`) }, ErrWrong},
			{"another key of the same name", func(_ *Line, k *[]Public, _ *[]byte, _ *civil.Instant) {
				other.Algorithm = p.Algorithm()
				*k = []Public{other}
			}, ErrWrong},
			{"no such key", func(l *Line, _ *[]Public, _ *[]byte, _ *civil.Instant) { l.Key = "k2" }, ErrForeign},
			{"another algorithm", func(l *Line, _ *[]Public, _ *[]byte, _ *civil.Instant) { l.Algorithm = "hs256" }, ErrForeign},
			{"stale", func(_ *Line, _ *[]Public, _ *[]byte, at *civil.Instant) { *at += 301_000 }, ErrTime},
			{"from a clock a minute ahead", func(_ *Line, _ *[]Public, _ *[]byte, at *civil.Instant) { *at -= 60_000 }, nil},
			{"from the future", func(_ *Line, _ *[]Public, _ *[]byte, at *civil.Instant) { *at -= 61_000 }, ErrTime},
			{"good for too long", func(l *Line, _ *[]Public, _ *[]byte, _ *civil.Instant) { l.Expires = l.Created + 3601 }, ErrTime},
			{"created moved", func(l *Line, _ *[]Public, _ *[]byte, _ *civil.Instant) { l.Created++ }, ErrWrong},
		} {
			line, keys, header, message, at := signed(t, p)
			c.edit(line, &keys, &message, &at)
			if err := Verify(p, line, keys, header, message, at); !errors.Is(err, c.want) {
				t.Errorf("%s, %s: %v, want %v", p, c.name, err, c.want)
			}
		}
	}
}

func TestAMessageThatReadsTwoWaysIsRefused(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"a key twice":                 `{"a":1,"a":2}`,
		"a key twice, in capitals":    `{"sender_id":"a","SENDER_ID":"b"}`,
		"a key twice, deep inside":    `{"x":[{"a":1,"A":1}]}`,
		"two values":                  `{} {}`,
		"no end":                      `{"a":[`,
		"not UTF-8":                   "{\"a\":\"\xff\"}",
		"deeper than anybody needs":   strings.Repeat("[", 70) + strings.Repeat("]", 70),
		"a number beyond all doubles": `{"a":1e999}`,
		"nothing":                     ``,
		"a comma too many":            `{"a":1,}`,
	} {
		if _, err := Canonical(JCS, []byte(raw)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestALineIsReadExactly(t *testing.T) {
	t.Parallel()
	line, _, _, _, _ := signed(t, JCS)
	good := line.String()
	for name, text := range map[string]string{
		"as it is": good, "with the word in front": "Signature: " + good, "without blanks": strings.ReplaceAll(good, ", ", ","),
	} {
		if again, err := ParseLine(text); err != nil || again.String() != good {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "a word": "unsigned-stub", "a key twice": good + `, created="1"`, "an unknown key": good + `, x="1"`,
		"no digest among what is signed":     strings.Replace(good, " digest", "", 1),
		"an algorithm that is not the key's": strings.Replace(good, `algorithm="ed25519"`, `algorithm="none"`, 1),
		"a name of two parts":                strings.Replace(good, "|k1|", "|", 1),
		"a day that is none":                 strings.Replace(good, `created="1750000000"`, `created="-1"`, 1),
		"a broken end":                       good[:len(good)-1],
		"too long":                           good + strings.Repeat(" ", lineMost),
	} {
		if _, err := ParseLine(text); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestAKeyComesBackFromItsKeySet(t *testing.T) {
	t.Parallel()
	for _, p := range []Profile{JCS, SM} {
		line, keys, header, message, at := signed(t, p)
		raw, err := json.Marshal(keys[0].JWK("a.example"))
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseKey("k1", raw)
		if err != nil {
			t.Fatal(err)
		}
		if err := Verify(p, line, []Public{again}, header, message, at); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	for name, text := range map[string]string{
		"a private key": `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}`,
		"a short key":   "AAAA", "a point off the curve": `{"kty":"EC","crv":"SM2","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","y":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`,
		"PEM of something else": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
	} {
		if _, err := ParseKey("k1", []byte(text)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	_, _, _, list := vectors(f)
	for _, v := range list {
		f.Add([]byte(v.Message))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, p := range []Profile{JCS, OpenSPP} {
			once, err := Canonical(p, raw)
			if err != nil {
				continue
			}
			if !json.Valid(once) {
				t.Fatalf("%s: %q is no JSON", p, once)
			}
			if again, err := Canonical(p, once); err != nil || string(again) != string(once) {
				t.Fatalf("%s: %q becomes %q, %v", p, once, again, err)
			}
		}
	})
}

func FuzzParseLine(f *testing.F) {
	line, _, _, _, _ := signed(f, OpenSPP)
	f.Add(line.String())
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLine(text)
		if err != nil {
			return
		}
		again, err := ParseLine(l.String())
		if err != nil || again.String() != l.String() {
			t.Fatalf("%q does not come back: %v", text, err)
		}
	})
}

func FuzzParseKey(f *testing.F) {
	f.Add([]byte("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="))
	f.Add([]byte(`{"kty":"EC","crv":"SM2","x":"AA","y":"AA"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := ParseKey("k", text)
		if err == nil && k.verify([]byte("m"), []byte("no signature")) {
			t.Fatal("a key verified nonsense")
		}
	})
}
