package access

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestANewRingHasOneKeyForEachUse(t *testing.T) {
	t.Parallel()
	k := ring(t, 1)
	states := k.States()
	if len(states) != 3 {
		t.Fatalf("the ring has %v", states)
	}
	for i, use := range []Use{Sealing, Indexing, Signing} {
		if want := (KeyState{use, 1, someday, true}); states[i] != want {
			t.Errorf("key %d is %v, want %v", i, states[i], want)
		}
	}
	if string(ring(t, 2).text()) == string(k.text()) {
		t.Error("two sources of randomness give one ring")
	}
}

// silent gives no bytes, constant the same one for ever.
type silent struct{}

func (silent) Read([]byte) (int, error) { return 0, errors.New("no entropy") }

type constant byte

func (c constant) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(c)
	}
	return len(b), nil
}

func TestARingIsNotMadeFromBadRandomness(t *testing.T) {
	t.Parallel()
	for name, random := range map[string]io.Reader{
		"silent": silent{}, "short": strings.NewReader("0123456789abcdefghi"), "zero": constant(0), "ones": constant(0xff),
	} {
		_, err := NewKeyring(random, someday)
		wantCode(t, err, "keys_random")
		_, err = ring(t, 1).Add(Indexing, someday, constant(7))
		wantCode(t, err, "keys_random")
		if t.Failed() {
			t.Fatalf("with the %s source", name)
		}
	}
}

func TestRotationKeepsTheRingWhole(t *testing.T) {
	t.Parallel()
	k := ring(t, 1)
	before := string(k.text())
	for use := Sealing; use <= Signing; use++ {
		next, err := k.Rotate(use, someday+1, fixed(9))
		if err != nil {
			t.Fatal(err)
		}
		var current, kept int
		for _, s := range next.States() {
			switch {
			case s.Use == use && s.Current:
				current = s.Version
			case s.Use == use:
				kept = s.Version
			}
		}
		if current != 2 || kept != 1 {
			t.Errorf("%s: version %d is current and %d kept", use, current, kept)
		}
		_, err = next.Drop(use, 2)
		wantCode(t, err, "keys_in_use")
		_, err = next.Drop(use, 3)
		wantCode(t, err, "keys_no_version")
		_, err = next.Promote(use, 3)
		wantCode(t, err, "keys_no_version")
		back, err := next.Promote(use, 1)
		wantCode(t, err, "")
		_, err = back.Drop(use, 2)
		wantCode(t, err, "keys_in_use") // its number would be given to another key
		_, err = next.Drop(use, 1)
		wantCode(t, err, "")
	}
	if string(k.text()) != before {
		t.Error("a ring changed under its holder")
	}
	_, err := k.Rotate(Use(7), someday, fixed(9))
	wantCode(t, err, "keys_use")
	_, err = Keyring{}.Rotate(Sealing, someday, fixed(9))
	wantCode(t, err, "keys_missing")
}

func TestVersionsRunOutAndAreNotGivenTwice(t *testing.T) {
	t.Parallel()
	k, random := ring(t, 1), fixed(9)
	var err error
	for range versionMax - 1 {
		if k, err = k.Rotate(Sealing, someday, random); err != nil {
			t.Fatal(err)
		}
	}
	_, err = k.Rotate(Sealing, someday, random)
	wantCode(t, err, "keys_full")
	again, err := ParseKeyring(k.text())
	if err != nil || string(again.text()) != string(k.text()) {
		t.Errorf("the largest ring does not come back from its file: %v", err)
	}
}

func TestKeyFiles(t *testing.T) {
	t.Parallel()
	const (
		seal  = "0123456789abcdeffedcba9876543210"
		other = "fedcba98765432100123456789abcdef"
		index = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
		sign  = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
	)
	rows := func(rows ...string) string { return "lianxin-keys 1\n" + strings.Join(rows, "\n") + "\nend\n" }
	seal1, index1 := "seal 1 2026-01-05 "+seal+" current", "index 1 2026-01-05 "+index+" current"
	sign1 := "sign 1 2026-01-05 " + sign + " current"
	tests := []struct{ name, text, code string }{
		{"a whole file", rows(seal1, index1, sign1), ""},
		{"comments, empty lines and another order", "# ours\n\n" + rows(index1, "", "# why", seal1), ""},
		{"line ends of Windows", strings.ReplaceAll(rows(seal1, index1), "\n", "\r\n"), ""},
		{"an older key is kept", rows("seal 3 2026-01-05 "+other+" kept", seal1, index1), ""},
		{"nothing", "", "keys_head"},
		{"another file", "PATH=1\n", "keys_head"},
		{"a later format", "lianxin-keys 2\nend\n", "keys_head"},
		{"cut", "lianxin-keys 1\n" + seal1 + "\n" + index1 + "\n", "keys_cut"},
		{"something behind the end", rows(seal1, index1) + sign1, "keys_line"},
		{"the head twice", rows("lianxin-keys 1", seal1, index1), "keys_line"},
		{"no key to seal with", rows(index1), "keys_current"},
		{"no key to index with", rows(seal1), "keys_current"},
		{"no current key", rows("seal 1 2026-01-05 "+seal+" kept", index1), "keys_current"},
		{"two current keys", rows(seal1, "seal 2 2026-01-05 "+other+" current", index1), "keys_current"},
		{"only kept keys to sign with", rows(seal1, index1, "sign 1 2026-01-05 "+sign+" kept"), "keys_current"},
		{"a version twice", rows(seal1, "seal 1 2026-01-05 "+other+" kept", index1), "keys_version_twice"},
		{"a secret twice", rows(seal1, "seal 2 2026-01-05 "+seal+" kept", index1), "keys_secret_twice"},
		{"a secret for two uses", rows(seal1, index1, "sign 1 2026-01-05 "+index+" current"), "keys_secret_twice"},
		{"a secret of zeros", rows("seal 1 2026-01-05 "+strings.Repeat("0", 32)+" current", index1), "keys_weak"},
		{"a number beyond the curve", rows(seal1, index1, "sign 1 2026-01-05 "+strings.Repeat("f", 63)+"e current"), "keys_weak"},
		{"a secret too short", rows("seal 1 2026-01-05 "+seal[2:]+" current", index1), "keys_line"},
		{"a secret too long", rows("seal 1 2026-01-05 "+index+" current", index1), "keys_line"},
		{"capital digits", rows("seal 1 2026-01-05 "+strings.ToUpper(seal)+" current", index1), "keys_line"},
		{"no hexadecimal", rows("seal 1 2026-01-05 "+strings.Repeat("z", 32)+" current", index1), "keys_line"},
		{"version zero", rows("seal 0 2026-01-05 "+seal+" current", index1), "keys_line"},
		{"version 256", rows("seal 256 2026-01-05 "+seal+" current", index1), "keys_line"},
		{"a version with a zero in front", rows("seal 01 2026-01-05 "+seal+" current", index1), "keys_line"},
		{"no such day", rows("seal 1 2026-02-30 "+seal+" current", index1), "keys_line"},
		{"no such use", rows("open 1 2026-01-05 "+seal+" current", index1), "keys_line"},
		{"no such state", rows("seal 1 2026-01-05 "+seal+" old", index1), "keys_line"},
		{"two blanks", rows("seal  1 2026-01-05 "+seal+" current", index1), "keys_line"},
		{"a word too many", rows(seal1+" really", index1), "keys_line"},
		{"too large", rows(strings.Repeat("#", fileMax)), "keys_size"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			k, err := ParseKeyring([]byte(test.text))
			wantCode(t, err, test.code)
			if err != nil {
				for _, secret := range []string{seal[:12], other[:12], index[:12], sign[:12]} {
					if strings.Contains(strings.ToLower(err.Error()), secret) {
						t.Errorf("the refusal shows a key: %v", err)
					}
				}
				return
			}
			again, err := ParseKeyring(k.text())
			if err != nil || !bytes.Equal(again.text(), k.text()) {
				t.Errorf("the ring does not come back from its own text: %v", err)
			}
		})
	}
}

func TestAKeyFileIsWrittenOnceAndReplacedWhole(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	k := ring(t, 1)
	if err := k.Create(path); err != nil {
		t.Fatal(err)
	}
	wantCode(t, ring(t, 2).Create(path), "keys_file_exists")
	got, err := ReadKeyring(path)
	if err != nil || !bytes.Equal(got.text(), k.text()) {
		t.Fatalf("the file was not kept as it was: %v", err)
	}
	next, err := k.Rotate(Sealing, someday, fixed(9))
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err = ReadKeyring(path)
	if err != nil || !bytes.Equal(got.text(), next.text()) {
		t.Errorf("the file was not replaced: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".keys-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	wantCode(t, Keyring{}.Create(path+"2"), "keys_missing")
	wantCode(t, Keyring{}.Save(path+"2"), "keys_missing")
	wantCode(t, k.Save(filepath.Join(path, "below")), "keys_file")
}

func TestAKeyFileOthersCanReadIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	if err := ring(t, 1).Create(path); err != nil {
		t.Fatal(err)
	}
	for mode, code := range map[os.FileMode]string{
		0o600: "", 0o400: "", 0o640: "keys_file_mode", 0o604: "keys_file_mode", 0o620: "keys_file_mode", 0o777: "keys_file_mode",
	} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := ReadKeyring(path)
		wantCode(t, err, code)
	}
	_, err := ReadKeyring(filepath.Dir(path))
	wantCode(t, err, "keys_file")
	_, err = ReadKeyring(path + "2")
	wantCode(t, err, "keys_file_missing")
}

func TestTheEnvironmentNamesTheKeysOnce(t *testing.T) {
	t.Parallel()
	k := ring(t, 1)
	path := filepath.Join(t.TempDir(), "keys")
	if err := k.Create(path); err != nil {
		t.Fatal(err)
	}
	line := strings.ReplaceAll(string(k.text()), "\n", ";")
	tests := []struct{ name, text, file, code string }{
		{"a text with semicolons", line, "", ""},
		{"a text with lines", string(k.text()), "", ""},
		{"a file", "", path, ""},
		{"both", line, path, "keys_twice"},
		{"neither", "", "", "keys_missing"},
		{"half a text", line[:200], "", "keys_line"},
		{"a file there is not", "", path + "2", "keys_file_missing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := EnvironmentKeyring(func(name string) string {
				return map[string]string{TextVariable: test.text, FileVariable: test.file}[name]
			})
			wantCode(t, err, test.code)
			if err == nil && !bytes.Equal(got.text(), k.text()) {
				t.Error("another ring was read")
			}
		})
	}
}

func FuzzKeyring(f *testing.F) {
	whole := string(ring(f, 1).text())
	f.Add(whole)
	f.Add(strings.ReplaceAll(whole, "current", "kept"))
	f.Add("lianxin-keys 1\nend\n")
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ParseKeyring([]byte(text))
		if err != nil {
			for _, word := range strings.Fields(text) {
				if _, bad := hex.DecodeString(word); bad == nil && len(word) >= 16 && strings.Contains(err.Error(), word) {
					t.Errorf("the refusal repeats %s", word)
				}
			}
			return
		}
		again, err := ParseKeyring(k.text())
		if err != nil || !bytes.Equal(again.text(), k.text()) {
			t.Errorf("the ring does not come back from its own text: %v", err)
		}
	})
}
